"""The operators of the language: ISO Prolog's and those of CLP(FD), with their priorities."""

from __future__ import annotations

INFIX: dict[str, tuple[int, int, int]] = {}
"""Each infix operator's priority, and the greatest priority of its left and of its right operand."""

PREFIX: dict[str, tuple[int, int]] = {}
"""Each prefix operator's priority, and the greatest priority of its operand."""

ARGUMENT = 999
"""The greatest priority of an argument or a list element."""


def _infix(priority: int, kind: str, names: str) -> None:
    for name in names.split():
        INFIX[name] = (priority, priority - (kind[0] == "x"), priority - (kind[2] == "x"))


_infix(1100, "xfy", ";")
_infix(1050, "xfy", "->")
_infix(1000, "xfy", ",")
_infix(760, "yfx", "#<==>")
_infix(750, "xfy", "#==>")
_infix(740, "yfx", "#\\/")
_infix(720, "yfx", "#/\\")
_infix(700, "xfx", r"= \= == \== @< @> @=< @>= is =:= =\= < > =< >= #= #\= #< #> #=< #>= in ins")
_infix(450, "xfx", "..")
_infix(500, "yfx", "+ -")
_infix(400, "yfx", "* / // mod rem div")
_infix(200, "xfx", "**")
_infix(200, "xfy", "^")

PREFIX.update({"\\+": (900, 900), "#\\": (710, 710), "-": (200, 200), "+": (200, 200)})
