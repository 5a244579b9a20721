"""The default method on a problem, with a scripted model that reads it as a test says."""

import asyncio

from algorist.core.answer import Answer
from algorist.core.budget import Budget
from algorist.core.problem import Problem
from algorist.core.run import Run
from algorist.lm.scripted import Reply, Scripted
from algorist.methods.formalise import METHOD


def formalised(problem: Problem | str, reply: Reply, budget: Budget | None = None) -> Answer:
    """Return the answer; `reply` writes every line."""
    run = Run({"scripted": Scripted(reply)}, budget=budget)
    try:
        return asyncio.run(METHOD(Problem(problem) if isinstance(problem, str) else problem, run))
    finally:
        run.close()
