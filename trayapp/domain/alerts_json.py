"""What the alerts remember, as JSON: kept with each check, so that nothing is told twice after a restart."""

from __future__ import annotations

import json
from typing import Any

from trayapp.domain.alerts import AlertState, Modes
from trayapp.domain.codes import VerdictName
from trayapp.domain.state_json import UNREADABLE, moment_or_none, number, state_to_json
from trayapp.domain.tracker_json import incident_from_json


def alerts_to_json(state: AlertState) -> str:
    """The state as text, its modes beside the rest."""
    written = state_to_json(state)
    del written["modes"]  # its fields are keys beside the others
    return json.dumps(state_to_json(state.modes) | written, separators=(",", ":"))


def alerts_from_json(text: str | None) -> AlertState:
    """The state that was written; a new one if there is none, or any of it cannot be read. Never raises."""
    try:
        return _state(json.loads(text)) if text else AlertState()
    except UNREADABLE:
        return AlertState()


def _state(value: Any) -> AlertState:
    # What was empty was not written, so a key that is missing stands for the default.
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
        held=max(int(number(value.get("held", 0))), 0),
        held_about=incident_from_json(value["held_about"]) if "held_about" in value else None,
    )
