"""Fuzz every language's parser: whatever the text, a model or a FormalError, soon.

    python bench/fuzz.py [--seconds 600] [--language NAME ...] [--seed 1] [--write]

Texts are known ones (the tests' cases, examples/) with pieces cut, doubled, swapped, spliced from one another, replaced by
tokens, random characters, long numbers or deep nesting; and a megabyte of garbage of several kinds. A finding is an
exception that is not FormalError, a parse of more than a second of processor time (texts of up to 1 MB), or a model that
`render` does not bring back. Each language runs in a process of its own, so that a crash is a finding too.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from algorist.core.errors import FormalError
from algorist.core.registry import LANGUAGES

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "docs" / "results" / "fuzz.md"
SLOW = 1.0
"""Seconds of processor time."""

NESTINGS = (
    "(",
    "[",
    "{",
    "-",
    "- ",
    "not ",
    "~",
    "!",
    "f(",
    "a + (",
    "(and ",
    "if ",
    "forall x. ",
    "\\+ ",
    "2^",
    "((",
    "-(",
    "x^(",
)
WORDS = (
    "9" * 1_000,
    "-1",
    "1e999",
    "1e-999",
    "0.1",
    "1/0",
    "١",
    "é",
    "\u2028",
    "\0",
    "\r",
    "\t",
    "\x0c",
    "\ud800",
    "'",
    '"',
    "\\",
    "_",
    "%",
    "#",
)
ODD = "".join(map(chr, [*range(128), 0xA0, 0xB2, 0x130, 0x2212, 0x661, 0x1D7D8, 0xFEFF, 0x1F600]))

MORE = {
    "theorem": [
        "prover coq\nimport Lia\ntheorem sum\nshow forall a b : nat, a + b = b + a\nproof\nintros. lia.\n",
        "prover metamath\ndatabase set.mm\ntheorem mp2\nassume mp2.1 |- ph\nassume mp2.2 |- ( ph -> ps )\n"
        "distinct x y A\nshow |- ps\nproof\n( ax-mp ) ABCDE\n",
        "prover lean\nimport Std\ntheorem sum\nshow ∀ n m : Nat, n + 0 = n ∧ m = m\nproof\nintro n m\nconstructor\n· simp\n· rfl\n",
        "prover isabelle\nimport HOL-Library.Multiset\ntheorem reverse\nshow rev (rev xs) = xs\nproof\nby (induct xs) auto\n",
    ],
}
"""Known texts of languages whose tests keep theirs inside functions."""


def seeds(language: str) -> list[str]:
    """Return the known texts of a language: strings of its tests' cases that it reads, and examples by suffix."""
    room = LANGUAGES.get(language)
    found = [
        file.read_text(encoding="utf-8")
        for file in sorted((ROOT / "examples").iterdir())
        if file.suffix in room.suffixes
    ]
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "formal")]
    for name in (f"{language}_cases", f"test_{language}", f"test_{language}_language", f"test_{language}_parse"):
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
            continue
        for value in vars(module).values():
            found += list(_texts(value, room))
    found += MORE.get(language, [])
    return list(dict.fromkeys(text for text in found if _reads(room, text)))


def _texts(value: Any, room: Any) -> Iterator[str]:
    """Yield strings, and models written out, wherever they stand in a test's constants."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each, room)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _texts(each, room)
    elif hasattr(value, "language") and not isinstance(value, type):
        yield room.render(value)


def _reads(room: Any, text: str) -> bool:
    try:
        room.parse(text)
    except FormalError:
        return False
    return True


def mutated(known: list[str], draw: random.Random) -> str:
    """Return a known text with one to six things done to it."""
    text = draw.choice(known)
    for _ in range(draw.choice([1, 1, 1, 2, 3, 6])):
        start = draw.randrange(len(text) + 1)
        end = min(len(text), start + int(draw.expovariate(0.1)))
        other = draw.choice(known)
        place = draw.randrange(len(other) + 1)
        deep = draw.choice(NESTINGS)
        piece = draw.choice(
            [
                "",
                text[start:end] * draw.choice([2, 3, 50]),
                other[place : place + draw.randrange(60)],
                "".join(draw.choices(ODD, k=draw.randint(1, 6))),
                draw.choice(WORDS),
                f" {draw.choice(WORDS)} ",
                deep * draw.choice([3, 150, 5_000]) if draw.random() < 0.1 else deep,
                draw.choice(text.split() or [""]),
                str(draw.choice([0, 1, 2, 10**20, 2**63])),
            ]
        )
        text = text[:start] + piece + text[end:]
    return text[:1_000_000]


def garbage(known: list[str], draw: random.Random) -> Iterator[tuple[str, str]]:
    """Yield named texts of a megabyte or of great depth, each kind once."""
    size = 1_000_000
    yield "random characters", "".join(draw.choices(ODD, k=size))
    yield "random printable characters", "".join(draw.choices("".join(map(chr, range(32, 127))) + "\n", k=size))
    words = [word for text in known for word in text.split()]
    yield "random words", " ".join(draw.choices(words, k=size // 5))[:size]
    yield (
        "random lines",
        "\n".join(draw.choices([line for text in known for line in text.split("\n")], k=size // 20))[:size],
    )
    yield "digits", "7" * size
    yield "letters", "a" * size
    yield "blanks", " " * size
    yield "lines", "\n" * size
    for character in "([{\"'`%#/*\\-~!<=,.;:@$&|^0_":
        yield f"{character!r} only", character * size
    for nesting in NESTINGS:
        for depth in (500, 20_000):
            yield f"{nesting!r} {depth:,} times", nesting * depth
            longest = max(known, key=len)
            place = longest.find("=") + 1 or len(longest) // 2
            yield f"{nesting!r} {depth:,} times inside", longest[:place] + nesting * depth + longest[place:]
    for text in known[:3]:
        yield "a known text many times", (text + "\n") * (size // (len(text) + 1))
        yield "1,000 digits for each number", "".join("8" * 1_000 if each.isdigit() else each for each in text)[:size]


def judged(room: Any, text: str, *, back: bool) -> tuple[str, float, bool]:
    """Return what is wrong with the parsing of a text (empty if nothing), its processor time, and whether it was read."""
    began = time.process_time()
    try:
        model = room.parse(text)
    except FormalError:
        model = None
    except Exception as error:  # whatever else is raised is a finding
        return f"{type(error).__name__}: {error}"[:200], time.process_time() - began, False
    took = time.process_time() - began
    if took > SLOW:
        return f"{took:.1f} s", took, model is not None
    if model is not None and back:
        try:
            if room.parse(room.render(model)) != model:
                return "not read back as written", took, True
        except Exception as error:
            return f"written back: {type(error).__name__}: {error}"[:200], took, True
    return "", took, model is not None


def fuzz(language: str, seconds: float, seed: int) -> dict[str, Any]:
    """Fuzz one language for so many seconds of wall time; return the counts and the shortest text of each finding."""
    room, draw = LANGUAGES.get(language), random.Random(f"{seed} {language}")
    known = seeds(language)
    findings: dict[str, str] = {}
    slowest, megabyte, tried, read = 0.0, 0.0, 0, 0
    for name, text in garbage(known, draw):
        wrong, took, _ = judged(room, text, back=False)
        megabyte = max(megabyte, took)
        if wrong:
            findings[f"{name}: {wrong}"] = text[:200]
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        text = mutated(known, draw)
        wrong, took, was_read = judged(room, text, back=True)
        tried, read, slowest = tried + 1, read + was_read, max(slowest, took)
        if wrong:
            kind = wrong.split(":")[0] if not wrong.startswith("written") else wrong
            if kind not in findings or len(text) < len(findings[kind]):
                findings[kind] = text
    return {
        "language": language,
        "seeds": len(known),
        "tried": tried,
        "read": read,
        "slowest": slowest,
        "megabyte": megabyte,
        "findings": findings,
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=600)
    options.add_argument("--language", action="append")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--inside", help=argparse.SUPPRESS)
    options.add_argument("--write", action="store_true", help="write docs/results/fuzz.md")
    given = options.parse_args()
    if given.inside:
        json.dump(fuzz(given.inside, given.seconds, given.seed), sys.stdout)
        return
    command = f"python bench/fuzz.py --seconds {given.seconds:g} --seed {given.seed} --write"
    lines = ["# Fuzzed parsers", "", f"`{command}`", ""]
    lines += ["| language | seeds | texts | of them read | slowest, s | slowest garbage (to 1 MB), s | findings |"]
    lines += ["| --- | ---: | ---: | ---: | ---: | ---: | --- |"]
    notes: list[str] = []
    for language in given.language or LANGUAGES.names():
        order = [
            sys.executable,
            __file__,
            "--inside",
            language,
            "--seconds",
            str(given.seconds),
            "--seed",
            str(given.seed),
        ]
        ran = subprocess.run(order, capture_output=True, text=True)
        if ran.returncode:
            row: dict[str, Any] = {"seeds": 0, "tried": 0, "read": 0, "slowest": 0.0, "megabyte": 0.0}
            row["findings"] = {f"crashed, exit code {ran.returncode}": ran.stderr[-600:]}
        else:
            row = json.loads(ran.stdout)
        cells = [
            language,
            row["seeds"],
            f"{row['tried']:,}",
            f"{row['read']:,}",
            f"{row['slowest']:.2f}",
            f"{row['megabyte']:.2f}",
        ]
        lines.append(f"| {' | '.join(map(str, cells))} | {len(row['findings'])} |")
        notes += [f"- {language}: {what}" for what in row["findings"]]
        for what, text in row["findings"].items():
            sys.stderr.write(f"{language}: {what}\n    {text[:400]!r}\n")
        sys.stdout.write(lines[-1] + "\n")
        sys.stdout.flush()
    lines += [
        "",
        "A finding: an exception that is no FormalError, more than a second of processor time, or a model that is not read",
    ]
    lines += [
        "back as it was written. Those found and mended are tests (`tests/formal/test_fuzz_findings.py`). Left:",
        "",
    ]
    lines += notes or ["- none"]
    if given.write:
        RESULT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
