"""What the user may ask of the watching: one value for each wish, fit to cross threads and to wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from trayapp.settings.declarations import Settings


@dataclass(frozen=True, slots=True)
class CheckNow:
    """Check at once and in full; while a check runs, after it."""


@dataclass(frozen=True, slots=True)
class SeeError:
    """The user sees an error: mark the moment, and check in full with all sources.

    What they see is shown beside what others say, and confirms nothing alone.
    """

    at: datetime


@dataclass(frozen=True, slots=True)
class Pause:
    """Make no checks of our own accord before then; `None`: go on, and check at once."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class Mute:
    """Let nothing pop up before then, which may be `FOREVER`; checks go on.

    `None`: let notices pop up again; the next check brings one summary of what was held back.
    """

    until: datetime | None


@dataclass(frozen=True, slots=True)
class TellWhenBack:
    """Tell once when X is back, whatever is quiet then; or do not any more."""

    is_wanted: bool


@dataclass(frozen=True, slots=True)
class UseSettings:
    """Go by these from now on; what is asked of whom, from the next check on, which comes soon then.

    What is known of X, of the crowd, and of whom to leave alone is kept.
    """

    settings: Settings


Command = CheckNow | SeeError | Pause | Mute | TellWhenBack | UseSettings
