"""All kinds of worlds, each with one cause. Those in which X fails lie behind a good network and a poor one.

Written from what hosts, networks and middleboxes do, and not from the rules that judge them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any
from zlib import crc32

from tests.checks.samples import CHALLENGE, ERROR_PAGE, OEMBED_POST, TWEET
from tests.worlds.answers import (
    CORE,
    EDGE_SIGNS,
    EVERYBODY,
    HTML,
    JSON,
    OPERATORS,
    PARTS,
    PLAIN,
    READERS,
    SIGNS,
    SITE,
    SOURCE_HOSTS,
    X,
    reply,
    reply_json,
)
from tests.worlds.network import Link, bad_times
from tests.worlds.world import Truth, World
from trayapp.net.stopwatch import Phase

Change = Callable[[World, Random], object]
Pick = Callable[[Random], Any]
"""One of several, by chance. Where one is wanted, anything that cannot be called stands for itself."""

_POOR = (0.05, 0.15, 0.3)


def _one_of(*options: Any) -> Pick:
    return lambda chance: chance.choice(options)


def _between(low: float, high: float) -> Pick:
    return lambda chance: chance.uniform(low, high)


def _one_with(headers: dict[str, str], body: str, *statuses: int) -> Pick:
    return _one_of(*(reply(status, headers, body) for status in statuses))


def _picked(picks: dict[str, Any], chance: Random) -> dict[str, Any]:
    return {name: pick(chance) if callable(pick) else pick for name, pick in picks.items()}


def _set(of: Callable[[World], object], **picks: Any) -> Change:
    def change(world: World, chance: Random) -> None:
        for name, value in _picked(picks, chance).items():
            setattr(of(world), name, value)

    return change


_world = partial(_set, lambda world: world)
_network = partial(_set, lambda world: world.network)
_sources = partial(_set, lambda world: world.sources)


def _meet(hosts: tuple[str, ...] | Pick, **picks: Any) -> Change:
    """These hosts are met like this."""
    return lambda world, chance: world.change(**_picked({"names": hosts, **picks}, chance))


def _all(*changes: Change) -> Change:
    return lambda world, chance: [change(world, chance) for change in changes]


def _any(*changes: Change) -> Change:
    return lambda world, chance: chance.choice(changes)(world, chance)


_POOR_NETWORK, _RATHER_POOR_NETWORK = _network(loses=_one_of(*_POOR)), _network(loses=_one_of(0, *_POOR))
_LOSSES = _network(loses=_between(0, 0.9), resets=_one_of(0, 0, 0.3))
_SOME_OF_X = _one_of((SITE,), CORE, X, X)
_EDGE = (*X, *OPERATORS["cloudflare"])
_NEW_PAGES = [reply(200, SIGNS | HTML, "<div class='new'></div>" * times) for times in (500, 2000, 10_000)]


def _operators(chance: Random) -> list[str]:
    chosen = chance.sample(list(OPERATORS.values()), chance.randint(1, 3))
    return [host for hosts in chosen for host in hosts]


def _parts(chance: Random) -> list[str]:
    return chance.sample(PARTS, chance.randint(1, 4))


def _times(calm_s: Pick, bad_s: Pick) -> Pick:
    return lambda chance: tuple(bad_times(chance, calm_s(chance), bad_s(chance)))


def _outage(chance: Random) -> tuple[tuple[float, float]]:
    begin = chance.uniform(-3, 15)
    return ((begin, begin + chance.expovariate(1 / 6)),)


def _small_packets_only(world: World, chance: Random) -> None:
    """A tunnel whose packet size is too large: only who sends small ones from the start is heard."""
    for hosts in ((host,) for host in SOURCE_HOSTS), OPERATORS.values(), [_EDGE]:
        for these in hosts:
            if chance.random() < 0.6:
                world.change(these, tls="hang")
    if SITE in world.hosts:
        world.truth = Truth.BLOCKED


_WELCOME = "<html><title>Welcome</title><form>Room number</form></html>"
_TO_LOGIN = reply(302, {"location": "http://login.hotel.example/"})


def _portal(answer: Any, *tls: str, **how: Any) -> Change:
    """Over plain http it answers in everybody's place; https does not come about."""
    return _meet(EVERYBODY, answer=answer, tls=_one_of(*tls), **how)


def _checks_pass(chance: Random) -> tuple[str, ...]:
    return (*chance.sample(PLAIN, 2), chance.choice(("www.google.com", "captive.apple.com")))


_NOT_HERE = "<html>not at work</html>" * 9
_STRANGERS = ("wrong_host", "untrusted")
_ODDITIES: dict[str, Change] = {
    "is a little slow": _meet(X, takes_s=_between(0.5, 2.7)),
    "limits": _meet(_SOME_OF_X, answer=reply(429, SIGNS | {"retry-after": "60"})),
    "challenges": _meet(
        _SOME_OF_X, answer=_one_with(EDGE_SIGNS | HTML | CHALLENGE, "Just a moment", 403, 429)
    ),
    "refuses": _meet(_SOME_OF_X, answer=_one_with(SIGNS, "", 401, 403, 404)),
    "has a new page": _meet((SITE,), answer=_one_of(*_NEW_PAGES)),
    "has posts of a new shape": _meet(READERS, answer=reply_json({"data": {"content": "words"}}, **SIGNS)),
    "caches posts": _all(
        _meet(READERS[:1], answer=reply_json(OEMBED_POST, **SIGNS, age="900")),
        _meet(READERS[1:], answer=reply_json(TWEET, **{"x-cache": "HIT"})),
    ),
    "has lost a reader": _meet(
        _one_of(READERS[:1], READERS[1:]), answer=_one_of(reply(404, SIGNS), reply(200, JSON), reply_json({}))
    ),
    "has lost some posts": _meet(READERS, answer=reply(404, SIGNS | JSON, "{}"), share=0.5),
}

_WELL: dict[str, Change] = {
    "nothing is wrong": _all(),
    # the network
    "loses": _LOSSES,
    "loses some": _POOR_NETWORK,
    "loses at one stage": _all(_LOSSES, _network(loses_at=_one_of(*Phase))),
    "loses in bursts": _network(bursts=_times(_between(2, 40), _between(1, 15)), loses=_one_of(0, 0.02)),
    "throttles": _network(
        link=lambda chance: Link(8 * 16 ** chance.random()), round_trip_s=_between(0.05, 0.6)
    ),
    "throttles and loses": _network(
        link=lambda chance: Link(8 * 16 ** chance.random()), loses=_between(0, 0.3)
    ),
    "dies": _network(dead=lambda chance: ((chance.uniform(0, 18), 1e9),)),
    "loses its cable": _network(dead=lambda chance: ((chance.uniform(0, 18), 1e9),), is_cable=True),
    "dies and comes back": _network(dead=_outage, is_cable=_one_of(False, False, True)),
    "comes and goes": _network(dead=_times(_between(3, 60), _between(1, 12))),
    "is far away": _network(round_trip_s=_between(0.4, 2.4)),
    "drops https": _meet(EVERYBODY, tls=_one_of("hang", "reset")),
    "drops https to some": _meet(_operators, tls=_one_of("hang", "reset")),
    "carries small packets only": _small_packets_only,
    # its resolver
    "loses queries": _network(query_loss=_between(0.05, 0.95)),
    "has a slow resolver": _network(query_takes_s=_between(1, 9.5)),
    "has a dead resolver": _meet(EVERYBODY, dns=_one_of("silent", "servfail")),
    "has a moody resolver": _meet(EVERYBODY, dns=_one_of("servfail", "silent"), share=_between(0.1, 0.9)),
    # filters
    "filters operators by name": _meet(_operators, dns=_one_of("zero", "nxdomain", "servfail")),
    "filters operators by path": _meet(_operators, connect=_one_of("hang", "refused", "reset")),
    "filters operators with a page": _meet(
        _operators, tls="untrusted", answer=_one_with(HTML, _NOT_HERE, 200)
    ),
    "filters parts": _meet(_parts, dns=_one_of("zero", "nxdomain")),
    "filters parts with a page": _meet(
        _parts,
        answer=_one_of(reply(200, HTML, _NOT_HERE), reply(302, {"location": "https://filter.example/"})),
    ),
    "filters parts with its certificate": _meet(_parts, tls="untrusted"),
    "filters the voices": _all(_meet(SOURCE_HOSTS, dns=_one_of("zero", "nxdomain")), _RATHER_POOR_NETWORK),
    "nobody can be asked": _all(_LOSSES, _sources(silent=SOURCE_HOSTS)),
    "people complain all the same": _all(_sources(complains=True), _RATHER_POOR_NETWORK),
    # portals
    "portal redirects": _portal(_TO_LOGIN, "hang", "reset", *_STRANGERS),
    "portal shows its page": _portal(_one_with(HTML, _WELCOME, 200, 511, 403), "hang", "reset"),
    "portal drops https": _all(
        _portal(_TO_LOGIN, "reset"),
        _meet(tuple(h for h in EVERYBODY if h not in PLAIN), connect=_one_of("hang", "refused", "reset")),
    ),
    "portal answers for every name": _portal(
        _one_with(HTML, _WELCOME, 200), *_STRANGERS, "reset", dns="private"
    ),
    "portal lets checks pass": _all(_portal(_TO_LOGIN, "hang", "reset", "wrong_host"), _meet(_checks_pass)),
    # this computer
    "clock is ahead": _world(clock_ahead_days=lambda chance: 5 * 600 ** chance.random()),
    "clock is behind": _world(clock_ahead_days=lambda chance: -2 * 2000 ** chance.random()),
    "clock is a little off": _world(clock_ahead_days=_between(-0.8, 0.8)),
    "trusts nobody": _world(trusts=False),
    "proxy is dead": _world(proxy=_one_of("refused", "silent")),
    "proxy wants a login": _world(proxy="all 407"),
    "proxy refuses all": _world(proxy=_one_of("all 403", "all 502", "all 503", "all 504")),
    "proxy refuses parts": _world(proxy="parts 403"),
    "proxy finds half of its ways": _world(proxy=_one_of("half 502", "half 504")),
    "proxy cuts answers short": _all(
        _world(proxy="ok"), _meet(EVERYBODY, answer="cut", share=_between(0.1, 0.9))
    ),
    "shield cuts answers short": _meet(EVERYBODY, answer=_one_of("cut", "close"), share=_between(0.1, 0.9)),
    "proxy on a poor line": _all(_LOSSES, _world(proxy="ok")),
    # X in its own way
    **{f"X {name}": change for name, change in _ODDITIES.items()},
    "X is odd and the line loses": _all(_any(*_ODDITIES.values()), _POOR_NETWORK),
}

_BY_NAME = _any(
    _meet(_SOME_OF_X, dns=_one_of("nxdomain", "zero", "servfail", "silent")),
    _meet(_SOME_OF_X, dns="private", tls="wrong_host"),
)
_BY_PATH = _meet(_SOME_OF_X, connect=_one_of("hang", "hang", "reset", "refused", "unreachable"))
_BY_TLS = _meet(_SOME_OF_X, tls=_one_of("hang", "reset", "reset", "untrusted", "wrong_host"))
_BLOCKED: dict[str, Change] = {
    "proxy refuses X": _world(proxy=_one_of("x 403", "x 403", "x 503", "x 502")),
    "company shows a page": _meet(_SOME_OF_X, answer=_one_with(HTML, _NOT_HERE, 403, 403, 200, 451, 503)),
    "company redirects and answers": _all(
        _meet((SITE,), answer=reply(302, {"location": "https://filter.example/"})),
        _meet(READERS, answer=_one_with(HTML, _NOT_HERE, 200, 403, 503)),
    ),
    "company redirects": _meet(_SOME_OF_X, answer=reply(302, {"location": "https://filter.example/"})),
    "provider blocks by name": _BY_NAME,
    "provider blocks by path": _BY_PATH,
    "provider blocks by TLS": _BY_TLS,
    "provider cuts after the handshake": _meet(_SOME_OF_X, answer=_one_of("hang", "reset", "close", "stall")),
    # The way to X's neighbours is broken, too; for the rest of the world it is not.
    "provider has lost an edge": _meet(_EDGE, connect=_one_of("hang", "unreachable")),
    "provider blocks and loses": _all(_any(_BY_NAME, _BY_PATH, _BY_TLS), _POOR_NETWORK),
}


def _core_fails(outcome: str, seen_after_s: float = 0.4, **picks: Any) -> Change:
    """Its core alone fails in this way, or all of it; vantage points meet that."""
    sources = _sources(failure=outcome, failure_takes_s=seen_after_s)
    return _all(_meet(_one_of(CORE, X), **picks), sources)


def _names_are_gone(world: World, chance: Random) -> None:
    world.doh_says = chance.choice(("nxdomain", "servfail"))
    _core_fails("target" if world.doh_says == "nxdomain" else "resolver", dns=world.doh_says)(world, chance)


_HANGS_S = 10.0  # after which vantage points give up
_FAILS: dict[str, Change] = {
    "503": _core_fails("503", answer=reply(503, SIGNS | HTML, "<title>Over capacity</title>")),
    "500": _core_fails("500", answer=reply(500, SIGNS | JSON, '{"errors":[{"code":131}]}')),
    "522 of the edge": _core_fails("522", 15.0, answer=reply(522, EDGE_SIGNS | HTML), takes_s=4.0),
    "520 of the edge": _core_fails("520", answer=reply(520, EDGE_SIGNS | HTML)),
    "no connection": _core_fails("target", _HANGS_S, connect="hang"),
    "connection reset": _core_fails("target", connect=_one_of("reset", "refused")),
    "no handshake": _core_fails("target", _HANGS_S, tls="hang"),
    "handshake reset": _core_fails("target", tls="reset"),
    "hangs": _core_fails("target", _HANGS_S, answer="hang"),
    "reset after handshake": _core_fails("target", answer="reset"),
    "closed after handshake": _core_fails("target", answer="close"),
    "stops amid its page": _core_fails("target", _HANGS_S, answer="stall"),
    "empty pages": _core_fails("200 empty", answer=reply(200, SIGNS | HTML)),
    "error pages": _core_fails("200 error", answer=reply(200, SIGNS | HTML, ERROR_PAGE)),
    "redirects away": _core_fails(
        "302 https://other.example/", answer=reply(302, SIGNS | {"location": "https://other.example/"})
    ),
}
_FAILS_FOR_ALL: dict[str, Change] = _FAILS | {
    "certificate expired": _core_fails("target", tls="expired"),
    "names are gone": _names_are_gone,
    "edge is sick": _all(
        _sources(failure="500"), _meet(_EDGE, answer=reply(500, EDGE_SIGNS | HTML, "Sorry"))
    ),
    "posts fail": _meet(READERS, answer=_one_of(reply(503, SIGNS), reply_json({}, **SIGNS), "hang", "close")),
}
_FAILS_PARTLY: dict[str, Change] = {
    "pictures fail": _meet(
        PARTS[::2], answer=_one_of(reply(503, {}), "hang", "reset", reply(200, HTML, "no"))
    ),
    "slow answers": _meet(X, takes_s=_between(4, 9)),
    "now and then 503": _meet(CORE, answer=reply(503, SIGNS | HTML), share=_between(0.3, 0.9)),
}


def _failing(change: Change, truth: Truth, losses: tuple[float, ...], world: World, chance: Random) -> None:
    change(world, chance)
    world.truth = truth
    world.network.loses = chance.choice(losses)
    sources = world.sources
    if truth is Truth.FAILS:
        sources.writes, sources.complains = chance.random() < 0.4, chance.random() < 0.6
    elif truth is Truth.SOME:
        sources.failure, sources.complains = None, chance.random() < 0.2
    if chance.random() < 0.15:
        sources.silent = SOURCE_HOSTS[:1]


HANGS_ON_A_POOR_NETWORK = "X: hangs, line loses 15 %"


def _kinds() -> dict[str, Change]:
    found = dict(_WELL)
    found |= {name: _all(_world(truth=Truth.BLOCKED), change) for name, change in _BLOCKED.items()}
    for truth, failures in (Truth.FAILS, _FAILS_FOR_ALL), (Truth.SOME, _FAILS), (Truth.PART, _FAILS_PARTLY):
        for name, change in failures.items():
            kind = f"X{' for some' if truth is Truth.SOME else ''}: {name}"
            found[kind] = partial(_failing, change, truth, (0.0,))
            found[f"{kind}, poor line"] = partial(_failing, change, truth, _POOR)
    found[HANGS_ON_A_POOR_NETWORK] = partial(_failing, _FAILS["hangs"], Truth.FAILS, (0.15,))
    return found


KINDS = _kinds()
HELD_BACK = frozenset(kind for kind in KINDS if crc32(kind.encode()) % 3 == 1)
"""Kinds whose worlds only the bench sees, so that they tell what was not tuned. Nobody looks into one."""


def make(kind: str, seed: int, number: int) -> World:
    """The world of this kind and number."""
    world = World(f"{seed} {kind} {number}")
    KINDS[kind](world, Random(world.seed))
    return world
