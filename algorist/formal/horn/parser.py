"""From text to terms: an operator-precedence parser (Pratt 1973) for the language's operators."""

from __future__ import annotations

from fractions import Fraction

from algorist.formal.horn.operators import ARGUMENT, INFIX, PREFIX
from algorist.formal.horn.tokens import Cursor
from algorist.formal.horn.tree import EMPTY, Atom, Compound, Number, Term, Variable, make_list, number

DEEPEST = 100
LONGEST_NUMBER = 4000
"""Digits of a number."""

_STARTS = {"variable", "name", "number", "quoted"}


class Reader:
    """Reads terms from a cursor. Each `_` is a variable of its own; names are per clause."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self._depth = 0
        self.begin()

    def begin(self) -> None:
        """Start a clause: its anonymous variables are numbered anew."""
        self._anonymous = 0
        self._numbered = False

    def goals(self) -> tuple[Term, ...]:
        """Read goals separated by commas; any number of them, because they do not nest."""
        read = [self.term(ARGUMENT)]
        while self.cursor.at(","):
            self.cursor.advance()
            read.append(self.term(ARGUMENT))
        if not self.cursor.at(";") and not self.cursor.at("->"):
            return tuple(read)
        if len(read) > DEEPEST:
            self.cursor.fail(f"more than {DEEPEST} goals are joined here.", "Split the clause.")
        left = read.pop()
        while read:
            left = Compound(",", (read.pop(), left))
        return (self._infix(left, 1000, 1100),)

    def term(self, greatest: int) -> Term:
        self._depth += 1
        if self._depth > DEEPEST:
            self.cursor.fail(f"terms nest more than {DEEPEST} deep here.")
        term = self._infix(*self._primary(greatest), greatest)
        self._depth -= 1
        return term

    def _infix(self, left: Term, priority: int, greatest: int) -> Term:
        """Read the operators and right operands that follow a term of this priority."""
        chained = 0
        while True:
            token = self.cursor.token
            if token.kind == "quoted" or token.text not in INFIX:
                return left
            own, left_greatest, right_greatest = INFIX[token.text]
            if own > greatest or priority > left_greatest:
                return left
            chained += 1
            if chained > DEEPEST:
                self.cursor.fail(f"terms nest more than {DEEPEST} deep here.", "Split the clause.")
            self.cursor.advance()
            left, priority = Compound(token.text, (left, self.term(right_greatest))), own

    def _primary(self, greatest: int) -> tuple[Term, int]:
        cursor = self.cursor
        token = cursor.token
        if token.kind == "variable":
            cursor.advance()
            return self._variable(token.text), 0
        if token.kind == "number":
            cursor.advance()
            return self._number(token.text, token.position), 0
        if token.kind in ("name", "quoted", "symbol"):
            return self._named(greatest)
        if token.text == "(":
            cursor.advance()
            inner = self.term(1100)
            cursor.expect(")")
            return inner, 0
        if token.text == "[]":
            cursor.advance()
            return EMPTY, 0
        if token.text == "[":
            return self._list(), 0
        if token.text == "{":
            cursor.advance()
            inner = self.term(1100)
            cursor.expect("}")
            return Compound("{}", (inner,)), 0
        if token.text == "!":
            cursor.fail("there is no cut in this language.", "Write ( Condition -> Then ; Else ) or once(Goal).")
        return cursor.unexpected("a term")

    def _named(self, greatest: int) -> tuple[Term, int]:
        cursor = self.cursor
        token = cursor.advance()
        if token.open:
            cursor.advance()
            inner = [self.term(ARGUMENT)]
            while cursor.at(","):
                cursor.advance()
                inner.append(self.term(ARGUMENT))
            cursor.expect(")")
            return Compound(token.text, tuple(inner)), 0
        if token.kind != "quoted" and token.text in PREFIX and self._operand_follows():
            if token.text == "-" and cursor.token.kind == "number":
                digits = cursor.advance()
                return number(-self._number(digits.text, digits.position).value), 0
            own, operand = PREFIX[token.text]
            own, operand = (own, operand) if own <= greatest else (ARGUMENT, ARGUMENT)
            return Compound(token.text, (self.term(operand),)), own
        if token.kind == "symbol" and (token.text in INFIX or token.text not in PREFIX):
            cursor.fail(f"`{token.text}` has no left operand here.", position=token.position)
        return Atom(token.text), 0

    def _operand_follows(self) -> bool:
        token = self.cursor.token
        return token.kind in _STARTS or token.text in ("(", "[", "[]", "{") or token.text in PREFIX

    def _list(self) -> Term:
        cursor = self.cursor
        cursor.expect("[")
        items = [self.term(ARGUMENT)]
        while cursor.at(","):
            cursor.advance()
            items.append(self.term(ARGUMENT))
        tail: Term = EMPTY
        if cursor.at("|"):
            cursor.advance()
            tail = self.term(ARGUMENT)
        cursor.expect("]")
        return make_list(items, tail)

    def _variable(self, name: str) -> Variable:
        """Number an anonymous variable; `_1` written out cannot stand beside one in a clause."""
        if name == "_":
            self._anonymous += 1
            name = f"_{self._anonymous}"
        elif name[1:].isdigit() and name[0] == "_":
            self._numbered = True
        if self._numbered and self._anonymous:
            self.cursor.fail("`_` and a variable named like `_1` stand in one clause.", "Rename the variable.")
        return Variable(name)

    def _number(self, text: str, position: int) -> Number:
        if len(text) > LONGEST_NUMBER:
            self.cursor.fail(f"a number has {len(text)} characters of at most {LONGEST_NUMBER}.", position=position)
        if "r" in text:
            text = text.replace("r", "/")
        return number(Fraction(text))
