"""Tokens as the bundled model's server sends them: what it holds back for a stop is put where it belongs."""

from typing import Any

from algorist.lm.bundled import _completion


def entry(number: int, sent: str, *listed: tuple[int, str]) -> dict[str, Any]:
    alternatives = [{"id": each, "bytes": list(text.encode()), "logprob": -0.1 * each} for each, text in listed]
    return {"id": number, "bytes": list(sent.encode()), "logprob": -0.1, "top_logprobs": alternatives}


def test_a_line_break_that_was_held_back_is_a_token_of_its_own() -> None:
    content = [
        entry(1, "a", (1, "a"), (2, "b")),
        entry(3, "", (3, "\n"), (4, "\n\n")),
        entry(2, "\nb", (2, "b"), (1, "a")),
        entry(9, "c", (1, "a")),  # a grammar may take a token that is not listed
    ]
    choice = {"text": "a\nbc", "logprobs": {"content": content}, "finish_reason": "stop"}
    completion = _completion({"choices": [choice], "usage": {"prompt_tokens": 1, "completion_tokens": 4}})
    assert [token.text for token in completion.tokens] == ["a", "\n", "b", "c"]
    assert completion.tokens[1].alternatives == (("\n", -0.30000000000000004), ("\n\n", -0.4))
