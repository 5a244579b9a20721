"""From tokens to formulas, before sorts are known: every unknown sort is a placeholder like `?7`."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, cast

from algorist.formal.logic.tokens import Cursor
from algorist.formal.logic.tree import (
    Apply,
    Arithmetic,
    Bound,
    Connective,
    Count,
    Expression,
    Not,
    Numeral,
    Quantified,
    Relation,
    Truth,
    Variable,
)

DEEPEST = 80
LONGEST_NUMBER = 4000
_LEVELS = {"<->": 0, "->": 1, "xor": 2, "or": 3, "and": 4}
_RELATIONS = ("=", "!=", "<", "<=", ">", ">=")


class Reader:
    """Reads formulas; `not` binds tightest, then and, or, xor, `->` (to the right), `<->`.

    The body of `all x: ...` reaches as far as it can; without the colon, as in `∀x (...)`, it is what follows at once.
    """

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self.placeholders = self.chained = 0
        self._scope: list[str] = []
        self._depth = 0

    def formula(self, least: int = 0) -> Expression:
        """Read a formula whose connectives bind at least as tightly as `least`."""
        self._enter()
        left = self._unary()
        while self.cursor.token.kind == "word" and _LEVELS.get(self.cursor.token.text, -1) >= least:
            self._grow()
            operator = cast(Literal["and", "or", "->", "<->", "xor"], self.cursor.advance().text)
            right = self.formula(_LEVELS[operator] + (operator != "->"))
            left = Connective(operator, left, right)
        self._leave()
        return left

    def _unary(self) -> Expression:
        cursor = self.cursor
        if cursor.at("not"):
            cursor.advance()
            self._enter()
            operand = self._unary()
            self._leave()
            return Not(operand)
        if cursor.at("all", "exists"):
            return self._quantified()
        return self._relation()

    def _quantified(self) -> Expression:
        self._enter()
        quantifier = cast(Literal["all", "exists"], self.cursor.advance().text)
        variables = self._bound()
        self._scope += [variable.name for variable in variables]
        body = self.formula() if self.cursor.accept(":") else self._at_once()
        del self._scope[len(self._scope) - len(variables) :]
        self._leave()
        return Quantified(quantifier, variables, body)

    def _at_once(self) -> Expression:
        """Read the body of a quantifier without a colon; it counts as deep as with one."""
        self._enter()
        body = self._unary()
        self._leave()
        return body

    def _bound(self) -> tuple[Bound, ...]:
        """Read `x`, `x, y` or `x in S, y`."""
        found: list[Bound] = []
        while True:
            name = self.cursor.name("a variable")
            sort = self.cursor.name("a sort") if self.cursor.accept("in") else self.placeholder()
            found.append(Bound(name, sort))
            if not self.cursor.accept(","):
                return tuple(found)

    def placeholder(self) -> str:
        self.placeholders += 1
        return f"?{self.placeholders}"

    def _relation(self) -> Expression:
        left = self._sum()
        if not self.cursor.at(*_RELATIONS):
            return left
        operator = cast(Literal["=", "!=", "<", "<=", ">", ">="], self.cursor.advance().text)
        before = self.chained
        node: Expression = Relation(operator, left, right := self._sum())
        while self.cursor.at(*_RELATIONS):
            self._grow(1 + self.chained - before)  # what stands between two relations is said twice
            before = self.chained
            operator = cast(Literal["=", "!=", "<", "<=", ">", ">="], self.cursor.advance().text)
            left, right = right, self._sum()
            node = Connective("and", node, Relation(operator, left, right))
        return node

    def _sum(self) -> Expression:
        left = self._product()
        while self.cursor.at("+", "-"):
            self._grow()
            operator = cast(Literal["+", "-"], self.cursor.advance().text)
            left = Arithmetic(operator, left, self._product())
        return left

    def _product(self) -> Expression:
        left = self._primary()
        while self.cursor.at("*", "div", "mod"):
            self._grow()
            start = self.cursor.token.position
            operator = cast(Literal["*", "div", "mod"], self.cursor.advance().text)
            right = self._primary()
            if operator == "*" and isinstance(left, Numeral) and not isinstance(right, Numeral):
                left, right = right, left
            if not isinstance(right, Numeral) or (
                operator != "*" and (not isinstance(right.value, int) or right.value < 1)
            ):
                self.cursor.fail(f"the arithmetic is linear: one side of `{operator}` is a number.", position=start)
            left = Arithmetic(operator, left, right)
        return left

    def _primary(self) -> Expression:
        cursor = self.cursor
        token = cursor.token
        if token.kind == "number":
            return Numeral(self._number())
        if cursor.accept("-"):
            if cursor.token.kind != "number":
                self._enter()
                self._grow()
                operand = self._primary()
                self._leave()
                return Arithmetic("-", Numeral(0), operand)
            return Numeral(-self._number())
        if cursor.at("true", "false"):
            return Truth(cursor.advance().text == "true")
        if cursor.accept("("):
            # A quantifier reaches to the closing one, and is no deeper for its parentheses.
            inner = self._quantified() if cursor.at("all", "exists") else self.formula()
            cursor.expect(")")
            return inner
        if cursor.accept("count"):
            return self._count()
        if cursor.accept("distinct"):
            return self._distinct()
        if token.kind in ("name", "quoted"):
            return self._named()
        return cursor.unexpected("a formula")

    def _named(self) -> Expression:
        token = self.cursor.token
        if not token.text:
            self.cursor.fail("this name is not allowed.")
        self.cursor.advance()
        if token.kind == "quoted" and token.text in self._scope:
            self.cursor.fail("a name in quotes is spelled like a variable.", "Rename the variable.", token.position)
        if not self.cursor.accept("("):
            return Variable(token.text) if token.text in self._scope else Apply(token.text)
        arguments = [self.formula()]
        while self.cursor.accept(","):
            arguments.append(self.formula())
        self.cursor.expect(")")
        return Apply(token.text, tuple(arguments))

    def _count(self) -> Expression:
        self.cursor.expect("(")
        variables = self._bound()
        self.cursor.expect(":")
        self._scope += [variable.name for variable in variables]
        body = self.formula()
        del self._scope[len(self._scope) - len(variables) :]
        self.cursor.expect(")")
        return Count(variables, body)

    def _distinct(self) -> Expression:
        """Read `distinct(a, b, c)` as the inequalities that it stands for."""
        before = self.chained
        self.cursor.expect("(")
        terms = [self.formula()]
        while self.cursor.accept(","):
            terms.append(self.formula())
        self.cursor.expect(")")
        if len(terms) > DEEPEST // 4:
            self.cursor.fail(f"distinct has {len(terms)} terms of at most {DEEPEST // 4}.")
        pairs_in_all = len(terms) * (len(terms) - 1) // 2
        self._grow((self.chained - before) * max(0, len(terms) - 2) + pairs_in_all)
        pairs: list[Expression] = [Relation("!=", a, b) for place, a in enumerate(terms) for b in terms[:place]]
        return conjunction(pairs)

    def _number(self) -> int | Fraction:
        text = self.cursor.token.text
        if len(text) > LONGEST_NUMBER:
            self.cursor.fail(f"a number has {len(text)} characters of at most {LONGEST_NUMBER}.")
        self.cursor.advance()
        value = Fraction(text)
        if self.cursor.accept("/"):
            if self.cursor.token.kind != "number" or Fraction(self.cursor.token.text[:LONGEST_NUMBER]) == 0:
                self.cursor.unexpected(
                    "a number other than 0", "A fraction is written 1/3; the quotient of terms is `div`."
                )
            value /= Fraction(self.cursor.advance().text[:LONGEST_NUMBER])
        return int(value) if value.denominator == 1 else value

    def _enter(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            self.cursor.fail(f"formulas nest more than {DEEPEST} deep here.")

    def _leave(self) -> None:
        self._depth -= 1

    def _grow(self, links: int = 1) -> None:
        """Count links of a chain as nesting, because its tree is as deep; chains are freed with their line."""
        self.chained += links
        if self.chained > DEEPEST * 2:
            self.cursor.fail(f"one sentence has more than {DEEPEST * 2} operators.", "Write several sentences.")


def conjunction(parts: list[Expression]) -> Expression:
    """Return the balanced conjunction of the parts."""
    return joined("and", parts, True)


def joined(operator: Literal["and", "or"], parts: list[Expression], empty: bool) -> Expression:
    if not parts:
        return Truth(empty)
    while len(parts) > 1:
        pairs = [parts[place : place + 2] for place in range(0, len(parts), 2)]
        parts = [Connective(operator, *pair) if len(pair) == 2 else pair[0] for pair in pairs]
    return parts[0]
