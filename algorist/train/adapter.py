"""A trained adapter as a GGUF file that llama.cpp adds to the bundled model, request by request."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from algorist.core.errors import InputError
from algorist.train.weights import halves_to_interleaved, interleaved_to_halves


def write_adapter(
    weights: dict[str, Any], path: Path, *, name: str, alpha: float, heads: int = 9, kv_heads: int = 3
) -> int:
    """Write A and B of every adapted projection in half precision; return the file's size in bytes.

    `weights` is what `lora.state` returns. B of the rotary projections is reordered as GGUF orders their rows.
    """
    import numpy as np
    from gguf import GGUFWriter

    writer = GGUFWriter(path, "llama")
    writer.add_type("adapter")
    writer.add_name(name)
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    for key, tensor in weights.items():
        array = tensor.numpy()
        rotary = _rotary(key, heads, kv_heads)
        array = array if rotary is None else halves_to_interleaved(array, rotary)
        writer.add_tensor(key, np.ascontiguousarray(array.astype(np.float16)))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path.stat().st_size


def read_adapter(path: Path, *, heads: int = 9, kv_heads: int = 3) -> dict[str, Any]:
    """Return A and B as `lora.state` does, from a file that `write_adapter` wrote; raises InputError for any other file."""
    import numpy as np
    import torch
    from gguf import GGUFReader

    try:
        tensors = GGUFReader(path).tensors
    except (OSError, ValueError) as error:
        raise InputError(f"{path} is not an adapter in the GGUF format: {error}.") from error
    if not tensors or not all(tensor.name.endswith((".lora_a", ".lora_b")) for tensor in tensors):
        raise InputError(f"{path} holds no low-rank adapter. Take a NAME.gguf that `algorist train` wrote.")
    weights = {}
    for tensor in tensors:
        array = np.asarray(tensor.data, dtype=np.float32)
        rotary = _rotary(tensor.name, heads, kv_heads)
        weights[tensor.name] = torch.from_numpy(
            (array if rotary is None else interleaved_to_halves(array, rotary)).copy()
        )
    return weights


def mean_of(files: Sequence[Path], path: Path, *, name: str, alpha: float) -> int:
    """Write the mean of adapters that were trained apart from one start; return the file's size in bytes.

    A and B are averaged each for itself, as weights that began alike may be (Wortsman et al. 2022, uniform soup). Raises
    InputError where the files hold other layers or ranks than the first.
    """
    every = [read_adapter(file) for file in files]
    for file, weights in zip(files, every, strict=True):
        if _shapes(weights) != _shapes(every[0]):
            raise InputError(f"{file} has other layers or another rank than {files[0]}: they have no mean.")
    return write_adapter(
        {key: sum(each[key] for each in every) / len(every) for key in every[0]}, path, name=name, alpha=alpha
    )


def _shapes(weights: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    return {key: tuple(tensor.shape) for key, tensor in weights.items()}


def _rotary(key: str, heads: int, kv_heads: int) -> int | None:
    """The heads by which the rows of B are reordered; None where they stay."""
    return heads if key.endswith("attn_q.weight.lora_b") else kv_heads if key.endswith("attn_k.weight.lora_b") else None
