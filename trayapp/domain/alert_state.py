"""What the alerts remember, as JSON: kept with each check, so that nothing is told twice after a restart."""

from __future__ import annotations

import json
from typing import Any

from trayapp.domain.alerts import AlertState, Modes
from trayapp.domain.records import VerdictName
from trayapp.domain.state_json import (
    UNREADABLE,
    moment_or_none,
    moment_to_json,
    number,
    without_empty,
)
from trayapp.domain.tracker_state import incident_from_json, incident_to_json


def alerts_to_json(state: AlertState) -> str:
    """The state as text. What is empty is left out, so that a calm one is short."""
    written = {
        "paused_until": moment_to_json(state.modes.paused_until),
        "muted_until": moment_to_json(state.modes.muted_until),
        "is_back_wanted": state.modes.is_back_wanted,
        "last_at": moment_to_json(state.last_at),
        "interval_s": state.last_interval_s,
        "last_verdict": state.last_verdict and state.last_verdict.value,
        "told": state.told and incident_to_json(state.told),
        "is_blocked_told": state.is_blocked_told,
        "is_offline_told": state.is_offline_told,
        "was_away": state.was_away,
        "reported": state.reported,
        "held": state.held,
        "held_about": state.held_about and incident_to_json(state.held_about),
    }
    return json.dumps(without_empty(written), separators=(",", ":"))


def alerts_from_json(text: str | None) -> AlertState:
    """The state that was written; a new one if there is none, or any of it cannot be read. Never raises."""
    try:
        return _state(json.loads(text)) if text else AlertState()
    except UNREADABLE:
        return AlertState()


def _state(value: Any) -> AlertState:
    held = int(number(value.get("held", 0)))
    return AlertState(
        Modes(
            moment_or_none(value.get("paused_until")),
            moment_or_none(value.get("muted_until")),
            value.get("is_back_wanted") is True,
        ),
        last_at=moment_or_none(value.get("last_at")),
        last_interval_s=number(value.get("interval_s", 0)),
        last_verdict=VerdictName(value["last_verdict"]) if "last_verdict" in value else None,
        told=incident_from_json(value["told"]) if "told" in value else None,
        is_blocked_told=value.get("is_blocked_told") is True,
        is_offline_told=value.get("is_offline_told") is True,
        was_away=value.get("was_away") is True,
        reported=str(value.get("reported", "")),
        held=max(held, 0),
        held_about=incident_from_json(value["held_about"]) if "held_about" in value else None,
    )
