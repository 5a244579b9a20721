"""The text of a circuit: Verilog modules, then a line that says what they are held against, then that.

    module half(input a, b, output sum, carry);
      assign {carry, sum} = a + b;
    endmodule
    //? same as
    module gates(input a, b, output sum, carry);
      assign sum = a ^ b, carry = a & b;
    endmodule

or a testbench, and what its output must say:

    //? testbench
    module test;
      reg a = 1, b = 1; wire s, c;
      half h(a, b, s, c);
      initial #1 if ({c, s} == 2) $display("passed"); else $display("failed");
    endmodule
    //? prints passed

The design sees nothing of the testbench, and neither reaches files, commands or foreign code.
"""

from __future__ import annotations

from difflib import get_close_matches

from algorist.core.errors import FormalError
from algorist.formal.circuit.modules import declared, keeps_out, top
from algorist.formal.circuit.tokens import tokens
from algorist.formal.circuit.tree import CircuitModel, Equivalence, Simulation

LARGEST = 100_000
"""Characters of a circuit's text."""

SAME, TESTBENCH, PRINTS = "//? same as", "//? testbench", "//? prints"
HINT = f"After the design stands `{SAME}` and another design, or `{TESTBENCH}`, modules and lines `{PRINTS} TEXT`."


def parse(text: str) -> CircuitModel:
    """Return the circuit that a text holds; raises FormalError, and nothing else."""
    if len(text) > LARGEST:
        raise FormalError(1, 1, f"a circuit has at most {LARGEST:,} characters, this text {len(text):,}.")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    marked = [number for number, line in enumerate(lines) if line.startswith("//?")]
    if not marked:
        raise FormalError(len(lines), 1, "what the design must do is missing.", HINT)
    first, *others = marked
    after = others[0] if others else len(lines)
    design, held = _part(lines, 0, first), _part(lines, first + 1, after)
    match _keyword(lines, first):
        case "//? same as":
            if others:
                raise FormalError(others[0] + 1, 1, "one other design is all that there can be.")
            task: Simulation | Equivalence = Equivalence(held)
        case "//? testbench":
            task = Simulation(held, tuple(_printed(lines, others)))
        case _:
            raise FormalError(first + 1, 1, f"`{PRINTS}` belongs after a testbench.", HINT)
    model = CircuitModel(design, task)
    _judge(model)
    return model


def render(model: CircuitModel) -> str:
    """Return the text that `parse` reads back to an equal model."""
    if isinstance(model.task, Equivalence):
        return f"{model.design}\n{SAME}\n{model.task.reference}\n"
    prints = "".join(f"{PRINTS} {text}\n" for text in model.task.prints)
    return f"{model.design}\n{TESTBENCH}\n{model.task.testbench}\n{prints}"


def second_line(model: CircuitModel) -> int:
    """Return the line of the rendered text at which its second part begins."""
    return model.design.count("\n") + 3


def tops(model: CircuitModel) -> tuple[str, str]:
    """Return the names of the top modules of the two designs of an equivalence."""
    assert isinstance(model.task, Equivalence)
    line = second_line(model)
    reference = tokens(model.task.reference, line, speaks=False)
    return top(tokens(model.design, 1, speaks=False), 1), top(reference, line)


def writes_unknown(model: CircuitModel) -> bool:
    """Whether one of two designs writes the unknown value x, which simulators keep apart from 0 and 1."""
    assert isinstance(model.task, Equivalence)
    both = (*tokens(model.design, 1, speaks=False), *tokens(model.task.reference, 1, speaks=False))
    return any(token.kind == "number" and token.text[0] == "'" and "x" in token.text.lower() for token in both)


def _judge(model: CircuitModel) -> None:
    """Raise FormalError for what the tools must not see."""
    line = second_line(model)
    if isinstance(model.task, Equivalence):
        tops(model)
        return
    design = tokens(model.design, 1, speaks=False)
    testbench = tokens(model.task.testbench, line, speaks=True)
    for part, where in ((design, 1), (testbench, line)):
        if not declared(part):
            raise FormalError(where, 1, "there is no module.", "For instance: module wire_(input a, output b); ...")
    keeps_out(design, testbench)


def _part(lines: list[str], start: int, end: int) -> str:
    """Return these lines without the blank ones at their end; leading ones stay, so that places remain true."""
    part = "\n".join(lines[start:end]).rstrip()
    if not part:
        raise FormalError(start + 1, 1, "there is no module.", HINT)
    return part


def _keyword(lines: list[str], number: int) -> str:
    line = lines[number].rstrip()
    known = (SAME, TESTBENCH, PRINTS)
    for keyword in known:
        if line == keyword or (keyword == PRINTS and line.startswith(f"{PRINTS} ")):
            return keyword
    near = get_close_matches(line[:40], known, n=1)
    hint = f"Did you mean `{near[0]}`?" if near else HINT
    raise FormalError(number + 1, 1, f"{line[:40]!r} says nothing that is known.", hint)


def _printed(lines: list[str], marked: list[int]) -> list[str]:
    """Return the texts of the `prints` lines, after which nothing else stands."""
    texts: list[str] = []
    for number in range(marked[0] if marked else len(lines), len(lines)):
        if not lines[number].strip():
            continue
        if not lines[number].startswith("//?") or _keyword(lines, number) != PRINTS:
            raise FormalError(number + 1, 1, f"after the testbench stand lines `{PRINTS} TEXT` alone.")
        text = " ".join(lines[number].removeprefix(PRINTS).split())
        if not text:
            raise FormalError(number + 1, len(PRINTS) + 1, f"`{PRINTS}` needs a text after it.")
        texts.append(text)
    if not texts:
        raise FormalError(
            len(lines), 1, "nothing says what the testbench must print.", f"For instance: {PRINTS} passed"
        )
    return texts
