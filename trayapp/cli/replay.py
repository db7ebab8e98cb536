"""`trayapp replay`: recorded checks through today's rules, without network or history."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from trayapp.cli.output import NO_INPUT, complain, say
from trayapp.domain.check_json import UnreadableCheckError, change_to_json, check_from_json, totals_to_json
from trayapp.domain.records import JudgedCheck
from trayapp.domain.tracker import Tracker
from trayapp.domain.uptime import Uptime
from trayapp.domain.verdict import decide
from trayapp.i18n import Words, plain
from trayapp.settings.declarations import Settings


def run(options: argparse.Namespace, _settings: Settings, words: Words) -> int:
    """Print what the checks of a file come to: each confirmed change, each gap, the figures."""
    tracker = Tracker()
    figures = Uptime()
    try:
        for judged in _checks(options.file, words):
            events = tracker.follow(judged)
            figures.add(judged, events)
            for event in events:
                if options.json:
                    say(json.dumps(change_to_json(event)))
                else:
                    say(f"{words.date_and_time(judged.check.at)}  {words.history.change(event)}")
    except OSError as error:
        path, why = plain(str(options.file)), plain(error.strerror or str(error))
        complain(words.gettext("{path} cannot be read: {why}.", path=path, why=why))
        return NO_INPUT
    totals = figures.totals()
    say(json.dumps(totals_to_json(totals)) if options.json else words.history.totals(totals))
    return 0


# A check has some 1,000 characters. The pieces of a longer line are no checks either, and named like them.
_LONGEST_LINE = 1 << 20


def _checks(path: Path, words: Words) -> Iterator[JudgedCheck]:
    """The checks of a file, judged anew. A line that is none is named and passed over."""
    with path.open(encoding="utf-8", errors="replace") as file:  # one bad byte spoils a line, not the file
        for number, line in enumerate(iter(lambda: file.readline(_LONGEST_LINE), ""), 1):
            if not line.strip():
                continue
            try:
                value = json.loads(line)
                if isinstance(value, dict) and value.get("type") == "rollup":
                    continue  # figures of a time whose checks are no longer kept
                check, evidence = check_from_json(value)
            except (UnreadableCheckError, ValueError, RecursionError):  # the last: a line of brackets alone
                text = words.gettext(
                    "line {line} is no check with a readable time; it is passed over", line=number
                )
                complain(text)
                continue
            yield JudgedCheck(check, evidence, decide(check, evidence))
