"""From text to model: clauses, directives and one query, with every predicate that they call known.

Whatever the text, `parse` returns a model or raises FormalError.
"""

from __future__ import annotations

from collections.abc import Iterable

from algorist.formal.horn import predicates
from algorist.formal.horn.operators import ARGUMENT
from algorist.formal.horn.parser import Reader
from algorist.formal.horn.predicates import CALLED_DIRECTLY, CONTROL, HINTS, RESERVED
from algorist.formal.horn.tokens import Cursor, nearest, shorten
from algorist.formal.horn.tree import (
    Atom,
    Clause,
    Compound,
    HornModel,
    Indicator,
    Number,
    Term,
    Variable,
    indicator,
    predicate,
)

_LIBRARIES = ("clpfd", "clpr", "clpq", "lists", "apply", "aggregate")


def parse(text: str) -> HornModel:
    """Return the model that a text denotes: clauses, and one query `?- goals.` anywhere among them."""
    program = _Program(Cursor(text))
    while program.cursor.token.kind != "eof":
        program.statement()
    return program.model()


def read_clauses(text: str) -> list[Clause]:
    """Return the clauses of a text without asking whether the predicates that they call exist."""
    program = _Program(Cursor(text))
    while program.cursor.token.kind != "eof":
        program.statement()
    return program.clauses


def parse_term(text: str) -> Term:
    """Return the one term that a text denotes."""
    cursor = Cursor(text)
    term = Reader(cursor).term(1100)
    if cursor.token.kind != "eof":
        cursor.unexpected("the end of the term")
    return term


class _Program:
    """What has been read so far."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self.reader = Reader(cursor)
        self.clauses: list[Clause] = []
        self.query: tuple[Term, ...] = ()
        self.query_line = 0
        self.declared: dict[Indicator, None] = {}
        self.open = False
        self.called: list[tuple[Term, int]] = []

    def statement(self) -> None:
        cursor, start = self.cursor, self.cursor.token.position
        self.reader.begin()
        if cursor.at(":-"):
            cursor.advance()
            self._directive()
        elif cursor.at("?-"):
            if self.query:
                cursor.fail(f"a program has one query, and line {self.query_line} has it already.")
            cursor.advance()
            self.query, self.query_line = self.reader.goals(), cursor.place(start)[0]
            self.called += [(goal, start) for goal in self.query]
        else:
            self._clause(start)
        if cursor.token.kind != "end":
            cursor.unexpected("`.`" if not cursor.at(":-") else "`.`; a clause has one `:-`")
        cursor.advance()

    def model(self) -> HornModel:
        """Return the whole; refuses a missing query and unknown predicates."""
        if not self.query:
            self.cursor.fail("there is no query.", "End with `?- goal.`")
        world = "open" if self.open else "closed"
        if self.open and (len(self.query) != 1 or not self._literal(self.query[0])):
            self.cursor.fail("the query of an open world is one literal.", "Ask `?- p(a).` or `?- -p(a).`")
        known = {indicator(clause.head) for clause in self.clauses} | self.declared.keys()
        for goal, position in self.called:
            self._known(goal, position, known)
        clauses = tuple(self.clauses)
        return HornModel(
            clauses, self.query, tuple(self.declared), "open" if world == "open" else "closed", self.query_line
        )

    def _literal(self, goal: Term) -> bool:
        return (indicator(goal) not in RESERVED) and isinstance(goal, Atom | Compound)

    def _clause(self, start: int) -> None:
        head = self.reader.term(ARGUMENT)
        body: tuple[Term, ...] = ()
        if self.cursor.at(":-"):
            self.cursor.advance()
            body = self.reader.goals()
        self._head(head, start)
        self.called += [(goal, start) for goal in body]
        self.clauses.append(Clause(head, body, self.cursor.place(start)[0]))

    def _head(self, head: Term, start: int) -> None:
        name, arity = indicator(head)
        if not name or not isinstance(head, Atom | Compound):
            self.cursor.fail("the head of a clause is `p` or `p(X, ...)`.", position=start)
        if (name, arity) in RESERVED or name.lstrip("-") == "":
            self.cursor.fail(f"{name}/{arity} is built in and cannot be defined.", position=start)
        if isinstance(head, Atom) and name.startswith("-"):
            self.cursor.fail("a predicate's name cannot begin with a minus sign.", position=start)

    def _directive(self) -> None:
        """Read `use_module(library(...))`, which is allowed and changes nothing, `dynamic`, or `open_world`."""
        cursor = self.cursor
        start = cursor.token.position
        if cursor.at("dynamic") or cursor.at("discontiguous"):
            declares = cursor.at("dynamic")
            cursor.advance()
            for term in self.reader.goals():
                key = self._indicator(term, start)
                if declares:
                    self.declared[key] = None
            return
        term = self.reader.term(1100)
        if term == Atom("open_world"):
            self.open = True
            return
        match term:
            case Compound("use_module", (Compound("library", (Atom(name),)),)) if name in _LIBRARIES:
                return
        hint = f"Allowed are open_world, dynamic p/1, and use_module(library(X)) with X of {', '.join(_LIBRARIES)}."
        cursor.fail("this directive is not allowed.", hint, start)

    def _indicator(self, term: Term, start: int) -> Indicator:
        match term:
            case Compound("/", (Atom(name), Number(arity))) if isinstance(arity, int) and 0 <= arity <= 100:
                return name, arity
            case Compound("/", (Compound("-", (Atom(name),)), Number(arity))) if isinstance(arity, int):
                return f"-{name}", arity
        return self.cursor.fail("expected predicates like p/1.", position=start)

    def _known(self, goal: Term, position: int, known: Iterable[Indicator]) -> None:
        """Refuse a call of a predicate that does not exist, also inside control."""
        waiting = [goal]
        while waiting:
            goal = waiting.pop()
            if isinstance(goal, Variable):
                continue
            name, inner = predicate(goal)
            key = (name, len(inner))
            if key in CONTROL:
                waiting += _inner_goals(name, inner)
            elif key not in CALLED_DIRECTLY and key not in known and key not in predicates.library():
                self._unknown(key, position, known)

    def _unknown(self, key: Indicator, position: int, known: Iterable[Indicator]) -> None:
        name, arity = key
        other = [found for found in known if found[0] == name]
        hint = HINTS.get(name, "")
        if self.open and (name[1:] if name.startswith("-") else f"-{name}", arity) in known:
            return
        if not hint and other:
            hint = f"Did you mean `{name}/{other[0][1]}`?"
        every = [found for found, _ in known] + [found for found, _ in predicates.library()]
        hint = (
            hint or nearest(name, every) or f"Declare it by `:- dynamic {shorten(name)}/{arity}.` if it has no clauses."
        )
        self.cursor.fail(f"unknown predicate {shorten(name)}/{arity}.", hint, position)


def _inner_goals(name: str, inner: tuple[Term, ...]) -> tuple[Term, ...]:
    """Return the goals inside a control goal that are known when the text is read."""
    if name in (",", ";", "->", "\\+", "not", "once", "forall"):
        return inner
    if name in ("findall", "aggregate_all"):
        return inner[1:2]
    return inner if name == "call" and len(inner) == 1 else ()
