"""Theorems: the text and back, Metamath's kernel on a small database, Coq through the same door, and what either refuses."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.errors import FormalError, Unavailable
from algorist.core.language import Limits
from algorist.formal.theorem import LANGUAGE
from algorist.formal.theorem.tree import Assumption, Theorem

DATABASE = """
$( A small calculus of implication and equality. $)
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
id $p |- ( p -> p ) $= ( wi ax-1 ax-2 ax-mp ) AAABZBZFAACAFABBGFBAFCAFADEE $.
late $a |- p $.
"""
IDENTITY = "( wi ax-1 ax-2 ax-mp ) AAABZBZFAACAFABBGFBAFCAFADEE"

needs_coq = pytest.mark.debian("coqc")


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "small.mm").write_text(DATABASE, encoding="utf-8")
    monkeypatch.setenv("ALGORIST_METAMATH", str(tmp_path))


def metamath(statement: str, proof: str, *more: str, name: str = "mine") -> Theorem:
    lines = ["prover metamath", "database small.mm", f"theorem {name}", *more, f"show {statement}", "proof", proof]
    return LANGUAGE.parse("\n".join(lines) + "\n")


def coq(statement: str, proof: str | None = None, *imports: str) -> Theorem:
    lines = ["prover coq", *(f"import {each}" for each in imports), "theorem mine", f"show {statement}"]
    return LANGUAGE.parse("\n".join([*lines, *(["proof", proof] if proof is not None else [])]) + "\n")


# -- the text -----------------------------------------------------------------------------------------------------------

word = st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True)
line = st.lists(st.sampled_from(["|-", "(", ")", "->", "p", "q", "x", "="]), min_size=1, max_size=8).map(" ".join)


@given(
    st.builds(
        Theorem,
        prover=st.just("metamath"),
        name=word,
        statement=line,
        assumptions=st.lists(st.builds(Assumption, word, line), max_size=3, unique_by=lambda each: each.name).map(
            tuple
        ),
        distinct=st.lists(st.lists(word, min_size=2, max_size=3, unique=True).map(tuple), max_size=2).map(tuple),
        database=st.just("small.mm"),
        proof=st.none() | st.lists(line, min_size=1, max_size=3).map("\n".join),
    )
)
def test_parse_reads_back_what_render_writes(theorem: Theorem) -> None:
    assert LANGUAGE.parse(LANGUAGE.render(theorem)) == theorem


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from(["prover coq", "show p", "theorem", "proof", "assume", "x"])).map("\n".join)
)
def test_garbage_is_a_formal_error_and_nothing_else(text: str) -> None:
    with suppress(FormalError):
        assert LANGUAGE.parse(LANGUAGE.render(LANGUAGE.parse(text))) == LANGUAGE.parse(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prover metamat\n", "Did you mean metamath"),
        ("prover coq\ntheorm x\n", "Did you mean theorem"),
        ("prover metamath\ntheorem x\nshow |- p\n", "database"),
        ("prover metamath\ndatabase ../set.mm\n", "without folders"),
        ("prover coq\ntheorem x\ndistinct a b\nshow True\n", "no `database`, `distinct`"),
    ],
)
def test_errors_name_the_place_and_the_way_out(text: str, said: str) -> None:
    with pytest.raises(FormalError, match=said):
        LANGUAGE.parse(text)


# -- Metamath -----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "theorem",
    [
        metamath("|- ( p -> p )", IDENTITY),
        metamath("|- ( q -> q )", IDENTITY),
        metamath("|- ( p -> p )", "wp wp wp wi wi wp wp wi wp wp ax-1 wp wp wp wi wp wi wi wp wp wp wi wi wp wp wi wi wp wp wp "
                 "wi ax-1 wp wp wp wi wp ax-2 ax-mp ax-mp"),
        metamath("|- ( q -> p )", "( wi ax-1 ax-mp ) ABADCABEF", "assume mine.1 |- p", name="a1i"),
        metamath("|- ( x = y -> y = x )", "tx ty ax-d", "distinct x y"),
    ],
    ids=["identity", "renamed", "uncompressed", "with a premise", "with distinct variables"],
)  # fmt: skip
def test_a_right_proof_is_accepted_and_proved(theorem: Theorem) -> None:
    solution = LANGUAGE.solve(theorem, Limits())
    assert solution.claim is Claim.ENTAILED
    assert LANGUAGE.check(theorem, solution).proved


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "theorem",
    [
        metamath("|- ( p -> q )", IDENTITY),
        metamath("|- ( p -> p )", "?"),
        metamath("|- ( p -> p )", "( wi ax-1 ) A"),
        metamath("|- ( p -> p )", "( wi nothing ) AAB"),
        metamath("|- p", "wp late", name="a1i"),  # stands after the theorem whose name this is
        metamath("|- ( p -> p )", "wp id", name="id"),  # a theorem is no proof of itself
        metamath("|- ( x = y -> y = x )", "tx ty ax-d"),  # x and y must be distinct
        metamath("|- ( x = x -> x = x )", "tx tx ax-d", "distinct x y"),
        metamath("|- q", "( ) CD", "assume mine.1 |- p"),
    ],
)
def test_a_wrong_proof_is_refused(theorem: Theorem) -> None:
    with pytest.raises(FormalError, match="refuses the proof"):
        LANGUAGE.solve(theorem, Limits())
    forged = Solution(Claim.ENTAILED, certificate=Certificate("proof", {"proof": theorem.proof}))
    assert not LANGUAGE.check(theorem, forged).satisfied


@pytest.mark.usefixtures("small")
def test_every_proof_with_a_letter_changed_shows_something_else_or_nothing() -> None:
    theorem, draw = metamath("|- ( p -> p )", IDENTITY), random.Random(5)
    refused = 0
    head, letters = IDENTITY.rsplit(" ", 1)
    for _ in range(300):
        position = draw.randrange(len(letters))
        letter = draw.choice([each for each in "ABCDEFGHIUVZ" if each != letters[position]])
        proof = f"{head} {letters[:position]}{letter}{letters[position + 1 :]}"
        forged = Solution(Claim.ENTAILED, certificate=Certificate("proof", {"proof": proof}))
        refused += not LANGUAGE.check(theorem, forged).satisfied
    assert refused >= 299  # a mark for reuse may move without harm


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("claim", [claim for claim in Claim if claim is not Claim.ENTAILED])
def test_no_other_claim_is_believed(claim: Claim) -> None:
    forged = Solution(claim, certificate=Certificate("proof", {"proof": IDENTITY}))
    assert not LANGUAGE.check(metamath("|- ( p -> p )", IDENTITY), forged).satisfied


def test_a_missing_database_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALGORIST_METAMATH", str(tmp_path))
    theorem = metamath("|- ( p -> p )", IDENTITY)
    with pytest.raises(Unavailable, match="apt-get install metamath-databases"):
        LANGUAGE.solve(theorem, Limits())
    with pytest.raises(Unavailable, match="apt-get install metamath-databases"):
        LANGUAGE.check(theorem, Solution(Claim.ENTAILED, certificate=Certificate("proof", {"proof": IDENTITY})))


# -- Coq ----------------------------------------------------------------------------------------------------------------


@needs_coq
def test_coq_accepts_a_proof_and_is_asked_twice() -> None:
    theorem = coq("forall n : nat, n + 0 = n", "induction n.\n- reflexivity.\n- simpl. rewrite IHn. reflexivity.")
    solution = LANGUAGE.solve(theorem, Limits(seconds=60))
    verdict = LANGUAGE.check(theorem, solution)
    assert verdict.proved
    assert "no axioms" in verdict.reason


@needs_coq
def test_coq_finds_a_closing_tactic_and_says_when_none_closes() -> None:
    theorem = coq("forall p q : Prop, p /\\ q -> q /\\ p")
    solution = LANGUAGE.solve(theorem, Limits(seconds=60))
    assert solution.claim is Claim.ENTAILED
    assert "The proof that was found: intros." in LANGUAGE.explain(theorem, solution)
    assert LANGUAGE.solve(coq("False"), Limits(seconds=60)).claim is Claim.NEITHER


@needs_coq
def test_an_error_of_coq_is_placed_in_the_text() -> None:
    theorem = coq("forall n : nat, n = 0", "intros.\nreflexivity.")
    with pytest.raises(FormalError, match="Unable to unify") as raised:
        LANGUAGE.solve(theorem, Limits(seconds=60))
    assert LANGUAGE.render(theorem).splitlines()[raised.value.line - 1] == "reflexivity."


@needs_coq
@pytest.mark.parametrize(
    "proof",
    [
        "Admitted.",
        "admit.",
        "intros. Qed. Axiom a : False. Theorem other : False. apply a.",
        "exact I. (* hidden *)",
        'idtac. Redirect "file" Print nat.',
        "Unset Guard Checking. apply I.",
        "exact I",
    ],
)
def test_a_proof_may_hold_tactics_alone(proof: str) -> None:
    theorem = coq("False", proof)
    forged = Solution(Claim.ENTAILED, certificate=Certificate("proof", {"proof": proof}))
    assert not LANGUAGE.check(theorem, forged).satisfied
    with pytest.raises(FormalError):
        LANGUAGE.solve(theorem, Limits(seconds=60))


@needs_coq
@pytest.mark.parametrize("said", ["", 'idtac "Closed under the global context". ', 'idtac "Axioms:". '])
def test_axioms_are_listed_whatever_a_tactic_prints(said: str) -> None:
    theorem = coq("forall p : Prop, p \\/ ~ p", f"{said}exact classic.", "Classical")
    verdict = LANGUAGE.check(theorem, LANGUAGE.solve(theorem, Limits(seconds=60)))
    assert verdict.proved
    assert verdict.reason.endswith("assuming classic")


@needs_coq
def test_a_statement_cannot_end_early() -> None:
    with pytest.raises(FormalError, match="full stop"):
        LANGUAGE.solve(coq("True. Axiom a : False"), Limits(seconds=60))
