"""The text of circuits: what is read, written back, and refused by name."""

from __future__ import annotations

from contextlib import suppress

import pytest
from circuit_cases import COUNT, GATES, HALF, KNOWN, TEST, models
from hypothesis import given, settings
from hypothesis import strategies as st
from pace import within

from algorist.core.errors import FormalError
from algorist.formal.circuit import LANGUAGE
from algorist.formal.circuit.tree import CircuitModel

REFUSED = {
    "include": (f'`include "/etc/passwd"\n{HALF}\n//? same as\n{GATES}', 1, "`include"),
    "memory file": (
        HALF.replace("  assign", '  initial $readmemh("/etc/passwd", m);\n  assign') + f"\n//? same as\n{GATES}",
        2,
        "$readmemh",
    ),
    "files": (f"{HALF}\n//? testbench\n{TEST.replace('$display', '$fopen', 1)}\n//? prints x", 8, "$fopen"),
    "command": (f"{HALF}\n//? testbench\n{TEST.replace('$display', '$system', 1)}\n//? prints x", 8, "$system"),
    "foreign": (f'import "DPI-C" function int system(string s);\n{HALF}\n//? same as\n{GATES}', 1, "import"),
    "cell of the tools": (
        f"{HALF.replace('assign', chr(92) + '$anyconst x(); assign')}\n//? same as\n{GATES}",
        2,
        "tools",
    ),
    "assembled name": (
        f"`define M memh\n{HALF.replace('  assign', '  initial $write`M; assign')}\n//? same as\n{GATES}",
        3,
        "$write",
    ),
    "macro close by": (
        f"`define M memh\n{HALF.replace('  assign', '  x`M; assign')}\n//? same as\n{GATES}",
        3,
        "close",
    ),
    "macro with arguments": (f"`define M(x) x\n{HALF}\n//? same as\n{GATES}", 1, "arguments"),
    "a design that speaks": (
        f"{HALF.replace('  assign', '  initial $display(1); assign')}\n//? testbench\n{TEST}\n//? prints x",
        2,
        "testbench alone",
    ),
    "a design that names its bench": (
        f"{HALF.replace('a + b', 'a + test.b')}\n//? testbench\n{TEST}\n//? prints x",
        2,
        "test is a module",
    ),
    "a design that names its instance": (
        f"{HALF.replace('a + b', 'a + h.b')}\n//? testbench\n{TEST}\n//? prints x",
        2,
        "h is a module",
    ),
    "no task": (HALF, 3, "missing"),
    "misspelt": (f"{HALF}\n//? same\n{GATES}", 4, "says nothing"),
    "no prints": (f"{HALF}\n//? testbench\n{TEST}", 9, "nothing says"),
    "two tops": (f"{HALF}\n{COUNT}\n//? same as\n{GATES}", 1, "2 modules"),
    "open": (HALF.removesuffix("endmodule") + f"\n//? same as\n{GATES}", 1, "endmodule"),
    "bracket": (HALF.replace("a + b;", "(a + b;") + f"\n//? same as\n{GATES}", 2, "never closed"),
    "deep": (HALF.replace("a + b", "(" * 300 + "a" + ")" * 300) + f"\n//? same as\n{GATES}", 2, "nested"),
    "a long number": (HALF.replace("a + b", "9" * 1001) + f"\n//? same as\n{GATES}", 2, "1,000"),
    "comment": (HALF + f"\n/* and\n//? same as\n{GATES}", 4, "comment"),
}


@given(models())
@settings(max_examples=60, deadline=None)
def test_parse_reads_what_circuits_render(model: CircuitModel) -> None:
    assert LANGUAGE.parse(LANGUAGE.render(model)) == model
    hash(model)


@pytest.mark.parametrize("name", KNOWN)
def test_known_circuits_round_trip(name: str) -> None:
    model = LANGUAGE.parse(KNOWN[name][0])
    assert LANGUAGE.parse(LANGUAGE.render(model).replace("\n", "\r\n")) == model


@pytest.mark.parametrize("name", REFUSED)
def test_circuits_are_refused_by_name(name: str) -> None:
    text, line, said = REFUSED[name]
    with pytest.raises(FormalError, match=said.replace("$", r"\$")) as caught:
        LANGUAGE.parse(text)
    assert caught.value.line == line


def test_the_nearest_spelling_is_told() -> None:
    with pytest.raises(FormalError) as caught:
        LANGUAGE.parse(f"{HALF.replace('a + b', '$singed(a) + b')}\n//? same as\n{GATES}")
    assert "$signed" in caught.value.hint


PIECES = [
    "module m;",
    "endmodule",
    "(",
    ")",
    "`define",
    "$",
    '"',
    "/*",
    "//? same as",
    "\n//? testbench\n",
    "\n//? prints a",
    "\\",
    "8'h",
]


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from([*PIECES, HALF, "\n"]), max_size=12).map("".join)))
@settings(max_examples=150, deadline=None)
def test_circuit_garbage_only_raises_formal_errors(text: str) -> None:
    with suppress(FormalError):
        LANGUAGE.parse(text)


@pytest.mark.parametrize("piece", ["`a ", "(", "$x", '"', "\n//? prints a", "module ", "/*", "\\\n", "`define A \\\n"])
def test_much_circuit_garbage_is_read_fast(piece: str) -> None:
    for size in (95_000, 1_000_000):
        with within(0.5), pytest.raises(FormalError):
            LANGUAGE.parse((HALF + "\n//? same as\n" + piece * (size // len(piece)))[:size])


@pytest.mark.parametrize("piece", ["m ", "function ", "m (", "begin : "])
def test_a_long_testbench_is_read_fast(piece: str) -> None:
    text = f"{HALF}\n//? testbench\nmodule m;\n{piece * (95_000 // len(piece))}\nendmodule\n//? prints x\n"
    with within(0.5), suppress(FormalError):
        LANGUAGE.parse(text)
