"""When a check asks sources, and what becomes of what they say."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests import virtual_time
from tests.checks.samples import X
from tests.checks.seen import World, see, serving
from tests.checks.test_checker import Change, healthy, site_is_broken, x_is_swallowed
from tests.checks.test_controls import HOSTS, HTTPS, healthy_controls
from tests.domain.made import evidence_of
from tests.servers import Internet, answers, read_request, reply, resets_after_reading
from tests.watch.test_two_days import cable_is_pulled, portal_wants_a_login
from trayapp.checks.checker import Checker, Depth
from trayapp.checks.surfaces import chosen
from trayapp.domain.codes import Cause, Confidence, Outcome, Says, VerdictName
from trayapp.domain.records import Evidence, JudgedCheck
from trayapp.domain.reports import Report, SourceHealth
from trayapp.settings.declarations import Settings
from trayapp.sources.pool import SourcePool

NOW = datetime(2026, 2, 16, 13, 27, 40, tzinfo=UTC)
LATER = timedelta(minutes=16)


class ScriptedSources(SourcePool):
    """Say what they are told to as soon as they are asked, and note that."""

    def __init__(self, *says: Evidence, standing: Sequence[Evidence] = ()) -> None:
        self.asked = 0
        self._says = says
        self._said = tuple(standing)

    def evidence(self, at: datetime) -> tuple[Evidence, ...]:
        return self._said

    def is_trouble_reported(self, at: datetime) -> bool:
        return any(said.says is Says.TROUBLE for said in self._said)

    async def ask_on_suspicion(self, trouble_since: datetime | None = None) -> None:
        self.asked += 1
        self._said = self._says

    async def poll(self) -> None:
        await asyncio.Event().wait()

    def go_on_from(self, former: SourcePool) -> None:
        self._said = former.evidence(NOW)

    def record_user_error(self, at: datetime | None) -> None:
        self._said = (evidence_of("user"),)

    def health(self) -> tuple[SourceHealth, ...]:
        return ()

    def reports_since_last_check(self) -> tuple[Report, ...]:
        return ()


def checks(
    sources: ScriptedSources, *days: Sequence[Change], depth: Depth = Depth.LIGHT
) -> list[JudgedCheck]:
    """A check on each of these days, which all begin well."""

    async def scenario() -> list[JudgedCheck]:
        async with Internet() as internet:
            checker = Checker(internet.client(), chosen(Settings()), sources, lambda: NOW, interval_s=60)
            judged = []
            for changes in days:
                await healthy(internet)
                for change in changes:
                    await change(internet)
                judged.append(await checker.check(depth))
            return judged

    return asyncio.run(scenario())


async def pictures_are_broken(internet: Internet) -> None:
    await internet.host("pbs.twimg.com", answers(503))


async def posts_are_broken(internet: Internet) -> None:
    for host in ("publish.x.com", "cdn.syndication.twimg.com"):
        await internet.host(host, answers(503, "", {"x-transaction-id": "1"}))


@pytest.mark.parametrize("depth", Depth)
def test_while_all_is_well_nobody_is_asked(depth: Depth) -> None:
    sources = ScriptedSources()
    checks(sources, (), (), depth=depth)
    assert sources.asked == 0


@pytest.mark.parametrize("depth", [d for d in Depth if d not in (Depth.SPARING, Depth.GENTLE)], ids=str)
@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (site_is_broken, VerdictName.DEGRADED),
        (posts_are_broken, VerdictName.DOWN),
        (x_is_swallowed, VerdictName.DOWN),
    ],
)
def test_others_are_asked_in_the_very_check_that_loses_a_core_surface(
    change: Change, verdict: VerdictName, depth: Depth
) -> None:
    sources = ScriptedSources(evidence_of("expert"))
    [judged] = checks(sources, [change], depth=depth)
    assert sources.asked == 1
    assert judged.evidence == (evidence_of("expert"),)
    assert (judged.verdict.name, judged.verdict.confidence) == (verdict, Confidence.HIGH)


def test_a_part_that_fails_makes_the_next_check_ask_them() -> None:
    sources = ScriptedSources()
    first, second = checks(sources, [pictures_are_broken], (), depth=Depth.SURFACES)
    assert (first.verdict.cause, second.verdict.name) == (Cause.PART_FAILING, VerdictName.UP)
    assert sources.asked == 1


def test_after_a_check_that_was_not_up_they_are_asked_again_and_then_no_more() -> None:
    sources = ScriptedSources()
    checks(sources, [site_is_broken], (), ())
    assert sources.asked == 2


@pytest.mark.parametrize(("says", "asked"), [("trouble", 1), ("fine", 0), ("nothing", 0), ("unavailable", 0)])
def test_a_voice_that_reports_trouble_has_them_asked_though_all_is_well(says: str, asked: int) -> None:
    sources = ScriptedSources(standing=[evidence_of("expert", says)])
    [judged] = checks(sources, ())
    assert sources.asked == asked
    assert judged.verdict.name is VerdictName.UP


def test_the_user_s_word_has_them_asked_and_never_confirms_alone() -> None:
    sources = ScriptedSources(evidence_of("user"))
    sources.record_user_error(NOW)
    [judged] = checks(sources, ())
    assert sources.asked == 1
    assert judged.evidence == (evidence_of("user"),)
    assert judged.verdict.name is VerdictName.UP


@pytest.mark.parametrize("change", [cable_is_pulled, portal_wants_a_login])
def test_nobody_is_asked_while_the_network_is_down(change: Change) -> None:
    sources = ScriptedSources()
    offline, again = checks(sources, [change], [change])
    assert (offline.verdict.name, again.verdict.name) == (VerdictName.OFFLINE, VerdictName.OFFLINE)
    assert sources.asked == 0


def test_they_are_asked_as_soon_as_most_controls_show_that_the_network_is_up() -> None:
    async def scenario() -> JudgedCheck:
        asked = asyncio.Event()

        class SourcesThatSayWhenAsked(ScriptedSources):
            async def ask_on_suspicion(self, trouble_since: datetime | None = None) -> None:
                asked.set()

        async def answers_when_others_were_asked(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> None:
            await read_request(reader)
            await asked.wait()
            writer.write(reply(200, "Microsoft Connect Test"))

        async with Internet() as internet:
            await healthy(internet)
            await x_is_swallowed(internet)
            await internet.host("www.msftconnecttest.com", answers_when_others_were_asked, port=80)
            sources = SourcesThatSayWhenAsked()
            checker = Checker(internet.client(), chosen(Settings()), sources, lambda: NOW, interval_s=60)
            return await checker.check(Depth.LIGHT)

    outcomes = {control.id: control.outcome for control in asyncio.run(scenario()).check.controls}
    assert outcomes["microsoft"] is Outcome.OK


async def two_operators_alone_are_let_through(internet: Internet) -> None:
    """By a filter that takes the other check hosts away."""
    for name in {HOSTS[name] for name in HOSTS} - {"www.cloudflare.com", "captive.apple.com"}:
        internet.name(name, "0.0.0.0")


async def https_is_lost(internet: Internet) -> None:
    """Names and plain http come through."""
    await serving(resets_after_reading, *(HOSTS[name] for name in HTTPS))(internet)


@pytest.mark.parametrize(
    ("network", "asked"),
    [(healthy_controls, 1), (two_operators_alone_are_let_through, 1), (https_is_lost, 0)],
)
def test_over_a_lost_x_they_are_asked_only_if_the_network_carries(network: Change, asked: int) -> None:
    sources = ScriptedSources()
    see(serving(resets_after_reading, *X), network, sources=sources)
    assert sources.asked == asked


def test_whoever_does_not_answer_is_waited_for_until_18_s_after_the_check_began() -> None:
    class SilentOthers(ScriptedSources):
        async def ask_on_suspicion(self, trouble_since: datetime | None = None) -> None:
            self.asked += 1
            await asyncio.Event().wait()

    sources = SilentOthers()
    seen = see(site_is_broken, sources=sources, depth=Depth.LIGHT)
    assert sources.asked == 1
    assert seen.took_s == pytest.approx(18, abs=0.1)
    assert seen.verdict == "degraded part_failing"


def test_they_are_told_since_when_there_is_trouble() -> None:
    class CuriousOthers(ScriptedSources):
        async def ask_on_suspicion(self, trouble_since: datetime | None = None) -> None:
            told.append(trouble_since)

    told: list[datetime | None] = []
    depths = [Depth.EVERYTHING] * 2
    first, second = virtual_time.run(World([site_is_broken], CuriousOthers()).checks(*depths))
    # A program that has just begun does not know when this trouble began.
    assert told == [None, first.check.at]
    assert second.check.trouble_since == first.check.at != second.check.at


def test_what_was_fine_before_is_worth_nothing_in_what_is_recorded_either() -> None:
    """`see` judges the record anew: with the older word of the vantage points, X would be blocked here."""
    before = evidence_of("vantage", "fine", minutes=-2)
    seen = see(serving(answers(403), "x.com"), sources=ScriptedSources(before, standing=[before]))
    assert seen.verdict == "up"


def test_of_an_x_that_is_up_no_trouble_is_recorded_whatever_was_said_before() -> None:
    before = evidence_of("status", "fine", minutes=-2)
    seen = see(sources=ScriptedSources(before, standing=[before]))
    assert (seen.verdict, seen.check.trouble_since) == ("up", None)
    assert "voice_outdated" not in {reason.code for reason in seen.judged.verdict.reasons}


def test_nothing_of_x_to_watch_is_no_reason_to_ask() -> None:
    sources = ScriptedSources()

    async def scenario() -> list[JudgedCheck]:
        async with Internet() as internet:
            checker = Checker(internet.client(), (), sources, lambda: NOW, interval_s=60)
            return [await checker.check(Depth.EVERYTHING) for _ in range(2)]

    assert {judged.verdict.cause for judged in asyncio.run(scenario())} == {Cause.NOT_WATCHED}
    assert sources.asked == 0


def test_a_check_is_judged_by_what_was_said_within_a_quarter_of_an_hour_of_it() -> None:
    """Old words are left out by the sources; a check that was recorded with one is judged without it."""
    stale = replace(evidence_of("expert"), at=NOW - LATER)
    [judged] = checks(ScriptedSources(stale), [posts_are_broken])
    assert (judged.verdict.name, judged.verdict.cause) == (VerdictName.DEGRADED, Cause.POSTS_UNREADABLE)
