"""`trayapp history`: incidents and uptime."""

from __future__ import annotations

import argparse
import csv
import io
import json
from datetime import timedelta
from typing import Any

from trayapp.cli.output import say
from trayapp.clock import utc_now
from trayapp.domain.check_json import timestamp, totals_to_json
from trayapp.history.summary import RecordedIncident, Summary
from trayapp.i18n import Words
from trayapp.paths import state_folder
from trayapp.settings.declarations import Settings

_DEFAULT_SPAN = timedelta(days=7)  # as recurrence counts, and as the window begins
_COLUMNS = ("begin", "end", "duration_s", "verdict", "cause", "confirmed")


def run(options: argparse.Namespace, _settings: Settings, words: Words) -> int:
    """Print the incidents since a moment, newest first, and the figures.

    Raises:
        HistoryError: there is no history, or it cannot be read.
    """
    since = options.since or utc_now() - _DEFAULT_SPAN
    with Summary.open(options.data_dir or state_folder()) as summary:
        incidents = summary.incidents(since)
        totals = summary.totals(since)
    if options.json:
        say(
            json.dumps(
                {
                    "since": timestamp(since),
                    "incidents": [_incident_to_json(recorded) for recorded in incidents],
                    "totals": totals_to_json(totals),
                }
            )
        )
    elif options.csv:
        say(_table(incidents))
    else:
        lines = [words.history.incident(recorded.incident) for recorded in reversed(incidents)]
        say("\n".join([*(lines or [words.gettext("No incidents.")]), words.history.totals(totals)]))
    return 0


def _incident_to_json(recorded: RecordedIncident) -> dict[str, Any]:
    incident = recorded.incident
    last = recorded.changes[-1] if recorded.changes else None  # none: it began before its file was lost
    return {
        "begin": timestamp(incident.begin),
        "end": timestamp(incident.end) if incident.end else None,
        "verdict": incident.verdict.value,
        "cause": incident.cause.value if incident.cause else None,
        "recurrence": last.recurrence if last else None,
        "confirmed": incident.confirmed,
    }


def _table(incidents: list[RecordedIncident]) -> str:
    """One line an incident, oldest first. Times in UTC; nothing in it can be taken for a formula."""
    text = io.StringIO()
    # Without what JSON has besides; csv's own end of a line is CRLF.
    table = csv.DictWriter(text, _COLUMNS, extrasaction="ignore", lineterminator="\n")
    table.writeheader()
    for recorded in incidents:
        incident = recorded.incident
        duration_s = (incident.end - incident.begin).total_seconds() if incident.end else None
        confirmed = str(incident.confirmed).lower()  # as in JSON, not as in Python
        table.writerow({**_incident_to_json(recorded), "duration_s": duration_s, "confirmed": confirmed})
    return text.getvalue().rstrip("\n")
