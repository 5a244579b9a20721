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
from algorist.methods.formalising.declared_sets import Variable, words_of
from algorist.methods.formalising.indexed import AIM, LIMIT, asked, header_of, names_of
from algorist.methods.formalising.nbest import NOTHING
from algorist.methods.formalising.numerals import stated_numbers
from algorist.methods.formalising.sayable_lines import Sayable
from algorist.methods.formalising.schema import Parameter, Schema, shortened
from algorist.methods.formalising.sections import OTHER, VARIABLES
from algorist.methods.formalising.set_lines import compiled
from algorist.methods.formalising.set_names import free_name, singular
from algorist.train.indexed_words import Naming, an, capital, declaration, explained, symbol
from algorist.train.lesson import Branch, Lesson

TITLED, STARTED, TAILED, EXPLAINED = 0.2, 0.1, 0.1, 0.35
"""How often a constraint begins with a title or with "ensure that", and how often a sentence is explained."""

DECLARES, WITHOUT_HEADINGS, IDLE = 0.6, 0.35, 0.25
"""How often a problem gives a lesson in declaring, how often one without headings, and how often something idle is read."""

MOST_CONSTRAINTS = 5
HELD_OUT = frozenset({"advertising", "shelter"})
"""Families that are never trained on: they measure how the adapter meets a problem of another make."""

_WORDS = {"prev", "first", "other", "where", "minimize", "maximize", "each", "total"}
_SPELLED = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class Made:
    """A problem: its schema, its variables, and its units with what each declares or states."""

    schema: Schema
    variables: tuple[Variable, ...]
    declared: tuple[tuple[str, str], ...]
    stated: tuple[tuple[str, str], ...]
    idle: tuple[str, ...]


def read_bank() -> Mapping[str, Any]:
    """Return the families and their words."""
    text = resources.files("algorist.train").joinpath("banks/indexed.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def make(random: Random, bank: Mapping[str, Any], family: Mapping[str, Any]) -> Made:
    """Make a problem of a family."""
    naming, parameters = _data(random, bank, family)
    objective = random.choice(list(family["objective"]))
    count = random.randint(1, min(MOST_CONSTRAINTS, len(family["constraint"])))
    lines = [objective, *random.sample(list(family["constraint"]), count)]
    used = {word for line in lines for word in re.findall(r"\w+", line)}
    extra = set(random.sample(list(parameters), min(len(parameters), random.choice([0, 0, 1, 1, 2]))))
    kept = [each for key, each in parameters.items() if key in used | extra]
    if "counts" in family:
        kept.append(
            Parameter(
                f"num_{slug(naming.words[family['counts'] + 's'])}",
                (),
                0,
                f"number of {naming.words[family['counts'] + 's']}",
            )
        )
    random.shuffle(kept)
    variables, declared, naming = _variables(random, family, used, naming, kept)
    axes = [axis for over in (*(each.axes for each in kept), *(each.axes for each in variables)) for axis in over]
    schema = Schema(dict.fromkeys(axes, 0), {each.name: each for each in kept})

    stated = []
    for line in lines:
        number = random.randint(2, 9)
        templates = family["objective" if line == objective else "constraint"][line]
        sentence, text = _counted(random.choice(templates), line, number)
        said = (
            _objective(random, bank, naming, sentence, text)
            if line == objective
            else _limit(random, bank, naming, sentence, text)
        )
        stated.append((said, _renamed(text, naming, schema)))
    idle = [each.format(**naming.words) for each in random.sample([*bank["words"]["idle"], *bank["words"]["told"]], 3)]
    return Made(schema, variables, declared, tuple(stated), tuple(idle))


def _data(random: Random, bank: Mapping[str, Any], family: Mapping[str, Any]) -> tuple[Naming, dict[str, Parameter]]:
    """Name the sets and the data of a family, and tell what each datum is."""
    words: dict[str, str] = {"good": random.choice(bank["things"]["good"])}
    sets: dict[str, str] = {}
    table = ""
    for key, things in family["sets"].items():
        if things:
            noun = random.choice(bank["things"][things])
            words |= {
                key: noun[0],
                f"{key}s": noun[1],
                key.upper(): capital(noun[0]),
                f"{key.upper()}s": capital(noun[1]),
            }
            sets[key] = free_name(slug(noun[0]))
    if "pairs" in family:
        table = slug(random.choice(family["pairs"]).format(**words))
        sets.setdefault("d", singular(table))
        words.setdefault("d", sets["d"].replace("_", " "))
    if "a2" in family["sets"]:
        sets["a2"] = f"{sets['a']}2"
    names: dict[str, str] = {}
    spoken: dict[str, str] = {}
    found: dict[str, Parameter] = {}
    for key, (over, *choices) in family["data"].items():
        free = [
            each
            for each in choices
            if free_name(slug(each.partition(":")[0].format(**words))) not in {*names.values(), *sets.values()}
        ]
        name, _, meaning = random.choice(free or [f"{key}_data: {key}"]).format(**words).partition(": ")
        axes = tuple(sets["a2" if each == "A" else each] for each in over)
        axes = axes[::-1] if key in family.get("flip", ()) and random.random() < 0.5 else axes
        names[key], spoken[key] = free_name(slug(name)), meaning
        described = f"{random.choice(['', '', 'the '])}{meaning}{_over(random, bank, over.replace('A', 'a'), words)}"
        found[key] = Parameter(names[key], axes, 0, shortened(described) if random.random() < 0.93 else "")
    for end, place in (("from", "first"), ("to", "second")) if table else ():
        names[f"d_{end}"] = f"{table}_{end}"
        what = f"1 where the {place} of a {sets['d']} is that {sets['a']}".replace("_", " ")
        found[f"d_{end}"] = Parameter(f"{table}_{end}", (sets["a"], sets["d"]), 0, what)
    return Naming(words, sets, names, spoken), found


def _over(random: Random, bank: Mapping[str, Any], over: str, words: Mapping[str, str]) -> str:
    """Say over which sets data run."""
    if not over:
        return ""
    nouns: dict[str, str] = {}
    for place, key in zip("abc", over, strict=False):
        nouns |= {place: words[key], f"{place}s": words.get(f"{key}s", words[key])}
    template: str = random.choice(bank["over"]["abc"[: len(over)]])
    return f" {template.format(**nouns)}"


def _variables(
    random: Random, family: Mapping[str, Any], used: set[str], naming: Naming, data: Sequence[Parameter]
) -> tuple[tuple[Variable, ...], tuple[tuple[str, str], ...], Naming]:
    """Declare the variables that lines speak of: each with its unit and line."""
    style = random.choices(("letters", "words", "none"), (0.5, 0.2, 0.3))[0]
    taken = {each.name for each in data} | set(naming.sets.values())
    found: list[Variable] = []
    declared: list[tuple[str, str]] = []
    names, symbols = dict(naming.names), dict(naming.symbols)
    over = {key: family[key]["over"] for key in ("x", "y", "z") if key in family}
    for place, key in enumerate(each for each in ("x", "y", "z") if each in family and each in used):
        variable = family[key]
        name = "xyz"[place] if style == "none" else symbol(random, key, variable["kind"], style, taken)
        taken.add(name)
        axes = tuple(naming.sets[each] for each in variable["over"])
        text, shown = declaration(random, naming, variable, name, style)
        mentioned = axes if shown else tuple(sorted(axes, key=lambda axis: _mention(text, axis)))
        found.append(Variable(name, mentioned, variable["kind"], ""))
        declared.append((text, f"{variable['kind']} {', '.join(mentioned)}"))
        names[key], symbols[key] = name, shown
    told = tuple(
        Variable(each.name, each.axes, each.kind, words_of(text))
        for each, (text, _) in zip(found, declared, strict=True)
    )
    return told, tuple(declared), Naming(naming.words, naming.sets, names, naming.spoken, symbols, over)


def _mention(text: str, axis: str) -> int:
    place = text.lower().find(axis.replace("_", " "))
    return place if place >= 0 else len(text)


def _counted(template: str, line: str, number: int) -> tuple[str, str]:
    """Exchange the number above 1 of a line and its sentence for another."""
    match = re.search(r"(?<![\w])[2-9]$", line)
    if match is None:
        return template, line
    spelled = _SPELLED[int(match[0])]
    sentence = re.sub(rf"\b{spelled}\b", _SPELLED[number], template.replace(match[0], str(number)))
    return sentence, line[: match.start()] + str(number)


def _objective(random: Random, bank: Mapping[str, Any], naming: Naming, it: str, line: str) -> str:
    way = line.partition(" ")[0]
    spoken = it.format(**naming.said)
    template: str = random.choice(bank["words"][f"aim_{way}"])
    text = an(capital(template.format(it=spoken, bare=spoken.removeprefix("the "))))
    if random.random() < EXPLAINED:
        text = f"{text} {explained(random, bank, line, naming)}"
    return text


def _limit(random: Random, bank: Mapping[str, Any], naming: Naming, template: str, line: str) -> str:
    words = bank["words"]
    text = an(template.format(**naming.said))
    if random.random() < STARTED:
        text = random.choice(words["start"]) + text[:1].lower() + text[1:]
    if random.random() < EXPLAINED and (more := explained(random, bank, line, naming)):
        text = f"{text} {more}"
    elif random.random() < TAILED:
        text = f"{text} {random.choice(words['tail'])}"
    if random.random() < TITLED:
        about = [capital(said) for key, said in naming.spoken.items() if re.search(rf"\b{key}\b", line)]
        title = random.choice(about if about and random.random() < 0.6 else words["title"])
        text = f"{title} {random.choice(['constraint', 'constraints', 'limit'])}: {text}"
    return capital(text)


def _renamed(line: str, naming: Naming, schema: Schema) -> str:
    """Return a line of the bank with the names of this problem, the sets that it holds for each of in their order."""
    head, colon, rest = line.partition(": ")
    if not colon:
        head, rest = "", line
    if head.startswith("each "):
        each = [naming.sets[key] for key in head.removeprefix("each ").split(", ")]
        head = f"each {', '.join(sorted(each, key=list(schema.sets).index))}"
    named = re.sub(
        r"[a-z]\w*", lambda match: match[0] if match[0] in _WORDS else naming.names.get(match[0], match[0]), rest
    )
    return f"{head}{colon}{named}" if colon else named


def _fits(made: Made) -> bool:
    """Whether all lines are sayable and make sense: not where a name was taken twice."""
    names = names_of(made.schema, made.variables)
    return all(
        compiled(line, names, 0) is not None and Sayable(names, numbers=tuple(stated_numbers(text))).may(f"{line}\n")
        for text, line in made.stated
    )


def lessons(seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield lessons without end; the same seed gives the same lessons."""
    random, bank = Random(seed), read_bank()
    families = [each for name, each in bank["family"].items() if (name in HELD_OUT) == held_out]
    while True:
        made = make(random, bank, random.choice(families))
        if not _fits(made):
            continue
        aim, *limits = made.stated
        if random.random() < DECLARES:
            yield Lesson(made.schema.header, tuple(_declaring(random, made)), "indexed")
        stated = [(AIM, *aim), *((LIMIT, *each) for each in limits)]
        if random.random() < IDLE:
            stated.append((LIMIT, made.idle[0], NOTHING))
        random.shuffle(stated)
        branches = tuple(Branch(f"{kind}> {unit}\n", f"{line}\n") for kind, unit, line in stated)
        yield Lesson(header_of(made.schema, made.variables), branches, "indexed")


def _declaring(random: Random, made: Made) -> list[Branch]:
    """What the units of a problem declare, under a heading or without headings."""
    bare = random.random() < WITHOUT_HEADINGS
    units = list(made.declared)
    if bare:
        roles = [(made.stated[0][0], AIM), *((text, LIMIT) for text, _ in made.stated[1:])]
        units += [*random.sample(roles, min(2, len(roles))), (made.idle[1], NOTHING)]
    elif random.random() < IDLE / 2:
        units.append((made.idle[1], NOTHING))
    random.shuffle(units)
    return [Branch(f"{asked(OTHER if bare else VARIABLES)}> {unit}\n", f"{line}\n") for unit, line in units]
