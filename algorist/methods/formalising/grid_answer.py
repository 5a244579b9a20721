"""The answer to a logic puzzle: the grid, the replies to its questions, and where clauses could be read otherwise."""

from __future__ import annotations

import math
from typing import Any

from algorist.core.answer import Agreement, Answer
from algorist.core.certificate import Claim, Solution
from algorist.core.problem import Problem
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.methods.formalising import grids
from algorist.methods.formalising.answering import doubt, status
from algorist.methods.formalising.declared import Declared
from algorist.methods.formalising.trust import trusted


async def grid(problem: Problem, run: Run, samples: int, nbest: int) -> Answer:
    """Answer a logic puzzle: its grid, what is asked of it, and the option that holds."""
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
    table = grids.table(declared, solution)
    if solution.claim is not Claim.UNIQUE:
        return _several(declared, solution, table, facts)
    option, share = reading.option or (None, 1.0)
    confidence = math.prod(reading.shares) * share
    votes = _votes(reading, run, samples)
    replies = [
        answer for answer in (grids.reply(declared, solution, question) for question in reading.questions) if answer
    ]
    value: dict[str, Any] = {"grid": table, "answers": replies} if replies else {"grid": table}
    if option is not None:
        value["option"] = option.letter
        replies.insert(0, f"{option.letter}) {option.text}")
    return Answer(
        value=value,
        text="\n".join([*replies, _table(table)]),
        status=status(verdict, trusted("constraint", confidence)),
        agreement=Agreement(votes, samples, round(confidence, 4)),
        why="" if trusted("constraint", confidence) else doubt(confidence, "constraint"),
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
