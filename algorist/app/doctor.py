"""`algorist doctor`: what is installed, what is missing, and the command that installs it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

import typer

from algorist.core.errors import AlgoristError
from algorist.lm import _weights

PARTS = (
    ("ortools", "ortools", "constraint solving (CP-SAT)", "pip install ortools"),
    ("highspy", "highspy", "linear programs (HiGHS)", "pip install highspy"),
    ("pysat", "python-sat", "proofs of uniqueness (Glucose)", "pip install python-sat"),
    ("xllamacpp", "xllamacpp", "the bundled language model", "pip install xllamacpp"),
    ("openai", "openai", "endpoints", "pip install openai"),
    ("torch", "torch", "training", "pip install 'algorist[train]'"),
    ("reasoning_gym", "reasoning-gym", "the reasoning_gym tasks", "pip install 'algorist[bench]'"),
)
OPTIONAL = {"torch", "reasoning_gym"}


def examine() -> int:
    """Print a line for each part; return 3 when something that `solve` needs is missing, else 0."""
    missing = False
    for module, package, purpose, remedy in PARTS:
        if find_spec(module) is None:
            missing |= module not in OPTIONAL
            typer.echo(f"missing  {package}: {purpose}. Install it with: {remedy}")
            continue
        try:
            number = version(package)
        except PackageNotFoundError:
            number = "of unknown version"
        typer.echo(f"ok       {package} {number}: {purpose}")
    weights = _weights.locate()
    if weights is None:
        typer.echo("missing  the language model's weights. Fetch them with: algorist fetch")
    else:
        typer.echo(f"ok       the language model's weights: {weights}")
    return 3 if _sandbox_missing() or missing else 0


def _sandbox_missing() -> bool:
    from algorist.formal.program.sandbox import Sandbox

    try:
        typer.echo(f"ok       the sandbox: {', '.join(Sandbox().protections())}")
    except AlgoristError as error:
        typer.echo(f"missing  the sandbox: {error}")
        return True
    return False
