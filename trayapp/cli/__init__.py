"""The command line: what is asked for, what is printed, and the exit status.

Each command that parser.py names is a module with a function `run`, which takes what the command line says,
beside it the settings and the history's folder, and the words, and gives the exit status.

May import: browser, checks, checks.surfaces, computer, domain, history, history.file, i18n, metrics, net,
notices, settings, sharing, sources, ui, ui.desktop_session, watch.
"""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from trayapp import log
from trayapp.cli import output
from trayapp.domain.codes import VerdictName
from trayapp.errors import NO_BROWSER, HistoryError, HistoryLockedError, TrayappError
from trayapp.i18n import Words, plain
from trayapp.paths import state_folder
from trayapp.settings.file import SettingsFile

_log = logging.getLogger(__name__)

# The others answer on the terminal, and leave no file where there was none.
_LOGGED = (None, "check", "watch")
# One module for all of them. Whatever is wrong with the settings, they are needed to open them.
_STEERING = ("pause", "resume", "mute", "unmute", "show")


def main(argv: Sequence[str]) -> int:
    """Run one command; the exit status."""
    if argv[:1] == ["browser-watchdog"]:  # by ourselves, where there is no interpreter to start that with
        from trayapp.browser import watchdog

        return watchdog.main(*argv[1:])
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed, as by `<&-`; the next file would stand in its place
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - to the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks "…" is no reason to fail
            stream.reconfigure(errors="replace")
    try:
        return _run(argv)
    except KeyboardInterrupt:
        return 130  # as shells say it: 128 and the number of SIGINT
    except SystemExit as end:  # help was wanted, or nothing is understood
        if end.code and _tell_bar(argv, getattr(end, "sentence", "")):
            return 0
        raise
    except Exception as bug:  # noqa: BLE001 - Python's own status for it, 1, would say that X has problems
        if lack := _lack(argv, bug):
            output.complain(lack)
        else:
            _log.critical("a bug in trayapp", exc_info=bug)
        return 0 if _tell_bar(argv, lack or plain(repr(bug))) else output.UNKNOWN
    finally:
        log.stop()
        for why in (plain(str(error.strerror)) for error in output.lost):
            output.complain(_settings(argv)[1].gettext("{path} cannot be written: {why}.", path="-", why=why))
        output.lost.clear()
        output.hand_over(is_last=True)


def _lack(argv: Sequence[str], error: Exception) -> str:
    """What this computer lacks, and what to do; empty if the error tells of a bug."""
    from trayapp.i18n.causes import OWN_TROUBLES
    from trayapp.net.own_trouble import own_trouble_of

    lack = own_trouble_of(error)
    return "" if lack is None else ". ".join(map(_settings(argv)[1].gettext, OWN_TROUBLES[lack]))


def _tell_bar(argv: Sequence[str], why: str) -> bool:
    """Say in a bar's way that nothing is known, and why, if it is a bar that asks."""
    from trayapp.cli.parser import said

    # argparse cannot be asked: it may be what does not understand.
    form, verdict = said(argv, "--format"), VerdictName.UNKNOWN
    if form == "waybar":
        output.say(output.bar_line(verdict, _settings(argv)[1].names.verdict(verdict), [why]))
    elif form == "prometheus":
        output.say(f"# {why}")
    return form in ("waybar", "prometheus")


def _run(argv: Sequence[str]) -> int:
    file, words = _settings(argv)
    options = _options(argv, words)
    if file.error is not None:
        output.complain(words.troubles.error(file.error))
        if options.command not in (None, *_STEERING) and getattr(options, "format", None) is None:
            return output.BAD_CONFIG
    for problem in file.loaded.problems:
        output.complain(words.troubles.problem(problem))
    options.folder = folder = options.data_dir or state_folder()
    log.start(folder if options.command in _LOGGED else None, is_verbose=options.verbose)
    try:
        if options.command is None:
            from trayapp.ui.app import run  # Qt is loaded only for whom a window is opened

            # Even with a file that cannot be read: at login nobody sees more of this program than its icon.
            return run(file, words, folder, options.lang, _arguments(options))
        options.settings_file, options.settings = file, file.loaded.settings
        # Only what this command needs is loaded.
        name = "steer" if options.command in _STEERING else options.command
        status: int = import_module(f"trayapp.cli.{name}").run(options, words)
        if options.command in ("history", "report", "export"):
            from trayapp.history.file.folder import is_there

            if not is_there(folder):  # it may be the wrong folder
                output.complain(words.troubles.error(HistoryError("history_none", path=str(folder))))
        return status
    except TrayappError as error:
        _log.info("ended by %s", error.code)
        output.complain(words.troubles.error(error))
        is_unavailable = error.code in (
            "key_store_missing",
            "key_store_gone",
            "key_store_unsafe",
            *NO_BROWSER,
        )
        if options.command in _STEERING or is_unavailable:
            return output.UNAVAILABLE
        if options.command == "accounts":
            return output.FAILED
        is_taken = isinstance(error, HistoryLockedError) or error.code == "running_frozen"
        return output.LOCKED if is_taken else output.UNKNOWN


def _settings(argv: Sequence[str]) -> tuple[SettingsFile, Words]:
    """The settings file and the language, found first: what is said of the command line is in it, too."""
    if not argv:
        language, path = None, None
    else:
        from trayapp.cli.parser import said

        language, path = said(argv, "--lang"), said(argv, "--config")
    file = SettingsFile(None if path is None else Path(path))
    return file, Words(language or file.loaded.settings.language)


def _options(argv: Sequence[str], words: Words) -> Any:
    """What the command line says. At login it says nothing, and an icon is in a hurry: 20 ms are spared."""
    if not argv:
        return SimpleNamespace(command=None, config=None, data_dir=None, lang=None, verbose=False)
    from trayapp.cli.parser import parser

    options = parser(words, argv).parse_args(argv)
    if options.command == "help":
        return parser(words).parse_args(
            [options.about, "--help"] if options.about else ["--help"]
        )  # and ends
    return options


def _arguments(options: Any) -> list[str]:
    """What was said on the command line, fit to be said again from another folder."""
    given = (
        ("--config", options.config and options.config.absolute()),
        ("--data-dir", options.data_dir and options.data_dir.absolute()),
        ("--lang", options.lang),
    )
    return [str(word) for option, value in given if value for word in (option, value)]
