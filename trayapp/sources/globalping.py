"""Globalping: vantage points in several countries try x.com, as anybody's browser would.

api.globalping.io, "Globalping API" (public/v1/spec.yaml): no account needed; each vantage point used is a
test of the 250 that an address is granted an hour.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from trayapp.domain.check_json import read_number
from trayapp.domain.codes import Says, UnavailableReason
from trayapp.domain.records import Evidence
from trayapp.domain.reports import Report, Vantage
from trayapp.net.exchange import Client, Request
from trayapp.net.known_hosts import GLOBALPING
from trayapp.net.limits import HOUR, Use
from trayapp.net.x_hosts import is_x_host
from trayapp.sources.account import Account
from trayapp.sources.base import Reply, Setup, Source, Unavailable, UnavailableError, Unfinished, fetch
from trayapp.sources.payload import part, posting, read_json

ID = "globalping"
KIND = "vantage"

_PAGE = "https://globalping.io/?measurement="

# Countries on all continents in which X is not blocked and vantage points are many.
_SPREAD = ("US", "GB", "JP", "BR", "AU", "ZA")
_OWN_VANTAGES = 2  # one alone may be out of order
_OTHERS_BESIDE_OWN = 5

# With a small budget one vantage point less is asked: four measurements an hour, so that what they say does
# not grow too old while trouble lasts, and the one that is kept back.
_FEWEST_MEASUREMENTS = 5

# From one measurement to the next while nothing new has happened; what is known of the last one is told again
# before.
_SHORTEST_PACE_S = 300.0
_SUSPICION_INTERVAL_S = 120.0

# "Wait 500 ms after each answer" (spec.yaml).
_READ_EVERY_S = 0.5
# What has come by then counts, so that it does before the check is over.
_READ_FOR_S = 7.0

# Fewer may all sit behind one network that is out of order.
_FEWEST_CONCLUSIVE = 4
_FEWEST_COUNTRIES = 3
_MOST_VANTAGES = 50  # no guest's measurement has more (spec.yaml)

_IDENT = re.compile(r"[A-Za-z0-9]{1,64}")
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(slots=True)
class _Measurement:
    """One that was asked for, and what is known of it."""

    ident: str
    at: datetime
    vantages: tuple[Vantage, ...] = ()
    pages: int = 0
    is_finished: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    """What the next reading sends: which answer is known already."""

    def report(self) -> Report:
        says, failing, conclusive = vote(self.vantages)
        page = _PAGE + self.ident
        evidence = Evidence(ID, says, KIND, self.at, failing, conclusive, page, pages=self.pages)
        return Report(evidence, self.vantages, links=(page,))


class _Globalping:
    """Asks for measurements and reads them.

    The budget is of vantage points used in any hour, by whichever process. One measurement of it is kept back
    for what is new.
    """

    def __init__(
        self,
        vantages: dict[str, int],
        tests_per_hour: int,
        account: Account | None,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._locations = [{"country": country, "limit": limit} for country, limit in vantages.items()]
        self._cost = sum(vantages.values())
        self._most = tests_per_hour
        # Spread over the hour: evidence counts for a quarter of one, and shall not be missing for the rest.
        spread = (tests_per_hour - self._cost) // self._cost
        self._pace = timedelta(seconds=max(_SHORTEST_PACE_S, 3600 / spread))
        self._account = account
        self._authorization: dict[str, str] = {}
        self._identity: str | None = None  # whose budget is used: the account's, or "", that of guests
        self._sleep = sleep
        self._running: _Measurement | None = None  # the last one, until it is finished
        self._report: Report | None = None  # what came of the last one that was

    async def ask(self, client: Client, at: datetime, since: datetime | None = None) -> Reply:
        """What a measurement says: a new one, if it is time; else more of the last one, or its word again.

        `since`: one of before then does not answer, so a new one is made at once, from the reserve if need
        be. A measurement that could not be read is read later, and not paid for twice.
        """
        try:
            async with asyncio.timeout(_READ_FOR_S):
                reply = await self._ask(client, at, since)
        except UnavailableError as error:
            return error.reply
        except TimeoutError:
            return self.so_far() or Unavailable(UnavailableReason.NO_ANSWER)
        self._running, self._report = None, reply
        return reply

    def so_far(self) -> Reply | None:
        """What has come of the measurement that is not finished."""
        return None if self._running is None else Unfinished(self._running.report())

    async def _ask(self, client: Client, at: datetime, since: datetime | None) -> Report:
        if self._identity is None:
            await self._identify()
        uses = client.backoff.store.limits.recent_uses(self._budget, at)
        use = uses[-1] if uses else None
        if use is None or at - use.at >= self._pace or (since is not None and use.at < since):
            self._running = None  # whatever comes of the new one
            self._running = await self._begin(client, at, is_new=since is not None)
        elif (known := self._known(client, use)) is not None:
            return known
        elif self._running is None or self._running.at != use.at:
            if not use.measurement:  # it was paid for, perhaps, and never heard of
                left = use.at + self._pace - at
                raise UnavailableError(UnavailableReason.LIMITED, left.total_seconds(), was_asked=False)
            self._running = _Measurement(use.measurement, use.at)  # another process has begun it
        try:
            await self._read(client, self._running)
        except UnavailableError:
            if self._running.report().evidence.says is Says.NOTHING:
                raise
        return self._running.report()

    @property
    def _budget(self) -> str:
        return f"{ID} {self._identity or ''}".rstrip()

    def _known(self, client: Client, use: Use) -> Report | None:
        """What came of the measurement that this was paid for, here or in another process."""
        if self._report is not None and self._report.evidence.at == use.at:
            return self._report
        answer = client.backoff.store.limits.answers.get(ID)
        if answer is None or answer.evidence is None or answer.evidence.at != use.at:
            return None
        return Report(answer.evidence) if answer.evidence.says is not Says.NOTHING else None

    async def _identify(self) -> None:
        """Find out in whose name it is asked."""
        self._authorization = {}
        if self._account is not None:
            try:
                account = await self._account.get()
                self._authorization = {"authorization": f"Bearer {account['token']}"}
            except UnavailableError as error:
                if error.reply.reason is UnavailableReason.LOGIN:
                    raise  # a token that is refused is to be mended; one that is missing is not needed
        self._identity = "" if self._account is None else self._account.identity

    async def _begin(self, client: Client, at: datetime, *, is_new: bool) -> _Measurement:
        """Pay for a measurement, if the budget allows it, and ask for it."""
        await self._identify()
        store, budget, most = client.backoff.store, self._budget, self._most - (0 if is_new else self._cost)
        use = Use(at, self._cost, os.urandom(4).hex())
        if not await store.take(budget, use, most):
            wait_s = _wait_for_room_s(store.limits.recent_uses(budget, at), self._cost, most, at)
            raise UnavailableError(UnavailableReason.LIMITED, wait_s, was_asked=False)
        try:
            ident = await self._post(client, at)
        except UnavailableError:  # nothing was measured
            store.change(lambda limits: limits.without_use(budget, use.name))
            raise
        paid = replace(use, measurement=ident)
        store.change(lambda limits: limits.with_use(budget, paid))
        return _Measurement(ident, at)

    async def _post(self, client: Client, at: datetime) -> str:
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
        try:
            answer = await fetch(client, request, at, cost=self._cost, account=self._identity or "")
        except UnavailableError as error:
            is_refused = error.reply.reason is UnavailableReason.LOGIN
            if is_refused and self._account is not None and self._authorization:
                raise self._account.refuse() from None
            raise
        return read_json(answer, read_ident)

    async def _read(self, client: Client, measurement: _Measurement) -> None:
        """Read until it is finished."""
        while not measurement.is_finished:
            await self._sleep(_READ_EVERY_S)
            request = Request(
                f"{GLOBALPING.url}/{measurement.ident}", {**self._authorization, **measurement.headers}
            )
            try:
                answer = await fetch(client, request, measurement.at, expects=frozenset({304}))
            except UnavailableError as error:
                if error.reply.reason is not UnavailableReason.LIMITED:
                    raise
                await self._sleep(error.reply.wait_s)  # we read too often for it
                continue
            if answer.status == 304:
                continue  # it has nothing new
            measurement.is_finished, measurement.vantages, measurement.pages = read_json(
                answer, read_measurement
            )
            if etag := answer.headers.get("etag"):
                measurement.headers = {"if-none-match": etag}


def source(setup: Setup, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> Source:
    """The source. Vantage points of the user's country are tried first."""
    country, tests_per_hour = setup.country, setup.settings.globalping_per_hour
    account = Account(setup.keys, ID) if setup.settings.globalping_account else None
    others = _OTHERS_BESIDE_OWN
    if tests_per_hour < _FEWEST_MEASUREMENTS * (_OWN_VANTAGES + others):
        others -= 1
    vantages = {code: 1 for code in _SPREAD if code != country}
    if country is not None:
        vantages = {country: _OWN_VANTAGES, **dict(list(vantages.items())[:others])}
    asked = _Globalping(vantages, tests_per_hour, account, sleep)
    return Source(ID, KIND, asked.ask, _SUSPICION_INTERVAL_S, ask_anew=asked.ask, so_far=asked.so_far)


def read_ident(value: Any) -> str | None:
    """The name of a measurement that was begun."""
    ident = part(str, value, "id")
    return ident if ident is not None and _IDENT.fullmatch(ident) else None


def _wait_for_room_s(uses: Iterable[Use], cost: int, most: int, at: datetime) -> float:
    """Seconds until so much may be used without making more than `most` in an hour; `uses` in their order."""
    used = sum(use.cost for use in uses)
    for use in uses:
        used -= use.cost
        if used + cost <= most:
            return (use.at + HOUR - at).total_seconds()
    return HOUR.total_seconds()


def read_measurement(value: Any) -> tuple[bool, tuple[Vantage, ...], int] | None:
    """Whether a measurement is finished, what each vantage point saw so far, and how many got the page.

    `None` if it is none.
    """
    results = part(list, value, "results")
    if results is None:
        return None
    read = [
        (vantage, entry["result"]) for entry in results[:_MOST_VANTAGES] if (vantage := _read_vantage(entry))
    ]
    pages = sum(_is_page(vantage, result) for vantage, result in read)
    # "Any value other than in-progress is final."
    return value.get("status") != "in-progress", tuple(vantage for vantage, _ in read), pages


def _read_vantage(entry: Any) -> Vantage | None:
    country, result = part(str, entry, "probe", "country"), part(dict, entry, "result")
    if result is None or country is None or not _COUNTRY.fullmatch(country):
        return None
    number = read_number(result.get("statusCode"))
    status = int(number) if number is not None and 100 <= number <= 599 else None
    timings = part(dict, result, "timings") or {}
    return Vantage(country, _outcome(result, status), status, read_number(timings.get("total")))


def _outcome(result: dict[str, Any], status: int | None) -> str:
    """What one vantage point's result says of X."""
    match result.get("status"):
        case "finished" if status is not None:
            # A refusal (403, 429, a challenge of whatever status) comes from X: data centres get it often.
            return "target" if status >= 500 and not _is_challenge(result) else "reached"
        # Only what Globalping lays at the target's door counts; its own resolver's and its own are nobody's.
        case "failed" if result.get("failureSource") in ("target", "resolver"):
            return str(result["failureSource"])
        case "offline" | "in-progress" as none:
            return str(none)
        case _:
            return "internal"


def _is_page(vantage: Vantage, result: Any) -> bool:
    """Whether X's page came, or X led the way to it. Any other answer proves the edge alone."""
    if vantage.outcome != "reached" or vantage.http_status is None or _is_challenge(result):
        return False
    return vantage.http_status < 300 or (vantage.http_status < 400 and _leads_to_x(result))


def _leads_to_x(result: Any) -> bool:
    """Where a redirect leads; vantage points do not follow it."""
    place = (part(str, result, "headers", "location") or "").strip()
    try:
        return bool(place) and is_x_host(urlsplit(urljoin("https://x.com/", place)).hostname or "")
    except ValueError:
        return False


def _is_challenge(result: Any) -> bool:
    return part(str, result, "headers", "cf-mitigated") == "challenge"


def vote(vantages: Iterable[Vantage]) -> tuple[Says, int, int]:
    """What vantage points say together, how many of them see X fail, and of how many that know."""
    conclusive = [v for v in vantages if v.outcome in ("reached", "target")]
    failing = [v for v in conclusive if v.outcome == "target"]
    countries = {vantage.country for vantage in conclusive}
    says = Says.NOTHING
    if len(conclusive) >= _FEWEST_CONCLUSIVE and len(countries) >= _FEWEST_COUNTRIES:
        says = Says.TROUBLE if 2 * len(failing) >= len(conclusive) else Says.FINE
    return says, len(failing), len(conclusive)
