"""Round trips, brute force and refusals by the thousand: the properties that every language's tests state, on many more models.

    python bench/round_trips.py [--count 10000] [--brute 2000] [--language NAME ...] [--out FILE] [--write]

Each row is a hypothesis test of tests/formal, run again on so many models: `parse(render(m)) == m`; `solve` against brute
force, with the certificate proved; for programs also that every other answer is rejected. Where a property runs an outside
program for every model, fewer are tried. The models are the same in every run. Each language has a process of its own; with
--out rows are kept in a JSONL file, and a second run resumes from it.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, settings

ROOT = Path(__file__).parents[1]
TRIP, BRUTE, FORGED = "round trip", "brute force", "another answer is rejected"


class Property(NamedTuple):
    """A language, what is tried, the module and the test, and the share of the count that is tried."""

    language: str
    what: str
    module: str
    test: str
    share: float = 1.0

    @property
    def name(self) -> str:
        return f"{self.language}, {self.what}, {self.test}"


PROPERTIES = (
    Property("circuit", TRIP, "test_circuit_language", "test_parse_reads_what_circuits_render"),
    Property("circuit", BRUTE, "test_circuit_solve", "test_circuits_agree_with_truth_tables", 0.1),
    Property("conic", TRIP, "test_conic_language", "test_round_trip"),
    Property("conic", BRUTE, "test_conic_solve", "test_planar_programs_agree_with_their_vertices"),
    Property("constraint", TRIP, "test_constraint_language", "test_parse_reads_what_render_writes"),
    Property(
        "constraint",
        BRUTE,
        "test_constraint_solve",
        "test_the_solver_agrees_with_brute_force_and_its_claims_are_proved",
    ),
    Property(
        "constraint",
        BRUTE,
        "test_constraint_globals",
        "test_the_solver_agrees_with_brute_force_and_every_claim_is_proved",
    ),
    Property("horn", TRIP, "test_horn_parse", "test_parse_reads_what_render_writes"),
    Property("horn", BRUTE, "test_horn_solve", "test_datalog_agrees_with_brute_force"),
    Property("linear", TRIP, "test_linear_language", "test_parse_undoes_render"),
    Property("linear", BRUTE, "test_linear_solve", "test_brute_force_agrees"),
    Property("linear", BRUTE, "test_linear_solve", "test_vertex_enumeration_agrees"),
    Property("logic", TRIP, "test_logic_language", "test_parse_reads_what_render_writes"),
    Property("logic", BRUTE, "test_logic_solve", "test_finite_models_agree_with_brute_force"),
    Property("plan", TRIP, "test_plan_language", "test_random_models_come_back"),
    Property("plan", BRUTE, "test_plan_solve", "test_answers_are_those_of_brute_force"),
    Property("polynomial", TRIP, "test_polynomial_language", "test_round_trip"),
    Property("polynomial", BRUTE, "test_polynomial_solve", "test_quadratics_are_decided_by_their_minors"),
    Property("program", TRIP, "test_program_language", "test_programs_with_tests_come_back"),
    Property("program", BRUTE, "test_program_straight", "test_the_evaluator_agrees_with_the_sandbox", 0.2),
    Property("program", FORGED, "test_program_straight", "test_every_other_answer_is_rejected"),
    Property("theorem", TRIP, "test_theorem", "test_parse_reads_back_what_render_writes"),
)


def tried(each: Property, count: int) -> dict[str, Any]:
    """Run one property on `count` models; return how many were tried, how many of them differ, the first failure, the seconds."""
    test = getattr(importlib.import_module(each.module), each.test)
    inner, seen = test.hypothesis.inner_test, []

    @functools.wraps(inner)
    def counted(*arguments: Any, **named: Any) -> None:
        seen.append(hash(repr((arguments, named))))
        inner(*arguments, **named)

    test.hypothesis.inner_test = counted
    # Where hypothesis keeps what @settings has set; a second decorator is not allowed.
    test._hypothesis_internal_use_settings = settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    started, failure = time.monotonic(), ""
    try:
        test()
    except Exception as error:  # whatever fails is a row of the table
        failure = f"{type(error).__name__}: {error}".replace("\n", " ").replace("|", "/")[:160]
    row = {"name": each.name, "tried": len(seen), "different": len(set(seen)), "failure": failure}
    return row | {"seconds": time.monotonic() - started}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=10_000, help="models of each language for the round trip")
    options.add_argument("--brute", type=int, default=2_000, help="models of each language for the other properties")
    options.add_argument("--language", action="append")
    options.add_argument("--out", type=Path, help="keep rows here and resume from them")
    options.add_argument("--inside", type=int, help=argparse.SUPPRESS)
    options.add_argument("--write", action="store_true", help="write docs/results/round-trips.md")
    given = options.parse_args()
    if given.inside is not None:
        sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "formal")]
        each = PROPERTIES[given.inside]
        count = given.count if each.what == TRIP else round(given.brute * each.share)
        json.dump(tried(each, count), sys.stdout)
        return
    kept = given.out.read_text(encoding="utf-8").splitlines() if given.out and given.out.is_file() else []
    rows = {row["name"]: row for row in map(json.loads, kept)}
    for number, each in enumerate(PROPERTIES):
        if each.name in rows or (given.language and each.language not in given.language):
            continue
        order = [
            sys.executable,
            __file__,
            "--inside",
            str(number),
            "--count",
            str(given.count),
            "--brute",
            str(given.brute),
        ]
        ran = subprocess.run(order, capture_output=True, text=True)
        crashed = {
            "name": each.name,
            "tried": 0,
            "different": 0,
            "failure": f"crashed: {ran.stderr[-160:]}",
            "seconds": 0.0,
        }
        rows[each.name] = json.loads(ran.stdout) if ran.returncode == 0 else crashed
        if given.out:
            with given.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(rows[each.name]) + "\n")
        sys.stderr.write(f"{rows[each.name]}\n")
    page = told(given, rows)
    sys.stdout.write(page)
    if given.write:
        (ROOT / "docs" / "results" / "round-trips.md").write_text(page, encoding="utf-8")


def told(given: argparse.Namespace, rows: dict[str, dict[str, Any]]) -> str:
    """Return the page."""
    lines = [
        "# Round trips and brute force",
        "",
        f"`python bench/round_trips.py --count {given.count} --brute {given.brute} --write`",
        "",
    ]
    lines += [
        "| language | property | models | different | failures | seconds |",
        "| --- | --- | ---: | ---: | --- | ---: |",
    ]
    for each in PROPERTIES:
        if row := rows.get(each.name):
            cells = [
                each.language,
                each.what,
                f"{row['tried']:,}",
                f"{row['different']:,}",
                row["failure"] or "0",
                f"{row['seconds']:.0f}",
            ]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
