"""A segment of time, painted as its look says; and the key that tells what each look means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from trayapp.domain.codes import VerdictName
from trayapp.history.overview import Overview
from trayapp.i18n import Words
from trayapp.sharing.ribbon_svg import LOOKS

_MIDDLE_LIGHTNESS = 128

_LINK_ON_DARK = "#8ab4f8"
_LINK_LIGHTNESS = 160  # from this on a blue has a contrast of 4.5:1 or more against dark windows (WCAG 1.4.3)
_BLIP_HEIGHT_RATIO = 0.42  # where the middle of a failed check's dot is
_BLIP_RADIUS = 1.8
_LINE_WIDTH = 1.5
WEDGE = 4.0  # half of a wedge's width

# Of the key, in heights of a letter.
_SAMPLE = 0.9
_TO_NAME = 0.4
_TO_NEXT = 1.0

_ORDER = (*LOOKS, VerdictName.UNKNOWN)
_Paint = Callable[[QPainter, QRectF, QPalette], None]


def palette_of(widget: QWidget) -> QPalette:
    """A widget's colours as they are while its window is in front.

    Some desktops pale the text of windows behind, below what can be read. Labels do not follow them either.
    """
    palette = QPalette(widget.palette())
    palette.setCurrentColorGroup(QPalette.ColorGroup.Active)
    return palette


def colour(verdict: VerdictName, palette: QPalette) -> QColor:
    """A verdict's colour on this palette's windows; that of text where nobody watched."""
    look = LOOKS.get(verdict)
    if look is None:
        return palette.color(QPalette.ColorRole.WindowText)
    return QColor(look.on_dark if _is_dark(palette) else look.on_light)


def link_colour(palette: QPalette) -> QColor:
    """The palette's, if it can be read: many dark themes leave Qt's blue, which is for light windows."""
    link = palette.color(QPalette.ColorRole.Link)
    return QColor(_LINK_ON_DARK) if _is_dark(palette) and link.lightness() < _LINK_LIGHTNESS else link


def _is_dark(palette: QPalette) -> bool:
    return palette.color(QPalette.ColorRole.Window).lightness() < _MIDDLE_LIGHTNESS


def fill(painter: QPainter, area: QRectF, shade: QColor) -> None:
    """To call `fillRect` makes PySide load the names of 180 gradients: 100 KB that stay."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade)
    painter.drawRect(area)


def paint_segment(
    painter: QPainter, area: QRectF, palette: QPalette, *, verdict: VerdictName, is_confirmed: bool
) -> None:
    """One segment on the floor of this area, as wide as the area. Unconfirmed trouble is an outline."""
    look = LOOKS.get(verdict)
    if look is None:
        _paint_unwatched(painter, area, palette)
        return
    shade = colour(verdict, palette)
    block = QRectF(area)
    block.setTop(area.bottom() - round(area.height() * look.height_ratio))
    if is_confirmed and not look.is_hatched:
        fill(painter, block, shade)
        return
    if is_confirmed:
        painter.fillRect(block, QBrush(shade, Qt.BrushStyle.BDiagPattern))
    inset = _LINE_WIDTH / 2  # a pen runs along the middle of its line
    painter.setPen(QPen(shade, _LINE_WIDTH))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(block.adjusted(inset, inset, -inset, -inset))


def _paint_unwatched(painter: QPainter, area: QRectF, palette: QPalette) -> None:
    """A dotted line on the floor: there is nothing to say of this time."""
    shade = colour(VerdictName.UNKNOWN, palette)
    shade.setAlphaF(0.55)
    painter.setPen(QPen(shade, 1, Qt.PenStyle.DotLine))
    y = area.bottom() - 0.5  # the middle of the last row of pixels
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))


def paint_mark(painter: QPainter, area: QRectF, palette: QPalette) -> None:
    """The user saw an error: a wedge that points down from above, in the middle."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.color(QPalette.ColorRole.WindowText))
    x, top = area.center().x(), area.top() - 1
    corners = [QPointF(x - WEDGE, top), QPointF(x + WEDGE, top), QPointF(x, top + 1.6 * WEDGE)]
    painter.drawPolygon(QPolygonF(corners))


def paint_blip(painter: QPainter, area: QRectF, palette: QPalette) -> None:
    """A failed check that was never confirmed: a dot over what was going on, in the middle."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.color(QPalette.ColorRole.WindowText))
    middle = QPointF(area.center().x(), area.bottom() - area.height() * _BLIP_HEIGHT_RATIO)
    painter.drawEllipse(middle, _BLIP_RADIUS, _BLIP_RADIUS)


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
        words = self._words
        met = {(each.verdict, not each.incident or each.incident.confirmed) for each in overview.segments}
        self._entries = []
        for verdict, is_sure in ((each, sure) for sure in (True, False) for each in _ORDER):
            if (verdict, is_sure) in met:
                remark = "" if is_sure else words.gettext("unsure")
                name = words.window.remarked(words.window.state(verdict), remark)
                paint = partial(paint_segment, verdict=verdict, is_confirmed=is_sure)
                self._entries.append((paint, name))
        if overview.blips and not is_in_days:
            self._entries.append((paint_blip, words.gettext("Single failed check")))
        if marks:
            self._entries.append((paint_mark, words.gettext("You saw an error")))
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
