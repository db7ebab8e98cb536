"""Mastodon: which doors are open, whose accounts are whose, and what is learned of calm days."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.servers import Internet, hangs_after_reading, reply
from tests.sources.crowds import (
    BURST,
    MURMUR,
    Asked,
    Hosts,
    as_answer,
    instance,
    mastodon_status,
    mastodon_world,
    minutes,
    replies,
)
from tests.sources.made import NOW, setup
from trayapp.domain.codes import UnavailableReason
from trayapp.domain.reports import Report
from trayapp.sources import mastodon
from trayapp.sources.base import Reply, Source, Unavailable
from trayapp.sources.crowd_baseline import CrowdBaseline
from trayapp.sources.mastodon import read_timeline

HOST = "mastodon.social"
CLOSED_FEED = as_answer({"error": "The access token is invalid"}, 401)


def source(*more: str, baseline: CrowdBaseline | None = None) -> Source:
    return mastodon.source(setup(baseline=baseline, mastodon_servers=(HOST, *more)))


def one_server(door: bytes, feed: bytes) -> Hosts:
    return Hosts(lambda asked: door if asked.path == "/api/v2/instance" else feed, (HOST,))


@pytest.mark.parametrize("access", ["authenticated", "disabled"])
def test_a_closed_feed_is_not_read_though_it_would_be_empty(access: str) -> None:
    world = one_server(as_answer(instance(access)), as_answer([]))

    assert replies(source(), world) == [Unavailable(UnavailableReason.GUESTS)]
    assert world.paths() == ["GET /api/v2/instance"]


def test_an_older_server_closes_its_feed_by_refusing() -> None:
    world = one_server(as_answer({"configuration": {}}), CLOSED_FEED)

    assert replies(source(), world) == [Unavailable(UnavailableReason.GUESTS)]


def test_an_open_feed_that_is_empty_is_nothing() -> None:
    (said,) = replies(source(), one_server(as_answer(instance("public")), as_answer([])))

    assert isinstance(said, Report)
    assert said.evidence.count == 0


def test_the_door_is_looked_at_once_a_day_and_all_tags_at_once() -> None:
    world = mastodon_world(MURMUR)

    replies(source(), world, minutes(0, 10, 20, 24 * 60))

    assert world.paths().count("GET /api/v2/instance") == 2
    assert world.paths().count("GET /api/v1/timelines/tag/TwitterDown") == 4
    assert world.asked[1].query["limit"] == "40"


def test_one_server_that_answers_is_enough() -> None:
    def answer(asked: Asked) -> bytes:
        if asked.host != HOST:
            return reply(503)
        return as_answer(instance("public") if asked.path == "/api/v2/instance" else timeline)

    timeline = [mastodon_status(said, n) for n, said in enumerate(BURST)]
    baseline = CrowdBaseline()
    (said,) = replies(source("other.example", baseline=baseline), Hosts(answer, (HOST, "other.example")))

    assert isinstance(said, Report)
    assert said.evidence.count == 12
    assert baseline.unsaved() == CrowdBaseline().unsaved()  # half of the servers teach nothing


def test_one_server_that_hangs_leaves_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trayapp.sources.base.PLACE_DEADLINE_S", 0.5)
    baseline = CrowdBaseline()

    async def scenario() -> Reply:
        async with Internet() as internet:
            await mastodon_world(BURST).join(internet)
            await internet.host("hangs.example", hangs_after_reading)
            return await source("hangs.example", baseline=baseline).ask(internet.client(), NOW)

    said = asyncio.run(scenario())
    assert isinstance(said, Report)
    assert said.evidence.count == 12
    assert baseline.unsaved() == CrowdBaseline().unsaved()


def test_people_are_the_same_on_whatever_server_they_are_read() -> None:
    def names(acct: str, host: str) -> list[str]:
        status = mastodon_status(BURST[0], 1, account={"acct": acct, "bot": False})
        return [post.account for post in read_timeline([status], host) or ()]

    assert names("Ann", "one.example") == names("ann@one.example", "two.example") == ["ann@one.example"]
    assert names("ann", "two.example") == ["ann@two.example"]


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"spoiler_text": "X is down"}, "X is down Twitter is down again, nothing loads"),
        ({"content": "<p>One</p><p>two<br>three &amp; <b>f</b>our</p>"}, "One two three & four"),
    ],
)
def test_a_post_is_read_as_text_with_its_warning(more: dict[str, Any], text: str) -> None:
    posts = read_timeline([mastodon_status(BURST[0], 1, **more)], HOST) or []

    assert [post.text for post in posts] == [text]


def test_what_somebody_passed_on_is_not_counted() -> None:
    assert read_timeline([mastodon_status(BURST[0], 1, reblog={"id": "2"})], HOST) == []


def test_calm_weeks_teach_what_is_usual_and_are_remembered() -> None:
    """Eight people are a crowd where nobody ever complains, but not where eight always do."""
    baseline = CrowdBaseline()
    for week in range(5):
        for minute in range(0, 60, 10):
            baseline.learn(NOW - timedelta(weeks=week + 1) + timedelta(minutes=minute - 27), 9)
    remembered = dict(baseline.unsaved())["crowd"]

    quiet = replies(source(), mastodon_world(BURST))
    usual = CrowdBaseline()
    usual.load(remembered)
    loud = replies(source(baseline=usual), mastodon_world(BURST))

    assert [said.evidence.says for said in (*quiet, *loud) if isinstance(said, Report)] == [
        "trouble",
        "nothing",
    ]
    assert baseline.unsaved() == ()
