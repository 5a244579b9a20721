"""Formalise: write the problem down in a formal language, solve it, check it, and say how far to trust the words.

The default method. Six steps: pick the language, formalise n times, repair, decode jointly, solve and check, answer in the form
that was asked for. Proof says nothing about whether the model is what the words meant, so an answer to words is proved or checked
only where its formalisation is trusted too; otherwise it is disputed, and the formalisations stand side by side.
"""

from __future__ import annotations

from algorist.core.answer import Answer, Status
from algorist.core.errors import BudgetSpent
from algorist.core.method import Positive, method
from algorist.core.problem import Problem
from algorist.core.run import Run
from algorist.methods.formalising import answers, families, games, inequalities, routes
from algorist.methods.formalising.choose import choose
from algorist.methods.formalising.game_answer import game
from algorist.methods.formalising.grid_answer import grid
from algorist.methods.formalising.options import among_options
from algorist.methods.formalising.wording import Wording

NO_LANGUAGE = "No formal language fits this question. Try --method chain-of-thought for a guess."
NO_DATA = "Data that stand apart are read with the bundled model only. Use --model bundled, or put the numbers into the words."
READINGS = 2
"""As how many kinds of problem words are read, where the first is in doubt or finds nothing in them."""

SURE = 0.85
"""From this probability on a kind of problem is in no doubt."""


@method(paper="S117", needs={"sample"}, cost="one call a clause, or n calls; one solve a choice")
async def formalise(
    problem: Problem, run: Run, *, language: str | None = None, samples: Positive = 5, nbest: Positive = 4
) -> Answer:
    """Return the answer that a solver found for the problem as the language model wrote it down, checked and explained."""
    best = Answer.unsolved("The budget was spent before anything was formalised. Raise --budget.")
    try:
        adapted = {"adapters", "logprobs"} <= run.language_model().can
        if problem.data and not adapted:
            return Answer.unsolved(NO_DATA)
        if problem.data:
            return await answers.over_sets(problem, run)
        told = language or problem.kind
        if told is not None:
            return await _read_as(told, problem, run, samples, nbest, adapted=adapted)
        return await _race(problem, run, samples, nbest, adapted=adapted)
    except BudgetSpent as spent:
        return best.with_(why=str(spent), text=str(spent))


async def _race(problem: Problem, run: Run, samples: int, nbest: int, *, adapted: bool) -> Answer:
    """Read the words as the likeliest kind of problem; in doubt, or where it finds nothing in them, as the next kind too.

    Of two readings the solver's word decides: one that is proved is taken at once, then one that has an answer, which is one of the
    options where there are any, then the likelier.
    """
    found: dict[str, tuple[tuple[bool, float], Answer]] = {}
    while len(found) < READINGS:
        try:
            choice = await choose(problem.text, run, adapted=adapted, without=list(found))
            if choice.language is None:
                break
            answer = await _read_as(choice.language, problem, run, samples, nbest, adapted=adapted)
        except BudgetSpent:
            if not found:
                raise
            break
        sure = answer.status in (Status.PROVED, Status.CHECKED)
        if not adapted or sure or (answer.formal is not None and not found and choice.probability >= SURE):
            return answer
        confidence = (answer.agreement.confidence if answer.agreement else None) or 0.0
        solved = answer.formal is not None and answer.status is not Status.UNSOLVED
        solved = solved and among_options(answer.value, problem.text)
        found[choice.language] = (solved, choice.probability * confidence), answer
    return max(found.values(), key=lambda each: each[0])[1] if found else Answer.unsolved(NO_LANGUAGE)


async def _read_as(language: str, problem: Problem, run: Run, samples: int, nbest: int, *, adapted: bool) -> Answer:
    """Answer a problem read as one of a language or a family; one that finds nothing to read has no formal text."""
    if not adapted:
        general = {routes.FAMILY: "plan", games.FAMILY: "constraint"} | dict.fromkeys(families.names(), "program")
        picked = general.get(language, language)
        return await answers.programme(problem, run, Wording(picked, adapted=False), samples)
    if language == "constraint":
        return await grid(problem, run, samples, nbest)
    if language == "horn":
        return await answers.theory(problem, run, nbest)
    if language == "logic":
        return await answers.quantified(problem, run)
    if language == inequalities.FAMILY:
        return await answers.inequality(problem, run)
    if language == games.FAMILY:
        return await game(problem, run, nbest)
    if language == routes.FAMILY:
        return await answers.route(problem, run)
    if language in families.names():
        return await answers.procedure(problem, run, families.family(language))
    return await answers.programme(problem, run, Wording(language, adapted=True), samples)


METHOD = formalise
