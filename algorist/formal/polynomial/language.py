"""The polynomial language: is this polynomial nonnegative, everywhere or on a domain?

x1^4 + x2^4 - 2*x1^2*x2^2            # also x1**4, 2x1, x(1), 1.5e-3, 3/4*x, (x1 - x2)^2; numbers are exact

a^2 + b^2 >= 2*a*b                   # a comparison claims that the difference is nonnegative

x*y + 1                              # a domain: closed inequalities and equations, a line or a comma each
on
  x^2 + y^2 <= 1
  0 <= x <= 1, y = 2*x
"""

from __future__ import annotations

from algorist.formal.polynomial.parse import parse
from algorist.formal.polynomial.render import render
from algorist.formal.polynomial.tree import Constraint, Model, Polynomial

__all__ = ["GRAMMAR", "Constraint", "Model", "Polynomial", "parse", "render"]

GRAMMAR = r"""
root ::= expression comparison? "\n" domain?
comparison ::= (" >= " | " <= ") expression
domain ::= "on\n" constraint{1,6}
constraint ::= "  " expression (" >= " | " <= " | " = ") expression "\n"
expression ::= "-"? term (sign term){0,29}
sign ::= " + " | " - "
term ::= number ("*" power){0,4} | power ("*" power){0,4}
power ::= name ("^" exponent)? | "(" inner ")" ("^" [23])?
inner ::= "-"? simple (sign simple){0,3}
simple ::= number ("*" single)? | single
single ::= name ("^" [23])?
exponent ::= [2-9] | "10" | "12"
name ::= [a-mp-z] [0-9]{0,2}
number ::= whole ("." [0-9]{1,6})? ("/" [1-9] [0-9]{0,4})?
whole ::= "0" | [1-9] [0-9]{0,11}
""".lstrip()
"""What a small model writes; whatever it generates parses unless it expands too far. In GBNF, from `root`."""
