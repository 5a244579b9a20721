"""A constraint model in the words of CP-SAT, and its answers back in ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from ortools.sat.python import cp_model

from algorist.core.certificate import Value
from algorist.formal.constraint.global_constraints import Automaton, Circuit, Cumulative, NoOverlap, Routes
from algorist.formal.constraint.global_cpsat import post_global, route_cost
from algorist.formal.constraint.interval import interval
from algorist.formal.constraint.tree import (
    Absolute,
    AllDifferent,
    And,
    Booleans,
    Cardinality,
    Compare,
    Constant,
    ConstraintModel,
    Count,
    Domain,
    Element,
    Expression,
    Iff,
    Implies,
    Maximum,
    Member,
    Minimum,
    Negate,
    Not,
    Number,
    Or,
    Product,
    Quotient,
    Reference,
    Remainder,
    Sum,
    Symbol,
    Symbols,
    Truth,
)

Linear: TypeAlias = Any
"""A linear expression over CP-SAT's variables, or an int."""

When: TypeAlias = Sequence[Any]
"""CP-SAT literals; what is posted under them must hold whenever all of them are true."""

_RELATIONS = {"exactly": "=", "atleast": ">=", "atmost": "<="}
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


class Encoding:
    """A CP-SAT model with a variable for each of ours.

    A formula is posted under literals and with a polarity. Only where its truth value itself is used (counted,
    compared, in `<->`) does it get a literal of its own that is true exactly when the formula is.
    """

    def __init__(self, model: ConstraintModel) -> None:
        self.model = cp_model.CpModel()
        self.domains = model.domains()
        self._codes = _codes(self.domains.values())
        self._names = {code: name for name, code in self._codes.items()}
        self._literals: dict[Expression, Any] = {}
        ways = [each.formula for each in model.constraints if isinstance(each.formula, (Circuit, Routes))]
        successors = {operand for way in ways for operand in way.operands}
        self._steps: dict[Expression, tuple[Expression, int]] = {each: (each, 0) for each in successors}
        self._steps |= {Sum((each, Number(1))): (each, 1) for each in successors}
        self.variables = {name: self._variable(name, domain) for name, domain in self.domains.items()}
        for group in model.groups:
            self.model.add_all_different([self.variables[name] for name in group.references])

    def decode(self, assignment: Mapping[str, int]) -> dict[str, Value]:
        """Return our values for CP-SAT's."""
        return {name: self._decoded(code, self.domains[name]) for name, code in assignment.items()}

    def forbid(self, values: Mapping[str, Value]) -> None:
        """Exclude one assignment of our values to all variables."""
        codes = [self._codes[value] if isinstance(value, str) else int(value) for value in values.values()]  # type: ignore
        self.model.add_forbidden_assignments([self.variables[name] for name in values], [codes])

    def hint(self, codes: Mapping[str, int]) -> None:
        """Tell CP-SAT where to look first."""
        for name, code in codes.items():
            self.model.add_hint(self.variables[name], code)

    def _decoded(self, code: int, domain: Domain) -> Value:
        if isinstance(domain, Symbols):
            return self._names[code]
        return bool(code) if isinstance(domain, Booleans) else code

    def _variable(self, name: str, domain: Domain) -> Any:
        if isinstance(domain, Booleans):
            return self.model.new_bool_var(name)
        if isinstance(domain, Symbols):
            allowed = cp_model.Domain.from_values([self._codes[symbol] for symbol in domain.values])
        elif isinstance(domain.values, range):
            allowed = cp_model.Domain(domain.values[0], domain.values[-1])
        else:
            allowed = cp_model.Domain.from_values(list(domain.values))
        return self.model.new_int_var_from_domain(allowed, name)

    # Formulas.

    def post(self, formula: Expression, when: When = (), positive: bool = True) -> None:
        """Make the formula hold, or fail to hold, whenever all literals of `when` are true."""
        match formula:
            case Not(operand):
                self.post(operand, when, not positive)
            case And(operands) if positive:
                for operand in operands:
                    self.post(operand, when)
            case Or(operands) if not positive:
                for operand in operands:
                    self.post(operand, when, False)
            case And(operands) | Or(operands):
                self._post_clause([(operand, positive) for operand in operands], when)
            case Implies(left, right) if positive:
                self._post_clause([(left, False), (right, True)], when)
            case Implies(left, right):
                self.post(left, when)
                self.post(right, when, False)
            case Iff(left, right):
                self._post_compare("=", self.literal(left), self.literal(right), when, positive)
            case Compare(operator, left, right):
                self._post_compare(operator, self.linear(left), self.linear(right), when, positive)
            case Cardinality(relation, bound, operands):
                self._post_compare(_RELATIONS[relation], sum(map(self.literal, operands)), bound, when, positive)
            case AllDifferent(operands):
                self._post_all_different(operands, when, positive)
            case Member(operands, rows):
                self._post_member(operands, rows, when, positive)
            case NoOverlap() | Cumulative() | Circuit() | Routes() | Automaton():
                post_global(self, formula, when, positive)
            case _:
                self._guard(self.model.add(self.linear(formula) == int(positive)), when)

    def literal(self, formula: Expression) -> Any:
        """Return a literal that is true exactly when the formula holds."""
        if isinstance(formula, Reference):
            return self.variables[formula.name]
        if formula not in self._literals:
            literal = self.model.new_bool_var("")
            self.post(formula, [literal])
            self.post(formula, [literal.negated()], False)
            self._literals[formula] = literal
        return self._literals[formula]

    def _guard(self, constraint: Any, when: When) -> None:
        if when:
            constraint.only_enforce_if(list(when))

    def _post_clause(self, parts: Iterable[tuple[Expression, bool]], when: When) -> None:
        """Make one of the parts hold (or fail to hold, as its flag says)."""
        literals = []
        for formula, positive in parts:
            if isinstance(formula, Reference):
                literal = self.variables[formula.name]
                literals.append(literal if positive else literal.negated())
            else:
                literals.append(self.model.new_bool_var(""))
                self.post(formula, [literals[-1]], positive)
        self._guard(self.model.add_bool_or(literals), when)

    def _post_compare(self, operator: str, left: Linear, right: Linear, when: When, positive: bool) -> None:
        difference = left - right
        match operator if positive else _OPPOSITE[operator]:
            case "=":
                relation = difference == 0
            case "!=":
                relation = difference != 0
            case "<":
                relation = difference <= -1
            case "<=":
                relation = difference <= 0
            case ">":
                relation = difference >= 1
            case _:
                relation = difference >= 0
        if isinstance(difference, int):
            relation = cp_model.LinearExpr.sum([]) == 0 if relation else cp_model.LinearExpr.sum([]) == 1
        self._guard(self.model.add(relation), when)

    def _post_all_different(self, operands: tuple[Expression, ...], when: When, positive: bool) -> None:
        pairs = [Compare("=", left, right) for place, left in enumerate(operands) for right in operands[:place]]
        if not positive:
            self.post(Or(tuple(pairs)), when)
        elif when:
            self.post(Or(tuple(pairs)), when, False)
        else:
            self.model.add_all_different([self.linear(operand) for operand in operands])

    def _post_member(
        self, operands: tuple[Expression, ...], rows: tuple[tuple[Constant, ...], ...], when: When, positive: bool
    ) -> None:
        if len(operands) == 1:
            allowed = cp_model.Domain.from_values([self.linear(constant) for (constant,) in rows])
            allowed = allowed if positive else allowed.complement()
            self._guard(self.model.add_linear_expression_in_domain(self.plain(operands[0]), allowed), when)
        elif not when:
            post = self.model.add_allowed_assignments if positive else self.model.add_forbidden_assignments
            post([self.plain(operand) for operand in operands], [[self.linear(c) for c in row] for row in rows])
        else:
            choices = (And(tuple(map(_equal, operands, row))) for row in rows)
            self.post(Or(tuple(choices)), when, positive)

    # Terms.

    def linear(self, node: Expression) -> Linear:
        """Return the term as a linear expression, with new variables for its parts that are not linear."""
        match node:
            case Number(value):
                return value
            case Truth(value):
                return int(value)
            case Symbol(name):
                return self._codes.get(name, -1)
            case Reference(name):
                return self.variables[name]
            case Negate(operand):
                return -self.linear(operand)
            case Sum(operands):
                return sum(self.linear(operand) for operand in operands)
            case Product(operands):
                return self._product(operands)
            case Quotient(operand, divisor):
                return self._divided(operand, divisor)[0]
            case Remainder(operand, divisor):
                return self._divided(operand, divisor)[1]
            case Count(operands, value):
                return sum(self.literal(_equal(operand, value)) for operand in operands)
            case Absolute() | Minimum() | Maximum() | Element():
                return self._function(node)
            case _:
                return self.literal(node)

    def _function(self, node: Absolute | Minimum | Maximum | Element) -> Linear:
        if isinstance(node, Element) and (cost := self._step_cost(node)) is not None:
            return cost
        target = self._new(node)
        match node:
            case Absolute(operand):
                self.model.add_abs_equality(target, self.linear(operand))
            case Minimum(operands):
                self.model.add_min_equality(target, [self.linear(operand) for operand in operands])
            case Maximum(operands):
                self.model.add_max_equality(target, [self.linear(operand) for operand in operands])
            case Element(operands, index):
                position = self.plain(Sum((index, Number(-1))))
                self.model.add_element(position, [self.linear(operand) for operand in operands], target)
        return target

    def _step_cost(self, node: Element) -> Linear:
        """Return what a step of a circuit or route costs as a sum over arcs, or None where the term is no such cost."""
        if node.index in self._steps and all(isinstance(operand, Number) for operand in node.operands):
            return route_cost(self, node, *self._steps[node.index])
        return None

    def _product(self, operands: tuple[Expression, ...]) -> Linear:
        result, done = self.linear(operands[0]), operands[:1]
        for operand in operands[1:]:
            done, factor = (*done, operand), self.linear(operand)
            if isinstance(result, int) or isinstance(factor, int):
                result = result * factor
            else:
                target = self._new(Product(done))
                self.model.add_multiplication_equality(target, [result, factor])
                result = target
        return result

    def _divided(self, operand: Expression, divisor: int) -> tuple[Linear, Linear]:
        """Return quotient and remainder, defined together by operand = divisor * quotient + remainder."""
        quotient, remainder = self._new(Quotient(operand, divisor)), self._new(Remainder(operand, divisor))
        self.model.add(self.linear(operand) == divisor * quotient + remainder)
        return quotient, remainder

    def _new(self, node: Expression) -> Any:
        return self.model.new_int_var(*interval(node, self.domains), "")

    def plain(self, node: Expression) -> Any:
        """Return the expression as a variable, which CP-SAT demands in some places."""
        if isinstance(node, Reference):
            return self.variables[node.name]
        low, high = interval(node, self.domains)
        code = self.linear(node)
        variable = (
            self.model.new_int_var(min(low, code), max(high, code), "") if isinstance(code, int) else self._new(node)
        )
        self.model.add(variable == code)
        return variable


def _equal(left: Expression, right: Expression) -> Compare:
    return Compare("=", left, right)


def _codes(domains: Iterable[Domain]) -> dict[str, int]:
    """Return a number for every name that is a value somewhere, the same one wherever it is."""
    names = dict.fromkeys(name for domain in domains if isinstance(domain, Symbols) for name in domain.values)
    return {name: code for code, name in enumerate(names)}
