"""True clues about a grid, relation by relation, and the questions that may close a puzzle, each in words and formally."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

from algorist.train.grid_words import Clue, Group, Words, articles, noun_of, sentence_of, upper, value_words


def _pairs(random: Random, groups: Sequence[Group], size: int, wanted: Callable[[int, int], bool], most: int) -> Any:
    """Yield up to `most` pairs of members (of any groups) whose positions satisfy `wanted`."""
    members = [(group, member) for group in groups for member in range(size)]
    pairs = [
        (a, b)
        for a in members
        for b in members
        if a != b
        and wanted(a[0].order[a[1]], b[0].order[b[1]])
        and (a[0] is not b[0] or len(groups) < 3 or random.random() < 0.4)
    ]
    return random.sample(pairs, min(most, len(pairs)))


def _binary(
    random: Random,
    groups: Sequence[Group],
    size: int,
    wanted: Callable[[int, int], bool],
    most: int,
    templates: Sequence[str],
    formal: tuple[str, str],
) -> Iterator[Clue]:
    """Yield clues about pairs. References come in the order of mention: `formal` says how, for {a} first and for {b} first."""
    for (group_a, a), (group_b, b) in _pairs(random, groups, size, wanted, most):
        nouns = {"a": noun_of(random, group_a, a), "b": noun_of(random, group_b, b)}
        template = random.choice(templates)
        plural = group_a.bank.get("plural", "things")
        template = template.replace("{plural}", plural).replace("{thing}", plural.removesuffix("s"))
        a_first = template.lower().find("{a}") < template.lower().find("{b}")
        mentions = (group_a.reference(a), group_b.reference(b))
        mentions = mentions if a_first else mentions[::-1]
        line = formal[0 if a_first else 1].format(*mentions)
        yield Clue(line, sentence_of(random, template, nouns), mentions)


def _same(random: Random, words: Words, scene: Mapping[str, Any], groups: Sequence[Group], size: int) -> Iterator[Clue]:
    pairs = [
        (a, ia, b, ib)
        for a in groups
        for ia in range(size)
        for b in groups
        for ib in range(size)
        if a is not b and a.order[ia] == b.order[ib]
    ]
    for a, ia, b, ib in random.sample(pairs, min(len(pairs), 2 + 3 * len(groups))):
        first, second = a.reference(ia), b.reference(ib)
        noun = noun_of(random, a, ia)
        draw = random.random()
        if draw < 0.45 and b.bank.get("verb"):
            verb = articles(random.choice(b.bank["verb"]).format(**value_words(random, b, ib)))
            sentence = f"{upper(noun)} {verb}."
        elif draw < 0.55 and b.bank.get("passive") and scene["place"] == "house":
            passive = random.choice(b.bank["passive"]).format(**value_words(random, b, ib))
            where = f"the {a.values[ia]} house" if a.key == "color" else f"the house of {noun}"
            sentence, first, second = f"{upper(passive)} {where}.", second, first
        else:
            other = noun_of(random, b, ib)
            sentence = sentence_of(random, random.choice(words.relation["same"]), {"a": noun, "b": other})
        yield Clue(f"{first} = {second}", sentence, (first, second))


def _not_same(
    random: Random, words: Words, scene: Mapping[str, Any], groups: Sequence[Group], size: int
) -> Iterator[Clue]:
    for (group_a, a), (group_b, b) in _pairs(random, groups, size, lambda p, q: p != q, 6):
        if group_a is group_b:
            continue
        nouns = {"a": noun_of(random, group_a, a), "b": noun_of(random, group_b, b)}
        first, second = group_a.reference(a), group_b.reference(b)
        yield Clue(
            f"{first} != {second}",
            sentence_of(random, random.choice(words.relation["not_same"]), nouns),
            (first, second),
        )


def places(
    random: Random, words: Words, scene: Mapping[str, Any], groups: Sequence[Group], size: int
) -> Iterator[Clue]:
    for group in groups:
        for member in range(size):
            position, reference = group.order[member], group.reference(member)
            nouns = {"a": noun_of(random, group, member)}

            def say(kind: str, k: int = 0, nouns: Mapping[str, str] = nouns) -> str:
                return sentence_of(random, random.choice(scene[kind]), nouns, k=str(k), kth=words.ordinal(k, random))

            passive = scene["place"] == "house" and group.bank.get("passive")
            draw = random.random()
            if passive and draw < 0.1:
                thing = upper(random.choice(passive).format(**value_words(random, group, member)))
                kth = {1: "leftmost", size: "rightmost"}.get(position) if random.random() < 0.3 else None
                yield Clue(
                    f"{reference} = {_place(position, size, kth == 'rightmost')}",
                    f"{thing} the {kth or words.ordinal(position, random)} house.",
                    (reference,),
                )
            elif draw < scene.get("positive", 0.22):
                kind = {1: "first", size: "last"}.get(position, "at")
                if size % 2 and position == (size + 1) // 2:
                    kind = "middle"
                kind = kind if random.random() < 0.6 else "at"
                if kind == "at" and random.random() < 0.5 and "at_back" in scene and position < size:
                    yield Clue(
                        f"{reference} = {_place(position, size, True)}",
                        say("at_back", size + 1 - position),
                        (reference,),
                    )
                else:
                    yield Clue(
                        f"{reference} = {_place(position, size, kind == 'last')}", say(kind, position), (reference,)
                    )
            elif draw < 0.7:
                other = random.choice([k for k in range(1, size + 1) if k != position])
                yield Clue(f"{reference} != {other}", say("not_at", other), (reference,))
            elif draw < 0.78 and position in (1, size) and size > 2:
                yield Clue(f"{reference} = 1 or {reference} = last", say("end"), (reference,))


def _place(position: int, size: int, from_the_end: bool) -> str:
    """Return how a line names a place: by its number, or counted from the end."""
    if not from_the_end:
        return str(position)
    return "last" if position == size else f"last - {size - position}"


def _orders(
    random: Random, words: Words, scene: Mapping[str, Any], groups: Sequence[Group], size: int
) -> Iterator[Clue]:
    def clues(kind: str, most: int, wanted: Callable[[int, int], bool], *formal: str) -> Iterator[Clue]:
        return _binary(random, groups, size, wanted, most, scene[kind], (formal[0], formal[-1]))

    yield from clues("directly_before", 6, lambda p, q: p + 1 == q, "{} + 1 = {}", "{} - 1 = {}")
    yield from clues("before", 8, lambda p, q: p < q, "{} < {}", "{} > {}")
    yield from clues("beside", 6, lambda p, q: abs(p - q) == 1, "abs({} - {}) = 1")
    yield from clues("not_beside", 2, lambda p, q: abs(p - q) > 1, "abs({} - {}) > 1")
    yield from clues("one_between", 4, lambda p, q: abs(p - q) == 2, "abs({} - {}) = 2")
    yield from clues("two_between", 3, lambda p, q: abs(p - q) == 3, "abs({} - {}) = 3")
    yield from clues("three_between", 1, lambda p, q: abs(p - q) == 4, "abs({} - {}) = 4")


def _choices(
    random: Random, words: Words, scene: Mapping[str, Any], groups: Sequence[Group], size: int
) -> Iterator[Clue]:
    """If-then clues of two true statements, and clues that leave one of two places open."""
    simple = [clue for kind in (_same, places) for clue in kind(random, words, scene, groups, size)]
    simple = [clue for clue in simple if " or " not in clue.formal]
    for _ in range(2 if len(simple) > 3 else 0):
        if_, then = random.sample(simple, 2)
        said = f"If {_lower(if_.words.rstrip('.'))}, then {_lower(then.words.rstrip('.'))}."
        yield Clue(f"if {if_.formal} then {then.formal}", said, (*if_.mentions, *then.mentions))
    for group in groups[:2]:
        member = random.randrange(size)
        position, reference = group.order[member], group.reference(member)
        if size < 3:
            continue
        other = random.choice([k for k in range(1, size + 1) if k != position])
        first, second = random.sample([position, other], 2)
        noun = noun_of(random, group, member)
        place, names = scene["place"], [words.ordinal(first, random), words.ordinal(second, random)]
        sentence = random.choice(
            [
                "{A} is in either the {x} or the {y} {place}.",
                "{A} is in the {x} or the {y} {place}.",
                "{A} is either in the {x} {place} or in the {y} {place}.",
            ]
        ).format(A=upper(noun), x=names[0], y=names[1], place=place)
        yield Clue(f"{reference} = {first} or {reference} = {second}", sentence, (reference,))


def _lower(sentence: str) -> str:
    first = sentence.split(" ", 1)[0]
    return (
        sentence[:1].lower() + sentence[1:] if first in {"The", "In", "There", "Nobody", "One", "House"} else sentence
    )


RELATIONS = (_same, _same, _not_same, places, _orders, _choices)


# -- questions ----------------------------------------------------------------------------------------------------------


def closing_questions(
    random: Random, words: Words, scene: Mapping[str, Any], groups: Sequence[Group], size: int
) -> Iterator[Clue]:
    """The kinds of question that close a puzzle: who has a value, what is somebody's value, who is where, where is who."""
    identity = next((group for group in groups if group.key in ("name", "nationality")), groups[0])
    k = random.randint(1, size)
    asked = random.choice(groups)
    shown = random.choice([asked.key, asked.key.replace("_", " ")])
    template = random.choice(scene["ask_at"])
    target = asked if "{key}" in template or "{Key}" in template else identity
    yield Clue(
        f"ask {target.key} at {k}",
        template.format(k=k, kth=words.ordinal(k, random), key=shown, Key=upper(shown)) + random.choice(["", "", "?"]),
        (),
    )
    others = [group for group in groups if group is not identity]
    if others:
        group = random.choice(others)
        member = random.randrange(size)
        if group.bank.get("verb"):
            verb = articles(random.choice(group.bank["verb"]).format(**value_words(random, group, member)))
            start = random.choice(["Who", "Who", "Now, who", "Which of them", "Finally, who"])
            yield Clue(
                f"ask {identity.key} where {group.reference(member)}", f"{start} {verb}?", (group.reference(member),)
            )
        noun = noun_of(random, group, member)
        start = (
            random.choice(["Who is {a}?", "What is the {key} of {a}?", "Name {a}."])
            if identity.key == "name"
            else "What is the {key} of {a}?"
        )
        yield Clue(
            f"ask {identity.key} where {group.reference(member)}",
            start.format(a=noun, key=identity.key),
            (group.reference(member),),
        )
        owner = random.randrange(size)
        template = random.choice(
            [
                "What is the {key} of {a}?",
                "What {key} does {a} have?",
                "Which {key} belongs to {a}?",
                "Which {key} is {a}'s?",
            ]
        )
        shown = group.key.replace("_", " ")
        yield Clue(
            f"ask {group.key} where {identity.reference(owner)}",
            template.format(key=shown, a=noun_of(random, identity, owner)),
            (identity.reference(owner),),
        )
    member = random.randrange(size)
    template = random.choice(scene["ask_position"])
    yield Clue(
        f"ask position where {asked.reference(member)}",
        template.format(a=noun_of(random, asked, member)),
        (asked.reference(member),),
    )
    yield Clue(
        "ask all",
        random.choice(
            [
                "Who lives where?",
                "What is the order?",
                "Find the whole arrangement.",
                "Fill in the grid.",
                "Determine everyone's position and attributes.",
                "In what order do they stand?",
                "In which order did they finish?",
            ]
        ),
        (),
    )
