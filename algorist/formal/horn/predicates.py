"""Which predicates a program may call: control, built-in ones, constraints, and a library written in the language itself.

Everything else is refused when the text is read, so a program cannot reach files, processes or other code.
"""

from __future__ import annotations

from functools import cache

from algorist.formal.horn.tree import Clause, Indicator, Term, indicator, subterms

CONTROL: frozenset[Indicator] = frozenset(
    {(",", 2), (";", 2), ("->", 2), ("\\+", 1), ("not", 1), ("once", 1), ("forall", 2), ("findall", 3)}
    | {("aggregate_all", 3)}
    | {("call", arity) for arity in range(1, 7)}
)
"""Goals made of other goals."""

BUILTIN: frozenset[Indicator] = frozenset(
    {(name, 0) for name in ("true", "fail", "false")}
    | {(name, 2) for name in ("=", "\\=", "==", "\\==", "@<", "@>", "@=<", "@>=", "is")}
    | {(name, 2) for name in ("=:=", "=\\=", "<", ">", "=<", ">=", "length", "msort", "sort")}
    | {(name, 1) for name in ("integer", "number", "atom", "atomic", "compound", "is_list", "ground")}
    | {("between", 3)}
)

COMPARISONS = ("#=", "#\\=", "#<", "#>", "#=<", "#>=")
FINITE: frozenset[Indicator] = frozenset(
    {(name, 2) for name in (*COMPARISONS, "#<==>", "#==>", "#\\/", "#/\\", "in", "ins", "labeling")}
    | {("#\\", 1), ("all_different", 1), ("all_distinct", 1), ("label", 1), ("indomain", 1), ("sum", 3)}
)
"""CLP(FD)."""

LINEAR: frozenset[Indicator] = frozenset({("{}", 1)})
"""CLP(R), in exact rationals."""

RESERVED = BUILTIN | CONTROL | FINITE | LINEAR
"""What a program cannot define."""

CALLED_DIRECTLY = BUILTIN | FINITE | LINEAR

HINTS = {
    "assert": "A program cannot change itself; pass what changes as an argument.",
    "assertz": "A program cannot change itself; pass what changes as an argument.",
    "retract": "A program cannot change itself; pass what changes as an argument.",
    "write": "The bindings of the query are the output.",
    "format": "The bindings of the query are the output.",
    "print": "The bindings of the query are the output.",
    "nl": "The bindings of the query are the output.",
    "bagof": "Use findall/3.",
    "setof": "Use findall/3 and sort/2.",
    "var": "Whether a variable is bound is no logical property; write it otherwise.",
    "nonvar": "Whether a variable is bound is no logical property; write it otherwise.",
}

_LIBRARY = """
member(X, [X|_]).
member(X, [_|T]) :- member(X, T).
memberchk(X, L) :- once(member(X, L)).
append([], L, L).
append([H|T], L, [H|R]) :- append(T, L, R).
reverse(L, R) :- reverse_onto(L, [], R).
reverse_onto([], R, R).
reverse_onto([H|T], A, R) :- reverse_onto(T, [H|A], R).
select(X, [X|T], T).
select(X, [H|T], [H|R]) :- select(X, T, R).
permutation([], []).
permutation(L, [H|T]) :- select(H, L, R), permutation(R, T).
subtract([], _, []).
subtract([H|T], L, R) :- ( memberchk(H, L) -> R = S ; R = [H|S] ), subtract(T, L, S).
last([X], X).
last([_,H|T], X) :- last([H|T], X).
nth0(I, L, X) :- nth_from(L, 0, I, X).
nth1(I, L, X) :- nth_from(L, 1, I, X).
nth_from([X|_], I, I, X).
nth_from([_|T], N, I, X) :- M is N + 1, nth_from(T, M, I, X).
sum_list(L, S) :- sum_from(L, 0, S).
sumlist(L, S) :- sum_from(L, 0, S).
sum_from([], S, S).
sum_from([H|T], A, S) :- B is A + H, sum_from(T, B, S).
max_list([H|T], M) :- max_from(T, H, M).
max_from([], M, M).
max_from([H|T], A, M) :- B is max(A, H), max_from(T, B, M).
min_list([H|T], M) :- min_from(T, H, M).
min_from([], M, M).
min_from([H|T], A, M) :- B is min(A, H), min_from(T, B, M).
numlist(L, H, []) :- L > H.
numlist(L, H, [L|T]) :- L =< H, M is L + 1, numlist(M, H, T).
maplist(_, []).
maplist(G, [A|T]) :- call(G, A), maplist(G, T).
maplist(_, [], []).
maplist(G, [A|S], [B|T]) :- call(G, A, B), maplist(G, S, T).
maplist(_, [], [], []).
maplist(G, [A|R], [B|S], [C|T]) :- call(G, A, B, C), maplist(G, R, S, T).
foldl(_, [], A, A).
foldl(G, [H|T], A, R) :- call(G, H, A, B), foldl(G, T, B, R).
include(_, [], []).
include(G, [H|T], R) :- ( call(G, H) -> R = [H|S] ; R = S ), include(G, T, S).
exclude(_, [], []).
exclude(G, [H|T], R) :- ( call(G, H) -> R = S ; R = [H|S] ), exclude(G, T, S).
"""


@cache
def library() -> dict[Indicator, tuple[Clause, ...]]:
    """Return the clauses of every library predicate."""
    from algorist.formal.horn.program import read_clauses

    found: dict[Indicator, list[Clause]] = {}
    for clause in read_clauses(_LIBRARY):
        found.setdefault(indicator(clause.head), []).append(clause)
    return {key: tuple(clauses) for key, clauses in found.items()}


def complete(clauses: tuple[Clause, ...], query: tuple[Term, ...]) -> tuple[Clause, ...]:
    """Return the clauses followed by those of the library that they or the query could call, in a fixed order.

    A name that only occurs as a term counts as called, because `call/N` can. The program's own predicates come first.
    """
    own = {indicator(clause.head) for clause in clauses}
    names = {name for goal in query for name in _names(goal)} | {
        name for clause in clauses for goal in clause.body for name in _names(goal)
    }
    added: dict[Indicator, tuple[Clause, ...]] = {}
    waiting = True
    while waiting:
        waiting = False
        for key, extra in library().items():
            if key[0] in names and key not in own and key not in added:
                added[key] = extra
                names |= {name for clause in extra for goal in clause.body for name in _names(goal)}
                waiting = True
    return clauses + tuple(clause for key in library() if key in added for clause in added[key])


def _names(goal: Term) -> set[str]:
    return {indicator(term)[0] for term in subterms(goal)}
