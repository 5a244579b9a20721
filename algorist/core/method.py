"""Methods: one coroutine each, with declared needs and hyper-parameters that are checked before the first call."""

from __future__ import annotations

import inspect
import math
import typing
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Annotated, Any, Literal, TypeAlias

from algorist.core.answer import Answer
from algorist.core.errors import InputError, Unavailable
from algorist.core.language_model import CAPABILITIES, LanguageModel
from algorist.core.problem import Problem
from algorist.core.registry import METHODS
from algorist.core.run import Run


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A lower bound that a hyper-parameter's annotation carries."""

    least: float


@dataclass(frozen=True, slots=True)
class AtMost:
    """An upper bound that a hyper-parameter's annotation carries."""

    most: float


Positive: TypeAlias = Annotated[int, AtLeast(1)]
NonNegative: TypeAlias = Annotated[int, AtLeast(0)]
Share: TypeAlias = Annotated[float, AtLeast(0), AtMost(1)]

Coroutine: TypeAlias = Callable[..., Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Method:
    """A published algorithm: `method(problem, run, **hyper_parameters) -> Answer`."""

    name: str
    run: Coroutine
    paper: str
    needs: frozenset[str]
    cost: str
    parameters: Mapping[str, inspect.Parameter]

    async def __call__(self, problem: Problem, run: Run, **parameters: Any) -> Answer:
        self.check(run, parameters)
        return await self.run(problem, run, **parameters)

    @property
    def summary(self) -> str:
        """The first line of the docstring: what it returns, in the user's words."""
        return (inspect.getdoc(self.run) or "").split("\n", 1)[0]

    def check(self, run: Run, parameters: Mapping[str, Any]) -> None:
        """Raise InputError or Unavailable when a parameter or a need is not met, before anything is spent."""
        hints = self._hints()
        for name, value in parameters.items():
            self._known(name)
            self._check_value(name, value, hints[name])
        missing = [
            name for name, each in self.parameters.items() if each.default is each.empty and name not in parameters
        ]
        if missing:
            raise InputError(f"{self.name} needs a value for {', '.join(missing)}: {self.name}:{missing[0]}=...")
        if not self.needs:
            return
        writer: LanguageModel = run.language_model()
        lacking = self.needs - writer.can
        if lacking:
            raise Unavailable(
                f"{self.name} needs {', '.join(sorted(lacking))}, which {writer.name} does not give.",
                _ways_out(writer),
            )

    def parse(self, text: str) -> dict[str, Any]:
        """Read "candidates=16,comparisons=3" by the annotations; raises InputError naming the part that fails."""
        hints = self._hints()
        values: dict[str, Any] = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            name, _, given = (each.strip() for each in part.partition("="))
            self._known(name)
            readings = [reading for kind in _kinds(hints[name]) for reading in _read(kind, given)]
            if not readings:
                raise InputError(f"{self.name}: {name} takes {_words(hints[name])}, got {given!r}.")
            values[name] = readings[0]
        return values

    def _hints(self) -> dict[str, Any]:
        """Return the hyper-parameters' annotations; those of problem and run, perhaps only known to type checkers, are not read."""
        annotated = SimpleNamespace(__annotations__={name: each.annotation for name, each in self.parameters.items()})
        names = getattr(inspect.unwrap(self.run), "__globals__", {})
        return typing.get_type_hints(annotated, names, include_extras=True)

    def _known(self, name: str) -> None:
        if name not in self.parameters:
            known = ", ".join(self.parameters) or "none"
            raise InputError(f"{self.name} has no hyper-parameter {name!r}; it has: {known}.")

    def _check_value(self, name: str, value: Any, hint: Any) -> None:
        kinds = _kinds(hint)
        is_kind = any(value == kind if not isinstance(kind, type) else _is(value, kind) for kind in kinds)
        if kinds and not is_kind:
            raise InputError(f"{self.name}: {name} takes {_words(hint)}, got {value!r}.")
        for bound in getattr(hint, "__metadata__", ()):
            if isinstance(bound, AtLeast) and value is not None and value < bound.least:
                raise InputError(f"{self.name}: {name} must be at least {bound.least:g}, got {value}.")
            if isinstance(bound, AtMost) and value is not None and value > bound.most:
                raise InputError(f"{self.name}: {name} must be at most {bound.most:g}, got {value}.")


def _kinds(hint: Any) -> list[Any]:
    """Return what a hyper-parameter may be: of int, float, bool, str and None those that its annotation names, or words."""
    if typing.get_origin(hint) is Annotated:
        return _kinds(typing.get_args(hint)[0])
    if typing.get_origin(hint) is Literal:
        return list(typing.get_args(hint))
    named = [hint] if isinstance(hint, type) else [kind for each in typing.get_args(hint) for kind in _kinds(each)]
    in_order = [kind for kind in (bool, int, float, type(None), str) if kind in named]
    return in_order + [each for each in named if not isinstance(each, type)]


def _words(hint: Any) -> str:
    """Say what a hyper-parameter takes: "int or float", "'min' or 'max'"."""
    return " or ".join(
        "none" if kind is type(None) else kind.__name__ if isinstance(kind, type) else repr(kind)
        for kind in _kinds(hint)
    )


def _is(value: Any, kind: type) -> bool:
    if kind is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _read(kind: Any, given: str) -> list[Any]:
    """Return the reading of a text as this kind of value, if it has one."""
    if kind is bool or kind is type(None):
        meant = {"true": True, "false": False} if kind is bool else {"none": None}
        return [meant[given.lower()]] if given.lower() in meant else []
    if not isinstance(kind, type):
        return [kind] if str(kind) == given else []
    try:
        value = kind(given)
    except ValueError:
        return []
    return [value] if value != "" and _is(value, kind) else []


def _ways_out(writer: LanguageModel) -> str:
    """Name the methods that this model can serve, and the model that serves all of ours."""
    others = []
    for name in METHODS.names():
        with suppress(Exception):  # a method that does not even load is no way out
            if METHODS.get(name).needs <= writer.can:
                others.append(name)
    ways = [f"--method {' or '.join(others)}"] if others else []
    ways += ["--model bundled"] if writer.name != "bundled" else []
    return f"Use {', or '.join(ways)}." if ways else "`algorist models` lists the models there are."


def method(
    *, paper: str, needs: set[str] | frozenset[str] = frozenset(), cost: str = ""
) -> Callable[[Coroutine], Method]:
    """Make a coroutine a Method; its name is its own with dashes for underscores."""

    def wrap(coroutine: Coroutine) -> Method:
        parameters = {
            name: parameter
            for name, parameter in inspect.signature(coroutine).parameters.items()
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY
        }
        unknown = set(needs) - CAPABILITIES
        name = coroutine.__name__.replace("_", "-")
        if unknown:
            raise ValueError(f"{name} needs {', '.join(sorted(unknown))}, which no model can declare.")
        return Method(name, coroutine, paper, frozenset(needs), cost, parameters)

    return wrap
