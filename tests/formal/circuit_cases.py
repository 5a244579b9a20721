"""Circuits with known answers, random ones with a truth table, and forged certificates."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace

from hypothesis import strategies as st

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.formal.circuit.tree import CircuitModel, Equivalence, Simulation

HALF = "module half(input a, b, output sum, carry);\n  assign {carry, sum} = a + b;\nendmodule"
GATES = "module gates(input a, b, output sum, carry);\n  assign sum = a ^ b, carry = a & b;\nendmodule"
COUNT = """module count(input clk, rst, input [3:0] d, output reg [3:0] q);
  always @(posedge clk or posedge rst) if (rst) q <= 0; else q <= q + d;
endmodule"""
TEST = """module test;
  reg a = 1, b = 1; wire s, c;
  half h(a, b, s, c);
  initial #1 if ({c, s} == 2) $display("passed  all"); else $display("failed");
endmodule"""

KNOWN: dict[str, tuple[str, Claim]] = {
    "passes": (f"{HALF}\n//? testbench\n{TEST}\n//? prints passed all\n", Claim.FEASIBLE),
    "fails": (
        f"{HALF.replace('+', '-')}\n//? testbench\n{TEST}\n//? prints passed all\n//? prints d\n",
        Claim.INFEASIBLE,
    ),
    "adder of gates": (f"{HALF}\n//? same as\n{GATES}\n", Claim.ENTAILED),
    "wrong gate": (f"{HALF}\n//? same as\n{GATES.replace('a & b', 'a | b')}\n", Claim.REFUTED),
    "counter": (f"{COUNT}\n//? same as\n{COUNT.replace('q + d', 'd - ~q - 1')}\n", Claim.ENTAILED),
    "counter that slips": (
        f"{COUNT}\n//? same as\n{COUNT.replace('q + d', 'q + d + (q == 9 && d == 3)')}\n",
        Claim.REFUTED,
    ),
}

_LINES = st.sampled_from(
    [
        "  assign z = x & y;",
        "  wire w; // a note",
        "  `define W 8",
        "",
        "  reg [`W:0] r;",
        "  initial r = 8'hF_F;",
        "  /* two\n  lines */",
    ]
)
_TEXTS = st.text("abc XYZ:0=!", min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)


@st.composite
def models(draw: st.DrawFn) -> CircuitModel:
    """Draw a model of either task that `parse` accepts."""
    lines = ["  `define W 4", *draw(st.lists(_LINES, max_size=5))]
    design = "\n".join(
        [f"module {draw(st.sampled_from(['one', 'two_2']))}(input x, y, output z);", *lines, "endmodule"]
    )
    other = "\n".join(["module other;", "  `define W 4", *draw(st.lists(_LINES, max_size=5)), "endmodule"])
    if draw(st.booleans()):
        return CircuitModel(design, Equivalence(other))
    return CircuitModel(design, Simulation(other, tuple(draw(st.lists(_TEXTS, min_size=1, max_size=3)))))


def expressions() -> st.SearchStrategy[str]:
    """Draw expressions of x, y and z, single bits."""
    return st.recursive(
        st.sampled_from(["x", "y", "z", "1'b0", "1'b1"]),
        lambda inner: st.one_of(
            inner.map(lambda a: f"(~({a}))"),
            st.tuples(inner, st.sampled_from("&|^"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
            st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} ? {t[1]} : {t[2]})"),
        ),
        max_leaves=6,
    )


def table(expression: str) -> list[int]:
    """Return the values of an expression, by a reading of its own: a table for each part, innermost first."""
    rows = list(itertools.product((0, 1), repeat=3))
    known = {"x": [x for x, _, _ in rows], "y": [y for _, y, _ in rows], "z": [z for _, _, z in rows]}
    known |= {"1'b0": [0] * 8, "1'b1": [1] * 8}
    stack: list[list[object]] = [[]]
    for word in expression.replace("(", " ( ").replace(")", " ) ").replace("~", " ~ ").split():
        if word == "(":
            stack.append([])
        elif word == ")":
            inner = _combined(stack.pop())
            stack[-1].append(inner)
        else:
            stack[-1].append(known.get(word, word))
    return _combined(stack[0])


def _combined(parts: list[object]) -> list[int]:
    match parts:
        case ["~", *rest]:
            return [1 - bit for bit in _combined(rest)]
        case [list(a)]:
            return a
        case [list(a), str(sign), list(b)]:
            return [{"&": p & q, "|": p | q, "^": p ^ q}[sign] for p, q in zip(a, b, strict=True)]
        case [list(a), "?", list(b), ":", list(c)]:
            return [q if p else r for p, q, r in zip(a, b, c, strict=True)]
    raise ValueError(parts)


def forgeries(
    model: CircuitModel, solution: Solution, draw: random.Random
) -> Iterator[tuple[str, CircuitModel, Solution]]:
    """Yield false solutions and certificates of other circuits, endlessly; each is named by what was changed."""
    assert solution.certificate is not None
    data = dict(solution.certificate.data)
    while True:
        for claim in (Claim.FEASIBLE, Claim.INFEASIBLE, Claim.ENTAILED, Claim.REFUTED, Claim.OPTIMAL):
            if claim is not solution.claim:
                yield "claim", model, replace(solution, claim=claim)
        key = draw.choice(sorted(data))
        changed = {**data, key: _changed(data[key], draw)}
        if changed != data:
            yield key, model, replace(solution, certificate=Certificate(solution.certificate.kind, changed))
        yield "kind", model, replace(solution, certificate=Certificate("proof", data))
        wrong = replace(model, design=model.design.replace("+", draw.choice("-|")))
        if isinstance(model.task, Equivalence) and wrong != model:
            yield "design", wrong, solution


def holds(model: CircuitModel, solution: Solution) -> bool:
    """Return whether an accepted forgery is a valid proof all the same: its steps follow by a SAT solver's propagation.

    Only steps that do no harm can be changed so; every other change makes a claim false or a certificate of something else.
    """
    from constraint_mutations import refutes

    from algorist.formal.circuit.netlist import netlist_text, read_netlist
    from algorist.formal.circuit.obligation import obligation
    from algorist.formal.program.execution import SandboxLimits

    if solution.claim is not Claim.ENTAILED or solution.certificate is None:
        return False
    data = solution.certificate.data
    found = obligation(read_netlist(netlist_text(model, SandboxLimits(seconds=20, memory=2 << 30))), data["same"])
    return refutes(found.variables, found.clauses, data["steps"])


def _changed(value: object, draw: random.Random) -> object:
    if isinstance(value, str):
        place = draw.randrange(len(value) + 1)
        return value[:place] + draw.choice("0aZ") + value[place + 1 :]
    if isinstance(value, int):
        return value + draw.choice([-1, 1, 7])
    assert isinstance(value, list)
    if not value or draw.random() < 0.3:
        return [*value, draw.choice([0, "1 0", None])]
    place = draw.randrange(len(value))
    return [*value[:place], *([] if draw.random() < 0.5 else [_changed(value[place], draw)]), *value[place + 1 :]]
