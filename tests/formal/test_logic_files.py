"""TPTP and SMT-LIB files: read into models, written for provers, and read back."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logic_cases import KNOWN, unsorted

from algorist.core.certificate import Claim
from algorist.core.errors import FormalError
from algorist.core.language import Limits
from algorist.formal.logic import LANGUAGE, read_smt, read_tptp, smt, tptp
from algorist.formal.logic.provers import z3
from algorist.formal.logic.tree import LogicModel

SYLLOGISM = """% Socrates
fof(all_mortal, axiom, ![X]: (human(X) => mortal(X)), file('a.p', x)).
fof(socrates, axiom, human('Socrates')).
cnf(c, axiom, ~ mortal(X) | p(X, f(X))).
fof(goal, conjecture, ?[Y]: (mortal(Y) & p(Y, f(Y)) & 'Socrates' = Y)).
"""
SEATS = """; three seats
(set-logic ALL)
(declare-datatypes ((Kid 0)) (((ann) (bob))))
(declare-fun at (Kid) Int)
(declare-const |a name| Real)
(define-fun near ((k Kid)) Bool (<= 1 (at k) 2))
(assert (forall ((k Kid)) (near k)))
(assert (let ((a (at ann))) (and (distinct a (at bob)) (> a (at bob)))))
(assert (= |a name| (+ (to_real 1) (/ 1.0 3.0) (- 2))))
(check-sat)
"""


def test_a_tptp_problem_is_proved() -> None:
    model = LANGUAGE.parse(SYLLOGISM)
    assert LANGUAGE.parse(LANGUAGE.render(model)) == model
    solution = LANGUAGE.solve(model, Limits(seconds=5))
    assert solution.claim is Claim.ENTAILED
    assert LANGUAGE.check(model, solution).proved


def test_an_smt_script_is_satisfied() -> None:
    model = LANGUAGE.parse(SEATS)
    assert LANGUAGE.parse(LANGUAGE.render(model)) == model
    solution = LANGUAGE.solve(model, Limits(seconds=5))
    assert solution.claim is Claim.FEASIBLE
    assert solution.values["at(ann)"] == 2
    assert LANGUAGE.check(model, solution).proved


@given(unsorted())
@settings(max_examples=25, deadline=None)
def test_what_is_written_for_provers_is_read_back_with_the_same_meaning(model: LogicModel) -> None:
    direct = z3(model, model.premises, 2)[0]
    for again in (read_tptp.read(tptp.render(model, model.premises)), read_smt.read(smt.render(model, model.premises))):
        assert {direct, z3(again, again.premises, 2)[0]} != {"sat", "unsat"}


@pytest.mark.parametrize("name", ["seats", "remainder", "listed", "exclusive", "reals"])
def test_sorts_and_numbers_are_read_back_from_smt(name: str) -> None:
    model = LANGUAGE.parse(KNOWN[name][0])
    again = read_smt.read(smt.render(model, model.premises))
    assert z3(again, again.premises, 5)[0] == z3(model, model.premises, 5)[0] == "sat"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("fof(a, axiom, ![X]: p(X) &).", 1, "expected a term"),
        ("fof(a, axiom, ![X]: (p(Xs) => q(X))).", 1, "expected a variable that is bound here, got `Xs`"),
        ("fof(a, axiom, p(a)).\nfof(b, axiom, q(b) r).", 2, "expected `)`"),
        ("include('Axioms/SET001.ax').", 1, "includes"),
        ("fof(a, axiom, $less(1, 2)).", 1, "defined symbols"),
        ("fof(a, axiom, p" + "(f" * 200 + "(a)" + ")" * 200 + ").", 1, "nest more than"),
        ("(assert (> x 1))", 1, "unknown name `x`"),
        ("(declare-const x Int)\n(assert (> (* x x) 1))", 2, "linear"),
        ("(declare-const x Int)\n(assert (> x 1)", 2, "expected `)`"),
        ("(declare-const x (Array Int Int))", 1, "unknown sort"),
        ("(assert " + "(not " * 300 + "true" + ")" * 301, 1, "nest"),
    ],
)
def test_what_is_refused_and_how(text: str, line: int, says: str) -> None:
    with pytest.raises(FormalError) as caught:
        LANGUAGE.parse(text)
    assert says in str(caught.value)
    assert caught.value.line == line


@given(st.text(alphabet="()[]!?:~&|=<>.,'\"XYpqf01 \n\\%;$", max_size=50))
@settings(max_examples=150, deadline=None)
def test_garbage_raises_formal_errors_only(text: str) -> None:
    for start, reader in (("fof(a, axiom, ", read_tptp.read), ("(assert (and ", read_smt.read)):
        for whole in (text, start + text):
            with suppress(FormalError):
                reader(whole)
