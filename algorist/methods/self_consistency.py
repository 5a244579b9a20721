"""Self-consistency (Wang et al. 2023): several chains of thought, and the answer that most of them reach."""

from __future__ import annotations

from collections import Counter

from algorist.core.answer import Agreement, Answer, Status
from algorist.core.errors import BudgetSpent
from algorist.core.method import Positive, method
from algorist.core.problem import Problem
from algorist.core.run import Run
from algorist.methods.formalising.final import PROMPT, final_answer, same_key


@method(paper="S019", needs={"sample"}, cost="n calls, depth 1")
async def self_consistency(problem: Problem, run: Run, *, n: Positive = 5, tokens: Positive = 512) -> Answer:
    """Return the answer that most of `n` independent samples reach, with the count of votes."""

    async def sample(number: int) -> str | None:
        (completion,) = await run.ask(
            PROMPT.format(problem=problem.text), temperature=TEMPERATURE, max_tokens=tokens, tag=f"sample {number + 1}"
        )
        return final_answer(completion.text)

    try:
        answers = await run.map(sample, range(n))
    except BudgetSpent as spent:
        answers = list(getattr(spent, "finished", {}).values())
        if not any(answers):
            return Answer.unsolved(str(spent))
    named = [answer for answer in answers if answer is not None]
    if not named:
        return Answer.unsolved("None of the samples ends with an answer.")
    votes = Counter(same_key(answer) for answer in named)
    winner, count = votes.most_common(1)[0]
    value = next(answer for answer in named if same_key(answer) == winner)
    status = Status.AGREED if count > len(answers) / 2 else Status.GUESSED
    why = f"{count} of {len(answers)} samples agree; nothing was computed or checked."
    return Answer(value, value, status, agreement=Agreement(count, len(answers)), why=why)


TEMPERATURE = 0.8
METHOD = self_consistency
