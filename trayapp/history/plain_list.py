"""Incidents and figures alone: for who does without the rest of `Summary`, which takes longer to load."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

from trayapp.domain.tracker import Incident
from trayapp.domain.uptime import Totals
from trayapp.history.file.folder import Folder
from trayapp.history.file.reading import open_to_read, reading
from trayapp.history.incidents import incident_of
from trayapp.history.moments import to_ms
from trayapp.history.rollups import totals_since


def read_plain_list(folder: Path, since: datetime) -> tuple[list[tuple[Incident, int | None]], Totals]:
    """Those that had not ended by then, in the order in which they began, with their recurrence.

    Raises HistoryError if it cannot be read.
    """
    place = Folder(folder)
    with closing(open_to_read(place)) as connection, reading(place):
        rows = connection.execute(
            "SELECT (SELECT recurrence FROM changes WHERE incident = incidents.id ORDER BY id DESC LIMIT 1),"
            " begin_ms, end_ms, verdict, cause, is_confirmed FROM incidents"
            " WHERE absorbed_in IS NULL AND (end_ms IS NULL OR end_ms >= ?)"
            # `+`: by the index of their begins SQLite would go through all there are, for a week as well.
            " ORDER BY +begin_ms, id",
            (to_ms(since),),
        )
        found = [(incident_of(*columns), recurrence) for recurrence, *columns in rows]
        return found, totals_since(connection, since)


def is_there(folder: Path) -> bool:
    """Whether anything was ever recorded there."""
    return Folder(folder).database.exists()
