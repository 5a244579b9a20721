"""Read one expression of Logic-LM's programs, in Python's notation."""

from __future__ import annotations

from typing import Literal, cast

from algorist.core.errors import FormalError
from algorist.formal.logic.formulas import conjunction, joined
from algorist.formal.logic.logiclm_names import Names, fail
from algorist.formal.logic.logiclm_terms import (
    ABSOLUTE,
    ANYTHING,
    PAIR,
    Comparison,
    distinct,
    is_number,
    related,
    summed,
)
from algorist.formal.logic.logiclm_tokens import Cursor
from algorist.formal.logic.tokens import nearest
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
    Truth,
    Variable,
)

DEEPEST = 60
_RELATIONS = {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_BINDERS = ("ForAll", "Exists", "Count", "Sum", "Distinct")
_ABSENT = ("None", "null")


class Reader:
    """Reads one expression."""

    def __init__(self, text: str, number: int, program: Names) -> None:
        self._number, self._program = number, program
        self._cursor = Cursor(text, number)
        self._scope: list[str] = []
        self._depth = 0

    def whole(self) -> Expression:
        """Read a formula, or several with commas between them, of which each has to hold."""
        formulas = [self._formula()]
        while self._cursor.accept(","):
            formulas.append(self._formula())
        self._cursor.end()
        return conjunction(formulas)

    def test(self) -> tuple[str, list[Expression]]:
        """Read `is_sat(formula)` or `is_accurate_list([formula, ...])`; return the test's name and the formulas."""
        name = self._cursor.take().text
        self._cursor.expect("(")
        formulas = self._arguments()
        self._cursor.close()
        self._cursor.end()
        if not formulas:
            fail(self._number, "a test needs a formula")
        return name, formulas

    # Formulas.

    def _formula(self) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            fail(self._number, f"expressions nest more than {DEEPEST} deep here")
        left = self._disjunction()
        if self._cursor.accept("->", "=>"):
            left = Connective("->", left, self._formula())
        self._depth -= 1
        return left

    def _disjunction(self) -> Expression:
        parts = [self._conjunction()]
        while self._cursor.word("or", "Or") or self._cursor.accept("||", "|"):
            parts.append(self._conjunction())
        return joined("or", parts, False)

    def _conjunction(self) -> Expression:
        parts = [self._negation()]
        while self._cursor.word("and", "And") or self._cursor.accept("&&", "&"):
            parts.append(self._negation())
        return conjunction(parts)

    def _negation(self) -> Expression:
        if self._cursor.word("not"):
            return Not(self._comparison())
        return self._comparison()

    def _comparison(self) -> Expression:
        """Read a comparison, also chained, or `x in [a, b]`, `x not in [a, b]`."""
        left = self._sum()
        negated = self._cursor.word("not")
        if self._cursor.word("in"):
            inside = self._membership(left)
            return Not(inside) if negated else inside
        if negated:
            fail(self._number, "expected `in` after `not`")
        parts: list[Expression] = []
        while self._cursor.peek(*_RELATIONS):
            relation = cast(Comparison, _RELATIONS[self._cursor.take().text])
            if relation in ("=", "!=") and self._absent():
                parts.append(Truth(relation == "!="))
                continue
            right = self._sum()
            parts.append(related(relation, left, right, self._number))
            left = right
        return conjunction(parts) if parts else left

    def _membership(self, left: Expression) -> Expression:
        if self._cursor.peek("["):
            return joined("or", [related("=", left, value, self._number) for value in self._list()], False)
        name = self._cursor.take().text
        self._program.sort(name, self._number)
        return self._program.one_of(left, name) if name in self._program.members else Truth(True)

    def _absent(self) -> bool:
        """Pass over `None`, where it is no element: functions are total, so nothing equals it."""
        name = self._cursor.token.text
        return name in _ABSENT and self._program.element(name) is None and self._cursor.word(*_ABSENT)

    # Terms.

    def _sum(self) -> Expression:
        left = self._product()
        while self._cursor.peek("+", "-"):
            operator = cast(Literal["+", "-"], self._cursor.take().text)
            left = Arithmetic(operator, left, self._product())
        return left

    def _product(self) -> Expression:
        left = self._part()
        while self._cursor.peek("*", "%", "/") or self._cursor.token == ("name", "mod"):
            sign = self._cursor.take().text
            right = self._part()
            if sign == "*" and isinstance(left, Numeral):
                left, right = right, left
            if not isinstance(right, Numeral) or (sign != "*" and right.value < 1):
                fail(self._number, "the arithmetic is linear: one side is a number")
            operator = cast(Literal["*", "div", "mod"], {"*": "*", "/": "div"}.get(sign, "mod"))
            left = Arithmetic(operator, left, right)
        return left

    def _part(self) -> Expression:
        """Read a primary, or a part of a pair, `pair[0]`."""
        node = self._primary()
        while isinstance(node, Apply) and node.name == PAIR and self._cursor.accept("["):
            index = self._cursor.take().text
            self._cursor.expect("]")
            if not index.isdecimal() or len(index) > 2 or int(index) >= len(node.arguments):
                fail(self._number, f"a pair of {len(node.arguments)} parts has no part {index[:40]}")
            node = node.arguments[int(index)]
        return node

    def _primary(self) -> Expression:
        token = self._cursor.take()
        if token.kind == "number":
            return Numeral(int(token.text[:1000]))
        if token.text == "-" and token.kind == "sign":
            return Arithmetic("-", Numeral(0), self._nested())
        if token.text == "(" and token.kind == "sign":
            parts = [self._formula()]
            while self._cursor.accept(","):
                parts.append(self._formula())
            self._cursor.close()
            return parts[0] if len(parts) == 1 else Apply(PAIR, tuple(parts))
        if token.kind == "quoted":
            return self._name(token.text.strip('"'))
        if token.kind != "name":
            fail(self._number, f"expected an expression, got `{token.text[:40]}`")
        if token.text in ("True", "False"):
            return Truth(token.text == "True")
        if not self._cursor.accept("("):
            return self._name(token.text)
        node = self._call(token.text)
        self._cursor.close()
        return node

    def _nested(self) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            fail(self._number, f"expressions nest more than {DEEPEST} deep here")
        node = self._primary()
        self._depth -= 1
        return node

    def _name(self, name: str) -> Expression:
        if name in self._scope:
            return Variable(name)
        program = self._program
        element = program.element(name)
        if element is not None:
            return element
        if name == ANYTHING and program.pairs:
            return Apply(ANYTHING)
        if name not in program.symbols:
            elements = (each for sort in program.sorts.values() for each in sort.elements)
            known = [*self._scope, *program.symbols, *program.positions, *elements]
            raise FormalError(self._number, 1, f"unknown name `{name[:40]}`.", nearest(name, known))
        return Apply(name)

    # Calls.

    def _call(self, name: str) -> Expression:
        if name in _BINDERS and self._cursor.peek("[") and self._binds():
            return self._binder(name)
        inner = self._arguments()
        if name in ("And", "Or"):
            return conjunction(inner) if name == "And" else joined("or", inner, False)
        if name == "Distinct":
            apart = (related("!=", a, b, self._number) for place, a in enumerate(inner) for b in inner[:place])
            return conjunction(list(apart))
        if name == "Not" and len(inner) == 1:
            return Not(inner[0])
        if name in ("Implies", "Xor", "Iff") and len(inner) == 2:
            operator = cast(Literal["->", "xor", "<->"], {"Implies": "->", "Xor": "xor", "Iff": "<->"}[name])
            return Connective(operator, *inner)
        if name in ("Abs", "abs") and len(inner) == 1:
            return Apply(ABSOLUTE, tuple(inner))
        if name in ("If", "IfThenElse") and len(inner) in (2, 3):
            then = Connective("->", inner[0], inner[1])
            return then if len(inner) == 2 else Connective("and", then, Connective("or", inner[0], inner[2]))
        if name in self._program.pairs:
            return Apply(PAIR, tuple(Apply(part, tuple(inner)) for part in self._program.pairs[name]))
        if name in (*_BINDERS, "And", "Or", "Not", "Implies", "Xor", "Iff", "If"):
            fail(self._number, f"`{name}` is not written with {len(inner)} parts")
        if name not in self._program.symbols:
            known = [*self._program.symbols, "And", "Or", "Not", "Implies", "ForAll", "Exists", "Count", "Distinct"]
            raise FormalError(self._number, 1, f"unknown function `{name[:40]}`.", nearest(name, known))
        return Apply(name, tuple(inner))

    def _arguments(self) -> list[Expression]:
        if self._cursor.peek("["):
            found = self._list()
        elif self._cursor.peek(")"):
            return []
        else:
            found = [self._formula()]
        while self._cursor.accept(","):
            found.append(self._formula())
        return found

    def _list(self) -> list[Expression]:
        self._cursor.expect("[")
        found = [] if self._cursor.peek("]") else [self._formula()]
        while self._cursor.accept(","):
            found.append(self._formula())
        self._cursor.expect("]")
        return found

    def _binds(self) -> bool:
        after = self._cursor.at + 2
        return after < len(self._cursor.tokens) and self._cursor.tokens[after].text == ":"

    def _binder(self, name: str) -> Expression:
        """Read `ForAll([x:sort, ...], body)` and its like; `Count` and `Sum` add numbers or count what holds."""
        bound: list[Bound] = []
        guards: list[Expression] = []
        self._cursor.expect("[")
        while not bound or self._cursor.accept(","):
            variable = self._cursor.take()
            self._cursor.expect(":")
            sort = self._cursor.take().text
            if variable.kind != "name":
                fail(self._number, f"`{variable.text[:40]}` is no variable")
            bound.append(Bound(variable.text, self._program.sort(sort, self._number)))
            if sort in self._program.members:
                guards.append(self._program.one_of(Variable(variable.text), sort))
        self._cursor.expect("]")
        self._cursor.expect(",")
        self._scope += [each.name for each in bound]
        body = self._formula()
        del self._scope[len(self._scope) - len(bound) :]
        guard = conjunction(guards)
        if name == "Distinct":
            return distinct(bound, guard, body, self._number)
        if name in ("Count", "Sum") and is_number(body, self._program, bound):
            return summed(bound, guard, body, self._program, self._number)
        if guards:
            body = Connective("->" if name == "ForAll" else "and", guard, body)
        if name in ("Count", "Sum"):
            return Count(tuple(bound), body)
        return Quantified("all" if name == "ForAll" else "exists", tuple(bound), body)
