"""Sentences as clauses over ground terms: when these clauses conflict, so do the sentences. The checker trusts this file.

Universal variables take every ground term up to some depth. That is all there is to know without functions (Bernays and
Schoenfinkel); with functions it is a part of what follows (Herbrand), so a refutation is sound at any depth. Equality is
a predicate with the instances of its axioms. Listed elements are distinct, and every term of their sort is one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, permutations, product
from math import inf, prod
from time import monotonic

from algorist.formal.constraint.denial import Clauses
from algorist.formal.logic.normal import Beyond, Skolem
from algorist.formal.logic.tree import (
    BOOL,
    INT,
    REAL,
    Apply,
    Connective,
    Expression,
    LogicModel,
    Not,
    Relation,
    Sentence,
    Truth,
    Variable,
    nodes,
)

MOST_INSTANCES = 60_000
MOST_TERMS = 400
MOST_CLAUSES = 400_000


def clauses(model: LogicModel, sentences: Sequence[Sentence], depth: int, deadline: float = inf) -> Clauses:
    """Return the ground clauses for terms up to a depth; raises Beyond where there is arithmetic or too much.

    Past the deadline, in seconds of `time.monotonic`, it raises TimeoutError.
    """
    skolem = Skolem(model, sentences)
    numeric = {INT, REAL} | {sort.name for sort in model.sorts if sort.bounds}
    if any(numeric & {*symbol.arguments, symbol.result} for symbol in skolem.symbols.values()):
        raise Beyond("there are numbers")
    if numeric & set(skolem.sorts.values()):
        raise Beyond("variables range over numbers")
    return _Ground(model, skolem, depth, deadline).result()


class _Ground:
    def __init__(self, model: LogicModel, skolem: Skolem, depth: int, deadline: float) -> None:
        self._deadline = deadline
        self._elements = model.elements()
        self._skolem = skolem
        self._listed = {sort.name: sort.elements for sort in model.sorts if sort.elements}
        self._equality = any(isinstance(node, Relation) for node in nodes(*skolem.matrices))
        self._equality |= any(symbol.result in self._listed for symbol in skolem.symbols.values())
        self._atoms: dict[Expression, int] = {}
        self._variables = 1
        self._clauses: list[tuple[int, ...]] = [(1,)]
        self._universe = self._terms(depth)

    def result(self) -> Clauses:
        for matrix in self._skolem.matrices:
            for part in _conjuncts(matrix):
                self._instances(part)
        if self._equality:
            self._equality_axioms()
        return Clauses(self._variables, tuple(self._clauses))

    def _terms(self, depth: int) -> dict[str, list[Expression]]:
        """Return the ground terms of each sort: listed elements, else constants and functions of terms less deep."""
        sorts = dict.fromkeys([*self._skolem.sorts.values(), *(s.result for s in self._skolem.symbols.values())])
        found: dict[str, list[Expression]] = {sort: [] for sort in sorts if sort != BOOL}
        for symbol in self._skolem.symbols.values():
            if not symbol.arguments and symbol.result != BOOL:
                found[symbol.result].append(Apply(symbol.name))
        for sort, terms in found.items():
            if not terms:
                terms.append(Apply(self._skolem.add("?", (), sort)))
        for sort, elements in self._listed.items():
            found[sort] = [Apply(element) for element in elements]
        for _ in range(depth):
            found = self._deeper(found)
        return found

    def _deeper(self, found: dict[str, list[Expression]]) -> dict[str, list[Expression]]:
        deeper = {sort: dict.fromkeys(terms) for sort, terms in found.items()}
        for symbol in self._skolem.symbols.values():
            if not symbol.arguments or symbol.result == BOOL or symbol.result in self._listed:
                continue
            if prod(len(found[sort]) for sort in symbol.arguments) > MOST_TERMS:
                raise Beyond(f"there are more than {MOST_TERMS} terms")
            for chosen in product(*(found[sort] for sort in symbol.arguments)):
                deeper[symbol.result][Apply(symbol.name, chosen)] = None
        if any(len(terms) > MOST_TERMS for terms in deeper.values()):
            raise Beyond(f"there are more than {MOST_TERMS} terms")
        return {sort: list(terms) for sort, terms in deeper.items()}

    def _instances(self, matrix: Expression) -> None:
        free = list(dict.fromkeys(node.name for node in nodes(matrix) if isinstance(node, Variable)))
        sets = [self._universe[self._skolem.sorts[name]] for name in free]
        if prod(map(len, sets)) > MOST_INSTANCES:
            raise Beyond(f"a sentence has more than {MOST_INSTANCES} instances")
        for chosen in product(*sets):
            values = dict(zip(free, chosen, strict=True))
            self._add(*(self._literal(part, values) for part in _disjuncts(matrix)))

    def _literal(self, node: Expression, values: Mapping[str, Expression]) -> int:
        """Return a literal that implies the node."""
        match node:
            case Truth(value):
                return 1 if value else -1
            case Not(operand):
                return -self._atom(_instance(operand, values))
            case Connective("or", _, _):
                literal = self._new()
                self._add(-literal, *(self._literal(part, values) for part in _disjuncts(node)))
                return literal
            case Connective(_, _, _):
                literal = self._new()
                for part in _conjuncts(node):
                    self._add(-literal, self._literal(part, values))
                return literal
        return self._atom(_instance(node, values))

    def _atom(self, atom: Expression) -> int:
        if isinstance(atom, Relation):
            if atom.left == atom.right:
                return 1
            if isinstance(atom.left, Apply) and isinstance(atom.right, Apply):
                if atom.left.name in self._elements and atom.right.name in self._elements:
                    return -1
                if repr(atom.right) < repr(atom.left):
                    atom = Relation("=", atom.right, atom.left)
        if atom not in self._atoms:
            self._atoms[atom] = self._new()
        return self._atoms[atom]

    def _equality_axioms(self) -> None:
        """Add symmetry (by the spelling of atoms), transitivity, congruence, and the closure of listed sorts."""
        terms = self._terms_by_sort()
        for sort, elements in self._listed.items():
            for term in terms.get(sort, []):
                self._add(*(self._equal(term, Apply(element)) for element in elements))
        for same in terms.values():
            for one, two, three in permutations(same, 3):
                if repr(one) < repr(three):
                    self._add(-self._equal(one, two), -self._equal(two, three), self._equal(one, three))
        functions = [term for same in terms.values() for term in same if isinstance(term, Apply) and term.arguments]
        predicates = [atom for atom in self._atoms if isinstance(atom, Apply) and atom.arguments]
        for one, two in _pairs(functions):
            self._add(
                *(-self._equal(*pair) for pair in zip(one.arguments, two.arguments, strict=True)), self._equal(one, two)
            )
        for one, two in _pairs(predicates):
            apart = [-self._equal(*pair) for pair in zip(one.arguments, two.arguments, strict=True)]
            self._add(*apart, -self._atoms[one], self._atoms[two])
            self._add(*apart, self._atoms[one], -self._atoms[two])

    def _terms_by_sort(self) -> dict[str, list[Expression]]:
        """Return every ground term that occurs in an atom, by sort, with the listed elements."""
        found: dict[str, dict[Expression, None]] = {}
        for sort, elements in self._listed.items():
            found[sort] = dict.fromkeys(Apply(element) for element in elements)
        for atom in list(self._atoms):
            for node in nodes(atom):
                sort = self._sort(node)
                if sort != BOOL:
                    found.setdefault(sort, {})[node] = None
        return {sort: list(terms) for sort, terms in found.items()}

    def _sort(self, node: Expression) -> str:
        if not isinstance(node, Apply):
            return BOOL
        symbol = self._skolem.symbols.get(node.name)
        return symbol.result if symbol else self._elements[node.name]

    def _equal(self, left: Expression, right: Expression) -> int:
        return self._atom(Relation("=", left, right))

    def _new(self) -> int:
        self._variables += 1
        return self._variables

    def _add(self, *literals: int) -> None:
        if len(self._clauses) > MOST_CLAUSES:
            raise Beyond(f"there are more than {MOST_CLAUSES} clauses")
        if len(self._clauses) % 256 == 0 and monotonic() > self._deadline:
            raise TimeoutError
        if 1 not in literals:
            self._clauses.append(literals)


def _instance(node: Expression, values: Mapping[str, Expression]) -> Expression:
    match node:
        case Variable(name):
            return values[name]
        case Apply(name, inner) if inner:
            return Apply(name, tuple(_instance(each, values) for each in inner))
        case Relation(relation, left, right):
            return Relation(relation, _instance(left, values), _instance(right, values))
    return node


def _conjuncts(node: Expression) -> Iterator[Expression]:
    yield from _parts("and", node)


def _disjuncts(node: Expression) -> Iterator[Expression]:
    yield from _parts("or", node)


def _parts(connective: str, node: Expression) -> Iterator[Expression]:
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Connective) and part.operator == connective:
            waiting += (part.right, part.left)
        else:
            yield part


def _pairs(terms: list[Apply]) -> Iterator[tuple[Apply, Apply]]:
    for one, two in combinations(terms, 2):
        if one.name == two.name and len(one.arguments) == len(two.arguments):
            yield one, two
