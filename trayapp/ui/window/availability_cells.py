"""A span of time in one look: what was well lies low, and what was not stands out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtGui import QPainter, QPalette

from trayapp.domain.segments import Segment
from trayapp.history.overview import Blip, Overview
from trayapp.i18n import Words
from trayapp.ui.window.day_cells import DayCell, day_cells
from trayapp.ui.window.local_time import LocalTime
from trayapp.ui.window.ribbon import Cell, Ribbon, Shown
from trayapp.ui.window.ribbon_paint import WEDGE, paint_blip, paint_mark, paint_segment
from trayapp.ui.window.routes import Day, IncidentPage

_CELL_GAP = 2.0  # between two days, where they are wide enough
_FAINTEST = 0.35  # of a day of which nearly nothing was watched


def availability(
    overview: Overview,
    words: Words,
    local: LocalTime,
    marks: Sequence[datetime] = (),
    name: str = "",
    *,
    is_in_days: bool = False,
) -> Shown:
    """Whether X was there. `marks`: when the user saw an error; `is_in_days`: one cell a day."""
    segments, blips, days = overview.segments, overview.blips, None
    begin, end = segments[0].begin, segments[-1].end
    if is_in_days:
        days, blips = list(day_cells(segments, local.days(begin, end))), ()
        segments = tuple(day.worst for day in days)
    cells = [_cell(each, words, local) for each in segments]
    if days is not None:
        cells = [
            cell._replace(told=partial(_day_in_words, day, words, local), opens=Day(day.begin, day.end))
            for cell, day in zip(cells, days, strict=True)
        ]
    moments = [
        *((blip.at, partial(_blip_in_words, blip, words, local)) for blip in blips),
        *((mark, partial(_mark_in_words, mark, words, local)) for mark in marks),
    ]
    hint = words.gettext("Left and right move through the time, Enter opens an incident or a day.")
    paint = partial(_paint, segments, days, blips, marks)
    return Shown(begin, end, cells, paint, name, hint, moments=moments)


def _cell(segment: Segment, words: Words, local: LocalTime) -> Cell:
    incident = segment.incident
    opens = None if incident is None else IncidentPage(incident.begin)
    told = partial(_in_words, segment, words, local)
    return Cell(segment.begin, segment.end, told, opens, incident is not None)


def _paint(
    segments: Sequence[Segment],
    days: Sequence[DayCell] | None,
    blips: Sequence[Blip],
    marks: Sequence[datetime],
    painter: QPainter,
    palette: QPalette,
    ribbon: Ribbon,
) -> None:
    # Trouble last: what is drawn wider than it lasted must not be hidden by its neighbour.
    for index in sorted(range(len(segments)), key=lambda index: segments[index].incident is not None):
        segment, area = segments[index], ribbon.area_of(index)
        if days is not None:
            painter.setOpacity(_FAINTEST + (1 - _FAINTEST) * days[index].watched)
            gap = min(_CELL_GAP, area.width() / 4)
            area.adjust(gap / 2, 0, -gap / 2, 0)
        is_confirmed = segment.incident is None or segment.incident.confirmed
        paint_segment(painter, area, segment.verdict, palette, is_confirmed=is_confirmed)
    painter.setOpacity(1)
    for blip in blips:
        paint_blip(painter, ribbon.x_of(blip.at), ribbon.band(), palette)
    for mark in marks:
        x = min(max(ribbon.x_of(mark), WEDGE), ribbon.width() - WEDGE)  # whole at either end
        paint_mark(painter, x, ribbon.band(), palette)


def _in_words(segment: Segment, words: Words, local: LocalTime) -> str:
    """ "Down: servers fail. Sun 22 Nov, 13:40 to 14:14 (34 min)"."""
    incident, what = segment.incident, words.window.state(segment.verdict)
    if incident is not None:
        remark = "" if incident.confirmed else words.gettext("unsure")
        what = words.window.remarked(words.window.incident_title(incident), remark)
    span, duration = local.span(segment.begin, segment.end), words.length(segment.end - segment.begin)
    return words.gettext("{what}. {span} ({duration})", what=what, span=span, duration=duration)


def _day_in_words(day: DayCell, words: Words, local: LocalTime) -> str:
    hours = round(day.watched * (day.worst.end - day.worst.begin).total_seconds() / 3600)
    state = words.window.state(day.worst.verdict)
    return words.window.day(local.day(day.begin), state, day.incidents, hours)


def _blip_in_words(blip: Blip, words: Words, local: LocalTime) -> str:
    return words.ngettext(
        "{when}: {count} single failed check",
        "{when}: {count} single failed checks",
        blip.count,
        when=local.moment(blip.at),
    )


def _mark_in_words(mark: datetime, words: Words, local: LocalTime) -> str:
    return words.gettext("{when}: you saw an error", when=local.moment(mark))
