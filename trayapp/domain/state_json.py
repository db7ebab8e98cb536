"""What the parts of the program remember, as plain JSON: what their codecs have in common. Pure.

What a record of theirs holds is read by the kinds of its fields. A state that holds anything unreadable is a
new one: a tracker or an alert that goes on from half of what it knew would tell things that never were.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from trayapp.domain.alerts import AlertState, Modes
from trayapp.domain.check_json import read_moment, read_number, timestamp

_T = TypeVar("_T")

UNREADABLE = (AttributeError, TypeError, ValueError, RecursionError)
"""What reading a state raises where another one was written; brackets may be nested too deep."""


# Fields that are written under another name than their own.
_KEYS = {"last_interval_s": "interval_s"}


def state_to_json(state: Any) -> dict[str, Any]:
    """The fields of a state, by their names. What is empty is left out, so that a calm one is short."""
    values = {name: getattr(state, name) for name in _kinds(type(state))}
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
        return [to_plain(getattr(value, name)) for name in _kinds(type(value))]
    return list(map(to_plain, value)) if isinstance(value, list | tuple | deque) else value


def alerts_to_json(state: AlertState) -> str:
    """The state of alerts as text: the fields of its modes are keys beside the others."""
    written = state_to_json(state)
    del written["modes"]
    return json.dumps(state_to_json(state.modes) | written, separators=(",", ":"))


def alerts_from_json(text: str | None) -> AlertState:
    """The state that was written; a new one if there is none, or any of it cannot be read. Never raises."""
    try:
        written = json.loads(text or "{}")
        return replace(_read(AlertState, written), modes=_read(Modes, written))
    except UNREADABLE:
        return AlertState()


def state_from_json(kind: type[_T], value: Any) -> _T:
    """What `state_to_json` wrote; a new state if any of it cannot be read. Never raises."""
    try:
        return _read(kind, value)
    except UNREADABLE:
        return kind()


def _read(kind: type[_T], value: Any) -> _T:
    found = {}
    for name, inner in _kinds(kind).items():
        key = _KEYS.get(name, name)
        if key in value:  # what was empty was not written: it is the default
            found[name] = from_plain(inner, required(value[key]))
    return kind(**found)


def from_plain(kind: Any, value: Any) -> Any:
    """What `to_plain` made of something of this kind. Raises one of `UNREADABLE` if it is none."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is UnionType:  # with None
        return None if value is None else from_plain(inner[0], value)
    if origin is Annotated:  # with what alone is taken
        found = from_plain(inner[0], value)
        return required(found if found in inner[1] else None)
    if origin is not None:
        return origin(from_plain(inner[0], each) for each in value)
    if kind is datetime:
        return required(read_moment(value))
    if kind is bool:
        return value is True
    if kind in (int, float):  # all of them are of what is counted
        number = max(required(read_number(value)), 0)
        return number if kind is float else int(number)
    make = kind
    if is_dataclass(kind):
        return make(*(from_plain(*each) for each in zip(_kinds(kind).values(), value, strict=True)))
    return make(value)


def _find_kinds(kind: Any) -> dict[str, Any]:
    """The fields that a record is made of, each with what it holds."""
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: hints[field.name] for field in fields(kind) if field.init}


_kinds: Callable[[Any], dict[str, Any]] = cache(_find_kinds)


def required(value: _T | None) -> _T:
    """Raises ValueError where there is nothing."""
    if value is None:
        raise ValueError("unreadable")
    return value


def read_each(value: Any, kind: Any) -> dict[str, Any]:
    """The entries of this kind that can be read, by their names. Never raises."""
    found = {}
    for name, entry in value.items() if isinstance(value, dict) else ():
        with suppress(*UNREADABLE):
            found[name] = from_plain(kind, entry)
    return found
