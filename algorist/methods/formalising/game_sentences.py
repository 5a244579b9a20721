"""What the sentences of a game say: the likeliest lines of conditions, options and questions, and the formulas that they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from algorist.core.errors import FormalError
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.methods.formalising import game_options as asking
from algorist.methods.formalising.game_lines import Board, NoMeaning, line_grammar
from algorist.methods.formalising.game_names import Tagged, plain, tagged
from algorist.methods.formalising.game_setting import ADAPTER, Setting
from algorist.methods.formalising.nbest import NOTHING, Line, Writer

SURE = 0.95
"""A sentence is read again, for its n best lines, when the first has less than this probability."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a game: its words, in tags, and the lines that it may say, as formulas; `lines` has the likeliest first."""

    words: str
    tagged: Tagged
    lines: tuple[Line, ...]
    formulas: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the words, and the likeliest lines that options can decide."""

    words: Tagged
    lines: tuple[Line, ...]


async def read_sentence(text: str, setting: Setting, run: Run, n: int) -> Sentence:
    """Return what a condition, a hypothesis or an option may say; a sentence that cannot be read says nothing."""
    words = tagged(text, setting)
    board = _board(setting, words)

    def normal(written: str) -> str | None:
        line = written.strip()
        return line if line == NOTHING or _formula(board, line, setting) is not None else None

    grammar = line_grammar(list(words.things), list(words.places), list(words.classes))
    writer = Writer(run, setting.header, adapter=ADAPTER, grammar=grammar, max_tokens=64, normal=normal, tag="game")
    lines = await _lines(writer, f"> {plain(words.text)}\n", n)
    formulas = {line.text: _formula(board, line.text, setting) or "" for line in lines if line.text != NOTHING}
    return Sentence(text, words, lines, formulas)


async def _lines(writer: Writer, prompt: str, n: int) -> tuple[Line, ...]:
    """Return the likeliest lines of a prompt, one where it is sure."""
    first, starts = await writer.first(prompt)
    if first.text and first.probability >= SURE:
        return (first,)
    return tuple(each for each in await writer.more(prompt, first, starts, n) if each.text)


def _board(setting: Setting, words: Tagged) -> Board:
    board = setting.board
    return Board(board.variables, board.size, words.things, words.places, words.classes, board.optional)


def _formula(board: Board, line: str, setting: Setting) -> str | None:
    """The formula of a line, where it has one that the constraint language reads."""
    try:
        formula = board.formula(line)
        LANGUAGES.get("constraint").parse(f"{setting.formal}{formula}\n")
    except (NoMeaning, FormalError):
        return None
    return formula


async def read_question(text: str, setting: Setting, run: Run, n: int) -> Question:
    words = tagged(text, setting)

    def normal(written: str) -> str | None:
        line = written.strip()
        found = asking.asked(line)
        if found is None or found.body is None:
            return line if found is not None or line == asking.OTHER else None
        try:
            asking.candidates(found, words, setting.board)
        except NoMeaning:
            return line if re.search(r"(?:same|differ) \?", found.body) else None
        return line

    grammar = asking.question_grammar(words)
    writer = Writer(run, setting.header, adapter=ADAPTER, grammar=grammar, max_tokens=48, normal=normal, tag="ask")
    return Question(words, await _lines(writer, f"ask> {plain(words.text)}\n", n))


async def read_option(text: str, question: Question, setting: Setting, run: Run, n: int) -> Sentence | None:
    """Return what an option says; one that only names things, or where they all are, needs no model."""
    bare = asking.named(text, setting) is not None or asking.number(text) is not None
    if bare or asking.arranged(text, setting) is not None:
        return None
    return await read_sentence(text, setting, run, n)
