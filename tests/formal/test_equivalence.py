"""Canonical forms ignore names, order and scaling, and nothing that matters."""

from algorist.formal.equivalence import canonical
from algorist.formal.linear import LANGUAGE
from algorist.formal.program import LANGUAGE as PROGRAM

BASE = "var x, y integer\nmaximize 3*x + 2*y\n4*x + 2*y <= 10\nx >= 1\n"


def form(text: str) -> object:
    return canonical(LANGUAGE.parse(text))


def test_names_order_and_scaling_do_not_matter() -> None:
    assert form(BASE) == form("var apple, pear integer\nmaximize 3*apple + 2*pear\napple >= 1\n5 >= 2*apple + pear\n")


def test_what_matters_does() -> None:
    for old, new in (
        ("10", "11"),
        ("<=", ">="),
        ("maximize", "minimize"),
        (" integer", ""),
        ("3*x", "4*x"),
        ("x >= 1", "y >= 1"),
    ):
        assert form(BASE) != form(BASE.replace(old, new, 1))


def test_straight_lines_are_what_they_compute() -> None:
    def meant(text: str) -> object:
        return canonical(PROGRAM.parse(text))

    assert meant("answer = 6 * 7\n") == meant("half = 7 * 6 / 2\nanswer = 2 * half\n")
    assert meant("answer = 6 * 7\n") != meant("answer = 6 + 7\n")
    assert meant("answer = 1 / 0\n") != meant("answer = 2 / 0\n")
