"""Programmes in words have an optimum, and every number of the programme stands in the words."""

import re
from collections import Counter
from itertools import islice

from algorist.core.certificate import Claim
from algorist.core.language import Limits
from algorist.formal.linear import LANGUAGE
from algorist.methods.formalising.numerals import misplaced
from algorist.train.allocations import lessons as allocations
from algorist.train.declarations import Declared, renumber
from algorist.train.linear_words import lessons


def test_programmes_have_an_optimum_and_state_their_numbers() -> None:
    for lesson in islice(lessons(4), 40):
        words, formal = lesson.branches[0].prompt, lesson.branches[0].target
        assert LANGUAGE.solve(LANGUAGE.parse(formal), Limits()).claim is Claim.OPTIMAL
        assert misplaced(words, formal) == 0


def test_renumbering_changes_words_and_lines_alike() -> None:
    from random import Random

    declared = Declared(
        "A van takes 30 boxes, a truck 80; 500 boxes in all.", "var v, t integer\nminimize v + t\n30*v + 80*t >= 500\n"
    )
    changed = renumber(Random(1), declared)
    assert changed is not None
    assert set(re.findall(r"\d+", changed.words)) == set(re.findall(r"\d+", changed.formal))
    assert changed.words != declared.words


def test_an_allocation_has_an_optimum_and_states_every_number_of_its_programme() -> None:
    for lesson in islice(allocations(3), 60):
        branch = lesson.branches[0]
        model = LANGUAGE.parse(branch.target)
        assert LANGUAGE.solve(model, Limits(seconds=5)).claim is Claim.OPTIMAL
        assert "{" not in branch.prompt
        limits = Counter(line.split()[0] for line in branch.target.splitlines() if line[:1].isdigit())
        again = " ".join(
            limit for limit, count in limits.items() for _ in range(count - 1)
        )  # one limit of each of several
        assert misplaced(f"{branch.prompt} {again}", branch.target) == 0, (branch.prompt, branch.target)
