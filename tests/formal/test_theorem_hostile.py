"""Lean and Isabelle by stand-ins that misbehave, and proofs and statements that try to be more than they are."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from assistant_scripts import Reply, install, install_script, message

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.errors import FormalError
from algorist.core.language import Limits
from algorist.formal.theorem import LANGUAGE, fence
from algorist.formal.theorem.session import finish, start
from algorist.formal.theorem.tree import Theorem

PROOFS = {"lean": "trivial", "isabelle": "by simp"}
CLAIMED = {"lean": message("information", "LAST", 0, "'mine' does not depend on any axioms"), "isabelle": "oracles:\n"}
"""What each program prints where all is well."""

assistants = pytest.mark.parametrize("prover", ["lean", "isabelle"])


def theorem(prover: str, statement: str = "True", proof: str | None = None) -> Theorem:
    return Theorem(prover, "mine", statement, proof=PROOFS[prover] if proof is None else proof)


def believed(model: Theorem) -> bool:
    certificate = Certificate("proof", {"proof": model.proof})
    return LANGUAGE.check(model, Solution(Claim.ENTAILED, certificate=certificate)).satisfied


@assistants
@pytest.mark.parametrize("code", [0, 1, 139])
@pytest.mark.parametrize(
    "printed",
    [
        "",
        "garbage\n{}\n[1]\n" + "{" * 5000,
        '{"severity": 3}',
        "\x00\xff",
        "[" * 300_000,
        message("information", "LAST", 0, "'mine' does not depend on any axioms").replace("LAST", "Infinity"),
        "oracles: skip_proof\n",
        "oracles: \n*** Undefined fact\n",
        "theorem mine\n",
    ],
)
def test_a_program_that_says_nothing_understood_proves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prover: str, printed: str, code: int
) -> None:
    install(tmp_path, monkeypatch, prover, [Reply("", printed, code)])
    assert not believed(theorem(prover))


@pytest.mark.parametrize("said", ["'other' does not depend on any axioms", "'other' depends on axioms: [propext]"])
def test_the_axioms_of_another_theorem_are_not_this_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    install(tmp_path, monkeypatch, "lean", [Reply("", message("information", "LAST", 0, said))])
    assert not believed(theorem("lean"))


@assistants
def test_a_program_that_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prover: str
) -> None:
    monkeypatch.setattr(fence, "version", lambda: 0)  # so that it can say its child's number
    script = f"import pathlib, subprocess\nchild = subprocess.Popen(['sleep', '71'])\npathlib.Path({str(tmp_path / 'child')!r})"
    install_script(
        tmp_path, monkeypatch, prover, f"#!{sys.executable}\n{script}.write_text(str(child.pid))\nchild.wait()\n"
    )
    began = time.monotonic()
    assert LANGUAGE.solve(theorem(prover), Limits(seconds=2)).claim is Claim.TIMEOUT
    assert time.monotonic() - began < 4
    time.sleep(0.2)
    child = Path("/proc") / (tmp_path / "child").read_text() / "stat"
    assert not child.exists() or child.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize(
    ("prover", "proof"),
    [
        ("lean", "exact x\naxiom x : False"),
        ("lean", "run_tac (do IO.println 1)"),
        ("lean", "skip\n#eval 1"),
        ("lean", "open Classical in exact x"),
        ("lean", "set_option maxRecDepth 9 in simp"),
        ("isabelle", "by auto oops"),
        ("isabelle", "ML_val {* 1 *}"),
        ("isabelle", "axiomatization x"),
        ("isabelle", "apply (tactic foo)"),
        ("isabelle", "end"),
        ("isabelle", "lemma x: y"),
    ],
)
def test_what_could_cheat_never_reaches_an_assistant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prover: str, proof: str
) -> None:
    install(tmp_path, monkeypatch, prover, [Reply("", CLAIMED[prover])])
    assert believed(theorem(prover))
    assert not believed(theorem(prover, "False", proof))
    with pytest.raises(FormalError, match="no place in a proof"):
        LANGUAGE.solve(theorem(prover, "False", proof), Limits())


@pytest.mark.parametrize(
    ("prover", "statement", "proof"),
    [
        ("lean", "False -- for once", "∨ True := by exact .inr trivial"),
        ("lean", "False /- for once", "-/ ∨ True := by exact .inr trivial"),
        ("lean", "True := by trivial", "trivial"),
        ("isabelle", "False (* \\", '*) | True" by simp'),
        ("isabelle", "False | \\", 'True" by simp'),
    ],
)
def test_a_proof_cannot_go_on_with_what_is_to_be_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prover: str, statement: str, proof: str
) -> None:
    install(tmp_path, monkeypatch, prover, [Reply("", CLAIMED[prover])])
    assert not believed(theorem(prover, statement, proof))
    with pytest.raises(FormalError, match="ends what is to be shown"):
        LANGUAGE.solve(theorem(prover, statement, proof), Limits())


def test_a_proof_with_open_goals_cannot_be_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_ = "unsolved goals\ncase left\np q : Prop\n⊢ q\n\ncase right\np q : Prop\n⊢ p"
    install(tmp_path, monkeypatch, "lean", [Reply("", message("error", 1, 40, open_), 1)])
    with start(theorem("lean", "∀ p q : Prop, q ∧ p"), Limits()) as session:
        assert [goal.conclusion for goal in session.state.goals] == ["q", "p"]
        with pytest.raises(FormalError, match="2 goals left to show"):
            finish(session, 5, 1 << 30)
