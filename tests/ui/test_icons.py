"""Whether the pictures can be seen and told apart: measured, on every panel, at every size, and in grey."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import pytest
from pytestqt.qtbot import QtBot

from trayapp.domain.records import VerdictName
from trayapp.ui.icons import SIZES_PX, StatusIcons, draw

PAIRS = list(combinations(VerdictName, 2))
TROUBLE = [VerdictName.UP, VerdictName.DEGRADED, VerdictName.DOWN]
BLACK, GREY, WHITE = 0, 128, 255

Picture = list[list[float]]


def linear(byte: int) -> float:
    share = byte / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


LINEAR = [linear(byte) for byte in range(256)]


def luminance(red: int, green: int, blue: int) -> float:
    """Relative luminance of a colour, as WCAG defines it."""
    return 0.2126 * LINEAR[red] + 0.7152 * LINEAR[green] + 0.0722 * LINEAR[blue]


def contrast(one: float, other: float) -> float:
    """Contrast ratio of two luminances: 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


@cache
def drawn(verdict: VerdictName, size_px: int) -> bytes:
    """Four bytes a pixel: blue, green and red, multiplied by the fourth, which is opacity."""
    image = draw(verdict, size_px)  # owns what constBits() shows
    return bytes(image.constBits())


@cache
def on_panel(verdict: VerdictName, size_px: int, panel: int) -> Picture:
    """The luminances of a picture that lies on a grey panel, row by row."""
    pixels = drawn(verdict, size_px)
    shown = []
    for at in range(0, len(pixels), 4):
        behind = panel * (255 - pixels[at + 3]) // 255
        shown.append(luminance(*(min(255, byte + behind) for byte in reversed(pixels[at : at + 3]))))
    return [shown[row : row + size_px] for row in range(0, len(shown), size_px)]


@cache
def edge(verdict: VerdictName, size_px: int) -> list[tuple[int, int]]:
    """The pixels of the shape that have a neighbour outside it."""
    pixels = drawn(verdict, size_px)
    opaque = {(at // size_px, at % size_px) for at in range(size_px**2) if pixels[4 * at + 3] >= 128}
    return [(y, x) for y, x in opaque if not {(y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)} <= opaque]


@pytest.mark.parametrize("panel", [BLACK, GREY, WHITE], ids=["black", "grey", "white"])
@pytest.mark.parametrize("size_px", SIZES_PX)
@pytest.mark.parametrize("verdict", VerdictName)
def test_every_edge_stands_out_from_every_panel(verdict: VerdictName, size_px: int, panel: int) -> None:
    seen = on_panel(verdict, size_px, panel)
    behind = luminance(panel, panel, panel)
    reach_px = round(size_px / 8)  # takes in the outline and a little of what it encloses

    def stands_out(y: int, x: int) -> bool:
        rows = seen[max(0, y - reach_px) : y + reach_px + 1]
        near = [value for row in rows for value in row[max(0, x - reach_px) : x + reach_px + 1]]
        return max(contrast(min(near), behind), contrast(max(near), behind)) >= 3

    assert all(stands_out(y, x) for y, x in edge(verdict, size_px))


@pytest.mark.parametrize("size_px", SIZES_PX)
@pytest.mark.parametrize(("one", "other"), PAIRS, ids=str)
def test_without_colours_no_two_look_alike(one: VerdictName, other: VerdictName, size_px: int) -> None:
    pictures = (on_panel(verdict, size_px, GREY) for verdict in (one, other))

    pixels = [pair for rows in zip(*pictures, strict=True) for pair in zip(*rows, strict=True)]
    assert sum(contrast(*pair) >= 1.5 for pair in pixels) >= len(pixels) / 5


@pytest.mark.parametrize(("one", "other"), list(combinations(TROUBLE, 2)), ids=str)
def test_good_and_bad_differ_in_lightness_too(one: VerdictName, other: VerdictName) -> None:
    fills = [on_panel(verdict, 64, GREY)[51][32] for verdict in (one, other)]  # below the sign in the middle

    assert contrast(*fills) >= 1.5


@pytest.mark.parametrize("verdict", VerdictName)
def test_the_corners_are_transparent(verdict: VerdictName) -> None:
    assert drawn(verdict, 22)[3] == 0


def test_an_icon_has_every_size_and_is_made_once(qtbot: QtBot) -> None:
    icons = StatusIcons()

    icon = icons.icon(VerdictName.UP)

    assert [size.width() for size in icon.availableSizes()] == list(SIZES_PX)
    assert icons.icon(VerdictName.UP) is icon


def test_a_window_gets_a_picture_as_sharp_as_its_screen(qtbot: QtBot) -> None:
    pixmap = StatusIcons().pixmap(VerdictName.UP, 48, 2.0)

    assert (pixmap.width(), pixmap.deviceIndependentSize().width()) == (96, 48.0)
