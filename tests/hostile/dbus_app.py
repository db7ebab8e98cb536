"""A tray that says what it never should, says nothing, or does not stop: the whole app beside it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jeepney import DBusAddress, Message, MessageFlag, new_method_call
from jeepney.io.blocking import open_dbus_connection

from tests.fakes import FakeBus, FakeTrayHost, fake_bus
from tests.hostile.program import World, world
from tests.hostile.test_dbus import ODD, silent
from tests.ui.screen import Screen
from tests.ui.screen import screen as new_screen

Answer = Callable[[Message], Message]


class OddTray(FakeTrayHost):
    """Answers everything in one way."""

    def __init__(self, bus: FakeBus, answer: Answer) -> None:
        self._odd = answer
        super().__init__(bus)

    def _answer(self, message: Message) -> Message:
        return self._odd(message)


ANSWERS: dict[str, Answer] = {**ODD, "silence": silent}


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    with new_screen() as shown:
        yield shown


@pytest.fixture
def here(screen: Screen) -> Iterator[tuple[World, FakeBus]]:
    with world() as made, fake_bus(made.root) as bus:
        made.environment |= {
            "QT_QPA_PLATFORM": "xcb",
            "DISPLAY": screen.display,
            "DBUS_SESSION_BUS_ADDRESS": bus.address,
        }
        yield made, bus


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_tray_that_answers(here: tuple[World, FakeBus], answer: Answer) -> None:
    made, bus = here
    tray = OddTray(bus, answer)
    app = made.start()
    for _ in range(2):
        app.wait_for(lambda: made.run_to_end("show").process.returncode == 0)
    assert app.told_to_end() == 0
    lines = [line for line in app.stderr.splitlines() if not line.startswith("QDBusTrayIcon ")]  # Qt's own
    assert lines == []
    tray.die()


def test_tray_that_comes_and_goes(here: tuple[World, FakeBus]) -> None:
    made, bus = here
    app = made.start()
    app.wait_for(lambda: made.run_to_end("show").process.returncode == 0)
    before = len(_tasks(app.process.pid))
    for _ in range(50):
        FakeTrayHost(bus).die()
    app.wait_for(lambda: made.run_to_end("show").process.returncode == 0)
    assert len(_tasks(app.process.pid)) <= before + 1
    assert app.told_to_end() == 0
    assert app.stderr == ""


def test_tray_that_floods(here: tuple[World, FakeBus]) -> None:
    made, bus = here
    tray = FakeTrayHost(bus)
    app = made.start()
    item = tray.next_item()
    menu = item.properties["Menu"]
    is_over = threading.Event()

    def flood() -> None:
        connection = open_dbus_connection(bus.address)
        far, root = (-(2**31), 2**31 - 1), ("/StatusNotifierItem", "org.kde.StatusNotifierItem")
        of_menu = (menu, "com.canonical.dbusmenu")
        calls: list[tuple[str, str, str, str, tuple[object, ...]]] = [
            (*root, "Activate", "ii", far),
            (*root, "SecondaryActivate", "ii", far),
            (*root, "ContextMenu", "ii", far),
            (*root, "Scroll", "is", (2**31 - 1, "\x1b")),
            (*of_menu, "GetLayout", "iias", (-(2**31), -5, ["x" * 1000])),
            (*of_menu, "Event", "isvu", (2**31 - 1, "clicked", ("s", "x"), 0)),
            (*of_menu, "AboutToShow", "i", (-1,)),
            (*of_menu, "GetGroupProperties", "aias", ([-1, 2**31 - 1] * 100, [])),
        ]
        for number in range(3_000):
            path, interface, member, signature, values = calls[number % len(calls)]
            if member == "Activate" and number > 50:
                continue
            message = new_method_call(DBusAddress(path, item.name, interface), member, signature, values)
            message.header.flags |= MessageFlag.no_reply_expected
            connection.send(message)
        connection.close()
        is_over.set()

    threading.Thread(target=flood).start()
    app.wait_for(is_over.is_set)
    app.wait_for(lambda: made.run_to_end("show").process.returncode == 0)
    assert "Quit" in item.menu.texts
    assert app.told_to_end() == 0
    assert app.stderr == ""
    tray.die()


def test_bus_that_ends_while_the_app_is_told_to_end(here: tuple[World, FakeBus]) -> None:
    made, bus = here
    tray = FakeTrayHost(bus)
    app = made.start()
    tray.next_item()
    app.wait_for((made.data / "history.sqlite3").exists)
    bus.die()
    assert app.told_to_end() == 0
    tray.die()


def _tasks(pid: int) -> list[Path]:
    return list(Path(f"/proc/{pid}/task").iterdir())
