"""Programmes over sets without end: families of `banks/indexed.toml` about things of all kinds, their data named in many ways.

Each problem gives two lessons: what its units declare, and what they state once the variables are known.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from random import Random
from typing import Any

from algorist.methods.formalising.clauses import slug
from algorist.methods.formalising.indexed import CLAUSE, NOTHING, compiled, header_of
from algorist.methods.formalising.schema import Parameter, Schema, singular
from algorist.train.lesson import Branch, Lesson

TITLED = 0.2
"""How often a constraint begins with a title."""

HELD_OUT = frozenset({"diet", "cover"})
"""Families that are never trained on: they measure how the adapter meets a problem of another make."""


@dataclass(frozen=True, slots=True)
class Made:
    """A problem: its schema, the variables it declares, and its units with what each declares or states."""

    schema: Schema
    variables: Mapping[str, tuple[str, ...]]
    declared: tuple[tuple[str, str], ...]
    stated: tuple[tuple[str, str], ...]


def read_bank() -> Mapping[str, Any]:
    """Return the families and their words."""
    text = resources.files("algorist.train").joinpath("banks/indexed.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def make(random: Random, bank: Mapping[str, Any], family: Mapping[str, Any]) -> Made:
    """Make a problem of a family."""
    nouns = {key: random.choice(bank["things"][family[key]]) for key in ("a", "b") if key in family}
    words = {key: noun[0] for key, noun in nouns.items()} | {f"{key}s": noun[1] for key, noun in nouns.items()}
    sets = {key: slug(noun[0]) for key, noun in nouns.items()}
    objective = random.choice(list(family["objective"]))
    constraints = random.sample(list(family["constraint"]), random.randint(1, min(4, len(family["constraint"]))))
    lines = [objective, *constraints]
    names = _named(random, family, lines, words)
    parameters = [_parameter(random, family, key, name, sets) for key, name in names.items()]
    if "counts" in family:
        parameters.append(Parameter(f"num_{slug(words[family['counts'] + 's'])}", (), 0))
    random.shuffle(parameters)
    schema = Schema(dict.fromkeys(sets.values(), 0), {each.name: each for each in parameters})
    spoken = (
        words | {key: _spoken(random, name) for key, name in names.items()} | {"real": random.choice(bank["reals"])}
    )

    declared, called = _declarations(random, family, lines, spoken, sets)
    variables = _variables(declared)
    renamed = names | sets | called
    stated = [(_sentence(random, family["objective"][objective], spoken), _renamed(objective, renamed))]
    for line in constraints:
        sentence = _sentence(random, family["constraint"][line], spoken)
        title = random.choice(
            [f"{spoken[random.choice([*names, 'as'])]} constraint", "Requirement", "Capacity", "Limit"]
        )
        sentence = f"{title[:1].upper()}{title[1:]}: {sentence}" if random.random() < TITLED else sentence
        stated.append((sentence, _renamed(line, renamed)))
    idle = [(each.format(**words), NOTHING) for each in random.sample(bank["idle"], 4)]
    if len(stated) > 1:  # what tells several things at once tells them before they are stated one by one
        told = random.sample(stated, min(len(stated), random.choice([2, 3])))
        start = random.choice(bank["told"]).format(**words)
        idle.append((" ".join([start, *(sentence for sentence, _ in told)]).strip(), NOTHING))
    return Made(schema, variables, (*declared, *idle), tuple(stated))


def _named(random: Random, family: Mapping[str, Any], lines: Sequence[str], words: Mapping[str, str]) -> dict[str, str]:
    """What the data are called that the lines speak of, and now and then one more."""
    used = [key for key in family["data"] if any(re.search(rf"\b{key}\b", line) for line in lines)]
    others = [key for key in family["data"] if key not in used]
    used += random.sample(others, min(len(others), random.choice([0, 0, 1])))
    names: dict[str, str] = {}
    for key in used:
        choices = [slug(each.format(**words)) for each in family["data"][key]]
        free = [each for each in choices if each not in names.values() and each not in map(slug, words.values())]
        plural = [each for each in choices if each not in names.values()]
        names[key] = random.choice(free * 3 + plural if free else plural or [f"{key}_data"])
    return names


def _parameter(random: Random, family: Mapping[str, Any], key: str, name: str, sets: Mapping[str, str]) -> Parameter:
    axes = tuple(sets[each] for each in family.get("axes", {}).get(key, ""))
    flipped = key in family.get("flip", ()) and random.random() < 0.5
    return Parameter(name, axes[::-1] if flipped else axes, 0)


def _spoken(random: Random, name: str) -> str:
    """How a sentence speaks of data: by their name, mostly in the singular."""
    words = name.replace("_", " ")
    return singular(words) if random.random() < 0.6 else words


def _declarations(
    random: Random, family: Mapping[str, Any], lines: Sequence[str], spoken: Mapping[str, str], sets: dict[str, str]
) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """Return the units that declare the variables of these lines, and what the variables are called there."""
    needed = {name for line in lines for name in re.findall(r"\b[xy]\b", line)}
    offered = [(line, {part[0] for part in line.split("; ")}) for line in family["variables"]]
    whole = [line for line, has in offered if has == needed]
    alone = [line for line, has in offered if len(has) == 1 and has <= needed]
    chosen = (
        [random.choice(whole)] if whole and (len(needed) == 1 or random.random() < 0.4 or len(alone) < 2) else alone
    )
    units, called = [], {}
    for line in chosen:
        sentence = _sentence(random, family["variables"][line], spoken)
        named = re.match(r"(\w+?)(?:\[|_j\b)", sentence)
        if named and ";" not in line:
            called[line[0]] = named[1]
        units.append((sentence, _renamed(line, {**sets, **called})))
    return units, called


def _variables(declared: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for _, line in declared:
        for name, axes, kind in re.findall(r"(\w+)\[([\w, ]+)\] (\w+)", line):
            found[name] = (*axes.split(", "), kind)
    return found


def _sentence(random: Random, templates: Sequence[str], spoken: Mapping[str, str]) -> str:
    text = random.choice(templates)
    text = text.replace("{A}", spoken["a"][:1].upper() + spoken["a"][1:]).format(**spoken)
    text = re.sub(r"\b([Aa]) (?=[aeiou])", r"\1n ", text)
    return text[:1].upper() + text[1:] if not re.match(r"\w+[\[_]", text) else text


def _renamed(line: str, names: Mapping[str, str]) -> str:
    return re.sub(r"[a-z]\w*", lambda match: names.get(match[0], match[0]), line)


def lessons(seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield lessons without end; the same seed gives the same lessons."""
    random, bank = Random(seed), read_bank()
    families = [each for name, each in bank["family"].items() if (name in HELD_OUT) == held_out]
    while True:
        made = make(random, bank, random.choice(families))
        if any(compiled(line, made.schema, made.variables, 0) is None for _, line in made.stated):
            continue  # a name was taken twice
        declared = [*made.declared, *((unit, CLAUSE) for unit, _ in made.stated)]
        random.shuffle(declared)
        yield Lesson(
            made.schema.header, tuple(Branch(f"declare> {unit}\n", f"{line}\n") for unit, line in declared), "indexed"
        )
        idle = [(unit, line) for unit, line in made.declared if line == NOTHING][:1]
        stated = random.sample([*made.stated, *idle], len(made.stated) + len(idle))
        header = header_of(made.schema, made.variables)
        yield Lesson(header, tuple(Branch(f"> {unit}\n", f"{line}\n") for unit, line in stated), "indexed")
