"""The merged low-rank layer computes what the textbook formula computes, forward and backward."""

from pathlib import Path

import numpy as np
import pytest
import torch

from algorist.core.errors import InputError
from algorist.train.adapter import mean_of, read_adapter, write_adapter
from algorist.train.lora import LoraLinear
from algorist.train.weights import halves_to_interleaved, interleaved_to_halves


def test_merged_layer_and_gradients_equal_the_formula() -> None:
    torch.manual_seed(1)
    linear = torch.nn.Linear(7, 5, bias=False).requires_grad_(False)
    layer = LoraLinear(linear, rank=3, alpha=6.0)
    torch.nn.init.normal_(layer.b)
    layer.merge()
    x = torch.randn(4, 2, 7, requires_grad=True)
    weight = torch.randn(4, 2, 5)
    (layer(x) * weight).sum().backward()
    found = [x.grad, layer.a.grad, layer.b.grad]

    x2, a, b = (each.detach().clone().requires_grad_() for each in (x, layer.a, layer.b))
    ((x2 @ linear.weight.T + 2.0 * (x2 @ a.T) @ b.T) * weight).sum().backward()
    for mine, theirs in zip(found, (x2.grad, a.grad, b.grad), strict=True):
        assert mine is not None
        assert theirs is not None
        assert torch.allclose(mine, theirs, atol=1e-5)


def test_rotary_rows_are_reordered_and_back() -> None:
    weight = np.arange(24.0).reshape(12, 2)
    assert (halves_to_interleaved(interleaved_to_halves(weight, 3), 3) == weight).all()
    assert interleaved_to_halves(np.arange(4.0), 1).tolist() == [0, 2, 1, 3]


def test_an_adapter_comes_back_from_its_file(tmp_path: Path) -> None:
    torch.manual_seed(2)
    shapes = {"attn_q": (576, 576), "attn_k": (576, 192), "ffn_down": (1536, 576)}
    weights = {
        f"blk.9.{name}.weight.lora_{kind}": torch.randn(4, inputs) if kind == "a" else torch.randn(outputs, 4)
        for name, (inputs, outputs) in shapes.items()
        for kind in "ab"
    }
    write_adapter(weights, tmp_path / "some.gguf", name="some", alpha=8.0)
    read = read_adapter(tmp_path / "some.gguf")
    assert read.keys() == weights.keys()
    assert all(torch.allclose(read[name], weights[name], atol=1e-2) for name in weights)


def test_what_is_no_adapter_is_refused(tmp_path: Path) -> None:
    (tmp_path / "none.gguf").write_bytes(b"none")
    with pytest.raises(InputError, match="GGUF"):
        read_adapter(tmp_path / "none.gguf")


def test_the_mean_of_two_adapters_lies_between_them(tmp_path: Path) -> None:
    torch.manual_seed(3)
    files = [tmp_path / "one.gguf", tmp_path / "two.gguf"]
    weights = [
        {"blk.9.ffn_down.weight.lora_a": torch.randn(4, 1536), "blk.9.ffn_down.weight.lora_b": torch.randn(576, 4)}
        for _ in files
    ]
    for file, each in zip(files, weights, strict=True):
        write_adapter(each, file, name="some", alpha=8.0)
    mean_of(files, tmp_path / "mean.gguf", name="some", alpha=8.0)
    mean = read_adapter(tmp_path / "mean.gguf")
    assert all(torch.allclose(mean[name], (weights[0][name] + weights[1][name]) / 2, atol=1e-2) for name in mean)


def test_adapters_of_other_ranks_have_no_mean(tmp_path: Path) -> None:
    for rank in (2, 4):
        weights = {
            "blk.9.ffn_down.weight.lora_a": torch.randn(rank, 1536),
            "blk.9.ffn_down.weight.lora_b": torch.randn(576, rank),
        }
        write_adapter(weights, tmp_path / f"{rank}.gguf", name="some", alpha=8.0)
    with pytest.raises(InputError, match="has other layers or another rank"):
        mean_of([tmp_path / "2.gguf", tmp_path / "4.gguf"], tmp_path / "mean.gguf", name="some", alpha=8.0)
    assert not (tmp_path / "mean.gguf").exists()
