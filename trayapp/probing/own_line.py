"""Is it me? Hosts that are not X's, and DNS over HTTPS at two operators, asked about the user's own line."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode

from trayapp.domain.records import ControlResult, Outcome
from trayapp.probing.answers import REDIRECTS, Answer, read_status, redirect_target
from trayapp.probing.exchange import Client, Exchange, Request
from trayapp.probing.failures import Finding
from trayapp.probing.probe import DEADLINE_S, OK, SOFT_FAILURE

DOH_DEADLINE_S = 5.0

_NO_CONTENT = 204
_NETWORK_LOGIN_REQUIRED = 511


def _is_empty(answer: Answer) -> bool:
    return answer.status == _NO_CONTENT


def _is_exactly(text: str) -> Callable[[Answer], bool]:
    return lambda answer: answer.text.strip() == text


def _is_trace(answer: Answer) -> bool:
    return any(line.startswith("colo=") for line in answer.text.splitlines())


@dataclass(frozen=True, slots=True)
class _Control:
    id: str
    url: str
    is_right: Callable[[Answer], bool]


# Plain http on purpose: a portal cannot rewrite https. What operating systems and browsers ask to find out
# whether they are online; three operators, for each of them is filtered somewhere. Cloudflare's trace runs on
# the same edge as X: its failing beside X's says that the edge is sick.
_CONTROLS = (
    _Control("google", "http://connectivitycheck.gstatic.com/generate_204", _is_empty),
    _Control("mozilla", "http://detectportal.firefox.com/success.txt", _is_exactly("success")),
    _Control(
        "microsoft", "http://www.msftconnecttest.com/connecttest.txt", _is_exactly("Microsoft Connect Test")
    ),
    _Control("cloudflare", "https://www.cloudflare.com/cdn-cgi/trace", _is_trace),
)

CONTROLS_COUNT = len(_CONTROLS)


async def ask_controls(
    client: Client,
    now: Callable[[], datetime],
    note: Callable[[ControlResult], None] = lambda _: None,
) -> tuple[ControlResult, ...]:
    """All controls at once; `note` is told each as it comes. Never raises for anything the network does."""

    async def ask(control: _Control) -> ControlResult:
        result = await _ask_control(client, control, now)
        note(result)
        return result

    return tuple(await asyncio.gather(*map(ask, _CONTROLS)))


async def _ask_control(client: Client, control: _Control, now: Callable[[], datetime]) -> ControlResult:
    exchange = await client.ask(Request(control.url), DEADLINE_S)
    found = exchange.result
    if isinstance(found, Answer):
        found = _read_control(control, found)
    return _control_result(control.id, exchange, found, now)


def _read_control(control: _Control, answer: Answer) -> Finding:
    if answer.status in REDIRECTS:
        # Any redirect is a portal's: the host it leads to tells which, even where it is the control's own.
        return _portal(answer)
    if answer.status == _NETWORK_LOGIN_REQUIRED:
        return SOFT_FAILURE
    return read_status(answer) or (OK if control.is_right(answer) else SOFT_FAILURE)


def _portal(answer: Answer) -> Finding:
    target = redirect_target(answer.url, answer.headers, lambda _: False)
    host = target.detail if isinstance(target, Finding) and target.outcome is Outcome.REDIRECTED else None
    return Finding(Outcome.REDIRECTED, host)


def _control_result(
    name: str,
    exchange: Exchange,
    found: Finding,
    now: Callable[[], datetime],
    *,
    by_address: bool = False,
    handshake: bool | None = None,
) -> ControlResult:
    answer = exchange.result if isinstance(exchange.result, Answer) else None
    return ControlResult(
        name,
        found.outcome,
        found.detail,
        exchange.status,
        exchange.address,
        phases=exchange.phases,
        via_proxy=exchange.via_proxy,
        by_address=by_address,
        date_skew_s=_skew_s(answer, now) if answer else None,
        handshake=handshake,
    )


def _skew_s(answer: Answer, now: Callable[[], datetime]) -> float | None:
    try:
        date = parsedate_to_datetime(answer.headers.get("date", ""))
        return round((date - now()).total_seconds(), 1)
    except (ValueError, TypeError, OverflowError):  # no date, one without a zone, one far out of range
        return None


# ---- DNS over HTTPS


@dataclass(frozen=True, slots=True)
class _DohResolver:
    id: str
    addresses: tuple[str, ...]
    """The first is the host of the URL, for which the certificate is issued as for the others."""
    path: str


_DOH = (
    _DohResolver("doh_cloudflare", ("1.1.1.1", "2606:4700:4700::1111"), "/dns-query"),
    _DohResolver("doh_google", ("8.8.8.8", "2001:4860:4860::8888"), "/resolve"),
)

_TYPE_A = 1
_SERVFAIL, _NXDOMAIN, _NOERROR = 2, 3, 0


@dataclass(frozen=True, slots=True)
class _Lookup:
    """What a resolver said of one name."""

    exchange: Exchange
    finding: Finding
    """`ok` with `knows`, `nxdomain` or `servfail`, or why there was no answer."""
    handshake: bool | None = None


class DohInquiry:
    """Asks two resolvers that are not the system's about names, as these turn out to be lost.

    Never raises for anything the network does; each name takes at most `DOH_DEADLINE_S` seconds.
    """

    def __init__(self, client: Client, group: asyncio.TaskGroup) -> None:
        self._client = client
        self._group = group
        self._lookups: dict[str, dict[str, asyncio.Task[_Lookup]]] = {}

    def ask_about(self, names: Iterable[str]) -> None:
        """Start asking about these names, unless that was done already."""
        for name in names:
            if name not in self._lookups:
                self._lookups[name] = {
                    resolver.id: self._group.create_task(_look_up(self._client, resolver, name))
                    for resolver in _DOH
                }

    def results(self, now: Callable[[], datetime]) -> tuple[ControlResult, ...]:
        """One control for each resolver, about all the names together. Once the group is done."""
        if not self._lookups:
            return ()
        return tuple(
            _doh_result(resolver.id, [tasks[resolver.id].result() for tasks in self._lookups.values()], now)
            for resolver in _DOH
        )


def _doh_result(name: str, lookups: list[_Lookup], now: Callable[[], datetime]) -> ControlResult:
    worst = min(lookups, key=lambda lookup: _weight(lookup.finding))
    tried = [lookup.handshake for lookup in lookups if lookup.handshake is not None]
    return _control_result(
        name,
        worst.exchange,
        worst.finding,
        now,
        by_address=True,
        handshake=any(tried) if tried else None,
    )


def _weight(finding: Finding) -> int:
    """Among several names: no answer first, then a denial, a failure; `knows` only if all are known."""
    if finding.outcome is not Outcome.OK:
        return 0
    return ("nxdomain", "servfail", "knows").index(finding.detail or "knows") + 1


async def _look_up(client: Client, resolver: _DohResolver, name: str) -> _Lookup:
    ends_at = time.monotonic() + DOH_DEADLINE_S
    query = urlencode({"name": name, "type": "A"})
    request = Request(
        f"https://{resolver.addresses[0]}{resolver.path}?{query}",
        {"accept": "application/dns-json"},
        addresses=resolver.addresses,
    )
    # The handshake with what it finds must fit into the same deadline.
    exchange = await client.ask(request, DOH_DEADLINE_S * 0.6)
    if isinstance(exchange.result, Finding):
        return _Lookup(exchange, exchange.result)
    bad = read_status(exchange.result)
    if bad is not None:
        return _Lookup(exchange, bad)
    detail, addresses = _read_doh(exchange.result)
    if detail is None:
        return _Lookup(exchange, SOFT_FAILURE)
    handshake = None
    if addresses:
        handshake = await _completes_handshake(client, name, addresses, ends_at - time.monotonic())
    return _Lookup(exchange, Finding(Outcome.OK, detail), handshake)


def _read_doh(answer: Answer) -> tuple[str | None, tuple[str, ...]]:
    """`knows`, `nxdomain` (no addresses too) or `servfail`, or `None` for what is no DNS answer."""
    try:
        reply: Any = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None, ()
    status = reply.get("Status") if isinstance(reply, dict) else None
    if not isinstance(status, int):
        return None, ()
    if status not in (_NOERROR, _NXDOMAIN):
        return "servfail", ()
    records = reply.get("Answer")
    addresses = tuple(
        record["data"]
        for record in (records if isinstance(records, list) else ())
        if isinstance(record, dict) and record.get("type") == _TYPE_A and _is_public(record.get("data"))
    )
    return ("knows", addresses) if addresses else ("nxdomain", ())


def _is_public(address: object) -> bool:
    if not isinstance(address, str):
        return False
    try:
        return ip_address(address).is_global
    except ValueError:
        return False


async def _completes_handshake(
    client: Client, name: str, addresses: tuple[str, ...], deadline_s: float
) -> bool:
    """Whether a verified TLS handshake with the name comes about at one of these addresses."""
    request = Request(f"https://{name}/robots.txt", is_enough=lambda _: True, addresses=addresses)
    exchange = await client.ask(request, deadline_s)
    return isinstance(exchange.result, Answer) or exchange.phases.tls is not None
