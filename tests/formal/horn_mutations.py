"""Forgeries of a certified answer to a program: every change makes it false, or `holds` says that it does not."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.formal.horn.program import parse_term
from algorist.formal.horn.tree import Atom, Compound, HornModel, Number, Term

Forgery = tuple[str, HornModel, Solution]


def forgeries(model: HornModel, solution: Solution, rng: random.Random) -> Iterator[Forgery]:
    """Yield, without end, what was changed and the model and solution after one random change."""
    assert solution.certificate is not None
    kinds: list[Callable[[HornModel, Solution, random.Random], Forgery | None]] = [_claim, _extra, _certificate]
    if solution.values:
        kinds += [_value, _value]
    if solution.certificate.kind == "derivation":
        kinds += [_how, _uses, _goal, _goal, _goal, _dropped, _answer, _clause]
    else:
        kinds += [_size, _size]
    while True:
        forged = rng.choice(kinds)(model, solution, rng)
        if forged is not None and (forged[1], forged[2]) != (model, solution):
            yield forged


def holds(model: HornModel, solution: Solution) -> bool:
    """Return False: none of the changes leaves a true claim with evidence for it."""
    return False


def _with(solution: Solution, **changes: Any) -> Solution:
    assert solution.certificate is not None
    return replace(
        solution, certificate=Certificate(solution.certificate.kind, {**solution.certificate.data, **changes})
    )


def _steps(solution: Solution) -> list[list[Any]]:
    assert solution.certificate is not None
    return [list(step) for step in solution.certificate.data["steps"]]


def _claim(model: HornModel, solution: Solution, rng: random.Random) -> Forgery:
    return "claim", model, replace(solution, claim=rng.choice([each for each in Claim if each is not solution.claim]))


def _extra(model: HornModel, solution: Solution, rng: random.Random) -> Forgery:
    if rng.random() < 0.5:
        return "objective", model, replace(solution, objective=Fraction(rng.randrange(5)))
    return "one value more", model, replace(solution, values={**solution.values, "Intruder": rng.randrange(9)})


def _value(model: HornModel, solution: Solution, rng: random.Random) -> Forgery | None:
    name = rng.choice(list(solution.values))
    values: dict[str, Any] = dict(solution.values)
    old = values.pop(name)
    if rng.random() < 0.8:
        values[name] = rng.choice([0, -1, 1.0, True, None, float("nan"), "a", "", (), (1, 2), 10**30, Fraction(1, 3)])
        if values[name] == old and type(values[name]) is type(old):
            return None
    return f"value of {name}", model, replace(solution, values=values)


def _certificate(model: HornModel, solution: Solution, rng: random.Random) -> Forgery:
    assert solution.certificate is not None
    data = dict(solution.certificate.data)
    match rng.randrange(3):
        case 0:
            return "no certificate", model, replace(solution, certificate=None)
        case 1:
            return "kind", model, replace(solution, certificate=Certificate(rng.choice(["drup", "", "tests"]), data))
        case _:
            key = rng.choice(list(data))
            data[key] = rng.choice([None, "x", {}, [[0]], -1, 2.5])
            return f"{key} of the certificate", model, _with(solution, **data)


def _size(model: HornModel, solution: Solution, rng: random.Random) -> Forgery:
    assert solution.certificate is not None
    data = dict(solution.certificate.data)
    if rng.random() < 0.3:
        other = "resolution" if data["by"] == "least model" else "least model"
        return "method", model, _with(solution, by=other)
    return "size", model, _with(solution, size=data["size"] + rng.choice([-2, -1, 1, 2, 1000]))


def _how(model: HornModel, solution: Solution, rng: random.Random) -> Forgery:
    steps = _steps(solution)
    step = rng.choice(steps)
    wrong: list[Any] = [
        "and",
        "left",
        "right",
        "then",
        "else",
        "call",
        "fails",
        "all",
        "test",
        -1,
        10**6,
        True,
        None,
        "0",
        0.0,
    ]
    step[0] = rng.choice([each for each in wrong if each != step[0] or type(each) is not type(step[0])])
    return "how", model, _with(solution, steps=steps)


def _uses(model: HornModel, solution: Solution, rng: random.Random) -> Forgery | None:
    """Let a step use another goal, one goal more, one less, or what comes after it."""
    steps = _steps(solution)
    place = rng.randrange(len(steps))
    uses = list(steps[place][1])
    if not uses or rng.random() < 0.2:
        uses.append(rng.choice([place, len(steps), -1, 0.0, None]))
    elif rng.random() < 0.3:
        uses.pop(rng.randrange(len(uses)))
    else:
        at = rng.randrange(len(uses))
        others = [use for use in range(place) if steps[use][2] != steps[uses[at]][2]]
        uses[at] = rng.choice([*others, len(steps) + 1])
    steps[place][1] = uses
    return "uses", model, _with(solution, steps=steps)


def _goal(model: HornModel, solution: Solution, rng: random.Random) -> Forgery | None:
    """Change one atom or number of a goal."""
    from algorist.formal.horn.renderer import render_term

    steps = _steps(solution)
    step = rng.choice(steps)
    term = parse_term(step[2])
    leaves = _leaves(term)
    at = rng.randrange(leaves) if leaves else -1
    changed, _ = _replace(term, at, rng)
    if changed == term:
        return None
    step[2] = render_term(changed)
    return "goal", model, _with(solution, steps=steps)


def _leaves(term: Term) -> int:
    if isinstance(term, Compound):
        return sum(map(_leaves, term.arguments))
    return isinstance(term, Atom | Number)


def _replace(term: Term, at: int, rng: random.Random) -> tuple[Term, int]:
    if isinstance(term, Compound):
        inner = []
        for each in term.arguments:
            changed, at = _replace(each, at, rng)
            inner.append(changed)
        return Compound(term.functor, tuple(inner)), at
    if isinstance(term, Atom | Number):
        return (rng.choice([Atom("intruder"), Number(987654)]) if at == 0 else term), at - 1
    return term, at


def _dropped(model: HornModel, solution: Solution, rng: random.Random) -> Forgery:
    steps = _steps(solution)
    if rng.random() < 0.5:
        del steps[rng.randrange(len(steps)) :]
        return "steps cut off", model, _with(solution, steps=steps)
    steps[rng.randrange(len(steps))] = rng.choice(
        [[], ["test", []], None, ["test", [], "true"], [0, 0, "p"], ["test", [], 5]]
    )
    return "step replaced", model, _with(solution, steps=steps)


def _answer(model: HornModel, solution: Solution, rng: random.Random) -> Forgery | None:
    assert solution.certificate is not None
    steps, goals = _steps(solution), list(solution.certificate.data["goals"])
    at = rng.randrange(len(goals))
    others = [place for place in range(len(steps)) if steps[place][2] != steps[goals[at]][2]]
    goals[at] = rng.choice([*others, len(steps), -1, None])
    return "answering steps", model, _with(solution, goals=goals)


def _clause(model: HornModel, solution: Solution, rng: random.Random) -> Forgery | None:
    """Take a clause that the derivation uses out of the program."""
    used = sorted({step[0] for step in _steps(solution) if type(step[0]) is int and step[0] < len(model.clauses)})
    if not used:
        return None
    place = rng.choice(used)
    return "clause dropped", replace(model, clauses=model.clauses[:place] + model.clauses[place + 1 :]), solution
