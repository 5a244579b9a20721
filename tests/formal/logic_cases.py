"""Logic models with known answers, and random ones, for the tests of the logic language."""

from __future__ import annotations

from hypothesis import strategies as st

from algorist.core.certificate import Claim
from algorist.formal.logic.tree import (
    Apply,
    Arithmetic,
    Bound,
    Connective,
    Count,
    Expression,
    LogicModel,
    Not,
    Numeral,
    Quantified,
    Relation,
    Sentence,
    Sort,
    Symbol,
    Truth,
    Variable,
)

SEATS = """sort Kid = {ann, bob, cem}
sort Seat = 1..3
func at(Kid): Seat
all x in Kid, y in Kid: x != y -> at(x) != at(y)
at(ann) < at(bob)
"""

KNOWN: dict[str, tuple[str, Claim, str]] = {
    "syllogism": ("all x: Dog(x) -> Animal(x)\nDog(rex)\nconclude Animal(rex)", Claim.ENTAILED, "refutation"),
    "opposite": ("all x: Dog(x) -> Animal(x)\nDog(rex)\nconclude not Animal(rex)", Claim.REFUTED, "refutation"),
    "open": ("all x: Dog(x) -> Animal(x)\nDog(rex)\nconclude Cat(rex)", Claim.NEITHER, "structures"),
    "skolem": (
        "all x: P(x) -> exists y: R(x, y)\nall x, y: R(x, y) -> P(y)\nP(a)\nconclude exists x, y, z: R(x, y) and R(y, z)",
        Claim.ENTAILED,
        "refutation",
    ),
    "equality": ("a = b\nb = c\nP(a)\nf(c) = d\nconclude P(c) and f(a) = d", Claim.ENTAILED, "refutation"),
    "conflict": ("Q(b)\nP(a)\nnot P(a)\nconclude Q(c)", Claim.INFEASIBLE, "refutation"),
    "pigeons": (
        "sort K = {a, b, c, d}\nsort S = 1..3\nfunc at(K): S\nall x in K, y in K: x != y -> at(x) != at(y)",
        Claim.INFEASIBLE,
        "refutation",
    ),
    "seats": (SEATS, Claim.FEASIBLE, "structures"),
    "counted": (SEATS + "count(x in Kid: at(x) > at(ann)) = 1\nconclude at(ann) = 2", Claim.ENTAILED, "refutation"),
    "remainder": (SEATS + "at(cem) mod 2 = 0\nconclude at(bob) - at(ann) = 2", Claim.ENTAILED, "refutation"),
    "listed": (
        "sort C = {red, green}\nc != red\nP(green)\nconst d: C\nc = d\nconclude P(d)",
        Claim.ENTAILED,
        "refutation",
    ),
    "reals": ("x > 3\ny = 2 * x + 0.5\nz = x + y", Claim.FEASIBLE, "structures"),
    "integers": ("x > 3\ny = 2 * x + 1\nconclude y > 8", Claim.ENTAILED, "agreement"),
    "exclusive": ("all x: P(x) xor Q(x)\nP(a) <-> Q(b)\nconclude Q(a) <-> P(b)", Claim.ENTAILED, "refutation"),
}

SORTS = (Sort("Kid", ("ann", "bob c")), Sort("Seat", (), (1, 2)))
SYMBOLS = (
    Symbol("P", ("Kid",), "Bool"),
    Symbol("R", ("Kid", "Kid"), "Bool"),
    Symbol("p q", (), "Bool"),
    Symbol("c", (), "Kid"),
    Symbol("at", ("Kid",), "Seat"),
)
_NAMES = ("x", "y")


def _kids(scope: tuple[str, ...]) -> st.SearchStrategy[Expression]:
    leaves: list[Expression] = [Apply("ann"), Apply("bob c"), Apply("c"), *map(Variable, scope)]
    return st.sampled_from(leaves)


@st.composite
def numbers(draw: st.DrawFn, scope: tuple[str, ...], depth: int) -> Expression:
    match draw(st.integers(0, 4 if depth > 0 else 1)):
        case 0:
            return Numeral(draw(st.integers(-2, 3)))
        case 1:
            return Apply("at", (draw(_kids(scope)),))
        case 2:
            operator = draw(st.sampled_from(["+", "-"]))
            return Arithmetic(operator, draw(numbers(scope, depth - 1)), draw(numbers(scope, depth - 1)))  # type: ignore[arg-type]
        case 3:
            operator = draw(st.sampled_from(["*", "div", "mod"]))
            inner = Apply("at", (draw(_kids(scope)),))
            return Arithmetic(operator, inner, Numeral(draw(st.integers(1, 3))))  # type: ignore[arg-type]
    name = draw(st.sampled_from(_NAMES))
    return Count((Bound(name, "Kid"),), draw(formulas((*scope, name), depth - 1)))


@st.composite
def formulas(draw: st.DrawFn, scope: tuple[str, ...] = (), depth: int = 3) -> Expression:
    """Draw formulas over two children and two seats."""
    match draw(st.integers(0, 9 if depth > 0 else 4)):
        case 0:
            return Truth(draw(st.booleans()))
        case 1:
            return Apply("P", (draw(_kids(scope)),))
        case 2:
            return Apply("R", (draw(_kids(scope)), draw(_kids(scope))))
        case 3:
            return Relation(draw(st.sampled_from(["=", "!="])), draw(_kids(scope)), draw(_kids(scope)))
        case 4:
            return Apply("p q")
        case 5:
            return Not(draw(formulas(scope, depth - 1)))
        case 6 | 7:
            operator = draw(st.sampled_from(["and", "or", "->", "<->", "xor"]))
            return Connective(operator, draw(formulas(scope, depth - 1)), draw(formulas(scope, depth - 1)))
        case 8:
            relation = draw(st.sampled_from(["=", "!=", "<", "<=", ">", ">="]))
            return Relation(relation, draw(numbers(scope, depth - 1)), draw(numbers(scope, depth - 1)))
    name = draw(st.sampled_from(_NAMES))
    quantifier = draw(st.sampled_from(["all", "exists"]))
    return Quantified(quantifier, (Bound(name, "Kid"),), draw(formulas((*scope, name), depth - 1)))


@st.composite
def models(draw: st.DrawFn) -> LogicModel:
    premises = tuple(map(Sentence, draw(st.lists(formulas(), max_size=3))))
    conclusion = Sentence(draw(formulas())) if draw(st.booleans()) or not premises else None
    return LogicModel(SORTS, SYMBOLS, premises, conclusion)


_TERMS = st.sampled_from([Apply("a"), Apply("b"), Variable("x"), Variable("y")])


@st.composite
def unsorted(draw: st.DrawFn) -> LogicModel:
    """Draw models of one free sort, universally quantified or not, with equality."""

    def sentence() -> Sentence:
        atoms: list[Expression] = []
        for _ in range(draw(st.integers(1, 3))):
            kind = draw(st.integers(0, 2))
            one, two = draw(_TERMS), draw(_TERMS)
            atom = (Apply("P", (one,)), Apply("R", (one, two)), Relation("=", one, two))[kind]
            atoms.append(Not(atom) if draw(st.booleans()) else atom)
        body: Expression = atoms[0]
        for atom in atoms[1:]:
            body = Connective(draw(st.sampled_from(["or", "->", "and"])), body, atom)
        order = draw(st.permutations(["x", "y"]))
        for name in order:
            body = Quantified(draw(st.sampled_from(["all", "exists"])), (Bound(name, "Thing"),), body)
        return Sentence(body)

    symbols = (
        Symbol("P", ("Thing",), "Bool"),
        Symbol("R", ("Thing", "Thing"), "Bool"),
        Symbol("a", (), "Thing"),
        Symbol("b", (), "Thing"),
    )
    return LogicModel((Sort("Thing"),), symbols, tuple(sentence() for _ in range(draw(st.integers(1, 4)))), sentence())
