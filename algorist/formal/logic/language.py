"""The logic language: first-order sentences, one a line, and a conclusion to draw.

    sort Kid = {ann, bob, cem}                  # listed elements: all of them, all different
    sort Seat = 1..3                            # a range of integers
    func at(Kid): Seat
    pred Likes(Kid, Kid)
    all x in Kid, y in Kid: x != y -> at(x) != at(y)
    exists x in Kid: Likes(x, ann) and at(x) + 1 = at(ann)
    count(x in Kid: Likes(x, bob)) <= 1
    conclude at(ann) > 1

Logic      not, and, or, xor, -> (to the right), <->, from tight to loose; all, exists; true, false. The body of
           `all x: ...` reaches as far as it can. Unicode is read too: in `∀x (...)` it is what follows at once.
Terms      names, functions, exact numbers, + - *, `div` and `mod` by a number, count(...); = != < <= > >=, also chained.
Sorts      Int, Real, Bool, declared ones. Whatever is not declared is inferred; what nothing says the sort of is a Thing.
Files      TPTP (`fof`, `cnf`) and SMT-LIB 2 are recognised by how they begin and read into the same models.
Names      words, or anything in single quotes. A line may begin with `premise`. Comments begin with #.
"""

from __future__ import annotations

from algorist.core.language import Grammar
from algorist.formal.logic import parser, read_smt, read_tptp
from algorist.formal.logic.renderer import render, render_formula
from algorist.formal.logic.tree import LogicModel, Sentence


def parse(text: str) -> LogicModel:
    """Return the model that a text denotes, in the language itself, in TPTP or in SMT-LIB 2."""
    if read_tptp.BEGINS.match(text[:LOOK]):
        return read_tptp.read(text)
    if read_smt.BEGINS.match(text[:LOOK]):
        return read_smt.read(text)
    return parser.parse(text)


LOOK = 20_000
"""Characters, comments mostly, in which a foreign file must begin."""

GRAMMAR = Grammar(
    r"""
root ::= ( declaration "\n" )* ( formula "\n" )+ ( "conclude " formula "\n" )?
declaration ::= "sort " name ( " = {" name ( ", " name )* "}" | " = " integer ".." integer )? | symbol
symbol ::= "pred " name sorts? | "func " name sorts ": " name | "const " name ": " name
sorts ::= "(" name ( ", " name )* ")"
formula ::= implication ( " <-> " implication )?
implication ::= disjunction ( " -> " disjunction )?
disjunction ::= conjunction ( ( " or " | " xor " ) conjunction )*
conjunction ::= unary ( " and " unary )*
unary ::= "not " unary | quantified | relation | "(" formula ")"
quantified ::= ( "all " | "exists " ) bound ( ", " bound )* ": " formula
bound ::= name ( " in " name )?
relation ::= term ( " " comparison " " term )?
comparison ::= "=" | "!=" | "<=" | "<" | ">=" | ">"
term ::= product ( ( " + " | " - " ) product )*
product ::= primary ( " * " integer | " mod " integer | " div " integer )?
primary ::= integer | name ( "(" term ( ", " term )* ")" )? | "count(" bound ": " formula ")"
name ::= [A-Za-z] [A-Za-z0-9_]*
integer ::= [0-9]+
""".lstrip()
)
"""What a language model may write; `parse` knows which names there are."""

__all__ = ["GRAMMAR", "LogicModel", "Sentence", "parse", "render", "render_formula"]
