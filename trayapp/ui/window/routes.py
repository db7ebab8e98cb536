"""Where one can be in the window, and what each page needs to know of the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from trayapp.domain.records import JudgedCheck
from trayapp.domain.reports import Report
from trayapp.domain.tracker import Gap
from trayapp.history.overview import Overview, Run
from trayapp.history.summary import RecordedIncident, RecordedNotice, Summary

_AROUND = timedelta(minutes=10)  # how much of the time before and after an incident its page tells

# As evidence does: what a source said is shown with the checks it may have counted for.
_REPORT_COUNTS_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Home:
    """What now, since when, how often lately."""


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


Route = Home | Incidents | Table | CheckPage | IncidentPage


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


Answer = Overview | CheckDetails | IncidentDetails | None


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
            case _:  # the list, the table and the first page show the same, each in its way
                return summary.overview(self.now - timedelta(days=self.days), self.now)

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
