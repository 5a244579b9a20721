"""Facts and rules without end: sentences about people, animals and invented kinds, each with the clauses that it states.

Outward from the language: a clause is drawn, then said in words by the bank. Every name, quality and kind is in the words; the
model learns the form alone (S084), so invented kinds stand beside real ones.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from random import Random
from typing import Any

from algorist.methods.formalising.clauses import slug
from algorist.train.grid_words import articles, upper
from algorist.train.lesson import Branch, Lesson

BRANCHES = 12
"""Sentences in one lesson."""


def lessons(seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield lessons without end; held out are ways to say a rule, and every second quality, kind and verb."""
    random, bank = Random(seed), _bank()
    while True:
        world = _world(random, bank, held_out=held_out)
        yield Lesson("", tuple(_branch(random, world) for _ in range(BRANCHES)), "rules")


def statements(seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield whole theories with what is asked of them, one branch each: the words, and the lines of their sentences."""
    random, bank = Random(seed), _bank()
    while True:
        world = _world(random, bank, held_out=held_out)
        told = [random.choice([_fact, _if, _generic])(random, world) for _ in range(random.randint(5, 20))]
        branches = [*told, _question(random, world), _asked(random, world)]
        words = " ".join(branch.prompt.split("> ", 1)[1].strip() for branch in branches)
        yield Lesson("", (Branch(words, "".join(branch.target for branch in branches)),), "rule-statements")


@cache
def _bank() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("algorist.train").joinpath("banks/rules.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class _World:
    """The words of one lesson, and the templates by name."""

    people: Sequence[str]
    qualities: Sequence[str]
    kinds: Sequence[str]
    verbs: Sequence[str]
    say: Mapping[str, Any]


def _world(random: Random, bank: Mapping[str, Any], *, held_out: bool) -> _World:
    half = slice(1, None, 2) if held_out else slice(None)
    say = {**bank["facts"], **{f"rule_{name}": value for name, value in bank["rules"].items()}}
    say |= {f"ask_{name}": value for name, value in bank["questions"].items()}
    if held_out:
        told = {"if", "kind_quality", "kind_kind", "one", "two"}
        say |= {f"{'rule' if n in told else 'ask'}_{n}": value for n, value in bank["held_out"].items()}
    invented = [random.choice(bank["syllables"]) + random.choice(bank["endings"]) for _ in range(8)]
    return _World(
        people=random.sample(bank[random.choice(["people", "people", "animals"])], 5),
        qualities=random.sample(bank["qualities"][half], 9),
        kinds=random.sample(bank["kinds"][half], 4) if random.random() < 0.4 else list(dict.fromkeys(invented)),
        verbs=random.sample(bank["verbs"][half], 3),
        say=say,
    )


def _branch(random: Random, world: _World) -> Branch:
    make = random.choices([_fact, _if, _generic, _question, _asked, _idle], weights=[4, 6, 6, 1, 2, 0.5])[0]
    return make(random, world)


# -- facts and what is asked --------------------------------------------------------------------------------------------


def _fact(random: Random, world: _World) -> Branch:
    words, formal = _stated(
        random, world, ["quality", "negated_quality", "kind", "negated_kind", "verb", "negated_verb", "two", "list"]
    )
    return Branch(f"rule> {words}\n", f"{formal}\n")


def _asked(random: Random, world: _World) -> Branch:
    """What is to be decided: a statement as the text would state it, or a question."""
    if random.random() < 0.7:
        words, formal = _stated(
            random, world, ["quality", "negated_quality", "kind", "negated_kind", "verb", "negated_verb"]
        )
    else:
        words, formal = _stated(random, world, ["ask_quality", "ask_kind", "ask_verb"])
    return Branch(f"query> {words}\n", f"?- {formal}\n")


def _stated(random: Random, world: _World, names: Sequence[str]) -> tuple[str, str]:
    """Return (sentence, clauses) for one of the named ways to say a fact."""
    name = random.choice(names)
    who, whom = random.sample(world.people, 2)
    p, q, o = random.sample(world.qualities, 3)
    n, v = random.choice(world.kinds), random.choice(world.verbs)
    words = random.choice(world.say[name]).format(A=who, B=whom, p=p, q=q, o=o, n=n, ns=plural(n), v=v, vs=plural(v))
    a, b = individual(who), individual(whom)
    sign = "-" if name.startswith("negated") else ""
    if name in ("two", "list"):
        formal = " ".join(f"{slug(each)}({a})." for each in ((p, q) if name == "two" else (p, q, o)))
    elif name.endswith("quality"):
        formal = f"{sign}{slug(p)}({a})."
    elif name.endswith("kind"):
        formal = f"{sign}{slug(n)}({a})."
    else:
        formal = f"{sign}{slug(v)}({a}, {b})."
    return articles(upper(words)), formal


def _question(random: Random, world: _World) -> Branch:
    name = random.choice(["open", "closed"])
    return Branch(f"rule> {random.choice(world.say[f'ask_{name}'])}\n", f"{name} world\n")


def _idle(random: Random, world: _World) -> Branch:
    return Branch(f"rule> {random.choice(world.say['ask_idle'])}\n", "nothing\n")


# -- rules --------------------------------------------------------------------------------------------------------------


def _if(random: Random, world: _World) -> Branch:
    """A rule by its conditions, about anything (X) or about those who are named; its conclusion may be about another."""
    first, then = random.choice(world.say["rule_subjects"])
    who, whom = random.sample(world.people, 2)
    if named := random.random() < 0.25:
        first = then = who
    conditions = random.choices([1, 2, 3], weights=[4, 5, 1])[0]
    subjects = [first, *[then] * conditions]
    if random.random() < (0.4 if named else 0.15):
        subjects[-1] = whom
    if conditions > 1 and random.random() < 0.15:
        subjects[1] = whom
    template = random.choice(world.say["rule_if"])
    if template.startswith("{conclusion}") and subjects[-1] == then:
        subjects[-1], subjects[0] = first, then
    thing = "" if named else {"they": "them", "that person": "them"}.get(then, then)
    literals = [
        _literal(random, world, individual(subject), thing) if subject in (who, whom) else _literal(random, world, "X")
        for subject in subjects
    ]
    phrases = [literal.of(subject) for literal, subject in zip(literals, subjects, strict=True)]
    words = template.format(conditions=" and ".join(phrases[:-1]), conclusion=phrases[-1])
    body = ", ".join(each.formal for each in literals[:-1])
    return Branch(f"rule> {upper(words)}\n", f"{literals[-1].formal} :- {body}.\n")


@dataclass(frozen=True, slots=True)
class _Literal:
    """A condition or conclusion: its formal text, and what is said of a subject in the singular and in the plural."""

    formal: str
    singular: str
    plural: str

    def of(self, subject: str) -> str:
        return f"{subject} {self.plural if subject == 'they' else self.singular}"


def _literal(random: Random, world: _World, term: str, thing: str = "") -> _Literal:
    """Draw a literal about a term; `thing` is the pronoun by which it may speak of X as well, if there is one."""
    negated = random.random() < 0.2
    sign, no = ("-", "not ") if negated else ("", "")
    kind = random.choices(["quality", "verb", "kind"], weights=[5, 4, 1])[0]
    if kind == "quality":
        p = random.choice(world.qualities)
        return _Literal(f"{sign}{slug(p)}({term})", f"is {no}{p}", f"are {no}{p}")
    if kind == "kind":
        n = random.choice(world.kinds)
        return _Literal(f"{sign}{slug(n)}({term})", articles(f"is {no}a {n}"), f"are {no}{plural(n)}")
    v, whom = random.choice(world.verbs), random.choice(world.people)
    other = individual(whom)
    if thing and random.random() < 0.4:
        whom, other = thing, "X"
    singular = f"does not {v} {whom}" if negated else f"{plural(v)} {whom}"
    return _Literal(f"{sign}{slug(v)}({term}, {other})", singular, f"{'do not ' if negated else ''}{v} {whom}")


def _generic(random: Random, world: _World) -> Branch:
    """A rule that says what all of a kind, or all with a quality, are."""
    name = random.choice(["kind_quality", "kind_quality", "kind_kind", "kind_kind", "none", "one", "one", "two", "two"])
    p, q, o = random.sample(world.qualities, 3)
    n, m = random.sample(world.kinds, 2)
    being, beings = random.choice(world.say["rule_beings"])
    negated = name == "none" or random.random() < 0.25
    words = random.choice(world.say[f"rule_{name}"]).format(
        n=n,
        ns=plural(n),
        m=m,
        ms=plural(m),
        p=p,
        q=q,
        o=o,
        being=being,
        beings=beings,
        **{"not": "not " if negated else ""},
    )
    head, body = {
        "kind_quality": (p, [n]),
        "kind_kind": (m, [n]),
        "none": (p, [n]),
        "one": (q, [p]),
        "two": (o, [p, q]),
    }[name]
    conditions = ", ".join(f"{slug(each)}(X)" for each in body)
    return Branch(f"rule> {articles(upper(words))}\n", f"{'-' if negated else ''}{slug(head)}(X) :- {conditions}.\n")


# -- words --------------------------------------------------------------------------------------------------------------


def individual(words: str) -> str:
    """Return the constant that a name or "the grey owl" denotes."""
    return slug(words.removeprefix("the ").removeprefix("The "))


def plural(word: str) -> str:
    """Return a noun's plural, which is also the third person of the verb that is spelled alike."""
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return f"{word}es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}s"
