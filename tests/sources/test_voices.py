"""All voices together: each at its own pace, none waiting for another, and what counts of what they said."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.servers import Internet
from tests.sources.made import NOW, Clock
from trayapp.domain.records import Evidence, Says
from trayapp.domain.reports import Hindrance, Report, SourceHealth
from trayapp.probing.exchange import Client
from trayapp.sources import voices as voices_module
from trayapp.sources.source import Reply, Source, Unavailable, Unfinished
from trayapp.sources.voices import Voices

FAILED = Unavailable(Hindrance.SERVER_ERROR)


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


def run(scenario: Callable[[Voices, Clock], Coroutine[Any, Any, None]], *sources: Source) -> None:
    async def live() -> None:
        clock = Clock()
        async with Internet() as internet:
            await scenario(Voices(internet.client(), sources, clock), clock)

    asyncio.run(live())


def heard(voices: Voices, clock: Clock) -> list[tuple[str, Says]]:
    return [(evidence.source, evidence.says) for evidence in voices.evidence(clock())]


def test_one_that_hangs_delays_nobody_and_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices_module, "DEADLINE_S", 0.2)
    answered = asyncio.Event()
    quick = Scripted(Says.TROUBLE, name="quick")

    async def asks_quickly(client: Client, at: datetime) -> Reply:
        answered.set()
        return await quick.source().ask(client, at)

    async def scenario(voices: Voices, clock: Clock) -> None:
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

    async def scenario(voices: Voices, clock: Clock) -> None:
        for _ in range(9):
            await voices.ask_on_suspicion()
            clock.pass_s(60)

    run(scenario, often.source(120), seldom.source(300))
    assert len(often.asked_at) == 5
    assert len(seldom.asked_at) == 2


def test_one_that_fails_is_asked_half_as_often_each_time_down_to_every_half_hour() -> None:
    failing = Scripted(FAILED)

    async def scenario(voices: Voices, clock: Clock) -> None:
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
    limited = Scripted(Unavailable(Hindrance.LIMITED, 3000), Says.FINE)

    async def scenario(voices: Voices, clock: Clock) -> None:
        for _ in range(60):
            await voices.ask_on_suspicion()
            clock.pass_s(60)

    run(scenario, limited.source(120))
    assert limited.asked_at[1] - limited.asked_at[0] == timedelta(seconds=3000)
    assert limited.asked_at[2] - limited.asked_at[1] == timedelta(seconds=120)


def test_one_that_has_not_finished_is_asked_again_with_the_next_check() -> None:
    partly = Scripted(Unfinished(report("one", Says.NOTHING, NOW)), Says.TROUBLE)

    async def scenario(voices: Voices, clock: Clock) -> None:
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

    async def scenario(voices: Voices, clock: Clock) -> None:
        await voices.ask_on_suspicion()
        clock.pass_s(-86_400)
        await voices.ask_on_suspicion()

    run(scenario, one.source(120))
    assert len(one.asked_at) == 2


def test_a_word_counts_for_a_quarter_of_an_hour() -> None:
    async def scenario(voices: Voices, clock: Clock) -> None:
        await voices.ask_on_suspicion()
        voices.note_user()
        clock.pass_s(900)
        assert heard(voices, clock) == [("one", Says.TROUBLE), ("user", Says.TROUBLE)]
        clock.pass_s(0.001)
        assert heard(voices, clock) == []

    run(scenario, Scripted(Says.TROUBLE).source())


def test_a_failure_takes_back_nothing_that_was_said_and_is_no_all_clear() -> None:
    async def scenario(voices: Voices, clock: Clock) -> None:
        await voices.ask_on_suspicion()
        clock.pass_s(600)
        await voices.ask_on_suspicion()
        assert heard(voices, clock) == [("one", Says.TROUBLE)]
        assert voices.health()[0].says is Says.UNAVAILABLE
        clock.pass_s(400)
        assert heard(voices, clock) == [("one", Says.UNAVAILABLE)]

    run(scenario, Scripted(Says.TROUBLE, FAILED).source())


def test_a_bug_in_one_source_costs_that_source_alone(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(voices: Voices, clock: Clock) -> None:
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
    async def scenario(voices: Voices, clock: Clock) -> None:
        assert not voices.is_trouble_reported(clock())
        await voices.ask_on_suspicion()
        assert voices.is_trouble_reported(clock()) is is_reported

    run(scenario, Scripted(says).source(kind=kind))


def test_the_user_s_own_word_makes_suspicious() -> None:
    async def scenario(voices: Voices, clock: Clock) -> None:
        voices.note_user()
        assert voices.is_trouble_reported(clock())
        assert voices.evidence(clock()) == (Evidence("user", Says.TROUBLE, "user", NOW),)

    run(scenario)


def test_how_each_is_doing() -> None:
    async def scenario(voices: Voices, clock: Clock) -> None:
        assert voices.health() == (SourceHealth("one"), SourceHealth("two"))
        await voices.ask_on_suspicion()
        assert voices.health() == (
            SourceHealth("one", Says.FINE, None, NOW, NOW + timedelta(seconds=120)),
            SourceHealth("two", Says.UNAVAILABLE, Hindrance.SERVER_ERROR, NOW, NOW + timedelta(seconds=600)),
        )
        clock.pass_s(300)
        assert voices.health()[0].next_at is None

    run(scenario, Scripted(Says.FINE).source(120), Scripted(FAILED, name="two").source(300))


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

    async def scenario(voices: Voices, clock: Clock) -> None:
        sleeps.append(Sleeps(clock, most))
        monkeypatch.setattr("trayapp.sources.voices.asyncio.sleep", sleeps[0])
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
    async def scenario(voices: Voices, clock: Clock) -> None:
        await voices.ask_on_suspicion()
        assert [report.evidence.says for report in voices.reports_since_last_check()] == [Says.FINE]
        assert voices.reports_since_last_check() == ()

    run(scenario, Scripted(Says.FINE).source())


def test_a_voice_that_repeats_itself_is_kept_once_and_counts_from_when_it_spoke() -> None:
    word = report("one", Says.FINE, NOW)

    async def ask(_: Client, at: datetime) -> Reply:
        return word

    async def scenario(voices: Voices, clock: Clock) -> None:
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

    async def scenario(voices: Voices, clock: Clock) -> None:
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
    left: list[weakref.ref[Voices]] = []

    async def scenario(voices: Voices, _: Clock) -> None:
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
