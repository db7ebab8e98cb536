"""What may stand on the command line, explained in the user's language."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

from trayapp import __version__
from trayapp.about import PROGRAM
from trayapp.cli.output import USAGE, complain
from trayapp.cli.since import since
from trayapp.i18n import LANGUAGES, Words, plain
from trayapp.settings.declarations import ACCOUNTS


class WrongUsageError(SystemExit):  # what argparse itself ends with
    """The command line cannot be understood: `sentence` says why, and was said."""

    def __init__(self, sentence: str) -> None:
        super().__init__(USAGE)
        self.sentence = sentence


class _Help(argparse.HelpFormatter):
    """argparse's help, whose first word is ours, too."""

    def __init__(self, prog: str, words: Words) -> None:
        super().__init__(prog)
        self._words = words

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        prefix = self._words.gettext("Usage: ") if prefix is None else prefix
        super().add_usage(usage, actions, groups, prefix)


class _Parser(argparse.ArgumentParser):
    """argparse in our words, with the exit status for wrong usage that sysexits.h names."""

    def __init__(self, words: Words, **options: Any) -> None:
        # Its --help speaks English. Abbreviations would bar the way to other options that begin so.
        super().__init__(
            formatter_class=lambda prog: _Help(prog, words), add_help=False, allow_abbrev=False, **options
        )
        self._words = words
        self.own = self.add_argument_group(words.gettext("Options"))
        self.add = self.own.add_argument
        self.add("-h", "--help", action="help", help=words.gettext("show this help"))

    def _print_message(self, message: str, file: Any = None) -> None:
        # Python 3.11.2's argparse lets it be our fault that the reader has gone; 3.11.7's does not.
        with suppress(OSError):
            super()._print_message(message, file)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        sentence = self._words.gettext(
            "Wrong usage: {why}. See: {command}", why=plain(message), command=f"{PROGRAM} --help"
        )
        complain(sentence)
        raise WrongUsageError(sentence)


def parser(words: Words) -> argparse.ArgumentParser:
    _ = words.gettext
    parser = _Parser(
        words,
        prog=PROGRAM,
        description=_("Says whether X (x.com) is available. Without a command: in the system tray."),
    )
    parser.add("--version", action="version", version=f"{PROGRAM} {__version__}", help=_("show the version"))
    _add_global_options(parser, words, default=None)
    commands = parser.add_subparsers(title=_("Commands"), dest="command", metavar=_("COMMAND"))

    def command(name: str, explained: str) -> _Parser:
        added = commands.add_parser(name, words=words, help=explained, description=explained)
        # After the command as well as before it: what is not given there must not undo what was given before.
        _add_global_options(added, words, default=argparse.SUPPRESS)
        return added

    one_line = _("print one line of JSON")
    since_when: dict[str, Any] = {
        "type": since,
        "metavar": _("TIME"),
        "help": _("how far back: 90m, 24h, 7d, 4w, or a date"),
    }
    a_file: dict[str, Any] = {"type": Path, "metavar": _("FILE")}

    check = command("check", _("one full check; exit status 0 up, 1 problems, 2 down, 3 anything else"))
    check.add("--json", action="store_true", help=one_line)
    check.add(
        "--no-sources", action="store_true", help=_("ask no other sources, only X and your own connection")
    )

    watch = command("watch", _("watch without a desktop and write the history; one line for each change"))
    watch.add("--json", action="store_true", help=_("one line of JSON for each confirmed change"))

    status = command(
        "status", _("the last verdict from the history, and how old it is; exit status as check")
    )
    form = status.own.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=one_line)
    form.add_argument(
        "--format",
        choices=("waybar",),
        help=_("print one line as waybar takes it; the exit status is 0 in every state"),
    )

    history = command("history", _("incidents and uptime"))
    history.add("--since", **since_when)
    form = history.own.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=one_line)
    form.add_argument("--csv", action="store_true", help=_("print the incidents as a table (CSV)"))

    export = command("export", _("write every check as recorded into a file, one line of JSON each"))
    export.add("file", **a_file, help=_("the file to write"))
    export.add("--since", **since_when)

    replay = command(
        "replay", _("run the checks of a file through today's rules, without network or history")
    )
    replay.add("file", **a_file, help=_("a file of checks, one line of JSON each"))
    replay.add(
        "--json",
        action="store_true",
        help=_("one line of JSON for each change and gap, and one for the figures"),
    )

    accounts = command("accounts", _("your accounts with other sources, kept in the system's key store"))
    accounts.add(
        "action",
        choices=("set", "test", "remove"),
        help=_("set: ask for it and keep it; test: try it with the service; remove: forget it"),
    )
    accounts.add("name", choices=tuple(ACCOUNTS), help=_("whose account"))

    command("doctor", _("what works here; exit status 0 if all of it does"))
    return parser


def _add_global_options(parser: _Parser, words: Words, *, default: str | None) -> None:
    _ = words.gettext
    parser.add("--config", type=Path, metavar=_("FILE"), default=default, help=_("use another settings file"))
    parser.add(
        "--data-dir",
        type=Path,
        metavar=_("FOLDER"),
        default=default,
        help=_("use another folder for the history"),
    )
    parser.add("--lang", choices=LANGUAGES, default=default, help=_("language of all output"))
    parser.add("--verbose", action="store_true", default=default, help=_("log more, and say it here, too"))


def is_for_bar(argv: Sequence[str]) -> bool:
    """Whether a bar wants to show the result, found before the command line is understood."""
    # argparse cannot be asked: it may be what does not understand.
    return "--format=waybar" in argv or ("--format", "waybar") in pairwise(argv)


def language_of_help(argv: Sequence[str]) -> str:
    """The language to explain the command line in, found before it is understood."""
    wanted = "system"
    for word, after in zip(argv, (*argv[1:], ""), strict=True):  # the last one wins, as with argparse
        if word == "--lang":
            wanted = after
        elif word.startswith("--lang="):
            wanted = word.removeprefix("--lang=")
    return wanted
