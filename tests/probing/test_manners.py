"""Hosts that turn us away are asked less and less, and never before the time they name."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from tests.servers import Internet, answers, answers_json, by_path, reply
from tests.surfaces.samples import OEMBED_POST
from trayapp.domain.records import Outcome, SurfaceResult
from trayapp.probing.failures import Finding
from trayapp.probing.manners import Manners, wait_asked_for
from trayapp.settings import Settings
from trayapp.surfaces import chosen
from trayapp.surfaces.web import WEB

NOW = datetime(2026, 2, 16, 13, 0, tzinfo=UTC)
OK = Finding(Outcome.OK)
REFUSED = Finding(Outcome.REFUSED, "challenge")


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def manners(clock: Clock) -> Manners:
    return Manners(clock, lambda: NOW, pace_s=60)


def checks_until_asked(manners: Manners, clock: Clock) -> int:
    """How many checks, one a minute, until the host is asked again."""
    for check in range(1, 100):
        clock.seconds += 60
        if manners.held_back_by("x.com") is None:
            return check
    return 100


def test_a_host_that_refuses_us_is_asked_half_as_often_each_time_down_to_every_15_minutes(
    manners: Manners, clock: Clock
) -> None:
    waited = []
    for _ in range(7):
        manners.note("x.com", REFUSED, {})
        waited.append(checks_until_asked(manners, clock))
    assert waited == [2, 4, 7, 13, 13, 13, 13]


@pytest.mark.parametrize(
    "found", [OK, Finding(Outcome.SERVER_ERROR, "origin"), Finding(Outcome.REFUSED, "http_404")]
)
def test_a_host_that_answers_is_asked_as_ever(manners: Manners, found: Finding) -> None:
    manners.note("x.com", REFUSED, {})
    manners.note("x.com", found, {})
    assert manners.held_back_by("x.com") is None


def test_one_host_s_refusal_is_none_of_another_s_business(manners: Manners) -> None:
    manners.note("x.com", REFUSED, {})
    assert manners.held_back_by("x.com") == REFUSED
    assert manners.held_back_by("t.co") is None


def test_a_host_that_names_a_time_is_not_asked_before(manners: Manners, clock: Clock) -> None:
    manners.note("x.com", Finding(Outcome.LIMITED), {"retry-after": "1200"})
    assert checks_until_asked(manners, clock) == 20


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"retry-after": "90"}, 90),
        ({"retry-after": "Mon, 16 Feb 2026 13:02:00 GMT"}, 120),
        ({"retry-after": "Mon, 16 Feb 2026 12:00:00 GMT"}, 0),
        ({"retry-after": "soon"}, 0),
        ({"retry-after": "-5"}, 0),
        ({"retry-after": "9" * 400}, 86_400),
        ({"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(int(NOW.timestamp()) + 300)}, 300),
        ({"x-rate-limit-remaining": "7", "x-rate-limit-reset": str(int(NOW.timestamp()) + 300)}, 0),
        ({"x-rate-limit-remaining": "0", "x-rate-limit-reset": "9" * 400}, 0),
        ({"x-rate-limit-remaining": "0"}, 0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-02-16T13:05:00.500000Z"}, 300.5),
        ({"x-ratelimit-remaining": "9", "x-ratelimit-reset": "2026-02-16T13:05:00.500000Z"}, 0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-02-16T12:00:00Z"}, 0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-02-16T13:05:00"}, 0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "tomorrow"}, 0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "3599"}, 3599),
        ({"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "123"}, 123),
        ({"x-ratelimit-remaining": "98.0", "x-ratelimit-reset": "123"}, 0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "12", "retry-after": "4"}, 12),
        ({"ratelimit-remaining": "0", "ratelimit-reset": str(int(NOW.timestamp()) + 60)}, 60),
    ],
    ids=str,
)
def test_what_a_host_asks_for(headers: dict[str, str], seconds: float) -> None:
    assert wait_asked_for(headers, NOW) == seconds


def test_what_is_left_must_be_enough_for_what_one_request_costs() -> None:
    headers = {"x-ratelimit-remaining": "6", "x-ratelimit-reset": "600"}
    assert wait_asked_for(headers, NOW, cost=6) == 0
    assert wait_asked_for(headers, NOW, cost=7) == 600


def test_once_we_are_limited_what_is_left_is_not_for_us() -> None:
    headers = {"x-ratelimit-remaining": "6", "x-ratelimit-reset": "600"}
    assert wait_asked_for(headers, NOW, is_limited=True) == 600


def test_a_host_that_is_left_alone_is_for_as_long_as_it_said(manners: Manners, clock: Clock) -> None:
    manners.leave_alone("api.example", Finding(Outcome.LIMITED), 90)
    clock.seconds += 30
    assert manners.wait_s("api.example") == 60
    assert manners.held_back_by("api.example") == Finding(Outcome.LIMITED)
    clock.seconds += 61
    assert manners.wait_s("api.example") == manners.wait_s("x.com") == 0


def test_the_last_word_of_a_host_that_is_left_alone_stands() -> None:
    async def scenario() -> tuple[list[SurfaceResult], int]:
        seen: list[tuple[str, dict[str, str]]] = []
        async with Internet() as internet:
            await internet.host("x.com", by_path({"": reply(403)}, seen))
            client = internet.client()
            return [await WEB.look(client, True) for _ in range(2)], len(seen)

    (first, second), asked = asyncio.run(scenario())
    assert (first.outcome, first.detail) == (second.outcome, second.detail) == (Outcome.REFUSED, "http_403")
    assert asked == 1


def test_posts_are_read_by_whichever_reader_is_welcome() -> None:
    posts = next(surface for surface in chosen(Settings()) if surface.id == "posts")

    async def scenario() -> list[Outcome]:
        async with Internet() as internet:
            await internet.host("publish.x.com", answers_json(OEMBED_POST))
            await internet.host("cdn.syndication.twimg.com", answers(403))
            client = internet.client()
            return [(await posts.look(client, True)).outcome for _ in range(2)]

    assert asyncio.run(scenario()) == [Outcome.OK, Outcome.OK]
