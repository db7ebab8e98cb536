"""How much of the time was watched, and how much of that X was down. Pure."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime

from trayapp.domain.codes import VerdictName
from trayapp.domain.records import JudgedCheck
from trayapp.domain.tracker import Change, Event, Incident, IncidentChange, is_unwatched

_WATCHED = frozenset({VerdictName.UP, VerdictName.DEGRADED, VerdictName.DOWN})  # a block says nothing of X


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures of a span of time. Seconds."""

    watched_s: float
    down_s: float
    degraded_s: float
    incidents: int
    outages: int = 0
    """Of the incidents the confirmed ones in which X was down."""
    blocked: int = 0
    """Of the incidents those in which X was kept away. None of the three has those that shall not count."""

    @property
    def uptime_ratio(self) -> float | None:
        """The part of the watched time in which X was not down; `None` if nothing was watched."""
        return 1 - self.down_s / self.watched_s if self.watched_s else None


class Uptime:
    """Adds up checks and what they changed, in their order.

    The time from one check to the next belongs to the earlier one. Whether it was downtime turns out later:
    a bad check costs uptime only inside a confirmed incident.
    """

    def __init__(self) -> None:
        self._last: JudgedCheck | None = None
        self._watched_s = 0.0
        self._bad: list[tuple[datetime, VerdictName, float]] = []
        self._incidents: list[Incident] = []

    def add(self, judged: JudgedCheck, events: list[Event]) -> None:
        """One more check, and what it changed. The same moment again changes nothing."""
        last, at = self._last, judged.check.at
        if last is not None and at == last.check.at:
            return
        if last is not None and is_watched(last.verdict.name, last.check.at, last.check.interval_s, at):
            seconds = (at - last.check.at).total_seconds()
            self._watched_s += seconds
            if last.verdict.name is not VerdictName.UP:
                self._bad.append((last.check.at, last.verdict.name, seconds))
        self._last = judged
        for event in events:
            if isinstance(event, IncidentChange):
                self._record(event)

    def totals(self) -> Totals:
        """The figures so far."""
        # What was never confirmed costs no uptime.
        in_order = sorted((i for i in self._incidents if i.confirmed), key=lambda incident: incident.begin)
        begins = [incident.begin for incident in in_order]
        spent = {VerdictName.DOWN: 0.0, VerdictName.DEGRADED: 0.0}
        for at, verdict, seconds in self._bad:
            # An incident opens only where none is open: if any lasts, it is the one that began last.
            begun = bisect_right(begins, at)
            end = in_order[begun - 1].end if begun else at
            if end is None or at < end:
                spent[verdict] += seconds
        return Totals(
            self._watched_s,
            spent[VerdictName.DOWN],
            spent[VerdictName.DEGRADED],
            len(self._incidents),
            sum(incident.verdict is VerdictName.DOWN for incident in in_order),
            sum(incident.verdict is VerdictName.BLOCKED for incident in self._incidents),
        )

    def _record(self, change: IncidentChange) -> None:
        if change.absorbed:  # it flaps, and takes in those between
            gone = {incident.begin for incident in (change.incident, *change.absorbed)}
            self._incidents = [i for i in self._incidents if i.begin not in gone]
        elif change.change is not Change.OPENED:
            self._incidents.pop()  # at most one is open, and it came last
        self._incidents.append(change.incident)


def is_watched(verdict: VerdictName, at: datetime, interval_s: float, until: datetime) -> bool:
    """Whether the time from a check to the next one at `until` counts as watched."""
    return verdict in _WATCHED and not is_unwatched(at, interval_s, until)
