"""`custom`: an address of the user's own, such as their company's page on X's interface."""

from __future__ import annotations

from urllib.parse import urlsplit

from trayapp.checks.probe import OK, SOFT_FAILURE, ProbeRequest, Surface, surface
from trayapp.domain.codes import CUSTOM_SURFACE
from trayapp.net.answers import Answer, read_status
from trayapp.net.exchange import Request
from trayapp.net.failures import Finding
from trayapp.net.x_hosts import is_x_host


def custom(url: str, status: int, text: str) -> Surface:
    """The surface that the user entered: fine with this status and, unless it is empty, this text."""
    own_host = urlsplit(url).hostname or ""
    wanted = text.encode()

    def read(answer: Answer) -> Finding:
        if answer.status != status:
            return read_status(answer) or SOFT_FAILURE
        return OK if wanted in answer.body else SOFT_FAILURE

    ask = ProbeRequest(
        Request(
            url,
            is_enough=lambda body: wanted in body,
            # A redirect that is itself waited for is not followed.
            may_follow=None if 300 <= status <= 399 else lambda host: host == own_host or is_x_host(host),
            body_wanted_with=frozenset({status}),  # a 404, say, that must hold a text
            is_any_address_fine=True,  # it may be this computer's
        ),
        read,
        expects=frozenset({status}),
    )

    return surface(CUSTOM_SURFACE, ask)
