"""What `bench/fuzz.py` has found in parsers, each once: whatever the text, a model that comes back or a FormalError, soon."""

from __future__ import annotations

import pytest
from pace import within

from algorist.core.errors import FormalError
from algorist.core.registry import LANGUAGES

CONIC = "VER\n3\n\nOBJSENSE\nMIN\n\nVAR\n1 1\nF 1\n\nOBJACOORD\n1\n0 61e999\n"
CIRCUIT = "module m;\nendmodule\n//? same as\n" + "`define A \\\n" * 8_000

TYPES = """(define (domain d) (:requirements :typing) (:types a - {}) (:predicates (p))
  (:action go :parameters () :precondition (p) :effect (not (p))))
(define (problem q) (:domain d) (:init (p)) (:goal (not (p))))
"""

FINDINGS = {
    "an index that does not end": ("polynomial", "x("),
    "a number that a power makes long": ("polynomial", "-11e999"),
    "a number that a product makes long": ("polynomial", "4*a*" + "9" * 1_000),
    "a number that a difference makes long": ("polynomial", "x\non x - 21e999 = 0"),
    "a denominator that a quotient makes long": ("polynomial", "1e-999 /100"),
    "an exponent in many parentheses": ("polynomial", "x^" + "(" * 5_000 + "2"),
    "a product of many squares": ("polynomial", "(a*x+b*y+c*z)^2 " * 30),
    "a product of many terms, written out": ("polynomial", "(a^2+b^2+c^2)" * 24 + "(x^2+y^2+z^2)" * 10),
    "a high power of many terms": ("polynomial", "x^6-(x^4*y^2+x^2*y^4+x^4*z^2+x^2*z^4+y^4*y)^22"),
    "a long number in a domain": ("conic", CONIC),
    "a name without letters": ("logic", "x > ''"),
    "quantifiers without colons": ("logic", "conclude " + "exists x, y " * 60 + "P(x)"),
    "quantifiers that reach over quantifiers": ("logic", "P(a)\n" + " xor ".join(["all x: P(x)"] * 26)),
    "a long chain of comparisons": ("logic", "y = " + "2 * x + y = " * 60 + "1"),
    "a long chain of signs": ("logic", "x = " + "- " * 70 + "y"),
    "many sums that differ": ("logic", f"distinct({', '.join(f'a{n} + b + c + d' for n in range(20))})"),
    "many terms that differ": ("logic", f"distinct({', '.join(f'a{n}' for n in range(19))})"),
    "a type that no name can have": ("plan", TYPES.format("o?ject")),
    "a type called -": ("plan", TYPES.format("- b - object")),
    "definitions that continue each other": ("circuit", CIRCUIT),
}


@pytest.mark.parametrize("name", FINDINGS)
def test_what_fuzzing_found_is_mended(name: str) -> None:
    language, text = FINDINGS[name]
    room = LANGUAGES.get(language)
    with within(1):
        try:
            model = room.parse(text)
        except FormalError:
            model = None
    if model is not None:
        assert room.parse(room.render(model)) == model
