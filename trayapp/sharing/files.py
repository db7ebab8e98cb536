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


def incident_json(told: Digest) -> str:
    """For programs."""
    return json.dumps(_fields(told), indent=2) + "\n"


def incident_csv(told: Digest) -> str:
    """For tables: one line under the names of its columns."""
    fields = _fields(told)
    fields["seen_by"] = [
        f"{each['source']} {each['count']}/{each['of']}" if each["of"] else each["source"]
        for each in fields["seen_by"]
    ]
    del fields["moments"]
    return table([fields])


def incidents_csv(incidents: Iterable[RecordedIncident]) -> str:
    """One line an incident, in their order."""
    return table([incident_row(each.incident) | {"counted": each.is_counted} for each in incidents])


def incidents_json(incidents: Iterable[RecordedIncident]) -> str:
    rows = [incident_row(each.incident) | {"counted": each.is_counted} for each in incidents]
    return json.dumps(rows, indent=2) + "\n"


def spans_csv(segments: Sequence[Segment]) -> str:
    """One line a stretch in which nothing changed, oldest first; `unknown` where nobody watched."""
    return table([_span(segment) for segment in segments])


def spans_json(segments: Sequence[Segment]) -> str:
    return json.dumps([_span(segment) for segment in segments], indent=2) + "\n"


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


def _fields(told: Digest) -> dict[str, Any]:
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


def _span(segment: Segment) -> dict[str, Any]:
    incident = segment.incident
    return {
        "begin": timestamp(segment.begin),
        "end": timestamp(segment.end),
        "duration_s": (segment.end - segment.begin).total_seconds(),
        "verdict": segment.verdict.value,
        "cause": incident.cause.value if incident is not None and incident.cause else None,
        "confirmed": None if incident is None else incident.confirmed,
    }


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
            return _cell(" ".join(map(str, value)))
        case str() if value.startswith(_FORMULA):
            return f"'{value}"  # as spreadsheets mark what is text (OWASP, CSV injection)
        case _:
            return value
