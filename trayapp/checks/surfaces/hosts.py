"""What a request to one of X's hosts has in common with all others."""

from __future__ import annotations

from collections.abc import Callable

from trayapp.checks.probe import ProbeRequest
from trayapp.net.answers import Answer
from trayapp.net.exchange import Request
from trayapp.net.failures import Finding
from trayapp.net.x_hosts import is_in, is_x_host

# The others stand behind CDNs that sign nothing.
_SIGNED_DOMAINS = ("x.com", "twitter.com")


def _has_to_sign(host: str) -> bool:
    """Whether every answer of this host carries a sign of X or its edge."""
    return is_in(host, _SIGNED_DOMAINS)


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
    return ProbeRequest(request, read, expects, _has_to_sign)
