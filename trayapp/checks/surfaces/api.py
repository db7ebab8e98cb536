"""`api`: does X's programming interface turn away who has no token, as it must?

Off until the user switches it on: X's developer terms forbid measuring the interface for benchmarking or
commercial purposes. Without a token no such terms are signed, yet the choice is the user's.
"""

from __future__ import annotations

from trayapp.checks.probe import OK, SOFT_FAILURE, surface, x_request
from trayapp.net.answers import Answer
from trayapp.net.failures import Finding

_UNAUTHORIZED = 401


def _read(answer: Answer) -> Finding:
    return OK if answer.status == _UNAUTHORIZED else SOFT_FAILURE


# Any path of version 2 will do; the root says 404 when all is well (seen in 2026).
_URL = "https://api.x.com/2/tweets/20"
API = surface("api", x_request(_URL, _read, is_enough=lambda _: True, expects=frozenset({_UNAUTHORIZED})))
