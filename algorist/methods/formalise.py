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
from algorist.methods.formalising.wording import Wording

NO_LANGUAGE = "No formal language fits this question. Try --method chain-of-thought for a guess."
NO_DATA = "Data that stand apart are read with the bundled model only. Use --model bundled, or put the numbers into the words."
READINGS = 2
"""As how many kinds of problem words are read, where the first finds nothing in them."""


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
        tried: list[str] = []
        answer = Answer.unsolved(NO_LANGUAGE)
        while len(tried) < READINGS:
            picked = (await choose(problem.text, run, adapted=adapted, without=tried)).language
            if picked is None:
                break
            tried.append(picked)
            if picked == games.FAMILY and adapted:  # an order with options looks like a game, and is read more surely
                ordered = await _read_as("constraint", problem, run, samples, nbest, adapted=adapted)
                if ordered.status in (Status.PROVED, Status.CHECKED):
                    return ordered
            found = await _read_as(picked, problem, run, samples, nbest, adapted=adapted)
            if found.formal is not None or not adapted:
                return found
            answer = found if len(tried) == 1 else answer
        return answer
    except BudgetSpent as spent:
        return best.with_(why=str(spent), text=str(spent))


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
