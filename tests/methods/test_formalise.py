"""The default method, on a scripted model that reads clauses by rule: what it does with good, contradictory and scarce clues."""

import asyncio
import math
import re
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from formalised import formalised

from algorist.core.answer import Answer, Status
from algorist.core.budget import Budget
from algorist.core.certificate import Solution
from algorist.core.language import Model
from algorist.core.language_model import Completion, Request, Token
from algorist.core.problem import Problem
from algorist.core.run import Run
from algorist.lm.scripted import Scripted
from algorist.methods.formalise import METHOD as formalise

PUZZLE = """There are 3 houses, numbered 1 to 3.
 - Names: Ann, Bob, Cid
 - Pets: dog, cat, fish

1. Ann is left of Bob.
2. Bob is left of Cid.
3. Cid owns the dog.
4. The cat is in house 1.

Who owns the fish?
"""


def read(request: Request, random: Random) -> str:
    """Translate the few sentence forms of these tests."""
    asked = request.prompt.strip().splitlines()[-1]
    if asked.startswith("choose>"):
        return "constraint"
    if asked.startswith("declare>"):
        match = re.match(r"declare> (\w+): @1", asked)
        return (
            f"group {match[1].lower().rstrip('s')}: @1" if match else "positions 3" if "3 houses" in asked else "skip"
        )
    clause = asked.removeprefix("> ")
    names = re.findall(r"\b(Ann|Bob|Cid|dog|cat|fish)\b", clause)
    refs = [f"name.{name.lower()}" if name[0].isupper() else f"pet.{name}" for name in names]
    if clause.startswith("Who"):
        return f"ask name where {refs[0]}"
    if "left of" in clause:
        return f"{refs[0]} < {refs[1]}"
    if "house" in clause:
        return f"{refs[0]} = {clause.rstrip('.')[-1]}"
    return f"{refs[0]} = {refs[1]}"


def solve(text: str, budget: Budget | None = None) -> Answer:
    return formalised(text, read, budget)


def test_a_puzzle_with_one_solution_is_proved() -> None:
    answer = solve(PUZZLE)
    assert answer.status is Status.PROVED
    assert answer.value["answers"] == ["Bob"]
    assert answer.value["grid"]["rows"] == [["1", "Ann", "cat"], ["2", "Bob", "fish"], ["3", "Cid", "dog"]]


def test_the_option_that_holds_in_the_grid_is_chosen() -> None:
    options = "Which of the following is true?\nA) Ann owns the fish.\nB) Bob owns the fish.\nC) Cid owns the fish."
    answer = solve(PUZZLE.replace("Who owns the fish?", options))
    assert answer.status is Status.PROVED
    assert answer.value["option"] == "B"
    assert answer.text.startswith("B) Bob owns the fish.")
    false = solve(PUZZLE.replace("Who owns the fish?", options.replace("B) Bob", "B) Ann")))
    assert false.status is Status.DISPUTED


def test_changing_a_clue_changes_the_answer() -> None:
    answer = solve(PUZZLE.replace("Cid owns the dog", "Cid owns the fish"))
    assert answer.value["answers"] == ["Cid"]


def test_contradictory_clues_are_named_and_no_others() -> None:
    answer = solve(PUZZLE.replace("4. The cat is in house 1.", "4. The cat is in house 1.\n5. Cid is left of Ann."))
    assert answer.status is Status.UNSOLVED
    assert "Cid is left of Ann." in answer.why
    assert "The cat is in house 1." not in answer.why


def test_too_few_clues_show_two_solutions() -> None:
    answer = solve(PUZZLE.replace("4. The cat is in house 1.\n", ""))
    assert answer.status is Status.UNSOLVED
    assert "more than one" in answer.why
    assert answer.text.count("position") == 2


def test_no_clues_are_said_to_be_missing() -> None:
    assert solve("There are 3 houses.\n - Names: Ann, Bob, Cid\n").status is Status.UNSOLVED


def test_a_spent_budget_is_no_error() -> None:
    answer = solve(PUZZLE, Budget(calls=3))
    assert answer.status is Status.UNSOLVED
    assert "calls" in answer.why


def test_a_question_about_what_the_grid_lacks_has_no_reply() -> None:
    from algorist.core.certificate import Claim, Solution
    from algorist.methods.formalising.declared import Declared
    from algorist.methods.formalising.grids import reply

    declared = Declared({"name": {"ann": "Ann", "bob": "Bob"}}, 2, ())
    solution = Solution(Claim.UNIQUE, {"name.ann": 2, "name.bob": 1})
    assert reply(declared, solution, "ask name at 2") == "Ann"
    assert reply(declared, solution, "ask position where name.ann") == "2"
    assert reply(declared, solution, "ask name where name.bob") == "Bob"
    for line in (
        "ask pet at 1",
        "ask name at 9",
        "ask name where pet.dog",
        "ask pet where name.ann",
        "ask all",
        "ask me",
    ):
        assert reply(declared, solution, line) is None


class Plain(Scripted):
    """A model without adapters, such as an endpoint: it is given instructions and replies with a fenced block."""

    can = frozenset({"sample"})


def instructed(formal: str) -> Answer:
    def reply(request: Request, random: Random) -> str:
        return "constraint" if "Reply with one word" in request.prompt else f"Here it is:\n```\n{formal}```\n"

    run = Run({"plain": Plain(reply)})
    try:
        return asyncio.run(formalise(Problem("Place x and y."), run))
    finally:
        run.close()


def test_a_model_without_adapters_formalises_by_instruction() -> None:
    answer = instructed("var x, y in 1..2\nx < y\n")
    assert answer.status is Status.PROVED
    assert answer.value == {"x": 1, "y": 2}


def test_a_formal_text_with_two_solutions_is_no_answer() -> None:
    answer = instructed("var x, y in 1..3\nx < y\n")
    assert answer.status is Status.UNSOLVED
    assert "not the only one" in answer.why


def test_a_knockout_decides_between_formalisations_with_equally_many_votes() -> None:
    rising, falling = "var x, y in 1..2\nx < y\n", "var x, y in 1..2\nx > y\n"

    def reply(request: Request, random: Random) -> str:
        if "Model B:" in request.prompt:
            return "A" if request.prompt.index("x > y") < request.prompt.index("Model B:") else "B"
        return f"```\n{falling if request.temperature else rising}```\n"

    run = Run({"plain": Plain(reply)})
    try:
        answer = asyncio.run(formalise(Problem("Place x and y."), run, language="constraint", samples=2))
    finally:
        run.close()
    assert answer.value == {"x": 2, "y": 1}
    assert answer.status is Status.DISPUTED
    assert [other.strip() for other in answer.others] == [rising.strip()]


def test_words_in_which_one_kind_of_problem_finds_nothing_are_read_as_the_next_kind() -> None:
    chosen: list[str] = []

    def reply(request: Request, random: Random) -> str:
        if not request.prompt.startswith("choose>"):
            return "nothing" if request.prompt.startswith("walk>") else read(request, random)
        chosen.append("constraint" if chosen else "walk")
        return chosen[-1] if chosen[-1] in str(request.grammar) else "none"

    answer = formalised(PUZZLE, reply)
    assert chosen == ["walk", "constraint"]
    assert answer.status is Status.PROVED


class Doubtful(Scripted):
    """Gives one half to kinds of problems and to programs."""

    async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
        written = await super().complete(requests)
        return [
            [_halved(each) if request.adapter in ("choose", "program") else each for each in completions]
            for request, completions in zip(requests, written, strict=True)
        ]


def _halved(completion: Completion) -> Completion:
    return replace(completion, log_probability=math.log(0.5), tokens=(Token(completion.text, math.log(0.5)),))


def doubtful(text: str, first: str, budget: Budget | None = None) -> Answer:
    """Answer with a model that takes the words for `first`, and then for a grid."""

    def reply(request: Request, random: Random) -> str:
        if request.adapter == "choose":
            return first if first in str(request.grammar) else "constraint"
        return {"games": "other", "program": "answer = 6 * 7"}.get(request.adapter or "") or read(request, random)

    run = Run({"doubtful": Doubtful(reply)}, budget=budget)
    try:
        return asyncio.run(formalise(Problem(text), run))
    finally:
        run.close()


@pytest.mark.parametrize("first", ["games", "program"])
def test_where_the_kind_is_in_doubt_two_are_read_and_what_is_proved_is_taken(first: str) -> None:
    options = "Which of the following is true?\nA) Ann owns the fish.\nB) Bob owns the fish.\nC) Cid owns the fish."
    answer = doubtful(PUZZLE.replace("Who owns the fish?", options), first)
    assert answer.status is Status.PROVED
    assert answer.value["option"] == "B"


def test_a_budget_spent_on_the_second_reading_leaves_the_first() -> None:
    answer = doubtful(PUZZLE, "program", Budget(calls=2))
    assert (answer.value, answer.status) == (42, Status.DISPUTED)


class Counting(Run):
    """Counts what is solved."""

    solved = 0

    async def solve(self, model: Model, *, claim: str = "optimal", seconds: float | None = None) -> Solution:
        self.solved += 1
        return await super().solve(model, claim=claim, seconds=seconds)


class Wavering(Scripted):
    """Thinks of several programs, of each with its share."""

    def __init__(self, shares: Sequence[tuple[str, float]]) -> None:
        super().__init__(lambda request, random: "")
        first, *others = ((text, math.log(share)) for text, share in shares)
        self.token = Token(*first, (first, *((f"{text}\n\n", found) for text, found in others)))

    async def complete(self, requests: Sequence[Request]) -> list[list[Completion]]:
        return [[Completion(self.token.text, 1, 1, self.token.log_probability, (self.token,))] for _ in requests]


def wavering(*shares: tuple[str, float]) -> tuple[Answer, int]:
    """Return the answer to a question in arithmetic, and how many programs were run for it."""
    run = Counting({"wavering": Wavering(shares)})
    try:
        problem = Problem("Six bags hold 7 apples each. How many are there?")
        return asyncio.run(formalise(problem, run, language="program")), run.solved
    finally:
        run.close()


def test_of_several_drafts_of_a_program_only_the_one_taken_is_run() -> None:
    answer, solved = wavering(("answer = 6 * 7", 0.6), ("answer = 6 + 7", 0.25), ("answer = 7 - 6", 0.15))
    assert answer.solution is not None
    assert answer.solution.certificate is not None
    assert (answer.value, answer.solution.certificate.kind, solved) == (42, "run", 1)
    assert len(answer.others) == 2


def test_a_program_whose_answer_cannot_be_printed_is_left_out() -> None:
    answer, solved = wavering(("answer = 7 ** 9999", 0.9), ("answer = 6 * 7", 0.1))
    assert (answer.value, solved) == (42, 2)
