"""Games without end: what a scene declares, what a condition or an option says, what a question asks; and whole games in words.

Names never matter, for the reader puts tags in their place: sentences are drawn with marks for names, which become the same tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from algorist.methods.formalising.game_spans import RUNS, spans
from algorist.methods.formalising.game_spans import shown as with_references
from algorist.train.game_words import NUMBERS, Bank, Clause, Scene, listed, read_bank, several
from algorist.train.lesson import Branch, Lesson

JOINED = 0.36
"""How often a condition joins clauses."""

SHARED = 0.35
"""How often a clause of a sentence speaks of a thing that another clause speaks of."""


def condition(random: Random, scene: Scene, *, fact: bool = False) -> Clause:
    """Return a condition: one clause, or two or three joined."""
    if random.random() < 0.06:
        return Clause(scene.clause(random.choice(scene.bank["nothing"]), fact=True).text, "nothing")
    while True:
        clause = (joined if random.random() < JOINED else single)(random, scene, fact=fact)
        if clause.short:
            return clause


def single(random: Random, scene: Scene, *, fact: bool = False) -> Clause:
    """Return a clause about one relation, of those that the scene has."""
    if scene.kind == "select":
        names = ["select"]
    elif scene.kind == "groups":
        names = ["place", "place", "groups", "groups", "groups"]
    else:
        names = (
            ["order"] * 6
            + ["place"] * 4
            + ([] if scene.named else ["numbered"] * 2)
            + ([] if scene.one else ["groups"] * 2)
        )
    return scene.clause(random.choice(scene.bank[random.choice(names)]), fact=fact)


def joined(random: Random, scene: Scene, *, fact: bool = False) -> Clause:
    """Return clauses joined by if, only if, unless, or, but not both and the like; some speak of the same thing."""
    template = random.choice(scene.bank["joined"])
    text, _, line = template.partition(" => ")
    clauses: dict[str, Clause] = {}
    for place in sorted(set(re.findall(r"\{(\d)\}", text))):
        negated = f"not {place}" in line
        clause = _simple(random, scene, fact=fact or place == "1", atom=negated)
        clauses[place] = _sharing(random, clause, list(clauses.values()))
    said = re.sub(r"\{(\d)\}", lambda match: clauses[match[1]].text, text)

    def stated(match: re.Match[str]) -> str:
        line = clauses[match[2]].line
        return negation(line) if match[1] else line

    return Clause(said, re.sub(r"(not )?\b(\d)\b", stated, line))


def _simple(random: Random, scene: Scene, *, fact: bool, atom: bool) -> Clause:
    """A clause that may be part of another: neither conditional nor about all places; of one atom where that is asked for."""
    while True:
        clause = single(random, scene, fact=fact)
        words = ("if ", " xor ", " iff ", "each ", *([" and ", " or "] if atom else []))
        if (
            not any(word in clause.line for word in words)
            and clause.line.count(" and ") + clause.line.count(" or ") < 2
        ):
            return clause


def _sharing(random: Random, clause: Clause, others: list[Clause]) -> Clause:
    mine, theirs = re.findall(r"<t\d+>", clause.line), re.findall(r"<t\d+>", " ".join(each.line for each in others))
    if not mine or not theirs or random.random() > SHARED:
        return clause
    old, new = random.choice(mine), random.choice(theirs)
    return Clause(clause.text.replace(old, new), clause.line.replace(old, new))


def negation(line: str) -> str:
    """Return the line that says that an atom does not hold."""
    if line.startswith("not "):
        return line.removeprefix("not ")
    if line.startswith(("in ", "out ")):
        return f"out {line[3:]}" if line.startswith("in ") else f"in {line[4:]}"
    if re.fullmatch(r"<t\d+> !?= \S+", line):
        return line.replace(" != ", " = ") if " != " in line else line.replace(" = ", " != ")
    return f"not {line}"


def question(random: Random, scene: Scene) -> Clause:
    """Return what is asked of the options, of one kind or another."""
    if random.random() < 0.45:
        return scene.clause(random.choice(scene.bank["questions"]), fact=True)
    asked = scene.bank["asked"]
    names = (
        ["selected"]
        if scene.kind == "select"
        else ["placed", "placed", "grouped" if scene.kind == "groups" else "ordered"]
    )
    template = random.choice(asked[random.choice(names)])
    kind = random.choice(["could", "must", "cannot"])
    if (
        not any(word in template for word in ("list k", "count k", "exact k"))
        and "<k> " in template
        and random.random() < 0.12
    ):
        flipped = random.choice([("could", "cannot"), ("must", "need not")])
        text = template.partition(" => ")[0].replace("which one of the following", "each of the following")
        if text.startswith("each of the following"):
            made = scene.clause(f"{text} EXCEPT => {template.partition(' => ')[2]}", fact=True, kind=flipped[0])
            return Clause(made.text, made.line.replace(flipped[0], flipped[1], 1))
    return scene.clause(template, fact=True, kind=kind)


# -- how a scene is set -------------------------------------------------------------------------------------------------


def names(random: Random, bank: Bank, count: int) -> list[str]:
    """Return names of things: of people, letters, nouns, or invented ones."""
    kind = random.choice(["people", "people", "people", "letters", "nouns", "invented"])
    if kind != "invented":
        return [str(each) for each in random.sample(bank["names"][kind], min(count, len(bank["names"][kind])))]
    made: dict[str, None] = {}
    while len(made) < count:
        syllables = [
            random.choice("bdfghjklmnprstvwz") + random.choice("aeiou") for _ in range(random.choice([1, 2, 2, 3]))
        ]
        made["".join(syllables).capitalize() + random.choice("nlrstmxk")] = None
    return list(made)


def opening(random: Random, scene: Scene) -> tuple[str, str]:
    """Return a sentence that sets a scene, with names, and what it declares."""
    kind = {"time": "order", "row": random.choice(["order", "numbered"]), "days": "days"}.get(scene.kind, scene.kind)
    template = random.choice(scene.bank["openings"][kind])
    clause = scene.clause(
        re.sub(r"\{([LRMNkmnEU])\}", r"@\1@", template.partition(" => ")[0]), fact=random.random() < 0.5
    )
    target = template.partition(" => ")[2]
    count, other, chosen = (
        random.choice([5, 5, 6, 6, 7, 7, 8]),
        random.choice([2, 3, 3, 4]),
        random.choice([2, 3, 4, 5]),
    )
    classes = random.sample(scene.bank["classes"], 2)
    things = names(random, scene.bank, count + other)
    if scene.kind == "days":
        low = random.choice([0, 0, 0, 1])
        run = RUNS[0][low : low + random.choice([5, 5, 6])]
        places, m = f"{run[0]} {random.choice(['through', 'to'])} {run[-1]}", len(run)
    elif kind == "numbered" or (kind == "groups" and random.random() < 0.15):
        m = count if kind == "numbered" else other
        places = random.choice(
            [f"1 {random.choice(['through', 'to'])} {m}", listed([str(each) for each in range(1, m + 1)])]
        )
    else:
        chosen_places = random.sample(scene.bank["names"]["places"], other)
        if random.random() < 0.35:
            chosen_places = random.sample(scene.bank["names"]["letters"], other)
        elif random.random() < 0.3:
            chosen_places = [f"{scene.words['place']} {each}" for each in range(1, other + 1)]
        places, m = listed(chosen_places), other
    target = target.replace("exactly k", f"exactly {chosen}").replace("atleast k", f"atleast {chosen}")
    values = {
        "L": listed(things[:count]), "M": listed(things[count:]), "R": places, "N": NUMBERS[count].capitalize(), "n": NUMBERS[count],
        "m": NUMBERS[other if "@M@" in clause.text else m], "k": NUMBERS[chosen], "E": classes[0], "U": classes[1],
    }  # fmt: skip
    text = re.sub(r"@(\w)@", lambda match: values[match[1]], clause.text)
    ending = random.choice(scene.bank["words"]["endings"]) if random.random() < 0.3 else ""
    return f"{text[:1].upper()}{text[1:]}{ending}.", target


def declaration(random: Random, scene: Scene) -> Branch | None:
    """Return what a sentence declares: an opening, a condition, or nothing; None where its lists are not found as they stand."""
    draw = random.random()
    if draw < 0.2:
        made = condition(random, scene)
        if made.line != "nothing":
            tags = dict.fromkeys(re.findall(r"<[a-z]\d+>", made.text))
            known = dict(zip(tags, names(random, scene.bank, len(tags)), strict=False))
            text = re.sub(r"<[a-z]\d+>", lambda match: known[match[0]], made.text)
            target = made.line if made.line.startswith("each ") else "condition"
            return Branch(f"declare> {text[:1].upper()}{text[1:]}.\n", f"{target}\n")
    if draw < 0.35:
        text = scene.clause(random.choice(scene.bank["openings"]["idle"]).partition(" => ")[0], fact=True).text
        return Branch(f"declare> {text[:1].upper()}{text[1:]}.\n", "nothing\n")
    text, target = opening(random, scene)
    found = spans(text)
    lists = [part for part in target.split("; ") if part in ("things", "places")]
    if len(found) != len(lists):
        return None
    parts, number = [], 0
    for part in target.split("; "):
        number += part in ("things", "places")
        parts.append(f"{part} @{number}" if part in ("things", "places") else part)
    return Branch(f"declare> {with_references(text, found)}\n", "; ".join(parts) + "\n")


# -- lessons ------------------------------------------------------------------------------------------------------------


def lessons(seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield lessons of sentences and their lines without end; the same seed gives the same lessons."""
    random, bank = Random(seed), read_bank(held_out=held_out)
    while True:
        for _ in range(2):
            scene = Scene(random, bank)
            said = [("", condition(random, scene, fact=fact)) for fact in [False] * 6 + [True] * 3]
            said += [("ask", question(random, scene)) for _ in range(3)]
            random.shuffle(said)
            shown = [(word, clause.shown()) for word, clause in said]
            branches = tuple(Branch(f"{word}> {text}\n", f"{line}\n") for word, (text, line) in shown)
            yield Lesson(scene.header, branches, "games")
        made = [declaration(random, Scene(random, bank)) for _ in range(9)]
        yield Lesson("", tuple(each for each in made if each is not None), "games")


def statements(seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield whole games in words: a scene, conditions, a question and its options."""
    random, bank = Random(seed), read_bank(held_out=held_out)
    while True:
        scene = Scene(random, bank)
        things = names(random, bank, 14)
        text, _ = opening(random, scene)

        def named(clause: Clause, things: list[str] = things) -> str:
            said = re.sub(r"<[a-z](\d+)>", lambda match: things[int(match[1]) % len(things)], clause.text)
            return said[:1].upper() + said[1:]

        rules = " ".join(f"{named(condition(random, scene))}." for _ in range(random.randint(3, 5)))
        asked = named(question(random, scene))
        if random.random() < 0.5:
            asked = f"If {named(single(random, scene, fact=True))}, then {asked[:1].lower()}{asked[1:]}"
        options = "\n".join(f"{letter}) {named(single(random, scene, fact=True))}." for letter in "ABCDE")
        heading = random.choice(
            ["The following conditions apply:", f"The {several(scene.noun)} must meet these conditions:", ""]
        )
        yield Lesson("", (Branch(f"{text} {heading} {rules}\n\n{asked}?\n{options}", ""),), "games-statements")
