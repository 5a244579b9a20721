"""Read the constraint programs of Logic-LM (AR-LSAT): declarations, constraints, and options with their tests.

    # Declarations
    people = EnumSort([Ann, Bob])
    seats = EnumSort([1, 2, 3])
    sits = Function([people] -> [seats])
    # Constraints
    ForAll([p:people], Implies(p != Ann, sits(p) > sits(Ann))) ::: Ann sits first.
    # Options
    is_sat(sits(Ann) == 2) ::: (A)

The notation is Python's, and it is parsed, never run. Names must be declared. Where a listed sort is compared by `<` or
counted on by `+ 1`, its elements are their positions in the list. `f(x) != None` holds, because functions are total.
Source: L. Pan et al., Logic-LM: Empowering large language models with symbolic solvers (2023), section 3.1.
"""

from __future__ import annotations

import re
from typing import cast

from algorist.core.errors import FormalError
from algorist.formal.logic.logiclm_expression import ABSOLUTE, Reader
from algorist.formal.logic.logiclm_names import Names, fail
from algorist.formal.logic.options import Option, Question, Test
from algorist.formal.logic.sorts import elaborate
from algorist.formal.logic.tokens import nearest
from algorist.formal.logic.tree import (
    Apply,
    Bound,
    LogicModel,
    Quantified,
    Sentence,
    Sort,
    Symbol,
    Variable,
    nodes,
)

LARGEST_RANGE = 10_000
LONGEST_TEXT = 200_000
_DECLARATION = re.compile(r"\s*(\w+)\s*=\s*(EnumSort|IntSort|Function)\s*\((.*)\)\s*(?:#.*)?", re.DOTALL)
_FUNCTION = re.compile(r"\s*\[([^\[\]]*)\]\s*->\s*\[\s*(\w+)\s*\]\s*")
_LIST = re.compile(r"\s*\[([^\[\]]*)\]\s*")
_TESTS = ("is_valid", "is_sat", "is_unsat", "is_accurate_list")
_SYNONYMS = {"is_required": "is_valid", "is_must": "is_valid", "is_equivalent": "is_valid"}


_NOT_A_NUMBER = re.compile(
    r"a number is expected, and this is of sort (\w+)\.|this is of sort (\w+), and Int is expected"
)
MOST_ORDERED = 6


def read(text: str) -> Question:
    """Return the premises and the options that a text denotes; raises FormalError with the line that is none of it."""
    if len(text) > LONGEST_TEXT:
        raise FormalError(1, 1, f"the text has {len(text)} characters of at most {LONGEST_TEXT}.")
    ordered: set[str] = set()
    while True:
        try:
            return _read(text, ordered)
        except FormalError as error:
            match = _NOT_A_NUMBER.search(error.message)
            sort = (match[1] or match[2]) if match else ""
            if not sort or sort in ordered or len(ordered) >= MOST_ORDERED:
                raise
            ordered.add(sort)


def _read(text: str, ordered: set[str]) -> Question:
    program = _Program(ordered)
    section = ""
    for number, line in enumerate(text.split("\n"), start=1):
        heading = re.fullmatch(r"\s*#\s*(Declarations|Constraints|Options)\s*:?\s*", line)
        statement, _, said = line.partition(":::")
        if heading:
            section = heading[1]
        elif statement.strip() and not statement.lstrip().startswith("#") and section:
            program.statement(section, statement.strip(), said, number)
    return program.question()


class _Program(Names):
    """What has been read so far."""

    def __init__(self, ordered: set[str]) -> None:
        super().__init__(ordered)
        self.premises: list[Sentence] = []
        self.options: list[tuple[Option, int]] = []

    def statement(self, section: str, statement: str, said: str, number: int) -> None:
        declaration = _DECLARATION.fullmatch(statement)
        if declaration:
            self._declare(declaration[1], declaration[2], declaration[3], number)
        elif section == "Options":
            if not statement.startswith("Question"):
                self.options.append((self._option(statement, said, number), number))
        else:
            reader = Reader(statement.split("#")[0], number, self)
            self.premises.append(Sentence(reader.whole(), number))

    def question(self) -> Question:
        """Return the whole, its sorts checked."""
        if not self.options:
            raise FormalError(1, 1, "there are no options.")
        tested = [Sentence(formula, line) for option, line in self.options for formula in option.formulas]
        if any(
            isinstance(node, Apply) and node.name == ABSOLUTE
            for each in (*self.premises, *tested)
            for node in nodes(each.formula)
        ):
            raise FormalError(1, 1, "an absolute value stands alone on one side of a comparison.")
        whole = elaborate(self.sorts.values(), self.symbols.values(), [*self.premises, *tested], None)
        count = len(self.premises)
        model = LogicModel(whole.sorts, whole.symbols, whole.premises[:count])
        formulas = iter(sentence.formula for sentence in whole.premises[count:])
        options = tuple(
            Option(option.letter, option.test, tuple(next(formulas) for _ in option.formulas), option.negated)
            for option, _ in self.options
        )
        return Question(model, options)

    def _declare(self, name: str, kind: str, inside: str, number: int) -> None:
        if name in self.sorts or name in self.symbols:
            fail(number, f"`{name}` is declared already")
        if kind == "Function":
            match = _FUNCTION.fullmatch(inside)
            if match is None:
                fail(number, "a function is declared by `Function([sort] -> [sort])`")
            names = [self.sort(part.strip(), number) for part in match[1].split(",") if part.strip()]
            symbol = self.symbols[name] = Symbol(name, tuple(names), self.sort(match[2], number))
            if symbol.result in self.members:
                self._within(symbol, number)
            return
        match = _LIST.fullmatch(inside)
        elements = [part.strip() for part in re.findall(r'"[^"]*"|[^,]+', match[1])] if match else []
        if not elements or not all(re.fullmatch(r'\w+|"[^"]+"', element) for element in elements):
            fail(number, "a sort lists its elements, as in `EnumSort([Ann, Bob])`")
        if all(element.isdigit() for element in elements):
            values = [int(element) for element in elements if len(element) < 10]
            if not values or max(values) - min(values) > LARGEST_RANGE:
                fail(number, "a range of integers is too large")
            self.sorts[name] = Sort(name, (), (min(values), max(values)))
            if len(set(values)) <= max(values) - min(values):
                self.members[name] = sorted(set(values))
            return
        elements = [element.strip('"') for element in elements]
        known = {element for sort in self.sorts.values() for element in sort.elements}
        known |= set(self.symbols) | set(self.positions)
        twice = [element for element in elements if element in known or elements.count(element) > 1]
        if twice:
            fail(number, f"`{twice[0]}` is declared already")
        if name in self.ordered:
            self.positions |= {element: place for place, element in enumerate(elements, start=1)}
            self.sorts[name] = Sort(name, (), (1, len(elements)))
            return
        self.sorts[name] = Sort(name, tuple(elements))

    def _within(self, symbol: Symbol, number: int) -> None:
        """Require that a function's values are among the listed integers."""
        bound = tuple(Bound(f"a{place}", sort) for place, sort in enumerate(symbol.arguments))
        inside = self.one_of(Apply(symbol.name, tuple(Variable(each.name) for each in bound)), symbol.result)
        self.premises.append(Sentence(Quantified("all", bound, inside) if bound else inside, number))

    def _option(self, statement: str, said: str, number: int) -> Option:
        letter = re.search(r"\(?([A-Z])\)?", said)
        if letter is None:
            fail(number, "an option ends with its letter, `::: (A)`")
        negated = False
        while match := re.fullmatch(r"is_exception\s*\((.*)\)", statement, re.DOTALL):
            negated, statement = not negated, match[1].strip()
        test = re.match(r"(\w+)\s*\(", statement)
        name = _SYNONYMS.get(test[1], test[1]) if test else ""
        if name not in _TESTS:
            known = nearest(name, list(_TESTS)) or f"Known are {', '.join(_TESTS)}."
            raise FormalError(number, 1, f"unknown test `{statement[:40]}`.", known)
        return Option(letter[1], cast(Test, name), Reader(statement, number, self).test(), negated)
