"""Which proxy a request goes through."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from urllib.parse import urlsplit

from trayapp.settings import Settings


def proxy_chooser(settings: Settings) -> Callable[[str], str | None]:
    """A function from a URL to the URL of its proxy, or `None` for a direct connection."""
    match settings.proxy:
        case "system":
            return _system_proxy
        case "manual":
            return lambda _: settings.proxy_url or None
        case _:
            return lambda _: None


def _system_proxy(url: str) -> str | None:
    """The environment's proxy; on Windows and macOS the desktop's, too. No PAC scripts.

    Read at each request: a desktop's proxy changes with its network.
    """
    parts = urlsplit(url)
    known = urllib.request.getproxies()
    proxy = known.get(parts.scheme) or known.get("all")
    if not proxy or urllib.request.proxy_bypass(parts.hostname or ""):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
