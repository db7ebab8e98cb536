"""Downdetector, in German-speaking countries Allestörungen: how many report that X fails.

By the official "Downdetector Enterprise API" (downdetectorapi.com/v2), for who has a contract. Its answers
are bare JSON values as often as objects. Without a contract nothing is read; `page` is for the browser.

Built from its documentation, never run against the live service.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from trayapp.computer.key_store import KeyStore
from trayapp.domain.check_json import read_number
from trayapp.domain.codes import Says, UnavailableReason
from trayapp.domain.records import Evidence
from trayapp.domain.reports import Report
from trayapp.net.exchange import Client, Request
from trayapp.net.known_hosts import DOWNDETECTOR
from trayapp.sources.account import TokenAccount
from trayapp.sources.base import Reply, Setup, Source, UnavailableError, each, heard
from trayapp.sources.downdetector_pages import page
from trayapp.sources.payload import part

ID = "downdetector"
KIND = "crowd"

_API = DOWNDETECTOR.url

# What X may be called there, the likeliest first. It was there as Twitter for fifteen years.
_SLUGS = ("twitter", "x", "x-twitter", "twitter-x")

# A warning is trouble with so many reports in 15 minutes, and so many times what is usual.
_MANY_REPORTS = 30
_TIMES_USUAL = 5.0

# Attribution of an incident: its cause is outside of the company.
_ELSEWHERE = 2


class _Downdetector:
    """Logs in, finds X, and reads its state."""

    def __init__(self, keys: KeyStore, country: str | None) -> None:
        login = Request(f"{_API}/tokens?grant_type=client_credentials", body=b"")  # empty, but by POST
        self._account = TokenAccount(keys, ID, login)
        self._country = country
        self._company: int | None = None

    async def ask(self, client: Client, at: datetime) -> Reply:
        await self._account.log_in(client, at)
        try:
            if self._company is None:
                self._company = await self._find(client, at)
            return await self._report(client, at, f"companies/{self._company}")
        except UnavailableError as error:
            if error.reply.reason is UnavailableReason.CLOSED:
                self._company = None  # it may have another number by now
            raise

    async def _find(self, client: Client, at: datetime) -> int:
        """X's number: in the user's country, else anywhere."""
        for country in dict.fromkeys((self._country, None)):  # once, without a country
            where = f"&country={country}" if country else ""
            asked = f"companies/search?fields=id,slug,country_iso&name=twitter&page_size=100{where}"
            company = read_company(await self._ask(client, at, asked))
            if company is not None:
                return company
        raise UnavailableError(UnavailableReason.UNREADABLE)

    async def _report(self, client: Client, at: datetime, company: str) -> Report:
        status, last_15, usual, incidents = await each(
            self._ask(client, at, f"{company}/status"),
            self._ask(client, at, f"{company}/last_15"),
            self._ask(client, at, f"{company}/baseline/current"),
            self._ask(client, at, f"{company}/incidents?only_active=true"),
        )
        for value in (status, last_15):  # without these it has said nothing
            heard([value])
        if (reckoned := read_status(status)) is None:
            raise UnavailableError(UnavailableReason.UNREADABLE)
        count, link = read_count(last_15), page(self._country)
        says = judge(reckoned, count, read_count(usual), read_incidents(incidents))
        evidence = Evidence(ID, says, KIND, at, None if count is None else int(count), url=link)
        return Report(evidence, links=(link,))

    async def _ask(self, client: Client, at: datetime, path: str) -> Any:
        """What one place holds, as JSON."""
        return (await self._account.fetch(client, f"{_API}/{path}", at)).json


def source(setup: Setup) -> Source:
    """The source. The country is whose reports are asked for."""
    asked = _Downdetector(setup.keys, setup.country)
    return Source(ID, KIND, asked.ask, suspicion_interval_s=120.0, standing_interval_s=600.0)


def _bare(value: Any, name: str) -> Any:
    """What an answer holds, which is an object with this name in it as often as not."""
    return value.get(name) if isinstance(value, dict) else value


def read_company(value: Any) -> int | None:
    """X's number among the companies that a search found."""
    found: dict[str, int] = {}
    for company in part(list, _bare(value, "data")) or ():
        number, slug = part(int, company, "id"), part(str, company, "slug")
        # It becomes a part of an address.
        if number is not None and 0 < number < 10**12 and slug is not None:
            found.setdefault(slug.lower(), number)
    return next((found[slug] for slug in _SLUGS if slug in found), None)


def read_status(value: Any) -> str | None:
    """`success`, `warning` or `danger`."""
    status = part(str, _bare(value, "status"))
    return status if status in ("success", "warning", "danger") else None


def read_count(value: Any) -> float | None:
    """A number of reports."""
    # An object with one number in it means that.
    if isinstance(value, dict):
        numbers = [number for item in value.values() if (number := read_number(item)) is not None]
        value = numbers[0] if len(numbers) == 1 else None
    number = read_number(value)
    return number if number is not None and number >= 0 else None


def read_incidents(value: Any) -> int | None:
    """How many go on whose cause is not elsewhere."""
    incidents = part(list, _bare(value, "data"))
    if incidents is None:
        return None
    return sum(
        part(bool, incident, "is_active") is True and part(int, incident, "peak_attribution") != _ELSEWHERE
        for incident in incidents
    )


def judge(
    status: str, count: float | None = None, usual: float | None = None, incidents: int | None = None
) -> Says:
    """What `status` means for X, beside the reports of the last 15 minutes and those that are usual in 15.

    And beside the incidents that go on and are laid at X's door, or at nobody's. `None` was not said.
    """
    # Its own reckoning decides, as long as its numbers do not contradict it.
    is_above_usual = count is None or usual is None or count > usual
    is_crowd = count is not None and count >= max(_MANY_REPORTS, _TIMES_USUAL * (usual or 0.0))
    # A warning is common: it needs many more reports than usual, or an incident.
    is_grave = status == "danger" or (status == "warning" and (is_crowd or incidents))
    if is_grave and is_above_usual:
        return Says.TROUBLE
    return Says.FINE if status == "success" and not incidents else Says.NOTHING
