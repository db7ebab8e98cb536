"""The small window."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.made import first_status, status
from trayapp.domain.records import VerdictName
from trayapp.domain.remedies import Remedy
from trayapp.ui.icons import StatusIcons
from trayapp.ui.status import Part, Status
from trayapp.ui.status_window import StatusWindow
from trayapp.words import Words


def window(qtbot: QtBot, shown: Status, language: str = "en", *, has_tray: bool = True) -> StatusWindow:
    made = StatusWindow(StatusIcons(), Words(language), shown, lambda: has_tray)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.open()
    return made


def shown_texts(made: StatusWindow) -> list[str]:
    labels = made.findChildren(QLabel)
    return [label.text() for label in labels if label.isVisible() and label.text()]


def button(made: StatusWindow, text: str) -> QPushButton:
    return next(button for button in made.findChildren(QPushButton) if button.text() == text)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("verdict", VerdictName)
def test_it_says_what_the_tray_says(qtbot: QtBot, verdict: VerdictName, language: str) -> None:
    shown = status(verdict, language)

    made = window(qtbot, shown, language)

    results = [text for part in shown.parts for text in (part.name, part.result)]
    texts = [text.replace("\n", " ") for text in shown_texts(made)]
    assert texts == [*filter(None, [shown.sentence, shown.advice, shown.last_check]), *results]
    assert made._icon.accessibleName() == shown.headline


def test_it_follows_the_status(qtbot: QtBot) -> None:
    made = window(qtbot, first_status())
    assert shown_texts(made) == ["Not known yet: the first check is running."]

    made.show_status(status(VerdictName.DEGRADED))
    assert "pictures" in shown_texts(made)

    made.show_status(first_status())
    assert shown_texts(made) == ["Not known yet: the first check is running."]


def test_a_part_that_was_asked_earlier_says_when(qtbot: QtBot) -> None:
    made = window(qtbot, replace(status(VerdictName.UP), parts=(Part("pictures", "fine", "14:01:07"),)))

    assert shown_texts(made)[-3:] == ["pictures", "fine", "14:01:07"]
    assert made._rows[0][1].accessibleName() == "pictures: fine, 14:01:07"


def test_text_from_outside_stays_text_and_in_its_place(qtbot: QtBot) -> None:
    usual = window(qtbot, status(VerdictName.UP)).width()
    hostile = f"redirects elsewhere (<b>{'a' * 253}</b>)"

    made = window(qtbot, replace(status(VerdictName.UP), parts=(Part("website", hostile, ""),)))

    labels = [label for label in made.findChildren(QLabel) if label is not made._icon]
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    assert made.width() < 1.5 * usual


def test_closing_it_leaves_the_app_in_the_tray(qtbot: QtBot) -> None:
    made = window(qtbot, status(VerdictName.UP), has_tray=True)

    with qtbot.assertNotEmitted(made.quit_requested):
        assert made.close()

    assert not made.isVisible()


def test_without_a_tray_closing_it_ends_the_app(qtbot: QtBot) -> None:
    made = window(qtbot, status(VerdictName.UP), has_tray=False)

    with qtbot.waitSignal(made.quit_requested):
        assert made.close()


def press(made: StatusWindow, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    QTest.keyClick(made.windowHandle(), key, modifier)


@pytest.mark.parametrize("language", ["en", "de"])
def test_all_of_it_works_with_the_keyboard(qtbot: QtBot, language: str) -> None:
    words = Words(language)
    made = window(qtbot, status(VerdictName.UP), language)
    keys, none = Qt.Key, Qt.KeyboardModifier.NoModifier
    alt, control = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
    check_key, quit_key = (Qt.Key(ord(text[0].upper())) for text in (words.check_now(), words.quit()))

    assert made.focusWidget() is button(made, f"&{words.check_now()}")
    for key, modifier in ((keys.Key_Space, none), (check_key, alt), (keys.Key_F5, none)):
        with qtbot.waitSignal(made.check_requested):
            press(made, key, modifier)
    for key, modifier in ((quit_key, alt), (keys.Key_Q, control)):
        with qtbot.waitSignal(made.quit_requested):
            press(made, key, modifier)
    press(made, keys.Key_Escape, none)
    assert not made.isVisible()


def test_the_focus_stays_where_it_is_while_a_check_runs(qtbot: QtBot) -> None:
    made = window(qtbot, status(VerdictName.UP))

    made.show_status(replace(status(VerdictName.UP), is_checking=True))

    assert made.focusWidget() is button(made, "&Checking …")


def test_it_offers_the_step_that_helps_and_only_then(qtbot: QtBot) -> None:
    made = window(qtbot, status(VerdictName.DOWN))

    with qtbot.waitSignal(made.remedy_requested) as told:
        made._remedy.click()
    assert told.args == [Remedy.OUTAGE_PAGE]

    made.show_status(status(VerdictName.UP))
    assert not made._remedy.isVisible()


def test_it_changes_its_language_in_place(qtbot: QtBot) -> None:
    made = window(qtbot, status(VerdictName.UP))

    made.set_words(Words("de"))

    assert made.windowTitle() == "X-Verfügbarkeit"
    assert made._quit.text() == "&Beenden"
    assert made._check.text() == "&Jetzt prüfen"
