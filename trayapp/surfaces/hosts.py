"""Which hosts are X's, and what a request to one of them has in common with all others."""

from __future__ import annotations

from collections.abc import Callable

from trayapp.probing.exchange import Request

_X_DOMAINS = ("x.com", "twitter.com", "twimg.com", "t.co")

# The others stand behind CDNs that sign nothing.
_SIGNED_DOMAINS = ("x.com", "twitter.com")


def is_x_host(host: str) -> bool:
    """Whether this host is X's own: only there may redirects lead."""
    return _is_in(host, _X_DOMAINS)


def has_to_sign(host: str) -> bool:
    """Whether every answer of this host carries a sign of X or its edge."""
    return _is_in(host, _SIGNED_DOMAINS)


def _is_in(host: str, domains: tuple[str, ...]) -> bool:
    host = host.lower().rstrip(".")
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


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
