"""The constraint language: finite-domain variables, and a line for each thing that must hold of them.

    group name over 1..3: eric, peter, alice     # name.eric, name.peter, name.alice: each in 1..3, all different
    group pet over 1..3: cat, dog, fish
    var x, y in {1, 3, 5}                        # a domain is also 0..10, {red, green} or bool
    name.eric + 1 = pet.cat
    abs(name.alice - pet.dog) = 2
    if x = 1 then y = 3 or x + y >= 8
    maximize 3*x - y

Numbers    + - * and, by a constant, / (floor division) and mod (its remainder); abs min max sum; count([a, b], v);
           element([a, b, c], i), from 1. What is true or false counts 1 or 0 among them.
Relations  = != < <= > >=, also chained; x in {1, 3}, x in 1..3, x not in ...; (x, y) in {(1, 2), (3, 4)};
           alldifferent(a, b, c). Names, as in `c = red`, have only = and !=, and are equal when spelled alike.
Logic      not, and, or, ->, <->, in this order from tight to loose; if ... then ...; exactly(1, p, x = 1), atleast,
           atmost; true, false.

Many at once  no_overlap([starts], [lengths]); cumulative([starts], [lengths], [demands], capacity);
           circuit(successors); routes([successors], [firsts], [demands], capacity);
           automaton([word], state, {accepting}, {(state, value, state)}): the last three on lines of their own.
Aims       `soft 5: x < y` costs 5 where it fails to hold; `minimize a then b`: of the best for a the best for b.

Numbers written are at most 10^9, values that can arise at most 2^53, nesting at most 100 deep. A name may be used
above the line that declares it. Everything about the text is here by name: the tree, `parse`, `render`, the grammars.
"""

from __future__ import annotations

from algorist.formal.constraint.grammar import GRAMMAR, line_grammar
from algorist.formal.constraint.parse import parse, parse_constraint
from algorist.formal.constraint.render import render, render_line
from algorist.formal.constraint.tree import Constraint, ConstraintModel, Group, Objective, Variable

__all__ = [
    "GRAMMAR",
    "Constraint",
    "ConstraintModel",
    "Group",
    "Objective",
    "Variable",
    "line_grammar",
    "parse",
    "parse_constraint",
    "render",
    "render_line",
]
