"""What a request to one of X's hosts has in common with all others."""

from __future__ import annotations

from collections.abc import Callable

from trayapp.checks.probe import ProbeRequest
from trayapp.net.answers import Answer
from trayapp.net.exchange import Request
from trayapp.net.failures import Finding
from trayapp.net.x_hosts import has_to_sign, is_x_host


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
