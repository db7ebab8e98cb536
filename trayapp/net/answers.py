"""What an HTTP answer means by its status and headers, before anybody looks at the body."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from trayapp.domain.codes import Outcome
from trayapp.net.failures import Finding
from trayapp.reading import parse_json

_LONGEST_HOST_NAME = 253  # RFC 1035; a redirect may name any text

REDIRECTS = frozenset({301, 302, 303, 307, 308})

CHALLENGE = Finding(Outcome.REFUSED, "challenge")
"""The edge wants a browser: whatever the status, this is not the host's own answer."""

_OF_X = "x-transaction-id"  # x.com's origin sets it, its edge does not
_COOKIE_OF_X = re.compile(r"(?:^|[,;\s])(?:guest_id|__cf_bm)=")

# Set by caches of a post's answer, see `is_from_cache`.
_CACHED_POST_MAX_AGE_S = 120
_CACHE_ANSWERED = frozenset({"hit", "stale", "updating"})


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, read as far as was wanted."""

    url: str
    """Whose answer it is, after the redirects that were followed."""
    status: int
    headers: dict[str, str]
    """By lower-case name; several of one name are joined with ", "."""
    body: bytes

    @property
    def text(self) -> str:
        """The body, whatever is no UTF-8 in it replaced."""
        return self.body.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        """What the body holds; `None` if that is no JSON, which nobody who is asked means as an answer."""
        with suppress(ValueError):
            return parse_json(self.body)
        return None

    @property
    def content_type(self) -> str:
        """The media type alone, lower case; empty without one."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def read_status(answer: Answer) -> Finding | None:
    """The meaning of a status that no surface waits for; `None` for a 2xx, whose body decides."""
    # Cloudflare marks every challenge so, whatever the status; one may be a 429 (developers.cloudflare.com,
    # "Detect a challenge page response").
    if answer.headers.get("cf-mitigated", "").lower() == "challenge":
        return CHALLENGE
    match answer.status:
        case 429:
            return Finding(Outcome.LIMITED)
        case status if 200 <= status <= 299:
            return None
        case status if status in REDIRECTS:
            target = redirect_target(answer.url, answer.headers, lambda _: False)
            return target if isinstance(target, Finding) else Finding(Outcome.PROTOCOL_ERROR, "redirect")
        case status if 400 <= status <= 499:
            return Finding(Outcome.REFUSED, f"http_{status}")
        case status if 500 <= status <= 599:
            return Finding(Outcome.SERVER_ERROR, _whose_error(answer))
        case _:
            return Finding(Outcome.PROTOCOL_ERROR, f"http_{answer.status}")


def _whose_error(answer: Answer) -> str | None:
    """Which side made a 5xx: X's origin, or Cloudflare in front of it; `None` where nothing says."""
    # Cloudflare's own words for an origin that fails (its "5xx errors" page).
    if 520 <= answer.status <= 530:
        return "edge"
    # Any other is its own page where its name stands without X's sign (observed September 2026).
    is_edge = answer.headers.get("server", "").strip().lower() == "cloudflare"
    if is_edge and _OF_X not in answer.headers:
        return "edge_page"
    return "origin" if is_signed(answer) else None


def is_signed(answer: Answer) -> bool:
    """Whether X or its edge signed this: X by `x-transaction-id` or a cookie of its own, Cloudflare in front
    of it by `cf-ray` or `server` (observed September 2026, a refusal of x.com's origin)."""
    headers = answer.headers
    return (
        _OF_X in headers
        or "cf-ray" in headers
        or headers.get("server", "").strip().lower().startswith("cloudflare")  # "cloudflare envoy", too
        or _COOKIE_OF_X.search(headers.get("set-cookie", "")) is not None
    )


def is_signed_by_x(answer: Answer) -> bool:
    """Whether X itself signed this: other sites stand behind the same edge."""
    return _OF_X in answer.headers


def redirect_target(url: str, headers: dict[str, str], is_own: Callable[[str], bool]) -> Finding | str:
    """Where a redirect leads, or what is wrong with it: no place, a foreign host, or unprotected.

    Another port than https's is no place of X's: whatever listens there was never meant to be asked.
    """
    place = headers.get("location", "").strip()
    try:
        target = urlsplit(urljoin(url, place))
        host = (target.hostname or "").rstrip(".")  # a root dot is no other host
        is_usual = target.port in (None, 443) or target.scheme != "https"  # raises for one that is none
    except ValueError:
        return Finding(Outcome.PROTOCOL_ERROR, "redirect_without_place")
    if not place or not host or target.scheme not in ("http", "https"):
        return Finding(Outcome.PROTOCOL_ERROR, "redirect_without_place")
    if not is_own(host):
        return Finding(Outcome.REDIRECTED, host[:_LONGEST_HOST_NAME])
    if target.scheme != "https":
        return Finding(Outcome.PROTOCOL_ERROR, "redirect_to_http")
    return target.geturl() if is_usual else Finding(Outcome.PROTOCOL_ERROR, "redirect_without_place")


def is_from_cache(answer: Answer) -> bool:
    """Whether a cache gave this answer, which then proves the edge and nothing behind it."""
    caches = f"{answer.headers.get('cf-cache-status', '')},{answer.headers.get('x-cache', '')}".lower()
    # Of each the first word, as in "HIT, MISS" and "TCP_HIT from a.example".
    words = {word for part in caches.split(",") for word in part.split()[:1]}
    if words & _CACHE_ANSWERED or any(word.endswith("_hit") for word in words):
        return True
    age = answer.headers.get("age", "").strip()
    # Longer than any number of seconds; Python refuses to read numbers of thousands of digits.
    return age.isdecimal() and (len(age) > 12 or int(age) > _CACHED_POST_MAX_AGE_S)
