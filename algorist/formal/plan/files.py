"""Planning files: a domain and a problem, in one file or in two side by side."""

from __future__ import annotations

from pathlib import Path

from algorist.core.errors import FormalError, InputError
from algorist.formal.plan.grid import is_map
from algorist.formal.plan.parse import parse
from algorist.formal.plan.reader import Group, read
from algorist.formal.plan.tree import Model

LARGEST = 20_000_000


def read_file(path: Path) -> Model:
    """Return the task in a file; where it holds a problem only, the domain is taken from a sibling.

    The sibling is `domain.pddl`, NAME-domain.pddl for NAME.pddl, or the only other file in the folder that holds a domain of
    the right name. Raises InputError, naming what is missing.
    """
    text = _text(path)
    try:
        if is_map(text):
            return parse(text)
        kinds = _kinds(text)
        if "problem" in kinds and "domain" not in kinds:
            text = _text(_domain_of(path, kinds["problem"])) + "\n" + text
        elif "domain" in kinds and "problem" not in kinds:
            raise InputError(f"{path}: this is a domain without a problem. Solve the problem's file instead.")
        return parse(text)
    except FormalError as error:
        raise FormalError(error.line, error.column, f"{path}: {error.message}", error.hint) from error


def _domain_of(path: Path, name: str) -> Path:
    likely = [path.with_name("domain.pddl"), path.with_name(f"{path.stem}-domain.pddl")]
    for sibling in (*likely, *sorted(path.parent.glob("*.pddl"))[:200]):
        if sibling != path and sibling.is_file() and _kinds(_text(sibling)).get("domain") == name:
            return sibling
    raise InputError(
        f"{path}: this is a problem of the domain {name}, and no file beside it holds that domain. Put it in domain.pddl."
    )


def _kinds(text: str) -> dict[str, str]:
    """Return which parts a text holds: the domain's name, and the name of the problem's domain."""
    kinds: dict[str, str] = {}
    for part in read(text):
        if isinstance(part, Group) and part.head == "define" and len(part.parts) > 1:
            title, *sections = (each for each in part.parts[1:] if isinstance(each, Group))
            words = [each for each in (title, *sections) if each.head in ("domain", ":domain") and len(each.parts) == 2]
            if words and not isinstance(words[0].parts[1], Group):
                kinds["domain" if title.head == "domain" else "problem"] = words[0].parts[1].text
    return kinds


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path}: over {LARGEST // 1_000_000} MB, too large to read.")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not a text in UTF-8.") from error
