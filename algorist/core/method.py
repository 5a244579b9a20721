"""Methods: one coroutine each, with declared needs and hyper-parameters that are checked before the first call."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

from algorist.core.answer import Answer
from algorist.core.errors import InputError, Unavailable
from algorist.core.language_model import LanguageModel
from algorist.core.problem import Problem
from algorist.core.run import Run


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A bound that a hyper-parameter's annotation carries."""

    least: float


Positive: TypeAlias = Annotated[int, AtLeast(1)]
NonNegative: TypeAlias = Annotated[int, AtLeast(0)]
Share: TypeAlias = Annotated[float, AtLeast(0)]

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
        hints = typing.get_type_hints(self.run, include_extras=True)
        for name, value in parameters.items():
            if name not in self.parameters:
                known = ", ".join(self.parameters) or "none"
                raise InputError(f"{self.name} has no hyper-parameter {name!r}; it has: {known}.")
            for bound in getattr(hints.get(name), "__metadata__", ()):
                if isinstance(bound, AtLeast) and value is not None and value < bound.least:
                    raise InputError(f"{self.name}: {name} must be at least {bound.least:g}, got {value}.")
        if not self.needs:
            return
        writer: LanguageModel = run.language_model()
        lacking = self.needs - writer.can
        if lacking:
            raise Unavailable(
                f"{self.name} needs {', '.join(sorted(lacking))}, which {writer.name} does not give.",
                "Use --model bundled.",
            )

    def parse(self, text: str) -> dict[str, Any]:
        """Read "candidates=16,comparisons=3" by the annotations; raises InputError naming the part that fails."""
        hints = typing.get_type_hints(self.run)
        values: dict[str, Any] = {}
        for part in filter(None, text.split(",")):
            name, _, given = part.partition("=")
            if name not in self.parameters:
                known = ", ".join(self.parameters) or "none"
                raise InputError(f"{self.name} has no hyper-parameter {name!r}; it has: {known}.")
            kinds = [kind for kind in (int, float, str) if kind in {hints[name], *typing.get_args(hints[name])}]
            for kind in kinds:
                try:
                    values[name] = kind(given)
                    break
                except ValueError:
                    continue
            else:
                raise InputError(
                    f"{self.name}: {name} takes {' or '.join(kind.__name__ for kind in kinds)}, got {given!r}."
                )
        return values


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
        name = coroutine.__name__.replace("_", "-")  # type: ignore[attr-defined]
        return Method(name, coroutine, paper, frozenset(needs), cost, parameters)

    return wrap
