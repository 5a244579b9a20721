"""Metamath's kernel: databases of axioms and theorems, and the verification of proofs from them.

A proof is a list of labels that push statements on a stack; a theorem's label replaces its hypotheses by its conclusion under
the substitution that its variable hypotheses force, where variables that must be distinct have no variable in common
(Megill and Wheeler, Metamath, 2019, chapter 4; compressed proofs, appendix B). Nothing else is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from pathlib import Path

from algorist.formal.theorem.tree import Theorem

Expression = tuple[str, ...]
Pair = tuple[str, str]


class Refused(Exception):
    """The proof does not show the statement; the message says at which step and why."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """An axiom or theorem with its frame: typed variables, hypotheses and distinct pairs, all in the database's order."""

    label: str
    statement: Expression
    floating: tuple[tuple[str, str, str], ...]
    essential: tuple[tuple[str, Expression], ...]
    distinct: frozenset[Pair]
    axiom: bool


@dataclass(frozen=True, slots=True)
class Database:
    """What stands in a file: the assertions in their order, and the variables that are typed for all of it.

    `axioms` are those that say what is true, definitions among them; `rests` has, for each label, a bit for each of them that its
    proof comes down to, as the file has it.
    """

    assertions: Mapping[str, Assertion]
    floating: tuple[tuple[str, str, str], ...]
    axioms: tuple[str, ...]
    rests: Mapping[str, int]

    @property
    def variables(self) -> frozenset[str]:
        return frozenset(variable for _, _, variable in self.floating)


@dataclass(slots=True)
class _Scope:
    floating: list[tuple[str, str, str]] = field(default_factory=list)
    essential: list[tuple[str, Expression]] = field(default_factory=list)
    distinct: list[Pair] = field(default_factory=list)

    def inner(self) -> _Scope:
        return _Scope(list(self.floating), list(self.essential), list(self.distinct))


@lru_cache(maxsize=2)
def read_database(path: Path) -> Database:
    """Read a file; raises Refused where it is not a database. Of proofs is kept what they rest on."""
    text = re.sub(r"\$\(.*?\$\)", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    tokens = iter(text.split())
    scopes = [_Scope()]
    assertions: dict[str, Assertion] = {}
    axioms: list[str] = []
    rests: dict[str, int] = {}
    label = ""
    for token in tokens:
        scope = scopes[-1]
        if token == "${":
            scopes.append(scope.inner())
        elif token == "$}":
            scopes.pop()
        elif token in ("$c", "$v"):
            list(_until(tokens, "$."))
        elif token == "$d":
            scope.distinct += [_pair(a, b) for a, b in combinations(_until(tokens, "$."), 2)]
        elif token == "$f":
            kind, variable = _until(tokens, "$.")
            scope.floating.append((label, kind, variable))
        elif token == "$e":
            scope.essential.append((label, tuple(_until(tokens, "$."))))
        elif token in ("$a", "$p"):
            statement = tuple(_until(tokens, "$." if token == "$a" else "$="))
            if token == "$p":
                rests[label] = _rests(tokens, rests)
            elif statement[:1] == ("|-",):
                rests[label] = 1 << len(axioms)
                axioms.append(label)
            assertions[label] = _framed(label, statement, scope, axiom=token == "$a")
        elif token.startswith("$"):
            raise Refused(f"{path.name}: {token} is not understood.")
        else:
            label = token
    return Database(assertions, tuple(scopes[0].floating), tuple(axioms), rests)


def rests_on(database: Database, used: Iterable[str]) -> tuple[str, ...]:
    """Return the axioms and definitions that statements come down to, by their proofs in the database."""
    bits = _union(used, database.rests)
    return tuple(axiom for place, axiom in enumerate(database.axioms) if bits >> place & 1)


def _rests(tokens: Iterator[str], rests: Mapping[str, int]) -> int:
    """Read to the end of a proof, and return what its labels rest on."""
    words = _until(tokens, "$.")
    if words[:1] == ["("] and ")" in words:
        words = words[1 : words.index(")")]
    return _union(words, rests)


def _union(labels: Iterable[str], rests: Mapping[str, int]) -> int:
    bits = 0
    for label in labels:
        bits |= rests.get(label, 0)
    return bits


def _until(tokens: Iterator[str], end: str) -> list[str]:
    found: list[str] = []
    for token in tokens:
        if token == end:
            return found
        found.append(token)
    raise Refused(f"the file ends before {end}")


def _pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def _framed(label: str, statement: Expression, scope: _Scope, *, axiom: bool) -> Assertion:
    used = set(statement).union(*(expression for _, expression in scope.essential))
    floating = tuple(each for each in scope.floating if each[2] in used)
    mandatory = {variable for _, _, variable in floating}
    distinct = frozenset(pair for pair in scope.distinct if mandatory.issuperset(pair))
    return Assertion(label, statement, floating, tuple(scope.essential), distinct, axiom)


# -- verification -------------------------------------------------------------------------------------------------------


def before(database: Database, label: str) -> Mapping[str, Assertion]:
    """What a proof of this label may use: all that stands before it, or everything where it is new."""
    if label not in database.assertions:
        return database.assertions
    earlier: dict[str, Assertion] = {}
    for each, assertion in database.assertions.items():
        if each == label:
            break
        earlier[each] = assertion
    return earlier


def stated(theorem: Theorem, database: Database) -> Assertion:
    """The theorem as an assertion of its own, framed by its own words."""
    scope = _Scope(
        list(database.floating),
        [(each.name, tuple(each.statement.split())) for each in theorem.assumptions],
        [_pair(a, b) for group in theorem.distinct for a, b in combinations(group, 2)],
    )
    return _framed(theorem.name, tuple(theorem.statement.split()), scope, axiom=False)


def verify(theorem: Theorem, proof: str, database: Database, usable: Mapping[str, Assertion]) -> frozenset[str]:
    """Return the labels of the assertions that the proof uses; raises Refused where it does not show the theorem.

    A variable that the theorem does not name may be taken as distinct from every other. Time is linear in the proof's steps
    times the length of their statements.
    """
    goal = stated(theorem, database)
    hypotheses = {label: (kind, variable) for label, kind, variable in database.floating}
    pushed: dict[str, Expression] = {**hypotheses, **dict(goal.essential)}
    mandatory = frozenset(variable for _, _, variable in goal.floating)
    variables = database.variables
    stack: list[Expression] = []
    saved: list[Expression] = []
    used: set[str] = set()
    for step in _steps(proof, goal, pushed, usable):
        if step == "":
            if not stack:
                raise Refused("a step is marked for reuse before there is one")
            saved.append(stack[-1])
        elif isinstance(step, int):
            if step >= len(saved):
                raise Refused(f"step {step + 1} is used again before it is marked")
            stack.append(saved[step])
        elif step in pushed:
            stack.append(pushed[step])
        else:
            used.add(step)
            apply(usable[step], stack, mandatory, variables, goal.distinct)
    if len(stack) != 1:
        raise Refused(f"{len(stack)} statements are left at the end, where one should be")
    if stack[0] != goal.statement:
        raise Refused(f"it shows {' '.join(stack[0])}, not {' '.join(goal.statement)}")
    return frozenset(used)


def _steps(
    proof: str, goal: Assertion, pushed: Mapping[str, Expression], usable: Mapping[str, Assertion]
) -> Iterator[str | int]:
    """Yield labels; of a compressed proof also "" where a step is marked, and numbers of marked steps."""
    words = proof.split()
    if not words or words[0] != "(":
        yield from _known(words, pushed, usable)
        return
    if ")" not in words:
        raise Refused("a compressed proof lists its labels between ( and )")
    end = words.index(")")
    mandatory = [label for label, _, _ in goal.floating] + [label for label, _ in goal.essential]
    labels = [*mandatory, *_known(words[1:end], pushed, usable)]
    number = 0
    for letter in "".join(words[end + 1 :]):
        if letter == "Z":
            yield ""
        elif "A" <= letter <= "T":
            index = 20 * number + ord(letter) - ord("A")
            yield labels[index] if index < len(labels) else index - len(labels)
            number = 0
        elif "U" <= letter <= "Y":
            number = 5 * number + ord(letter) - ord("U") + 1
        else:
            raise Refused(f"{letter!r} is no letter of a compressed proof")
    if number:
        raise Refused("the proof ends in the middle of a number")


def _known(labels: Iterable[str], pushed: Mapping[str, Expression], usable: Mapping[str, Assertion]) -> Iterator[str]:
    for label in labels:
        if label not in pushed and label not in usable:
            raise Refused(f"{label[:60]} is not known before this theorem")
        yield label


def apply(
    assertion: Assertion,
    stack: list[Expression],
    mandatory: frozenset[str],
    variables: frozenset[str],
    distinct: frozenset[Pair],
) -> None:
    """Replace an assertion's hypotheses on top of the stack by its conclusion; raises Refused where they are not met."""
    count = len(assertion.floating) + len(assertion.essential)
    if len(stack) < count:
        raise Refused(f"{assertion.label} needs {count} statements, and {len(stack)} are there")
    arguments = stack[len(stack) - count :]
    del stack[len(stack) - count :]
    meaning: dict[str, Expression] = {}
    for (_, kind, variable), argument in zip(assertion.floating, arguments, strict=False):
        if not argument or argument[0] != kind:
            raise Refused(f"{assertion.label}: {variable} must be of type {kind}, and is {' '.join(argument)}")
        meaning[variable] = argument[1:]
    for (label, hypothesis), argument in zip(assertion.essential, arguments[len(assertion.floating) :], strict=True):
        if substituted(hypothesis, meaning) != argument:
            raise Refused(f"{assertion.label}: {label} is not met by {' '.join(argument)}")
    for one, other in assertion.distinct:
        for a in variables.intersection(meaning[one]):
            for b in variables.intersection(meaning[other]):
                free = a != b and (a not in mandatory or b not in mandatory)
                if not free and (a == b or _pair(a, b) not in distinct):
                    raise Refused(f"{assertion.label}: {a} and {b} must be distinct")
    stack.append(substituted(assertion.statement, meaning))


def substituted(expression: Sequence[str], meaning: Mapping[str, Expression]) -> Expression:
    """Put expressions in the place of variables."""
    result: list[str] = []
    for token in expression:
        replaced = meaning.get(token)
        if replaced is None:
            result.append(token)
        else:
            result += replaced
    return tuple(result)
