"""What the parts of the program remember, as plain JSON: what their codecs have in common. Pure.

States are read field by field. One that holds anything unreadable is a new one: a tracker or an alert that
goes on from half of what it knew would tell things that never were.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from trayapp.domain.check_json import read_moment, read_number, timestamp

_T = TypeVar("_T")

UNREADABLE = (AttributeError, TypeError, ValueError, RecursionError)
"""What reading a state raises where another one was written; brackets may be nested too deep."""


# Fields that are written under another name than their own.
_KEYS = {"last_interval_s": "interval_s"}


def state_to_json(state: Any) -> dict[str, Any]:
    """The fields of a state, by their names. What is empty is left out, so that a calm one is short."""
    values = {field.name: getattr(state, field.name) for field in fields(state)}
    return {_KEYS.get(name, name): to_plain(value) for name, value in values.items() if value}


def to_plain(value: Any) -> Any:
    """What a state holds, in plain types. A record is the list of its fields: there are many, so in short."""
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, dict):
        return {key: to_plain(entry) for key, entry in value.items()}
    if is_dataclass(value):
        return [to_plain(getattr(value, field.name)) for field in fields(value)]
    return list(map(to_plain, value)) if isinstance(value, list | tuple | deque) else value


def moment(value: Any) -> datetime:
    """A moment; ValueError if it is none."""
    return required(read_moment(value))


def moment_or_none(value: Any) -> datetime | None:
    """A moment, or none at all. Raises ValueError if it is something else."""
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


def read_row(value: Any) -> tuple[datetime | None, datetime | None, int] | None:
    """So many times the same, between two moments; `None` if it is none. An unreadable moment is missing."""
    if not isinstance(value, list) or len(value) != 3:
        return None
    count = read_number(value[2])
    return None if count is None else (read_moment(value[0]), read_moment(value[1]), int(count))
