"""How long the phases of a probe took, as bars in shades of the text's colour: colours are for verdicts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from trayapp.domain.records import Phases
from trayapp.ui.window.ribbon_paint import fill

PHASES = ("dns", "connect", "tls", "first_byte")
_SHADES = (0.85, 0.6, 0.4, 0.25, 0.1)  # how dark each phase is drawn, and what came after them
# A bar ends there: one that waited in vain for ten seconds must not make all others vanish.
_LONGEST_BAR_MS = 2000.0
_GAP = 6
CELL_MARGIN = 3
"""How far styles keep text from the edge of its cell."""
_BAR_LETTERS = 0.55


def total_ms(phases: Phases) -> float:
    """All of it, in milliseconds; some may have passed without belonging to any phase."""
    return max(phases.total or 0.0, sum(getattr(phases, name) or 0.0 for name in PHASES))


def key_lines(metrics: QFontMetrics, before: str, names: Sequence[str], room: float) -> list[int]:
    """The line on which each of the samples stands with its name: as many to a line as there is room for."""
    lines: list[int] = []
    line, x = 0, float(metrics.horizontalAdvance(before) + 1)
    for name in names:
        width = 3 * _GAP + metrics.height() + metrics.horizontalAdvance(name) + 1
        if x and x + width > room - 2 * CELL_MARGIN:
            line, x = line + 1, 0.0
        x += width
        lines.append(line)
    return lines


class PhasePainter:
    """Draws in one cell of a list, from its left edge on."""

    def __init__(self, painter: QPainter, area: QRectF, metrics: QFontMetrics, text: QColor) -> None:
        self._painter = painter
        self._area = area.adjusted(CELL_MARGIN, 0, -CELL_MARGIN, 0)
        self._metrics = metrics
        self._text = text
        self._x = 0.0

    def bar(self, phases: Phases, longest_ms: float) -> None:
        """Each phase as long as it took, in one measure for all of the page, with the sum beside it."""
        self._x = _GAP  # text before it may come as far as the edge of its cell
        # The deadline of a probe is 10 s: no sum has more than five digits.
        room = max(self._area.width() - _GAP - self._metrics.horizontalAdvance("00000 ms") - _GAP, 1.0)
        longest_ms = min(max(longest_ms, 1.0), _LONGEST_BAR_MS)
        lengths_ms = [getattr(phases, name) or 0.0 for name in PHASES]
        lengths_ms.append(total_ms(phases) - sum(lengths_ms))
        for length_ms, opacity in zip(lengths_ms, _SHADES, strict=True):
            self._block(min(length_ms / longest_ms * room, room + _GAP - self._x), opacity)
        self._x += _GAP
        self._write(f"{total_ms(phases):.0f} ms")

    def key(self, before: str, names: Sequence[str]) -> None:
        """A sample of each shade beside its name."""
        lines = key_lines(self._metrics, before, names, self._area.width() + 2 * CELL_MARGIN)
        self._area.setHeight(self._area.height() / (lines[-1] + 1))
        self._write(before)
        for line, before_line, name, opacity in zip(lines, (0, *lines), names, _SHADES, strict=False):
            if line > before_line:
                self._area.translate(0, self._area.height())
                self._x = 0.0
            else:
                self._x += 2 * _GAP
            self._block(self._metrics.height(), opacity)
            self._x += _GAP
            self._write(name)

    def _block(self, width: float, opacity: float) -> None:
        shade = QColor(self._text)
        shade.setAlphaF(opacity)  # see-through: right on any background, that of a chosen line as well
        height = round(_BAR_LETTERS * self._metrics.height())
        fill(self._painter, self._placed(width, height), shade)

    def _write(self, text: str) -> None:
        place = self._placed(self._metrics.horizontalAdvance(text) + 1, self._area.height())
        self._painter.setPen(self._text)
        self._painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _placed(self, width: float, height: float) -> QRectF:
        """The next place, as wide as this."""
        place = QRectF(self._area.left() + self._x, self._area.center().y() - height / 2, width, height)
        self._x += width
        return place
