"""Linear programmes without end: a scenario, true coefficients, limits drawn around a hidden point, said in words.

Every programme is feasible by construction and kept only when the solver proves an optimum. The rows come in the order in
which the words state them; what the words say of one thing or of one measure may come grouped either way. A line begins
with what is looked up first: a row with its limit, a term with its name, so that each number follows what decides it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from algorist.core.certificate import Claim
from algorist.core.language import Limits
from algorist.formal.linear import LANGUAGE
from algorist.train.lesson import Branch, Lesson
from algorist.train.linear_scenarios import Scenario, Scenarios

ONE_COUNTED = 0.4
"""How often, where things are counted, one alone of them is."""

PARTS = ((2, "half"), (3, "a third"), (3, "one third"), (4, "a quarter"), (4, "a fourth"), (5, "a fifth"))
"""Parts by which one thing may be limited to another's number, in words."""


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence that limits something, and the line that says the same."""

    words: str
    formal: str


def sample_programme(random: Random, sample: Callable[[], Scenario]) -> tuple[str, str]:
    """Return (statement, formal text) of a programme with a proved optimum, of a scenario that `sample` draws."""
    while True:
        statement, formal = _programme(random, sample())
        if formal and LANGUAGE.solve(LANGUAGE.parse(formal), Limits(seconds=5)).claim is Claim.OPTIMAL:
            return statement, formal


def _programme(random: Random, scenario: Scenario) -> tuple[str, str]:
    bank, names = scenario.bank, scenario.names
    point = [random.randint(4, 40) * (100 if bank.get("amount") else 1) for _ in names]
    goal = random.choice(bank["goals"])
    maximize = goal["sense"] == "maximize"
    measures = random.sample(bank["measures"], min(len(bank["measures"]), random.choice([1, 2, 2, 2, 3])))
    facts: list[tuple[Mapping[str, Any], list[str]]] = []
    rows: list[Row] = []
    for measure in measures:
        coefficients = [_number(random, measure["range"]) for _ in names]
        sides = [side for side in ("most", "least") if side in measure]
        side = random.choice(sides)
        percent = "%" if measure.get("percent") else ""
        value = sum(_exact(c) * p for c, p in zip(coefficients, point, strict=True)) / (100 if percent else 1)
        limit = _limit(random, value, upper=side == "most")
        facts.append((measure, coefficients))
        weights = [f"{coefficient}{percent}" for coefficient in coefficients]
        sentence = _limit_sentence(random, scenario, measure[side], limit)
        rows.append(Row(sentence, f"{limit} {'>=' if side == 'most' else '<='} {_sum(weights, names)}"))
    rows += _structure(
        random,
        scenario,
        point,
        need_upper=maximize and not rows,
        need_lower=not maximize and not any("<=" in r.formal for r in rows),
    )
    random.shuffle(rows)
    if goal.get("count"):
        one = random.randrange(len(names)) if random.random() < ONE_COUNTED else None
        objective, goal_facts = " + ".join(names) if one is None else names[one], None
        counted = bank["all"] if one is None else _plural(scenario.things[one])
        goal_name = random.choice(scenario.phrases["count_goal"]).format(all=counted)
    else:
        weights = [_number(random, goal["range"]) for _ in names]
        objective = _sum([f"{weight}{'%' if goal.get('percent') else ''}" for weight in weights], names)
        goal_name, goal_facts = random.choice(goal["goal"]), (goal, weights)
    kind = "" if bank.get("continuous") else " integer"
    formal = (
        "\n".join([f"var {', '.join(names)}{kind}", f"{goal['sense']} {objective}", *(row.formal for row in rows)])
        + "\n"
    )
    return _statement(random, scenario, facts, goal_facts, rows, goal["sense"], goal_name), formal


def _structure(
    random: Random, scenario: Scenario, point: Sequence[int], *, need_upper: bool, need_lower: bool
) -> list[Row]:
    """Bounds, totals, shares and comparisons that the hidden point satisfies."""
    names, bank = scenario.names, scenario.bank
    total = " + ".join(names)

    def row(kind: str, formal: str, **words: Any) -> Row:
        fields = {
            "all": bank["all"],
            "do": bank["do"],
            "done": bank["done"],
            "list": _list(random, scenario),
            "s": "",
            "u": "",
        }
        text = random.choice(scenario.phrases[kind]).format(
            who=scenario.again, Who=_upper(scenario.again), **{**fields, **words}
        )
        return Row(_upper(text), formal)

    def amount(value: float, *, upper: bool) -> str:
        return _limit(random, value, upper=upper)

    i, j = random.sample(range(len(names)), 2)
    s, u = scenario.things[i], scenario.things[j]
    things = {"s": s, "u": u, "ts": _plural(s), "us": _plural(u)}
    rows: list[Row] = []
    if need_upper or random.random() < 0.15:
        n = amount(sum(point), upper=True)
        rows.append(row("total_at_most", f"{n} >= {total}", n=_shown(random, n)))
    if need_lower or random.random() < 0.08:
        n = amount(sum(point), upper=False)
        if not bank.get("amount"):
            rows.append(row("total_at_least", f"{n} <= {total}", n=_shown(random, n)))
    draw = random.random()
    if draw < 0.3:
        n = str(max(1, int(point[i] * random.uniform(0.2, 0.9))))
        rows.append(row("thing_at_least", f"{n} <= {names[i]}", n=_shown(random, n), **things))
    elif draw < 0.45:
        n = str(int(point[i] * random.uniform(1.0, 1.8)) + 1)
        rows.append(row("thing_at_most", f"{n} >= {names[i]}", n=_shown(random, n), **things))
    draw, share = random.random(), 100 * point[j] / sum(point)
    if draw < 0.15:
        p = max(5, int(share * random.uniform(0.4, 0.95) / 5) * 5)
        rows.append(row("share_at_least", f"{p}%*({total}) <= {names[j]}", p=p, **things | {"s": u, "ts": _plural(u)}))
    elif draw < 0.3 and share < 90:
        p = min(95, int(share * random.uniform(1.05, 1.6) / 5 + 1) * 5)
        rows.append(row("share_at_most", f"{p}%*({total}) >= {names[j]}", p=p, **things | {"s": u, "ts": _plural(u)}))
    elif draw < 0.6:
        larger, smaller = (i, j) if point[i] >= point[j] else (j, i)
        s, u = scenario.things[larger], scenario.things[smaller]
        k = point[larger] // point[smaller]
        forward = {"s": s, "u": u, "ts": _plural(s), "us": _plural(u)}
        backward = {"s": u, "u": s, "ts": _plural(u), "us": _plural(s)}
        a, b = names[larger], names[smaller]
        times = {2: ["twice", "double", "two times"], 3: ["three times", "3 times"]}
        if k >= 2 and random.random() < 0.6:
            words = random.choice(times.get(k, [f"{k} times"]))
            rows.append(row("times_at_least", f"{a} >= {b}*{k}", times=words, **forward))
        elif k >= 2 and random.random() < 0.5:
            part, words = random.choice([(p, w) for p, w in PARTS if p <= k])
            rows.append(row("times_at_most", f"{b} <= {a}*1/{part}", times=words, **backward))
        elif random.random() < 0.3:
            words = random.choice(times.get(k + 1, [f"{k + 1} times"]))
            rows.append(row("times_at_most", f"{a} <= {b}*{k + 1}", times=words, **forward))
        elif random.random() < 0.5:
            rows.append(row("more_than", f"{a} >= {b}", **forward))
        else:
            rows.append(row("less_than", f"{b} <= {a}", **backward))
    return rows


# -- words --------------------------------------------------------------------------------------------------------------


def _statement(
    random: Random,
    scenario: Scenario,
    facts: Sequence[tuple[Mapping[str, Any], list[str]]],
    goal: tuple[Mapping[str, Any], list[str]] | None,
    rows: Sequence[Row],
    sense: str,
    goal_name: str,
) -> str:
    """Opening, coefficients (by thing or by measure), limits and question; the goal's coefficients early or late."""
    who = _upper(scenario.who)
    opening = random.choice(
        [
            "{who} can {do} {list}.",
            "{who} wants to {do} {list}.",
            "{who} {do}s {list}.",
            "{who} has to decide how many {list} to {do}.",
            "{who} is planning to {do} {list}.",
            "",
        ]
    )
    if scenario.bank.get("amount") or scenario.bank.get("continuous"):
        opening = random.choice(["{who} can {do} {list}.", "{who} wants to {do} {list}.", ""])
    if scenario.bank.get("amount"):
        opening = random.choice(["{who} wants to invest in {list}.", "{who} has money to put in {list}.", ""])
    sentences = [opening.format(who=who, do=scenario.bank["do"], list=_list(random, scenario))] if opening else []
    late = random.random() < 0.5
    body = [*facts] if late or goal is None else [*facts, goal]
    if body and random.random() < 0.5 and all("also" in measure for measure, _ in body):
        sentences += _by_thing(random, scenario, body)
    else:
        random.shuffle(body)
        sentences += [_by_measure(random, scenario, measure, numbers) for measure, numbers in body]
    limits = [row.words for row in rows]
    if goal is not None and late:
        (limits.append if random.random() < 0.6 else lambda text: limits.insert(0, text))(
            _by_measure(random, scenario, *goal)
        )
    question = random.choice(scenario.phrases[sense]).format(
        who=scenario.again,
        do=scenario.bank["do"],
        done=scenario.bank["done"],
        list=_list(random, scenario),
        goal=goal_name,
    )
    last = limits[-1] if limits else ""
    plain = last.startswith(("The ", "There ", "At ", "No ", "In total", "A ", "An "))
    if plain and random.random() < 0.3 and not question.startswith(("Formulate", "Find", "If", "Maximize", "Minimize")):
        condition = f"{last[:1].lower()}{last[1:].rstrip('.')}"
        limits[-1:] = [f"If {condition}, {question[:1].lower()}{question[1:]}"]
        question = ""
    return " ".join(part for part in [*sentences, *limits, question] if part)


def _by_measure(random: Random, scenario: Scenario, measure: Mapping[str, Any], numbers: Sequence[str]) -> str:
    template = random.choice(measure["each"])
    clauses = [
        _fact(random, scenario, template, thing, number) for thing, number in zip(scenario.things, numbers, strict=True)
    ]
    joint = random.choice([" and ", " while ", ", while ", ", and ", ". "])
    if joint == ". ":
        return " ".join(_upper(clause) + "." for clause in clauses)
    head = ", ".join([_upper(clauses[0]), *(_inner(clause) for clause in clauses[1:-1])])
    return f"{head}{joint}{_inner(clauses[-1])}."


def _by_thing(random: Random, scenario: Scenario, facts: Sequence[tuple[Mapping[str, Any], list[str]]]) -> list[str]:
    sentences = []
    template = random.choice(facts[0][0]["each"])
    for position, thing in enumerate(scenario.things):
        first = _fact(random, scenario, template, thing, facts[0][1][position])
        more = [measure["also"].format(n=_shown(random, numbers[position])) for measure, numbers in facts[1:]]
        sentences.append(_upper(", ".join([first, *more[:-1]]) + (f" and {more[-1]}" if more else "")) + ".")
    return sentences


def _fact(random: Random, scenario: Scenario, template: str, thing: str, number: str) -> str:
    article = "an" if thing[0] in "aeiou" else "a"
    named = bool(re.search(r" (\w|\d)$", thing))
    inside = thing if named else f"{article} {thing}"
    start = random.choice(["each " + thing, "one " + thing, inside, inside])
    return template.format(T=start, t=inside, s=thing, n=_shown(random, number), who=scenario.again)


def _limit_sentence(random: Random, scenario: Scenario, templates: Sequence[str], limit: str) -> str:
    shown = _shown(random, limit)
    bounds = {side: random.choice(scenario.phrases[f"at_{side}"]).format(n=shown) for side in ("most", "least")}
    return _upper(random.choice(templates).format(who=scenario.again, Who=_upper(scenario.again), n=shown, **bounds))


def _list(random: Random, scenario: Scenario) -> str:
    plain = scenario.bank.get("amount") or random.random() < 0.3
    things = [thing if plain else _plural(thing) for thing in scenario.things]
    return ", ".join(things[:-1]) + random.choice([" and ", " or "]) + things[-1]


def _plural(thing: str) -> str:
    head, _, rest = thing.partition(" of ")
    if re.search(r" (\w|\d)$", head) or head.endswith("s"):
        return thing
    ending = "es" if head.endswith(("ch", "sh", "x")) else "s"
    many = head[:-1] + "ies" if re.search(r"[^aeiou]y$", head) else head + ending
    return f"{many} of {rest}" if rest else many


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _inner(clause: str) -> str:
    return (
        clause[:1].lower() + clause[1:]
        if clause.startswith(("The ", "A ", "An ", "Each ", "One ", "Money "))
        else clause
    )


# -- numbers ------------------------------------------------------------------------------------------------------------


def _number(random: Random, interval: Sequence[int]) -> str:
    low, high = interval
    if low == 0:
        return f"0.{random.randint(1, 9)}"
    if random.random() < 0.12:
        return f"{random.uniform(low, max(low + 1, high / 2)):.{random.choice([1, 1, 2])}f}"
    value = random.randint(low, high)
    return str(value if value < 40 or random.random() < 0.3 else round(value, -1))


def _exact(number: str) -> float:
    return float(number)


def _limit(random: Random, value: float, *, upper: bool) -> str:
    slack = random.uniform(1.0, 1.6) if upper else random.uniform(0.5, 1.0)
    limit = max(1, int(value * slack))
    digits = len(str(limit))
    rounded = round(limit, -max(0, digits - random.choice([1, 2, 2, 3])))
    fits = rounded >= value if upper else 0 < rounded <= value
    return str(rounded if fits else limit + (1 if upper else 0))


def _shown(random: Random, number: str) -> str:
    """Write some large numbers with separators, as people do; the formal text never has them."""
    return f"{int(number):,}" if number.isdigit() and len(number) > 3 and random.random() < 0.3 else number


def _sum(weights: Sequence[str], names: Sequence[str]) -> str:
    return " + ".join(
        name if weight == "1" else f"{name}*{weight}" for weight, name in zip(weights, names, strict=True)
    )


def lessons(seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
    """Yield lessons without end; the same seed gives the same lessons."""
    random, scenarios = Random(seed), Scenarios(held_out=held_out)
    while True:
        statement, formal = sample_programme(random, lambda: scenarios.sample(random))
        yield Lesson("", (Branch(f"linear> {statement}\n", f"{formal}\n"),), "linear")
