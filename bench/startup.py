"""How long it takes to import Algorist and to print its help: medians over runs, beside a bare interpreter.

python bench/startup.py [--write]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 15
COMMANDS = {
    "python -c pass": ([sys.executable, "-c", "pass"], None),
    'python -c "import algorist"': ([sys.executable, "-c", "import algorist"], 200),
    "algorist --help": ([str(Path(sys.executable).parent / "algorist"), "--help"], 300),
}


def median_ms(command: list[str]) -> float:
    times = []
    for _ in range(RUNS + 1):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    return 1000 * statistics.median(times[1:])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", action="store_true", help="write docs/results/startup.md")
    lines = ["# Start-up", "", "`python bench/startup.py --write`", "", f"Median of {RUNS} runs after one warm-up.", ""]
    lines += ["| command | ms | at most |", "| --- | --- | --- |"]
    lines += [f"| `{name}` | {median_ms(command):.0f} | {limit or ''} |" for name, (command, limit) in COMMANDS.items()]
    report = "\n".join(lines) + "\n"
    sys.stdout.write(report)
    if options.parse_args().write:
        (ROOT / "docs" / "results" / "startup.md").write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
