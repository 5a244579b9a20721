"""Programmes read off tagged words: numbers find their things and limits, and what is unclear is left out."""

from pathlib import Path

import pytest

from algorist.formal.equivalence import canonical
from algorist.formal.linear import LANGUAGE
from algorist.train.tagged import read_tagged

MARKED = {
    "bakery": (
        "A bakery sells <VAR rye loaves> and <VAR cakes> . Each <VAR rye loaf> takes <PARAM 10> minutes in the oven and "
        "<PARAM 2> cups of flour . Each <VAR cake> takes <PARAM 15> minutes in the oven and <PARAM 3> cups of flour . There are "
        "<CONST_DIR available> <LIMIT 1,200> minutes in the oven and <LIMIT 300> cups of flour . <CONST_DIR At least> <LIMIT 5> "
        "<VAR cakes> must be sold . The <OBJ_NAME profit> per <VAR rye loaf> is $ <PARAM 3> and the <OBJ_NAME profit> per "
        "<VAR cake> is $ <PARAM 4> . How many of each should be made to <OBJ_DIR maximize> <OBJ_NAME profit> ?",
        "var loaf, cake integer\nmaximize 3*loaf + 4*cake\n1200 >= 10*loaf + 15*cake\n300 >= 2*loaf + 3*cake\n5 <= cake\n",
    ),
    "fleet": (
        "A firm hires <VAR vans> and <VAR trucks> . A <VAR van> carries <PARAM 20> crates and a <VAR truck> carries <PARAM 50> "
        "crates . <CONST_DIR At least> <LIMIT 400> crates must be moved . <CONST_DIR At most> <LIMIT 30 %> of the vehicles can be "
        "<VAR trucks> . There must be <CONST_DIR at least> <PARAM twice> as many <VAR vans> as <VAR trucks> . How many vehicles to "
        "<OBJ_DIR minimize> the <OBJ_NAME total number> of vehicles ?",
        "var van, truck integer\nminimize van + truck\n400 <= 20*van + 50*truck\n30%*(van + truck) >= truck\nvan >= 2*truck\n",
    ),
}
UNCLEAR = "A <VAR van> carries <PARAM 20> crates . Move <CONST_DIR at least> <LIMIT 40> crates and <OBJ_DIR minimize> <OBJ_NAME cost> ."


def conll(marked: str) -> str:
    """Write `<TAG words>` as the CoNLL rows of a tagged text."""
    rows, tag, begun = [], "O", False
    for word in marked.split():
        if word.startswith("<"):
            tag, begun = word[1:], True
            continue
        ends = word.endswith(">")
        label = "O" if tag == "O" else f"{'B' if begun else 'I'}-{tag}"
        rows.append(f"{word.rstrip('>')}\t_\t_\t{label}")
        begun = False
        tag = "O" if ends else tag
    return "\n".join(rows) + "\n\n"


@pytest.mark.parametrize("name", MARKED)
def test_a_clear_text_becomes_the_programme_that_it_states(name: str, tmp_path: Path) -> None:
    marked, formal = MARKED[name]
    file = tmp_path / "texts.txt"
    file.write_text("-DOCSTART-\t_\t_\tO\n\n" + conll(marked), encoding="utf-8")
    (declared,) = read_tagged(file)
    assert canonical(LANGUAGE.parse(declared.formal)) == canonical(LANGUAGE.parse(formal))
    assert "<" not in declared.words
    assert " ." not in declared.words


def test_an_unclear_text_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "unclear.txt"
    file.write_text(conll(UNCLEAR) + conll(MARKED["fleet"][0]), encoding="utf-8")
    assert len(read_tagged(file)) == 1
