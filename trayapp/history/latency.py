"""How long X's parts usually take to answer, from a sample of the checks."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from datetime import datetime
from statistics import median

from trayapp.domain.latency import MedianMs, is_full
from trayapp.domain.records import Outcome
from trayapp.history.codec import to_ms, unpack

# Checks that are unpacked, evenly spread. Of a week's at one a minute every tenth.
_SAMPLE = 1000

_FEWEST_ANSWERS = 50


def read_median_ms(connection: sqlite3.Connection, since: datetime) -> MedianMs:
    """How long each part of X mostly takes to answer: medians of a sample since then, of the whole time.

    What has fewer than 50 answers in it is left out. Some 50 ms, however much there is.
    """
    since_ms = to_ms(since)
    (count,) = connection.execute("SELECT count(*) FROM checks WHERE at_ms >= ?", (since_ms,)).fetchone()
    # On calm days every fifth check asks for more than the core: a step of 5 would see all of those or none.
    step = max(1, count // _SAMPLE)
    step += step % 5 == 0
    spent_ms: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for columns in connection.execute(
        "SELECT at_ms, interval_s, verdict, cause, confidence, seen FROM checks"
        " WHERE at_ms >= ? AND id % ? = 0",
        (since_ms, step),
    ):
        surfaces = unpack(*columns).check.surfaces
        in_full = is_full(surfaces)  # apart: six parts at once share a connection that two have to themselves
        for result in surfaces:
            if result.outcome is Outcome.OK and result.phases.total is not None:
                spent_ms[result.id, in_full].append(result.phases.total)
    return {asked: median(times) for asked, times in spent_ms.items() if len(times) >= _FEWEST_ANSWERS}
