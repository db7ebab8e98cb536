"""A browser as a process: whatever it starts, and wherever that goes, nothing of it is left."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from trayapp.browser import watchdog
from trayapp.browser.process import BrowserProcess

# Helpers that go as far as they can: one in a session of its own, one without a parent, one that starts
# another when it is told to end, and last the browser itself, whose start script is over by then.
_FAKE = """#!/bin/sh
for switch; do case $switch in --user-data-dir=*) profile=${switch#*=};; esac; done
helper='echo $$ >>"$0/pids"; exec sleep 600'
setsid sh -c "$helper" "$profile" &
(setsid sh -c "$helper" "$profile" & ) &
setsid sh -c "trap 'sleep 600 &' TERM HUP; echo \\$\\$ >>\\$0/pids; while :; do sleep 600; done" "$profile" &
setsid sh -c "$helper" "$profile" 3<&- &
"""

_LOOKS = """
import pathlib, sys, time
from trayapp.browser.process import BrowserProcess
process = BrowserProcess(pathlib.Path(sys.argv[1]))
time.sleep(600)
"""


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A browser; its profiles lie in the folder beside it."""
    (tmp_path / "profiles").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "profiles"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "profiles"))
    browser = tmp_path / "chromium"
    browser.write_text(_FAKE)
    browser.chmod(0o755)
    return browser


def _until(is_so: Callable[[], object]) -> None:
    until_s = time.monotonic() + 15
    while not is_so():
        assert time.monotonic() < until_s
        time.sleep(0.01)


def _pids(fake: Path) -> list[int]:
    files = fake.parent.glob("profiles/*/pids")
    return [int(line) for file in files for line in file.read_text().split()]


def _is_alive(pid: int) -> bool:
    with suppress(OSError):
        return b") Z " not in Path(f"/proc/{pid}/stat").read_bytes()
    return False


def _started(fake: Path) -> list[int]:
    _until(lambda: len(_pids(fake)) == 4)
    return _pids(fake)


def _assert_nothing_is_left(fake: Path, pids: list[int]) -> None:
    _until(lambda: not any(map(_is_alive, pids)) and not list((fake.parent / "profiles").iterdir()))


def test_whatever_has_left_its_group_is_ended_with_it(fake: Path) -> None:
    async def look() -> list[int]:
        process = BrowserProcess(fake)
        pids = _started(fake)
        await process.end()
        assert not any(map(_is_alive, pids))  # by then, not later
        return pids

    _assert_nothing_is_left(fake, asyncio.run(look()))


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_who_asked_may_be_killed(fake: Path, ending: signal.Signals) -> None:
    asking = os.posix_spawn(sys.executable, [sys.executable, "-P", "-c", _LOOKS, str(fake)], os.environ)
    pids = _started(fake)
    os.kill(asking, ending)
    os.waitpid(asking, 0)

    _assert_nothing_is_left(fake, pids)


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_a_watchdog_that_fails_leaves_no_browser(
    fake: Path, blow: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trayapp.browser.process._GONE_WITHIN_S", 0.1)
    fake.write_text("#!/bin/sh\nexec sleep 600\n")

    async def look() -> int:
        process = BrowserProcess(fake)
        dog = process._dog.pid
        _until(lambda: watchdog.descendants(dog))
        (browser,) = watchdog.descendants(dog)
        os.kill(dog, blow)
        await process.end()
        return browser

    _assert_nothing_is_left(fake, [asyncio.run(look())])


def test_of_a_watchdog_that_was_stopped_all_is_ended(fake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trayapp.browser.process._GONE_WITHIN_S", 0.1)

    async def look() -> list[int]:
        process = BrowserProcess(fake)
        pids = _started(fake)
        os.kill(process._dog.pid, signal.SIGSTOP)
        await process.end()
        return pids

    _assert_nothing_is_left(fake, asyncio.run(look()))
