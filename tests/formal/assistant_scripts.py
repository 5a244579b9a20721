"""Programs that answer as Lean and Isabelle do: small scripts put on PATH, which look up what the real program prints for a file.

The answers are written after the formats that the two programs document; neither program was at hand to record them from. What
they cannot show, that the real programs understand our files, is shown by the tests that run where they are installed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NamedTuple

import pytest


class Reply(NamedTuple):
    """What is printed, and the exit code, for a file that holds a text."""

    held: str
    printed: str
    exit_code: int = 0


_SCRIPT = """#!{python}
import json, sys
from pathlib import Path
arguments = sys.argv[1:]
name = arguments[-1] if arguments[-1].endswith(".lean") else arguments[-1] + ".thy"
text = Path(name).read_text(encoding="utf-8")
for held, printed, code in json.loads({table!r}):
    if held in text:
        for number, line in enumerate(text.splitlines(), start=1):
            if line.startswith(("#print axioms", "thm_oracles")):
                printed = printed.replace("LAST", str(number))
        sys.stdout.write(printed)
        sys.exit(code)
sys.stderr.write("no answer is known for:\\n" + text)
sys.exit(3)
"""


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, replies: list[Reply]) -> None:
    """Put a program on PATH, alone, that gives the first reply whose text its file holds."""
    install_script(folder, monkeypatch, name, _SCRIPT.format(python=sys.executable, table=json.dumps(replies)))


def install_script(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, script: str) -> None:
    """Put a script on PATH, alone, as the program of this name."""
    path = folder / name
    path.write_text(script, encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("HOME", str(folder))


def message(severity: str, line: int | str, column: int, data: str, kind: str = "[anonymous]") -> str:
    """Return a line of `lean --json`; the line "LAST" is that of `#print axioms`."""
    place = {"line": line, "column": column}
    return json.dumps(
        {
            "severity": severity, "pos": place, "endPos": place, "keepFullRange": False, "kind": kind,
            "fileName": "Goal.lean", "data": data, "caption": "",
        },
        ensure_ascii=False,
    ).replace('"LAST"', "LAST") + "\n"  # fmt: skip
