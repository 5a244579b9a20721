"""The bundled model in this process: greedy decoding, grammars, adapters, log-probabilities; and the examples of the README."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from algorist.core.errors import InputError, Unavailable
from algorist.core.language import Grammar
from algorist.core.language_model import Request
from algorist.lm import _weights
from algorist.lm._eight_bits import FILE, convert, eight_bits
from algorist.lm.bundled import Bundled, adapters

pytestmark = pytest.mark.model
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def bundled() -> Iterator[Bundled]:
    weights = _weights.locate()
    assert weights is not None, "run `algorist fetch` first"
    model = Bundled(eight_bits(weights), adapters())
    yield model
    model.close()


def test_eight_bits_keep_what_four_bits_say(tmp_path: Path) -> None:
    from gguf import GGUFReader, dequantize

    weights = _weights.locate()
    assert weights is not None
    convert(weights, tmp_path / FILE)
    four, eight = GGUFReader(weights), GGUFReader(tmp_path / FILE)
    assert [tensor.name for tensor in four.tensors] == [tensor.name for tensor in eight.tensors]
    assert {name for name in four.fields if not name.startswith("GGUF.")} <= set(eight.fields)
    for a, b in zip(four.tensors[:12], eight.tensors[:12], strict=True):
        before, after = dequantize(a.data, a.tensor_type), dequantize(b.data, b.tensor_type)
        assert abs(before - after).max() <= abs(before).max() / 250


def test_without_room_for_eight_bits_the_weights_do(tmp_path: Path) -> None:
    lonely = tmp_path / "missing" / "weights.gguf"
    assert eight_bits(lonely) == lonely
    made = tmp_path / FILE
    made.write_bytes(b"made before")
    assert eight_bits(tmp_path / "weights.gguf") == made


def ask(model: Bundled, **request: object) -> str:
    ((completion,),) = asyncio.run(model.complete([Request(**request)]))  # type: ignore[arg-type]
    return completion.text


def test_greedy_decoding_repeats_itself_and_counts_its_tokens(bundled: Bundled) -> None:
    request = Request("The capital of France is", max_tokens=8)
    (first,), (again,) = asyncio.run(bundled.complete([request, request]))
    assert first.text == again.text
    assert 0 < first.tokens_out <= 8
    assert first.tokens_in <= bundled.count_tokens(request.prompt)
    assert first.log_probability is not None
    assert first.log_probability < 0


def test_a_grammar_is_kept(bundled: Bundled) -> None:
    assert ask(bundled, prompt="Is it raining?", grammar=Grammar('root ::= "yes" | "no"'), max_tokens=4) in (
        "yes",
        "no",
    )


def test_every_shipped_adapter_answers_and_weighs_at_most_12_mb(bundled: Bundled) -> None:
    assert {"choose", "constraint", "linear", "program"} <= set(adapters())
    for name, file in adapters().items():
        assert file.stat().st_size <= 12_000_000
        assert ask(bundled, prompt=f"{name}> two and two\n", adapter=name, max_tokens=4)
    with pytest.raises(InputError, match="nothing"):
        ask(bundled, prompt="x", adapter="nothing")


def test_a_clue_is_translated_behind_its_header(bundled: Bundled) -> None:
    prompt = "positions 1..3\nname: ann, bob, carol\npet: dog, cat, fish\n> Bob is directly left of the person who owns the dog.\n"
    assert ask(bundled, prompt=prompt, adapter="constraint", stop=("\n",), max_tokens=24) == "name.bob + 1 = pet.dog"


def test_wrong_weights_are_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "model.gguf"
    wrong.write_bytes(b"not a model")
    with pytest.raises(Unavailable, match="SHA-256"):
        _weights.verify(wrong)
    with pytest.raises(InputError, match="no such file"):
        _weights.locate(tmp_path / "missing.gguf")
    with pytest.raises(Unavailable):
        ask(Bundled(wrong, {}), prompt="x")


def test_a_puzzle_in_words_is_solved_from_the_command_line() -> None:
    command = [sys.executable, "-m", "algorist", "solve", str(EXAMPLES / "queue.txt"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    document = json.loads(done.stdout)
    assert document["language"] == "constraint", done.stderr
    assert document["spent"]["calls"] > 5
