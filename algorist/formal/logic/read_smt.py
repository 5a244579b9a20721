"""Read SMT-LIB 2 scripts: sorts, enumerations, functions, assertions of quantified linear arithmetic with equality.

The question is whether the assertions can all hold. Source: C. Barrett, P. Fontaine and C. Tinelli, The SMT-LIB standard,
version 2.6 (2017).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal, NoReturn, TypeAlias, cast

from algorist.core.errors import FormalError
from algorist.formal.logic.formulas import conjunction, joined
from algorist.formal.logic.sorts import elaborate
from algorist.formal.logic.tree import (
    BOOL,
    INT,
    REAL,
    Apply,
    Arithmetic,
    Bound,
    Connective,
    Expression,
    LogicModel,
    Not,
    Numeral,
    Quantified,
    Relation,
    Sentence,
    Sort,
    Symbol,
    Truth,
    Variable,
)

DEEPEST = 80
MOST_TOKENS = 100_000
LONGEST_NUMBER = 4000
BEGINS = re.compile(r"(?:\s|;[^\n]*\n)*\(\s*(?:set-|declare-|define-|assert\b|check-sat)")
"""How an SMT-LIB text begins."""

Tree: TypeAlias = "str | list[Tree]"
_TOKEN = re.compile(
    r'(?P<space>(?:\s|;[^\n]*)+)|(?P<bar>\|[^|]*\|)|(?P<text>"[^"]*")|(?P<sign>[()])|(?P<word>[^\s()|";]+)|(?P<bad>.)',
    re.DOTALL,
)
_IGNORED = ("set-logic", "set-info", "set-option", "check-sat", "get-model", "exit", "get-value", "echo", "get-info")
_CHAINED = {"=": "=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_SORTS = {"Bool": BOOL, "Int": INT, "Real": REAL}


def read(text: str) -> LogicModel:
    """Return the model of a script; raises FormalError, also for the parts of SMT-LIB that are not read."""
    script = _Script()
    for line, command in _commands(text):
        script.line = line
        script.command(command)
    if not script.premises:
        raise FormalError(1, 1, "nothing is asserted.")
    return elaborate(script.sorts.values(), script.symbols.values(), script.premises, None)


def _commands(text: str) -> list[tuple[int, list[Tree]]]:
    """Return each command with its line."""
    found: list[tuple[int, list[Tree]]] = []
    stack: list[list[Tree]] = []
    starts, counted, line = 1, 0, 1
    for count, match in enumerate(_TOKEN.finditer(text)):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        word, kind = match.group(), match.lastgroup
        if kind == "bad" or count > 2 * MOST_TOKENS or len(stack) > 2 * DEEPEST:
            raise FormalError(
                line,
                1,
                f"{word!r} has no meaning here." if kind == "bad" else "the script is too large or nests too deeply.",
            )
        if word == "(":
            starts = line if not stack else starts
            stack.append([])
        elif word == ")" and stack:
            done = stack.pop()
            if stack:
                stack[-1].append(done)
            else:
                found.append((starts, done))
        elif kind != "space":
            if not stack:
                raise FormalError(line, 1, f"expected `(`, got `{word[:40]}`.")
            stack[-1].append(word)
    if stack:
        raise FormalError(line, 1, "expected `)`, got the end of the text.")
    return found


class _Script:
    """What has been read so far."""

    def __init__(self) -> None:
        self.line = 1
        self.sorts: dict[str, Sort] = {}
        self.symbols: dict[str, Symbol] = {}
        self.premises: list[Sentence] = []
        self._macros: dict[str, tuple[list[str], Tree]] = {}
        self._fresh = self._depth = 0

    def command(self, tree: list[Tree]) -> None:
        match tree:
            case [str(word), *_] if word in _IGNORED:
                return
            case ["declare-sort", str(name), "0"] | ["declare-sort", str(name)]:
                self.sorts[self._new(name)] = Sort(_plain(name))
            case ["declare-datatype", str(name), list(constructors)]:
                self._enumeration(name, constructors)
            case ["declare-datatypes", [[str(name), "0"]], [list(constructors)]]:
                self._enumeration(name, constructors)
            case ["declare-const", str(name), sort]:
                self.symbols[self._new(name)] = Symbol(_plain(name), (), self._sort(sort))
            case ["declare-fun", str(name), list(sorts), sort]:
                self.symbols[self._new(name)] = Symbol(_plain(name), tuple(map(self._sort, sorts)), self._sort(sort))
            case ["define-fun", str(name), list(parameters), _, body]:
                self._macros[self._new(name)] = ([_plain(each[0]) for each in map(_pair, parameters)], body)
            case ["assert", body]:
                self.premises.append(Sentence(self._expression(body, {}), self.line))
            case _:
                self._fail("this command is not read")

    def _enumeration(self, name: str, constructors: list[Tree]) -> None:
        names = [each[0] if isinstance(each, list) and len(each) == 1 else each for each in constructors]
        if not names or not all(isinstance(each, str) for each in names):
            self._fail("only datatypes without arguments are read")
        elements = tuple(_plain(cast(str, each)) for each in names)
        taken = {element for sort in self.sorts.values() for element in sort.elements} | set(self.symbols)
        if len(set(elements)) < len(elements) or taken & set(elements):
            self._fail("an element is declared already")
        self.sorts[self._new(name)] = Sort(_plain(name), elements)

    def _expression(self, tree: Tree, scope: Mapping[str, Expression]) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            self._fail(f"expressions nest more than {DEEPEST} deep")
        node = self._atom(tree, scope) if isinstance(tree, str) else self._list(tree, scope)
        self._depth -= 1
        return node

    def _atom(self, word: str, scope: Mapping[str, Expression]) -> Expression:
        if word in ("true", "false"):
            return Truth(word == "true")
        if re.fullmatch(r"[0-9]+(\.[0-9]+)?", word):
            if len(word) > LONGEST_NUMBER:
                self._fail("a number is too long")
            value = Fraction(word)
            return Numeral(int(value) if value.denominator == 1 else value)
        name = _plain(word)
        if name in scope:
            return scope[name]
        if name in self._macros:
            return self._expand(name, [], scope)
        if name not in self.symbols and not any(name in sort.elements for sort in self.sorts.values()):
            self._fail(f"unknown name `{name[:40]}`")
        return Apply(name)

    def _list(self, tree: list[Tree], scope: Mapping[str, Expression]) -> Expression:
        match tree:
            case ["forall" | "exists" as quantifier, list(bound), body]:
                return self._quantified("all" if quantifier == "forall" else "exists", bound, body, scope)
            case ["let", list(bound), body]:
                values = {_plain(name): self._expression(value, scope) for name, value in map(_pair, bound)}
                return self._expression(body, {**scope, **values})
            case ["!", body, *_] | ["to_real", body]:
                return self._expression(body, scope)
            case [str(word), *rest] if rest:
                if _plain(word) in self._macros:
                    return self._expand(_plain(word), rest, scope)
                return self._apply(word, [self._expression(each, scope) for each in rest])
        return self._fail("this is no expression")

    def _quantified(
        self, quantifier: Literal["all", "exists"], bound: list[Tree], body: Tree, scope: Mapping[str, Expression]
    ) -> Expression:
        variables, inner = [], dict(scope)
        for name, sort in map(_pair, bound):
            self._fresh += 1
            fresh = f"x_{self._fresh}"
            if fresh in self.symbols or any(fresh in each.elements for each in self.sorts.values()):
                self._fail(f"the name {fresh} is kept for variables")
            variables.append(Bound(fresh, self._sort(sort)))
            inner[_plain(name)] = Variable(fresh)
        if not variables:
            self._fail("a quantifier binds no variable")
        return Quantified(quantifier, tuple(variables), self._expression(body, inner))

    def _apply(self, word: str, inner: list[Expression]) -> Expression:
        match word, inner:
            case "not", [operand]:
                return Not(operand)
            case "and", _:
                return conjunction(inner)
            case "or", _:
                return joined("or", inner, False)
            case "=>", [*before, last] if before:
                return Connective("->", conjunction(before), last)
            case "xor", [left, right]:
                return Connective("xor", left, right)
            case "ite", [test, then, otherwise]:
                return Connective("and", Connective("->", test, then), Connective("or", test, otherwise))
            case "distinct", _:
                return conjunction([Relation("!=", a, b) for place, a in enumerate(inner) for b in inner[:place]])
            case "-", [Numeral(value)]:
                return Numeral(-value)
            case "-", [operand]:
                return Arithmetic("-", Numeral(0), operand)
            case "/", [Numeral(value), Numeral(divisor)] if divisor != 0:
                quotient = Fraction(value) / Fraction(divisor)
                return Numeral(int(quotient) if quotient.denominator == 1 else quotient)
        if word in _CHAINED and len(inner) > 1:
            relation = cast(Literal["=", "<", "<=", ">", ">="], _CHAINED[word])
            return conjunction([Relation(relation, a, b) for a, b in pairwise(inner)])
        if word in ("+", "-", "*", "div", "mod") and len(inner) > 1:
            return self._calculated(cast(Literal["+", "-", "*", "div", "mod"], word), inner)
        name = _plain(word)
        if name not in self.symbols:
            self._fail(f"unknown function `{name[:40]}`")
        return Apply(name, tuple(inner))

    def _calculated(self, operator: Literal["+", "-", "*", "div", "mod"], inner: list[Expression]) -> Expression:
        left = inner[0]
        for right in inner[1:]:
            one, other = (right, left) if operator == "*" and not isinstance(right, Numeral) else (left, right)
            whole = isinstance(other, Numeral) and isinstance(other.value, int) and other.value > 0
            if (operator in ("div", "mod") and not whole) or (operator == "*" and not isinstance(other, Numeral)):
                self._fail("the arithmetic is linear: one side is a number")
            left = Arithmetic(operator, one, other)
        return left

    def _expand(self, name: str, given: list[Tree], scope: Mapping[str, Expression]) -> Expression:
        parameters, body = self._macros[name]
        if len(parameters) != len(given):
            self._fail(f"`{name[:40]}` has {len(parameters)} arguments")
        values = [self._expression(each, scope) for each in given]
        return self._expression(body, dict(zip(parameters, values, strict=True)))

    def _sort(self, tree: Tree) -> str:
        if not isinstance(tree, str) or (_plain(tree) not in self.sorts and tree not in _SORTS):
            self._fail(f"unknown sort `{str(tree)[:40]}`")
        return _SORTS.get(tree, _plain(tree))

    def _new(self, name: str) -> str:
        plain = _plain(name)
        known = {*self.sorts, *self.symbols, *self._macros, *_SORTS}
        if plain in known or any(plain in sort.elements for sort in self.sorts.values()) or plain[:1] in ("?", ""):
            self._fail(f"`{plain[:40]}` is declared already or is no name")
        return plain

    def _fail(self, message: str) -> NoReturn:
        raise FormalError(
            self.line, 1, f"{message}.", "A subset of SMT-LIB is read: quantified linear arithmetic with equality."
        )


def _pair(tree: Any) -> tuple[str, Tree]:
    if not isinstance(tree, list) or len(tree) != 2 or not isinstance(tree[0], str):
        raise FormalError(1, 1, "a binding is a name and what it stands for.")
    return tree[0], tree[1]


def _plain(word: str) -> str:
    return word[1:-1] if word.startswith("|") and len(word) > 1 else word
