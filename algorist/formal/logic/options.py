"""Multiple-choice questions about constraints: which option passes its test, by deciding what the premises allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from time import monotonic
from typing import Literal, TypeAlias

from algorist.core.certificate import Claim, Solution
from algorist.core.language import Limits
from algorist.formal.logic.check import check
from algorist.formal.logic.formulas import joined
from algorist.formal.logic.solve import decide, solve
from algorist.formal.logic.tree import (
    Apply,
    Bound,
    Connective,
    Expression,
    LogicModel,
    Not,
    Quantified,
    Relation,
    Sentence,
    Variable,
    mapped,
)

Test: TypeAlias = Literal["is_valid", "is_sat", "is_unsat", "is_accurate_list", "is_determined", "is_extreme"]

_READ_AS: dict[Test, Test] = {"is_valid": "is_sat", "is_sat": "is_valid"}


@dataclass(frozen=True, slots=True)
class Option:
    """A test of formulas against the premises.

    Do they follow (is_valid), can they hold (is_sat), can they not (is_unsat), are they all that can hold
    (is_accurate_list), do the premises with them leave one structure (is_determined), can the first hold and the second
    not (is_extreme)? `negated`: the option passes if the test fails.
    """

    letter: str
    test: Test
    formulas: tuple[Expression, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    model: LogicModel
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The one option that answers a question, if one does; how that was found; the options that pass as written."""

    letter: str
    how: Literal["as written", "other test", "first of several", "none passes", "undecided"]
    passing: tuple[str, ...]


def choose(question: Question, seconds: float) -> Choice:
    """Return the option that answers a question, which has one answer.

    Where not exactly one option passes as written, must and may are taken for each other if exactly one passes then:
    programs often test what `could be` by is_valid. Otherwise the first of several, which nothing supports.
    """
    deadline = monotonic() + seconds
    letters, decided = passing(question, seconds)
    if len(letters) == 1 and decided:
        return Choice(letters[0], "as written", tuple(letters))
    if all(option.test in _READ_AS and not option.negated for option in question.options):
        other = tuple(replace(option, test=_READ_AS[option.test]) for option in question.options)
        instead, sure = passing(replace(question, options=other), max(0.1, deadline - monotonic()))
        if sure and len(instead) == 1:
            return Choice(instead[0], "other test", tuple(letters))
    if letters:
        return Choice(letters[0], "first of several", tuple(letters))
    return Choice("", "none passes" if decided else "undecided", ())


def passing(question: Question, seconds: float) -> tuple[list[str], bool]:
    """Return the letters of the options that pass, in order, and whether every test was decided in time."""
    deadline = monotonic() + seconds
    letters, decided = [], True
    for option in question.options:
        passed = _passes(question.model, option, deadline)
        decided = decided and passed is not None
        if passed is not None and passed is not option.negated:
            letters.append(option.letter)
    return letters, decided


def proved(question: Question, letter: str, limits: Limits) -> bool:
    """Return whether checked certificates show that this option passes as written and no other does."""
    for option in question.options:
        solution = certified(question, option.letter, limits)
        if solution is None or not check(_asked(question.model, option), solution).proved:
            return False
        if (_shown(option, solution.claim) is not option.negated) is not (option.letter == letter):
            return False
    return True


def certified(question: Question, letter: str, limits: Limits) -> Solution | None:
    """Return the solution that shows why an option passes or fails; None where its test is not of one formula."""
    option = next(option for option in question.options if option.letter == letter)
    if option.test not in ("is_valid", "is_sat", "is_unsat"):
        return None
    return solve(_asked(question.model, option), limits)


def _asked(model: LogicModel, option: Option) -> LogicModel:
    """Return the model whose claim decides a test of one formula."""
    (formula,) = option.formulas
    if option.test == "is_valid":
        return replace(model, conclusion=Sentence(formula))
    return replace(model, premises=(*model.premises, Sentence(formula)))


def _shown(option: Option, claim: Claim) -> bool:
    if option.test == "is_valid":
        return claim in (Claim.ENTAILED, Claim.INFEASIBLE)
    return (claim is Claim.FEASIBLE) is (option.test == "is_sat")


def _passes(model: LogicModel, option: Option, deadline: float) -> bool | None:
    match option.test:
        case "is_accurate_list":
            parts = [_can(model, formula, deadline) for formula in option.formulas]
            whole = _can(model, Not(joined("or", list(option.formulas), False)), deadline)
            return None if whole is None or None in parts else not whole and all(parts)
        case "is_determined":
            (formula,) = option.formulas
            one, two = _can(model, formula, deadline), _can(*_twice(model, formula), deadline)
            return None if one is None or two is None else one and not two
        case "is_extreme":
            best, better = (_can(model, formula, deadline) for formula in option.formulas)
            return None if best is None or better is None else best and not better
    (formula,) = option.formulas
    possible = _can(model, Not(formula) if option.test == "is_valid" else formula, deadline)
    if possible is None:
        return None
    return possible if option.test == "is_sat" else not possible


def _can(model: LogicModel, formula: Expression, deadline: float) -> bool | None:
    verdict = decide(model, [*model.premises, Sentence(formula)], max(0.05, deadline - monotonic()))
    return None if verdict == "unknown" else verdict == "sat"


def _twice(model: LogicModel, formula: Expression) -> tuple[LogicModel, Expression]:
    """Return a model of two copies of every symbol, and the formula that both are as wanted and differ."""
    copies = {symbol.name: f"{symbol.name}'" for symbol in model.symbols}
    symbols = (*model.symbols, *(replace(symbol, name=copies[symbol.name]) for symbol in model.symbols))
    premises = (*model.premises, *(Sentence(_renamed(each.formula, copies)) for each in model.premises))
    different: list[Expression] = []
    for symbol in model.symbols:
        bound = tuple(Bound(f"a{place}", sort) for place, sort in enumerate(symbol.arguments))
        inner = tuple(Variable(each.name) for each in bound)
        apart = Relation("!=", Apply(symbol.name, inner), Apply(copies[symbol.name], inner))
        different.append(Quantified("exists", bound, apart) if bound else apart)
    both = Connective("and", formula, _renamed(formula, copies))
    doubled = replace(model, symbols=symbols, premises=premises)
    return doubled, Connective("and", both, joined("or", different, False))


def _renamed(node: Expression, names: Mapping[str, str]) -> Expression:
    """Return an expression with other names of symbols."""
    changed = mapped(node, lambda each: _renamed(each, names))
    return Apply(names.get(changed.name, changed.name), changed.arguments) if isinstance(changed, Apply) else changed
