"""Which lines and branches of the package the tests reach, with every process that they start.

    python -m tests.coverage [ARGUMENTS OF pytest]

Prints a line for each room, and what is missing where all is to be reached. Without arguments it runs all
tests, as for a release, and fails if one does, or if a room lies below its gate. What is named as missing
may have been reached all the same: by a process that a test gives an environment of its own, and after an
await that was cancelled and went on, of which Python 3.11 tells nobody.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from coverage import Coverage

_ROOT = Path(__file__).parents[1]
_DATA = _ROOT / ".cache" / "coverage"  # where pyproject.toml has it written
_GATES = {"domain": 100, "crowd": 100, "browser": 57, "trayapp": 82}
"""By room: percent of its lines and branches together. A browser is started by `tests.browser` alone."""
_GATE = 93
"""The same for all other rooms: a little less than what they had in November 2026."""


def _rooms() -> dict[str, dict[str, Any]]:
    """By their name what was found of each of their files, as coverage.py's JSON has it."""
    coverage = Coverage(config_file=str(_ROOT / "pyproject.toml"))
    coverage.combine()
    report = _DATA / "report.json"
    coverage.json_report(outfile=str(report))
    rooms: dict[str, dict[str, Any]] = defaultdict(dict)
    for name, file in json.loads(report.read_text(encoding="utf-8"))["files"].items():
        parts = Path(name).relative_to("trayapp").parts
        rooms[parts[0] if len(parts) > 1 else "trayapp"][name] = file
    return rooms


def _print(name: str, files: dict[str, Any]) -> bool:
    """A line for a room, and whether it lies below its gate."""
    lines, reached_lines, branches, reached_branches = (
        sum(file["summary"][key] for file in files.values())
        for key in ("num_statements", "covered_lines", "num_branches", "covered_branches")
    )
    percent: float = 100 * (reached_lines + reached_branches) / (lines + branches or 1)
    gate = _GATES.get(name, _GATE)
    print(
        f"{name:10} {reached_lines:6} of {lines:6} lines {reached_branches:6} of {branches:6} branches "
        f"{percent:6.1f} %{f', less than {gate}' if percent < gate else ''}"
    )
    for path, file in files.items():
        if gate == 100 and (file["missing_lines"] or file["missing_branches"]):
            print(f"  {path}: lines {file['missing_lines']}, from to {file['missing_branches']}")
    return percent < gate


def main(arguments: list[str]) -> int:
    """What is to be the exit status."""
    shutil.rmtree(_DATA, ignore_errors=True)
    _DATA.mkdir(parents=True)
    run = [sys.executable, "-P", "-m", "coverage", "run", "-m", "pytest", "-p", "no:cacheprovider"]
    everything = ["--numprocesses", "auto", "--dist", "worksteal"]
    tests = subprocess.run([*run, *(arguments or everything)], cwd=_ROOT, check=False)
    low = [name for name, files in sorted(_rooms().items()) if _print(name, files)]
    return tests.returncode or int(bool(low) and not arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
