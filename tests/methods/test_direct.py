"""Direct: one call, and a guess."""

from __future__ import annotations

from method_contract import run_method

from algorist.core.answer import Status
from algorist.lm.scripted import Scripted, script
from algorist.methods.direct import METHOD as DIRECT


def test_one_call_gives_a_guess() -> None:
    answer, run = run_method(DIRECT, Scripted(script("  42 pens\n")))
    assert (answer.value, answer.text, answer.status) == ("42 pens", "42 pens", Status.GUESSED)
    assert "One sample" in answer.why
    assert run.spent.calls == 1
    (node,) = run.graph.nodes
    assert node.tag == "direct"
