"""Is it me? Hosts that are not X's, each with one right answer, asked about the user's own network."""

from __future__ import annotations

import re
from dataclasses import replace
from email.utils import parsedate_to_datetime

from trayapp.checks.probe import DEADLINE_S, OK, SOFT_FAILURE, result_of
from trayapp.clock import Now
from trayapp.domain.codes import Outcome
from trayapp.domain.records import ControlResult
from trayapp.net.answers import REDIRECTS, Answer, read_status, redirect_target
from trayapp.net.exchange import Client, Exchange, Request
from trayapp.net.failures import Finding
from trayapp.net.known_hosts import CONTROLS, KnownControl

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
