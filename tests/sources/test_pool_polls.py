"""Standing polls, and what is kept of what was said."""

from __future__ import annotations

import asyncio
import gc
import weakref
from dataclasses import replace
from datetime import datetime

import pytest

from tests.sources.made import NOW, Clock
from tests.sources.scripted import FAILED, Scripted, hangs, heard, report, run
from trayapp.domain.codes import Says
from trayapp.domain.records import Evidence
from trayapp.domain.reports import Report
from trayapp.net.exchange import Client
from trayapp.sources.base import Reply, Source
from trayapp.sources.pool import SourcePool


class Sleeps:
    """Stands in for asyncio.sleep: time passes at once, and after so many sleeps nothing more happens."""

    def __init__(self, clock: Clock, most: int) -> None:
        self.clock = clock
        self.lengths_s: list[float] = []
        self.most = most
        self.are_over = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        self.lengths_s.append(seconds)
        if len(self.lengths_s) > self.most:
            self.are_over.set()
            await asyncio.Event().wait()
        self.clock.pass_s(seconds)


def poll(monkeypatch: pytest.MonkeyPatch, most: int, *sources: Source) -> tuple[Sleeps, tuple[Report, ...]]:
    """Poll for so many sleeps."""
    sleeps: list[Sleeps] = []
    reports: list[Report] = []

    async def scenario(pool: SourcePool, clock: Clock) -> None:
        sleeps.append(Sleeps(clock, most))
        monkeypatch.setattr("trayapp.sources.pool.asyncio.sleep", sleeps[0])
        polling = asyncio.create_task(pool.poll())
        await sleeps[0].are_over.wait()
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
        reports.extend(pool.reports_since_last_check())

    run(scenario, *sources)
    return sleeps[0], tuple(reports)


def test_a_standing_poll_keeps_its_pace_give_or_take_a_tenth(monkeypatch: pytest.MonkeyPatch) -> None:
    polled, never = Scripted(Says.NOTHING), Scripted(Says.NOTHING, name="never")
    sleeps, _ = poll(monkeypatch, 20, polled.source(120, 600), never.source(120))
    assert all(600 <= length <= 660 for length in sleeps.lengths_s)
    assert len(set(sleeps.lengths_s)) > 1
    assert len(polled.asked_at) == 21
    assert never.asked_at == []


def test_where_a_crowd_gathers_a_poll_comes_at_the_pace_of_suspicion(monkeypatch: pytest.MonkeyPatch) -> None:
    gathers = [False, True, True, False, False]

    async def ask(_: Client, at: datetime) -> Reply:
        return replace(report("one", Says.NOTHING, at), is_gathering=gathers.pop(0))

    sleeps, _ = poll(monkeypatch, 4, Source("one", "crowd", ask, 120, 600))
    assert [length // 60 for length in sleeps.lengths_s[:4]] == [10, 2, 2, 10]


def test_where_a_crowd_gathered_and_cannot_be_heard_any_more_a_poll_keeps_its_pace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = 0

    async def ask(_: Client, at: datetime) -> Reply:
        nonlocal asked
        asked += 1
        return replace(report("one", Says.NOTHING, at), is_gathering=True) if asked == 1 else FAILED

    sleeps, _ = poll(monkeypatch, 3, Source("one", "crowd", ask, 120, 600))
    assert [length // 60 for length in sleeps.lengths_s[:3]] == [2, 10, 10]


def test_a_poll_that_fails_comes_later(monkeypatch: pytest.MonkeyPatch) -> None:
    sleeps, _ = poll(monkeypatch, 5, Scripted(FAILED).source(500, 600))
    assert [length // 100 for length in sleeps.lengths_s[:2]] == [10, 18]


def test_calm_polls_are_not_worth_keeping_and_trouble_is(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Scripted(Says.NOTHING, Says.NOTHING, Says.TROUBLE, Says.NOTHING)
    _, reports = poll(monkeypatch, 5, script.source(120, 600))
    assert [report.evidence.says for report in reports] == [Says.TROUBLE]


def test_of_a_block_in_one_country_a_poll_keeps_the_first_word(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = iter(["restricted", "restricted", "restricted elsewhere", "restricted elsewhere", ""])

    async def ask(_: Client, at: datetime) -> Reply:
        return Report(Evidence("one", Says.NOTHING, "expert", at), text=next(texts), country="TR")

    _, reports = poll(monkeypatch, 3, Source("one", "expert", ask, 120, 600))
    assert [report.text for report in reports] == ["restricted", "restricted elsewhere"]


def test_what_was_said_on_suspicion_is_kept_once() -> None:
    async def scenario(pool: SourcePool, clock: Clock) -> None:
        await pool.ask_on_suspicion()
        assert [report.evidence.says for report in pool.reports_since_last_check()] == [Says.FINE]
        assert pool.reports_since_last_check() == ()

    run(scenario, Scripted(Says.FINE).source())


def test_a_source_that_repeats_itself_is_kept_once_and_counts_from_when_it_spoke() -> None:
    word = report("one", Says.FINE, NOW)

    async def ask(_: Client, at: datetime) -> Reply:
        return word

    async def scenario(pool: SourcePool, clock: Clock) -> None:
        await pool.ask_on_suspicion()
        assert pool.reports_since_last_check() == (word,)
        clock.pass_s(800)
        await pool.ask_on_suspicion()
        assert pool.reports_since_last_check() == ()
        clock.pass_s(101)
        assert heard(pool, clock) == []

    run(scenario, Source("one", "expert", ask, 120))


def test_who_asks_while_it_is_being_asked_takes_that_answer() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    asked = 0

    async def ask(_: Client, at: datetime) -> Reply:
        nonlocal asked
        asked += 1
        begun.set()
        await go_on.wait()
        return report("one", Says.TROUBLE, at)

    async def scenario(pool: SourcePool, clock: Clock) -> None:
        polling = asyncio.create_task(pool.poll())
        await begun.wait()
        asking = asyncio.create_task(pool.ask_on_suspicion())
        await asyncio.sleep(0)
        go_on.set()
        await asking
        assert heard(pool, clock) == [("one", Says.TROUBLE)]
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)

    run(scenario, Source("one", "expert", ask, 120, 600))
    assert asked == 1


def test_polls_that_are_cancelled_leave_nothing_to_the_collector() -> None:
    polled = Scripted(Says.NOTHING)
    left: list[weakref.ref[SourcePool]] = []

    async def scenario(pool: SourcePool, _: Clock) -> None:
        left.append(weakref.ref(pool))
        polling = asyncio.create_task(pool.poll())
        while not polled.asked_at:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)

    gc.disable()
    try:
        run(scenario, polled.source(120, 600), Source("two", "expert", hangs, 120, 600))
        assert left[0]() is None
    finally:
        gc.enable()
