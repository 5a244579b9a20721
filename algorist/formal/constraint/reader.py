"""One line of the constraint language: a constraint or an objective, read by precedence climbing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from algorist.formal.constraint.declarations import Names
from algorist.formal.constraint.global_constraints import STANDALONE
from algorist.formal.constraint.global_reader import GLOBALS, read_global
from algorist.formal.constraint.interval import RangeError, interval
from algorist.formal.constraint.kinds import Kind, Kinds
from algorist.formal.constraint.tokens import Cursor, nearest, shorten
from algorist.formal.constraint.tree import (
    Absolute,
    AllDifferent,
    And,
    Cardinality,
    Compare,
    Comparison,
    Constant,
    Constraint,
    Count,
    Element,
    Expression,
    Iff,
    Implies,
    Maximum,
    Member,
    Minimum,
    Negate,
    Not,
    Number,
    Objective,
    Or,
    Product,
    Quotient,
    Reference,
    Remainder,
    Sum,
    Symbol,
    Truth,
    children,
)

DEEPEST = 100
_TOO_DEEP = f"this is nested more than {DEEPEST} deep."

IFF, IMPLIES, OR, AND, NOT, COMPARE, SUM, PRODUCT, NEGATE = range(1, 10)
"""How tightly each operator binds: `a or b and not x + 1 = y` is `a or (b and (not ((x + 1) = y)))`."""

_COMPARISONS: Mapping[str, Comparison] = {
    "=": "=", "==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=",
}  # fmt: skip
_INFIX = {"<->": IFF, "->": IMPLIES, "or": OR, "and": AND, "in": COMPARE} | dict.fromkeys(_COMPARISONS, COMPARE)
_INFIX |= {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "mod": PRODUCT}
_SENSES: Mapping[str, Literal["maximize", "minimize"]] = {
    "maximize": "maximize", "maximise": "maximize", "minimize": "minimize", "minimise": "minimize",
}  # fmt: skip
_BOUNDED: Mapping[str, Literal["exactly", "atleast", "atmost"]] = {
    "exactly": "exactly", "atleast": "atleast", "atmost": "atmost",
}  # fmt: skip
_FOLDS: Mapping[str, Callable[[tuple[Expression, ...]], Expression]] = {"min": Minimum, "max": Maximum, "sum": Sum}
_CALLS = (*_FOLDS, *_BOUNDED, "abs", "alldifferent", "count", "element")


class Reader:
    """One constraint or objective, read by precedence climbing."""

    def __init__(self, cursor: Cursor, names: Names) -> None:
        self.cursor = cursor
        self.names = names
        self.kinds = Kinds(cursor, names.domains)
        self.depth = 0
        self.standalone = 0  # the column of a call that must be the whole line

    @property
    def at_objective(self) -> bool:
        return self.cursor.token.text in _SENSES

    def constraint(self) -> Constraint:
        formula = self.condition(0)
        self.finish(formula)
        if self.standalone and not isinstance(formula, STANDALONE):
            self.cursor.fail(
                "circuit, routes and automaton are lines of their own.",
                "Split the line; they cannot be negated, joined or counted.",
                self.standalone,
            )
        return Constraint(formula, self.cursor.line)

    def objectives(self) -> list[Objective]:
        """Read `minimize a`, or several in order of importance: `minimize a then b then maximize c`."""
        objectives, sense = [], _SENSES[self.cursor.token.text]
        while True:
            sense = _SENSES[self.cursor.advance().text] if self.at_objective else sense
            objectives.append(Objective(sense, self.number(0), self.cursor.line))
            if not self.cursor.accept("then"):
                break
        self.finish(*(objective.expression for objective in objectives))
        if self.standalone:
            self.cursor.fail("circuit, routes and automaton are lines of their own.", column=self.standalone)
        return objectives

    def soft(self) -> Expression:
        """Read `soft 5: x < y` as what it costs when it fails to hold: `5 * (not x < y)`."""
        self.cursor.advance()
        weight = self.cursor.integer()
        self.cursor.expect(":")
        constraint = self.constraint()
        if self.standalone:
            self.cursor.fail("circuit, routes and automaton cannot be soft.", column=self.standalone)
        return Product((Number(weight), Not(constraint.formula)))

    @property
    def at_soft(self) -> bool:
        return self.cursor.token.text == "soft" and self.cursor.next.kind == "number"

    def finish(self, *nodes: Expression) -> None:
        self.cursor.end()
        for node in nodes:
            if deeper_than(DEEPEST, node):
                self.cursor.fail(_TOO_DEEP, "Name parts of it by variables of their own.", 1)
            try:
                interval(node, self.names.domains)
            except RangeError as error:
                self.cursor.fail(f"{error}.", column=1)

    # Expressions of an expected kind.

    def number(self, power: int) -> Expression:
        column = self.cursor.token.column
        return self.kinds.number(self.expression(power), column)

    def condition(self, power: int) -> Expression:
        column = self.cursor.token.column
        return self.kinds.condition(self.expression(power), column)

    # Precedence climbing.

    def expression(self, power: int) -> Expression:
        """Read the longest expression whose operators all bind at least as tightly as `power`."""
        column = self.cursor.token.column
        self.depth += 1
        if self.depth > DEEPEST:
            self.cursor.fail(_TOO_DEEP, "Name parts of it by variables of their own.")
        left = self.prefix()
        while True:
            operator = self.cursor.token.text
            binding = _INFIX.get(operator, 0)
            if operator == "not" and self.cursor.next.text == "in":
                binding = COMPARE
            if not binding or binding < power:
                self.depth -= 1
                return left
            left = self.infix(left, operator, binding, column)

    def infix(self, left: Expression, operator: str, binding: int, column: int) -> Expression:
        if binding == COMPARE:
            return self.membership((left,), column) if operator in ("in", "not") else self.comparison(left)
        if binding == SUM:
            return self.sum(self.kinds.number(left, column))
        if binding == PRODUCT:
            return self.product(self.kinds.number(left, column), operator)
        left = self.kinds.condition(left, column)
        if operator in ("and", "or"):
            operands = [left]
            while self.cursor.accept(operator):
                operands.append(self.condition(binding + 1))
            return And(tuple(operands)) if operator == "and" else Or(tuple(operands))
        self.cursor.advance()
        return Implies(left, self.condition(IMPLIES)) if operator == "->" else Iff(left, self.condition(IMPLIES))

    def sum(self, left: Expression) -> Expression:
        operands = [left]
        while self.cursor.token.text in ("+", "-"):
            sign = self.cursor.advance().text
            operand = self.number(PRODUCT)
            operands.append(operand if sign == "+" else Negate(operand))
        return Sum(tuple(operands))

    def product(self, left: Expression, operator: str) -> Expression:
        if operator != "*":
            self.cursor.advance()
            column = self.cursor.token.column
            divisor = self.cursor.integer()
            if divisor == 0:
                self.cursor.fail("nothing can be divided by 0.", column=column)
            return Quotient(left, divisor) if operator == "/" else Remainder(left, divisor)
        operands = [left]
        while self.cursor.accept("*"):
            operands.append(self.number(NEGATE))
        return Product(tuple(operands))

    def comparison(self, left: Expression) -> Expression:
        """Read `left < right`; a chain `a < b < c` is `a < b and b < c`."""
        formulas: list[Expression] = []
        while (token := self.cursor.token).text in _COMPARISONS:
            operator = _COMPARISONS[self.cursor.advance().text]
            right = self.expression(SUM)
            if self.kinds.symbolic(left, right):
                self.kinds.comparable(left, right, operator, token.column)
            formulas.append(Compare(operator, left, right))
            left = right
        return formulas[0] if len(formulas) == 1 else And(tuple(formulas))

    # What an expression begins with.

    def prefix(self) -> Expression:
        token = self.cursor.token
        if token.kind == "number":
            return Number(self.cursor.integer())
        if token.kind in ("name", "word"):
            return self.named()
        if self.cursor.next.kind == "number" and token.text == "-":
            return Number(self.cursor.integer())
        if self.cursor.accept("-"):
            return Negate(self.number(NEGATE))
        if self.cursor.accept("("):
            return self.parenthesis(token.column)
        return self.cursor.unexpected("a number, a variable or `(`")

    def named(self) -> Expression:
        token = self.cursor.advance()
        if token.text in self.names.domains:
            return Reference(token.text)
        if token.text in _CALLS:
            return self.call(token.text)
        if token.text in GLOBALS and self.cursor.token.text == "(":
            node = read_global(self, token.text)
            self.standalone = token.column if isinstance(node, STANDALONE) else self.standalone
            return node
        if token.text in ("true", "false"):
            return Truth(token.text == "true")
        if token.text == "not":
            return Not(self.condition(NOT))
        if token.text == "if":
            condition = self.condition(0)
            self.cursor.expect("then")
            return Implies(condition, self.condition(0))
        if token.text in self.names.symbols:
            return Symbol(token.text)
        known = [*self.names.domains, *_CALLS, *GLOBALS, *self.names.symbols]
        what = "function" if self.cursor.token.text == "(" else "name"
        hint = "A product is written 2*x." if token.kind == "word" else nearest(token.text, known)
        return self.cursor.fail(f"unknown {what} `{shorten(token.text)}`.", hint, token.column)

    def parenthesis(self, column: int) -> Expression:
        first = self.expression(0)
        if self.cursor.accept(")"):
            return first
        operands = [first]
        while self.cursor.accept(","):
            operands.append(self.expression(0))
        self.cursor.expect(")", ",")
        if self.cursor.token.text not in ("in", "not"):
            self.cursor.unexpected("`in` after a tuple")
        return self.membership(tuple(operands), column)

    # Membership, tables and calls.

    def membership(self, operands: tuple[Expression, ...], column: int) -> Expression:
        """Read `in {...}`, `not in {...}` or `in low..high` after its operands."""
        negative = self.cursor.accept("not")
        self.cursor.expect("in")
        if len(operands) == 1 and self.cursor.token.text != "{":
            member = self.between(self.kinds.number(operands[0], column))
        else:
            self.cursor.expect("{")
            rows = [self.row(operands)]
            while self.cursor.accept(","):
                rows.append(self.row(operands))
            self.cursor.expect("}", ",")
            member = Member(operands, tuple(rows))
        return Not(member) if negative else member

    def between(self, operand: Expression) -> Expression:
        low = self.cursor.integer()
        self.cursor.expect("..")
        high = self.cursor.integer()
        return And((Compare(">=", operand, Number(low)), Compare("<=", operand, Number(high))))

    def row(self, operands: tuple[Expression, ...]) -> tuple[Constant, ...]:
        if len(operands) == 1:
            return (self.constant(operands[0]),)
        self.cursor.expect("(")
        constants = [self.constant(operands[0])]
        for operand in operands[1:]:
            self.cursor.expect(",")
            constants.append(self.constant(operand))
        self.cursor.expect(")")
        return tuple(constants)

    def constant(self, operand: Expression) -> Constant:
        """Read a value that the operand may be compared with."""
        token = self.cursor.token
        if self.kinds.symbolic(operand):
            if token.kind not in ("name", "word"):
                self.cursor.unexpected("a name")
            self.kinds.fits(operand, Symbol(token.text), token.column)
            return Symbol(self.cursor.advance().text)
        if self.cursor.accept("true", "false"):
            return Truth(token.text == "true")
        return Number(self.cursor.integer())

    def call(self, name: str) -> Expression:
        self.cursor.expect("(")
        if name in _BOUNDED:
            bound = self.cursor.integer()
            self.cursor.expect(",")
            node: Expression = Cardinality(_BOUNDED[name], bound, self.items("condition"))
        elif name == "count":
            node = self.count()
        elif name == "element":
            operands = self.items("number")
            self.cursor.expect(",")
            node = Element(operands, self.number(0))
        elif name == "alldifferent":
            node = AllDifferent(self.alike())
        elif name == "abs":
            node = Absolute(self.number(0))
        else:
            node = _FOLDS[name](self.items("number"))
        self.cursor.expect(")")
        return node

    def count(self) -> Expression:
        operands = self.alike()
        self.cursor.expect(",")
        column = self.cursor.token.column
        value = self.expression(0)
        for operand in operands:
            if self.kinds.symbolic(operand, value):
                self.kinds.comparable(operand, value, "=", column)
        return Count(operands, value)

    def items(self, wanted: Kind | None = None) -> tuple[Expression, ...]:
        """Read one or more expressions between commas, in `[...]` or bare."""
        read = {"number": self.number, "condition": self.condition, None: self.expression}[wanted]
        bracketed = self.cursor.accept("[")
        operands = [read(0)]
        while self.cursor.accept(","):
            operands.append(read(0))
        if bracketed:
            self.cursor.expect("]", ",")
        return tuple(operands)

    def alike(self) -> tuple[Expression, ...]:
        """Read expressions that are all names or all numbers."""
        column = self.cursor.token.column
        operands = self.items()
        if len({self.kinds.symbolic(operand) for operand in operands}) > 1:
            self.cursor.fail("names and numbers are mixed here; they are never equal.", column=column)
        return operands


def deeper_than(limit: int, node: Expression) -> bool:
    """Return whether some path from this node down passes more than `limit` nodes."""
    layer = [node]
    while layer and limit:
        layer = [child for parent in layer for child in children(parent)]
        limit -= 1
    return bool(layer)
