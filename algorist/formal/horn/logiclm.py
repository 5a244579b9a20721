"""Read the rule programs of Logic-LM: sections of predicates, facts, rules and a query, each value True or False.

    Facts:
    Cold(Bob, True) ::: Bob is cold.
    Rules:
    Cold($x, True) && Rough($x, True) >>> Red($x, False)
    Query:
    Red(Bob, False)

`P(a, False)` becomes the strong negation `-p(a)`, in an open world, and so do `!P(a, True)`, `~P(a)`, `¬P(a)`, `Not(P(a, True))`
and `Not(P(a), True)`; a truth value left out is True. What follows `:::` is the sentence that a line came from. Sections of
other names, `Answer:`, are passed over.

Source: L. Pan et al., Logic-LM: Empowering large language models with symbolic solvers (2023), section 3.1.
"""

from __future__ import annotations

import re
from typing import NoReturn

from algorist.core.errors import FormalError
from algorist.formal.horn.tree import Atom, Clause, Compound, HornModel, Indicator, Term, Variable, indicator

_SECTIONS = ("Predicates", "Facts", "Rules", "Query")
_LITERAL = re.compile(r"\s*([^\W\d]\w*)\s*\(([^()]*)\)\s*")
_HEADING = re.compile(r"([A-Z]\w*)\s*:\s*")
_SIGN = re.compile(r"\s*[!~¬]")
_NOT = re.compile(r"\s*Not\s*\((.*\))\s*(?:,\s*(True|False)\s*)?\)\s*")
_TOO_LONG = 4_000_000
_MOST_SIGNS = 4


def read(text: str) -> HornModel:
    """Return the program that a text denotes; raises FormalError with the line that is none of it."""
    if len(text) > _TOO_LONG:
        raise FormalError(1, 1, f"the text has {len(text)} characters of at most {_TOO_LONG}.")
    clauses: list[Clause] = []
    query: list[tuple[Term, int]] = []
    section = ""
    for number, line in enumerate(text.split("\n"), start=1):
        statement = line.split(":::")[0].strip()
        if heading := _HEADING.match(statement):
            section, statement = heading[1], statement[heading.end() :]
        if not statement or section not in _SECTIONS[1:]:
            continue
        if section == "Query":
            query.append((_literal(statement, number), number))
        elif ">>>" in statement:
            clauses += _rule(statement, number)
        else:
            clauses.append(_fact(statement, number))
    if len(query) != 1:
        raise FormalError(1, 1, f"there are {len(query)} queries.", "Write one line under `Query:`.")
    return _model(tuple(clauses), *query[0])


def _model(clauses: tuple[Clause, ...], query: Term, line: int) -> HornModel:
    """Return the model, in which predicates that are only asked for are declared."""
    defined = {indicator(clause.head) for clause in clauses}
    asked = [indicator(goal) for clause in clauses for goal in clause.body] + [indicator(query)]
    arities: dict[str, int] = {}
    for name, arity in [*defined, *asked]:
        if arities.setdefault(name.lstrip("-"), arity) != arity:
            raise FormalError(
                1, 1, f"{name} has {arities[name.lstrip('-')]} arguments in one place, {arity} in another."
            )
    declared: dict[Indicator, None] = dict.fromkeys(key for key in asked if key not in defined)
    return HornModel(clauses, (query,), tuple(declared), "open", line)


def _rule(statement: str, number: int) -> list[Clause]:
    conditions, _, conclusions = statement.partition(">>>")
    if ">>>" in conclusions:
        _fail(number, "a rule has one `>>>`")
    body = tuple(_literal(part, number) for part in conditions.split("&&"))
    return [Clause(_literal(part, number), body, number) for part in conclusions.split("&&")]


def _fact(statement: str, number: int) -> Clause:
    literal = _literal(statement, number)
    if any(isinstance(each, Variable) for each in _atom(literal).arguments):
        _fail(number, "a fact has no variables", "A rule is written `P($x, True) >>> Q($x, True)`.")
    return Clause(literal, (), number)


def _literal(text: str, number: int) -> Term:
    positive, bare = True, text
    for _ in range(_MOST_SIGNS):
        sign = _SIGN.match(bare) or _NOT.fullmatch(bare)
        if sign is None:
            break
        negated = sign.re is _SIGN or sign[2] != "False"
        positive, bare = positive != negated, bare[sign.end() :] if sign.re is _SIGN else sign[1]
    match = _LITERAL.fullmatch(bare)
    if match is None:
        _fail(number, f"expected `P(a, True)`, got `{text.strip()[:40]}`")
    inner = [part.strip() for part in match[2].split(",")]
    if inner[-1] in ("Unknown", "bool", "Bool", "true", "false"):
        _fail(number, f"the last argument is True or False, got `{inner[-1]}`")
    truth = inner.pop() == "True" if inner[-1] in ("True", "False") else True
    if not inner:
        _fail(number, "a literal says something of something", "Write `P(a, True)`.")
    atom = Compound(_lower(match[1]), tuple(_term(part, number) for part in inner))
    return atom if truth == positive else Compound("-", (atom,))


def _term(text: str, number: int) -> Term:
    if text.startswith("$"):
        if not re.fullmatch(r"\$[A-Za-z]\w*", text, re.ASCII):
            _fail(number, f"`{text[:40]}` is no variable")
        return Variable(text[1:].capitalize())
    if not text:
        _fail(number, "an argument is missing")
    return Atom(_lower(text))


def _atom(literal: Term) -> Compound:
    assert isinstance(literal, Compound)
    inner = literal.arguments[0] if literal.functor == "-" else literal
    assert isinstance(inner, Compound)
    return inner


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


def _fail(number: int, message: str, hint: str = "") -> NoReturn:
    raise FormalError(number, 1, f"{message}.", hint)
