"""Programs with known answers, and random ones, for the tests of the horn language."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from algorist.core.certificate import Claim
from algorist.formal.horn.tree import EMPTY, Atom, Clause, Compound, HornModel, Number, Term, Variable, make_list

FAMILY = """parent(tom, bob). parent(bob, ann). parent(bob, joe). parent(ann, eve).
ancestor(X, Y) :- parent(X, Y).
ancestor(X, Y) :- ancestor(X, Z), ancestor(Z, Y).
"""

KNOWN: dict[str, tuple[str, Claim, dict[str, Any]]] = {
    "recursion": (FAMILY + "?- ancestor(tom, eve).", Claim.ENTAILED, {}),
    "no ancestor": (FAMILY + "?- ancestor(eve, X).", Claim.REFUTED, {}),
    "stratified": (
        "bird(tweety). bird(sam). penguin(sam). flies(X) :- bird(X), \\+ penguin(X). ?- flies(Who).",
        Claim.ENTAILED,
        {"Who": "tweety"},
    ),
    "open, true": (":- open_world. cold(bob). red(X) :- cold(X). ?- red(bob).", Claim.ENTAILED, {}),
    "open, false": (":- open_world. cold(bob). -red(X) :- cold(X). ?- red(bob).", Claim.REFUTED, {}),
    "open, unknown": (":- open_world. cold(bob). -red(X) :- cold(X). ?- red(ann).", Claim.NEITHER, {}),
    "lists": (
        "?- append(X, [Y], [1, 2, 3]), reverse(X, R), nth1(2, R, N), length(L, 2), L = [a|_].",
        Claim.ENTAILED,
        {"X": (1, 2), "Y": 3, "R": (2, 1), "N": 1},
    ),
    "arithmetic": (
        "fact(0, 1). fact(N, F) :- N > 0, M is N - 1, fact(M, G), F is N * G. ?- fact(30, F), H is F / 7 - 0.5.",
        Claim.ENTAILED,
        {"F": 265252859812191058636308480000000, "H": Fraction(265252859812191058636308480000000, 7) - Fraction(1, 2)},
    ),
    "control": (
        "n(1). n(2). n(3). ?- findall(X, n(X), L), aggregate_all(sum(X), n(X), S), forall(n(X), X > 0), \\+ n(4), "
        "( S > 5 -> R = big ; R = small ), once(n(F)), ( n(7) ; D = done ), aggregate_all(count, n(_), C).",
        Claim.ENTAILED,
        {"L": (1, 2, 3), "S": 6, "R": "big", "F": 1, "D": "done", "C": 3},
    ),
    "send more money": (
        ":- use_module(library(clpfd)).\n"
        "puzzle([S,E,N,D], [M,O,R,Y]) :- Vs = [S,E,N,D,M,O,R,Y], Vs ins 0..9, all_different(Vs), "
        "S*1000 + E*100 + N*10 + D + M*1000 + O*100 + R*10 + E #= M*10000 + O*1000 + N*100 + E*10 + Y, "
        "M #\\= 0, S #\\= 0, label(Vs).\n?- puzzle(A, B).",
        Claim.ENTAILED,
        {"A": (9, 5, 6, 7), "B": (1, 0, 8, 2)},
    ),
    "rationals": ("?- {3 * X + Y = 10, X - Y = 0.5}.", Claim.ENTAILED, {"X": Fraction(21, 8), "Y": Fraction(17, 8)}),
    "no value": ("?- X in 1..5, Y #= X * X, Y #> 30.", Claim.REFUTED, {}),
    "no member": ("?- member(X, [1, 2, 3]), X > 5.", Claim.REFUTED, {}),
    "search fails": ("p(X) :- between(1, 20, X), X * X =:= 300. ?- p(_).", Claim.REFUTED, {}),
}

ATOMS = st.sampled_from(["a", "b", "don't", "Big", "x_1", "", "[]", "mod", "is", "p\\q", "two\nlines", "é"]).map(Atom)
NUMBERS = st.one_of(
    st.integers(-20, 20), st.integers(-(10**40), 10**40), st.fractions(min_value=-5, max_value=5, max_denominator=9)
).map(lambda value: Number(int(value) if value == int(value) else value))
VARIABLES = st.sampled_from(["X", "Y", "Long_Name", "_1", "_Z"]).map(Variable)
FUNCTORS = ["f", "g h", "+", "-", "*", "**", "^", "=", "is", "mod", ",", ";", "->", "\\+", "..", "#=", "{}", "[|]", "!"]


def _compound(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    arguments = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Compound, st.sampled_from(FUNCTORS), arguments),
        st.builds(make_list, st.lists(inner, max_size=3), st.one_of(st.just(EMPTY), inner)),
    )


TERMS: st.SearchStrategy[Term] = st.recursive(st.one_of(ATOMS, NUMBERS, VARIABLES), _compound, max_leaves=8)


@st.composite
def models(draw: st.DrawFn) -> HornModel:
    """Draw programs over p/1, q/2 and r/0 whose arguments are any terms."""
    clauses = draw(st.lists(st.builds(Clause, _literals(), st.lists(_goals(), max_size=3).map(tuple)), max_size=4))
    query = tuple(draw(st.lists(_goals(), min_size=1, max_size=3)))
    return HornModel(tuple(clauses), query, (("p", 1), ("q", 2), ("r", 0), ("-p", 1)))


def _literals() -> st.SearchStrategy[Term]:
    plain: st.SearchStrategy[Term] = st.one_of(
        st.builds(lambda x: Compound("p", (x,)), TERMS),
        st.builds(lambda x, y: Compound("q", (x, y)), TERMS, TERMS),
        st.just(Atom("r")),
    )
    return st.one_of(plain, st.builds(lambda x: Compound("-", (Compound("p", (x,)),)), TERMS))


def _goals() -> st.SearchStrategy[Term]:
    tests = st.builds(lambda name, x, y: Compound(name, (x, y)), st.sampled_from(["=", "is", "<", "#="]), TERMS, TERMS)
    leaves = st.one_of(_literals(), tests)
    joined = st.builds(lambda name, x, y: Compound(name, (x, y)), st.sampled_from([",", ";", "->"]), leaves, leaves)
    return st.one_of(leaves, joined, st.builds(lambda x: Compound("\\+", (x,)), leaves))


@st.composite
def datalog(draw: st.DrawFn) -> HornModel:
    """Draw stratified Datalog over a few constants: e and f are given, p and q defined by them, r by negation."""
    constants = [Atom(name) for name in "abc"]
    names = [Variable(name) for name in "XYZ"]
    facts = [
        Clause(
            Compound(
                draw(st.sampled_from(["e", "f"])), (draw(st.sampled_from(constants)), draw(st.sampled_from(constants)))
            )
        )
        for _ in range(draw(st.integers(1, 5)))
    ]
    rules = []
    for _ in range(draw(st.integers(1, 5))):
        body = [
            Compound(
                draw(st.sampled_from(["e", "f", "p", "q"])),
                (draw(st.sampled_from(names)), draw(st.sampled_from(names))),
            )
            for _ in range(draw(st.integers(1, 2)))
        ]
        bound = [argument for goal in body for argument in goal.arguments]
        head = (draw(st.sampled_from(bound)), draw(st.sampled_from(bound)))
        if draw(st.booleans()):
            rules.append(Clause(Compound(draw(st.sampled_from(["p", "q"])), head), tuple(body)))
        else:
            rules.append(Clause(Compound("r", head), (*body, Compound("\\+", (Compound("p", head),)))))
    query = Compound(draw(st.sampled_from(["p", "q", "r"])), (draw(st.sampled_from(constants)), Variable("W")))
    return HornModel((*facts, *rules), (query,), (("p", 2), ("q", 2), ("r", 2), ("e", 2), ("f", 2)))
