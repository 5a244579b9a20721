"""Arithmetic stories without end: scenes of quantities, of which some are stated and some that they determine are asked.

Which numbers a question needs is most of what makes a word problem hard (SVAMP, Patel et al. 2021): a scene states more than
one question uses, and a lesson asks several of the same sentences, which lead to different programs. Words stand in
`banks/quantities.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from random import Random
from typing import Any, TypeAlias

from algorist.methods.formalising.numerals import SPELLED
from algorist.train.grid_words import upper
from algorist.train.lesson import Branch, Lesson

MOST_STEPS = 3
"""Calculations that a question may need."""

STATED = 0.65
"""How often a quantity is stated, where a sentence for it comes by."""

QUESTIONS = 4
"""How many questions a lesson asks of one story, where it answers as many."""

AGAIN = 0.15
"""How often a quantity is stated that follows from those before it."""

OPENED = 0.12
"""How often a story begins with a sentence that has nothing to do with it."""

IN_WORDS = 0.12
"""How often the numbers of a story that are below a hundred are words."""

IDLE = 0.25
"""How often a sentence comes that states nothing."""

Step: TypeAlias = tuple[str, str, str, str]
"""A calculation: what it gives, from what, by which operator, and from what else."""

_SMALL = re.compile(r"(?<![\w.,$])[1-9]\d?(?![\w%]|[.,]\d)")
_WORDS = {int(number): word for word, number in reversed(SPELLED.items()) if number.isdigit()}

_OPPOSITE = {"+": "-", "-": "+", "*": "/"}


@dataclass(frozen=True, slots=True)
class Told:
    """A story: its words, the stated values, and what may be asked, with the calculations that lead there from these."""

    words: str
    values: Mapping[str, int]
    asked: tuple[tuple[str, tuple[Step, ...]], ...]

    def program(self, steps: tuple[Step, ...]) -> str:
        """The calculations as a straight-line program whose last line gives the answer."""
        names = {step[0]: f"t{number}" for number, step in enumerate(steps, start=1)}
        shown = {name: str(value) for name, value in self.values.items()} | names
        *before, (_, left, operator, right) = steps
        lines = [f"{names[name]} = {shown[a]} {sign} {shown[b]}" for name, a, sign, b in before]
        return "\n".join([*lines, f"answer = {shown[left]} {operator} {shown[right]}"]) + "\n"


def quantities(seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield lessons without end; the same seed gives the same lessons."""
    random = Random(seed)
    bank = tomllib.loads(
        resources.files("algorist.train").joinpath("banks/quantities.toml").read_text(encoding="utf-8")
    )
    scenes = [scene for scene in bank["scene"] if bool(scene.get("held_out")) == held_out]
    while True:
        told = tell(random, bank, random.choice(scenes))
        if told is not None:
            branches = tuple(Branch(f"{question}\n", f"{told.program(steps)}\n") for question, steps in told.asked)
            yield Lesson(f"program> {told.words}", branches, "quantities")


def tell(random: Random, bank: Mapping[str, Any], scene: Mapping[str, Any]) -> Told | None:
    """Return one story of a scene; None where what was stated determines nothing that may be asked."""
    values = _drawn(random, scene)
    sentences = _stated(random, scene, values)
    stated = {name for names, _ in sentences for name in names}
    ways = derivations(stated, [_equation(text) for text in scene["hold"]], values)
    questions = [(name, random.choice(texts)) for name, *texts in scene["ask"] if name in ways]
    if not questions:
        return None
    asked = random.sample(questions, min(QUESTIONS, len(questions)))
    words, put = _put(random, bank, values, [text for _, text in sentences], [text for _, text in asked])
    steps = (ways[name] for name, _ in asked)
    return Told(words, {name: values[name] for name in stated}, tuple(zip(put, steps, strict=True)))


# -- numbers ------------------------------------------------------------------------------------------------------------


def _drawn(random: Random, scene: Mapping[str, Any]) -> dict[str, int]:
    """Draw the free quantities, sometimes large, and compute the others; those below one are left out."""
    scale = random.choice([1, 1, 1, 1, 1, 3, 40])
    values = {name: random.randint(low, high * scale) for name, (low, high) in scene["draw"].items()}
    for name, left, operator, right in map(_equation, scene["hold"]):
        if left in values and right in values:
            a, b = values[left], values[right]
            value = a + b if operator == "+" else a - b if operator == "-" else a * b
            if value > 0:
                values[name] = value
    return values


def _equation(text: str) -> Step:
    name, _, left, operator, right = text.split()
    return name, left, operator, right


def derivations(stated: set[str], hold: Sequence[Step], values: Mapping[str, int]) -> dict[str, tuple[Step, ...]]:
    """Return for every quantity that is not stated, but follows in few steps, a shortest way to it.

    Every equation c = a o b is read for c, for a and for b; quantities without a value lead nowhere.
    """
    readings = [step for equation in hold for step in _readings(equation)]
    ways: dict[str, tuple[Step, ...]] = dict.fromkeys(stated, ())
    for most in range(1, MOST_STEPS + 1):
        for name, left, operator, right in readings:
            if name in ways or name not in values or left not in ways or right not in ways:
                continue
            steps = tuple(dict.fromkeys([*ways[left], *ways[right], (name, left, operator, right)]))
            if len(steps) == most:
                ways[name] = steps
    return {name: steps for name, steps in ways.items() if steps}


def _readings(equation: Step) -> list[Step]:
    name, left, operator, right = equation
    back = _OPPOSITE[operator]
    other = (right, left, "-", name) if operator == "-" else (right, name, back, left)
    return [equation, (left, name, back, right), other]


# -- words --------------------------------------------------------------------------------------------------------------


def _stated(random: Random, scene: Mapping[str, Any], values: Mapping[str, int]) -> list[tuple[tuple[str, ...], str]]:
    """Choose sentences in the scene's order: each with the quantities that it states, seldom any that follow already."""
    hold = [_equation(text) for text in scene["hold"]]
    chosen: list[tuple[tuple[str, ...], str, str]] = []
    known: set[str] = set()
    for about, *texts in scene["say"]:
        unless = about.removeprefix("-") if about.startswith("-") else ""
        names = set() if unless else set(about.split())
        if not known.isdisjoint(names) or not values.keys() >= names:
            continue
        follows = bool(names) and names <= derivations(known, hold, values).keys()
        if random.random() < (AGAIN if follows else STATED if about else IDLE):
            # Only one sentence may be half a sentence: it leads over to the question.
            whole = [text for text in texts if text.endswith(".") or all(text.endswith(".") for *_, text in chosen)]
            if whole:
                chosen.append((tuple(about.split()) if names else (), unless, random.choice(whole)))
                known |= names
    return [(names, text) for names, unless, text in chosen if unless not in known]


def spelled(text: str) -> str:
    """Return a text with its whole numbers below a hundred in words, but for amounts of money after their sign.

    >>> spelled("35 of 120 cost $5, 8 cost more.")
    'thirty-five of 120 cost $5, eight cost more.'
    """
    return _SMALL.sub(lambda number: _in_words(int(number[0])), text)


def _in_words(number: int) -> str:
    """Say a number below a hundred."""
    if number in _WORDS:
        return _WORDS[number]
    tens, ones = divmod(number, 10)
    return f"{_WORDS[10 * tens]}-{_WORDS[ones]}"


def plural(noun: str) -> str:
    """Return the plural of a container's name."""
    return f"{noun}es" if noun.endswith(("x", "s", "ch")) else f"{noun[:-1]}ves" if noun.endswith("lf") else f"{noun}s"


def _put(
    random: Random,
    bank: Mapping[str, Any],
    values: Mapping[str, int],
    sentences: Sequence[str],
    questions: Sequence[str],
) -> tuple[str, list[str]]:
    """Return a story, and the questions that may follow it, with people, things and numbers; half a sentence ends the story."""
    whole = [text for text in sentences if text.endswith(".")]
    half = [text for text in sentences if not text.endswith(".")]
    female = random.random() < 0.5
    x = random.choice(bank["she" if female else "he"])
    y, w = random.sample([name for name in bank["she"] + bank["he"] if name != x], 2)
    things = random.sample(bank["things"], 2)
    kinds = random.sample(random.choice(bank["kinds"]), 2)
    container, own = random.choice(bank["containers"]), "her" if female else "his"
    fixed = {"X": x, "Y": y, "W": w, "t": things[0], "Z": upper(things[0]), "u": things[1]}
    fixed |= {"k": kinds[0], "l": kinds[1], "g": container, "gs": plural(container), "his": own, "His": upper(own)}
    fixed |= {name: str(value) for name, value in values.items()}
    verbs = {name: random.choice(forms) for name, forms in bank["verbs"].items()}
    in_words = random.random() < IN_WORDS

    def said(template: str, before: Sequence[str]) -> str:
        named = any(x in text for text in before) and random.random() < 0.8
        pronoun = ("she" if female else "he") if named else x
        text = re.sub(r"\{(\w+)\.(\d)\}", lambda match: verbs[match[1]][int(match[2])], template)
        text = text.format_map(fixed | {"S": upper(pronoun), "s": pronoun})
        return upper(spelled(text) if in_words else text)

    story: list[str] = [random.choice(bank["openings"])] if random.random() < OPENED else []
    for template in [*whole, *half]:
        story.append(said(template, story))
    space = " " if story else ""
    return " ".join(story), [f"{space}{said(question, story)}" for question in questions]
