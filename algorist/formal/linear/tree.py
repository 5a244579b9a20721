"""The tree of a linear model: sets, parameters, variables, an objective and constraints, as they were written.

Every node is immutable and hashable. Where a node stood in its text (`at`: line and column, from 1) helps messages and
takes no part in equality, so that `parse(render(model)) == model`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

Place: TypeAlias = tuple[int, int]
Element: TypeAlias = "int | str"
"""A member of a set: an integer or a bare word."""

NOWHERE: Place = (0, 0)


@dataclass(frozen=True, slots=True)
class Number:
    """A literal: without sign (that is `Negate`), of finitely many decimals (2/3 is a `Product` with an `Inverse`)."""

    value: Fraction
    percent: bool = False

    def __post_init__(self) -> None:
        rest = self.value.denominator
        while rest % 10 == 0:
            rest //= 10
        for prime in (2, 5):
            while rest % prime == 0:
                rest //= prime
        if rest != 1 or self.value < 0:
            raise ValueError(f"the literal {self.value} needs finitely many decimals and no sign; see rational()")


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, parameter, set member or bound index, with its own indices if any: `x`, `cost[f]`, `stock[t - 1]`."""

    name: str
    indices: tuple[Expression, ...] = ()
    at: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Negate:
    term: Expression


@dataclass(frozen=True, slots=True)
class Sum:
    """Two or more terms added; `a - b` is the sum of a and `Negate(b)`."""

    terms: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Inverse:
    """A divisor, only ever inside a product and never first: `a / b` is the product of a and `Inverse(b)`."""

    factor: Expression


@dataclass(frozen=True, slots=True)
class Product:
    """Two or more factors multiplied."""

    factors: tuple[Expression, ...]
    at: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Total:
    """`sum(f in FOOD, n in NUTRIENT) body`."""

    bindings: tuple[Binding, ...]
    body: Expression


Expression: TypeAlias = "Number | Name | Negate | Sum | Inverse | Product | Total"


@dataclass(frozen=True, slots=True)
class NamedSet:
    name: str
    at: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Enumeration:
    """`{bread, milk, 3}`."""

    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """`first..last`, both included; empty when last is smaller."""

    first: Expression
    last: Expression


SetExpression: TypeAlias = "NamedSet | Enumeration | Range"


@dataclass(frozen=True, slots=True)
class Binding:
    """`f in FOOD`, or just `FOOD` where the member needs no name (then `name` is empty)."""

    name: str
    domain: SetExpression
    at: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SetDeclaration:
    name: str
    members: SetExpression
    at: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Parameter:
    """`param need = 40`: its one entry has the empty key. `param cost[FOOD] = {bread: 2, ...}`: one entry a member."""

    name: str
    bindings: tuple[Binding, ...]
    entries: tuple[tuple[tuple[Element, ...], Expression], ...]
    at: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Declared:
    """One name of a `var` line: `apple`, `buy[FOOD]`, `ship[i in FROM, j in TO]`."""

    name: str
    bindings: tuple[Binding, ...] = ()
    at: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Variables:
    """A `var` line: names that share bounds. None is no bound; a line that says nothing means `>= 0`."""

    names: tuple[Declared, ...]
    lower: Expression | None
    upper: Expression | None
    integer: bool = False
    at: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Objective:
    maximize: bool
    expression: Expression
    label: str = ""
    at: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Constraint:
    """Two sides, or three of which the outer are constants, compared by one relation: `<=`, `>=` or `=`."""

    sides: tuple[Expression, ...]
    relation: str
    label: str = ""
    bindings: tuple[Binding, ...] = ()
    at: Place = field(default=NOWHERE, compare=False, repr=False)


Declaration: TypeAlias = "SetDeclaration | Parameter | Variables"


@dataclass(frozen=True, slots=True)
class Model:
    """A linear or mixed-integer linear program in symbols; `ground` turns it into rows and columns."""

    declarations: tuple[Declaration, ...]
    objective: Objective | None
    constraints: tuple[Constraint, ...]

    @property
    def language(self) -> str:
        return "linear"


ZERO = Number(Fraction(0))
ONE = Number(Fraction(1))


def rational(value: Fraction) -> Expression:
    """Return the expression that denotes any rational number.

    >>> rational(Fraction(-1, 2))
    Negate(term=Number(value=Fraction(1, 2), percent=False))
    """
    if value < 0:
        return Negate(rational(-value))
    try:
        return Number(value)
    except ValueError:
        return Product((Number(Fraction(value.numerator)), Inverse(Number(Fraction(value.denominator)))))
