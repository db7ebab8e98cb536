"""The whole app as a process, beside a notification server that takes nothing but what it should."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from tests.fakes import FakeBus, FakeTrayHost, TrayItem
from tests.notices.server import Shown, StrictServer
from tests.ui.conftest import StartApp
from tests.ui.screen import Screen
from tests.ui.test_app import TITLE, is_offline, sentence

NewHost = Callable[[], FakeTrayHost]


@pytest.fixture
def server(bus: FakeBus) -> Iterator[StrictServer]:
    running = StrictServer(bus)
    yield running
    running.die()
    assert running.refused == []


def offline_popup(server: StrictServer, item: TrayItem) -> Shown:
    """The one that two checks without a line lead to; the second is asked for."""
    item.wait_until(sentence, is_offline)
    item.wait_until(lambda tray: tray.menu.texts, lambda texts: "Check now" in texts)
    item.choose("Check now")
    return asyncio.run(server.next_popup())


def test_a_click_on_a_popup_opens_the_window(
    screen: Screen, bus: FakeBus, new_host: NewHost, server: StrictServer, start_app: StartApp
) -> None:
    host = new_host()
    start_app(screen.display, bus.address)

    popup = offline_popup(server, host.next_item())

    assert (popup.app_name, popup.title) == (TITLE, "You are offline")
    assert popup.body.startswith("The proxy fails or turns this program away.")
    server.click(popup.number)
    screen.wait_for_window(TITLE)


def test_popups_end_with_the_app(
    screen: Screen, bus: FakeBus, new_host: NewHost, server: StrictServer, start_app: StartApp
) -> None:
    host = new_host()
    app = start_app(screen.display, bus.address)
    item = host.next_item()
    popup = offline_popup(server, item)

    item.choose("Quit")

    assert asyncio.run(server.next_withdrawn()) == popup.number
    assert app.ended() == 0
    assert app.stderr == ""


def test_the_end_does_not_wait_for_a_server_that_hangs(
    screen: Screen, bus: FakeBus, new_host: NewHost, start_app: StartApp
) -> None:
    host = new_host()
    hanging = StrictServer(bus, answer=lambda _: None)
    app = start_app(screen.display, bus.address)
    item = host.next_item()
    item.wait_until(sentence, is_offline)
    item.wait_until(lambda tray: tray.menu.texts, lambda texts: "Check now" in texts)
    item.choose("Check now")
    item.wait_until(lambda tray: tray.menu.texts, lambda texts: "Check now" in texts)

    item.choose("Quit")

    try:
        assert app.ended() == 0
        assert app.stderr == ""
    finally:
        hanging.die()
