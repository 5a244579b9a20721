"""Published Metamath proofs, and corrupted ones, before our kernel.

    python bench/metamath.py --data DIR [--corrupted 1000] [--write]

DIR holds theorems.jsonl (theorems of set.mm with their stored proofs); the database itself is read from Debian's
metamath-databases or the folder that ALGORIST_METAMATH names. What a theorem may use ends before the theorem.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from algorist.formal.theorem.databases import database_path
from algorist.formal.theorem.metamath import Database, Refused, before, read_database, verify
from algorist.formal.theorem.tree import Assumption, Theorem

RESULT = Path(__file__).parents[1] / "docs" / "results" / "metamath.md"


def theorems(data: Path, database: Database) -> Iterator[Theorem]:
    """Yield the published theorems, their distinct variables taken from the database's own frames."""
    for line in (data / "theorems.jsonl").read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        yield Theorem(
            "metamath",
            item["id"],
            item["statement"],
            tuple(Assumption(each["label"], each["statement"]) for each in item["essential"]),
            tuple(sorted(database.assertions[item["id"]].distinct)),
            "set.mm",
            proof=item["proof"],
        )


def corrupted(theorem: Theorem, draw: random.Random) -> tuple[str, Theorem] | None:
    """Return the kind of a corruption and the theorem with it; None where this kind does not apply."""
    kind = draw.choice(["statement", "letter", "label", "dropped", "distinct"])
    labels, _, letters = (theorem.proof or "").rpartition(")")
    names, letters = labels.split()[1:], "".join(letters.split())
    if kind == "statement":
        tokens = theorem.statement.split()
        position = draw.randrange(1, len(tokens)) if len(tokens) > 1 else 0
        other = draw.choice(
            [each for each in ("ph", "ps", "A", "B", "x", "->", "(", "/\\") if each != tokens[position]]
        )
        return kind, replace(theorem, statement=" ".join([*tokens[:position], other, *tokens[position + 1 :]]))
    if kind == "letter":
        position = draw.randrange(len(letters))
        if not "A" <= letters[position] <= "T":
            return None
        letters = (
            letters[:position] + draw.choice("ABCDEFGHIJ".replace(letters[position], "")) + letters[position + 1 :]
        )
    elif kind == "dropped":
        position = draw.randrange(len(letters))
        if letters[position] == "Z":
            return None
        letters = letters[:position] + letters[position + 1 :]
    elif kind == "label":
        if len(names) < 2:
            return None
        i, j = draw.sample(range(len(names)), 2)
        names[i], names[j] = names[j], names[i]
    elif theorem.distinct:
        return kind, replace(theorem, distinct=())
    else:
        return None
    return kind, replace(theorem, proof=f"( {' '.join(names)} ) {letters}")


def accepted(theorem: Theorem, database: Database) -> bool:
    try:
        verify(theorem, theorem.proof or "", database, before(database, theorem.name))
    except Refused:
        return False
    return True


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--corrupted", type=int, default=1000)
    options.add_argument("--write", action="store_true", help="write docs/results/metamath.md")
    given = options.parse_args()
    began = time.monotonic()
    database = read_database(database_path("set.mm"))
    reading = time.monotonic() - began
    published = list(theorems(given.data, database))
    began = time.monotonic()
    good = sum(accepted(each, database) for each in published)
    checking = time.monotonic() - began
    draw, tried, refused = random.Random(7), Counter[str](), Counter[str]()
    unrefused: list[str] = []
    while sum(tried.values()) < given.corrupted:
        made = corrupted(draw.choice(published), draw)
        if made is None or made[1] in published:
            continue
        kind, theorem = made
        tried[kind] += 1
        if accepted(theorem, database):
            unrefused.append(f"{theorem.name} ({kind})")
        else:
            refused[kind] += 1
    rows = "".join(f"| {kind} | {tried[kind]} | {refused[kind]} |\n" for kind in sorted(tried))
    text = f"""# Metamath's kernel

`python bench/metamath.py --data DIR --corrupted {given.corrupted} --write`

{good} of {len(published)} published proofs of set.mm accepted, each from what stands before it alone. Reading the database of
{len(database.assertions):,} statements takes {reading:.1f} s, checking {1000 * checking / len(published):.0f} ms a proof (one core).

| corruption | made | refused |
| --- | ---: | ---: |
{rows}
Accepted all the same: {", ".join(unrefused) or "none"}. A `distinct` condition that is dropped without harm was not needed by that
proof, and a changed letter can leave another proof of the same statement; both are then rightly accepted.
"""
    sys.stdout.write(text)
    if given.write:
        RESULT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
