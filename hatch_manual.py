"""The build's other step: what shells and `man` know of the command line, made from what explains it.

Into `build/share`, which the wheel takes along; `python hatch_manual.py` does the same by hand. Nothing of it
is loaded while trayapp runs.
"""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parent
SHARE = ROOT / "build" / "share"

if TYPE_CHECKING:
    from trayapp.cli.parser import CommandLine
    from trayapp.i18n import Words


def write_manual(share: Path = SHARE) -> None:
    """Write all of it anew. The translations have to be compiled."""
    sys.path.insert(0, str(ROOT))  # what is built, not what is installed
    try:
        from trayapp.cli.parser import parser
        from trayapp.i18n import LANGUAGES, Words
    finally:
        sys.path.remove(str(ROOT))
    english = parser(Words("en"))
    files = {
        "bash-completion/completions/trayapp": _for_bash(english),
        "zsh/site-functions/_trayapp": _for_zsh(english),
        "fish/vendor_completions.d/trayapp.fish": _for_fish(english),
    }
    for language in LANGUAGES:
        folder = "man/man1" if language == "en" else f"man/{language}/man1"
        words = Words(language)
        files[f"{folder}/trayapp.1"] = _page(parser(words), words)
    shutil.rmtree(share, ignore_errors=True)
    for name, text in files.items():
        (share / name).parent.mkdir(parents=True, exist_ok=True)
        (share / name).write_text(text, encoding="utf-8")


# What argparse knows


def _options(command: CommandLine) -> list[argparse.Action]:
    return [action for action in command._actions if action.option_strings]


def _places(command: CommandLine) -> list[argparse.Action]:
    """What stands there without a name, in this order; not the command itself."""
    return [action for action in command._actions if not action.option_strings and action.dest != "command"]


def _own(command: CommandLine, whole: CommandLine) -> list[argparse.Action]:
    """The options that it does not share with all others."""
    shared = {name for action in _options(whole) for name in action.option_strings}
    return [action for action in _options(command) if not shared & set(action.option_strings)]


def _help(action: argparse.Action) -> str:
    """In one line, with its values."""
    choices = ", ".join(map(str, action.choices or ()))
    return (action.help or "") % {"choices": choices}


def _metavar(action: argparse.Action) -> str:
    return str(action.metavar) if action.metavar else "{" + ",".join(map(str, action.choices or ())) + "}"


def _takes_value(action: argparse.Action) -> bool:
    return action.nargs != 0


def _takes(action: argparse.Action, files: str, folders: str, words: str) -> str:
    """Of three ways to complete a value the one for this; nothing for what nobody can guess."""
    if action.choices:
        return words.format(words=" ".join(map(str, action.choices)))
    if action.type is not Path:
        return ""
    return folders if action.dest == "data_dir" else files


# Shells


def _for_bash(whole: CommandLine) -> str:
    ways = ("_trayapp_names -f", "_trayapp_names -d", "_trayapp_words '{words}'")
    every = [whole, *whole.commands.values()]
    values = {name: action for each in every for action in _options(each) for name in action.option_strings}
    values = {name: action for name, action in values.items() if _takes_value(action)}
    known = " ".join(whole.commands)
    options = [f"        '') _trayapp_words '{_names(whole)}' ;;"]
    places = [f"        :0) _trayapp_words '{known}' ;;"]
    for name, command in whole.commands.items():
        options.append(f"        {name}) _trayapp_words '{_names(command)}' ;;")
        for number, action in enumerate(_places(command)):
            if how := _takes(action, *ways):
                places.append(f"        {name}:{number}) {how} ;;")
    # What an option takes differs between commands; before the command stand those that all of them know.
    rows = [
        f"        {place}:{name}) {_takes(action, *ways) or ':'} ;;"
        for place, each in [*whole.commands.items(), ("*", whole)]
        for action in _options(each)
        if _takes_value(action)
        for name in action.option_strings
    ]
    return "\n".join(
        [
            "# bash completion for trayapp",
            '_trayapp_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }',
            "_trayapp_names() {",
            "    compopt -o filenames 2>/dev/null",
            '    mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")',
            "}",
            "_trayapp() {",
            "    local cur=${COMP_WORDS[COMP_CWORD]} option= command= place=0 i word",
            "    [[ $cur == = ]] && cur=",
            "    for ((i = 1; i < COMP_CWORD; i++)); do",
            "        word=${COMP_WORDS[i]}",
            "        if [[ $word == = ]]; then",
            "            continue # bash takes --config=FILE for three words",
            "        elif [[ -n $option ]]; then",
            "            option=",
            f"        elif [[ $word == @({'|'.join(values)}) ]]; then",
            "            option=$word",
            "        elif [[ $word == -* ]]; then",
            "            continue",
            "        elif [[ -z $command ]]; then",
            "            command=$word",
            "        else",
            "            place=$((place + 1))",
            "        fi",
            "    done",
            "    COMPREPLY=()",
            "    if [[ -n $option ]]; then",
            "        case $command:$option in",
            *rows,
            "        esac",
            "    elif [[ $cur == -* ]]; then",
            "        case $command in",
            *options,
            "        esac",
            "    else",
            "        case $command:$place in",
            *places,
            "        esac",
            "    fi",
            "}",
            "complete -F _trayapp trayapp",
            "",
        ]
    )


def _names(command: CommandLine) -> str:
    return " ".join(name for action in _options(command) for name in action.option_strings)


def _for_zsh(whole: CommandLine) -> str:
    def described(action: argparse.Action) -> Iterator[str]:
        text = re.sub(r"([\[\]:\\])", r"\\\1", _help(action))
        value = f":{_metavar(action)}:{_takes(action, '_files', '_files -/', '({words})')}"
        for name in action.option_strings:
            equals = "=" if name.startswith("--") and _takes_value(action) else ""
            others = f"({' '.join(action.option_strings)})"
            yield shlex.quote(f"{others}{name}{equals}[{text}]{value if _takes_value(action) else ''}")

    def place(number: int, action: argparse.Action) -> str:
        optional = ":" if action.nargs == "?" else ""
        way = _takes(action, "_files", "_files -/", "({words})")
        return shlex.quote(f"{number}:{optional}{_metavar(action)}:{way}")

    lines = [
        "#compdef trayapp",
        "# zsh completion for trayapp",
        "_trayapp() {",
        "    local curcontext=$curcontext state line",
        "    typeset -A opt_args",
        "    local -a shared commands",
        "    shared=(",
        *(
            f"        {row}"
            for action in _options(whole)
            if action.dest != "version"
            for row in described(action)
        ),
        "    )",
        "    commands=(",
    ]
    for name, command in whole.commands.items():
        lines.append(f"        {shlex.quote(f'{name}:{command.description}')}")
    version = next(action for action in _options(whole) if action.dest == "version")
    lines += [
        "    )",
        f"    _arguments -C -A '-*' $shared {' '.join(described(version))} '1: :->command' '*:: :->rest'",
        "    case $state in",
        "    command) _describe command commands ;;",
        "    rest)",
        "        case $line[1] in",
    ]
    for name, command in whole.commands.items():
        rows = [row for action in _own(command, whole) for row in described(action)]
        rows += [place(number, action) for number, action in enumerate(_places(command), 1)]
        lines.append(f"        {name}) _arguments $shared {' '.join(rows)} ;;")
    return "\n".join([*lines, "        esac", "        ;;", "    esac", "}", '_trayapp "$@"', ""])


def _for_fish(whole: CommandLine) -> str:
    def quoted(text: str) -> str:
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def option(action: argparse.Action, when: str) -> str:
        names = [
            f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in action.option_strings
        ]
        way = _takes(action, "-r -F", "-x -a '(__fish_complete_directories)'", "-x -a '{words}'")
        value = way or "-x" if _takes_value(action) else ""
        return " ".join(
            filter(None, ["complete -c trayapp", when, *names, value, "-d", quoted(_help(action))])
        )

    # Its own __fish_use_subcommand takes the value of an option for one.
    before_command = "-n " + quoted(f"not __fish_seen_subcommand_from {' '.join(whole.commands)}")
    lines = ["# fish completion for trayapp", "complete -c trayapp -f"]
    lines += [
        option(action, before_command if action.dest == "version" else "") for action in _options(whole)
    ]
    for name, command in whole.commands.items():
        text = quoted(command.description or "")
        lines.append(f"complete -c trayapp {before_command} -a {name} -d {text}")
        seen = f"__fish_seen_subcommand_from {name}"
        lines += [option(action, f"-n {quoted(seen)}") for action in _own(command, whole)]
        before: list[str] = []
        for action in _places(command):
            way = _takes(action, "-F", "-a '(__fish_complete_directories)'", "-a '{words}'")
            choices = " ".join(str(choice) for choice in action.choices or () if choice != name)
            conditions = [seen, *before, *([f"not __fish_seen_subcommand_from {choices}"] if choices else [])]
            if way:
                text = quoted(_help(action))
                lines.append(f"complete -c trayapp -n {quoted('; and '.join(conditions))} {way} -d {text}")
            before.append(f"__fish_seen_subcommand_from {choices}")
    return "\n".join([*lines, ""])


# The page for man


def _page(whole: CommandLine, words: Words) -> str:
    from trayapp import __version__

    _ = words.gettext
    what = (whole.description or "").split(". ")[0]
    # Babel looks into no f-string.
    titles = (
        _("NAME"),
        _("SYNOPSIS"),
        _("DESCRIPTION"),
        _("OPTIONS"),
        _("COMMANDS"),
        _("EXIT STATUS"),
        _("FILES"),
    )
    commands: list[str] = []
    for command in whole.commands.values():
        commands += [".SS", _usage(command, whole), _roff(command.description or "")]
        for action in [*_places(command), *_own(command, whole)]:
            commands += _entry(action)
    files = (
        *(
            ".TP",
            ".I ~/.config/trayapp/settings.toml",
            _roff(_("the settings, in a file that explains itself")),
        ),
        *(".TP", ".I ~/.local/state/trayapp", _roff(_("the history and the log"))),
    )
    sections = (
        [f"trayapp \\- {_roff(what)}"],
        [_usage(whole)],
        [_roff(whole.description or "")],
        [line for action in _options(whole) for line in _entry(action)],
        commands,
        [_roff(whole.epilog or "")],
        files,
    )
    lines = [f'.TH TRAYAPP 1 "" "trayapp {__version__}"']
    for title, section in zip(titles, sections, strict=True):
        lines += [f".SH {_roff(title)}", *section]
    return "\n".join([*lines, ""])


def _usage(command: CommandLine, whole: CommandLine | None = None) -> str:
    """How it is called; of a command without what it shares with all others."""
    parts = [_roff(command.prog).join(("\\fB", "\\fR"))]
    for action in _options(command) if whole is None else _own(command, whole):
        value = f" \\fI{_roff(_metavar(action))}\\fR" if _takes_value(action) else ""
        parts.append(f"[\\fB{_roff(action.option_strings[-1])}\\fR{value}]")
    for action in _places(command):
        name = f"\\fI{_roff(_metavar(action))}\\fR"
        parts.append(f"[{name}]" if action.nargs == "?" else name)
    if whole is None:
        (place,) = (action for action in command._actions if action.dest == "command")
        parts.append(f"[\\fI{_roff(_metavar(place))}\\fR …]")
    return " ".join(parts)


def _entry(action: argparse.Action) -> list[str]:
    names = ", ".join(f"\\fB{_roff(name)}\\fR" for name in action.option_strings)
    value = f"\\fI{_roff(_metavar(action))}\\fR" if _takes_value(action) else ""
    return [".TP", " ".join(filter(None, [names, value])), _roff(_help(action))]


def _roff(text: str) -> str:
    """Text that the formatter takes for nothing else."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{text}" if text.startswith((".", "'")) else text


if __name__ == "__main__":
    write_manual()
