"""The modules of a part: which there are, which is the top, and whether a design keeps its hands off its testbench."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from algorist.core.errors import FormalError
from algorist.formal.circuit.tokens import Token

OPENING = {"(": ")", "[": "]", "{": "}"}
DEEPEST = 200
"""Brackets within brackets."""

_CALLS = frozenset(
    {"if", "for", "while", "repeat", "case", "casez", "casex", "wait", "posedge", "negedge", "or", "and"}
)


def declared(part: Sequence[Token]) -> list[str]:
    """Return the names of the modules that a part declares; raises FormalError where its outline is broken."""
    words = [token for token in part if not token.defining]
    names: list[str] = []
    opened: Token | None = None
    for position, token in enumerate(words):
        if token.text in ("module", "macromodule") and token.kind == "word":
            if opened:
                raise FormalError(token.line, token.column, f"the module of line {opened.line} has no endmodule.")
            opened = token
            names.append(_name(words, position, names))
        elif token.text == "endmodule" and token.kind == "word":
            if opened is None:
                raise FormalError(token.line, token.column, "no module is open that endmodule could end.")
            opened = None
    if opened:
        raise FormalError(opened.line, opened.column, "this module has no endmodule.", "End it with endmodule.")
    _balanced(words)
    return names


def top(part: Sequence[Token], line: int) -> str:
    """Return the one module that no other of the part uses; raises FormalError where there is none or more."""
    names = declared(part)
    used: set[str] = set()
    for before, token in pairwise(part):
        if before.text not in ("module", "macromodule", "endmodule", ":"):
            used.add(token.text)
    tops = [name for name in names if name not in used]
    if len(tops) != 1:
        found = f"{len(tops)} modules are used by no other" if tops else "every module is used by another"
        named = f": {', '.join(tops[:5])}" if tops else ""
        raise FormalError(
            line, 1, f"the circuit must have one top module, and {found}{named}.", "Leave the others out."
        )
    return tops[0]


def keeps_out(design: Sequence[Token], testbench: Sequence[Token]) -> None:
    """Raise FormalError where a design names a scope of its testbench: through it, it could change what is measured."""
    own = set(declared(design))
    scopes = _scopes(testbench, own | set(declared(testbench))) - own
    for token in design:
        if token.kind in ("word", "escaped") and _plain(token) in scopes:
            raise FormalError(
                token.line,
                token.column,
                f"{token.text[:40]} is a module, an instance, a task or a block of the testbench.",
                "A design cannot refer to it; choose another name.",
            )


def _scopes(testbench: Sequence[Token], modules: set[str]) -> set[str]:
    """Return the names of the testbench's modules, instances (of these modules), tasks, functions and named blocks.

    Instances stand between a module's name and a semicolon, outside brackets: `adder #(8) a (...), b [3:0] (...);`. A task's
    or function's name is the last before a bracket or semicolon.
    """
    found: set[str] = set(declared(testbench))
    listing, naming, depth, name = False, False, 0, ""
    for position, token in enumerate(testbench):
        before = testbench[position - 1].text if position else ""
        word = _plain(token) if token.kind in ("word", "escaped") else ""
        if word and before == ":" and testbench[position - 2].text in ("begin", "fork"):
            found.add(word)
        if naming:
            name = word or name
            if token.text in ("(", ";"):
                found.add(name)
                naming = False
        elif word in ("task", "function"):
            naming, name = True, ""
        elif listing:
            depth += (token.text in OPENING) - (token.text in OPENING.values())
            if depth == 0 and word:
                found.add(word)
            listing = depth > 0 or (depth == 0 and token.text != ";")
        elif word in modules and before not in ("module", "macromodule", "."):
            listing, depth = True, 0
    return found - {""}


def _plain(token: Token) -> str:
    return token.text.removeprefix("\\")


def _name(words: Sequence[Token], position: int, names: Sequence[str]) -> str:
    token = words[position]
    following = next(
        (each for each in words[position + 1 : position + 3] if each.text not in ("automatic", "static")), None
    )
    if following is None or following.kind != "word" or "$" in following.text:
        raise FormalError(token.line, token.column, "a module needs a name of letters, digits and underscores.")
    if following.text in names:
        raise FormalError(following.line, following.column, f"the module {following.text[:40]} is declared twice.")
    return following.text


def _balanced(words: Sequence[Token]) -> None:
    waiting: list[Token] = []
    for token in words:
        if token.kind != "mark":
            continue
        if token.text in OPENING:
            waiting.append(token)
            if len(waiting) > DEEPEST:
                raise FormalError(token.line, token.column, f"brackets are nested more than {DEEPEST} deep.")
        elif token.text in OPENING.values():
            if not waiting or OPENING[waiting[-1].text] != token.text:
                wanted = f"{OPENING[waiting[-1].text]!r} is expected" if waiting else "no bracket is open"
                raise FormalError(token.line, token.column, f"{token.text!r} closes nothing here: {wanted}.")
            waiting.pop()
    if waiting:
        raise FormalError(waiting[-1].line, waiting[-1].column, f"{waiting[-1].text!r} is never closed.")
