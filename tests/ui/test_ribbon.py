"""The ribbon: what is drawn where, and how one gets about in it without a mouse."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.lived import MINUTE, OUTAGE, PATIENCE_MS, Day, now_of, press
from trayapp.domain.codes import VerdictName
from trayapp.history.overview import Overview
from trayapp.history.summary import Summary
from trayapp.i18n import Words
from trayapp.sharing.ribbon_svg import LOOKS
from trayapp.ui.window.availability_cells import availability
from trayapp.ui.window.page_context import LocalTime
from trayapp.ui.window.ribbon import Ribbon
from trayapp.ui.window.ribbon_paint import RibbonKey, colour
from trayapp.ui.window.routes import IncidentPage

WIDTH = 672
LIGHT, DARK = QPalette(QColor("#efefef")), QPalette(QColor("#353535"), QColor("#2b2b2b"))
_V = VerdictName


@pytest.fixture
def seen(lived_day: Day) -> Overview:
    """A day with an outage, a night, a blip and failing parts."""
    now = now_of(lived_day)()
    with Summary(lived_day.folder) as summary:
        return summary.overview(now - timedelta(days=1), now)


@pytest.fixture
def ribbon(qtbot: QtBot, seen: Overview) -> Ribbon:
    words = Words("en")
    end = seen.segments[-1].end
    local = LocalTime(words, lambda: end)
    made = Ribbon(local)
    qtbot.addWidget(made)
    made.resize(WIDTH, made.sizeHint().height())
    made.show_cells(availability(seen, words, local))
    # Before that, keys and the focus go anywhere.
    with qtbot.waitActive(made, timeout=PATIENCE_MS):
        made.show()
        made.activateWindow()
    return made


@pytest.fixture
def said(ribbon: Ribbon) -> list[str]:
    """What it says where the keyboard comes to."""
    heard: list[str] = []
    ribbon.pointed.connect(heard.append)
    return heard


def drawn(ribbon: Ribbon, x: float, height_ratio: float) -> QColor:
    """The colour in the band there, so far up."""
    image = QImage(ribbon.size(), QImage.Format.Format_RGB32)
    image.fill(ribbon.palette().color(QPalette.ColorRole.Window))
    ribbon.render(image, QPoint())
    band = ribbon.band()
    return image.pixelColor(round(x), round(band.bottom() - height_ratio * band.height()) - 1)


def ink(widget: QWidget) -> int:
    """How many of its pixels are painted."""
    image = widget.grab().toImage()
    ground = widget.palette().color(QPalette.ColorRole.Window)
    every = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(image.pixelColor(x, y) != ground for x, y in every)


def contrast(one: QColor, other: QColor) -> float:
    """As WCAG 2.1 has it."""

    def luminance(shade: QColor) -> float:
        parts = [
            c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
            for c in (shade.redF(), shade.greenF(), shade.blueF())
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("verdict", LOOKS)
def test_every_colour_stands_out_from_the_window(verdict: VerdictName, palette: QPalette) -> None:
    assert contrast(colour(verdict, palette), palette.color(QPalette.ColorRole.Window)) >= 3


def test_behind_other_windows_their_text_is_not_paler(qtbot: QtBot, ribbon: Ribbon, seen: Overview) -> None:
    key = RibbonKey(Words("en"))
    qtbot.addWidget(key)
    key.show_overview(seen)
    ribbon.hide()
    paler = QPalette(LIGHT)
    paler.setColor(QPalette.ColorGroup.Inactive, QPalette.ColorRole.WindowText, QColor("#cccccc"))
    for widget in (ribbon, key):
        assert not widget.isActiveWindow()
        widget.setPalette(LIGHT)
        before = widget.grab().toImage()

        widget.setPalette(paler)

        assert widget.grab().toImage() == before


def test_without_colours_the_heights_tell_one_from_the_other() -> None:
    heights = sorted(look.height_ratio for look in LOOKS.values())

    assert all(higher - lower >= 0.15 for lower, higher in pairwise(heights))


def places(seen: Overview, verdict: VerdictName) -> list[int]:
    return [index for index, each in enumerate(seen.segments) if each.verdict is verdict]


def in_words(ribbon: Ribbon) -> list[str]:
    return [cell.told() for cell in ribbon.shown.cells]


def test_trouble_is_drawn_tall_and_a_gap_not_at_all(ribbon: Ribbon, seen: Overview) -> None:
    ribbon.clearFocus()
    window = ribbon.palette().color(QPalette.ColorRole.Window)
    outage, parts, up = (places(seen, verdict)[0] for verdict in (_V.DOWN, _V.DEGRADED, _V.UP))
    night = max(places(seen, _V.UNKNOWN), key=lambda index: ribbon.area_of(index).width())

    def at(index: int, height: float) -> QColor:
        return drawn(ribbon, ribbon.area_of(index).center().x(), height)

    assert at(outage, 0.9) == colour(_V.DOWN, ribbon.palette())
    assert at(parts, 0.9) == window
    assert at(parts, 0.5) == colour(_V.DEGRADED, ribbon.palette())
    assert at(up, 0.9) == window
    assert at(up, 0.1) == colour(_V.UP, ribbon.palette())
    assert at(night, 0.1) == window


def test_trouble_is_never_too_narrow_to_be_seen(ribbon: Ribbon, seen: Overview) -> None:
    ribbon.resize(200, ribbon.height())

    for index in (*places(seen, _V.DOWN), *places(seen, _V.DEGRADED)):
        assert ribbon.area_of(index).width() >= 4
        assert ribbon.rect().contains(ribbon.area_of(index).toRect())


def test_the_keyboard_goes_over_all_segments(ribbon: Ribbon, said: list[str]) -> None:
    count = len(ribbon.shown.cells)
    ribbon.setFocus()

    press(ribbon, "Home", *["Right"] * (count + 2))
    assert said[-1] == in_words(ribbon)[-1]
    press(ribbon, "End", *["Left"] * (count + 2))
    assert said[-1] == in_words(ribbon)[0]

    assert set(in_words(ribbon)) <= set(said)


def test_with_control_it_goes_from_incident_to_incident(ribbon: Ribbon, qtbot: QtBot) -> None:
    ribbon.setFocus()
    opened: list[object] = []
    ribbon.opened.connect(opened.append)

    press(ribbon, "End", "Ctrl+Left", "Ctrl+Left", "Return")
    assert opened == [IncidentPage(OUTAGE)]
    press(ribbon, "Ctrl+Left", "Home", "Return")  # none before it; and the first segment is none

    assert opened == [IncidentPage(OUTAGE)]


def test_a_screen_reader_is_told_what_was_chosen(ribbon: Ribbon) -> None:
    interface = QAccessible.queryAccessibleInterface(ribbon)
    assert interface is not None
    ribbon.setFocus()

    press(ribbon, "End", "Ctrl+Left")

    description = interface.text(QAccessible.Text.Description)
    assert description.startswith("Problems: parts failing. ")
    assert description.endswith("(8 min)")


def test_a_click_opens_the_incident_and_nothing_else(ribbon: Ribbon, seen: Overview) -> None:
    opened: list[object] = []
    ribbon.opened.connect(opened.append)

    for index in (places(seen, _V.UP)[0], places(seen, _V.DOWN)[0]):
        QTest.mouseClick(ribbon, Qt.MouseButton.LeftButton, pos=ribbon.area_of(index).center().toPoint())

    assert opened == [IncidentPage(OUTAGE)]


def test_the_mouse_means_trouble_that_is_close_by(ribbon: Ribbon, seen: Overview) -> None:
    area = ribbon.area_of(places(seen, _V.DOWN)[0])

    assert ribbon.told_at(area.right() + 3).startswith("Down: servers fail. ")
    assert ribbon.told_at(area.right() + 6).startswith("Up. ")


def test_a_blip_says_so_and_is_no_incident(ribbon: Ribbon, seen: Overview) -> None:
    (blip,) = seen.blips

    lines = ribbon.told_at(ribbon.x_of(blip.at)).split(" · ")

    assert lines[0].endswith(": 1 single failed check")
    assert lines[1].startswith("Up. ")


def test_what_was_chosen_stays_chosen_when_time_goes_on(
    ribbon: Ribbon, seen: Overview, said: list[str]
) -> None:
    ribbon.setFocus()
    press(ribbon, "End", "Ctrl+Left", "Ctrl+Left")
    chosen = said[-1]
    later = Overview(
        seen.segments[1:], seen.blips, seen.incidents, seen.totals, seen.calm_since, seen.watched_since
    )

    words = Words("en")
    ribbon.show_cells(availability(later, words, LocalTime(words, lambda: seen.segments[-1].end)))

    assert said[-1] == chosen
    press(ribbon, "Left", "Right")
    assert said[-1] == chosen


def test_before_anything_is_known_nothing_can_happen(qtbot: QtBot) -> None:
    words = Words("en")
    made = Ribbon(LocalTime(words, lambda: OUTAGE))
    qtbot.addWidget(made)
    made.show()
    made.setFocus()

    press(made, "Home", "Left", "Right", "End", "Return")
    made.grab()

    assert made.told_at(5) == ""


def test_the_legend_names_what_is_met(qtbot: QtBot, seen: Overview) -> None:
    key = RibbonKey(Words("en"))
    qtbot.addWidget(key)
    key.resize(WIDTH, key.height())
    key.show()

    key.show_overview(seen)

    assert key.accessibleName() == "Up, Problems, Down, Not watched, Single failed check"
    one_line, in_one_line = key.height(), ink(key)
    key.resize(150, key.height())
    assert key.height() > one_line
    assert ink(key) == pytest.approx(in_one_line, rel=0.05)  # none of it is cut


def test_the_outage_lasted_ten_minutes(ribbon: Ribbon, seen: Overview) -> None:
    cell = ribbon.shown.cells[places(seen, _V.DOWN)[0]]

    assert cell.end - cell.begin == 10 * MINUTE
