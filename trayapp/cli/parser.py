"""What may stand on the command line, explained in the user's language."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from trayapp import __version__
from trayapp.about import PROGRAM
from trayapp.cli.output import USAGE, complain
from trayapp.cli.since import since, until
from trayapp.i18n import LANGUAGES, Words, plain
from trayapp.i18n.catalogue import N_
from trayapp.settings.declarations import ACCOUNTS, COMMAND, host_and_port

# How argparse says what is wrong, in English alone. What it words otherwise one day is shown as it is.
_MISTAKES = {
    r"argument (?P<name>.+?): expected one argument": N_("{name} needs a value"),
    r"argument .+?: invalid choice: '?(?P<value>.*?)'? \(choose from (?P<choices>.+)\)": N_(
        "{value} is not known here; possible: {choices}"
    ),
    r"argument (?P<name>.+?): not allowed with argument (?P<other>.+)": N_("{name} does not go with {other}"),
    r"argument (?P<name>.+?): ignored explicit argument .*": N_("{name} takes no value"),
    r"the following arguments are required: (?P<name>.+)": N_("it lacks {name}"),
    r"unrecognized arguments: (?P<value>.+)": N_("{value} is not known here"),
    r"argument (?P<name>.+?): (?P<why>.+)": "{name}: {why}",
}


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


class CommandLine(argparse.ArgumentParser):
    """argparse in our words, with the exit status for wrong usage that sysexits.h names."""

    def __init__(self, words: Words, **options: Any) -> None:
        # Its --help speaks English. Abbreviations would bar the way to other options that begin so.
        super().__init__(
            formatter_class=lambda prog: _Help(prog, words), add_help=False, allow_abbrev=False, **options
        )
        self._words = words
        self.commands: Mapping[str, CommandLine] = {}
        self.own = self.add_argument_group(words.gettext("Options"))
        self.add = self.own.add_argument
        self.add("-h", "--help", action="help", help=words.gettext("show this help"))

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
        why, help_ = plain(self._in_words(message)), f"{self.prog} --help"
        sentence = self._words.gettext("Wrong usage: {why}. See: {command}", why=why, command=help_)
        complain(sentence)
        raise WrongUsageError(sentence)

    def _in_words(self, message: str) -> str:
        for pattern, mistake in _MISTAKES.items():
            if found := re.fullmatch(pattern, message, re.DOTALL):
                values = found.groupdict()
                choices = (values.pop("choices", "") or "").replace("'", "")  # not all versions quote them
                return self._words.gettext(mistake, **values, choices=choices)
        return message


def address(words: Words, text: str) -> str:
    """Where to listen, as the settings take it."""
    try:
        host_and_port(text)
    except ValueError:
        why = words.gettext("{text} is no address; it is written as 127.0.0.1:9464 or 9464", text=text)
        raise argparse.ArgumentTypeError(why) from None
    return text


class _Option(NamedTuple):
    """One of a command, or what stands behind it; its texts are translated when it is added."""

    name: str
    explained: str
    metavar: str | None = None
    reads: Callable[[Words, str], object] | None = None
    more: Mapping[str, Any] = {}
    """What else argparse is told."""
    is_form: bool = False
    """Whether it goes with none of the command's others that are so."""


def _flag(name: str, explained: str, *, is_form: bool = False) -> _Option:
    return _Option(name, explained, more={"action": "store_true"}, is_form=is_form)


def _file(name: str, explained: str) -> _Option:
    return _Option(name, explained, N_("FILE"), more={"type": Path})


def _length(explained: str) -> _Option:
    return _Option("until", explained, N_("LENGTH"), until, {"nargs": "?"})


_JSON = N_("print one line of JSON")
_SINCE = _Option("--since", N_("how far back: 90m, 24h, 7d, 4w, 1y, or a date"), N_("TIME"), since)

_COMMANDS: dict[str, tuple[Any, ...]] = {
    "check": (
        N_("one full check; exit status 0 up, 1 problems, 2 down, 3 anything else"),
        _flag("--json", _JSON),
        _flag("--no-sources", N_("ask no other sources, only X and your own connection")),
        _flag(
            "--browser", N_("look at a page of X's with your own browser, too; exit status 69 without one")
        ),
        _file("--screenshot", N_("look at it, and write a picture of it there (PNG)")),
    ),
    "watch": (
        N_("watch without a desktop and write the history; one line for each change"),
        _flag("--json", N_("one line of JSON for each confirmed change")),
        _Option(
            "--metrics",
            N_("where Prometheus may ask for figures, as 127.0.0.1:9464 or a port alone"),
            N_("ADDRESS"),
            address,
        ),
    ),
    "status": (
        N_("the last verdict from the history, and how old it is; exit status as check"),
        _flag("--json", _JSON, is_form=True),
        _Option(
            "--format",
            N_("print it as waybar or Prometheus takes it; the exit status is 0 in every state"),
            more={"choices": ("waybar", "prometheus")},
            is_form=True,
        ),
    ),
    "history": (
        N_("incidents and uptime"),
        _SINCE,
        _flag("--json", _JSON, is_form=True),
        _flag("--csv", N_("print the incidents as a table (CSV)"), is_form=True),
    ),
    "export": (
        N_("write all that was recorded into a file, one line of JSON each"),
        _file("file", N_("the file to write; - is what follows in a pipe")),
        _SINCE,
    ),
    "import": (
        N_(
            "take in what was exported, or a history that was set aside; "
            "exit status 65 if nothing in it can be read"
        ),
        _file("file", N_("the file to read; - is what is piped in")),
    ),
    "report": (
        N_("a report on incidents and uptime to hand on"),
        _SINCE,
        _Option(
            "--format",
            N_("how it is written"),
            more={"dest": "form", "choices": ("markdown", "html"), "default": "markdown"},
        ),
    ),
    "replay": (
        N_(
            "run the checks of a file through today's rules, without network or history; "
            "exit status 65 if there are lines and none of them is a check"
        ),
        _file("file", N_("a file of checks, one line of JSON each; - is what is piped in")),
        _flag("--json", N_("one line of JSON for each change and gap, and one for the figures")),
    ),
    "accounts": (
        N_(
            "your accounts with other sources and your team's addresses, kept in the system's key store; "
            "exit status 1 if that fails, 69 without a key store"
        ),
        _Option(
            "action",
            N_(
                "set: ask for it and keep it; "
                "test: try it with the service, or send a test; remove: forget it"
            ),
            N_("ACTION"),
            more={"choices": ("set", "test", "remove")},
        ),
        _Option(
            "name",
            N_("whose account or address: %(choices)s"),
            N_("NAME"),
            more={"choices": (*ACCOUNTS, COMMAND)},
        ),
    ),
    "pause": (
        N_("have the trayapp in the tray check nothing for a while"),
        _length(N_("how long: 30m, 4h, 2d; without one, an hour")),
    ),
    "resume": (N_("have it check again"),),
    "mute": (
        N_("let no popups come from it; checks go on"),
        _length(N_("how long: 30m, 4h, 2d; without one, until unmute")),
    ),
    "unmute": (N_("let popups come again"),),
    "show": (
        N_("show its window"),
        _Option(
            "page",
            N_("settings: open the settings instead"),
            N_("PAGE"),
            more={"nargs": "?", "choices": ("settings",)},
        ),
    ),
    "doctor": (
        N_("what works here; exit status 0 if all of it does"),
        _flag("--database", N_("look through the history alone, and mend what can be mended")),
    ),
    "desktop": (
        N_("the entry in the desktop's menu, for whom no package of the system put one"),
        _Option(
            "action",
            N_("install: put it there; remove: take it away, and the start at login with it"),
            N_("ACTION"),
            more={"choices": ("install", "remove")},
        ),
    ),
}
_COMMANDS["help"] = (
    N_("explain a command"),
    _Option("about", N_("which one"), N_("COMMAND"), more={"nargs": "?", "choices": (*_COMMANDS, "help")}),
)
"""Each command, in the order in which they are listed: what it does, and its options."""


def parser(words: Words, said: Collection[str] | None = None) -> CommandLine:
    """What understands the command line; if that is `said`, no more of it than that may need."""
    _ = words.gettext
    parser = CommandLine(
        words,
        prog=PROGRAM,
        description=_("Says whether X (x.com) is available. Without a command: in the system tray."),
        epilog=_(
            "Exit status, besides what a command says of its own: 64 wrong usage, "
            "66 the file cannot be read, 69 nobody is there to do it, 73 the file cannot be written, "
            "75 another trayapp has the history, 78 the settings file cannot be used."
        ),
    )
    parser.add("--version", action="version", version=f"{PROGRAM} {__version__}", help=_("show the version"))
    _add_global_options(parser, words, default=None)
    # With `prog`: to word that itself argparse loads what takes as long as all of this.
    commands = parser.add_subparsers(title=_("Commands"), dest="command", metavar=_("COMMAND"), prog=PROGRAM)
    parser.commands = commands.choices
    for name, (explained, *options) in _COMMANDS.items():
        command = commands.add_parser(name, words=words, help=_(explained), description=_(explained))
        if said is None or name in said:
            # After the command as well as before it: what is not given there must not undo what was before.
            _add_global_options(command, words, default=argparse.SUPPRESS)
            _add(command, words, options)
    return parser


def _add(command: CommandLine, words: Words, options: Sequence[_Option]) -> None:
    # An empty one would keep argparse from telling the usage.
    forms = command.own.add_mutually_exclusive_group() if any(o.is_form for o in options) else command.own
    for option in options:
        more = {"help": words.gettext(option.explained), **option.more}
        if option.reads is not None:
            more["type"] = partial(option.reads, words)
        if option.metavar is not None:
            more["metavar"] = words.gettext(option.metavar)
        (forms if option.is_form else command.own).add_argument(option.name, **more)


def _add_global_options(parser: CommandLine, words: Words, *, default: str | None) -> None:
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
    parser.add(
        "-v", "--verbose", action="store_true", default=default, help=_("log more, and say it here, too")
    )


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
