"""Small faults, one at a time, in the source of a module."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.mutation.reached import places

SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
OTHER_OPERATOR: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
QUERIES = frozenset({"filter", "exclude", "Q", "get", "update", "get_or_create"})
SILENT = frozenset({"_log", "logging", "logger"})  # what only a log says is no promise


@dataclass(frozen=True)
class Mutant:
    """A module with one fault in it."""

    line: int
    fault: str
    source: str
    function: str  # in whose body the fault is; empty where there is none
    block: str  # of the function's blocks the innermost


def mutants_of(source: str) -> Iterator[Mutant]:
    """Every mutant of this module, in the order of its lines."""
    whole = ast.parse(source)
    count = len(list(_faults(whole)))
    where = places(whole)
    found = []
    for number in range(count):
        tree = ast.parse(source)
        line, fault, plant = list(_faults(tree))[number]
        plant()
        found.append(Mutant(line, fault, ast.unparse(ast.fix_missing_locations(tree)), *where.get(line, ("", ""))))
    yield from sorted(found, key=lambda mutant: mutant.line)


Fault = tuple[int, str, Callable[[], None]]


def _faults(tree: ast.Module) -> Iterator[Fault]:
    for node in _code(tree):
        yield from _other_operators(node)
        yield from _other_values(node)
        yield from _lost_statements(node)


def _other_operators(node: ast.AST) -> Iterator[Fault]:
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in SWAPPED:
            other = SWAPPED[type(operator)]
            yield _fault(node, f"{_name(operator)} -> {other.__name__}", _set(node, "ops", [other()]))
        case ast.BoolOp(op=operator):
            other_op = ast.Or() if isinstance(operator, ast.And) else ast.And()
            yield _fault(node, f"{_name(operator)} -> {_name(other_op)}", _set(node, "op", other_op))
        case ast.UnaryOp(op=ast.Not()):
            yield _fault(node, "not removed", _truth(node))
        case ast.BinOp(op=operator) if type(operator) in OTHER_OPERATOR:
            new = OTHER_OPERATOR[type(operator)]
            yield _fault(node, f"{_name(operator)} -> {new.__name__}", _set(node, "op", new()))


def _other_values(node: ast.AST) -> Iterator[Fault]:
    match node:
        case ast.Constant(value=bool(value)):
            yield _fault(node, f"{value} -> {not value}", _set(node, "value", not value))
        case ast.Constant(value=int(value)):
            yield _fault(node, f"{value} -> {value + 1}", _set(node, "value", value + 1))
        case ast.If(test=test) | ast.IfExp(test=test) if isinstance(test, ast.Name | ast.Attribute | ast.Call):
            yield _fault(node, "condition negated", _set(node, "test", ast.UnaryOp(ast.Not(), test)))
        case ast.Call(keywords=keywords) if keywords and _called(node) in QUERIES:
            for keyword in keywords:
                left = [other for other in keywords if other is not keyword]
                yield _fault(keyword.value, f"{keyword.arg}= removed", _set(node, "keywords", left))


def _lost_statements(node: ast.AST) -> Iterator[Fault]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if not isinstance(block, list):
            continue
        for place, statement in enumerate(block):
            if isinstance(statement, ast.Raise | ast.AugAssign) or (
                isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call) and not _is_silent(statement)
            ):
                kind = type(statement).__name__.lower()
                yield _fault(statement, f"{kind} removed", _replace(block, place))


def _code(tree: ast.AST) -> Iterator[ast.AST]:
    """What runs: no annotations, docstrings, type checking, names for people, or lines that only log."""
    yield tree
    for name, value in ast.iter_fields(tree):
        if name in {"annotation", "returns", "decorator_list", "type_params"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_skipped(child):
                yield from _code(child)


def _is_skipped(node: ast.AST) -> bool:
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return True
    if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in {"__str__", "__repr__", "Meta"}:
        return True
    return isinstance(node, ast.Expr) and (isinstance(node.value, ast.Constant) or _is_silent(node))


def _is_silent(statement: ast.Expr) -> bool:
    call = statement.value
    return isinstance(call, ast.Call) and any(
        isinstance(part, ast.Name) and part.id in SILENT for part in ast.walk(call.func)
    )


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _fault(node: ast.AST, fault: str, plant: Callable[[], None]) -> Fault:
    return getattr(node, "lineno", 0), fault, plant


def _set(node: ast.AST, name: str, value: object) -> Callable[[], None]:
    return lambda: setattr(node, name, value)


def _truth(node: ast.UnaryOp) -> Callable[[], None]:
    """`not x` becomes `not not x`: the truth of x."""
    return _set(node, "operand", ast.UnaryOp(ast.Not(), node.operand))


def _replace(block: list[ast.stmt], place: int) -> Callable[[], None]:
    def plant() -> None:
        block[place] = ast.copy_location(ast.Pass(), block[place])

    return plant


def _name(operator: ast.AST) -> str:
    return type(operator).__name__
