"""Multiple-choice questions about constraints: which option passes its test, by deciding what the premises allow."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import Literal, TypeAlias

from algorist.core.certificate import Solution
from algorist.core.language import Limits
from algorist.formal.logic.formulas import joined
from algorist.formal.logic.solve import decide, solve
from algorist.formal.logic.tree import Expression, LogicModel, Not, Sentence

Test: TypeAlias = Literal["is_valid", "is_sat", "is_unsat", "is_accurate_list"]


@dataclass(frozen=True, slots=True)
class Option:
    """A test of formulas against the premises: do they follow, can they hold, can they not, are they the whole list?"""

    letter: str
    test: Test
    formulas: tuple[Expression, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    model: LogicModel
    options: tuple[Option, ...]


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


def certified(question: Question, letter: str, limits: Limits) -> Solution:
    """Return the solution that shows why one option of a simple test passes or fails, with its certificate."""
    option = next(option for option in question.options if option.letter == letter)
    model = question.model
    if option.test == "is_sat":
        extra = tuple(map(Sentence, option.formulas))
        return solve(LogicModel(model.sorts, model.symbols, (*model.premises, *extra)), limits)
    formula = joined("or", list(option.formulas), False)
    return solve(LogicModel(model.sorts, model.symbols, model.premises, Sentence(formula)), limits)


def _passes(model: LogicModel, option: Option, deadline: float) -> bool | None:
    if option.test == "is_accurate_list":
        parts = [_can(model, formula, deadline) for formula in option.formulas]
        whole = _can(model, Not(joined("or", list(option.formulas), False)), deadline)
        if whole is None or None in parts:
            return None
        return not whole and all(parts)
    (formula,) = option.formulas
    possible = _can(model, Not(formula) if option.test == "is_valid" else formula, deadline)
    if possible is None:
        return None
    return possible if option.test == "is_sat" else not possible


def _can(model: LogicModel, formula: Expression, deadline: float) -> bool | None:
    verdict = decide(model, [*model.premises, Sentence(formula)], max(0.05, deadline - monotonic()))
    return None if verdict == "unknown" else verdict == "sat"
