"""From text to tree, a statement at a time."""

from __future__ import annotations

from algorist.core.errors import FormalError
from algorist.formal.linear.expressions import Expressions
from algorist.formal.linear.lexer import INFINITIES, OBJECTIVES, statements
from algorist.formal.linear.tree import (
    ONE,
    ZERO,
    Binding,
    Constraint,
    Declaration,
    Declared,
    Element,
    Expression,
    Model,
    Objective,
    Parameter,
    Place,
    SetDeclaration,
    Variables,
)

RELATIONS = ("<=", ">=", "=")
TYPES = ("integer", "binary", "free", "continuous")


def parse(text: str) -> Model:
    """Return the model that a text denotes; raises FormalError, and nothing else, when it denotes none.

    Names are not looked up here: `ground` does that, with the values.

    >>> parse("maximize 2 x + y\\nx + y <= 4").objective.maximize
    True
    """
    declarations: list[Declaration] = []
    objective: Objective | None = None
    constraints: list[Constraint] = []
    for tokens in statements(text):
        statement = _Statement(tokens).read()
        if isinstance(statement, Constraint):
            constraints.append(statement)
        elif not isinstance(statement, Objective):
            declarations.append(statement)
        elif objective is None:
            objective = statement
        else:
            message = f"a second objective; the first is on line {objective.at[0]}."
            raise FormalError(*statement.at, message, "Keep one maximize or minimize line.")
    if not (declarations or constraints or objective):
        raise FormalError(1, 1, "the text states nothing.", "Begin with a line such as: var x, y >= 0")
    return Model(tuple(declarations), objective, tuple(constraints))


class _Statement(Expressions):
    """Reads one declaration, objective or constraint."""

    def read(self) -> Declaration | Objective | Constraint:
        first = self.token
        statement: Declaration | Objective | Constraint
        if self.accept("var"):
            statement = self.variables(first.at)
        elif self.accept("param"):
            statement = self.parameter(first.at)
        elif self.accept("set"):
            name = self.name("the name of the set")
            self.expect("=")
            statement = SetDeclaration(name, self.set_expression(), first.at)
        elif first.text in OBJECTIVES:
            self.advance()
            label = self.label()
            statement = Objective(OBJECTIVES[first.text], self.expression(), label, first.at)
        else:
            statement = self.constraint()
        if self.token.kind != "end":
            raise self.error("the end of the line")
        return statement

    def label(self) -> str:
        """Read `label:`, if one stands here; a bare `:` is no label."""
        label = ""
        if self.token.kind == "name" and self.peek(1).text == ":":
            label = self.name("a label")
        self.accept(":")
        return label

    def constraint(self) -> Constraint:
        at = self.token.at
        bindings: tuple[Binding, ...] = ()
        if self.peek(1).text == "[" and self.peek(3).text == "in":
            label = self.name("a label")
            bindings = self.bindings("[", "]")
            self.expect(":")
        else:
            label = self.label()
        sides = [self.expression()]
        relations: list[str] = []
        while self.token.text in RELATIONS:
            relations.append(self.advance().text)
            sides.append(self.expression())
        if self.token.text in ("<", ">"):
            raise self.error(
                "=, <= or >=", f"Write {self.token.text}= instead: a strict comparison has no last solution."
            )
        if not relations:
            raise self.error("a comparison (=, <= or >=)")
        if len(relations) > 2 or (len(relations) == 2 and (relations[0] != relations[1] or "=" in relations)):
            raise FormalError(*at, "these comparisons do not chain.", "Write 2 <= x + y <= 8, or a line for each.")
        return Constraint(tuple(sides), relations[0], label, bindings, at)

    def parameter(self, at: Place) -> Parameter:
        name = self.name("the name of the parameter")
        bindings = self.bindings("[", "]") if self.token.text == "[" else ()
        self.expect("=")
        if not bindings:
            return Parameter(name, (), (((), self.expression()),), at)
        self.expect("{")
        entries = []
        while self.token.text != "}":
            key = self.key()
            self.expect(":")
            entries.append((key, self.expression()))
            if not self.accept(","):
                break
        self.expect("}")
        return Parameter(name, bindings, tuple(entries), at)

    def key(self) -> tuple[Element, ...]:
        if not self.accept("("):
            return (self.element(),)
        key = [self.element()]
        while self.accept(","):
            key.append(self.element())
        self.expect(")")
        return tuple(key)

    # -- variables

    def variables(self, at: Place) -> Variables:
        names = [self.declared()]
        while self.accept(","):
            names.append(self.declared())
        lower, upper = None, None
        given: set[str] = set()
        while self.token.kind != "end":
            self.accept(",")
            word = self.token
            if word.text not in (">=", "<=", "in", *TYPES):
                raise self.error("a bound, integer, binary, free or the end of the line")
            self.advance()
            if word.text in given or (word.text == "in" and given & {">=", "<="}):
                raise FormalError(*word.at, f"{word.text} says a second time what is said already.", "Keep one.")
            given |= {">=", "<=", "in"} if word.text == "in" else {word.text}
            if word.text == "in":
                lower, upper = self.interval()
            elif word.text == ">=":
                lower = self.expression()
            elif word.text == "<=":
                upper = self.expression()
        if problem := _contradiction(given):
            raise FormalError(*at, problem, "Keep one.")
        if "binary" in given:
            return Variables(tuple(names), ZERO, ONE, True, at)
        if not given & {">=", "free"}:
            lower = ZERO
        return Variables(tuple(names), lower, upper, "integer" in given, at)

    def declared(self) -> Declared:
        at = self.token.at
        name = self.name("the name of a variable")
        return Declared(name, self.bindings("[", "]") if self.token.text == "[" else (), at)

    def interval(self) -> tuple[Expression | None, Expression | None]:
        self.expect("[")
        lower = self.end("-")
        self.expect(",")
        upper = self.end("+")
        self.expect("]")
        return lower, upper

    def end(self, sign: str) -> Expression | None:
        """Read one end of an interval; `-inf` or `inf` is no bound."""
        signed = self.token.text == sign
        if (self.peek(1) if signed else self.token).text in INFINITIES and (signed or sign == "+"):
            self.position += 2 if signed else 1
            return None
        return self.expression()


def _contradiction(given: set[str]) -> str:
    """Return why the words of a `var` line cannot stand together, or an empty string."""
    if "binary" in given and given - {"binary", "integer"}:
        return "a binary variable has no other bounds or type."
    if {"integer", "continuous"} <= given:
        return "a variable is integer or continuous, not both."
    return "a free variable has no lower bound." if {"free", ">="} <= given else ""
