"""Help and About."""

from __future__ import annotations

import getpass
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QListWidget,
    QPushButton,
    QScrollArea,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.test_docs import DOCS, rows
from tests.test_packaging import ROOT
from tests.ui.lived import PATIENCE_MS
from trayapp import __version__
from trayapp.i18n import LANGUAGES, Words
from trayapp.i18n.hosts import HOSTS
from trayapp.paths import resource
from trayapp.settings.declarations import Problem, Settings, Shape, declared
from trayapp.settings.file import Loaded, SettingsFile
from trayapp.ui.desktop_session.errands import Errands
from trayapp.ui.help.report import report, without_person
from trayapp.ui.help.window import HelpWindow
from trayapp.ui.icons.icons import StatusIcons

W = TypeVar("W", bound=QWidget)

PAGES = ("About", "What the signs mean", "Hosts that are asked", "What works here", "Licences", "The README")


class Help:
    def __init__(self, qtbot: QtBot, tmp_path: Path, language: str) -> None:
        errands = Errands(lambda function: function())
        errands.arguments = ("--data-dir", str(tmp_path), "--lang", language)
        self.words = Words(language)
        self.window = HelpWindow(self.words, StatusIcons(), SettingsFile(), tmp_path, errands)
        qtbot.addWidget(self.window)
        self.window.show()
        qtbot.waitUntil(self.is_in_front, timeout=PATIENCE_MS)

    def is_in_front(self) -> bool:
        """The window of the test before may still be taking itself away, and with it the keyboard."""
        self.window.activateWindow()
        return self.window.isActiveWindow()

    def turn_to(self, title: str) -> None:
        found = self.window.findChild(QListWidget)
        assert isinstance(found, QListWidget)
        titles = [found.item(row).text() for row in range(found.count())]
        found.setCurrentRow(titles.index(self.words.gettext(title)))

    def each(self, kind: type[W]) -> list[W]:
        return [each for each in self.window.findChildren(kind) if each.isVisible()]

    def says(self) -> str:
        texts = [label.text() for label in self.each(QLabel)]
        texts += [text.toPlainText() for text in self.each(QTextBrowser)]
        return "\n".join(texts)

    def click(self, text: str) -> None:
        next(each for each in self.each(QPushButton) if each.text() == self.words.gettext(text)).click()


NewHelp = Callable[..., Help]


@pytest.fixture
def new_help(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NewHelp:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return lambda language="en": Help(qtbot, tmp_path, language)


def test_it_says_what_is_installed_and_where_things_lie(new_help: NewHelp, tmp_path: Path) -> None:
    said = new_help().says()

    assert f"trayapp {__version__}" in said
    assert "Independent of X Corp." in said
    for path in (tmp_path / "trayapp" / "settings.toml", tmp_path, tmp_path / "trayapp.log"):
        assert str(path) in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_is_reached_by_keys_and_left_by_escape(new_help: NewHelp, language: str) -> None:
    shown = new_help(language)
    pages = shown.window.findChild(QListWidget)
    assert isinstance(pages, QListWidget)
    said = set()
    for _ in PAGES:
        said.add(shown.says())
        QTest.keyClick(pages, Qt.Key.Key_Tab)
        (page,) = shown.each(QScrollArea)[:1]
        focused = shown.window.focusWidget()
        assert focused is page or page.isAncestorOf(focused)
        pages.setFocus()
        assert all(each.accessibleName() for each in shown.each(QTextBrowser))
        QTest.keyClick(pages, Qt.Key.Key_Down)
    assert len(said) == len(PAGES)

    QTest.keyClick(pages, Qt.Key.Key_Escape)
    assert not shown.window.isVisible()


@pytest.mark.usefixtures("magnified")
@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_magnified_screen_nothing_is_out_of_reach(new_help: NewHelp, language: str) -> None:
    shown = new_help(language)
    for title in PAGES[1:]:  # the first has paths, which are as long as they are
        shown.turn_to(title)
        QApplication.processEvents()
        assert all(each.horizontalScrollBar().maximum() == 0 for each in shown.each(QScrollArea)), title


def test_the_licences_are_there_in_full(new_help: NewHelp) -> None:
    shown = new_help()
    shown.turn_to("Licences")
    assert "httpx" in shown.says()

    (chosen,) = shown.each(QComboBox)
    chosen.setCurrentText("Qt, PySide6: LGPL 3")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in shown.says()
    chosen.setCurrentText("GPL 3")
    assert "END OF TERMS AND CONDITIONS" in shown.says()
    chosen.setCurrentText("trayapp: MIT")
    assert (ROOT / "LICENSE").read_text() == resource("licences", "MIT.txt").read_text()
    assert "Permission is hereby granted" in shown.says()


def test_the_hosts_are_those_of_the_readme(new_help: NewHelp) -> None:
    """Which the code is held to."""
    name = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
    table = rows(DOCS["README.md"], "host")
    here = [set(name.findall(row.hosts)) for row in HOSTS]
    assert here == [set(name.findall(row[0])) for row in table]
    key = re.compile(r"\.([a-z_0-9]+)")
    assert [key.findall(row.off_with) for row in HOSTS] == [key.findall(row[-1]) for row in table]

    shown = new_help()
    shown.turn_to("Hosts that are asked")
    assert all(host in shown.says().replace("\n", "") for names in here for host in names)


def test_what_switches_a_host_off_is_a_setting() -> None:
    keys = {each.key for each in declared()}
    named = {word for row in HOSTS for word in re.findall(r"[a-z_]+\.[a-z_0-9]+", row.off_with)}
    assert named <= keys

    said = "\n".join(facts for _, facts in Words("en").hosts.facts())
    assert not [key for key in named if key in said]  # who reads this there has never seen one
    assert "switch: Watch the website\n" in said
    assert "switch: Ask Bluesky\n" in said


def test_the_readme_can_be_read_where_only_a_package_is_installed(new_help: NewHelp) -> None:
    shown = new_help()
    shown.turn_to("The README")

    assert "trayapp accounts set" in shown.says()


def test_what_works_here_is_seen_before_it_is_copied(
    new_help: NewHelp, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("https_proxy", "http_proxy"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")  # the only way out, and none
    shown = new_help()
    shown.turn_to("What works here")
    copy = next(each for each in shown.each(QPushButton) if each.text() == "Copy for a report")
    assert not copy.isEnabled()

    shown.click("Look now")
    qtbot.waitUntil(copy.isEnabled, timeout=PATIENCE_MS)
    assert "translations: complete" in shown.says()
    copy.click()

    copied = QGuiApplication.clipboard().text()
    assert copied.startswith(f"trayapp {__version__}, Python")
    assert "translations: complete" in copied
    assert copied in shown.says()
    assert "127.0.0.1" not in copied


# What is handed on


def test_a_report_names_settings_and_nothing_that_was_typed_in() -> None:
    typed: dict[Shape, Any] = {Shape.TEXT: "secret", Shape.LIST: ("secret",), Shape.COMMAND: ("secret",)}
    values = {each.name: typed[each.kind.shape] for each in declared() if each.kind.shape in typed}
    unknown = Problem("foo", "unknown_key", "secret")
    loaded = Loaded(Settings(interval_s=90, **values), (unknown,))

    text = report("6.11", "en", loaded, "+ all", {"XDG_CURRENT_DESKTOP": "XFCE", "XDG_SESSION_TYPE": "x11"})

    assert "checks.interval_s = 90" in text
    assert {each.key for each in declared() if each.name in values} <= set(re.split("[ ,\n]+", text))
    assert "XFCE on x11" in text
    assert "problem: unknown_key at foo" in text
    assert "secret" not in text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{Path.home()}/.local/state/trayapp", "~/.local/state/trayapp"),
        ("http://me:s3cret@proxy.example:8080", "http://…@proxy.example:8080"),
        ("answered by 192.168.1.20 and 2a00:1450::1.", "answered by … and …"),
        ("at 12:30:45, version 6.11.3, 99.6 %", "at 12:30:45, version 6.11.3, 99.6 %"),
    ],
)
def test_what_names_a_person_is_left_out(text: str, left: str) -> None:
    assert without_person(text) == left


@pytest.mark.parametrize("name", ["user", "host"])
def test_names_are_left_out(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "anneliese")
    monkeypatch.setattr(socket, "gethostname", lambda: "anneliese-pc" if name == "user" else "my-box")

    text = without_person("/srv/anneliese/x on anneliese-pc and my-box; lanneliese stays")

    assert "/srv/…/x" in text
    assert ("my-box" not in text) == (name == "host")
    assert "lanneliese stays" in text
