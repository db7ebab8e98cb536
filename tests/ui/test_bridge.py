"""Records on their way from one thread to the other."""

from __future__ import annotations

import os
import sys
import threading

import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from tests.domain.made import NOW, check, judged
from trayapp.domain.update import Update
from trayapp.errors import TrayappError
from trayapp.ui.bridge import Bridge

NEWS = Update(judged(check(web="ok", posts="ok")))


class Receiver(QObject):
    """Notes what comes, and in which thread."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.received: list[object] = []
        self.threads: set[threading.Thread] = set()
        bridge.check_began.connect(self.record_check_begin)
        bridge.checked.connect(self.note)
        bridge.checks_failed.connect(self.note)

    @Slot()
    def record_check_begin(self) -> None:
        self.note(None)

    @Slot(object)
    def note(self, news: Update | TrayappError | None) -> None:
        self.received.append(news)
        self.threads.add(threading.current_thread())


def test_what_the_worker_sends_arrives_in_order_in_the_gui_thread(qtbot: QtBot) -> None:
    bridge = Bridge()
    receiver = Receiver(bridge)
    error = TrayappError("no_trust_store")

    def work() -> None:
        bridge.on_check_begin()
        bridge.on_check(NEWS)
        bridge.on_failure(error)

    with qtbot.waitSignal(bridge.checks_failed):
        threading.Thread(target=work).start()
    qtbot.waitUntil(lambda: len(receiver.received) == 3)

    assert receiver.received == [None, NEWS, error]
    assert receiver.received[1] is NEWS
    assert receiver.threads == {threading.main_thread()}


def test_this_qt_leaves_the_constants_of_python_alone(qtbot: QtBot) -> None:
    """PySide6 6.12.0 takes a reference to `True` with each signal; before Python 3.12 that kills."""
    bridge = Bridge()
    before = sys.getrefcount(True)

    for _ in range(200):
        bridge.on_check(NEWS)

    assert sys.getrefcount(True) > before - 100


def test_a_click_brings_along_what_lets_a_window_come_to_the_front(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "")
    bridge = Bridge()

    with qtbot.waitSignal(bridge.incident_opened) as opened:
        threading.Thread(target=bridge.open_incident, args=(NOW, "")).start()
    assert opened.args == [NOW]
    assert os.environ["XDG_ACTIVATION_TOKEN"] == ""

    with qtbot.waitSignal(bridge.incident_opened) as opened:
        threading.Thread(target=bridge.open_incident, args=(None, "a token")).start()
    assert opened.args == [None]
    assert os.environ["XDG_ACTIVATION_TOKEN"] == "a token"
