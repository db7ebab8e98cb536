"""Checks and changes as the JSON of the command line, one object a line: written, and read back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from typing import Any

from trayapp.domain.codes import Outcome, Says
from trayapp.domain.records import Check, ControlResult, Evidence, JudgedCheck, Phases, SurfaceResult
from trayapp.domain.reports import MOST_LINKS, Report, Vantage
from trayapp.domain.tracker import Event, Gap
from trayapp.domain.uptime import Totals

_DEFAULT_INTERVAL_S = 60  # for a record that names none: what the settings begin with


def timestamp(at: datetime) -> str:
    """ISO 8601 in UTC with `Z`, in milliseconds, or finer for a moment that would be another one else."""
    timespec = "microseconds" if at.microsecond % 1000 else "milliseconds"
    return at.astimezone(UTC).isoformat(timespec=timespec).replace("+00:00", "Z")


def to_json(judged: JudgedCheck, summary: str) -> dict[str, Any]:
    """The object of one check; `summary` is its verdict in the reader's words."""
    check, verdict = judged.check, judged.verdict
    written = {
        "at": timestamp(check.at),
        "interval_s": check.interval_s,
        "verdict": verdict.name.value,
        "cause": verdict.cause.value if verdict.cause else None,
        "confidence": verdict.confidence.value if verdict.confidence else None,
        "summary": summary,
        "reasons": [{"code": r.code, "for": r.speaks_for, "values": dict(r.values)} for r in verdict.reasons],
        "surfaces": [surface_to_json(result) for result in check.surfaces],
        "controls": [_control(result) for result in check.controls],
        "evidence": [_evidence(evidence) for evidence in judged.evidence],
    }
    rarely = {
        "second_look": [_control(result) for result in check.second_look],
        "trouble_since": timestamp(check.trouble_since) if check.trouble_since else None,
        "own_trouble": check.own_trouble,
        "left_alone": list(check.left_alone),
    }
    return written | {key: value for key, value in rarely.items() if value}


def surface_to_json(result: SurfaceResult) -> dict[str, Any]:
    """The object of one surface's answer."""
    written = {
        "id": result.id,
        "outcome": result.outcome.value,
        "detail": result.detail,
        "http_status": result.http_status,
        "address": result.address,
        "phases_ms": {name: ms for name in _PHASES if (ms := getattr(result.phases, name)) is not None},
    }
    # Written only where they say something; the table of verdicts reads their absence as "no".
    rarely = ("via_proxy", "signed", "filtered", "unproven", "lost")
    return written | {name: value for name in rarely if (value := getattr(result, name))}


def _control(result: ControlResult) -> dict[str, Any]:
    written = surface_to_json(result)
    written["by_address"] = result.by_address
    written["date_skew_s"] = result.date_skew_s
    if result.is_doh:
        written["handshake"] = result.handshake
    return written


def _evidence(evidence: Evidence) -> dict[str, Any]:
    written = {
        "source": evidence.source,
        "says": evidence.says.value,
        "kind": evidence.kind,
        "count": evidence.count,
        "of": evidence.of,
        "at": timestamp(evidence.at) if evidence.at else None,
        "url": evidence.url,
    }
    return written if evidence.pages is None else written | {"pages": evidence.pages}


def report_to_json(report: Report) -> dict[str, Any]:
    """The object of one answer of a source: its evidence, and what else it said."""
    written = _evidence(report.evidence)
    written["vantages"] = [
        {"country": v.country, "outcome": v.outcome, "http_status": v.http_status, "total_ms": v.total_ms}
        for v in report.vantages
    ]
    return {**written, "links": list(report.links), "text": report.text, "country": report.country}


def change_to_json(event: Event) -> dict[str, Any]:
    """The object of one change or gap."""
    if isinstance(event, Gap):
        return {
            "type": "gap",
            "at": timestamp(event.end),  # known with the first watched check after it
            "begin": timestamp(event.begin),
            "end": timestamp(event.end),
        }
    incident = event.incident
    return {
        "type": event.change.value,
        "at": timestamp(event.at),
        "begin": timestamp(incident.begin),
        "end": timestamp(incident.end) if incident.end else None,
        "verdict": incident.verdict.value,
        "cause": incident.cause.value if incident.cause else None,
        "recurrence": event.recurrence,
        "confirmed": incident.confirmed,
    }


def totals_to_json(totals: Totals) -> dict[str, Any]:
    """The last object of a replay: its figures."""
    ratio = totals.uptime_ratio
    return {
        "type": "totals",
        "uptime_ratio": None if ratio is None else round(ratio, 6),
        "watched_s": round(totals.watched_s, 3),
        "down_s": round(totals.down_s, 3),
        "degraded_s": round(totals.degraded_s, 3),
        "incidents": totals.incidents,
    }


class UnreadableCheckError(ValueError):
    """Not a check: no object, or no moment."""


def check_from_json(value: Any) -> tuple[Check, tuple[Evidence, ...]]:
    """A recorded check and the evidence it was judged with. What else the object holds is ignored.

    A key that is missing or cannot be read is empty, and a surface with an unknown outcome absent. Raises
    UnreadableCheckError if it is no object, or has no readable `at`.
    """
    if not isinstance(value, dict):
        raise UnreadableCheckError("not an object")
    at = read_moment(value.get("at"))
    if at is None:
        raise UnreadableCheckError("no readable at")
    interval_s = read_number(value.get("interval_s"))
    check: Check = _read(
        Check,
        value,
        at=at,
        # With 0 seconds to the next check, every one would come too late.
        interval_s=interval_s if interval_s is not None and interval_s > 0 else _DEFAULT_INTERVAL_S,
        surfaces=surfaces_from_json(value.get("surfaces")),
        controls=_answers(ControlResult, value.get("controls")),
        second_look=_answers(ControlResult, value.get("second_look")),
        own_trouble=_text(value.get("own_trouble")) or None,
    )
    evidence = (entry for entry in _entries(value.get("evidence")) if _text(entry.get("says")) in _SAYS)
    return check, tuple(map(_read_evidence, evidence))


def surfaces_from_json(value: Any) -> tuple[SurfaceResult, ...]:
    """A list of what `surface_to_json` wrote; those that cannot be read are absent. Never raises."""
    return _answers(SurfaceResult, value)


def report_from_json(value: Any) -> Report | None:
    """What `report_to_json` wrote; `None` if it is none. What cannot be read of it is empty. Never raises."""
    if not isinstance(value, dict) or _text(value.get("says")) not in _SAYS:
        return None
    vantages = tuple(
        _read(Vantage, {"country": "", "outcome": "", **entry}) for entry in _entries(value.get("vantages"))
    )
    links = _texts(value.get("links"))[:MOST_LINKS]
    report: Report = _read(Report, value, evidence=_read_evidence(value), vantages=vantages, links=links)
    return report


def read_moment(value: Any) -> datetime | None:
    """A moment with its offset from UTC; one without could be any."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):  # OverflowError: the first day of all, moved to UTC
        return None


def read_number(value: Any) -> float | None:
    """A number that arithmetic can be done with: neither endless, nor so large that it would become so."""
    return value if type(value) in _NUMBERS and -_LARGEST <= value <= _LARGEST else None


_NUMBERS = (float, int)  # `isinstance` would take true and false for numbers
_LARGEST = 1e15  # as milliseconds some 30,000 years, and a float still tells each whole number

_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_SAYS = {says.value: says for says in Says}
_PHASES = tuple(declared.name for declared in fields(Phases))


def _entries(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _answers(kind: Any, value: Any) -> tuple[Any, ...]:
    """The entries that have an id and an outcome that we know."""
    known = (e for e in _entries(value) if _text(e.get("id")) and _text(e.get("outcome")) in _OUTCOMES)
    return tuple(_read_answer(kind, entry) for entry in known)


def _read_answer(kind: Any, entry: dict[str, Any]) -> Any:
    phases, lost = entry.get("phases_ms"), _whole(entry.get("lost")) or 0
    return _read(
        kind,
        entry,
        outcome=_OUTCOMES[entry["outcome"]],
        phases=_read(Phases, phases) if isinstance(phases, dict) else Phases(),
        lost=lost if lost > 0 else None,
    )


def _read_evidence(entry: dict[str, Any]) -> Any:
    return _read(Evidence, {"source": "", "kind": "", "at": None, **entry}, says=_SAYS[entry["says"]])


def _read(kind: Any, entry: dict[str, Any], **known: Any) -> Any:
    """A record whose fields are called as in the entry, but for those that are known already."""
    found = {name: read(entry[name]) for name, read in _readers(kind) if name in entry}
    found.update(known)
    return kind(**found)


@cache
def _readers(kind: Any) -> list[tuple[str, Callable[[Any], Any]]]:
    """How each field of a record is read: by its annotation. What cannot be read is empty."""
    by_type: dict[Any, Callable[[Any], Any]] = {
        "str": lambda value: _text(value) or "",
        "str | None": _text,
        "int | None": _whole,
        "float | None": read_number,
        "bool": lambda value: value is True,  # not by truth: the text "false" has some
        "bool | None": lambda value: value if isinstance(value, bool) else None,
        "datetime | None": read_moment,
        "tuple[str, ...]": _texts,
    }
    return [(each.name, by_type[each.type]) for each in fields(kind) if each.type in by_type]


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _whole(value: Any) -> int | None:
    number = read_number(value)
    return None if number is None else int(number)


def _texts(value: Any) -> tuple[str, ...]:
    """Those of a list that are text, and not empty."""
    return tuple(filter(None, map(_text, value))) if isinstance(value, list) else ()
