"""All voices together: each at its own pace, none waiting for another, and what counts of what they said."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.servers import Internet
from tests.sources.made import NOW, Clock
from trayapp.domain.records import Evidence, Says
from trayapp.domain.reports import Report, SourceHealth, UnavailableReason
from trayapp.net.backoff import HostBackoff
from trayapp.net.exchange import Client
from trayapp.net.limits_file import LimitsFile
from trayapp.sources import pool as voices_module
from trayapp.sources.base import Reply, Source, Unavailable, Unfinished
from trayapp.sources.pool import SourcePool

FAILED = Unavailable(UnavailableReason.SERVER_ERROR)


class Scripted:
    """A source that replies as it is told, and notes when it was asked."""

    def __init__(self, *replies: Says | Unavailable | Unfinished | Exception, name: str = "one") -> None:
        self.replies = list(replies)
        self.asked_at: list[datetime] = []
        self.name = name

    def source(
        self, suspicion_s: float = 120, standing_s: float | None = None, kind: str = "expert"
    ) -> Source:
        async def ask(_: Client, at: datetime) -> Reply:
            self.asked_at.append(at)
            reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
            if isinstance(reply, Exception):
                raise reply
            return report(self.name, reply, at, kind) if isinstance(reply, Says) else reply

        return Source(self.name, kind, ask, suspicion_s, standing_s)


def report(name: str, says: Says, at: datetime, kind: str = "expert") -> Report:
    return Report(Evidence(name, says, kind, at))


async def hangs(_: Client, at: datetime) -> Reply:
    await asyncio.Event().wait()
    raise AssertionError


def run(scenario: Callable[[SourcePool, Clock], Coroutine[Any, Any, None]], *sources: Source) -> None:
    async def live() -> None:
        clock = Clock()
        async with Internet() as internet:
            client = internet.client(backoff=HostBackoff(clock, 60))
            await scenario(SourcePool(client, sources, clock), clock)

    asyncio.run(live())


def heard(voices: SourcePool, clock: Clock) -> list[tuple[str, Says]]:
    return [(evidence.source, evidence.says) for evidence in voices.evidence(clock())]


def test_one_that_hangs_delays_nobody_and_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices_module, "DEADLINE_S", 0.2)
    answered = asyncio.Event()
    quick = Scripted(Says.TROUBLE, name="quick")

    async def asks_quickly(client: Client, at: datetime) -> Reply:
        answered.set()
        return await quick.source().ask(client, at)

    async def scenario(voices: SourcePool, clock: Clock) -> None:
        asking = asyncio.create_task(voices.ask_on_suspicion())
        await answered.wait()
        assert not asking.done()
        assert heard(voices, clock) == [("quick", Says.TROUBLE)]
        await asking
        assert heard(voices, clock) == [("slow", Says.UNAVAILABLE), ("quick", Says.TROUBLE)]

    run(
        scenario,
        Source("slow", "crowd", hangs, suspicion_interval_s=120),
        Source("quick", "expert", asks_quickly, suspicion_interval_s=120),
    )


def test_on_suspicion_each_is_asked_at_its_own_pace() -> None:
    often, seldom = Scripted(Says.FINE, name="often"), Scripted(Says.FINE, name="seldom")

    async def scenario(voices: SourcePool, clock: Clock) -> None:
        for _ in range(9):
            await voices.ask_on_suspicion()
            clock.pass_s(60)

    run(scenario, often.source(120), seldom.source(300))
    assert len(often.asked_at) == 5
    assert len(seldom.asked_at) == 2


def test_one_that_fails_is_asked_half_as_often_each_time_down_to_every_half_hour() -> None:
    failing = Scripted(FAILED)

    async def scenario(voices: SourcePool, clock: Clock) -> None:
        for _ in range(140):
            await voices.ask_on_suspicion()
            clock.pass_s(60)

    run(scenario, failing.source(120))
    waits = [
        (later - earlier).total_seconds()
        for earlier, later in zip(failing.asked_at, failing.asked_at[1:], strict=False)
    ]
    assert waits == [240, 480, 960, 1800, 1800, 1800]


def test_one_that_names_a_time_is_not_asked_before() -> None:
    limited = Scripted(Unavailable(UnavailableReason.LIMITED, 3000), Says.FINE)

    async def scenario(voices: SourcePool, clock: Clock) -> None:
        for _ in range(60):
            await voices.ask_on_suspicion()
            clock.pass_s(60)

    run(scenario, limited.source(120))
    assert limited.asked_at[1] - limited.asked_at[0] == timedelta(seconds=3000)
    assert limited.asked_at[2] - limited.asked_at[1] == timedelta(seconds=120)


def test_one_that_was_heard_in_between_begins_anew() -> None:
    failing = Scripted(FAILED, FAILED, Says.FINE, FAILED, FAILED)

    async def scenario(voices: SourcePool, clock: Clock) -> None:
        for _ in range(30):
            await voices.ask_on_suspicion()
            clock.pass_s(60)

    run(scenario, failing.source(120))
    assert [(at - NOW).total_seconds() for at in failing.asked_at] == [0, 240, 720, 840, 1080, 1560]


def test_one_that_was_left_alone_as_it_is_owed_has_not_failed() -> None:
    spared = Scripted(Unavailable(UnavailableReason.LIMITED, 100, was_asked=False))

    async def scenario(voices: SourcePool, clock: Clock) -> None:
        for _ in range(20):
            await voices.ask_on_suspicion()
            clock.pass_s(60)

    run(scenario, spared.source(120))
    assert len(spared.asked_at) == 10


def test_one_that_has_not_finished_is_asked_again_with_the_next_check() -> None:
    partly = Scripted(Unfinished(report("one", Says.NOTHING, NOW)), Says.TROUBLE)

    async def scenario(voices: SourcePool, clock: Clock) -> None:
        await voices.ask_on_suspicion()
        assert heard(voices, clock) == [("one", Says.NOTHING)]
        clock.pass_s(15)
        await voices.ask_on_suspicion()
        assert heard(voices, clock) == [("one", Says.TROUBLE)]
        clock.pass_s(15)
        await voices.ask_on_suspicion()

    run(scenario, partly.source(500))
    assert len(partly.asked_at) == 2


def test_a_clock_that_was_set_back_silences_nobody() -> None:
    one = Scripted(Says.FINE)

    async def scenario(voices: SourcePool, clock: Clock) -> None:
        await voices.ask_on_suspicion()
        clock.pass_s(-86_400)
        await voices.ask_on_suspicion()

    run(scenario, one.source(120))
    assert len(one.asked_at) == 2


def test_a_word_counts_for_a_quarter_of_an_hour() -> None:
    async def scenario(voices: SourcePool, clock: Clock) -> None:
        await voices.ask_on_suspicion()
        voices.record_user_error()
        clock.pass_s(900)
        assert heard(voices, clock) == [("one", Says.TROUBLE), ("user", Says.TROUBLE)]
        clock.pass_s(0.001)
        assert heard(voices, clock) == []

    run(scenario, Scripted(Says.TROUBLE).source())


def test_a_failure_takes_back_nothing_that_was_said_and_is_no_all_clear() -> None:
    async def scenario(voices: SourcePool, clock: Clock) -> None:
        await voices.ask_on_suspicion()
        clock.pass_s(600)
        await voices.ask_on_suspicion()
        assert heard(voices, clock) == [("one", Says.TROUBLE)]
        assert voices.health()[0].says is Says.UNAVAILABLE
        clock.pass_s(400)
        assert heard(voices, clock) == [("one", Says.UNAVAILABLE)]

    run(scenario, Scripted(Says.TROUBLE, FAILED).source())


def test_a_bug_in_one_source_costs_that_source_alone(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(voices: SourcePool, clock: Clock) -> None:
        await voices.ask_on_suspicion()
        assert heard(voices, clock) == [("one", Says.UNAVAILABLE), ("two", Says.FINE)]

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
    async def scenario(voices: SourcePool, clock: Clock) -> None:
        assert not voices.is_trouble_reported(clock())
        await voices.ask_on_suspicion()
        assert voices.is_trouble_reported(clock()) is is_reported

    run(scenario, Scripted(says).source(kind=kind))


def test_the_user_s_own_word_makes_suspicious() -> None:
    async def scenario(voices: SourcePool, clock: Clock) -> None:
        voices.record_user_error()
        assert voices.is_trouble_reported(clock())
        assert voices.evidence(clock()) == (Evidence("user", Says.TROUBLE, "user", NOW),)

    run(scenario)


def test_how_each_is_doing() -> None:
    async def scenario(voices: SourcePool, clock: Clock) -> None:
        assert voices.health() == (SourceHealth("one"), SourceHealth("two"))
        await voices.ask_on_suspicion()
        assert voices.health() == (
            SourceHealth("one", Says.FINE, None, NOW, NOW + timedelta(seconds=120)),
            SourceHealth(
                "two", Says.UNAVAILABLE, UnavailableReason.SERVER_ERROR, NOW, NOW + timedelta(seconds=600)
            ),
        )
        clock.pass_s(300)
        assert voices.health()[0].next_at is None

    run(scenario, Scripted(Says.FINE).source(120), Scripted(FAILED, name="two").source(300))


# ---- vantage points, asked anew


class Vantage(Scripted):
    """Vantage points: notes, too, when they were asked anew, and since when they had not answered."""

    def __init__(self, *replies: Says | Unavailable | Unfinished | Exception) -> None:
        super().__init__(*replies, name="vantage")
        self.anew: list[tuple[float, float]] = []

    def source(self, suspicion_s: float = 600, standing_s: float | None = None, kind: str = "") -> Source:
        ask = super().source(suspicion_s, kind="vantage").ask

        async def ask_anew(client: Client, at: datetime, since: datetime) -> Reply:
            self.anew.append(((at - NOW).total_seconds(), (since - NOW).total_seconds()))
            return await ask(client, at)

        return Source("vantage", "vantage", ask, suspicion_s, ask_anew=ask_anew)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_trouble_that_began_since_has_them_asked_anew_once() -> None:
    vantage = Vantage(Says.FINE)

    async def scenario(voices: SourcePool, clock: Clock) -> None:
        await voices.ask_on_suspicion(later(0))
        for began_s in (None, 0, 30, 30, 30, None, 90):
            clock.pass_s(15)
            await voices.ask_on_suspicion(None if began_s is None else later(began_s))

    run(scenario, vantage.source())
    assert vantage.anew == [(0, 0), (45, 30), (105, 90)]
    assert len(vantage.asked_at) == 3


def test_where_it_is_not_known_when_trouble_began_they_keep_their_pace() -> None:
    vantage = Vantage(Says.FINE)

    async def scenario(voices: SourcePool, clock: Clock) -> None:
        for _ in range(30):
            await voices.ask_on_suspicion()
            clock.pass_s(60)

    run(scenario, vantage.source(600))
    assert vantage.anew == []
    assert len(vantage.asked_at) == 3


@pytest.mark.parametrize(
    ("seen", "said", "kind", "is_contradicted"),
    [
        (Says.FINE, Says.TROUBLE, "expert", True),
        (Says.FINE, Says.TROUBLE, "crowd", True),
        (Says.TROUBLE, Says.FINE, "crowd", True),
        (Says.TROUBLE, Says.TROUBLE, "expert", False),
        (Says.FINE, Says.NOTHING, "expert", False),
        (Says.FINE, FAILED, "expert", False),
        (Says.FINE, Says.TROUBLE, "status", False),
        (Says.NOTHING, Says.TROUBLE, "expert", False),
    ],
)
def test_whoever_begins_to_say_the_opposite_has_them_asked_anew_once(
    seen: Says, said: Says | Unavailable, kind: str, is_contradicted: bool
) -> None:
    vantage, other = Vantage(seen), Scripted(Says.NOTHING, said)

    async def scenario(voices: SourcePool, clock: Clock) -> None:
        voices.record_user_error()  # who contradicts nobody: it is to be found out what they see
        for _ in range(9):
            await voices.ask_on_suspicion()
            clock.pass_s(60)

    run(scenario, vantage.source(3600), other.source(120, kind=kind))
    assert vantage.anew == ([(180, 120)] if is_contradicted else [])


def test_who_goes_back_on_it_and_says_it_again_contradicts_again() -> None:
    vantage = Vantage(Says.FINE)
    other = Scripted(Says.TROUBLE, Says.NOTHING, Says.TROUBLE, Says.TROUBLE, Says.TROUBLE)

    async def scenario(voices: SourcePool, clock: Clock) -> None:
        for _ in range(9):
            await voices.ask_on_suspicion()
            clock.pass_s(60)

    run(scenario, vantage.source(3600), other.source(120))
    assert vantage.anew == [(300, 240)]


def test_what_is_new_is_tried_once_though_they_failed_before_and_then_half_as_often() -> None:
    vantage = Vantage(FAILED)

    async def scenario(voices: SourcePool, clock: Clock) -> None:
        for second in range(0, 1200, 30):
            await voices.ask_on_suspicion(later(0 if second < 90 else 90))
            clock.pass_s(30)

    run(scenario, vantage.source(120))
    assert [at for at, _ in vantage.anew] == [0, 90, 570]


def test_one_that_answers_what_is_new_is_asked_as_ever_from_then_on() -> None:
    vantage = Vantage(FAILED, Says.FINE)

    async def scenario(voices: SourcePool, clock: Clock) -> None:
        for second in range(0, 300, 30):
            await voices.ask_on_suspicion(later(0 if second < 90 else 90))
            clock.pass_s(30)

    run(scenario, vantage.source(120))
    assert [(at - NOW).total_seconds() for at in vantage.asked_at] == [0, 90, 210]


# ---- asked in other processes, and cut short


def process(clock: Clock, folder: Path, internet: Internet, *sources: Source) -> SourcePool:
    """The voices as another process has them, or a later one."""
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
                voices = start()
                assert voices.evidence(clock()) == ()  # nobody had reason to ask
                await voices.ask_on_suspicion()
                assert heard(voices, clock) == [("one", Says.TROUBLE), ("other", Says.UNAVAILABLE)]
                assert voices.evidence(clock())[0].at == NOW
                assert voices.reports_since_last_check() == ()
                assert voices.health() == (
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
            voices = process(clock, tmp_path, internet, one.source())
            for _ in range(2):
                await voices.ask_on_suspicion()
                assert heard(voices, clock) == [("one", Says.FINE)]
                clock.pass_s(10)

    asyncio.run(scenario())
    assert len(one.asked_at) == 2


def test_a_contradiction_that_another_process_answered_is_answered(tmp_path: Path) -> None:
    vantage, other = Vantage(Says.FINE), Scripted(Says.NOTHING, Says.TROUBLE)

    async def scenario() -> None:
        clock = Clock()
        async with Internet() as internet:
            for _ in range(15):
                voices = process(clock, tmp_path, internet, vantage.source(3600), other.source(120))
                await voices.ask_on_suspicion()
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

    async def scenario(voices: SourcePool, clock: Clock) -> None:
        backoff = voices._client.backoff
        for _ in range(4):
            clock.pass_s(130)
            with backoff.overridden():
                await voices.ask_on_suspicion()
                await voices.ask_on_suspicion()

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

    async def scenario(voices: SourcePool, clock: Clock) -> None:
        for _ in range(2):
            begun.clear()
            asking = asyncio.create_task(voices.ask_on_suspicion())
            await begun.wait()
            clock.pass_s(15)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            assert heard(voices, clock) == [("partly", Says.TROUBLE)]

    partly = Source("partly", "vantage", ask, 120, so_far=lambda: part)
    run(scenario, partly, Source("other", "expert", ask_other, 120))
    assert asked == ["partly", "other"] * 2


def test_under_other_settings_what_was_heard_is_still_known() -> None:
    async def scenario(voices: SourcePool, clock: Clock) -> None:
        await voices.ask_on_suspicion()
        voices.record_user_error()
        anew = SourcePool(voices._client, [kept.source(), Scripted(Says.FINE, name="new").source()], clock)
        anew.go_on_from(voices)
        assert heard(anew, clock) == [("kept", Says.TROUBLE), ("user", Says.TROUBLE)]
        assert [report.evidence.source for report in anew.reports_since_last_check()] == ["kept", "gone"]
        await anew.ask_on_suspicion()
        assert len(kept.asked_at) == 1

    kept = Scripted(Says.TROUBLE, name="kept")
    run(scenario, kept.source(), Scripted(Says.TROUBLE, name="gone").source())


# ---- standing polls


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

    async def scenario(voices: SourcePool, clock: Clock) -> None:
        sleeps.append(Sleeps(clock, most))
        monkeypatch.setattr("trayapp.sources.pool.asyncio.sleep", sleeps[0])
        polling = asyncio.create_task(voices.poll())
        await sleeps[0].are_over.wait()
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
        reports.extend(voices.reports_since_last_check())

    run(scenario, *sources)
    return sleeps[0], tuple(reports)


def test_a_standing_poll_keeps_its_pace_give_or_take_a_tenth(monkeypatch: pytest.MonkeyPatch) -> None:
    polled, never = Scripted(Says.NOTHING), Scripted(Says.NOTHING, name="never")
    sleeps, _ = poll(monkeypatch, 20, polled.source(120, 600), never.source(120))
    assert all(600 <= length <= 660 for length in sleeps.lengths_s)
    assert len(set(sleeps.lengths_s)) > 1
    assert len(polled.asked_at) == 21
    assert never.asked_at == []


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
    async def scenario(voices: SourcePool, clock: Clock) -> None:
        await voices.ask_on_suspicion()
        assert [report.evidence.says for report in voices.reports_since_last_check()] == [Says.FINE]
        assert voices.reports_since_last_check() == ()

    run(scenario, Scripted(Says.FINE).source())


def test_a_voice_that_repeats_itself_is_kept_once_and_counts_from_when_it_spoke() -> None:
    word = report("one", Says.FINE, NOW)

    async def ask(_: Client, at: datetime) -> Reply:
        return word

    async def scenario(voices: SourcePool, clock: Clock) -> None:
        await voices.ask_on_suspicion()
        assert voices.reports_since_last_check() == (word,)
        clock.pass_s(800)
        await voices.ask_on_suspicion()
        assert voices.reports_since_last_check() == ()
        clock.pass_s(101)
        assert heard(voices, clock) == []

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

    async def scenario(voices: SourcePool, clock: Clock) -> None:
        polling = asyncio.create_task(voices.poll())
        await begun.wait()
        asking = asyncio.create_task(voices.ask_on_suspicion())
        await asyncio.sleep(0)
        go_on.set()
        await asking
        assert heard(voices, clock) == [("one", Says.TROUBLE)]
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)

    run(scenario, Source("one", "expert", ask, 120, 600))
    assert asked == 1


def test_polls_that_are_cancelled_leave_nothing_to_the_collector() -> None:
    polled = Scripted(Says.NOTHING)
    left: list[weakref.ref[SourcePool]] = []

    async def scenario(voices: SourcePool, _: Clock) -> None:
        left.append(weakref.ref(voices))
        polling = asyncio.create_task(voices.poll())
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
