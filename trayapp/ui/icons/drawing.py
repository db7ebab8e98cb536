"""The pictures that an icon can show: one shape each, drawn for every size, in the colours it is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from typing import Final, Literal, NamedTuple

from PySide6.QtCore import QByteArray, QDataStream, QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from trayapp.domain.codes import VerdictName

PAUSED: Final = "paused"

Subject = VerdictName | Literal["paused"]
"""What a picture says."""


_TRANSPARENT = QColor(0, 0, 0, 0)

_HOLLOW = 0.68  # how much of a hollow shape's width is nothing


class Ink(NamedTuple):
    """The colours of one picture. A transparent one cuts out what lies below it."""

    body: QColor
    """Of the shape."""
    sign: QColor
    """Of what is drawn on it."""
    outline: QColor
    """Around the shape."""


def draw(
    subject: Subject, size_px: int, ink: Ink, sign_width: float = 2, *, is_hollow: bool = False
) -> QImage:
    """One picture, transparent around its shape; its signs are as wide as told, in sixteenths. Any thread.

    Of a hollow one the shape is a ring, and its sign has the ring's colour.
    """
    # Of zeros: a new one holds whatever the memory held. The format is QPainter's quickest.
    transparent = bytes(4 * size_px * size_px)
    image = QImage(transparent, size_px, size_px, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    # So that the last colour holds, see-through or not.
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    if is_hollow:
        ink = ink._replace(sign=ink.body if ink.body.alpha() else ink.sign)
    _PICTURES[subject](_Canvas(painter, size_px, ink, sign_width, is_hollow=is_hollow))
    painter.end()  # Qt forbids an image to go while it is painted on
    return image


class _Canvas:
    """A square picture, measured in sixteenths of its side; straight edges fall on whole pixels."""

    def __init__(
        self, painter: QPainter, size_px: int, ink: Ink, sign_width: float, *, is_hollow: bool
    ) -> None:
        self._painter = painter
        self._unit_px = size_px / 16
        self._outline_px = int(self._unit_px + 0.4)  # of 1.5 pixels, two would leave little of a corner
        self._ink = ink
        self.sign_width = sign_width
        self.is_hollow = is_hollow

    def at(self, x: float, y: float) -> QPointF:
        return QPointF(x * self._unit_px, y * self._unit_px)

    def edge(self, x: float, y: float) -> QPointF:
        """Where an outline runs whose outer side is at (x, y): half its width further in."""
        return QPointF(self._fitted(x), self._fitted(y))

    def _fitted(self, place: float) -> float:
        inwards = self._outline_px / 2
        return round(place * self._unit_px) + (inwards if place < 8 else -inwards)

    def shape(self, path: QPainterPath) -> None:
        """What tells from afar: filled, with the outline around it."""
        self._fill(path, self._ink.body)
        self._painter.strokePath(path, _pen(self._ink.outline, self._outline_px))
        if self.is_hollow:
            middle = path.boundingRect().center()
            inner = QTransform.fromTranslate(middle.x(), middle.y()).scale(_HOLLOW, _HOLLOW)
            inner.translate(-middle.x(), -middle.y())
            self._fill(inner.map(path), _TRANSPARENT)

    def _fill(self, path: QPainterPath, colour: QColor) -> None:
        self._painter.fillPath(path, _pen(colour).brush())  # no QBrush(colour): see _round_pen

    def disc(self) -> None:
        path = QPainterPath()
        path.addEllipse(QRectF(self.edge(0, 0), self.edge(16, 16)))
        self.shape(path)

    def polygon(self, corners: Sequence[tuple[float, float]]) -> None:
        """A shape whose outline touches these corners from inside."""
        path = QPainterPath()
        path.addPolygon(QPolygonF([self.edge(x, y) for x, y in corners]))
        path.closeSubpath()
        self.shape(path)

    def bars(self) -> None:
        """Two upright shapes, as far from one another as each is from the edge of the picture."""
        for side_px in (-1, 1):
            near_px, far_px = (round(place * self._unit_px) for place in (1.25, 7))
            inwards = self._outline_px / 2
            left_px = 8 * self._unit_px + min(side_px * near_px, side_px * far_px) + inwards
            width_px = far_px - near_px - self._outline_px
            top = self.edge(0, 1).y()
            path = QPainterPath()
            bar = QRectF(left_px, top, width_px, self.edge(0, 15).y() - top)
            path.addRoundedRect(bar, self._unit_px / 2, self._unit_px / 2)
            self.shape(path)

    def stroke(self, path: QPainterPath, width: float) -> None:
        self._painter.strokePath(path, _pen(self._ink.sign, width * self._unit_px))

    def line(self, points: Sequence[tuple[float, float]], width: float) -> None:
        self.stroke(self._line(points), width)

    def gap(self, points: Sequence[tuple[float, float]], width: float) -> None:
        """A line of the shape's own colour: it parts the signs below it."""
        self._painter.strokePath(self._line(points), _pen(self._ink.body, width * self._unit_px))

    def ring(self, x: float, y: float, radius: float, width: float) -> None:
        self.stroke(self._circle(x, y, radius), width)

    def dot(self, x: float, y: float, radius: float) -> None:
        self._fill(self._circle(x, y, radius), self._ink.sign)

    def upright_bar(self, top: float, bottom: float) -> None:
        """In the middle, from whole pixel to whole pixel; its width is even, for it lies on both sides."""
        width_px = 2 * int(self.sign_width * 0.375 * self._unit_px + 0.5)
        top_px = round(top * self._unit_px)
        height_px = max(width_px, round(bottom * self._unit_px) - top_px)  # a dot is no lower than wide
        bar = QRectF(8 * self._unit_px - width_px / 2, top_px, width_px, height_px)
        rounding_px = width_px / 2 if width_px > 2 else 0  # of two pixels rounding leaves a blur
        path = QPainterPath()
        path.addRoundedRect(bar, rounding_px, rounding_px)
        self._fill(path, self._ink.sign)

    def _line(self, points: Sequence[tuple[float, float]]) -> QPainterPath:
        path = QPainterPath()
        path.addPolygon(QPolygonF([self.at(x, y) for x, y in points]))
        return path

    def _circle(self, x: float, y: float, radius: float) -> QPainterPath:
        path = QPainterPath()
        path.addEllipse(self.at(x, y), radius * self._unit_px, radius * self._unit_px)
        return path


def _pen(colour: QColor, width_px: float = 1) -> QPen:
    pen = copy(_ROUND)
    pen.setColor(colour)
    pen.setWidthF(width_px)
    return pen


def _round_pen() -> QPen:
    """One with round ends and corners, as QPen writes itself (format of Qt 4.0).

    To write `Qt.PenCapStyle`, or to call what could take one (`QPen(pen)`, `QBrush(colour)`), makes PySide
    load all of `Qt`, a hundred enumerations: 30 ms and a megabyte, while somebody waits for the icon.
    """
    style = 0x01 | 0x20 | 0x80  # SolidLine, RoundCap, RoundJoin
    width, brush, mitre, dashes = "3ff0000000000000", "0101ffff000000000000", "4000000000000000", "00000000"
    stream = QDataStream(QByteArray(bytes.fromhex(f"{style:02x}{width}{brush}{mitre}{dashes}")))
    stream.setVersion(QDataStream.Version.Qt_4_0)
    pen = QPen()
    stream >> pen
    return pen


_ROUND = _round_pen()


def _check_mark_on_disc(canvas: _Canvas) -> None:
    canvas.disc()
    canvas.line([(4.5, 8.4), (7, 10.9), (11.5, 5.7)], canvas.sign_width)


def _exclamation_mark_in_triangle(canvas: _Canvas) -> None:
    canvas.polygon([(8, 0.5), (16, 15), (0, 15)])
    canvas.upright_bar(5, 10)
    canvas.upright_bar(11, 12)


def _cross_on_octagon(canvas: _Canvas) -> None:
    near, far = 4.7, 11.3
    canvas.polygon([(near, 0), (far, 0), (16, near), (16, far), (far, 16), (near, 16), (0, far), (0, near)])
    canvas.line([(5.3, 5.3), (10.7, 10.7)], canvas.sign_width)
    canvas.line([(10.7, 5.3), (5.3, 10.7)], canvas.sign_width)


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
    canvas.shape(shield)
    # Thinner than other signs: at 16 pixels ring and bar would run into a blot.
    if not canvas.is_hollow:  # its hole is a ring of its own: two would leave slivers
        canvas.ring(8, 7.4, 4, canvas.sign_width * 0.7)
    canvas.line([(5.4, 4.8), (10.6, 10)], canvas.sign_width * 0.7)


def _crossed_out_ring(canvas: _Canvas) -> None:
    canvas.disc()
    canvas.ring(8, 8, 5.9, canvas.sign_width * 0.9)
    # So wide that a quarter of the pixels tell it from the question mark where no colours are seen.
    canvas.gap([(5.2, 10.8), (10.8, 5.2)], 6.2)
    canvas.line([(4, 12), (12, 4)], canvas.sign_width * 1.1)


def _question_mark_in_ring(canvas: _Canvas) -> None:
    canvas.disc()
    canvas.ring(8, 8, 6.2, canvas.sign_width * 0.7)
    hook = QPainterPath(canvas.at(6.1, 6.4))
    hook.cubicTo(canvas.at(6.1, 3.9), canvas.at(9.9, 3.9), canvas.at(9.9, 6.4))
    hook.cubicTo(canvas.at(9.9, 8), canvas.at(8, 7.9), canvas.at(8, 9.1))
    canvas.stroke(hook, canvas.sign_width * 0.75)
    canvas.dot(8, 11.5, canvas.sign_width * 0.475)


_PICTURES: dict[Subject, Callable[[_Canvas], None]] = {
    VerdictName.UP: _check_mark_on_disc,
    VerdictName.DEGRADED: _exclamation_mark_in_triangle,
    VerdictName.DOWN: _cross_on_octagon,
    VerdictName.BLOCKED: _prohibition_sign_on_shield,
    VerdictName.OFFLINE: _crossed_out_ring,
    VerdictName.UNKNOWN: _question_mark_in_ring,
    PAUSED: _Canvas.bars,
}
