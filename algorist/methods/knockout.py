"""Knockout (S003): N candidates, then pairwise comparisons, K for each meeting; the survivor answers.

P(wrong) <= (1 - p_gen)^N + ceil(log2 N) exp(-2 K (p_comp - 1/2)^2), where p_gen is the chance that a candidate is right and
p_comp > 1/2 the chance that one comparison of a right and a wrong candidate finds the right one (the paper's theorem).
"""

from __future__ import annotations

from algorist.core.answer import Agreement, Answer, Status
from algorist.core.errors import BudgetSpent
from algorist.core.method import Positive, method
from algorist.core.problem import Problem
from algorist.core.run import Run
from algorist.methods.formalising.comparing import TEMPERATURE, first_is_better
from algorist.methods.formalising.final import PROMPT, final_answer, same_key
from algorist.search.tournament import knockout_tournament


@method(paper="S003", needs={"sample"}, cost="N(K+1) calls, depth 1 + ceil(log2 N)")
async def knockout(
    problem: Problem, run: Run, *, candidates: Positive = 8, comparisons: Positive = 2, tokens: Positive = 512
) -> Answer:
    """Return the candidate answer that survives a knockout tournament judged by the language model."""

    async def sample(number: int) -> str:
        (completion,) = await run.ask(
            PROMPT.format(problem=problem.text),
            temperature=TEMPERATURE,
            max_tokens=tokens,
            tag=f"candidate {number + 1}",
        )
        return completion.text

    async def compare(first: str, second: str) -> str:
        """Ask K times, half of them in the other order; the majority goes on, a tie is broken by a fair coin."""
        answers = [final_answer(first), final_answer(second)]
        if None in answers or same_key(answers[0] or "") == same_key(answers[1] or ""):
            return first if answers[0] is not None else second

        def question(a: str, b: str) -> str:
            return COMPARE.format(problem=problem.text, a=a, b=b)

        return first if await first_is_better(question, first, second, run, comparisons) else second

    drafts: list[str] = []
    why = ""
    try:
        drafts = await run.map(sample, range(candidates))
        winner = await knockout_tournament(drafts, compare, run.map, run.random)
    except BudgetSpent as spent:
        drafts = drafts or list(getattr(spent, "finished", {}).values())
        if not drafts:
            return Answer.unsolved(str(spent))
        winner, why = drafts[0], f"The tournament was cut short: {spent}"
    value = final_answer(winner)
    if value is None:
        return Answer.unsolved("None of the candidates ends with an answer.")
    votes = sum(same_key(final_answer(draft) or "") == same_key(value) for draft in drafts)
    status = Status.AGREED if votes > 1 and not why else Status.GUESSED
    return Answer(
        value, value, status, agreement=Agreement(votes, len(drafts)), why=why or "Judged by a language model alone."
    )


COMPARE = (
    "{problem}\n\nSolution A:\n{a}\n\nSolution B:\n{b}\n\n"
    "Check both solutions step by step in your mind. Which one is correct? Reply with A or B only.\nReply:"
)
METHOD = knockout
