"""Commands from another process, as the lines that the tray's socket takes."""

from __future__ import annotations

from datetime import datetime, timedelta

from trayapp.watch.commands import FOREVER, Mute, Pause

LONGEST = timedelta(days=366)
"""A pause is meant to end, and every zone has to be able to show when."""

_COMMANDS: dict[str, type[Pause | Mute]] = {"pause": Pause, "mute": Mute}
_NEVER = "-"


def to_line(command: Pause | Mute) -> str:
    """The command in one line."""
    until = command.until
    return f"{type(command).__name__.lower()} {until.isoformat() if until is not None else _NEVER}"


def from_line(line: str, now: datetime) -> Pause | Mute | None:
    """The command that a line stands for; `None` if it stands for none, or for a time that is too far off."""
    name, _, moment = line.partition(" ")
    command = _COMMANDS.get(name)
    if command is None:
        return None
    if moment == _NEVER:
        return command(None)
    try:
        until = datetime.fromisoformat(moment)
        is_fit = until - now <= LONGEST or (command is Mute and until == FOREVER)
    except (ValueError, TypeError, OverflowError):  # the second: it has no zone
        return None
    return command(until) if is_fit else None
