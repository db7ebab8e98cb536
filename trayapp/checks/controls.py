"""Is it me? Hosts that are not X's, each with one right answer, asked about the user's own network.

And DNS over HTTPS: what two resolvers that are not the system's say of names that turned out to be lost. They
are asked in the JSON form that both operators document, not in RFC 8484's; its codes are those of DNS itself
(RFC 1035, section 4.1.1).
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from urllib.parse import urlencode

from trayapp.checks.probe import DEADLINE_S, OK, SOFT_FAILURE, result_of
from trayapp.clock import Now
from trayapp.domain.codes import Outcome
from trayapp.domain.records import ControlResult
from trayapp.net.answers import REDIRECTS, Answer, read_status, redirect_target
from trayapp.net.exchange import Client, Exchange, Request
from trayapp.net.failures import Finding, OwnTroubleError
from trayapp.net.known_hosts import CONTROLS, RESOLVERS, KnownControl, KnownResolver

BESIDE_DEADLINE_S = 3.0
"""For a host that is asked once more beside the second look at X."""

_NETWORK_LOGIN_REQUIRED = 511  # RFC 6585, section 6: a login page that says so itself

HTTPS_CONTROLS = tuple(control for control in CONTROLS if control.url.startswith("https:"))

OPERATORS_COUNT = len({ControlResult(control.id, Outcome.OK).operator for control in CONTROLS})


async def ask_control(
    client: Client, control: KnownControl, now: Now, deadline_s: float = DEADLINE_S
) -> ControlResult:
    """What one host that is not X's answers. Never raises for anything the network does.

    Raises:
        OwnTroubleError: nothing was learnt, for a reason of our own.
    """
    exchange = await client.ask(Request(control.url), deadline_s)
    found = exchange.result
    if isinstance(found, Answer):
        found = _read_control(control, found)
    result = control_result(control.id, exchange, found, now)
    return replace(result, lost=1) if result.is_lost else result


def _read_control(control: KnownControl, answer: Answer) -> Finding:
    if answer.status in REDIRECTS:
        # Any redirect is a portal's: the host it leads to tells which, even where it is the control's own.
        target = redirect_target(answer.url, answer.headers, lambda _: False)
        if isinstance(target, Finding) and target.outcome is Outcome.REDIRECTED:
            return target
        return Finding(Outcome.REDIRECTED)
    if answer.status == _NETWORK_LOGIN_REQUIRED:
        return SOFT_FAILURE
    # Without blanks around it: some bodies end with a line break.
    is_right = answer.status == control.status and (
        control.body is None or re.fullmatch(control.body, answer.text.strip()) is not None
    )
    return read_status(answer) or (OK if is_right else SOFT_FAILURE)


def control_result(name: str, exchange: Exchange, found: Finding, now: Now) -> ControlResult:
    """One exchange with a host that is not X's, as `found` reads it."""
    skew_s = _skew_s(exchange.result, now) if isinstance(exchange.result, Answer) else None
    return result_of(ControlResult, name, exchange, found, date_skew_s=skew_s)


def _skew_s(answer: Answer, now: Now) -> float | None:
    try:
        date = parsedate_to_datetime(answer.headers.get("date", ""))
        return round((date - now()).total_seconds(), 1)
    except (ValueError, TypeError, OverflowError):  # no date, one without a zone, one far out of range
        return None


_log = logging.getLogger(__name__)

DOH_DEADLINE_S = 5.0
"""For one name: the question, and the handshake with what it finds."""

_TYPE_A = 1
_NXDOMAIN, _NOERROR = 3, 0


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
        self._lookups: dict[str, dict[str, asyncio.Task[_Lookup | None]]] = {}
        self._core_names: set[str] = set()

    def ask_about(self, names: Iterable[str], *, is_core: bool) -> None:
        """Start asking about these names, unless that was done already."""
        for name in names:
            if is_core:
                self._core_names.add(name)
            if name not in self._lookups:
                self._lookups[name] = {
                    resolver.id: self._group.create_task(_look_up(self._client, resolver, name))
                    for resolver in RESOLVERS
                }

    def leads_there(self, name: str) -> bool:
        """Whether a resolver gave an address for this name at which its owner is. Once the group is done."""
        found = (task.result() for task in self._lookups.get(name, {}).values())
        return any(lookup is not None and lookup.handshake for lookup in found)

    def results(self, now: Now) -> tuple[ControlResult, ...]:
        """One control for each resolver, about the core names together. Once the group is done."""
        of_core = [self._lookups[name] for name in self._lookups if name in self._core_names]
        asked = of_core or list(self._lookups.values())
        results = []
        for resolver in RESOLVERS:
            lookups = [found for tasks in asked if (found := tasks[resolver.id].result()) is not None]
            if lookups:
                results.append(_result(resolver.id, lookups, now, is_core=bool(of_core)))
        return tuple(results)


def _result(name: str, lookups: list[_Lookup], now: Now, *, is_core: bool) -> ControlResult:
    worst = min(lookups, key=lambda lookup: _weight(lookup.finding))
    tried = [lookup.handshake for lookup in lookups if lookup.handshake is not None and is_core]
    finding = worst.finding
    # What a resolver knows of other parts is told apart: where no core name was asked for, it only answered.
    if finding.outcome is Outcome.OK and not is_core:
        finding = OK
    result = control_result(name, worst.exchange, finding, now)
    return replace(result, by_address=True, handshake=any(tried) if tried else None)


def _weight(finding: Finding) -> int:
    """Among several names: no answer first, then a denial, a failure; `knows` only if all are known."""
    said = finding.detail if finding.outcome is Outcome.OK else None
    return (None, "nxdomain", "servfail", "knows").index(said)


async def _look_up(client: Client, resolver: KnownResolver, name: str) -> _Lookup | None:
    """What this resolver says of a name; `None` if it could not be asked, for a reason of our own."""
    try:
        return await _asked(client, resolver, name)
    except OwnTroubleError as error:
        _log.warning("%s was not asked: %s", resolver.id, error)
        return None


async def _asked(client: Client, resolver: KnownResolver, name: str) -> _Lookup:
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
    detail, addresses = read_answer(exchange.result)
    if detail is None:
        return _Lookup(exchange, SOFT_FAILURE)
    handshake = None
    if addresses:
        # A liar's address is no host of the name's: only there a certificate of that name is shown.
        request = Request(f"https://{name}/robots.txt", is_enough=lambda _: True, addresses=addresses)
        there = await client.ask(request, ends_at - time.monotonic())
        handshake = there.phases.tls is not None  # whatever it answers then
    return _Lookup(exchange, Finding(Outcome.OK, detail), handshake)


def read_answer(answer: Answer) -> tuple[str | None, tuple[str, ...]]:
    """`knows`, `nxdomain` (no addresses too) or `servfail`, with the addresses; `None` for no DNS answer."""
    reply = answer.json
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
    return ("knows", addresses) if addresses else ("nxdomain", ())  # no address is as good as no name


def _is_public(address: object) -> bool:
    with suppress(ValueError):
        return isinstance(address, str) and ip_address(address).is_global
    return False
