"""Where Metamath's databases stand."""

from __future__ import annotations

import os
from pathlib import Path

from algorist.core.errors import Unavailable

VARIABLE = "ALGORIST_METAMATH"
DEBIAN = Path("/usr/share/metamath/databases")
"""Where Debian's package metamath-databases puts them."""


def database_path(name: str) -> Path:
    """Return the file of this name in the folder that ALGORIST_METAMATH names, or in Debian's; raises Unavailable."""
    folders = [Path(os.environ[VARIABLE])] if os.environ.get(VARIABLE) else [DEBIAN]
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    raise Unavailable(
        f"The Metamath database {name} is not in {folders[0]}.",
        f"Install it with: apt-get install metamath-databases; or set {VARIABLE} to the folder that holds it.",
    )
