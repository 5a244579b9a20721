"""The text of a theorem, line by line, and back.

    prover metamath
    database set.mm
    theorem mp2
    assume mp2.1 |- ph
    assume mp2.2 |- ( ph -> ps )
    show |- ps
    proof
    ( ax-mp ) ABCDE

`prover coq`, `prover lean` and `prover isabelle` have `import Lia` in place of `database`, and tactics or a structured proof in their
own words; `distinct x y A` says which of Metamath's variables must differ. Without `proof` one is looked for. Everything after the
line `proof` is the proof.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from algorist.core.errors import FormalError
from algorist.formal.theorem.tree import PROVERS, Assumption, Theorem

_NAME = re.compile(r"[A-Za-z][\w.-]*\Z")
_DATABASE = re.compile(r"[\w-][\w.-]*\.mm\Z")
_MODULE = re.compile(r"[A-Za-z][\w-]*(\.[A-Za-z]\w*)*\Z")
_KEYWORDS = ("prover", "database", "import", "theorem", "assume", "distinct", "show", "proof")
LONGEST = 1_000_000
"""Characters of a theorem's text."""


def parse(text: str) -> Theorem:
    """Return the theorem that a text states; raises FormalError."""
    if len(text) > LONGEST:
        raise FormalError(1, 1, f"a theorem has at most {LONGEST:,} characters, this text {len(text):,}.")
    found: dict[str, str] = {}
    assumptions: list[Assumption] = []
    distinct: list[tuple[str, ...]] = []
    imports: list[str] = []
    proof: str | None = None
    lines = re.split(r"\r?\n", text)
    for number, line in enumerate(lines, start=1):
        keyword, _, rest = line.strip().partition(" ")
        rest = " ".join(rest.split())
        if not keyword or keyword.startswith("#"):
            continue
        if keyword not in _KEYWORDS:
            near = get_close_matches(keyword, _KEYWORDS, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"A line begins with {', '.join(_KEYWORDS)}."
            raise FormalError(number, 1, f"{keyword[:40]!r} begins no line of a theorem.", hint)
        if keyword == "proof":
            if rest:
                raise FormalError(number, 7, "`proof` stands alone on its line.", "The proof begins on the next one.")
            proof = "\n".join(each.rstrip() for each in lines[number:]).strip("\n")
            break
        if not rest:
            raise FormalError(number, len(line) + 1, f"`{keyword}` needs something after it.")
        if keyword == "assume":
            assumptions.append(_assumption(number, rest))
        elif keyword == "distinct":
            distinct.append(_group(number, rest))
        elif keyword == "import":
            imports += _modules(number, rest)
        elif keyword in found:
            raise FormalError(number, 1, f"`{keyword}` is said twice.")
        else:
            _allowed(number, keyword, rest)
            found[keyword] = rest
    for keyword in ("prover", "theorem", "show"):
        if keyword not in found:
            raise FormalError(len(lines), 1, f"the line `{keyword}` is missing.")
    return _whole(found, assumptions, distinct, imports, proof, len(lines))


def _whole(
    found: dict[str, str],
    assumptions: list[Assumption],
    distinct: list[tuple[str, ...]],
    imports: list[str],
    proof: str | None,
    last: int,
) -> Theorem:
    if found["prover"] == "metamath":
        if imports:
            raise FormalError(last, 1, "Metamath has no `import`.", "Name its `database`.")
        if "database" not in found:
            raise FormalError(last, 1, "the line `database` is missing.", "For instance: database set.mm")
    elif distinct or assumptions or "database" in found:
        raise FormalError(
            last,
            1,
            f"{PROVERS[found['prover']]} has no `database`, `distinct` or `assume`.",
            "Write premises into what is to `show`.",
        )
    if len({each.name for each in assumptions}) < len(assumptions):
        raise FormalError(last, 1, "two assumptions have one name.")
    return Theorem(
        found["prover"],
        found["theorem"],
        found["show"],
        tuple(assumptions),
        tuple(distinct),
        found.get("database", ""),
        tuple(imports),
        proof,
    )


def render(model: Theorem) -> str:
    """Return the text that `parse` reads back to an equal theorem."""
    lines = [f"prover {model.prover}"]
    lines += [f"database {model.database}"] if model.database else []
    lines += [f"import {module}" for module in model.imports]
    lines += [f"theorem {model.name}"]
    lines += [f"assume {each.name} {each.statement}" for each in model.assumptions]
    lines += [f"distinct {' '.join(group)}" for group in model.distinct]
    lines += [f"show {model.statement}"]
    lines += [] if model.proof is None else ["proof", model.proof]
    return "\n".join(lines) + "\n"


def _assumption(number: int, rest: str) -> Assumption:
    name, _, statement = rest.partition(" ")
    if not _NAME.match(name) or not statement:
        raise FormalError(number, 8, "an assumption is a name and a statement.", "For instance: assume mp.1 |- ph")
    return Assumption(name, statement)


def _group(number: int, rest: str) -> tuple[str, ...]:
    group = tuple(rest.split())
    if len(group) < 2 or len(set(group)) < len(group):
        raise FormalError(number, 10, "`distinct` names two or more different variables.")
    return group


def _modules(number: int, rest: str) -> list[str]:
    for module in rest.split():
        if not _MODULE.match(module):
            raise FormalError(number, 8, f"{module[:40]!r} is no name of a module.")
    return rest.split()


def _allowed(number: int, keyword: str, rest: str) -> None:
    column = len(keyword) + 2
    if keyword == "prover" and rest not in PROVERS:
        near = get_close_matches(rest, PROVERS, n=1)
        raise FormalError(
            number, column, f"there is no prover {rest[:40]!r}.", f"Did you mean {(near or list(PROVERS))[0]}?"
        )
    if keyword == "theorem" and not _NAME.match(rest):
        raise FormalError(number, column, f"{rest[:40]!r} is no name.", "A name is letters, digits, dots and dashes.")
    if keyword == "database" and not _DATABASE.match(rest):
        raise FormalError(
            number, column, f"{rest[:40]!r} is no Metamath file.", "A name without folders, ending in .mm."
        )
