"""One probe: a request to a surface or control, and what its answer means there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from trayapp.domain.records import Outcome, SurfaceResult
from trayapp.probing.answers import CHALLENGE, Answer, read_status
from trayapp.probing.exchange import Client, Request
from trayapp.probing.failures import Finding

DEADLINE_S = 10.0
"""For the whole of one probe: lookup, connection, redirects, body, and a second post if one is needed."""

OK = Finding(Outcome.OK)
SOFT_FAILURE = Finding(Outcome.SOFT_FAILURE)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, and how its answer is read."""

    request: Request
    read: Callable[[Answer], Finding]
    """Told a 2xx answer, or one whose status is in `expects`."""
    expects: frozenset[int] = frozenset()
    """Statuses that are as good as 2xx here, such as the 401 of an interface without a token."""


async def probe(client: Client, name: str, ask: Ask, deadline_s: float = DEADLINE_S) -> SurfaceResult:
    """Carry out one probe. Never raises for anything the network does.

    A host that turned us away and wants to be left alone for now is not asked: its last word stands.
    """
    host = urlsplit(ask.request.url).hostname or ""
    if client.manners.wait_s(host) > 0:
        return SurfaceResult(name, Outcome.LIMITED)
    exchange = await client.ask(ask.request, deadline_s)
    result = exchange.result
    headers: dict[str, str] = {}
    if isinstance(result, Answer):
        headers = result.headers
        found = read_status(result)
        if result.status in ask.expects and found is not CHALLENGE:
            found = None
        result = found or ask.read(result)
    client.manners.note(host, result, headers)
    return SurfaceResult(
        name,
        result.outcome,
        result.detail,
        exchange.status,
        exchange.address,
        phases=exchange.phases,
        via_proxy=exchange.via_proxy,
    )


@dataclass(frozen=True, slots=True)
class Surface:
    """A part of X that can be seen from outside."""

    id: str
    look: Callable[[Client, bool], Awaitable[SurfaceResult]]
    """Told whether to look in full, and not only as lightly as on a calm day."""
    core_hosts: tuple[str, ...] = ()
    """Core surfaces only, which are asked on calm days, too: the hosts that it asks."""
