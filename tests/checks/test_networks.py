"""Worlds with one cause each: a network, a filter, a tunnel, or X. Who is blamed?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests import servers, virtual_time
from tests.checks.samples import CORE, OEMBED_POST, PARTS, TWEET
from tests.checks.seen import Seen, World, see, serving
from tests.checks.test_asking_sources import ScriptedSources
from tests.checks.test_checker import Change, doh_answers
from tests.checks.test_controls import HOSTS, HTTPS
from tests.checks.test_filtered import resolvers_know
from tests.domain.made import evidence_of
from tests.servers import Internet, Serve, answers, answers_json, tunnelling
from trayapp.checks.checker import Depth
from trayapp.domain.codes import Confidence, Outcome

READERS = ("publish.x.com", "cdn.syndication.twimg.com")
ORIGIN = {"server": "cloudflare envoy", "x-transaction-id": "1"}
PLAIN = ("connectivitycheck.gstatic.com", "detectportal.firefox.com", "www.msftconnecttest.com")
OVER_HTTPS = tuple(HOSTS[name] for name in HTTPS)

x_says_503 = serving(answers(503, "", ORIGIN), *CORE)


async def every_handshake_hangs(internet: Internet) -> None:
    await doh_answers(internet)
    names = (*CORE, *PARTS, *OVER_HTTPS, "1.1.1.1", "8.8.8.8")
    await serving(servers.hangs_before_reading, *names, certificate=None)(internet)


@pytest.mark.parametrize("depth", [Depth.LIGHT, Depth.EVERYTHING])
def test_a_tunnel_in_which_every_handshake_hangs_is_a_network_without_https(depth: Depth) -> None:
    """Too large packets, most of the time. Names and plain http answer as ever."""
    assert see(every_handshake_hangs, depth=depth).verdict == "offline https_broken"


def router_dies(after_s: float) -> Change:
    """X's answers are under way, and what was quicker has been told, as the network dies."""

    async def change(internet: Internet) -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await servers.read_request(reader)
            await asyncio.sleep(after_s)
            internet.die()
            await asyncio.Event().wait()

        for name in (*CORE, *PARTS):
            await internet.host(name, serve)

    return change


@pytest.mark.parametrize("after_s", [0.5, 2, 5, 9.9], ids=str)
def test_a_router_that_dies_in_the_middle_of_a_check_is_not_x(after_s: float) -> None:
    seen = see(router_dies(after_s))
    assert [(c.id, c.outcome) for c in seen.check.controls] == [(name, Outcome.OK) for name in HOSTS]
    assert [control.outcome for control in seen.check.second_look] == [Outcome.DNS_FAILED] * 2
    assert seen.verdict == "offline poor_line"


@pytest.mark.parametrize(
    "page",
    [
        answers(200, "<html>Blocked by your filter</html>"),
        answers(302, "", {"location": "http://filter.example/"}),
    ],
    ids=["a page", "a redirect"],
)
def test_x_s_own_word_is_heard_whatever_page_a_filter_shows_for_two_check_hosts(page: Serve) -> None:
    seen = see(x_says_503, serving(page, *PLAIN[:2], port=80))
    assert seen.verdict == "down server_errors"


def test_x_s_own_word_is_heard_on_a_line_that_carries_nothing_else() -> None:
    rest = serving(servers.closes_at_once, *OVER_HTTPS, certificate=None)
    sources = ScriptedSources()
    seen = see(x_says_503, rest, serving(servers.resets_after_reading, *PLAIN, port=80), sources=sources)
    assert seen.verdict == "down server_errors"
    assert sources.asked == 1


def test_a_company_s_filter_that_answers_in_x_s_place_blocks_it() -> None:
    sources = ScriptedSources(evidence_of("vantage", "fine"))
    seen = see(serving(answers(403, "Forbidden"), *CORE), resolvers_know, sources=sources)
    assert (seen["web"].outcome, seen["web"].detail) == (Outcome.REFUSED, "unsigned")
    assert sources.asked == 1
    assert seen.control("doh_google").handshake is True
    assert seen.verdict == "blocked path_blocked"


def test_of_a_filter_s_answer_that_nobody_else_could_be_asked_about_little_is_claimed() -> None:
    seen = see(serving(answers(403, "Forbidden"), *CORE))
    assert seen.verdict == "down unreachable"
    assert seen.judged.verdict.confidence is Confidence.LOW


def test_a_changed_shell_and_a_changed_post_are_no_trouble() -> None:
    page = answers(200, "<!DOCTYPE html>" + "x" * 20_000, {"content-type": "text/html", **ORIGIN})
    post = answers_json({"post": {"words": "a few"}}, ORIGIN)
    seen = see(serving(page, "x.com"), serving(post, *READERS))
    assert {seen[name].outcome for name in ("web", "posts")} == {Outcome.UNRECOGNIZED}
    assert seen.verdict == "unknown unclear"


PROXY = "http://proxy.example:3128"


def through(proxy: Callable[[Internet], Serve]) -> Seen:
    """A check behind such a proxy."""

    async def stands_there(internet: Internet) -> None:
        await internet.host("proxy.example", proxy(internet), port=3128)

    [seen] = virtual_time.run(World([stands_there], proxy=PROXY).checks(Depth.EVERYTHING))
    return seen


def test_a_proxy_that_lets_everything_through_is_no_trouble() -> None:
    seen = through(tunnelling)
    assert {result.via_proxy for result in seen.check.surfaces} == {True}
    assert seen.verdict == "up"


def test_a_proxy_that_refuses_x_alone_blocks_it() -> None:
    seen = through(lambda internet: tunnelling(internet, refused=(*CORE, *PARTS)))
    assert (seen["web"].detail, seen["web"].http_status) == ("proxy_refused", 403)
    assert seen.verdict == "blocked proxy_refuses"


@pytest.mark.parametrize(
    "serve",
    [answers(407, "", {"proxy-authenticate": "Basic"}), answers(403), answers(502), servers.closes_at_once],
    ids=["wants a login", "refuses all", "has no way", "closes"],
)
def test_a_proxy_that_lets_nothing_through_is_what_fails(serve: Serve) -> None:
    assert through(lambda _: serve).verdict == "offline proxy"


def noting(serve: Serve, at_s: list[float]) -> Serve:
    """Notes when it is asked."""

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        at_s.append(asyncio.get_running_loop().time())
        await serve(reader, writer)

    return note


def test_controls_begin_once_the_site_has_been_silent_for_four_seconds() -> None:
    at_s: list[float] = []
    control = noting(answers(204), at_s)
    seen = see(
        serving(servers.hangs_after_reading, "x.com"),
        serving(control, "www.google.com"),
        depth=Depth.LIGHT,
    )
    assert at_s[0] == pytest.approx(4, abs=0.1)
    assert seen["web"].lost == 6
    assert seen.took_s <= 20


def test_the_other_reader_is_asked_once_one_has_been_silent_for_two_seconds() -> None:
    reads = {READERS[0]: answers_json(OEMBED_POST), READERS[1]: answers_json(TWEET)}
    for silent, other in (READERS, READERS[::-1]):
        silent_at_s: list[float] = []
        other_at_s: list[float] = []
        changes = (
            serving(noting(servers.hangs_after_reading, silent_at_s), silent),
            serving(noting(reads[other], other_at_s), other),
        )
        turns = virtual_time.run(World(changes).checks(Depth.LIGHT, Depth.LIGHT))
        assert {seen["posts"].outcome for seen in turns} == {Outcome.OK}
        [asked_at_s] = silent_at_s
        assert asked_at_s + 2 in [pytest.approx(at_s, abs=0.1) for at_s in other_at_s]
