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
from functools import partial

from algorist.core.certificate import Claim, Solution
from algorist.core.errors import FormalError
from algorist.core.language import Grammar
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.methods.formalising import options
from algorist.methods.formalising.clauses import Segment, segments, slug
from algorist.methods.formalising.joint import Judged, decode
from algorist.methods.formalising.nbest import MISPLACED, NOTHING, Line, Writer
from algorist.methods.formalising.phrases import empty, meanings, narrows, stems
from algorist.methods.formalising.posterior import UNLISTED
from algorist.methods.formalising.rules import SAID, part

ADAPTER = "logic"
ALL, SOME = "all", "some"
SURE = 0.9
"""A sentence is read again, for its n best lines, when the first has less than this probability."""

CHOICES, MARGIN = 12, 2.5
"""How many readings of all sentences are tried, and how much less likely than the first they may be, in log-probability."""

STRETCHED = 0.8
"""What it leaves of the confidence that a phrase is taken for another although a stem is missing, or for a kind of another; the latter
of that of a reading that may be a misreading, the former of that of the answer."""

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
_BEGINS = r"(?=If [A-Z]|(?:If|All|No|Every|Everyone|Any|Only|Some|There) [a-z])"
_RUN_ON = re.compile(rf"(?<=[a-z\d])\s+{_BEGINS}|(?<=\b[A-Z])\.\s+{_BEGINS}")
"""Where a sentence begins whose forerunner lost its full stop, or ends with a letter, which elsewhere abbreviates a name."""
_DENIES = re.compile(r"\b(?:no|not|none|nobody|nothing|neither|cannot|\w+n[’']t)\b", re.IGNORECASE)
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


async def read(statement: str, run: Run, *, n: int = 3) -> Reading | None:
    """Read a theory and decide its last sentence; None when no sentence says anything, or the last one does not.

    Where the likeliest reading leaves the conclusion open, the likeliest within a margin is taken that decides it: a misreading
    seldom proves or refutes anything.
    """
    body, _ = options.cut(statement)  # true, false and unknown are the answers anyway
    told, asked = part(segments(_RUN_ON.sub(".\n", body)))
    if not told or asked is None:
        return None
    sentences = (*told, asked)

    writers = [
        Writer(
            run, "", adapter=ADAPTER, grammar=grammar(each.text), max_tokens=160, normal=normal, tag="sentence",
            sayable=partial(sayable, said=" ".join(words_of(each.text)).lower()),
        )
        for each in sentences
    ]  # fmt: skip

    async def read_one(position: int) -> list[Line]:
        text = sentences[position].text
        line, starts = await writers[position].first(prompt(text))
        every = line.probability + sum(math.exp(each.log_probability) for each in starts)
        sure = line.probability >= SURE and not undenied(line.text, text)
        lines = [line] if sure else await writers[position].more(prompt(text), line, starts, n)
        weighed = [
            Line(
                each.text,
                each.log_probability - math.log(max(every, 1e-9)) - MISPLACED * undenied(each.text, text),
            )
            for each in lines
            if each.text
        ]
        return sorted(weighed, key=lambda each: -each.log_probability) or [Line("", 0.0)]

    lists = await run.map(read_one, range(len(sentences)))
    room = LANGUAGES.get("logic")

    async def judge(choice: tuple[int, ...]) -> Judged[Solution]:
        chosen = [lines[index].text for lines, index in zip(lists, choice, strict=True)]
        if not _decidable(chosen):
            return Judged(False, Solution(Claim.TIMEOUT))
        solution = await run.solve(room.parse(formalised(_premises(chosen), chosen[-1])[0]), seconds=10)
        return Judged(solution.claim in (Claim.ENTAILED, Claim.REFUTED), solution)

    decoded = await decode(lists, judge, most=CHOICES, margin=MARGIN)
    lines = tuple(each[index] for each, index in zip(lists, decoded.choice, strict=True))
    if not _decidable([line.text for line in lines]):
        return None
    formal, assumed, stretched = formalised(_premises([line.text for line in lines]), lines[-1].text)
    solution = decoded.judged.found
    confidence = math.prod(line.probability for line in lines) * STRETCHED**assumed
    if decoded.judged.well_posed:  # of other readings few decide the conclusion
        confidence /= confidence + UNLISTED * (1 - confidence) or 1.0
    confidence *= STRETCHED**stretched  # what is taken for another decides more than it should
    unread = any(not line.text for line in lines)  # a premise is missing: what does not follow may follow from it
    return Reading(sentences, lines, formal, solution, _said(solution, body), 0.0 if unread else confidence)


def _premises(lines: Sequence[str]) -> list[str]:
    return [line for line in lines[:-1] if line not in ("", NOTHING)]


def _decidable(lines: Sequence[str]) -> bool:
    """Whether there is a premise, and a conclusion."""
    return bool(_premises(lines)) and lines[-1] not in ("", NOTHING)


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


def sayable(text: str, said: str) -> bool:
    """Whether a line may begin so: its phrases stand in the words that are said, the last one as far as it goes."""
    *whole, last = text.lower().split('"')
    phrases = [*whole[1::2], *([last] if len(whole) % 2 else [])]
    return all(phrase in said for phrase in phrases)


def undenied(line: str, sentence: str) -> bool:
    """Whether a sentence denies something that its line does not, nor any phrase in it."""
    phrases = " ".join(_PHRASE.findall(line))
    return (
        line != NOTHING and " not " not in f" {line}" and bool(_DENIES.search(sentence)) and not _DENIES.search(phrases)
    )


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


def formalised(premises: Sequence[str], conclusion: str | None) -> tuple[str, int, int]:
    """Return the model of lines, how often more was assumed than they say (of a kind, of two phrases in one, of all, or of one that
    is called like a kind, as Marlow Bridge is a bridge), and how often a phrase was taken for another.

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
    kinds, unions = predicates.kinds(), predicates.unions()
    text += [f"all x: is_{narrow}(x) -> is_{wide}(x)" for narrow, wide in kinds]
    text += [f"all x: is_{whole}(x) <-> is_{one}(x) and is_{other}(x)" for whole, one, other in unions]
    members = list(
        dict.fromkeys(
            (predicates.of[phrase], constant)
            for name, constant in people.items()
            for phrase in spoken
            if predicates.of[phrase] not in named and narrows(name, phrase)
        )
    )
    text += [f"is_{predicate}({constant})" for predicate, constant in members]
    text += [each for premise in premises for each in joined(premise)]
    if conclusion:
        text.append("conclude " + " and ".join(f"({each})" for each in joined(conclusion)))
    return "\n".join(text) + "\n", len(kinds) + len(unions) + len(members) + len(named), predicates.stretched


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
    anybody need to be shown to be a person or a thing, unless a rule says who is one.
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
    ruled = {
        stems(phrase)
        for rule in rules
        for phrase in _PHRASE.findall(rule.rpartition(" -> ")[2] if "->" in rule else "")
    }
    nobody = (phrase for phrase in spoken if empty(phrase) and stems(phrase) not in ruled)
    return list(dict.fromkeys([*about, *nobody]))


def _constants(subjects: Iterable[str]) -> dict[str, str]:
    """Return a constant for every name; a part of a longer name stands for it where only one has it."""
    names = list(dict.fromkeys(subjects))
    found = {}
    for name in names:
        longer = [other for other in names if _name_words(name) < _name_words(other)]
        found[name] = f"the_{slug(_ARTICLE.sub('', longer[0] if len(longer) == 1 else name))}"
    return found


def _name_words(name: str) -> frozenset[str]:
    """The words of a name, a letter that tells two towers apart among them."""
    return frozenset(_WORD.findall(_ARTICLE.sub("", name).lower()))
