"""Facts, found by what is known of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from algorist.formal.plan.tree import Atom

Fact: TypeAlias = tuple[str, ...]
"""A ground atom: its predicate and its objects."""


class Facts:
    """Facts by predicate, and by predicate and the object at a place."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._all: dict[str, list[Fact]] = defaultdict(list)
        self._at: dict[tuple[str, int, str], list[Fact]] = defaultdict(list)
        for fact in facts:
            self._all[fact[0]].append(fact)
            for place, name in enumerate(fact[1:]):
                self._at[fact[0], place, name].append(fact)

    def of(self, atom: Atom, binding: Mapping[str, str]) -> Sequence[Fact]:
        """Return the facts that an atom may be: those with a bound object at its place, by the place that leaves fewest."""
        bound = [
            self._at.get((atom.name, place, binding.get(term, term)), ())
            for place, term in enumerate(atom.terms)
            if term in binding or not term.startswith("?")
        ]
        return min(bound, key=len) if bound else self._all.get(atom.name, ())
