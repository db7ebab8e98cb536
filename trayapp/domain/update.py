"""What one check changed, and how things stand: the record that tray, window and terminal are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from trayapp.domain.records import JudgedCheck
from trayapp.domain.reports import Report, SourceHealth
from trayapp.domain.tracker import Event, Incident
from trayapp.domain.uptime import Totals

if TYPE_CHECKING:
    from trayapp.errors import TrayappError


@dataclass(frozen=True, slots=True)
class Update:
    """One check and what is known around it."""

    judged: JudgedCheck
    events: tuple[Event, ...] = ()
    incident: Incident | None = None
    """The one that is open now."""
    recurrence: int | None = None
    """Which outage within 7 days it is, 1 = the first; `None` if it is not a confirmed outage."""
    lately: Totals | None = None
    """The last 7 days; `None` if the history cannot be read."""
    unseen_since: datetime | None = None
    """The first of the neighbouring checks up to this one that could not see X; `None` if this one did."""
    next_at: datetime | None = None
    """When the next check comes if nothing happens; `None` if that is not known."""
    is_old: bool = False
    """Whether the check was recorded before this program started."""
    missing: tuple[str, ...] = ()
    """Parts of X that were asked but left out of the check: this network never lets them through."""
    sources: tuple[SourceHealth, ...] = ()
    """How each source that is switched on is doing."""
    reports: tuple[Report, ...] = ()
    """What is kept with this check of what sources said in full."""
    proxy_trouble: tuple[str, str] | None = None
    """What to know of the proxy that the desktop names: a code of the settings' problems, and a value."""
    message_trouble: tuple[str, str, str] | None = None
    """Why a message to the team did not get there: the key of a setting, and a code and a value as above."""
    needs_update: bool = False
    """Whether X has answered for over a day in a way that this version does not know, in no trouble."""
    metrics_trouble: TrayappError | None = None
    """Why nobody is told figures who may ask for them; `None` if all is well, or nothing is wanted."""
