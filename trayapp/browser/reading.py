"""What a browser saw of X's pages, read as the outcome of the surface `page`. Pure.

X shows "Something went wrong" to browsers that it takes for robots, while it is well: so whoever is turned
away anywhere on the page has learned nothing of X, whatever the page says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from trayapp.domain.codes import PAGE_SURFACE, UNSIGNED_DETAIL, Outcome
from trayapp.domain.records import SurfaceResult
from trayapp.net.x_hosts import has_to_sign

_TURNED_AWAY = frozenset({401, 403, 404, 429})

# Nobody answered at an address that a filter may have given, there is none, or somebody else answered. The
# browser's own blocks are an administrator's. A proxy that fails or refuses, because it wants a login say,
# has its own names. None of them is X's word, and none is lost.
_KEPT_AWAY = (
    "net::ERR_NAME_NOT_RESOLVED",
    "net::ERR_ADDRESS_INVALID",
    "net::ERR_ADDRESS_UNREACHABLE",
    "net::ERR_CONNECTION_REFUSED",
    "net::ERR_BLOCKED",
    "net::ERR_CERT",
    "net::ERR_SSL",
    "net::ERR_PROXY",
    "net::ERR_TUNNEL_CONNECTION_FAILED",
    "net::ERR_SOCKS",
    "net::ERR_MANDATORY_PROXY",
    "net::ERR_NO_SUPPORTED_PROXIES",
)


class Part(StrEnum):
    """What a request of the page's is for. Others, such as pictures, tell nothing of whether it works."""

    PAGE = "page"
    SCRIPT = "script"
    API = "api"


@dataclass(slots=True)
class Request:
    """One request of the page's to a host of X's; while it is under way, as far as that is known."""

    part: Part
    host: str
    status: int | None = None
    """`None`: no answer came."""
    signed: bool = False
    """Whether the answer carries a sign of X or of its edge."""
    is_challenge: bool = False
    error: str = ""
    """Why no answer came, as the browser calls it (`net::ERR_TIMED_OUT`); empty while it is waited for."""
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """What can be seen of the page, as `drawn.js` tells it."""

    posts: int = 0
    has_error_block: bool = False
    """A sentence with one button and nothing else, where posts should be: in any language."""
    has_error_words: bool = False
    """Words of such a sentence in one of the languages that we know them in."""
    has_login: bool = False
    """It wants a name or a password."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One page, as it was when it had settled, or the time was over."""

    requests: tuple[Request, ...] = ()
    drawn: Drawn = Drawn()
    broken_off: str = ""
    """Why it was not looked at to the end: `elsewhere` (it leads to a host that is not X's), `circle` (it
    leads on and on), `too_long`, `download`; else empty."""


def read(sights: Sequence[Sight]) -> SurfaceResult:
    """The outcome of several pages: posts on one of them are enough, then who turned us away weighs most.

    Lost is what was lost of each of them, and no later than of any.
    """
    results = [_read(sight) for sight in sights]
    weights = (Outcome.OK, Outcome.REFUSED, Outcome.LIMITED, Outcome.SERVER_ERROR, Outcome.SOFT_FAILURE)
    order = [*weights, Outcome.UNRECOGNIZED, Outcome.TIMEOUT]
    found = min(results, key=lambda r: (order.index(r.outcome), r.filtered, r.detail == Part.API))
    if found.outcome is not Outcome.TIMEOUT:
        return found
    lost = sum(result.lost or 0 for result in results)
    return _result(Outcome.TIMEOUT, found.detail, lost=lost)


def _read(sight: Sight) -> SurfaceResult:
    """One page."""
    drawn, of = sight.drawn, sight.requests
    if drawn.posts:
        return _result(Outcome.OK)
    answered = [r for r in of if r.status is not None]
    own = [r for r in answered if not _is_strangers(r)]
    for request in own:
        if request.is_challenge:
            return _result(Outcome.REFUSED, "challenge", request)
        if request.part is not Part.SCRIPT and request.status in _TURNED_AWAY:
            is_limit = request.status == 429
            detail = None if is_limit else f"http_{request.status}"
            return _result(Outcome.LIMITED if is_limit else Outcome.REFUSED, detail, request)
    if drawn.has_login:
        return _result(Outcome.REFUSED, "login")
    if sight.broken_off:
        return _result(Outcome.UNRECOGNIZED, sight.broken_off)
    for request in own:
        if 500 <= (request.status or 0) <= 599:
            return _result(Outcome.SERVER_ERROR, request.part.value, request)
    if len(own) < len(answered):  # a filter's page, or a company's
        return _result(Outcome.UNRECOGNIZED, UNSIGNED_DETAIL, filtered=True)
    silent = [r for r in of if r.status is None]
    if any(r.error.startswith(_KEPT_AWAY) for r in silent):
        return _result(Outcome.UNRECOGNIZED, "kept_away", filtered=True)
    for part in Part:  # without the page no script is asked for, and without scripts no interface
        if lost := sum(r.part is part for r in silent):
            return _result(Outcome.TIMEOUT, part.value, lost=lost)
    are_all_fine = bool(own) and all(200 <= (r.status or 0) <= 399 for r in own)
    if are_all_fine and (drawn.has_error_block or drawn.has_error_words):
        return _result(Outcome.SOFT_FAILURE, "error_shown")
    return _result(Outcome.UNRECOGNIZED)


def _is_strangers(request: Request) -> bool:
    """Whether somebody else answered in X's place, whatever they said: a filter's page may well be a 200."""
    return has_to_sign(request.host) and not request.signed


def _result(
    outcome: Outcome,
    detail: str | None = None,
    request: Request | None = None,
    *,
    lost: int | None = None,
    filtered: bool = False,
) -> SurfaceResult:
    status = None if request is None else request.status
    return SurfaceResult(PAGE_SURFACE, outcome, detail, status, lost=lost, filtered=filtered)
