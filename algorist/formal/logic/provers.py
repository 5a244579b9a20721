"""The provers: Z3 and cvc5 on SMT-LIB text, E on TPTP text. Each says sat, unsat or unknown within its time."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

from algorist.core.errors import Unavailable
from algorist.formal.logic import smt, tptp
from algorist.formal.logic.structure import Element, Malformed, Structure
from algorist.formal.logic.tree import BOOL, LogicModel, Sentence

REMEDY = "Install it with: pip install algorist[logic]"
MOST_ENTRIES = 100_000


def z3(model: LogicModel, sentences: Sequence[Sentence], seconds: float) -> tuple[str, Structure | None]:
    """Return Z3's verdict, and the structure that it found where that can be read; raises Unavailable."""
    try:
        import z3 as library
    except ImportError as error:
        raise Unavailable(f"Z3 does not load: {error}.", REMEDY) from error
    context = library.Context()
    solver = library.Solver(ctx=context)
    solver.set("timeout", max(1, int(seconds * 1000)))
    try:
        solver.from_string(smt.render(model, sentences))
        verdict = str(solver.check())
        structure = _structure(library, solver.model(), model) if verdict == "sat" else None
    except (library.Z3Exception, smt.Unsupported, Malformed):
        return "unknown", None
    return verdict, structure


def cvc5(model: LogicModel, sentences: Sequence[Sentence], seconds: float) -> str:
    """Return cvc5's verdict; raises Unavailable."""
    try:
        import cvc5 as library
    except ImportError as error:
        raise Unavailable(f"cvc5 does not load: {error}.", REMEDY) from error
    solver = library.Solver()
    solver.setOption("tlimit-per", str(max(1, int(seconds * 1000))))
    solver.setOption("finite-model-find", "false")
    try:
        parser = library.InputParser(solver)
        parser.setStringInput(library.InputLanguage.SMT_LIB_2_6, smt.render(model, sentences), "model")
        symbols = parser.getSymbolManager()
        verdict = "unknown"
        while not (command := parser.nextCommand()).isNull():
            said = command.invoke(solver, symbols).strip()
            verdict = said if said in ("sat", "unsat") else verdict
    except (RuntimeError, smt.Unsupported):
        return "unknown"
    return verdict


def eprover(model: LogicModel, sentences: Sequence[Sentence], seconds: float) -> str:
    """Return E's verdict; unknown where E is not installed or the model is beyond TPTP FOF."""
    program = shutil.which("eprover")
    if program is None:
        return "unknown"
    try:
        text = tptp.render(model, sentences)
    except tptp.Unsupported:
        return "unknown"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "problem.p"
        path.write_text(text, encoding="utf-8")
        limit = max(1, int(seconds))
        command = [program, "--auto", "--silent", "--tstp-format", f"--cpu-limit={limit}", str(path)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=max(0.1, seconds), cwd=folder)
        except subprocess.TimeoutExpired:
            return "unknown"
    if "SZS status Unsatisfiable" in done.stdout:
        return "unsat"
    return "sat" if "SZS status Satisfiable" in done.stdout else "unknown"


def _structure(library: Any, found: Any, model: LogicModel) -> Structure | None:
    """Read Z3's model as tables over its universes; None when a function has infinitely many arguments."""
    declarations = {str(declaration.name()): declaration for declaration in found.decls()}
    terms: dict[str, list[Any]] = {}
    domains: dict[str, tuple[Element, ...]] = {BOOL: (False, True)}
    universes = {str(sort): found.get_universe(sort) for sort in found.sorts()}
    for place, sort in enumerate(model.sorts):
        if sort.elements:
            domains[sort.name] = sort.elements
        elif sort.bounds:
            domains[sort.name] = tuple(range(sort.bounds[0], sort.bounds[1] + 1))
        else:
            terms[sort.name] = list(universes.get(f"s{place}") or [None])
            domains[sort.name] = tuple(f"{sort.name}!{index}" for index in range(len(terms[sort.name])))
    tables: dict[str, dict[tuple[Element, ...], Element]] = {name: {(): name} for name in model.elements()}
    elements = {f"e{place}": name for place, name in enumerate(model.elements())}
    for place, symbol in enumerate(model.symbols):
        if any(sort not in domains for sort in symbol.arguments):
            return None
        table: dict[tuple[Element, ...], Element] = {}
        declaration = declarations.get(f"f{place}")
        for key in product(*(domains[sort] for sort in symbol.arguments)):
            if len(table) > MOST_ENTRIES:
                return None
            value = None
            if declaration is not None:
                inside = [
                    _term(library, declaration.domain(at), model, sort, domains, terms, each)
                    for at, (sort, each) in enumerate(zip(symbol.arguments, key, strict=True))
                ]
                value = found.eval(declaration(*inside), model_completion=True)
            table[key] = _value(value, symbol.result, model, domains, terms, elements)
        tables[symbol.name] = table
    return Structure(domains, tables)


def _term(
    library: Any,
    sort: Any,
    model: LogicModel,
    name: str,
    domains: dict[str, tuple[Element, ...]],
    terms: dict[str, list[Any]],
    element: Element,
) -> Any:
    if isinstance(element, int):
        return library.IntVal(element, sort.ctx)
    place = domains[name].index(element)
    if model.sort(name).elements:
        return sort.constructor(place)()
    term = terms[name][place]
    return term if term is not None else library.Const("any", sort)


def _value(
    value: Any,
    sort: str,
    model: LogicModel,
    domains: dict[str, tuple[Element, ...]],
    terms: dict[str, list[Any]],
    elements: dict[str, str],
) -> Element:
    """Return a value of Z3's as an element; an absent one is the first of its sort, and the checker has the last word."""
    if sort == BOOL:
        return str(value) == "True"
    if sort in ("Int", "Real") or model.sort(sort).bounds:
        least = domains[sort][0] if sort in domains else 0
        if value is None:
            return least if isinstance(least, int) else 0
        text = str(value).replace(" ", "")
        try:
            number = Fraction(text)
        except ValueError:
            raise Malformed("a value is no rational number") from None
        return number if sort == "Real" else int(number)
    if model.sort(sort).elements:
        return elements[str(value)] if value is not None else domains[sort][0]
    universe = [str(term) for term in terms[sort]]
    return domains[sort][universe.index(str(value)) if str(value) in universe else 0]
