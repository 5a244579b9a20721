"""The bundled GGUF as a torch model: unpacked from its 4-bit blocks to float32, with its own tokenizer.

Training sees the very weights that `llama.cpp` runs, so an adapter fits them and not the model they were rounded from.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

_LAYER = {
    "attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm",
    "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
}  # fmt: skip
_TOP = {"token_embd": "model.embed_tokens", "output_norm": "model.norm"}
TORCH_TO_GGUF = {torch_name: gguf_name for gguf_name, torch_name in _LAYER.items()}


def load_model(path: Path) -> Any:
    """Return the GGUF's weights as a `LlamaForCausalLM` in float32, about 0.6 GB."""
    import numpy as np
    import torch
    from gguf import GGUFReader, dequantize
    from transformers import LlamaConfig, LlamaForCausalLM

    reader = GGUFReader(path)
    number = {name: field.contents() for name, field in reader.fields.items() if name.startswith("llama.")}
    heads, kv_heads = int(number["llama.attention.head_count"]), int(number["llama.attention.head_count_kv"])
    config = LlamaConfig(
        vocab_size=int(number["llama.vocab_size"]),
        hidden_size=int(number["llama.embedding_length"]),
        intermediate_size=int(number["llama.feed_forward_length"]),
        num_hidden_layers=int(number["llama.block_count"]),
        num_attention_heads=heads,
        num_key_value_heads=kv_heads,
        max_position_embeddings=int(number["llama.context_length"]),
        rms_norm_eps=float(number["llama.attention.layer_norm_rms_epsilon"]),
        rope_parameters={"rope_type": "default", "rope_theta": float(number["llama.rope.freq_base"])},
        tie_word_embeddings=True,
    )
    state = {}
    for tensor in reader.tensors:
        weight = dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
        parts = tensor.name.split(".")
        if parts[0] == "blk":
            rotary = {"attn_q": heads, "attn_k": kv_heads}.get(parts[2])
            weight = weight if rotary is None else interleaved_to_halves(weight, rotary)
            name = f"model.layers.{parts[1]}.{_LAYER[parts[2]]}.weight"
        else:
            name = f"{_TOP[parts[0]]}.weight"
        state[name] = torch.from_numpy(weight.copy())
    model = LlamaForCausalLM(config)
    model.load_state_dict(state, strict=False)
    model.tie_weights()
    return model


def interleaved_to_halves(weight: Any, heads: int) -> Any:
    """Reorder the rows of a rotary projection from GGUF's order (pairs side by side) to torch's (halves apart)."""
    rows = weight.shape[0] // heads
    return weight.reshape(heads, rows // 2, 2, *weight.shape[1:]).swapaxes(1, 2).reshape(weight.shape)


def halves_to_interleaved(weight: Any, heads: int) -> Any:
    """The inverse of `interleaved_to_halves`."""
    rows = weight.shape[0] // heads
    return weight.reshape(heads, 2, rows // 2, *weight.shape[1:]).swapaxes(1, 2).reshape(weight.shape)


def load_tokenizer(path: Path) -> Any:
    """Return the GGUF's byte-level BPE as a `tokenizers.Tokenizer`; digits are split one by one, as llama.cpp does."""
    from gguf import GGUFReader
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    fields = GGUFReader(path).fields
    vocabulary = {token: index for index, token in enumerate(fields["tokenizer.ggml.tokens"].contents())}
    merges = [tuple(merge.split(" ")) for merge in fields["tokenizer.ggml.merges"].contents()]
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer
