"""Published Metamath proofs, and corrupted ones, before our kernel.

    python bench/metamath.py --data DIR [--corrupted 1000] [--write]

DIR holds theorems.jsonl (theorems of set.mm with their stored proofs); the database itself is read from Debian's
metamath-databases or the folder that ALGORIST_METAMATH names. What a theorem may use ends before the theorem.

Not every change spoils a proof. Debian's program `metamath` judges each changed one as well: what it accepts is a proof still, is set
aside and drawn again, until as many are truly corrupted as were asked for.
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

from metamath_program import accepts, axioms

from algorist.formal.theorem.databases import database_path
from algorist.formal.theorem.metamath import Database, Refused, before, read_database, rests_on, verify
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


def used_by(theorem: Theorem, database: Database) -> frozenset[str] | None:
    """Return what a proof uses by our kernel, None where it is refused."""
    try:
        return verify(theorem, theorem.proof or "", database, before(database, theorem.name))
    except Refused:
        return None


def drawn(published: list[Theorem], draw: random.Random, count: int) -> list[tuple[str, Theorem]]:
    """Return changed theorems, none of them twice and none as published."""
    found: dict[Theorem, str] = {}
    known = set(published)
    while len(found) < count:
        made = corrupted(draw.choice(published), draw)
        if made is not None and made[1] not in known:
            found.setdefault(made[1], made[0])
    return [(kind, theorem) for theorem, kind in found.items()]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--corrupted", type=int, default=1000)
    options.add_argument("--write", action="store_true", help="write docs/results/metamath.md")
    given = options.parse_args()
    path = database_path("set.mm")
    began = time.monotonic()
    database = read_database(path)
    reading = time.monotonic() - began
    published = list(theorems(given.data, database))
    began = time.monotonic()
    used = [used_by(each, database) for each in published]
    checking = time.monotonic() - began
    good = sum(each is not None for each in used)

    changed = drawn(published, random.Random(7), given.corrupted + given.corrupted // 20 + 10)
    judged = accepts([*published, *(theorem for _, theorem in changed)], database, path)
    theirs, still = sum(judged[: len(published)]), judged[len(published) :]
    tried, refused = Counter[str](), Counter[str]()
    aside: list[str] = []
    unlike: list[str] = []
    for (kind, theorem), valid in zip(changed, still, strict=True):
        if sum(tried.values()) == given.corrupted:
            break
        ours = used_by(theorem, database) is not None
        if ours != valid:
            unlike.append(f"{theorem.name} ({kind})")
        if valid:
            aside.append(f"{theorem.name} ({kind})")
            continue
        tried[kind] += 1
        refused[kind] += not ours

    listed = axioms([each.name for each in published], path)
    same = sum(
        labels is not None and frozenset(rests_on(database, labels)) == listed[each.name]
        for each, labels in zip(published, used, strict=True)
    )
    rows = "".join(f"| {kind} | {tried[kind]} | {refused[kind]} |\n" for kind in sorted(tried))
    text = f"""# Metamath's kernel

`python bench/metamath.py --data DIR --corrupted {given.corrupted} --write`

{good} of {len(published)} published proofs of set.mm accepted, each from what stands before it alone (Debian's `metamath`: {theirs}).
The axioms that a proof comes down to are those that `metamath` traces for {same} of {len(published)}. Reading the database of
{len(database.assertions):,} statements takes {reading:.1f} s, checking {1000 * checking / len(published):.0f} ms a proof (one core).

| corruption | made | refused |
| --- | ---: | ---: |
{rows}| all | {tried.total()} | {refused.total()} |

A changed proof that `metamath` accepts is a proof still (of the same statement, or of a stronger one where a `distinct` condition that
it did not need was dropped); it is set aside and another is drawn: {", ".join(aside) or "none"}.
Changed proofs on which our kernel and `metamath` differ: {", ".join(unlike) or "none"}.
"""
    sys.stdout.write(text)
    if given.write:
        RESULT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
