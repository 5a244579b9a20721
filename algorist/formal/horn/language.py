"""The horn language: Prolog without side effects, and Datalog. A program, and one query to it.

    parent(tom, bob).
    parent(bob, ann).
    ancestor(X, Y) :- parent(X, Y).
    ancestor(X, Y) :- parent(X, Z), ancestor(Z, Y).
    ?- ancestor(tom, Who).

Terms      atoms, variables, exact numbers (3, -2, 0.5, 7r2), lists, compound terms, and ISO Prolog's operators.
Control    `,` `;` `->` `\\+` once/1 forall/2 findall/3 aggregate_all/3 call/N. There is no cut and nothing is asserted.
Built in   = \\= == \\== is =:= =\\= < > =< >= between/3 length/2 msort/2 sort/2 and type tests; the usual list library.
CLP(FD)    in ins #= #\\= #< #> #=< #>= #<==> #==> #\\/ #/\\ #\\ sum/3 all_different/1 label/1 labeling/2.
CLP(R)     { X = 2*Y + 1, Y >= 0 }, in exact rationals.
Datalog    a program without compound terms whose rules are range-restricted and stratified; recursion always ends.
Worlds     what cannot be derived is false; after `:- open_world.` it is unknown unless `-p(X)` can be derived.

`:- dynamic p/1.` declares a predicate that has no clauses. A call of any other unknown predicate is refused.
"""

from __future__ import annotations

from algorist.core.language import Grammar
from algorist.formal.horn.program import parse
from algorist.formal.horn.renderer import render, render_clause
from algorist.formal.horn.tree import Clause, HornModel

GRAMMAR = Grammar(
    r"""
root ::= ( clause "\n" )+ query "\n"
clause ::= goal ( " :- " body )? "."
query ::= "?- " body "."
body ::= literal ( ", " literal )*
literal ::= "\\+ " goal | goal | test
goal ::= atom ( "(" term ( ", " term )* ")" )?
test ::= term " " operator " " term
operator ::= "=" | "\\=" | "is" | "=:=" | "=\\=" | "<" | ">" | "=<" | ">=" | "#=" | "#<" | "#>" | "#=<" | "#>="
term ::= product ( ( " + " | " - " ) product )*
product ::= primary ( ( " * " | " / " | " mod " | " // " ) primary )*
primary ::= number | variable | goal | list | "(" term ")"
list ::= "[]" | "[" term ( ", " term )* ( "|" variable )? "]"
atom ::= [a-z] [A-Za-z0-9_]*
variable ::= [A-Z] [A-Za-z0-9_]*
number ::= "-"? [0-9]+ ( "." [0-9]+ )?
""".lstrip()
)
"""What a language model may write: the most used part of the language."""

__all__ = ["GRAMMAR", "Clause", "HornModel", "parse", "render", "render_clause"]
