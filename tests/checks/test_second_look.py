"""What was lost is asked again, beside hosts that answer: whose loss it was shows there."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests import servers
from tests.checks.samples import CORE, OEMBED_POST, PARTS
from tests.checks.seen import failing_lookups, see, serving
from tests.checks.test_checker import SITE, Change
from tests.checks.test_controls import HOSTS, HTTPS
from tests.servers import Internet, Serve, answers, in_turn
from tests.watch.test_two_days import cable_is_pulled
from trayapp.checks.checker import Depth
from trayapp.domain.codes import Outcome

ORIGIN = {"server": "cloudflare envoy", "x-transaction-id": "1"}
EDGE = {"server": "cloudflare", "cf-ray": "1"}
READERS = ("publish.x.com", "cdn.syndication.twimg.com")
LOST = servers.resets_after_reading

web_is_lost = serving(LOST, "x.com")
posts_are_lost = serving(LOST, *READERS)
pictures_are_lost = serving(LOST, "pbs.twimg.com")


def of(operator: str) -> tuple[str, ...]:
    return tuple(HOSTS[name] for name in HTTPS if name.removesuffix("_tls") == operator)


async def site_after_a_while(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(2)
    await SITE(reader, writer)


@pytest.mark.parametrize(
    ("losses", "depth"), [(2, Depth.LIGHT), (3, Depth.SPARING), (4, Depth.SURFACES), (5, Depth.EVERYTHING)]
)
def test_what_the_site_says_at_a_second_look_is_its_word(losses: int, depth: Depth) -> None:
    seen = see(serving(in_turn(*[LOST] * losses, site_after_a_while), "x.com"), depth=depth)
    assert (seen["web"].outcome, seen["web"].lost) == (Outcome.OK, losses)
    assert seen.verdict == "up"


@pytest.mark.parametrize(
    "lost", [LOST, servers.resets_in_the_body, servers.closes_after_reading], ids=lambda s: s.__name__
)
def test_most_of_what_a_line_loses_is_found_again_by_one_request(lost: Serve) -> None:
    seen = see(serving(in_turn(lost, SITE), "x.com"), depth=Depth.LIGHT)
    assert (seen["web"].outcome, seen["web"].lost) == (Outcome.OK, 1)
    assert seen.asked["x.com"] == 2
    assert seen.check.second_look == ()
    assert seen.verdict == "up"


def test_a_site_that_is_silent_for_two_seconds_is_asked_once_more() -> None:
    seen = see(serving(in_turn(servers.hangs_after_reading, SITE), "x.com"), depth=Depth.LIGHT)
    assert (seen["web"].outcome, seen["web"].lost) == (Outcome.OK, 1)
    assert seen.took_s == pytest.approx(2, abs=0.1)


def test_a_slow_answer_is_none_of_the_losses() -> None:
    async def slow_site(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3)
        await SITE(reader, writer)

    seen = see(serving(in_turn(slow_site, servers.hangs_after_reading), "x.com"), depth=Depth.LIGHT)
    assert (seen["web"].outcome, seen["web"].lost) == (Outcome.OK, None)
    assert seen.took_s == pytest.approx(3, abs=0.1)


def test_a_second_look_is_over_once_one_request_is_fine() -> None:
    """Three of the four hang, and nobody waits for them."""
    seen = see(serving(in_turn(LOST, LOST, SITE, servers.hangs_after_reading), "x.com"))
    assert (seen["web"].outcome, seen["web"].lost) == (Outcome.OK, 2)
    assert seen.took_s < 1


@pytest.mark.parametrize(
    ("again", "outcome", "detail"),
    [
        (answers(503, "", ORIGIN), Outcome.SERVER_ERROR, "origin"),
        (answers(403, "", EDGE), Outcome.REFUSED, "http_403"),
        (answers(429, "", EDGE), Outcome.LIMITED, None),
        (answers(403), Outcome.REFUSED, "unsigned"),
    ],
    ids=["an error", "a refusal", "a limit", "somebody else's"],
)
@pytest.mark.parametrize("losses", [1, 3])
def test_any_answer_outweighs_the_losses(
    again: Serve, outcome: Outcome, detail: str | None, losses: int
) -> None:
    web = see(serving(in_turn(*[LOST] * losses, again), "x.com"))["web"]
    assert (web.outcome, web.detail, web.lost) == (outcome, detail, losses)


@pytest.mark.parametrize("depth", [Depth.SPARING, Depth.EVERYTHING])
def test_the_site_is_asked_once_more_and_then_four_times_and_each_loss_counts(depth: Depth) -> None:
    seen = see(web_is_lost, depth=depth)
    assert (seen["web"].outcome, seen["web"].lost) == (Outcome.PROTOCOL_ERROR, 6)
    assert seen.asked["x.com"] == 6


@pytest.mark.parametrize(
    ("depth", "lost"), [(Depth.SPARING, (3, 3)), (Depth.LIGHT, (3, 3)), (Depth.EVERYTHING, (4, 4))]
)
def test_posts_are_asked_for_at_both_readers(depth: Depth, lost: tuple[int, int]) -> None:
    seen = see(posts_are_lost, depth=depth)
    assert (seen["posts"].outcome, seen["posts"].lost) == (Outcome.PROTOCOL_ERROR, sum(lost))
    assert sorted(seen.asked[reader] for reader in READERS) == list(lost)


def test_posts_that_one_reader_reads_at_the_second_look_are_read() -> None:
    oembed = in_turn(LOST, LOST, servers.answers_json(OEMBED_POST))
    seen = see(posts_are_lost, serving(oembed, READERS[0]))
    assert seen["posts"].outcome is Outcome.OK
    assert seen.verdict == "up"


def test_posts_of_which_one_reader_fails_and_the_other_is_lost_are_asked_for_again() -> None:
    gone, found_again = servers.answers_json("{}"), in_turn(LOST, LOST, servers.answers_json(OEMBED_POST))
    seen = see(serving(found_again, READERS[0]), serving(gone, READERS[1]))
    assert seen["posts"].outcome is Outcome.OK
    assert seen.verdict == "up"


async def resolver_is_silent(internet: Internet) -> None:
    for name in CORE:
        internet.name(name, "hang")


resolver_fails = failing_lookups(socket.gaierror(socket.EAI_AGAIN, "the resolver failed"), *CORE)


@pytest.mark.parametrize(
    ("change", "web", "posts"),
    [(resolver_fails, 1 + 1 + 1, 2 + 2 + 2), (resolver_is_silent, 1 + 1, 2 + 2)],
    ids=["one after the other", "waited for together"],
)
def test_lookups_that_requests_share_are_one(change: Change, web: int, posts: int) -> None:
    seen = see(change)
    assert (seen["web"].outcome, seen["web"].lost) == (Outcome.DNS_FAILED, web)
    assert (seen["posts"].outcome, seen["posts"].lost) == (Outcome.DNS_FAILED, posts)


@pytest.mark.parametrize(
    ("silent", "beside"),
    [
        ((), ["google_tls", "apple_tls"]),
        (("google",), ["apple_tls", "mozilla_tls"]),
        (("google", "apple"), ["mozilla_tls", "cloudflare"]),
        (("google", "apple", "mozilla"), ["cloudflare"]),
        (("cloudflare",), ["google_tls", "apple_tls"]),
    ],
    ids=str,
)
def test_up_to_two_https_hosts_of_different_operators_are_asked_too_x_s_neighbour_last(
    silent: tuple[str, ...], beside: list[str]
) -> None:
    lost = [serving(LOST, *of(name)) for name in silent]
    seen = see(web_is_lost, *lost)
    assert seen.beside == beside
    assert {control.outcome for control in seen.check.second_look} == {Outcome.OK}
    assert [seen.asked[HOSTS[name]] for name in beside] == [_asked(name) for name in beside]


def _asked(name: str) -> int:
    """How often a host is asked that is asked again: Mozilla's is asked in plain as well."""
    return 3 if name == "mozilla_tls" else 2


def test_a_host_beside_that_is_lost_then_says_that_the_line_may_have_done_it() -> None:
    once = in_turn(answers(204), LOST)
    seen = see(web_is_lost, posts_are_lost, serving(once, "www.google.com"))
    assert [(c.id, c.lost) for c in seen.check.second_look] == [("google_tls", 1), ("apple_tls", None)]
    assert seen.verdict == "offline poor_line"


def test_with_hosts_beside_that_are_well_the_losses_are_x_s() -> None:
    seen = see(web_is_lost, posts_are_lost)
    assert seen.verdict == "down server_errors"


def test_parts_are_asked_again_while_the_core_is_well() -> None:
    seen = see(pictures_are_lost)
    assert (seen["images"].outcome, seen["images"].lost) == (Outcome.PROTOCOL_ERROR, 6)
    assert seen.beside == ["google_tls", "apple_tls"]
    assert seen.verdict == "degraded part_failing"


def test_parts_are_not_asked_again_while_a_core_surface_is_lost() -> None:
    seen = see(pictures_are_lost, posts_are_lost)
    assert (seen["images"].lost, seen.asked["pbs.twimg.com"]) == (2, 2)
    assert seen["posts"].lost == 8


@pytest.mark.parametrize("depth", [Depth.SPARING, Depth.EVERYTHING])
def test_there_is_no_second_look_where_nothing_at_all_answers(depth: Depth) -> None:
    seen = see(cable_is_pulled, depth=depth)
    assert seen.asked["x.com"] == 2
    assert seen.check.second_look == ()
    assert seen.verdict == "offline no_network"


@pytest.mark.parametrize(
    "change",
    [
        serving(answers(503, "", ORIGIN), *CORE),
        serving(answers(403), *CORE),
        failing_lookups(socket.gaierror(socket.EAI_NONAME, "unknown"), *CORE),
    ],
    ids=["an error", "a refusal", "no such name"],
)
def test_what_was_answered_is_not_asked_again(change: Change) -> None:
    seen = see(change)
    assert seen.asked["x.com"] == 1
    assert seen.check.second_look == ()
    assert {result.lost for result in seen.check.surfaces} == {None}


@pytest.mark.parametrize("depth", Depth)
def test_a_check_of_an_x_that_hangs_ends_within_twenty_seconds(depth: Depth) -> None:
    seen = see(serving(servers.hangs_after_reading, *CORE, *PARTS), depth=depth)
    assert (seen["web"].outcome, seen["web"].lost) == (Outcome.TIMEOUT, 6)
    assert seen.took_s <= 20


def test_a_check_of_an_x_that_takes_no_connection_ends_within_twenty_seconds() -> None:
    async def x_is_a_black_hole(internet: Internet) -> None:
        for name in (*CORE, *PARTS):
            internet.address_fails(internet.address_of(name), "blackhole")

    seen = see(x_is_a_black_hole)
    assert (seen["web"].outcome, seen["web"].detail) == (Outcome.TIMEOUT, "connect")
    assert seen.took_s <= 20


def test_a_check_where_names_are_dead_ends_within_thirty_seconds() -> None:
    async def every_name_is_dead(internet: Internet) -> None:
        for name in internet.names:
            internet.name(name, "hang")

    assert see(every_name_is_dead).took_s <= 30


edge_page = serving(answers(502, "", EDGE), "x.com")


def test_where_the_edge_answers_for_x_its_own_host_that_was_lost_is_asked_again() -> None:
    seen = see(edge_page, posts_are_lost, serving(LOST, *of("cloudflare")))
    edge = seen.control("cloudflare")
    assert (edge.outcome, edge.lost) == (Outcome.PROTOCOL_ERROR, 2)
    assert seen.verdict == "down edge_outage"


def test_the_edge_s_own_host_that_then_answers_was_lost_by_the_line() -> None:
    once = in_turn(LOST, answers(200, "colo=FRA\n"))
    seen = see(edge_page, serving(once, *of("cloudflare")))
    edge = seen.control("cloudflare")
    assert (edge.outcome, edge.lost) == (Outcome.OK, None)
    assert seen.verdict == "degraded part_failing"


@pytest.mark.parametrize(
    ("site", "edge"),
    [
        (answers(503, "", ORIGIN), LOST),
        (answers(502, "", EDGE), answers(503)),
        (answers(502, "", EDGE), answers(200, "colo=FRA\n")),
    ],
    ids=["X's own error", "the edge fails by an answer", "the edge is fine"],
)
def test_otherwise_the_edge_is_asked_once(site: Serve, edge: Serve) -> None:
    seen = see(serving(site, "x.com"), serving(edge, *of("cloudflare")))
    assert seen.asked["www.cloudflare.com"] == 1


def test_hosts_beside_are_given_three_seconds() -> None:
    """However long X's own second look takes."""
    hangs_then = in_turn(answers(204), servers.hangs_after_reading)
    started: list[float] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        started.append(asyncio.get_running_loop().time())
        await LOST(reader, writer)

    seen = see(serving(note, "x.com"), serving(hangs_then, "www.google.com"))
    google = seen.check.second_look[0]
    assert (google.outcome, google.detail) == (Outcome.TIMEOUT, "first_byte")
    assert seen.took_s == pytest.approx(started[-1] + 3, abs=0.1)
