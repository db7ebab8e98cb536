"""`trayapp history`: incidents and uptime."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from trayapp.cli.output import say
from trayapp.clock import utc_now
from trayapp.domain.tracker import Incident
from trayapp.domain.uptime import Totals
from trayapp.history.incidents import read_plain_list
from trayapp.i18n import Words

_Found = Sequence[tuple[Incident, int | None]]
"""Incidents with their recurrence."""

_DEFAULT_SPAN = timedelta(days=7)  # as recurrence counts, and as the window begins
_AT_ONCE = 1000  # lines: of hundreds of thousands the first are seen before the last are written


def run(options: argparse.Namespace, words: Words) -> int:
    """Print the incidents since a moment, newest first, and the figures.

    Raises:
        HistoryError: it cannot be read.
    """
    since = options.since or utc_now() - _DEFAULT_SPAN
    found, totals = read_plain_list(options.folder, since)
    if options.json or options.csv:
        say(_written(found, since, totals, as_table=options.csv))
        return 0
    lines = _lines(words, found, totals)
    while some := list(islice(lines, _AT_ONCE)):
        say("\n".join(some))
    return 0


def _lines(words: Words, found: _Found, totals: Totals) -> Iterator[str]:
    yield from (words.history.incident(incident) for incident, _ in reversed(found))
    if not found:
        yield words.gettext("No incidents.")
    yield words.history.totals(totals)


def _written(found: _Found, since: datetime, totals: Totals, *, as_table: bool) -> str:
    """For programs, oldest first: CSV, or JSON."""
    from trayapp.domain.check_json import timestamp, totals_to_json  # of what text can do without
    from trayapp.sharing.files import incident_row, table

    rows = [incident_row(incident) for incident, _ in found]
    if as_table:
        return table(rows).rstrip("\n")
    for row, (_, recurrence) in zip(rows, found, strict=True):
        del row["duration_s"]
        row["recurrence"] = recurrence
    return json.dumps({"since": timestamp(since), "incidents": rows, "totals": totals_to_json(totals)})
