"""Write docs/cards.md and docs/api.md from what is registered; run by `make docs`."""

from __future__ import annotations

import inspect
from pathlib import Path

from algorist.core.registry import LANGUAGES, METHODS, MODELS, TASKS

ROOMS = (
    "core.problem", "core.answer", "core.certificate", "core.language", "core.language_model", "core.budget", "core.trace",
    "core.run", "core.graph", "core.method", "core.registry", "core.child", "formal.constraint", "formal.linear",
    "formal.program", "formal.theorem.session", "formal.equivalence", "methods.formalising.joint", "methods.formalising.nbest", "bench.run",
)  # fmt: skip


def cards() -> str:
    lines = ["# Cards", "", "Generated from the code by `docs/generate.py`.", "", "## Methods", ""]
    for name in METHODS.names():
        method = METHODS.get(name)
        lines += [f"### {name}", "", inspect.getdoc(method.run) or "", ""]
        lines += [f"Paper: {method.paper}. Needs: {', '.join(sorted(method.needs))}. Cost: {method.cost}.", ""]
        lines += [f"- `{each.name}` = `{each.default}`" for each in method.parameters.values()]
        lines.append("")
    lines += ["## Languages", ""]
    lines += [f"- **{name}**: {LANGUAGES.get(name).summary}" for name in LANGUAGES.names()]
    lines += ["", "## Language models", ""]
    lines += [f"- **{name}**: {MODELS.get(name).summary}" for name in MODELS.names()]
    lines += ["", "## Tasks", ""]
    lines += [
        f"- **{name}**: {getattr(TASKS.get(name), 'summary', 'many tasks, named NAME:PART')}" for name in TASKS.names()
    ]
    return "\n".join(lines) + "\n"


def api() -> str:
    return "# API\n\n" + "\n\n".join(f"::: algorist.{room}" for room in ROOMS) + "\n"


if __name__ == "__main__":
    here = Path(__file__).parent
    (here / "cards.md").write_text(cards(), encoding="utf-8")
    (here / "api.md").write_text(api(), encoding="utf-8")
