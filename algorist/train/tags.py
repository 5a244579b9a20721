"""Texts whose entities people marked: tokens, sentences and what each tag spans (CoNLL files with BIO tags)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_SMALL = frozenset(re.findall(r"\w+", """
    a an the of to in on at for and or per each every one is are be can must should it its their this that which with by has
    have least most more than no not up total maximum minimum only there as many all so also if will takes take requires require needs
"""))  # fmt: skip


class Unclear(Exception):
    """The words leave it open; the text is not used."""


@dataclass(frozen=True, slots=True)
class Entity:
    """Words that one tag spans: its kind, the text, and the tokens from `begin` to `end`, exclusive."""

    kind: str
    text: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Tagged:
    """A text by tokens, with the sentence that each token stands in, and its entities in order."""

    tokens: tuple[str, ...]
    sentence: tuple[int, ...]
    entities: tuple[Entity, ...]

    def of(self, kind: str) -> list[Entity]:
        return [entity for entity in self.entities if entity.kind == kind]

    def after(self, entity: Entity, most: int = 6, ends: frozenset[str] = frozenset()) -> frozenset[str]:
        """The stems of the words after an entity, up to the next number, a token in `ends`, or the end of its sentence."""
        return self._until(range(entity.end, min(len(self.tokens), entity.end + most)), entity, ends)

    def before(self, entity: Entity, most: int = 4, ends: frozenset[str] = frozenset()) -> frozenset[str]:
        """The stems of the words before an entity, back to the last number, a token in `ends`, or where its sentence begins."""
        return self._until(range(entity.begin - 1, max(-1, entity.begin - most - 1), -1), entity, ends)

    def around(self, entity: Entity) -> list[str]:
        """The words of the sentence that an entity stands in, in small letters."""
        here = self.sentence[entity.begin]
        return [token.lower() for token, sentence in zip(self.tokens, self.sentence, strict=True) if sentence == here]

    def _until(self, window: range, entity: Entity, ends: frozenset[str]) -> frozenset[str]:
        numbers = {i for e in self.entities if e.kind in ("PARAM", "LIMIT") for i in range(e.begin, e.end)}
        inside = []
        for position in window:
            other = self.sentence[position] != self.sentence[entity.begin]
            if other or position in numbers or self.tokens[position].lower() in ends:
                break
            inside.append(self.tokens[position])
        return frozenset(stems(" ".join(inside)))

    @property
    def words(self) -> str:
        text = " ".join(self.tokens)
        for pattern, new in (
            (r"\s+([,.;:?!%)])", r"\1"),
            (r"([$(])\s+", r"\1"),
            (r"\s+('s\b)", r"\1"),
            (r"\s*-\s*", "-"),
        ):
            text = re.sub(pattern, new, text)
        return text


def texts(conll: str) -> Iterator[Tagged]:
    for block in re.split(r"\n\s*\n", conll):
        rows = [line.split("\t") for line in block.splitlines() if line.strip() and not line.startswith("-DOCSTART-")]
        if rows:
            yield tag([row[0] for row in rows], [row[-1] for row in rows])


def tag(tokens: Sequence[str], tags: Sequence[str]) -> Tagged:
    """Gather tokens and their BIO tags into entities and sentences."""
    entities: list[Entity] = []
    sentence, count = [], 0
    for position, (token, label) in enumerate(zip(tokens, tags, strict=True)):
        sentence.append(count)
        count += token in {".", "?", "!"} or (token.endswith(".") and len(token) > 3 and token[-2].isalpha())
        kind = label[2:]
        if label.startswith("I-") and entities and entities[-1].kind == kind and entities[-1].end == position:
            last = entities.pop()
            entities.append(Entity(kind, f"{last.text} {token}", last.begin, position + 1))
        elif label != "O":
            entities.append(Entity(kind, token, position, position + 1))
    return Tagged(tuple(tokens), tuple(sentence), tuple(entities))


def stems(text: str) -> list[str]:
    words = re.findall(r"[a-z0-9$%]+", text.lower().replace("$", " dollar "))
    money = {"cost": "dollar", "budget": "dollar", "spend": "dollar", "costs": "dollar", "dollars": "dollar"}
    return [_stem(money.get(word, word)) for word in words if word not in _SMALL]


def _stem(word: str) -> str:
    return re.sub(r"(?<=[a-z]{3})(e|ing|ed|y|i)$", "", re.sub(r"(?<=[a-z]{2})(?<!s)s$", "", word))
