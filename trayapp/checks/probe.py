"""One probe: a request to a part of X, and what its answer means there; and the parts themselves."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import urlsplit

from trayapp.domain.codes import UNSIGNED_DETAIL, Outcome
from trayapp.domain.records import SurfaceResult
from trayapp.net.answers import CHALLENGE, Answer, is_signed, is_signed_by_x, read_status
from trayapp.net.exchange import Client, Exchange, Request
from trayapp.net.failures import Finding
from trayapp.net.x_hosts import has_to_sign, is_x_host

DEADLINE_S = 10.0
"""For the whole of one probe: lookup, connection, redirects, body, and a second post if one is needed."""

AGAIN_DEADLINE_S = 6.0
"""For a request that is made once more, since the first was lost."""

_Result = TypeVar("_Result", bound=SurfaceResult)

OK = Finding(Outcome.OK)
SOFT_FAILURE = Finding(Outcome.SOFT_FAILURE)
UNRECOGNIZED = Finding(Outcome.UNRECOGNIZED)


class LeftAloneError(Exception):
    """The host turned us away and is to be left alone just now, so it was not asked."""


@dataclass(frozen=True, slots=True)
class ProbeRequest:
    """One request, and how its answer is read."""

    request: Request
    read: Callable[[Answer], Finding]
    """Told a 2xx answer, or one whose status is in `expects`."""
    expects: frozenset[int] = frozenset()
    """Statuses that are as good as 2xx here, such as the 401 of an interface without a token."""
    has_to_sign: Callable[[str], bool] | None = None
    """X's own parts only: told the host that answered, whether all of its answers carry X's sign."""

    @property
    def host(self) -> str:
        """Who is asked first; redirects may lead on."""
        return urlsplit(self.request.url).hostname or ""


async def probe(
    client: Client, name: str, ask: ProbeRequest, deadline_s: float = DEADLINE_S
) -> SurfaceResult:
    """Carry out one probe. Never raises for anything the network does.

    Raises:
        LeftAloneError: the host is not to be asked just now.
        OwnTroubleError: nothing was learnt, for a reason of our own.
    """
    if client.backoff.retry_after_s(ask.host):
        raise LeftAloneError(ask.host)
    exchange = await client.ask(ask.request, deadline_s)
    found, signed, headers = exchange.result, False, {}
    if isinstance(found, Answer):
        headers = found.headers
        found, signed = _read(ask, found)
    client.backoff.record(ask.host, found, headers)
    result = result_of(SurfaceResult, name, exchange, found, signed=signed)
    return replace(result, lost=1) if result.is_lost else result


def result_of(kind: type[_Result], name: str, exchange: Exchange, found: Finding, **more: Any) -> _Result:
    """One exchange with a host of that name, as `found` reads it."""
    known = name, found.outcome, found.detail, exchange.status, exchange.address
    return kind(*known, phases=exchange.phases, via_proxy=exchange.via_proxy, **more)


def _read(ask: ProbeRequest, answer: Answer) -> tuple[Finding, bool]:
    """What an answer means, and whether it is X's own word."""
    is_x = ask.has_to_sign is not None
    has_to_sign = ask.has_to_sign is not None and ask.has_to_sign(urlsplit(answer.url).hostname or "")
    is_unsigned = has_to_sign and not is_signed(answer)
    found = read_status(answer)
    if answer.status in ask.expects and found is not CHALLENGE and not is_unsigned:  # which is no mark
        found = None
    found = found or ask.read(answer)
    if not has_to_sign:
        return found, is_x and is_signed_by_x(answer)  # its edge's sign is on others' sites, too
    # The marks of a real answer are as good as a sign; of a redirect the detail is where it leads.
    if not is_unsigned or found.outcome in (Outcome.OK, Outcome.CACHED, Outcome.REDIRECTED):
        return found, not is_unsigned
    # X's page of tomorrow would be signed.
    outcome = Outcome.SOFT_FAILURE if found.outcome is Outcome.UNRECOGNIZED else found.outcome
    return Finding(outcome, UNSIGNED_DETAIL), False


def combine(results: Sequence[SurfaceResult]) -> SurfaceResult:
    """What several requests for one part say together: a fine answer is enough, then failures weigh most."""

    def weight(result: SurfaceResult) -> int:
        if result.is_ok:
            return 0
        if result.fails:
            return 3 if result.is_lost else 1 if result.fails_on_x_side else 2  # a loss proves least
        undecided = (Outcome.REFUSED, Outcome.LIMITED, Outcome.UNRECOGNIZED, Outcome.CACHED)
        return 4 + undecided.index(result.outcome)

    return replace(
        min(results, key=weight),
        signed=any(result.signed for result in results),  # whichever it signed, it was X that spoke
        lost=sum(result.lost or 0 for result in results) or None,
    )


Probing = Coroutine[Any, Any, SurfaceResult]
"""A probe under way."""


@dataclass(frozen=True, slots=True)
class Surface:
    """A part of X that can be seen from outside. All of its functions raise what `probe` raises."""

    id: str
    ask: Callable[[Client, bool], Probing]
    """Told whether to ask in full, and not only as lightly as on a calm day."""
    ask_again: Callable[[Client, bool, int], Probing]
    """One of the same requests once more; told which in a row, for those that have several."""
    hosts: tuple[str, ...]
    """Whom it asks."""
    is_core: bool
    """Whether it stands for X, and is asked on calm days, too."""


def surface(
    name: str, full: ProbeRequest, light: ProbeRequest | None = None, *, is_core: bool = False
) -> Surface:
    """A part that one request tells of: `light` on a calm day, if there is one for it."""

    asks = {True: full, False: light or full}
    return Surface(
        name,
        lambda client, is_full: probe(client, name, asks[is_full]),
        lambda client, is_full, _: probe(client, name, asks[is_full], AGAIN_DEADLINE_S),
        (full.host,),
        is_core,
    )


def x_request(
    url: str,
    read: Callable[[Answer], Finding],
    *,
    headers: dict[str, str] | None = None,
    is_enough: Callable[[bytes], bool] | None = None,
    follows: bool = True,
    expects: frozenset[int] = frozenset(),
) -> ProbeRequest:
    """One of X's hosts is asked: redirects stay there, private addresses must prove themselves."""
    may_follow = is_x_host if follows else None
    request = Request(url, headers or {}, None, is_enough, may_follow, is_private_suspicious=True)
    return ProbeRequest(request, read, expects, has_to_sign)
