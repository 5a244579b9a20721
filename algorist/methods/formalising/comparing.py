"""Which of two texts is the better one, by a language model's word: asked K times, half of them in the other order."""

from __future__ import annotations

from collections.abc import Callable

from algorist.core.run import Run

TEMPERATURE = 0.8


async def first_is_better(
    question: Callable[[str, str], str], first: str, second: str, run: Run, comparisons: int
) -> bool:
    """Ask `question(A, B)`, to be answered with A or B; the majority decides, and a tie a fair coin (S003)."""
    balance = 0
    for turn in range(comparisons):
        straight = turn % 2 == 0
        shown = (first, second) if straight else (second, first)
        (completion,) = await run.ask(
            question(*shown),
            temperature=TEMPERATURE,
            max_tokens=16,
            tag="compare",
        )
        names_first = completion.text.strip().upper().startswith("A") == straight
        balance += 1 if names_first else -1
    return balance > 0 or (balance == 0 and run.random.random() < 0.5)
