"""What a model declares: `group name over domain: members` and `var x, y in domain`."""

from __future__ import annotations

from dataclasses import dataclass, field

from algorist.formal.constraint.tokens import Cursor, Token, shorten
from algorist.formal.constraint.tree import (
    Booleans,
    ConstraintModel,
    Domain,
    Group,
    Integers,
    Range,
    Symbols,
    Variable,
)

RESERVED = frozenset(
    {"group", "over", "var", "in", "bool", "and", "or", "not", "if", "then", "true", "false", "mod"}
    | {"abs", "min", "max", "sum", "count", "element", "alldifferent", "exactly", "atleast", "atmost"}
    | {"maximize", "maximise", "minimize", "minimise"}
)


@dataclass(slots=True)
class Names:
    """Everything declared so far: variables by name, and the names that are values."""

    groups: dict[str, Group] = field(default_factory=dict)
    variables: list[Variable] = field(default_factory=list)
    domains: dict[str, Domain] = field(default_factory=dict)
    symbols: set[str] = field(default_factory=set)

    @staticmethod
    def of(model: ConstraintModel) -> Names:
        domains = model.domains()
        symbols = {name for domain in domains.values() if isinstance(domain, Symbols) for name in domain.values}
        return Names({group.name: group for group in model.groups}, list(model.variables), domains, symbols)


def declare(cursor: Cursor, names: Names) -> None:
    """Read one declaration, to its end, and add what it declares."""
    read = _group if cursor.advance().text == "group" else _variables
    read(cursor, names)


def _group(cursor: Cursor, names: Names) -> None:
    name = _identifier(cursor, "a name for the group")
    if name.text in names.groups:
        cursor.fail(f"the group `{name.text}` is declared twice.", column=name.column)
    cursor.expect("over")
    column = cursor.token.column
    domain = _domain(cursor, names)
    cursor.expect(":")
    members = {_member(cursor): None}
    while cursor.accept(","):
        if cursor.token.text in members:
            cursor.fail(f"the member `{shorten(cursor.token.text)}` is named twice.")
        members[_member(cursor)] = None
    cursor.end()
    if len(members) > len(domain.values):
        cursor.fail(f"{len(members)} members cannot all differ among {len(domain.values)} values.", column=column)
    group = Group(name.text, tuple(members), domain)
    names.groups[name.text] = group
    names.domains |= dict.fromkeys(group.references, domain)


def _variables(cursor: Cursor, names: Names) -> None:
    declared = [_variable(cursor, names)]
    while cursor.accept(","):
        declared.append(_variable(cursor, names))
    cursor.expect("in", ",")
    domain = _domain(cursor, names)
    cursor.end()
    for token in declared:
        if token.text in names.domains or token.text in names.symbols:
            cursor.fail(f"the name `{token.text}` is declared twice.", column=token.column)
        names.domains[token.text] = domain
        names.variables.append(Variable(token.text, domain))


def _identifier(cursor: Cursor, what: str) -> Token:
    token = cursor.token
    if token.kind != "name" or "." in token.text:
        cursor.unexpected(what, "It begins with a letter; letters, digits and _ follow.")
    return cursor.advance()


def _variable(cursor: Cursor, names: Names) -> Token:
    token = _identifier(cursor, "a variable's name")
    if token.text in RESERVED:
        cursor.fail(f"`{token.text}` is a word of the language.", "Choose another name.", token.column)
    return token


def _member(cursor: Cursor) -> str:
    token = cursor.token
    if token.kind not in ("name", "word", "number") or "." in token.text:
        cursor.unexpected("a member of the group", "Letters, digits and _.")
    return cursor.advance().text


def _domain(cursor: Cursor, names: Names) -> Domain:
    if cursor.accept("bool"):
        return Booleans()
    column = cursor.token.column
    if not cursor.accept("{"):
        if cursor.token.kind != "number" and cursor.token.text != "-":
            cursor.unexpected("a domain", "It is low..high, {1, 3, 5}, {red, green} or bool.")
        low = cursor.integer()
        cursor.expect("..")
        high = cursor.integer()
        if low > high:
            cursor.fail(f"the domain {low}..{high} is empty.", column=column)
        return Range(low, high)
    if cursor.token.kind in ("name", "word"):
        return _symbols(cursor, names, column)
    integers = {cursor.integer()}
    while cursor.accept(","):
        integers.add(cursor.integer())
    cursor.expect("}", ",")
    return Integers(tuple(sorted(integers)))


def _symbols(cursor: Cursor, names: Names, column: int) -> Domain:
    symbols = [_symbol(cursor, names)]
    while cursor.accept(","):
        symbols.append(_symbol(cursor, names))
    cursor.expect("}", ",")
    if len(set(symbols)) < len(symbols):
        cursor.fail("a value stands twice in this domain.", column=column)
    names.symbols |= set(symbols)
    return Symbols(tuple(symbols))


def _symbol(cursor: Cursor, names: Names) -> str:
    token = cursor.token
    if token.kind not in ("name", "word") or "." in token.text:
        cursor.unexpected("a value's name")
    if token.text in RESERVED or token.text in names.domains:
        what = "a word of the language" if token.text in RESERVED else "a variable"
        cursor.fail(
            f"`{shorten(token.text)}` is {what}, so it cannot be a value.", "Choose another name.", token.column
        )
    return cursor.advance().text
