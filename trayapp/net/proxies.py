"""Which proxy a request goes through."""

from __future__ import annotations

import ipaddress
import re
import sys
import urllib.request
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from trayapp.settings.declarations import PROXY_SCHEMES, Problem, Settings
from trayapp.settings.file import without_login

if TYPE_CHECKING:
    from trayapp.computer.desktop_proxies import DesktopProxies

NO_SUCH_PROXY = "unusable://"
"""In place of an address that is not understood: a proxy that fails. Who wants one is not led around it."""


class Proxies:
    """Names the proxy of each request, by the settings. For one event loop.

    `system` means the environment's; on Windows and macOS the desktop's, too. Where those name none, it
    means on Linux what the desktop's settings said when `refresh` was last awaited.

    Attributes:
        trouble: what the user should know of the proxy, as of the last `refresh`; without passwords.
    """

    def __init__(self, settings: Settings) -> None:
        self.trouble: Problem | None = None
        self._settings = settings
        self._named: dict[str, str] | None = None  # by the environment, once it was read
        self._desktop: DesktopProxies | None = None

    async def refresh(self) -> None:
        """Look again what the environment and the desktop say. Takes a second at most; never raises."""
        if self._settings.proxy != "system":
            return
        self._named = _environment()
        addresses: Iterable[Sequence[str]] = [[address] for address in self._named.values()]
        trouble = None
        if not self._named and sys.platform == "linux":  # elsewhere `getproxies` asks the desktop
            from trayapp.computer.desktop_proxies import DesktopProxies

            if self._desktop is None:
                self._desktop = DesktopProxies()
            await self._desktop.read()
            addresses = self._desktop.configured.addresses.values()
            if self._desktop.configured.is_automatic:
                trouble = Problem("proxy.mode", "proxy_automatic", "")
        for found in addresses:
            if _chosen(found) == NO_SUCH_PROXY:
                trouble = Problem("proxy.mode", "proxy_not_understood", without_login(found[0]))
        self.trouble = trouble

    def __call__(self, url: str) -> str | None:
        """The URL of the proxy for this URL, or `None` for a direct connection."""
        if self._settings.proxy != "system":
            is_named = self._settings.proxy == "manual" and self._settings.proxy_url
            return _chosen([self._settings.proxy_url]) if is_named else None
        parts = urlsplit(url)
        host = parts.hostname or ""
        named = _environment() if self._named is None else self._named
        if named:
            address = named.get(parts.scheme) or named.get("all")
            chosen = _chosen([address] if address else [])
        elif self._desktop is not None:
            chosen = _chosen(self._desktop.configured.addresses_for(parts.scheme, host))
        else:
            return None
        # `no_proxy`, and what Windows and macOS except.
        return None if chosen is None or urllib.request.proxy_bypass(host) else chosen


def _environment() -> dict[str, str]:
    """The proxies named by it, by scheme; on Windows and macOS the desktop's, too. No PAC scripts."""
    known = urllib.request.getproxies()
    return {scheme: known[scheme] for scheme in ("http", "https", "all") if known.get(scheme)}


def _chosen(addresses: Sequence[str]) -> str | None:
    """The first one that can be used."""
    for address in addresses:
        if address.startswith("direct:"):
            return None
        if usable := _usable(address):
            return usable
    return NO_SUCH_PROXY if addresses else None


def _usable(address: str) -> str | None:
    """An address as the client takes it; `None` if it is not understood. Without a scheme it is http."""
    text = address.strip()
    text = text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
        if ":" in host:  # IPv6, whose brackets are off
            ipaddress.ip_address(host)
    except ValueError:
        return None
    # A password that is not escaped ends the host too early: what seems to be one is the user's name.
    is_cut = "@" in parts.path + parts.query + parts.fragment
    is_whole = parts.scheme in PROXY_SCHEMES and re.fullmatch(r"[\w.:%-]+", host) and port != 0
    if not is_whole or is_cut or not text.isprintable() or " " in text:
        return None
    return f"{'socks5' if parts.scheme == 'socks' else parts.scheme}://{parts.netloc}"
