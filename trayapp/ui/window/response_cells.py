"""How long a part of X took to answer, drawn over the same time as the ribbon: median, and where most lay."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF

from trayapp.domain.codes import VerdictName
from trayapp.domain.segments import Segment
from trayapp.history.response_times import ResponseTimes
from trayapp.i18n import Words
from trayapp.ui.window.page_context import LocalTime
from trayapp.ui.window.ribbon import Cell, Ribbon, Shown
from trayapp.ui.window.ribbon_paint import colour, fill
from trayapp.ui.window.routes import ResponsePage, Timed, TimedCell

_LEAST_WIDTH = 2.0  # of the ground below an incident
_BAND, _GROUND, _GRID = 0.22, 0.2, 0.25  # how dense the text's colour, that of an outage, and lines are
_HEADROOM = 1.1  # the highest value stays below the edge


def response_times(timed: Timed, page: ResponsePage, words: Words, local: LocalTime) -> Shown:
    """One part's times in one kind of check. `page`: whose they are, and what the cells open."""
    begin, end = timed.segments[0].begin, timed.segments[-1].end
    cells = [cell for cell in timed.cells if cell.begin < end and cell.end > begin]
    incidents = [each for each in timed.segments if each.incident is not None]
    told = partial(_in_words, timed.usual_ms, words, local)
    begins, ends = [each.begin for each in cells], [each.end for each in cells]
    troubled: set[int] = set()
    for segment in incidents:
        troubled |= set(range(bisect_right(ends, segment.begin), bisect_left(begins, segment.end)))
    return Shown(
        begin,
        end,
        [
            Cell(each.begin, each.end, partial(told, each), page, n in troubled)
            for n, each in enumerate(cells)
        ],
        partial(_paint, cells, incidents),
        words.window.response_time_of(page.surface, is_full=page.is_full),
        words.gettext("Left and right move through the time, Enter opens the table."),
        words.gettext("Line: median · grey: 10 to 90 % of the answers · red: trouble"),
    )


def _in_words(usual_ms: float | None, words: Words, local: LocalTime, cell: TimedCell) -> str:
    """ "Tue 14 Nov, 14:00: 180 ms, usually 150"."""
    is_day = cell.end - cell.begin > timedelta(hours=20)
    when = local.day(cell.begin) if is_day else local.moment(cell.begin)
    if cell.times is None:
        return words.gettext("{when}: nothing was timed", when=when)
    median, low, high = (f"{ms:.0f}" for ms in _values(cell.times))
    text = words.gettext("{when}: {median} ms, most {low} to {high} ms")
    if usual_ms is not None:
        text = words.gettext("{when}: {median} ms, usually {usual}; most {low} to {high} ms")
    usually = "" if usual_ms is None else f"{usual_ms:.0f}"
    return text.format(when=when, median=median, low=low, high=high, usual=usually)


def _paint(
    cells: Sequence[TimedCell],
    incidents: Sequence[Segment],
    painter: QPainter,
    palette: QPalette,
    ribbon: Ribbon,
) -> None:
    band = ribbon.band()
    ground = colour(VerdictName.DOWN, palette)
    ground.setAlphaF(_GROUND)
    for segment in incidents:
        left, right = ribbon.x_of(segment.begin), ribbon.x_of(segment.end)
        fill(painter, QRectF(left, band.top(), max(right - left, _LEAST_WIDTH), band.height()), ground)
    most = _HEADROOM * max((cell.times.p90_ms for cell in cells if cell.times), default=1.0)
    for run in _runs(cells):
        middles, lows, highs = (
            [
                QPointF(ribbon.x_of(at), band.bottom() - _values(times)[n] * band.height() / most)
                for at, times in run
            ]
            for n in range(3)
        )
        _paint_run(painter, palette, middles, [*highs, *reversed(lows)])
    _paint_scale(painter, palette, ribbon, most)


def _runs(cells: Sequence[TimedCell]) -> Iterator[list[tuple[datetime, ResponseTimes]]]:
    """What was timed side by side: what lies between is a gap, and stays one.

    Each begins and ends with its cells, and goes through the middle of those between: a lone one is a line,
    too.
    """
    for is_timed, group in groupby(cells, key=lambda cell: cell.times is not None):
        if is_timed:
            run = [(cell.begin, cell.end, cell.times) for cell in group if cell.times is not None]
            middles = [(begin + (end - begin) / 2, times) for begin, end, times in run]
            yield [(run[0][0], run[0][2]), *middles, (run[-1][1], run[-1][2])]


def _paint_run(painter: QPainter, palette: QPalette, line: list[QPointF], band: list[QPointF]) -> None:
    text = palette.color(QPalette.ColorRole.WindowText)
    shade = QColor(text)
    shade.setAlphaF(_BAND)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade)
    painter.drawPolygon(QPolygonF(band))
    painter.setPen(QPen(text, 1.5))
    painter.drawPolyline(QPolygonF(line))


def _paint_scale(painter: QPainter, palette: QPalette, ribbon: Ribbon, most: float) -> None:
    """One line at a round value, with what it stands for."""
    value = next((v for v in (5000, 2000, 1000, 500, 200, 100, 50, 20, 10) if v <= most * 0.8), None)
    if value is None:
        return
    band, text = ribbon.band(), f"{value} ms"
    y = band.bottom() - band.height() * value / most
    letter = ribbon.fontMetrics().height()
    width = ribbon.fontMetrics().horizontalAdvance(text) + 2
    top = min(max(y - letter / 2, band.top()), band.bottom() - letter)
    place = QRectF(0, top, width, letter)
    shade = palette.color(QPalette.ColorRole.WindowText)
    shade.setAlphaF(_GRID)
    painter.setPen(shade)
    painter.drawLine(QPointF(0, y), QPointF(ribbon.width(), y))
    background = palette.color(QPalette.ColorRole.Window)
    background.setAlphaF(0.75)  # the line below must not be in the way of who reads it
    fill(painter, place, background)
    painter.setPen(palette.color(QPalette.ColorRole.WindowText))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def _values(times: ResponseTimes) -> tuple[float, float, float]:
    return times.median_ms, times.p10_ms, times.p90_ms
