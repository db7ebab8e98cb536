"""Which hosts are X's."""

from __future__ import annotations

_X_DOMAINS = ("x.com", "twitter.com", "twimg.com", "t.co")


def is_x_host(host: str) -> bool:
    """Whether this host is X's own: only there may redirects lead."""
    host = host.lower().rstrip(".")
    return any(host == domain or host.endswith(f".{domain}") for domain in _X_DOMAINS)
