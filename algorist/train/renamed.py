"""Problems that people wrote, about other things: what is decided on, and what it takes or gives, called by other words.

The words that name variables are exchanged in statement and programme alike; so are, in the statement alone, nouns that are counted
more than once. Half of what stands in their place are words that nobody has seen, which a reader has to copy and cannot remember.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from random import Random

from algorist.train.declarations import Declared, singular
from algorist.train.invented import invented

EXCHANGED = 0.8
"""How often a word that could be exchanged is."""

INVENTED = 0.5
"""How often what stands in its place is no word at all."""

_KEPT = frozenset(
    re.findall(
        r"\w+",
        """
    and the for per with from type types kind number amount total each unit units hour hours minute minutes day days
    week weeks  month dollar dollars cent cents percent gram grams pound pounds liter liters litre litres gallon
    gallons time times money cost  costs profit profits price revenue least most more than less fewer many much must
    can all both them they their this that which  there these those have has does one two three twice half third acre
    acres meter meters square cubic ounce ounces tons mile miles  are was were will should could would who how what
    available required needed maximum minimum
    """,
    )
)
_COUNTED = re.compile(r"\d[\d,.]*%? (?:[a-z]+ of )?([a-z]{4,})\b")


def renamed(random: Random, problem: Declared) -> Declared:
    """Return the problem about other things; what is asked of them is the same.

    >>> from random import Random
    >>> told = Declared("A hat takes 3 kg of wool, a scarf 2 kg of wool.", "var hat, scarf\\nmaximize hat + scarf\\n")
    >>> other = renamed(Random(1), told)
    >>> other.formal.count("hat"), other.words.count("3 kg of")
    (0, 1)
    """
    first, _, _ = problem.formal.partition("\n")
    names = {part for name in re.findall(r"[a-z]\w*", first.removeprefix("var ")) for part in name.split("_")}
    counted = _COUNTED.findall(problem.words)
    measured = {word for word in counted if len(re.findall(rf"\b{word}\b", problem.words)) > 1}
    measured = {word for word in measured if singular(word) not in names} - names
    forth: dict[str, str] = {}
    for word in sorted(names | measured):
        if len(word) > 2 and word.isalpha() and word not in _KEPT | {"integer"} and random.random() < EXCHANGED:
            other = _other(random)
            if other not in forth.values() and other not in problem.words.lower():
                forth[word] = other

    def in_words(match: re.Match[str]) -> str:
        word, end = match[1], match[2]
        new = forth.get(word.lower()) or forth[f"{word.lower()}e"]  # a name has "sandwiche" for "sandwiches"
        return (new.capitalize() if word[0].isupper() else new) + ("s" if end else "")

    def in_name(match: re.Match[str]) -> str:
        return "_".join(forth.get(part, part) for part in match[0].split("_"))

    if not forth:
        return problem
    spelled = sorted(
        {*forth, *(word[:-1] for word in forth if re.search("(?:ch|sh|x|s)e$", word))}, key=len, reverse=True
    )
    words = re.sub(rf"\b({'|'.join(spelled)})(e?s)?\b", in_words, problem.words, flags=re.IGNORECASE)
    lines = problem.formal.split("\n")
    formal = "\n".join(re.sub(r"(?<![\w.])[a-z]\w*", in_name, line) for line in lines)
    return Declared(words, formal)


def _other(random: Random) -> str:
    return invented(random) if random.random() < INVENTED else random.choice(_nouns())


@cache
def _nouns() -> tuple[str, ...]:
    """The single nouns of the bank of linear programmes."""
    text = resources.files("algorist.train").joinpath("banks/linear.toml").read_text(encoding="utf-8")
    parts = tomllib.loads(text)["parts"]
    return tuple(word for word in [*parts["things"], *parts["stuff"]] if " " not in word and not word.endswith("s"))
