"""The axis of time under the ribbon, whichever of its views stands above."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QWidget

from trayapp.ui.window.local_time import LocalTime

BAND_LETTERS = 4.0  # height of the band in heights of a letter
GAP = 3.0  # between band, ticks and their labels


class Axis:
    """From one moment to another below this band of a widget, in the reading direction."""

    def __init__(self, begin: datetime, end: datetime, band: QRectF, widget: QWidget) -> None:
        self._begin, self._end = begin, end
        self._band = band
        self._metrics = widget.fontMetrics()
        self._is_mirrored = widget.isRightToLeft()

    def x_of(self, at: datetime) -> float:
        ratio = (at - self._begin) / (self._end - self._begin)
        return (1 - ratio if self._is_mirrored else ratio) * self._band.width()

    def paint(self, painter: QPainter, palette: QPalette, local: LocalTime) -> None:
        bottom, letter = self._band.bottom(), self._metrics.height()
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        covered: list[QRectF] = []
        for tick in local.ticks(self._begin, self._end):
            x = round(self.x_of(tick.at)) + 0.5  # in the middle of a pixel: between two it would be a blur
            painter.drawLine(QPointF(x, bottom + 1), QPointF(x, bottom + 1 + GAP))
            width = float(self._metrics.horizontalAdvance(tick.label)) + 1
            left = min(max(self.x_of(tick.label_at) - width / 2, 0.0), self._band.width() - width)
            place = QRectF(left, bottom + 1.5 * GAP, width, letter)
            with_room = place.adjusted(-letter / 3, 0, letter / 3, 0)
            if not any(with_room.intersects(other) for other in covered):  # else the mark alone has to do
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, tick.label)
                covered.append(place)
