"""The command line: what is asked for, what is printed, and the exit status."""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import sys
import traceback
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

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


class _Help(argparse.HelpFormatter):
    """argparse's help, whose first word is ours, too."""

    def __init__(self, prog: str, words: Words) -> None:
        super().__init__(prog)
        self._words = words

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, self._words.usage() if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """argparse in our words, with the exit status for wrong usage that sysexits.h names."""

    def __init__(self, words: Words, **options: Any) -> None:
        super().__init__(
            formatter_class=lambda prog: _Help(prog, words), add_help=False, allow_abbrev=False, **options
        )
        self._words = words
        self.own = self.add_argument_group(words.help("options"))
        self.own.add_argument("-h", "--help", action="help", help=words.help("help"))

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{PROGRAM}: {self._words.wrong_usage(message)}\n")


def _parser(words: Words) -> argparse.ArgumentParser:
    parser = _Parser(words, prog=PROGRAM, description=words.help("program"))
    parser.own.add_argument(
        "--version", action="version", version=f"{PROGRAM} {__version__}", help=words.help("version")
    )
    _add_global_options(parser, words, default=None)
    commands = parser.add_subparsers(
        title=words.help("commands"), dest="command", metavar=words.help("command")
    )
    check = commands.add_parser(
        "check", words=words, help=words.help("check"), description=words.help("check")
    )
    check.own.add_argument("--json", action="store_true", help=words.help("json"))
    check.own.add_argument("--no-sources", action="store_true", help=words.help("no_sources"))
    # After the command as well as before it: what is not given there must not undo what was given before.
    _add_global_options(check, words, default=argparse.SUPPRESS)
    return parser


def _add_global_options(parser: _Parser, words: Words, *, default: str | None) -> None:
    parser.own.add_argument(
        "--config", type=Path, metavar=words.help("file"), default=default, help=words.help("config")
    )
    parser.own.add_argument(
        "--data-dir", type=Path, metavar=words.help("folder"), default=default, help=words.help("data_dir")
    )
    parser.own.add_argument("--lang", choices=LANGUAGES, default=default, help=words.help("lang"))


def _language_of_help(argv: Sequence[str]) -> str:
    """The language to explain the command line in, found before it is understood."""
    wanted = "system"
    for word, after in zip(argv, (*argv[1:], ""), strict=True):
        if word == "--lang":
            wanted = after
        elif word.startswith("--lang="):
            wanted = word.removeprefix("--lang=")
    return wanted


def main(argv: Sequence[str]) -> int:
    """Run one command; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks "…" is no reason to fail
            stream.reconfigure(errors="replace")
    try:
        return _run(argv)
    except KeyboardInterrupt:
        return 130
    except Exception:  # noqa: BLE001 - Python's own status for a bug, 1, would say that X has problems
        traceback.print_exc()
        return UNKNOWN
    finally:
        _hand_over()


def _run(argv: Sequence[str]) -> int:
    options = _parser(Words(_language_of_help(argv))).parse_args(argv)
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
        _say(json.dumps(to_json(judged, words.summary(judged))))
    else:
        _say("\n".join(_lines(judged, words)))
    return _EXIT_STATUS.get(judged.verdict.name, UNKNOWN)


async def _check_once(chosen: Settings) -> JudgedCheck:
    # httpx is loaded only where something is asked.
    from trayapp.assembly import checker
    from trayapp.probing.checker import Depth

    return await checker(chosen, utc_now).check(Depth.EVERYTHING)


def _lines(judged: JudgedCheck, words: Words) -> list[str]:
    """A check for people to read in a terminal."""
    verdict = judged.verdict
    summary = words.summary(judged)
    is_known = verdict.name is not VerdictName.UNKNOWN
    lines = [f"{summary} {words.sureness(verdict.confidence)}" if is_known else summary]
    results = (*judged.check.surfaces, *judged.check.controls)
    lines += [
        f"  {words.surface(result.id)}: {words.result(result)}{_time(result.phases.total)}"
        for result in judged.check.surfaces
    ]
    for title, speaks_for in ((words.speaks_for(), True), (words.speaks_against(), False)):
        facts = [words.reason(r) for r in verdict.reasons if r.speaks_for is speaks_for]
        if facts:
            lines += [f"{title}:", *(f"  {fact}" for fact in facts)]
    if any(result.via_proxy for result in results):
        lines.append(words.seen_through_proxy())
    return lines


def _time(total_ms: float | None) -> str:
    return f", {total_ms:.0f} ms" if total_ms is not None else ""


def _say(text: str) -> None:
    """Print the result of a command. Its exit status stands, whoever listens."""
    with suppress(BrokenPipeError):
        print(text)
    _hand_over()


def _hand_over() -> None:
    """Write out what was printed; into the void if the reader has gone, as in `trayapp check | head -0`."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        # Python writes out what is left once more when it ends, and complains if that fails.
        void = os.open(os.devnull, os.O_WRONLY)
        os.dup2(void, sys.stdout.fileno())
        os.close(void)
