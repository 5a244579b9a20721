"""Lean 4 through the theorem language: what its answers mean, what hostile answers are worth, and the real one where it is installed."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from assistant_scripts import Reply, install, install_script, message

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.child import Children
from algorist.core.errors import FormalError, Unavailable
from algorist.core.language import Limits
from algorist.core.solving import SOLVE
from algorist.formal.theorem import LANGUAGE
from algorist.formal.theorem.assistant import REMEDIES, located
from algorist.formal.theorem.fence import version
from algorist.formal.theorem.lean import source
from algorist.formal.theorem.session import Goal, ProofState, ProverMessage, finish, start
from algorist.formal.theorem.tree import Theorem

needs_lean = pytest.mark.skipif(located("lean") is None, reason=f"lean is missing. Install it with: {REMEDIES['lean']}")
MEMORY = 4 << 30
STATEMENT = "∀ n m : Nat, n + 0 = n ∧ m = m"


def lean(statement: str, proof: str | None = None, *imports: str) -> Theorem:
    lines = ["prover lean", *(f"import {each}" for each in imports), "theorem mine", f"show {statement}"]
    return LANGUAGE.parse("\n".join([*lines, *(["proof", proof] if proof is not None else [])]) + "\n")


def certified(proof: str) -> Solution:
    return Solution(Claim.ENTAILED, certificate=Certificate("proof", {"proof": proof}))


NO_AXIOMS = message("information", "LAST", 0, "'mine' does not depend on any axioms")
CLASSICAL = message("information", "LAST", 0, "'mine' depends on axioms: [propext, Classical.choice, Quot.sound]")
HOLE = message("information", "LAST", 0, "'mine' depends on axioms: [sorryAx]")
COMPILER = message("information", "LAST", 0, "'mine' depends on axioms: [propext, Lean.ofReduceBool]")


def test_the_file_is_the_theorem_its_proof_and_the_question_for_axioms() -> None:
    text, before = source(lean(STATEMENT, "intro n m\nsimp", "Std"), "intro n m\nsimp")
    assert text.splitlines() == [
        "import Std",
        f"theorem mine : {STATEMENT} := by",
        "  intro n m",
        "  simp",
        "",
        "#print axioms mine",
    ]
    assert before == 2


@pytest.mark.parametrize(
    ("printed", "reason"),
    [(NO_AXIOMS, "assuming no axioms"), (CLASSICAL, "assuming propext, Classical.choice, Quot.sound")],
)
def test_a_proof_that_lean_accepts_is_proved_with_its_axioms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printed: str, reason: str
) -> None:
    install(tmp_path, monkeypatch, "lean", [Reply("intro n m", printed)])
    theorem = lean(STATEMENT, "intro n m\nsimp")
    solution = LANGUAGE.solve(theorem, Limits())
    verdict = LANGUAGE.check(theorem, solution)
    assert solution.claim is Claim.ENTAILED
    assert verdict.proved
    assert verdict.reason.endswith(reason)


ERROR = message("error", 4, 2, "unknown identifier 'foo'")


@pytest.mark.parametrize(
    "reply",
    [
        Reply("", HOLE),
        Reply("", COMPILER),
        Reply("", ERROR, 1),
        Reply("", ERROR + NO_AXIOMS, 1),
        Reply("", ERROR + NO_AXIOMS, 0),  # claims no axioms, and success, but printed an error
        Reply("", NO_AXIOMS, 1),
        Reply("", NO_AXIOMS + NO_AXIOMS),
        Reply("", message("information", 2, 0, "'mine' does not depend on any axioms")),
        Reply("", message("information", "LAST", 0, "'mine' depends on axioms: [propext")),
        Reply("", ""),
        Reply("", "all is well\n"),
        Reply("", "[]\n"),
        Reply("", '{"severity": "information"}\n' + NO_AXIOMS),
        Reply("", "\x00\x01\n" + NO_AXIOMS),
    ],
)
def test_anything_else_that_lean_says_is_no_proof(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reply: Reply
) -> None:
    install(tmp_path, monkeypatch, "lean", [reply])
    theorem = lean(STATEMENT, "intro n m\nsimp")
    assert not LANGUAGE.check(theorem, certified("intro n m\nsimp")).satisfied
    with pytest.raises(FormalError, match="Lean refuses the proof"):
        LANGUAGE.solve(theorem, Limits())


def test_an_error_of_lean_is_placed_in_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "lean", [Reply("", message("error", 3, 2, "unknown identifier 'foo'"), 1)])
    theorem = lean(STATEMENT, "intro n m\nfoo")
    with pytest.raises(FormalError, match="unknown identifier 'foo'") as raised:
        LANGUAGE.solve(theorem, Limits())
    assert LANGUAGE.render(theorem).splitlines()[raised.value.line - 1] == "foo"
    assert raised.value.column == 1


@pytest.mark.parametrize(
    "proof",
    [
        "sorry",
        "exact sorryAx _ false",
        "run_tac do IO.FS.writeFile \"x\" \"y\"",
        "simp\naxiom bad : False",
        "native_decide",
        "set_option debug.skipKernelTC true in simp",
        "exact (by_elab return .const `h [])",
        "trivial\n#eval 1",
        "trivial -- end of it\nend",
        "exact «mine»",
        "open Nat in simp",
        "decide +native",
        "trivial\nnotation3 \"False\" => True",
    ],
)  # fmt: skip
def test_what_a_proof_may_not_hold_never_reaches_lean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proof: str
) -> None:
    install(tmp_path, monkeypatch, "lean", [Reply("", NO_AXIOMS)])
    assert not LANGUAGE.check(lean("False", proof), certified(proof)).satisfied
    assert not LANGUAGE.check(lean(f"True := by {proof.splitlines()[-1]}"), certified("trivial")).satisfied
    with pytest.raises(FormalError, match="no place in a proof"):
        LANGUAGE.solve(lean("False", proof), Limits())


@pytest.mark.parametrize(
    "body",
    [
        "import time; time.sleep(60)",
        "import os, time\nif not os.fork(): time.sleep(60)\ntime.sleep(60)",
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
    ],
)
def test_a_lean_that_hangs_is_killed_at_the_deadline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    install_script(tmp_path, monkeypatch, "lean", f"#!{sys.executable}\n{body}\n")
    began = time.monotonic()
    assert LANGUAGE.solve(lean("True", "trivial"), Limits(seconds=1)).claim is Claim.TIMEOUT
    assert time.monotonic() - began < 10


def test_a_lean_may_map_more_than_the_worker_may_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lean maps whole libraries: its memory is bounded by its own option, not by its address space."""
    body = f"import mmap, sys\nmmap.mmap(-1, 8 << 30, prot=mmap.PROT_READ)\nsys.stdout.write({NO_AXIOMS.replace('LAST', '4')!r})"
    install_script(tmp_path, monkeypatch, "lean", f"#!{sys.executable}\n{body}\n")
    text = LANGUAGE.render(lean("True", "trivial"))
    asked = {"language": "theorem", "text": text, "claim": "optimal", "seconds": 20.0, "memory": 1 << 30}
    with Children(1) as children:
        assert children.call(SOLVE, asked, 30, 1 << 30)["claim"] == "entailed"


def test_a_lean_dies_with_the_worker_that_waits_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = "import os, pathlib, time\npathlib.Path('HERE').write_text(str(os.getpid()))\ntime.sleep(60)"
    install_script(
        tmp_path, monkeypatch, "lean", f"#!{sys.executable}\n{script.replace('HERE', str(tmp_path / 'pid'))}\n"
    )
    code = (
        "from algorist.core.language import Limits\nfrom algorist.formal.theorem import LANGUAGE\n"
        "import algorist.formal.theorem.fence as fence\nfence.version = lambda: 0  # so that it can say its number\n"
        "LANGUAGE.solve(LANGUAGE.parse('prover lean\\ntheorem x\\nshow True\\nproof\\ntrivial\\n'), Limits(seconds=50))"
    )
    worker = subprocess.Popen([sys.executable, "-c", code])
    until = time.monotonic() + 20
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        assert time.monotonic() < until
        time.sleep(0.05)
    worker.kill()
    worker.wait()
    lean_process = Path("/proc") / (tmp_path / "pid").read_text() / "stat"
    while lean_process.exists() and lean_process.read_text().split()[2] != "Z":
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize(
    "body", ["import os; os.abort()", "import sys\nwhile True: sys.stdout.write('x' * 100000)", "raise SystemExit(3)"]
)
def test_a_lean_that_crashes_or_floods_shows_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    install_script(tmp_path, monkeypatch, "lean", f"#!{sys.executable}\n{body}\n")
    assert not LANGUAGE.check(lean("True", "trivial"), certified("trivial")).satisfied


ESCAPE = """#!{python}
import os, socket, sys
done = []
try:
    open({outside!r}, "w").close()
    done.append("wrote outside")
except OSError:
    pass
try:
    socket.create_connection(("127.0.0.1", {port}), timeout=5).close()
    done.append("opened a connection")
except OSError:
    pass
open("inside", "w").close()
if done:
    sys.exit(", ".join(done))
sys.stdout.write({printed!r})
"""
"""What writes outside its folder and speaks to the network if it can, and succeeds where it can do neither."""


@pytest.mark.skipif(version() < 4, reason="the kernel offers no Landlock of version 4, which Linux has since 6.7")
def test_an_assistant_writes_nowhere_else_and_opens_no_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        text = ESCAPE.format(
            python=sys.executable,
            outside=str(tmp_path / "outside"),
            port=server.getsockname()[1],
            printed=NO_AXIOMS.replace("LAST", "4"),
        )
        install_script(tmp_path, monkeypatch, "lean", text)
        solution = LANGUAGE.solve(lean("True", "trivial"), Limits())
    assert solution.claim is Claim.ENTAILED
    assert not (tmp_path / "outside").exists()


def test_a_closing_tactic_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = message("error", 3, 2, "The rfl tactic failed.")
    install(tmp_path, monkeypatch, "lean", [Reply("  omega", CLASSICAL), Reply("", wrong, 1)])
    solution = LANGUAGE.solve(lean("∀ n : Nat, n < n + 1"), Limits())
    assert solution.certificate is not None
    assert solution.certificate.data["proof"] == "intros\nomega"


def test_a_missing_lean_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    for act in (
        lambda: LANGUAGE.solve(lean("True", "trivial"), Limits()),
        lambda: LANGUAGE.check(lean("True"), certified("trivial")),
        lambda: start(lean("True"), Limits()),
    ):
        with pytest.raises(Unavailable, match="apt-get install elan"):
            act()


def test_lean_is_found_where_its_installer_puts_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".elan" / "bin").mkdir(parents=True)
    install(tmp_path / ".elan" / "bin", monkeypatch, "lean", [Reply("", NO_AXIOMS)])
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert LANGUAGE.check(lean("True"), certified("trivial")).proved


# -- step by step -------------------------------------------------------------------------------------------------------

GOALS = "case left\nn m : Nat\n⊢ n + 0 = n\n\ncase right\nn m : Nat\nh :\n  m = m\n⊢ m =\n    m"
WALK = [
    Reply("  simp\n  rfl\n", ""),
    Reply("  simp\n", message("error", 1, 48, "unsolved goals\ncase right\nn m : Nat\n⊢ m = m"), 1),
    Reply("  foo\n", message("error", 4, 2, "unknown tactic") + message("error", 1, 48, f"unsolved goals\n{GOALS}"), 1),
    Reply("  intro n m; constructor\n", message("error", 1, 48, f"unsolved goals\n{GOALS}"), 1),
    Reply("  skip\n", message("error", 1, 48, f"unsolved goals\n⊢ {STATEMENT}"), 1),
]


def test_the_goals_of_lean_are_read_step_by_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "lean", [Reply("\n  intro n m; constructor\n  simp\n  rfl\n\n", NO_AXIOMS), *WALK])
    with start(lean(STATEMENT), Limits()) as session:
        assert session.state.goals == (Goal((), STATEMENT),)
        left = session.run("intro n m; constructor", 5)
        assert left == ProofState((Goal(("n m : Nat",), "n + 0 = n"), Goal(("n m : Nat", "h : m = m"), "m = m")))
        assert session.run("foo", 5) == ProverMessage("refused", "unknown tactic", 1, 1)
        forbidden = session.run("sorry", 5)
        assert isinstance(forbidden, ProverMessage)
        assert forbidden.kind == "forbidden"
        assert session.state == left
        session.run("simp", 5)
        assert session.undo() == left
        session.run("simp", 5)
        assert session.run("rfl", 5) == ProofState((), finished=True)
        assert session.steps == ("intro n m; constructor", "simp", "rfl")


def test_a_session_outlives_a_lean_that_hangs_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "lean", WALK)
    with start(lean(STATEMENT), Limits()) as session:
        install_script(tmp_path, monkeypatch, "lean", f"#!{sys.executable}\nimport time; time.sleep(60)\n")
        answer = session.run("intro n m; constructor", 1)
        assert isinstance(answer, ProverMessage)
        assert answer.kind == "timeout"
        install(tmp_path, monkeypatch, "lean", WALK)
        assert isinstance(session.run("intro n m; constructor", 5), ProofState)


# -- the real one -------------------------------------------------------------------------------------------------------


@needs_lean
def test_the_real_lean_accepts_and_refuses() -> None:
    theorem = lean(STATEMENT, "intro n m\nconstructor\n· simp\n· rfl")
    assert LANGUAGE.check(theorem, LANGUAGE.solve(theorem, Limits(seconds=60))).proved
    with pytest.raises(FormalError, match="Lean refuses the proof"):
        LANGUAGE.solve(lean("∀ n : Nat, n = 0", "intro n\nrfl"), Limits(seconds=60))
    assert LANGUAGE.solve(lean("∀ n : Nat, n < n + 1"), Limits(seconds=60)).claim is Claim.ENTAILED


@needs_lean
def test_the_real_lean_goes_step_by_step() -> None:
    with start(lean(STATEMENT), Limits(seconds=60)) as session:
        left = session.run("intro n m; constructor", 60)
        assert left == ProofState((Goal(("n m : Nat",), "n + 0 = n"), Goal(("n m : Nat",), "m = m")))
        assert isinstance(session.run("foo", 60), ProverMessage)
        session.run("simp", 60)
        assert session.run("rfl", 60) == ProofState((), finished=True)
        assert finish(session, 60, MEMORY).kernel.accepted
