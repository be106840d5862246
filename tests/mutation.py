"""Whether tests would notice a wrong rule: each mutant of a pure module is tried against the tests of that module.

`python -m tests.mutation MODULE TEST_FILE [STEP]` prints one line for each mutant that no test noticed, and how many were tried:
all, or every so manyth.

A mutant is the module with one change: a comparison turned round, `and` for `or`, a `not` left out, a refusal that is not
raised, a condition that always or never holds, a number one more.  The changed code is put into the functions that the tests
have already, so that nothing is imported anew.
"""

import ast
import copy
import importlib
import io
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest

OTHER: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change: where, which, and the tree that has it."""

    line: int
    change: str
    tree: ast.Module


def mutants(tree: ast.Module) -> Iterator[Mutant]:
    """Every mutant of a module, one change each, in the order of its lines."""
    for number, node in enumerate(ast.walk(tree)):
        for change in changes(node):
            mutated = copy.deepcopy(tree)
            made = next(each for n, each in enumerate(ast.walk(mutated)) if n == number)
            apply(mutated, made, change)
            yield Mutant(getattr(node, "lineno", 0), change, ast.fix_missing_locations(mutated))


def changes(node: ast.AST) -> list[str]:
    """What can be changed about a node."""
    match node:
        case ast.Compare(ops=[_]):
            return ["turned round"]
        case ast.BoolOp(values=values):
            return ["and for or", *(f"without part {n + 1}" for n in range(len(values)))]
        case ast.UnaryOp(op=ast.Not()):
            return ["not left out"]
        case ast.Raise():
            return ["not raised"]
        case ast.If():
            return ["always", "never"]
        case ast.Constant(value=int() as value) if not isinstance(value, bool):
            return ["one more"]
    return []


def apply(tree: ast.Module, node: ast.AST, change: str) -> None:
    """Make one change in place."""
    match node:
        case ast.Compare():
            node.ops = [OTHER[type(node.ops[0])]()]
        case ast.BoolOp() if change == "and for or":
            node.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        case ast.BoolOp():
            del node.values[int(change.rsplit(maxsplit=1)[-1]) - 1]
            if len(node.values) == 1:
                replace(tree, node, node.values[0])
        case ast.UnaryOp():
            replace(tree, node, node.operand)
        case ast.Raise():
            replace(tree, node, ast.Pass())
        case ast.If():
            node.test = ast.Constant(change == "always")
        case ast.Constant(value=int() as value):
            node.value = value + 1


def replace(tree: ast.Module, old: ast.AST, new: ast.AST) -> None:
    """Put a node in the place of another."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list):
                value[:] = [new if each is old else each for each in value]


def functions(place: object, prefix: str = "") -> dict[str, FunctionType]:
    """The functions of a module by name, with the methods of its classes."""
    found: dict[str, FunctionType] = {}
    for name, value in vars(place).items():
        if isinstance(value, property) and isinstance(value.fget, FunctionType):
            found[prefix + name] = value.fget
        elif isinstance(value, FunctionType):
            found[prefix + name] = value
        elif isinstance(value, type) and value.__module__ == getattr(place, "__name__", ""):
            found |= functions(value, f"{name}.")
    return found


def survivors(module: ModuleType, tests: str, step: int = 1) -> tuple[list[str], int]:
    """The mutants that no test noticed, and how many were tried: every `step`th."""
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    real = functions(module)
    before = {name: function.__code__ for name, function in real.items()}
    left, tried = [], 0
    for mutant in islice(mutants(ast.parse(source)), 0, None, step):
        made = ModuleType(module.__name__)
        exec(compile(mutant.tree, str(module.__file__), "exec"), vars(made))  # a module of ours, with one change
        changed = {name: each.__code__ for name, each in functions(made).items() if not same(each.__code__, before[name])}
        if not changed:
            continue  # it was in a table or a default, which tests read as it is
        tried += 1
        for name, code in changed.items():
            real[name].__code__ = code
        if passes(tests):
            left.append(f"{mutant.line}: {mutant.change}: {source.splitlines()[mutant.line - 1].strip()}")
        for name in changed:
            real[name].__code__ = before[name]
    return left, tried


def same(one: CodeType, other: CodeType) -> bool:
    """Whether two functions do the same, wherever they stand; those within them too."""
    if (one.co_code, one.co_names, len(one.co_consts)) != (other.co_code, other.co_names, len(other.co_consts)):
        return False
    pairs = zip(one.co_consts, other.co_consts, strict=True)
    return all(same(a, b) if isinstance(a, CodeType) and isinstance(b, CodeType) else (type(a), a) == (type(b), b) for a, b in pairs)


def passes(tests: str) -> bool:
    """Whether these tests pass now, in this process."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return pytest.main(["-q", "-x", "-n", "0", "-p", "no:cacheprovider", "--no-header", tests]) == 0


if __name__ == "__main__":
    name, tests, *step = sys.argv[1:]
    assert passes(tests), "they do not even pass as they are"  # and the site is set up by them
    left, tried = survivors(importlib.import_module(name), tests, *map(int, step))
    print("\n".join([*left, f"{tried} tried, {len(left)} left"]))
    sys.exit(bool(left))
