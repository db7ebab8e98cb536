"""A span of time in one look: what was well lies low, and what was not stands out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from trayapp.domain.codes import VerdictName
from trayapp.domain.segments import Segment
from trayapp.history.overview import Blip, Overview
from trayapp.i18n import Words
from trayapp.ui.window.page_context import LocalTime
from trayapp.ui.window.ribbon import Cell, Ribbon, Shown
from trayapp.ui.window.ribbon_paint import WEDGE, RibbonKey, paint_blip, paint_mark, paint_segment
from trayapp.ui.window.routes import Day, IncidentPage
from trayapp.ui.window.style import Heading, fact_label, gap_px

_CELL_GAP = 2.0  # between two days, where they are wide enough
_FAINTEST = 0.35  # of a day of which nearly nothing was watched
_WIDTH_PX = 800
_RATIO = 2.0  # sharp on every screen, and in print

_WORST_LAST = (
    VerdictName.UNKNOWN,
    VerdictName.UP,
    VerdictName.BLOCKED,
    VerdictName.DEGRADED,
    VerdictName.DOWN,
)


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
        paint_segment(painter, area, palette, verdict=segment.verdict, is_confirmed=is_confirmed)
    painter.setOpacity(1)
    area = ribbon.band()
    for blip in blips:
        area.moveCenter(QPointF(ribbon.x_of(blip.at), area.center().y()))
        paint_blip(painter, area, palette)
    for mark in marks:
        x = min(max(ribbon.x_of(mark), WEDGE), ribbon.width() - WEDGE)  # whole at either end
        area.moveCenter(QPointF(x, area.center().y()))
        paint_mark(painter, area, palette)


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


class DayCell(NamedTuple):
    """One day."""

    begin: datetime
    end: datetime
    """The midnights around it."""
    worst: Segment
    """What is shown of it, from its begin to its end."""
    watched: float
    """The part of it that was watched, 0 to 1."""
    incidents: int


def day_cells(row: Sequence[Segment], days: Iterable[tuple[datetime, datetime]]) -> Iterator[DayCell]:
    """The days of a row of segments, of which the first and the last may be cut."""
    rest = list(reversed(row))
    for begin, end in days:
        seen: list[Segment] = []
        while rest and rest[-1].begin < end:
            seen.append(rest[-1])
            if rest[-1].end > end:  # it goes on tomorrow
                break
            rest.pop()
        if not seen:
            continue
        first, last = max(begin, row[0].begin), min(end, row[-1].end)
        worst = max(seen, key=_badness)
        watched_s = sum(
            (min(each.end, last) - max(each.begin, first)).total_seconds()
            for each in seen
            if each.verdict is not VerdictName.UNKNOWN
        )
        yield DayCell(
            begin,
            end,
            Segment(first, last, worst.verdict, worst.incident),
            watched_s / (last - first).total_seconds(),
            len({each.incident.begin for each in seen if each.incident is not None}),
        )


def _badness(segment: Segment) -> tuple[bool, int]:
    """What is certain goes before what is not, however bad that is."""
    is_certain = segment.incident is not None and segment.incident.confirmed
    return is_certain, _WORST_LAST.index(segment.verdict)


def ribbon_picture(
    overview: Overview, words: Words, local: LocalTime, title: str, now: datetime, *, is_in_days: bool
) -> QImage:
    """Dark on light, whatever the desktop looks like: nobody knows where it will be shown. GUI thread."""
    from trayapp.sharing.sentences import moment  # for who passes it on

    page = QWidget()
    palette = QPalette(QColor(Qt.GlobalColor.white))
    page.setPalette(palette)
    heading, foot = Heading(), fact_label()
    heading.setText(words.gettext("X availability: {span}", span=title))
    checked = words.gettext("As of {when}", when=moment(now, words, now))
    foot.setText(words.gettext("{checked}, with trayapp, which is independent of X Corp.", checked=checked))
    ribbon, key = Ribbon(local), RibbonKey(words)
    whole = QVBoxLayout(page)
    gap = gap_px(page)
    whole.setContentsMargins(2 * gap, 2 * gap, 2 * gap, 2 * gap)
    whole.setSpacing(gap // 2)
    for part in (heading, ribbon, key, foot):
        part.setPalette(palette)
        whole.addWidget(part)
    page.resize(_WIDTH_PX, page.sizeHint().height())
    ribbon.show_cells(availability(overview, words, local, is_in_days=is_in_days))
    key.show_overview(overview, is_in_days=is_in_days)
    page.ensurePolished()
    whole.activate()
    page.resize(_WIDTH_PX, max(page.heightForWidth(_WIDTH_PX), page.minimumSizeHint().height()))
    whole.activate()
    image = QImage(QSize(page.width(), page.height()) * _RATIO, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_RATIO)
    image.fill(Qt.GlobalColor.white)
    page.render(image, QPoint())
    return image
