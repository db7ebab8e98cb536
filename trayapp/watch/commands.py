"""What the user may ask of the watching: one value for each command, fit to cross threads and to wait."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from trayapp.settings.declarations import Settings

FOREVER = datetime.max.replace(microsecond=0, tzinfo=UTC)
"""Until the user says otherwise."""

# Tuples, for the icon waits for them: dataclasses take 0.6 ms each to be made, six times as long.


class CheckNow(NamedTuple):
    """Check at once and in full; while a check runs, after it."""


class CheckWithoutProxy(NamedTuple):
    """Make one full check without the proxy, beside the watching, and tell of it alone."""


class SeeError(NamedTuple):
    """The user sees an error: mark the moment, and check in full with all sources.

    What they see is shown beside what others say, and confirms nothing alone.
    """

    at: datetime


class UndoError(NamedTuple):
    """They did not, after all: take back that mark, and what it says beside the others."""

    at: datetime


class SeePage(NamedTuple):
    """Look at X through the user's own browser, and then check in full."""


class Pause(NamedTuple):
    """Make no checks of our own accord before then; `None`: go on, and check at once."""

    until: datetime | None


class Mute(NamedTuple):
    """Let nothing pop up before then, which may be `FOREVER`; checks go on.

    `None`: let notices pop up again, one summary of what was held back first.
    """

    until: datetime | None


class TellWhenBack(NamedTuple):
    """Tell once when X is back, whatever is quiet then; or do not any more."""

    is_wanted: bool


class UseSettings(NamedTuple):
    """Go by these from now on; what is asked of whom, from the next check on, which comes soon then.

    What is known of X, of the crowd, and of whom to leave alone is kept.
    """

    settings: Settings


class Annotate(NamedTuple):
    """Write this note beside the incident that began then, in place of what was there; "": none."""

    begin: datetime
    note: str


class Count(NamedTuple):
    """Whether the incident that began then counts, in figures and recurrence; it is listed all the same."""

    begin: datetime
    is_counted: bool


class DeleteAll(NamedTuple):
    """Delete all that was recorded, and go on watching."""


Command = (
    CheckNow
    | CheckWithoutProxy
    | SeeError
    | UndoError
    | SeePage
    | Pause
    | Mute
    | TellWhenBack
    | UseSettings
    | Annotate
    | Count
    | DeleteAll
)
