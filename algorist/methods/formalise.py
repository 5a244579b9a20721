"""Formalise: write the problem down in a formal language, solve it, check it, and say how far to trust the words.

The default method. Six steps: pick the language, formalise n times, repair, decode jointly, solve and check, answer in the form
that was asked for. Proof says nothing about whether the model is what the words meant, so an answer to words is proved or checked
only where its formalisation is trusted too; otherwise it is disputed, and the formalisations stand side by side.
"""

from __future__ import annotations

import math
from typing import Any

from algorist.core.answer import Agreement, Answer, Status
from algorist.core.certificate import Claim, Solution, Verdict
from algorist.core.errors import BudgetSpent
from algorist.core.method import Positive, method
from algorist.core.problem import Problem
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.methods.formalising import (
    families,
    grids,
    indexed,
    inequalities,
    procedures,
    programmes,
    routes,
    rules,
    theories,
)
from algorist.methods.formalising.choose import choose
from algorist.methods.formalising.declared import Declared
from algorist.methods.formalising.trust import threshold, trusted
from algorist.methods.formalising.wording import Wording


@method(paper="S117", needs={"sample"}, cost="one call a clause, or n calls; one solve a choice")
async def formalise(
    problem: Problem, run: Run, *, language: str | None = None, samples: Positive = 5, nbest: Positive = 4
) -> Answer:
    """Return the answer that a solver found for the problem as the language model wrote it down, checked and explained."""
    best = Answer.unsolved("The budget was spent before anything was formalised. Raise --budget.")
    try:
        adapted = {"adapters", "logprobs"} <= run.language_model().can
        if problem.data and adapted:
            return await _indexed(problem, run)
        picked = language or problem.kind or (await choose(problem.text, run, adapted=adapted)).language
        if picked is None:
            return Answer.unsolved("No formal language fits this question. Try --method chain-of-thought for a guess.")
        if picked == "constraint" and adapted:
            return await _grid(problem, run, samples, nbest)
        if picked == "horn" and adapted:
            return await _theory(problem, run, nbest)
        if picked == "logic" and adapted:
            return await _quantified(problem, run)
        if picked == inequalities.FAMILY and adapted:
            return await _inequality(problem, run)
        if picked == routes.FAMILY:
            if adapted:
                return await _route(problem, run)
            picked = "plan"
        if picked in families.names():
            if adapted:
                return await _procedure(problem, run, families.family(picked))
            picked = "program"
        return await _programme(problem, run, Wording(picked, adapted), samples)
    except BudgetSpent as spent:
        return best.with_(why=str(spent), text=str(spent))


# -- logic grids --------------------------------------------------------------------------------------------------------


async def _grid(problem: Problem, run: Run, samples: int, nbest: int) -> Answer:
    reading = await grids.read(problem.text, run, n=nbest)
    if reading is None:
        return Answer.unsolved(
            "No clues were found: a puzzle needs things to place and at least one clue about them.",
            language="constraint",
        )
    solution, declared = reading.solution, reading.declared
    facts: dict[str, Any] = {"language": "constraint", "formal": reading.formal, "solution": solution}
    if solution.claim is Claim.INFEASIBLE:
        clauses = "".join(f"\n  - {clause}" for clause in reading.conflict)
        return Answer.unsolved(f"The clues contradict each other. These cannot all hold:{clauses}", **facts)
    if solution.claim is Claim.TIMEOUT:
        return Answer.unsolved("The solver ran out of time. Raise --budget solver_seconds.", **facts)
    model = LANGUAGES.get("constraint").parse(reading.formal)
    verdict = await run.check(model, solution)
    grid = grids.table(declared, solution)
    if solution.claim is not Claim.UNIQUE:
        return _several(declared, solution, grid, facts)
    option, share = reading.option or (None, 1.0)
    confidence = math.prod(reading.shares) * share
    votes = _votes(reading, run, samples)
    replies = [
        answer for answer in (grids.reply(declared, solution, question) for question in reading.questions) if answer
    ]
    value: dict[str, Any] = {"grid": grid, "answers": replies} if replies else {"grid": grid}
    if option is not None:
        value["option"] = option.letter
        replies.insert(0, f"{option.letter}) {option.text}")
    return Answer(
        value=value,
        text="\n".join([*replies, _table(grid)]),
        status=_status(verdict, trusted("constraint", confidence)),
        agreement=Agreement(votes, samples, round(confidence, 4)),
        why="" if trusted("constraint", confidence) else _doubt(confidence, "constraint"),
        others=tuple(_doubtful(reading)),
        **facts,
    )


def _several(declared: Declared, solution: Solution, grid: dict[str, Any], facts: dict[str, Any]) -> Answer:
    """Too few clues: say so and show two grids that both satisfy them."""
    certificate = solution.certificate
    shown = [_table(grid)]
    if certificate is not None and certificate.kind == "second-solution":
        other = Solution(Claim.FEASIBLE, dict(certificate.data["values"]))
        shown.append(_table(grids.table(declared, other)))
    text = "The clues leave more than one solution. Two of them:\n" + "\n\n".join(shown)
    return Answer.unsolved("The clues leave more than one solution.", text=text, value={"grid": grid}, **facts)


def _votes(reading: grids.Reading, run: Run, samples: int) -> int:
    """Draw `samples` readings clause by clause from what was found of their lines, and count those that equal the chosen one.

    No line is written again: this says what reading the words anew would be expected to give, and no more than the confidence does.
    """
    return sum(all(run.random.random() < share for share in reading.shares) for _ in range(samples))


def _doubtful(reading: grids.Reading) -> list[str]:
    """The clauses that could be read otherwise, each with its readings."""
    found = []
    for segment, lines, chosen in zip(reading.declared.clauses, reading.choices, reading.lines, strict=True):
        others = [line.text for line in lines if line.text not in (chosen.text, grids.OMITTED)]
        if others and chosen.probability < grids.SURE:
            found.append(
                f"{segment.text}\n  read as: {chosen.text or '(nothing)'}\n  or as: {'; or as: '.join(others)}"
            )
    return found


def _table(grid: dict[str, Any]) -> str:
    rows = [[str(cell) for cell in row] for row in [grid["header"], *grid["rows"]]]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


# -- facts and rules ----------------------------------------------------------------------------------------------------


async def _theory(problem: Problem, run: Run, nbest: int) -> Answer:
    reading = await rules.read(problem.text, run, n=nbest)
    if reading is None:
        return Answer.unsolved(
            "No facts or rules were found, or nothing that is asked of them: end with a statement or a question.",
            language="horn",
        )
    solution, trust = reading.solution, trusted("horn", reading.confidence)
    facts: dict[str, Any] = {"language": "horn", "formal": reading.formal, "solution": solution}
    if solution.claim is Claim.TIMEOUT:
        return Answer.unsolved("The solver ran out of time. Raise --budget solver_seconds.", **facts)
    if reading.conflict:
        sentences = "".join(f"\n  - {sentence}" for sentence in reading.conflict)
        said = "The statements contradict each other: what is asked and its negation both follow from"
        return Answer.unsolved(f"{said}{sentences}", **facts)
    room = LANGUAGES.get("horn")
    model = room.parse(reading.formal)
    said = "" if reading.derived else " Neither it nor its negation follows, and what does not follow is false here."
    return Answer(
        value=reading.value,
        text=f"{reading.value}.{said if reading.closed else ''}\n{room.explain(model, solution)}",
        status=_status(await run.check(model, solution), trust),
        agreement=Agreement(1, 1, round(reading.confidence, 4)),
        why="" if trust else _doubt(reading.confidence, "horn"),
        **facts,
    )


async def _quantified(problem: Problem, run: Run) -> Answer:
    reading = await theories.read(problem.text, run)
    if reading is None:
        return Answer.unsolved(
            "No sentence says anything of all, of some or of somebody, or the last one does not: end with a conclusion.",
            language="logic",
        )
    solution, trust = reading.solution, trusted("logic", reading.confidence)
    room = LANGUAGES.get("logic")
    model = room.parse(reading.formal)
    facts: dict[str, Any] = {"language": "logic", "formal": reading.formal, "solution": solution}
    if solution.claim not in rules.SAID:  # a contradiction, or no prover decided in time
        return Answer.unsolved(room.explain(model, solution), **facts)
    read = [f"{segment.text}  =>  {line.text}" for segment, line in zip(reading.sentences, reading.lines, strict=True)]
    return Answer(
        value=reading.value,
        text="\n".join([f"{reading.value}.", room.explain(model, solution), *read]),
        status=_status(await run.check(model, solution), trust),
        agreement=Agreement(1, 1, round(reading.confidence, 4)),
        why="" if trust else _doubt(reading.confidence, "logic"),
        **facts,
    )


# -- procedures ---------------------------------------------------------------------------------------------------------


async def _procedure(problem: Problem, run: Run, family: families.Family) -> Answer:
    reading = await procedures.read(problem.text, run, family)
    if reading is None:
        return Answer.unsolved("No steps were found, or nothing that they decide is asked.", language="program")
    room = LANGUAGES.get("program")
    model = room.parse(reading.formal)
    trust = trusted(family.name, reading.confidence)
    value = reading.ask.said(_value("program", reading.solution))
    read = [f"{segment.text}  =>  {line.text}" for segment, line in zip(reading.sentences, reading.lines, strict=True)]
    return Answer(
        value=value,
        text="\n".join([str(value), *read]),
        language="program",
        formal=reading.formal,
        solution=reading.solution,
        status=_status(await run.check(model, reading.solution), trust),
        agreement=Agreement(1, 1, round(reading.confidence, 4)),
        why="" if trust else _doubt(reading.confidence, family.name),
    )


async def _route(problem: Problem, run: Run) -> Answer:
    reading = await routes.read(problem.text, run)
    if isinstance(reading, str):
        return Answer.unsolved(reading, language="plan")
    room = LANGUAGES.get("plan")
    model = room.parse(reading.formal)
    facts: dict[str, Any] = {"language": "plan", "formal": reading.formal, "solution": reading.solution}
    if reading.solution.claim not in (Claim.OPTIMAL, Claim.INFEASIBLE):
        return Answer.unsolved(room.explain(model, reading.solution), **facts)
    trust = trusted(routes.FAMILY, reading.confidence)
    return Answer(
        value=[list(cell) for cell in reading.way],
        text=", ".join(map(str, reading.way)) or "There is no way.",
        status=_status(await run.check(model, reading.solution), trust),
        agreement=Agreement(1, 1, round(reading.confidence, 4)),
        why="" if trust else _doubt(reading.confidence, routes.FAMILY),
        **facts,
    )


async def _inequality(problem: Problem, run: Run) -> Answer:
    reading = await inequalities.read(problem.text, run)
    if isinstance(reading, str):
        return Answer.unsolved(reading, language="polynomial")
    room, trust = LANGUAGES.get("polynomial"), trusted("polynomial", reading.confidence)
    model = room.parse(reading.formal)
    facts: dict[str, Any] = {"language": "polynomial", "formal": reading.formal, "solution": reading.solution}
    said = room.explain(model, reading.solution)
    if reading.value is None:
        return Answer.unsolved(said, **facts)
    return Answer(
        value=reading.value,
        text=f"{reading.value}.\n{said}",
        status=_status(await run.check(model, reading.solution), trust),
        agreement=Agreement(1, 1, round(reading.confidence, 4)),
        why="" if trust else _doubt(reading.confidence, "polynomial"),
        **facts,
    )


# -- programmes and arithmetic ------------------------------------------------------------------------------------------


async def _programme(problem: Problem, run: Run, wording: Wording, samples: int) -> Answer:
    language = wording.language
    candidates = await programmes.read(problem.text, run, wording, n=samples)
    if not candidates:
        return Answer.unsolved("What the language model wrote is not in the formal language.", language=language)
    draft, votes = candidates[0].draft, candidates[0].votes
    solution = draft.solution
    facts: dict[str, Any] = {
        "language": language,
        "formal": draft.formal,
        "solution": solution,
        "others": programmes.side_by_side(candidates),
    }
    room = LANGUAGES.get(language)
    if not draft.well_posed:
        return Answer.unsolved(room.explain(draft.model, solution) or f"The problem is {solution.claim}.", **facts)
    verdict = await run.check(draft.model, solution)
    # From a model whose confidence was never fitted, the votes alone must decide.
    confidence = candidates[0].confidence if wording.adapted else None
    written = samples if confidence is None else sum(candidate.votes for candidate in candidates)
    score = votes / samples if confidence is None else confidence
    trust = trusted(language, score) and (confidence is not None or votes == samples > 1)
    return Answer(
        value=_value(language, solution),
        text=room.explain(draft.model, solution),
        status=_status(verdict, trust),
        agreement=Agreement(votes, written, None if confidence is None else round(confidence, 4)),
        why="" if trust else _doubt(score, language),
        **facts,
    )


async def _indexed(problem: Problem, run: Run) -> Answer:
    reading = await indexed.read(problem.text, problem.data, run)
    if isinstance(reading, str):
        return Answer.unsolved(reading, language="linear")
    room, trust = LANGUAGES.get("linear"), trusted(indexed.FAMILY, reading.confidence)
    model = room.parse(reading.formal)
    facts: dict[str, Any] = {"language": "linear", "formal": reading.formal, "solution": reading.solution}
    said = room.explain(model, reading.solution)
    if reading.solution.claim not in programmes.SOLVED:
        return Answer.unsolved(said or f"The problem is {reading.solution.claim}.", **facts)
    return Answer(
        value=_value("linear", reading.solution),
        text="\n".join([said, *(f"{unit}  =>  {line}" for unit, line in reading.said)]),
        status=_status(await run.check(model, reading.solution), trust),
        agreement=Agreement(1, 1, round(reading.confidence, 4)),
        why="" if trust else _doubt(reading.confidence, indexed.FAMILY),
        **facts,
    )


def _value(language: str, solution: Solution) -> Any:
    values = {name: _plain(value) for name, value in solution.values.items()}
    if language == "program":
        return values.get("answer", next(iter(values.values()), None))
    if language == "horn" and not values:
        return rules.SAID[solution.claim]
    return values if solution.objective is None else {"objective": _plain(solution.objective), "values": values}


def _plain(value: Any) -> Any:
    """Exact numbers as JSON: integers as they are, other rationals as decimals when finite, else as "p/q"."""
    if isinstance(value, (bool, int, str)):
        return value
    if value.denominator == 1:
        return int(value)
    return float(value) if set(_primes(value.denominator)) <= {2, 5} else str(value)


def _primes(number: int) -> list[int]:
    found, divisor = [], 2
    while number > 1 and divisor < 100:
        while number % divisor == 0:
            found.append(divisor)
            number //= divisor
        divisor += 1
    return found if number == 1 else [*found, number]


# -- status -------------------------------------------------------------------------------------------------------------


def _status(verdict: Verdict, trust: bool) -> Status:
    if not (verdict.satisfied or verdict.proved):  # that there is nothing to satisfy can be proved, too
        return Status.UNSOLVED
    if not trust:
        return Status.DISPUTED
    return Status.PROVED if verdict.proved else Status.CHECKED


def _doubt(score: float, language: str) -> str:
    return f"The reading of the words is in doubt: its score is {score:.2f}, and {threshold(language):.2f} is asked."


METHOD = formalise
