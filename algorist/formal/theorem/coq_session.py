"""Coq step by step: one coqtop in emacs mode, whose prompts carry state numbers that `BackTo` returns to.

Prompts come on standard error, everything that a tactic may print on standard output, so that no tactic can forge a prompt; goals are
asked for by `Show`, whose answer holds nothing of a tactic's. A coqtop that is late or dead is replaced, and the steps run again.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import subprocess
import tempfile
import time
from types import TracebackType
from typing import NamedTuple, Self

from algorist.core.errors import FormalError, Unavailable
from algorist.core.language import Limits
from algorist.formal.theorem.assistant import REMEDIES, Needs, kill, started
from algorist.formal.theorem.coq import opening, statement_alone, tactics_alone
from algorist.formal.theorem.session import Goal, ProofState, ProverMessage, forbidden, unfinished
from algorist.formal.theorem.tree import Theorem

_PROMPT = re.compile(r"<prompt>[^<]*< (\d+) \|[^|]*\| \d+ < </prompt>")
_ERROR = re.compile(r"(?:Toplevel input, characters (\d+)-\d+:\n(?:>.*\n)*)?Error:\s*(.*)", re.DOTALL)
_GOAL = re.compile(r"(?:\d+ goals? \(ID \d+\)|goal \d+ \(ID \d+\) is:)\n(.*)", re.DOTALL)
_WAITING = re.compile(r"^goal \d+ \(ID \d+\) is:\n((?: .*\n?)+)", re.MULTILINE)
_COUNT = re.compile(r"(\d+) goals?\b")
LONGEST_OUTPUT = 16 << 20
LIFETIME = 3600.0
"""Seconds of processor time after which a coqtop that nobody closes ends."""


class _Died(Exception):
    """coqtop has ended."""


class _Said(NamedTuple):
    """What was printed on standard output, tactics' words among it, and on standard error, Coq's alone."""

    output: str
    errors: str


class _Step(NamedTuple):
    tactic: str
    number: int
    state: ProofState


def open_session(theorem: Theorem, given: Limits) -> CoqSession:
    """Return a session at the theorem's first state."""
    statement_alone(theorem.statement)
    return CoqSession(theorem, given)


class CoqSession:
    """A proof in Coq; a tactic is one or more sentences, bullets and braces among them."""

    def __init__(self, theorem: Theorem, given: Limits) -> None:
        self.theorem = theorem
        self._limits = given
        self._top = _Top(given.memory)
        self._history: list[_Step] = []
        try:
            self._open()
        except BaseException:
            self._top.close()
            raise

    @property
    def state(self) -> ProofState:
        return self._history[-1].state

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(step.tactic for step in self._history[1:])

    def run(self, tactic: str, seconds: float) -> ProofState | ProverMessage:
        """Run the sentences of a tactic; all of them count, or none."""
        try:
            sentences = tactics_alone(tactic)
        except FormalError as error:
            return forbidden(error)
        if not sentences:
            return ProverMessage("refused", "there is no tactic.")
        ends = time.monotonic() + seconds
        try:
            for sentence in sentences:
                refused = self._sentence(tactic, sentence, ends)
                if refused is not None:
                    return refused
            state = self._goals(ends)
        except TimeoutError:
            self._again()
            return ProverMessage("timeout", f"the tactic did not end within {seconds:g} s.")
        except _Died:
            self._again()
            return ProverMessage("crashed", "coqtop died, perhaps for want of memory.")
        self._history.append(_Step(tactic, self._top.number, state))
        return state

    def undo(self, count: int = 1) -> ProofState:
        """Take the last tactics back."""
        if not 0 <= count < len(self._history):
            raise ValueError(f"{count} tactics cannot be undone: there are {len(self._history) - 1}.")
        del self._history[len(self._history) - count :]
        try:
            self._back(time.monotonic() + self._limits.seconds)
        except (TimeoutError, _Died):
            self._again()
        return self.state

    def proof(self) -> str:
        """Return the steps, one below the other."""
        if not self.state.finished:
            raise unfinished(self)
        return "\n".join(self.steps)

    def close(self) -> None:
        """End coqtop."""
        self._top.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _open(self) -> None:
        """Bring a new coqtop to the theorem's first state."""
        ends = time.monotonic() + self._limits.seconds
        try:
            self._top.greeting(ends)
            for line in ["Set Printing Width 100000.", *opening(self.theorem)]:
                said = self._top.say(line, ends)
                error = _ERROR.search(said.errors)
                if error:
                    raise FormalError(1, 1, f"Coq refuses the theorem: {' '.join(error[2].split())[:400]}")
            self._history.append(_Step("", self._top.number, self._goals(ends)))
        except _Died:
            raise Unavailable(
                "coqtop ended before it began a proof.", f"Install it with: {REMEDIES['coqtop']}"
            ) from None
        except TimeoutError:
            raise Unavailable(
                f"Coq did not begin the proof within {self._limits.seconds:g} s.",
                "Close every quotation mark, or allow more seconds.",
            ) from None

    def _again(self) -> None:
        """Replace coqtop, and run the steps that stand."""
        steps = self.steps
        self._history.clear()
        self._top.close()
        self._top = _Top(self._limits.memory)
        self._open()
        for step in steps:
            answer = self.run(step, self._limits.seconds)
            if isinstance(answer, ProverMessage):
                raise Unavailable(f"Coq no longer accepts the step {step!r}: {answer.text}")

    def _sentence(self, tactic: str, sentence: str, ends: float) -> ProverMessage | None:
        said = self._top.say(sentence, ends)
        error = _ERROR.search(said.errors)
        if error is None:
            return None
        self._back(ends + self._limits.seconds)
        place = tactic.find(sentence) + len(sentence.encode()[: int(error[1] or 0)].decode(errors="ignore"))
        line = tactic.count("\n", 0, place) + 1
        return ProverMessage("refused", error[2].strip()[:2000], line, place - tactic.rfind("\n", 0, place))

    def _back(self, ends: float) -> None:
        """Return to the last state that stands; what was shown since is forgotten."""
        if self._top.number != self._history[-1].number:
            self._top.say(f"BackTo {self._history[-1].number}.", ends)

    def _goals(self, ends: float) -> ProofState:
        """Ask for the goals; asking moves the state number, so that it is taken back."""
        number = self._top.number
        said = self._top.say("Show.", ends).output
        if "No more goals." in said and not _COUNT.search(said):
            state = ProofState((), finished=True)
        elif "====" not in said:  # the focus is closed: of the goals that wait, Coq shows the conclusions alone
            state = ProofState(tuple(Goal((), " ".join(each.split())) for each in _WAITING.findall(said)))
        else:
            count = int(match[1]) if (match := _COUNT.search(said)) else 1
            shown = [self._top.say(f"Show {place}.", ends).output for place in range(1, count + 1)]
            state = ProofState(tuple(_goal(each) for each in shown))
        self._top.say(f"BackTo {number}.", ends)
        return state


def _goal(said: str) -> Goal:
    match = _GOAL.search(said)
    lines = (match[1] if match else said).splitlines()
    bar = next((place for place, line in enumerate(lines) if line.strip().startswith("====")), -1)
    hypotheses = tuple(" ".join(line.split()) for line in lines[: max(bar, 0)] if line.strip())
    return Goal(hypotheses, " ".join(" ".join(lines[bar + 1 :]).split()))


class _Top:
    """coqtop as a process: a sentence goes in, what it printed comes back when its prompt does."""

    def __init__(self, memory: int) -> None:
        self.number = 0
        self._folder = tempfile.TemporaryDirectory(prefix="algorist-coqtop-")
        arguments = ["-q", "-emacs", "-w", "none", "-topfile", "Goal.v"]
        pipes = (subprocess.PIPE, subprocess.PIPE, subprocess.PIPE)
        self._process = started("coqtop", arguments, self._folder.name, pipes, LIFETIME, memory, Needs())
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._to = self._process.stdin.fileno()
        self._from = (self._process.stdout.fileno(), self._process.stderr.fileno())
        for descriptor in (self._to, *self._from):
            os.set_blocking(descriptor, False)

    def greeting(self, ends: float) -> None:
        """Wait for the first prompt."""
        self._until_prompt(ends)

    def say(self, sentence: str, ends: float) -> _Said:
        """Send a sentence and return what was printed; raises TimeoutError and _Died."""
        rest = memoryview(sentence.encode() + b"\n")
        while rest:
            ready = select.select([], [self._to], [], max(0.0, ends - time.monotonic()))[1]
            if not ready:
                raise TimeoutError
            try:
                rest = rest[os.write(self._to, rest) :]
            except BlockingIOError:
                continue
            except OSError:
                raise _Died from None
        return self._until_prompt(ends)

    def close(self) -> None:
        """End the process, and remove its folder."""
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGKILL)
        kill(self._process)
        for file in (self._process.stdin, self._process.stdout, self._process.stderr):
            if file is not None:
                file.close()
        self._folder.cleanup()

    def _until_prompt(self, ends: float) -> _Said:
        printed = {descriptor: bytearray() for descriptor in self._from}
        output, errors = (printed[descriptor] for descriptor in self._from)
        while True:
            ready = select.select(self._from, [], [], max(0.0, ends - time.monotonic()))[0]
            if not ready:
                raise TimeoutError
            for descriptor in ready:
                piece = os.read(descriptor, 1 << 16)
                if not piece:
                    raise _Died
                printed[descriptor] += piece
            if len(output) > LONGEST_OUTPUT:
                raise _Died
            prompt = _PROMPT.search(errors.decode(errors="replace"))
            if prompt:
                break
        output += self._rest()
        self.number = int(prompt[1])
        before = errors.decode(errors="replace")[: prompt.start()]
        return _Said(output.decode(errors="replace"), before)

    def _rest(self) -> bytes:
        """Return what has been printed and not yet read: coqtop flushes its output before it prompts."""
        rest = b""
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(self._from[0], 1 << 16):
                rest += piece
        return rest
