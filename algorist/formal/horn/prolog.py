"""Ask SWI-Prolog: the program goes in as data, the first answer and its derivation come out."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from algorist.core.errors import FormalError, Unavailable
from algorist.formal.horn.predicates import FINITE, LINEAR
from algorist.formal.horn.tree import (
    CONS,
    EMPTY,
    Atom,
    Clause,
    Compound,
    HornModel,
    Number,
    Term,
    Variable,
    indicator,
    split_list,
    subterms,
    variables,
)

REMEDY = "Install it with: apt-get install swi-prolog"
LARGEST_OUTPUT = 64 << 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """`found` is answer, no or late; steps are those of `derivation.py`, bindings the text of each variable's value."""

    found: str
    steps: tuple[tuple[int | str, tuple[int, ...], str], ...] = ()
    goals: tuple[int, ...] = ()
    bindings: tuple[tuple[str, str], ...] = ()


def ask(
    model: HornModel, clauses: tuple[Clause, ...], query: tuple[Term, ...], deadline: float, memory: int
) -> Outcome:
    """Return SWI-Prolog's first answer; raises FormalError when the program stops with an error of its own."""
    program = shutil.which("swipl")
    if program is None:
        raise Unavailable("SWI-Prolog is not installed.", REMEDY)
    seconds = deadline - monotonic()
    if seconds <= 0:
        return Outcome("late")
    text = "".join(_lines(clauses, query))
    stack = max(64 << 20, memory // 2)
    command = [program, "-q", "-f", "none", "--no-tty", f"--stack-limit={stack}", "-g", "main", "-t", "halt"]
    with tempfile.TemporaryDirectory() as folder:
        environment = {"PATH": os.environ.get("PATH", ""), "HOME": folder, "LANG": "C.UTF-8"}
        try:
            done = subprocess.run(
                [*command, str(Path(__file__).with_name("runner.pl"))],
                input=text.encode(),
                capture_output=True,
                timeout=seconds,
                cwd=folder,
                env=environment,
            )
        except subprocess.TimeoutExpired:
            return Outcome("late")
    if len(done.stdout) > LARGEST_OUTPUT:
        raise Unavailable(f"The derivation has more than {LARGEST_OUTPUT >> 20} MB.")
    return _read(done.stdout.decode(), done.stderr.decode(errors="replace"), model.line)


def _lines(clauses: tuple[Clause, ...], query: tuple[Term, ...]) -> list[str]:
    called = {indicator(term) for clause in clauses for goal in clause.body for term in subterms(goal)}
    called |= {indicator(term) for goal in query for term in subterms(goal)}
    lines = ["use(clpfd).\n"] if called & FINITE else []
    lines += ["use(clpq).\n"] if called & LINEAR else []
    for place, clause in enumerate(clauses):
        lines.append(f"clause({place}, {canonical(clause.head)}, {_list(clause.body)}).\n")
    names = ", ".join(f"'{name}' = {name}" for name in variables(*query))
    lines.append(f"query({_list(query)}, [{names}]).\n")
    return lines


def canonical(term: Term) -> str:
    """Return the term without operators and with every atom in quotes, as any Prolog reads it."""
    match term:
        case Variable(name):
            return name
        case Number(value):
            return str(value) if isinstance(value, int) else f"{value.numerator}r{value.denominator}"
        case Atom(name):
            return _atom(name)
        case Compound(functor, (_, _)) if functor == CONS:
            items, tail = split_list(term)
            ending = "" if tail == EMPTY else f"|{canonical(tail)}"
            return f"[{','.join(canonical(item) for item in items)}{ending}]"
        case Compound(functor, inner):
            return f"{_atom(functor)}({','.join(canonical(each) for each in inner)})"


def _list(goals: tuple[Term, ...]) -> str:
    return f"[{', '.join(canonical(goal) for goal in goals)}]"


def _atom(name: str) -> str:
    if name == "[]":
        return name
    escaped = "".join(f"\\x{ord(c):x}\\" if c in "\\'" or not c.isprintable() else c for c in name)
    return f"'{escaped}'"


def _read(output: str, errors: str, line: int) -> Outcome:
    """Read what the runner wrote; raises FormalError for an error of the program's, Unavailable for one of its own."""
    rows: list[Any] = [row.split("\t") for row in output.split("\n")[:-1]]
    match rows[0] if rows else [""]:
        case ["no"]:
            return Outcome("no")
        case ["error", message] if "not enough" in message:
            return Outcome("late")
        case ["error", message]:
            raise FormalError(
                line, 1, f"the program stopped: {message}.", "Bind what arithmetic needs before it is used."
            )
        case ["answer"]:
            goals = next(row for row in rows if row[0] == "goals" and len(row) == 2)
            steps = tuple(
                (int(how) if how.isdigit() else how, tuple(map(int, uses.split())), text)
                for how, uses, text in (row for row in rows if len(row) == 3 and row[0] != "bind")
            )
            bound = tuple((row[1], row[2]) for row in rows if row[0] == "bind")
            return Outcome("answer", steps, tuple(map(int, goals[1].split())), bound)
    last = next((text for text in reversed(errors.split("\n")) if text.strip()), "it said nothing")
    raise Unavailable(f"SWI-Prolog failed: {last.strip()}.", REMEDY)
