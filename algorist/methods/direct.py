"""Direct: one prompt, one short answer. What every other method is measured against."""

from __future__ import annotations

from algorist.core.answer import Answer, Status
from algorist.core.errors import BudgetSpent
from algorist.core.method import Positive, method
from algorist.core.problem import Problem
from algorist.core.run import Run


@method(paper="S019", needs={"sample"}, cost="1 call")
async def direct(problem: Problem, run: Run, *, tokens: Positive = 64) -> Answer:
    """Return what the language model answers at once, a guess."""
    try:
        (completion,) = await run.ask(PROMPT.format(problem=problem.text), max_tokens=tokens, tag="direct")
    except BudgetSpent as spent:
        return Answer.unsolved(str(spent))
    text = completion.text.strip()
    if not text:
        return Answer.unsolved("The language model gave an empty answer.")
    return Answer(text, text, Status.GUESSED, why="One sample of a language model; nothing was computed or checked.")


PROMPT = "{problem}\n\nGive only the final answer, in a few words."
METHOD = direct
