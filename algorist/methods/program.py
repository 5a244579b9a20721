"""Program: the language model writes a program, the sandbox runs it (PAL, Gao et al. 2023; S019's programs in one step).

Errors go back with their line, a bounded number of times. Visible tests, where the problem has some, are run and kept as the
certificate.
"""

from __future__ import annotations

import re

from algorist.core.answer import Answer, Status
from algorist.core.certificate import Claim
from algorist.core.errors import BudgetSpent, FormalError
from algorist.core.method import NonNegative, Positive, method
from algorist.core.problem import Problem
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run


@method(paper="S019", needs={"sample"}, cost="1 + repairs calls, one sandboxed run each")
async def program(problem: Problem, run: Run, *, repairs: NonNegative = 2, tokens: Positive = 512) -> Answer:
    """Return what a program computes that the language model wrote for the problem; run only in the sandbox."""
    language = LANGUAGES.get("program")
    prompt, why = PROMPT.format(problem=problem.text), ""
    try:
        for attempt in range(repairs + 1):
            (completion,) = await run.ask(
                prompt, max_tokens=tokens, temperature=0.3 * min(attempt, 1), tag="write program"
            )
            source = _code(completion.text)
            try:
                model = language.parse(source)
                solution = await run.solve(model, claim="feasible", seconds=10)
            except FormalError as error:
                why = str(error)
            else:
                if solution.claim is Claim.FEASIBLE and "answer" in solution.values:
                    verdict = await run.check(model, solution)
                    value = solution.values["answer"]
                    status = Status.DISPUTED if verdict.satisfied else Status.GUESSED
                    return Answer(
                        value if isinstance(value, (int, str, bool)) else str(value),
                        f"{value}",
                        status,
                        language="program",
                        formal=source,
                        solution=solution,
                        why="The program ran; that it says what the words mean is one sample of a language model.",
                    )
                why = solution.message or f"the run ended with {solution.claim}"
            prompt = REPAIR.format(problem=problem.text, source=source, error=why)
    except BudgetSpent as spent:
        return Answer.unsolved(str(spent))
    return Answer.unsolved(f"No program ran to an answer; the last said: {why}")


def _code(text: str) -> str:
    """Return the first fenced block, or the whole text."""
    fenced = re.search(r"```(?:python)?\n(.*?)(?:```|\Z)", text, re.DOTALL)
    return (fenced[1] if fenced else text).strip() + "\n"


PROMPT = (
    "Write a short Python program that computes the answer to this problem. Assign the result to the variable `answer`."
    " Reply with the program only.\n\n{problem}"
)
REPAIR = (
    "{problem}\n\nThis program was to compute the answer:\n```python\n{source}```\nIt failed: {error}\n"
    "Reply with the corrected program only; it assigns the result to `answer`."
)
METHOD = program
