"""The ribbon: a span of time in one look, what was well lying low and what was not standing out."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtGui import QPainter, QPalette

from trayapp.domain.segments import Segment
from trayapp.history.overview import Blip, Overview
from trayapp.i18n import Words
from trayapp.ui.window.day_cells import DayCell, day_cells
from trayapp.ui.window.local_time import LocalTime
from trayapp.ui.window.ribbon_paint import WEDGE, paint_blip, paint_mark, paint_segment
from trayapp.ui.window.routes import Day, IncidentPage, Route
from trayapp.ui.window.time_ribbon import NEAR, TimeRibbon

_CELL_GAP = 2.0  # between two days, where they are wide enough
_FAINTEST = 0.35  # of a day of which nearly nothing was watched


class Ribbon(TimeRibbon):
    """Draws an overview: whether X was there.

    Attributes:
        segments: what is drawn side by side.
    """

    def __init__(self, words: Words, local: LocalTime) -> None:
        super().__init__(words, local)
        self.segments: tuple[Segment, ...] = ()
        self._blips: tuple[Blip, ...] = ()
        self._marks: tuple[datetime, ...] = ()
        self._days: tuple[DayCell, ...] = ()

    def show_overview(
        self, overview: Overview, marks: tuple[datetime, ...] = (), *, is_in_days: bool = False
    ) -> None:
        """`is_in_days`: one cell a day."""
        self.segments, self._blips, self._marks = overview.segments, overview.blips, marks
        begin, end = self.segments[0].begin, self.segments[-1].end
        self._days = ()
        if is_in_days:
            self._days = tuple(day_cells(self.segments, self._local.days(begin, end)))
            self.segments, self._blips = tuple(cell.worst for cell in self._days), ()
        self.show_cells([(each.begin, each.end) for each in self.segments], begin, end)

    def is_trouble(self, index: int) -> bool:
        return self.segments[index].incident is not None

    def leads_to(self, index: int) -> Route | None:
        incident = self.segments[index].incident
        if self._days:
            return Day(self._days[index].begin, self._days[index].end)
        return None if incident is None else IncidentPage(incident.begin)

    def paint_cells(self, painter: QPainter, palette: QPalette) -> None:
        # Trouble last: what is drawn wider than it lasted must not be hidden by its neighbour.
        for index in sorted(range(len(self.segments)), key=self.is_trouble):
            segment, area = self.segments[index], self.area_of(index)
            if self._days:
                painter.setOpacity(_FAINTEST + (1 - _FAINTEST) * self._days[index].watched)
                gap = min(_CELL_GAP, area.width() / 4)
                area.adjust(gap / 2, 0, -gap / 2, 0)
            is_confirmed = segment.incident is None or segment.incident.confirmed
            paint_segment(painter, area, segment.verdict, palette, is_confirmed=is_confirmed)
        painter.setOpacity(1)
        for blip in self._blips:
            paint_blip(painter, self.x_of(blip.at), self.band(), palette)
        for mark in self._marks:
            x = min(max(self.x_of(mark), WEDGE), self.width() - WEDGE)  # whole at either end
            paint_mark(painter, x, self.band(), palette)

    def hint(self) -> str:
        return self._words.gettext("Left and right move through the time, Enter opens an incident or a day.")

    def told_at(self, x: float) -> str:
        words, local = self._words, self._local
        found = [
            words.ngettext(
                "{when}: {count} single failed check",
                "{when}: {count} single failed checks",
                blip.count,
                when=local.moment(blip.at),
            )
            for blip in self._blips
            if abs(self.x_of(blip.at) - x) <= NEAR
        ]
        found += [
            words.gettext("{when}: you saw an error", when=local.moment(mark))
            for mark in self._marks
            if abs(self.x_of(mark) - x) <= NEAR
        ]
        return " · ".join(filter(None, [*found, super().told_at(x)]))

    def told(self, index: int) -> str:
        if not self._days:
            return self.in_words(self.segments[index])
        cell = self._days[index]
        hours = round(cell.watched * (cell.worst.end - cell.worst.begin).total_seconds() / 3600)
        day, state = self._local.day(cell.begin), self._words.window.state(cell.worst.verdict)
        return self._words.window.day(day, state, cell.incidents, hours)

    def in_words(self, segment: Segment) -> str:
        """A segment as a sentence: "Down: servers fail. Sun 22 Nov, 13:40 to 14:14 (34 min)"."""
        words, incident = self._words, segment.incident
        what = words.window.state(segment.verdict)
        if incident is not None:
            remark = "" if incident.confirmed else words.gettext("unsure")
            what = words.window.remarked(words.window.incident_title(incident), remark)
        span, duration = (
            self._local.span(segment.begin, segment.end),
            words.length(segment.end - segment.begin),
        )
        return words.gettext("{what}. {span} ({duration})", what=what, span=span, duration=duration)
