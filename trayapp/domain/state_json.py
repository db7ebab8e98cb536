"""What the parts of the program remember, as plain JSON: what their codecs have in common. Pure.

States are read field by field. One that holds anything unreadable is a new one: a tracker or an alert that
goes on from half of what it knew would tell things that never were.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from trayapp.domain.wire import read_moment, read_number, timestamp

_T = TypeVar("_T")

UNREADABLE = (AttributeError, TypeError, ValueError, RecursionError)
"""What reading a state raises where another one was written; brackets may be nested too deep."""


def without_empty(written: dict[str, Any]) -> dict[str, Any]:
    """What is empty is left out, so that a calm state is short."""
    return {key: value for key, value in written.items() if value}


def moment_to_json(at: datetime | None) -> str | None:
    """A moment as it is written, if there is one."""
    return timestamp(at) if at else None


def moment(value: Any) -> datetime:
    """A moment; ValueError if it is none."""
    return required(read_moment(value))


def moment_or_none(value: Any) -> datetime | None:
    """What `moment_to_json` wrote. Raises ValueError if it is something else."""
    return None if value is None else moment(value)


def number(value: Any) -> float:
    """A number; ValueError if it is none."""
    return required(read_number(value))


def required(value: _T | None) -> _T:
    """Raises ValueError where there is nothing."""
    if value is None:
        raise ValueError("unreadable")
    return value


def read_each(value: Any, read: Callable[[Any], _T | None]) -> dict[str, _T]:
    """The entries that can be read, by their names. Never raises, if `read` does not."""
    entries = value.items() if isinstance(value, dict) else ()
    found = ((name, read(entry)) for name, entry in entries)
    return {name: entry for name, entry in found if entry is not None}


def row_to_json(first: datetime | None, last: datetime | None, count: int) -> list[Any]:
    """So many times the same, between two moments."""
    return [moment_to_json(first), moment_to_json(last), count]


def read_row(value: Any) -> tuple[datetime | None, datetime | None, int] | None:
    """What `row_to_json` wrote; `None` if it is none. A moment that cannot be read is missing."""
    if not isinstance(value, list) or len(value) != 3:
        return None
    count = read_number(value[2])
    return None if count is None else (read_moment(value[0]), read_moment(value[1]), int(count))
