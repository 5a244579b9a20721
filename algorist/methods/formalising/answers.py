"""The answer to each kind of problem in words but logic grids (`grid_answer`): read it, and say what was found."""

from __future__ import annotations

from typing import Any

from algorist.core.answer import Agreement, Answer
from algorist.core.certificate import Claim
from algorist.core.problem import Problem
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.methods.formalising import indexed, inequalities, procedures, programmes, routes, rules, theories
from algorist.methods.formalising.answering import Found, doubt, side_by_side, status, value_of
from algorist.methods.formalising.drafts import SOLVED
from algorist.methods.formalising.families import Family
from algorist.methods.formalising.trust import trusted
from algorist.methods.formalising.wording import Wording


async def theory(problem: Problem, run: Run, nbest: int) -> Answer:
    """Answer whether a statement follows from facts and rules."""
    reading = await rules.read(problem.text, run, n=nbest)
    if reading is None:
        why = "No facts were found, or nothing that is asked of them: end with a statement or a question."
        return Answer.unsolved(why, language="horn")
    decided = reading.decided
    found = Found("horn", decided.formal, decided.solution, reading.confidence)
    if decided.solution.claim is Claim.TIMEOUT:
        return found.unsolved("The solver ran out of time. Raise --budget solver_seconds.")
    if reading.conflict:
        sentences = "".join(f"\n  - {sentence}" for sentence in reading.conflict)
        said = "The statements contradict each other: what is asked and its negation both follow from"
        return found.unsolved(f"{said}{sentences}")
    closed = decided.closed and not decided.derived
    said = " Neither it nor its negation follows, and what does not follow is false here." if closed else ""
    return await found.answer(run, reading.value, f"{reading.value}.{said}\n{found.explained}")


async def quantified(problem: Problem, run: Run) -> Answer:
    """Answer whether a conclusion follows from sentences about all, some or somebody."""
    reading = await theories.read(problem.text, run)
    if reading is None:
        why = (
            "No sentence says anything of all, of some or of somebody, or the last one does not: end with a conclusion."
        )
        return Answer.unsolved(why, language="logic")
    found = Found("logic", reading.formal, reading.solution, reading.confidence)
    if reading.solution.claim not in rules.SAID:  # a contradiction, or no prover decided in time
        return found.unsolved(found.explained)
    read = side_by_side(reading.sentences, reading.lines)
    return await found.answer(run, reading.value, "\n".join([f"{reading.value}.", found.explained, *read]))


async def procedure(problem: Problem, run: Run, family: Family) -> Answer:
    """Answer what the steps of a procedure come to."""
    reading = await procedures.read(problem.text, run, family)
    if reading is None:
        return Answer.unsolved("No steps were found, or nothing that they decide is asked.", language="program")
    found = Found("program", reading.formal, reading.solution, reading.confidence, family.name)
    value = reading.ask.said(value_of("program", reading.solution))
    return await found.answer(run, value, "\n".join([str(value), *side_by_side(reading.sentences, reading.lines)]))


async def route(problem: Problem, run: Run) -> Answer:
    """Answer with a shortest way on a grid."""
    reading = await routes.read(problem.text, run)
    if isinstance(reading, str):
        return Answer.unsolved(reading, language="plan")
    found = Found("plan", reading.formal, reading.solution, reading.confidence, routes.FAMILY)
    if reading.solution.claim not in (Claim.OPTIMAL, Claim.INFEASIBLE):
        return found.unsolved(found.explained)
    said = ", ".join(map(str, reading.way)) or "There is no way."
    return await found.answer(run, [list(cell) for cell in reading.way], said)


async def inequality(problem: Problem, run: Run) -> Answer:
    """Answer whether a polynomial is nonnegative, a sum of squares, or somewhere negative."""
    reading = await inequalities.read(problem.text, run)
    if isinstance(reading, str):
        return Answer.unsolved(reading, language="polynomial")
    found = Found("polynomial", reading.formal, reading.solution, reading.confidence)
    if reading.value is None:
        return found.unsolved(found.explained)
    return await found.answer(run, reading.value, f"{reading.value}.\n{found.explained}")


async def over_sets(problem: Problem, run: Run) -> Answer:
    """Answer a programme whose data stand apart from the words."""
    reading = await indexed.read(problem.text, problem.data, run)
    if isinstance(reading, str):
        return Answer.unsolved(reading, language="linear")
    found = Found("linear", reading.formal, reading.solution, reading.confidence, indexed.FAMILY)
    if reading.solution.claim not in SOLVED:
        return found.unsolved(found.explained or f"The problem is {reading.solution.claim}.")
    said = "\n".join([found.explained, *(f"{unit}  =>  {line}" for unit, line in reading.said)])
    return await found.answer(run, value_of("linear", reading.solution), said)


async def programme(problem: Problem, run: Run, wording: Wording, samples: int) -> Answer:
    """Answer a programme or a calculation that is written in one piece."""
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
        value=value_of(language, solution),
        text=room.explain(draft.model, solution),
        status=status(verdict, trust),
        agreement=Agreement(votes, written, None if confidence is None else round(confidence, 4)),
        why="" if trust else doubt(score, language),
        **facts,
    )
