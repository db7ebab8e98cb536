"""Sends one message to one address by Apprise: `python -P -m trayapp.notices.send`, a process of its own.

Apprise takes 36 MB and 0.3 s, and may hang in any service: nothing of it is loaded where X is watched. What
is sent comes as JSON on standard input, since all can read what a process is started with. The exit status
says what came of it.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from dataclasses import replace
from threading import Timer
from typing import Any

from trayapp.about import HOMEPAGE, PROGRAM
from trayapp.errors import TrustStoreError
from trayapp.net.proxies import Proxies
from trayapp.net.trust import system_trust
from trayapp.notices.hand_over import DEADLINE_S
from trayapp.settings.declarations import Settings

UNSURE = 1
"""It may have arrived, or a part of it."""
BAD_ADDRESS = 65
NO_APPRISE = 69
NOT_SENT = 75
"""It did certainly not arrive."""

_TIMEOUTS_S = (10.0, 18.0)  # for a connection, and for an answer
_MOST_MEMORY_BYTES = 1 << 30  # a service may answer without end

# A gateway's word that it does not know what became of the request; any other error is the service's own.
_UNSURE_STATUSES = (502, 504)


class _Socket(socket.socket):
    may_have_sent = False
    """Whether there was a connection to anybody who has not refused what was sent."""

    def connect(self, address: Any) -> None:
        super().connect(address)
        _Socket.may_have_sent = True


def send(handed: dict[str, Any]) -> int:
    """The exit status."""
    try:
        import apprise
    except ImportError:
        return NO_APPRISE
    proxies = Proxies(replace(Settings(), proxy=handed["proxy"], proxy_url=handed["proxy_url"]))
    asyncio.run(proxies.refresh())
    _go_by_the_system(proxies)
    asset = apprise.AppriseAsset(
        app_id=PROGRAM, app_desc=PROGRAM, app_url=HOMEPAGE, image_url_mask="", image_url_logo=""
    )
    address = apprise.Apprise.instantiate(handed["address"], asset=asset)
    if not isinstance(address, apprise.NotifyBase):
        return BAD_ADDRESS
    # Whatever the address says: mail is verified as well, and nobody gets it twice.
    address.verify_certificate, address.retry = True, 0
    vars(socket)["socket"] = _Socket
    text = apprise.NotifyFormat.TEXT
    if address.notify(handed["body"], title=handed["title"], notify_type=handed["kind"], body_format=text):
        return 0
    return UNSURE if _Socket.may_have_sent else NOT_SENT


def _go_by_the_system(proxies: Proxies) -> None:
    """Have requests, by which Apprise speaks HTTP, trust whom the system trusts, and go through its proxy."""
    import requests
    from requests.adapters import HTTPAdapter

    trust = system_trust()

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *given: Any, **named: Any) -> None:
            super().init_poolmanager(*given, ssl_context=trust, **named)

        def proxy_manager_for(self, proxy: str, **named: Any) -> Any:
            return super().proxy_manager_for(proxy, ssl_context=trust, **named)

        def cert_verify(self, *given: Any) -> None:
            """The context does; this would have it trust a bundle of requests' own, too."""

        def send(self, request: Any, **named: Any) -> Any:  # type: ignore[override]  # all is named
            proxy, before = proxies(request.url), _Socket.may_have_sent
            named |= {"timeout": _TIMEOUTS_S, "verify": True}
            named["proxies"] = {} if proxy is None else {"http": proxy, "https": proxy}
            try:
                answer = super().send(request, **named)
            except (requests.exceptions.SSLError, requests.exceptions.ProxyError):  # before anything was sent
                _Socket.may_have_sent = before
                raise
            if answer.status_code >= 300 and answer.status_code not in _UNSURE_STATUSES:
                _Socket.may_have_sent = before
            return answer

    vars(requests.sessions)["HTTPAdapter"] = Adapter  # what all its sessions are made with


def main() -> int:
    timer = Timer(DEADLINE_S, os._exit, (UNSURE,))  # whoever started it may be gone by then
    timer.daemon = True
    timer.start()
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY_BYTES, _MOST_MEMORY_BYTES))
    try:
        return send(json.load(sys.stdin))
    except TrustStoreError:
        return NOT_SENT


if __name__ == "__main__":
    sys.exit(main())
