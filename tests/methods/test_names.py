"""Slips in the names of a programme: put right where one declared name is meant, left alone elsewhere."""

import pytest

from algorist.methods.formalising.names import mended


@pytest.mark.parametrize(
    ("text", "wanted", "slips"),
    [
        ("var van, minibus integer\nminimize van + minibus\nvan >= minibuses\n", "van >= minibus", 1),
        ("var motion_one, manual_lamp\nminimize motion_one\n3 <= manual\n", "3 <= manual_lamp", 1),
        ("var runner, canoer\nmaximize runner*3 + canoer*ten\n", "maximize runner*3 + canoer*10", 1),
        ("var a_technician, b\nminimize b\n A_technician >= b*2\n", " a_technician >= b*2", 0),
        (
            "var chef, fire fighter integer\nminimize chef\n9 <= chef + fire fighter*2\n",
            "9 <= chef + fire_fighter*2",
            0,
        ),
        ("var van, bus\nminimize van\ntrip <= van\n", "trip <= van", 0),
        ("var red_pen, blue_pen\nminimize red_pen\npen <= 4\n", "pen <= 4", 0),
    ],
)
def test_a_name_is_put_right_where_it_means_one_thing(text: str, wanted: str, slips: int) -> None:
    formal, count = mended(text)
    assert formal.splitlines()[-1] == wanted
    assert count == slips
