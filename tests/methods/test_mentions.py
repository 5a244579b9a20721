"""Values gathered from clauses: groups that fit, decided together."""

import asyncio
import math
from random import Random

from algorist.core.language_model import Completion, Request, Token
from algorist.core.run import Run
from algorist.lm.scripted import Scripted
from algorist.methods.formalising.clauses import Segment
from algorist.methods.formalising.declared import Declared
from algorist.methods.formalising.mentions import Mention, _mentions, _values, gathered


def gather(said: dict[str, str], size: int, **groups: list[str]) -> Declared:
    """Gather from clauses whose mentions a scripted model gives."""

    def reply(request: Request, random: Random) -> str:
        clause, _, begun = request.prompt.removeprefix("mention> ").partition("\n")
        return said.get(f"{clause}|{begun}", "none") if begun else said[clause]

    listed = {key: {member: member.title() for member in members} for key, members in groups.items()}
    run = Run({"scripted": Scripted(reply)})
    try:
        return asyncio.run(gathered(Declared(listed, size, tuple(map(Segment, said))), run))
    finally:
        run.close()


def test_values_are_gathered_once_and_what_lacks_is_filled() -> None:
    found = gather(
        {"The Pole keeps a dog.": "nationality.pole, pet.dog", "Dogs dislike the Dane.": "pet.dogs, nationality.dane"},
        3,
    )
    assert list(found.groups["nationality"]) == ["pole", "dane", "other_1"]
    assert list(found.groups["pet"]) == ["dog", "other_1", "other_2"]


def test_a_value_that_was_overlooked_is_looked_for_where_its_group_lacks_one() -> None:
    said = {
        "The red house is next to the blue one.": "color.red, color.blue",
        "The Pole lives in the green house.": "nationality.pole",
        "The Pole lives in the green house.|nationality.pole, color.": "green",
        "The Dane and the Swede are neighbours.": "nationality.dane, nationality.swede",
        "The Dane and the Swede are neighbours.|nationality.dane, nationality.swede, color.": "swede",
    }
    assert list(gather(said, 3).groups["color"]) == ["red", "blue", "green"]
    del said["The Pole lives in the green house.|nationality.pole, color."]
    assert list(gather(said, 3).groups["color"]) == ["red", "blue", "other_1"]


def test_no_group_has_more_values_than_positions() -> None:
    """Three colors for two houses: one of them was said to be one in a single clause of two."""
    said = {
        "red dog": "color.red, pet.dog",
        "blue": "color.blue",
        "cat": "color.cat",
        "red": "color.red",
        "a blue one": "color.blue",
    }
    found = gather(said, 2)
    assert found.groups["color"].keys() == {"red", "blue"}
    assert found.groups["pet"].keys() == {"dog", "cat"}


def test_a_listed_value_stays_in_its_group() -> None:
    found = gather({"Ann has a dog": "person.ann, pet.dog", "Bob, a cat": "name.bob, pet.cat"}, 2, name=["ann", "bob"])
    assert {key: list(members) for key, members in found.groups.items()} == {
        "name": ["ann", "bob"],
        "pet": ["dog", "cat"],
    }


def test_a_value_that_the_clause_does_not_say_is_dropped() -> None:
    found = gather({"The dog barks.": "pet.dog, pet.hog", "The cat sleeps.": "pet.cat"}, 3)
    assert list(found.groups["pet"]) == ["dog", "cat", "other_1"]


def test_the_alternatives_of_a_key_are_read_with_their_probabilities() -> None:
    tokens = (
        Token("pet", math.log(0.7), (("pet", math.log(0.7)), ("animal", math.log(0.2)))),
        Token(".dog", 0.0),
        Token(",", 0.0),
        Token(" col", math.log(0.6), ((" house", math.log(0.4)),)),
        Token("or.red", 0.0),
    )
    first, second = _mentions(Completion("pet.dog, color.red", 1, 5, tokens=tokens))
    assert first == Mention("dog", "pet", {"pet": math.exp(math.log(0.7)), "animal": math.exp(math.log(0.2))})
    assert second.beginnings.keys() == {"color", "house"}


def test_one_word_in_two_groups_is_two_values() -> None:
    sure = [Mention("red", "hair", {"hair": 1.0}), Mention("red", "color", {"color": 1.0})]
    assert len(_values(Declared({}, 2, ()), sure, ["hair", "color"])) == 2
    torn = [Mention("red", "hair", {"hair": 0.6, "color": 0.4}), Mention("red", "color", {"color": 1.0})]
    assert len(_values(Declared({}, 2, ()), torn, ["hair", "color"])) == 1
