"""Words that nobody has seen: what is not known can only be read off."""

from __future__ import annotations

from random import Random

_ONSETS = (*"bdfghjklmnprstvwz", "br", "cl", "dr", "st", "th", "qu")
_CODAS = "nlrtmxk"


def invented(random: Random) -> str:
    """Return a word of one to three syllables that is none, such as "dibrel"; never a plural."""
    syllables = [random.choice(_ONSETS) + random.choice("aeiou") for _ in range(random.choice([1, 2, 2, 3]))]
    return "".join(syllables) + random.choice(_CODAS)
