"""`trayapp import`: what was exported, or a file that was set aside, into the history."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trayapp.cli.lines import parsed_lines
from trayapp.cli.output import CANNOT_CREATE, NO_DATA, NO_INPUT, complain, say
from trayapp.errors import HistoryError
from trayapp.history.export import export_file
from trayapp.history.importing import take_in
from trayapp.i18n import Words, plain

_DATABASE = b"SQLite format 3\0"  # what its files begin with: sqlite.org/fileformat.html


class _UnreadableError(Exception):
    """What the file, and not the history, is to blame for: nothing is taken in."""


def run(options: argparse.Namespace, words: Words) -> int:
    """Take in what is not there yet: all of it, or nothing if it cannot be read to its end.

    Raises:
        HistoryLockedError: another trayapp writes this history.
        HistoryError: it is damaged, or of a newer version.
    """
    path = plain(str(options.file))
    try:
        done = take_in(options.folder, _lines(options.file))
    except _UnreadableError as error:
        why = plain(str(error))
        complain(words.gettext("{path} cannot be read: {why}. Nothing was changed.", path=path, why=why))
        return NO_INPUT
    except HistoryError as error:
        if error.code != "history_unreadable":
            raise
        values = {name: plain(value) for name, value in error.values.items()}  # it was read, to be written to
        complain(words.gettext("{path} cannot be written: {why}. Nothing was changed.", **values))
        return CANNOT_CREATE
    if done.unreadable:
        complain(
            words.ngettext(
                "{count} line cannot be read; it is passed over",
                "{count} lines cannot be read; they are passed over",
                done.unreadable,
            )
        )
    if done.other:
        complain(
            words.ngettext(
                "{count} line is of a kind that only a newer trayapp knows; it is passed over",
                "{count} lines are of a kind that only a newer trayapp knows; they are passed over",
                done.other,
            )
        )
    if not done.new and not done.known:
        complain(words.gettext("{path} is no export: there is nothing in it that was recorded.", path=path))
        return NO_DATA
    taken = words.ngettext("{count} line taken in.", "{count} lines taken in.", done.new)
    if done.known:
        known = words.ngettext("{count} was known.", "{count} were known.", done.known)
        taken = f"{taken} {known}"
    say(taken)
    return 0


def _lines(path: Path) -> Iterator[Any]:
    try:
        if path.is_file():
            with path.open("rb") as file:
                is_database = file.read(len(_DATABASE)) == _DATABASE
            if is_database:
                yield from export_file(path)
                return
        for _, value in parsed_lines(path):
            yield value
    except OSError as error:
        raise _UnreadableError(error.strerror or str(error)) from error
