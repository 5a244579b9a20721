"""Quantified sentences without end: what is said of all, of some and of somebody, and the line that points to its phrases.

A sentence is put together from fragments that know both their words and their formula, so that words and line cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

from algorist.methods.formalising.nbest import NOTHING
from algorist.methods.formalising.theories import ALL, SOME, prompt
from algorist.train.lesson import Branch, Lesson
from algorist.train.theory_words import Predicate, Said, Words, banks, negation, quoted, with_article

OFTEN = 0.35
"""How often something is said with a negation."""

PREDICATES = 6
"""How many predicates a theory has, so that its sentences have to do with each other."""


class Speaker:
    """Says sentences about one kind of subjects, their predicates drawn from a few."""

    def __init__(self, random: Random, words: Words) -> None:
        self.random, self.words = random, words
        self.predicates = random.sample(words.predicates, PREDICATES)
        self.names = random.sample(list(words.names), 3)
        self.head = random.choice(words.heads) if random.random() < 0.5 else None
        self.who = words.generic[0][2]

    def universal(self) -> tuple[str, str]:
        """A rule: all, every, no, only, if, everyone who."""
        random = self.random
        condition, *others = self._some(3)
        shape = random.choice(
            ["all", "all", "every", "bare", "no", "no", "only", "if", "if", "two", "who", "free", "a", "nothing"]
        )
        if shape in ("all", "bare"):
            subject, told = self._many(condition), self._told(others, many=True)
            return _sentence(f"{'All ' if shape == 'all' else ''}{subject.words} {told.words}"), _rule(subject, told)
        if shape == "every":
            subject, told = self._one(condition), self._told(others, many=False)
            start = random.choice(["Every", "Each", "Any"])
            return _sentence(f"{start} {subject.words} {told.words}"), _rule(subject, told)
        if shape == "no":
            many = random.random() < 0.5
            subject = self._many(condition) if many else self._one(condition)
            told = others[0].does(many=many)
            start = "None of the" if many and subject.words[:5] != "those" and random.random() < 0.3 else "No"
            start = "None of" if subject.words.startswith("those") else start
            return _sentence(f"{start} {subject.words} {told.words}"), _rule(subject, Said("", negation(told.formula)))
        if shape == "only":
            subject, told = self._many(condition), others[0].does(many=True)
            whole = f"({subject.formula})" if " and " in subject.formula else subject.formula
            return _sentence(f"Only {subject.words} {told.words}"), f"{ALL}: {told.formula} -> {whole}"
        if shape == "free":  # of all that is spoken of: "People either own a car or take the bus"
            subject, told = self._many(None), self._choice(others, many=True)
            return _sentence(f"{subject.words} {told.words}"), _rule(subject, told)
        if shape == "a":  # of any of its kind: "A juice is either sweet or sour"
            noun = self.head.singular if self.head else self.words.generic[0][0]
            subject = Said(noun, "" if self.words.empty and not self.head else quoted(noun))
            told = self._told(others, many=False)
            return _sentence(f"{with_article(noun)} {told.words}"), _rule(subject, told)
        if shape == "nothing":
            if_, told = condition.does(many=False), others[0].does(many=False)
            words = f"{random.choice(['Nobody', 'No one']) if self.who == 'who' else 'Nothing'} {self.who} {if_.words} {told.words}"
            return _sentence(words), f"{ALL}: {if_.formula} -> {negation(told.formula)}"
        if shape == "who":
            every = random.choice(["Every", "Any"]) + ("one" if self.who == "who" else "thing")
            if_, told = condition.does(many=False), self._told(others, many=False)
            sentence = _sentence(f"{every} {self.who} {if_.words} {told.words}")
            return sentence, f"{ALL}: {if_.formula} -> {told.formula}"
        conditions = [condition, others.pop()] if shape == "two" else [condition]
        if self.head is not None and random.random() < 0.5:
            return self._if(with_article(self.head.singular), quoted(self.head.singular), conditions, others)
        return self._if(random.choice(self.words.every), "", conditions, others)

    def _if(
        self, somebody: str, guard: str, conditions: Sequence[Predicate], others: Sequence[Predicate]
    ) -> tuple[str, str]:
        joint = self.random.choice(["and", "and", "or"])
        parts = [each.does(many=False, negated=self._denies()) for each in conditions]
        if_ = Said(f" {joint} ".join(each.words for each in parts), f" {joint} ".join(each.formula for each in parts))
        they = "they" if self.who == "who" else "it"
        told = self._told(others, many=they == "they")
        then = self.random.choice([", then", ", then", ",", " then"])
        sentence = _sentence(f"If {somebody} {if_.words}{then} {they} {told.words}")
        condition = f"({if_.formula})" if guard and joint == "or" and len(parts) > 1 else if_.formula
        return (
            sentence,
            f"{ALL}: {guard} and {condition} -> {told.formula}" if guard else f"{ALL}: {condition} -> {told.formula}",
        )

    def existence(self) -> tuple[str, str]:
        """An example: some, there is, not all."""
        random, (condition, other) = self.random, self._some(2)
        shape, denied = random.choice(["some", "some", "there is", "at least", "not all", "a"]), self._denies()
        if shape == "a":  # what happened happened to one: "A Danish painter won the cup"
            role, past = random.choice(self.words.roles), random.choice(self.words.pasts)
            return _sentence(f"{with_article(role)} {past}"), f"{SOME}: {quoted(role)} and {quoted(past)}"
        if shape == "there is":
            subject, told = self._one(condition), other.does(many=False, negated=denied)
            words = f"There is {with_article(subject.words)} {self.who} {told.words}"
            return _sentence(words), _example(subject, told)
        subject = self._many(condition)
        if shape == "not all":
            told = other.does(many=True)
            return _sentence(f"Not all {subject.words} {told.words}"), _example(
                subject, Said("", negation(told.formula))
            )
        told = other.does(many=True, negated=denied)
        some = "Some" if shape == "some" else "At least some"
        some += " of" if subject.words.startswith("those") else ""
        return _sentence(f"{some} {subject.words} {told.words}"), _example(subject, told)

    def fact(self) -> tuple[str, str]:
        """What somebody is, was or does."""
        random, name = self.random, self.random.choice(self.names)
        shape = random.choice(["told"] * 5 + ["past", "role", "role who", "one who", "two names", "not true"])
        past, role, was = (
            random.choice(self.words.pasts),
            random.choice(self.words.roles),
            random.choice(["is", "was"]),
        )
        if shape == "past":
            return _sentence(f"{name} {past}"), f"{quoted(name)}: {quoted(past)}"
        if shape == "role":
            return _sentence(f"{name} {was} {with_article(role)}"), f"{quoted(name)}: {quoted(role)}"
        if shape == "role who":
            line = f"{quoted(name)}: {quoted(role)} and {quoted(past)}"
            return _sentence(f"{name} {was} {with_article(role)} {self.who} {past}"), line
        if shape == "one who":  # "is not a guest who pays rent" denies both together
            noun, does = self.head or random.choice(self.words.heads), self._some(1)[0].does(many=False)
            both, no = f"{quoted(noun.singular)} and {does.formula}", self._denies()
            words = f"{name} is {'not ' if no else ''}{with_article(noun.singular)} {self.who} {does.words}"
            return _sentence(words), f"{quoted(name)}: {f'not ({both})' if no else both}"
        if shape == "two names":
            others, told = random.sample(self.names, 2), self._some(1)[0].does(many=True, negated=self._denies())
            line = "; ".join(f"{quoted(each)}: {told.formula}" for each in others)
            return _sentence(f"{' and '.join(others)} {told.words}"), line
        told = self._told(self._some(2), many=False, deep=True)
        if shape == "not true":
            return _sentence(f"It is not true that {name} {told.words}"), f"{quoted(name)}: not ({told.formula})"
        return _sentence(f"{name} {told.words}"), f"{quoted(name)}: {told.formula}"

    def conditional(self) -> tuple[str, str]:
        """If somebody is this, then the same one is that."""
        random, name = self.random, self.random.choice(self.names)
        if_, then = (self._told(self._some(2), many=False, deep=True) for _ in range(2))
        pronoun = random.choice(["he", "she"]) if self.who == "who" else "it"
        indefinite = name.startswith("a ")  # of whom "it" would mean any
        again = name if indefinite else random.choice([name, name, pronoun])
        comma = random.choice([", then", ", then", ","])
        sentence = _sentence(f"If {name} {if_.words}{comma} {again} {then.words}")
        return sentence, f"{quoted(name)}: {if_.formula} -> {then.formula}"

    # -- subjects -------------------------------------------------------------------------------------------------------

    def _many(self, condition: Predicate | None) -> Said:
        """Return a plural subject: "athletes", "students who pay rent", "those who can swim"; its formula may be empty."""
        if condition is not None and condition.kind == "noun" and (self.head is None or self.random.random() < 0.7):
            return Said(condition.plural, quoted(condition.plural))
        plural, formula = self._head(many=True)
        if condition is None:
            generic = self.words.generic[0][1]
            if self.head is None:
                return Said(generic, "" if self.words.empty else quoted(generic))
            return Said(plural, formula)
        does = condition.does(many=True)
        reduced = condition.kind == "adjective" and " " in condition.text and self.random.random() < 0.4
        words = f"{plural} {condition.text}" if reduced else f"{plural} {self.who} {does.words}"
        return Said(words, f"{formula} and {does.formula}" if formula else does.formula)

    def _one(self, condition: Predicate) -> Said:
        """Return a singular subject after every, no or a: "athlete", "student who pays rent"."""
        if condition.kind == "noun" and (self.head is None or self.random.random() < 0.7):
            return Said(condition.singular, quoted(condition.singular))
        singular, formula = self._head(many=False)
        does = condition.does(many=False)
        return Said(f"{singular} {self.who} {does.words}", f"{formula} and {does.formula}" if formula else does.formula)

    def _head(self, *, many: bool) -> tuple[str, str]:
        """Return the noun that a condition is attached to, and its formula: none where it may be anything."""
        if self.head is not None:
            noun = self.head.plural if many else self.head.singular
            return noun, quoted(noun)
        singular, plural, _ = self.random.choice(self.words.generic)
        return plural if many else singular, ""

    # -- what is said of them -------------------------------------------------------------------------------------------

    def _told(self, predicates: Sequence[Predicate], *, many: bool, deep: bool = False) -> Said:
        """Return what is said of a subject: one thing, or two that are joined; `deep` allows for what is seldom said of many."""
        shapes = ["one"] * 4 + (["and", "or", "either", "neither", "but", "not of two"] if len(predicates) > 1 else [])
        shape = self.random.choice(shapes + (["same", "both", "not both"] if deep else []))
        if shape == "one":
            return predicates[0].does(many=many, negated=self._denies())
        first, second = predicates[:2]
        if shape == "but":
            a, b = first.does(many=many), second.does(many=many, negated=True)
            return Said(f"{a.words} but {b.words}", f"{a.formula} and {b.formula}")
        if shape == "not of two":  # "is not a spy or a thief" is neither; "does not smoke and drink" is not both
            joint = self.random.choice(["or", "or", "and"])
            if first.kind == second.kind == "verb":
                do = "do" if many else "does"
                formula = f"not ({quoted(first.base)} {joint} {quoted(second.base)})"
                return Said(f"{do} not {first.base} {joint} {second.base}", formula)
            a, b = self._being(first, many=many), self._being(second, many=many)
            return Said(
                f"{'are' if many else 'is'} not {a.words} {joint} {b.words}", f"not ({a.formula} {joint} {b.formula})"
            )
        if shape in ("and", "or"):
            a, b = (each.does(many=many, negated=self._denies()) for each in (first, second))
            if {first.kind, second.kind} <= {"noun", "adjective"} and self.random.random() < 0.6:
                a, b = first.does(many=many), second.complement(many=many)
            return Said(f"{a.words} {shape} {b.words}", f"{a.formula} {shape} {b.formula}")
        if shape == "either" and self.random.random() < 0.5:
            return self._choice(predicates, many=many)
        a, b, be = self._being(first, many=many), self._being(second, many=many), "are" if many else "is"
        if shape == "either":
            return Said(f"{be} either {a.words} or {b.words}", f"{a.formula} xor {b.formula}")
        if shape == "neither":
            return Said(f"{be} neither {a.words} nor {b.words}", f"not ({a.formula} or {b.formula})")
        both = f"{a.formula} and {b.formula}"
        if shape == "both":
            return Said(f"{be} both {a.words} and {b.words}", both)
        if shape == "not both":
            return Said(f"{be} not both {a.words} and {b.words}", f"not ({both})")
        start = self.random.choice(["either", "either", "either both"])
        words = f"{be} {start} {a.words} and {b.words}, or neither {a.words} nor {b.words}"
        return Said(words, f"({both}) xor not ({a.formula} or {b.formula})")

    def _choice(self, predicates: Sequence[Predicate], *, many: bool) -> Said:
        a, b = (each.does(many=many) for each in predicates[:2])
        if self.random.random() < 0.6:
            return Said(f"either {a.words} or {b.words}", f"{a.formula} xor {b.formula}")
        return Said(f"{a.words} or {b.words}", f"{a.formula} or {b.formula}")

    def _being(self, predicate: Predicate, *, many: bool) -> Said:
        """Return what can follow a form of to be, whatever kind it is: "a person who pays rent"."""
        if predicate.kind in ("noun", "adjective"):
            return predicate.complement(many=many)
        singular, plural, _ = self.words.generic[0]
        somebody = "someone" if self.who == "who" else "something"
        one = self.random.choice([with_article(singular), somebody])
        does = predicate.does(many=many)
        return Said(f"{plural if many else one} {self.who} {does.words}", does.formula)

    def _some(self, count: int) -> list[Predicate]:
        return self.random.sample(self.predicates, count)

    def _denies(self) -> bool:
        return self.random.random() < OFTEN


def _rule(subject: Said, told: Said) -> str:
    return f"{ALL}: {subject.formula} -> {told.formula}" if subject.formula else f"{ALL}: {told.formula}"


def _example(subject: Said, told: Said) -> str:
    return f"{SOME}: {subject.formula} and {told.formula}"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


_SHAPES: Sequence[Callable[[Speaker], tuple[str, str]]] = (
    Speaker.universal, Speaker.universal, Speaker.universal, Speaker.fact, Speaker.fact, Speaker.conditional, Speaker.existence,
)  # fmt: skip


def lessons(seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield lessons of sentences and their lines without end; the same seed gives the same lessons."""
    random = Random(seed)
    bank, domains = banks(held_out=held_out)
    while True:
        speaker = Speaker(random, random.choice(domains))
        told = [random.choice(_SHAPES)(speaker) for _ in range(8)]
        if random.random() < 0.3:
            told.append((random.choice(bank["idle"]), NOTHING))
        branches = tuple(Branch(prompt(sentence), f"{line}\n") for sentence, line in told)
        yield Lesson("", branches, "theories")


def statements(seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield whole problems in words: sentences, what is asked, and the conclusion, with all their lines."""
    random = Random(seed)
    bank, domains = banks(held_out=held_out)
    while True:
        speaker = Speaker(random, random.choice(domains))
        told = [random.choice(_SHAPES)(speaker) for _ in range(random.randint(3, 7))]
        asked = random.choice((Speaker.fact, Speaker.fact, Speaker.universal, Speaker.existence))(speaker)
        body = " ".join(sentence for sentence, _ in told)
        text = f"{body}\n\n{random.choice(bank['questions'])} {asked[0]}"
        yield Lesson("", (Branch(text, "\n".join(line for _, line in (*told, asked))),), "theory-statements")
