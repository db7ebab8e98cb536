"""The legend under the ribbon: each look that is met in it beside its name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from trayapp.domain.codes import VerdictName
from trayapp.history.overview import Overview
from trayapp.i18n import Words
from trayapp.sharing.looks import LOOKS
from trayapp.ui.window.ribbon_paint import paint_blip, paint_mark, paint_segment, palette_of

_ORDER = (*LOOKS, VerdictName.UNKNOWN)

# In heights of a letter.
_SAMPLE = 0.9
_TO_NAME = 0.4
_TO_NEXT = 1.0


_Paint = Callable[[QPainter, QRectF, QPalette], None]


class RibbonKey(QWidget):
    """Samples and names, in as many lines as they need. GUI thread."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._entries: list[tuple[_Paint, str]] = []
        # As wide as it gets: what does not fit goes into the next line, and must not widen the window.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._make_room()

    def show_overview(
        self, overview: Overview, marks: tuple[datetime, ...] = (), *, is_in_days: bool = False
    ) -> None:
        words, state = self._words, self._words.window.state
        met = {segment.verdict for segment in overview.segments}
        incidents = [segment.incident for segment in overview.segments if segment.incident is not None]
        unsure = {incident.verdict for incident in incidents if not incident.confirmed}
        # As it looks; a verdict that is met only so has no entry of its own.
        met -= unsure - {incident.verdict for incident in incidents if incident.confirmed}
        self._entries = [(partial(_paint_segment, each, True), state(each)) for each in _ORDER if each in met]
        for each in (each for each in _ORDER if each in unsure):
            name = words.window.remarked(state(each), words.gettext("unsure"))
            self._entries.append((partial(_paint_segment, each, False), name))
        if overview.blips and not is_in_days:
            self._entries.append((_paint_blip, words.gettext("Single failed check")))
        if marks:
            self._entries.append((_paint_mark, words.gettext("You saw an error")))
        self.setAccessibleName(", ".join(name for _, name in self._entries))  # what is painted, nobody reads
        self._make_room()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        lines = max((line for line, _ in self._places()), default=0) + 1
        self.setFixedHeight(lines * self._line_height())

    def _line_height(self) -> int:
        return round(1.3 * self.fontMetrics().height())

    def _places(self) -> list[tuple[int, float]]:
        """Line and distance from its begin, of each entry."""
        places = []
        letter = self.fontMetrics().height()
        line, x = 0, 0.0
        for _, name in self._entries:
            width = (_SAMPLE + _TO_NAME) * letter + self.fontMetrics().horizontalAdvance(name) + 1
            if x > 0 and x + width > self.width():  # the first of a line stays, however long
                line, x = line + 1, 0.0
            places.append((line, x))
            x += width + _TO_NEXT * letter
        return places

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics, palette, height = self.fontMetrics(), palette_of(self), self._line_height()
        # About as high as a capital letter.
        letter, side = metrics.height(), metrics.ascent() - metrics.descent() + 2
        for (paint, name), (line, x) in zip(self._entries, self._places(), strict=True):
            top = line * height
            sample = QRectF(x, top + (height - side) / 2, _SAMPLE * letter, side)
            width = metrics.horizontalAdvance(name) + 1
            text = QRectF(x + (_SAMPLE + _TO_NAME) * letter, top, width, height)
            paint(painter, sample, palette)
            painter.setPen(palette.color(QPalette.ColorRole.WindowText))
            painter.drawText(text, Qt.AlignmentFlag.AlignCenter, name)


def _paint_segment(
    verdict: VerdictName, is_confirmed: bool, painter: QPainter, area: QRectF, palette: QPalette
) -> None:
    paint_segment(painter, area, verdict, palette, is_confirmed=is_confirmed)


def _paint_blip(painter: QPainter, area: QRectF, palette: QPalette) -> None:
    paint_blip(painter, area.center().x(), area, palette)


def _paint_mark(painter: QPainter, area: QRectF, palette: QPalette) -> None:
    paint_mark(painter, area.center().x(), area, palette)
