"""Coq's goals through the theorem language: true ones must be proved and checked, false ones refused, with and without a proof.

    python bench/theorems.py [--minif2f DIR] [--seconds 20] [--jumps 1000] [--write]

The goals are in theorem_goals.py. Each false one is tried with the proof of the true one and without any; each true one is also
shown step by step through the session protocol, and random jumps in sessions are compared with replays. DIR holds metamath.jsonl
(miniF2F): its statements are read into the language and written back, a session is opened on each, which reads it as a formula, and those
that come with a proof go before our kernel.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path

from metamath_program import accepts
from theorem_goals import CHEATS, GOALS

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.errors import FormalError
from algorist.core.language import Limits
from algorist.formal.theorem import LANGUAGE
from algorist.formal.theorem.coq import tactics_alone
from algorist.formal.theorem.databases import database_path
from algorist.formal.theorem.metamath import Refused, before, read_database, verify
from algorist.formal.theorem.session import ProverMessage, finish, go, start
from algorist.formal.theorem.tree import Assumption, Theorem

RESULT = Path(__file__).parents[1] / "docs" / "results" / "theorems.md"


def theorem(number: int, modules: str, statement: str, proof: str) -> Theorem:
    """Return a goal; without a proof one is looked for."""
    return Theorem("coq", f"goal{number}", statement, imports=tuple(modules.split()), proof=proof or None)


def solved(model: Theorem, seconds: float) -> tuple[str, str]:
    """Return what came of a goal, and the proof where the checker accepted one."""
    assert LANGUAGE.parse(LANGUAGE.render(model)) == model
    try:
        solution = LANGUAGE.solve(model, Limits(seconds=seconds))
    except FormalError:
        return "refused", ""
    if solution.claim is not Claim.ENTAILED:
        return f"not shown ({solution.claim})", ""
    if not LANGUAGE.check(model, solution).proved:
        return "entailed, not confirmed", ""
    assert solution.certificate is not None
    return "proved", str(solution.certificate.data["proof"])


def stepped(model: Theorem, proof: str, seconds: float) -> str:
    """Run a proof sentence by sentence through a session; return what came of it."""
    try:
        with start(model, Limits(seconds=seconds)) as session:
            for sentence in tactics_alone(proof):
                answer = session.run(sentence, seconds)
                if isinstance(answer, ProverMessage):
                    return f"a step is {answer.kind}"
            if not session.state.finished:
                return "goals are left"
            return "proved" if finish(session, 60, 4 << 30).kernel.accepted else "refused at the end"
    except FormalError:
        return "the statement is refused"


TACTICS = (
    "intros.", "intros x.", "split.", "left.", "constructor.", "destruct x.", "induction x.", "simpl.", "- idtac.", "{ idtac.",
    "}", "easy.", "congruence.", "firstorder.", "exfalso.", "all: auto.", "nonsense.", "idtac. idtac. nonsense.",
)  # fmt: skip


def jumps(count: int, seed: int = 3) -> tuple[Counter[str], float]:
    """Jump about in sessions at random; after each jump or tactic compare the goals with those of a replay in another process."""
    draw, counts, took = random.Random(seed), Counter[str](), 0.0
    for number, (modules, true, _, _) in enumerate(GOALS):
        model = theorem(number, modules, true, "")
        with start(model, Limits()) as session, start(model, Limits()) as other:
            visited = [session.steps]
            for _ in range(-(-count // len(GOALS))):
                began = time.monotonic()
                go(session, draw.choice(visited), 5)
                refused = isinstance(session.run(draw.choice(TACTICS), 5), ProverMessage)
                took += time.monotonic() - began
                visited.append(session.steps)
                other.undo(len(other.steps))
                same = go(other, session.steps, 5) == session.state
                counts["jumps"] += 1
                counts["tactics refused"] += refused
                counts["goals as in the replay"] += same
    return counts, took


def cheats(goals: int = 6) -> tuple[int, list[str]]:
    """Certify false goals by every cheat; return how many were tried, and those that the checker believed."""
    believed = []
    for number, (modules, _, _, false) in enumerate(GOALS[:goals]):
        for cheat in CHEATS:
            forged = Solution(Claim.ENTAILED, certificate=Certificate("proof", {"proof": cheat}))
            if LANGUAGE.check(theorem(number, modules, false, ""), forged).satisfied:
                believed.append(f"{false}: {cheat}")
    return goals * len(CHEATS), believed


def coq_goals(seconds: float) -> tuple[dict[str, Counter[str]], list[str]]:
    """Try every goal, true and false; return outcomes by question, and notes on what is not as it should be."""
    counts: dict[str, Counter[str]] = {}
    notes: list[str] = []
    for number, (modules, true, given, false) in enumerate(GOALS):
        sys.stderr.write(f"{number} {true}\n")
        how = "true, with a proof" if given else "true, a proof is looked for"
        what, proof = solved(theorem(number, modules, true, given), seconds)
        counts.setdefault(how, Counter())[what] += 1
        if proof:
            steps = stepped(theorem(number, modules, true, ""), proof, seconds)
            counts.setdefault("true, step by step", Counter())[steps] += 1
            if steps != "proved":
                notes.append(f"{true}: {steps} (step by step)")
        if not proof:
            notes.append(f"{true}: {what}")
            proof = given or "intros. firstorder."
        asked = {
            "false, with the proof of the true one": solved(theorem(number, modules, false, proof), seconds)[0],
            "false, step by step": stepped(theorem(number, modules, false, ""), proof, seconds),
            "false, a proof is looked for": solved(theorem(number, modules, false, ""), min(seconds, 8))[0],
        }
        forged = Solution(Claim.ENTAILED, certificate=Certificate("proof", {"proof": proof}))
        accepted = LANGUAGE.check(theorem(number, modules, false, ""), forged).proved
        asked["false, certified by the proof of the true one"] = "proved" if accepted else "rejected"
        for question, answer in asked.items():
            counts.setdefault(question, Counter())[answer] += 1
            if answer.startswith(("proved", "entailed")):
                notes.append(f"{false}: {answer} ({question})")
    return counts, notes


def minif2f(data: Path) -> tuple[Counter[str], list[str]]:
    """Read the statements of miniF2F's Metamath files into the language and back; verify those that have a proof.

    In these files every $ of a statement stands as @, the end of a hypothesis as $@, and the proof `?` is none.
    """
    counts: Counter[str] = Counter()
    notes: list[str] = []
    proved: list[Theorem] = []
    verified: list[Theorem] = []
    database = read_database(database_path("set.mm"))
    for line in (data / "metamath.jsonl").read_text(encoding="utf-8").splitlines():
        text = re.sub(r"@\(.*?@\)", " ", json.loads(line)["text"], flags=re.DOTALL)
        stated = re.search(r"(\S+)\s+[@$]p\s+(.*?)\s+[@$]=\s+(.*?)\s*(?:[@$]\.|\$@)", text, re.DOTALL)
        if stated is None:
            counts["not understood"] += 1
            continue
        end = r"\s+(?:\$@|[@$]\.)"
        essential = re.findall(rf"(\S+)\s+[@$]e\s+(.*?){end}", text, re.DOTALL)
        distinct = [each.split() for each in re.findall(rf"[@$]d\s+(.*?){end}", text, re.DOTALL)]
        counts["statements"] += 1
        proof = None if "?" in stated[3].split() else " ".join(stated[3].split())
        model = Theorem(
            "metamath",
            stated[1],
            " ".join(stated[2].split()),
            tuple(Assumption(label, " ".join(each.split())) for label, each in essential),
            tuple(tuple(group) for group in distinct),
            "set.mm",
            proof=proof,
        )
        counts["read back as written"] += LANGUAGE.parse(LANGUAGE.render(model)) == model
        try:
            start(model, Limits()).close()
            counts["opened as a session"] += 1
        except FormalError as error:
            notes.append(f"{model.name}: {error}")
        if proof is None:
            continue
        counts["with a proof"] += 1
        proved.append(model)
        try:
            verify(model, proof, database, before(database, model.name))
            counts["proof verified"] += 1
            verified.append(model)
        except Refused as error:
            notes.append(f"{model.name}: {error}")
    judged = accepts(proved, database, database_path("set.mm"))
    counts["proof judged alike by Debian's metamath"] = sum(
        (model in verified) == verdict for model, verdict in zip(proved, judged, strict=True)
    )
    return counts, notes


def listed(tally: Counter[str]) -> str:
    return ", ".join(f"{what}: {n}" for what, n in tally.items())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minif2f", type=Path)
    options.add_argument("--seconds", type=float, default=20.0)
    options.add_argument("--jumps", type=int, default=1000)
    options.add_argument("--write", action="store_true", help="write docs/results/theorems.md")
    given = options.parse_args()
    began = time.monotonic()
    counts, notes = coq_goals(given.seconds)
    took = time.monotonic() - began
    lines = ["# Theorems", "", f"`python bench/theorems.py --minif2f DIR --seconds {given.seconds:g} --write`", ""]
    lines += [
        f"{len(GOALS)} goals of our own before Coq, and each with something changed that makes it false ({took:.0f} s).",
        "",
    ]
    lines += ["| goal | outcomes |", "| --- | --- |"]
    lines += [
        f"| {how} | {', '.join(f'{n} {what}' for what, n in each.most_common())} |" for how, each in counts.items()
    ]
    lines += ["", "Not as it should be, or not found by the closing tactics:", ""]
    lines += [f"- `{note}`" for note in notes] or ["- nothing"]
    tried, believed = cheats()
    lines += ["", f"Cheats (holes, axioms, unchecked casts, other theorems): {tried} tried, {len(believed)} believed."]
    lines += [f"- `{each}`" for each in believed]
    tally, spent = jumps(given.jumps)
    lines += [
        "",
        f"Sessions with Coq, jumping to a random state and running a random tactic there: {listed(tally)}; "
        f"{1000 * spent / max(1, tally['jumps']):.0f} ms each.",
    ]
    if given.minif2f:
        tally, refused = minif2f(given.minif2f)
        lines += [
            "",
            f"miniF2F's Metamath statements (valid): {listed(tally)}. What is refused with this set.mm "
            "(what is not known are lemmas that it does not hold):",
            "",
        ]
        lines += [f"- {note[:200]}" for note in refused] or ["- none"]
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if given.write:
        RESULT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
