"""Texts from outside that want to be more than text, in every place where they may be shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.domain.made import FINE, NOW, check
from tests.ui.lived import Day, window
from tests.ui.made import tray_menu
from trayapp import cli
from trayapp.domain.alerts import Notice, NoticeKind
from trayapp.domain.codes import Outcome, Says, VerdictName
from trayapp.domain.records import Check, ControlResult, Evidence, JudgedCheck, Reason, SurfaceResult
from trayapp.domain.reports import Report, SourceHealth, Vantage
from trayapp.domain.update import Update
from trayapp.domain.verdict import decide
from trayapp.errors import HistoryEvent, SettingsError, TrayappError
from trayapp.history.extras import CheckExtras
from trayapp.i18n import LANGUAGES, Words
from trayapp.settings.file import from_tables
from trayapp.ui.status.board import Status, StatusBoard, tooltip
from trayapp.ui.window.routes import (
    CheckPage,
    HistoryReader,
    Home,
    IncidentPage,
    Incidents,
    ResponsePage,
    Route,
    Table,
)

HOSTILE = "<a href='x'>X</a><img src='file:///x'>\x1b]8;;http://x\x07\x1b[31m\u202eevil\u2066\u200f\u0085\u2028\ud800\0&amp;"
LINKS = (
    *(f"https://x.com{middle}@evil.example/" for middle in ("", ":443", "%2f", "\\")),
    *(
        "https://\u0445.com/",
        "https://x.com\u202e/",
        "javascript:alert(1)",
        "https://x.com /",
        "https://x.com\\a",
    ),
)
SAFE_LINK = "https://netblocks.example/1"


def said(text: str) -> SurfaceResult:
    return SurfaceResult(text, Outcome.REDIRECTED, text, 302, text)


def check_at(at: datetime) -> JudgedCheck:
    fine = check(FINE, web="server_error:origin", posts="server_error:origin", images="ok")
    evidence = (
        Evidence(HOSTILE, Says.TROUBLE, HOSTILE, NOW, 5, 6, LINKS[0]),
        Evidence("netblocks", Says.TROUBLE, "expert", NOW, 5, 6, SAFE_LINK),
        Evidence("mastodon", Says.TROUBLE, "crowd", NOW, 9, None, LINKS[4]),
    )
    made = Check(
        at,
        60,
        (*fine.surfaces, said(HOSTILE), replace(said("images"), outcome=Outcome.REDIRECTED)),
        (*fine.controls, ControlResult(HOSTILE, Outcome.REDIRECTED, HOSTILE, 302, HOSTILE)),
        left_alone=(HOSTILE,),
        own_trouble=HOSTILE,
    )
    judged = JudgedCheck(made, evidence, decide(made, evidence))
    odd = Reason(HOSTILE, True, (("surface", HOSTILE), ("detail", HOSTILE)))
    known = [
        replace(
            reason,
            values=tuple(
                (name, HOSTILE if isinstance(value, str) else value) for name, value in reason.values
            ),
        )
        for reason in judged.verdict.reasons
    ]
    verdict = replace(judged.verdict, reasons=(*judged.verdict.reasons, *known, odd))
    return replace(judged, verdict=verdict)


REPORTS = (
    Report(
        Evidence("netblocks", Says.TROUBLE, "expert", NOW, url=LINKS[0]),
        links=LINKS,
        text=HOSTILE,
        country="DE",
    ),
    Report(
        Evidence(HOSTILE, Says.TROUBLE, HOSTILE, NOW, url=HOSTILE),
        (Vantage(HOSTILE, HOSTILE, 503), Vantage("DE", HOSTILE, None)),
        (SAFE_LINK,),
        HOSTILE,
        HOSTILE,
    ),
)


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Day]:
    lived = Day(tmp_path)
    lived.live("u" * 5)
    for _ in range(6):
        seen = check_at(lived.at)
        changed = lived.tracker.follow(seen)
        lived.judged.append(seen)
        lived.events.append(changed)
        lived.store.record(seen, changed, CheckExtras((), REPORTS, (lived.at,)))
        lived.at += timedelta(minutes=1)
    if (incident := lived.tracker.state.open) is not None:
        lived.store.annotate(incident.begin, HOSTILE.replace("\ud800", ""))
    yield lived
    lived.store.close()


def assert_plain(texts: Iterator[str] | list[str]) -> None:
    odd = [text for text in texts if not text.replace("\n", "").replace("\t", "").isprintable()]
    assert odd == []


def texts_of(widget: QWidget) -> Iterator[str]:
    """All that a person can see or hear of it."""
    for each in (widget, *widget.findChildren(QWidget)):
        yield from (each.windowTitle(), each.toolTip(), each.accessibleName(), each.accessibleDescription())
        if isinstance(each, QLabel | QAbstractButton):
            yield each.text()
        if isinstance(each, QLabel):
            assert each.textFormat() is Qt.TextFormat.PlainText, each.text()
        if isinstance(each, QAbstractItemView) and (model := each.model()) is not None:
            for row in range(model.rowCount()):
                for column in range(model.columnCount()):
                    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                        yield str(model.index(row, column).data(role) or "")
                    yield str(model.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole) or "")
    yield from (action.text() for action in widget.findChildren(QAction))


def statuses(life: Day, words: Words) -> Iterator[Status]:
    """Of the tray, with all that may be wrong beside X."""
    board = StatusBoard(words)
    sources = (SourceHealth(HOSTILE, Says.TROUBLE), SourceHealth("netblocks", Says.TROUBLE))
    board.record_check(
        Update(
            life.judged[-1],
            incident=life.tracker.state.open,
            missing=(HOSTILE, "images"),
            sources=sources,
            reports=REPORTS,
            proxy_trouble=("proxy_not_understood", HOSTILE),
            message_trouble=("messages.team1", "message_failed", HOSTILE),
            metrics_trouble=TrayappError("metrics_address", address=HOSTILE, why=HOSTILE),
        )
    )
    yield board.status
    board.record_history_event(HistoryEvent("history_failed", (("path", HOSTILE), ("why", HOSTILE))))
    yield board.status
    tables = {HOSTILE: HOSTILE, "proxy": {"url": f"http://{HOSTILE}", HOSTILE: 1}, "language": HOSTILE}
    board.record_settings(from_tables(tables), None)
    yield board.status
    board.record_settings(from_tables({}), SettingsError("config_broken", path=HOSTILE, why=HOSTILE))
    yield board.status
    board.record_failure(TrayappError("history_damaged", path=HOSTILE))
    yield board.status


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_window_shows_text(qtbot: QtBot, life: Day, language: str) -> None:
    begin = life.tracker.state.open.begin if life.tracker.state.open else NOW
    places: list[Route] = [
        *(Home(), CheckPage(), CheckPage(life.judged[-1].check.at), IncidentPage(begin)),
        *(Incidents(), Table(), ResponsePage()),
    ]
    for number, status in enumerate(statuses(life, Words(language))):
        made = window(qtbot, life, language, status=status)
        reader = made.findChild(HistoryReader)
        assert reader is not None
        for place in places[: None if number == 0 else 1]:  # what is wrong beside X stands on the first
            if place != made.route:
                with qtbot.waitSignal(reader.answered):
                    made.go(place)
            texts = list(texts_of(made))
            assert_plain(texts)
            links = [text for text in texts if "https://" in text]
            assert [text for text in links if SAFE_LINK not in text] == []
        made.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_on_bus", [True, False])
def test_menu_and_tooltip_show_text(qtbot: QtBot, life: Day, language: str, is_on_bus: bool) -> None:
    words = Words(language)
    for status in statuses(life, words):
        menu = tray_menu(status, language, is_on_bus=is_on_bus)
        assert_plain([action.text() for action in menu.actions()])
        assert_plain([tooltip(status, words)])


@pytest.mark.parametrize("language", LANGUAGES)
def test_notices_show_text(life: Day, language: str) -> None:
    words = Words(language)
    for kind in NoticeKind:
        for report in REPORTS:
            notice = Notice(
                kind,
                NOW,
                VerdictName.DOWN,
                life.judged[-1].verdict.cause,
                life.tracker.state.open,
                parts=(HOSTILE, "images"),
                report=report,
                count=3,
            )
            assert_plain([words.notices.title(notice), words.notices.body(notice)])


@pytest.mark.parametrize(
    "command",
    [
        *(["status"], ["status", "--format", "waybar"], ["status", "--format", "prometheus"]),
        *(
            ["history"],
            ["history", "--csv"],
            ["report"],
            ["report", "--format", "html"],
            ["status", "--json"],
        ),
        *(["history", "--json"], ["export", "-"]),
    ],
    ids=" ".join,
)
def test_commands_print_text(life: Day, capfd: pytest.CaptureFixture[str], command: list[str]) -> None:
    life.store.close()
    cli.main(["--data-dir", str(life.folder), "--lang", "en", *command])
    out, err = capfd.readouterr()
    assert out
    assert_plain([out, err])
    if command[-1] == "html":
        assert "<a href='x'" not in out
        assert "<img" not in out.replace('<img src="data:', "")
