"""Controls: what other hosts' answers say about the user's own network."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlsplit

import pytest

from tests import servers
from tests.servers import Internet, Serve, answers
from trayapp.checks.controls import ask_control
from trayapp.domain.codes import Outcome
from trayapp.domain.records import ControlResult
from trayapp.net.known_hosts import CONTROLS

NOW = datetime(2026, 2, 16, 13, 27, 40, 120_000, tzinfo=UTC)
TRACE = "fl=468f1\nh=www.cloudflare.com\ncolo=FRA\nloc=DE\n"

APPLE = "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>"

HEALTHY: dict[str, Serve] = {
    "google": answers(204),
    "mozilla": answers(200, "success\n"),
    "microsoft": answers(200, "Microsoft Connect Test"),
    "cloudflare": answers(200, TRACE),
    "google_tls": answers(204),
    "apple_tls": answers(200, APPLE),
    "mozilla_tls": answers(200, "success\n"),
}
HOSTS = {control.id: urlsplit(control.url).hostname or "" for control in CONTROLS}
HTTPS = tuple(control.id for control in CONTROLS if control.url.startswith("https:"))


async def healthy_controls(internet: Internet, **changed: Serve) -> None:
    for name, host in HOSTS.items():
        serve = changed.get(name, HEALTHY[name])
        await internet.host(host, serve, port=443 if name in HTTPS else 80)


def controls(**changed: Serve) -> dict[str, ControlResult]:
    async def scenario() -> list[ControlResult]:
        async with Internet() as internet:
            await healthy_controls(internet, **changed)
            asked = (ask_control(internet.client(), control, lambda: NOW) for control in CONTROLS)
            return await asyncio.gather(*asked)

    return {result.id: result for result in asyncio.run(scenario())}


def test_on_a_good_day_all_controls_are_fine_and_were_asked_by_name() -> None:
    results = controls()
    assert {name: result.outcome for name, result in results.items()} == dict.fromkeys(HOSTS, Outcome.OK)
    assert not any(result.by_address for result in results.values())
    assert {result.lost for result in results.values()} == {None}


def test_the_line_is_tried_in_plain_and_over_https_at_five_operators() -> None:
    assert {name.removesuffix("_tls") for name in HOSTS} == {
        "google",
        "mozilla",
        "microsoft",
        "cloudflare",
        "apple",
    }
    assert set(HTTPS) == {"cloudflare", "google_tls", "apple_tls", "mozilla_tls"}


@pytest.mark.parametrize("name", HOSTS)
@pytest.mark.parametrize(
    ("serve", "outcome", "detail"),
    [
        pytest.param(
            answers(302, "", {"location": "http://login.hotel.example/?from=x"}),
            Outcome.REDIRECTED,
            "login.hotel.example",
            id="redirect",
        ),
        pytest.param(answers(307, "", {"location": "/in"}), Outcome.REDIRECTED, "{own}", id="own redirect"),
        pytest.param(answers(302), Outcome.REDIRECTED, None, id="redirect to nowhere"),
        pytest.param(answers(200, "<html>Log in!</html>"), Outcome.SOFT_FAILURE, None, id="login page"),
        pytest.param(answers(511, "log in"), Outcome.SOFT_FAILURE, None, id="511"),
        pytest.param(answers(404, "no"), Outcome.REFUSED, "http_404", id="404"),
        pytest.param(answers(503, "no"), Outcome.SERVER_ERROR, None, id="503"),
    ],
)
def test_a_control_that_answers_something_else(
    name: str, serve: Serve, outcome: Outcome, detail: str | None
) -> None:
    result = controls(**{name: serve})[name]
    assert result.outcome is outcome
    assert result.detail == (HOSTS[name] if detail == "{own}" else detail)
    assert result.lost is None


@pytest.mark.parametrize("name", HTTPS)
@pytest.mark.parametrize(
    ("serve", "detail"),
    [(servers.closes_after_reading, "no_answer"), (servers.resets_in_the_body, "cut_short")],
    ids=["closed", "cut short"],
)
def test_a_control_without_an_answer_is_lost(name: str, serve: Serve, detail: str) -> None:
    result = controls(**{name: serve})[name]
    assert (result.outcome, result.detail) == (Outcome.PROTOCOL_ERROR, detail)
    assert result.lost == 1


@pytest.mark.parametrize("skew", [timedelta(0), timedelta(days=3), timedelta(days=-400)])
def test_a_control_tells_how_far_the_clock_is_off(skew: timedelta) -> None:
    date = format_datetime(NOW + skew, usegmt=True)
    result = controls(google=answers(204, "", {"date": date}))["google"]
    assert result.date_skew_s == skew.total_seconds() - 0.1  # a header tells whole seconds


@pytest.mark.parametrize("date", ["", "tomorrow", "Mon, 99 Foo 2026 99:99:99 GMT", "16 Feb 2026 13:27:40"])
def test_an_unreadable_date_says_nothing(date: str) -> None:
    assert controls(google=answers(204, "", {"date": date}))["google"].date_skew_s is None
