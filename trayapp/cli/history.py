"""`trayapp history`: incidents and uptime."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from trayapp.cli.output import say
from trayapp.clock import utc_now
from trayapp.history.incidents import PlainList, read_plain_list
from trayapp.i18n import Words

_DEFAULT_SPAN = timedelta(days=7)  # as recurrence counts, and as the window begins
_AT_ONCE = 1000  # lines: of hundreds of thousands the first are seen before the last are written


def run(options: argparse.Namespace, words: Words) -> int:
    """Print the incidents since a moment, newest first, and the figures.

    Raises:
        HistoryError: it cannot be read.
    """
    now = utc_now()
    since = options.since or now - _DEFAULT_SPAN
    found = read_plain_list(options.folder, since, now)
    if options.json or options.csv:
        say(_written(found, since, as_table=options.csv))
        return 0
    lines = _lines(words, found)
    while some := list(islice(lines, _AT_ONCE)):
        say("\n".join(some))
    return 0


def _lines(words: Words, found: PlainList) -> Iterator[str]:
    yield from (
        words.history.incident(incident, found.seen_until) for incident, _ in reversed(found.incidents)
    )
    if not found.incidents:
        yield words.gettext("No incidents.")
    yield words.history.totals(found.totals)


def _written(found: PlainList, since: datetime, *, as_table: bool) -> str:
    """For programs, oldest first: CSV, or JSON."""
    from trayapp.domain.check_json import timestamp, totals_to_json  # of what text can do without
    from trayapp.sharing.files import incident_row, table

    rows = [incident_row(incident) for incident, _ in found.incidents]
    if as_table:
        return table(rows).rstrip("\n")
    for row, (_, recurrence) in zip(rows, found.incidents, strict=True):
        del row["duration_s"]
        row["recurrence"] = recurrence
    return json.dumps({"since": timestamp(since), "incidents": rows, "totals": totals_to_json(found.totals)})
