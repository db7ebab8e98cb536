"""The command line: what is asked for, what is printed, and the exit status."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from trayapp import __version__, settings
from trayapp.about import PROGRAM
from trayapp.clock import utc_now
from trayapp.domain.records import JudgedCheck, VerdictName
from trayapp.domain.wire import to_json
from trayapp.errors import ConfigError, TrayappError
from trayapp.paths import config_file
from trayapp.settings import Settings
from trayapp.words import LANGUAGES, Words

USAGE = 64
"""Exit status of a wrong command line (sysexits.h)."""
BAD_CONFIG = 78
UNKNOWN = 3

_EXIT_STATUS = {VerdictName.UP: 0, VerdictName.DEGRADED: 1, VerdictName.DOWN: 2}


class _Parser(argparse.ArgumentParser):
    """argparse, with the exit status for wrong usage that sysexits.h names."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=PROGRAM,
        description="Says whether X (x.com) is available. Without a command: in the system tray.",
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="another settings file")
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="another folder for the history")
    parser.add_argument("--lang", choices=LANGUAGES, help="the language of what is shown")
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    check = commands.add_parser("check", help="one full check; exit status 0 up, 1 degraded, 2 down, 3 other")
    check.add_argument("--json", action="store_true", help="one line of JSON")
    check.add_argument("--no-sources", action="store_true", help="ask X and the own line only")
    return parser


def main(argv: Sequence[str]) -> int:
    """Run one command; the exit status."""
    options = _parser().parse_args(argv)
    try:
        loaded = load_settings(options.config)
    except ConfigError as error:
        print(f"{PROGRAM}: {Words(options.lang or 'system').error(error)}", file=sys.stderr)
        return BAD_CONFIG
    words = Words(options.lang or loaded.settings.language)
    for problem in loaded.problems:
        print(f"{PROGRAM}: {words.problem(problem)}", file=sys.stderr)
    try:
        if options.command == "check":
            return _check(loaded.settings, words, as_json=options.json)
    except KeyboardInterrupt:
        return 130
    except TrayappError as error:
        print(f"{PROGRAM}: {words.error(error)}", file=sys.stderr)
        return UNKNOWN
    from trayapp.ui.app import run  # Qt is loaded only for whom a window is opened

    return run(loaded.settings, words)


def load_settings(path: Path | None) -> settings.Loaded:
    """The settings of the file named on the command line, or of the user's own."""
    return settings.load(path or config_file(), must_exist=path is not None)


def _check(chosen: Settings, words: Words, *, as_json: bool) -> int:
    judged = asyncio.run(_check_once(chosen))
    if as_json:
        print(json.dumps(to_json(judged, words.summary(judged)), ensure_ascii=False))
    else:
        print("\n".join(_lines(judged, words)))
    return _EXIT_STATUS.get(judged.verdict.name, UNKNOWN)


async def _check_once(chosen: Settings) -> JudgedCheck:
    from trayapp.assembly import checker  # httpx is loaded only where something is asked

    return await checker(chosen, utc_now).check_in_full()


def _lines(judged: JudgedCheck, words: Words) -> list[str]:
    """A check for people to read in a terminal."""
    summary = f"{words.summary(judged)} ({words.confidence(judged.verdict.confidence)})"
    lines = [summary]
    results = (*judged.check.surfaces, *judged.check.controls)
    lines += [
        f"  {words.surface(result.id)}: {words.result(result)}{_time(result.phases.total)}"
        for result in judged.check.surfaces
    ]
    for title, speaks_for in ((words.speaks_for(), True), (words.speaks_against(), False)):
        facts = [words.reason(r) for r in judged.verdict.reasons if r.speaks_for is speaks_for]
        if facts:
            lines.append(f"{title}: {'; '.join(facts)}")
    if any(result.via_proxy for result in results):
        lines.append(words.seen_through_proxy())
    return lines


def _time(total_ms: float | None) -> str:
    return f", {total_ms:.0f} ms" if total_ms is not None else ""
