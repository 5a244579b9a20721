"""Chain of thought (Wei et al. 2022): reason in words first, then name the answer on a line of its own."""

from __future__ import annotations

from algorist.core.answer import Answer, Status
from algorist.core.errors import BudgetSpent
from algorist.core.method import Positive, method
from algorist.core.problem import Problem
from algorist.core.run import Run
from algorist.methods.formalising.final import PROMPT, final_answer


@method(paper="S019", needs={"sample"}, cost="1 call")
async def chain_of_thought(problem: Problem, run: Run, *, tokens: Positive = 512) -> Answer:
    """Return the answer that closes the language model's reasoning, a guess."""
    try:
        (completion,) = await run.ask(PROMPT.format(problem=problem.text), max_tokens=tokens, tag="reason")
    except BudgetSpent as spent:
        return Answer.unsolved(str(spent))
    value = final_answer(completion.text)
    if value is None:
        return Answer.unsolved(
            "The language model's reasoning ends without an answer.",
            text=completion.text.strip() or "The language model gave an empty answer.",
        )
    why = "One sample of a language model; nothing was computed or checked."
    return Answer(value, completion.text.strip(), Status.GUESSED, why=why)


METHOD = chain_of_thought
