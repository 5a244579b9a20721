"""Lessons as tensors: a prefix once, its branches side by side, each seeing the prefix and itself alone.

This is exactly what the model sees when it answers (a cached prefix, then one clause), at a fraction of the tokens.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from algorist.train.lesson import Lesson


@dataclass(frozen=True, slots=True)
class Row:
    """One packed sequence of length n: tokens, positions, the branch of each token and where targets begin and end.

    `block[i]` is (lesson, branch) with branch 0 for a prefix; `spans` are (begin, end) of every target, end exclusive.
    """

    tokens: tuple[int, ...]
    positions: tuple[int, ...]
    block: tuple[tuple[int, int], ...]
    spans: tuple[tuple[int, int], ...]


def rows(lessons: Iterable[Lesson], encode: Any, length: int) -> Iterator[Row]:
    """Yield rows of at most `length` tokens; a lesson that does not fit loses its last branches, never a part of one."""
    tokens: list[int] = []
    positions: list[int] = []
    block: list[tuple[int, int]] = []
    spans: list[tuple[int, int]] = []
    lesson_number = 0
    for lesson in lessons:
        prefix = encode(lesson.prefix) if lesson.prefix else []
        branches = [(encode(branch.prompt), encode(branch.target)) for branch in lesson.branches]
        whole = len(prefix) + sum(len(prompt) + len(target) for prompt, target in branches)
        if tokens and len(tokens) + min(whole, length) > length:
            yield Row(tuple(tokens), tuple(positions), tuple(block), tuple(spans))
            tokens, positions, block, spans, lesson_number = [], [], [], [], 0
        if len(prefix) >= length:
            continue
        lesson_number += 1
        tokens += prefix
        positions += range(len(prefix))
        block += [(lesson_number, 0)] * len(prefix)
        for number, (prompt, target) in enumerate(branches, start=1):
            size = len(prompt) + len(target)
            if len(tokens) + size > length:
                break
            spans.append((len(tokens) + len(prompt), len(tokens) + size))
            tokens += prompt + target
            positions += range(len(prefix), len(prefix) + size)
            block += [(lesson_number, number)] * size
    if spans:
        yield Row(tuple(tokens), tuple(positions), tuple(block), tuple(spans))


def mask(row: Row) -> Any:
    """Return the (1, 1, n, n) boolean attention mask: token i sees its own branch and its lesson's prefix, up to itself."""
    import torch

    lesson = torch.tensor([lesson for lesson, _ in row.block])
    branch = torch.tensor([branch for _, branch in row.block])
    order = torch.arange(len(row.tokens))
    same_lesson = lesson[:, None] == lesson[None, :]
    visible = (branch[:, None] == branch[None, :]) | (branch[None, :] == 0)
    return (same_lesson & visible & (order[None, :] <= order[:, None]))[None, None]


def targets(row: Row) -> tuple[Any, Any]:
    """Return the positions whose next token is a target, and those tokens."""
    import torch

    where = [index - 1 for begin, end in row.spans for index in range(begin, end)]
    return torch.tensor(where), torch.tensor([row.tokens[index + 1] for index in where])


def exactly_right(row: Row, predicted: Sequence[bool]) -> list[bool]:
    """Return for every branch whether all its target tokens were predicted, that is, greedy decoding writes it exactly."""
    results, cursor = [], 0
    for begin, end in row.spans:
        results.append(all(predicted[cursor : cursor + end - begin]))
        cursor += end - begin
    return results
