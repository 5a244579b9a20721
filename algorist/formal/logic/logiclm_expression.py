"""Read one expression of Logic-LM's programs, in Python's notation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, cast

from algorist.core.errors import FormalError
from algorist.formal.logic.formulas import conjunction, joined
from algorist.formal.logic.logiclm_names import Names, fail
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
    Relation,
    Truth,
    Variable,
)

DEEPEST = 60
ABSOLUTE = "|x|"
"""What an absolute value is called until the comparison around it takes it apart."""

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?![\w.]))|(?P<name>[^\W\d]\w*)|(?P<quoted>"[^"\n]*")"""
    r"""|(?P<sign>==|!=|<=|>=|->|&&|\|\||[-+*/%<>()\[\],:=&|])|(?P<bad>\S))"""
)
_RELATIONS = {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


class _Token(NamedTuple):
    kind: str
    text: str


class Reader:
    """Reads one expression."""

    def __init__(self, text: str, number: int, program: Names) -> None:
        self._number, self._program = number, program
        self._tokens = list(self._split(text))
        self._at = 0
        self._scope: list[str] = []
        self._depth = self._fresh = 0

    def whole(self) -> Expression:
        formula = self._formula()
        self._end()
        return formula

    def test(self) -> tuple[Expression, ...]:
        """Read `is_sat(formula)` or `is_accurate_list([formula, ...])`."""
        self._at += 1
        self._expect("(")
        formulas = self._arguments()
        self._expect(")")
        self._end()
        if self._tokens[0].text == "is_equivalent" and len(formulas) == 2:
            return (Connective("<->", *formulas),)
        if not formulas:
            fail(self._number, "a test needs a formula")
        return (
            tuple(formulas)
            if len(formulas) == 1 or self._tokens[0].text == "is_accurate_list"
            else (conjunction(formulas),)
        )

    def _split(self, text: str) -> Iterator[_Token]:
        for match in _TOKEN.finditer(text):
            kind = match.lastgroup or ""
            if kind == "bad":
                fail(self._number, f"{match['bad']!r} has no meaning here")
            yield _Token(kind, match[kind])

    @property
    def _token(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _Token("end", "the end of the line")

    def _peek(self, *texts: str) -> bool:
        return self._token.kind == "sign" and self._token.text in texts

    def _accept(self, *texts: str) -> bool:
        found = self._peek(*texts)
        self._at += found
        return found

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            fail(self._number, f"expected `{text}`, got `{self._token.text[:40]}`")

    def _end(self) -> None:
        if self._token.kind != "end":
            fail(self._number, f"expected the end of the line, got `{self._token.text[:40]}`")

    def _formula(self) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            fail(self._number, f"expressions nest more than {DEEPEST} deep here")
        parts = [self._conjunction()]
        while self._word("or") or self._accept("||", "|"):
            parts.append(self._conjunction())
        self._depth -= 1
        return joined("or", parts, False)

    def _conjunction(self) -> Expression:
        parts = [self._negation()]
        while self._word("and") or self._accept("&&", "&"):
            parts.append(self._negation())
        return conjunction(parts)

    def _negation(self) -> Expression:
        if self._word("not"):
            return Not(self._comparison())
        return self._comparison()

    def _word(self, text: str) -> bool:
        found = self._token == _Token("name", text)
        self._at += found
        return found

    def _comparison(self) -> Expression:
        """Read a comparison, also chained, or `x in [a, b]`."""
        left = self._sum()
        if self._word("in"):
            return joined("or", [Relation("=", left, value) for value in self._list()], False)
        parts: list[Expression] = []
        while self._peek(*_RELATIONS):
            relation = cast(Literal["=", "!=", "<", "<=", ">", ">="], _RELATIONS[self._token.text])
            self._at += 1
            if relation in ("=", "!=") and self._undeclared_none():
                parts.append(Truth(relation == "!="))
                continue
            right = self._sum()
            parts.append(_related(relation, left, right))
            left = right
        return conjunction(parts) if parts else left

    def _undeclared_none(self) -> bool:
        declared = any("None" in sort.elements for sort in self._program.sorts.values())
        return not declared and "None" not in self._program.positions and self._word("None")

    def _sum(self) -> Expression:
        left = self._product()
        while self._peek("+", "-"):
            operator = cast(Literal["+", "-"], self._token.text)
            self._at += 1
            left = Arithmetic(operator, left, self._product())
        return left

    def _product(self) -> Expression:
        left = self._primary()
        while self._peek("*", "%", "/") or self._token == _Token("name", "mod"):
            sign = self._token.text
            self._at += 1
            right = self._primary()
            if sign == "*" and isinstance(left, Numeral):
                left, right = right, left
            if not isinstance(right, Numeral) or (sign != "*" and right.value < 1):
                fail(self._number, "the arithmetic is linear: one side is a number")
            operator = cast(Literal["*", "div", "mod"], {"*": "*", "/": "div"}.get(sign, "mod"))
            left = Arithmetic(operator, left, right)
        return left

    def _primary(self) -> Expression:
        token = self._token
        self._at += 1
        if token.kind == "number":
            return Numeral(int(token.text[:1000]))
        if token.text == "-" and token.kind == "sign":
            return Arithmetic("-", Numeral(0), self._primary())
        if token.text == "(" and token.kind == "sign":
            inner = self._formula()
            self._expect(")")
            return inner
        if token.kind == "quoted":
            return self._name(token.text.strip('"'))
        if token.kind != "name":
            fail(self._number, f"expected an expression, got `{token.text[:40]}`")
        if token.text in ("True", "False"):
            return Truth(token.text == "True")
        if not self._peek("("):
            return self._name(token.text)
        self._at += 1
        node = self._call(token.text)
        self._expect(")")
        return node

    def _name(self, name: str) -> Expression:
        if name in self._scope:
            return Variable(name)
        program = self._program
        if name in program.positions:
            return Numeral(program.positions[name])
        if name not in program.symbols and not any(name in sort.elements for sort in program.sorts.values()):
            known = [
                *self._scope,
                *program.symbols,
                *(each for sort in program.sorts.values() for each in sort.elements),
            ]
            raise FormalError(self._number, 1, f"unknown name `{name[:40]}`.", nearest(name, known))
        return Apply(name)

    def _call(self, name: str) -> Expression:
        if name in ("ForAll", "Exists", "Count", "Distinct") and self._peek("[") and self._binds():
            return self._binder(name)
        inner = self._arguments()
        if name in ("And", "Or"):
            return conjunction(inner) if name == "And" else joined("or", inner, False)
        if name == "Distinct":
            return conjunction([Relation("!=", a, b) for place, a in enumerate(inner) for b in inner[:place]])
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
        if name not in self._program.symbols:
            known = [*self._program.symbols, "And", "Or", "Not", "Implies", "ForAll", "Exists", "Count", "Distinct"]
            raise FormalError(self._number, 1, f"unknown function `{name[:40]}`.", nearest(name, known))
        return Apply(name, tuple(inner))

    def _arguments(self) -> list[Expression]:
        if self._peek("["):
            return self._list()
        if self._peek(")"):
            return []
        found = [self._formula()]
        while self._accept(","):
            found.append(self._formula())
        return found

    def _list(self) -> list[Expression]:
        self._expect("[")
        found = [] if self._peek("]") else [self._formula()]
        while self._accept(","):
            found.append(self._formula())
        self._expect("]")
        return found

    def _binds(self) -> bool:
        return self._at + 2 < len(self._tokens) and self._tokens[self._at + 2].text == ":"

    def _binder(self, name: str) -> Expression:
        self._expect("[")
        bound: list[Bound] = []
        while True:
            variable = self._token
            self._at += 1
            self._expect(":")
            sort = self._program.sort(self._token.text, self._number)
            self._at += 1
            if variable.kind != "name":
                fail(self._number, f"`{variable.text[:40]}` is no variable")
            bound.append(Bound(variable.text, sort))
            if not self._accept(","):
                break
        self._expect("]")
        self._expect(",")
        self._scope += [each.name for each in bound]
        body = self._formula()
        guards = [
            self._program.one_of(Variable(each.name), each.sort) for each in bound if each.sort in self._program.members
        ]
        if guards and name != "Distinct":
            body = Connective("->" if name == "ForAll" else "and", conjunction(guards), body)
        if name == "Distinct":
            result = self._distinct(bound, body)
        elif name == "Count":
            result = Count(tuple(bound), body)
        else:
            result = Quantified("all" if name == "ForAll" else "exists", tuple(bound), body)
        del self._scope[len(self._scope) - len(bound) :]
        return result

    def _distinct(self, bound: list[Bound], term: Expression) -> Expression:
        """Return that a term has different values for different values of its one variable."""
        if len(bound) != 1:
            fail(self._number, "Distinct binds one variable")
        (one,) = bound
        other = Bound(f"{one.name}_2", one.sort)
        apart = Relation("!=", Variable(one.name), Variable(other.name))
        values = Relation("!=", term, _renamed(term, one.name, other.name))
        return Quantified("all", (one, other), Connective("->", apart, values))


def _related(relation: Literal["=", "!=", "<", "<=", ">", ">="], left: Expression, right: Expression) -> Expression:
    """Return a relation of two terms, without the absolute values that stand alone on one side."""
    if isinstance(right, Apply) and right.name == ABSOLUTE:
        turned: dict[str, Literal["=", "!=", "<", "<=", ">", ">="]]
        turned = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
        return _related(turned[relation], right, left)
    if not isinstance(left, Apply) or left.name != ABSOLUTE:
        return Relation(relation, left, right)
    (inner,) = left.arguments
    both: list[Expression] = [
        Relation(relation, inner, right),
        Relation(relation, Arithmetic("-", Numeral(0), inner), right),
    ]
    if relation in ("<", "<=", "!="):
        negative: Expression = Relation("<", right, Numeral(0))
        inside = conjunction(both)
        return Connective("or", negative, inside) if relation == "!=" else inside
    outside = joined("or", both, False)
    return Connective("and", Relation(">=", right, Numeral(0)), outside) if relation == "=" else outside


def _renamed(node: Expression, old: str, new: str) -> Expression:
    match node:
        case Variable(name):
            return Variable(new if name == old else name)
        case Apply(name, inner):
            return Apply(name, tuple(_renamed(each, old, new) for each in inner))
        case Arithmetic(operator, left, right):
            return Arithmetic(operator, _renamed(left, old, new), _renamed(right, old, new))
        case Numeral():
            return node
    raise FormalError(1, 1, "Distinct is about a term.")
