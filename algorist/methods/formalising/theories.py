"""Quantified sentences from words: what each says of all, of some or of somebody, its phrases pointed to and never copied freely.

Every sentence is put to the language model by itself, under a grammar whose phrases are runs of its own words:

    No musician who tours is a member of an orchestra.   =>   all: "musician" and "tours" -> not "member of an orchestra"

Phrases that mean the same become one predicate (`phrases`), and first-order provers decide whether the last sentence follows.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from algorist.core.certificate import Claim, Solution
from algorist.core.errors import FormalError
from algorist.core.language import Grammar
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.methods.formalising import options
from algorist.methods.formalising.clauses import Segment, segments, slug
from algorist.methods.formalising.nbest import Line, Writer
from algorist.methods.formalising.phrases import empty, meanings, stems
from algorist.methods.formalising.rules import SAID, part

ADAPTER = "logic"
NOTHING = "nothing"
ALL, SOME = "all", "some"
STRETCHED = 0.8
"""What it leaves of the confidence that a phrase is taken for another although a stem is missing, or for a kind of another."""

LINES = r"""root ::= ( "nothing" | statement ( "; " statement )* ) "\n"
statement ::= ( "all" | "some" | phrase ) ": " formula
formula ::= side ( ( " -> " | " <-> " ) side )?
side ::= unary ( ( " and " unary )+ | ( " or " unary )+ | ( " xor " unary )+ )?
unary ::= "not "? ( phrase | "(" formula ")" )
"""
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
_PHRASE = re.compile(r'"([^"]*)"')
_STATEMENT = re.compile(r'(all|some|"[^"]+"): (.+)', re.DOTALL)
_GUARDED = re.compile(r'all: \(*"([^"]+)"(?: and | -> [^>]* (?:or|xor) )')
_ARTICLE = re.compile(r"^(?:an?|the)\s+", re.IGNORECASE)
_ALONE = re.compile(r'all: "([^"]+)" -> [^()]*$')
_UNKNOWN = re.compile(r"\b(uncertain|undetermined|unknown)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """A theory read: its sentences, the line of each (the conclusion's last), the model, and what the provers found."""

    sentences: tuple[Segment, ...]
    lines: tuple[Line, ...]
    formal: str
    solution: Solution
    value: str
    confidence: float


async def read(statement: str, run: Run) -> Reading | None:
    """Read a theory and decide its last sentence; None when no sentence says anything, or the last one does not."""
    body, _ = options.cut(statement)  # true, false and unknown are the answers anyway
    told, asked = part(segments(body))
    if not told or asked is None:
        return None
    sentences = (*told, asked)

    async def read_one(segment: Segment) -> tuple[Line, float]:
        writer = Writer(
            run, "", adapter=ADAPTER, grammar=grammar(segment.text), max_tokens=160, normal=normal, tag="sentence"
        )
        line, starts = await writer.first(prompt(segment.text))
        return line, line.probability / (
            line.probability + sum(math.exp(each.log_probability) for each in starts) or 1.0
        )

    read = await run.map(read_one, sentences)
    lines = tuple(line for line, _ in read)
    premises = [line.text for line in lines[:-1] if line.text not in ("", NOTHING)]
    if not premises or lines[-1].text in ("", NOTHING):
        return None
    formal, stretched = formalised(premises, lines[-1].text)
    solution = await run.solve(LANGUAGES.get("logic").parse(formal), seconds=10)
    confidence = math.prod(share for _, share in read) * STRETCHED**stretched
    unread = any(not line.text for line in lines)  # a premise is missing: what does not follow may follow from it
    return Reading(sentences, lines, formal, solution, _said(solution, body), 0.0 if unread else confidence)


def _said(solution: Solution, statement: str) -> str:
    """Return true, false, or what the statement calls it when neither follows."""
    if solution.claim in (Claim.ENTAILED, Claim.REFUTED):
        return SAID[solution.claim]
    named = _UNKNOWN.findall(statement)
    return str(named[-1]).capitalize() if named else SAID[Claim.NEITHER]


def prompt(sentence: str) -> str:
    """What the adapter is shown of a sentence."""
    return f"sentence> {sentence}\n"


def grammar(sentence: str) -> Grammar:
    """The lines whose phrases are runs of the sentence's words; the first of them may lose its capital letter."""
    words = words_of(sentence)
    runs = [f'phrase ::= "\\"" ( {" | ".join(f"w{place}" for place in range(len(words)))} ) "\\""']
    for place, word in enumerate(words):
        further = f' ( " " w{place + 1} )?' if place + 1 < len(words) else ""
        written = f'"{word}"' if place or word == word.lower() else f'( "{word}" | "{word[0].lower()}{word[1:]}" )'
        runs.append(f"w{place} ::= {written}{further}")
    return Grammar(LINES + "\n".join(runs) + "\n") if words else Grammar('root ::= "nothing\\n"\n')


def words_of(sentence: str) -> list[str]:
    """Return the words of a sentence without what stands between them."""
    return _WORD.findall(sentence)


def normal(text: str) -> str | None:
    """Return a line as it is if it can be read; None otherwise."""
    text = text.strip()
    if text == NOTHING:
        return text
    try:
        LANGUAGES.get("logic").parse(formalised([text], None)[0])
    except FormalError:
        return None
    return text


def formalised(premises: Sequence[str], conclusion: str | None) -> tuple[str, int]:
    """Return the model of lines, and how many phrases were taken for others although a stem is missing, or for kinds of others.

    Raises FormalError where a line is no statement.
    """
    lines = [*premises, *([conclusion] if conclusion else [])]
    statements = [statement for line in lines for statement in _statements(line)]
    understood = _understood(statements)
    spoken = [phrase for _, formula in statements for phrase in _PHRASE.findall(formula)]
    predicates = meanings(spoken, understood)
    people = _constants(subject for subject, _ in statements if subject not in (ALL, SOME))

    def sentence(subject: str, formula: str) -> str:
        variable = people.get(subject, "x")
        said = _PHRASE.sub(lambda match: f"is_{predicates.of[match[1]]}({variable})", formula)
        return {ALL: f"all x: {said}", SOME: f"exists x: {said}"}.get(subject, said)

    def joined(line: str) -> list[str]:
        return [sentence(subject, formula) for subject, formula in _statements(line)]

    named = dict.fromkeys(predicates.of[phrase] for phrase in understood)
    text = [f"all x: is_{predicate}(x)" for predicate in named]
    kinds = predicates.kinds()
    text += [f"all x: is_{narrow}(x) -> is_{wide}(x)" for narrow, wide in kinds]
    text += [each for premise in premises for each in joined(premise)]
    if conclusion:
        text.append("conclude " + " and ".join(f"({each})" for each in joined(conclusion)))
    return "\n".join(text) + "\n", predicates.stretched + len(kinds)


def _statements(line: str) -> list[tuple[str, str]]:
    """Return the subject (all, some or a name) and the formula of every statement in a line."""
    found = []
    for each in line.split("; "):
        match = _STATEMENT.fullmatch(each)
        if match is None:
            raise FormalError(1, 1, f"expected `all: ...`, `some: ...` or a name before a colon, got {each!r}.")
        found.append((match[1].strip('"'), match[2]))
    return found


def _understood(statements: Sequence[tuple[str, str]]) -> list[str]:
    """Return the nouns that only say what the theory is about, as "animal" where rules speak of animals that do this or that.

    Such a noun begins rules that say more before they conclude, or that leave a choice: two of them, while no rule concludes it
    or has it for its only condition; or one, while nothing else says it, which would leave the rule without any use. Nor does
    anybody need to be shown to be a person or a thing.
    """
    rules = [f"all: {formula}" for subject, formula in statements if subject == ALL]
    heads = [match[1] for rule in rules if (match := _GUARDED.match(rule))]
    counts = Counter(stems(head) for head in heads)
    said = Counter(stems(phrase) for _, formula in statements for phrase in _PHRASE.findall(formula))
    alone = {stems(match[1]) for rule in rules if (match := _ALONE.match(rule)) and not _GUARDED.match(rule)}
    concluded = {
        stems(phrase)
        for subject, formula in statements
        for phrase in _PHRASE.findall(
            formula.rpartition("->")[2] if "->" in formula else "" if subject == ALL else formula
        )
    }
    spoken = [phrase for _, formula in statements for phrase in _PHRASE.findall(formula)]
    about = [
        head
        for head in heads
        if (counts[stems(head)] >= 2 and stems(head) not in concluded | alone)
        or said[stems(head)] == counts[stems(head)]
    ]
    return list(dict.fromkeys([*about, *(phrase for phrase in spoken if empty(phrase))]))


def _constants(subjects: Iterable[str]) -> dict[str, str]:
    """Return a constant for every name; a part of a longer name stands for it where only one has it."""
    names = list(dict.fromkeys(subjects))
    found = {}
    for name in names:
        longer = [other for other in names if stems(name) < stems(other)]
        found[name] = f"the_{slug(_ARTICLE.sub('', longer[0] if len(longer) == 1 else name))}"
    return found
