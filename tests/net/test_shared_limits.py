"""`trayapp check` and the tray owe together: what one of them was told, the other one heeds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.checks.test_checker import healthy
from tests.servers import Internet, answers
from tests.watch.listening import Listening
from trayapp.cli.check import check_once
from trayapp.domain.update import Update
from trayapp.net.backoff import HostBackoff
from trayapp.net.exchange import Client
from trayapp.net.proxies import Proxies
from trayapp.settings.declarations import Settings
from trayapp.watch.session import WatchSession

SETTINGS = Settings(sources=False)


async def check(folder: Path) -> None:
    await check_once(SETTINGS, folder)


async def tray(folder: Path) -> None:
    """One check, and its end."""
    checked = asyncio.Event()

    def note(update: Update) -> None:
        if not update.is_old:
            checked.set()

    running = asyncio.create_task(WatchSession(SETTINGS, folder, Listening(note)).run())
    await checked.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def live(
    monkeypatch: pytest.MonkeyPatch, folder: Path, *lives: Callable[[Path], object], is_well: bool
) -> list[int]:
    """How often x.com is asked in each of these lives; it may want to be left alone for five minutes."""

    async def scenario() -> list[int]:
        async with Internet() as internet:

            def asking(backoff: HostBackoff, _: Proxies) -> Client:
                return internet.client(backoff=backoff)

            monkeypatch.setattr("trayapp.watch.assembly.make_client", asking)
            await healthy(internet)
            if not is_well:
                await internet.host(
                    "x.com", answers(429, "", {"retry-after": "300", "x-transaction-id": "1"})
                )
            asked = []
            for life in lives:
                internet.asked_names.clear()
                await life(folder)  # type: ignore[misc] # a coroutine
                asked.append(internet.asked_names.count("x.com"))
            return asked

    return asyncio.run(scenario())


@pytest.mark.parametrize("first", [check, tray])
@pytest.mark.parametrize("second", [check, tray])
def test_who_wants_to_be_left_alone_is_by_whichever_comes_next(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    first: Callable[[Path], object],
    second: Callable[[Path], object],
) -> None:
    assert live(monkeypatch, tmp_path, first, second, is_well=False) == [1, 0]


def test_of_files_a_check_writes_what_is_owed_alone_and_nothing_if_nothing_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(monkeypatch, tmp_path / "well", check, is_well=True)
    live(monkeypatch, tmp_path / "limited", check, is_well=False)
    written = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert written == {"limited/owed.json", "limited/owed.lock"}
