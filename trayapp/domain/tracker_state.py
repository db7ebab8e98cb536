"""What a tracker remembers, as plain JSON: kept with each check, so that it goes on after a restart."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from trayapp.domain.records import Cause, VerdictName
from trayapp.domain.tracker import SEVERITY, Incident, TrackerState, Trouble
from trayapp.domain.wire import read_moment, read_number, timestamp

_T = TypeVar("_T")


def state_to_json(state: TrackerState) -> dict[str, Any]:
    """The state in plain types. What is empty is left out, so that a calm one is short."""
    written = {
        "last_at": _when(state.last_at),
        "interval_s": state.last_interval_s,
        "gap_begin": _when(state.gap_begin),
        "recent": [trouble and _trouble_to_json(trouble) for trouble in state.recent],
        "bad_in_row": state.bad_in_row,
        "good_since": _when(state.good_since),
        "open": state.open and _incident_to_json(state.open),
        "closed": [_incident_to_json(incident) for incident in state.closed],
    }
    return {key: value for key, value in written.items() if value}


def state_from_json(value: Any) -> TrackerState:
    """The state that was written; a new one if any of it cannot be read. Never raises."""
    try:
        return _state(value)
    except (AttributeError, TypeError, ValueError):
        return TrackerState()


def _state(value: Any) -> TrackerState:
    state = TrackerState(
        last_at=_moment_or_none(value.get("last_at")),
        last_interval_s=_required(read_number(value.get("interval_s", 0))),
        gap_begin=_moment_or_none(value.get("gap_begin")),
        bad_in_row=int(_required(read_number(value.get("bad_in_row", 0)))),
        good_since=_moment_or_none(value.get("good_since")),
        open=_incident(value["open"]) if "open" in value else None,
        closed=[_incident(entry) for entry in value.get("closed", [])],
    )
    state.recent.extend(None if entry is None else _trouble(entry) for entry in value.get("recent", []))
    return state


def _trouble_to_json(trouble: Trouble) -> list[Any]:
    cause = trouble.cause and trouble.cause.value
    return [timestamp(trouble.at), trouble.verdict.value, cause, trouble.is_low, trouble.has_voice]


def _trouble(value: Any) -> Trouble:
    at, verdict, cause, is_low, has_voice = value
    return Trouble(_moment(at), _troubled(verdict), _cause(cause), is_low is True, has_voice is True)


def _incident_to_json(incident: Incident) -> list[Any]:
    cause = incident.cause and incident.cause.value
    return [timestamp(incident.begin), incident.verdict.value, cause, _when(incident.end), incident.confirmed]


def _incident(value: Any) -> Incident:
    begin, verdict, cause, end, confirmed = value
    return Incident(
        _moment(begin), _troubled(verdict), _cause(cause), _moment_or_none(end), confirmed is True
    )


def _when(at: datetime | None) -> str | None:
    return timestamp(at) if at else None


def _moment(value: Any) -> datetime:
    return _required(read_moment(value))


def _moment_or_none(value: Any) -> datetime | None:
    return None if value is None else _moment(value)


def _troubled(value: Any) -> VerdictName:
    verdict = VerdictName(value)
    return _required(verdict if verdict in SEVERITY else None)


def _cause(value: Any) -> Cause | None:
    return None if value is None else Cause(value)


def _required(value: _T | None) -> _T:
    if value is None:
        raise ValueError("unreadable")
    return value
