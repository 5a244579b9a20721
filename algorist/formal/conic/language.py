"""The conic language: Conic Benchmark Format (CBF) files of continuous programs.

    VER                     # minimise x0 + 2 x1  such that  x0 >= |(x1, x2)|,  x1 + x2 - 1 = 0
    3
    OBJSENSE
    MIN
    VAR                     # 3 variables in 1 cone: Q, the second-order cone
    3 1
    Q 3
    CON                     # 1 row in 1 cone: L=, zero
    1 1
    L= 1
    OBJACOORD               # 2 coefficients of the objective: variable, value
    2
    0 1.0
    1 2.0
    ACOORD                  # 2 coefficients of rows: row, variable, value
    2
    0 1 1.0
    0 2 1.0
    BCOORD                  # 1 constant: row, value
    1
    0 -1.0

Cones: F, L=, L+, L-, Q, QR, EXP, EXP*, @k:POW, @k:POW*, and matrices (PSDVAR, PSDCON). Values are named x0, x1, ... and
X0_i_j for the entries of the lower triangle of the matrix variables.
"""

from __future__ import annotations

from algorist.formal.conic.parse import parse
from algorist.formal.conic.render import render
from algorist.formal.conic.tree import Cone, Model

__all__ = ["GRAMMAR", "Cone", "Model", "parse", "render"]

GRAMMAR = r"""
root ::= "VER\n3\nOBJSENSE\n" ("MIN" | "MAX") "\nVAR\n" index " " index "\n" cone{1,20} rows? coordinates{1,3}
rows ::= "CON\n" index " " index "\n" cone{1,20}
cone ::= ("F" | "L=" | "L+" | "L-" | "Q" | "QR") " " index "\n" | "EXP 3\n"
coordinates ::= ("OBJACOORD" | "BCOORD") "\n" index "\n" single{1,60} | "ACOORD\n" index "\n" double{1,200}
single ::= index " " number "\n"
double ::= index " " index " " number "\n"
index ::= "0" | [1-9] [0-9]{0,2}
number ::= "-"? index ("." [0-9]{1,6})?
""".lstrip()
"""The vector part of the format, for whoever decodes; counts and ranges are the parser's to check. In GBNF."""
