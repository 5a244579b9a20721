"""Benchmarks: exact scoring, resuming, and no report on nothing."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from algorist.bench.run import wilson
from algorist.bench.tasks.gsm8k import TASK as GSM8K
from algorist.bench.tasks.nl4opt import TASK as NL4OPT
from algorist.bench.tasks.svamp import TASK as SVAMP
from algorist.bench.tasks.zebralogic import TASK as ZEBRALOGIC
from algorist.core.answer import Answer, Status
from algorist.core.certificate import Claim, Solution
from algorist.core.errors import InputError
from algorist.core.problem import Problem
from algorist.core.task import Item


def test_a_grid_is_right_when_every_cell_is() -> None:
    item = Item("1", Problem(""), {"header": ["House", "Name"], "rows": [["1", "Ann"], ["2", "Bob"]]})
    right = Answer(value={"grid": {"header": ["position", "name"], "rows": [["1", "ann"], ["2", "bob"]]}})
    wrong = Answer(value={"grid": {"header": ["position", "name"], "rows": [["1", "bob"], ["2", "ann"]]}})
    assert ZEBRALOGIC.right(right, item)
    assert not ZEBRALOGIC.right(wrong, item)
    assert not ZEBRALOGIC.right(Answer.unsolved("nothing"), item)


def test_an_optimum_is_right_within_a_ten_thousandth() -> None:
    item = Item("1", Problem(""), "1000.0")
    for value, right in ((1000, True), (Fraction("1000.09"), True), (Fraction("1000.2"), False)):
        assert NL4OPT.right(Answer(solution=Solution(Claim.OPTIMAL, objective=Fraction(value))), item) == right
    none = Item("2", Problem(""), "No Best Solution")
    assert NL4OPT.right(Answer(solution=Solution(Claim.INFEASIBLE)), none)
    assert not NL4OPT.right(Answer(solution=Solution(Claim.OPTIMAL, objective=Fraction(1))), none)


def test_numbers_are_compared_exactly() -> None:
    item = Item("1", Problem(""), "1234.5")
    assert SVAMP.right(Answer(value="$1,234.50"), item)
    assert not SVAMP.right(Answer(value="1234"), item)
    assert GSM8K.right is SVAMP.right


def test_missing_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--data"):
        list(SVAMP.load(None, None))
    with pytest.raises(InputError, match="holds none"):
        list(SVAMP.load(tmp_path, None))
    (tmp_path / "problems.jsonl").write_text("{\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 1"):
        list(SVAMP.load(tmp_path, None))


def test_a_run_is_resumed_and_counts_what_it_ran(tmp_path: Path) -> None:
    import asyncio

    from algorist.bench.run import bench
    from algorist.lm.scripted import Scripted, script
    from algorist.methods.direct import METHOD

    lines = [{"ID": f"q{n}", "Body": f"There are {n} cats.", "Question": "How many?", "Answer": n} for n in (3, 4)]
    (tmp_path / "problems.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    out = tmp_path / "out.jsonl"
    items = list(SVAMP.load(tmp_path, None))
    model = Scripted(script("3"))
    first = asyncio.run(bench(SVAMP, items, METHOD, {}, {"scripted": model}, out=out))
    assert (first.n, first.correct, first.wrong_but_proved) == (2, 1, 0)
    out.write_text(out.read_text(encoding="utf-8").splitlines()[0] + '\n{"id": "q4", "cut', encoding="utf-8")
    again = asyncio.run(bench(SVAMP, items, METHOD, {}, {"scripted": model}, out=out))
    assert (again.n, again.correct) == (2, 1)
    assert model.calls == 3
    with pytest.raises(InputError, match="no item"):
        asyncio.run(bench(SVAMP, [], METHOD, {}, {"scripted": model}, out=out))


def test_a_larger_sample_holds_the_smaller_whatever_the_order() -> None:
    from algorist.bench.run import sample
    from algorist.core.problem import Problem
    from algorist.core.task import Item

    items = [Item(f"q{number}", Problem("How many?"), number) for number in range(50)]
    assert sample(items[::-1], 20)[:8] == sample(items, 8)
    assert [item.id for item in sample(items, 8)] != [item.id for item in items[:8]]
    assert len(sample(items, 80)) == 50


def test_intervals_hold_the_share() -> None:
    low, high = wilson(95, 100)
    assert low < 0.95 < high
    assert wilson(0, 10)[0] == 0
    assert wilson(10, 10)[1] == 1


def test_statuses_are_ordered() -> None:
    assert (
        Answer(status=Status.PROVED).rank()
        > Answer(status=Status.CHECKED).rank()
        > Answer(status=Status.UNSOLVED).rank()
    )


def test_an_item_that_fails_is_kept_and_tried_again(tmp_path: Path) -> None:
    import asyncio
    from typing import Any

    from algorist.bench.run import bench
    from algorist.core.method import Method
    from algorist.core.run import Run

    tried: list[str] = []

    async def answer(problem: Problem, run: Run) -> Answer:
        tried.append(problem.statement)
        if "q1" in problem.statement and len(tried) < 3:
            raise KeyError("a bug")
        return Answer(value="3", status=Status.CHECKED)

    def report() -> Any:
        method = Method("fragile", answer, "", frozenset(), "", {})
        return asyncio.run(bench(SVAMP, items, method, {}, {}, out=tmp_path / "out.jsonl"))

    items = [Item(name, Problem(name), "3") for name in ("q1", "q2")]
    first, again = report(), report()
    assert (first.n, first.correct, first.failed, first.statuses) == (2, 1, 1, {"unsolved": 1, "checked": 1})
    assert (again.n, again.correct, again.failed) == (2, 2, 0)
    assert tried == ["q1", "q2", "q1"]


@pytest.mark.parametrize(("gone", "whole"), [({"q0"}, False), ({"q1", "q3"}, True), ({"q1", "q2", "q3"}, False)])
def test_a_solver_that_is_missing_ends_a_run_only_when_it_stays_missing(
    gone: set[str], whole: bool, tmp_path: Path
) -> None:
    import asyncio
    from contextlib import suppress

    from algorist.bench.run import bench
    from algorist.core.errors import Unavailable
    from algorist.core.method import Method
    from algorist.core.run import Run

    async def answer(problem: Problem, run: Run) -> Answer:
        if problem.statement in gone:
            raise Unavailable("the solver crashed")
        return Answer(value="3", status=Status.CHECKED)

    out = tmp_path / "out.jsonl"
    items = [Item(f"q{number}", Problem(f"q{number}"), "3") for number in range(5)]
    ended = False
    with suppress(BaseExceptionGroup, Unavailable):
        report = asyncio.run(bench(SVAMP, items, Method("m", answer, "", frozenset(), "", {}), {}, {}, out=out))
        ended = True
        assert report.failed == len(gone)
    assert ended == whole
    kept = [json.loads(line)["id"] for line in out.read_text().splitlines()] if out.exists() else []
    assert ("q0" in kept) == ("q0" not in gone)
    assert not whole or len(kept) == 5


def test_results_are_given_with_and_without_corrected_keys(tmp_path: Path) -> None:
    import asyncio

    from algorist.bench.corrections import corrections
    from algorist.bench.run import bench
    from algorist.bench.tasks.sos1k import TASK as SOS1K
    from algorist.lm.scripted import Scripted, script
    from algorist.methods.direct import METHOD

    mended = corrections("sos1k")
    assert mended
    assert all({each.published, each.corrected} == {"Yes", "No"} for each in mended.values())
    assert not corrections("svamp")
    wrong = next(each for each in mended.values() if each.published == "Yes")
    keys = [(wrong.item, 1), ("none of them", 0)]
    lines = [{"id": item, "polynomial": "x^2 - 1", "ans": key} for item, key in keys]
    (tmp_path / "evaluation_half.jsonl").write_text(
        "".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8"
    )
    out = tmp_path / "out.jsonl"
    report = asyncio.run(
        bench(SOS1K, list(SOS1K.load(tmp_path, None)), METHOD, {}, {"scripted": Scripted(script("No"))}, out=out)
    )
    assert report.correct == 1
    assert report.corrected == {"keys": 1, "correct": 2, "wrong_but_proved": 0}
