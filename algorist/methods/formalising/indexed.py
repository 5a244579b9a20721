"""Programmes whose data stand apart from the words: variables over sets, and one line for each objective and constraint.

The sets and parameters are known from the data (`schema`), so that a line only says which of them meet:

    Each item must be placed in exactly one bin.                  =>   sum(bin) x = 1
    What is put into a bin must not exceed its capacity.          =>   sum(item) size*x <= capacity*y

What a line leaves free of its sets it states for each of their members.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from algorist.core.certificate import Solution
from algorist.core.errors import FormalError
from algorist.core.language import Grammar
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.methods.formalising.joint import by_probability
from algorist.methods.formalising.nbest import MISPLACED, Line, Writer
from algorist.methods.formalising.schema import Schema, schema

FAMILY = "indexed"
ADAPTER = "indexed"
NOTHING, CLAUSE = "nothing", "clause"
SURE, NBEST, CHOICES, DOUBTED = 0.9, 4, 400, 4
"""From which share on a line is not doubted, how many lines are written of a doubted unit, how many combinations are weighed, and
how many idle units are looked through for an objective."""

UNREAD = 1e-6
"""The share of a unit that could not be read: what rests on it is never trusted."""

LONGEST = 420
"""Characters of a unit that a prompt shows."""

KINDS: Mapping[str, str] = {"real": ">= 0", "free": "free", "integer": ">= 0 integer", "binary": "binary"}

_DECLARED = re.compile(r"([a-z]\w*)(?:\[([\w, ]+)\])? (real|free|integer|binary)")
_TERM = re.compile(r"(?:sum\(([\w, ]+)\) )?([\w*]+)")
_LINE = re.compile(r"(minimize|maximize) (.+)|(.+?) (<=|>=|=) (.+)")
_COUNT = re.compile(r"(?:num|number|n|count)_")
_MARKUP = re.compile(r"\\[()\[\]]|\*\*|`|\$|^#+\s*|^[-*•]\s+|^\d+[.)]\s+")


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
    declared = await run.map(
        lambda unit: _line(run, f"{known.header}declare> {unit}\n", declaring(known), is_declaration), units
    )
    variables = dict(_variables([line.text for line, _ in declared]))
    if not variables:
        return "No variables were found: say what is to be decided, and over what."
    clauses = [unit for unit, (line, _) in zip(units, declared, strict=True) if line.text == CLAUSE]
    writer = _clauses(run, known, variables)
    lists = await run.map(partial(_choices, writer), clauses)
    if not any(_is_objective(lines[0].text) for lines in lists):  # one of the others must be it
        idle = [(unit, share) for unit, (line, share) in zip(units, declared, strict=True) if line.text == NOTHING]
        doubted = [unit for unit, _ in sorted(idle, key=lambda each: each[1])[:DOUBTED]]
        read_anew = await run.map(partial(_choices, _clauses(run, known, variables, objective=True)), doubted)
        aims = [(unit, aim) for unit, aim in zip(doubted, read_anew, strict=True) if _is_objective(aim[0].text)]
        if not aims:
            return "No objective was found: say what is to be as small or as large as possible."
        found = max(aims, key=lambda each: each[1][0].probability)
        clauses, lists = [*clauses, found[0]], [*lists, found[1]]
    stated = _all_data_used(lists, known)
    lines = list(dict.fromkeys(line.text for line in stated if line.text not in ("", NOTHING)))
    formal = programme(known, variables, lines)
    try:
        model = LANGUAGES.get("linear").parse(formal)
        solution = await run.solve(model, seconds=10)
    except FormalError as error:
        return f"What was read is no linear programme: {error}"
    said = [(unit, line.text) for unit, line in zip(clauses, stated, strict=True) if line.text != NOTHING]
    unused = len(_unused(lines, known))
    confidence = math.prod([*(share for _, share in declared), *(line.probability for line in stated)]) * 0.5**unused
    return Reading(tuple(said), formal, solution, confidence)


def _is_objective(line: str) -> bool:
    return line.startswith(("minimize ", "maximize "))


def _clauses(run: Run, known: Schema, variables: Mapping[str, tuple[str, ...]], *, objective: bool = False) -> Writer:
    """Return the writer of what a unit states, or of the objective in it."""

    def normal(text: str) -> str | None:
        text = text.strip()
        if text == NOTHING:
            return text
        return text if compiled(text, known, variables, 0) is not None else None

    grammar = stating(known, variables, objective=objective)
    header = header_of(known, variables)
    return Writer(run, header, adapter=ADAPTER, grammar=grammar, max_tokens=64, normal=normal, tag="indexed")


async def _choices(writer: Writer, unit: str) -> list[Line]:
    """Return the likeliest lines of a unit, with their shares; where none makes sense, that it says nothing, hardly likely."""
    prompt = f"> {unit}\n"
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


async def _line(run: Run, prompt: str, grammar: Grammar, fits: Any) -> tuple[Line, float]:
    def normal(text: str) -> str | None:
        text = text.strip()
        return text if text in (NOTHING, CLAUSE) or fits(text) else None

    writer = Writer(run, "", adapter=ADAPTER, grammar=grammar, max_tokens=64, normal=normal, tag="indexed")
    line, starts = await writer.first(prompt)
    return line, line.probability / (line.probability + sum(math.exp(each.log_probability) for each in starts) or 1.0)


def units_of(statement: str, data: Mapping[str, Any]) -> list[str]:
    """Return the lines of a statement without their markup, and without those that only describe the data."""
    names = "|".join(map(re.escape, data))
    described = re.compile(rf"^\W*(?:{names})\W*:")
    lines = [each for each in statement.splitlines() if re.search(r"[A-Za-z]{2}", each) and not described.match(each)]
    bare = [" ".join(_MARKUP.sub(" ", each.strip()).split())[:LONGEST] for each in lines]
    return [each for each in dict.fromkeys(bare) if not each.endswith(":") or len(each.split()) > 6]


# -- lines --------------------------------------------------------------------------------------------------------------


def declaring(known: Schema) -> Grammar:
    """What a unit may declare: variables over sets, that it is a clause, or nothing."""
    return Grammar(
        f'root ::= ( "{NOTHING}" | "{CLAUSE}" | variable ( "; " variable )* ) "\\n"\n'
        'variable ::= name ( "[" set ( ", " set )* "]" )? " " ( "real" | "free" | "integer" | "binary" )\n'
        f"name ::= [a-z] [a-z0-9_]*\nset ::= {_one_of(known.sets)}\n"
    )


def stating(known: Schema, variables: Mapping[str, tuple[str, ...]], *, objective: bool = False) -> Grammar:
    """What a unit may state: an objective or a constraint with the names there are, or nothing; or the objective alone."""
    aim, other = '( "minimize " | "maximize " ) sum', 'sum ( " <= " | " >= " | " = " ) sum'
    return Grammar(
        f'root ::= ( {aim if objective else f"{aim} | {other}"} | "{NOTHING}" ) "\\n"\n'
        'sum ::= term ( ( " + " | " - " ) term )*\n'
        'term ::= ( "sum(" set ( ", " set )* ") " )? factor ( "*" factor )*\n'
        f"factor ::= integer | {_one_of([*known.parameters, *variables])}\ninteger ::= [0-9]+\nset ::= {_one_of(known.sets)}\n"
    )


def _one_of(names: Any) -> str:
    return " | ".join(f'"{name}"' for name in names)


def is_declaration(text: str) -> bool:
    """Whether a line declares variables."""
    return all(_DECLARED.fullmatch(part) for part in text.split("; "))


def header_of(known: Schema, variables: Mapping[str, tuple[str, ...]]) -> str:
    """What the prompt of a clause shows: sets, data and variables."""
    shown = ", ".join(f"{name}[{', '.join(axes)}]" if axes else name for name, (axes, _) in _parted(variables).items())
    return f"{known.header}variables: {shown}\n"


def _variables(lines: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """Return the variables that lines declare: their sets, and their kind last."""
    found = [
        _DECLARED.fullmatch(part) for line in lines if line not in ("", NOTHING, CLAUSE) for part in line.split("; ")
    ]
    return [(match[1], (*(match[2].split(", ") if match[2] else ()), match[3])) for match in found if match]


def _parted(variables: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[tuple[str, ...], str]]:
    return {name: (axes[:-1], axes[-1]) for name, axes in variables.items()}


# -- the programme ------------------------------------------------------------------------------------------------------


def programme(known: Schema, variables: Mapping[str, tuple[str, ...]], lines: Sequence[str]) -> str:
    """Return the programme of lines, in the linear language; of several objectives the last counts."""
    declared = [
        f"var {name}[{', '.join(axes)}] {KINDS[kind]}" if axes else f"var {name} {KINDS[kind]}"
        for name, (axes, kind) in _parted(variables).items()
    ]
    objective = [line for line in lines if line.startswith(("minimize ", "maximize "))][-1:]
    stated = [*objective, *(line for line in lines if not line.startswith(("minimize ", "maximize ")))]
    written = [compiled(line, known, variables, place) for place, line in enumerate(stated)]
    return known.formal + "\n".join([*declared, *(each for each in written if each)]) + "\n"


def compiled(line: str, known: Schema, variables: Mapping[str, tuple[str, ...]], place: int) -> str | None:
    """Return a line in the linear language, for each member of the sets that it leaves free; None where it makes no sense."""
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    axes = {name: each.axes for name, each in known.parameters.items()} | {
        name: axes for name, (axes, _) in _parted(variables).items()
    }
    sides = [_side(each, axes) for each in (match[2], match[3], match[5]) if each]
    if any(side is None for side in sides):
        return None
    texts = [side[0] for side in sides if side]
    free = list(dict.fromkeys(each for side in sides if side for each in side[1]))
    summed = {each for sets in re.findall(r"sum\(([\w, ]+)\)", line) for each in sets.split(", ")}
    if summed & set(free):
        return None  # a set that one term adds up and another leaves free
    if not any(re.search(rf"\b{name}\b", line) for name in variables):
        return None
    if match[1]:
        return None if free else f"{match[1]} {texts[0]}"
    ranges = ", ".join(f"i_{each} in {each}" for each in free)
    return (
        f"c{place}[{ranges}]: {texts[0]} {match[4]} {texts[1]}"
        if free
        else f"c{place}: {texts[0]} {match[4]} {texts[1]}"
    )


def _side(text: str, axes: Mapping[str, tuple[str, ...]]) -> tuple[str, list[str]] | None:
    """Return a sum of terms in the linear language, and the sets it leaves free."""
    terms, free = [], []
    for sign, term in _pieces(text):
        match = _TERM.fullmatch(term)
        if match is None:
            return None
        factors = match[2].split("*")
        if any(not factor.isdigit() and factor not in axes for factor in factors):
            return None
        over = list(dict.fromkeys(each for factor in factors for each in axes.get(factor, ())))
        summed = match[1].split(", ") if match[1] else []
        if not set(summed) <= set(over):
            return None
        written = "*".join(_indexed(factor, axes) for factor in factors)
        ranges = ", ".join(f"i_{each} in {each}" for each in summed)
        terms.append(f"{sign}sum({ranges}) {written}" if summed else f"{sign}{written}")
        free += [each for each in over if each not in summed]
    return ("".join(terms), free) if terms and "".join(sign + term for sign, term in _pieces(text)) == text else None


def _pieces(text: str) -> list[tuple[str, str]]:
    return re.findall(r"(^| \+ | - )((?:sum\([\w, ]+\) )?[\w*]+)", text)


def _indexed(factor: str, axes: Mapping[str, tuple[str, ...]]) -> str:
    over = axes.get(factor, ())
    return f"{factor}[{', '.join(f'i_{each}' for each in over)}]" if over else factor
