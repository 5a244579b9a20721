"""Lean and Isabelle by stand-ins, Coq in person: proofs, axioms, goals step by step, and what hostile texts try.

Where Lean or Isabelle is installed, the last tests ask the real one. The scripts that stand in for them print what we
take from the programs' documented formats (nothing was recorded), or misbehave as a broken program might.
"""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.errors import FormalError, Unavailable
from algorist.core.language import Limits
from algorist.formal.theorem import LANGUAGE
from algorist.formal.theorem.steps import Session
from algorist.formal.theorem.tree import Theorem

SWAP = "p ∧ q → q ∧ p"
LEAN = Theorem("lean", "swap", f"∀ p q : Prop, {SWAP}", proof="intro p q h\nexact ⟨h.2, h.1⟩")
ISABELLE = Theorem("isabelle", "swap", "p & q ==> q & p", proof="apply (rule conjI)\nby auto")


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put a program on the path that prints a text, or does what a script says."""

    def make(name: str, output: str = "", *, code: int = 0, script: str = "") -> None:
        told = tmp_path / f"{name}.out"
        told.write_text(output, encoding="utf-8")
        file = tmp_path / name
        file.write_text(f"#!/bin/sh\n{script or f'cat {told}'}\nexit {code}\n", encoding="utf-8")
        file.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    return make


def said(severity: str, data: str, line: int = 4, column: int = 0) -> str:
    return json.dumps(
        {"severity": severity, "pos": {"line": line, "column": column}, "data": data, "fileName": "Goal.lean"}
    )


def certified(theorem: Theorem) -> Solution:
    return Solution(Claim.ENTAILED, certificate=Certificate("proof", {"proof": theorem.proof}))


# -- Lean ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "proved", "reason"),
    [
        ("'swap' does not depend on any axioms", True, "Lean's kernel accepts the proof, assuming no axioms"),
        ("'swap' depends on axioms: [propext, Classical.choice]", True, "assuming propext, Classical.choice"),
        ("'swap' depends on axioms: [propext, sorryAx]", False, "sorryAx"),
        ("'swap' depends on axioms: [Lean.ofReduceBool]", False, "Lean.ofReduceBool"),
        ("'other' does not depend on any axioms", False, "does not say what the theorem assumes"),
    ],
)
def test_a_proof_counts_by_the_axioms_that_lean_lists(program: Any, data: str, proved: bool, reason: str) -> None:
    program("lean", said("information", data))
    verdict = LANGUAGE.check(LEAN, certified(LEAN))
    assert verdict.proved is proved
    assert reason in verdict.reason


def test_an_error_of_lean_is_placed_in_the_proof(program: Any) -> None:
    claimed = said("information", "'swap' does not depend on any axioms")
    program("lean", said("error", "unknown identifier 'h'", 3, 8) + "\n" + claimed, code=1)
    with pytest.raises(FormalError, match="Lean refuses the proof: unknown identifier") as raised:
        LANGUAGE.solve(LEAN, Limits(20))
    assert LANGUAGE.render(LEAN).splitlines()[raised.value.line - 1] == "exact ⟨h.2, h.1⟩"
    assert raised.value.column == 7
    assert not LANGUAGE.check(LEAN, certified(LEAN)).satisfied


def test_what_lean_leaves_open_are_the_goals_of_a_step(program: Any) -> None:
    open_ = "unsolved goals\ncase left\np q : Prop\nh : p ∧ q\n⊢ q\n\ncase right\np q : Prop\nh : p ∧ q\n⊢ p"
    program("lean", said("error", open_, 1, 40), code=1)
    session = Session(LEAN)
    assert [goal.splitlines()[-1] for goal in session.state.goals] == ["⊢ q", "⊢ p"]
    with pytest.raises(FormalError, match="2 goals are open"):
        session.finish()
    program("lean", said("information", "'swap' does not depend on any axioms"))
    assert session.step("exact ⟨h.2, h.1⟩").finished
    assert session.finish().proof == "exact ⟨h.2, h.1⟩"


@pytest.mark.parametrize(
    "proof",
    [
        "sorry",
        "exact x\naxiom x : False",
        "run_tac (do IO.println 1)",
        "native_decide",
        "simp -- hidden",
        "skip\n#eval 1",
        "open Classical in exact x",
        "set_option maxRecDepth 9 in simp",
        "intro h /- hidden -/",
    ],
)
def test_what_could_cheat_never_reaches_lean(program: Any, proof: str, tmp_path: Path) -> None:
    program("lean", script=f"touch {tmp_path}/ran; echo '{said('information', 'no axioms')}'")
    theorem = Theorem("lean", "wrong", "False", proof=proof)
    assert not LANGUAGE.check(theorem, certified(theorem)).satisfied
    with pytest.raises(FormalError):
        LANGUAGE.solve(theorem, Limits(20))
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("output", ["", "garbage\n{}\n[1]\n" + "{" * 5000, '{"severity": 3}', "\x00\xff"])
@pytest.mark.parametrize("code", [0, 1, 139])
def test_a_program_that_says_nothing_understood_proves_nothing(program: Any, output: str, code: int) -> None:
    program("lean", output, code=code)
    program("isabelle", output, code=code)
    for theorem in (LEAN, ISABELLE):
        assert not LANGUAGE.check(theorem, certified(theorem)).satisfied


def test_a_program_that_hangs_is_ended_with_all_that_it_started(program: Any, tmp_path: Path) -> None:
    program("lean", script=f"sleep 71 & echo $! > {tmp_path}/child; wait")
    began = time.monotonic()
    assert LANGUAGE.solve(LEAN, Limits(1)).claim is Claim.TIMEOUT
    assert time.monotonic() - began < 1.5
    time.sleep(0.2)
    child = Path(f"/proc/{(tmp_path / 'child').read_text().strip()}/stat")
    assert not child.exists() or child.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize(("theorem", "name"), [(LEAN, "lean"), (ISABELLE, "isabelle")])
def test_a_missing_program_says_how_to_get_it(
    theorem: Theorem, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match=f"{name} is not installed"):
        LANGUAGE.solve(theorem, Limits(5))


# -- Isabelle -----------------------------------------------------------------------------------------------------------

UNFINISHED = """Loading theory "Draft.Goal"
*** Failed to finish proof (line 5 of "/tmp/x/Goal.thy"):
*** goal (2 subgoals):
***  1. p & q ==> q
***  2. p & q ==> p
*** At command "done" (line 5 of "/tmp/x/Goal.thy")
"""


@pytest.mark.parametrize(
    ("output", "code", "proved", "reason"),
    [
        ("theorem swap: ?p & ?q ==> ?q & ?p\noracles: \n", 0, True, "Isabelle's kernel accepts the proof"),
        ("oracles: skip_proof\n", 0, False, "skip_proof"),
        ("theorem swap\n", 0, False, "does not say which oracles"),
        ("oracles: \n*** Undefined fact\n", 0, False, "Undefined fact"),
        (UNFINISHED, 1, False, "Failed to finish proof"),
    ],
)
def test_a_proof_counts_by_the_oracles_that_isabelle_lists(
    program: Any, output: str, code: int, proved: bool, reason: str
) -> None:
    program("isabelle", output, code=code)
    verdict = LANGUAGE.check(ISABELLE, certified(ISABELLE))
    assert verdict.proved is proved
    assert reason in verdict.reason


def test_what_isabelle_leaves_open_are_the_goals_of_a_step(program: Any) -> None:
    program("isabelle", UNFINISHED, code=1)
    session = Session(ISABELLE)
    assert session.step("apply (rule conjI)").goals == ("p & q ==> q", "p & q ==> p")
    assert session.undo().goals == ("p & q ==> q", "p & q ==> p")
    assert session.proof == ""


@pytest.mark.parametrize(
    "proof", ["sorry", "by auto oops", "ML_val {* 1 *}", "axiomatization x", "apply (tactic foo)", "end", "lemma x: y"]
)
def test_what_could_cheat_never_reaches_isabelle(program: Any, proof: str) -> None:
    program("isabelle", "oracles: \n")
    theorem = Theorem("isabelle", "wrong", "False", proof=proof)
    assert not LANGUAGE.check(theorem, certified(theorem)).satisfied


# -- Coq, and the real ones -----------------------------------------------------------------------------------------------


@pytest.mark.debian("coqc")
def test_coq_goes_step_by_step() -> None:
    session = Session(Theorem("coq", "swap", "forall p q : Prop, p /\\ q -> q /\\ p"))
    assert len(session.state.goals) == 1
    assert "p /\\ q" in session.step("intros p q h.").goals[0]
    assert len(session.step("split.").goals) == 2
    refused = session.step("exact h.")
    assert "has type" in refused.error
    assert refused.line == 1
    assert len(session.state.goals) == 2
    assert session.step("- apply h.\n- apply h.").finished
    assert session.undo().goals[1] == "p"
    session.step("all: apply h.")
    theorem = session.finish()
    assert LANGUAGE.check(theorem, LANGUAGE.solve(theorem, Limits(60))).proved
    assert "finished" in session.step("auto.").error


def test_metamath_has_no_steps() -> None:
    with pytest.raises(FormalError, match="no tactics"):
        Session(Theorem("metamath", "id", "|- ( p -> p )", database="set.mm"))


@pytest.mark.skipif(shutil.which("lean") is None, reason="Lean is not installed; see https://elan.lean-lang.org")
def test_lean_itself_accepts_a_proof_and_refuses_another() -> None:
    assert LANGUAGE.check(LEAN, LANGUAGE.solve(LEAN, Limits(120))).proved
    with pytest.raises(FormalError):
        LANGUAGE.solve(Theorem("lean", "wrong", "∀ p : Prop, p", proof="intro p"), Limits(120))


@pytest.mark.skipif(
    shutil.which("isabelle") is None, reason="Isabelle is not installed; see https://isabelle.in.tum.de"
)
def test_isabelle_itself_accepts_a_proof_and_refuses_another() -> None:
    assert LANGUAGE.check(ISABELLE, LANGUAGE.solve(ISABELLE, Limits(300))).proved
    with pytest.raises(FormalError):
        LANGUAGE.solve(Theorem("isabelle", "wrong", "p ==> q", proof="by auto"), Limits(300))
