"""Proofs step by step: goals, refusals with their place, undo and jumps, in Metamath and Coq through one protocol."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from algorist.core.errors import FormalError, Unavailable
from algorist.core.language import Limits
from algorist.formal.theorem import LANGUAGE
from algorist.formal.theorem.session import Goal, ProofState, ProverMessage, Session, finish, go, start
from algorist.formal.theorem.tree import Theorem

DATABASE = """
$c ( ) -> = wff |- term $.
$v p q r x y $.
wp $f wff p $. wq $f wff q $. wr $f wff r $. tx $f term x $. ty $f term y $.
wi $a wff ( p -> q ) $.
weq $a wff x = y $.
ax-1 $a |- ( p -> ( q -> p ) ) $.
ax-2 $a |- ( ( p -> ( q -> r ) ) -> ( ( p -> q ) -> ( p -> r ) ) ) $.
${ mp.1 $e |- p $. mp.2 $e |- ( p -> q ) $. ax-mp $a |- q $. $}
${ $d x y $. ax-d $a |- ( x = y -> y = x ) $. $}
${ a1i.1 $e |- p $. a1i $p |- ( q -> p ) $= ( wi ax-1 ax-mp ) ABADCABEF $. $}
late $a |- p $.
"""
MEMORY = 4 << 30

needs_coq = pytest.mark.debian("coqc")


def metamath(statement: str, *more: str, name: str = "mine") -> Theorem:
    lines = ["prover metamath", "database small.mm", f"theorem {name}", *more, f"show {statement}"]
    return LANGUAGE.parse("\n".join(lines) + "\n")


def coq(statement: str, *imports: str) -> Theorem:
    lines = ["prover coq", *(f"import {each}" for each in imports), "theorem mine", f"show {statement}"]
    return LANGUAGE.parse("\n".join(lines) + "\n")


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "small.mm").write_text(DATABASE, encoding="utf-8")
    monkeypatch.setenv("ALGORIST_METAMATH", str(tmp_path))


@pytest.fixture
def addition() -> Iterator[Session]:
    with start(coq("forall n m : nat, n + 0 = n /\\ m = m", "Lia"), Limits()) as session:
        yield session


def conclusions(answer: ProofState | ProverMessage) -> list[str]:
    assert isinstance(answer, ProofState), answer
    return [goal.conclusion for goal in answer.goals]


def refusal(answer: ProofState | ProverMessage) -> ProverMessage:
    assert isinstance(answer, ProverMessage), answer
    return answer


# -- Metamath -----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("small")
def test_a_metamath_proof_grows_backwards_and_the_kernel_accepts_it() -> None:
    with start(metamath("|- ( p -> p )"), Limits()) as session:
        assert conclusions(session.state) == ["|- ( p -> p )"]
        left = session.run("ax-mp p := ( p -> ( p -> p ) )", 5)
        assert conclusions(left) == ["|- ( p -> ( p -> p ) )", "|- ( ( p -> ( p -> p ) ) -> ( p -> p ) )"]
        for step in ("ax-1", "ax-mp p := ( p -> ( ( p -> p ) -> p ) )", "ax-1", "ax-2"):
            session.run(step, 5)
        assert session.state.finished
        finished = finish(session, 60, MEMORY)
    assert finished.kernel.accepted
    assert finished.kernel.axioms == ("ax-1", "ax-2", "ax-mp")
    assert LANGUAGE.parse(finished.text) == finished.theorem


@pytest.mark.usefixtures("small")
def test_axioms_are_those_behind_the_theorems_that_a_proof_uses() -> None:
    with start(metamath("|- ( q -> p )", "assume mine.1 |- p"), Limits()) as session:
        go(session, ["a1i", "mine.1"], 5)
        assert session.proof() == "wp wq mine.1 a1i"
        assert finish(session, 60, MEMORY).kernel.axioms == ("ax-1", "ax-mp")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("tactic", "said"),
    [
        ("nothing", "not known"),
        ("late", "not known"),
        ("ax-1", "cannot be the goal"),
        ("ax-mp", "say ax-mp p := ..."),
        ("ax-mp p := ( p", "not of type wff"),
        ("ax-mp p := q q := q", "the goal makes q be"),
        ("ax-mp for p", "not understood"),
        ("mine.1", "mine.1 is"),
        ("ax-d", "must be distinct"),
        ("", "not known"),
    ],
)
def test_a_refused_label_says_why_and_changes_nothing(tactic: str, said: str) -> None:
    with start(metamath("|- ( x = y -> y = x )", "assume mine.1 |- p", name="a1i"), Limits()) as session:
        before = session.state
        answer = refusal(session.run(tactic, 5))
        assert answer.kind == "refused"
        assert said in answer.text
        assert session.state == before
        assert session.steps == ()


@pytest.mark.usefixtures("small")
def test_an_ill_formed_statement_opens_no_session() -> None:
    with pytest.raises(FormalError, match="not of type wff"):
        start(metamath("|- ( p -> )"), Limits())


@pytest.mark.usefixtures("small")
def test_random_walks_through_metamath_end_where_a_replay_ends() -> None:
    tactics = ["ax-mp p := p", "ax-mp p := q", "ax-mp p := ( q -> q )", "ax-1", "ax-2", "a1i", "mine.1"]
    draw = random.Random(4)
    with (
        start(metamath("|- ( q -> ( p -> q ) )", "assume mine.1 |- p"), Limits()) as session,
        start(session.theorem, Limits()) as other,
    ):
        for _ in range(300):
            if session.steps and draw.random() < 0.3:
                session.undo(draw.randint(1, len(session.steps)))
            else:
                session.run(draw.choice(tactics), 5)
            other.undo(len(other.steps))
            assert go(other, session.steps, 5) == session.state
            if session.state.finished:
                assert finish(session, 60, MEMORY).kernel.accepted


# -- Coq ----------------------------------------------------------------------------------------------------------------


@needs_coq
def test_coq_shows_its_goals_with_their_hypotheses(addition: Session) -> None:
    addition.run("intros n m. split.", 5)
    assert addition.state.goals == (Goal(("n, m : nat",), "n + 0 = n"), Goal(("n, m : nat",), "m = m"))
    addition.run("- induction n. { reflexivity. }", 5)
    assert addition.state.goals == (Goal(("n, m : nat", "IHn : n + 0 = n"), "S n + 0 = S n"),)
    assert conclusions(addition.run("simpl. lia.", 5)) == ["m = m"]
    assert addition.run("- reflexivity.", 5) == ProofState((), finished=True)
    finished = finish(addition, 60, MEMORY)
    assert finished.kernel.accepted
    assert finished.kernel.axioms == ()


@needs_coq
def test_a_refused_tactic_is_placed_and_changes_nothing(addition: Session) -> None:
    before = addition.state
    answer = refusal(addition.run("intros n m.\n  split. foo.\nlia.", 5))
    assert (answer.kind, answer.line, answer.column) == ("refused", 2, 10)
    assert "foo was not found" in answer.text
    assert addition.state == before
    assert conclusions(addition.run("intros n m.", 5)) == ["n + 0 = n /\\ m = m"]


@needs_coq
@pytest.mark.parametrize(
    "tactic", ["Admitted.", "Axiom a : False.", "intros. Qed.", "idtac. (* x *)", 'Redirect "f" idtac.', "Undo."]
)
def test_what_no_proof_may_hold_never_reaches_coq(addition: Session, tactic: str) -> None:
    assert refusal(addition.run(tactic, 5)).kind == "forbidden"
    assert addition.steps == ()


@needs_coq
def test_a_tactic_that_does_not_end_is_stopped_and_the_proof_stands(addition: Session) -> None:
    before = addition.run("intros n m.", 5)
    began = time.monotonic()
    assert refusal(addition.run("do 1000000000 idtac. split.", 1)).kind == "timeout"
    assert time.monotonic() - began < 10
    assert addition.state == before
    assert conclusions(addition.run("split.", 5)) == ["n + 0 = n", "m = m"]


@needs_coq
def test_a_tactic_that_eats_all_memory_is_stopped_and_the_proof_stands() -> None:
    with start(coq("exists n : nat, n = n"), Limits(memory=1 << 30)) as session:
        answer = refusal(session.run("exists (Nat.pow 10 9). vm_compute. reflexivity.", 20))
        assert answer.kind in ("crashed", "refused", "timeout")
        assert conclusions(session.run("exists 0.", 5)) == ["0 = 0"]


@needs_coq
def test_what_a_tactic_prints_forges_neither_prompt_nor_goals(addition: Session) -> None:
    said = 'idtac "No more goals.". idtac "<prompt>mine < 99 |mine| 0 < </prompt>". idtac "Error: none".'
    assert conclusions(addition.run(said, 5)) == ["forall n m : nat, n + 0 = n /\\ m = m"]
    assert conclusions(addition.run("intros n m.", 5)) == ["n + 0 = n /\\ m = m"]


@needs_coq
def test_a_goal_that_is_given_up_is_not_shown(addition: Session) -> None:
    addition.run("give_up.", 5)
    assert not addition.state.finished
    with pytest.raises(FormalError, match="goals left to show"):
        addition.proof()


@needs_coq
def test_random_walks_through_coq_end_where_a_replay_ends(addition: Session) -> None:
    """Jumps and tactics at random give the goals that the same steps give from the start (S116)."""
    tactics = ["intros n m.", "intros.", "split.", "induction n.", "simpl.", "lia.", "reflexivity.", "- idtac.", "foo."]
    draw = random.Random(9)
    with start(addition.theorem, Limits()) as other:
        for _ in range(150):
            if addition.steps and draw.random() < 0.25:
                addition.undo(draw.randint(1, len(addition.steps)))
            else:
                addition.run(draw.choice(tactics), 5)
            other.undo(len(other.steps))
            assert go(other, addition.steps, 5) == addition.state
            assert other.state.identity == addition.state.identity


@needs_coq
def test_an_ill_typed_statement_opens_no_session() -> None:
    with pytest.raises(FormalError, match="Coq refuses the theorem"):
        start(coq("forall n : nat, n + true = n"), Limits())
    with pytest.raises(FormalError, match="full stop"):
        start(coq("True. Axiom a : False"), Limits())
    with pytest.raises(Unavailable, match="Close every quotation mark"):
        start(coq('True /\\ "open'), Limits(seconds=2))


def test_a_missing_coq_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match=re.escape("apt-get install coq")):
        start(coq("True"), Limits())


def test_more_steps_than_there_are_cannot_be_undone(small: None) -> None:
    with start(metamath("|- ( p -> p )"), Limits()) as session, pytest.raises(ValueError, match="there are 0"):
        session.undo()
