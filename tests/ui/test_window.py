"""The window: what it says, how one gets about in it, and that nothing in it jumps."""

from __future__ import annotations

import re
import sqlite3
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QColor, QImage, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QMenu,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.domain.made import FINE, check, control
from tests.domain.made import judged as decided
from tests.history.made import Life, judged
from tests.ui.lived import HOSTILE, OUTAGE, found, now_of, press, status_of, texts, window
from tests.ui.made import actions, first_status, status
from trayapp.domain.alerts import Modes
from trayapp.domain.codes import VerdictName
from trayapp.domain.records import Check, JudgedCheck
from trayapp.domain.update import Update
from trayapp.history.summary import Summary
from trayapp.i18n import LANGUAGES, Words
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.status.board import Status, StatusBoard
from trayapp.ui.window.first_page import FirstPage
from trayapp.ui.window.page_context import LocalTime, PageContext
from trayapp.ui.window.page_rows import PageRows
from trayapp.ui.window.ribbon import Ribbon
from trayapp.ui.window.routes import (
    CheckDetails,
    CheckPage,
    HistoryReader,
    Home,
    IncidentPage,
    Incidents,
    ResponsePage,
    Route,
    Table,
)
from trayapp.ui.window.row_view import CELL_MARGIN, RowView
from trayapp.ui.window.rows import PHASES, Row
from trayapp.ui.window.span_buttons import SpanButtons
from trayapp.ui.window.window import HistoryWindow

SIZE = QSize(720, 520)
PLACES: tuple[Route, ...] = (CheckPage(), IncidentPage(OUTAGE), Incidents(), Table())

every_language = pytest.mark.parametrize("language", LANGUAGES)


def go(qtbot: QtBot, made: HistoryWindow, place: Route) -> list[str]:
    """Go there; what its list says."""
    with qtbot.waitSignal(reader(made).answered):
        made.go(place)
    return lines(made)


def lines(made: HistoryWindow) -> list[str]:
    """What the list of the page says that is shown; but the first page's way to all incidents."""
    model = shown_list(made).model()
    found = texts(
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    )
    return found[:-1] if isinstance(made.route, Home) else found


def figures(made: HistoryWindow) -> list[tuple[str, str, str]]:
    """What the buttons of the spans say."""
    buttons = found(made, SpanButtons).findChildren(QAbstractButton)
    return [
        (span, ratio, count) for span, ratio, count in (each.accessibleName().split(", ") for each in buttons)
    ]


def reader(made: HistoryWindow) -> HistoryReader:
    return found(made, HistoryReader)


def ribbon(made: HistoryWindow) -> Ribbon:
    return found(made, Ribbon)


def shown_list(made: HistoryWindow) -> RowView:
    return next(view for view in made.findChildren(RowView) if view.isVisible())


def named(made: HistoryWindow, name: str) -> QWidget:
    """What a screen reader calls so."""
    return next(each for each in made.findChildren(QWidget) if each.accessibleName() == name)


def shown_texts(made: HistoryWindow) -> list[str]:
    return [label.text() for label in made.findChildren(QLabel) if label.isVisible() and label.text()]


def buttons(made: HistoryWindow) -> list[str]:
    found = made.findChildren(QAbstractButton)
    return [button.text().replace("&", "") for button in found if button.isVisible()]


def button(made: HistoryWindow, text: str) -> QAbstractButton:
    shown = (each for each in made.findChildren(QAbstractButton) if each.isVisible())
    return next(each for each in shown if each.text().replace("&", "") == text)


def test_the_first_page_answers_at_a_glance(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day)

    now, why, live, watched = shown_texts(made)
    assert now == "X is up"
    assert why == "Site and public posts answer (checked without logging in)."
    assert live.startswith("No incident since ")
    assert live.endswith(" · checked 20 s ago")
    assert watched == "3 of 168 h watched"
    assert figures(made)[:2] == [("24 h", "—", "1 outage"), ("7 days", "—", "1 so far")]
    assert [line.split(" | ")[:2] for line in lines(made)] == [
        ["Problems", "parts failing"],
        ["Down", "servers fail"],
    ]
    assert lines(made)[1].endswith(" | 10 min")
    assert {"Why?", "24 h", "7 days", "30 days", "90 days", "1 year", "Table"} <= set(buttons(made))


def test_in_trouble_it_says_since_when(qtbot: QtBot, day: Life) -> None:
    day.live("ddddd")

    board = StatusBoard(Words("en"))
    board.record_check(Update(day.judged[-1], (), day.tracker.state.open, 2))
    made = window(qtbot, day, status=board.status)

    since = shown_texts(made)[2]
    assert since.startswith(f"Since {LocalTime(Words('en'), now_of(day)).time(day.judged[-5].check.at)} · ")
    assert since.endswith("4 min so far · checked 20 s ago")
    assert "ongoing" in lines(made)[0]
    assert lines(made)[0].endswith("second in 7 days")


@pytest.mark.parametrize("place", [Home(), Incidents()], ids=["first", "all"])
@pytest.mark.parametrize("out_of_sight", ["offline", "paused"])
def test_out_of_sight_nobody_says_that_an_incident_goes_on(
    qtbot: QtBot, day: Life, place: Route, out_of_sight: str
) -> None:
    day.live("ddd")
    board = StatusBoard(Words("en"))
    board.record_check(Update(day.judged[-1], (), day.tracker.state.open))
    made = window(qtbot, day, status=board.status)
    if place != made.route:
        go(qtbot, made, place)
    assert "ongoing" in lines(made)[0]

    if out_of_sight == "paused":
        board.record_modes(Modes(paused_until=day.at))
        made.show_status(board.status)
    else:
        day.live("o")
        board.record_check(Update(day.judged[-1], (), day.tracker.state.open))
        with qtbot.waitSignal(reader(made).answered):
            made.show_status(board.status)

    assert "ongoing" not in lines(made)[0]
    assert re.search(r"\| at least [23] min", lines(made)[0])


def test_in_trouble_that_nobody_confirms_it_says_what_that_means(qtbot: QtBot, tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("uuulllll")
    board = StatusBoard(Words("en"))
    board.record_check(Update(judged("l", life.at), (), life.tracker.state.open))

    made = window(qtbot, life, status=board.status)

    heading, why, live = shown_texts(made)[:3]
    assert (heading, why) == ("X cannot be reached from here", "Others could not be asked.")
    assert " · 4 min so far · " in live
    assert {figure[2] for figure in figures(made)} == {"not yet"}  # it counts as no outage


def test_while_paused_it_says_so_and_nothing_of_now(qtbot: QtBot, day: Life) -> None:
    day.live("ddddd")
    board = StatusBoard(Words("en"))
    board.record_check(Update(day.judged[-1], (), day.tracker.state.open, 2))
    board.record_modes(Modes(paused_until=day.at))

    made = window(qtbot, day, status=board.status)

    sentence, facts, watched = shown_texts(made)[:3]
    assert sentence == board.status.headline
    assert facts == board.status.sentence
    assert watched.endswith("watched")  # and nothing of a check that is to come
    picture = named(made, board.status.headline).grab().toImage()
    assert colours(picture) >= {colour.rgb() for colour in (QColor("#cfd4d9"), QColor("#16191d"))}
    assert QColor("#c43c30").rgb() not in colours(picture)


@every_language
@pytest.mark.parametrize("verdict", VerdictName)
def test_it_says_what_the_tray_says(qtbot: QtBot, day: Life, verdict: VerdictName, language: str) -> None:
    shown = status(verdict, language)

    made = window(qtbot, day, language, status=shown)

    assert shown_texts(made)[:2] == [shown.headline, shown.sentence]
    assert named(made, shown.headline).isVisible()


def test_it_follows_the_status(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day, status=first_status())
    assert shown_texts(made)[:2] == ["Not known", "The first check is running."]

    made.show_status(replace(status(VerdictName.DEGRADED), remark="As seen through the proxy."))

    assert "As seen through the proxy." in shown_texts(made)


def test_another_span_shows_another_list(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day)

    with qtbot.waitSignal(reader(made).answered):
        button(made, "24 h").click()

    assert ribbon(made).accessibleName() == "The last 24 hours"
    assert len(lines(made)) == 2


def test_a_long_list_shows_what_there_is_room_for(qtbot: QtBot, tmp_path: Path) -> None:
    life = Life(tmp_path)
    for _ in range(14):
        life.live("ddd" + "u" * 40)
    made = window(qtbot, life)

    view = shown_list(made)
    assert 3 <= view.model().rowCount() < 14
    view.setFocus()
    with qtbot.waitSignal(reader(made).answered):
        press(made, "End", "Ctrl+End", "Return")
    assert made.route == Incidents()
    assert len(lines(made)) == 14


def test_without_incidents_it_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("uuu")

    made = window(qtbot, life)

    assert lines(made) == ["No incidents."]
    assert shown_texts(made)[-1].endswith(" Figures come after some hours.")
    assert {figure[1:] for figure in figures(made)} == {("—", "not yet")}  # no per cent of seconds


@every_language
def test_without_a_history_the_rest_works(qtbot: QtBot, day: Life, language: str) -> None:
    day.store.close()
    (day.folder / "history.sqlite3").write_bytes(b"nothing of ours" * 1000)

    made = window(qtbot, day, language)

    assert str(day.folder) in shown_texts(made)[-1]
    assert not ribbon(made).isVisible()
    assert len(go(qtbot, made, CheckPage())) > 4
    for place in PLACES[1:]:
        assert go(qtbot, made, place) == []
        assert str(day.folder) in " ".join(shown_texts(made))


@every_language
def test_before_anything_was_recorded_nobody_is_told_to_start_what_runs(
    qtbot: QtBot, day: Life, language: str
) -> None:
    day.store.close()
    (day.folder / "history.sqlite3").unlink()
    shown = replace(status_of(day, language), remark="The folder cannot be written to.")

    made = window(qtbot, day, language, status=shown)

    assert shown_texts(made)[-1] == shown.remark
    assert Words(language).gettext("Nothing has been recorded yet.") in shown_texts(made)
    for place in PLACES[1:]:
        go(qtbot, made, place)
        assert "trayapp watch" not in " ".join(shown_texts(made))


def test_a_history_that_comes_back_is_shown(qtbot: QtBot, day: Life) -> None:
    day.store.close()
    kept = (day.folder / "history.sqlite3").read_bytes()
    (day.folder / "history.sqlite3").unlink()
    made = window(qtbot, day)
    (day.folder / "history.sqlite3").write_bytes(kept)

    with qtbot.waitSignal(reader(made).answered):
        made.show_status(status(VerdictName.UP))

    assert ribbon(made).isVisible()
    assert len(lines(made)) == 2


def test_a_history_that_somebody_blocks_does_not_stop_the_window(
    qtbot: QtBot, day: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    day.store.close()
    monkeypatch.setattr(Summary.__init__, "__defaults__", (0.0,))
    path = day.folder / "history.sqlite3"
    with sqlite3.connect(path) as blocking:
        blocking.execute("PRAGMA journal_mode = DELETE")
        blocking.execute("BEGIN EXCLUSIVE")
        does = actions(status_of(day))
        context = PageContext(Words("en"), StatusIcons(), does, day.folder, now_of(day))
        made = HistoryWindow(context, status_of(day), lambda: True)
        qtbot.addWidget(made)
        with qtbot.waitSignal(reader(made).answered):
            made.open()
            assert shown_texts(made)[0] == status_of(day).headline
    assert str(path) in shown_texts(made)[-1]


def check_page(day: Life, judged: JudgedCheck) -> list[Row]:
    """What the page of a check says that was made just now."""
    words = Words("en")
    return PageRows(words, LocalTime(words, now_of(day))).check_page(CheckDetails(judged), status_of(day))


def test_why_names_reasons_parts_network_and_sources(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day)

    found = go(qtbot, made, CheckPage(OUTAGE))

    assert shown_texts(made)[0] == "X is down: website and posts answer with server errors."
    titles = ["Points to it", "Parts of X", "Your own connection", "Other sources"]
    assert [line for line in found if line in titles] == titles
    assert "Website: server error (from the server itself)" in found
    phases = "name lookup 4 ms, connection 11 ms, encryption 21 ms, first byte 80 ms; 118 ms in all"
    assert f"Pictures | fine | {phases}" in found
    assert "Google | fine" in found
    assert any(line.startswith("NetBlocks | trouble") for line in found)
    assert any(line.startswith("Globalping's vantage points | trouble (5 of 6)") for line in found)
    assert "X fails there: DE; reached: JP" in found


def test_why_shows_what_was_asked_again_and_what_does_not_count(day: Life) -> None:
    seen = check(FINE, web="ok", posts="timeout:tls", images="dns_failed:nxdomain")
    web, posts, images = seen.surfaces
    seen = replace(
        seen,
        surfaces=(web, replace(posts, lost=2), replace(images, filtered=True)),
        second_look=(control("google_tls", "timeout:tls"),),
        left_alone=("links",),
    )

    rows = texts(row.texts for row in check_page(day, decided(seen)))

    at = rows.index("Parts of X")
    assert rows[at + 1 : at + 5] == [
        "Website | fine",
        "Posts | lost; not counted against X: your own connection may be why",
        "Pictures | filtered out here; not counted",
        "Links | left alone for now; asked again later",
    ]
    assert "Google (https), asked again | no answer in time (while securing the connection)" in rows
    assert "Your own connection" in rows


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (check(web="ok"), "Nobody was asked: X answered."),
        (replace(check(), own_trouble="threads"), "Nobody was asked."),
    ],
    ids=["up", "own trouble"],
)
def test_why_nobody_was_asked_is_not_made_up(day: Life, seen: Check, said: str) -> None:

    rows = texts(row.texts for row in check_page(day, decided(seen)))

    assert rows[rows.index("Your own connection") + 1] == said


@every_language
@pytest.mark.parametrize("place", [Home(), CheckPage()], ids=["first", "why"])
def test_an_explanation_stands_under_the_heading(
    qtbot: QtBot, day: Life, language: str, place: Route
) -> None:
    seen = decided(check(FINE, web="tls_failed:untrusted", posts="tls_failed:untrusted"))
    words = Words(language)
    board = StatusBoard(words)
    board.record_check(Update(seen))

    made = window(qtbot, day, language, status=board.status)
    made.go(place)

    assert words.verdicts.explanation(seen) in " ".join(shown_texts(made)[:2])


def test_why_of_the_last_check_knows_what_was_asked_before(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day, status=status(VerdictName.UP))

    found = go(qtbot, made, CheckPage())

    assert "Pictures | fine" in found
    assert "Nobody was asked: X answered." in found
    assert found[-2:] == ["Other sources", "Nobody was asked."]


def test_a_check_that_is_gone_says_so(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day)

    assert go(qtbot, made, CheckPage(OUTAGE.replace(microsecond=1000))) == []
    assert shown_texts(made)[0] == "This check is no longer kept."


def test_behind_a_proxy_it_says_so(qtbot: QtBot, day: Life) -> None:
    shown = status(VerdictName.UP)
    assert shown.judged is not None
    seen = shown.judged.check
    via_proxy = replace(seen, surfaces=tuple(replace(each, via_proxy=True) for each in seen.surfaces))
    made = window(qtbot, day, status=replace(shown, judged=replace(shown.judged, check=via_proxy)))

    go(qtbot, made, CheckPage())

    assert shown_texts(made)[1].endswith("As seen through the proxy.")


def test_an_incident_has_its_own_timeline(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day)

    found = [line.partition(" | ")[2] or line for line in go(qtbot, made, IncidentPage(OUTAGE))]

    assert shown_texts(made)[0] == "Down: servers fail"
    assert shown_texts(made)[1].endswith(
        " · 10 min · seen by: you, 5 of 6 vantage points and NetBlocks\n"
        "Affected: website and posts. Not affected: pictures."
    )
    expected = [
        "10 checks: X is up",
        "10 checks: X is down (servers fail)",
        "NetBlocks: trouble",
        "Globalping's vantage points: trouble (5 of 6)",
        "You were told: trouble",
        "You saw an error",
    ]
    assert [line for line in expected if line not in found] == []
    first, last = (
        next(i for i, line in enumerate(found) if line.startswith(f"First {kind}"))
        for kind in ("failed", "good")
    )
    assert found[first].endswith(": Down (servers fail)")
    assert " · sure at " in found[last]
    assert first < last


def test_a_voice_that_says_the_same_again_is_told_once(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day)

    found = go(qtbot, made, IncidentPage(OUTAGE))

    assert sum("NetBlocks: trouble" in line for line in found) == 1


def test_a_line_of_the_timeline_leads_to_what_was_seen_then(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day)
    go(qtbot, made, IncidentPage(OUTAGE))
    view = shown_list(made)
    row = next(i for i in range(view.model().rowCount()) if "10 checks: X is down" in lines(made)[i])
    view.selectRow(row)

    with qtbot.waitSignal(reader(made).answered):
        press(made, "Return")

    assert made.route == CheckPage(OUTAGE)


def test_an_incident_that_nobody_knows_says_so(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day)

    go(qtbot, made, IncidentPage(OUTAGE.replace(year=2020)))

    assert shown_texts(made)[0] == "The history knows no such incident."


def test_a_notice_opens_its_incident(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day)

    with qtbot.waitSignal(reader(made).answered):
        made.open_at(OUTAGE)
    assert shown_texts(made)[0] == "Down: servers fail"

    with qtbot.waitSignal(reader(made).answered):
        made.open_at(None)
    assert made.route == Home()


def test_the_ribbon_is_there_as_a_table(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day)

    found = go(qtbot, made, Table())

    assert [line.split(" | ")[2] for line in found] == [
        "Up", "Problems", "Up", "Not watched", "Up", "Down", "Up", "Not watched",
    ]  # fmt: skip


def test_links_open_in_the_browser_and_only_safe_ones_are_there(qtbot: QtBot, day: Life) -> None:
    opened: list[str] = []
    does = actions(status_of(day))
    does.page_requested.connect(opened.append)
    made = window(qtbot, day, does=does)

    found = go(qtbot, made, IncidentPage(OUTAGE))
    assert [line for line in found if line.startswith("Open ")] == ["Open https://netblocks.example/1"]
    view = shown_list(made)
    view.selectRow(found.index("Open https://netblocks.example/1"))
    press(made, "Return")

    assert opened == ["https://netblocks.example/1"]
    assert made.route == IncidentPage(OUTAGE)


def test_why_leads_to_the_posts_that_counted(qtbot: QtBot, day: Life) -> None:
    opened: list[str] = []
    does = actions(status_of(day))
    does.page_requested.connect(opened.append)
    made = window(qtbot, day, does=does)

    rows = go(qtbot, made, CheckPage(OUTAGE))
    shown_list(made).selectRow(rows.index("Open https://netblocks.example/1"))
    press(made, "Return")

    assert opened == ["https://netblocks.example/1"]


def test_text_from_outside_stays_text(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day)

    found = go(qtbot, made, IncidentPage(OUTAGE))

    assert f"“{HOSTILE}”".replace("\x1b", "\N{REPLACEMENT CHARACTER}") in found
    formats = {label.textFormat() for label in made.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}


def test_a_new_check_moves_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    life = Life(tmp_path)
    for _ in range(30):
        life.live("ddd" + "u" * 40)
    made = window(qtbot, life)
    go(qtbot, made, Incidents())
    view = shown_list(made)
    view.selectRow(20)
    view.verticalScrollBar().setValue(97)
    chosen = view.currentIndex().data()

    life.live("ddd")
    with qtbot.waitSignal(reader(made).answered):
        made.show_status(status_of(life))

    assert view.model().rowCount() == 31
    assert view.currentIndex().row() == 21
    assert view.currentIndex().data() == chosen
    assert view.verticalScrollBar().value() in (97, 97 + view.rowHeight(0))


def test_while_it_is_hidden_nothing_is_read(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day)
    made.close()

    with qtbot.assertNotEmitted(reader(made).answered):
        made.show_status(status(VerdictName.DOWN))

    assert "history reader" not in {thread.name for thread in threading.enumerate()}


def test_the_focus_stays_where_it_is_while_a_check_runs(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day)
    before = made.focusWidget()

    made.show_status(replace(status_of(day), is_checking=True))

    assert made.focusWidget() is before
    assert "Checking …" in buttons(made)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: type(place).__name__)
def test_another_language_says_the_same_in_the_same_place(qtbot: QtBot, day: Life, place: Route) -> None:
    made = window(qtbot, day)
    english = go(qtbot, made, place)

    made.set_looks(Words("de"), StatusIcons())
    made.show_status(status_of(day, "de"))

    assert made.route == place
    assert "Zurück" in buttons(made)
    assert len(lines(made)) == len(english)
    assert lines(made) != english


def test_opening_and_switching_leaves_nothing_behind(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day)

    def rounds(count: int) -> int:
        for number in range(count):
            for place in PLACES:
                go(qtbot, made, place)
            made.set_looks(Words(LANGUAGES[number % 2]), StatusIcons())
            made.open_at(None)
            made.close()
            made.open()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return len(made.findChildren(QObject))

    assert rounds(2) == rounds(6)


def test_all_pages_are_reached_and_left_with_the_keyboard(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day)

    def answered(*keys: str) -> Route:
        with qtbot.waitSignal(reader(made).answered):
            press(made, *keys)
        return made.route

    assert answered("Alt+W") == CheckPage()
    assert answered("Alt+Left") == Home()
    assert answered("Alt+T") == Table()
    assert answered("Esc") == Home()
    ribbon(made).setFocus()
    assert isinstance(answered("Ctrl+Left", "Return"), IncidentPage)
    assert shown_texts(made)[0] == "Problems: parts failing"
    assert answered("Alt+B") == Home()
    shown_list(made).setFocus()
    assert answered("Down", "Return") == IncidentPage(OUTAGE)
    assert answered("Esc") == Home()
    assert QApplication.focusWidget() is shown_list(made)
    press(made, "Alt+Left")
    assert made.isVisible()
    press(made, "Esc")
    assert not made.isVisible()


def test_tab_reaches_everything_and_comes_round(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day, has_tray=False)
    met: list[QWidget | None] = []
    while (at := QApplication.focusWidget()) not in met:
        met.append(at)
        press(made, "Tab")

    texts_met = {each.text().replace("&", "") for each in met if isinstance(each, QAbstractButton)}
    assert {"Why?", "Check now", "I see an error", "Table", "⋯", "7 days"} <= texts_met
    assert {ribbon(made), shown_list(made)} <= set(met)


@pytest.mark.parametrize("has_tray", [True, False], ids=["tray", "no tray"])
def test_behind_the_dots_is_what_no_button_does(qtbot: QtBot, day: Life, has_tray: bool) -> None:
    made = window(qtbot, day, has_tray=has_tray)

    entries = [each.text().replace("&", "") for each in found(made, QMenu).actions() if each.isVisible()]

    assert list(filter(None, entries)) == [
        "Pause", "Mute", "Open X", "Open Allestörungen", "Open NetBlocks", "Open X's status page",
        "Settings…", "Accounts…", "Save…", "Help and About", "Quit",
    ]  # fmt: skip


@every_language
def test_keys_for_what_the_app_does(qtbot: QtBot, day: Life, language: str) -> None:
    words = Words(language)
    does = actions(status_of(day, language), language)
    made = window(qtbot, day, language, has_tray=False, does=does)

    def key_of(text: str) -> str:
        return f"Alt+{text[0].upper()}"

    for key in ("Space", key_of(words.gettext("Check now")), "F5"):
        with qtbot.waitSignal(does.check.triggered):
            press(made, key)
    with qtbot.waitSignal(does.see_error.triggered):
        press(made, key_of(words.gettext("I see an error")))
    with qtbot.waitSignal(does.quit.triggered):
        press(made, "Ctrl+Q")
    press(made, "Ctrl+W")
    assert not made.isVisible()


@every_language
def test_no_two_buttons_have_the_same_key(qtbot: QtBot, tmp_path: Path, language: str) -> None:
    life = Life(tmp_path)
    for _ in range(14):
        life.live("ddd" + "u" * 40)
    made = window(qtbot, life, language, has_tray=False)

    found = [b.text() for b in made.findChildren(QAbstractButton) if b.isVisible() and "&" in b.text()]
    keys = [text[text.index("&") + 1].upper() for text in found]

    assert len(set(keys)) == len(keys), found


@every_language
def test_a_screen_reader_finds_a_name_for_everything(qtbot: QtBot, day: Life, language: str) -> None:
    made = window(qtbot, day, language, has_tray=False)
    for place in (None, *PLACES):
        if place is not None:
            go(qtbot, made, place)
        for widget in made.findChildren(QWidget):
            if not widget.isVisible() or widget.focusPolicy() is Qt.FocusPolicy.NoFocus:
                continue
            if isinstance(widget, QScrollBar):
                continue
            interface = QAccessible.queryAccessibleInterface(widget)
            assert interface is not None
            assert interface.text(QAccessible.Text.Name), widget


def test_a_screen_reader_is_not_told_of_every_second(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day)
    live = next(each for each in made.findChildren(QLabel) if "checked 20 s ago" in each.text())
    name = live.accessibleName()

    day.at += timedelta(seconds=5)
    found(found(made, FirstPage), QTimer).timeout.emit()

    assert "checked 25 s ago" in live.text()
    assert live.accessibleName() == name
    assert "Last check: " in name


def test_closing_it_leaves_the_app_in_the_tray(qtbot: QtBot, day: Life) -> None:
    does = actions(status_of(day))
    made = window(qtbot, day, does=does)

    is_first: list[bool] = []
    made.closed.connect(is_first.append)
    with qtbot.assertNotEmitted(does.quit.triggered):
        assert made.close()

    assert not made.isVisible()
    made.open()
    made.close()
    assert is_first == [True, False]  # it is said once


def test_without_a_tray_closing_it_ends_the_app(qtbot: QtBot, day: Life) -> None:
    does = actions(status_of(day))
    made = window(qtbot, day, has_tray=False, does=does)

    with qtbot.waitSignal(does.quit.triggered):
        assert made.close()


def _cut(made: HistoryWindow) -> list[str]:
    """Whatever has less room than its text needs."""
    cut = []
    for widget in made.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QLabel) and widget.wordWrap():
            if widget.heightForWidth(widget.width()) > widget.height():
                cut.append(widget.text())
        elif isinstance(widget, QAbstractButton | QLabel) and widget.sizeHint().width() > widget.width():
            cut.append(widget.text())
    view = shown_list(made)
    for row in range(view.model().rowCount()):
        for column in range(view.model().columnCount()):
            index = view.model().index(row, column)
            if view.isColumnHidden(column) or view.columnSpan(row, column) > 1:
                continue
            needed = view.sizeHintForIndex(index).width() - 12
            if view.wordWrap() and column != 2:  # where bars are drawn in place of words
                words = map(view.fontMetrics().horizontalAdvance, str(index.data()).split())
                needed = max(words, default=0) + 2 * CELL_MARGIN
            if needed > view.columnWidth(column):
                cut.append(str(index.data()))
    return cut


@every_language
@pytest.mark.parametrize("has_tray", [True, False], ids=["tray", "no tray"])
def test_at_its_size_the_first_page_cuts_and_scrolls_nothing(
    qtbot: QtBot, tmp_path: Path, language: str, has_tray: bool
) -> None:
    life = Life(tmp_path)
    for kind in ("ddd", "bbb", "ggg", "lll") * 5:
        life.live(kind + "u" * 40 + "d" + "u" * 9)
    life.live("ddd")
    made = window(qtbot, life, language, has_tray=has_tray)

    assert made.size() == SIZE
    assert _cut(made) == []
    assert not any(bar.isVisible() for bar in made.findChildren(QScrollBar))


@pytest.mark.parametrize("place", PLACES, ids=lambda place: type(place).__name__)
@every_language
def test_the_other_pages_cut_nothing(qtbot: QtBot, day: Life, language: str, place: Route) -> None:
    made = window(qtbot, day, language)

    go(qtbot, made, place)

    assert made.size() == SIZE
    assert _cut(made) == []
    views = [view for view in made.findChildren(QAbstractItemView) if view.isVisible()]
    assert not any(view.horizontalScrollBar().isVisible() for view in views)


def _with_parts_of_before(language: str) -> Status:
    """After a check of the core alone: of the other parts it is said when they were asked."""
    board, bad = StatusBoard(Words(language)), "server_error:origin"
    full = check(FINE, web=bad, posts=bad, images=bad, video=bad)
    light = replace(check(FINE, web=bad, posts=bad), at=full.at + timedelta(minutes=1))
    for seen in (full, light):
        board.record_check(Update(decided(seen)))
    return board.status


@pytest.mark.parametrize(
    "place",
    [Incidents(), Table(), ResponsePage(), CheckPage()],
    ids=lambda place: type(place).__name__,
)
@every_language
def test_a_narrow_window_leaves_out_what_it_would_cut(
    qtbot: QtBot, day: Life, language: str, place: Route
) -> None:
    made = window(qtbot, day, language, status=_with_parts_of_before(language))
    go(qtbot, made, place)

    for width in (640, 400):
        made.resize(width, 450)
        qtbot.wait(0)
        assert _cut(made) == []
    view = shown_list(made)
    assert view.horizontalHeader().length() <= view.viewport().width() + 12  # beside the last text


@every_language
def test_what_the_bars_show_is_told_below_them_and_in_figures_beside_the_mouse(
    qtbot: QtBot, day: Life, language: str
) -> None:
    made = window(qtbot, day, language)
    window_words = Words(language).window
    go(qtbot, made, CheckPage(OUTAGE))
    view, said = shown_list(made), lines(made)
    bars = next(n for n in range(len(said)) if view.row_at(view.model().index(n, 0)).phases is not None)

    told = window_words.bars()
    assert any(each.casefold() == told.casefold() for each in said[bars:])
    assert all(window_words.phase(name) in told for name in PHASES)
    tip = view.model().index(bars, 2).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == view.row_at(view.model().index(bars, 0)).texts[2]
    assert " ms" in tip


def test_larger_letters_make_larger_pages(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day)
    before = ribbon(made).sizeHint().height()
    font = made.font()
    font.setPointSizeF(font.pointSizeF() * 2)

    made.setFont(font)

    assert ribbon(made).sizeHint().height() > 1.5 * before
    assert len(lines(made)) >= 1


def test_another_palette_is_taken_at_once(qtbot: QtBot, day: Life) -> None:
    made = window(qtbot, day)
    light = ribbon(made).grab().toImage()

    made.setPalette(QPalette(QColor("#353535"), QColor("#2b2b2b")))
    dark = ribbon(made).grab().toImage()

    of_light = {QColor("#c9251f").rgb(), QColor("#2b8a47").rgb()}
    assert of_light <= colours(light)
    assert {QColor("#ff5a4f").rgb(), QColor("#3aa85c").rgb()} <= colours(dark)
    assert not of_light & colours(dark)


def colours(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}


def test_a_status_says_as_much_as_the_window_needs(day: Life) -> None:
    shown: Status = status_of(day)

    assert shown.judged is day.judged[-1]
    assert [part.seen for part in shown.parts] == list(day.judged[-1].check.surfaces)
