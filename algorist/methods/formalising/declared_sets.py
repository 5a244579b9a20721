"""What a sentence declares to be decided: variables of a kind over sets, in the order of the symbols that it writes.

x[i, j]: 1 if item i is placed in bin j.      =>   binary item, bin
How much of each food to buy.                 =>   real food
Let z be the longest time.                    =>   real
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import perm

from algorist.core.language import Grammar
from algorist.methods.formalising.clauses import slug
from algorist.methods.formalising.nbest import NOTHING
from algorist.methods.formalising.set_names import free_name

KINDS: Mapping[str, str] = {"real": ">= 0", "free": "free", "integer": ">= 0 integer", "binary": "binary"}
ROLES = ("objective", "constraint")
LETTERS = "xyzuvwqrst"
MOST = 3
"""How many sets a variable runs over at most where no symbol tells."""

MOST_LISTED = 5000
"""How many lists of so many sets a grammar holds; where there are more, no variable runs over that many."""

_SYMBOL = re.compile(
    r"(?<![\w\[])(?:(?P<name>[A-Za-z]\w*?)\s?(?P<brackets>(?:\[\s*\w{1,3}(?:\s*,\s*\w{1,3})*\s*\])+)"
    r"|(?P<letter>[A-Za-z])_\{?(?P<low>[a-z](?:[a-z]{0,2}|(?:,\s?[a-z])*))\}?(?![\w])"
    r"|(?P<called>[A-Za-z]\w*?)\((?P<arguments>[a-z](?:\s*,\s*[a-z])*)\))"
)


_NAMED = re.compile(
    r"^(?:let |define )?(?:[A-Za-z]\w*\s?(?:(?:\[[^\]]*\])+|\([^)]*\)|_\{[^}]*\})|[A-Za-z]_[a-z]{1,3}|[A-Za-z]\w*(?=\s*:))\s*"
    r"(?::|=|,|\bis\b|\bbe\b|denotes|represents|for)?\s*", re.IGNORECASE,
)  # fmt: skip
_KIND = re.compile(
    r"^(?:(?:an?|the|binary|continuous|integer|real|non-?negative|decision|0-1|whole|valued)[ -]+)*variables?[ ,]*"
    r"(?:(?:that|which|is|says?|tells|indicat(?:es|ing)|represent(?:s|ing)|equals?|for|to)\b|[ :,])*", re.IGNORECASE,
)  # fmt: skip
LONGEST_WORDS = 64
"""Characters of what a declaration says that a prompt shows."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A variable's name as a sentence writes it, and how many indices it has there; no name where it writes none."""

    name: str
    indices: int | None


@dataclass(frozen=True, slots=True)
class Variable:
    """What is to be decided: a name, the sets that it runs over, its kind and the words that tell what it is."""

    name: str
    axes: tuple[str, ...]
    kind: str
    words: str = ""

    @property
    def shown(self) -> str:
        over = f"[{', '.join(self.axes)}]" if self.axes else ""
        return f"{self.name}{over} {self.kind}"


def symbols(text: str) -> tuple[Symbol, ...]:
    """Return the symbols that a sentence begins its declarations with, each once."""
    found: dict[str, Symbol] = {}
    for match in _SYMBOL.finditer(text):
        if match["name"]:
            count = sum(len(each.split(",")) for each in re.findall(r"\[([^\]]+)\]", match["brackets"]))
            name = match["name"]
        elif match["letter"]:
            name, low = match["letter"], match["low"]
            count = len(re.findall(r"[a-z]", low))
        else:
            name, count = match["called"], len(match["arguments"].split(","))
        found.setdefault(slug(name), Symbol(slug(name), count))
    return tuple(found.values())


class Declaring:
    """The lines that a sentence with these symbols may be read as, as a grammar and as a test of beginnings.

    With `roles` it may also be an objective or a constraint, and nothing at all where it may be `idle`.
    """

    def __init__(self, sets: Sequence[str], said: Sequence[Symbol], *, roles: bool, idle: bool = True) -> None:
        self._sets, self._said = tuple(sets), tuple(said) or (Symbol("", None),)
        self._others = (*((NOTHING,) if idle else ()), *(ROLES if roles else ()))

    @property
    def grammar(self) -> Grammar:
        others = "".join(f'"{each}" | ' for each in self._others)
        declared = ' "; " '.join(f"v{place}" for place in range(len(self._said)))
        rules = [f'root ::= ( {others}{declared} ) "\\n"']
        for place, symbol in enumerate(self._said):
            counts = range(1, MOST + 1) if symbol.indices is None else [min(symbol.indices, len(self._sets))]
            listable = [count for count in counts if count and perm(len(self._sets), count) <= MOST_LISTED]
            lists = [", ".join(each) for count in listable for each in permutations(self._sets, count)]
            over = f'" " ( {" | ".join(_quoted(each) for each in lists)} )' if lists else ""
            rules.append(f"v{place} ::= kind {f'( {over} )?' if over and symbol.indices is None else over}".rstrip())
        return Grammar("\n".join([*rules, f"kind ::= {' | '.join(map(_quoted, KINDS))}"]) + "\n")

    def may(self, beginning: str) -> bool:
        """Whether a line may begin so."""
        if any(f"{each}\n".startswith(beginning) for each in self._others):
            return True
        parts, last = beginning.removesuffix("\n").split("; "), beginning.endswith("\n")
        if len(parts) > len(self._said) or (last and len(parts) < len(self._said)):
            return False
        whole = parts if last else parts[:-1]
        if any(self._read(part, symbol) is None for part, symbol in zip(whole, self._said, strict=False)):
            return False
        return last or self._begins(parts[-1], self._said[len(parts) - 1], ends=len(parts) == len(self._said))

    def _begins(self, text: str, symbol: Symbol, *, ends: bool) -> bool:
        kind, space, over = text.partition(" ")
        if not space:
            return any(each.startswith(kind) for each in KINDS)
        most = MOST if symbol.indices is None else min(symbol.indices, len(self._sets))
        *before, name = over.removesuffix(";").split(", ")
        if kind not in KINDS or len(before) >= most or not set(before) <= set(self._sets) or name in before:
            return False
        if over.endswith(";"):
            return not ends and self._read(text.removesuffix(";"), symbol) is not None
        name = name.removesuffix(",")
        return any(each.startswith(name) for each in self._sets)

    def _read(self, text: str, symbol: Symbol) -> tuple[str, tuple[str, ...]] | None:
        kind, _, over = text.partition(" ")
        axes = tuple(over.split(", ")) if over else ()
        wanted = None if symbol.indices is None else min(symbol.indices, len(self._sets))
        right = kind in KINDS and set(axes) <= set(self._sets) and len(set(axes)) == len(axes)
        return (kind, axes) if right and wanted in (None, len(axes)) else None

    def normal(self, text: str) -> str | None:
        """Return a line that makes sense, None for any other."""
        text = text.strip()
        return text if text in self._others or self.may(f"{text}\n") else None


def _quoted(text: str) -> str:
    return f'"{text}"'


def variables(lines: Sequence[tuple[str, str]], taken: Sequence[str]) -> tuple[Variable, ...]:
    """Return what sentences declare by their lines; one that has no name, or one that is taken, gets a letter."""
    found: dict[str, Variable] = {}
    letters = iter(LETTERS)
    used = {symbol.name for text, _ in lines for symbol in symbols(text)} | set(taken)
    for text, line in lines:
        if line in ("", NOTHING, *ROLES):
            continue
        said = symbols(text) or (Symbol("", None),)
        for symbol, part in zip(said, line.split("; "), strict=False):
            kind, _, over = part.partition(" ")
            name = symbol.name or next(letter for letter in letters if letter not in used)
            name = free_name(name) if name not in taken else f"{name}_"
            found.setdefault(name, Variable(name, tuple(over.split(", ")) if over else (), kind, words_of(text)))
    return tuple(found.values())


def words_of(text: str) -> str:
    """Return what a declaration says of its variable, shortened, without the symbol and the kind."""
    bare = _NAMED.sub("", text.strip())
    bare = _KIND.sub("", bare)
    return (bare[:1].lower() + bare[1:LONGEST_WORDS]).strip(" .,;:(")
