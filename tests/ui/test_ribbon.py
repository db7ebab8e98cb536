"""The ribbon: what is drawn where, and how one gets about in it without a mouse."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPalette
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.lived import MINUTE, OUTAGE, PATIENCE_MS, Day, now_of, press
from trayapp.domain.records import VerdictName
from trayapp.history.overview import Overview
from trayapp.history.summary import Summary
from trayapp.i18n import Words
from trayapp.sharing.looks import LOOKS
from trayapp.ui.window.local_time import LocalTime
from trayapp.ui.window.ribbon import Ribbon
from trayapp.ui.window.ribbon_key import RibbonKey
from trayapp.ui.window.ribbon_paint import colour
from trayapp.ui.window.routes import IncidentPage

WIDTH = 672
LIGHT, DARK = QPalette(QColor("#efefef")), QPalette(QColor("#353535"), QColor("#2b2b2b"))
_V = VerdictName


@pytest.fixture
def seen(lived_day: Day) -> Overview:
    """A day with an outage, a night, a blip and failing parts."""
    now = now_of(lived_day)()
    with Summary.open(lived_day.folder) as summary:
        return summary.overview(now - timedelta(days=1), now)


@pytest.fixture
def ribbon(qtbot: QtBot, seen: Overview) -> Ribbon:
    words = Words("en")
    end = seen.segments[-1].end
    made = Ribbon(words, LocalTime(words, lambda: end))
    qtbot.addWidget(made)
    made.resize(WIDTH, made.sizeHint().height())
    made.show_overview(seen)
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


def places(ribbon: Ribbon, verdict: VerdictName) -> list[int]:
    return [index for index, each in enumerate(ribbon.segments) if each.verdict is verdict]


def test_trouble_is_drawn_tall_and_a_gap_not_at_all(ribbon: Ribbon) -> None:
    ribbon.clearFocus()
    window = ribbon.palette().color(QPalette.ColorRole.Window)
    outage, parts, up = (places(ribbon, verdict)[0] for verdict in (_V.DOWN, _V.DEGRADED, _V.UP))
    night = max(places(ribbon, _V.UNKNOWN), key=lambda index: ribbon.area_of(index).width())

    def at(index: int, height: float) -> QColor:
        return drawn(ribbon, ribbon.area_of(index).center().x(), height)

    assert at(outage, 0.9) == colour(_V.DOWN, ribbon.palette())
    assert at(parts, 0.9) == window
    assert at(parts, 0.5) == colour(_V.DEGRADED, ribbon.palette())
    assert at(up, 0.9) == window
    assert at(up, 0.1) == colour(_V.UP, ribbon.palette())
    assert at(night, 0.1) == window


def test_trouble_is_never_too_narrow_to_be_seen(ribbon: Ribbon) -> None:
    ribbon.resize(200, ribbon.height())

    for index in (*places(ribbon, _V.DOWN), *places(ribbon, _V.DEGRADED)):
        assert ribbon.area_of(index).width() >= 4
        assert ribbon.rect().contains(ribbon.area_of(index).toRect())


def test_in_arabic_or_hebrew_time_runs_to_the_left(ribbon: Ribbon, said: list[str]) -> None:
    before = [ribbon.area_of(index) for index in range(len(ribbon.segments))]

    ribbon.setLayoutDirection(Qt.LayoutDirection.RightToLeft)

    after = [ribbon.area_of(index) for index in range(len(ribbon.segments))]
    assert [area.left() for area in after] == pytest.approx([WIDTH - area.right() for area in before])
    ribbon.setFocus()
    press(ribbon, "Home", "Left")
    assert said[-1] == ribbon.in_words(ribbon.segments[1])


def test_the_keyboard_goes_over_all_segments(ribbon: Ribbon, said: list[str]) -> None:
    count = len(ribbon.segments)
    ribbon.setFocus()

    press(ribbon, "Home", *["Right"] * (count + 2))
    assert said[-1] == ribbon.in_words(ribbon.segments[-1])
    press(ribbon, "End", *["Left"] * (count + 2))
    assert said[-1] == ribbon.in_words(ribbon.segments[0])

    assert {ribbon.in_words(each) for each in ribbon.segments} <= set(said)


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


def test_a_click_opens_the_incident_and_nothing_else(ribbon: Ribbon) -> None:
    opened: list[object] = []
    ribbon.opened.connect(opened.append)

    for index in (places(ribbon, _V.UP)[0], places(ribbon, _V.DOWN)[0]):
        QTest.mouseClick(ribbon, Qt.MouseButton.LeftButton, pos=ribbon.area_of(index).center().toPoint())

    assert opened == [IncidentPage(OUTAGE)]


def test_the_mouse_means_trouble_that_is_close_by(ribbon: Ribbon) -> None:
    area = ribbon.area_of(places(ribbon, _V.DOWN)[0])

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

    ribbon.show_overview(later)

    assert said[-1] == chosen
    press(ribbon, "Left", "Right")
    assert said[-1] == chosen


def test_before_anything_is_known_nothing_can_happen(qtbot: QtBot) -> None:
    words = Words("en")
    made = Ribbon(words, LocalTime(words, lambda: OUTAGE))
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
    one_line = key.height()
    key.resize(150, key.height())
    assert key.height() > one_line
    assert all(QPointF(x, 0).x() < 150 for _, x in key._places())


def test_the_outage_lasted_ten_minutes(ribbon: Ribbon) -> None:
    segment = ribbon.segments[places(ribbon, _V.DOWN)[0]]

    assert segment.end - segment.begin == 10 * MINUTE
