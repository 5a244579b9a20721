"""Isabelle through the theorem language: what its answers mean, what hostile answers are worth, and the real one where installed."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from assistant_scripts import Reply, install, install_script

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.errors import FormalError, Unavailable
from algorist.core.language import Limits
from algorist.formal.theorem import LANGUAGE
from algorist.formal.theorem.assistant import REMEDIES, located
from algorist.formal.theorem.isabelle import source
from algorist.formal.theorem.session import Goal, ProofState, ProverMessage, finish, start
from algorist.formal.theorem.tree import Theorem

needs_isabelle = pytest.mark.skipif(
    located("isabelle") is None, reason=f"isabelle is missing. Install it: {REMEDIES['isabelle']}"
)
MEMORY = 4 << 30
STATEMENT = r"rev (rev xs) = xs \<and> n + 0 = (n::nat)"
LOADING = (
    'Loading theory "Draft.Goal"\n### theory "Draft.Goal"\n### 0.040s elapsed time, 0.082s cpu time, 0.000s GC time\n'
)
ORACLES = "oracles:\n"


def isabelle(statement: str, proof: str | None = None, *imports: str) -> Theorem:
    lines = ["prover isabelle", *(f"import {each}" for each in imports), "theorem mine", f"show {statement}"]
    return LANGUAGE.parse("\n".join([*lines, *(["proof", proof] if proof is not None else [])]) + "\n")


def certified(proof: str) -> Solution:
    return Solution(Claim.ENTAILED, certificate=Certificate("proof", {"proof": proof}))


def wrong(line: int, message: str, command: str) -> str:
    place = f'(line {line} of "~/Goal.thy")'
    return f'*** {message} {place}:\n*** goal (1 subgoal):\n***  1. P\n*** At command "{command}" {place}\n'


def test_the_file_is_the_theorem_its_proof_and_the_question_for_oracles() -> None:
    text, before = source(isabelle(STATEMENT, None, "HOL-Library.Multiset"), ["by simp"], ["thm_oracles mine"])
    assert text.splitlines() == [
        'theory Goal imports "HOL-Library.Multiset" begin',
        f'theorem mine: "{STATEMENT}"',
        "by simp",
        "thm_oracles mine",
        "end",
    ]
    assert before == 2


@pytest.mark.parametrize("printed", [LOADING + ORACLES, ORACLES + LOADING.replace("Loading", "### Loading")])
def test_a_proof_that_isabelle_accepts_is_proved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printed: str) -> None:
    install(tmp_path, monkeypatch, "isabelle", [Reply("by simp", printed)])
    theorem = isabelle(STATEMENT, "by simp")
    verdict = LANGUAGE.check(theorem, LANGUAGE.solve(theorem, Limits()))
    assert verdict.proved
    assert verdict.reason == "Isabelle's kernel accepts the proof, assuming no oracles"


FAILED = wrong(3, "Failed to finish proof", "by")


@pytest.mark.parametrize(
    "reply",
    [
        Reply("", ORACLES + "  skip_proof\n"),
        Reply("", ORACLES + "  skip_proof:\n    P\n"),
        Reply("", ORACLES + "  \N{BULLET} holds_by_evaluation\n"),
        Reply("", FAILED, 1),
        Reply("", FAILED + ORACLES, 1),
        Reply("", FAILED + ORACLES, 0),  # lists no oracles, and success, but printed an error
        Reply("", ORACLES + FAILED, 0),
        Reply("", ORACLES, 1),
        Reply("", ORACLES + ORACLES),
        Reply("", LOADING),
        Reply("", ""),
        Reply("", "\x00\x01 all is well\n"),
        Reply("", "*** Bad heap image\n", 2),
    ],
)
def test_anything_else_that_isabelle_says_is_no_proof(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reply: Reply
) -> None:
    install(tmp_path, monkeypatch, "isabelle", [reply])
    theorem = isabelle(STATEMENT, "by simp")
    assert not LANGUAGE.check(theorem, certified("by simp")).satisfied
    with pytest.raises(FormalError, match="Isabelle refuses the proof"):
        LANGUAGE.solve(theorem, Limits())


def test_an_error_of_isabelle_is_placed_in_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "isabelle", [Reply("", LOADING + wrong(4, "Failed to finish proof", "by"), 1)])
    theorem = isabelle(STATEMENT, "apply auto\nby simp")
    with pytest.raises(FormalError, match=r"Failed to finish proof : goal \(1 subgoal\): 1. P") as raised:
        LANGUAGE.solve(theorem, Limits())
    assert LANGUAGE.render(theorem).splitlines()[raised.value.line - 1] == "by simp"


@pytest.mark.parametrize(
    "proof",
    [
        "sorry",
        "oops",
        "by (tactic \\<open>no_tac\\<close>)",
        "ML_prf \\<open>OS.Process.exit\\<close>",
        "by simp\naxiomatization where bad: False",
        "by simp end",
        "by eval",
        "using [[quick_and_dirty]] by simp",
        "by simp lemma mine: True",
        "sledgehammer",
        "by simp text \\<open>@{ML 1}\\<close>",
        "by (rule \\<^ML>\\<open>x\\<close>)",
    ],
)
def test_what_a_proof_may_not_hold_never_reaches_isabelle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proof: str
) -> None:
    install(tmp_path, monkeypatch, "isabelle", [Reply("", ORACLES)])
    assert not LANGUAGE.check(isabelle("False", proof), certified(proof)).satisfied
    with pytest.raises(FormalError, match="no place in a proof"):
        LANGUAGE.solve(isabelle("False", proof), Limits())


def test_a_statement_cannot_end_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "isabelle", [Reply("", ORACLES)])
    assert LANGUAGE.check(isabelle(r"x\<^sub>1 = x\<^sub>1"), certified("by simp")).proved
    for statement in ('True" by simp (*', "True sorry"):
        assert not LANGUAGE.check(isabelle(statement), certified("by simp")).satisfied


@pytest.mark.parametrize(
    "body", ["import time; time.sleep(60)", "import os, time\nif not os.fork(): time.sleep(60)\ntime.sleep(60)"]
)
def test_an_isabelle_that_hangs_is_killed_at_the_deadline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    install_script(tmp_path, monkeypatch, "isabelle", f"#!{sys.executable}\n{body}\n")
    began = time.monotonic()
    assert LANGUAGE.solve(isabelle("True", "by simp"), Limits(seconds=1)).claim is Claim.TIMEOUT
    assert time.monotonic() - began < 10


def test_a_missing_isabelle_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for act in (
        lambda: LANGUAGE.solve(isabelle("True", "by simp"), Limits()),
        lambda: LANGUAGE.check(isabelle("True"), certified("by simp")),
        lambda: start(isabelle("True"), Limits()),
    ):
        with pytest.raises(Unavailable, match=r"isabelle\.in\.tum\.de"):
            act()


# -- step by step -------------------------------------------------------------------------------------------------------

ONE = "proof (prove)\ngoal (1 subgoal):\n 1. n + 0 = n\n"
TWO = "proof (prove)\ngoal (2 subgoals):\n 1. rev (rev xs) =\n    xs\n 2. n + 0 = n\n"
NONE = "proof (prove)\ngoal:\nNo subgoals!\n"
INSIDE = "proof (state)\nthis:\n  n + 0 = n\n\ngoal:\nNo subgoals!\n"
FOUR, FIVE = '(line 4 of "~/Goal.thy")', '(line 5 of "~/Goal.thy")'
WALK = [
    Reply("thm_oracles", LOADING + ORACLES),
    Reply("foo\nprint_state", f'*** Undefined method: "foo" {FOUR}\n*** At command "apply" {FOUR}\n', 1),
    Reply("apply simp\napply simp\nprint_state", LOADING + NONE),
    Reply("apply simp\nprint_state", LOADING + ONE),
    Reply("apply (rule conjI)\nprint_state", LOADING + TWO),
    Reply("show ?thesis by simp\nprint_state", LOADING + INSIDE),
    Reply("by simp\nprint_state", f'*** Illegal application of proof command\n*** At command "oops" {FIVE}\n', 1),
    Reply("print_state", LOADING + "proof (prove)\ngoal (1 subgoal):\n 1. P\n"),
]  # fmt: skip


def test_the_goals_of_isabelle_are_read_step_by_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "isabelle", WALK)
    with start(isabelle(STATEMENT), Limits()) as session:
        assert session.state.goals == (Goal((), "P"),)
        two = session.run("apply (rule conjI)", 5)
        assert two == ProofState((Goal((), "rev (rev xs) = xs"), Goal((), "n + 0 = n")))
        assert session.run("apply foo", 5) == ProverMessage("refused", 'Undefined method: "foo" ', 1)
        forbidden = session.run("sorry", 5)
        assert isinstance(forbidden, ProverMessage)
        assert forbidden.kind == "forbidden"
        assert session.state == two
        session.run("apply simp", 5)
        assert session.undo() == two
        session.run("apply simp", 5)
        assert session.run("apply simp", 5) == ProofState((), finished=True)
        assert session.proof() == "apply (rule conjI)\napply simp\napply simp\ndone"
        assert finish(session, 60, MEMORY).kernel.accepted


def test_a_proof_that_closes_itself_needs_no_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "isabelle", WALK)
    with start(isabelle(STATEMENT), Limits()) as session:
        assert session.run("by simp", 5) == ProofState((), finished=True)
        assert session.proof() == "by simp"
        session.undo()
        assert session.run("proof -\nshow ?thesis by simp", 5) == ProofState(())  # `qed` is still to come
        with pytest.raises(FormalError, match="other goals left"):
            session.proof()


# -- the real one -------------------------------------------------------------------------------------------------------


@needs_isabelle
def test_the_real_isabelle_accepts_and_refuses() -> None:
    theorem = isabelle(STATEMENT, "by simp")
    assert LANGUAGE.check(theorem, LANGUAGE.solve(theorem, Limits(seconds=120))).proved
    with pytest.raises(FormalError, match="Isabelle refuses the proof"):
        LANGUAGE.solve(isabelle("(n::nat) = 0", "by simp"), Limits(seconds=120))


@needs_isabelle
def test_the_real_isabelle_goes_step_by_step() -> None:
    with start(isabelle(STATEMENT), Limits(seconds=120)) as session:
        left = session.run("apply (rule conjI)", 120)
        assert left == ProofState((Goal((), "rev (rev xs) = xs"), Goal((), "n + 0 = n")))
        assert isinstance(session.run("apply foo", 120), ProverMessage)
        session.run("apply simp", 120)
        assert session.run("apply simp", 120) == ProofState((), finished=True)
        assert finish(session, 120, MEMORY).kernel.accepted
