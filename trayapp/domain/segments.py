"""A span of time as a row of segments: what was known of X, and when nobody looked. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, pairwise

from trayapp.domain.codes import VerdictName
from trayapp.domain.tracker import Gap, Incident


@dataclass(frozen=True, slots=True)
class Segment:
    """A time in which nothing changed."""

    begin: datetime
    end: datetime
    """Always later than `begin`."""
    verdict: VerdictName
    """`UNKNOWN`: nobody watched. Bad checks that were never confirmed make no segment of their own."""
    incident: Incident | None = None
    """The one that it is a part of, if there was trouble."""


def segments(
    begin: datetime, end: datetime, incidents: Iterable[Incident], gaps: Iterable[Gap]
) -> tuple[Segment, ...]:
    """The time from `begin` to `end` without a hole and without an overlap, oldest first.

    An incident that is open lasts until `end`.
    """
    in_order = sorted(incidents, key=lambda incident: incident.begin)
    begins = [incident.begin for incident in in_order]
    unwatched = _joined(gaps)
    gap_begins = [gap.begin for gap in unwatched]
    # Wherever something begins or ends, a segment may.
    cuts = {begin, end, *begins}
    cuts.update(incident.end for incident in in_order if incident.end is not None)
    cuts.update(moment for gap in unwatched for moment in (gap.begin, gap.end))
    inside = sorted(moment for moment in cuts if begin <= moment <= end)

    def piece(at: datetime, until: datetime) -> Segment:
        before = bisect_right(gap_begins, at)
        if before and at < unwatched[before - 1].end:  # this goes before what went on meanwhile
            return Segment(at, until, VerdictName.UNKNOWN)
        begun = bisect_right(begins, at)
        newest = in_order[begun - 1] if begun else None  # none opens while another is open
        if newest is not None and (newest.end is None or at < newest.end):
            return Segment(at, until, newest.verdict, newest)
        return Segment(at, until, VerdictName.UP)

    pieces = (piece(at, until) for at, until in pairwise(inside))
    # Neighbours that are the same are one: the begin or end of an incident may cut through a gap.
    alike = (list(group) for _, group in groupby(pieces, key=lambda piece: (piece.verdict, piece.incident)))
    return tuple(replace(same[0], end=same[-1].end) for same in alike)


def _joined(gaps: Iterable[Gap]) -> Sequence[Gap]:
    """Gaps in their order, those that touch made one."""
    joined: list[Gap] = []
    for gap in sorted(gaps, key=lambda gap: gap.begin):
        if joined and gap.begin <= joined[-1].end:
            joined[-1] = Gap(joined[-1].begin, max(joined[-1].end, gap.end))
        else:
            joined.append(gap)
    return joined
