"""All sources together: paces, limits, what counts and for how long."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from tests.sources.made import NOW, Clock
from tests.sources.scripted import FAILED, Scripted, hangs, heard, report, run
from trayapp.domain.codes import Says, UnavailableReason
from trayapp.domain.records import Evidence
from trayapp.domain.reports import SourceHealth
from trayapp.net.exchange import Client
from trayapp.sources import pool as pool_module
from trayapp.sources.base import Reply, Source, Unavailable, Unfinished
from trayapp.sources.pool import SourcePool


def test_one_that_hangs_delays_nobody_and_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "DEADLINE_S", 0.2)
    answered = asyncio.Event()
    quick = Scripted(Says.TROUBLE, name="quick")

    async def asks_quickly(client: Client, at: datetime) -> Reply:
        answered.set()
        return await quick.source().ask(client, at)

    async def scenario(pool: SourcePool, clock: Clock) -> None:
        asking = asyncio.create_task(pool.ask_on_suspicion())
        await answered.wait()
        assert not asking.done()
        assert heard(pool, clock) == [("quick", Says.TROUBLE)]
        await asking
        assert heard(pool, clock) == [("slow", Says.UNAVAILABLE), ("quick", Says.TROUBLE)]

    run(
        scenario,
        Source("slow", "crowd", hangs, suspicion_interval_s=120),
        Source("quick", "expert", asks_quickly, suspicion_interval_s=120),
    )


def test_on_suspicion_each_is_asked_at_its_own_pace() -> None:
    often, seldom = Scripted(Says.FINE, name="often"), Scripted(Says.FINE, name="seldom")

    async def scenario(pool: SourcePool, clock: Clock) -> None:
        for _ in range(9):
            await pool.ask_on_suspicion()
            clock.pass_s(60)

    run(scenario, often.source(120), seldom.source(300))
    assert len(often.asked_at) == 5
    assert len(seldom.asked_at) == 2


def test_one_that_fails_is_asked_half_as_often_each_time_down_to_every_half_hour() -> None:
    failing = Scripted(FAILED)

    async def scenario(pool: SourcePool, clock: Clock) -> None:
        for _ in range(140):
            await pool.ask_on_suspicion()
            clock.pass_s(60)

    run(scenario, failing.source(120))
    waits = [
        (later - earlier).total_seconds()
        for earlier, later in zip(failing.asked_at, failing.asked_at[1:], strict=False)
    ]
    assert waits == [240, 480, 960, 1800, 1800, 1800]


def test_one_that_names_a_time_is_not_asked_before() -> None:
    limited = Scripted(Unavailable(UnavailableReason.LIMITED, 3000), Says.FINE)

    async def scenario(pool: SourcePool, clock: Clock) -> None:
        for _ in range(60):
            await pool.ask_on_suspicion()
            clock.pass_s(60)

    run(scenario, limited.source(120))
    assert limited.asked_at[1] - limited.asked_at[0] == timedelta(seconds=3000)
    assert limited.asked_at[2] - limited.asked_at[1] == timedelta(seconds=120)


def test_one_that_was_heard_in_between_begins_anew() -> None:
    failing = Scripted(FAILED, FAILED, Says.FINE, FAILED, FAILED)

    async def scenario(pool: SourcePool, clock: Clock) -> None:
        for _ in range(30):
            await pool.ask_on_suspicion()
            clock.pass_s(60)

    run(scenario, failing.source(120))
    assert [(at - NOW).total_seconds() for at in failing.asked_at] == [0, 240, 720, 840, 1080, 1560]


def test_one_that_was_left_alone_as_it_is_owed_has_not_failed() -> None:
    spared = Scripted(Unavailable(UnavailableReason.LIMITED, 100, was_asked=False))

    async def scenario(pool: SourcePool, clock: Clock) -> None:
        for _ in range(20):
            await pool.ask_on_suspicion()
            clock.pass_s(60)

    run(scenario, spared.source(120))
    assert len(spared.asked_at) == 10


def test_one_that_has_not_finished_is_asked_again_with_the_next_check() -> None:
    partly = Scripted(Unfinished(report("one", Says.NOTHING, NOW)), Says.TROUBLE)

    async def scenario(pool: SourcePool, clock: Clock) -> None:
        await pool.ask_on_suspicion()
        assert heard(pool, clock) == [("one", Says.NOTHING)]
        clock.pass_s(15)
        await pool.ask_on_suspicion()
        assert heard(pool, clock) == [("one", Says.TROUBLE)]
        clock.pass_s(15)
        await pool.ask_on_suspicion()

    run(scenario, partly.source(500))
    assert len(partly.asked_at) == 2


def test_a_clock_that_was_set_back_silences_nobody() -> None:
    one = Scripted(Says.FINE)

    async def scenario(pool: SourcePool, clock: Clock) -> None:
        await pool.ask_on_suspicion()
        clock.pass_s(-86_400)
        await pool.ask_on_suspicion()

    run(scenario, one.source(120))
    assert len(one.asked_at) == 2


def test_a_word_counts_for_a_quarter_of_an_hour() -> None:
    async def scenario(pool: SourcePool, clock: Clock) -> None:
        await pool.ask_on_suspicion()
        pool.record_user_error(clock())
        clock.pass_s(900)
        assert heard(pool, clock) == [("one", Says.TROUBLE), ("user", Says.TROUBLE)]
        clock.pass_s(0.001)
        assert heard(pool, clock) == []

    run(scenario, Scripted(Says.TROUBLE).source())


def test_a_failure_takes_back_nothing_that_was_said_and_is_no_all_clear() -> None:
    async def scenario(pool: SourcePool, clock: Clock) -> None:
        await pool.ask_on_suspicion()
        clock.pass_s(600)
        await pool.ask_on_suspicion()
        assert heard(pool, clock) == [("one", Says.TROUBLE)]
        assert pool.health()[0].says is Says.UNAVAILABLE
        clock.pass_s(400)
        assert heard(pool, clock) == [("one", Says.UNAVAILABLE)]

    run(scenario, Scripted(Says.TROUBLE, FAILED).source())


def test_a_bug_in_one_source_costs_that_source_alone(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(pool: SourcePool, clock: Clock) -> None:
        await pool.ask_on_suspicion()
        assert heard(pool, clock) == [("one", Says.UNAVAILABLE), ("two", Says.FINE)]

    run(scenario, Scripted(ZeroDivisionError("a bug")).source(), Scripted(Says.FINE, name="two").source())
    assert "a bug" in caplog.text


@pytest.mark.parametrize(
    ("says", "kind", "is_reported"),
    [
        (Says.TROUBLE, "crowd", True),
        (Says.TROUBLE, "status", False),
        (Says.FINE, "crowd", False),
        (FAILED, "crowd", False),
    ],
    ids=["a crowd", "a status page", "all is well", "unavailable"],
)
def test_trouble_makes_suspicious_but_not_that_of_a_status_page(
    says: Says | Unavailable, kind: str, is_reported: bool
) -> None:
    async def scenario(pool: SourcePool, clock: Clock) -> None:
        assert not pool.is_trouble_reported(clock())
        await pool.ask_on_suspicion()
        assert pool.is_trouble_reported(clock()) is is_reported

    run(scenario, Scripted(says).source(kind=kind))


def test_the_user_s_own_word_makes_suspicious() -> None:
    async def scenario(pool: SourcePool, clock: Clock) -> None:
        pool.record_user_error(clock())
        assert pool.is_trouble_reported(clock())
        assert pool.evidence(clock()) == (Evidence("user", Says.TROUBLE, "user", NOW),)

    run(scenario)


def test_how_each_is_doing() -> None:
    async def scenario(pool: SourcePool, clock: Clock) -> None:
        assert pool.health() == (SourceHealth("one"), SourceHealth("two"))
        await pool.ask_on_suspicion()
        assert pool.health() == (
            SourceHealth("one", Says.FINE, None, NOW, NOW + timedelta(seconds=120)),
            SourceHealth(
                "two", Says.UNAVAILABLE, UnavailableReason.SERVER_ERROR, NOW, NOW + timedelta(seconds=600)
            ),
        )
        clock.pass_s(300)
        assert pool.health()[0].next_at is None

    run(scenario, Scripted(Says.FINE).source(120), Scripted(FAILED, name="two").source(300))
