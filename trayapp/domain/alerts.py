"""What a person is told of, and what they have asked for. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from trayapp.domain.records import Cause, VerdictName
from trayapp.domain.tracker import Incident

FOREVER = datetime.max.replace(microsecond=0, tzinfo=UTC)
"""Until the user says otherwise."""


class NoticeKind(StrEnum):
    """Why a notice pops up."""

    TROUBLE = "trouble"
    WORSE = "worse"
    RECOVERY = "recovery"
    BLOCKED = "blocked"
    OFFLINE = "offline"
    BACK = "back"
    """It was asked for: "tell me when it is back"."""
    SUMMARY = "summary"
    """After a time in which nothing popped up: what happened meanwhile."""


@dataclass(frozen=True, slots=True)
class Modes:
    """What the user has asked for. It is kept with the history and outlives a restart."""

    paused_until: datetime | None = None
    """No checks until then; aware, UTC."""
    muted_until: datetime | None = None
    """Nothing pops up until then; aware, UTC, or `FOREVER`."""
    is_back_wanted: bool = False
    """Whether to tell, once, when X is back."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell."""

    kind: NoticeKind
    at: datetime
    """The check that gave rise to it."""
    verdict: VerdictName
    cause: Cause | None = None
    incident: Incident | None = None
    """The one it is about: notices about the same one replace each other."""
    recurrence: int | None = None
    """The how-manieth outage within 7 days that is."""
    watched_s: float | None = None
    """How much of these 7 days was watched, in seconds."""
    parts: tuple[str, ...] = ()
    """The surfaces that fail."""
    is_shown: bool = True
    """False: recorded only, since nothing was to pop up then."""
    count: int = 0
    """Of a summary: how many notices were held back."""
