"""What can be tried in the settings, tried: the whole app, servers of our own, a strict key store.

All that a child of the app's asks goes through a proxy to a small internet on this machine.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests import servers
from tests.checks.samples import WELL
from tests.computer.secret_service import FakeSecretService
from tests.fakes import PATIENCE_S, FakeBus
from tests.notices.server import StrictServer
from tests.servers import Internet, PlayedRequest, Serve, answers, plays, reply, tunnelling
from tests.sources.crowds import ACCOUNTS, SECRET, BlueskyWorld
from tests.ui.lived import PATIENCE_MS
from trayapp.about import APP_ID
from trayapp.i18n import Words
from trayapp.settings.declarations import Page
from trayapp.settings.file import SettingsFile
from trayapp.ui.settings_dialog.account import AccountDialog
from trayapp.ui.settings_dialog.dialog import SettingsDialog
from trayapp.ui.settings_dialog.page import Answer
from trayapp.ui.tray_app import TrayApp
from trayapp.watch.session import WatchSession

T = TypeVar("T")
W = TypeVar("W", bound=QWidget)


class Line:
    """A small internet behind a proxy, in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="small internet")
        self._thread.start()
        self._internet = Internet()
        proxy = ("proxy.example", 3128)
        self.do(self._internet.host(proxy[0], tunnelling(self._internet), port=proxy[1]))
        port = self._internet.ports[self._internet.address_of(proxy[0]), proxy[1]]
        self.proxy = f"http://127.0.0.1:{port}"

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)

    def join(self, world: BlueskyWorld) -> None:
        self.do(world.join(self._internet))

    def host(self, name: str, serve: Serve) -> None:
        self.do(self._internet.host(name, serve))

    def end(self) -> None:
        async def cancel_all() -> None:
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        self.do(self._internet.__aexit__())
        self.do(cancel_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture
def line() -> Iterator[Line]:
    running = Line()
    yield running
    running.end()


class Desk:
    """The settings of a running app, which does not watch."""

    def __init__(self, app: TrayApp, qtbot: QtBot) -> None:
        self._app = app
        self._qtbot = qtbot
        app.open_settings()
        shown = (each for each in QApplication.topLevelWidgets() if each.isVisible())
        (self.dialog,) = (each for each in shown if isinstance(each, SettingsDialog))

    def account(self, name: str, page: Page = Page.SOURCES) -> AccountDialog:
        """Opened by its button."""
        self.dialog.open(page)
        self.press(next(each for each in self._buttons() if name in each.accessibleName()))
        found = self.dialog.findChild(AccountDialog)
        assert isinstance(found, AccountDialog)
        return found

    def click(self, text: str, within: QWidget | None = None) -> None:
        self.press(next(each for each in self._buttons(within) if each.text().replace("&", "") == text))

    def press(self, button: QPushButton) -> None:
        assert button.isEnabled(), button.text()
        button.click()

    def wait_for(self, text: str) -> None:
        """Until this is to be read."""
        self._qtbot.waitUntil(lambda: text in self.says(), timeout=PATIENCE_MS)

    def says(self) -> str:
        labels = (each for each in self.dialog.findChildren(QLabel) if each.isVisible())
        return "\n".join(label.text() for label in labels)

    def _buttons(self, within: QWidget | None = None) -> list[QPushButton]:
        return [each for each in (within or self.dialog).findChildren(QPushButton) if each.isVisible()]


@pytest.fixture
def new_desk(
    line: Line, store_bus: FakeBus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> Iterator[Callable[..., Desk]]:
    """Its user's settings, but for the way out, are those that are given."""

    async def run(_: WatchSession) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(WatchSession, "run", run)
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    (tmp_path / "authority.pem").write_bytes(servers.authority_pem())
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    path = tmp_path / "trayapp" / "settings.toml"
    path.parent.mkdir()
    apps: list[TrayApp] = []

    def start(settings: str = "") -> Desk:
        path.write_text(f'{settings}\n[proxy]\nmode = "manual"\nurl = "{line.proxy}"\n')
        apps.append(TrayApp(SettingsFile(), Words("en"), tmp_path))
        apps[-1].start()
        return Desk(apps[-1], qtbot)

    yield start
    for app in apps:
        app.shut_down()


NewDesk = Callable[..., Desk]


# An account with a source


@pytest.fixture
def store(store_bus: FakeBus) -> Iterator[FakeSecretService]:
    """That of the desktop, with an account in it."""
    service = FakeSecretService(store_bus)
    service.keep(APP_ID, "bluesky", json.dumps(ACCOUNTS["bluesky"]))
    yield service
    service.die()


def test_an_account_is_tried_with_its_service(
    line: Line, store: FakeSecretService, new_desk: NewDesk
) -> None:
    world = BlueskyWorld()
    line.join(world)
    desk = new_desk()
    account = desk.account("Bluesky")

    desk.click("Test", account)
    desk.wait_for("Bluesky answers to this account.")
    for editor, value in zip(account.findChildren(QLineEdit), ("me.bsky.social", "mistyped"), strict=True):
        editor.setText(value)
    desk.click("Save", account)
    desk.wait_for("The account is in the key store")
    desk.click("Test", account)
    desk.wait_for("Bluesky does not take this account. Is it typed right, and still valid?")

    assert "Bluesky answers" not in desk.says()
    assert SECRET not in desk.says()


def test_a_service_that_hangs_is_not_waited_for_by_who_goes(
    line: Line, store: FakeSecretService, new_desk: NewDesk, qtbot: QtBot
) -> None:
    is_asked, is_left = threading.Event(), threading.Event()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        is_asked.set()
        while await reader.read(65536):
            pass
        is_left.set()

    line.host("bsky.social", hang)
    desk = new_desk()
    account = desk.account("Bluesky")
    desk.click("Test", account)
    qtbot.waitUntil(is_asked.is_set, timeout=PATIENCE_MS)
    assert "One moment …" in desk.says()

    account.close()

    qtbot.waitUntil(is_left.is_set, timeout=PATIENCE_MS)


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("nothing kept", "There is no account for Bluesky in the key store."),
        ("locked", "The key store is locked. Unlock it, then try again."),
        ("gone", "The key store was here and has ended. "),
        ("none", "This system has no key store"),
    ],
)
def test_without_its_account_a_service_is_not_asked(
    line: Line, store_bus: FakeBus, new_desk: NewDesk, qtbot: QtBot, state: str, says: str
) -> None:
    world = BlueskyWorld()
    line.join(world)
    service = None
    if state != "none":
        dies_at = "SearchItems" if state == "gone" else ""
        service = FakeSecretService(store_bus, is_locked=state == "locked", dies_at=dies_at)
    desk = new_desk()
    account = desk.account("Bluesky")

    desk.click("Test", account)
    answer = account.findChild(Answer)
    assert isinstance(answer, Answer)
    qtbot.waitUntil(lambda: says in answer.text(), timeout=PATIENCE_MS)

    assert world.asked == []
    if service is not None:
        service.die()


# Messages


@pytest.mark.parametrize(
    ("status", "says"), [(200, "A test was sent. Has it arrived?"), (404, "could not be sent")]
)
def test_a_test_goes_to_a_team_s_address(
    line: Line, store: FakeSecretService, new_desk: NewDesk, status: int, says: str
) -> None:
    seen: list[PlayedRequest] = []
    line.host("team.example", plays(lambda _: reply(status), seen))
    store.keep(APP_ID, "team1", json.dumps({"address": "jsons://team.example/room"}))
    desk = new_desk()

    desk.click("Test", desk.account("team1", Page.TEAM))
    desk.wait_for(says)

    assert {request.target for request in seen} == {"/room"}
    assert "This is a test." in seen[0].body.decode()


# The way to X, an address of one's own, a popup


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("all fine", "It answers as it should, after "),
        ("sold", "It answers with HTTP 200, but not with the status and the text that are wanted."),
    ],
)
def test_the_user_s_own_address_is_asked(line: Line, new_desk: NewDesk, body: str, says: str) -> None:
    line.host("own.example", answers(200, body))
    desk = new_desk('[custom]\nurl = "https://own.example/"\ntext = "fine"\n')
    desk.dialog.open(Page.WATCHED)

    desk.click("Try")

    desk.wait_for(says)


def test_x_is_asked_through_the_proxy(line: Line, new_desk: NewDesk) -> None:
    status, headers, body = WELL["x.com/"]
    line.host("x.com", answers(status, body, headers))
    desk = new_desk("[surfaces]\nweb = false\n")  # it is what the proxy has to reach all the same
    desk.dialog.open(Page.DATA)

    desk.click("Test")

    desk.wait_for("X answers through the proxy.")


def test_the_history_is_not_said_to_be_deleted_while_nobody_watches(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.dialog.open(Page.DATA)

    desk.click("Delete all…")
    desk.click("Delete")

    desk.wait_for("It is deleted as soon as X is watched again.")


def test_a_popup_is_shown(new_desk: NewDesk, store_bus: FakeBus, qtbot: QtBot) -> None:
    server = StrictServer(store_bus)
    desk = new_desk()
    desk.dialog.open(Page.NOTICES)

    desk.click("Show one now")

    qtbot.waitUntil(server.has_more, timeout=PATIENCE_MS)
    (popup,) = server.popups.values()
    assert popup.title == "This is what a notice looks like"
    server.die()
    assert server.refused == []
