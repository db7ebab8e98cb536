"""The legend under the ribbon: each look that is met in it beside its name."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from trayapp.domain.records import VerdictName
from trayapp.history.overview import Overview
from trayapp.i18n import Words
from trayapp.sharing.looks import LOOKS
from trayapp.ui.window.ribbon_paint import paint_blip, paint_mark, paint_segment, palette_of

_ORDER = (*LOOKS, VerdictName.UNKNOWN)
_BLIP = "blip"
_MARK = "mark"
_UNCERTAIN = "uncertain "

# In heights of a letter.
_SAMPLE = 0.9
_TO_NAME = 0.4
_TO_NEXT = 1.0


class RibbonKey(QWidget):
    """Samples and names, in as many lines as they need. GUI thread."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._entries: list[tuple[str, str]] = []
        # As wide as it gets: what does not fit goes into the next line, and must not widen the window.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._make_room()

    def show_overview(
        self, overview: Overview, marks: tuple[datetime, ...] = (), *, is_in_days: bool = False
    ) -> None:
        met = {segment.verdict for segment in overview.segments}
        self._entries = [
            (verdict.value, self._words.window.state(verdict)) for verdict in _ORDER if verdict in met
        ]
        incidents = [segment.incident for segment in overview.segments if segment.incident is not None]
        uncertain = [incident.verdict for incident in incidents if not incident.confirmed]
        # As the first of them looks; a verdict that is met only so has no entry of its own.
        surely = {incident.verdict for incident in incidents if incident.confirmed}
        only_uncertain = {verdict.value for verdict in set(uncertain) - surely}
        self._entries = [entry for entry in self._entries if entry[0] not in only_uncertain]
        for verdict in dict.fromkeys(uncertain):
            name = self._words.window.remarked(
                self._words.window.state(verdict), self._words.gettext("unsure")
            )
            self._entries.append((_UNCERTAIN + verdict.value, name))
        if overview.blips and not is_in_days:
            self._entries.append((_BLIP, self._words.gettext("Single failed check")))
        if marks:
            self._entries.append((_MARK, self._words.gettext("You saw an error")))
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
        for (look, name), (line, x) in zip(self._entries, self._places(), strict=True):
            top = line * height
            sample = self._placed(QRectF(x, top + (height - side) / 2, _SAMPLE * letter, side))
            width = metrics.horizontalAdvance(name) + 1
            text = self._placed(QRectF(x + (_SAMPLE + _TO_NAME) * letter, top, width, height))
            if look == _BLIP:
                paint_blip(painter, sample.center().x(), sample, palette)
            elif look == _MARK:
                paint_mark(painter, sample.center().x(), sample, palette)
            elif look.startswith(_UNCERTAIN):
                verdict = VerdictName(look.removeprefix(_UNCERTAIN))
                paint_segment(painter, sample, verdict, palette, is_confirmed=False)
            else:
                paint_segment(painter, sample, VerdictName(look), palette)
            painter.setPen(palette.color(QPalette.ColorRole.WindowText))
            painter.drawText(text, Qt.AlignmentFlag.AlignCenter, name)

    def _placed(self, area: QRectF) -> QRectF:
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            area.moveRight(self.width() - area.left())
        return area
