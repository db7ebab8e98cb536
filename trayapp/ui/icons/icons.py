"""The verdicts' icons: their sets of colours, and each made once. What they look like: see `drawing`."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QColor, QIcon, QImage, QPixmap

from trayapp.about import APP_ID
from trayapp.domain.codes import VerdictName
from trayapp.paths import resource
from trayapp.ui.icons import drawing
from trayapp.ui.icons.drawing import PAUSED, Ink, Subject

SIZES_PX = (16, 22, 24, 32, 44, 48, 64)
"""What panels show at scale 1 and 2. All even, so that the middle lies between two pixels."""


class _Set(NamedTuple):
    inks: dict[Subject, Ink]
    sign_width: float
    """In sixteenths of the picture."""


_LIGHT = QColor("#ffffff")
_DARK = QColor("#16191d")
_BLACK = QColor("#000000")
_NONE = QColor(0, 0, 0, 0)

# The outline carries the shape on light and mid-grey panels, the fill on dark ones: one of the two has a
# contrast of 3:1 or more whatever is behind (WCAG 1.4.11). The fills differ in lightness, too, for eyes and
# screens that see no colours.
_GREY = QColor("#cfd4d9")
_COLOUR: dict[Subject, Ink] = {
    VerdictName.UP: Ink(QColor("#2eaa48"), _LIGHT, _DARK),
    VerdictName.DEGRADED: Ink(QColor("#ffc020"), _DARK, _DARK),
    VerdictName.DOWN: Ink(QColor("#c43c30"), _LIGHT, _DARK),
    VerdictName.BLOCKED: Ink(QColor("#8a6df0"), _LIGHT, _DARK),
    VerdictName.OFFLINE: Ink(_DARK, _GREY, _DARK),
    VerdictName.UNKNOWN: Ink(_DARK, _GREY, _DARK),
    PAUSED: Ink(_GREY, _NONE, _DARK),
}

# For weak eyes: signs of 7:1 or more on their shapes (WCAG 1.4.6), and one of shape and outline of as much on
# black and on white. The first three differ in lightness as above.
_HIGH_CONTRAST: dict[Subject, Ink] = {
    VerdictName.UP: Ink(QColor("#d2ffd8"), _BLACK, _BLACK),
    VerdictName.DEGRADED: Ink(QColor("#ffb000"), _BLACK, _BLACK),
    VerdictName.DOWN: Ink(QColor("#8f0000"), _LIGHT, _LIGHT),
    VerdictName.BLOCKED: Ink(QColor("#c9b3ff"), _BLACK, _BLACK),
    VerdictName.OFFLINE: Ink(_BLACK, _LIGHT, _BLACK),
    VerdictName.UNKNOWN: Ink(_BLACK, _LIGHT, _BLACK),
    PAUSED: Ink(_LIGHT, _NONE, _BLACK),
}


def _of_one_colour(colour: QColor) -> dict[Subject, Ink]:
    """Signs are cut out of the shapes; where the sign is a ring there is no shape around it."""
    hollow = Ink(_NONE, colour, _NONE)
    filled = Ink(colour, _NONE, colour)
    rings = (VerdictName.OFFLINE, VerdictName.UNKNOWN)
    return {subject: hollow if subject in rings else filled for subject in _COLOUR}


# By the setting `icons.style`: a light glyph is for dark panels, a dark one for light panels.
_SETS = {
    "colour": _Set(_COLOUR, 2),
    "mono_light": _Set(_of_one_colour(_LIGHT), 2.5),
    "mono_dark": _Set(_of_one_colour(_DARK), 2.5),
    "high_contrast": _Set(_HIGH_CONTRAST, 2.4),
}

_FOR_ONE_BRIGHTNESS = ("mono_light", "mono_dark")


class StatusIcons:
    """Makes each icon of one style once and keeps it. GUI thread, while there is a QApplication."""

    def __init__(self, style: str = "colour") -> None:
        self._style = style
        self._made: dict[tuple[Subject, bool], QIcon] = {}

    def icon(self, verdict: VerdictName, *, is_paused: bool = False, is_settling: bool = False) -> QIcon:
        """The icon in all of `SIZES_PX`, always the same object; while paused it is one for all verdicts.

        `is_settling`: hollow, since the next checks are still to confirm it.
        """
        key: tuple[Subject, bool] = PAUSED if is_paused else verdict, is_settling and not is_paused
        if key not in self._made:
            icon = QIcon()
            for size_px in SIZES_PX:  # each drawn: a panel that scales one down leaves a blur
                icon.addPixmap(QPixmap.fromImage(draw(key[0], size_px, self._style, is_hollow=key[1])))
            self._made[key] = icon
        return self._made[key]

    def for_windows(self) -> StatusIcons:
        """Those for a window, whose colours are not the panel's: glyphs of one colour could vanish in it."""
        return StatusIcons() if self._style in _FOR_ONE_BRIGHTNESS else self

    @staticmethod
    def app_icon() -> QIcon:
        """The program's own, at any size: what it shows says nothing of X."""
        return QIcon(str(resource("icons", f"{APP_ID}.svg")))

    def pixmap(
        self,
        verdict: VerdictName,
        side: int,
        device_pixel_ratio: float,
        *,
        is_paused: bool = False,
        is_settling: bool = False,
    ) -> QPixmap:
        """For a window: `side` in device-independent pixels, as sharp as the screen."""
        size_px, is_hollow = round(side * device_pixel_ratio), is_settling and not is_paused
        image = draw(PAUSED if is_paused else verdict, size_px, self._style, is_hollow=is_hollow)
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(device_pixel_ratio)
        return pixmap


def draw(subject: Subject, size_px: int, style: str = "colour", *, is_hollow: bool = False) -> QImage:
    """One picture in one of the setting's styles; hollow ones are their shape's ring. Any thread."""
    inks, sign_width = _SETS[style]
    return drawing.draw(subject, size_px, inks[subject], sign_width, is_hollow=is_hollow)
