"""Where one can be in the window, and what each page needs to know of the history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from trayapp.domain.records import JudgedCheck, VerdictName
from trayapp.domain.reports import Report
from trayapp.domain.tracker import Gap
from trayapp.domain.uptime import Totals
from trayapp.history.overview import Overview, Run
from trayapp.history.summary import RecordedIncident, RecordedNotice, Summary

SPANS_DAYS = (1, 7, 30, 90, 365)

_AROUND = timedelta(minutes=10)  # how much of the time before and after an incident its page tells

# As evidence does: what a source said is shown with the checks it may have counted for.
_REPORT_COUNTS_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Home:
    """What now, since when, how often lately."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day alone, on the first page."""

    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Incidents:
    """All incidents of the chosen span."""


@dataclass(frozen=True, slots=True)
class Table:
    """The ribbon, as a table."""


@dataclass(frozen=True, slots=True)
class CheckPage:
    """What speaks for a verdict and against it."""

    at: datetime | None = None
    """The check's moment; `None` for the last one, whichever that is."""


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """One incident's own timeline."""

    begin: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the web; opened in the browser."""

    address: str


Route = Home | Day | Incidents | Table | CheckPage | IncidentPage


@dataclass(frozen=True, slots=True)
class CheckDetails:
    """A check, and what sources said around it."""

    judged: JudgedCheck | None
    """`None` if there is none, or it is no longer kept."""
    reports: tuple[Report, ...] = ()


@dataclass(frozen=True, slots=True)
class IncidentDetails:
    """All that is known of one incident."""

    recorded: RecordedIncident
    notices: tuple[RecordedNotice, ...]
    marks: tuple[datetime, ...]
    reports: tuple[Report, ...]
    runs: tuple[Run, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """How it was in the last so many days."""

    days: int
    totals: Totals
    outages: int
    """Confirmed incidents that were down, in the span or into it."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What the first page shows."""

    overview: Overview
    figures: tuple[Figure, ...]
    marks: tuple[datetime, ...]
    """When the user saw an error."""


Answer = Glance | Overview | CheckDetails | IncidentDetails | None


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """What to read for a page."""

    route: Route
    days: int
    """The span that is looked at."""
    now: datetime

    def answer(self, summary: Summary) -> Answer:
        """Read it, in the thread of the summary. `None`: there is no such incident.

        Raises HistoryError.
        """
        match self.route:
            case CheckPage(at):
                judged = summary.last() if at is None else summary.check(at)
                if judged is None:
                    return CheckDetails(None)
                moment = judged.check.at
                reports = summary.reports(moment - _REPORT_COUNTS_FOR, moment + _REPORT_COUNTS_FOR)
                return CheckDetails(judged, tuple(reports))
            case IncidentPage(begin):
                return self._incident(summary, begin)
            case Day(begin, end):
                return self._glance(summary, _of_day(summary.overview(begin, end), end), begin, end)
            case _:  # the list, the table and the first page show the same, each in its way
                begin = self.now - timedelta(days=self.days)
                return self._glance(summary, summary.overview(begin, self.now), begin, self.now)

    def _glance(self, summary: Summary, overview: Overview, begin: datetime, end: datetime) -> Glance:
        return Glance(overview, tuple(self._figures(summary)), tuple(summary.marks(begin, end)))

    def _figures(self, summary: Summary) -> Iterator[Figure]:
        longest = self.now - timedelta(days=SPANS_DAYS[-1])
        incidents = [each.incident for each in summary.incidents(longest)]
        outages = [each for each in incidents if each.confirmed and each.verdict is VerdictName.DOWN]
        for days in SPANS_DAYS:
            since = self.now - timedelta(days=days)
            lasting = sum(each.end is None or each.end >= since for each in outages)
            yield Figure(days, summary.totals(since), lasting)

    def _incident(self, summary: Summary, begin: datetime) -> IncidentDetails | None:
        recorded = summary.incident(begin)
        if recorded is None:
            return None
        incident = recorded.incident
        since, until = incident.begin - _AROUND, (incident.end or self.now) + _AROUND
        return IncidentDetails(
            recorded,
            tuple(summary.notices(since, until)),
            tuple(summary.marks(since, until)),
            tuple(summary.reports(since, until)),
            summary.runs(since, until),
            tuple(gap for gap in summary.gaps(since) if gap.begin < until),  # gaps() takes no end
        )


def _of_day(overview: Overview, end: datetime) -> Overview:
    """Without what came after the day."""
    watched_s = sum(
        (each.end - each.begin).total_seconds()
        for each in overview.segments
        if each.verdict is not VerdictName.UNKNOWN
    )
    incidents = tuple(each for each in overview.incidents if each.incident.begin < end)
    totals = Totals(watched_s, 0, 0, len(incidents))
    return replace(overview, incidents=incidents, totals=totals)
