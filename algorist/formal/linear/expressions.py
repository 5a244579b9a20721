"""Reading expressions, sets and bindings from the tokens of one statement, with errors that say the way out."""

from __future__ import annotations

from difflib import get_close_matches
from fractions import Fraction

from algorist.core.errors import FormalError
from algorist.formal.linear.lexer import RESERVED, Token
from algorist.formal.linear.tree import (
    Binding,
    Element,
    Enumeration,
    Expression,
    Inverse,
    Name,
    NamedSet,
    Negate,
    Number,
    Product,
    Range,
    SetExpression,
    Sum,
    Total,
)

MAX_DEPTH = 50
"""How deep parentheses, signs, sums and indices may nest."""
MAX_DIGITS = 400
"""How many significant digits a number may have, and how large its power of ten may be."""

STARTERS = ("var", "set", "param", "maximize", "minimize")


class Expressions:
    """A cursor over the tokens of one statement. After an error it is of no more use."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.position = 0
        self.depth = 0

    # -- expressions

    def expression(self) -> Expression:
        self.enter()
        terms = [self.term()]
        while self.token.text == "+" or self.token.text == "-":
            terms.append(self.term())
        self.depth -= 1
        return terms[0] if len(terms) == 1 else Sum(tuple(terms))

    def term(self) -> Expression:
        """Read a product with the sign before it: `+ 2*x`, `- y`, and for the first term of a sum also `x`."""
        if self.accept("-"):
            return Negate(self.product())
        if self.accept("+") and self.accept("-"):
            return Negate(self.product())
        return self.product()

    def product(self) -> Expression:
        at = self.token.at
        factors = [self.factor()]
        while True:
            if self.accept("*"):
                factors.append(self.factor())
            elif self.accept("/"):
                factors.append(Inverse(self.factor()))
            elif self.juxtaposed():
                factors.append(self.factor())
            else:
                return factors[0] if len(factors) == 1 else Product(tuple(factors), at)

    def juxtaposed(self) -> bool:
        """Whether a number stands right before what it multiplies: `2 apple`, `2(x + y)`, `35% total`, `2 sum(...)`."""
        before, token = self.tokens[self.position - 1], self.token
        if before.kind != "number" and before.text != "%":
            return False
        return token.text in ("(", "sum") or (token.kind == "name" and token.text not in RESERVED)

    def factor(self) -> Expression:
        token = self.token
        if token.kind == "number":
            value = self.number()
            return Number(value / 100, percent=True) if self.accept("%") else Number(value)
        if self.accept("("):
            inside = self.expression()
            self.expect(")")
            return inside
        if token.text == "-" or token.text == "sum":
            self.enter()
            self.position += 1
            inside = Negate(self.factor()) if token.text == "-" else Total(self.bindings("(", ")"), self.product())
            self.depth -= 1
            return inside
        name = self.name("a number, a name or (")
        indices: list[Expression] = []
        if self.accept("["):
            indices.append(self.expression())
            while self.accept(","):
                indices.append(self.expression())
            self.expect("]")
        return Name(name, tuple(indices), token.at)

    def number(self) -> Fraction:
        """Read a literal exactly; its size is bounded, so that 1e999999999 costs nothing."""
        token = self.advance()
        digits, _, exponent = token.text.lower().partition("e")
        whole, _, decimals = digits.partition(".")
        padded = (whole + decimals).lstrip("0")
        significant = padded.rstrip("0")
        if not significant:
            return Fraction(0)
        power = int(exponent[:6] or 0) + len(padded) - len(significant) - len(decimals)
        if len(exponent) > 6 or len(significant) > MAX_DIGITS or abs(power) > MAX_DIGITS:
            message = f"the number {_shorten(token.text)} is too long."
            raise FormalError(*token.at, message, f"Use at most {MAX_DIGITS} digits.")
        return Fraction(int(significant) * 10**power) if power >= 0 else Fraction(int(significant), 10**-power)

    # -- sets

    def bindings(self, opening: str, closing: str) -> tuple[Binding, ...]:
        self.expect(opening)
        bindings = [self.binding()]
        while self.accept(","):
            bindings.append(self.binding())
        self.expect(closing)
        return tuple(bindings)

    def binding(self) -> Binding:
        at = self.token.at
        if self.peek(1).text != "in":
            return Binding("", self.set_expression(), at)
        name = self.name("the name of an index")
        self.expect("in")
        return Binding(name, self.set_expression(), at)

    def set_expression(self) -> SetExpression:
        if self.accept("{"):
            elements = []
            while self.token.text != "}":
                elements.append(self.element())
                if not self.accept(","):
                    break
            self.expect("}")
            return Enumeration(tuple(elements))
        at = self.token.at
        first = self.expression()
        if self.accept(".."):
            return Range(first, self.expression())
        if isinstance(first, Name) and not first.indices:
            return NamedSet(first.name, at)
        raise self.error(".. (a range such as 1..5)")

    def element(self) -> Element:
        if self.token.kind == "name":
            return self.name("a member of a set")
        sign = -1 if self.accept("-") else 1
        at = self.token.at
        if self.token.kind != "number":
            raise self.error("a member of a set (a word or an integer)")
        value = self.number()
        if value.denominator != 1:
            raise FormalError(*at, f"{value} is not an integer.", "Members of sets are words or integers.")
        return sign * value.numerator

    # -- tokens

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    def peek(self, ahead: int) -> Token:
        return self.tokens[min(self.position + ahead, len(self.tokens) - 1)]

    def advance(self) -> Token:
        token = self.tokens[self.position]
        self.position += 1
        return token

    def accept(self, text: str) -> bool:
        if self.tokens[self.position].text != text:
            return False
        self.position += 1
        return True

    def expect(self, text: str) -> None:
        if not self.accept(text):
            raise self.error(text)

    def name(self, what: str) -> str:
        token = self.token
        if token.kind != "name" or token.text in RESERVED:
            raise self.error(what, f"The word {token.text} is reserved." if token.text in RESERVED else "")
        self.position += 1
        return token.text

    def enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} deep."
            raise FormalError(*self.token.at, message, "Name the parts as parameters, or split the line.")

    def error(self, expected: str, hint: str = "") -> FormalError:
        found = f"found {_shorten(self.token.text)}" if self.token.text else "the line ends"
        return FormalError(*self.token.at, f"expected {expected}, {found}.", hint or self.hint())

    def hint(self) -> str:
        """Guess from the tokens around the error what was meant."""
        before, token, after = self.tokens[self.position - 1], self.token, self.peek(1)
        if token.text == "," and before.kind == after.kind == "number" and len(after.text) == 3:
            return f"Write numbers without thousands separators: {before.text}{after.text}."
        if token.text == before.text == "*":
            return "A power is not linear."
        if token.text == "=" and before.text in ("<", ">"):
            return f"Write {before.text}= without a space."
        if before.text == "=" and token.text in ("<", ">"):
            return f"Write {token.text}=."
        if token.kind == "name" and before.text == ",":
            return "Write a var line for each domain."
        first = self.tokens[0].text
        if first in ("subject", "s", "st", "such") and len(self.tokens) < 8:
            return "Constraints need no heading."
        if first not in RESERVED and (near := get_close_matches(first.lower(), STARTERS, 1, 0.6)):
            return f"Did you mean {near[0]}?"
        if token.text.lower() in RESERVED and token.text not in RESERVED:
            return f"Did you mean {token.text.lower()}?"
        if before.kind == token.kind == "name":
            return f"Write {before.text}_{token.text} for one name, or {before.text}*{token.text} for a product."
        return ""


def _shorten(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."
