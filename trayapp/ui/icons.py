"""The verdicts' pictures: one shape and one colour each, drawn for every size that a tray asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QIcon,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
)

from trayapp.domain.records import VerdictName

SIZES_PX = (16, 22, 24, 32, 44, 48, 64)
"""What panels show at scale 1 and 2. All even, so that the middle lies between two pixels."""

# The outline carries the shape on light and mid-grey panels, the fill on dark ones: one of the two has a
# contrast of 3:1 or more whatever is behind (WCAG 1.4.11). The fills differ in lightness, too, for eyes and
# screens that see no colours.
_DARK = QColor("#16191d")
_LIGHT = QColor("#ffffff")
_GREEN = QColor("#2aa84c")
_AMBER = QColor("#ffb81c")
_RED = QColor("#c9251f")
_VIOLET = QColor("#8a6df0")
_GREY = QColor("#cfd4d9")


class StatusIcons:
    """Makes each verdict's icon once and keeps it. GUI thread, while there is a QApplication."""

    def __init__(self) -> None:
        self._made: dict[VerdictName, QIcon] = {}

    def icon(self, verdict: VerdictName) -> QIcon:
        """The icon in all of `SIZES_PX`; always the same object for the same verdict."""
        if verdict not in self._made:
            icon = QIcon()
            for size_px in SIZES_PX:
                icon.addPixmap(QPixmap.fromImage(draw(verdict, size_px)))
            self._made[verdict] = icon
        return self._made[verdict]

    def pixmap(self, verdict: VerdictName, side: int, device_pixel_ratio: float) -> QPixmap:
        """For a window: `side` in device-independent pixels, as sharp as the screen."""
        pixmap = QPixmap.fromImage(draw(verdict, round(side * device_pixel_ratio)))
        pixmap.setDevicePixelRatio(device_pixel_ratio)
        return pixmap


def draw(verdict: VerdictName, size_px: int) -> QImage:
    """One verdict's picture, transparent around its shape. Any thread."""
    image = QImage(size_px, size_px, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _PICTURES[verdict](_Canvas(painter, size_px))
    painter.end()
    return image


class _Canvas:
    """A square picture, measured in sixteenths of its side; straight edges fall on whole pixels."""

    def __init__(self, painter: QPainter, size_px: int) -> None:
        self._painter = painter
        self._unit_px = size_px / 16
        self._outline_px = max(1, round(self._unit_px))

    def at(self, x: float, y: float) -> QPointF:
        return QPointF(x * self._unit_px, y * self._unit_px)

    def edge(self, x: float, y: float) -> QPointF:
        """Where an outline runs whose outer side is at (x, y): half its width further in."""
        return QPointF(self._fitted(x), self._fitted(y))

    def _fitted(self, place: float) -> float:
        inwards = self._outline_px / 2
        return round(place * self._unit_px) + (inwards if place < 8 else -inwards)

    def shape(self, path: QPainterPath, fill: QColor) -> None:
        """The verdict's shape: filled, with the dark outline around it."""
        self._painter.fillPath(path, fill)
        self._painter.strokePath(path, _pen(_DARK, self._outline_px))

    def disc(self, fill: QColor) -> None:
        path = QPainterPath()
        path.addEllipse(QRectF(self.edge(0, 0), self.edge(16, 16)))
        self.shape(path, fill)

    def polygon(self, corners: Sequence[tuple[float, float]], fill: QColor) -> None:
        """A shape whose outline touches these corners from inside."""
        path = QPainterPath()
        path.addPolygon(QPolygonF([self.edge(x, y) for x, y in corners]))
        path.closeSubpath()
        self.shape(path, fill)

    def stroke(self, path: QPainterPath, colour: QColor, width: float) -> None:
        self._painter.strokePath(path, _pen(colour, width * self._unit_px))

    def line(self, points: Sequence[tuple[float, float]], colour: QColor, width: float) -> None:
        path = QPainterPath()
        path.addPolygon(QPolygonF([self.at(x, y) for x, y in points]))
        self.stroke(path, colour, width)

    def ring(self, x: float, y: float, radius: float, colour: QColor, width: float) -> None:
        self.stroke(self._circle(x, y, radius), colour, width)

    def dot(self, x: float, y: float, radius: float, colour: QColor) -> None:
        self._painter.fillPath(self._circle(x, y, radius), colour)

    def _circle(self, x: float, y: float, radius: float) -> QPainterPath:
        path = QPainterPath()
        path.addEllipse(self.at(x, y), radius * self._unit_px, radius * self._unit_px)
        return path

    def upright_bar(self, top: float, bottom: float, colour: QColor) -> None:
        """In the middle, from whole pixel to whole pixel; its width is even, for it lies on both sides."""
        width_px = 2 * int(0.75 * self._unit_px + 0.5)
        top_px = round(top * self._unit_px)
        height_px = max(width_px, round(bottom * self._unit_px) - top_px)
        bar = QRectF(8 * self._unit_px - width_px / 2, top_px, width_px, height_px)
        rounding_px = width_px / 2 if width_px > 2 else 0
        path = QPainterPath()
        path.addRoundedRect(bar, rounding_px, rounding_px)
        self._painter.fillPath(path, colour)


def _pen(colour: QColor, width_px: float) -> QPen:
    return QPen(colour, width_px, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _check_mark_on_disc(canvas: _Canvas) -> None:
    canvas.disc(_GREEN)
    canvas.line([(4.5, 8.4), (7, 10.9), (11.5, 5.7)], _LIGHT, 2)


def _exclamation_mark_in_triangle(canvas: _Canvas) -> None:
    canvas.polygon([(8, 0.5), (16, 15), (0, 15)], _AMBER)
    canvas.upright_bar(5, 10, _DARK)
    canvas.upright_bar(11, 12, _DARK)


def _cross_on_octagon(canvas: _Canvas) -> None:
    near, far = 4.7, 11.3
    corners = [(near, 0), (far, 0), (16, near), (16, far), (far, 16), (near, 16), (0, far), (0, near)]
    canvas.polygon(corners, _RED)
    canvas.line([(5.3, 5.3), (10.7, 10.7)], _LIGHT, 2)
    canvas.line([(10.7, 5.3), (5.3, 10.7)], _LIGHT, 2)


def _prohibition_sign_on_shield(canvas: _Canvas) -> None:
    left, right = canvas.edge(1, 2), canvas.edge(15, 2)
    middle_x = canvas.at(8, 0).x()
    top, tip = QPointF(middle_x, canvas.edge(8, 0).y()), QPointF(middle_x, canvas.edge(8, 16).y())
    hip_y, bend_y = canvas.at(0, 7).y(), canvas.at(0, 11.5).y()
    shield = QPainterPath(left)
    shield.quadTo(canvas.at(5.5, 2.2), top)
    shield.quadTo(canvas.at(10.5, 2.2), right)
    shield.lineTo(right.x(), hip_y)
    shield.cubicTo(QPointF(right.x(), bend_y), canvas.at(11, 14.5), tip)
    shield.cubicTo(canvas.at(5, 14.5), QPointF(left.x(), bend_y), QPointF(left.x(), hip_y))
    shield.closeSubpath()
    canvas.shape(shield, _VIOLET)
    canvas.ring(8, 7.5, 3.5, _LIGHT, 1.5)
    canvas.line([(5.6, 5.1), (10.4, 9.9)], _LIGHT, 1.5)


def _crossed_out_ring(canvas: _Canvas) -> None:
    canvas.disc(_DARK)
    canvas.ring(8, 8, 5.9, _GREY, 1.8)
    canvas.line([(5.2, 10.8), (10.8, 5.2)], _DARK, 6.2)
    canvas.line([(4, 12), (12, 4)], _GREY, 2.2)


def _question_mark_in_ring(canvas: _Canvas) -> None:
    canvas.disc(_DARK)
    canvas.ring(8, 8, 6.2, _GREY, 1.4)
    hook = QPainterPath(canvas.at(6.1, 6.4))
    hook.cubicTo(canvas.at(6.1, 3.9), canvas.at(9.9, 3.9), canvas.at(9.9, 6.4))
    hook.cubicTo(canvas.at(9.9, 8), canvas.at(8, 7.9), canvas.at(8, 9.1))
    canvas.stroke(hook, _GREY, 1.5)
    canvas.dot(8, 11.5, 0.95, _GREY)


_PICTURES: dict[VerdictName, Callable[[_Canvas], None]] = {
    VerdictName.UP: _check_mark_on_disc,
    VerdictName.DEGRADED: _exclamation_mark_in_triangle,
    VerdictName.DOWN: _cross_on_octagon,
    VerdictName.BLOCKED: _prohibition_sign_on_shield,
    VerdictName.OFFLINE: _crossed_out_ring,
    VerdictName.UNKNOWN: _question_mark_in_ring,
}
