"""Random texts of a GBNF grammar, with all of llama.cpp's repetitions."""

from __future__ import annotations

import random
import re
from functools import lru_cache
from typing import Any

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\[(?:[^\]\\]|\\.)*\]|\{\d+(?:,\d*)?\}|[()|*+?]|[a-z][a-z-]*')


def sample(grammar: str, rng: random.Random) -> str:
    """Return a text that the grammar derives from `root`."""
    return _choose(_rules(grammar), ("rule", "root"), rng)


@lru_cache
def _rules(grammar: str) -> dict[str, Any]:
    rules = {}
    for line in grammar.splitlines():
        name, _, body = line.partition("::=")
        tokens = TOKEN.findall(body)
        assert "".join(tokens) == re.sub(r' (?=(?:[^"]*"[^"]*")*[^"]*$)', "", body.strip()), line
        node, rest = _alternatives(tokens)
        assert not rest, rest
        rules[name.strip()] = node
    return rules


def _alternatives(tokens: list[str]) -> tuple[Any, list[str]]:
    options = []
    while True:
        parts: list[Any] = []
        while tokens and tokens[0] not in "|)":
            part, tokens = _part(tokens)
            parts.append(part)
        options.append(("all", parts))
        if not tokens or tokens[0] != "|":
            return ("any", options), tokens
        tokens = tokens[1:]


def _part(tokens: list[str]) -> tuple[Any, list[str]]:
    token, *tokens = tokens
    node: Any
    if token == "(":
        node, tokens = _alternatives(tokens)
        assert tokens.pop(0) == ")"
    elif token.startswith('"'):
        node = ("text", token[1:-1].replace("\\n", "\n"))
    elif token.startswith("["):
        node = ("set", [chr(code) for code in range(32, 127) if re.fullmatch(token, chr(code))])
    else:
        node = ("rule", token)
    if tokens and re.fullmatch(r"[*+?]|\{.*\}", tokens[0]):
        sign, *tokens = tokens
        least, most = {"*": (0, 3), "+": (1, 3), "?": (0, 1)}.get(sign) or _range(sign)
        node = ("repeat", node, least, min(most, least + 4))
    return node, tokens


def _range(sign: str) -> tuple[int, int]:
    least, _, most = sign[1:-1].partition(",")
    return int(least), int(most or least)


def _choose(rules: dict[str, Any], node: Any, rng: random.Random) -> str:
    match node:
        case ("text", text):
            return str(text)
        case ("set", characters):
            return str(rng.choice(characters))
        case ("rule", name):
            return _choose(rules, rules[name], rng)
        case ("any", options):
            return _choose(rules, rng.choice(options), rng)
        case ("all", parts):
            return "".join(_choose(rules, part, rng) for part in parts)
        case ("repeat", each, least, most):
            return "".join(_choose(rules, each, rng) for _ in range(rng.randint(least, most)))
    raise AssertionError(node)
