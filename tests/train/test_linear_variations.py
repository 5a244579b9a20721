"""Variations of what people wrote: words and lines change together, and only where there is one reading."""

from itertools import islice
from random import Random

from algorist.core.certificate import Claim
from algorist.core.language import Limits
from algorist.formal.linear import LANGUAGE
from algorist.train.counterfactuals import exchanged, turned
from algorist.train.declarations import Declared
from algorist.train.variations import lessons

FLEET = Declared(
    "A van carries 20 crates and a truck carries 50 crates. At least 400 crates must be moved. There must be at most "
    "three times as many vans as trucks. How many of each should be hired to minimize the number of vehicles?",
    "var van, truck integer\nminimize van + truck\n400 <= van*20 + truck*50\nvan <= truck*3\n",
)
SHARED = Declared(
    "A pill has 2 units of zinc and 3 units of iron. Take at least 15 units of zinc and 20 units of iron. Minimize the pills.",
    "var pill integer\nminimize pill\n15 <= pill*2\n20 <= pill*3\n",
)


def test_a_limit_turned_round_changes_its_phrase_and_its_line() -> None:
    seen = {turned(Random(seed), FLEET) for seed in range(20)}
    limit = Declared(FLEET.words.replace("At least 400", "At most 400"), FLEET.formal.replace("400 <=", "400 >="))
    factor = Declared(FLEET.words.replace("at most three", "at least three"), FLEET.formal.replace("van <=", "van >="))
    assert seen == {limit, factor}


def test_a_phrase_that_two_limits_share_is_left_alone() -> None:
    assert all(turned(Random(seed), SHARED) == SHARED for seed in range(20))


def test_exchanged_things_keep_their_number_and_the_line_follows() -> None:
    assert exchanged(Random(1), FLEET) == Declared(
        FLEET.words.replace("as many vans as trucks", "as many trucks as vans"),
        FLEET.formal.replace("van <= truck*3", "truck <= van*3"),
    )


def test_a_comparison_that_names_a_thing_twice_is_left_alone() -> None:
    words = FLEET.words.replace("as trucks.", "as trucks, since vans are cheap.")
    assert exchanged(Random(1), Declared(words, FLEET.formal)).words == words


def test_every_lesson_has_an_optimum_that_does_something() -> None:
    for lesson in islice(lessons(3, [FLEET, SHARED], "declared"), 60):
        (branch,) = lesson.branches
        solution = LANGUAGE.solve(LANGUAGE.parse(branch.target), Limits(seconds=5))
        assert solution.claim is Claim.OPTIMAL
        assert any(solution.values.values())
