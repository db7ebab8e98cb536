"""The command line: what is asked for, what is printed, and the exit status."""

from __future__ import annotations

import io
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from trayapp import settings
from trayapp.cli.output import BAD_CONFIG, LOCKED, UNKNOWN, complain, hand_over
from trayapp.errors import ConfigError, HistoryLockedError, TrayappError
from trayapp.paths import config_file, state_folder
from trayapp.settings import Settings
from trayapp.words import Words

Command = Callable[[Any, Settings, Words], int]


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
        hand_over(is_last=True)


def _run(argv: Sequence[str]) -> int:
    options = _options(argv)
    try:
        loaded = load_settings(options.config)
    except ConfigError as error:
        complain(Words(options.lang or "system").error(error))
        return BAD_CONFIG
    words = Words(options.lang or loaded.settings.language)
    for problem in loaded.problems:
        complain(words.problem(problem))
    try:
        if options.command is None:
            from trayapp.ui.app import run  # Qt is loaded only for whom a window is opened

            return run(loaded.settings, words, options.data_dir or state_folder())
        return _command(options.command)(options, loaded.settings, words)
    except TrayappError as error:
        complain(words.error(error))
        return LOCKED if isinstance(error, HistoryLockedError) else UNKNOWN


def _options(argv: Sequence[str]) -> Any:
    """What the command line says. At login it says nothing, and an icon is in a hurry: 20 ms are spared."""
    if not argv:
        return SimpleNamespace(command=None, config=None, data_dir=None, lang=None)
    from trayapp.cli.parser import language_of_help, parser

    return parser(Words(language_of_help(argv))).parse_args(argv)


def _command(name: str) -> Command:
    """The function of a command. Only what that one needs is loaded."""
    command: Command = import_module(f"trayapp.cli.{name}").run
    return command


def load_settings(path: Path | None) -> settings.Loaded:
    """The settings of the file named on the command line, or of the user's own."""
    return settings.load(path or config_file(), must_exist=path is not None)
