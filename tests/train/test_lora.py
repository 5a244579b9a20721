"""The merged low-rank layer computes what the textbook formula computes, forward and backward."""

import numpy as np
import torch

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
