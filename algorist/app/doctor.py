"""`algorist doctor`: what is installed, what is missing, and the command that installs it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

import typer

from algorist.core.errors import AlgoristError
from algorist.formal.theorem.assistant import REMEDIES, located
from algorist.lm import _weights

PARTS = (
    ("ortools", "ortools", "constraint solving (CP-SAT)", "pip install ortools"),
    ("highspy", "highspy", "linear programs (HiGHS)", "pip install highspy"),
    ("pysat", "python-sat", "proofs of uniqueness (Glucose)", "pip install python-sat"),
    ("clingo", "clingo", "facts and rules (Datalog)", "pip install clingo"),
    ("xllamacpp", "xllamacpp", "the bundled language model", "pip install xllamacpp"),
    ("openai", "openai", "endpoints", "pip install openai"),
    ("torch", "torch", "training", "pip install 'algorist[train]'"),
    ("reasoning_gym", "reasoning-gym", "the reasoning_gym tasks", "pip install 'algorist[bench]'"),
    ("z3", "z3-solver", "first-order logic (Z3)", "pip install 'algorist[logic]'"),
    ("cvc5", "cvc5", "first-order logic, a second prover", "pip install 'algorist[logic]'"),
    ("clarabel", "clarabel", "polynomials and conic programs", "pip install 'algorist[conic]'"),
    ("scs", "scs", "conic programs, a second solver", "pip install 'algorist[conic]'"),
    ("up_fast_downward", "up-fast-downward", "planning (Fast Downward)", "pip install 'algorist[plan]'"),
    ("pynauty", "pynauty", "canonical labelling of symmetric models", "pip install 'algorist[equivalence]'"),
)
NEEDED = {"ortools", "highspy", "pysat", "clingo", "xllamacpp", "openai"}
PROGRAMS = (
    ("swipl", "SWI-Prolog: Prolog programs", "apt-get install swi-prolog-nox"),
    ("eprover", "E: first-order logic, a third prover", "apt-get install eprover"),
    ("coqc", "Coq: theorems", REMEDIES["coqc"]),
    ("lean", "Lean 4: theorems", REMEDIES["lean"]),
    ("isabelle", "Isabelle: theorems", REMEDIES["isabelle"]),
    ("iverilog", "Icarus Verilog: simulation of circuits", "apt-get install iverilog"),
    ("yosys", "Yosys: equivalence of circuits", "apt-get install yosys"),
)


def examine() -> int:
    """Print a line for each part; return 3 when something that `solve` needs is missing, else 0."""
    missing = False
    for module, package, purpose, remedy in PARTS:
        if find_spec(module) is None:
            missing |= module in NEEDED
            typer.echo(f"missing  {package}: {purpose}. Install it with: {remedy}")
            continue
        try:
            number = version(package)
        except PackageNotFoundError:
            number = "of unknown version"
        typer.echo(f"ok       {package} {number}: {purpose}")
    for program, purpose, remedy in PROGRAMS:
        path = located(program)
        typer.echo(f"missing  {purpose}. Install it with: {remedy}" if path is None else f"ok       {purpose}: {path}")
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
