"""How long a part of X took to answer, drawn over the same time as the ribbon: median, and where most lay."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF

from trayapp.domain.records import VerdictName
from trayapp.domain.segments import Segment
from trayapp.history.response_times import ResponseTimes
from trayapp.i18n import Words
from trayapp.ui.window.local_time import LocalTime
from trayapp.ui.window.ribbon_paint import colour
from trayapp.ui.window.routes import ResponsePage, Timed, TimedCell
from trayapp.ui.window.time_ribbon import TimeRibbon

_LEAST_WIDTH = 2.0  # of the ground below an incident
_BAND, _GROUND, _GRID = 0.22, 0.2, 0.25  # how dense the text's colour, that of an outage, and lines are
_HEADROOM = 1.1  # the highest value stays below the edge


class ResponseRibbon(TimeRibbon):
    """Draws one part's times, in one kind of check."""

    def __init__(self, words: Words, local: LocalTime) -> None:
        super().__init__(words, local)
        self._page = ResponsePage()
        self._usual: ResponseTimes | None = None
        self._timed: tuple[TimedCell, ...] = ()
        self._incidents: list[Segment] = []
        self._troubled: set[int] = set()

    def show_timed(self, timed: Timed, page: ResponsePage) -> None:
        """`page`: whose times they are."""
        self._page, self._usual = page, timed.usual
        begin, end = timed.segments[0].begin, timed.segments[-1].end
        self._timed = tuple(cell for cell in timed.cells if cell.begin < end and cell.end > begin)
        self._incidents = [each for each in timed.segments if each.incident is not None]
        begins, ends = [each.begin for each in self._timed], [each.end for each in self._timed]
        self._troubled = set()
        for segment in self._incidents:  # asked for each cell at each move of the mouse
            self._troubled |= set(range(bisect_right(ends, segment.begin), bisect_left(begins, segment.end)))
        name = self._words.window.response_time_of(page.surface, is_full=page.is_full)
        self.setAccessibleName(name)
        self.show_cells([(cell.begin, cell.end) for cell in self._timed], begin, end)

    def told(self, index: int) -> str:
        """ "Tue 14 Nov, 14:00: 180 ms, usually 150"."""
        words, cell = self._words, self._timed[index]
        is_day = cell.end - cell.begin > timedelta(hours=20)
        when = self._local.day(cell.begin) if is_day else self._local.moment(cell.begin)
        if cell.times is None:
            return words.gettext("{when}: nothing was timed", when=when)
        median, low, high = (f"{ms:.0f}" for ms in _values(cell.times))
        text = words.gettext("{when}: {median} ms, most {low} to {high} ms")
        if self._usual is not None:
            text = words.gettext("{when}: {median} ms, usually {usual}; most {low} to {high} ms")
        usual = "" if self._usual is None else f"{self._usual.median_ms:.0f}"
        return text.format(when=when, median=median, low=low, high=high, usual=usual)

    def key(self) -> str:
        return self._words.gettext("Line: median · grey: 10 to 90 % of the answers · red: trouble")

    def hint(self) -> str:
        return self._words.gettext("Left and right move through the time, Enter opens the table.")

    def leads_to(self, index: int) -> ResponsePage:
        return self._page

    def is_trouble(self, index: int) -> bool:
        return index in self._troubled

    def paint_cells(self, painter: QPainter, palette: QPalette) -> None:
        band = self.band()
        ground = colour(VerdictName.DOWN, palette)
        ground.setAlphaF(_GROUND)
        for segment in self._incidents:
            left, right = sorted((self.x_of(segment.begin), self.x_of(segment.end)))
            painter.fillRect(QRectF(left, band.top(), max(right - left, _LEAST_WIDTH), band.height()), ground)
        most = _HEADROOM * max((cell.times.p90_ms for cell in self._timed if cell.times), default=1.0)
        for run in self._runs():
            self._paint_run(painter, palette, run, band.height() / most)
        self._paint_scale(painter, palette, most)

    def _runs(self) -> Iterator[list[tuple[datetime, ResponseTimes]]]:
        """What was timed side by side: what lies between is a gap, and stays one.

        Each begins and ends with its cells, and goes through the middle of those between: a lone one is a
        line, too.
        """
        for is_timed, group in groupby(self._timed, key=lambda cell: cell.times is not None):
            if is_timed:
                cells = [(cell.begin, cell.end, cell.times) for cell in group if cell.times is not None]
                middles = [(begin + (end - begin) / 2, times) for begin, end, times in cells]
                yield [(cells[0][0], cells[0][2]), *middles, (cells[-1][1], cells[-1][2])]

    def _paint_run(
        self,
        painter: QPainter,
        palette: QPalette,
        run: list[tuple[datetime, ResponseTimes]],
        px_per_ms: float,
    ) -> None:
        bottom = self.band().bottom()
        middles, lows, highs = (
            [QPointF(self.x_of(at), bottom - _values(times)[which] * px_per_ms) for at, times in run]
            for which in range(3)
        )
        text = palette.color(QPalette.ColorRole.WindowText)
        shade = QColor(text)
        shade.setAlphaF(_BAND)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawPolygon(QPolygonF([*highs, *reversed(lows)]))
        painter.setPen(QPen(text, 1.5))
        painter.drawPolyline(QPolygonF(middles))

    def _paint_scale(self, painter: QPainter, palette: QPalette, most: float) -> None:
        """One line at a round value, with what it stands for."""
        value = next((v for v in (5000, 2000, 1000, 500, 200, 100, 50, 20, 10) if v <= most * 0.8), None)
        if value is None:
            return
        band, text = self.band(), f"{value} ms"
        y = band.bottom() - band.height() * value / most
        letter = self.fontMetrics().height()
        width = self.fontMetrics().horizontalAdvance(text) + 2
        left = self.width() - width if self.isRightToLeft() else 0
        top = min(max(y - letter / 2, band.top()), band.bottom() - letter)
        place = QRectF(left, top, width, letter)
        shade = palette.color(QPalette.ColorRole.WindowText)
        shade.setAlphaF(_GRID)
        painter.setPen(shade)
        painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
        background = palette.color(QPalette.ColorRole.Window)
        background.setAlphaF(0.75)  # the line below must not be in the way of who reads it
        painter.fillRect(place, background)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def _values(times: ResponseTimes) -> tuple[float, float, float]:
    return times.median_ms, times.p10_ms, times.p90_ms
