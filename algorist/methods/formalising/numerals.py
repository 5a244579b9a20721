"""The numbers that words state and the numbers that a formal text uses: data that must neither be lost nor made up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from fractions import Fraction

_DIGITS = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\d,]*\d)|(?<![\w.])\.\d+")
_FORMAL = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
_COMMENT = re.compile(r"#[^\n]*")
_UNFINISHED = re.compile(r"(?<![\w.])\d[\d.]*$")
_IN_NAMES = re.compile(r"(?<=_)\d+\b")
_COMPOUND = re.compile(
    r"\b(?:(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ](one|two|three|four|five|six|seven|eight|nine)"
    r"|([a-z]+) (hundred|thousand|million)|([a-z]+) and a (half))\b"
)
SPELLED = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
    "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50",
    "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90", "dozen": "12", "twice": "2", "double": "2", "doubles": "2",
    "doubled": "2", "thrice": "3", "triple": "3", "triples": "3", "tripled": "3", "quadruple": "4", "quadruples": "4",
    "quadrupled": "4", "half": "1/2", "halves": "1/2", "halved": "1/2",
    "third": "1/3", "thirds": "1/3", "quarter": "1/4", "quarters": "1/4",
    "fourth": "1/4", "fifth": "1/5", "fifths": "1/5", "sixth": "1/6", "seventh": "1/7", "eighth": "1/8", "tenth": "1/10",
    "hundred": "100", "thousand": "1000", "million": "1000000",
}  # fmt: skip
"""Words that state a number, and the number in digits."""
_FREE = frozenset({Fraction(0), Fraction(1)})
"""Numbers that a formal text may use or leave out whatever the words say."""

EVERYDAY = frozenset(map(Fraction, (1, 2, 7, 12, 24, 52, 60, 100)))
"""Numbers that everybody knows: both of a pair, days, months, hours, weeks, minutes, per cent."""

COMMON = EVERYDAY | frozenset(
    map(Fraction, ["3", "4", "5", "8", "10", "16", "25", "30", "365", "1000", "0.01", "0.5", "1.5"])
)
"""Those and further numbers that arithmetic takes from what words mean: weeks a month, sides, coins, ounces, days a year, halves."""


def misplaced(statement: str, formal: str, *, idle: bool = False) -> int:
    """Count the numbers that a formal text leaves out, those that no words state, and the uses beyond those that words state.

    Only numbers in digits can be left out: a number spelled in words may be an article. Where `idle`, words may state numbers that
    the question does not need, and none is missed.
    """
    formal = _COMMENT.sub("", formal)
    stated = Counter(map(_value, _DIGITS.findall(statement)))
    spelled = Counter(spelled_numbers(statement))
    parts = Counter(part for each in spelled.elements() for part in map(Fraction, each.as_integer_ratio()))
    used = Counter(map(_value, _FORMAL.findall(formal)))
    names = {Fraction(number) for number in _IN_NAMES.findall(formal)}  # "machine 2" is not a quantity
    for free in _FREE:
        del stated[free], used[free]
    left_out = 0 if idle else len(stated.keys() - used.keys() - names)
    return left_out + (used - stated - (spelled | parts)).total()


def among(statement: str, *, everyday: frozenset[Fraction] = frozenset()) -> Callable[[str], bool]:
    """Return a test of the beginnings of formal texts: whether every number in one, the last perhaps unfinished, is stated.

    With `everyday` numbers, which need not be stated, percentages as shares are among them too.
    """
    digits = set(map(_value, _DIGITS.findall(statement)))
    spelled = set(spelled_numbers(statement))
    parts = {Fraction(part) for each in spelled for part in each.as_integer_ratio()}
    more = everyday | {each / 100 for each in digits} if everyday else everyday
    known = digits | spelled | parts | _FREE | more
    written = {f"{float(each):.12g}" for each in known} | {each.replace(",", "") for each in _DIGITS.findall(statement)}

    def holds(text: str) -> bool:
        last = _UNFINISHED.search(text)
        whole = text[: last.start()] if last else text
        return all(_value(each) in known for each in _FORMAL.findall(whole)) and (
            last is None or any(each.startswith(last[0]) for each in written)
        )

    return holds


def spelled_numbers(text: str) -> list[Fraction]:
    """Return the numbers that words of a text state, each word's own and then those of several words.

    >>> [str(number) for number in spelled_numbers("Half of twenty-five.")]
    ['1/2', '20', '5', '25']
    >>> str(spelled_numbers("One and a half times as many")[-1])
    '3/2'
    """
    lowered = text.lower()
    single = [Fraction(SPELLED[word]) for word in re.findall(r"[a-z]+", lowered) if word in SPELLED]
    compound = []
    for tens, ones, times, unit, whole, half in _COMPOUND.findall(lowered):
        if tens:
            compound.append(Fraction(SPELLED[tens]) + Fraction(SPELLED[ones]))
        elif times in SPELLED:
            compound.append(Fraction(SPELLED[times]) * Fraction(SPELLED[unit]))
        elif whole in SPELLED:
            compound.append(Fraction(SPELLED[whole]) + Fraction(SPELLED[half]))
    return single + compound


def numbers_in(text: str) -> set[Fraction]:
    """Return the numbers that a text states, in digits or in words."""
    return {*map(_value, _DIGITS.findall(text)), *spelled_numbers(text)}


def states_number(text: str) -> bool:
    """Whether a text has a number in digits or in words."""
    return bool(_DIGITS.search(text)) or not SPELLED.keys().isdisjoint(re.findall(r"[a-z]+", text.lower()))


def stated_numbers(text: str) -> list[str]:
    """Return the whole numbers that a text states, in digits, in its order; of words only those that are one word."""
    found = re.findall(r"[a-z]+|\d[\d,]*", text.lower())
    digits = [SPELLED.get(each, each).replace(",", "") for each in found if each in SPELLED or each[0].isdigit()]
    return [each for each in digits if each.isdigit()]


def _value(text: str) -> Fraction:
    return Fraction(text.replace(",", "") or "0")
