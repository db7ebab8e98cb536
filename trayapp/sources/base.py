"""What a source is, how it is asked, and what may come of it.

A new one is one file with a function `source`, which gives a `Source`. It fetches what it needs with `fetch`,
lets the `UnavailableError` pass that may come of it, and makes a `Report` of the rest (payload.py reads
JSON). Whatever a service sends, nothing else is raised, and what cannot be read is never taken for trouble.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from trayapp.computer.key_store import KeyStore
from trayapp.domain.codes import Outcome, UnavailableReason
from trayapp.domain.reports import Report
from trayapp.net.answers import CHALLENGE, Answer, read_status
from trayapp.net.exchange import Client, Request
from trayapp.net.failures import Finding
from trayapp.net.retry_after import parse_retry_after
from trayapp.settings.declarations import Settings
from trayapp.sources.crowd_baseline import CrowdBaseline

_T = TypeVar("_T")

DEADLINE_S = 8.0
"""For everything that one source is asked at one time, however many requests that takes."""

PLACE_DEADLINE_S = 6.0
"""For one of several places that a source is asked at: what the others said is still to be read after it."""

MOST_ANSWER_BYTES = 512 * 1024
"""Eight vantage points with 20 kB of page each, or 40 posts with their authors, and then some."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a source is made of: each module of a source has a function `source` that takes it."""

    settings: Settings
    country: str | None
    """Where the user is, as ISO 3166-1 alpha-2; `None` if that is not known."""
    keys: KeyStore
    """Where accounts are."""
    baseline: CrowdBaseline
    """What is usual for the crowd that has a standing poll."""


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The source could not be heard. This weighs nothing, and never reads as all clear."""

    reason: UnavailableReason
    wait_s: float = 0.0
    """For how long the service wants to be left alone, in seconds; 0 if it did not say."""
    was_asked: bool = True
    """False: it was not asked, because it still wants to be left alone."""


class UnavailableError(Exception):
    """Ends what a source is being asked, from however deep: `Source.ask` makes its reply of it.

    The reply is a record of its own: one that is kept shall not keep the frames that an exception holds.
    """

    def __init__(self, reason: UnavailableReason, wait_s: float = 0.0, *, was_asked: bool = True) -> None:
        super().__init__(reason)
        self.reply = Unavailable(reason, wait_s, was_asked)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What is known so far: the source has more to say, and may be asked for it at the next check."""

    report: Report


Reply = Report | Unfinished | Unavailable


@dataclass(frozen=True, slots=True)
class Source:
    """Somebody who is asked how X is."""

    id: str
    kind: str
    """`vantage`, `expert`, `crowd` or `status`: two of one kind are one."""
    inquire: Callable[[Client, datetime], Awaitable[Reply]]
    """What `ask` calls; it may raise `UnavailableError`. It is cancelled after `DEADLINE_S` seconds."""
    suspicion_interval_s: float
    """While there is suspicion it is asked with each check, but not sooner after the last time than this."""
    standing_interval_s: float | None = None
    """Seconds from one time to the next while all is well, too; `None`: on suspicion only."""
    ask_anew: Callable[[Client, datetime, datetime], Awaitable[Reply]] | None = None
    """Like `ask`, but what it saw before the last of the two moments is out of date: trouble began then, or
    others began to contradict it. Its pace does not matter. `None`: asking again would gain nothing."""
    so_far: Callable[[], Reply | None] = lambda: None
    """What is known so far when `ask` was cut short; `None` if nothing is."""

    async def ask(self, client: Client, at: datetime) -> Reply:
        """Ask it at the present moment, which the evidence is of."""
        try:
            return await self.inquire(client, at)
        except UnavailableError as error:
            return error.reply


async def fetch(
    client: Client,
    request: Request,
    at: datetime,
    *,
    expects: frozenset[int] = frozenset(),
    cost: int = 1,
    account: str = "",
) -> Answer:
    """The answer with a 2xx status, or one that is among `expects`. Raises UnavailableError: there is none.

    The answer may be packed, and is `MOST_ANSWER_BYTES` long at most. A host that said so, by whatever
    header, is left alone until the time it named, whichever source asks with the same `account`. `cost` is
    how much a request like this takes of what the host grants.
    """
    host = f"{urlsplit(request.url).hostname} {account}".rstrip()
    if request.body is not None:  # what makes something is limited apart from what reads
        host = f"POST {host}"
    wait_s = client.backoff.retry_after_s(host)
    if wait_s > 0:
        raise UnavailableError(UnavailableReason.LIMITED, wait_s, was_asked=False)
    request = replace(request, accepts_gzip=True, most_body_bytes=MOST_ANSWER_BYTES)
    answer = (await client.ask(request, DEADLINE_S)).result
    if isinstance(answer, Finding):
        raise UnavailableError(_reason_of(answer))
    found = read_status(answer)
    # A 429 names the next moment whatever it says is left.
    wait_s = parse_retry_after(answer.headers, at, cost=cost, is_limited=answer.status == 429)
    if wait_s > 0:
        client.backoff.set_retry_after(host, wait_s)
    else:
        client.backoff.reset(host)  # what it wished before is over
    if found is None or (answer.status in expects and found is not CHALLENGE):
        return answer
    raise UnavailableError(_reason_of(found), wait_s)


async def each(*places: Awaitable[_T]) -> list[_T | Unavailable]:
    """What each of several places says, asked at once: one that hangs loses nothing but its own answer."""
    return await asyncio.gather(*(_in_time(place) for place in places))


def heard(found: Sequence[_T | Unavailable]) -> list[_T]:
    """The answers among these. Without any raises UnavailableError, of who was asked and may be soonest."""
    answers = [answer for answer in found if not isinstance(answer, Unavailable)]
    missing = [reply for reply in found if isinstance(reply, Unavailable)]
    if not answers and missing:
        first = min(missing, key=lambda reply: (not reply.was_asked, reply.wait_s))
        raise UnavailableError(first.reason, first.wait_s, was_asked=first.was_asked)
    return answers


async def _in_time(place: Awaitable[_T]) -> _T | Unavailable:
    try:
        async with asyncio.timeout(PLACE_DEADLINE_S):
            return await place
    except UnavailableError as error:
        return error.reply
    except TimeoutError:
        return Unavailable(UnavailableReason.NO_ANSWER)


def _reason_of(found: Finding) -> UnavailableReason:
    match found.outcome, found.detail:
        case (Outcome.TIMEOUT, _) | (Outcome.DNS_FAILED, "no_answer"):
            return UnavailableReason.NO_ANSWER
        case (Outcome.DNS_FAILED | Outcome.CONNECT_FAILED | Outcome.TLS_FAILED, _) | (_, "no_answer"):
            return UnavailableReason.UNREACHABLE
        case (Outcome.REFUSED, "http_401"):
            return UnavailableReason.LOGIN
        case (Outcome.REFUSED, _):
            return UnavailableReason.CLOSED
        case (Outcome.LIMITED, _):
            return UnavailableReason.LIMITED
        case (Outcome.SERVER_ERROR, _):
            return UnavailableReason.SERVER_ERROR
        case (Outcome.REDIRECTED, _):
            return UnavailableReason.REDIRECTED
        case _:
            return UnavailableReason.UNREADABLE
