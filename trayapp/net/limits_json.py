"""What is owed to others, as a file holds it, which trayapps of other versions have written and will read.

So its keys stay. What else stands there is passed over, and so is each entry that cannot be read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from trayapp.domain.check_json import read_moment, read_number, report_from_json, report_to_json, timestamp
from trayapp.domain.codes import UnavailableReason
from trayapp.domain.records import Evidence
from trayapp.domain.reports import Report
from trayapp.net.limits import LONGEST_WAIT, MOST_ENTRIES, HostLimits, LastAnswer, Use, Wait

_VERSION = 1

_LONGEST_NAME = 300  # a host's, and a hash of an account

# Keys that are not called as the fields are.
_KEYS = {"answers": "said", "reason": "hindrance", "was_overridden": "was_lifted"}

_T = TypeVar("_T")


def limits_to_json(limits: HostLimits) -> dict[str, Any]:
    """The object that a file holds."""
    return {"version": _VERSION, **_written(limits)}


def _written(value: Any) -> Any:
    match value:
        case datetime():
            return timestamp(value)
        case Evidence():
            return report_to_json(Report(value))
        case HostLimits() | Wait() | Use() | LastAnswer():
            return {_KEYS.get(f.name, f.name): _written(getattr(value, f.name)) for f in fields(value)}
        case tuple():
            return [_written(each) for each in value]
        case dict():
            return {name: _written(each) for name, each in value.items()}
        case _:
            return value


def limits_from_json(value: Any) -> HostLimits | None:
    """What `limits_to_json` wrote, without what cannot be read of it; `None` if it is none. Never raises."""
    if not isinstance(value, dict) or value.get("version") != _VERSION:
        return None
    return HostLimits(
        _read_each(value.get("waits"), _read_wait),
        _read_each(value.get("uses"), _read_uses),
        _read_each(value.get("said"), _read_answer),
    )


def _read_each(value: Any, read: Callable[[Any], _T | None]) -> dict[str, _T]:
    entries = value.items() if isinstance(value, dict) else ()
    found = ((name, read(entry)) for name, entry in entries if len(name) <= _LONGEST_NAME)
    return {name: entry for name, entry in found if entry is not None}


def _read_wait(value: Any) -> Wait | None:
    match value:
        case {"said_at": said_at, "until": until, "pause_s": pause_s, "was_lifted": bool(was_overridden)}:
            said, end, pause = read_moment(said_at), read_moment(until), read_number(pause_s)
            if said is not None and end is not None and pause is not None:
                # Compared, not added: a moment may be the last one that there is.
                end = end if end - said <= LONGEST_WAIT else said + LONGEST_WAIT
                return Wait(said, end, min(max(pause, 0.0), LONGEST_WAIT.total_seconds()), was_overridden)
    return None


def _read_uses(value: Any) -> tuple[Use, ...]:
    found: dict[str, Use] = {}
    for entry in value[-MOST_ENTRIES:] if isinstance(value, list) else ():
        match entry:
            case {"at": at, "cost": int(cost), "name": str(name), "measurement": str(measurement)}:
                if (moment := read_moment(at)) is not None and 0 < cost <= MOST_ENTRIES:
                    found[name] = Use(moment, int(cost), name, measurement)
    return tuple(sorted(found.values(), key=lambda use: use.at))


def _read_answer(value: Any) -> LastAnswer | None:
    at = read_moment(value.get("at")) if isinstance(value, dict) else None
    if at is None:
        return None
    report, reason = report_from_json(value.get("evidence")), value.get("hindrance")
    return LastAnswer(
        at,
        # Later versions may know other reasons.
        UnavailableReason(reason) if reason in list(UnavailableReason) else None,
        None if report is None else report.evidence,
        read_moment(value.get("since")),
    )
