"""The page of the first start."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from tests.ui.made import actions, first_status
from trayapp.i18n import LANGUAGES, Words
from trayapp.settings.declarations import Settings
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.status.actions import Actions
from trayapp.ui.window.first_run import FirstRunPage, hosts, sent_about_you


@pytest.fixture
def does(qtbot: QtBot) -> Actions:
    made = actions(first_status())
    made.show_start_at_login(is_on=False)
    return made


def page(qtbot: QtBot, does: Actions, language: str = "en") -> FirstRunPage:
    made = FirstRunPage(Words(language), Settings(), does, "DE")
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_who_is_asked_and_who_is_not_behind_it(qtbot: QtBot, does: Actions, language: str) -> None:
    made = page(qtbot, does, language)
    texts = [label.text() for label in made.findChildren(QLabel)]

    words = Words(language)
    for host, how_often in hosts(words, Settings().interval_s):
        assert {host, how_often} <= set(texts)
    assert sent_about_you(words, "DE") in texts
    assert "(DE)" in sent_about_you(words, "DE")
    assert "(" not in sent_about_you(words, None)
    assert "60" in hosts(words, Settings().interval_s)[0][1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_access_key_is_that_of_two_things(qtbot: QtBot, does: Actions, language: str) -> None:
    made = page(qtbot, does, language)
    keys = [each.shortcut() for each in made.findChildren(QAbstractButton) if not each.shortcut().isEmpty()]
    assert len({each.toString() for each in keys}) == len(keys) >= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_cut_off(qtbot: QtBot, does: Actions, language: str) -> None:
    made = page(qtbot, does, language)
    for label in made.findChildren(QLabel):
        needed_px = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        assert label.height() >= needed_px, label.text()
        assert label.wordWrap() or label.width() >= label.sizeHint().width(), label.text()
    (text,) = made.findChildren(QScrollArea)
    assert (text.horizontalScrollBar().maximum(), text.verticalScrollBar().maximum()) == (0, 0)


@pytest.mark.usefixtures("magnified")
@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_magnified_screen_nothing_is_out_of_reach(qtbot: QtBot, does: Actions, language: str) -> None:
    made = page(qtbot, does, language)
    free = made.screen().availableSize()
    assert made.size() == made.size().boundedTo(free)
    (text,) = made.findChildren(QScrollArea)
    assert text.horizontalScrollBar().maximum() == 0
    content = text.widget()
    assert content is not None
    assert text.verticalScrollBar().maximum() == content.height() - text.viewport().height()


def test_its_window_has_the_program_s_own_icon(qtbot: QtBot, does: Actions) -> None:
    """Of X nothing is known yet."""
    made = page(qtbot, does)

    assert (
        made.windowIcon().pixmap(QSize(48, 48)).toImage()
        == StatusIcons.app_icon().pixmap(QSize(48, 48)).toImage()
    )


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape], ids=["Enter", "Escape"])
def test_who_has_read_it_leaves_and_changes_nothing(qtbot: QtBot, does: Actions, key: Qt.Key) -> None:
    made = page(qtbot, does)

    with (
        qtbot.waitSignal(made.left),
        qtbot.assertNotEmitted(does.start_at_login.triggered),
        qtbot.assertNotEmitted(does.quit.triggered),
    ):
        QTest.keyClick(made.focusWidget(), key)

    assert not made.isVisible()


def test_the_keyboard_reaches_everything_in_its_order(qtbot: QtBot, does: Actions) -> None:
    made = page(qtbot, does)
    box = made.findChild(QCheckBox)
    assert isinstance(box, QCheckBox)

    box.setFocus()
    with qtbot.waitSignal(does.start_at_login.triggered):
        QTest.keyClick(box, Qt.Key.Key_Space)
    seen = []
    for _ in range(3):
        QTest.keyClick(made.focusWidget(), Qt.Key.Key_Tab)
        seen.append(made.focusWidget().property("text"))

    assert does.start_at_login.isChecked()
    assert seen == ["&Settings…", "&Quit", "OK"]


def test_it_leads_to_the_settings(qtbot: QtBot, does: Actions) -> None:
    made = page(qtbot, does)
    button = next(each for each in made.findChildren(QPushButton) if each.text() == "&Settings…")

    with qtbot.waitSignal(does.settings.triggered):
        QTest.keyClick(button, Qt.Key.Key_Return)


def test_ctrl_q_ends_the_app(qtbot: QtBot, does: Actions) -> None:
    made = page(qtbot, does)

    with qtbot.waitSignal(does.quit.triggered):
        QTest.keyClick(made, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)


def test_start_at_login_is_only_offered_where_it_works(qtbot: QtBot) -> None:
    made = page(qtbot, actions(first_status()))
    box = made.findChild(QCheckBox)

    assert isinstance(box, QCheckBox)
    assert not box.isVisible()


def test_it_says_what_keeps_the_icon_from_being_seen(qtbot: QtBot, does: Actions) -> None:
    made = FirstRunPage(Words("en"), Settings(), does, "DE", "GNOME Shell needs an extension.")
    qtbot.addWidget(made)

    assert "GNOME Shell needs an extension." in [label.text() for label in made.findChildren(QLabel)]
