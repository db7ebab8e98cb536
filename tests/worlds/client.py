"""The program's way to ask hosts, in a world instead of on the internet."""

from __future__ import annotations

import asyncio
import socket
import ssl
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cache
from random import Random
from urllib.parse import urlsplit

from tests.worlds.answers import DOH, HTML, PARTS, SOURCE_HOSTS, WELL, Reply, X, doh, reply
from tests.worlds.network import RESOLVER_GIVES_UP_S, Network
from tests.worlds.world import BEGAN, Host, World
from trayapp.domain.codes import Outcome
from trayapp.domain.records import Phases
from trayapp.net.answers import REDIRECTS, Answer, redirect_target
from trayapp.net.backoff import HostBackoff
from trayapp.net.exchange import Client, Exchange, Request
from trayapp.net.failures import BrokenProtocolError, Finding, classify
from trayapp.net.proxies import Proxies
from trayapp.net.sockets import NoAnswerError, NoUsableAddressError
from trayapp.net.stopwatch import Phase, Stopwatch
from trayapp.net.tunnels import refusal
from trayapp.settings.declarations import Settings

_GOOD_NETWORK = Network()
_MOST_HOPS = 6

# What crosses the network, in bytes: a handshake with its certificates, the head of an answer. Of X's
# page of 240 KB some 16 KB come before the reading is stopped.
_QUERY_BYTES, _CONNECT_BYTES, _HANDSHAKE_BYTES, _HEAD_BYTES = 300, 120, 5000, 900
_MOST_BODY_BYTES, _PIECE_BYTES = 16_000, 1500

_CERTIFICATES = {"not_yet_valid": 9, "expired": 10, "untrusted": 20, "wrong_host": 62}


def _error(fault: str) -> Exception:
    """What sockets, resolver and TLS raise for a fault."""
    if fault in _CERTIFICATES:
        error = ssl.SSLCertVerificationError(1, fault)
        error.verify_code = _CERTIFICATES[fault]
        return error
    return {
        "nxdomain": socket.gaierror(socket.EAI_NONAME, fault),
        "servfail": socket.gaierror(socket.EAI_AGAIN, fault),
        "silent": NoAnswerError(fault),
        "zero": NoUsableAddressError(fault),
        "refused": ConnectionRefusedError(),
        "reset": ConnectionResetError(),
        "unreachable": OSError("no route to host"),
        "close": BrokenProtocolError("framing"),
        "cut": BrokenProtocolError("framing"),
    }[fault]


@cache
def _date(at_s: int) -> str:
    return format_datetime(BEGAN + timedelta(seconds=at_s), usegmt=True)


class _Trip:
    """One exchange on its way. `at_s` runs ahead of the loop's clock, until it is caught up with."""

    # Of the hop under way.
    name: str
    host: Host
    network: Network
    chance: Random
    lost: str | None
    """The stage at which the network loses it."""

    def __init__(self, at_s: float, ends_at_s: float) -> None:
        self.began_s = self.at_s = self._entered_s = at_s
        self.ends_at_s = ends_at_s
        self.phase = Phase.DNS
        self.has_begun = self.is_at_proxy = self.is_unproven = False
        self.status: int | None = None
        self.address: str | None = None
        self._spent_ms: dict[Phase, float] = {}

    def enter(self, phase: Phase) -> None:
        if phase is not self.phase:
            spent_ms = self._spent_ms.get(self.phase, 0.0) + (self.at_s - self._entered_s) * 1000
            self._spent_ms[self.phase] = round(spent_ms, 1)
            self.phase, self._entered_s = phase, self.at_s

    def reach(self, at_s: float) -> None:
        """So late it is now; too late for the deadline perhaps."""
        self.at_s = min(at_s, self.ends_at_s)
        if at_s >= self.ends_at_s:
            raise TimeoutError

    def phases(self) -> Phases:
        ms, total_ms = self._spent_ms.get, (self.at_s - self.began_s) * 1000
        first_byte_ms = ms(Phase.FIRST_BYTE)
        return Phases(ms(Phase.DNS), ms(Phase.CONNECT), ms(Phase.TLS), first_byte_ms, round(total_ms, 1))


class SimulatedClient(Client):
    """Asks a world, which begins when this is made. Chance is of each host's own."""

    def __init__(self, world: World) -> None:
        self._loop = asyncio.get_running_loop()
        self._began_s = self._loop.time()
        self.backoff = HostBackoff(self.now, 60)
        self.proxies = Proxies(Settings(proxy="none"))
        self.asked: list[tuple[Request, Exchange]] = []
        self._world = world
        self._chances: dict[str, Random] = {}
        self._lookups: dict[str, tuple[float, str]] = {}

    def now(self) -> datetime:
        """The time by the user's clock, in whole milliseconds."""
        at_s = self._loop.time() - self._began_s
        return BEGAN + timedelta(milliseconds=round(at_s * 1000)) + self._world.clock_ahead(at_s)

    async def ask(self, request: Request, deadline_s: float) -> Exchange:
        at_s = self._loop.time() - self._began_s
        trip = _Trip(at_s, at_s + deadline_s)
        try:
            result = await self._follow(request, trip)
        except Exception as error:  # noqa: BLE001 - as the real one
            result = _finding(error, trip)
        await self._catch_up(trip)
        via_proxy = self._world.proxy is not None
        exchange = Exchange(result, trip.phases(), trip.address, via_proxy, trip.status)
        self.asked.append((request, exchange))
        return exchange

    async def _catch_up(self, trip: _Trip) -> None:
        await asyncio.sleep(max(0.0, trip.at_s - (self._loop.time() - self._began_s)))

    async def _follow(self, request: Request, trip: _Trip) -> Answer | Finding:
        url = request.url
        for _ in range(_MOST_HOPS):
            status, headers, body = await self._hop(request, url, trip)
            if request.may_follow is None or status not in REDIRECTS:
                return Answer(url, status, headers, body)
            target = redirect_target(url, headers, request.may_follow)
            if isinstance(target, Finding):
                return target
            url = target
        return Finding(Outcome.PROTOCOL_ERROR, "redirect_loop")

    async def _hop(self, request: Request, url: str, trip: _Trip) -> Reply:
        is_https = url.startswith("https:")
        self._begin_hop(trip, urlsplit(url).netloc, is_by_address=bool(request.addresses))
        is_named = not (request.addresses or trip.name in DOH or self._world.proxy)
        stages = (Phase.DNS,) * is_named + (Phase.CONNECT,) + (Phase.TLS,) * is_https
        stages = (*stages, Phase.FIRST_BYTE, Phase.BODY)
        trip.lost = trip.network.lost_at(self._since(trip), stages, trip.chance)
        if is_named:
            self._look_up(trip)
            trip.is_unproven = trip.host.dns == "private" and request.is_private_suspicious
        if self._world.proxy is None:
            await self._stage(trip, Phase.CONNECT, trip.host.connect, 1, _CONNECT_BYTES)
        else:
            await self._through_proxy(trip, is_https=is_https)
        trip.address = request.addresses[0] if request.addresses else "192.0.2.80"
        if is_https:
            fault = trip.host.tls
            fault = self._world.certificate(trip.name, trip.at_s) if fault == "ok" else fault
            await self._stage(trip, Phase.TLS, fault, 2, _HANDSHAKE_BYTES)
            trip.is_unproven = False
        return await self._answer(request, url, trip)

    def _begin_hop(self, trip: _Trip, name: str, *, is_by_address: bool) -> None:
        trip.enter(Phase.DNS)
        trip.name = name
        if name not in self._chances:
            self._chances[name] = Random(f"{self._world.seed} {name}")
        trip.chance = self._chances[name]
        trip.host = self._world.host(name, trip.at_s, trip.chance, is_by_address=is_by_address)
        trip.network = self._world.network if self._since(trip) >= 0 else _GOOD_NETWORK
        trip.has_begun = trip.is_unproven = False

    def _since(self, trip: _Trip) -> float:
        """For how long there has been trouble in the world."""
        return trip.at_s - self._world.since_s

    def _look_up(self, trip: _Trip) -> None:
        """Wait for the lookup of this name: for one that is under way, if there is one."""
        over_at_s, fault = self._lookups.get(trip.name, (0.0, ""))
        is_lost = trip.lost == Phase.DNS
        if over_at_s <= trip.at_s:
            over_at_s, fault = self._lookups[trip.name] = self._new_lookup(trip, is_lost)
        elif is_lost:
            trip.lost = Phase.CONNECT  # the other's lookup may fare better
        trip.reach(over_at_s)
        if fault:
            raise _error(fault)

    def _new_lookup(self, trip: _Trip, is_lost: bool) -> tuple[float, str]:
        """When this lookup is over, and what is wrong with its result."""
        network, chance, fault = trip.network, trip.chance, trip.host.dns
        silent = trip.at_s + RESOLVER_GIVES_UP_S, "silent"
        if network.is_cable and network.is_dead(self._since(trip)):
            return trip.at_s, "silent"
        if is_lost:
            return (trip.at_s + 0.5, "servfail") if chance.random() < network.resets else silent
        takes_s = network.query_takes_s
        while network.query_loss and chance.random() < network.query_loss:
            takes_s += RESOLVER_GIVES_UP_S / 2
        if network.link is not None:
            takes_s += network.link.carried_at(trip.at_s, _QUERY_BYTES) - trip.at_s
        over_at_s = network.over_at(self._since(trip), takes_s) + self._world.since_s
        if fault == "silent" or over_at_s >= silent[0]:
            return silent
        return over_at_s, "" if fault in ("ok", "private") else fault

    async def _stage(self, trip: _Trip, phase: Phase, fault: str, round_trips: float, size: int) -> None:
        """One step of an exchange, with what host and network make of it."""
        trip.enter(phase)
        network, chance = trip.network, trip.chance
        if trip.lost == phase:
            endings = ("reset", "close") if phase is Phase.FIRST_BYTE else ("reset",)
            fault = chance.choice(endings) if chance.random() < network.resets else "hang"
        if network.is_cable and phase is Phase.CONNECT and network.is_dead(self._since(trip)):
            raise _error("unreachable")
        if fault in ("hang", "stall"):
            trip.reach(trip.ends_at_s)
        trip.reach(
            network.over_at(self._since(trip), round_trips * network.round_trip_s) + self._world.since_s
        )
        if fault != "ok":
            raise _error(fault)
        for _ in range(0, size if network.link else 0, _PIECE_BYTES):
            await self._catch_up(trip)
            if network.link is not None:
                trip.reach(network.link.carried_at(trip.at_s, min(size, _PIECE_BYTES)))

    async def _through_proxy(self, trip: _Trip, *, is_https: bool) -> None:
        """The proxy stands at the far end of the network; whom it turns away is not asked."""
        proxy = self._world.proxy if self._since(trip) >= 0 else "ok"
        trip.is_at_proxy = True
        fault = {"refused": "refused", "silent": "hang"}.get(proxy or "", "ok")
        await self._stage(trip, Phase.CONNECT, fault, 1, _CONNECT_BYTES)
        trip.is_at_proxy = False
        host = trip.host
        whom, _, how = (proxy or "").partition(" ")
        if whom == "x" and trip.name not in X:
            how = ""
        if whom == "parts" and trip.name not in PARTS:
            how = ""
        if whom == "half" and trip.chance.random() < 0.5:
            how = ""
        if host.dns not in ("ok", "private") or host.connect not in ("ok", "hang"):
            how = how or "502"
        if how and is_https:
            raise refusal(int(how))
        if how:
            trip.host = Host(answer=reply(int(how), HTML, "<p>the proxy says no</p>"))
        else:
            await self._stage(trip, Phase.CONNECT, host.connect, 1, _CONNECT_BYTES)

    async def _answer(self, request: Request, url: str, trip: _Trip) -> Reply:
        status, headers, body = self._reply(request, url, trip)
        if not (200 <= status <= 299 or status in request.body_wanted_with):
            body = b""
        if not body and trip.lost == Phase.BODY:
            trip.lost = Phase.FIRST_BYTE
        fault = trip.host.answer if isinstance(trip.host.answer, str) else "ok"
        first, rest = ("ok", fault) if fault in ("cut", "stall") else (fault, "ok")
        trip.enter(Phase.FIRST_BYTE)
        trip.reach(trip.at_s + trip.host.takes_s)
        await self._stage(trip, Phase.FIRST_BYTE, first, 1, _HEAD_BYTES)
        trip.has_begun = True
        trip.status = status
        await self._stage(trip, Phase.BODY, rest, 0, min(len(body), _MOST_BODY_BYTES))
        return status, {"date": _date(int(trip.at_s)), **headers}, _read(request, body)

    def _reply(self, request: Request, url: str, trip: _Trip) -> Reply:
        if not isinstance(trip.host.answer, str):
            return trip.host.answer
        since_s = self._since(trip)
        if trip.name in DOH:
            return doh(url, self._world.doh_says if since_s >= 0 else "knows")
        if trip.name in SOURCE_HOSTS:
            return self._world.sources.answer(request, trip.name, since_s, self.now(), trip.chance)
        return WELL.get(trip.name) or WELL[trip.name + urlsplit(url).path]


def _finding(error: Exception, trip: _Trip) -> Finding:
    at = Stopwatch()
    at.phase, at.has_answer_begun = trip.phase, trip.has_begun
    at.is_closed = isinstance(error, BrokenProtocolError)  # by a plain close, as proxies and shields do
    found = classify(error, at, is_at_proxy=trip.is_at_proxy)
    if found is None:
        raise error
    return Finding(Outcome.DNS_FAILED, "bogus") if trip.is_unproven else found


def _read(request: Request, body: bytes) -> bytes:
    """As much as is wanted, as the real client reads it."""
    head = body[: request.most_body_bytes]
    if request.is_enough is not None and request.is_enough(head):
        return head
    if len(body) > request.most_body_bytes:
        raise BrokenProtocolError("too_long")
    return body
