"""The words of problems over sets: declarations with and without symbols, and sentences that follow a line term by term."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

LETTERS = {"x": ("x", "x", "X", "q", "f", "a", "s"), "y": ("y", "y", "Y", "z", "u", "o"), "z": ("w", "z", "v", "W")}
CALLED = {
    "real": ("amount", "quantity", "flow", "production", "level", "output", "alloc", "stock", "hours"),
    "binary": ("select", "use", "assign", "is_open", "pick", "chosen", "takes"),
    "integer": ("count", "number_of", "pieces", "units"),
}
BINARY = (
    "{s}: binary variable that is 1 if {at}, and 0 if that is not so.",
    "{s} : Binary variable indicating whether {at}: 1 stands for yes, 0 for no.",
    "{s}: 1 if {at}, 0 otherwise.",
    "{s} = 1 if {at}, and 0 if not.",
    "Let {s} be 1 if {at} and 0 otherwise.",
    "{s}: whether {at} (binary).",
    "{s} : A binary decision variable, 1 when {at}.",
    "{s}: binary variable for whether {at}.",
    "{s} is a 0-1 variable: 1 if {at}.",
)
REAL = (
    "{s}: the {at}.",
    "{s} : The {at}.",
    "{s}: {at} (continuous variable).",
    "Let {s} be the {at}.",
    "{s}: continuous variable for the {at}.",
    "{s} : nonnegative real variable representing the {at}.",
    "{s} = {at}.",
    "{s} denotes the {at}.",
    "{s}: {at}, which may be fractional.",
)
INTEGER = (
    "{s}: integer variable, the {at}.",
    "{s} : Integer variable representing the {at}.",
    "{s}: the {at} (a whole number).",
    "Let {s} be the integer {at}.",
)
BINARY_PLAIN = (
    "Binary variables indicating whether {each}.",
    "Whether {each}: a binary variable.",
    "Binary decision variable that tells whether {each} or not.",
    "A binary variable to decide if {each}.",
    "Binary variable indicating if {each}.",
    "Decide whether {each} (yes or no).",
    "0-1 variables that say whether {each}.",
)
REAL_PLAIN = (
    "{Each}.",
    "The {each}.",
    "The {each}, a continuous variable.",
    "Continuous variable for the {each}.",
    "{Each}; continuous variables.",
    "The {each} has to be decided.",
    "Continuous variables by which to decide the {each}.", "{Each}: nonnegative variables.", "Decide the {each}.",
)  # fmt: skip
INTEGER_PLAIN = (
    "{Each}, an integer.",
    "The {each}, integer variables.",
    "Integer variable for the {each}.",
    "The {each}; only whole numbers make sense.",
)
INDICES = {"a": "ijnmp", "b": "jklr", "c": "tsk", "d": "eil"}


@dataclass(frozen=True, slots=True)
class Naming:
    ""

    "What a problem calls things: nouns of its sets, the sets, data and variables by their keys, how sentences speak of data."
    ""

    words: Mapping[str, str]
    sets: Mapping[str, str]
    names: Mapping[str, str]
    spoken: Mapping[str, str]
    symbols: Mapping[str, str] = field(default_factory=dict)
    over: Mapping[str, str] = field(default_factory=dict)

    @property
    def said(self) -> Mapping[str, str]:
        return {**self.spoken, **self.words}


def symbol(random: Random, key: str, kind: str, style: str, taken: set[str]) -> str:
    """Return a name for a variable that is not taken, in lower case."""
    choices = LETTERS[key] if style == "letters" else CALLED[kind]
    free = [each for each in choices if each.lower() not in taken]
    return (random.choice(free) if free else f"{key}_{len(taken)}").lower()


def declaration(random: Random, naming: Naming, variable: Mapping[str, Any], name: str, style: str) -> tuple[str, str]:
    """Return the sentence that declares a variable, and its symbol as it is written there, "" where there is none."""
    kind, over = variable["kind"], variable["over"]
    if style == "none":
        each = random.choice(variable["each"]).format(**naming.said)
        plain = {"binary": BINARY_PLAIN, "integer": INTEGER_PLAIN}.get(kind, REAL_PLAIN)
        return an(capital(random.choice(plain).format(each=each, Each=capital(each)))), ""
    letters: list[str] = []
    for key in over:
        letters.append(random.choice([each for each in INDICES[key] if each not in letters]))
    shown = _written(random, name if len(name) > 1 or random.random() < 0.8 else name.upper(), letters)
    at = random.choice(variable["at"])
    places = dict(zip(_places(over), letters, strict=True))
    text = at.format(**{**naming.said, **places})
    forms = {"binary": BINARY, "integer": INTEGER}.get(kind, REAL)
    return an(random.choice(forms).format(s=shown, at=text)), shown


def _places(over: str) -> list[str]:
    ""
    "The indices that a bank writes for the sets of a variable: {i} for the first set, {j} for the second, {k} for the third."
    ""
    return ["i" if key == "d" else "ijk"["abc".index(key)] for key in over]


def _written(random: Random, name: str, letters: list[str]) -> str:
    forms = [
        f"{name}[{', '.join(letters)}]",
        f"{name}[{','.join(letters)}]",
        name + "".join(f"[{each}]" for each in letters),
    ]
    forms.append(f"{name}({', '.join(letters)})")
    if len(name) == 1:
        forms += [f"{name}_{''.join(letters)}", f"{name}_{{{','.join(letters)}}}"]
    return random.choice([*forms[:2], *forms])


def explained(random: Random, bank: Mapping[str, Any], line: str, naming: Naming) -> str:
    """Return a line of the bank in words that follow it term by term; "" for one that speaks of other members."""
    if re.search(r"\b(?:prev|first|other|where)\b|;|d_", line):
        return ""
    start, _, rest = line.partition(" ")
    if start in ("minimize", "maximize"):
        said = {"side": _in_words(random, rest, (), naming), "adding": random.choice(bank["words"]["adding"])}
        return an(capital(random.choice(bank["means_that"]["objective"]).format_map(said)))
    head, _, rest = line.partition(": ")
    each = tuple(head.removeprefix("each ").split(", ")) if head != "total" else ()
    left, sign, right = re.split(r" (<=|>=|=) ", rest)
    compared = random.choice(bank["relations"][sign])
    held = "for " + " and ".join(f"each {naming.words[key]}" for key in each) + ", " if each else ""
    said = {
        "left": _in_words(random, left, each, naming), "right": _in_words(random, right, each, naming), "each": held,
        "be": f"be {compared}", "is": f"is {compared}",
    }  # fmt: skip
    return an(capital(random.choice(bank["means_that"]["constraint"]).format_map(said)))


def _in_words(random: Random, side: str, each: tuple[str, ...], naming: Naming) -> str:
    words = ""
    for sign, factors in re.findall(r"(?:^| ([+-]) )([\w*]+)", side):
        keys = factors.split("*")
        said = [_called(key, naming) for key in keys]
        product = (
            f"the product of {said[0]} and {said[1]}"
            if len(said) == 2 and random.random() < 0.5
            else " times ".join(said)
        )
        over = [key for key in naming.over.get(keys[-1], "") if key not in each] if keys[-1] in naming.symbols else []
        members = " and ".join(naming.words[f"{key}s"] for key in over if f"{key}s" in naming.words)
        sums = (f"the sum of {product} over all {members}", f"the sum over all {members} of {product}")
        words += {"+": " plus ", "-": " minus "}.get(sign, "") + (random.choice(sums) if members else product)
    return words


def _called(key: str, naming: Naming) -> str:
    if key in naming.symbols:
        return naming.symbols[key] or "the variable"
    return f"the {naming.spoken[key]}" if key in naming.spoken else key


def an(text: str) -> str:
    """Return a text with "an" before vowels."""
    return re.sub(r"\b([Aa]) (?=[aeiouAEIO][a-z])(?!uni|use|one|Uni|Use|One)", r"\1n ", text)


def capital(text: str) -> str:
    """Return a text with a capital first letter, unless it begins with a symbol."""
    return text if re.match(r"\w+[\[_(]", text) else text[:1].upper() + text[1:]
