"""A network that is too poor is asked little, until X answers."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from tests import servers
from tests.checks.seen import see, serving
from tests.checks.test_asking_sources import ScriptedSources
from tests.checks.test_checker import SITE, Change, doh_answers
from tests.checks.test_controls import HOSTS, HTTPS
from tests.servers import Internet, Serve, answers, in_turn
from trayapp.checks.checker import Depth
from trayapp.domain.codes import Outcome

LOST = servers.resets_after_reading
READERS = ("publish.x.com", "cdn.syndication.twimg.com")
X = ("x.com", *READERS)
SECURE = tuple(HOSTS[name] for name in HTTPS)
PARTS = ("pbs.twimg.com", "abs.twimg.com", "video.twimg.com", "t.co")
FILE = answers(200, b"bytes")
ORIGIN = {"x-transaction-id": "1"}


def asked_once(asked: Counter[str]) -> set[str]:
    assert set(asked.values()) == {1}
    return set(asked)


async def site_after_five_seconds(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(5)
    await SITE(reader, writer)


@pytest.mark.parametrize("site", [SITE, site_after_five_seconds], ids=["at once", "slowly"])
def test_while_x_answers_the_core_is_asked_and_nobody_else(site: Serve) -> None:
    """A second request while the first still comes would take from a network that carries two at most."""
    seen = see(serving(site, "x.com"), depth=Depth.SPARING)
    names = asked_once(seen.asked)
    assert names - set(READERS) == {"x.com"}
    assert len(names) == 2
    assert seen.verdict == "up"


def test_what_was_lost_once_and_found_again_is_no_reason_to_ask_anybody_else() -> None:
    seen = see(serving(in_turn(LOST, SITE), "x.com"), depth=Depth.SPARING)
    assert seen.asked["x.com"] == 2
    assert seen.check.controls == ()
    assert seen.verdict == "up"


@pytest.mark.parametrize(
    "change",
    [serving(LOST, "x.com"), serving(answers(403), "x.com"), serving(answers(503, "", ORIGIN), "x.com")],
    ids=["lost", "somebody else's answer", "X's own error"],
)
def test_two_https_hosts_are_asked_too_but_neither_parts_nor_resolvers_nor_others_are_asked_whatever_x_says(
    change: Change,
) -> None:
    sources = ScriptedSources()
    seen = see(change, doh_answers, depth=Depth.SPARING, sources=sources)
    assert set(seen.asked) <= {"x.com", *READERS, "www.google.com", "captive.apple.com"}
    assert {control.id for control in seen.check.controls} == {"google_tls", "apple_tls"}
    assert not {"1.1.1.1", "8.8.8.8"} & seen.dialled
    assert sources.asked == 0


def test_there_is_a_second_look_where_both_hosts_beside_answered() -> None:
    seen = see(serving(LOST, "x.com"), depth=Depth.SPARING)
    assert seen.asked["x.com"] == 6
    assert seen.beside == ["google_tls", "apple_tls"]


@pytest.mark.parametrize("host", ["www.google.com", "captive.apple.com"])
def test_there_is_none_where_one_of_them_was_lost_too(host: str) -> None:
    seen = see(serving(LOST, "x.com", host), depth=Depth.SPARING)
    assert seen.asked["x.com"] == 2
    assert seen.check.second_look == ()
    assert seen["web"].outcome is Outcome.PROTOCOL_ERROR


def test_an_x_that_only_this_line_loses_is_not_blamed() -> None:
    once = in_turn(answers(204), LOST)
    seen = see(serving(LOST, "x.com", *READERS), serving(once, "www.google.com"), depth=Depth.SPARING)
    assert seen.verdict == "offline poor_line"


async def nothing_comes_through(internet: Internet) -> None:
    internet.die()


def test_a_line_that_is_dead_is_named_as_in_full() -> None:
    assert see(nothing_comes_through).verdict == "offline no_network"
    assert see(nothing_comes_through, depth=Depth.SPARING).verdict == "offline no_network"


@pytest.mark.parametrize("depth", [Depth.EVERYTHING, Depth.SPARING])
def test_a_network_that_drops_https_alone_is_not_said_to_be_dead(depth: Depth) -> None:
    """Sparing it, nobody is asked in plain, but connections come about."""
    silent = serving(servers.hangs_after_reading, *X, *SECURE, certificate=None)
    assert see(silent, depth=depth).verdict == "offline https_broken"


def test_a_slow_network_is_asked_gently_for_the_parts_two_at_a_time() -> None:
    at_once = 0
    most = 0

    async def notes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(1)
        at_once -= 1
        await FILE(reader, writer)

    seen = see(serving(notes, *PARTS), depth=Depth.GENTLE)
    assert [result.outcome for result in seen.check.surfaces] == [Outcome.OK] * 6
    assert seen.check.controls == ()
    assert (most, seen.verdict) == (2, "up")


@pytest.mark.parametrize("hosts", [("x.com",), READERS])
def test_once_it_loses_the_core_it_is_spared_the_parts(hosts: tuple[str, ...]) -> None:
    seen = see(serving(LOST, *hosts), depth=Depth.GENTLE)
    assert {result.id for result in seen.check.surfaces} == {"web", "posts"}
    assert seen.beside == ["google_tls", "apple_tls"]


def test_a_part_that_it_loses_is_not_asked_again() -> None:
    seen = see(serving(servers.hangs_after_reading, *PARTS), depth=Depth.GENTLE)
    assert seen.check.second_look == ()
    assert seen.took_s <= 20
    assert seen.verdict == "up"
