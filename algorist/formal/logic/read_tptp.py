"""Read TPTP first-order problems: `fof` and `cnf` formulas, a conjecture as the conclusion.

Source: G. Sutcliffe, The TPTP problem library and associated infrastructure (2017), the FOF and CNF languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NoReturn, cast

from algorist.core.errors import FormalError
from algorist.formal.logic.formulas import conjunction, joined
from algorist.formal.logic.sorts import elaborate
from algorist.formal.logic.tree import (
    DEFAULT,
    Apply,
    Bound,
    Connective,
    Expression,
    LogicModel,
    Not,
    Quantified,
    Relation,
    Sentence,
    Sort,
    Truth,
    Variable,
    nodes,
)

DEEPEST = 80
MOST_TOKENS = 100_000
BEGINS = re.compile(r"(?:\s|%[^\n]*\n)*(?:fof|cnf|include)\s*\(")
"""How a TPTP text begins."""

_TOKEN = re.compile(
    r"""(?P<space>(?:\s|%[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)+)
      | (?P<variable>[A-Z]\w*) | (?P<name>[a-z]\w*|\$\w+) | (?P<quoted>'(?:[^'\\]|\\['\\])*')
      | (?P<sign><=>|<~>|=>|<=|!=|~&|~\||[()\[\],.:~&|=!?]) | (?P<other>"(?:[^"\\]|\\.)*"|[\d.+-]+) | (?P<bad>.)""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_CONNECTIVES = {"=>": "->", "<=>": "<->", "<~>": "xor", "<=": "<-", "~&": "nand", "~|": "nor"}
_PREMISES = (
    "axiom",
    "hypothesis",
    "definition",
    "assumption",
    "lemma",
    "theorem",
    "corollary",
    "negated_conjecture",
    "plain",
)


def read(text: str) -> LogicModel:
    """Return the model of a problem; raises FormalError, also for the parts of TPTP that are not read."""
    reader = _Reader(text)
    premises: list[Sentence] = []
    conjectures: list[Sentence] = []
    while reader.kind != "end":
        role, sentence = reader.annotated()
        (conjectures if role == "conjecture" else premises).append(sentence)
    if len(conjectures) > 1:
        raise FormalError(conjectures[1].line, 1, "a problem has one conjecture here.")
    if not premises and not conjectures:
        reader.fail("there is no formula")
    return elaborate([Sort(DEFAULT)], [], premises, conjectures[0] if conjectures else None)


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._split()
        self._depth = 0
        self._clause = False
        self._scope: list[str] = []
        self.kind, self.text, self._position = "", "", 0
        self._advance()

    def annotated(self) -> tuple[str, Sentence]:
        """Read `fof(name, role, formula, source).`"""
        line = self._text.count("\n", 0, self._position) + 1
        language = self.text
        if language not in ("fof", "cnf"):
            self.fail("expected `fof(` or `cnf(`: includes and typed languages are not read")
        self._advance()
        self._expect("(")
        self._advance()
        self._expect(",")
        role = self.text
        if role != "conjecture" and role not in _PREMISES:
            self.fail("this role is unknown")
        self._advance()
        self._expect(",")
        self._depth = 0
        self._clause, self._scope = language == "cnf", []
        formula = self._formula()
        if language == "cnf":
            formula = _closed(formula)
        self._rest()
        return role, Sentence(formula, line)

    def fail(self, message: str) -> NoReturn:
        before = self._text[: self._position]
        column = self._position - before.rfind("\n")
        raise FormalError(before.count("\n") + 1, column, f"{message}, got `{self.text[:40] or 'the end'}`.")

    def _rest(self) -> None:
        """Pass over annotations, to the end of the formula."""
        if self.kind != "sign" or self.text not in (",", ")"):
            self.fail("expected `)`")
        depth = 1
        while depth:
            if self.kind == "end":
                self.fail("expected `)`")
            if self.kind == "sign":
                depth += (self.text in ("(", "[")) - (self.text in (")", "]"))
            self._advance()
        self._expect(".")

    def _formula(self) -> Expression:
        left = self._unary()
        if self.kind == "sign" and self.text in ("&", "|"):
            sign = self.text
            parts = [left]
            while self._accept(sign):
                parts.append(self._unary())
            left = conjunction(parts) if sign == "&" else joined("or", parts, False)
        elif self.kind == "sign" and self.text in _CONNECTIVES:
            sign = _CONNECTIVES[self.text]
            self._advance()
            right = self._unary()
            if sign in ("nand", "nor"):
                left = Not(Connective("and" if sign == "nand" else "or", left, right))
            elif sign == "<-":
                left = Connective("->", right, left)
            else:
                left = Connective(cast(Literal["->", "<->", "xor"], sign), left, right)
        return left

    def _unary(self) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            self.fail(f"formulas nest more than {DEEPEST} deep")
        node = self._unit()
        self._depth -= 1
        return node

    def _unit(self) -> Expression:
        if self._accept("~"):
            return Not(self._unary())
        if self.kind == "sign" and self.text in ("!", "?"):
            quantifier: Literal["all", "exists"] = "all" if self.text == "!" else "exists"
            self._advance()
            self._expect("[")
            bound = [self._variable()]
            while self._accept(","):
                bound.append(self._variable())
            self._expect("]")
            self._expect(":")
            self._scope += [variable.name for variable in bound]
            body = self._unary()
            del self._scope[len(self._scope) - len(bound) :]
            return Quantified(quantifier, tuple(bound), body)
        if self._accept("("):
            inner = self._formula()
            self._expect(")")
            return inner
        left = self._term()
        if self._accept("="):
            return Relation("=", left, self._term())
        if self._accept("!="):
            return Relation("!=", left, self._term())
        return left

    def _variable(self) -> Bound:
        if self.kind != "variable":
            self.fail("expected a variable")
        name = self.text
        self._advance()
        return Bound(name, DEFAULT)

    def _term(self) -> Expression:
        name, kind = self.text, self.kind
        if kind not in ("variable", "name", "quoted"):
            self.fail("expected a term")
        if kind == "variable" and not self._clause and name not in self._scope:
            self.fail("expected a variable that is bound here")
        self._advance()
        if kind == "variable":
            return Variable(name)
        if name in ("$true", "$false"):
            return Truth(name == "$true")
        if name.startswith("$"):
            self.fail("defined symbols are not read")
        inner: list[Expression] = []
        if self._accept("("):
            inner.append(self._argument())
            while self._accept(","):
                inner.append(self._argument())
            self._expect(")")
        return Apply(name, tuple(inner))

    def _argument(self) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            self.fail(f"terms nest more than {DEEPEST} deep")
        node = self._term()
        self._depth -= 1
        return node

    def _accept(self, text: str) -> bool:
        found = self.kind == "sign" and self.text == text
        if found:
            self._advance()
        return found

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            self.fail(f"expected `{text}`")

    def _advance(self) -> None:
        self.kind, self.text, self._position = next(self._tokens, ("end", "", len(self._text)))

    def _split(self) -> Iterator[tuple[str, str, int]]:
        for count, match in enumerate(_TOKEN.finditer(self._text)):
            kind, text = match.lastgroup or "", match.group()
            if kind == "bad" or count > MOST_TOKENS * 2:
                self.text, self._position = text, match.start()
                self.fail("this has no meaning here" if kind == "bad" else f"more than {MOST_TOKENS} words")
            if kind == "quoted":
                text = re.sub(r"\\(.)", r"\1", text[1:-1])
                if not text:
                    self.fail("a name is empty")
            if kind != "space":
                yield kind, text, match.start()


def _closed(formula: Expression) -> Expression:
    """Return a clause with its variables quantified."""
    free = dict.fromkeys(node.name for node in nodes(formula) if isinstance(node, Variable))
    return Quantified("all", tuple(Bound(name, DEFAULT) for name in free), formula) if free else formula
