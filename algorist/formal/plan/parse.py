"""PDDL to a tree: a text with one `(define (domain ...) ...)` and one `(define (problem ...) ...)`, in either order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from algorist.core.errors import FormalError
from algorist.formal.plan.formulas import Names, condition, effect, ground_atom, signatures, typed, value
from algorist.formal.plan.grid import is_map, pddl, read_map
from algorist.formal.plan.reader import Group, Part, Word, fail, nearest, read
from algorist.formal.plan.tree import OBJECT, Action, And, Atom, Domain, Formula, Model, Problem, Typed

REQUIREMENTS = (
    ":strips",
    ":typing",
    ":negative-preconditions",
    ":disjunctive-preconditions",
    ":equality",
    ":existential-preconditions",
    ":universal-preconditions",
    ":quantified-preconditions",
    ":conditional-effects",
    ":action-costs",
    ":adl",
)
DOMAIN = (":requirements", ":types", ":constants", ":predicates", ":functions", ":action")
PROBLEM = (":domain", ":requirements", ":objects", ":init", ":goal", ":metric")


def parse(text: str) -> Model:
    """Return the planning task that a text or a map denotes; raises FormalError, and nothing else, when it denotes none."""
    if is_map(text):
        grid = read_map(text)
        return replace(parse(pddl(grid)), grid=grid)
    parts = read(text)
    found: dict[str, Group] = {}
    for part in parts:
        kind = _kind(part)
        if kind in found:
            fail(part, f"a second {kind}; the first is on line {found[kind].line}.", "Keep one of each.")
        assert isinstance(part, Group)
        found[kind] = part
    for kind in ("domain", "problem"):
        if kind not in found:
            message = f"the text has no {kind}: it must hold a domain and a problem."
            raise FormalError(1, 1, message, f"Add a (define ({kind} NAME) ...), or keep both files side by side.")
    domain, names = _domain(found["domain"])
    return Model(domain, _problem(found["problem"], domain, names))


def _kind(part: Part) -> str:
    if isinstance(part, Word) or len(part.parts) < 2:
        fail(part, "expected (domain NAME) or (problem NAME) after define.")
    title = part.parts[1]
    if isinstance(title, Word) or len(title.parts) != 2 or title.head not in ("domain", "problem"):
        hint = nearest(title.head, ("domain", "problem")) if isinstance(title, Group) else ""
        fail(title, "expected (domain NAME) or (problem NAME) after define.", hint)
    return title.head


def _name(define: Group) -> str:
    title = define.parts[1]
    assert isinstance(title, Group)
    name = title.parts[1]
    if isinstance(name, Group):
        fail(name, "expected a name.")
    return name.text


def _sections(define: Group, known: Sequence[str]) -> list[Group]:
    sections = []
    seen: set[str] = set()
    for part in define.parts[2:]:
        if isinstance(part, Word) or part.head not in known:
            what = part.text if isinstance(part, Word) else part.head or "this"
            fail(part, f"{what[:40]} is not a section here.", nearest(what, known, f"There are: {' '.join(known)}."))
        if part.head in seen and part.head != ":action":
            fail(part, f"a second {part.head}.", "Keep one.")
        seen.add(part.head)
        sections.append(part)
    return sections


# -- domain


def _domain(define: Group) -> tuple[Domain, Names]:
    sections = _sections(define, DOMAIN)
    by_head = {section.head: section for section in sections}

    def rest(head: str) -> tuple[Part, ...]:
        return by_head[head].parts[1:] if head in by_head else ()

    types = _types(rest(":types"))
    names = Names(frozenset({OBJECT, *(each.name for each in types)}))
    requirements = _requirements(rest(":requirements"))
    constants = typed(rest(":constants"), names)
    names.declare(constants, define)
    predicates = signatures(rest(":predicates"), names)
    functions = signatures(rest(":functions"), names)
    for kind, known, made in (("predicate", names.predicates, predicates), ("function", names.functions, functions)):
        for each in made:
            if each.name in known:
                fail(by_head[f":{kind}s"], f"the {kind} {each.name} is declared twice.", "Rename one.")
            known[each.name] = len(each.parameters)
    actions: dict[str, Action] = {}
    for section in sections:
        if section.head == ":action":
            action = _action(section, names)
            if action.name in actions:
                fail(section, f"a second action {action.name}.", "Rename one.")
            actions[action.name] = action
    made_domain = Domain(_name(define), requirements, types, constants, predicates, functions, tuple(actions.values()))
    return made_domain, names


def _requirements(parts: Sequence[Part]) -> tuple[str, ...]:
    for part in parts:
        word = part.text if isinstance(part, Word) else ""
        if word not in REQUIREMENTS:
            hint = nearest(word, REQUIREMENTS, f"There are: {' '.join(REQUIREMENTS)}.")
            fail(part, f"the requirement {word[:40] or '(...)'} is not supported.", hint)
    return tuple(dict.fromkeys(part.text for part in parts if isinstance(part, Word)))


def _types(parts: Sequence[Part]) -> tuple[Typed, ...]:
    """Return types with their parents, all that any declaration gives them; no cycles."""
    mentioned = frozenset(part.text for part in parts if isinstance(part, Word)) | {OBJECT}
    parents: dict[str, tuple[str, ...]] = {}
    for each in typed(parts, Names(mentioned)):
        if each.name != OBJECT:
            parents[each.name] = tuple(dict.fromkeys((*parents.get(each.name, ()), *each.types)))
    for name in [name for types in parents.values() for name in types if name != OBJECT]:
        parents.setdefault(name, (OBJECT,))
    for name in parents:
        reached, frontier = set(), [name]
        while frontier:
            for parent in parents.get(frontier.pop(), ()):
                if parent == name:
                    fail(parts[0], f"the type {name} is among its own parents.", "Remove the cycle.")
                if parent not in reached:
                    reached.add(parent)
                    frontier.append(parent)
    return tuple(Typed(name, types) for name, types in parents.items())


def _action(section: Group, names: Names) -> Action:
    if len(section.parts) < 2 or isinstance(section.parts[1], Group):
        fail(section, "expected (:action NAME ...).")
    assert isinstance(section.parts[1], Word)
    fields: dict[str, Part] = {}
    known = (":parameters", ":precondition", ":effect")
    rest = section.parts[2:]
    for key, part in zip(rest[::2], rest[1::2], strict=False):
        if isinstance(key, Group) or key.text not in known or key.text in fields:
            word = key.text if isinstance(key, Word) else ""
            fail(key, "expected one each of :parameters, :precondition and :effect.", nearest(word, known))
        fields[key.text] = part
    if len(rest) % 2:
        fail(rest[-1], "nothing follows this.", "Give it a (...).")
    given = fields.get(":parameters")
    if isinstance(given, Word):
        fail(given, "expected a list of parameters in parentheses.")
    parameters = typed(given.parts, names, variables=True) if given is not None else ()
    scope = names.within(parameters)
    before: Formula = condition(fields[":precondition"], scope) if ":precondition" in fields else And()
    after: Formula = effect(fields[":effect"], scope) if ":effect" in fields else And()
    return Action(section.parts[1].text, parameters, before, after)


# -- problem


def _problem(define: Group, domain: Domain, names: Names) -> Problem:
    by_head = {section.head: section for section in _sections(define, PROBLEM)}

    def rest(head: str) -> tuple[Part, ...]:
        return by_head[head].parts[1:] if head in by_head else ()

    for head in (":domain", ":goal"):
        if len(rest(head)) != 1:
            fail(by_head.get(head, define), f"the problem needs one ({head} ...).")
    of = rest(":domain")[0]
    if isinstance(of, Group) or of.text != domain.name:
        fail(of, "this is not the name of the domain.", f"The domain is called {domain.name}.")
    objects = typed(rest(":objects"), names)
    names.declare(objects, by_head.get(":objects", define))
    _requirements(rest(":requirements"))
    initial: dict[Atom, None] = {}
    values: dict[Atom, Fraction] = {}
    for part in rest(":init"):
        if isinstance(part, Group) and part.head == "=" and len(part.parts) == 3:
            function = ground_atom(part.parts[1], names, names.functions, "function")
            if function in values:
                fail(part, "this function has a value already.", "Keep one.")
            values[function] = value(part.parts[2])
        else:
            initial[ground_atom(part, names, names.predicates, "predicate")] = None
    goal = condition(rest(":goal")[0], names)
    return Problem(
        _name(define), of.text, objects, tuple(initial), tuple(values.items()), goal, _metric(rest(":metric"), names)
    )


def _metric(parts: Sequence[Part], names: Names) -> bool:
    """Whether total-cost counts; no other metric is known."""
    if not parts:
        return False
    goal = parts[1] if len(parts) == 2 else parts[0]
    total = goal.text if isinstance(goal, Word) else goal.head if len(goal.parts) == 1 else ""
    if len(parts) != 2 or parts[0] != Word("minimize", parts[0].line, parts[0].column) or total != "total-cost":
        fail(parts[0], "the only metric is minimize (total-cost).")
    if names.functions.get("total-cost") != 0:
        fail(goal, "the domain has no function (total-cost).", "Add it to :functions.")
    return True
