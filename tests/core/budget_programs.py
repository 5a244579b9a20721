"""Random programs that spend from random nested budgets, and a witness that counts for itself what they spent.

Two kinds: threads that reserve and settle on a tree of ledgers, and coroutines that ask a scripted model through a Run, in nested
maps, with failures and cancellations. `Witness` shares nothing with the ledger but the numbers it is told.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

from algorist.core.budget import Budget, Ledger, Spent
from algorist.core.errors import BudgetSpent, Unavailable
from algorist.core.language_model import Completion, Request
from algorist.core.run import Run
from algorist.lm.scripted import Scripted

PARTS = ("tokens", "calls", "solver_seconds", "usd")


@dataclass
class Witness:
    """What one ledger's steps have really spent and still hold; `over` names every time that it was above the budget."""

    budget: Budget
    sums: dict[str, Fraction] = field(default_factory=lambda: dict.fromkeys(PARTS, Fraction(0)))
    over: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, amount: Spent, sign: int = 1) -> None:
        with self.lock:
            for part in PARTS:
                self.sums[part] += sign * Fraction(getattr(amount, part))
                if self.sums[part] > getattr(self.budget, part):
                    self.over.append(f"{part}: {float(self.sums[part])} of {getattr(self.budget, part)}")


def random_budget(random: Random) -> Budget:
    def limit(most: float, *, whole: bool) -> float:
        if random.random() < 0.4:
            return math.inf
        return float(random.randint(0, int(most))) if whole else random.random() * most

    return Budget(
        tokens=limit(400, whole=True),
        calls=limit(12, whole=True),
        solver_seconds=limit(3, whole=False),
        usd=limit(0.02, whole=False),
    )


def random_worst(random: Random) -> Spent:
    return Spent(
        calls=random.randint(0, 2),
        tokens_in=random.randint(0, 40),
        tokens_out=random.randint(0, 40),
        solver_seconds=random.choice([0.0, random.random()]),
        usd=random.choice([0.0, random.random() * 0.003]),
    )


def random_part(random: Random, worst: Spent) -> Spent:
    """Something between nothing and the worst case, or exactly that."""
    if random.random() < 0.25:
        return worst
    share = random.random()
    return Spent(
        calls=random.randint(0, worst.calls),
        tokens_in=random.randint(0, worst.tokens_in),
        tokens_out=random.randint(0, worst.tokens_out),
        solver_seconds=min(worst.solver_seconds, share * worst.solver_seconds),
        usd=min(worst.usd, share * worst.usd),
    )


def threads_program(random: Random) -> list[str]:
    """Run threads over a random tree of ledgers; return what went wrong, nothing when all is well."""
    ledgers: list[Ledger] = []
    witnesses: list[list[Witness]] = []  # of each ledger: its own and those of all around it
    for number in range(random.randint(1, 5)):
        outer = random.choice([None, *range(number)]) if number else None
        budget = random_budget(random)
        ledgers.append(Ledger(budget, None if outer is None else ledgers[outer]))
        witnesses.append([Witness(budget), *([] if outer is None else witnesses[outer])])
    plans = [
        [(random.randrange(len(ledgers)), worst := random_worst(random), random_part(random, worst), random.random())
         for _ in range(random.randint(1, 12))]
        for _ in range(random.randint(1, 4))
    ]  # fmt: skip
    barrier = threading.Barrier(len(plans))

    def work(plan: Sequence[tuple[int, Spent, Spent, float]]) -> None:
        barrier.wait()
        held: list[tuple[int, Spent, Spent]] = []
        for which, worst, actual, chance in plan:
            with contextlib.suppress(BudgetSpent):
                ledgers[which].reserve(worst, "step")
                for witness in witnesses[which]:
                    witness.add(worst)
                held.append((which, worst, actual))
            if chance < 0.3:
                time.sleep(0)
            while held and chance < 0.6:
                settle(*held.pop())
        for each in held:
            settle(*each)

    def settle(which: int, worst: Spent, actual: Spent) -> None:
        for witness in witnesses[which]:
            witness.add(worst, -1)
            witness.add(actual)
        ledgers[which].settle(worst, actual)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work, args=(plan,)) for plan in plans]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    wrong = [over for each in witnesses for over in each[0].over]
    for ledger, (witness, *_) in zip(ledgers, witnesses, strict=True):
        wrong += differences(ledger, witness)
    return wrong


def differences(ledger: Ledger, witness: Witness) -> list[str]:
    """Return where the ledger's books differ from the witness's, or exceed the budget, or still hold something."""
    wrong = []
    for part in PARTS:
        booked, seen, limit = getattr(ledger.spent, part), witness.sums[part], getattr(ledger.budget, part)
        if booked != float(seen):
            wrong.append(f"{part}: booked {booked}, seen {float(seen)}")
        if booked > limit:
            wrong.append(f"{part}: spent {booked} of {limit}")
        if ledger.left(part) > limit or (limit < math.inf and Fraction(ledger.left(part)) > Fraction(limit) - seen):
            wrong.append(f"{part}: {ledger.left(part)} left of {limit} after {float(seen)}")
    return wrong


class Spender(Scripted):
    """A model that tells a witness of every word it really reads and writes, dawdles, and now and then fails."""

    def __init__(self, random: Random, witness: Witness) -> None:
        self._random, self._witness = random, witness
        super().__init__(
            lambda request, words: "word " * words.randint(0, request.max_tokens + 2),
            usd_per_token=(random.random() * 1e-4, random.random() * 1e-4),
        )

    async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
        for _ in range(self._random.randint(0, 3)):
            await asyncio.sleep(0)
        (completions,) = await super().complete(requests)
        written = sum(each.tokens_out for each in completions)
        self._witness.add(Spent(1, completions[0].tokens_in, written, usd=sum(each.usd for each in completions)))
        for _ in range(self._random.randint(0, 3)):
            await asyncio.sleep(0)
        if self._random.random() < 0.1:
            raise Unavailable("The model failed.")
        return [completions]


def run_program(random: Random) -> list[str]:
    """Run a random tree of maps and asks under nested budgets; return what went wrong, nothing when all is well."""
    outer = Ledger(random_budget(random)) if random.random() < 0.5 else None
    budget = random_budget(random)
    witness = Witness(budget)
    model = Spender(random, witness)
    run = Run({"m": model}, budget=budget, outer=outer, concurrency=random.randint(1, 8), seed=random.randrange(100))

    async def branch(depth: int) -> None:
        for number in range(random.randint(1, 3)):
            try:
                if depth and random.random() < 0.5:
                    await run.map(branch, [depth - 1] * random.randint(0, 4))
                else:
                    prompt = "some words " * random.randint(0, 6) + str(number)
                    await run.ask(prompt, n=random.randint(1, 3), max_tokens=random.randint(1, 12))
            except (BudgetSpent, Unavailable):
                if random.random() < 0.5:
                    raise

    async def whole() -> None:
        with contextlib.suppress(BudgetSpent, Unavailable):
            async with asyncio.timeout(None if random.random() < 0.8 else random.random() * 0.01):
                await branch(2)

    # Before 3.13 a task group that fails at the moment of the timeout lets the cancellation out as itself.
    with contextlib.suppress(TimeoutError, asyncio.CancelledError):
        asyncio.run(whole())
    run.close()
    wrong = list(witness.over)
    ledgers = [each for each in (run.ledger, outer) if each is not None]
    for part in PARTS:
        limits = [getattr(each.budget, part) for each in ledgers]
        booked = [Fraction(getattr(each.spent, part)) for each in ledgers]
        for limit, sum_ in zip(limits, booked, strict=True):
            if sum_ > limit:
                wrong.append(f"{part}: spent {float(sum_)} of {limit}")
            if part != "usd" and sum_ < witness.sums[part]:
                wrong.append(f"{part}: booked {float(sum_)} and really spent {float(witness.sums[part])}")
        left = min(limit - float(sum_) for limit, sum_ in zip(limits, booked, strict=True))
        if not math.isclose(run.ledger.left(part), left, abs_tol=1e-9):
            wrong.append(f"{part}: {run.ledger.left(part)} left where {left} should be")
    return wrong
