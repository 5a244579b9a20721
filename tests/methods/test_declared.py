"""What a puzzle declares: under a grammar, and lists that end with "and"."""

import asyncio
from random import Random

from algorist.core.language_model import Request
from algorist.core.run import Run
from algorist.lm.scripted import Scripted
from algorist.methods.formalising.clauses import segments
from algorist.methods.formalising.declared import Declared, declare


def declared(text: str, **answers: str) -> Declared:
    """Declare a text by a scripted model that answers by the first word of a sentence, else with a clue."""

    def reply(request: Request, random: Random) -> str:
        assert request.grammar is not None
        return answers.get(request.prompt.removeprefix("declare> ").split()[0], "clue")

    run = Run({"scripted": Scripted(reply)})
    try:
        return asyncio.run(declare(segments(text), run))
    finally:
        run.close()


def test_the_last_two_values_are_parted_where_a_list_is_one_short() -> None:
    text = "Three friends, Ann, Bob and Cid, queue. Their wishes: tea, milk and water. Ann wants tea."
    found = declared(text, Three="positions 3; group name: @1", Their="group drink: @1")
    assert list(found.groups["drink"]) == ["tea", "milk", "water"]
    assert [segment.text for segment in found.clauses] == ["Ann wants tea."]


def test_a_value_with_and_in_it_stays_whole_where_the_list_fits() -> None:
    found = declared("Three lunches: pizza, soup, fish and chips", Three="positions 3; group food: @1")
    assert list(found.groups["food"]) == ["pizza", "soup", "fish_and_chips"]
