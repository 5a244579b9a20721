"""Formalise: write the problem down in a formal language, solve it, check it, and say how far to trust the words.

The default method. Six steps: pick the language, formalise n times, repair, decode jointly, solve and check, answer in the form
that was asked for. Proof says nothing about whether the model is what the words meant, so an answer to words is proved or checked
only where its formalisation is trusted too; otherwise it is disputed, and the formalisations stand side by side.
"""

from __future__ import annotations

from algorist.core.answer import Answer
from algorist.core.errors import BudgetSpent
from algorist.core.method import Positive, method
from algorist.core.problem import Problem
from algorist.core.run import Run
from algorist.methods.formalising import answers, families, inequalities, routes
from algorist.methods.formalising.choose import choose
from algorist.methods.formalising.grid_answer import grid
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
            return await answers.over_sets(problem, run)
        picked = language or problem.kind or (await choose(problem.text, run, adapted=adapted)).language
        if picked is None:
            return Answer.unsolved("No formal language fits this question. Try --method chain-of-thought for a guess.")
        if picked == "constraint" and adapted:
            return await grid(problem, run, samples, nbest)
        if picked == "horn" and adapted:
            return await answers.theory(problem, run, nbest)
        if picked == "logic" and adapted:
            return await answers.quantified(problem, run)
        if picked == inequalities.FAMILY and adapted:
            return await answers.inequality(problem, run)
        if picked == routes.FAMILY:
            if adapted:
                return await answers.route(problem, run)
            picked = "plan"
        if picked in families.names():
            if adapted:
                return await answers.procedure(problem, run, families.family(picked))
            picked = "program"
        return await answers.programme(problem, run, Wording(picked, adapted), samples)
    except BudgetSpent as spent:
        return best.with_(why=str(spent), text=str(spent))


METHOD = formalise
