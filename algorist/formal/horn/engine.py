"""A small Prolog of our own: depth-first resolution over immutable terms, bounded in steps. The checker trusts this file.

It decides what a derivation cannot show by itself: that a goal fails finitely, or that a list holds all of its answers.
Constraints are not propagated: they wait until their variables have values, and a variable with a finite domain is
tried with each of its values. That is slow and simple, and every answer is checked.

Source: J. W. Lloyd, Foundations of Logic Programming (1987), SLDNF resolution.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from time import monotonic
from typing import Any, TypeAlias

from algorist.formal.horn.arithmetic import Impossible, Unbound, evaluate
from algorist.formal.horn.builtin import succeed
from algorist.formal.horn.constraints import holds, interval
from algorist.formal.horn.goals import Undecided, collect, extend, rename, spread
from algorist.formal.horn.predicates import BUILTIN, FINITE, LINEAR
from algorist.formal.horn.tree import (
    CONS,
    Atom,
    Clause,
    Compound,
    Indicator,
    Number,
    Term,
    Variable,
    indicator,
    make_list,
    number,
    predicate,
    split_list,
)

Goals: TypeAlias = "tuple[Term, Goals] | None"
State: TypeAlias = tuple[Goals, Goals]
"""What is still to be shown, and the constraints that wait for values."""

LARGEST_DOMAIN = 100_000
_END = object()


class Engine:
    """Resolution over a program; `steps` counts the goals that were taken up."""

    def __init__(self, clauses: tuple[Clause, ...], limit: int, deadline: float = float("inf")) -> None:
        self.limit, self.deadline, self.steps = limit, deadline, 0
        self._clauses: dict[Indicator, list[Clause]] = {}
        for clause in clauses:
            self._clauses.setdefault(indicator(clause.head), []).append(clause)
        self._bound: dict[str, Term] = {}
        self._trail: list[str] = []
        self._renamed = self._enumerated = 0

    def fails(self, *goals: Term, pending: Goals = None) -> bool:
        """Return whether the goals have no answer; raises Undecided."""
        search = self.solutions(*goals, pending=pending)
        failed = next(search, None) is None
        search.close()
        return failed

    def answers(self, template: Term, goal: Term, pending: Goals = None) -> list[Term]:
        """Return the instances of the template for every answer of the goal, in order; raises Undecided."""
        tried = self._enumerated
        found = [self._fresh(self.resolve(template)) for _ in self.solutions(goal, pending=pending)]
        if self._enumerated > tried:
            raise Undecided("answers are collected whose variables have no values yet")
        return found

    def solutions(self, *goals: Term, pending: Goals = None) -> Generator[bool, None, None]:
        """Yield once for each answer, its bindings in place; they are undone afterwards."""
        rest: Goals = None
        for goal in reversed(goals):
            rest = (goal, rest)
        return self._search((rest, pending))

    def _search(self, first: State) -> Generator[bool, None, None]:
        start = len(self._trail)
        waiting: list[tuple[int, Iterator[State]]] = [(start, iter((first,)))]
        try:
            while waiting:
                mark, alternatives = waiting[-1]
                self._undo(mark)
                state: Any = next(alternatives, _END)
                if state is _END:
                    waiting.pop()
                elif state == (None, None):
                    yield True
                else:
                    waiting.append((len(self._trail), self._expand(state)))
        except (Unbound, Impossible, RecursionError) as error:
            raise Undecided(f"the search stopped: {error}") from None
        finally:
            self._undo(start)

    def resolve(self, term: Term) -> Term:
        """Return the term with its variables replaced by what they are bound to."""
        term = self._walk(term)
        if not isinstance(term, Compound) or term.ground:
            return term
        if term.functor == CONS:
            items: list[Term] = []
            while isinstance(term, Compound) and term.functor == CONS and len(term.arguments) == 2:
                items.append(self.resolve(term.arguments[0]))
                term = self._walk(term.arguments[1])
            return make_list(items, self.resolve(term))
        return Compound(term.functor, tuple(self.resolve(each) for each in term.arguments))

    def _expand(self, state: State) -> Iterator[State]:
        self.steps += 1
        if self.steps > self.limit:
            raise Undecided(f"more than {self.limit} steps are needed")
        if self.steps % 1000 == 0 and monotonic() > self.deadline:
            raise Undecided("the time ran out")
        goals, pending = state
        if goals is None:
            yield from self._enumerate(pending)
            return
        goal, rest = goals
        goal = self._walk(goal)
        if isinstance(goal, Compound) and goal.functor in _CONTROL:
            options = self._control(goal, rest, pending)
            if options is not None:
                for more in options:
                    yield more, pending
                return
        key = indicator(goal)
        if key in self._clauses:
            yield from ((more, pending) for more in self._resolve_with(self._clauses[key], goal, rest))
        elif key in FINITE | LINEAR:
            yield from self._constrain(self.resolve(goal), rest, pending)
        elif key in BUILTIN:
            for one, other in succeed(self.resolve(goal)):
                if self._unify(one, other):
                    yield rest, pending
        elif isinstance(goal, Variable | Number):
            raise Undecided("a goal is unknown when it is called")

    def _control(self, goal: Compound, rest: Goals, pending: Goals) -> Iterator[Goals] | None:
        match goal.functor, goal.arguments:
            case ",", (left, right):
                return iter([(left, (right, rest))])
            case ";", (left, right):
                left = self._walk(left)
                if isinstance(left, Compound) and left.functor == "->" and len(left.arguments) == 2:
                    return self._choose(left.arguments[0], left.arguments[1], right, rest, pending)
                return iter([(left, rest), (right, rest)])
            case "->", (condition, then):
                return self._choose(condition, then, Atom("fail"), rest, pending)
            case "\\+" | "not", (inner,):
                return iter([rest] if self.fails(inner, pending=pending) else [])
            case "forall", (condition, action):
                broken = not self.fails(condition, Compound("\\+", (action,)), pending=pending)
                return iter([] if broken else [rest])
            case "once", (inner,):
                return self._choose(inner, Atom("true"), Atom("fail"), rest, pending)
            case "call", (closure, *more):
                return iter([(extend(self._walk(closure), more), rest)])
            case "findall" | "aggregate_all", (template, inner, result):
                answer = collect(goal.functor, self.resolve(template), self.answers(spread(template), inner, pending))
                return iter([]) if answer is None else iter([(Compound("=", (result, answer)), rest)])
        return None

    def _choose(self, condition: Term, then: Term, otherwise: Term, rest: Goals, pending: Goals) -> Iterator[Goals]:
        """Commit to the first answer of the condition, its bindings kept, else go on otherwise."""
        mark, tried = len(self._trail), self._enumerated
        search = self._search(((condition, None), pending))
        found = next(search, None) is not None
        kept = [(Variable(name), self.resolve(Variable(name))) for name in self._trail[mark:]]
        search.close()
        if self._enumerated > tried:
            raise Undecided("a condition holds constraints whose variables have no values yet")
        if not found:
            yield otherwise, rest
        elif all(self._unify(variable, value) for variable, value in kept):
            yield then, rest

    def _resolve_with(self, clauses: list[Clause], goal: Term, rest: Goals) -> Iterator[Goals]:
        _, wanted = predicate(goal)
        for clause in clauses:
            mark = len(self._trail)
            self._renamed += 1
            suffix = f"~{self._renamed}"
            _, offered = predicate(clause.head)
            if all(self._unify(want, rename(offer, suffix)) for want, offer in zip(wanted, offered, strict=True)):
                body = rest
                for each in reversed(clause.body):
                    body = (rename(each, suffix), body)
                yield body
            self._undo(mark)

    def _constrain(self, goal: Term, rest: Goals, pending: Goals) -> Iterator[State]:
        """Test a constraint, or let it wait; a goal that asks for values makes them be tried now."""
        if isinstance(goal, Compound) and goal.functor in ("label", "labeling", "indomain"):
            listed = goal.arguments[-1]
            items = [listed] if goal.functor == "indomain" else split_list(listed)[0]
            free = [item for item in items if isinstance(item, Variable)]
            if not free:
                if holds(goal):
                    yield rest, pending
                return
            for _ in self._values(free[0], pending):
                remaining = self._remaining(pending)
                if remaining is not _END:
                    yield (goal, rest), remaining
            return
        try:
            if holds(goal):
                yield rest, pending
        except Unbound:
            yield rest, (goal, pending)

    def _enumerate(self, pending: Goals) -> Iterator[State]:
        """Give a value to some variable of the constraints that wait, once no goal is left."""
        remaining = self._remaining(pending)
        if remaining is _END or remaining is None:
            if remaining is None:
                yield None, None
            return
        found = self._smallest_domain(remaining)
        if found is None:
            raise Undecided("a constraint waits for a variable without a finite domain")
        self._enumerated += 1
        mark = len(self._trail)
        for value in found[1]:
            self._undo(mark)
            self._unify(found[0], Number(value))
            yield None, remaining

    def _values(self, variable: Variable, pending: Goals) -> Iterator[bool]:
        domain = self._domain(variable, pending)
        if domain is None or len(domain) > LARGEST_DOMAIN:
            raise Undecided("a variable without a finite domain is to be labelled")
        mark = len(self._trail)
        for value in domain:
            self._undo(mark)
            self._unify(variable, Number(value))
            yield True

    def _remaining(self, pending: Goals) -> Any:
        """Return the constraints that still wait, or `_END` when one of them is violated.

        An equation of a variable and a known value is solved on the way.
        """
        while True:
            left: Goals = None
            solved = False
            while pending is not None:
                goal, pending = self.resolve(pending[0]), pending[1]
                try:
                    if not holds(goal):
                        return _END
                except Unbound:
                    left = (goal, left)
                    solved = self._solved(goal) or solved
            if not solved:
                return left
            pending = left

    def _solved(self, goal: Term) -> bool:
        """Bind the variable of an equation whose other side has a value; return whether there was one."""
        if isinstance(goal, Compound) and goal.functor == "{}":
            goal = goal.arguments[0]
        if not isinstance(goal, Compound) or goal.functor not in ("#=", "=", "=:="):
            return False
        for one, other in (goal.arguments, goal.arguments[::-1]):
            try:
                if isinstance(one, Variable) and self._unify(one, number(evaluate(other))):
                    return True
            except Unbound:
                continue
        return False

    def _smallest_domain(self, pending: Goals) -> tuple[Variable, range] | None:
        best: tuple[Variable, range] | None = None
        rest = pending
        while rest is not None:
            goal, rest = rest
            if isinstance(goal, Compound) and goal.functor in ("in", "ins"):
                for item in split_list(goal.arguments[0])[0] if goal.functor == "ins" else [goal.arguments[0]]:
                    domain = self._domain(item, pending) if isinstance(item, Variable) else None
                    smaller = domain is not None and (best is None or len(domain) < len(best[1]))
                    if isinstance(item, Variable) and domain is not None and smaller:
                        best = (item, domain)
        return best

    def _domain(self, variable: Variable, pending: Goals) -> range | None:
        found: range | None = None
        while pending is not None:
            goal, pending = self.resolve(pending[0]), pending[1]
            if not isinstance(goal, Compound) or goal.functor not in ("in", "ins"):
                continue
            items = split_list(goal.arguments[0])[0] if goal.functor == "ins" else [goal.arguments[0]]
            new = interval(goal.arguments[1]) if variable in items else None
            if new is not None:
                found = new if found is None else range(max(found.start, new.start), min(found.stop, new.stop))
        return found

    # Substitutions.

    def _walk(self, term: Term) -> Term:
        while isinstance(term, Variable) and term.name in self._bound:
            term = self._bound[term.name]
        return term

    def _unify(self, left: Term, right: Term) -> bool:
        waiting = [(left, right)]
        while waiting:
            left, right = waiting.pop()
            left, right = self._walk(left), self._walk(right)
            if left is right or left == right:
                continue
            if isinstance(left, Variable) or isinstance(right, Variable):
                variable, value = (left, right) if isinstance(left, Variable) else (right, left)
                if not isinstance(variable, Variable) or self._occurs(variable, value):
                    return False
                self._bound[variable.name] = value
                self._trail.append(variable.name)
            elif isinstance(left, Compound) and isinstance(right, Compound) and _alike(left, right):
                waiting += zip(left.arguments, right.arguments, strict=True)
            else:
                return False
        return True

    def _occurs(self, variable: Variable, term: Term) -> bool:
        waiting = [term]
        while waiting:
            term = self._walk(waiting.pop())
            if term == variable:
                return True
            if isinstance(term, Compound) and not term.ground:
                waiting += term.arguments
        return False

    def _undo(self, mark: int) -> None:
        while len(self._trail) > mark:
            del self._bound[self._trail.pop()]

    def _fresh(self, term: Term) -> Term:
        self._renamed += 1
        return rename(term, f"~{self._renamed}")


def _alike(left: Compound, right: Compound) -> bool:
    return left.functor == right.functor and len(left.arguments) == len(right.arguments)


_CONTROL = {",", ";", "->", "\\+", "not", "forall", "once", "call", "findall", "aggregate_all"}
