"""Polynomials from words: which of the expressions in a text is to be nonnegative, on which domain, and what is asked of it.

Expressions are data: a sentence is shown with `@k(beginning of it)` in place of each, and a line points to them. The sum of squares
or the point of negative value is found and checked in the polynomial language.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from algorist.core.certificate import Claim, Solution
from algorist.core.errors import AlgoristError, FormalError
from algorist.core.language import Grammar
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.methods.formalising.clauses import segments
from algorist.methods.formalising.nbest import NOTHING, Line, Writer

FAMILY = "polynomial"
ADAPTER = "procedure"
SECONDS = 60
"""What a proof may take; most take a tenth of a second, a Gram matrix of 80 rows most of a minute."""

SHOWN = 12
"""Characters of an expression that a prompt shows after its reference, enough to see that it is one."""

ENDS = ".,;:?!"
"""What may follow an expression at once."""

EDGE = 6
"""How many words at either end of what looks like an expression may not be part of it, as `f(x) =` is not."""

GRAMMAR = Grammar(
    f'root ::= ( "{NOTHING}" | "ask negative" | part ( "; " part )* ) "\\n"\n'
    'part ::= ( "nonnegative " | "squares " | "negative " | "given " ) place\n'
    'place ::= "@" [1-9]\n'
)

_SPACED = re.compile(r"\S+")
_PIECE = re.compile(r"(?:\d[\d.]*(?:[eE][-+]?\d+)?|[-−+*/^().=<>≥≤,]|(?<![A-Za-z])[A-Za-z]_?\d{0,3}(?![A-Za-z]))+")
_ALONE = re.compile(r"\s*\n\s*(@\d+\()")
_OPERATOR = re.compile(r"[-−+*/^=<>≥≤]|[A-Za-z]\d*\(|\d[A-Za-z]")
_PLAIN = str.maketrans({"−": "-", "≥": ">=", "≤": "<="}) | {ord("_"): None}


@dataclass(frozen=True, slots=True)
class Reading:
    """A claim about a polynomial read: the lines of the sentences, the model, what was found, and the answer in words."""

    said: tuple[str, ...]
    lines: tuple[Line, ...]
    formal: str
    solution: Solution
    value: str | None
    confidence: float


def shown(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a text with references for the expressions that the polynomial language reads, and these."""
    found: list[tuple[int, int, str]] = []
    run: list[re.Match[str]] = []
    for word in [*_SPACED.finditer(text), None]:
        if word is not None and _PIECE.fullmatch(word[0].rstrip(ENDS)):
            run.append(word)
            continue
        if run:
            found += _expressions(run)
        run = []
    said, end = "", 0
    for number, (begin, stop, expression) in enumerate(found, start=1):
        said += f"{text[end:begin]}@{number}({expression[:SHOWN]}{'...' if len(expression) > SHOWN else ''})"
        end = stop
    return said + text[end:], tuple(expression for _, _, expression in found)


def _expressions(words: Sequence[re.Match[str]]) -> list[tuple[int, int, str]]:
    """Return the expression among words that might be one, with where it stands, few words at either end left out; or none."""
    while words and words[-1][0] in ("a", "A", "I"):
        words = words[:-1]  # an article, or somebody
    for begin, less in sorted(product(range(EDGE), repeat=2), key=sum):
        chosen = words[begin : len(words) - less]
        text = words[0].string[chosen[0].start() : chosen[-1].end()].rstrip(ENDS) if chosen else ""
        if _OPERATOR.search(text) and re.search(r"[A-Za-z]", text) and _read(text):
            return [(chosen[0].start(), chosen[0].start() + len(text), _plain(text))]
    return []


def _plain(expression: str) -> str:
    return expression.translate(_PLAIN)


def _read(expression: str) -> bool:
    """Whether the polynomial language reads an expression, or a condition on a domain."""
    for text in (expression, f"1\non\n  {expression}"):
        try:
            LANGUAGES.get(FAMILY).parse(_plain(text))
        except AlgoristError:
            continue
        return True
    return False


async def read(statement: str, run: Run) -> Reading | str:
    """Read which polynomial is asked about and decide it; where that cannot be, return what is missing."""
    text, expressions = shown(statement)
    if not expressions:
        return "No polynomial was found. Write it out, as in x^4 - 2*x^2*y + y^2."
    # An expression on a line of its own belongs to the sentence before it.
    said = tuple(segment.text for segment in segments(_ALONE.sub(r" \1", text)))

    async def line(sentence: str) -> Line:
        writer = Writer(
            run, "", adapter=ADAPTER, grammar=GRAMMAR, max_tokens=32, tag="polynomial",
            normal=lambda written: written.strip() if _points(written.strip(), sentence) else None,
        )  # fmt: skip
        written, _ = await writer.first(f"{FAMILY}> {sentence}\n")
        return written

    lines = tuple(await run.map(line, said))
    parts = [part for each in lines for part in each.text.split("; ") if part]
    asked = [part for part in parts if part.partition(" ")[0] in ("nonnegative", "squares", "negative")]
    if not asked:
        return "What is asked of the polynomial was not found: whether it is nonnegative, or a sum of squares."
    kind, _, place = asked[-1].partition(" ")
    domain = [expressions[_number(part)] for part in parts if part.startswith("given ")]
    formal = "\n".join([expressions[_number(place)], *(["on", *(f"  {each}" for each in domain)] if domain else [])])
    try:
        model = LANGUAGES.get(FAMILY).parse(f"{formal}\n")
    except FormalError as error:
        return f"What was read is no polynomial on a domain: {error}"
    solution = await run.solve(model, claim="optimal", seconds=SECONDS)
    confidence = math.prod(each.probability for each in lines)
    return Reading(
        said,
        lines,
        f"{formal}\n",
        solution,
        _value("negative" if "ask negative" in parts else kind, solution, domain=bool(domain)),
        confidence,
    )


def _points(line: str, sentence: str) -> bool:
    """Whether a line points only to references that its sentence has."""
    return all(f"{reference}(" in sentence for reference in re.findall(r"@\d", line))


def _number(part: str) -> int:
    return int(part.rpartition("@")[2]) - 1


def _value(kind: str, solution: Solution, *, domain: bool) -> str | None:
    """Return yes or no; None where neither was found, or where a proof needs more than a plain sum of squares that was asked for."""
    if solution.claim is Claim.REFUTED:
        return "Yes" if kind == "negative" else "No"
    if solution.claim is not Claim.ENTAILED:
        return None
    certificate = solution.certificate
    if kind == "squares" and (certificate is None or domain or certificate.data["multiplier"]["power"]):
        return None
    return "No" if kind == "negative" else "Yes"
