"""The values of a puzzle that does not list them: gathered from its clauses, each put into the group that it belongs to.

A language model names a value and its group one clause at a time, and may call a group otherwise from one clause to the next.
Which group each value is in is decided for all together: no group has more values than there are positions, groups are few,
and each value is where its clauses most probably put it. That is a small problem of our own constraint language.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from algorist.core.certificate import Claim
from algorist.core.language_model import Completion, Token
from algorist.core.registry import LANGUAGES
from algorist.core.run import Run
from algorist.methods.formalising.declared import ADAPTER, Declared
from algorist.methods.formalising.literal import resembles

DOUBT = 0.01
"""The least probability that a value is in any one group."""

OPENED = 2.0
"""What a group costs, in units of log-probability: a value is rather in a group that there is."""

SAME = 0.05
"""Two mentions spelled alike are one value when the groups that they may be in overlap by this much."""

OVERLOOKED = 0.5
"""The least probability of a value that was looked for where its clause had not mentioned it."""

SCALE = 100
"""Costs are whole numbers in hundredths."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A value as a clause mentions it, and how probable each group is by the beginnings of its name."""

    value: str
    key: str
    beginnings: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Value:
    """A value, and for every group the log-probability that it belongs there."""

    name: str
    where: Mapping[str, float]


async def gathered(declared: Declared, run: Run) -> Declared:
    """Gather the values that the clauses mention into groups; a group that lacks some is filled with nameless others."""
    clauses = [segment.text for segment in declared.clauses]
    answers: list[Completion] = await run.map(lambda clause: _ask(clause, "", run), clauses)
    mentions = [
        mention
        for clause, answer in zip(clauses, answers, strict=True)
        for mention in _mentions(answer)
        if _said(mention.value, clause)
    ]
    keys = list(dict.fromkeys([*declared.groups, *(mention.key for mention in mentions)]))
    if not keys:
        return declared
    values = [*_listed(declared, keys), *_values(declared, mentions, keys)]
    size = declared.size or _usual_size(values)
    groups: dict[str, list[str]] = {}
    for value, key in zip(values, await _assigned(values, keys, size, run), strict=True):
        groups.setdefault(key, []).append(value.name)
    groups = {
        key: names
        for key, names in groups.items()
        if len(names) <= size and (len(names) > 1 or len(groups) < 3 or size <= 3)
    }
    for key, name in await _overlooked(clauses, [answer.text for answer in answers], groups, size, run):
        groups[key].append(name)
    complete: dict[str, dict[str, str]] = {}
    for key, names in groups.items():
        labels = declared.groups.get(key, {})
        others = [f"other_{number}" for number in range(1, size - len(names) + 1)]
        complete[key] = {name: labels.get(name, name.replace("_", " ")) for name in (*names, *others)}
    return Declared(complete, size, declared.clauses)


# -- what a clause mentions ---------------------------------------------------------------------------------------------


async def _ask(clause: str, begun: str, run: Run) -> Completion:
    """Let the model go on from what is begun: to the end of the line, or of the value where one is begun."""
    stop = (",", "\n") if begun else ("\n",)
    (completion,) = await run.ask(
        f"mention> {clause}\n{begun}", adapter=ADAPTER, max_tokens=40, stop=stop, tag="mention"
    )
    return completion


def _mentions(completion: Completion) -> Iterator[Mention]:
    """Read `key.value, key.value` with what else the model might have begun each key with."""
    begins: dict[int, Token] = {}
    at = 0
    for token in completion.tokens:
        begins[at + len(token.text) - len(token.text.lstrip())] = token
        at += len(token.text)
    for match in re.finditer(r"\b([a-z]\w*)\.(\w+)", completion.text):
        beginnings = {match[1]: 1.0}
        if match.start() in begins:
            begun = begins[match.start()]
            beginnings[match[1]] = math.exp(begun.log_probability)
            for other, log_probability in begun.alternatives:
                if other != begun.text and other.strip().isidentifier():
                    beginnings[other.strip()] = math.exp(log_probability)
        yield Mention(match[2], match[1], beginnings)


def _said(value: str, clause: str) -> bool:
    """Whether every word of a value resembles one of the clause."""
    words = re.findall(r"[a-z0-9]+", clause.lower())
    return all(any(resembles(part, word) for word in words) for part in value.lower().split("_") if part)


async def _overlooked(
    clauses: Sequence[str], said: Sequence[str], groups: Mapping[str, Sequence[str]], size: int, run: Run
) -> list[tuple[str, str]]:
    """Look for the values that a group of many still lacks: ask every clause that mentions none of it for one.

    Taken are words of the clause that are no value yet, the likeliest first, as many as a group lacks.
    """
    lacking = [key for key, names in groups.items() if size / 2 < len(names) < size]
    known = [name for names in groups.values() for name in names]
    asked = [
        (key, clause, f"{text}, {key}." if text.strip() else f"{key}.")
        for key in lacking
        for clause, text in zip(clauses, said, strict=True)
        if not any(name in groups[key] for name in re.findall(r"\.(\w+)", text))
    ]
    answers: list[Completion] = await run.map(lambda each: _ask(each[1], each[2], run), asked)
    found: dict[tuple[str, str], float] = {}
    for (key, clause, _), answer in zip(asked, answers, strict=True):
        name, chance = answer.text.strip(), math.exp(min(0.0, answer.log_probability or 0.0))
        new = re.fullmatch(r"\w+", name) and not any(_alike(name, other) or resembles(name, other) for other in known)
        if new and chance >= OVERLOOKED and _said(name, clause):
            found[key, name] = max(chance, found.get((key, name), 0.0))
    taken: list[tuple[str, str]] = []
    for key, name in sorted(found, key=found.__getitem__, reverse=True):
        if len(groups[key]) + sum(other == key for other, _ in taken) < size and name not in (n for _, n in taken):
            taken.append((key, name))
    return taken


def _listed(declared: Declared, keys: Sequence[str]) -> Iterator[Value]:
    """The values that stand in lists, sure of their groups."""
    for key, members in declared.groups.items():
        where = {each: 0.0 if each == key else -math.inf for each in keys}
        yield from (Value(member, where) for member in members)


def _values(declared: Declared, mentions: Sequence[Mention], keys: Sequence[str]) -> list[Value]:
    """Merge mentions of one value: the evidence of its clauses adds up, and its commonest spelling is its name."""
    known = {member for members in declared.groups.values() for member in members}
    merged: list[tuple[list[str], dict[str, float]]] = []
    for mention in mentions:
        if any(_alike(mention.value, member) or resembles(mention.value, member) for member in known):
            continue
        chances = _chances(mention, keys)
        same = next(
            (
                (names, where)
                for names, where in merged
                if _alike(mention.value, names[0])
                and sum(min(chances[key], math.exp(where[key])) for key in keys) >= SAME
            ),
            None,
        )
        if same is None:
            merged.append(([mention.value], {key: math.log(chances[key]) for key in keys}))
            continue
        same[0].append(mention.value)
        same[1].update({key: same[1][key] + math.log(chances[key]) for key in keys})
    return [Value(Counter(names).most_common(1)[0][0], where) for names, where in merged]


def _chances(mention: Mention, keys: Sequence[str]) -> dict[str, float]:
    """The probability of every group for a mention: what its name begins with, shared among the groups that begin so."""
    chances = dict.fromkeys(keys, 0.0)
    for beginning, probability in mention.beginnings.items():
        fitting = [key for key in keys if key == beginning] or [key for key in keys if key.startswith(beginning)]
        for key in fitting:
            chances[key] += probability / len(fitting)
    total = sum(chances.values())
    return {key: max(DOUBT, chance / total) for key, chance in chances.items()}


def _alike(a: str, b: str) -> bool:
    return a.rstrip("s") == b.rstrip("s") or SequenceMatcher(None, a, b).ratio() > 0.9


# -- which group each value is in ---------------------------------------------------------------------------------------


def _likeliest(value: Value) -> str:
    return max(value.where, key=value.where.__getitem__)


def _usual_size(values: Sequence[Value]) -> int:
    """How many values most groups have, each value taken where it most probably is."""
    sizes = Counter(map(_likeliest, values)).values()
    return Counter(sizes).most_common(1)[0][0]


async def _assigned(values: Sequence[Value], keys: Sequence[str], size: int, run: Run) -> list[str]:
    """Return the group of every value: the most probable assignment in which no group has more than `size`.

    Where there is none, or time runs out, every value is where it most probably is.
    """
    names = [f"v{number}" for number in range(len(values))]
    every = f"[{', '.join(names)}]"
    lines = []
    for name, value in zip(names, values, strict=True):
        allowed = [number for number, key in enumerate(keys) if value.where[key] > -math.inf]
        best = max(value.where.values())
        lines.append(f"var {name} in {{{', '.join(map(str, allowed))}}}")
        for number in allowed:
            if cost := round(SCALE * (best - value.where[keys[number]])):
                lines.append(f"soft {cost}: {name} != {number}")
    for number in range(len(keys)):
        lines.append(f"count({every}, {number}) <= {size}")
        lines.append(f"soft {round(SCALE * OPENED)}: count({every}, {number}) = 0")
    model = LANGUAGES.get("constraint").parse("\n".join(lines) + "\n")
    solution = await run.solve(model, seconds=5)
    if solution.claim in (Claim.OPTIMAL, Claim.FEASIBLE):
        return [keys[int(str(solution.values[name]))] for name in names]
    return [_likeliest(value) for value in values]
