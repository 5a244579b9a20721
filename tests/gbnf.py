"""Read a GBNF grammar: does it derive a text, and random texts that it derives."""

from __future__ import annotations

import random
import re
from functools import cache
from typing import Any, TypeAlias

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\[(?:[^\]\\]|\\.)*\]|::=|[()|*+?]|[a-z][a-z0-9]*|\n')


DEEP = 16

Known: TypeAlias = dict[str, list[str]]


class Gbnf:
    """A grammar of rules one to a line; nodes are ("or", ...), ("seq", ...), ("repeat", node, least), texts, sets."""

    def __init__(self, source: str) -> None:
        self.rules: dict[str, Any] = {}
        for line in source.splitlines():
            name, _, *tokens = _TOKEN.findall(line)
            node, rest = self._alternatives(tokens)
            assert not rest, rest
            self.rules[name] = node

    def _alternatives(self, tokens: list[str]) -> tuple[Any, list[str]]:
        node, tokens = self._sequence(tokens)
        nodes = [node]
        while tokens[:1] == ["|"]:
            node, tokens = self._sequence(tokens[1:])
            nodes.append(node)
        return ("or", *nodes), tokens

    def _sequence(self, tokens: list[str]) -> tuple[Any, list[str]]:
        nodes: list[Any] = []
        while tokens and tokens[0] not in "|)":
            token, *tokens = tokens
            if token == "(":
                node, tokens = self._alternatives(tokens)
                assert tokens.pop(0) == ")"
            elif token.startswith('"'):
                node = ("text", token[1:-1].replace("\\n", "\n").replace('\\"', '"'))
            elif token.startswith("["):
                node = ("set", token)
            else:
                node = ("rule", token)
            if tokens[:1] and tokens[0] in "*+?":
                sign = tokens.pop(0)
                node = ("or", ("text", ""), node) if sign == "?" else ("repeat", node, int(sign == "+"))
            nodes.append(node)
        return ("seq", *nodes), tokens

    def derives(self, text: str) -> bool:
        @cache
        def ends(node: Any, start: int) -> frozenset[int]:
            match node:
                case ("text", piece):
                    return frozenset({start + len(piece)} if text.startswith(piece, start) else ())
                case ("set", characters):
                    return frozenset({start + 1} if re.match(characters, text[start : start + 1]) else ())
                case ("rule", name):
                    return ends(self.rules[name], start)
                case ("or", *nodes):
                    return frozenset().union(*(ends(each, start) for each in nodes))
                case ("seq", *nodes):
                    places = {start}
                    for each in nodes:
                        places = set().union(*(ends(each, place) for place in places))
                    return frozenset(places)
                case ("repeat", each, least):
                    return _closure(ends, each, start, least)
            raise AssertionError(node)

        return len(text) in ends(("rule", "root"), 0)

    def sample(self, rng: random.Random, known: Known, node: Any = ("rule", "root"), depth: int = 0) -> str:
        """Return a text; rules in `known` stand for one of the texts given, and deep down the first choice is taken."""
        match node:
            case ("text", piece):
                return str(piece)
            case ("set", characters):
                return rng.choice([chr(code) for code in range(33, 127) if re.match(characters, chr(code))])
            case ("rule", name):
                if name in known:
                    return rng.choice(known[name])
                return self.sample(rng, known, self.rules[name], depth + 1)
            case ("or", *nodes):
                return self.sample(rng, known, rng.choice(nodes) if depth < DEEP else nodes[0], depth)
            case ("seq", *nodes):
                return "".join(self.sample(rng, known, each, depth) for each in nodes)
            case ("repeat", each, least):
                count = least + (rng.choice((0, 0, 0, 1)) if depth < DEEP else 0)
                return "".join(self.sample(rng, known, each, depth) for _ in range(count))
        raise AssertionError(node)


def _closure(ends: Any, node: Any, start: int, least: int) -> frozenset[int]:
    places: set[int] = set() if least else {start}
    waiting = [start]
    while waiting:
        for place in ends(node, waiting.pop()) - places:
            places.add(place)
            waiting.append(place)
    return frozenset(places)
