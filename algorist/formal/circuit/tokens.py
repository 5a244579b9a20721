"""Verilog's words, as far as they must be known to tell modules apart and to refuse what reaches beyond the circuit.

Files, commands, foreign functions and macros that assemble names are refused by name here; the tools run in the sandbox
all the same. Source: IEEE 1364-2005, sections 3 (lexical conventions), 17 (system tasks) and 19 (directives).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

from algorist.core.errors import FormalError

LONGEST_NUMBER = 1_000
"""Characters of one number."""

PURE = frozenset(
    [
        "bits",
        "bitstoreal",
        "ceil",
        "clog2",
        "countones",
        "dimensions",
        "exp",
        "floor",
        "high",
        "increment",
        "isunknown",
        "itor",
        "left",
        "ln",
        "log10",
        "low",
        "onehot",
        "onehot0",
        "pow",
        "realtobits",
        "right",
        "rtoi",
        "signed",
        "size",
        "sqrt",
        "unsigned",
    ]
)
"""System functions that compute and do nothing else: what a design may call."""

SPOKEN = frozenset(
    [
        "display",
        "displayb",
        "displayh",
        "displayo",
        "dumpfile",
        "dumpoff",
        "dumpon",
        "dumpvars",
        "error",
        "fatal",
        "finish",
        "info",
        "monitor",
        "monitorb",
        "monitorh",
        "monitoro",
        "monitoroff",
        "monitoron",
        "random",
        "realtime",
        "sformat",
        "sformatf",
        "stime",
        "stop",
        "strobe",
        "strobeb",
        "strobeh",
        "strobeo",
        "swrite",
        "time",
        "timeformat",
        "urandom",
        "urandom_range",
        "warning",
        "write",
        "writeb",
        "writeh",
        "writeo",
    ]
)
"""System tasks that print, tell the time, draw numbers and end: what a testbench may call besides. Dumps are switched off."""

DIRECTIVES = frozenset(
    [
        "celldefine",
        "default_nettype",
        "define",
        "else",
        "elsif",
        "endcelldefine",
        "endif",
        "ifdef",
        "ifndef",
        "resetall",
        "timescale",
        "undef",
    ]
)

FOREIGN = frozenset({"bind", "export", "import", "library", "config"})
"""Words that reach into other modules, files or languages."""

_TOKEN = re.compile(
    r"""(?P<blank>\s+|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/|\\\n)
    |(?P<string>"(?:[^"\\\n]|\\.)*")
    |(?P<escaped>\\\S+)
    |(?P<system>\$[A-Za-z0-9_$]+)
    |(?P<directive>`[A-Za-z_][A-Za-z0-9_$]*)
    |(?P<word>[A-Za-z_][A-Za-z0-9_$]*)
    |(?P<number>[0-9][0-9_]*(?:\.[0-9_]+)?(?:[eE][+-]?[0-9]+)?|'[sS]?[bodhBODH][ \t]*[0-9a-fA-FxXzZ?_]+|'[01xzXZ])
    |(?P<mark>[-+*/%&|^~!<>=?:;,.@\#(){}\[\]'$])""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of Verilog with its place; `defining` inside a macro's definition."""

    kind: str
    text: str
    line: int
    column: int
    defining: bool = False


def tokens(text: str, first_line: int, *, speaks: bool) -> list[Token]:
    """Return the tokens of a part that begins at this line; `speaks` lets it print and end. Raises FormalError."""
    found: list[Token] = []
    macros: set[str] = set()
    position, line, line_start, define_ends = 0, first_line, 0, -1
    while position < len(text):
        match = _TOKEN.match(text, position)
        column = position - line_start + 1
        if match is None or (text.startswith("/*", position) and match.lastgroup == "mark"):
            raise _unreadable(text, position, line, column)
        kind, word = str(match.lastgroup), match[0]
        if kind != "blank":
            token = Token(kind, word, line, column, position < define_ends)
            _refuse(token, text, position, match.end(), macros, speaks=speaks)
            if word == "`define":
                define_ends = max(define_ends, _logical_line_end(text, position) if position >= define_ends else 0)
                macros.add(_macro_name(text, match.end(), line, column))
            found.append(token)
        newlines = word.count("\n")
        if newlines:
            line += newlines
            line_start = position + word.rindex("\n") + 1
        position = match.end()
    return found


def _refuse(token: Token, text: str, start: int, end: int, macros: set[str], *, speaks: bool) -> None:
    """Raise FormalError where the token reaches out, or where macros could make it another one."""
    word, line, column = token.text, token.line, token.column
    if token.kind == "system":
        name, known = word[1:], PURE | SPOKEN if speaks else PURE
        if name not in known:
            why = "can be used in a testbench alone" if name in SPOKEN else "is not available"
            raise FormalError(line, column, f"{word[:40]} {why}.", _nearest(name, known, "$"))
        if text[end : end + 1] in ("`", "\\"):
            raise FormalError(line, column, f"{word} must be followed by a blank or a bracket.")
    elif token.kind == "directive":
        if word[1:] not in DIRECTIVES and word[1:] not in macros:
            raise FormalError(
                line, column, f"{word[:40]} is not available.", _nearest(word[1:], DIRECTIVES | macros, "`")
            )
        if start and re.match(r"[\w$`]", text[start - 1]):
            raise FormalError(
                line, column, f"{word[:40]} stands too close to what is before it.", "Put a blank between."
            )
    elif token.kind == "escaped" and word[1] in "$`":
        raise FormalError(line, column, f"{word[:40]} names a part of the tools.", "Name it by letters.")
    elif token.kind == "word" and word in FOREIGN:
        raise FormalError(line, column, f"{word} reaches outside the modules that stand here.", "Write the module out.")
    elif token.kind == "number" and len(word) > LONGEST_NUMBER:
        raise FormalError(line, column, f"a number has at most {LONGEST_NUMBER:,} characters, this one {len(word):,}.")
    elif word == "$" and not re.match(r"\s*[\]:]", text[end : end + 20]):
        raise FormalError(line, column, "$ names a system task and has no name here.", "For instance $signed.")


def _logical_line_end(text: str, position: int) -> int:
    """Return where the line that holds this position ends, counting lines continued by a backslash as one."""
    while (position := text.find("\n", position)) >= 0 and text[position - 1] == "\\":
        position += 1
    return len(text) if position < 0 else position


def _macro_name(text: str, position: int, line: int, column: int) -> str:
    match = re.compile(r"[ \t]+([A-Za-z_][\w$]*)(\()?", re.ASCII).match(text, position)
    if match is None:
        raise FormalError(line, column, "`define needs a name after it.", "For instance `define WIDTH 8")
    if match[2]:
        raise FormalError(line, column, "macros with arguments are not available.", "Use a function or a parameter.")
    return match[1]


def _unreadable(text: str, position: int, line: int, column: int) -> FormalError:
    if text.startswith("/*", position):
        return FormalError(line, column, "this comment does not end.", "End it with */")
    if text[position] == '"':
        return FormalError(line, column, "this string does not end on its line.", 'End it with "')
    return FormalError(line, column, f"the character {text[position]!r} has no place in Verilog.")


def _nearest(name: str, known: frozenset[str] | set[str], sign: str) -> str:
    near = get_close_matches(name[:60], sorted(known), n=1)
    return (
        f"Did you mean {sign}{near[0]}?"
        if near
        else f"There are: {', '.join(f'{sign}{each}' for each in sorted(known))}."
    )
