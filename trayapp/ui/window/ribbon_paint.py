"""A segment of time, painted as its look says."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from trayapp.domain.codes import VerdictName
from trayapp.sharing.looks import LOOKS

_MIDDLE_LIGHTNESS = 128

_LINK_ON_DARK = "#8ab4f8"
_LINK_LIGHTNESS = 160  # from this on a blue has a contrast of 4.5:1 or more against dark windows (WCAG 1.4.3)
_BLIP_HEIGHT_RATIO = 0.42  # where the middle of a failed check's dot is
_BLIP_RADIUS = 1.8
_LINE_WIDTH = 1.5
WEDGE = 4.0  # half of a wedge's width


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
    painter: QPainter, area: QRectF, verdict: VerdictName, palette: QPalette, *, is_confirmed: bool = True
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


def paint_mark(painter: QPainter, x: float, area: QRectF, palette: QPalette) -> None:
    """The user saw an error: a wedge that points down from above."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.color(QPalette.ColorRole.WindowText))
    top = area.top() - 1
    corners = [QPointF(x - WEDGE, top), QPointF(x + WEDGE, top), QPointF(x, top + 1.6 * WEDGE)]
    painter.drawPolygon(QPolygonF(corners))


def paint_blip(painter: QPainter, x: float, area: QRectF, palette: QPalette) -> None:
    """A failed check that was never confirmed: a dot over what was going on."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.color(QPalette.ColorRole.WindowText))
    middle = QPointF(x, area.bottom() - area.height() * _BLIP_HEIGHT_RATIO)
    painter.drawEllipse(middle, _BLIP_RADIUS, _BLIP_RADIUS)
