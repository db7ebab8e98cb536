"""What a request to one of X's hosts has in common with all others."""

from __future__ import annotations

from collections.abc import Callable

from trayapp.net.exchange import Request
from trayapp.net.x_hosts import is_in, is_x_host

# The others stand behind CDNs that sign nothing.
_SIGNED_DOMAINS = ("x.com", "twitter.com")


def has_to_sign(host: str) -> bool:
    """Whether every answer of this host carries a sign of X or its edge."""
    return is_in(host, _SIGNED_DOMAINS)


def x_request(
    url: str,
    *,
    headers: dict[str, str] | None = None,
    is_enough: Callable[[bytes], bool] | None = None,
    follows: bool = True,
) -> Request:
    """A request to one of X's hosts: redirects stay there, private addresses must prove themselves."""
    return Request(
        url,
        headers or {},
        is_enough=is_enough,
        may_follow=is_x_host if follows else None,
        is_private_suspicious=True,
    )
