"""The answer to a game: the option that is right, and what every option came to."""

from __future__ import annotations

from typing import Any

from algorist.core.answer import Agreement, Answer, Status
from algorist.core.certificate import Solution, Verdict
from algorist.core.problem import Problem
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.methods.formalising import games
from algorist.methods.formalising.answering import doubt
from algorist.methods.formalising.games import Reading
from algorist.methods.formalising.trust import trusted

PARTLY = "Some sentences were not read, so the answer is a guess from the others."
NOT_ALONE = "Not exactly one option passes as the words were read, so the answer is a guess."


async def game(problem: Problem, run: Run, nbest: int) -> Answer:
    """Answer with the option that is right; checked or proved only where all was read, and one option passes."""
    reading = await games.read(problem.text, run, n=nbest)
    if isinstance(reading, str):
        return Answer.unsolved(reading, language="constraint")
    option = reading.options[reading.chosen]
    facts: dict[str, Any] = {"language": "constraint", "value": {"option": option.letter}}
    chosen = reading.decided[reading.chosen]
    facts |= (
        {"formal": reading.setting.formal} if chosen is None else {"formal": chosen.formal, "solution": chosen.solution}
    )
    why = _why(reading)
    findings = dict(found for each in reading.decided if each for found in each.findings)
    verdicts = [] if why else await run.map(lambda each: _check(*each, run), findings.items())
    status = Status.DISPUTED if why else _status(verdicts)
    return Answer(
        text="\n".join(
            [f"{option.letter}) {option.text}", *(f"{words}  =>  {line}" for words, line in reading.said if line)]
        ),
        status=status,
        agreement=Agreement(1, 1, round(reading.confidence, 4)),
        why=why or ("" if status is not Status.DISPUTED else "What was found of an option could not be checked."),
        **facts,
    )


def _why(reading: Reading) -> str:
    """Why the answer is not to be trusted; nothing where it is."""
    if not reading.complete:
        return PARTLY
    if not reading.alone:
        return NOT_ALONE
    return "" if trusted(games.FAMILY, reading.confidence) else doubt(reading.confidence, games.FAMILY)


async def _check(formal: str, solution: Solution, run: Run) -> Verdict:
    return await run.check(LANGUAGES.get("constraint").parse(formal), solution)


def _status(verdicts: list[Verdict]) -> Status:
    """Proved where every finding is, for the others are wrong by proof; an arrangement that satisfies a model is its own."""
    if not all(each.satisfied or each.proved for each in verdicts):
        return Status.DISPUTED
    return Status.PROVED
