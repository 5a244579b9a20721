"""How probable a grid is, given that the puzzle is well-posed: what the solver says of the other readings of its clauses.

A misread clause rarely leaves a puzzle with one solution. So each clause's chosen line is weighed against those other lines
alone that would make a different grid, also the only one; readings that contradict the rest, or leave it open, do not count.
Clauses are weighed one at a time (two misreadings that hide each other are neglected).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from algorist.core.language import Model
from algorist.core.run import Run
from algorist.methods.formalising.nbest import Line

UNLISTED = 0.1
"""Of the probability that no listed line has, this share counts as readings that would make another grid well-posed."""

Choice = tuple[int, ...]


async def posterior(
    lists: Sequence[Sequence[Line]],
    choice: Choice,
    run: Run,
    parse: Callable[[Sequence[str]], Model],
    states: Callable[[str], bool],
) -> list[float]:
    """Return for every clause the probability of its line in `choice`, given that the clauses have one solution.

    `lists` holds every clause's lines, `parse` makes a model of lines, one constraint each, and `states` says which lines
    state one. Where the solver does not answer, no line is credited for rivals that were not looked at: it has its own
    probability. Costs one call of the solver, for as many selections as there are lines.
    """
    rows = [
        (clause, index) for clause, lines in enumerate(lists) for index, line in enumerate(lines) if states(line.text)
    ]
    model = parse([lists[clause][index].text for clause, index in rows])
    number = {row: position for position, row in enumerate(rows)}
    others = [
        (clause, index)
        for clause, lines in enumerate(lists)
        for index, line in enumerate(lines)
        if index != choice[clause] and line.probability > 0
    ]

    def selection(clause: int, index: int) -> list[int]:
        taken = (*choice[:clause], index, *choice[clause + 1 :])
        return [number[row] for row in enumerate(taken) if row in number]

    found = await run.select(model, [selection(0, choice[0]), *(selection(*other) for other in others)])
    if found[0] is None:
        return [lines[index].probability for lines, index in zip(lists, choice, strict=True)]
    rivals: dict[int, float] = {}
    same: dict[int, float] = {}
    for (clause, index), values in zip(others, found[1:], strict=True):
        if values is not None:
            group = same if dict(values) == dict(found[0]) else rivals
            group[clause] = group.get(clause, 0.0) + lists[clause][index].probability
    shares = []
    for clause, lines in enumerate(lists):
        unlisted = max(0.0, 1.0 - sum(line.probability for line in lines))
        for_it = lines[choice[clause]].probability + same.get(clause, 0.0)
        against = rivals.get(clause, 0.0) + UNLISTED * unlisted
        shares.append(for_it / (for_it + against) if for_it > 0 else 0.0)
    return shares
