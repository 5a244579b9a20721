"""The tree of a constraint model: domains, variables, expressions, formulas. Immutable, hashable, comparable.

Formulas are expressions too: where a number is expected a formula counts 1 when it holds and 0 when it does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from algorist.formal.constraint.global_constraints import Automaton, Circuit, Cumulative, NoOverlap, Routes


@dataclass(frozen=True, slots=True)
class Range:
    """The integers from `low` to `high`, both included."""

    low: int
    high: int

    @property
    def values(self) -> Sequence[int]:
        return range(self.low, self.high + 1)


@dataclass(frozen=True, slots=True)
class Integers:
    """Some integers, ascending and distinct."""

    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Symbols:
    """Some names, distinct, in the order in which they were declared."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Booleans:
    """False and true; they count 0 and 1."""

    @property
    def values(self) -> tuple[bool, bool]:
        return (False, True)


Domain: TypeAlias = Range | Integers | Symbols | Booleans


@dataclass(frozen=True, slots=True)
class Group:
    """Variables `name.member`, one for each member, over one domain, all different."""

    name: str
    members: tuple[str, ...]
    domain: Domain

    @property
    def references(self) -> tuple[str, ...]:
        return tuple(f"{self.name}.{member}" for member in self.members)


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    domain: Domain


# Expressions: what they are worth.


@dataclass(frozen=True, slots=True)
class Number:
    value: int


@dataclass(frozen=True, slots=True)
class Symbol:
    """A value of a symbolic variable, as in `c = red`."""

    name: str


@dataclass(frozen=True, slots=True)
class Truth:
    value: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """A variable by its name, `x` or `group.member`."""

    name: str


@dataclass(frozen=True, slots=True)
class Negate:
    operand: Expression


@dataclass(frozen=True, slots=True)
class Sum:
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Product:
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Quotient:
    """Floor division: `-7 / 2` is -4. The divisor is a constant other than 0."""

    operand: Expression
    divisor: int


@dataclass(frozen=True, slots=True)
class Remainder:
    """What floor division leaves, so it has the divisor's sign: `-7 mod 2` is 1. The divisor is not 0."""

    operand: Expression
    divisor: int


@dataclass(frozen=True, slots=True)
class Absolute:
    operand: Expression


@dataclass(frozen=True, slots=True)
class Minimum:
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Maximum:
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the operands equal the value."""

    operands: tuple[Expression, ...]
    value: Expression


@dataclass(frozen=True, slots=True)
class Element:
    """The operand at the index, which counts from 1 and can never leave the list."""

    operands: tuple[Expression, ...]
    index: Expression


# Formulas: what can hold.

Comparison: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Compare:
    operator: Comparison
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class AllDifferent:
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """The operands, taken together, are one of the rows."""

    operands: tuple[Expression, ...]
    rows: tuple[tuple[Constant, ...], ...]


@dataclass(frozen=True, slots=True)
class Not:
    operand: Expression


@dataclass(frozen=True, slots=True)
class And:
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Implies:
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Iff:
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Cardinality:
    """Exactly, at least or at most `bound` of the operands hold."""

    relation: Literal["exactly", "atleast", "atmost"]
    bound: int
    operands: tuple[Expression, ...]


Constant: TypeAlias = Number | Symbol | Truth
Term: TypeAlias = (
    Constant
    | Reference
    | Negate
    | Sum
    | Product
    | Quotient
    | Remainder
    | Absolute
    | Minimum
    | Maximum
    | Count
    | Element
)
Formula: TypeAlias = (
    Compare
    | AllDifferent
    | Member
    | Not
    | And
    | Or
    | Implies
    | Iff
    | Cardinality
    | NoOverlap
    | Cumulative
    | Circuit
    | Routes
    | Automaton
)
Expression: TypeAlias = Term | Formula


@dataclass(frozen=True, slots=True)
class Constraint:
    """A formula that must hold, and the line where it stood."""

    formula: Expression
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Objective:
    sense: Literal["maximize", "minimize"]
    expression: Expression
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ConstraintModel:
    groups: tuple[Group, ...] = ()
    variables: tuple[Variable, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    objective: Objective | None = None
    then: tuple[Objective, ...] = ()
    """Further objectives: of what is best for all before, the best for the next."""

    @property
    def aims(self) -> tuple[Objective, ...]:
        """All objectives, the most important first."""
        return () if self.objective is None else (self.objective, *self.then)

    @property
    def language(self) -> str:
        return "constraint"

    def domains(self) -> dict[str, Domain]:
        """Return every variable's domain by its name, in the order of declaration, groups first."""
        domains = {name: group.domain for group in self.groups for name in group.references}
        return domains | {variable.name: variable.domain for variable in self.variables}


def is_wide(model: ConstraintModel) -> bool:
    """Return whether the model has a constraint over many variables at once, or several objectives."""
    layer: list[Expression] = [constraint.formula for constraint in model.constraints]
    layer += [aim.expression for aim in model.aims]
    while layer:
        if any(isinstance(node, NoOverlap | Cumulative | Circuit | Routes | Automaton) for node in layer):
            return True
        layer = [child for node in layer for child in children(node)]
    return bool(model.then)


def children(node: Expression) -> tuple[Expression, ...]:
    """Return the expressions directly under this one."""
    match node:
        case Number() | Symbol() | Truth() | Reference():
            return ()
        case Count():
            return (*node.operands, node.value)
        case Element():
            return (*node.operands, node.index)
        case Routes():
            return (*node.operands, *node.firsts)
        case Compare() | Implies() | Iff():
            return (node.left, node.right)
        case Negate() | Quotient() | Remainder() | Absolute() | Not():
            return (node.operand,)
        case _:
            return node.operands
