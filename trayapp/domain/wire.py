"""A judged check as the JSON that `check`, `watch` and `export` write: one object, one line."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from trayapp.domain.facts import is_doh
from trayapp.domain.records import ControlResult, Evidence, JudgedCheck, Reason, SurfaceResult


def timestamp(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and `Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_json(judged: JudgedCheck, summary: str) -> dict[str, Any]:
    """The object of one check; `summary` is its verdict in the reader's words."""
    verdict = judged.verdict
    return {
        "at": timestamp(judged.check.at),
        "interval_s": judged.check.interval_s,
        "verdict": verdict.name.value,
        "cause": verdict.cause.value if verdict.cause else None,
        "confidence": verdict.confidence.value,
        "summary": summary,
        "reasons": [_reason(reason) for reason in verdict.reasons],
        "surfaces": [_surface(result) for result in judged.check.surfaces],
        "controls": [_control(result) for result in judged.check.controls],
        "evidence": [_evidence(voice) for voice in judged.evidence],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "for": reason.speaks_for, "values": dict(reason.values)}


def _surface(result: SurfaceResult) -> dict[str, Any]:
    written = {
        "id": result.id,
        "outcome": result.outcome.value,
        "detail": result.detail,
        "http_status": result.http_status,
        "address": result.address,
        "phases_ms": {phase: ms for phase, ms in asdict(result.phases).items() if ms is not None},
    }
    if result.via_proxy:  # not said otherwise: the table of verdicts reads its absence as "directly"
        written["via_proxy"] = True
    return written


def _control(result: ControlResult) -> dict[str, Any]:
    written = _surface(result)
    written["by_address"] = result.by_address
    written["date_skew_s"] = result.date_skew_s
    if is_doh(result):
        written["handshake"] = result.handshake
    return written


def _evidence(voice: Evidence) -> dict[str, Any]:
    return {
        "source": voice.source,
        "says": voice.says.value,
        "kind": voice.kind,
        "count": voice.count,
        "of": voice.of,
        "at": timestamp(voice.at) if voice.at else None,
        "url": voice.url,
    }
