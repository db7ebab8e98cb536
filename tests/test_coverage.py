"""No line of the rules without an example of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_examples_that_are_written_out_reach_every_line_and_branch_of_the_rules(tmp_path: Path) -> None:
    """Without those made by chance: each rule has one that can be read."""
    # What is measured around this, if anything is, shall not measure in here.
    env = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    env["COVERAGE_FILE"] = str(tmp_path / "data")
    coverage = [sys.executable, "-P", "-m", "coverage"]
    ways = [f"--rcfile={os.devnull}"]
    tests = ["tests/domain", "-m", "not hypothesis", "--ignore-glob=*_machine.py", "--ignore-glob=*_walk.py"]
    run = [*coverage, "run", *ways, "--branch", "--source=trayapp.domain", "-m", "pytest", "-q", "-n0"]
    subprocess.run([*run, "-p", "no:cacheprovider", *tests], cwd=ROOT, env=env, check=True)
    report = [*coverage, "report", *ways, "--show-missing", "--skip-covered", "--fail-under=100"]
    done = subprocess.run(report, cwd=ROOT, env=env, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
