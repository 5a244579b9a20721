"""Every task reads its own format, and scores what its benchmark calls right."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from algorist.app.bench import open_task
from algorist.core.answer import Answer
from algorist.core.certificate import Claim, Solution
from algorist.core.errors import InputError
from algorist.core.registry import TASKS


def optimum(value: str) -> Answer:
    return Answer(solution=Solution(Claim.OPTIMAL, objective=Fraction(value)))


ORDER = {"id": "o1", "context": "Two birds: an owl and a wren.", "question": "Which is true?",
         "options": ["A) The owl is leftmost.", "B) The wren is leftmost."], "answer": "B"}  # fmt: skip
ROUTE = {"id": 5, "matrix_size": "3", "all_obstacle_coords": "[(0, 1), (1, 1)]", "start_x": "0", "start_y": "0", "end_x": "2",
         "end_y": "0", "reference_path": "[(0, 0), (1, 0), (2, 0)]"}  # fmt: skip
CASES: list[tuple[str, str, dict[str, Any], Answer, Answer]] = [
    ("mamo", "easy_lp.jsonl", {"id": 1, "Type": "easy_lp", "Question": "Buy?\\nNow?", "Answer": "12.5"},
     optimum("12.5"), optimum("12")),
    ("llmopt", "nlp4lp.jsonl", {"index": 3, "question": "Mix?", "answer": 55.56}, optimum("500/9"), optimum("55")),
    ("industryor", "problems.jsonl", {"en_question": "Ship?", "en_answer": "3050.0"}, optimum("3050"), optimum("3100")),
    ("optibench", "problems.jsonl", {"index": 1, "type": "linear-table", "question": "Cut?",
     "results": {"The pieces": "4", "The cost": "9"}}, optimum("9"), optimum("4")),
    ("mawps", "problems.jsonl", {"id": "a-0", "input": "How many?", "target": 43.0}, Answer(value="43"), Answer(value="4")),
    ("asdiv", "problems.jsonl", {"ID": "n-1", "Body": "Two.", "Question": "How many?", "Answer": "15 (balls)"},
     Answer(value="15"), Answer(value="5")),
    ("gridroute", "routes.jsonl", ROUTE, Answer(value=[[0, 0], [1, 0], [2, 0]]), Answer(value=[[0, 0], [0, 1], [2, 0]])),
    ("bbh:navigate", "navigate.jsonl", {"id": 0, "input": "Back?", "target": "No"}, Answer(value="No"), Answer(value="Yes")),
    ("bbh:logical_deduction_three_objects", "logical_deduction_three_objects.jsonl", {"id": 0, "input": "A?", "target": "(A)"},
     Answer(value={"option": "A"}), Answer(value={"option": "B"})),
    ("arlsat", "dev.jsonl", ORDER, Answer(value={"option": "B"}), Answer(value={"option": "A"})),
    ("logicaldeduction", "train.jsonl", ORDER, Answer(value={"option": "B"}), Answer(value={"option": "A"})),
    ("logicaldeduction", "dev.jsonl", ORDER, Answer(value="(B) The wren"), Answer(value="A")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "file", "line", "right", "wrong"), CASES)
def test_an_item_is_read_and_scored(
    name: str, file: str, line: dict[str, Any], right: Answer, wrong: Answer, tmp_path: Path
) -> None:
    task = open_task(name)
    (tmp_path / file).write_text(json.dumps(line) + "\n", encoding="utf-8")
    (item,) = task.load(tmp_path, None)
    assert item.problem.statement
    assert "\\n" not in item.problem.statement
    assert task.right(right, item)
    assert not task.right(wrong, item)
    assert not task.right(Answer.unsolved("nothing"), item)
    with pytest.raises(InputError, match="split"):
        list(task.load(tmp_path, "none such"))


def test_an_answer_that_is_not_one_number_is_left_out(tmp_path: Path) -> None:
    lines = [
        {"ID": str(n), "Body": "", "Question": "?", "Answer": a} for n, a in enumerate(["5:6", "Ann", "3 (m)", "1; 2"])
    ]
    (tmp_path / "problems.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert [item.gold for item in TASKS.get("asdiv").load(tmp_path, None)] == ["3"]
