"""Games of things and places: lines mean what they say, questions are decided as counting all arrangements decides them."""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from random import Random

import pytest
from formalised import formalised
from gbnf import Gbnf
from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.core.answer import Answer, Status
from algorist.core.certificate import Claim
from algorist.core.language import Limits
from algorist.core.language_model import Request
from algorist.core.problem import Problem
from algorist.formal.constraint.evaluate import evaluate
from algorist.formal.constraint.parse import parse
from algorist.formal.constraint.solve import decide
from algorist.methods.formalising import game_options
from algorist.methods.formalising.game_lines import Board, NoMeaning, line_grammar
from algorist.methods.formalising.game_names import CLASSES, PLACES, THINGS, plain, tagged
from algorist.methods.formalising.game_setting import Setting, part, setting
from algorist.methods.formalising.game_spans import shown, spans
from algorist.train.games import lessons, statements

SINGERS = """Five singers—Ada, Bo, Cy, Di, and Ed—each sing once, one at a time, subject to the following conditions: Ada sings
before Bo. Cy sings immediately after Bo. If Di is first, then Ed is last."""
CLUB = """A club will pick some of five people—F, G, H, J, and K—by these rules: If F is picked, then G is picked. Exactly two of
the people are picked. Either H or J is picked, but not both."""
READINGS = {
    "K sings before L": "K < L",
    "K sings immediately after L": "K - 1 = L",
    "if K is first, then L is last": "if K = 1 then L = last",
    "K is third": "K = 3",
    "K is second": "K = 2",
    "K sings first": "K = 1",
    "K sings second": "K = 2",
    "K sings third": "K = 3",
    "K sings fourth": "K = 4",
    "K sings fifth": "K = 5",
    "if K is picked, then L is picked": "if in K then in L",
    "exactly two of the people are picked": "exactly 2 all in",
    "either K or L is picked, but not both": "in K xor in L",
    "K is picked": "in K",
    "K is not picked": "out K",
}
QUESTIONS = {
    "which one of the following could be true": "could",
    "which one of the following must be true": "must",
    "each of the following could be true EXCEPT": "cannot",
    "which one of the following CANNOT be true": "cannot",
    "each of the following must be true EXCEPT": "need not",
    "which one of the following could be the order of the singers": "could",
    "which one of the following could sing first": "could ? = 1",
    "which one of the following could be the people who are picked": "exact could in ?",
    "which one of the following is a complete list of the singers who could sing last": "list could ? = last",
    "how many of the singers could sing last": "count could ? = last",
}


def read(request: Request, random: Random) -> str:
    kind, _, words = request.prompt.strip().rpartition("\n")[2].partition("> ")
    if kind == "declare":
        return "things @1; order" if "sing" in words else "things @1; select"
    return QUESTIONS.get(words, "other") if kind == "ask" else READINGS.get(words, "")


def solve(context: str, question: str, *options: str) -> Answer:
    lettered = "\n".join(f"{letter}) {option}" for letter, option in zip("ABCDE", options, strict=False))
    return formalised(Problem(f"{' '.join(context.split())}\n\n{question}\n{lettered}", kind="games"), read)


@pytest.mark.parametrize(
    ("question", "options", "letter"),
    [
        ("If Ada is third, which one of the following could be true?", ["Bo sings fifth.", "Ed sings first.", "Bo sings second."], "B"),
        ("If Bo is third, then which one of the following must be true?", ["Di sings first.", "Cy sings fourth."], "B"),
        ("Each of the following could be true EXCEPT:", ["Cy sings third.", "Ada sings third.", "Cy sings second."], "C"),
        ("If Bo is second, each of the following must be true EXCEPT:", ["Ada sings first.", "Ed sings fourth.", "Cy sings third."], "B"),
        (
            "Which one of the following could be the order of the singers?",
            ["Ada, Cy, Bo, Di, Ed", "Di, Ed, Ada, Bo, Cy", "Ada, Bo, Cy, Ed, Di", "Bo, Ada, Cy, Di, Ed"],
            "C",
        ),
        ("Which one of the following could sing first?", ["Bo", "Cy", "Ed"], "C"),
        (
            "Which one of the following is a complete list of the singers who could sing last?",
            ["Ed", "Cy, Di", "Cy, Di, Ed", "Bo, Cy, Di, Ed"],
            "C",
        ),
        ("How many of the singers could sing last?", ["two", "three", "four"], "B"),
    ],
)  # fmt: skip
def test_the_option_that_alone_passes_is_proved(question: str, options: list[str], letter: str) -> None:
    answer = solve(SINGERS, question, *options)
    assert (answer.value, answer.status) == ({"option": letter}, Status.PROVED)


def test_a_selection_is_decided() -> None:
    asked = "Which one of the following could be the people who are picked?"
    answer = solve(CLUB, asked, "F, G", "G, H", "H, J", "F, H")
    assert (answer.value, answer.status) == ({"option": "B"}, Status.PROVED)


def test_nothing_is_proved_where_a_condition_was_not_read() -> None:
    answer = solve(
        f"{SINGERS} Somehow it is all quite different.",
        "Which one of the following could sing first?",
        "Bo",
        "Cy",
        "Ed",
    )
    assert (answer.value, answer.status) == ({"option": "C"}, Status.DISPUTED)
    assert "not read" in answer.why


def test_nothing_is_proved_where_several_options_pass() -> None:
    answer = solve(SINGERS, "Which one of the following could sing first?", "Ada", "Di", "Ed")
    assert answer.status is Status.DISPUTED
    assert answer.value == {"option": "A"}


def test_a_game_without_options_or_things_is_not_guessed() -> None:
    assert formalised(Problem(SINGERS, kind="games"), read).status is Status.UNSOLVED
    assert solve("Nobody sings.", "Which one of the following could be true?", "Yes.", "No.").status is Status.UNSOLVED


# -- lines --------------------------------------------------------------------------------------------------------------

SIZE = 3
BOARD = Board(("a", "b", "c"), SIZE, {"K": "a", "L": "b", "M": "c"}, {"W": 1, "X": 2}, {"E": ("a", "b")}, optional=True)
ENDS = {"W": 1, "X": 2, "1": 1, "3": 3, "last": 3}
Places = Mapping[str, int]


def atoms() -> st.SearchStrategy[tuple[str, Callable[[Places], bool]]]:
    """Lines of one atom, each with what it means, said anew: places by tag, 0 that of what is left out."""
    thing, end, number = st.sampled_from("KLM"), st.sampled_from(list(ENDS)), st.integers(0, 3)

    def near(k: str, other: str, d: int) -> tuple[str, Callable[[Places], bool]]:
        return f"|{k} - {other}| = {d}", lambda at: at[k] > 0 and at[other] > 0 and abs(at[k] - at[other]) == d

    def before(k: str, other: str) -> tuple[str, Callable[[Places], bool]]:
        return f"{k} < {other}", lambda at: 0 < at[k] < at[other]

    def next_to(k: str, other: str) -> tuple[str, Callable[[Places], bool]]:
        return f"{k} + 1 = {other}", lambda at: at[k] > 0 and at[k] + 1 == at[other]

    def together(k: str, other: str) -> tuple[str, Callable[[Places], bool]]:
        return f"{k} = {other}", lambda at: at[k] > 0 and at[k] == at[other]

    def apart(k: str, other: str) -> tuple[str, Callable[[Places], bool]]:
        return f"differ {{{k}, {other}}}", lambda at: at[k] == 0 or at[k] != at[other]

    def counted(word: str, n: int, e: str) -> tuple[str, Callable[[Places], bool]]:
        def holds(at: Places) -> bool:
            there = sum(place == ENDS[e] for place in at.values())
            return {"exactly": there == n, "atleast": there >= n, "atmost": there <= n}[word]

        return f"{word} {n} all = {e}", holds

    return st.one_of(
        st.builds(lambda k, e: (f"{k} = {e}", lambda at: at[k] == ENDS[e]), thing, end),
        st.builds(lambda k, e: (f"{k} != {e}", lambda at: at[k] != ENDS[e]), thing, end),
        st.builds(lambda k: (f"in {k}", lambda at: at[k] > 0), thing),
        st.builds(lambda k: (f"even {k}", lambda at: at[k] == 2), thing),
        st.builds(near, thing, thing, number),
        st.builds(before, thing, thing),
        st.builds(next_to, thing, thing),
        st.builds(together, thing, thing),
        st.builds(lambda pair: apart(*pair), st.sampled_from(["KL", "LM", "KM"])),
        st.builds(counted, st.sampled_from(["exactly", "atleast", "atmost"]), number, end),
        st.just(("every E = W", lambda at: at["K"] == at["L"] == 1)),
        st.just(("between K L M", lambda at: 0 < at["L"] < at["K"] < at["M"] or 0 < at["M"] < at["K"] < at["L"])),
        st.just(("more W X", lambda at: list(at.values()).count(1) > list(at.values()).count(2))),
    )


def arrangements() -> Iterator[Places]:
    for places in itertools.product(range(SIZE + 1), repeat=3):
        yield dict(zip("KLM", places, strict=True))


def holding(line: str) -> list[bool]:
    """For every arrangement, whether the constraint that a line means holds."""
    model = parse(f"var a, b, c in 0..{SIZE}\n{BOARD.formula(line)}\n")
    formula = model.constraints[-1].formula
    return [bool(evaluate(formula, {"a": at["K"], "b": at["L"], "c": at["M"]})) for at in arrangements()]


@settings(max_examples=150)
@given(atoms(), atoms(), atoms())
def test_lines_mean_what_they_say(
    one: tuple[str, Callable[[Places], bool]],
    two: tuple[str, Callable[[Places], bool]],
    three: tuple[str, Callable[[Places], bool]],
) -> None:
    said = [one, two, three]
    a, b, c = ([holds(at) for at in arrangements()] for _, holds in said)
    p, q, r = (line for line, _ in said)
    assert holding(p) == a
    assert holding(f"not {p}") == [not each for each in a]
    assert holding(f"{p} and {q} or {r}") == [(x and y) or z for x, y, z in zip(a, b, c, strict=True)]
    assert holding(f"if {p} then {q}") == [not x or y for x, y in zip(a, b, strict=True)]
    assert holding(f"if {p} then {q} else {r}") == [y if x else z for x, y, z in zip(a, b, c, strict=True)]
    assert holding(f"{p} iff {q}") == [x == y for x, y in zip(a, b, strict=True)]
    assert holding(f"{p} xor {q}") == [x != y for x, y in zip(a, b, strict=True)]


@settings(max_examples=40, deadline=None)
@given(
    atoms(),
    atoms(),
    st.sampled_from([game_options.COULD, game_options.MUST, game_options.CANNOT, game_options.NEED_NOT]),
)
def test_questions_are_decided_as_by_counting(
    rule: tuple[str, Callable[[Places], bool]], option: tuple[str, Callable[[Places], bool]], kind: str
) -> None:
    worlds = [at for at in arrangements() if rule[1](at)]
    true = [option[1](at) for at in worlds]
    wanted = {"could": any(true), "must": all(true), "cannot": not any(true), "need not": not all(true)}[kind]
    test = game_options.test(kind, BOARD.formula(option[0]))
    model = parse(f"var a, b, c in 0..{SIZE}\n{BOARD.formula(rule[0])}\n{test.formula}\n")
    claim = decide(model, Limits(seconds=5, claim=Claim.FEASIBLE)).claim
    assert ((claim is Claim.FEASIBLE) == test.satisfiable) == wanted


@pytest.mark.parametrize(
    "line", ["", "K", "K < Q", "K = 4", "every U = W", "K < L <", "if K = 1", "K = 0", "exactly two all in"]
)
def test_a_line_without_meaning_is_refused(line: str) -> None:
    with pytest.raises(NoMeaning):
        BOARD.formula(line)


# -- settings and names -------------------------------------------------------------------------------------------------


def test_lists_are_found_where_they_stand() -> None:
    text = "Four boys—Al, Bo, Cy, and Di—and two girls—Eve and Flo—meet from Monday through Wednesday in rooms 1, 2, and 3."
    assert [each.values for each in spans(text)] == [
        ("Al", "Bo", "Cy", "Di"), ("Eve", "Flo"), ("Monday", "Tuesday", "Wednesday"), ("1", "2", "3"),
    ]  # fmt: skip
    assert [each.label for each in spans(text)][:2] == ["boys", "girls"]
    assert "@4(1..3)" in shown(text, spans(text))


def test_conditions_follow_their_heading() -> None:
    scene, conditions = part("Ann and Bo sing. The following conditions apply: Ann is first. Bo is last.")
    assert [each.text for each in conditions] == ["Ann is first.", "Bo is last."]
    assert len(scene) == 2


def test_names_become_tags_and_class_words_do_too() -> None:
    made = setting(
        [
            ("things @1", spans("boys—Al, Bo, and Cy")),
            ("things @1", spans("girls—Eve and Flo")),
            ("places @1", spans("the teams—red and blue")),
        ]
    )
    assert made is not None
    assert made.size == 2
    words = tagged("At least two girls and Bo's brother Al are on the red team.", made)
    assert plain(words.text) == "at least two E and K's brother L are on the W team"
    assert words.classes == {"E": ("eve", "flo")}
    assert words.things == {"K": "bo", "L": "al"}
    assert words.places == {"W": 1}


def test_numbered_places_keep_their_numbers() -> None:
    made = setting(
        [("things @1", spans("people—Al, Bo, and Cy")), ("places @1", spans("areas—area 1, area 2, and area 3"))]
    )
    assert made is not None
    assert made.places == ()
    assert tagged("Al is in area 3.", made).text == "K is in area 3."


def test_options_that_say_where_all_are_need_no_model() -> None:
    made = Setting({"al": "Al", "bo": "Bo", "cy": "Cy"}, {}, ("red", "blue"), 2, False, ())
    for text in ("red: Al, Cy; blue: Bo", "Al: red; Bo: blue; Cy: red", "red: Al, Cy blue: Bo"):
        assert game_options.arranged(text, made) is not None
        assert set(str(game_options.arranged(text, made)).split(" and ")) == {"al = 1", "bo = 2", "cy = 1"}


# -- lessons ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("held_out", [False, True])
def test_lessons_are_lines_that_have_a_meaning(held_out: bool) -> None:
    variables = {tag: tag.lower() for tag in THINGS}
    board = Board(
        tuple(variables.values()),
        9,
        variables,
        {tag: 1 + n for n, tag in enumerate(PLACES)},
        dict.fromkeys(CLASSES, ("k", "l")),
    )
    grammar = Gbnf(line_grammar(THINGS, PLACES, CLASSES).source)
    for lesson in islice(lessons(1, held_out=held_out), 60):
        for branch in lesson.branches:
            line = branch.target.strip()
            if branch.prompt.startswith("ask> "):
                assert line == game_options.OTHER or game_options.asked(line) is not None
            elif branch.prompt.startswith("> "):
                assert line == "nothing" or board.formula(line)
                assert grammar.derives(branch.target), branch.target
                said = set(re.findall(r"\b[A-Z]\b", branch.prompt))
                assert set(re.findall(r"\b[A-Z]\b", line)) <= said


def test_the_same_seed_gives_the_same_lessons_and_words_that_are_held_out_are_others() -> None:
    def prompts(seed: int, held: bool) -> set[str]:
        drawn = islice(lessons(seed, held_out=held), 30)
        return {branch.prompt for lesson in drawn for branch in lesson.branches}

    assert prompts(3, False) == prompts(3, False)
    held_out = prompts(3, True)
    assert len(prompts(3, False) & held_out) < 0.1 * len(held_out)


def test_whole_games_end_with_options() -> None:
    (lesson,) = islice(statements(2), 1)
    assert re.search(r"\nE\) .+\Z", lesson.branches[0].prompt)
