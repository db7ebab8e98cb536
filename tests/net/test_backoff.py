"""Hosts that turn us away are asked less and less, and never before the time they name."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from tests.checks.samples import OEMBED_POST
from tests.servers import Internet, answers, answers_json, by_path, reply
from tests.sources.made import NOW, Clock
from trayapp.checks.probe import LeftAloneError
from trayapp.checks.surfaces import chosen
from trayapp.checks.surfaces.web import WEB
from trayapp.domain.codes import Outcome
from trayapp.net.backoff import HostBackoff
from trayapp.net.failures import Finding
from trayapp.net.limits import HostLimits, Wait
from trayapp.settings.declarations import Settings

OK = Finding(Outcome.OK)
REFUSED = Finding(Outcome.REFUSED, "challenge")
LIMITED = Finding(Outcome.LIMITED)
LOST = Finding(Outcome.TIMEOUT, "connect")
AN_HOUR = {"retry-after": "3600"}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def backoff(clock: Clock) -> HostBackoff:
    return HostBackoff(clock, pace_s=60)


def checks_until_asked(backoff: HostBackoff, clock: Clock, host: str = "x.com") -> int:
    """How many checks, one a minute, until the host is asked again."""
    for check in range(1, 2000):
        clock.pass_s(60)
        if backoff.retry_after_s(host) == 0:
            return check
    return 2000


def test_a_host_that_refuses_us_is_asked_half_as_often_each_time_down_to_every_15_minutes(
    backoff: HostBackoff, clock: Clock
) -> None:
    waited = []
    for _ in range(7):
        backoff.record("x.com", REFUSED, {})
        waited.append(checks_until_asked(backoff, clock))
    assert waited == [2, 4, 7, 13, 13, 13, 13]


@pytest.mark.parametrize(
    "found", [OK, Finding(Outcome.SERVER_ERROR, "origin"), Finding(Outcome.REFUSED, "http_404")]
)
def test_a_host_that_answers_is_asked_as_ever(backoff: HostBackoff, clock: Clock, found: Finding) -> None:
    for _ in range(3):
        backoff.record("x.com", REFUSED, {})
        checks_until_asked(backoff, clock)
    backoff.record("x.com", found, {})
    assert backoff.retry_after_s("x.com") == 0
    backoff.record("x.com", REFUSED, {})
    assert checks_until_asked(backoff, clock) == 2


@pytest.mark.parametrize(
    "found",
    [
        LOST,
        Finding(Outcome.DNS_FAILED, "servfail"),
        Finding(Outcome.PROTOCOL_ERROR, "no_answer"),
        Finding(Outcome.REFUSED, "proxy"),
        Finding(Outcome.REFUSED, "unsigned"),
    ],
    ids=str,
)
def test_what_is_not_the_host_s_own_word_changes_nothing(
    backoff: HostBackoff, clock: Clock, found: Finding
) -> None:
    backoff.record("x.com", found, AN_HOUR)
    assert backoff.retry_after_s("x.com") == 0
    backoff.record("x.com", REFUSED, {})
    checks_until_asked(backoff, clock)
    backoff.record("x.com", found, AN_HOUR)
    backoff.record("x.com", REFUSED, {})
    assert checks_until_asked(backoff, clock) == 4


def test_one_host_s_refusal_is_none_of_another_s_business(backoff: HostBackoff) -> None:
    backoff.record("x.com", REFUSED, {})
    assert backoff.retry_after_s("x.com") > 0
    assert backoff.retry_after_s("t.co") == 0


@pytest.mark.parametrize(
    ("host", "minutes"),
    [
        ("api.example", 60),
        ("box.com", 60),
        *((host, 15) for host in ("x.com", "publish.x.com", "twitter.com", "pbs.twimg.com", "t.co")),
    ],
)
def test_a_host_is_left_alone_as_long_as_it_says_but_x_s_own_no_longer_than_15_minutes(
    backoff: HostBackoff, clock: Clock, host: str, minutes: int
) -> None:
    backoff.record(host, LIMITED, AN_HOUR)
    assert checks_until_asked(backoff, clock, host) == minutes
    backoff.record(host, LIMITED, AN_HOUR)
    assert checks_until_asked(backoff, clock, host) == minutes
    backoff.record(host, OK, {})
    backoff.record(host, REFUSED, {})
    assert checks_until_asked(backoff, clock, host) == 2


def test_whatever_was_written_x_is_seen_again_within_15_minutes(backoff: HostBackoff, clock: Clock) -> None:
    for host in ("x.com", "api.example"):
        wait = Wait(NOW, NOW + timedelta(days=3650))
        backoff.store.change(partial(HostLimits.with_wait, name=host, wait=wait, overrides=False))
    assert backoff.retry_after_s("x.com") == 900


def test_a_clock_that_is_set_back_silences_nobody(backoff: HostBackoff, clock: Clock) -> None:
    backoff.record("x.com", REFUSED, {})
    clock.pass_s(-86_400)
    assert backoff.retry_after_s("x.com") == 0


def test_a_clock_that_is_set_right_by_a_second_changes_nothing(backoff: HostBackoff, clock: Clock) -> None:
    backoff.record("x.com", REFUSED, {})
    clock.pass_s(-1)
    assert backoff.retry_after_s("x.com") == pytest.approx(103)


def test_a_wish_lifts_a_wait_once_and_not_again_before_it_is_over(backoff: HostBackoff, clock: Clock) -> None:
    backoff.record("x.com", LIMITED, AN_HOUR)
    with backoff.overridden():
        assert backoff.retry_after_s("x.com") == 0
        assert backoff.retry_after_s("x.com") == 0  # a second look is of the same check
    for _ in range(2):  # it was asked, and lost
        assert backoff.retry_after_s("x.com") == 900
        with backoff.overridden():
            assert backoff.retry_after_s("x.com") == 900
    assert checks_until_asked(backoff, clock) == 15
    backoff.record("x.com", LIMITED, AN_HOUR)
    with backoff.overridden():
        assert backoff.retry_after_s("x.com") == 0


def test_who_was_not_asked_can_still_be(backoff: HostBackoff) -> None:
    backoff.record("x.com", REFUSED, {})
    with backoff.overridden():
        pass  # the network was down
    with backoff.overridden():
        assert backoff.retry_after_s("x.com") == 0


@pytest.mark.parametrize(
    ("found", "headers", "left_s"),
    [
        pytest.param(OK, {}, 0, id="it is well"),
        pytest.param(Finding(Outcome.SERVER_ERROR, "origin"), AN_HOUR, 0, id="it fails, and shall be seen"),
        pytest.param(LIMITED, {"retry-after": "300"}, 300, id="it names another time"),
        pytest.param(LOST, {}, 900, id="it says nothing"),
    ],
)
def test_after_the_lifting_counts_what_the_host_says_then(
    backoff: HostBackoff, found: Finding, headers: dict[str, str], left_s: float
) -> None:
    backoff.record("x.com", LIMITED, AN_HOUR)
    with backoff.overridden():
        assert backoff.retry_after_s("x.com") == 0
        backoff.record("x.com", found, headers)
        assert backoff.retry_after_s("x.com") == (0 if found is LOST else left_s)  # it counts at once
    assert backoff.retry_after_s("x.com") == left_s
    with backoff.overridden():
        assert backoff.retry_after_s("x.com") == left_s


def test_a_host_that_is_left_alone_is_for_as_long_as_it_said(backoff: HostBackoff, clock: Clock) -> None:
    backoff.set_retry_after("api.example", 90)
    clock.pass_s(30)
    assert backoff.retry_after_s("api.example") == 60
    clock.pass_s(61)
    assert backoff.retry_after_s("api.example") == backoff.retry_after_s("x.com") == 0


def test_a_host_that_is_left_alone_is_not_asked() -> None:
    async def scenario() -> int:
        seen: list[tuple[str, dict[str, str]]] = []
        async with Internet() as internet:
            signed = {"x-transaction-id": "1"}
            await internet.host("x.com", by_path({"": reply(403, "", signed)}, seen))
            client = internet.client()
            await WEB.ask(client, True)
            with pytest.raises(LeftAloneError):
                await WEB.ask(client, True)
        return len(seen)

    assert asyncio.run(scenario()) == 1


def test_posts_are_read_by_whichever_reader_is_welcome() -> None:
    posts = next(surface for surface in chosen(Settings()) if surface.id == "posts")

    async def scenario() -> list[Outcome]:
        async with Internet() as internet:
            await internet.host("publish.x.com", answers_json(OEMBED_POST))
            await internet.host("cdn.syndication.twimg.com", answers(403))
            client = internet.client()
            return [(await posts.ask(client, True)).outcome for _ in range(2)]

    assert asyncio.run(scenario()) == [Outcome.OK, Outcome.OK]
