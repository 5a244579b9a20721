"""A trained adapter as a GGUF file that llama.cpp adds to the bundled model, request by request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from algorist.train.weights import halves_to_interleaved


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
        if key.endswith("attn_q.weight.lora_b"):
            array = halves_to_interleaved(array, heads)
        elif key.endswith("attn_k.weight.lora_b"):
            array = halves_to_interleaved(array, kv_heads)
        writer.add_tensor(key, np.ascontiguousarray(array.astype(np.float16)))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path.stat().st_size
