"""What may stand on the command line, explained in the user's language."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

from trayapp import __version__
from trayapp.about import PROGRAM
from trayapp.cli.output import USAGE, complain
from trayapp.cli.since import since, until
from trayapp.i18n import LANGUAGES, Words
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
        self.commands: Mapping[str, _Parser] = {}
        self.own = self.add_argument_group(words.commands.help("options"))
        self.add("-h", "--help", action="help")

    def add(self, *names: str, explained: str = "", metavar: str | None = None, **options: Any) -> None:
        """Add an argument, explained by the words of this code; without one, by those of its name."""
        explain = self._words.commands.help
        if metavar is not None:
            options["metavar"] = explain(metavar)
        self.own.add_argument(
            *names, help=explain(explained or names[-1].strip("-").replace("-", "_")), **options
        )

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse does it, but for whom is asked for help: the command that does not know a word."""
        options, unknown = self.parse_known_args(args, namespace)
        if unknown:
            command = self.commands.get(options.command, self)
            command.error(f"unrecognized arguments: {' '.join(unknown)}")
        return options

    def _print_message(self, message: str, file: Any = None) -> None:
        # Python 3.11.2's argparse lets it be our fault that the reader has gone; 3.11.7's does not.
        with suppress(OSError):
            super()._print_message(message, file)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        sentence = self._words.commands.wrong_usage(message, self.prog)
        complain(sentence)
        raise WrongUsageError(sentence)


def parser(words: Words) -> _Parser:
    explain = words.commands.help
    a_moment = partial(since, words)
    parser = _Parser(words, prog=PROGRAM, description=explain("program"), epilog=explain("exit_statuses"))
    parser.add("--version", action="version", version=f"{PROGRAM} {__version__}")
    _add_global_options(parser, default=None)
    commands = parser.add_subparsers(title=explain("commands"), dest="command", metavar=explain("command"))
    parser.commands = commands.choices
    check = _command(commands, "check", words)
    check.add("--json", action="store_true")
    check.add("--no-sources", action="store_true")

    watch = _command(commands, "watch", words)
    watch.add("--json", action="store_true", explained="watch_json")

    status = _command(commands, "status", words)
    form = status.own.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=explain("json"))
    form.add_argument("--format", choices=("waybar",), help=explain("format"))

    history = _command(commands, "history", words)
    history.add("--since", type=a_moment, metavar="moment")
    form = history.own.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=explain("json"))
    form.add_argument("--csv", action="store_true", help=explain("csv"))

    export = _command(commands, "export", words)
    export.add("file", type=Path, metavar="file", explained="export_file")
    export.add("--since", type=a_moment, metavar="moment")

    replay = _command(commands, "replay", words)
    replay.add("file", type=Path, metavar="file", explained="replay_file")
    replay.add("--json", action="store_true", explained="replay_json")

    accounts = _command(commands, "accounts", words)
    actions = ("set", "test", "remove")
    accounts.add("action", choices=actions, metavar="action", explained="accounts_action")
    accounts.add("name", choices=tuple(ACCOUNTS), metavar="name", explained="accounts_name")

    for name in ("pause", "mute"):
        command = _command(commands, name, words)
        command.add(
            "until", nargs="?", type=partial(until, words), metavar="length", explained=f"{name}_length"
        )
    _command(commands, "resume", words)
    _command(commands, "unmute", words)
    show = _command(commands, "show", words)
    show.add("page", nargs="?", choices=("settings",), metavar="page", explained="show_page")

    _command(commands, "doctor", words)
    about = _command(commands, "help", words, "explain")
    about.add("about", nargs="?", choices=tuple(commands.choices), metavar="command", explained="explained")
    return parser


def _command(
    commands: argparse._SubParsersAction[_Parser], name: str, words: Words, explained: str = ""
) -> _Parser:
    explanation = words.commands.help(explained or name)
    command = commands.add_parser(name, words=words, help=explanation, description=explanation)
    # After the command as well as before it: what is not given there must not undo what was given before.
    _add_global_options(command, default=argparse.SUPPRESS)
    return command


def _add_global_options(parser: _Parser, *, default: str | None) -> None:
    parser.add("--config", type=Path, metavar="file", default=default)
    parser.add("--data-dir", type=Path, metavar="folder", default=default)
    parser.add("--lang", choices=LANGUAGES, default=default)
    parser.add("-v", "--verbose", action="store_true", default=default)


def is_for_bar(argv: Sequence[str]) -> bool:
    """Whether a bar wants to show the result, found before the command line is understood."""
    # argparse cannot be asked: it may be what does not understand.
    return "--format=waybar" in argv or ("--format", "waybar") in pairwise(argv)


def said(argv: Sequence[str], option: str) -> str | None:
    """The value of an option, found before the command line is understood; `None` without one."""
    value = None
    for word, after in zip(argv, (*argv[1:], None), strict=True):  # the last one wins, as with argparse
        if word == "--":
            break
        if word == option:
            value = after
        elif word.startswith(f"{option}="):
            value = word.removeprefix(f"{option}=")
    return value
