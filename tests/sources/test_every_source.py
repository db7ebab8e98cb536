"""What every source has in common: whatever its service does, it says nothing rather than something wrong.

The sources are those that the settings can switch on, so that a new one is held to the same rules.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from email.utils import format_datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests import servers
from tests.servers import Internet, Serve, answers
from tests.sources.crowds import key_store, keys_with
from tests.sources.made import NOW, replies, reply_of
from tests.sources.samples import status_page, written
from tests.test_packaging import ROOT
from trayapp.domain.codes import UnavailableReason
from trayapp.domain.reports import Report
from trayapp.i18n import Words
from trayapp.settings.declarations import ACCOUNTS, SOURCES, from_tables
from trayapp.sources import chosen
from trayapp.sources.base import Source, Unavailable
from trayapp.sources.crowd_baseline import CrowdBaseline

HOSTS = {
    "globalping": ("api.globalping.io",),
    "netblocks": ("mastodon.social", "public.api.bsky.app"),
    "cloudflare_status": ("www.cloudflarestatus.com",),
    "mastodon": ("mastodon.social", "mstdn.social"),
    "bluesky": ("bsky.social",),
    "reddit": ("www.reddit.com",),
    "threads": ("graph.threads.net",),
    "downdetector": ("downdetectorapi.com",),
}
"""Every host that a source asks first."""

ENGLISH = Words("en")

UNIX = str(int(NOW.timestamp()) + 600)
LIMITED = {
    "seconds": {"retry-after": "600"},
    "a date": {"retry-after": format_datetime(NOW + timedelta(minutes=10), usegmt=True)},
    "Unix time": {"x-rate-limit-reset": UNIX},
    "ISO 8601": {"x-ratelimit-reset": written(NOW + timedelta(minutes=10))},
    "seconds left": {"x-ratelimit-reset": "600"},
}
FAULTS: dict[str, tuple[Serve, UnavailableReason]] = {
    "closed": (
        answers(403, "<html>Request forbidden by administrative rules.</html>"),
        UnavailableReason.CLOSED,
    ),
    "gone": (answers(404), UnavailableReason.CLOSED),
    "wants a login": (answers(401, '{"error": "The access token is invalid"}'), UnavailableReason.LOGIN),
    "wants a browser": (answers(429, "", {"cf-mitigated": "challenge"}), UnavailableReason.CLOSED),
    "limited, and says no more": (answers(429, "Too many requests"), UnavailableReason.LIMITED),
    **{
        f"limited, in {form}": (answers(429, "", headers), UnavailableReason.LIMITED)
        for form, headers in LIMITED.items()
    },
    "server error": (answers(500, "oops"), UnavailableReason.SERVER_ERROR),
    "its edge fails": (answers(522), UnavailableReason.SERVER_ERROR),
    "redirected": (answers(302, "", {"location": "https://login.example/"}), UnavailableReason.REDIRECTED),
    "a page": (answers(200, "<!DOCTYPE html><p>Something else"), UnavailableReason.UNREADABLE),
    "nothing": (answers(200), UnavailableReason.UNREADABLE),
    "not HTTP": (servers.GARBAGE, UnavailableReason.UNREADABLE),
    "broken chunks": (servers.BAD_CHUNKS, UnavailableReason.UNREADABLE),
    "cut short": (servers.CUT_SHORT, UnavailableReason.UNREADABLE),
    "huge": (answers(200, b" " * 3_000_000), UnavailableReason.UNREADABLE),
    "endless": (servers.never_ends, UnavailableReason.UNREADABLE),
    "a bomb": (servers.GZIP_BOMB, UnavailableReason.UNREADABLE),
    "deep": (answers(200, b"[" * 200_000), UnavailableReason.UNREADABLE),
    "another shape": (answers(200, '{"error": true, "message": "quite new"}'), UnavailableReason.UNREADABLE),
    "reset": (servers.resets_after_reading, UnavailableReason.UNREACHABLE),
}
KNOWN_DOORS = {
    ("bluesky", "closed"): UnavailableReason.GUESTS,
    ("mastodon", "wants a login"): UnavailableReason.GUESTS,
}
"""Where a source knows better than others why it is turned away."""
Prepare = Callable[[Internet, str], Awaitable[object]]


def sources() -> tuple[Source, ...]:
    """All of them, with all their accounts."""
    return of({"country": "DE", "sources": dict.fromkeys(HOSTS, True)})


def of(tables: dict[str, Any]) -> tuple[Source, ...]:
    return chosen(from_tables(tables).settings, CrowdBaseline(), key_store(keys_with(*ACCOUNTS)))


def source(name: str) -> Source:
    return next(source for source in sources() if source.id == name)


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_is_known_wherever_it_has_to_be(name: str) -> None:
    """What is missing is named with the file in which it belongs."""
    missing = [wanted for wanted, is_there in _wanted(name).items() if not is_there]
    assert not missing, "\n".join(missing)


def _wanted(name: str) -> dict[str, bool]:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    titles = ("Hosts that are asked", "Settings", "Accounts")
    hosts, settings, accounts = (readme.split(f"\n## {title}\n")[1].split("\n## ")[0] for title in titles)
    own_test = Path(__file__).with_name(f"test_{name}.py")
    return {
        f"trayapp/sources/{name}.py: a function `source`": find_spec(f"trayapp.sources.{name}") is not None,
        "tests/sources/test_every_source.py: in HOSTS, whom it asks first": name in HOSTS,
        f"tests/sources/{own_test.name}: what it makes of its service's answers": own_test.exists(),
        "trayapp/i18n/sources.py: what it is called": ENGLISH.names.source(name) != name,
        "trayapp/i18n/sources.py: what its switch does": _has_words(
            ENGLISH.settings.label, f"sources.{name}"
        ),
        "README.md: the hosts it asks": all(f"`{host}`" in hosts for host in HOSTS.get(name, ())),
        "README.md: its setting": re.search(rf"`(?:sources)?\.{name}`", settings) is not None,
        "README.md: its account": name not in ACCOUNTS or f"\n| `{name}` |" in accounts,
    }


def _has_words(words: Callable[[str], str], code: str) -> bool:
    try:
        return bool(words(code))
    except KeyError:
        return False


def test_one_switch_silences_all_and_each_has_its_own() -> None:
    everything = dict.fromkeys(HOSTS, True)
    assert of({"sources": {**everything, "enabled": False}}) == ()
    for name in HOSTS:
        left = of({"sources": {**everything, name: False}})
        assert {source.id for source in left} == HOSTS.keys() - {name}


def test_what_needs_an_account_is_off_until_it_is_switched_on() -> None:
    asked = {source.id for source in of({})}

    assert asked & ACCOUNTS.keys() == {"globalping"}  # which a guest may ask as well


@pytest.mark.parametrize("name", HOSTS)
def test_paces_are_those_that_the_services_bear(name: str) -> None:
    asked = source(name)
    assert asked.suspicion_interval_s >= 60
    assert asked.standing_interval_s is None or asked.standing_interval_s >= 600


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", HOSTS)
def test_a_service_that_fails_makes_its_source_unavailable_and_nothing_else(name: str, fault: str) -> None:
    serve, reason = FAULTS[fault]
    reply = reply_of(source(name), dict.fromkeys(HOSTS[name], serve))
    assert isinstance(reply, Unavailable)
    assert reply.reason is KNOWN_DOORS.get((name, fault), reason)


@pytest.mark.parametrize("form", LIMITED)
@pytest.mark.parametrize("name", HOSTS)
def test_a_service_is_left_alone_until_the_time_it_named(name: str, form: str) -> None:
    seen: list[servers.PlayedRequest] = []
    limited = servers.plays(lambda _: servers.reply(429, "", LIMITED[form]), seen)

    first, second = replies(source(name), dict.fromkeys(HOSTS[name], limited), times=2)

    assert isinstance(first, Unavailable)
    assert isinstance(second, Unavailable)
    assert first.wait_s == 600
    assert second.reason is UnavailableReason.LIMITED
    assert 500 < second.wait_s <= 600
    assert len(seen) == len(HOSTS[name])


def test_a_service_that_is_asked_all_the_same_and_answers_is_asked_as_ever() -> None:
    at_first = [servers.reply(429, "", LIMITED["seconds"])]
    world = servers.plays(
        lambda _: at_first.pop() if at_first else servers.reply(200, json.dumps(status_page("none")))
    )

    async def scenario() -> list[bool]:
        async with Internet() as internet:
            await internet.host(HOSTS["cloudflare_status"][0], world)
            client, asked = internet.client(), source("cloudflare_status")
            heard = [await asked.ask(client, NOW) for _ in range(2)]
            with client.backoff.overridden():
                heard.append(await asked.ask(client, NOW))
            heard.append(await asked.ask(client, NOW))
            return [isinstance(reply, Report) for reply in heard]

    assert asyncio.run(scenario()) == [False, False, True, True]


@pytest.mark.parametrize("name", HOSTS)
def test_a_service_that_does_not_exist_is_unreachable(name: str) -> None:
    assert reply_of(source(name), {}) == Unavailable(UnavailableReason.UNREACHABLE)
