"""What a language model may write: the whole language, and the single lines that a puzzle's clue needs, as GBNF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from algorist.core.language import Grammar

GRAMMAR = Grammar(
    r"""
root ::= ( statement "\n" )+
statement ::= group | variable | objective | formula
group ::= "group " identifier " over " domain ": " member ( ", " member )*
variable ::= "var " identifier ( ", " identifier )* " in " domain
objective ::= ( "maximize " | "minimize " ) sum
domain ::= integer ".." integer | "{" integer ( ", " integer )* "}" | "{" member ( ", " member )* "}" | "bool"
formula ::= implication ( " <-> " implication )? | "if " formula " then " formula
implication ::= disjunction ( " -> " disjunction )?
disjunction ::= conjunction ( " or " conjunction )*
conjunction ::= literal ( " and " literal )*
literal ::= relation | "not " literal
relation ::= reference | sum ( " " comparison " " sum | " in {" row "}" ) | table | truth | "(" formula ")"
table ::= "(" sum ( ", " sum )+ ") in {(" row ")" ( ", (" row ")" )* "}"
row ::= constant ( ", " constant )*
comparison ::= "=" | "!=" | "<=" | "<" | ">=" | ">"
sum ::= product ( ( " + " | " - " ) product )*
product ::= unary ( " * " unary | " / " integer | " mod " integer )*
unary ::= primary | "-" unary
primary ::= number | reference | call | "(" sum ")"
call ::= "abs(" sum ")" | ( "min" | "max" | "sum" ) "(" list ")" | ( "count" | "element" ) "([" list "], " sum ")"
truth ::= "alldifferent(" list ")" | cardinality "(" number ", " formula ( ", " formula )* ")" | "true" | "false"
cardinality ::= "exactly" | "atleast" | "atmost"
list ::= sum ( ", " sum )*
constant ::= integer | member
reference ::= identifier ( "." member )?
identifier ::= [A-Za-z_] [A-Za-z0-9_]*
member ::= [A-Za-z0-9_]+
integer ::= "-"? number
number ::= [0-9] [0-9]? [0-9]? [0-9]? [0-9]? [0-9]? [0-9]? [0-9]? [0-9]?
""".lstrip()
)
"""The whole language; names are checked by `parse`, which knows what was declared."""

_LINES = r"""
root ::= line "\n"
line ::= atom ( alternatives | conjuncts )? | "if " condition " then " condition
condition ::= atom ( alternatives | conjuncts )?
alternatives ::= " or " atom ( " or " atom ( " or " atom )? )?
conjuncts ::= " and " atom ( " and " atom ( " and " atom )? )?
atom ::= reference ( " " comparison " " ( integer | reference ) | ( " + " | " - " ) integer " = " reference ) | distance
distance ::= "abs(" reference " - " reference ") " ( "=" | ">" ) " " integer
comparison ::= "=" | "!=" | "<=" | "<" | ">=" | ">"
""".lstrip()


def line_grammar(groups: Mapping[str, Iterable[str]], positions: range) -> Grammar:
    """Return the grammar whose strings are the constraint lines about these groups' members, positions their numbers.

    A line is one atom, up to four joined by `or` or by `and`, or `if ... then ...` of two such. Atoms compare a
    reference with a number or a reference, say `a + 1 = b` or `a - 1 = b`, or bound a distance: `abs(a - b) = 1`, `abs(a - b) > 1`.
    """
    references = [f'"{group}.{member}"' for group, members in groups.items() for member in members]
    integers = [f'"{position}"' for position in positions]
    return Grammar(f"{_LINES}reference ::= {' | '.join(references)}\ninteger ::= {' | '.join(integers)}\n")
