"""What one process knows of its sources another one knows, and what is cut short goes on."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from tests.servers import Internet
from tests.sources.made import NOW, Clock
from tests.sources.scripted import FAILED, Scripted, Vantage, heard, later, report, run
from trayapp.domain.codes import Says, UnavailableReason
from trayapp.domain.reports import SourceHealth
from trayapp.net.backoff import HostBackoff
from trayapp.net.exchange import Client
from trayapp.net.limits_file import LimitsFile
from trayapp.sources.base import Reply, Source, Unfinished
from trayapp.sources.pool import SourcePool


def process(clock: Clock, folder: Path, internet: Internet, *sources: Source) -> SourcePool:
    """The sources as another process has them, or a later one."""
    return SourcePool(
        internet.client(backoff=HostBackoff(clock, 60, LimitsFile(folder, clock))), sources, clock
    )


def test_what_another_process_heard_counts_and_is_not_asked_again(tmp_path: Path) -> None:
    one, other = Scripted(Says.TROUBLE, Says.FINE), Scripted(FAILED, name="other")

    async def scenario() -> None:
        clock = Clock()
        async with Internet() as internet:

            def start() -> SourcePool:
                return process(clock, tmp_path, internet, one.source(120), other.source(120))

            await start().ask_on_suspicion()
            for passed_s in (60, 59.999):
                clock.pass_s(passed_s)
                pool = start()
                assert pool.evidence(clock()) == ()  # nobody had reason to ask
                await pool.ask_on_suspicion()
                assert heard(pool, clock) == [("one", Says.TROUBLE), ("other", Says.UNAVAILABLE)]
                assert pool.evidence(clock())[0].at == NOW
                assert pool.reports_since_last_check() == ()
                assert pool.health() == (
                    SourceHealth("one", Says.TROUBLE, None, NOW, later(120)),
                    SourceHealth("other", Says.UNAVAILABLE, UnavailableReason.SERVER_ERROR, NOW, later(240)),
                )
            clock.pass_s(0.001)
            await start().ask_on_suspicion()
            assert len(one.asked_at) == 2
            assert len(other.asked_at) == 1

    asyncio.run(scenario())


def test_what_was_heard_before_the_clock_was_set_back_is_not_known(tmp_path: Path) -> None:
    one = Scripted(Says.TROUBLE, Says.FINE)

    async def scenario() -> None:
        clock = Clock()
        async with Internet() as internet:
            await process(clock, tmp_path, internet, one.source()).ask_on_suspicion()
            clock.pass_s(-30)
            pool = process(clock, tmp_path, internet, one.source())
            for _ in range(2):
                await pool.ask_on_suspicion()
                assert heard(pool, clock) == [("one", Says.FINE)]
                clock.pass_s(10)

    asyncio.run(scenario())
    assert len(one.asked_at) == 2


def test_a_contradiction_that_another_process_answered_is_answered(tmp_path: Path) -> None:
    vantage, other = Vantage(Says.FINE), Scripted(Says.NOTHING, Says.TROUBLE)

    async def scenario() -> None:
        clock = Clock()
        async with Internet() as internet:
            for _ in range(15):
                pool = process(clock, tmp_path, internet, vantage.source(3600), other.source(120))
                await pool.ask_on_suspicion()
                clock.pass_s(60)

    asyncio.run(scenario())
    assert vantage.anew == [(180, 120)]


def test_back_offs_outlive_the_process(tmp_path: Path) -> None:
    failing = Scripted(FAILED)

    async def scenario() -> None:
        clock = Clock()
        async with Internet() as internet:
            for _ in range(60):
                await process(clock, tmp_path, internet, failing.source(120)).ask_on_suspicion()
                clock.pass_s(60)

    asyncio.run(scenario())
    assert [(at - NOW).total_seconds() for at in failing.asked_at] == [0, 240, 720, 1680, 3480]


def test_the_user_s_wish_has_those_asked_that_failed_but_nobody_beyond_the_pace() -> None:
    fine, failing = Scripted(Says.FINE), Scripted(FAILED, name="failing")

    async def scenario(pool: SourcePool, clock: Clock) -> None:
        backoff = pool._client.backoff
        for _ in range(4):
            clock.pass_s(130)
            with backoff.overridden():
                await pool.ask_on_suspicion()
                await pool.ask_on_suspicion()

    run(scenario, fine.source(120), failing.source(120))
    assert len(fine.asked_at) == 4
    # At 130, 260 by the wish; what was promised then, 480 s, is not lifted again.
    assert len(failing.asked_at) == 2


def test_those_that_are_cut_short_keep_what_has_come_and_are_asked_at_the_next_check() -> None:
    begun = asyncio.Event()
    asked: list[str] = []
    part = Unfinished(report("partly", Says.TROUBLE, NOW, "vantage"))

    async def ask(_: Client, at: datetime) -> Reply:
        asked.append("partly")
        await asyncio.Event().wait()
        raise AssertionError

    async def ask_other(_: Client, at: datetime) -> Reply:
        asked.append("other")
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    async def scenario(pool: SourcePool, clock: Clock) -> None:
        for _ in range(2):
            begun.clear()
            asking = asyncio.create_task(pool.ask_on_suspicion())
            await begun.wait()
            clock.pass_s(15)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            assert heard(pool, clock) == [("partly", Says.TROUBLE)]

    partly = Source("partly", "vantage", ask, 120, so_far=lambda: part)
    run(scenario, partly, Source("other", "expert", ask_other, 120))
    assert asked == ["partly", "other"] * 2


def test_under_other_settings_what_was_heard_is_still_known() -> None:
    async def scenario(pool: SourcePool, clock: Clock) -> None:
        await pool.ask_on_suspicion()
        pool.record_user_error(clock())
        anew = SourcePool(pool._client, [kept.source(), Scripted(Says.FINE, name="new").source()], clock)
        anew.go_on_from(pool)
        assert heard(anew, clock) == [("kept", Says.TROUBLE), ("user", Says.TROUBLE)]
        assert [report.evidence.source for report in anew.reports_since_last_check()] == ["kept", "gone"]
        await anew.ask_on_suspicion()
        assert len(kept.asked_at) == 1

    kept = Scripted(Says.TROUBLE, name="kept")
    run(scenario, kept.source(), Scripted(Says.TROUBLE, name="gone").source())
