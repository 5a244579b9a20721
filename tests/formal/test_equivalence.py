"""Canonical forms ignore names, order and scaling, and nothing that matters."""

from algorist.formal.equivalence import canonical
from algorist.formal.linear import LANGUAGE

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
