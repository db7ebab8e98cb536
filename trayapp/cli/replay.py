"""`trayapp replay`: recorded checks through today's rules, without network or history."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from trayapp.cli.lines import parsed_lines
from trayapp.cli.output import NO_DATA, NO_INPUT, complain, say
from trayapp.domain.check_json import UnreadableCheckError, change_to_json, check_from_json, totals_to_json
from trayapp.domain.records import JudgedCheck
from trayapp.domain.tracker import Tracker
from trayapp.domain.uptime import Uptime
from trayapp.domain.verdict import decide
from trayapp.i18n import Words, plain
from trayapp.i18n.catalogue import N_

_NAMED = 20


def run(options: argparse.Namespace, words: Words) -> int:
    """Print what the checks of a file come to: each confirmed change, each gap, the figures."""
    tracker, figures = Tracker(), Uptime()
    line_count = check_count = unread_count = 0
    path = plain(str(options.file))
    try:
        for number, judged in _lines(options.file):
            line_count += 1
            if judged is None:
                unread_count += number is not None
                if number is not None and unread_count <= _NAMED:
                    text = N_("line {line} is no check with a readable time; it is passed over")
                    complain(words.gettext(text, line=number))
                continue
            check_count += 1
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
    if (rest := unread_count - _NAMED) > 0:
        complain(words.ngettext("{count} more line is no check", "{count} more lines are no checks", rest))
    if line_count and not check_count:
        complain(words.gettext("{path} is no recording: none of its lines is a check.", path=path))
        return NO_DATA
    totals = figures.totals()
    say(json.dumps(totals_to_json(totals)) if options.json else words.history.totals(totals))
    return 0


def _lines(path: Path) -> Iterator[tuple[int | None, JudgedCheck | None]]:
    """Of each line that is not empty its check, judged anew, or its number; neither of another type's."""
    for number, value in parsed_lines(path):
        if isinstance(value, dict) and "type" in value:  # figures of a time, a note
            yield None, None
            continue
        try:
            check, evidence = check_from_json(value)
        except UnreadableCheckError:
            yield number, None
        else:
            yield None, JudgedCheck(check, evidence, decide(check, evidence))
