"""Programmes whose data stand apart from the words: variables over sets, and one line for each objective and constraint.

The sets and parameters are known from the data (`schema`), and headings tell what a unit is (`sections`), so that a line only
says which of them meet (`set_lines`), among those that fit:

    Each item must be placed in exactly one bin.                  =>   each item: x = 1
    What is put into a bin must not exceed its capacity.          =>   each bin: size*x <= capacity*y
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from algorist.core.certificate import Solution
from algorist.core.errors import FormalError
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.methods.formalising.declared_sets import KINDS, Declaring, Variable, symbols, variables
from algorist.methods.formalising.joint import by_probability
from algorist.methods.formalising.nbest import MISPLACED, NOTHING, Line, Writer
from algorist.methods.formalising.numerals import stated_numbers
from algorist.methods.formalising.sayable_lines import Sayable
from algorist.methods.formalising.schema import Parameter, Schema, schema, written
from algorist.methods.formalising.sections import CONSTRAINTS, OBJECTIVE, OTHER, VARIABLES, Unit, units_of
from algorist.methods.formalising.set_lines import Names, compiled, condition

FAMILY = "indexed"
ADAPTER = "indexed"
AIM, LIMIT = "objective", "constraint"
SURE, NBEST, CHOICES, DOUBTED = 0.9, 4, 400, 4
"""From which share on a line is not doubted, how many lines are written of a doubted unit, how many combinations are weighed, and
how many idle units are looked through for an objective."""

UNREAD = 1e-6
"""The share of a unit that could not be read: what rests on it is never trusted."""

_COUNT = re.compile(r"(?:num|number|n|count)_")
_OF_BOTH = re.compile(r"\b(\w+) \+ other \1\b")
_COMPARE = {"<=": operator.le, ">=": operator.ge, "=": operator.eq, "<": operator.lt, ">": operator.gt}


@dataclass(frozen=True, slots=True)
class Reading:
    """A programme read: the lines of the units that say something, the model, what was found, and how probable the lines are."""

    said: tuple[tuple[str, str], ...]
    formal: str
    solution: Solution
    confidence: float


async def read(statement: str, data: Mapping[str, Any], run: Run) -> Reading | str:
    """Read a programme and solve it with its data; where that cannot be, return what is missing."""
    known = schema(data, statement)
    if known is None:
        return "The data hold no numbers, lists or tables of numbers."
    units = units_of(statement, data)
    may_declare = [unit for unit in units if unit.part in (VARIABLES, OTHER)]
    idle_ones = sum(unit.part == VARIABLES for unit in units) != 1  # what stands there alone declares something
    declared = await run.map(partial(_declared, run, known, idle_ones), may_declare)
    decided = variables(
        [(unit.text, line.text) for unit, (line, _) in zip(may_declare, declared, strict=True)],
        [*known.sets, *known.parameters],
    )
    if not decided:
        return "No variables were found: say what is to be decided, and over what."
    role = dict(zip(may_declare, (line.text for line, _ in declared), strict=True))
    clauses = [(each, _kinds(each, role.get(each, ""))) for each in units if _kinds(each, role.get(each, ""))]
    lists = await run.map(lambda each: _choices(run, known, decided, *each), clauses)
    if not any(_is_objective(lines[0].text) for lines in lists):  # one of the others must be it
        idle = [
            (unit, share) for unit, (line, share) in zip(may_declare, declared, strict=True) if line.text == NOTHING
        ]
        doubted = [unit for unit, _ in sorted(idle, key=lambda each: each[1])[:DOUBTED]]
        read_anew = await run.map(lambda unit: _choices(run, known, decided, unit, (AIM,)), doubted)
        aims = [(unit, aim) for unit, aim in zip(doubted, read_anew, strict=True) if _is_objective(aim[0].text)]
        if not aims:
            return "No objective was found: say what is to be as small or as large as possible."
        found = max(aims, key=lambda each: each[1][0].probability)
        clauses, lists = [*clauses, (found[0], (AIM,))], [*lists, found[1]]
    stated = _all_data_used(lists, known)
    lines = list(dict.fromkeys(line.text for line in stated if line.text not in ("", NOTHING)))
    formal = programme(known, decided, lines)
    try:
        model = LANGUAGES.get("linear").parse(formal)
        solution = await run.solve(model, seconds=10)
    except FormalError as error:
        return f"What was read is no linear programme: {error}"
    said = [(unit.text, line.text) for (unit, _), line in zip(clauses, stated, strict=True) if line.text != NOTHING]
    unused = len(_unused(lines, known))
    confidence = math.prod([*(share for _, share in declared), *(line.probability for line in stated)]) * 0.5**unused
    return Reading(tuple(said), formal, solution, confidence)


def _kinds(unit: Unit, role: str) -> tuple[str, ...]:
    """What a unit may state, by its heading or by what it was taken for."""
    if unit.part == OBJECTIVE:
        return (AIM,)
    if unit.part == CONSTRAINTS:
        return (LIMIT, NOTHING)
    return (role,) if role in (AIM, LIMIT) else ()


def _is_objective(line: str) -> bool:
    return line.startswith(("minimize ", "maximize "))


async def _declared(run: Run, known: Schema, idle: bool, unit: Unit) -> tuple[Line, float]:
    """Return what a unit declares, or is, and how sure that is."""
    declaring = Declaring(tuple(known.sets), symbols(unit.text), roles=unit.part == OTHER, idle=idle)
    writer = Writer(
        run, known.header, adapter=ADAPTER, grammar=declaring.grammar, max_tokens=32, normal=declaring.normal,
        sayable=declaring.may, tag="indexed",
    )  # fmt: skip
    line, starts = await writer.first(f"{asked(unit.part)}> {unit.text}\n")
    return line, line.probability / (line.probability + sum(math.exp(each.log_probability) for each in starts) or 1.0)


def asked(part: str) -> str:
    """What a prompt asks of a unit of a part: what it declares, or also what it is."""
    return "variables" if part == VARIABLES else "declare"


async def _choices(
    run: Run, known: Schema, decided: Sequence[Variable], unit: Unit, kinds: tuple[str, ...]
) -> list[Line]:
    """Return the likeliest lines of a unit, with their shares; where none makes sense, that it says nothing, hardly likely."""
    names = names_of(known, decided)
    sayable = Sayable(names, numbers=tuple(stated_numbers(unit.text)), kinds=kinds)

    def normal(text: str) -> str | None:
        text = text.strip()
        return text if text == NOTHING or compiled(text, names, 0) is not None else None

    writer = Writer(
        run, header_of(known, decided), adapter=ADAPTER, grammar=sayable.grammar, max_tokens=64, normal=normal,
        sayable=sayable.may, tag="indexed",
    )  # fmt: skip
    prompt = f"{AIM if kinds == (AIM,) else LIMIT}> {unit.text}\n"
    line, starts = await writer.first(prompt)
    every = line.probability + sum(math.exp(each.log_probability) for each in starts)
    lines = [line] if line.probability >= SURE else await writer.more(prompt, line, starts, NBEST)
    found = [Line(each.text, each.log_probability - math.log(max(every, 1e-9))) for each in lines if each.text]
    return found or [Line(NOTHING, math.log(UNREAD))]


def _all_data_used(lists: Sequence[Sequence[Line]], known: Schema) -> tuple[Line, ...]:
    """Return one line of each list, the likeliest all together, where data that no line uses make them less likely."""
    best, chosen = -math.inf, tuple(lines[0] for lines in lists)
    for choice, log_probability in islice(by_probability(lists), CHOICES):
        if log_probability <= best:
            break
        lines = tuple(each[index] for each, index in zip(lists, choice, strict=True))
        score = log_probability - MISPLACED * len(_unused([line.text for line in lines], known))
        if score > best:
            best, chosen = score, lines
    return chosen


def _unused(lines: Sequence[str], known: Schema) -> list[str]:
    """The data that no line names, counts of sets apart."""
    named = {name for line in lines for name in re.findall(r"\w+", line)}
    return [name for name, each in known.parameters.items() if name not in named and not _COUNT.match(each.name)]


def names_of(known: Schema, decided: Sequence[Variable]) -> Names:
    """What lines may speak of."""
    data = {name: each.axes for name, each in known.parameters.items()}
    return Names(known.sets, data, {each.name: each.axes for each in decided})


def header_of(known: Schema, decided: Sequence[Variable]) -> str:
    """What the prompt of a clause shows: sets, data and variables, each with the words that tell what it is."""
    shown = "".join(f"{each.shown}: {each.words}".rstrip(": ") + "\n" for each in decided)
    return f"{known.header}variables:\n{shown}"


# -- the programme ------------------------------------------------------------------------------------------------------


def programme(known: Schema, decided: Sequence[Variable], lines: Sequence[str]) -> str:
    """Return the programme of lines, in the linear language; of several objectives the last counts."""
    names = names_of(known, decided)
    declared = [
        f"var {each.name}[{', '.join(each.axes)}] {KINDS[each.kind]}"
        if each.axes
        else f"var {each.name} {KINDS[each.kind]}"
        for each in decided
    ]
    stated = [
        *[line for line in lines if _is_objective(line)][-1:],
        *(line for line in lines if not _is_objective(line)),
    ]
    rows: list[str] = []
    conditions: list[str] = []
    for place, line in enumerate(stated):
        found = compiled(line, names, place)
        if found is not None:
            rows += found
            conditions += _condition(line, known, names, place)
    return known.formal + "\n".join([*conditions, *declared, *rows]) + "\n"


def _condition(line: str, known: Schema, names: Names, place: int) -> list[str]:
    """For which members a line holds, as data of 1 where it does and 0 where not.

    Nothing is the other of itself, and what a line says of both of a pair alike it says once.
    """
    asked_for = condition(line, names)
    if asked_for is None:
        return []
    paired = [axis for axis in asked_for.axes if "other " in line and f"{axis}2" in asked_for.axes]
    once = _OF_BOTH.search(line) is not None

    def value(name: str, at: Mapping[str, int]) -> Any:
        if name not in known.parameters:
            return int(name)
        values: Any = known.parameters[name].values
        for axis in known.parameters[name].axes:
            values = values[at[axis]]
        return values

    def table(axes: tuple[str, ...], at: Mapping[str, int]) -> Any:
        if not axes:
            if any(at[axis] >= at[f"{axis}2"] if once else at[axis] == at[f"{axis}2"] for axis in paired):
                return 0
            return int(_COMPARE[asked_for.sign](value(asked_for.left, at), value(asked_for.right, at)))
        return [table(axes[1:], {**at, axes[0]: place}) for place in range(known.sets[axes[0]])]

    return [written(Parameter(f"where_{place}", asked_for.axes, table(asked_for.axes, {})))]
