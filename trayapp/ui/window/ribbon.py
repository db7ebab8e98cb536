"""The ribbon: a span of time in one look, what was well lying low and what was not standing out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from trayapp.domain.segments import Segment
from trayapp.history.overview import Blip, Overview
from trayapp.i18n import Words
from trayapp.ui.window.axis import BAND_LETTERS, GAP, Axis
from trayapp.ui.window.day_cells import DayCell, day_cells
from trayapp.ui.window.local_time import LocalTime
from trayapp.ui.window.ribbon_paint import WEDGE, paint_blip, paint_mark, paint_segment, palette_of
from trayapp.ui.window.routes import Day, IncidentPage
from trayapp.ui.window.style import announce

# A minute of downtime in a quarter is a thousandth of a pixel, and still what people look for.
_LEAST_WIDTH = 4.0
_NEAR = 4.0  # how far beside trouble the mouse may point to mean it
_CELL_GAP = 2.0  # between two days, where they are wide enough
_FAINTEST = 0.35  # of a day of which nearly nothing was watched


class Ribbon(QWidget):
    """Draws an overview from its begin to its end, in the reading direction. GUI thread.

    Attributes:
        segments: what is drawn side by side.

    Signals:
        opened: an incident was chosen; argument: the Route to it.
        pointed: the keyboard has come to another segment; argument: it in words, empty if there is none.
    """

    opened = Signal(object)
    pointed = Signal(str)

    def __init__(self, words: Words, local: LocalTime) -> None:
        super().__init__()
        self._words = words
        self._local = local
        self.segments: tuple[Segment, ...] = ()
        self._blips: tuple[Blip, ...] = ()
        self._marks: tuple[datetime, ...] = ()
        self._cells: tuple[DayCell, ...] = ()
        self._chosen: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)  # the pointer tells what can be opened before a button is pressed
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_overview(
        self, overview: Overview, marks: tuple[datetime, ...] = (), *, is_in_days: bool = False
    ) -> None:
        """What was chosen stays chosen, if it is still there. `is_in_days`: one cell a day."""
        chosen = None if self._chosen is None else self.segments[self._chosen]
        self.segments, self._blips, self._marks = overview.segments, overview.blips, marks
        self._cells = ()
        if is_in_days and self.segments:
            days = self._local.days(self.segments[0].begin, self.segments[-1].end)
            self._cells = tuple(day_cells(self.segments, days))
            self.segments, self._blips = tuple(cell.worst for cell in self._cells), ()
        self._chosen = None if chosen is None else _same_again(chosen, self.segments)
        self._tell(is_news=False)  # screen readers need not say again what was chosen before
        self.update()

    def sizeHint(self) -> QSize:
        letter = self.fontMetrics().height()
        return QSize(12 * letter, round(BAND_LETTERS * letter + letter + 4 * GAP))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def band(self) -> QRectF:
        height = round(BAND_LETTERS * self.fontMetrics().height())
        return QRectF(0, GAP, self.width(), height)

    def x_of(self, at: datetime) -> float:
        begin, end = self.segments[0].begin, self.segments[-1].end
        ratio = (at - begin) / (end - begin)
        return (1 - ratio if self.isRightToLeft() else ratio) * self.width()

    def area_of(self, index: int) -> QRectF:
        """Where a segment is drawn."""
        segment, band = self.segments[index], self.band()
        left, right = sorted((self.x_of(segment.begin), self.x_of(segment.end)))
        if segment.incident is not None and right - left < _LEAST_WIDTH:
            left += (right - left - _LEAST_WIDTH) / 2
            left = min(max(left, 0.0), band.right() - _LEAST_WIDTH)  # at either end it must not stick out
            right = left + _LEAST_WIDTH
        return QRectF(left, band.top(), right - left, band.height())

    def _at(self, x: float) -> int | None:
        """The segment that is meant by pointing there: trouble close by before what lies there."""
        if not self.segments:
            return None
        areas = [(index, self.area_of(index)) for index in range(len(self.segments))]
        near = [
            (abs(area.center().x() - x), index)
            for index, area in areas
            if self.segments[index].incident and area.left() - _NEAR <= x <= area.right() + _NEAR
        ]
        if near:
            return min(near)[1]
        return next((index for index, area in areas if area.left() <= x <= area.right()), None)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.segments:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = palette_of(self)
        axis = Axis(self.segments[0].begin, self.segments[-1].end, self.band(), self)
        axis.paint(painter, palette, self._local)
        # Trouble last: what is drawn wider than it lasted must not be hidden by its neighbour.
        band = self.band()
        indexes = range(len(self.segments))
        for index in sorted(indexes, key=lambda each: self.segments[each].incident is not None):
            segment, area = self.segments[index], self.area_of(index)
            if self._cells:
                painter.setOpacity(_FAINTEST + (1 - _FAINTEST) * self._cells[index].watched)
                gap = min(_CELL_GAP, area.width() / 4)
                area.adjust(gap / 2, 0, -gap / 2, 0)
            is_confirmed = segment.incident is None or segment.incident.confirmed
            paint_segment(painter, area, segment.verdict, palette, is_confirmed=is_confirmed)
        painter.setOpacity(1)
        for blip in self._blips:
            paint_blip(painter, self.x_of(blip.at), band, palette)
        for mark in self._marks:
            x = min(max(self.x_of(mark), WEDGE), self.width() - WEDGE)  # whole at either end
            paint_mark(painter, x, band, palette)
        if self._chosen is not None and self.hasFocus():
            painter.setPen(QPen(palette.color(QPalette.ColorRole.WindowText), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(self.area_of(self._chosen).adjusted(-2, -2, 2, 2) & room, 2, 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        back, forward = keys.Key_Left, keys.Key_Right
        if self.isRightToLeft():
            back, forward = forward, back
        is_far = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        last = len(self.segments) - 1
        match event.key():
            case key if key in (back, forward):
                self._step(-1 if key == back else 1, only_incidents=is_far)
            case keys.Key_Home if last >= 0:
                self._choose(0)
            case keys.Key_End if last >= 0:
                self._choose(last)
            case keys.Key_Return | keys.Key_Enter if self._chosen is not None:
                self._open(self._chosen)
            case _:
                super().keyPressEvent(event)

    def _step(self, by: int, *, only_incidents: bool) -> None:
        last = len(self.segments) - 1
        index = last + 1 if self._chosen is None else self._chosen  # back leads to now first
        while 0 <= (index := index + by) <= last:
            if not only_incidents or self.segments[index].incident is not None:
                self._choose(index)
                return

    def _choose(self, index: int) -> None:
        self._chosen = index
        self._tell(is_news=True)
        self.update()

    def _tell(self, *, is_news: bool) -> None:
        text = "" if self._chosen is None else self._told(self._chosen)
        self.setAccessibleDescription(
            text
            or self._words.gettext("Left and right move through the time, Enter opens an incident or a day.")
        )
        self.pointed.emit(text if self.hasFocus() else "")  # else the key keeps its place
        if is_news:
            announce(self, text)

    def _open(self, index: int) -> None:
        incident = self.segments[index].incident
        if self._cells:
            self.opened.emit(Day(self._cells[index].begin, self._cells[index].end))
        elif incident is not None:
            self.opened.emit(IncidentPage(incident.begin))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._chosen is None and self.segments:
            self._chosen = len(self.segments) - 1  # now: where the look goes first
        self._tell(is_news=False)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.pointed.emit("")
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self._at(event.position().x())
        is_link = index is not None and (bool(self._cells) or self.segments[index].incident is not None)
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self._at(event.position().x())
        if index is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        self._choose(index)
        if self.rect().contains(event.position().toPoint()):  # who moves off it has thought better of it
            self._open(index)

    def event(self, event: QEvent) -> bool:
        # By hand: the tooltip that a widget can be given is one for all of it.
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(float(event.pos().x())), self)
            return True
        return super().event(event)

    def tip_at(self, x: float) -> str:
        """What the tooltip says there; plain text."""
        if not self.segments:
            return ""
        lines = [
            self._words.ngettext(
                "{when}: {count} single failed check",
                "{when}: {count} single failed checks",
                blip.count,
                when=self._local.moment(blip.at),
            )
            for blip in self._blips
            if abs(self.x_of(blip.at) - x) <= _NEAR
        ]
        lines += [
            self._words.gettext("{when}: you saw an error", when=self._local.moment(mark))
            for mark in self._marks
            if abs(self.x_of(mark) - x) <= _NEAR
        ]
        if (index := self._at(x)) is not None:
            lines.append(self._told(index))
        return "\n".join(lines)

    def _told(self, index: int) -> str:
        if not self._cells:
            return self.in_words(self.segments[index])
        cell = self._cells[index]
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


def _same_again(chosen: Segment, segments: Sequence[Segment]) -> int | None:
    """Where a segment of an earlier look is now: the last one grows, the first one is cut, one may go."""
    middle = chosen.begin + (chosen.end - chosen.begin) / 2
    return next((i for i, each in enumerate(segments) if each.begin <= middle < each.end), None)
