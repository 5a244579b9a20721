"""What there is: languages, methods, models and tasks, ours found by file and others' by entry point."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from difflib import get_close_matches
from functools import cache
from importlib.metadata import entry_points
from typing import Any, Generic, TypeVar

from algorist.core.errors import InputError, Unavailable

T = TypeVar("T")


class Registry(Generic[T]):
    """Things of one kind by name. A module of `package` that has something to register holds it under `attribute`.

    Nothing is imported before it is asked for. Packages outside this one register through the entry-point group
    `algorist.KIND`.
    """

    def __init__(
        self,
        kind: str,
        package: str,
        attribute: str,
        *,
        name_of: Callable[[str], str] = lambda name: name,
        folders: bool = False,
    ) -> None:
        self.kind, self.package, self.attribute = kind, package, attribute
        self._name_of, self._folders = name_of, folders

    @cache  # noqa: B019 (registries live as long as the process)
    def names(self) -> tuple[str, ...]:
        """Return all names, ours first, without importing what they name. No other package's can take the place of ours."""
        ours = self._ours()
        others = {point.name for point in entry_points(group=f"algorist.{self.kind}s")}
        return ours + tuple(sorted(others - set(ours)))

    def get(self, name: str) -> T:
        """Return the thing of this name; raises InputError with the nearest name when there is none."""
        if name not in self.names():
            near = get_close_matches(name, self.names(), n=1)
            meant = f" Did you mean {near[0]}?" if near else f" There are: {', '.join(self.names())}."
            raise InputError(f"There is no {self.kind} {name!r}.{meant}")
        if name not in self._ours():
            return self._of_others(name)
        module = importlib.import_module(f"{self.package}.{name.replace('-', '_')}")
        try:
            ours: T = getattr(module, self.attribute)
        except AttributeError as error:
            raise Unavailable(f"{module.__name__} registers no {self.kind}: it has no {self.attribute}.") from error
        return ours

    @cache  # noqa: B019 (registries live as long as the process)
    def _ours(self) -> tuple[str, ...]:
        package = importlib.import_module(self.package)
        return tuple(
            sorted(
                self._name_of(module.name)
                for module in pkgutil.iter_modules(package.__path__)
                if module.name[0] != "_" and module.ispkg == self._folders
            )
        )

    def _of_others(self, name: str) -> T:
        (point, *_) = entry_points(group=f"algorist.{self.kind}s", name=name)
        try:
            thing: T = point.load()
        except Exception as error:  # another package's code: whatever it raises, it is not there
            package = point.dist.name if point.dist is not None else point.value
            raise Unavailable(
                f"The {self.kind} {name} of the package {package} does not load: {type(error).__name__}: {error}."
            ) from error
        return thing


def dashed(name: str) -> str:
    """Names are spelled with dashes; files, which Python imports, with underscores."""
    return name.replace("_", "-")


LANGUAGES: Registry[Any] = Registry("language", "algorist.formal", "LANGUAGE", folders=True)
METHODS: Registry[Any] = Registry("method", "algorist.methods", "METHOD", name_of=dashed)
TASKS: Registry[Any] = Registry("task", "algorist.bench.tasks", "TASK")
MODELS: Registry[Any] = Registry("model", "algorist.lm", "MODEL")
