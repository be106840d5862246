"""The database in a backup: one moment of it, taken while the site goes on, and put back whole or not at all."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from collab.mail.models import Letter
from collab.ops.backup.manifest import BackupError, sync
from collab.streams.models import Stream
from discussions.documents.models import Version

Engine = Literal["sqlite", "postgresql"]
NAMES: dict[Engine, str] = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
# What was lost with the days after the backup had numbers too.  They are passed over: an address or a number that somebody still
# holds from those days never comes to mean something else, and whatever is new lies behind it.
PASSED_OVER = 1_000_000
Ask = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Contents:
    """What one moment of a database holds."""

    migrations: list[str]
    rows: dict[str, int]
    hashes: list[str]  # of the files that rows name


def engine() -> Engine:
    """Which database this site has."""
    return "sqlite" if connection.vendor == "sqlite" else "postgresql"


def dump(folder: Path) -> Contents:
    """Write one moment of the database into a folder; what it holds was counted in the same moment.  Raises BackupError."""
    goal = folder / NAMES[engine()]
    goal.touch(mode=0o600)
    contents = _dump_sqlite(goal) if engine() == "sqlite" else _dump_postgresql(goal)
    sync(goal)
    return contents


def check_empty() -> None:
    """Raise BackupError if the database of this site holds any table."""
    if engine() == "sqlite":
        path = _sqlite_path()
        with closing(sqlite3.connect(path)) as database:  # it also takes in, or throws away, what a fallen process left beside the file
            tables = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        left = [each for each in ("-wal", "-shm", "-journal") if Path(f"{path}{each}").exists()]
        if left:
            raise BackupError(f"Something has {path} open. Stop the site first.")
    else:
        tables = len(connection.introspection.table_names())
    if tables:
        raise BackupError("This site is not empty. A backup is put back only into a database without tables.")


def put_back(folder: Path) -> None:
    """Fill the empty database: everything that the backup holds, without its sessions and the mail that waited.

    Numbers go on far behind those of the backup (PASSED_OVER).  Whole or not at all.  Raises BackupError.
    """
    source = folder / NAMES[engine()]
    if engine() == "sqlite":
        _put_back_sqlite(source)
    else:
        _put_back_postgresql(source)


def afterwards() -> list[str]:
    """What is done to a database that was put back, as SQL.

    Nobody is signed in; no mail goes out that may have gone out before; no number is given out twice.
    """
    sessions, devices, letters, streams = (model._meta.db_table for model in (Session, UserSession, Letter, Stream))
    return [
        f"DELETE FROM {sessions}",  # noqa: S608 - names of our own tables
        f"DELETE FROM {devices}",  # noqa: S608 - see above
        f"DELETE FROM {letters}",  # noqa: S608 - see above
        f"UPDATE {streams} SET rev = rev + {PASSED_OVER}, epoch = epoch + 1",  # noqa: S608 - see above
    ]


def _contents(ask: Ask, tables: str) -> Contents:
    """`tables`: the query for what tables there are; a database may be older than the models."""
    there = {row[0] for row in ask(tables)}
    ours = sorted(there & {model._meta.db_table for model in apps.get_models(include_auto_created=True)})
    counted = {table: int(ask(f'SELECT count(*) FROM "{table}"')[0][0]) for table in ours}  # noqa: S608 - names of our own tables
    applied = sorted(f"{app}.{name}" for app, name in ask("SELECT app, name FROM django_migrations"))
    hashes = sorted(row[0] for row in ask(f"SELECT DISTINCT sha256 FROM \"{Version._meta.db_table}\" WHERE sha256 <> ''"))  # noqa: S608 - see above
    return Contents(applied, counted, hashes)


def _sqlite_path() -> Path:
    return Path(connection.settings_dict["NAME"])


def _dump_sqlite(goal: Path) -> Contents:
    if not _sqlite_path().is_file():
        raise BackupError(f"There is no database at {_sqlite_path()}.")
    with closing(sqlite3.connect(_sqlite_path())) as source, closing(sqlite3.connect(goal)) as copy:
        source.backup(copy)  # in one step: one moment, while others write
        copy.execute("PRAGMA journal_mode=DELETE")  # one file
        if copy.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise BackupError("The database is damaged: SQLite's own check of the copy has failed.")
        return _contents(lambda sql: copy.execute(sql).fetchall(), "SELECT name FROM sqlite_master WHERE type = 'table'")


def _put_back_sqlite(source: Path) -> None:
    goal = _sqlite_path()
    draft = goal.with_name(f"{goal.name}.arriving")
    draft.unlink(missing_ok=True)
    shutil.copyfile(source, draft)
    draft.chmod(0o600)
    with closing(sqlite3.connect(draft)) as database, database:
        database.execute("PRAGMA secure_delete=ON")
        for each in afterwards():
            database.execute(each)
    sync(draft)
    os.replace(draft, goal)
    sync(goal.parent)


def _dump_postgresql(goal: Path) -> Contents:
    with transaction.atomic(), connection.cursor() as cursor:

        def ask(sql: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql)
            return list(cursor.fetchall())

        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        moment = ask("SELECT pg_export_snapshot()")[0][0]  # pg_dump and our own counting see the same
        _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment}", f"--file={goal}"])
        return _contents(ask, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")


def _put_back_postgresql(source: Path) -> None:
    """As one transaction: the text that pg_restore makes of the dump, and what is done afterwards."""
    restore = [_program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(source)]
    arguments, environment = _connection_arguments()
    psql = [_program("psql"), "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--output=/dev/null", *arguments]
    with subprocess.Popen(restore, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reader:  # noqa: S603 - our own command line
        assert reader.stdout is not None and reader.stderr is not None
        with subprocess.Popen(psql, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as writer:  # noqa: S603 - see above
            assert writer.stdin is not None and writer.stderr is not None
            try:
                writer.stdin.write(b"BEGIN;\n")
                shutil.copyfileobj(reader.stdout, writer.stdin)
                if reader.wait() == 0:  # else nothing is committed
                    writer.stdin.write(f"RESET search_path;\n{_lines(afterwards())}COMMIT;\n".encode())
                writer.stdin.close()
            except BrokenPipeError:  # it stopped at an error, and says which
                reader.kill()
                with suppress(BrokenPipeError):
                    writer.stdin.close()
            complaint = writer.stderr.read()
        if reader.returncode or writer.returncode:
            raise BackupError(f"PostgreSQL did not take the dump: {(complaint or reader.stderr.read()).decode(errors='replace')[-500:]}")


def _lines(statements: Iterable[str]) -> str:
    return "".join(f"{each};\n" for each in statements)


def _run(program: str, arguments: Sequence[str]) -> None:
    where, environment = _connection_arguments()
    run = subprocess.run([_program(program), *arguments, *where], env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own command line
    if run.returncode:
        raise BackupError(f"{program} failed: {run.stderr.strip()[-500:]}")


def _connection_arguments() -> tuple[list[str], dict[str, str]]:
    """How PostgreSQL's own programs reach the database of this site; the password is in the environment, which others cannot read."""
    arguments, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    return arguments[1:], os.environ | (environment or {})


def _program(name: str) -> str:
    if (found := shutil.which(name)) is None:
        raise BackupError(f"{name} is missing: install the Debian package postgresql-client, of the server's version or newer.")
    return found
