"""Data that stand apart: sets are named by the words and sized by the data, and tables that relate members become data of 0 and 1."""

import pytest

from algorist.formal.linear import LANGUAGE
from algorist.methods.formalising.schema import schema, shortened


def test_sets_are_named_by_the_words_and_sized_by_the_data() -> None:
    words = "'cost': cost of sending; 2D list with shape (number of plants, number of towns)\n'need': need of each town; a list\n"
    found = schema({"cost": [[1, 2, 3], [4, 5, 6]], "need": [1, 1, 1], "names": ["a", "b"], "odd": {"a": 1}}, words)
    assert found is not None
    assert found.sets == {"plant": 2, "town": 3}
    assert found.parameters["cost"].axes == ("plant", "town")
    assert found.parameters["cost"].words == "cost of sending"
    assert found.parameters["need"].axes == ("town",)
    LANGUAGE.parse(f"{found.formal}var x\nminimize x\n")


@pytest.mark.parametrize(
    "odd", [[["a", "b"], ["c", "d"]], [[1], [1, 2]], [], [None], ["a", 1], {"a": 1}, True, "words", [[]]]
)
def test_what_is_no_number_list_or_table_of_numbers_is_left_out(odd: object) -> None:
    assert schema({"odd": odd}, "") is None
    found = schema({"odd": odd, "even": [2, 4]}, "")
    assert found is not None
    assert set(found.parameters) == {"even"}


def test_a_set_and_a_parameter_of_one_name_are_told_apart() -> None:
    found = schema({"node": [5, 6]}, "'node': what each node needs; number of nodes")
    assert found is not None
    assert not set(found.sets) & set(found.parameters)
    LANGUAGE.parse(f"{found.formal}var x\nminimize x\n")


def test_two_axes_of_one_set_are_told_apart() -> None:
    found = schema({"distance": [[0, 1], [1, 0]]}, "'distance': shape (number of stops, number of stops)")
    assert found is not None
    assert found.parameters["distance"].axes == ("stop", "stop2")


def test_pairs_of_names_become_incidences_and_columns() -> None:
    data = {"towns": ["a", "b", "c"], "roads": [["a", "b", 4], ["c", "a", 7]]}
    found = schema(data, "'towns': list of towns\n'roads': roads as tuples (start, end, length)")
    assert found is not None
    assert found.sets == {"town": 3, "road": 2}
    assert found.parameters["roads_from"].values == [[1, 0], [0, 0], [0, 1]]
    assert found.parameters["roads_to"].values == [[0, 1], [1, 0], [0, 0]]
    assert found.parameters["roads_length"].values == [4, 7]


def test_pairs_of_indices_relate_the_set_that_their_words_name() -> None:
    data = {"value": [5, 6, 7], "needs": [[0, 2]]}
    found = schema(data, "'value': value of each task\n'needs': pairs (i, j) of tasks, of which i needs j")
    assert found is not None
    assert found.parameters["needs_from"].values == [[1], [0], [0]]
    assert found.parameters["needs_to"].axes == ("task", "need")


def test_columns_categories_and_listed_members() -> None:
    data = {"sheets": [[1, 2], [3, 4], [5, 6]], "kind": [0, 1, 0], "most": [2, 2], "fragile": [2]}
    words = (
        "'sheets': list of tuples (width, height); length: number of sheets\n'kind': index of the kind of each sheet\n"
        "'most': most of each kind; list of length (number of kinds)\n'fragile': indices of the fragile sheets"
    )
    found = schema(data, words)
    assert found is not None
    assert found.parameters["sheets_height"].values == [2, 4, 6]
    assert found.parameters["in_kind"].values == [[1, 0], [0, 1], [1, 0]]
    assert found.parameters["in_fragile"].values == [0, 0, 1]


def test_true_and_false_are_numbers() -> None:
    found = schema({"able": [[True, False], [False, True]]}, "'able': shape (number of nurses, number of days)")
    assert found is not None
    assert found.parameters["able"].values == [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    ("description", "words"),
    [
        ("a list of float values representing the weight of each item", "weight of each item"),
        ("the supply at each plant; list of length (number of plants)", "supply at each plant"),
        ("values of the items; list", "values of the items"),
    ],
)
def test_descriptions_are_shown_without_what_tells_how_data_are_written(description: str, words: str) -> None:
    assert shortened(description) == words


def test_a_large_number_counts_no_set() -> None:
    known = schema({"num_units": 10**9, "cost": [1, 2, 3]}, "")
    assert known is not None
    assert max(known.sets.values()) == 3
