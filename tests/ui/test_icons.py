"""Whether the pictures can be seen and told apart: measured, in each style, on every panel, by all eyes."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from functools import cache
from itertools import combinations, product

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from trayapp.domain.codes import VerdictName
from trayapp.settings.declarations import Settings, from_tables
from trayapp.ui.icons.drawing import PAUSED, Subject
from trayapp.ui.icons.icons import SIZES_PX, StatusIcons, draw

SUBJECTS: list[Subject] = [*VerdictName, PAUSED]
PAIRS = list(combinations(SUBJECTS, 2))
TROUBLE = [VerdictName.UP, VerdictName.DEGRADED, VerdictName.DOWN]
BLACK, GREY, WHITE = 0, 128, 255
PANELS = {
    "colour": (BLACK, GREY, WHITE),
    "mono_light": (BLACK, GREY),
    "mono_dark": (GREY, WHITE),
    "high_contrast": (BLACK, GREY, WHITE),
}
ON_PANELS = [(style, panel) for style, panels in PANELS.items() for panel in panels]

# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency",
# IEEE Transactions on Visualization and Computer Graphics 15(6), 2009: severity 1.0, for linear RGB.
EYES = {
    "all colours": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}

LOOKS = [(size_px, "all colours") for size_px in SIZES_PX] + [
    (size_px, eyes)
    for size_px in (16, 22)  # larger pictures have the same colours, and more of them
    for eyes in ("protan", "deutan", "tritan")
]

Picture = list[list[float]]


def linear(byte: int) -> float:
    share = byte / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


LINEAR = [linear(byte) for byte in range(256)]


@cache
def luminance(red: int, green: int, blue: int, eyes: str = "all colours") -> float:
    """Relative luminance, as WCAG defines it, of the colour that such eyes see: the picture in grey scale."""
    colour = LINEAR[red], LINEAR[green], LINEAR[blue]
    seen = (sum(share * part for share, part in zip(row, colour, strict=True)) for row in EYES[eyes])
    weights = (0.2126, 0.7152, 0.0722)
    return sum(weight * min(1.0, max(0.0, part)) for weight, part in zip(weights, seen, strict=True))


def contrast(one: float, other: float) -> float:
    """Contrast ratio of two luminances: 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


@cache
def drawn(subject: Subject, size_px: int, style: str) -> bytes:
    """Four bytes a pixel: blue, green and red, multiplied by the fourth, which is opacity."""
    image = draw(subject, size_px, style)  # owns what constBits() shows
    return bytes(image.constBits())


@cache
def on_panel(subject: Subject, size_px: int, style: str, panel: int, eyes: str = "all colours") -> Picture:
    """The luminances of a picture that lies on a grey panel, row by row."""
    drawn_pixels = drawn(subject, size_px, style)
    pixels = [drawn_pixels[at : at + 4] for at in range(0, len(drawn_pixels), 4)]
    of_pixel = {}
    for pixel in set(pixels):  # a few colours, and the edges between them
        behind = panel * (255 - pixel[3]) // 255
        red, green, blue = (min(255, byte + behind) for byte in reversed(pixel[:3]))
        of_pixel[pixel] = luminance(red, green, blue, eyes)
    shown = [of_pixel[pixel] for pixel in pixels]
    return [shown[row : row + size_px] for row in range(0, len(shown), size_px)]


@cache
def silhouette(subject: Subject, size_px: int, style: str) -> set[tuple[int, int]]:
    """The rows and columns of the pixels that are more opaque than not."""
    pixels = drawn(subject, size_px, style)
    return {divmod(at, size_px) for at in range(size_px**2) if pixels[4 * at + 3] >= 128}


@pytest.mark.parametrize(("size_px", "eyes"), LOOKS)
@pytest.mark.parametrize(("style", "panel"), ON_PANELS)
def test_every_edge_stands_out_from_every_panel(size_px: int, eyes: str, style: str, panel: int) -> None:
    """By 3:1 (WCAG 1.4.11); in high contrast by 7:1, but on mid grey, where not even black has that."""
    least = 7 if style == "high_contrast" and panel != GREY else 3
    behind = luminance(panel, panel, panel, eyes)
    reach_px = round(size_px / 8)  # takes in the outline and a little of what it encloses

    for subject in SUBJECTS:
        seen = on_panel(subject, size_px, style, panel, eyes)
        shape = silhouette(subject, size_px, style)
        edge = [(y, x) for y, x in shape if not {(y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)} <= shape]
        assert edge
        for y, x in edge:
            rows = seen[max(0, y - reach_px) : y + reach_px + 1]
            near = [row[max(0, x - reach_px) : x + reach_px + 1] for row in rows]
            darkest, lightest = min(map(min, near)), max(map(max, near))
            assert max(contrast(darkest, behind), contrast(lightest, behind)) >= least, (subject, x, y)


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("style", PANELS)
@pytest.mark.parametrize("size_px", [16, 22, 64])
def test_no_two_look_alike_to_any_eyes(size_px: int, style: str, eyes: str) -> None:
    """In lightness alone, so that nobody needs the colours: in a sixth of the picture at least."""
    for one, other in PAIRS:
        pictures = (on_panel(subject, size_px, style, GREY, eyes) for subject in (one, other))
        pixels = [pair for rows in zip(*pictures, strict=True) for pair in zip(*rows, strict=True)]
        assert sum(contrast(*pair) >= 1.5 for pair in pixels) >= len(pixels) / 6, (one, other)


@pytest.mark.parametrize("style", ["mono_light", "mono_dark"])
@pytest.mark.parametrize("size_px", SIZES_PX)
def test_shapes_alone_tell_them_apart(size_px: int, style: str) -> None:
    """Nobody sees two side by side: they differ in an eighth of the picture even a pixel further on."""
    for one, other in PAIRS:
        shape, compared = (silhouette(subject, size_px, style) for subject in (one, other))
        for down_px, right_px in product((-1, 0, 1), repeat=2):
            moved = {(y + down_px, x + right_px) for y, x in compared}
            assert len(shape ^ moved) >= size_px**2 / 8, (one, other)


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("style", ["colour", "high_contrast"])
@pytest.mark.parametrize(("one", "other"), list(combinations(TROUBLE, 2)), ids=str)
def test_good_and_bad_differ_in_lightness_too(
    one: VerdictName, other: VerdictName, style: str, eyes: str
) -> None:
    fills = [on_panel(verdict, 64, style, GREY, eyes)[54][32] for verdict in (one, other)]  # below the sign

    assert contrast(*fills) >= (1.5 if eyes == "all colours" else 1.4)


@pytest.mark.parametrize(("style", "least"), [("colour", 3), ("high_contrast", 7)])
@pytest.mark.parametrize("verdict", VerdictName)
def test_the_sign_stands_out_from_its_shape(verdict: VerdictName, style: str, least: float) -> None:
    pixels = drawn(verdict, 64, style)
    middle = [64 * y + x for y in range(14, 56) for x in range(16, 48)]  # without the outline
    colours = Counter(pixels[4 * at : 4 * at + 3] for at in middle).most_common(2)
    (shape, _), (sign, _) = colours

    assert contrast(luminance(*reversed(shape)), luminance(*reversed(sign))) >= least


@pytest.mark.parametrize("style", ["mono_light", "mono_dark"])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_glyph_of_one_colour_has_no_other(subject: Subject, style: str) -> None:
    pixels = drawn(subject, 22, style)

    opaque = {pixels[at : at + 3] for at in range(0, len(pixels), 4) if pixels[at + 3] == 255}
    assert len(opaque) == 1


@pytest.mark.parametrize("style", PANELS)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_corners_are_transparent(subject: Subject, style: str) -> None:
    assert drawn(subject, 22, style)[3] == 0


def test_an_icon_has_every_size_and_is_made_once(qtbot: QtBot) -> None:
    icons = StatusIcons()

    icon = icons.icon(VerdictName.UP)

    assert [size.width() for size in icon.availableSizes()] == list(SIZES_PX)
    assert icons.icon(VerdictName.UP) is icon


def test_while_paused_no_verdict_is_shown(qtbot: QtBot) -> None:
    icons = StatusIcons()

    paused = icons.icon(VerdictName.DOWN, is_paused=True)

    assert icons.icon(VerdictName.UP, is_paused=True) is paused
    assert paused.pixmap(QSize(22, 22)).toImage() == draw(PAUSED, 22)
    assert icons.icon(VerdictName.DOWN) is not paused


@pytest.mark.parametrize("style", PANELS)
def test_each_style_can_be_set(style: str, qtbot: QtBot) -> None:
    loaded = from_tables({"icons": {"style": style}})

    icon = StatusIcons(loaded.settings.icon_style).icon(VerdictName.DOWN)

    assert loaded.problems == ()
    assert icon.pixmap(QSize(22, 22)).toImage() == draw(VerdictName.DOWN, 22, style)
    assert Settings().icon_style == "colour"


@pytest.mark.parametrize(
    ("style", "in_windows"),
    [
        ("colour", "colour"),
        ("mono_light", "colour"),
        ("mono_dark", "colour"),
        ("high_contrast", "high_contrast"),
    ],
)
def test_in_a_window_the_pictures_stand_out_too(style: str, in_windows: str, qtbot: QtBot) -> None:
    """A window is light or dark as the desktop likes, whatever the panel is."""
    pixmap = StatusIcons(style).for_windows().pixmap(VerdictName.UP, 48, 1.0)

    assert pixmap.toImage() == draw(VerdictName.UP, 48, in_windows)


def test_a_window_gets_a_picture_as_sharp_as_its_screen(qtbot: QtBot) -> None:
    pixmap = StatusIcons().pixmap(VerdictName.UP, 48, 2.0)

    assert (pixmap.width(), pixmap.deviceIndependentSize().width()) == (96, 48.0)


@pytest.mark.parametrize("size_px", [16, 32, 48, 128])
def test_the_programs_own_icon_is_drawn_at_any_size(size_px: int, qtbot: QtBot) -> None:
    image = StatusIcons.app_icon().pixmap(QSize(size_px, size_px)).toImage()

    assert (image.width(), image.height()) == (size_px, size_px)
    assert image.pixelColor(0, 0).alpha() < 255
    middle = image.pixelColor(size_px // 2, size_px * 5 // 8).name()
    side = image.pixelColor(size_px * 9 // 32, size_px // 2).name()
    assert (middle, side) == ("#ffb81c", "#3cc463")


def test_no_icon_waits_for_all_the_enumerations_of_qt() -> None:
    code = """
import trayapp.ui.tray_app
from PySide6 import QtCore, QtWidgets
from trayapp.domain.codes import VerdictName
from trayapp.ui.icons.icons import StatusIcons
app = QtWidgets.QApplication([])
for verdict in VerdictName:
    StatusIcons().icon(verdict)
print("Qt" in vars(QtCore), "QTimer" in vars(QtCore))
"""
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "False True\n"
