"""Which hosts are X's."""

from __future__ import annotations

# Its site, the site's old name, its files, and the links in its posts.
_X_DOMAINS = ("x.com", "twitter.com", "twimg.com", "t.co")


def is_x_host(host: str) -> bool:
    """Whether this host is X's own: only there may redirects lead."""
    return is_in(host, _X_DOMAINS)


def is_in(host: str, domains: tuple[str, ...]) -> bool:
    """Whether a host is one of these domains, or below one."""
    host = host.lower().rstrip(".")
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
