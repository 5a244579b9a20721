"""The lines over sets that a problem's names allow, so that nothing else is written: a line's places, and what may follow at each.

Data must run over sets that the variable of its term runs over or that the line holds for each of; a line holds for each only of
sets that its variables, or the data beside them, run over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from algorist.core.language import Grammar
from algorist.methods.formalising.nbest import NOTHING
from algorist.methods.formalising.set_lines import Names, indices

SIGNS, JOINED = (" <= ", " >= ", " = "), (" + ", " - ")
MOST_EACH, MOST_FACTORS = 3, 3
END = "\n"


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in a line: what it holds for each of (None in an objective), and what is still to come.

    `wanted` are the sets of this term's data that its variable must run over, `left` whether the sign is still to come.
    """

    phase: str
    each: tuple[str, ...] | None = None
    left: bool = True
    factors: int = 0
    wanted: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    varied: bool = False


class Sayable:
    """The lines that names allow, as a grammar and as a test of beginnings; `numbers` are those that the words state."""

    def __init__(self, names: Names, *, numbers: tuple[str, ...] = (), kinds: tuple[str, ...] = ()) -> None:
        self._names, self._kinds = names, kinds or ("objective", "constraint")
        self._numbers = tuple(dict.fromkeys((*numbers, *(f"{each}%" for each in numbers if len(each) < 4), "0", "1")))
        self._next: dict[_Place, tuple[tuple[str, _Place | None], ...]] = {}

    @property
    def grammar(self) -> Grammar:
        """The lines as a grammar: a rule for every place."""
        places, rules = [_Place("start")], []
        number = {places[0]: "root"}
        for place in places:
            options = []
            for token, after in self._onward(place):
                if after is not None and after not in number:
                    number[after] = f"p{len(places)}"
                    places.append(after)
                written = token.replace("\n", "\\n")
                options.append(f'"{written}"' + (f" {number[after]}" if after is not None else ""))
            rules.append(f"{number[place]} ::= {' | '.join(options)}")
        return Grammar("\n".join(rules) + "\n")

    def may(self, beginning: str) -> bool:
        """Whether a line may begin so."""
        return self._may(beginning, _Place("start"))

    def _may(self, text: str, place: _Place) -> bool:
        return any(
            token.startswith(text) or (text.startswith(token) and after is not None and self._may(text[len(token) :], after))
            for token, after in self._onward(place)
        )  # fmt: skip

    def _onward(self, place: _Place) -> tuple[tuple[str, _Place | None], ...]:
        if place not in self._next:
            # A place without a way to the end is never reached: `_closed` looks whether a term can be finished.
            self._next[place] = tuple(getattr(self, f"_{place.phase}")(place))
        return self._next[place]

    def _start(self, place: _Place) -> Iterator[tuple[str, _Place | None]]:
        if "objective" in self._kinds:
            for way in ("minimize ", "maximize "):
                yield way, _Place("term", None, left=False)
        if "constraint" in self._kinds:
            yield "total: ", _Place("term", ())
            for count in range(1, MOST_EACH + 1):
                for each in combinations(self._names.useful, count):
                    if self._coverable(each):
                        yield f"each {', '.join(each)}: ", _Place("term", each, missing=frozenset(each))
        if "nothing" in self._kinds:
            yield f"{NOTHING}\n", None

    def _coverable(self, each: tuple[str, ...]) -> bool:
        """Whether one variable runs over all of these sets, with one datum beside it that shares a set where there are fewer than three."""
        for axes in self._names.variables.values():
            own = {*axes, *(f"{axis}2" for axis in axes)}
            if set(each) <= own:
                return True
            beside = [set(over) for over in self._names.data.values() if set(over) & set(axes)]
            if len(each) < MOST_EACH and any(set(each) <= own | over for over in beside):
                return True
        return False

    def _term(self, place: _Place) -> Iterator[tuple[str, _Place | None]]:
        each = place.each or ()
        for name, axes in self._names.variables.items():
            for mode in ("", "prev ", "first ", "other "):
                over = indices(axes, mode.strip(), each)
                if over is not None and place.wanted <= {*over, *each}:
                    used = frozenset(over) | place.wanted
                    yield (
                        f"{mode}{name}",
                        replace(place, phase="said", wanted=frozenset(), missing=place.missing - used, varied=True),
                    )
        if place.factors >= MOST_FACTORS - 1:
            return
        for name, axes in self._names.data.items():
            for mode in ("", "first "):
                over = indices(axes, mode.strip(), each)
                if over is None:
                    continue
                wanted = place.wanted | (set(over) - set(each))
                if self._closed(wanted, each):
                    missing = place.missing - (set(over) if set(over) - set(each) else set())
                    yield (
                        f"{mode}{name}",
                        replace(place, phase="factor", wanted=wanted, factors=place.factors + 1, missing=missing),
                    )
        if not place.factors:
            for number in self._numbers:
                yield number, replace(place, phase="factor", factors=1)

    def _closed(self, wanted: frozenset[str], each: tuple[str, ...]) -> bool:
        """Whether some variable runs over all sets that data want added up."""
        return not wanted or any(wanted <= set(axes) for axes in self._names.variables.values())

    def _factor(self, place: _Place) -> Iterator[tuple[str, _Place | None]]:
        yield "*", replace(place, phase="term")
        if not place.wanted:
            yield from self._said(place)

    def _said(self, place: _Place) -> Iterator[tuple[str, _Place | None]]:
        fresh = replace(place, phase="term", factors=0, wanted=frozenset())
        for sign in JOINED:
            yield sign, fresh
        if place.left and place.each is not None:
            for sign in SIGNS:
                yield sign, replace(fresh, left=False)
        elif place.varied and not place.missing:
            yield END, None
            if place.each is not None:
                again = frozenset(place.each)
                yield "; ", _Place("term", place.each, missing=again)
                condition = _Place("where", place.each)
                if self._onward(condition):
                    yield " where ", condition

    def _where(self, place: _Place) -> Iterator[tuple[str, _Place | None]]:
        for name, axes in self._names.data.items():
            if axes and set(axes) <= self._reach(place):
                for sign in (*SIGNS, " < ", " > "):
                    yield f"{name}{sign}", _Place("bound", place.each)

    def _bound(self, place: _Place) -> Iterator[tuple[str, _Place | None]]:
        for name, axes in self._names.data.items():
            if set(axes) <= self._reach(place):
                yield f"{name}\n", None
        for number in self._numbers:
            if number.isdigit():
                yield f"{number}\n", None

    def _reach(self, place: _Place) -> set[str]:
        return {*(place.each or ()), *(each for axes in self._names.variables.values() for each in axes)}
