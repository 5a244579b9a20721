"""The command line on files, good and bad: one clear message, the right exit code."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(*words: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "algorist", *map(str, words)]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("name", ["diet.lp", "magic.con"])
def test_a_formal_file_is_proved_and_its_answer_can_be_checked(name: str, tmp_path: Path) -> None:
    done = run("solve", EXAMPLES / name, "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["status"] == "proved"
    saved = tmp_path / "answer.json"
    saved.write_text(done.stdout, encoding="utf-8")
    assert run("check", saved).returncode == 0
    first = next(iter(document["solution"]["values"]))
    document["solution"]["values"][first] = 987654
    saved.write_text(json.dumps(document), encoding="utf-8")
    forged = run("check", saved)
    assert forged.returncode == 1
    assert "rejected" in forged.stdout


def test_checking_needs_no_solver(tmp_path: Path) -> None:
    saved = tmp_path / "answer.json"
    saved.write_text(run("solve", EXAMPLES / "magic.con", "--json").stdout, encoding="utf-8")
    code = (
        "import sys\n"
        "for name in ('ortools', 'pysat', 'highspy', 'xllamacpp', 'openai'): sys.modules[name] = None\n"
        "from pathlib import Path\nfrom algorist.app.check import check_file\n"
        f"raise SystemExit(check_file(Path({str(saved)!r}), as_json=True))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["proved"] is True


@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [
        ("empty.txt", b"", 2, "is empty"),
        ("binary.txt", b"\x00\x01\x02", 2, "binary"),
        ("latin.txt", b"caf\xe9", 2, "not UTF-8"),
        ("huge.txt", b"a" * 10_000_000, 2, "10,000,000 bytes"),
        ("wrong.con", b"var x in 1..3\nx + = 2\n", 2, "line 2"),
        ("wrong.lin", b"var x\nmaximise x\nx < 3\n", 2, "line 3"),
    ],
)
def test_bad_files_end_with_one_message(tmp_path: Path, name: str, content: bytes, code: int, said: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    done = run("solve", file)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_missing_is_named() -> None:
    assert "no such file" in run("solve", "nowhere.txt").stderr
    assert run("solve").returncode == 2
    unknown = run("solve", "--text", "x", "--method", "formalize")
    assert unknown.returncode == 2
    assert "formalise" in unknown.stderr
    assert (
        "language"
        in run("solve", "--text", "x", "--model", "scripted", "--method", "direct", "--language", "linear").stderr
    )
    assert run("bench", "nl4opt").returncode == 2
    assert run("bench", "zebra").returncode == 2


def test_unbounded_and_infeasible_programmes_are_said_to_be(tmp_path: Path) -> None:
    file = tmp_path / "model.lin"
    file.write_text("var x, y\nmaximize x + y\nx - y <= 3\n", encoding="utf-8")
    assert "improves without end" in run("solve", file).stdout
    file.write_text("var x\nmaximize x\nx >= 3\nx <= 2\n", encoding="utf-8")
    done = run("solve", file)
    assert "x >= 3" in done.stdout
    assert "proved" in done.stdout


def test_words_without_computation_are_a_guess() -> None:
    done = run(
        "solve", "--text", "What is six times seven?", "--model", "scripted:answer=42", "--method", "direct", "--json"
    )
    document = json.loads(done.stdout)
    assert (document["status"], document["answer"]) == ("guessed", "Answer: 42")
    assert document["spent"]["calls"] == 1


def test_a_trace_is_replayed_without_a_model(tmp_path: Path) -> None:
    trace = tmp_path / "trace.db"
    words = ("solve", "--text", "What is six times seven?", "--method", "self-consistency", "--json")
    first = json.loads(run(*words, "--model", "scripted:p=0.5,wrong=41", "--trace", trace).stdout)
    again = json.loads(run(*words, "--replay", trace).stdout)
    assert first["answer"] == again["answer"]
    assert first["agreement"] == again["agreement"]
    other = run("solve", "--text", "What is six times eight?", "--method", "self-consistency", "--replay", trace)
    assert other.returncode == 3
    assert "no answer" in other.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"[1, 2]", "one JSON object"), (b"{", "not JSON"), (b"\xff\xfe\x00", "binary"), (None, "no such file")],
)
def test_bad_data_end_with_one_message(tmp_path: Path, content: bytes | None, said: str) -> None:
    data = tmp_path / "data.json"
    if content is not None:
        data.write_bytes(content)
    done = run("solve", "--text", "How many?", "--data", data, "--model", "scripted:1")
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_formal_file_has_its_data_in_it(tmp_path: Path) -> None:
    data = tmp_path / "data.json"
    data.write_text("{}", encoding="utf-8")
    done = run("solve", EXAMPLES / "diet.lp", "--data", data)
    assert done.returncode == 2
    assert "--data goes with words" in done.stderr
