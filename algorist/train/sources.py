"""Where lessons come from, by name. Every source runs in a worker of its own, since it proves its lessons by a solver."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from algorist.core.child import Children
from algorist.core.errors import InputError
from algorist.train.lesson import Branch, Lesson

CHUNK = 8
"""Lessons that one call of a worker makes."""


@dataclass(frozen=True, slots=True)
class Source:
    """A function that yields lessons without end: of a seed, of the folder that it reads if any, and held out if it can be.

    `at` is "module:function" in this room. Modules are imported by the worker that runs them.
    """

    at: str
    reads: str | None = None
    can_hold_out: bool = True

    def lessons(self, seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
        """Yield lessons; raises InputError where the folder that is read is not there."""
        module, _, function = self.at.partition(":")
        make = getattr(import_module(f"algorist.train.{module}"), function)
        folder = () if self.reads is None else (_folder(data, self.reads),)
        found: Iterator[Lesson] = make(seed, *folder, held_out=held_out) if self.can_hold_out else make(seed, *folder)
        return found


SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        "grids": Source("grids:lessons"),
        "orders": Source("grids:orders"),
        "grid-statements": Source("grids:statements"),
        "linear": Source("linear_words:lessons"),
        "allocations": Source("allocations:lessons", can_hold_out=False),
        "declared": Source("variations:declared", reads="nl4opt", can_hold_out=False),
        "tagged": Source("variations:tagged", reads="nl4opt", can_hold_out=False),
        "linear-apart": Source("stated:of_linear"),
        "allocations-apart": Source("stated:of_allocations", can_hold_out=False),
        "declared-apart": Source("stated:of_declared", reads="nl4opt", can_hold_out=False),
        "tagged-apart": Source("stated:of_tagged", reads="nl4opt", can_hold_out=False),
        "stories": Source("arithmetic_words:stories"),
        "quantities": Source("quantities:quantities"),
        "worked": Source("worked:lessons", reads="gsm8k", can_hold_out=False),
        "rules": Source("rules:lessons"),
        "rule-statements": Source("rules:statements"),
        "theories": Source("theories:lessons"),
        "theory-statements": Source("theories:statements"),
        "annotated": Source("annotated:lessons", reads="folio", can_hold_out=False),
        "indexed": Source("indexed:lessons"),
        "procedures": Source("procedures:lessons"),
        "routes": Source("routes:lessons"),
        "route-statements": Source("routes:statements"),
        "games": Source("games:lessons"),
        "games-statements": Source("games:statements"),
        "inequalities": Source("inequalities:lessons"),
        "inequality-statements": Source("inequalities:statements"),
    }
)

WITHOUT_HELD_OUT = frozenset(name for name, source in SOURCES.items() if not source.can_hold_out)
"""Sources that have no held-out phrase banks."""

STATEMENTS = "-statements"
"""Ends the source of whole problems of a family of procedures, after its name."""


Lessons = Callable[[int, bool, Path | None], Iterator[Lesson]]


def _source(name: str) -> Lessons | None:
    """Return what yields a source's lessons, of (seed, held_out, data); None where there is none of this name."""
    from algorist.methods.formalising.families import names

    if name in SOURCES:
        return SOURCES[name].lessons
    family = name.removesuffix(STATEMENTS)
    return partial(_family_statements, family) if family in names() else None


def _family_statements(family: str, seed: int, held_out: bool, data: Path | None) -> Iterator[Lesson]:
    from algorist.train.procedures import statements

    return statements(seed, family, held_out=held_out)


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
