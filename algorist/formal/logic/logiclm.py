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
counted on by `+ 1`, its elements are their positions in the list. A sort whose elements are all another's is a part of it.
A function into `[rooms, hours]` has pairs as values, `(red, 1)` or `(red, _)`, and `f(x)[0]` is the first part of one.
`f(x) != None` holds, because functions are total. A formula among the options that is no option's is one more constraint.
Source: L. Pan et al., Logic-LM: Empowering large language models with symbolic solvers (2023), section 3.1.
"""

from __future__ import annotations

import re

from algorist.core.errors import FormalError
from algorist.formal.logic.formulas import conjunction
from algorist.formal.logic.logiclm_expression import Reader
from algorist.formal.logic.logiclm_names import Names, fail
from algorist.formal.logic.logiclm_terms import leftover
from algorist.formal.logic.options import Option, Question, Test
from algorist.formal.logic.ranges import bounded
from algorist.formal.logic.sorts import elaborate
from algorist.formal.logic.tokens import nearest
from algorist.formal.logic.tree import (
    Apply,
    Bound,
    Connective,
    Expression,
    LogicModel,
    Numeral,
    Quantified,
    Relation,
    Sentence,
    Sort,
    Symbol,
    Variable,
)

LARGEST_RANGE = 10_000
LONGEST_TEXT = 200_000
_DECLARATION = re.compile(r"\s*(\w+)\s*=\s*(EnumSort|IntSort|Function)\s*\((.*)\)\s*(?:#.*)?", re.DOTALL)
_FUNCTION = re.compile(r"\s*\[([^\[\]]*)\]\s*->\s*\[([^\[\]]*)\]\s*")
_LIST = re.compile(r"\s*\[([^\[\]]*)\]\s*")
_TESTS: dict[str, Test] = {
    "is_valid": "is_valid",
    "is_required": "is_valid",
    "is_must": "is_valid",
    "is_equivalent": "is_valid",
    "is_sat": "is_sat",
    "is_unsat": "is_unsat",
    "is_accurate_list": "is_accurate_list",
    "is_determined": "is_determined",
    "is_min": "is_extreme",
    "is_max": "is_extreme",
}
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
    statements: list[tuple[str, str, str, int]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        heading = re.fullmatch(r"\s*#\s*(Declarations|Constraints|Options)\s*:?\s*", line)
        statement, _, said = line.partition(":::")
        if heading:
            section = heading[1]
        elif statement.strip() and not statement.lstrip().startswith("#") and section:
            statements.append((section, statement.strip(), said, number))
    for each in sorted(statements, key=_later):
        program.statement(*each)
    return program.question()


def _later(statement: tuple[str, str, str, int]) -> int:
    """Return where a statement is read: listed sorts first, those of most elements before their parts."""
    declaration = _DECLARATION.fullmatch(statement[1])
    return -1 - declaration[3].count(",") if declaration and declaration[2] == "EnumSort" else 0


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
        elif section == "Options" and (said or statement.startswith(("is_", "Question"))):
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
        for sentence in (*self.premises, *tested):
            if left := leftover([sentence.formula]):
                fail(sentence.line, left)
        whole = elaborate(self.sorts.values(), self.symbols.values(), [*self.premises, *tested], None)
        count = len(self.premises)
        model = bounded(LogicModel(whole.sorts, whole.symbols, whole.premises[:count]))
        formulas = iter(sentence.formula for sentence in whole.premises[count:])
        options = tuple(
            Option(option.letter, option.test, tuple(next(formulas) for _ in option.formulas), option.negated)
            for option, _ in self.options
        )
        return Question(model, options)

    def _declare(self, name: str, kind: str, inside: str, number: int) -> None:
        if name in self.sorts or name in self.symbols or name in self.parents or name in self.pairs:
            fail(number, f"`{name}` is declared already")
        if kind == "Function":
            self._function(name, inside, number)
            return
        match = _LIST.fullmatch(inside)
        elements = [part.strip() for part in re.findall(r'"[^"]*"|[^,]+', match[1])] if match else []
        if not elements or not all(re.fullmatch(r'\w+|"[^"]+"', element) for element in elements):
            fail(number, "a sort lists its elements, as in `EnumSort([Ann, Bob])`")
        if all(element.isdecimal() for element in elements):
            values = [int(element) for element in elements if len(element) < 10]
            if not values or max(values) - min(values) > LARGEST_RANGE:
                fail(number, "a range of integers is too large")
            self.sorts[name] = Sort(name, (), (min(values), max(values)))
            if len(set(values)) <= max(values) - min(values):
                self.members[name] = [Numeral(value) for value in sorted(set(values))]
            return
        if any(element.isdecimal() for element in elements):
            fail(number, "the elements of a sort are all numbers or all names")
        elements = [element.strip('"') for element in elements]
        if self._part(name, elements):
            return
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

    def _part(self, name: str, elements: list[str]) -> bool:
        """Declare a sort as a part of another one if it is; return whether it is."""
        for sort, whole in list(self.sorts.items()):
            positions = [self.positions.get(element, 0) for element in elements]
            ordered = sort in self.ordered and all(0 < place <= (whole.bounds or (0, 0))[1] for place in positions)
            if ordered or all(element in whole.elements for element in elements):
                self.parents[name] = sort
                self.members[name] = [self.element(element) or Apply(element) for element in elements]
                return True
        return False

    def _function(self, name: str, inside: str, number: int) -> None:
        match = _FUNCTION.fullmatch(inside)
        if match is None:
            fail(number, "a function is declared by `Function([sort] -> [sort])`")
        given = [self.sort(part.strip(), number) for part in match[1].split(",") if part.strip()]
        results = [part.strip() for part in match[2].split(",")]
        names = [name] if len(results) == 1 else [f"{name}[{place}]" for place in range(len(results))]
        if len(results) > 1:
            self.pairs[name] = names
        for each, result in zip(names, results, strict=True):
            symbol = self.symbols[each] = Symbol(each, tuple(given), self.sort(result, number))
            if result in self.members:
                self._within(symbol, result, number)

    def _within(self, symbol: Symbol, sort: str, number: int) -> None:
        """Require that a function's values are among the members of a sort."""
        bound = tuple(Bound(f"a{place}", each) for place, each in enumerate(symbol.arguments))
        inside = self.one_of(Apply(symbol.name, tuple(Variable(each.name) for each in bound)), sort)
        self.premises.append(Sentence(Quantified("all", bound, inside) if bound else inside, number))

    def _option(self, statement: str, said: str, number: int) -> Option:
        letter = re.search(r"\(?([A-Z])\)?", said)
        if letter is None:
            fail(number, "an option ends with its letter, `::: (A)`")
        negated = False
        while match := re.fullmatch(r"is_exception\s*\((.*)\)", statement, re.DOTALL):
            negated, statement = not negated, match[1].strip()
        test = re.match(r"(\w+)\s*\(", statement)
        name = test[1] if test else ""
        if name not in _TESTS:
            known = nearest(name, list(_TESTS)) or f"Known are {', '.join(_TESTS)}."
            raise FormalError(number, 1, f"unknown test `{statement[:40]}`.", known)
        _, formulas = Reader(statement, number, self).test()
        return Option(letter[1], _TESTS[name], _tested(name, formulas, number), negated)


def _tested(name: str, formulas: list[Expression], number: int) -> tuple[Expression, ...]:
    """Return the formulas of a test: of a list each, of a least or greatest value two, of any other test one."""
    if name == "is_accurate_list":
        return tuple(formulas)
    if name in ("is_min", "is_max"):
        return _extreme(name, formulas, number)
    if name == "is_equivalent" and len(formulas) == 2:
        return (Connective("<->", *formulas),)
    return (conjunction(formulas),)


def _extreme(name: str, formulas: list[Expression], number: int) -> tuple[Expression, ...]:
    """Return that a term has a value, and that it has a smaller or larger one, from `is_min(term == value)`."""
    if len(formulas) == 1 and isinstance(formulas[0], Relation) and formulas[0].operator == "=":
        formulas = [formulas[0].left, formulas[0].right]
    if len(formulas) != 2:
        fail(number, f"`{name}` is of a term and a value, as in `{name}(Count([p:people], sits(p) > 2) == 3)`")
    term, value = formulas
    return (Relation("=", term, value), Relation("<" if name == "is_min" else ">", term, value))
