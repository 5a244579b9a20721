"""The values of a puzzle that does not list them: gathered from its clauses, each into the group that it belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from difflib import SequenceMatcher

from algorist.core.run import Run
from algorist.methods.formalising.clauses import Segment
from algorist.methods.formalising.declared import ADAPTER, Declared
from algorist.methods.formalising.literal import Reference, references
from algorist.methods.formalising.nbest import Line, Writer


async def gathered(declared: Declared, run: Run) -> Declared:
    """Gather the values that the clauses mention into groups; a group that lacks some is filled with nameless others."""
    writer = Writer(run, "", adapter=ADAPTER, max_tokens=40, tag="mention")
    firsts = await run.map(lambda segment: writer.first(_mentioned(segment)), declared.clauses)
    found: dict[str, Counter[str]] = {}
    where: dict[Reference, int] = {}
    declares = {member for members in declared.groups.values() for member in members}
    for position, (line, _) in enumerate(firsts):
        for key, member in references(line.text):
            if key not in declared.groups and member in declares:
                continue  # it stands in a list, so this is not its group
            found.setdefault(key, Counter())[member] += 1
            where.setdefault((key, member), position)
    for key, members in declared.groups.items():
        found[key] = Counter(dict.fromkeys(members, 9))
    merged = {key: _merged(members) for key, members in found.items()}
    size = declared.size or Counter(map(len, merged.values())).most_common(1)[0][0] if merged else 0

    async def readings(reference: Reference) -> list[Line]:
        position = where.get(reference)
        if position is None:  # it was moved here
            return []
        return await writer.more(_mentioned(declared.clauses[position]), *firsts[position], 6)

    for key in [key for key, members in merged.items() if len(members) > size and key not in declared.groups]:
        await _relieve(merged, key, size, readings)
    complete: dict[str, dict[str, str]] = {}
    for key, names in merged.items():
        if 1 <= len(names) <= size and (len(names) > 1 or len(merged) < 3 or size <= 3):
            others = [f"other_{number}" for number in range(1, size - len(names) + 1)]
            labels = declared.groups.get(key, {})
            complete[key] = {m: labels.get(m, m.replace("_", " ")) for m in [*names, *others]}
    return Declared(complete, size, declared.clauses)


async def _relieve(
    merged: dict[str, list[str]],
    key: str,
    size: int,
    readings: Callable[[Reference], Awaitable[list[Line]]],
    passed: frozenset[str] = frozenset(),
) -> None:
    """Move members of an overfull group by the likeliest other reading of their clauses, where there is room or room can be made."""
    moves: list[tuple[bool, float, str, str]] = []
    for member in merged[key]:
        for line in await readings((key, member)):
            for other, same in references(line.text):
                if same == member and other not in passed | {key} and 0 < len(merged.get(other, ())) <= size:
                    moves.append((len(merged[other]) < size, line.log_probability, member, other))
    for _, _, member, other in sorted(moves, reverse=True):
        if len(merged[key]) <= size or member not in merged[key]:
            continue
        merged[key].remove(member)
        merged[other].append(member)
        if len(merged[other]) > size:
            await _relieve(merged, other, size, readings, passed | {key})
        if len(merged[other]) > size:
            merged[other].remove(member)
            merged[key].append(member)


def _mentioned(segment: Segment) -> str:
    return f"mention> {segment.text}\n"


def _merged(members: Counter[str]) -> list[str]:
    """Merge spellings of one value, such as its singular and plural, into the commoner one."""
    kept: list[str] = []
    for member, _ in members.most_common():
        if not any(_alike(member, other) for other in kept):
            kept.append(member)
    return sorted(kept, key=list(members).index)


def _alike(a: str, b: str) -> bool:
    return a.rstrip("s") == b.rstrip("s") or SequenceMatcher(None, a, b).ratio() > 0.9
