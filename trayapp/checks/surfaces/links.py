"""`links`: does t.co, which every link in a post goes through, answer?"""

from __future__ import annotations

from trayapp.checks.probe import OK, surface, x_request
from trayapp.net.answers import REDIRECTS, Answer, redirect_target
from trayapp.net.failures import Finding
from trayapp.net.x_hosts import is_x_host


def _read(answer: Answer) -> Finding:
    """Any page will do, and so will a redirect within X's hosts, which is not followed."""
    if answer.status in REDIRECTS:
        target = redirect_target(answer.url, answer.headers, is_x_host)
        return target if isinstance(target, Finding) else OK
    return OK


_REQUEST = x_request("https://t.co/", _read, is_enough=lambda _: True, follows=False, expects=REDIRECTS)
LINKS = surface("links", _REQUEST)
