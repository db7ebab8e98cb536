"""How long a part of X took to answer, drawn over the same time as the ribbon: median, and where most lay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from trayapp.domain.records import VerdictName
from trayapp.history.response_times import ResponseTimes
from trayapp.i18n import Words
from trayapp.ui.window.axis import BAND_LETTERS, GAP, Axis
from trayapp.ui.window.local_time import LocalTime
from trayapp.ui.window.ribbon_paint import colour, palette_of
from trayapp.ui.window.routes import Timed, TimedCell
from trayapp.ui.window.style import announce

_LEAST_WIDTH = 2.0  # of the ground below an incident
_BAND, _GROUND, _GRID = 0.22, 0.2, 0.25  # how dense the text's colour, that of an outage, and lines are
_HEADROOM = 1.1  # the highest value stays below the edge


class ResponseRibbon(QWidget):
    """Draws one part's times, in one kind of check. GUI thread.

    Signals:
        opened: a cell was chosen: its figures are wanted.
        pointed: mouse or keyboard have come to another cell; argument: it in words, or the key to all.
    """

    opened = Signal()
    pointed = Signal(str)

    def __init__(self, words: Words, local: LocalTime) -> None:
        super().__init__()
        self._words = words
        self._local = local
        self._timed: Timed | None = None
        self._cells: tuple[TimedCell, ...] = ()
        self._chosen: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_timed(self, timed: Timed) -> None:
        """What was chosen stays chosen, if it is still there."""
        chosen = None if self._chosen is None else self._cells[self._chosen].begin
        self._timed = timed
        begin, end = timed.segments[0].begin, timed.segments[-1].end
        self._cells = tuple(cell for cell in timed.cells if cell.begin < end and cell.end > begin)
        begins = [cell.begin for cell in self._cells]
        self._chosen = begins.index(chosen) if chosen in begins else None
        if self.isVisible():  # else another view has the line below
            self._tell(is_news=False)
        self.update()

    def sizeHint(self) -> QSize:
        letter = self.fontMetrics().height()
        return QSize(12 * letter, round(BAND_LETTERS * letter + letter + 4 * GAP))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def in_words(self, cell: TimedCell) -> str:
        """ "Tue 14 Nov, 14:00: 180 ms, usually 150"."""
        words, usual = self._words, None if self._timed is None else self._timed.usual
        is_day = cell.end - cell.begin > timedelta(hours=20)
        when = self._local.day(cell.begin) if is_day else self._local.moment(cell.begin)
        if cell.times is None:
            return words.gettext("{when}: nothing was timed", when=when)
        median, low, high = (f"{ms:.0f}" for ms in _values(cell.times))
        text = words.gettext("{when}: {median} ms, most {low} to {high} ms")
        if usual is not None:
            text = words.gettext("{when}: {median} ms, usually {usual}; most {low} to {high} ms")
        usually = "" if usual is None else f"{usual.median_ms:.0f}"
        return text.format(when=when, median=median, low=low, high=high, usual=usually)

    def key(self) -> str:
        """What the picture's parts are."""
        return self._words.gettext("Line: median · grey: 10 to 90 % of the answers · red: trouble")

    def _band(self) -> QRectF:
        return QRectF(0, GAP, self.width(), round(BAND_LETTERS * self.fontMetrics().height()))

    def _axis(self, timed: Timed) -> Axis:
        return Axis(timed.segments[0].begin, timed.segments[-1].end, self._band(), self)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._cells or self._timed is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette, axis, band = palette_of(self), self._axis(self._timed), self._band()
        axis.paint(painter, palette, self._local)
        for segment in self._timed.segments:
            if segment.incident is not None:
                left, right = sorted((axis.x_of(segment.begin), axis.x_of(segment.end)))
                ground = colour(VerdictName.DOWN, palette)
                ground.setAlphaF(_GROUND)
                width = max(right - left, _LEAST_WIDTH)
                painter.fillRect(QRectF(left, band.top(), width, band.height()), ground)
        most = _HEADROOM * max((cell.times.p90_ms for cell in self._cells if cell.times), default=1.0)
        for run in self._runs():
            self._paint_run(painter, palette, axis, run, band.height() / most)
        self._paint_scale(painter, palette, band, most)
        if self._chosen is not None and self.hasFocus():
            cell = self._cells[self._chosen]
            left, right = sorted((axis.x_of(cell.begin), axis.x_of(cell.end)))
            painter.setPen(QPen(palette.color(QPalette.ColorRole.WindowText), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            place = QRectF(left, band.top(), max(right - left, 3), band.height())
            painter.drawRoundedRect(place.adjusted(-2, -2, 2, 2) & room, 2, 2)

    def _runs(self) -> Iterator[list[tuple[datetime, ResponseTimes]]]:
        """What was timed side by side: what lies between is a gap, and stays one.

        Each begins and ends with its cells, and goes through the middle of those between: a lone one is a
        line, too.
        """
        for is_timed, group in groupby(self._cells, key=lambda cell: cell.times is not None):
            if is_timed:
                cells = [(cell.begin, cell.end, cell.times) for cell in group if cell.times is not None]
                middles = [(begin + (end - begin) / 2, times) for begin, end, times in cells]
                yield [(cells[0][0], cells[0][2]), *middles, (cells[-1][1], cells[-1][2])]

    def _paint_run(
        self,
        painter: QPainter,
        palette: QPalette,
        axis: Axis,
        run: list[tuple[datetime, ResponseTimes]],
        px_per_ms: float,
    ) -> None:
        bottom = self._band().bottom()
        middles, lows, highs = (
            [QPointF(axis.x_of(at), bottom - _values(times)[which] * px_per_ms) for at, times in run]
            for which in range(3)
        )
        shade = QColor(palette.color(QPalette.ColorRole.WindowText))
        shade.setAlphaF(_BAND)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawPolygon(QPolygonF([*highs, *reversed(lows)]))
        painter.setPen(QPen(palette.color(QPalette.ColorRole.WindowText), 1.5))
        painter.drawPolyline(QPolygonF(middles))

    def _paint_scale(self, painter: QPainter, palette: QPalette, band: QRectF, most: float) -> None:
        """One line at a round value, with what it stands for."""
        value = next((v for v in (5000, 2000, 1000, 500, 200, 100, 50, 20, 10) if v <= most * 0.8), None)
        if value is None:
            return
        y = band.bottom() - band.height() * value / most
        shade = QColor(palette.color(QPalette.ColorRole.WindowText))
        painter.setPen(shade)
        text = f"{value} ms"
        letter = self.fontMetrics().height()
        width = self.fontMetrics().horizontalAdvance(text) + 2
        left = self.width() - width if self.isRightToLeft() else 0
        top = min(max(y - letter / 2, band.top()), band.bottom() - letter)
        place = QRectF(left, top, width, letter)
        background = QColor(palette.color(QPalette.ColorRole.Window))
        background.setAlphaF(0.75)  # the line below must not be in the way of who reads it
        shade.setAlphaF(_GRID)
        painter.setPen(shade)
        painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
        painter.fillRect(place, background)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _at(self, x: float) -> int | None:
        if self._timed is None:
            return None
        axis = self._axis(self._timed)
        spans = (sorted((axis.x_of(cell.begin), axis.x_of(cell.end))) for cell in self._cells)
        return next((number for number, (left, right) in enumerate(spans) if left <= x <= right), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        back, forward = keys.Key_Left, keys.Key_Right
        if self.isRightToLeft():
            back, forward = forward, back
        last = len(self._cells) - 1
        now = last + 1 if self._chosen is None else self._chosen  # back leads to now first
        is_far = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        step = 10 if is_far else 1
        wanted = {back: now - step, forward: now + step, keys.Key_Home: 0, keys.Key_End: last}
        key = Qt.Key(event.key())
        if key in (keys.Key_Return, keys.Key_Enter):
            self.opened.emit()
        elif key in wanted and last >= 0:
            self._choose(min(max(wanted[key], 0), last))
        else:
            super().keyPressEvent(event)

    def _choose(self, number: int) -> None:
        self._chosen = number
        self._tell(is_news=True)
        self.update()

    def _tell(self, *, is_news: bool) -> None:
        text = "" if self._chosen is None else self.in_words(self._cells[self._chosen])
        self.setAccessibleDescription(
            text or self._words.gettext("Left and right move through the time, Enter opens the table.")
        )
        self.pointed.emit(text if text and self.hasFocus() else self.key())
        if is_news:
            announce(self, text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._chosen is None and self._cells:
            self._chosen = len(self._cells) - 1
        self._tell(is_news=False)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.pointed.emit(self.key())
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position().x())
        self.pointed.emit(self.key() if number is None else self.in_words(self._cells[number]))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._tell(is_news=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if (
            event.button() is Qt.MouseButton.LeftButton
            and (number := self._at(event.position().x())) is not None
        ):
            self._choose(number)


def _values(times: ResponseTimes) -> tuple[float, float, float]:
    return times.median_ms, times.p10_ms, times.p90_ms
