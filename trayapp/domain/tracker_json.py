"""What a tracker remembers, read from JSON: kept with each check, so that it goes on after a restart."""

from __future__ import annotations

from typing import Any

from trayapp.domain.codes import VerdictName, cause_or_none
from trayapp.domain.state_json import UNREADABLE, moment, moment_or_none, number, required
from trayapp.domain.tracker import SEVERITY, Incident, TrackerState, Trouble


def state_from_json(value: Any) -> TrackerState:
    """The state that was written; a new one if any of it cannot be read. Never raises."""
    try:
        return _state(value)
    except UNREADABLE:
        return TrackerState()


def _state(value: Any) -> TrackerState:
    state = TrackerState(
        last_at=moment_or_none(value.get("last_at")),
        last_interval_s=number(value.get("interval_s", 0)),
        gap_begin=moment_or_none(value.get("gap_begin")),
        bad_in_row=int(number(value.get("bad_in_row", 0))),
        good_since=moment_or_none(value.get("good_since")),
        open=incident_from_json(value["open"]) if "open" in value else None,
        closed=[incident_from_json(entry) for entry in value.get("closed", [])],
        uncounted=[moment(entry) for entry in value.get("uncounted", [])],
        unseen_since=moment_or_none(value.get("unseen_since")),
        unseen_as=VerdictName(value["unseen_as"]) if "unseen_as" in value else None,
        unseen_cause=cause_or_none(value.get("unseen_cause")),
    )
    state.recent.extend(None if entry is None else _trouble(entry) for entry in value.get("recent", []))
    return state


def _trouble(value: Any) -> Trouble:
    at, verdict, cause, is_low, is_confirmed_by_source = value
    return Trouble(
        moment(at), _troubled(verdict), cause_or_none(cause), is_low is True, is_confirmed_by_source is True
    )


def incident_from_json(value: Any) -> Incident:
    """An incident as `to_plain` wrote it. Raises TypeError or ValueError if it is none."""
    begin, verdict, cause, end, confirmed = value  # by position: the order of its fields is the format
    return Incident(
        moment(begin), _troubled(verdict), cause_or_none(cause), moment_or_none(end), confirmed is True
    )


def _troubled(value: Any) -> VerdictName:
    verdict = VerdictName(value)
    return required(verdict if verdict in SEVERITY else None)  # others have no severity to go by
