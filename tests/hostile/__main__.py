"""Everything hostile that was thought of, tried on the real program or its readers.

    python -m tests.hostile [--package FOLDER] [KIND…]

Prints a line for each case: its kind, what it is, how the program answered (its sentence, or that it held),
the most memory that it had, and how long that took. Ends with 1 if one of them did not hold. What the suite
tries as well is told in the same table. It takes some ten minutes on two cores.

`--package FOLDER` starts the program of another version instead, to see what was mended since:

    git archive COMMIT trayapp | tar -x -C FOLDER
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.hostile import program

_HERE = Path(__file__).parent
_TESTS = _HERE.parent

KINDS: dict[str, Sequence[str]] = {
    "files": ("hostile/files.py", "test_special_files.py", "ui/test_single_instance.py"),
    "values": (
        "hostile/values.py",
        "hostile/test_readers.py",
        "sources/test_fuzz.py",
        "history/test_damage.py",
    ),
    "limits": ("hostile/limits.py", "net/test_own_trouble.py"),
    "export": ("hostile/exports.py",),
    "secrets": ("hostile/test_planted.py", "hostile/planted.py", "test_secrets.py"),
    "network": ("hostile/test_network.py", "ui/test_hostile_texts.py", "net/test_exchange.py"),
    "dbus": ("hostile/test_dbus.py", "hostile/dbus_app.py"),
}
"""Which files of tests hold the cases of each kind. Those that are not named test_… are run here alone."""


class _Table:
    """Prints each test as a line, in place of pytest's own words."""

    def __init__(self) -> None:
        self.failed = 0
        self._kinds = {(_TESTS / name).resolve(): kind for kind, names in KINDS.items() for name in names}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        program.peaks_kib.clear()
        program.sentences.clear()
        with suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")  # the peak of our own memory begins anew
        self._before_kib, self._begin_s = _peak_kib(), time.monotonic()
        return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and report.outcome != "failed":
            return
        path, _, name = report.nodeid.partition("::")
        answer = program.sentences[-1] if program.sentences else "held"
        if report.failed:
            self.failed += 1
            crash = getattr(report.longrepr, "reprcrash", None)
            answer = f"FAILED {crash.message if crash else report.longreprtext}".replace("\n", " ")
        peak_kib = max(program.peaks_kib, default=_peak_kib() - self._before_kib)
        took_s = time.monotonic() - self._begin_s
        case, bracket, values = name.removeprefix("test_").replace("_", " ").partition("[")
        kind = self._kinds.get((_TESTS.parent / path).resolve(), "?")
        answer = re.sub(r"/tmp/[\w-]+/", "…/", answer)
        told = f"{_cut(case, 69 - len(values))}{bracket}{values}"
        print(
            f"{kind:8} {told:70} {_cut(answer, 90):90} {peak_kib / 1024:6.0f} MB {took_s:6.1f} s", flush=True
        )

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed += 1
            print(f"FAILED {report.longreprtext}")


def _peak_kib() -> int:
    found = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) if found else 0


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}; all without")
    parser.add_argument("--package", type=Path, metavar="FOLDER", help="that holds another trayapp/")
    asked = parser.parse_args()
    if asked.package:
        program.packages.insert(0, asked.package.resolve())
    kinds = asked.kinds or list(KINDS)
    if unknown := set(kinds) - set(KINDS):
        parser.error(f"no such kind: {', '.join(unknown)}")
    files = [str(_TESTS / name) for kind in kinds for name in KINDS[kind]]
    table = _Table()
    options = ["-o", "addopts=--import-mode=importlib", "-p", "no:terminal", "-p", "no:cacheprovider"]
    status = pytest.main([*options, "--timeout", "600", *files], [table])
    print(f"{table.failed} did not hold" if table.failed or status else "all held")
    return bool(table.failed or status)


sys.exit(main())
