"""Wrong answers are counted by kind, each once."""

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def record(name: str, status: str, why: str = "", *, right: bool = False, language: str = "linear") -> dict[str, Any]:
    return {"id": name, "right": right, "answer": {"status": status, "why": why, "language": language}}


def test_every_wrong_answer_is_counted_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    records = [
        record("a", "proved", right=True),
        record("b", "proved"),
        record("c", "disputed", language="program"),
        record("d", "unsolved", "What the language model wrote is not in the formal language."),
        record("e", "unsolved", "The solver ran out of time. Raise --budget solver_seconds."),
        record("f", "unsolved", "No values satisfy every constraint."),
        {**record("g", "unsolved"), "failed": "ValueError: x"},
    ]
    file = tmp_path / "task.formalise.jsonl"
    file.write_text("".join(json.dumps(each) + "\n" for each in records))
    monkeypatch.setattr("sys.argv", ["errors.py", str(file), "--kind", "linear"])
    runpy.run_path(str(ROOT / "bench" / "errors.py"), run_name="__main__")
    printed = capsys.readouterr().out
    assert "# Errors of task\n\n7 items, 6 wrong." in printed
    assert [printed.count(f": {name}\n") for name in "abcdefg"] == [0, 1, 1, 1, 1, 1, 1]


def test_no_answers_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "task.jsonl"
    file.write_text("")
    monkeypatch.setattr("sys.argv", ["errors.py", str(file)])
    with pytest.raises(SystemExit, match="holds no answers"):
        runpy.run_path(str(ROOT / "bench" / "errors.py"), run_name="__main__")


def test_a_table_has_a_row_for_every_task(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, records in (
        ("one", [record("a", "proved"), record("b", "disputed", right=True)]),
        ("two", [record("c", "disputed")]),
    ):
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(each) + "\n" for each in records))
    monkeypatch.setattr("sys.argv", ["errors.py", f"{tmp_path}/one.jsonl:linear", f"{tmp_path}/two.jsonl", "--table"])
    runpy.run_path(str(ROOT / "bench" / "errors.py"), run_name="__main__")
    printed = capsys.readouterr().out
    assert "| one | 2 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 1 |" in printed
    assert "| two | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 1 | 0 |" in printed
