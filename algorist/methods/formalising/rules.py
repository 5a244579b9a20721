"""Facts and rules from words: the clauses that each sentence states, what is asked, and what a world leaves unsaid.

Every sentence is put to the language model by itself. A sentence in doubt is read again, and the reading is taken whose names
stand in its words and elsewhere in the theory. The logic program is solved in an open world: the statement is derived, its
negation is, or neither.
"""

from __future__ import annotations

import math
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from algorist.core.certificate import Claim
from algorist.core.errors import FormalError
from algorist.core.language import Grammar
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.formal.horn.datalog import is_datalog
from algorist.methods.formalising import options
from algorist.methods.formalising.clauses import Segment, segments
from algorist.methods.formalising.decided import (
    ASKED,
    CLOSED,
    OPEN,
    Decided,
    clauses,
    contradicting,
    decide,
    program,
    stays,
)
from algorist.methods.formalising.nbest import MISPLACED, NOTHING, Line, Writer
from algorist.methods.formalising.posterior import UNLISTED

ADAPTER = "horn"
SURE = 0.95
"""A sentence is read again, for its n best lines, when the first has less than this probability."""

NEARLY, TRIED = 0.7, 6
"""How much less likely a line may be, in log-probability, to be taken since it decides what is asked, and how many are tried."""

SAID: Mapping[Claim, str] = MappingProxyType({Claim.ENTAILED: "True", Claim.REFUTED: "False", Claim.NEITHER: "Unknown"})

LINES = r"""root ::= ( "nothing" | "open world" | "closed world" | clause ( " " clause )* | "?- " literal "." ) "\n"
clause ::= literal ( " :- " literal ( ", " literal )* )? "."
literal ::= "-"? name "(" term ( ", " term )? ")"
term ::= name | "X"
"""
IRREGULAR: Mapping[str, str] = MappingProxyType(
    {
        "people": "person", "men": "man", "women": "woman", "children": "child", "mice": "mouse", "geese": "goose", "feet": "foot",
        "teeth": "tooth", "wolves": "wolf", "knives": "knife", "lives": "live", "has": "have", "fish": "fish",
    }
)  # fmt: skip

_NAME = re.compile(r"[a-z]\w*")
_STEM = 4
"""Letters of a name that must begin a word of the sentence: "see" for "sees", "carry" for "carries"."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A theory read: its sentences, the chosen line of each, that of what is asked last, and what they decide.

    `conflict` are the sentences from which both what is asked and its negation follow, empty where they do not.
    """

    sentences: tuple[Segment, ...]
    lines: tuple[Line, ...]
    decided: Decided
    conflict: tuple[str, ...]
    confidence: float

    @property
    def value(self) -> str:
        """True, False or Unknown; in a closed world what is not derived is false."""
        if self.decided.closed and not self.decided.derived:
            return "True" if self.lines[-1].text.startswith(f"{ASKED}-") else "False"
        return SAID[self.decided.solution.claim]


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence read: the line taken for it, the lines that were written, and the probability of all that it can say."""

    line: Line
    lines: tuple[Line, ...]
    every: float

    async def supported(self, position: int, outcome: Callable[[int, str], Awaitable[bool | None]]) -> float:
        """Return the probability of what was answered, over the lines that this sentence may say.

        `outcome` tells of another line whether the answer stays the same with it, None where such a line does not count.
        """
        others = [each for each in self.lines if each.text != self.line.text and each.probability > 0]
        same, against = self.line.probability, 0.0
        for each in others:
            kept = await outcome(position, each.text)
            same += each.probability if kept else 0.0
            against += each.probability if kept is False else 0.0
        unlisted = max(0.0, self.every - self.line.probability - sum(each.probability for each in others))
        every = same + against + UNLISTED * unlisted
        return same / every if every else 0.0


async def read(statement: str, run: Run, *, n: int = 4) -> Reading | None:
    """Read a theory and decide what it is asked; None when no sentence states a fact, or nothing is asked."""
    body, _ = options.cut(statement)  # true, false and unknown are the answers anyway
    told, asked = part(segments(body))
    if not told or asked is None:
        return None
    sentences = (*told, asked)
    prompts = [*(f"rule> {segment.text}\n" for segment in told), f"query> {asked.text}\n"]
    names = [_names(segment.text) for segment in sentences]
    writers = [
        Writer(
            run, "", adapter=ADAPTER, grammar=_grammar(said), max_tokens=64, normal=_normal, tag="rule",
            sayable=partial(_sayable, names=said),
        )
        for said in names
    ]  # fmt: skip
    firsts = await run.map(lambda position: writers[position].first(prompts[position]), range(len(prompts)))
    known = {name for line, _ in firsts if line.probability >= SURE for name in _NAME.findall(line.text)}

    async def chosen(position: int) -> Read:
        line, starts = firsts[position]
        words = sentences[position].text
        every = line.probability + sum(math.exp(start.log_probability) for start in starts)
        if line.probability >= SURE:
            return Read(line, (line,), every)
        lines = await writers[position].more(prompts[position], line, starts, n)
        best = max(lines, key=lambda each: each.log_probability - _strange(each.text, words, known))
        return Read(best, tuple(lines), max(every, sum(each.probability for each in lines)))

    read = await run.map(chosen, range(len(firsts)))
    lines = [each.line.text for each in read]
    if not lines[-1].startswith(ASKED) or not any(map(_facts, lines)):
        return None
    decided = await decide(lines, run)
    if decided.solution.claim is Claim.NEITHER:
        read, decided = await _meant(read, decided, run)
    conflict = await contradicting(decided, run)

    async def outcome(position: int, text: str) -> bool | None:
        return await stays(decided, position, text, run)

    needed = sorted(decided.used | {len(told)})
    shares = [await read[position].supported(position, outcome) for position in needed]
    contradict = tuple(told[place].text for place in sorted(conflict))
    return Reading(sentences, tuple(each.line for each in read), decided, contradict, math.prod(shares))


async def _meant(read: list[Read], decided: Decided, run: Run) -> tuple[list[Read], Decided]:
    """Where nothing follows, take a line nearly as likely under which something does: a misreading seldom leaves a derivation."""
    for position, line in _rivals(read[:-1]):
        other = await decide(decided.instead(position, line.text), run)
        if other.derived:
            return [*read[:position], replace(read[position], line=line), *read[position + 1 :]], other
    return read, decided


def _facts(line: str) -> list[str]:
    """The clauses of a line that hold without any condition."""
    return [clause for clause in clauses(line) if ":-" not in clause]


def _rivals(read: Sequence[Read]) -> list[tuple[int, Line]]:
    """Return the lines that are nearly as likely as those taken, with their positions, the likeliest first."""
    found = [
        (each.line.log_probability - other.log_probability, position, other)
        for position, each in enumerate(read)
        for other in each.lines
        if other.text != each.line.text and each.line.log_probability - other.log_probability <= NEARLY
    ]
    return [(position, other) for _, position, other in sorted(found, key=lambda each: each[0])][:TRIED]


def part(cut: Sequence[Segment]) -> tuple[tuple[Segment, ...], Segment | None]:
    """Part the theory from what is asked: the statement after the last question, else that question, else the last sentence."""
    questions = [position for position, segment in enumerate(cut) if segment.question]
    asked = min(questions[-1] + 1, len(cut) - 1) if questions else len(cut) - 1
    return (tuple(cut[:asked]), cut[asked]) if asked >= 0 else ((), None)


def _grammar(names: set[str]) -> Grammar:
    """The lines that have no other names."""
    return Grammar(LINES + "name ::= " + " | ".join(f'"{name}"' for name in sorted(names) or ["x"]) + "\n")


def _names(sentence: str) -> set[str]:
    """The names that a sentence says: its words in their base forms, and two or three that stand together."""
    words = [word.lower() for word in re.findall(r"[^\W_]+", sentence)]
    said: set[str] = set()
    for count in (1, 2, 3):
        for start in range(len(words) - count + 1):
            *before, last = words[start : start + count]
            said |= {"_".join([*before, form]) for form in _base_forms(last)}
    return {name for name in said if _NAME.fullmatch(name)}


def _sayable(text: str, names: set[str]) -> bool:
    """Whether a line may begin so: every name in it is one that its sentence says, or the beginning of one where the text ends."""
    if any(line.startswith(text.rstrip("\n")) for line in (NOTHING, OPEN, CLOSED)):
        return True
    *whole, last = _NAME.findall(text) or [""]
    begun = text.endswith(last) and any(name.startswith(last) for name in names)
    return names.issuperset(whole) and (begun or last in names)


def _base_forms(word: str) -> set[str]:
    """The word itself, and what it may be the plural, the third person or the participle of."""
    forms = {word, IRREGULAR.get(word, word)}
    for ending, bases in (("ies", ("y",)), ("es", ("", "e")), ("s", ("",)), ("ed", ("", "e")), ("ing", ("", "e"))):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            forms |= {word[: -len(ending)] + base for base in bases}
    return forms


def _normal(text: str) -> str | None:
    text = text.strip()
    if text in (NOTHING, OPEN, CLOSED):
        return text
    try:
        formal = program(clauses(text), text if text.startswith("?-") else "?- any(thing).")
        model = LANGUAGES.get("horn").parse(formal)
    except FormalError:
        return None
    return text if is_datalog(model.clauses, model.query) else None


def _strange(line: str, words: str, known: set[str]) -> float:
    """What the names of a line cost that neither its sentence says nor the other sentences use."""
    if line in (NOTHING, OPEN, CLOSED):
        return 0.0
    said = [word.lower() for word in re.findall(r"\w+", words)]
    names = set(_NAME.findall(line))
    unsaid = sum(not any(word.startswith(name.split("_")[-1][:_STEM]) for word in said) for name in names)
    return MISPLACED * (unsaid + 0.5 * len(names - known))
