"""What is seen here and what others say, put together: whole checks in worlds of our own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from tests.checks.test_asking_sources import posts_are_broken
from tests.checks.test_checker import Change, doh_answers, healthy, site_is_broken, x_is_swallowed
from tests.servers import Internet, PlayedRequest, Serve, answers, answers_json, plays, reply
from tests.sources.made import NOW, at_once, setup
from tests.sources.samples import (
    ABOUT_SOMETHING_ELSE,
    ACCOUNT,
    CREATED,
    OUTAGE,
    everywhere,
    feed,
    measurement,
    post,
    status,
    status_page,
)
from trayapp.checks.checker import Checker, Depth
from trayapp.checks.surfaces import chosen
from trayapp.domain.check_json import check_from_json, to_json
from trayapp.domain.codes import Says
from trayapp.domain.records import JudgedCheck
from trayapp.domain.reports import Report
from trayapp.domain.verdict import decide
from trayapp.settings.declarations import Settings
from trayapp.sources import cloudflare_status, globalping, netblocks
from trayapp.sources.pool import SourcePool

BROKEN = answers(503)
BLOCKED_IN_GERMANY = "Confirmed: X (formerly Twitter) has been restricted in Germany"


def vantages(seen: Sequence[tuple[str, str]]) -> Serve:
    def answer(request: PlayedRequest) -> bytes:
        return reply(200, json.dumps(CREATED if request.method == "POST" else measurement(seen)))

    return plays(answer)


def mastodon(text: str, minutes: float) -> Serve:
    def answer(request: PlayedRequest) -> bytes:
        return reply(200, json.dumps(ACCOUNT if "lookup" in request.target else [status(text, minutes)]))

    return plays(answer)


@dataclass(frozen=True)
class World:
    """What X does here, and what others see and write."""

    here: tuple[Change, ...] = ()
    elsewhere: Sequence[tuple[str, str]] = field(default_factory=lambda: everywhere("200"))
    note: str = ABOUT_SOMETHING_ELSE
    note_minutes: float = 10
    cloudflare: str = "none"
    is_anybody_there: bool = True
    does_user_see_it: bool = False


def check(world: World) -> tuple[JudgedCheck, tuple[Report, ...]]:
    """A check after one that made suspicious, and what others said in full."""

    async def scenario() -> tuple[JudgedCheck, tuple[Report, ...]]:
        async with Internet() as internet:
            await healthy(internet)
            await doh_answers(internet)
            hosts = {
                "api.globalping.io": vantages(world.elsewhere),
                "mastodon.social": mastodon(world.note, world.note_minutes),
                "public.api.bsky.app": answers_json(feed(post(world.note, world.note_minutes))),
                "www.cloudflarestatus.com": answers_json(status_page(world.cloudflare)),
            }
            for name, serve in hosts.items():
                await internet.host(name, serve if world.is_anybody_there else BROKEN)
            for change in world.here:
                await change(internet)
            client = internet.client()
            sources = (
                globalping.source(setup(), sleep=at_once),
                netblocks.source(setup()),
                cloudflare_status.source(setup()),
            )
            others = SourcePool(client, sources, lambda: NOW)
            if world.does_user_see_it:
                others.record_user_error(NOW)
            await others.ask_on_suspicion()
            checker = Checker(client, chosen(Settings()), others, lambda: NOW, interval_s=60)
            return await checker.check(Depth.EVERYTHING), others.reports_since_last_check()

    return asyncio.run(scenario())


GONE = (x_is_swallowed,)
POSTS = (posts_are_broken,)
FAILING = (site_is_broken, posts_are_broken)
BROKEN_VANTAGES = [
    ("DE", "internal"),
    ("US", "resolver"),
    ("GB", "offline"),
    ("JP", "200"),
    ("BR", "in-progress"),
]


@pytest.mark.parametrize(
    ("world", "verdict", "confidence"),
    [
        pytest.param(World(), "up", None, id="all is well"),
        pytest.param(World(does_user_see_it=True), "up", None, id="all is well, but the user sees an error"),
        pytest.param(World(GONE), "blocked path_blocked", "high", id="unreachable here, fine elsewhere"),
        pytest.param(
            World(GONE, does_user_see_it=True), "blocked path_blocked", "high", id="and the user sees it"
        ),
        pytest.param(
            World(GONE, everywhere("403")), "blocked path_blocked", "high", id="turned away elsewhere"
        ),
        pytest.param(World(GONE, note=OUTAGE), "blocked path_blocked", "low", id="blocked, but for a note"),
        pytest.param(
            World(GONE, note=BLOCKED_IN_GERMANY), "blocked path_blocked", "high", id="blocked in this country"
        ),
        pytest.param(
            World(GONE, everywhere("target")), "down unreachable", "high", id="unreachable everywhere"
        ),
        pytest.param(World(GONE, is_anybody_there=False), "down unreachable", "low", id="nobody to ask"),
        pytest.param(World(GONE, BROKEN_VANTAGES), "down unreachable", "low", id="vantage points broken"),
        pytest.param(
            World(GONE, BROKEN_VANTAGES, OUTAGE),
            "down unreachable",
            "high",
            id="vantage points broken, a note",
        ),
        pytest.param(World(FAILING, everywhere("503")), "down server_errors", "high", id="down everywhere"),
        pytest.param(
            World(FAILING, is_anybody_there=False), "down server_errors", "high", id="down, unasked"
        ),
        pytest.param(World(FAILING), "degraded some_users", "high", id="down here, fine elsewhere"),
        pytest.param(World(POSTS, note=OUTAGE), "down posts_unreadable", "high", id="posts, confirmed"),
        pytest.param(World(POSTS), "degraded posts_unreadable", "low", id="posts, not confirmed"),
        pytest.param(
            World(POSTS, note=OUTAGE, note_minutes=181),
            "degraded posts_unreadable",
            "low",
            id="posts, a stale note",
        ),
        pytest.param(
            World(POSTS, does_user_see_it=True),
            "degraded posts_unreadable",
            "low",
            id="posts, the user sees it",
        ),
        pytest.param(
            World(POSTS, cloudflare="critical"),
            "degraded posts_unreadable",
            "low",
            id="posts, Cloudflare explains and confirms nothing",
        ),
        pytest.param(
            World((), everywhere("503"), OUTAGE),
            "degraded others_report",
            "low",
            id="two kinds, all is well here",
        ),
        pytest.param(World(note=OUTAGE), "up", None, id="one kind, all is well here"),
        pytest.param(World(note=BLOCKED_IN_GERMANY), "up", None, id="blocked in a country, not here"),
    ],
)
def test_the_verdict_on_a_world(world: World, verdict: str, confidence: str | None) -> None:
    judged, _ = check(world)
    said = judged.verdict
    assert f"{said.name.value} {said.cause.value if said.cause else ''}".strip() == verdict
    assert said.confidence == confidence


@pytest.mark.parametrize(
    "world", [World(GONE), World(FAILING, everywhere("503"), OUTAGE), World(note=OUTAGE)]
)
def test_a_check_s_own_json_gives_its_verdict_again(world: World) -> None:
    judged, _ = check(world)
    written = json.loads(json.dumps(to_json(judged, "")))
    again = decide(*check_from_json(written))
    assert again == judged.verdict
    assert {each["source"] for each in written["evidence"]} == {
        "globalping",
        "netblocks",
        "cloudflare_status",
    }


def test_whoever_could_not_be_asked_is_said_to_be_unavailable_and_weighs_nothing() -> None:
    judged, reports = check(World(GONE, is_anybody_there=False))
    assert {each.source: each.says for each in judged.evidence} == {
        "globalping": Says.UNAVAILABLE,
        "netblocks": Says.UNAVAILABLE,
        "cloudflare_status": Says.UNAVAILABLE,
    }
    assert ("others_not_asked", False) in [(r.code, r.speaks_for) for r in judged.verdict.reasons]
    assert reports == ()


def test_what_was_said_in_full_comes_with_the_check() -> None:
    _, reports = check(World(GONE, everywhere("403"), BLOCKED_IN_GERMANY, cloudflare="critical"))
    found = {report.evidence.source: report for report in reports}
    assert {v.country for v in found["globalping"].vantages} == {"DE", "US", "GB", "JP", "BR", "AU"}
    assert (found["netblocks"].text, found["netblocks"].country) == (BLOCKED_IN_GERMANY, "DE")
    assert found["cloudflare_status"].evidence.says is Says.TROUBLE
    assert all(link.startswith("https://") for report in reports for link in report.links)


def test_a_status_page_stands_among_the_reasons_as_an_explanation() -> None:
    judged, _ = check(World(FAILING, everywhere("503"), cloudflare="critical"))
    assert ("status_trouble", True) in [(r.code, r.speaks_for) for r in judged.verdict.reasons]
