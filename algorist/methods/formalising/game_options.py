"""What a question of a game asks, and what its options say where they are no sentences: an order, who is where, or a few names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from algorist.core.language import Grammar
from algorist.methods.formalising.game_lines import GRAMMAR, HOLE, Board, NoMeaning, tags
from algorist.methods.formalising.game_names import Tagged, mentions
from algorist.methods.formalising.game_setting import Setting
from algorist.methods.formalising.numerals import SPELLED

COULD, MUST, CANNOT, NEED_NOT, OTHER = "could", "must", "cannot", "need not", "other"
LIST, EXACT, COUNT = "list", "exact", "count"

_QUESTION = re.compile(r"(?:(list|exact|count) )?(could|must|cannot|need not)(?: (.+))?")
_HYPOTHESIS = re.compile(
    r"^(?:if|suppose|assume|given),? (?:that )?(.+?),? (?:then )?"
    r"(?=(?:which (?:one )?of|which one|(?:each|any|all) of the following|what is|how many|it must|it could|it can)\b)",
    re.IGNORECASE | re.DOTALL,
)
_STEM = re.compile(r"^(?:if|suppose) (.+?), then (.+)$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: could, must, cannot or need not; what is said of the option, `?` in it, or None where the option says it all.

    `listing` asks for all of which that is so (`list`), for all that have it at once (`exact`), or for how many there are (`count`).
    """

    kind: str
    body: str | None = None
    listing: str | None = None


@dataclass(frozen=True, slots=True)
class Test:
    """What decides whether an option passes: this formula is to be satisfiable with the game, or it is not."""

    formula: str
    satisfiable: bool


def part(question: str) -> tuple[str | None, str]:
    """Part the hypothesis of a question from what it asks.

    >>> part("If Ann is third, then which one of the following must be true?")
    ('Ann is third', 'which one of the following must be true?')
    """
    text = " ".join(question.split())
    for pattern in (_HYPOTHESIS, _STEM):
        if match := pattern.match(text):
            return match[1], match[2] if pattern is _STEM else text[match.end() :]
    return None, text


def asked(line: str) -> Asked | None:
    """Return what a line asks; None for what options do not decide."""
    match = _QUESTION.fullmatch(line)
    return Asked(match[2], match[3], match[1]) if match else None


def question_grammar(tagged: Tagged) -> Grammar:
    """The lines of questions, whose formulas have a hole for a thing or a place."""
    root = 'root ::= ( "other" | ( ( "list " | "exact " | "count " )? kind ( " " line )? ) ) "\\n"\n'
    kinds = 'kind ::= "could" | "must" | "cannot" | "need not"\n'
    return Grammar(
        root + kinds + GRAMMAR + tags([*tagged.things, HOLE], [*tagged.places, HOLE], [*tagged.classes, HOLE])
    )


def named(text: str, setting: Setting) -> tuple[str | int, ...] | None:
    """Return the things, or the places, that a text lists; None where it says anything else."""
    found = mentions(text, setting)
    rest = text
    for mention in reversed(found):
        rest = rest[: mention.begin] + rest[mention.end :]
    if re.sub(r"\b(?:and|or|only|both|the|but|not|dress|'s)\b|[^A-Za-z0-9]", "", rest):
        numbers = re.findall(r"\d+", text)
        words = re.sub(r"\d+|and|or|only|[^A-Za-z0-9]", "", text)
        bare = (
            numbers
            and not found
            and not setting.places
            and len(words) < 12
            and all(1 <= int(each) <= setting.size for each in numbers)
        )
        return tuple(int(each) for each in numbers) if bare else None
    things = tuple(mention.of for mention in found if isinstance(mention.of, str))
    places = tuple(mention.of for mention in found if isinstance(mention.of, int))
    return things if things and not places else places if places and not things else None


def arranged(text: str, setting: Setting) -> str | None:
    """Return the formula of an option that says where all things are: an order of them, or who is at which place."""
    names = named(text, setting)
    if names and all(isinstance(each, str) for each in names):
        if setting.select:
            return " and ".join(f"{thing} = {int(thing in names)}" for thing in setting.things)
        if len(names) == setting.size == len(set(names)) and len(names) > 2:
            left_out = [f"{thing} = 0" for thing in setting.things if thing not in names]
            return " and ".join([*(f"{thing} = {place}" for place, thing in enumerate(names, start=1)), *left_out])
    return _by_place(text, setting)


def _by_place(text: str, setting: Setting) -> str | None:
    """Read "red: Ann, Bo; blue: Cy", "Ann: red; Bo: blue" and "1: Ann" alike: what stands before a colon goes with what follows."""
    pieces = re.split(r"\s*:\s*", text)
    if len(pieces) < 3:
        return None
    parts: list[str] = []
    mentioned: set[str] = set()
    key = pieces[0]
    for number, piece in enumerate(pieces[1:], start=1):
        body, next_key = (piece, "") if number == len(pieces) - 1 else _cut(piece, setting)
        left, right = _all(key, setting), _all(body, setting)
        things = [each for each in (*left, *right) if isinstance(each, str)]
        places = [each for each in (*left, *right) if isinstance(each, int)]
        if len(places) != 1:
            return None
        mentioned.update(things)
        parts += [f"{thing} = {places[0]}" for thing in things]
        key = next_key
    elsewhere = [f"{thing} = 0" for thing in setting.things if thing not in mentioned] if setting.optional else []
    whole = len(mentioned) == len(setting.things) or elsewhere or len(parts) > 1
    return " and ".join([*parts, *elsewhere]) if whole and parts else None


def _cut(piece: str, setting: Setting) -> tuple[str, str]:
    """Part what follows one key from the key after it, which is its last name or number."""
    if ";" in piece:
        body, _, key = piece.rpartition(";")
        return body, key
    found = mentions(piece, setting)
    last = found[-1].begin if found else max((match.start() for match in re.finditer(r"\w+ \d+|\w+", piece)), default=0)
    if not setting.places:
        numbered = list(re.finditer(r"(?:[A-Za-z]+ )?\d+\s*$", piece))
        last = numbered[-1].start() if numbered else last
    return piece[:last], piece[last:]


def _all(text: str, setting: Setting) -> list[str | int]:
    """The things and places of a text, a number being a place where places have numbers."""
    found = [mention.of for mention in mentions(text, setting) if not isinstance(mention.of, tuple)]
    if not setting.places and not any(isinstance(each, int) for each in found):
        for match in re.finditer(r"(?<![\w.])\d+(?!\w)", text):
            if 1 <= int(match[0]) <= setting.size:
                found.append(int(match[0]))
    return found


def filled(question: Asked, tagged: Tagged, board: Board, names: Sequence[str | int]) -> str:
    """Return the formula of a question's body for what an option names: of each of them, unless it is said of all at once."""
    if question.body is None:
        raise NoMeaning(HOLE)
    known = replace(board, things=tagged.things, places=tagged.places, classes=tagged.classes)
    if re.search(r"(?:same|differ|exactly \d+|atleast \d+|atmost \d+|every) \?", question.body):
        members = tuple(each for each in names if isinstance(each, str))
        return replace(known, classes={**tagged.classes, HOLE: members}).formula(question.body)
    return " and ".join(f"({_one(question.body, known, each)})" for each in names)


def _one(body: str, board: Board, name: str | int) -> str:
    if isinstance(name, str):
        return replace(board, things={**board.things, HOLE: name}).formula(body)
    return replace(board, places={**board.places, HOLE: name}).formula(body)


def candidates(question: Asked, tagged: Tagged, board: Board) -> Mapping[str | int, str]:
    """Return what the body of a question says of every thing, or of every place where the hole is one."""
    try:
        return {thing: filled(question, tagged, board, [thing]) for thing in board.variables}
    except NoMeaning:
        return {place: filled(question, tagged, board, [place]) for place in range(1, board.size + 1)}


def exactly(question: Asked, tagged: Tagged, board: Board, names: Sequence[str | int]) -> str:
    """Return the formula that these and no others are as the body of a question says."""
    said = candidates(question, tagged, board)
    return " and ".join(f"({formula})" if name in names else f"not ({formula})" for name, formula in said.items())


def test(kind: str, formula: str) -> Test:
    """Return what decides could, must, cannot and need not."""
    if kind in (COULD, CANNOT):
        return Test(formula, kind == COULD)
    return Test(f"not ({formula})", kind == NEED_NOT)


def number(text: str) -> int | None:
    """Return the number that an option is, in digits or in a word."""
    word = text.strip(" .").lower()
    spelled = SPELLED.get(word, "0" if word in ("zero", "none") else word)
    return int(spelled) if spelled.isdigit() else None
