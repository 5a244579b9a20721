"""The calls that state a constraint over many variables: `no_overlap([a, b], [3, 2])` and its like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from algorist.formal.constraint.global_constraints import Automaton, Circuit, Cumulative, Global, NoOverlap, Routes

if TYPE_CHECKING:
    from algorist.formal.constraint.reader import Reader
    from algorist.formal.constraint.tree import Constant, Expression

GLOBALS = ("no_overlap", "cumulative", "circuit", "routes", "automaton")


def read_global(reader: Reader, name: str) -> Global:
    """Read what follows the name of a call, from `(` to `)`."""
    reader.cursor.expect("(")
    node = _READ[name](reader)
    reader.cursor.expect(")")
    return node


def _no_overlap(reader: Reader) -> Global:
    operands = _bracketed(reader, "the starts in brackets: [a, b]")
    return NoOverlap(operands, _naturals(reader, len(operands)))


def _cumulative(reader: Reader) -> Global:
    operands = _bracketed(reader, "the starts in brackets: [a, b]")
    durations, demands = _naturals(reader, len(operands)), _naturals(reader, len(operands))
    return Cumulative(operands, durations, demands, _natural(reader))


def _circuit(reader: Reader) -> Global:
    return Circuit(reader.items("number"))


def _routes(reader: Reader) -> Global:
    operands = _bracketed(reader, "the successors in brackets: [a, b]")
    reader.cursor.expect(",")
    column = reader.cursor.token.column
    reader.cursor.expect("[")
    firsts = [reader.condition(0)]
    while reader.cursor.accept(","):
        firsts.append(reader.condition(0))
    reader.cursor.expect("]", ",")
    _same_length(reader, firsts, len(operands), column)
    demands = _naturals(reader, len(operands))
    return Routes(operands, tuple(firsts), demands, _natural(reader))


def _automaton(reader: Reader) -> Global:
    cursor = reader.cursor
    if cursor.token.text != "[":
        cursor.unexpected("the word in brackets: [x, y, z]")
    operands = reader.alike()
    start = _natural(reader)
    cursor.expect(",")
    cursor.expect("{")
    accepting = [cursor.integer()]
    while cursor.accept(","):
        accepting.append(cursor.integer())
    cursor.expect("}", ",")
    cursor.expect(",")
    cursor.expect("{")
    transitions = [_transition(reader, operands)]
    while cursor.accept(","):
        transitions.append(_transition(reader, operands))
    cursor.expect("}", ",")
    return Automaton(operands, start, tuple(accepting), tuple(transitions))


def _transition(reader: Reader, operands: tuple[Expression, ...]) -> tuple[int, Constant, int]:
    """Read (state, value, next state); the value is one that every operand may be compared with, or a number."""
    cursor = reader.cursor
    cursor.expect("(")
    before = cursor.integer()
    cursor.expect(",")
    value = reader.constant(operands[0])
    cursor.expect(",")
    after = cursor.integer()
    cursor.expect(")")
    return before, value, after


def _bracketed(reader: Reader, what: str) -> tuple[Expression, ...]:
    if reader.cursor.token.text != "[":
        reader.cursor.unexpected(what)
    return reader.items("number")


def _naturals(reader: Reader, count: int) -> tuple[int, ...]:
    """Read `, [3, 0, 2]`: as many numbers, none of them negative."""
    reader.cursor.expect(",")
    column = reader.cursor.token.column
    reader.cursor.expect("[")
    numbers = [_natural(reader, comma=False)]
    while reader.cursor.accept(","):
        numbers.append(_natural(reader, comma=False))
    reader.cursor.expect("]", ",")
    _same_length(reader, numbers, count, column)
    return tuple(numbers)


def _natural(reader: Reader, comma: bool = True) -> int:
    if comma:
        reader.cursor.expect(",")
    column = reader.cursor.token.column
    number = reader.cursor.integer()
    if number < 0:
        reader.cursor.fail(f"{number} is negative here; durations, demands and capacities are not.", column=column)
    return number


def _same_length(reader: Reader, listed: list[int] | list[Expression], count: int, column: int) -> None:
    if len(listed) != count:
        reader.cursor.fail(f"this list has {len(listed)} items, the first one {count}.", column=column)


_READ = {
    "no_overlap": _no_overlap,
    "cumulative": _cumulative,
    "circuit": _circuit,
    "routes": _routes,
    "automaton": _automaton,
}
