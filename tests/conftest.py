"""What a test needs beside Python: where it is missing, CI fails and any other run says what to install."""

from __future__ import annotations

import os
import shutil

import pytest

PACKAGES = {"swipl": "swi-prolog-nox", "coqc": "coq", "iverilog": "iverilog", "yosys": "yosys"}


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("debian"):
        for program in mark.args:
            if shutil.which(program) is None:
                reason = f"{program} is missing. Install it with: apt-get install {PACKAGES[program]}"
                (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
