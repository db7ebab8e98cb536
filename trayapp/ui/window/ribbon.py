"""The ribbon: cells side by side over an axis of time, whatever they mean, for mouse and keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from trayapp.ui.window.page_context import LocalTime
from trayapp.ui.window.ribbon_paint import palette_of
from trayapp.ui.window.routes import EPOCH, Route
from trayapp.ui.window.style import announce

_NEAR = 4.0
"""How far beside what is narrow the mouse may point to mean it."""
_BAND_LETTERS = 4.0  # height of the band in heights of a letter
_GAP = 3.0  # between band, ticks and their labels
# A minute of downtime in a quarter is a thousandth of a pixel, and still what people look for.
_LEAST_WIDTH = 4.0


class Cell(NamedTuple):
    """A stretch of time in a ribbon."""

    begin: datetime
    end: datetime
    told: Callable[[], str]
    """It in words."""
    opens: Route | None
    is_trouble: bool
    """Whether it must not be overlooked, however narrow it is."""


class Shown(NamedTuple):
    """What a ribbon shows of a span of time."""

    begin: datetime
    end: datetime
    """Those of the axis."""
    cells: Sequence[Cell]
    """One after the other."""
    paint: Callable[[QPainter, QPalette, Ribbon], object]
    """Paints the cells where the ribbon says."""
    name: str
    """What it is, for a screen reader."""
    hint: str
    """What the keys do."""
    key: str = ""
    """What the picture's parts are, where that is said in words."""
    moments: Sequence[tuple[datetime, Callable[[], str]]] = ()
    """What happened beside the cells, in words."""


NOTHING = Shown(EPOCH, EPOCH, (), lambda *_: None, "", "")


class Ribbon(QWidget):
    """A row of cells from one moment to another, the oldest at the left. GUI thread.

    Attributes:
        shown: what it shows.

    Signals:
        opened: a cell was chosen that leads somewhere; argument: the Route.
        pointed: mouse or keyboard have come to another cell, or none; argument: what to say of that.
    """

    opened = Signal(object)
    pointed = Signal(str)

    def __init__(self, local: LocalTime) -> None:
        super().__init__()
        self._local = local
        self.shown = NOTHING
        self._chosen: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)  # it is told what lies there before a button is pressed
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_cells(self, shown: Shown) -> None:
        """What was chosen stays chosen, if it is still there: the last one grows, the first one is cut."""
        middle = None
        if self._chosen is not None:
            before = self.shown.cells[self._chosen]
            middle = before.begin + (before.end - before.begin) / 2
        self.shown, self._chosen = shown, None
        if middle is not None:
            cells = enumerate(shown.cells)
            self._chosen = next((i for i, each in cells if each.begin <= middle < each.end), None)
        self.setAccessibleName(shown.name)
        self._tell(is_news=False)  # screen readers need not say again what was chosen before
        self.update()

    def told_at(self, x: float) -> str:
        """What lies there, in words; empty where there is nothing."""
        told = [tell for at, tell in self.shown.moments if abs(self.x_of(at) - x) <= _NEAR]
        index = self._at(x)
        if index is not None:
            told.append(self.shown.cells[index].told)
        return " · ".join(tell() for tell in told)

    def sizeHint(self) -> QSize:
        letter = self.fontMetrics().height()
        return QSize(12 * letter, round(_BAND_LETTERS * letter + letter + 4 * _GAP))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def band(self) -> QRectF:
        return QRectF(0, _GAP, self.width(), round(_BAND_LETTERS * self.fontMetrics().height()))

    def x_of(self, at: datetime) -> float:
        return (at - self.shown.begin) / (self.shown.end - self.shown.begin) * self.width()

    def area_of(self, index: int) -> QRectF:
        """Where a cell is drawn."""
        band, cell = self.band(), self.shown.cells[index]
        left, right = self.x_of(cell.begin), self.x_of(cell.end)
        if cell.is_trouble and right - left < _LEAST_WIDTH:
            left += (right - left - _LEAST_WIDTH) / 2
            left = min(max(left, 0.0), band.right() - _LEAST_WIDTH)  # at either end it must not stick out
            right = left + _LEAST_WIDTH
        return QRectF(left, band.top(), right - left, band.height())

    def _at(self, x: float) -> int | None:
        """The cell that is meant by pointing there: trouble close by before what lies there."""
        areas = [(index, self.area_of(index)) for index in range(len(self.shown.cells))]
        near = [
            (abs(area.center().x() - x), index)
            for index, area in areas
            if self.shown.cells[index].is_trouble and area.left() - _NEAR <= x <= area.right() + _NEAR
        ]
        if near:
            return min(near)[1]
        return next((index for index, area in areas if area.left() <= x <= area.right()), None)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.shown.cells:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = palette_of(self)
        self._paint_axis(painter, palette)
        self.shown.paint(painter, palette, self)
        if self._chosen is not None and self.hasFocus():
            painter.setPen(QPen(palette.color(QPalette.ColorRole.WindowText), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            room = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(self.area_of(self._chosen).adjusted(-2, -2, 2, 2) & room, 2, 2)

    def _paint_axis(self, painter: QPainter, palette: QPalette) -> None:
        metrics, bottom = self.fontMetrics(), self.band().bottom()
        letter = metrics.height()
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        covered: list[QRectF] = []
        for tick in self._local.ticks(self.shown.begin, self.shown.end):
            x = round(self.x_of(tick.at)) + 0.5  # in the middle of a pixel: between two it would be a blur
            painter.drawLine(QPointF(x, bottom + 1), QPointF(x, bottom + 1 + _GAP))
            width = float(metrics.horizontalAdvance(tick.label)) + 1
            left = min(max(self.x_of(tick.label_at) - width / 2, 0.0), self.width() - width)
            place = QRectF(left, bottom + 1.5 * _GAP, width, letter)
            with_room = place.adjusted(-letter / 3, 0, letter / 3, 0)
            if not any(with_room.intersects(other) for other in covered):  # else the mark alone has to do
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, tick.label)
                covered.append(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        is_far = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        last = len(self.shown.cells) - 1
        match event.key():
            case keys.Key_Left | keys.Key_Right as key:
                self._step(-1 if key == keys.Key_Left else 1, only_trouble=is_far)
            case keys.Key_Home if last >= 0:
                self._choose(0)
            case keys.Key_End if last >= 0:
                self._choose(last)
            case keys.Key_Return | keys.Key_Enter if self._chosen is not None:
                self._open(self._chosen)
            case _:
                super().keyPressEvent(event)

    def _step(self, by: int, *, only_trouble: bool) -> None:
        last = len(self.shown.cells) - 1
        index = last + 1 if self._chosen is None else self._chosen  # back leads to now first
        while 0 <= (index := index + by) <= last:
            if not only_trouble or self.shown.cells[index].is_trouble:
                self._choose(index)
                return

    def _choose(self, index: int) -> None:
        self._chosen = index
        self._tell(is_news=True)
        self.update()

    def _tell(self, *, is_news: bool) -> None:
        text = "" if self._chosen is None else self.shown.cells[self._chosen].told()
        self.setAccessibleDescription(text or self.shown.hint)
        self.pointed.emit(text if text and self.hasFocus() else self.shown.key)
        if is_news:
            announce(self, text)

    def _open(self, index: int) -> None:
        if (route := self.shown.cells[index].opens) is not None:
            self.opened.emit(route)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._chosen is None and self.shown.cells:
            self._chosen = len(self.shown.cells) - 1  # now: where the look goes first
        self._tell(is_news=False)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.pointed.emit(self.shown.key)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        index = self._at(x)
        is_link = index is not None and self.shown.cells[index].opens is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.ArrowCursor)
        self.pointed.emit(self.told_at(x) or self.shown.key)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._tell(is_news=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self._at(event.position().x())
        if index is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        self._choose(index)
        if self.rect().contains(event.position().toPoint()):  # who moves off it has thought better of it
            self._open(index)
