"""Where one can be in the window, what each page needs to know of the history, and who reads it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from trayapp.clock import local, midnight
from trayapp.domain.alerts import Notice
from trayapp.domain.codes import VerdictName
from trayapp.domain.records import JudgedCheck, Phases
from trayapp.domain.reports import Report
from trayapp.domain.segments import Segment
from trayapp.domain.tracker import Gap
from trayapp.domain.uptime import Totals
from trayapp.errors import HistoryError
from trayapp.history.incidents import RecordedIncident
from trayapp.history.listing import Listed, Wanted
from trayapp.history.overview import Overview, Run
from trayapp.history.response_times import ResponseTimes
from trayapp.history.summary import Summary
from trayapp.ui.desktop_session.errands import relay

SPANS_DAYS = (1, 7, 30, 90, 365)
ALL = Wanted()

_AROUND = timedelta(minutes=10)  # how much of the time before and after an incident its page tells

_USUAL = timedelta(days=30)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""Before all that is recorded."""

# Up to how many days a span has cells of which length; longer ones have a cell for each day.
_STEPS = ((1, timedelta(minutes=15)), (7, timedelta(hours=1)), (30, timedelta(hours=6)))

# Reading takes milliseconds. A file that somebody blocks is waited for in vain, and is left alone.
_WAIT_AT_END_S = 0.3

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
    """All incidents that match, of whichever time."""

    wanted: Wanted = ALL
    most: int = 200
    """How many are read."""


@dataclass(frozen=True, slots=True)
class Table:
    """The ribbon, as a table."""


@dataclass(frozen=True, slots=True)
class ResponsePage:
    """How long a part of X took to answer, as a table; light and full checks ask it different things."""

    surface: str = "web"
    is_full: bool = False


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
    """A page of the web, as `https_link` has let it pass; opened in the browser."""

    address: str


Route = Home | Day | Incidents | Table | ResponsePage | CheckPage | IncidentPage


class CheckDetails(NamedTuple):
    """A check, and what sources said around it."""

    judged: JudgedCheck | None
    """`None` if there is none, or it is no longer kept."""
    reports: tuple[Report, ...] = ()


class IncidentDetails(NamedTuple):
    """All that is known of one incident."""

    recorded: RecordedIncident
    notices: tuple[Notice, ...]
    marks: tuple[datetime, ...]
    reports: tuple[Report, ...]
    runs: tuple[Run, ...]
    gaps: tuple[Gap, ...]
    checks: tuple[JudgedCheck, ...] = ()
    """Those with trouble that were made in it, at most so many as are read in no time."""


class Glance(NamedTuple):
    """What the first page shows."""

    overview: Overview
    figures: tuple[Totals, ...]
    """Of each of `SPANS_DAYS` up to now."""
    marks: tuple[datetime, ...]
    """When the user saw an error."""


class TimedCell(NamedTuple):
    """A stretch of the span, and how long answers took in it."""

    begin: datetime
    end: datetime
    times: ResponseTimes | None
    """`None` where nothing was answered."""


class Timed(NamedTuple):
    """How long one part of X took to answer over the span."""

    cells: tuple[TimedCell, ...]
    segments: tuple[Segment, ...]
    """What was the matter meanwhile; their begin and end are those of the span."""
    usual_ms: float | None
    """The middle one of the daily medians of the last 30 days; each day weighs the same."""
    phases: dict[date, Phases]
    """Medians of each day in UTC."""
    asked: tuple[tuple[str, bool], ...]
    """What there are times of: surfaces, and whether in full checks."""


Answer = Glance | Timed | Overview | Listed | CheckDetails | IncidentDetails | None


class HistoryQuery(NamedTuple):
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
            case Incidents(wanted, most):
                return summary.listed(self.now, wanted, most)
            case ResponsePage(surface, is_full):
                return self._timed(summary, surface, is_full=is_full)
            case Day(begin, end):
                return self._glance(summary, _of_day(summary.overview(begin, end), end), begin, end)
            case _:  # the table and the first page show the same, each in its way
                begin = self.now - timedelta(days=self.days)
                return self._glance(summary, summary.overview(begin, self.now), begin, self.now)

    def _glance(self, summary: Summary, overview: Overview, begin: datetime, end: datetime) -> Glance:
        figures = tuple(summary.totals(self.now - timedelta(days=count)) for count in SPANS_DAYS)
        return Glance(overview, figures, tuple(summary.marks(begin, end)))

    def _timed(self, summary: Summary, surface: str, *, is_full: bool) -> Timed:
        edges = cell_edges(self.now, self.days)
        times = summary.response_times(edges, surface, is_full=is_full)
        cells = [
            TimedCell(begin, end, each) for (begin, end), each in zip(pairwise(edges), times, strict=True)
        ]
        month = self.now - _USUAL
        phases = summary.phases(min(edges[0], month), self.now, surface, is_full=is_full)
        usually = sorted(of["total"] for day, of in phases if day >= month.date() and "total" in of)
        usual_ms = usually[len(usually) // 2] if usually else None
        segments = summary.overview(self.now - timedelta(days=self.days), self.now).segments
        of_days = {day: Phases(**medians) for day, medians in phases}
        return Timed(tuple(cells), segments, usual_ms, of_days, tuple(summary.timed()))

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
            tuple(summary.troubled(incident.begin, incident.end or self.now)),
        )


def _of_day(overview: Overview, end: datetime) -> Overview:
    """Without what came after the day."""
    watched_s = sum(
        (each.end - each.begin).total_seconds()
        for each in overview.segments
        if each.verdict is not VerdictName.UNKNOWN
    )
    incidents = tuple(each for each in overview.incidents if each.incident.begin < end)
    blocked = sum(each.incident.verdict is VerdictName.BLOCKED for each in incidents)
    totals = Totals(watched_s, 0, 0, len(incidents), blocked=blocked)
    return replace(overview, incidents=incidents, totals=totals)


def cell_edges(now: datetime, days: int) -> list[datetime]:
    """Where the cells of a span up to now begin and end: quarters of an hour up to whole days."""
    step = next((step for longest, step in _STEPS if days <= longest), None)
    if step is not None:
        end = quarter_of(now, step) + step
        return [end - number * step for number in range(round(timedelta(days=days) / step) + 1, -1, -1)]
    tomorrow = local(now).date() + timedelta(days=1)
    return [midnight(tomorrow - timedelta(days=number)).astimezone(UTC) for number in range(days + 1, -1, -1)]


def quarter_of(at: datetime, step: timedelta = timedelta(minutes=15)) -> datetime:
    """The last one that had begun then."""
    return at - (at - EPOCH) % step


class HistoryReader(QObject):
    """Answers the last question it was asked; those before it no longer matter. GUI thread.

    Each is read in a thread of its own, which ends with it: a window that is closed leaves none behind.

    Signals:
        answered: arguments: the Question, and the Answer or the HistoryError.
    """

    answered = Signal(object, object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._asked: HistoryQuery | None = None
        self._threads: list[threading.Thread] = []
        self._relay = relay()

    def ask(self, question: HistoryQuery) -> None:
        self._asked = question
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=self._answer, args=(question,), name="history reader", daemon=True)
        self._threads.append(thread)
        thread.start()

    def stop(self) -> None:
        """Want no answer any more, and wait a little for whatever is being read."""
        self._asked = None
        for thread in self._threads:
            thread.join(_WAIT_AT_END_S)

    def _answer(self, question: HistoryQuery) -> None:
        answer: Answer | HistoryError
        try:
            with Summary(self._folder) as summary:  # SQLite's connections belong to their thread
                answer = question.answer(summary)
        except HistoryError as error:
            answer = error
        self._relay.hand_over(self, partial(self._pass_on, question), answer)

    def _pass_on(self, question: HistoryQuery, answer: Answer | HistoryError) -> None:
        if question is self._asked:
            self._asked = None
            self.answered.emit(question, answer)
