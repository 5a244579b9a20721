"""From text to model: a polynomial in ordinary notation, then `on` and the inequalities of its domain."""

from __future__ import annotations

from difflib import get_close_matches
from fractions import Fraction

from algorist.core.errors import FormalError
from algorist.formal.polynomial.expand import Expander, Expression, TooLarge
from algorist.formal.polynomial.tokens import Token, tokens
from algorist.formal.polynomial.tree import Model, Sparse

MAX_NESTING = 100
MAX_DIGITS = 1_000
MAX_NAME = 60
MAX_CONSTRAINTS = 1_000
MAX_VARIABLES = 1_000
FUNCTIONS = frozenset(["sin", "cos", "tan", "exp", "log", "ln", "sqrt", "abs", "min", "max", "floor", "ceil"])
DOMAIN_WORDS = frozenset(["on", "where", "subject", "domain", "for", "with", "if", "when", "given", "such"])
"""Words that cannot name variables: `on` begins the domain, and the others are meant to."""
COMPARISONS = (">=", "<=", "=", ">", "<")


def parse(text: str) -> Model:
    """Return the model that a text denotes; raises FormalError, and nothing else, when it denotes none."""
    return _Parser(text).model()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.stream = tokens(text)
        self.in_domain = False
        self.expander = Expander()
        self.names: set[str] = set()
        self.token = self.previous = next(self.stream)
        self.skip_newlines()

    # -- statements

    def model(self) -> Model:
        polynomial = self.claim()
        domain: list[tuple[Expression, bool]] = []
        if self.token.text == "on" and self.token.kind == "name":
            self.in_domain = True
            self.advance()
            self.separators()
            while self.token.kind != "end":
                domain += self.constraint()
                if len(domain) > MAX_CONSTRAINTS:
                    raise self.error(f"a domain of over {MAX_CONSTRAINTS:,} constraints.")
                if self.token.kind != "end" and not self.separators():
                    raise self.unexpected("the next constraint on a line of its own, or after a comma")
        if self.token.kind != "end":
            raise self.unexpected("an operator, a comparison with >= or <=, or `on` and the domain")
        for expression in (polynomial, *(each for each, _ in domain)):
            if any(max(abs(value.numerator), value.denominator) >= 10**MAX_DIGITS for value in expression.values()):
                raise self.error(f"the text comes to a coefficient of over {MAX_DIGITS:,} digits.")
        return Model.of(polynomial, domain)

    def claim(self) -> Expression:
        left = self.expression(0)
        if self.token.text not in COMPARISONS:
            return left
        sign = self.comparison("The claim is that one side is at least the other: p >= q or p <= q.")
        if sign == "=":
            raise self.error("a claim of equality.", "Claim p >= q or p <= q; equations belong to the domain.")
        right = self.expression(0)
        return self.difference(left, right) if sign == ">=" else self.difference(right, left)

    def constraint(self) -> list[tuple[Expression, bool]]:
        """Read a comparison, or a chain of them, as polynomials that are at least zero (or, equations, zero)."""
        sides, found = [self.expression(0)], []
        if self.token.text not in COMPARISONS:
            raise self.unexpected("a comparison: >=, <= or =")
        while self.token.text in COMPARISONS:
            sign = self.comparison("The domain is closed: write >= or <=.")
            sides.append(self.expression(0))
            left, right = sides[-2:]
            found.append((self.difference(right, left) if sign == "<=" else self.difference(left, right), sign == "="))
        return found

    def comparison(self, hint: str) -> str:
        sign = self.token.text
        if sign in "<>":
            raise self.error(f"a strict comparison {sign}.", hint)
        self.advance()
        return sign

    # -- expressions

    def expression(self, depth: int) -> Expression:
        total: Expression = {}
        sign = 1
        if self.token.text in ("+", "-"):
            sign = -1 if self.advance().text == "-" else 1
        while True:
            self.within(self.expander.add, total, self.term(depth), sign)
            if self.token.text not in ("+", "-"):
                return total
            sign = -1 if self.advance().text == "-" else 1

    def term(self, depth: int) -> Expression:
        product = self.factor(depth)
        while True:
            if self.token.text == "*":
                self.advance()
                product = self.within(self.expander.multiply, product, self.factor(depth))
            elif self.token.text == "/":
                at = self.advance()
                product = self.within(self.expander.multiply, product, self.reciprocal(at, self.factor(depth)))
            elif self.juxtaposed():
                product = self.within(self.expander.multiply, product, self.factor(depth))
            else:
                return product

    def juxtaposed(self) -> bool:
        """Whether a factor follows without its sign: 2x, 2(x + y), (x + y)(x - y), x^2 y; two names want a *."""
        if self.token.kind == "name" and self.token.text not in DOMAIN_WORDS:
            return self.previous.kind == "number" or self.previous.text == ")"
        return self.token.text == "("

    def factor(self, depth: int) -> Expression:
        """Read a signed power: -x^2 is -(x^2)."""
        sign = 1
        while self.token.text in ("+", "-"):
            sign = -sign if self.advance().text == "-" else sign
        base = self.atom(depth)
        if self.token.text == "^":
            self.advance()
            base = self.within(self.expander.power, base, self.exponent())
        return base if sign > 0 else {monomial: -value for monomial, value in base.items()}

    def atom(self, depth: int) -> Expression:
        token = self.token
        if token.kind == "number":
            self.advance()
            value = self.number(token)
            return {(): value} if value else {}
        if token.kind == "name" and token.text not in DOMAIN_WORDS:
            self.advance()
            return {self.variable(token): Fraction(1)}
        if token.text == "(":
            if depth >= MAX_NESTING:
                raise self.error(f"parentheses over {MAX_NESTING} deep.", "Expand the expression.")
            self.advance()
            inner = self.expression(depth + 1)
            if self.token.text != ")":
                raise self.unexpected(f"the ) of the ( at line {token.line}, column {token.column}")
            self.advance()
            return inner
        raise self.unexpected("a number, a variable or (")

    def variable(self, token: Token) -> Sparse:
        """Read a name; x(12) is x12."""
        name = token.text
        if name in FUNCTIONS and self.token.text == "(":
            raise FormalError(*token.at, f"{name} is no polynomial.", "Use sums, products and whole powers.")
        if self.token.text == "(" and self.token.end == self.previous.end + 1:
            self.advance()
            index = self.token
            self.advance()
            if index.kind != "number" or not index.text.isdigit() or self.token.text != ")":
                raise FormalError(
                    *index.at, f"{name}( begins an index.", f"Write {name}(1), or a product: {name}*(...)."
                )
            self.advance()
            name += index.text
        if len(name) > MAX_NAME:
            raise FormalError(*token.at, f"a name of over {MAX_NAME} characters.")
        self.names.add(name)
        if len(self.names) > MAX_VARIABLES:
            raise FormalError(*token.at, f"over {MAX_VARIABLES:,} variables.")
        return ((name, 1),)

    def number(self, token: Token) -> Fraction:
        digits, _, power = token.text.lower().partition("e")
        if len(digits) > MAX_DIGITS or len(power) > 5 or abs(int(power or "0")) > MAX_DIGITS:
            raise FormalError(*token.at, f"a number of over {MAX_DIGITS:,} digits.")
        return Fraction(digits + "0" if digits.endswith(".") else digits) * Fraction(10) ** int(power or "0")

    def exponent(self, depth: int = 0) -> int:
        token = self.token
        if token.text == "(":
            if depth >= MAX_NESTING:
                raise self.error(f"parentheses over {MAX_NESTING} deep.")
            self.advance()
            exponent = self.exponent(depth + 1)
            if self.token.text != ")":
                raise self.unexpected("the ) after the exponent")
            self.advance()
            return exponent
        if token.text == "-":
            raise self.error("a negative exponent is no polynomial.", "Multiply the denominator out.")
        if token.kind != "number":
            raise self.unexpected("a whole number as exponent")
        value = self.number(token)
        if value.denominator != 1:
            raise self.error(f"the exponent {token.text} is not whole, so this is no polynomial.")
        if value > MAX_DIGITS:
            raise self.error(f"an exponent over {MAX_DIGITS:,}.")
        self.advance()
        return int(value)

    def reciprocal(self, at: Token, divisor: Expression) -> Expression:
        if any(divisor.get(monomial) for monomial in divisor if monomial):
            raise FormalError(*at.at, "a division by a variable is no polynomial.", "Multiply the denominator out.")
        value = divisor.get((), Fraction(0))
        if not value:
            raise FormalError(*at.at, "a division by zero.")
        return {(): 1 / value}

    def difference(self, left: Expression, right: Expression) -> Expression:
        total = dict(left)
        self.within(self.expander.add, total, right, -1)
        return total

    # -- tokens

    def advance(self) -> Token:
        token = self.token
        self.previous = token
        self.token = next(self.stream, token)
        self.skip_newlines()
        return token

    def skip_newlines(self) -> None:
        """Before `on`, a line break is a space; in the domain it ends a constraint."""
        while self.token.kind == "newline" and not self.in_domain:
            self.token = next(self.stream)

    def separators(self) -> bool:
        found = False
        while self.token.kind == "newline" or self.token.text in (",", ";"):
            self.advance()
            found = True
        return found

    def within(self, operation: object, *arguments: object) -> Expression:
        """Do what expands an expression; beyond a limit, name it and the place."""
        try:
            return operation(*arguments)  # type: ignore[operator, no-any-return]
        except TooLarge as excess:
            raise self.error(f"{excess}.", "State a smaller polynomial.") from None

    def unexpected(self, wanted: str) -> FormalError:
        token = self.token
        shown = {"end": "the text ends", "newline": "the line ends"}.get(token.kind, f"unexpected {token.text[:40]}")
        meant = token.kind == "name" and get_close_matches(token.text.lower(), DOMAIN_WORDS, n=1)
        hint = "The domain begins with the word on." if meant else ""
        return FormalError(token.line, token.column, f"{shown}; expected {wanted}.", hint)

    def error(self, message: str, hint: str = "") -> FormalError:
        return FormalError(self.token.line, self.token.column, message, hint)
