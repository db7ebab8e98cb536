"""`trayapp history`: incidents and uptime."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from trayapp.cli.output import say
from trayapp.clock import utc_now
from trayapp.domain.tracker import Incident
from trayapp.domain.uptime import Totals
from trayapp.history.plain_list import read_plain_list
from trayapp.i18n import Words
from trayapp.paths import state_folder
from trayapp.settings.declarations import Settings

_Found = Sequence[tuple[Incident, int | None]]
"""Incidents with their recurrence."""

_DEFAULT_SPAN = timedelta(days=7)  # as recurrence counts, and as the window begins
_CSV_COLUMNS = ("begin", "end", "duration_s", "verdict", "cause", "confirmed")
_AT_ONCE = 1000  # lines: of hundreds of thousands the first are seen before the last are written


def run(options: argparse.Namespace, _settings: Settings, words: Words) -> int:
    """Print the incidents since a moment, newest first, and the figures.

    Raises:
        HistoryError: there is no history, or it cannot be read.
    """
    since = options.since or utc_now() - _DEFAULT_SPAN
    found, totals = read_plain_list(options.data_dir or state_folder(), since)
    if options.json:
        lines = _as_json(found, since, totals)
    elif options.csv:
        lines = _as_csv(found)
    else:
        lines = _as_text(words, found, totals)
    while some := list(islice(lines, _AT_ONCE)):
        say("\n".join(some))
    return 0


def _as_text(words: Words, found: _Found, totals: Totals) -> Iterator[str]:
    yield from (words.history.incident(incident) for incident, _ in reversed(found))
    if not found:
        yield words.gettext("No incidents.")
    yield words.history.totals(totals)


def _as_json(found: _Found, since: datetime, totals: Totals) -> Iterator[str]:
    from trayapp.domain.check_json import timestamp, totals_to_json

    incidents = [{**_columns(incident), "recurrence": recurrence} for incident, recurrence in found]
    yield json.dumps({"since": timestamp(since), "incidents": incidents, "totals": totals_to_json(totals)})


def _as_csv(found: _Found) -> Iterator[str]:
    """One line an incident, oldest first. Times in UTC; codes and numbers alone, so nothing is quoted."""
    yield ",".join(_CSV_COLUMNS)
    for incident, _ in found:
        duration_s = (incident.end - incident.begin).total_seconds() if incident.end else None
        confirmed = str(incident.confirmed).lower()  # as in JSON, not as in Python
        values = {**_columns(incident), "duration_s": duration_s, "confirmed": confirmed}
        yield ",".join("" if values[name] is None else str(values[name]) for name in _CSV_COLUMNS)


def _columns(incident: Incident) -> dict[str, Any]:
    from trayapp.domain.check_json import timestamp  # of what text can do without

    return {
        "begin": timestamp(incident.begin),
        "end": timestamp(incident.end) if incident.end else None,
        "verdict": incident.verdict.value,
        "cause": incident.cause.value if incident.cause else None,
        "confirmed": incident.confirmed,
    }
