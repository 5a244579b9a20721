"""Coq's goals through the theorem language: true ones must be proved and checked, false ones refused, with and without a proof.

    python bench/theorems.py [--minif2f DIR] [--seconds 20] [--write]

The goals are our own: logic, arithmetic and lists. Each false one is a true one with a sign, a bound or a term changed, and is
tried with the proof of the true one and without any. DIR holds metamath.jsonl (miniF2F): its statements are read into the
language and written back, and those that come with a proof go before our kernel.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from pathlib import Path

from algorist.core.certificate import Certificate, Claim, Solution
from algorist.core.errors import FormalError
from algorist.core.language import Limits
from algorist.formal.theorem import LANGUAGE
from algorist.formal.theorem.databases import database_path
from algorist.formal.theorem.metamath import Refused, before, read_database, verify
from algorist.formal.theorem.tree import Assumption, Theorem

RESULT = Path(__file__).parents[1] / "docs" / "results" / "theorems.md"

# Module, true statement, proof (empty: one is looked for), false statement.
GOALS = (
    ("", "forall P Q : Prop, P /\\ Q -> Q /\\ P", "", "forall P Q : Prop, P \\/ Q -> Q /\\ P"),
    (
        "",
        "forall P Q R : Prop, (P -> Q) -> (Q -> R) -> P -> R",
        "",
        "forall P Q R : Prop, (P -> Q) -> (Q -> R) -> R -> P",
    ),
    ("", "forall P Q : Prop, ~ (P \\/ Q) -> ~ P /\\ ~ Q", "", "forall P Q : Prop, ~ (P /\\ Q) -> ~ P /\\ ~ Q"),
    ("", "forall P : Prop, ~ ~ (P \\/ ~ P)", "", "forall P : Prop, ~ (P \\/ ~ P)"),
    ("", "forall P Q : Prop, (P -> Q) -> ~ Q -> ~ P", "", "forall P Q : Prop, (P -> Q) -> ~ P -> ~ Q"),
    ("", "forall (A : Type) (x y z : A), x = y -> y = z -> z = x", "", "forall (A : Type) (x y z : A), x = y -> z = x"),
    (
        "",
        "forall (A B : Type) (f : A -> B) (x y : A), x = y -> f x = f y",
        "",
        "forall (A B : Type) (f : A -> B) (x y : A), f x = f y -> x = y",
    ),
    (
        "",
        "forall (A : Type) (P : A -> Prop), (exists x, P x) -> ~ (forall x, ~ P x)",
        "",
        "forall (A : Type) (P : A -> Prop), (exists x, P x) -> forall x, P x",
    ),
    ("Lia", "forall a b : nat, a + b = b + a", "", "forall a b : nat, a + b = b + a + 1"),
    ("Lia", "forall a b c : nat, a < b -> b <= c -> a < c", "", "forall a b c : nat, a < b -> b <= c -> c < a"),
    ("Lia", "forall n : nat, n < 2 * n + 1", "", "forall n : nat, n < 2 * n"),
    ("Lia", "forall x y : nat, 3 * x + 2 * y = 7 -> x = 1", "", "forall x y : nat, 3 * x + 2 * y = 8 -> x = 1"),
    (
        "Lia",
        "forall a b : nat, (a + b) * (a + b) = a * a + 2 * a * b + b * b",
        "",
        "forall a b : nat, (a + b) * (a + b) = a * a + a * b + b * b",
    ),
    ("Lia", "forall a b : nat, a * b = 0 -> a = 0 \\/ b = 0", "", "forall a b : nat, a * b = 0 -> a = 0 /\\ b = 0"),
    ("ZArith Lia", "forall x y : Z, (2 * x <> 2 * y + 1)%Z", "", "forall x y : Z, (2 * x <> 2 * y + 4)%Z"),
    ("ZArith Lia", "forall x : Z, (x * x >= 0)%Z", "", "forall x : Z, (x * x >= 1)%Z"),
    ("ZArith Lia", "forall x y : Z, (x < y -> x + 1 <= y)%Z", "", "forall x y : Z, (x < y -> x + 2 <= y)%Z"),
    (
        "ZArith",
        "forall x y : Z, ((x + y) * (x - y) = x * x - y * y)%Z",
        "",
        "forall x y : Z, ((x + y) * (x - y) = x * x + y * y)%Z",
    ),
    ("Reals Lra", "forall x y : R, (x < y -> x < (x + y) / 2)%R", "", "forall x y : R, (x < y -> y < (x + y) / 2)%R"),
    (
        "Reals Lra",
        "forall x y : R, (x * x + y * y >= 2 * x * y)%R",
        "",
        "forall x y : R, (x * x + y * y >= 3 * x * y)%R",
    ),
    ("Reals Lra", "forall x : R, (3 * x + 2 = 17 -> x = 5)%R", "", "forall x : R, (3 * x + 2 = 17 -> x = 4)%R"),
    (
        "Reals Lra",
        "forall x y : R, (x + y = 10 -> x - y = 4 -> x * y = 21)%R",
        "intros x y s d.\nassert (x = 7)%R by lra.\nassert (y = 3)%R by lra.\nsubst. lra.",
        "forall x y : R, (x + y = 10 -> x - y = 4 -> x * y = 24)%R",
    ),
    (
        "List",
        "forall (A : Type) (l : list A), l ++ nil = l",
        "induction l.\n- reflexivity.\n- simpl. rewrite IHl. reflexivity.",
        "forall (A : Type) (l : list A), l ++ l = l",
    ),
    (
        "List",
        "forall (A : Type) (l m n : list A), (l ++ m) ++ n = l ++ (m ++ n)",
        "induction l.\n- reflexivity.\n- intros. simpl. rewrite IHl. reflexivity.",
        "forall (A : Type) (l m n : list A), (l ++ m) ++ n = l ++ (n ++ m)",
    ),
    (
        "List",
        "forall (A : Type) (l m : list A), length (l ++ m) = length l + length m",
        "induction l.\n- reflexivity.\n- intros. simpl. rewrite IHl. reflexivity.",
        "forall (A : Type) (l m : list A), length (l ++ m) = length l",
    ),
    (
        "List",
        "forall (A : Type) (l : list A), rev (rev l) = l",
        "intros. apply rev_involutive.",
        "forall (A : Type) (l : list A), rev l = l",
    ),
    (
        "List",
        "forall (A B : Type) (f : A -> B) (l : list A), length (map f l) = length l",
        "intros. apply map_length.",
        "forall (A B : Type) (f : A -> B) (l : list A), length (map f l) = S (length l)",
    ),
    (
        "List",
        "forall (A : Type) (x : A) (l : list A), In x (x :: l)",
        "",
        "forall (A : Type) (x y : A) (l : list A), In y (x :: l)",
    ),
    (
        "",
        "forall n : nat, n * 0 = 0",
        "induction n.\n- reflexivity.\n- simpl. assumption.",
        "forall n : nat, n * 0 = n",
    ),
    (
        "Lia",
        "forall f : nat -> nat, (forall n, f n < f (S n)) -> forall n, n <= f n",
        "intros f h n. induction n.\n- lia.\n- specialize (h n). lia.",
        "forall f : nat -> nat, (forall n, f n <= f (S n)) -> forall n, n <= f n",
    ),
)


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


def coq_goals(seconds: float) -> tuple[dict[str, Counter[str]], list[str]]:
    """Try every goal, true and false; return outcomes by question, and notes on what is not as it should be."""
    counts: dict[str, Counter[str]] = {}
    notes: list[str] = []
    for number, (modules, true, given, false) in enumerate(GOALS):
        sys.stderr.write(f"{number} {true}\n")
        how = "true, with a proof" if given else "true, a proof is looked for"
        what, proof = solved(theorem(number, modules, true, given), seconds)
        counts.setdefault(how, Counter())[what] += 1
        if not proof:
            notes.append(f"{true}: {what}")
            proof = given or "intros. firstorder."
        asked = {
            "false, with the proof of the true one": solved(theorem(number, modules, false, proof), seconds)[0],
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
        counts["statements"] += 1
        counts["read back as written"] += LANGUAGE.parse(LANGUAGE.render(model)) == model
        if proof is None:
            continue
        counts["with a proof"] += 1
        try:
            verify(model, proof, database, before(database, model.name))
            counts["proof verified"] += 1
        except Refused as error:
            notes.append(f"{model.name}: {error}")
    return counts, notes


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minif2f", type=Path)
    options.add_argument("--seconds", type=float, default=20.0)
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
    if given.minif2f:
        tally, refused = minif2f(given.minif2f)
        found = ", ".join(f"{what}: {n}" for what, n in tally.items())
        lines += [
            "",
            f"miniF2F's Metamath statements (valid): {found}. Proofs that our kernel refuses with this set.mm:",
            "",
        ]
        lines += [f"- {note[:200]}" for note in refused] or ["- none"]
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if given.write:
        RESULT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
