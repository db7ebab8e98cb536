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
from trayapp.domain.tracker import Incident
from trayapp.domain.uptime import Totals
from trayapp.domain.wire import timestamp, totals_to_json
from trayapp.history.summary import RecordedIncident, Summary
from trayapp.i18n import Words
from trayapp.paths import state_folder
from trayapp.settings.declarations import Settings

_DEFAULT_STRETCH = timedelta(days=7)


def run(options: argparse.Namespace, _settings: Settings, words: Words) -> int:
    """Print the incidents since a moment, newest first, and the figures.

    Raises:
        HistoryError: there is no history, or it cannot be read.
    """
    since = options.since or utc_now() - _DEFAULT_STRETCH
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
        say(_table([recorded.incident for recorded in incidents]))
    else:
        say("\n".join(_sentences([r.incident for r in incidents], totals, words)))
    return 0


def _incident_to_json(recorded: RecordedIncident) -> dict[str, Any]:
    incident = recorded.incident
    last = recorded.changes[-1] if recorded.changes else None
    return {
        "begin": timestamp(incident.begin),
        "end": timestamp(incident.end) if incident.end else None,
        "verdict": incident.verdict.value,
        "cause": incident.cause.value if incident.cause else None,
        "recurrence": last.recurrence if last else None,
        "confirmed": incident.confirmed,
    }


def _table(incidents: list[Incident]) -> str:
    """One line an incident, oldest first. Times in UTC; nothing in it can be taken for a formula."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["begin", "end", "duration_s", "verdict", "cause", "confirmed"])
    for incident in incidents:
        duration_s = (incident.end - incident.begin).total_seconds() if incident.end else ""
        table.writerow(
            [
                timestamp(incident.begin),
                timestamp(incident.end) if incident.end else "",
                duration_s,
                incident.verdict.value,
                incident.cause.value if incident.cause else "",
                str(incident.confirmed).lower(),
            ]
        )
    return text.getvalue().rstrip("\n")


def _sentences(incidents: list[Incident], totals: Totals, words: Words) -> list[str]:
    lines = [words.history.incident(incident) for incident in reversed(incidents)] or [
        words.gettext("No incidents.")
    ]
    return [*lines, words.history.totals(totals)]
