"""The page of one incident: what the user says of it, and what they pass on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from tests.ui.lived import MINUTE, OUTAGE, Day, a_day, found, press, status_of, window
from tests.ui.made import actions
from trayapp.i18n import LANGUAGES
from trayapp.ui.window.incident_page import NoteField, OneIncidentPage
from trayapp.ui.window.pass_on import CopyButton, SaveButton
from trayapp.ui.window.ribbon import Ribbon
from trayapp.ui.window.routes import HistoryReader, Home, IncidentPage, Route
from trayapp.ui.window.row_view import RowView
from trayapp.ui.window.window import HistoryWindow
from trayapp.watch.commands import Annotate, Command, Count


@pytest.fixture
def day(tmp_path: Path) -> Day:
    return a_day(tmp_path)


def opened(qtbot: QtBot, day: Day, sent: list[Command] | None = None, language: str = "en") -> HistoryWindow:
    does = actions(status_of(day, language), language)
    does.commanded.connect((sent if sent is not None else []).append)
    made = window(qtbot, day, language, does=does)
    with qtbot.waitSignal(found(made, HistoryReader).answered):
        made.go(IncidentPage(OUTAGE))
    return made


def rows(made: HistoryWindow) -> list[tuple[str, object]]:
    view = found(found(made, OneIncidentPage), RowView)
    model = view.model()
    indexes = [model.index(row, model.columnCount() - 1) for row in range(model.rowCount())]
    return [(str(index.data()), view.row_at(index).opens) for index in indexes]


def test_a_note_is_kept_when_it_is_left(qtbot: QtBot, day: Day) -> None:
    sent: list[Command] = []
    made = opened(qtbot, day, sent)
    field = found(made, NoteField)
    before = field.height()

    field.setFocus()
    QTest.keyClicks(field, "seen at work")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClicks(field, "and at home")
    assert sent == []
    assert field.height() > before
    press(made, "Tab")

    assert sent == [Annotate(OUTAGE, "seen at work\nand at home")]


@pytest.mark.parametrize("leave", ["go_back", "close"])
def test_no_note_is_lost_by_leaving_the_page(qtbot: QtBot, day: Day, leave: str) -> None:
    sent: list[Command] = []
    made = opened(qtbot, day, sent)
    field = found(made, NoteField)
    field.setFocus()
    QTest.keyClicks(field, "noted")

    getattr(made, leave)()

    assert sent == [Annotate(OUTAGE, "noted")]


def test_escape_takes_back_what_was_written_and_only_then_leaves(qtbot: QtBot, day: Day) -> None:
    sent: list[Command] = []
    made = opened(qtbot, day, sent)
    field = found(made, NoteField)
    field.setFocus()
    QTest.keyClicks(field, "oh no")

    places: list[Route] = []
    for _ in range(2):
        QTest.keyClick(field, Qt.Key.Key_Escape)
        places.append(made.route)

    assert field.toPlainText() == ""
    assert places == [IncidentPage(OUTAGE), Home()]
    assert sent == []


def test_a_new_check_does_not_take_away_what_is_being_written(qtbot: QtBot, day: Day) -> None:
    made = opened(qtbot, day)
    field = found(made, NoteField)
    field.setFocus()
    QTest.keyClicks(field, "half a sen")

    day.live("u")
    with qtbot.waitSignal(found(made, HistoryReader).answered):
        made.show_status(status_of(day))

    assert field.toPlainText() == "half a sen"


def test_what_was_the_own_connection_can_be_left_out_and_taken_back(qtbot: QtBot, day: Day) -> None:
    sent: list[Command] = []
    made = opened(qtbot, day, sent)
    box = found(made, QCheckBox)

    box.click()
    box.click()

    assert sent == [Count(OUTAGE, is_counted=False), Count(OUTAGE, is_counted=True)]


def test_begin_and_end_are_pairs_that_lead_to_their_reasons(qtbot: QtBot, day: Day) -> None:
    told = rows(opened(qtbot, day))
    leads = {text.partition(" · ")[0]: opens for text, opens in told if " · sure at " in text}
    assert list(leads) == ["First failed check", "First good check again"]
    assert None not in leads.values()


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_sentence_is_copied(qtbot: QtBot, day: Day, language: str) -> None:
    made = opened(qtbot, day, language=language)
    found(made, OneIncidentPage)
    next(each for each in made.findChildren(CopyButton) if each.isVisible()).click()
    text = QGuiApplication.clipboard().text()
    assert "NetBlocks" in text
    assert text.count("\n") == 0


@pytest.mark.parametrize(
    ("suffix", "begins"), [("txt", "X was down"), ("csv", "begin,"), ("json", "{"), ("md", "# ")]
)
def test_it_is_saved_in_the_chosen_format(
    qtbot: QtBot, day: Day, tmp_path: Path, suffix: str, begins: str
) -> None:
    made = opened(qtbot, day)
    button = next(each for each in made.findChildren(SaveButton) if each.isVisible())
    button.click()
    dialog = found(made, QFileDialog)
    chosen = next(each for each in dialog.nameFilters() if f"*.{suffix}" in each)
    dialog.selectNameFilter(chosen)
    dialog.filterSelected.emit(chosen)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(tmp_path / "outage"))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: button.text() == "Saved")

    written = (tmp_path / f"outage.{suffix}").read_text(encoding="utf-8")
    assert written.startswith(begins)
    if suffix == "json":
        assert json.loads(written)["concerned"] == ["web", "posts"]


def test_what_cannot_be_saved_says_so(qtbot: QtBot, day: Day, tmp_path: Path) -> None:
    made = opened(qtbot, day)
    button = next(each for each in made.findChildren(SaveButton) if each.isVisible())
    button.click()
    dialog = found(made, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "nowhere" / "outage.txt"))
    dialog.reject()  # a test does not choose by hand: it stays open else
    qtbot.waitUntil(lambda: button.text() == "Not saved")


def test_what_does_not_count_is_no_trouble_on_the_ribbon_until_it_does(qtbot: QtBot, day: Day) -> None:
    made = window(qtbot, day)
    answered = found(made, HistoryReader).answered

    def ribbon_of_outage() -> str:
        middle, shown = OUTAGE + 5 * MINUTE, found(made, Ribbon).shown
        return next(each.told() for each in shown.cells if each.begin <= middle < each.end)

    for is_counted, said in ((False, "Not watched. "), (True, "Down: servers fail. ")):
        day.store.count(OUTAGE, is_counted=is_counted)
        with qtbot.waitSignal(answered):
            made.go(IncidentPage(OUTAGE))
        assert found(made, QCheckBox).isChecked() is not is_counted
        with qtbot.waitSignal(answered):
            made.go_back()
        assert ribbon_of_outage().startswith(said)


def test_what_the_user_said_shows_as_soon_as_it_is_recorded(qtbot: QtBot, day: Day) -> None:
    made = opened(qtbot, day)
    day.store.count(OUTAGE, is_counted=False)
    day.store.annotate(OUTAGE, "the router")
    with qtbot.waitSignal(found(made, HistoryReader).answered):
        made.read()
    facts = [label.text() for label in found(made, OneIncidentPage).findChildren(QLabel)]
    assert any(" · not counted · " in text for text in facts)
    assert found(made, NoteField).toPlainText() == "the router"
