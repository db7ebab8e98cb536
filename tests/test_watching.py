"""The watching as a whole: an internet of our own, the loop, the tracker, the history."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.probing.test_checker import Change, healthy, site_is_broken
from tests.servers import Internet, answers
from tests.sources.made import nobody_else
from trayapp.clock import Now
from trayapp.domain.records import VerdictName
from trayapp.domain.update import Update
from trayapp.errors import HistoryEvent, HistoryLockedError
from trayapp.history.summary import Summary
from trayapp.probing.checker import Adapt, Checker
from trayapp.probing.manners import Manners
from trayapp.settings import Settings
from trayapp.sources.habits import Habits
from trayapp.surfaces import chosen
from trayapp.watching import Watch


async def watch(
    folder: Path, checks: int, monkeypatch: pytest.MonkeyPatch, *changes: Change
) -> tuple[list[Update], list[HistoryEvent]]:
    """What is told while so many checks are made, each asked for as soon as the last is done."""
    updates: asyncio.Queue[Update] = asyncio.Queue()
    told: list[HistoryEvent] = []
    async with Internet() as internet:
        await healthy(internet)
        for change in changes:
            await change(internet)

        def checker(settings: Settings, now: Now, adapt: Adapt, habits: Habits, manners: Manners) -> Checker:
            return Checker(
                internet.client(), chosen(settings), nobody_else(), now, settings.interval_s, adapt
            )

        monkeypatch.setattr("trayapp.watching.checker", checker)
        watching = Watch(Settings(), folder, updates.put_nowait, told.append)
        running = asyncio.create_task(watching.run())
        seen: list[Update] = []
        async with asyncio.timeout(60):
            while sum(not update.is_old for update in seen) < checks:
                news = asyncio.create_task(updates.get())
                await asyncio.wait({news, running}, return_when=asyncio.FIRST_COMPLETED)
                if running.done():
                    news.cancel()
                    await running
                seen.append(await news)
                watching.check_now()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return seen, told


async def posts_are_broken_too(internet: Internet) -> None:
    for host in ("publish.x.com", "cdn.syndication.twimg.com"):
        await internet.host(host, answers(503, "", {"x-transaction-id": "1"}))


def test_an_outage_is_confirmed_recorded_and_goes_on_after_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outage = (site_is_broken, posts_are_broken_too)
    first, _ = asyncio.run(watch(tmp_path, 3, monkeypatch, *outage))
    assert first[-1].incident is not None
    assert (first[-1].incident.verdict, first[-1].recurrence) == (VerdictName.DOWN, 1)

    second, told = asyncio.run(watch(tmp_path, 3, monkeypatch))
    assert (second[0].is_old, second[0].judged.verdict.name) == (True, VerdictName.DOWN)
    assert second[0].incident == first[-1].incident
    assert second[-1].incident is None
    assert told == []
    with Summary.open(tmp_path) as summary:
        [recorded] = summary.incidents(first[0].judged.check.at)
    assert recorded.incident.begin == first[0].judged.check.at
    assert recorded.incident.end == second[1].judged.check.at


def test_a_second_watch_of_the_same_history_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        async with Internet():
            running = asyncio.create_task(
                Watch(Settings(), tmp_path, started, list[HistoryEvent]().append).run()
            )
            await asyncio.wait_for(begun.wait(), 30)
            with pytest.raises(HistoryLockedError):
                await Watch(Settings(), tmp_path, started, list[HistoryEvent]().append).run()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    begun = asyncio.Event()

    def started(_: Update) -> None:
        begun.set()

    async def instantly(self: Checker, depth: object) -> object:
        from tests.domain.made import check, judged

        return judged(check(web="ok", posts="ok"))

    monkeypatch.setattr(Checker, "check", instantly)
    asyncio.run(scenario())


def test_a_damaged_history_is_set_aside_and_the_watching_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(watch(tmp_path, 2, monkeypatch))
    database = tmp_path / "history.sqlite3"
    content = bytearray(database.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    database.write_bytes(bytes(content))

    seen, told = asyncio.run(watch(tmp_path, 2, monkeypatch))

    assert seen[-1].judged.verdict.name is VerdictName.UP
    assert [event.code for event in told] == ["history_corrupt"]
    assert len(list(tmp_path.glob("history.broken-*.sqlite3"))) == 1
