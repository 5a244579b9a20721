"""Where lessons come from, by name. Every source runs in a worker of its own, since it proves its lessons by a solver."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from algorist.core.child import Children
from algorist.core.errors import InputError
from algorist.train.lesson import Branch, Lesson

Source = Callable[[int, bool, Path | None], Iterator[Lesson]]

WITH_OPTIONS = 0.25
"""How often a puzzle ends with options: games do so, too, and it is not by options that the two are told apart."""

CHUNK = 8
"""Lessons that one call of a worker makes."""


def _grids(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.grids import lessons

    return lessons(seed, held_out=held_out)


def _orders(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.grids import lessons

    return lessons(seed, held_out=held_out, order=True)


def _grid_statements(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.grid_words import Words
    from algorist.train.grids import sample_puzzle, statement, with_options

    random, words = Random(seed), Words(held_out=held_out)
    while True:
        if random.random() < WITH_OPTIONS:
            text, puzzle = with_options(random, words)
            yield Lesson("", (Branch(text, puzzle.formal),), "grid-statements")
            continue
        puzzle = sample_puzzle(random, words)
        yield Lesson("", (Branch(statement(random, words, puzzle), puzzle.formal),), "grid-statements")


def _linear(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.linear_words import lessons

    return lessons(seed, held_out=held_out)


def _allocations(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.allocations import lessons

    return lessons(seed)


def _declared(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.declarations import read_declared
    from algorist.train.variations import lessons

    return lessons(seed, read_declared(_folder(data, "nl4opt")), "declared")


def _tagged(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.tagged import read_tagged
    from algorist.train.variations import lessons

    return lessons(seed, read_tagged(_folder(data, "nl4opt") / "ner_train.txt"), "tagged")


def _stories(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.arithmetic_words import stories

    return stories(seed, held_out=held_out)


def _quantities(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.quantities import quantities

    return quantities(seed, held_out=held_out)


def _worked(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.worked import lessons

    return lessons(seed, _folder(data, "gsm8k"))


def _rules(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.rules import lessons

    return lessons(seed, held_out=held_out)


def _rule_statements(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.rules import statements

    return statements(seed, held_out=held_out)


def _theories(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.theories import lessons

    return lessons(seed, held_out=held_out)


def _theory_statements(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.theories import statements

    return statements(seed, held_out=held_out)


def _indexed(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.indexed import lessons

    return lessons(seed, held_out=held_out)


def _procedures(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.procedures import lessons

    return lessons(seed, held_out=held_out)


def _routes(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.routes import lessons

    return lessons(seed, held_out=held_out)


def _inequalities(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.inequalities import lessons

    return lessons(seed, held_out=held_out)


def _inequality_statements(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.inequalities import statements

    return statements(seed, held_out=held_out)


def _route_statements(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.routes import statements

    return statements(seed, held_out=held_out)


def _games(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.games import lessons

    return lessons(seed, held_out=held_out)


def _game_statements(seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.games import statements

    return statements(seed, held_out=held_out)


SOURCES: Mapping[str, Source] = {
    "grids": _grids,
    "orders": _orders,
    "grid-statements": _grid_statements,
    "linear": _linear,
    "allocations": _allocations,
    "declared": _declared,
    "tagged": _tagged,
    "stories": _stories,
    "quantities": _quantities,
    "worked": _worked,
    "rules": _rules,
    "rule-statements": _rule_statements,
    "theories": _theories,
    "theory-statements": _theory_statements,
    "indexed": _indexed,
    "procedures": _procedures,
    "routes": _routes,
    "route-statements": _route_statements,
    "games": _games,
    "games-statements": _game_statements,
    "inequalities": _inequalities,
    "inequality-statements": _inequality_statements,
}

STATEMENTS = "-statements"
"""Ends the source of whole problems of a family of procedures, after its name."""


def _source(name: str) -> Source | None:
    """Return a source by name; None where there is none."""
    from algorist.methods.formalising.families import names

    family = name.removesuffix(STATEMENTS)
    return partial(_family_statements, family) if name not in SOURCES and family in names() else SOURCES.get(name)


def _family_statements(family: str, seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.procedures import statements

    return statements(seed, family, held_out=held_out)


WITHOUT_HELD_OUT = frozenset({"declared", "tagged", "worked", "allocations"})
"""Sources that have no held-out phrase banks."""


def _folder(data: Path | None, name: str) -> Path:
    if data is None or not (data / name).is_dir():
        raise InputError(f"This recipe reads {name} from the benchmark data. Name its parent folder with --data.")
    return data / name


def draw(argument: dict[str, Any]) -> list[dict[str, Any]]:
    """Return {count} lessons of {source} as JSON; runs in a worker."""
    source = _source(argument["source"])
    if source is None:
        raise InputError(f"There is no source of lessons {argument['source']!r}.")
    data = argument["data"]
    stream = source(argument["seed"], argument["held_out"], Path(data) if data else None)
    return [
        {"prefix": lesson.prefix, "branches": [[b.prompt, b.target] for b in lesson.branches], "source": lesson.source}
        for lesson in islice(stream, argument["count"])
    ]


class Workers:
    """A worker for each source that is used."""

    def __init__(self, data: Path | None) -> None:
        self._data = data
        self._pools: dict[str, Children] = {}

    def lessons(self, source: str, seed: int, *, held_out: bool = False) -> Iterator[Lesson]:
        """Yield lessons of a source without end; the same seed gives the same lessons."""
        if _source(source) is None:
            raise InputError(f"There is no source of lessons {source!r}; there are {', '.join(SOURCES)}.")
        pool = self._pools.setdefault(source, Children(1))
        chunk = 0
        while True:
            argument = {
                "source": source, "seed": seed * 65_537 + chunk, "held_out": held_out, "count": CHUNK,
                "data": str(self._data) if self._data else None,
            }  # fmt: skip
            for document in pool.call("algorist.train.sources:draw", argument, 300.0, 4 << 30):
                branches = tuple(Branch(prompt, target) for prompt, target in document["branches"])
                yield Lesson(document["prefix"], branches, document["source"])
            chunk += 1

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()
