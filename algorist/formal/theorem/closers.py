"""Tactics that finish goals by themselves (S072), cheapest first: what every assistant can be asked before anybody thinks."""

from __future__ import annotations

from collections.abc import Mapping

from algorist.formal.theorem.tree import Theorem

ALWAYS: Mapping[str, tuple[str, ...]] = {
    "metamath": (),
    "coq": ("trivial", "easy", "tauto", "congruence", "intuition", "firstorder"),
    "lean": ("rfl", "trivial", "decide", "simp", "omega", "simp_all"),
    "isabelle": ("by simp", "by auto", "by blast", "by arith", "by fastforce", "by force"),
}

_SQUARES = "(match goal with x : R, y : R |- _ => assert (0 <= (x - y) * (x - y))%R by apply Rle_0_sqr; nra end)"
"""`nra` does not think of the square of a difference by itself."""

BROUGHT: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("coq", "Lia"): ("lia", "nia"),
    ("coq", "Lra"): ("lra", "nra", _SQUARES),
    ("coq", "Ring"): ("ring",),
    ("coq", "Arith"): ("ring",),
    ("coq", "ZArith"): ("ring",),
    ("lean", "Mathlib"): ("ring", "linarith", "norm_num", "positivity", "nlinarith", "aesop"),
    ("isabelle", "Complex_Main"): ("by (simp add: field_simps)", "by sos"),
}
"""What a module brings."""


def closers(theorem: Theorem) -> tuple[str, ...]:
    """Return the closing tactics that a theorem's assistant has with the modules that it imports."""
    brought = [BROUGHT.get((theorem.prover, module), ()) for module in theorem.imports]
    return tuple(dict.fromkeys([*ALWAYS[theorem.prover], *(tactic for each in brought for tactic in each)]))
