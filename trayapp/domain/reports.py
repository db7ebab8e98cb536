"""What a source answered, in full: what stands behind its evidence, and how the source itself is doing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from trayapp.domain.codes import Says, UnavailableReason
from trayapp.domain.records import Evidence

MOST_LINKS = 5  # of other people's posts no more is kept


@dataclass(frozen=True, slots=True)
class Vantage:
    """What X answered at one place of the world."""

    country: str
    """ISO 3166-1 alpha-2, upper case."""
    outcome: str
    """`reached`, `target` (X failed there), or why it says nothing: `resolver`, `internal`, `offline`, …"""
    http_status: int | None = None
    total_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One answer of one source. All text is plain text from outside."""

    evidence: Evidence
    vantages: tuple[Vantage, ...] = ()
    links: tuple[str, ...] = ()
    """Where to read more: https only, at most `MOST_LINKS`."""
    text: str = ""
    """What it said in its own words, shortened."""
    country: str | None = None
    """The country it speaks of alone, as ISO 3166-1 alpha-2 or a name; `None` if it speaks of all."""
    is_gathering: bool = False
    """Not trouble yet, but it may soon be: a standing poll asks again at the pace of suspicion."""


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source itself is doing."""

    source: str
    says: Says | None = None
    """`None` before it was asked."""
    reason: UnavailableReason | None = None
    """Why it is unavailable: a `UnavailableReason`."""
    asked_at: datetime | None = None
    next_at: datetime | None = None
    """Before then it will not be asked again; `None` if it may be at any time."""


_LINK = re.compile(r"https://[\w.-]+(?::\d+)?(?:[/?#][!-~]*)?", re.ASCII)
_LONGEST_LINK = 500  # whatever a service sends


def https_link(url: object) -> str | None:
    """An address that a browser may be sent to, and that leads where it seems to; `None` for anything else.

    Letters of other alphabets may look like those of a host that is trusted, and so may a user's name in
    front of the host.
    """
    is_fit = isinstance(url, str) and len(url) <= _LONGEST_LINK and _LINK.fullmatch(url)
    return str(url) if is_fit else None
