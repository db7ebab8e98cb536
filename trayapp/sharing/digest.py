"""An incident as others may see it: codes and moments alone, so nothing of this computer is in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from trayapp.domain.codes import CUSTOM_SURFACE, Says
from trayapp.domain.facts import Facts
from trayapp.domain.records import Evidence, JudgedCheck
from trayapp.domain.tracker import SEVERITY, Incident
from trayapp.history.incidents import RecordedIncident
from trayapp.i18n.names import SURFACES
from trayapp.i18n.sources import SOURCES

VANTAGE_POINTS = "globalping"
"""The source that is told by how many of its places saw it."""

# The user's own click is none of the others, and a status page explains, but saw nothing itself.
_NO_WITNESSES = ("user", "status")


class Digest(NamedTuple):
    """What is passed on of one incident. The user's note is not: it may say anything of their connection."""

    incident: Incident
    is_counted: bool
    recurrence: int | None
    """Which outage within 7 days it was, 1 = the first; `None` where it was none."""
    concerned: tuple[str, ...]
    """Parts of X that failed in it, by their ids."""
    unconcerned: tuple[str, ...]
    """Parts that answered whenever they were asked in it."""
    witnesses: tuple[Evidence, ...]
    """Who else saw it, each once, with the most that it ever saw."""
    moments: tuple[tuple[datetime, str], ...]
    """When it began, changed and ended, by codes, in their order."""
    seen_until: datetime | None = None
    """Until when it was seen to go on, if it is open and nobody knows whether it does now."""


def digest(
    recorded: RecordedIncident,
    checks: Iterable[JudgedCheck],
    said: Iterable[Evidence],
    seen_until: datetime | None = None,
) -> Digest:
    """`checks` are those that were made in it, `said` is what sources said around it."""
    incident = recorded.incident
    failed, answered = set[str](), set[str]()
    heard = list(said)
    for judged in checks:
        heard += judged.evidence
        if judged.verdict.name not in SEVERITY:
            continue
        failed |= failing(judged)
        answered.update(seen.id for seen in judged.check.surfaces if seen.is_ok)
    moments = [(incident.begin, "first_failed")]
    moments += [(change.at, change.change.value) for change in recorded.changes]
    if incident.end is not None:
        moments.append((incident.end, "first_good"))
    return Digest(
        incident,
        recorded.is_counted,
        recurrence(recorded) if recorded.is_counted else None,
        parts_of_x(failed),
        parts_of_x(answered - failed),
        witnesses(heard),
        tuple(sorted(moments, key=lambda moment: moment[0])),
        seen_until,
    )


def recurrence(recorded: RecordedIncident) -> int | None:
    """Which outage within 7 days it was (1: the first), as far as its changes say."""
    counts = [change.recurrence for change in recorded.changes if change.recurrence is not None]
    return counts[-1] if counts else None


def failing(judged: JudgedCheck) -> set[str]:
    """The surfaces whose failure counts: not what the user's own connection or filter may have taken away."""
    uncounted = Facts(judged.check, judged.evidence).uncounted
    seen = judged.check.surfaces
    failed = (each for each in seen if each.fails and not (each.filtered or each.unproven))
    return {each.id for each in failed} - set(uncounted)


def parts_of_x(surfaces: Iterable[str]) -> tuple[str, ...]:
    """Those that have a name of their own, in the order in which they are always told.

    The user's own address is nobody else's business, and a history from elsewhere may hold any name.
    """
    found = set(surfaces)
    return tuple(each for each in SURFACES if each in found and each != CUSTOM_SURFACE)


def witnesses(said: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Who else says trouble, of those that have a name: each once, with the most that it saw."""
    found: dict[str, Evidence] = {}
    for each in said:
        if each.says is not Says.TROUBLE or each.kind in _NO_WITNESSES or each.source not in SOURCES:
            continue
        if each.source not in found or (each.count or 0) > (found[each.source].count or 0):
            found[each.source] = each
    return tuple(found[source] for source in SOURCES if source in found)
