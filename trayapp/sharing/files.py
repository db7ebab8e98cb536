"""What is saved to be passed on: one incident, or a span of time, each in the formats that others read.

Moments are ISO 8601 in UTC. What stands in a cell are codes, numbers and moments: never a formula.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from trayapp.domain.check_json import timestamp
from trayapp.domain.segments import Segment
from trayapp.domain.tracker import Incident
from trayapp.history.incidents import RecordedIncident
from trayapp.i18n import Words
from trayapp.i18n.catalogue import N_
from trayapp.sharing.digest import Digest
from trayapp.sharing.sentences import incident_sentence, moment, named, parts_lines

_MOMENTS = {
    "first_failed": N_("first failed check"),
    "incident_opened": N_("seen several times"),
    "incident_updated": N_("changed"),
    "first_good": N_("first good check again"),
    "incident_closed": N_("sure that it is over"),
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def incident_text(told: Digest, words: Words, now: datetime, country: str | None = None) -> str:
    """For people: the sentence, the parts, who saw it, and its moments, a line each."""
    return "\n".join([*_lines(told, words, now, country), *(_moment(told, words, now)), ""])


def incident_markdown(told: Digest, words: Words, now: datetime, country: str | None = None) -> str:
    """The same with a heading and lists."""
    first, *others = _lines(told, words, now, country)
    title = words.window.incident_title(told.incident)
    moments = "".join(f"- {line}\n" for line in _moment(told, words, now))
    return "\n\n".join([f"# {title}", first, *others, moments])


def _lines(told: Digest, words: Words, now: datetime, country: str | None) -> list[str]:
    lines = [incident_sentence(told, words, now, country), *parts_lines(told, words)]
    if others := named(told.witnesses, words):
        lines.append(words.gettext("Others saw it, too: {sources}.", sources=others))
    if not told.incident.confirmed:
        lines.append(
            words.gettext("It counts neither as downtime nor as a recurrence: too little points to it.")
        )
    if not told.is_counted:
        lines.append(words.gettext("Not counted: the trouble was with the connection here."))
    return lines


def _moment(told: Digest, words: Words, now: datetime) -> list[str]:
    return [f"{moment(at, words, now)}: {words.gettext(_MOMENTS[code])}" for at, code in told.moments]


def incident_row(incident: Incident) -> dict[str, Any]:
    """By the names of its columns."""
    end = incident.end
    return {
        "begin": timestamp(incident.begin),
        "end": None if end is None else timestamp(end),
        "duration_s": None if end is None else (end - incident.begin).total_seconds(),
        "verdict": incident.verdict.value,
        "cause": incident.cause.value if incident.cause else None,
        "confirmed": incident.confirmed,
    }


def incident_fields(told: Digest) -> dict[str, Any]:
    """The same for programs."""
    seen = [{"source": each.source, "count": each.count, "of": each.of} for each in told.witnesses]
    return {
        **incident_row(told.incident),
        "counted": told.is_counted,
        "recurrence": told.recurrence,
        "concerned": list(told.concerned),
        "not_concerned": list(told.unconcerned),
        "seen_by": seen,
        "moments": [{"at": timestamp(at), "what": code} for at, code in told.moments],
    }


def incident_rows(incidents: Iterable[RecordedIncident]) -> list[dict[str, Any]]:
    """One for each, in their order."""
    return [incident_row(each.incident) | {"counted": each.is_counted} for each in incidents]


def span_rows(segments: Iterable[Segment]) -> list[dict[str, Any]]:
    """One for each stretch in which nothing changed, in their order; `unknown` where nobody watched."""
    return [
        {
            "begin": timestamp(each.begin),
            "end": timestamp(each.end),
            "duration_s": (each.end - each.begin).total_seconds(),
            "verdict": each.verdict.value,
            "cause": each.incident.cause.value if each.incident and each.incident.cause else None,
            "confirmed": None if each.incident is None else each.incident.confirmed,
        }
        for each in segments
    ]


def as_json(fields: object) -> str:
    return json.dumps(fields, indent=2) + "\n"


def table(rows: Sequence[dict[str, Any]]) -> str:
    """As CSV (RFC 4180, but for the ends of its lines): nothing in it can be taken for a formula."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(rows[0] if rows else ("begin", "end", "duration_s", "verdict", "cause", "confirmed"))
    for row in rows:
        table.writerow(map(_cell, row.values()))
    return text.getvalue()


def _cell(value: object) -> object:
    match value:
        case bool():
            return str(value).lower()  # as in JSON, not as in Python
        case list():
            return _cell(" ".join(str(_cell(each)) for each in value))
        case {"source": source, "count": count, "of": of}:
            return f"{source} {count}/{of}" if of else source
        case {"at": at, "what": what}:
            return f"{at} {what}"
        case str() if value.startswith(_FORMULA):
            return f"'{value}"  # as spreadsheets mark what is text (OWASP, CSV injection)
        case _:
            return value
