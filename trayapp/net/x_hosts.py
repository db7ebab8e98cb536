"""Which hosts are X's."""

from __future__ import annotations

X_DOMAINS = ("x.com", "twitter.com", "twimg.com", "t.co")
"""Its site, the site's old name, its files, and the links in its posts."""

# The others stand behind CDNs that sign nothing.
_SIGNED_DOMAINS = ("x.com", "twitter.com")


def is_x_host(host: str) -> bool:
    """Whether this host is X's own: only there may redirects lead."""
    return is_in(host, X_DOMAINS)


def has_to_sign(host: str) -> bool:
    """Whether every answer of this host carries a sign of X or its edge."""
    return is_in(host, _SIGNED_DOMAINS)


def is_in(host: str, domains: tuple[str, ...]) -> bool:
    """Whether a host is one of these domains, or below one."""
    host = host.lower().rstrip(".")
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)
