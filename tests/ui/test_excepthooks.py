"""Bugs that nobody caught."""

from __future__ import annotations

import sys
import threading

import pytest

from trayapp.ui.app import log_bugs


@pytest.fixture(autouse=True)
def _hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # both put back afterwards
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    log_bugs()


def test_a_bug_in_a_slot_is_logged_with_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        1 / 0  # noqa: B018

    sys.excepthook(caught.type, caught.value, caught.tb)

    assert "test_a_bug_in_a_slot" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_bug_in_a_thread_is_logged_with_the_threads_name(caplog: pytest.LogCaptureFixture) -> None:
    thread = threading.Thread(target=lambda: 1 / 0, name="clumsy")
    thread.start()
    thread.join()

    assert "clumsy" in caplog.text
    assert "ZeroDivisionError" in caplog.text
