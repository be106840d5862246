"""Statements of the hot paths: compiled once by Django, run many times with other values.

Compiling a queryset costs ten times what SQLite needs to answer it.  What is prepared here is still written as a
queryset, so a rule (who may read, which seats count) keeps its one place; only the compiling is spared.
"""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.fields import DateTimeField, UUIDField
from django.db.models.fields.json import JSONField
from django.db.models.query import ModelIterable

M = TypeVar("M", bound=Model)

ADAPTED = (DateTimeField, UUIDField, JSONField)  # columns whose values look different in the database
AT_ONCE = 200  # rows of one INSERT: SQLite binds 32,766 values at most
_FIRST_INT = 7_700_000_000_000_000_001  # stand-ins that no real value of ours has
_FIRST_MOMENT = datetime(1801, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Plan:
    """One compiled query: its text, where each value goes, and how columns come back."""

    sql: str
    slots: list[tuple[str, int] | object]  # (name, position in its list) or a constant
    converters: Any
    compiler: Any


class Prepared:
    """A query with named values.

    `build` makes it from keyword arguments; `kinds` names their types: `int`, `str`, `datetime`, `UUID`, or a list of one of
    these for the right side of an `__in`.  Lists are filled up to the next power of two with their last value, so a
    handful of texts serves all lengths; an empty list finds nothing.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **kinds: Any) -> None:
        self.build, self.kinds = build, kinds
        self._plans: dict[tuple[Any, ...], Plan] = {}

    def __call__(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows, as `values_list` would give them."""
        asked = self._asked(values)
        if asked is None:
            return []
        plan, bound = asked
        with _here().cursor() as cursor:
            cursor.execute(plan.sql, bound)
            rows = cursor.fetchall()
        found: Iterable[Any] = plan.compiler.apply_converters(rows, plan.converters) if plan.converters else rows
        return [tuple(row) for row in found]

    def _asked(self, values: dict[str, Any]) -> tuple[Plan, list[Any]] | None:
        """The plan for these values, and what to bind; None when a list is empty."""
        full: dict[str, list[Any]] = {}
        for name, kind in self.kinds.items():
            given = list(values[name]) if isinstance(kind, list) else [values[name]]
            if not given:
                return None
            full[name] = given + given[-1:] * (_room(len(given)) - len(given))
        here = _here()
        plan = self._plan(here.vendor, {name: len(each) for name, each in full.items()})
        for name, kind in self.kinds.items():
            if (way := _way_of(kind[0] if isinstance(kind, list) else kind, here)) is not None:
                full[name] = list(map(way, full[name]))
        return plan, [full[slot[0]][slot[1]] if isinstance(slot, tuple) else slot for slot in plan.slots]

    def _plan(self, vendor: str, sizes: dict[str, int]) -> Plan:
        key = (vendor, *sizes.values())
        if key not in self._plans:
            self._plans[key] = self._compile(sizes)
        return self._plans[key]

    def _compile(self, sizes: dict[str, int]) -> Plan:
        stand_ins: dict[Any, tuple[str, int]] = {}
        arguments: dict[str, Any] = {}
        for name, kind in self.kinds.items():
            many = isinstance(kind, list)
            made = [_stand_in(kind[0] if many else kind, len(stand_ins) + number) for number in range(sizes[name])]
            way = _way_of(kind[0] if many else kind, _here()) or _same
            stand_ins |= {way(each): (name, number) for number, each in enumerate(made)}
            arguments[name] = made if many else made[0]
        query = self.build(**arguments).query
        compiler = query.get_compiler(connection.alias)
        sql, params = compiler.as_sql()
        slots = [stand_ins.get(each, each) if isinstance(each, int | str | datetime | UUID) else each for each in params]
        missing = set(stand_ins.values()) - {each for each in slots if isinstance(each, tuple)}
        assert not missing, f"values that the query does not use: {missing}"
        columns = [each[0] for each in compiler.select[: compiler.col_count]]
        return Plan(sql, slots, compiler.get_converters(columns), compiler)


class PreparedObjects(Prepared, Generic[M]):
    """The same, for a queryset of objects: instances with what it selects and annotates.  Prefetching is left to the caller."""

    def __init__(self, build: Callable[..., QuerySet[M]], **kinds: Any) -> None:
        super().__init__(build, **kinds)

    def __call__(self, **values: Any) -> list[M]:  # type: ignore[override]  # objects in place of rows
        """The objects, as the queryset would give them."""
        asked = self._asked(values)
        return [] if asked is None else list(ModelIterable(_Answer(*asked)))  # type: ignore[arg-type]  # all that it asks of a queryset


class _Answer:
    """What Django asks of a queryset while it makes objects of rows, its query compiled already."""

    def __init__(self, plan: Plan, bound: list[Any]) -> None:
        here = _here()
        self.db, self.query = here.alias, self
        self._known_related_objects: dict[Any, Any] = {}
        self.compiler = copy(plan.compiler)
        self.compiler.connection = here
        self.compiler.as_sql = lambda *_args, **_options: (plan.sql, bound)

    def get_compiler(self, **_using: Any) -> Any:
        """The compiler, which has nothing left to do."""
        return self.compiler


def _room(length: int) -> int:
    return 1 << (length - 1).bit_length()


def _stand_in(kind: type, number: int) -> Any:
    if kind is int:
        return _FIRST_INT + number
    if kind is str:
        return f"stand-in {number}"
    if kind is UUID:
        return UUID(int=_FIRST_INT + number)
    assert kind is datetime, f"no stand-in for {kind}"
    return _FIRST_MOMENT + timedelta(seconds=number)


def _here() -> BaseDatabaseWrapper:
    """The connection of this thread.  `connection` looks it up anew for each of its attributes, which adds up."""
    return connections[DEFAULT_DB_ALIAS]


def _same(value: Any) -> Any:
    return value


def _way_of(kind: type, here: BaseDatabaseWrapper) -> Callable[[Any], Any] | None:
    """How values of this type become what the driver takes; None: they are that already."""
    if kind is datetime:
        return here.ops.adapt_datetimefield_value
    return attrgetter("hex") if kind is UUID and not here.features.has_native_uuid_field else None


class Insert:
    """Writes whole rows of one model, many at once.

    A row is a tuple of values in the order of `names`, which must be all columns but a key that the database gives.
    """

    def __init__(self, model: type[Model], *names: str) -> None:
        self.meta: Any = model._meta
        columns = {each.attname: each for each in self.meta.concrete_fields}
        self.fields: list[Any] = [columns.pop(name) for name in names]
        self.gives_key = self.meta.pk.attname in columns
        assert set(columns) <= {self.meta.pk.attname}, f"columns without a value: {set(columns)}"
        self.adapted = [(number, each) for number, each in enumerate(self.fields) if isinstance(each, ADAPTED)]

    def __call__(self, rows: Sequence[tuple[Any, ...]]) -> list[int]:
        """Insert the rows; the keys that the database gave, in the order of the rows.  Raises IntegrityError as a save would."""
        here = _here()
        stored = _stored(rows, self.adapted, here)
        if not stored:
            return []
        with here.cursor() as cursor:
            return [key for start in range(0, len(stored), AT_ONCE) for key in self._insert(cursor, stored[start : start + AT_ONCE])]

    def _insert(self, cursor: Any, rows: list[list[Any]]) -> list[int]:
        """One statement."""
        cursor.execute(self._sql(len(rows)), [value for row in rows for value in row])
        # Sorted is in the order of the rows: a plain INSERT … VALUES takes numbers of a sequence one after the other.
        return sorted(key for (key,) in cursor.fetchall()) if self.gives_key else []

    @lru_cache  # noqa: B019 - there are a few of these for ever, and at most AT_ONCE lengths of each
    def _sql(self, count: int) -> str:
        one = f"({', '.join(['%s'] * len(self.fields))})"
        columns = ", ".join(f'"{each.column}"' for each in self.fields)
        returning = f' RETURNING "{self.meta.pk.column}"' if self.gives_key else ""
        return f'INSERT INTO "{self.meta.db_table}" ({columns}) VALUES {", ".join([one] * count)}{returning}'  # noqa: S608 - names of our own tables


class Update:
    """Writes some columns of rows that are there.  A row is a tuple: the values of `fields`, then its key."""

    def __init__(self, model: type[Model], *fields: str) -> None:
        self.meta: Any = model._meta
        self.fields: list[Any] = [self.meta.get_field(each) for each in fields]
        self.adapted = [(number, each) for number, each in enumerate(self.fields) if isinstance(each, ADAPTED)]
        columns = ", ".join(f'"{each.column}" = %s' for each in self.fields)
        self.sql = f'UPDATE "{self.meta.db_table}" SET {columns} WHERE "{self.meta.pk.column}" = %s'  # noqa: S608 - names of our own tables

    def __call__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """One statement, for each row in turn."""
        here = _here()
        with here.cursor() as cursor:
            cursor.executemany(self.sql, _stored(rows, self.adapted, here))


def _stored(rows: Iterable[tuple[Any, ...]], adapted: list[tuple[int, Any]], here: BaseDatabaseWrapper) -> list[list[Any]]:
    """Rows as the driver takes them."""
    ways = [(number, way) for number, field in adapted if (way := _way_of_field(field, here)) is not None]
    found = [list(row) for row in rows]
    for values in found:
        for number, way in ways:
            if values[number] is not None:
                values[number] = way(values[number])
    return found


def _way_of_field(field: Any, here: BaseDatabaseWrapper) -> Callable[[Any], Any] | None:
    if isinstance(field, JSONField):
        return lambda value: here.ops.adapt_json_value(value, field.encoder)
    return _way_of(UUID if isinstance(field, UUIDField) else datetime, here)
