"""Programmes read sentence by sentence: what is decided on, the objective, what each sentence limits, and the likeliest texts of all.

What stands right before a line decides most of it, so a small model that reads a whole text at once takes things from elsewhere
into a sum; here the whole text still stands before, for sentences that speak of what others told, and each is then asked alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice

from algorist.core.run import Run
from algorist.methods.formalising.clauses import segments
from algorist.methods.formalising.joint import by_probability
from algorist.methods.formalising.literal import resembles
from algorist.methods.formalising.nbest import MISPLACED, NEWLINE, NOTHING, Line, Writer
from algorist.methods.formalising.numerals import among, numbers_in, states_number
from algorist.methods.formalising.wording import END, Wording

SURE = 0.8
"""The lines of a sentence that are likelier than this are the only ones."""

EACH = 3
"""How many readings a sentence has, where it is in doubt."""

UNREAD = 0.01
"""How probable it is that a sentence for which no line was written limits nothing: what was not read is never sure."""

_ITEMS = re.compile(r"(?<=[:.;])\s*[-•–]\s*(?=[A-Z])")
_AFTER_MARKS = re.compile(
    r"(?<=\b[A-Z]\.)\s+(?=(?:The|This|These|There|Each|Every|Both|All|An?|It|If|In|At|To|Also|Additionally|Furthermore|Moreover|However"
    r"|Due|Given|Because|Since|For|What|How|No|One|Two|Three|They|He|She|We|Only|As|Per|Find|Calculate|[A-Z][a-z]+ [A-Z0-9])\b)"
)
"""Where a sentence ends with the letter that tells a thing apart ("project X."), which elsewhere abbreviates a name."""

_COMPARES = re.compile(
    r"\b(?:more|less|fewer|larger|smaller|greater|than|exceed\w*|equal\w*|outnumber\w*|as many|as much)\b"
)

_BINDS = re.compile(
    r"\b(?:at least|at most|exceed\w*|equal\w*|outnumber\w*|as many|as much|more|less|fewer|larger|smaller|greater|than|maximum of"
    r"|minimum of|limit\w*|up to|must|cannot|available|within|budget of|percent|has|have)\b",
    re.IGNORECASE,
)
"""What may make a limit of numbers that the objective has, too."""

_ALONE = re.compile(r"[\d.]+ (?:<=|>=|=) (\w+)")
_ANY_OF_THEM = re.compile(
    r"\b(?:each(?! (?:day|week|month|year|hour))|every|both|any|either|former|latter|first|second|third|last|other|respectively|all|they"
    r"|them|their|its?|this|these|those)\b",
    re.IGNORECASE,
)
"""Words that stand for things whose names are said elsewhere."""


def sentences(statement: str) -> list[str]:
    """Return the sentences and list items of a statement, also of a list that stands in one line."""
    return [segment.text for segment in segments(_AFTER_MARKS.sub("\n", _ITEMS.sub("\n- ", statement)))]


def asked(sentence: str) -> str:
    """The prompt for a sentence, after the words and the declarations; lines and then an empty one answer it."""
    return f"> {' '.join(sentence.split())}\n"


def told(sentence: str, names: Sequence[str], objective: str) -> bool:
    """Whether the declarations tell all that a sentence does: it only counts the things, or has only numbers of the objective.

    >>> told("Costs are $5 for each of the two.", ["wheat", "corn"], "minimize wheat*5 + corn*7")
    True
    >>> told("At least 5 are needed.", ["wheat", "corn"], "minimize wheat*5 + corn*7")
    False
    """
    numbers = numbers_in(sentence) - {Fraction(1), Fraction(len(names))}
    return (
        states_number(sentence) and numbers <= numbers_in(objective.replace("*", " ")) and not _BINDS.search(sentence)
    )


def unnamed(lines: str, sentence: str, names: Sequence[str]) -> int:
    """Count the limits of one thing alone of which a sentence has no word that is its own; pronouns may stand for any.

    >>> unnamed("200 >= large_desk\\n9 <= small_desk", "At most 200 of them, 9 small ones at least.", ["large_desk", "small_desk"])
    0
    >>> unnamed("200 >= large_desk\\n9 <= small_desk", "We sell 200 desks, and 9 small ones.", ["large_desk", "small_desk"])
    1
    """
    if _ANY_OF_THEM.search(sentence):
        return 0
    words = re.findall(r"[a-z0-9]+", sentence.lower())
    parts = {name: name.lower().split("_") for name in names}
    own = {name: [part for part in parts[name] if sum(part in each for each in parts.values()) == 1] for name in names}
    alone = [found[1] for line in lines.splitlines() if (found := _ALONE.fullmatch(line))]
    return sum(
        bool(own.get(name)) and not any(resembles(part, word) for part in own[name] for word in words) for name in alone
    )


class Reader:
    """Reads a statement: its variables, its objective, then every sentence that may limit something."""

    def __init__(self, statement: str, run: Run, wording: Wording) -> None:
        self._run, self._prompt = run, wording.prompt(statement)
        self._limiting = [each for each in sentences(statement) if states_number(each) or _COMPARES.search(each)]
        self._declares = self._writer(statement, wording, "", end=NEWLINE)
        self._wording, self._statement = wording, statement

    async def texts(self, n: int) -> list[Line]:
        """Return the `n` likeliest texts: of the declarations and of every sentence one reading each.

        One call for every one of these, and up to `EACH` - 1 more where it is in doubt; none for a sentence that these have `told`.
        """
        lists = await self._read()
        found = []
        for choice, log_probability in islice(by_probability(lists), n):
            parts = [lines[index].text for lines, index in zip(lists, choice, strict=True)]
            found.append(Line(NEWLINE.join(part for part in parts if part != NOTHING), log_probability))
        return found

    async def _read(self) -> list[list[Line]]:
        variables = await self._likeliest(self._declares, self._prompt)
        names = _names(variables[0].text)[1:]
        declared = f"{self._prompt}{variables[0].text}\n"
        # Another declaration of the same names, as integers or not, changes nothing of what is read after it.
        variables = [each for each in variables if _names(each.text) == _names(variables[0].text)]
        objectives = await self._likeliest(self._declares, declared)
        limits = self._writer(self._statement, self._wording, f"{declared}{objectives[0].text}\n", end=END)
        left = [each for each in self._limiting if not told(each, names, objectives[0].text)]
        read = await self._run.map(lambda sentence: self._likeliest(limits, asked(sentence), sentence, names), left)
        return [variables, objectives, *read]

    def _writer(self, statement: str, wording: Wording, prefix: str, *, end: str) -> Writer:
        return Writer(
            self._run, prefix, adapter=wording.adapter, max_tokens=160, end=end, sayable=among(statement), apart=True,
            tag="formalise",
        )  # fmt: skip

    async def _likeliest(
        self, writer: Writer, prompt: str, sentence: str = "", names: Sequence[str] = ()
    ) -> list[Line]:
        def weighed(line: Line) -> Line:
            return replace(line, log_probability=line.log_probability - MISPLACED * unnamed(line.text, sentence, names))

        line, starts = await writer.first(prompt)
        sure = weighed(line).probability >= SURE
        written = [line] if sure else await writer.more(prompt, line, starts, EACH)
        lines = sorted((weighed(each) for each in written if each.text), key=lambda each: -each.log_probability)
        return lines or [Line(NOTHING, math.log(UNREAD))]


def _names(variables: str) -> list[str]:
    return re.findall(r"\w+", variables.removesuffix(" integer"))
