"""Cutting statements into segments, and finding the lists in them."""

from hypothesis import given
from hypothesis import strategies as st

from algorist.methods.formalising.clauses import segments, slug


def test_a_numbered_puzzle_is_cut_into_its_clues() -> None:
    cut = segments("There are 2 houses.\n\n## Clues:\n1. Ann is first.\n2. Bob owns the dog.")
    assert [(each.text, each.numbered) for each in cut] == [
        ("There are 2 houses.", False),
        ("Ann is first.", True),
        ("Bob owns the dog.", True),
    ]


def test_prose_is_cut_at_sentence_ends_but_not_after_titles() -> None:
    cut = segments('Mrs. Green sits left of Dr. Brown. He likes tea! "Who is last?" Nobody knows.')
    assert [each.text for each in cut] == [
        "Mrs. Green sits left of Dr. Brown.",
        "He likes tea!",
        '"Who is last?"',
        "Nobody knows.",
    ]


def test_lists_are_shown_by_reference() -> None:
    (one,) = segments(" - Each person has a unique car: `tesla model 3`, `honda civic`, `ford f150`, `fiat`")
    assert one.lists == (("tesla model 3", "honda civic", "ford f150", "fiat"),)
    assert one.shown == "Each person has a unique car: @1(tesla model 3, honda civic, ford f150)"


def test_the_values_of_a_list_lose_their_articles() -> None:
    (one,) = segments("On the wall hang three things: a clock, an old mirror, and the map.")
    assert one.lists == (("clock", "old mirror", "map"),)


def test_a_list_ends_with_its_sentence() -> None:
    first, second = segments("There are three birds: a wren, an owl, and a stork. The owl is the leftmost.")
    assert first.lists == (("wren", "owl", "stork"),)
    assert second.text == "The owl is the leftmost."


def test_names_in_a_sentence_are_a_list() -> None:
    (one,) = segments("Four friends, Mia, Noah, Olivia and Peter, wait in line.")
    assert one.lists == (("Mia", "Noah", "Olivia", "Peter"),)
    assert "@1(Mia, Noah, Olivia)" in one.shown


@given(st.text(max_size=300))
def test_any_text_is_cut_without_losing_letters(text: str) -> None:
    for each in segments(text):
        assert each.text.strip() == each.text
        assert each.shown is not None


@given(st.text(max_size=40))
def test_slugs_are_identifiers(text: str) -> None:
    assert slug(text).replace("_", "a").isalnum()
    assert slug(slug(text)) == slug(text)
