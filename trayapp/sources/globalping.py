"""Globalping: vantage points in several countries try x.com, as anybody's browser would.

api.globalping.io, "Globalping API" (public/v1/spec.yaml): no account needed; each vantage point used is a
test of the 250 that an address is granted an hour.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from trayapp.accounts import Secret
from trayapp.domain.records import Evidence, Says
from trayapp.domain.reports import Hindrance, Report, Vantage
from trayapp.domain.wire import read_number
from trayapp.probing.exchange import Client, Request
from trayapp.probing.marks import GLOBALPING
from trayapp.sources.account import Account
from trayapp.sources.source import Reply, Source, Unavailable, Unfinished, as_json, fetch, posting

ID = "globalping"
KIND = "vantage"

_PAGE = "https://globalping.io/?measurement="

# Countries on all continents in which X is not blocked and vantage points are many.
_SPREAD = ("US", "GB", "JP", "BR", "AU", "ZA")
_OWN_VANTAGES = 2
_OTHERS_BESIDE_OWN = 5

# From one measurement to the next; what is known of the last one is told again before.
_SHORTEST_PACE_S = 300.0
_SUSPICION_INTERVAL_S = 120.0

# "Wait 500 ms after each answer" (spec.yaml).
_READ_EVERY_S = 0.5
# What has come by then counts, so that it does before the check is over.
_READ_FOR_S = 7.0

_FEWEST_CONCLUSIVE = 4
_FEWEST_COUNTRIES = 3
_MOST_VANTAGES = 50

_IDENT = re.compile(r"[A-Za-z0-9]{1,64}")
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(slots=True)
class _Measurement:
    """One that was asked for, and what is known of it."""

    ident: str
    at: datetime
    vantages: tuple[Vantage, ...] = ()
    is_finished: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    """What the next reading sends: which answer is known already."""


class _Globalping:
    """Asks for measurements and reads them."""

    def __init__(
        self,
        vantages: dict[str, int],
        pace_s: float,
        account: Account | None,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._locations = [{"country": country, "limit": limit} for country, limit in vantages.items()]
        self._cost = sum(vantages.values())
        self._pace = timedelta(seconds=pace_s)
        self._account = account
        self._authorization: dict[str, str] = {}
        self._sleep = sleep
        self._paid_at: datetime | None = None
        """When the last measurement was asked for, whether or not we heard of it."""
        self._running: _Measurement | None = None
        """It, until it is finished."""
        self._report: Report | None = None
        """What came of it."""

    async def ask(self, client: Client, at: datetime) -> Reply:
        """What a new measurement says; until one may be made again, more of the last one, or its word again.

        So a measurement that could not be read is read later, and not paid for twice.
        """
        if self._paid_at is None or not timedelta(0) <= at - self._paid_at < self._pace:
            self._running, self._report, self._paid_at = None, None, None
        elif self._report is not None:
            return self._report
        try:
            async with asyncio.timeout(_READ_FOR_S):
                reply = await self._ask(client, at)
        except TimeoutError:
            if self._running is None:
                return Unavailable(Hindrance.NO_ANSWER)
            return Unfinished(_report(self._running))  # what has come counts
        if isinstance(reply, Report):
            self._running, self._report = None, reply
        return reply

    async def _ask(self, client: Client, at: datetime) -> Report | Unavailable:
        if self._running is None:
            if self._paid_at is not None:
                return Unavailable(Hindrance.LIMITED, (self._paid_at + self._pace - at).total_seconds())
            self._paid_at = at
            begun = await self._begin(client, at)
            if isinstance(begun, Unavailable):
                self._paid_at = None  # nothing was measured
                return begun
            self._running = begun
        hindrance = await self._read(client, self._running)
        report = _report(self._running)
        if hindrance is not None and report.evidence.says is Says.NOTHING:
            return hindrance
        return report

    async def _begin(self, client: Client, at: datetime) -> _Measurement | Unavailable:
        self._authorization = {}
        account = None if self._account is None else await self._account.get()
        if isinstance(account, Secret):
            self._authorization = {"authorization": f"Bearer {account['token']}"}
        elif account is not None and account.hindrance is Hindrance.LOGIN:
            return account  # a token that is refused is to be mended; one that is missing is not needed
        wanted = {
            "type": "http",
            "target": "x.com",
            "locations": self._locations,
            # Both are said outright: they default to HEAD, and by one reading of the specification to 80.
            "measurementOptions": {
                "protocol": "HTTPS",
                "port": 443,
                "request": {"method": "GET", "path": "/"},
            },
        }
        request = Request(GLOBALPING.url, **posting(wanted, **self._authorization))
        answer = await fetch(client, request, at, cost=self._cost)
        if isinstance(answer, Unavailable):
            if answer.hindrance is Hindrance.LOGIN and self._account is not None and self._authorization:
                return self._account.refuse()
            return answer
        ident = read_ident(as_json(answer))
        if ident is None:
            return Unavailable(Hindrance.UNREADABLE)
        return _Measurement(ident, at)

    async def _read(self, client: Client, measurement: _Measurement) -> Unavailable | None:
        """Read until it is finished; why that cannot be done, if so."""
        while not measurement.is_finished:
            await self._sleep(_READ_EVERY_S)
            request = Request(
                f"{GLOBALPING.url}/{measurement.ident}", {**self._authorization, **measurement.headers}
            )
            answer = await fetch(client, request, measurement.at, expects=frozenset({304}))
            if isinstance(answer, Unavailable):
                if answer.hindrance is not Hindrance.LIMITED:
                    return answer
                await self._sleep(answer.wait_s)  # we read too often for it
                continue
            if answer.status == 304:
                continue
            read = read_measurement(as_json(answer))
            if read is None:
                return Unavailable(Hindrance.UNREADABLE)
            measurement.is_finished, measurement.vantages = read
            if etag := answer.headers.get("etag"):
                measurement.headers = {"if-none-match": etag}
        return None


def globalping(
    country: str | None,
    tests_per_hour: int,
    account: Account | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Source:
    """The source. `country` (ISO 3166-1 alpha-2) is tried first; at most `tests_per_hour` are used.

    An `account` has more tests an hour; without one it is a guest.
    """
    vantages = {code: 1 for code in _SPREAD if code != country}
    if country is not None:
        vantages = {country: _OWN_VANTAGES, **dict(list(vantages.items())[:_OTHERS_BESIDE_OWN])}
    cost = sum(vantages.values())
    # Spread over the hour: evidence counts for a quarter of one, and shall not be missing for the rest.
    pace_s = max(_SHORTEST_PACE_S, 3600 * cost / tests_per_hour)
    asked = _Globalping(vantages, pace_s, account, sleep)
    return Source(ID, KIND, asked.ask, _SUSPICION_INTERVAL_S)


def read_ident(value: Any) -> str | None:
    """The name of a measurement that was begun."""
    ident = value.get("id") if isinstance(value, dict) else None
    return ident if isinstance(ident, str) and _IDENT.fullmatch(ident) else None


def read_measurement(value: Any) -> tuple[bool, tuple[Vantage, ...]] | None:
    """Whether a measurement is finished, and what each vantage point saw so far; `None` if it is none."""
    if not isinstance(value, dict) or not isinstance(value.get("results"), list):
        return None
    results = value["results"][:_MOST_VANTAGES]
    vantages = (_read_vantage(result) for result in results)
    # "Any value other than in-progress is final."
    return value.get("status") != "in-progress", tuple(v for v in vantages if v is not None)


def _read_vantage(entry: Any) -> Vantage | None:
    probe = entry.get("probe") if isinstance(entry, dict) else None
    result = entry.get("result") if isinstance(entry, dict) else None
    if not isinstance(probe, dict) or not isinstance(result, dict):
        return None
    country = probe.get("country")
    if not isinstance(country, str) or not _COUNTRY.fullmatch(country):
        return None
    number = read_number(result.get("statusCode"))
    status = int(number) if number is not None and 100 <= number <= 599 else None
    timings = result.get("timings")
    total_ms = read_number(timings.get("total")) if isinstance(timings, dict) else None
    return Vantage(country, _outcome(result, status), status, total_ms)


def _outcome(result: dict[str, Any], status: int | None) -> str:
    """What one vantage point's result says of X.

    Of failures only those that Globalping lays at the target's door count; its own resolver's and its own are
    nobody's. A refusal (403, 429, a challenge of whatever status) comes from X: data centres get it often.
    """
    match result.get("status"):
        case "finished" if status is not None:
            return "target" if status >= 500 and not _is_challenge(result.get("headers")) else "reached"
        case "failed" if result.get("failureSource") in ("target", "resolver"):
            return str(result["failureSource"])
        case "offline" | "in-progress" as none:
            return str(none)
        case _:
            return "internal"


def _is_challenge(headers: Any) -> bool:
    return isinstance(headers, dict) and headers.get("cf-mitigated") == "challenge"


def vote(vantages: Iterable[Vantage]) -> tuple[Says, int, int]:
    """What vantage points say together, how many of them see X fail, and of how many that know."""
    conclusive = [v for v in vantages if v.outcome in ("reached", "target")]
    failing = [v for v in conclusive if v.outcome == "target"]
    countries = {vantage.country for vantage in conclusive}
    says = Says.NOTHING
    if len(conclusive) >= _FEWEST_CONCLUSIVE and len(countries) >= _FEWEST_COUNTRIES:
        says = Says.TROUBLE if 2 * len(failing) >= len(conclusive) else Says.FINE
    return says, len(failing), len(conclusive)


def _report(measurement: _Measurement) -> Report:
    says, failing, conclusive = vote(measurement.vantages)
    page = _PAGE + measurement.ident
    evidence = Evidence(ID, says, KIND, measurement.at, count=failing, of=conclusive, url=page)
    return Report(evidence, measurement.vantages, links=(page,))
