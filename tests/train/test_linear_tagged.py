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
    "workshop": (
        "A <VAR lamp> takes <PARAM 4> hours to bend and <PARAM 9> hours to paint . A <VAR stool> takes <PARAM 6> hours to bend and "
        "<PARAM 2> hours to paint . The bending team is <CONST_DIR available> for <LIMIT 35> hours and the painting team is "
        "<CONST_DIR available> for <LIMIT 40> hours . The <OBJ_NAME profit> per <VAR lamp> is $ <PARAM 8> and the <OBJ_NAME profit> "
        "per <VAR stool> is $ <PARAM 7> . <OBJ_DIR Maximize> the <OBJ_NAME profit> .",
        "var lamp, stool integer\nmaximize 8*lamp + 7*stool\n35 >= 4*lamp + 6*stool\n40 >= 9*lamp + 2*stool\n",
    ),
    "savings": (
        "Ann wants to invest <CONST_DIR up to> $ <LIMIT 900> in a <VAR dairy> and a <VAR mill> . Each dollar invested in the "
        "<VAR dairy> yields a $ <PARAM 0.2> <OBJ_NAME profit> and each dollar invested in the <VAR mill> yields a $ <PARAM 0.3> "
        "<OBJ_NAME profit> . <CONST_DIR At least> $ <LIMIT 100> must be invested in the <VAR mill> and <CONST_DIR at least> "
        "<LIMIT 25 %> of all money in the <VAR dairy> . How much to invest in each to <OBJ_DIR maximize> the <OBJ_NAME profit> ?",
        "var dairy, mill\nmaximize 0.2*dairy + 0.3*mill\n900 >= dairy + mill\n100 <= mill\n25%*(dairy + mill) <= dairy\n",
    ),
    "kiosk": (
        "A kiosk pays $ <PARAM 6> for a <VAR scarf> and $ <PARAM 8> for a <VAR hat> . The <OBJ_NAME profit> is $ <PARAM 2> per "
        "<VAR scarf> and $ <PARAM 3> per <VAR hat> . It can sell <CONST_DIR at most> <LIMIT 70> pieces and <CONST_DIR spend at most> "
        "$ <LIMIT 500> on goods . They must not sell <CONST_DIR more than> <LIMIT 40> <VAR hats> . How many of each to <OBJ_DIR maximize> "
        "<OBJ_NAME profit> ?",
        "var scarf, hat integer\nmaximize 2*scarf + 3*hat\n70 >= scarf + hat\n500 >= 6*scarf + 8*hat\n40 >= hat\n",
    ),
    "dairy": (
        "A <VAR shake> needs <PARAM 3> units of milk and <PARAM 4> units of cream . A <VAR sundae> needs <PARAM 5> units of milk and "
        "<PARAM 2> units of cream . There are <LIMIT 90> units and <LIMIT 80> units of milk and cream <CONST_DIR available> respectively . "
        "The <OBJ_NAME profit> per <VAR shake> is $ <PARAM 5> and the <OBJ_NAME profit> per <VAR sundae> is $ <PARAM 6> . The demand for "
        "<VAR shakes> is <CONST_DIR at most> <LIMIT 12> and the demand for <VAR sundaes> is <CONST_DIR at most> <LIMIT 11> . "
        "<OBJ_DIR Maximize> the <OBJ_NAME profit> .",
        "var shake, sundae integer\nmaximize 5*shake + 6*sundae\n90 >= 3*shake + 5*sundae\n80 >= 4*shake + 2*sundae\n12 >= shake\n"
        "11 >= sundae\n",
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
