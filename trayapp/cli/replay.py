"""`trayapp replay`: recorded checks through today's rules, without network or history."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from trayapp.cli.output import NO_DATA, NO_INPUT, complain, say
from trayapp.domain.check_json import UnreadableCheckError, change_to_json, check_from_json, totals_to_json
from trayapp.domain.records import JudgedCheck
from trayapp.domain.tracker import Tracker
from trayapp.domain.uptime import Uptime
from trayapp.domain.verdict import decide
from trayapp.i18n import Words, plain
from trayapp.i18n.catalogue import N_
from trayapp.settings.declarations import Settings


def run(options: argparse.Namespace, _settings: Settings, words: Words) -> int:
    """Print what the checks of a file come to: each confirmed change, each gap, the figures."""
    tracker = Tracker()
    figures = Uptime()
    lines, path = _Lines(options.file, words), plain(str(options.file))
    try:
        for judged in lines.checks():
            events = tracker.follow(judged)
            figures.add(judged, events)
            for event in events:
                if options.json:
                    say(json.dumps(change_to_json(event)))
                else:
                    say(f"{words.date_and_time(judged.check.at)}  {words.history.change(event)}")
    except OSError as error:
        why = plain(error.strerror or str(error))
        complain(words.gettext("{path} cannot be read: {why}.", path=path, why=why))
        return NO_INPUT
    if lines.count and not lines.check_count:
        complain(words.gettext("{path} is no recording: none of its lines is a check.", path=path))
        return NO_DATA
    totals = figures.totals()
    say(json.dumps(totals_to_json(totals)) if options.json else words.history.totals(totals))
    return 0


# A check has some 1,000 characters. The pieces of a longer line are no checks either, and named like them.
_LONGEST_LINE = 1 << 20
_NAMED = 20
_ENCODING = "utf-8-sig"  # some editors begin a file with a mark; a bad byte spoils its line, not the file


class _Lines:
    """The lines of a recording. Those of which nothing can be read are named, the first of them one by one.

    Attributes:
        count, check_count: how many there were that are not empty, and how many of them are checks.
    """

    def __init__(self, path: Path, words: Words) -> None:
        self.count = self.check_count = 0
        self._path = path
        self._words = words

    def checks(self) -> Iterator[JudgedCheck]:
        """The checks, judged anew.

        Raises:
            OSError: the file cannot be read.
        """
        unread_count = 0
        with self._opened() as file:
            for number, line in enumerate(iter(lambda: file.readline(_LONGEST_LINE), ""), 1):
                if not line.strip():
                    continue
                self.count += 1
                try:
                    value = json.loads(line)
                    if isinstance(value, dict) and "type" in value:
                        continue  # no check: figures of a time whose checks are no longer kept, or a note
                    check, evidence = check_from_json(value)
                # The last: a line of brackets alone.
                except (UnreadableCheckError, ValueError, RecursionError):
                    unread_count += 1
                    if unread_count <= _NAMED:
                        text = N_("line {line} is no check with a readable time; it is passed over")
                        complain(self._words.gettext(text, line=number))
                    continue
                self.check_count += 1
                yield JudgedCheck(check, evidence, decide(check, evidence))
        if unread_count > _NAMED:
            count = unread_count - _NAMED
            complain(
                self._words.ngettext(
                    "{count} more line is no check", "{count} more lines are no checks", count
                )
            )

    def _opened(self) -> IO[str]:
        if self._path == Path("-"):
            return os.fdopen(os.dup(sys.stdin.fileno()), encoding=_ENCODING, errors="replace")
        return self._path.open(encoding=_ENCODING, errors="replace")
