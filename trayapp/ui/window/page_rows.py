"""What the lists of the window say: from records to lines of text."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from trayapp.domain.codes import Outcome
from trayapp.domain.records import Check, Evidence, JudgedCheck, Phases
from trayapp.domain.reports import Report, SourceHealth, https_link
from trayapp.domain.segments import Segment
from trayapp.domain.tracker import Change
from trayapp.history.incidents import RecordedIncident
from trayapp.i18n import Words, capital, plain
from trayapp.sharing.digest import Digest, recurrence
from trayapp.ui.status.board import Part, Status, parts_of
from trayapp.ui.window.page_context import LocalTime
from trayapp.ui.window.routes import CheckDetails, CheckPage, IncidentDetails, IncidentPage, Link, Timed
from trayapp.ui.window.rows import PHASES, Row, total_ms

INCIDENT_COLUMNS = ("what", "cause", "when", "duration", "note")
SEGMENT_COLUMNS = ("when", "duration", "what", "cause")  # each ends where the one above it begins
CHECK_PAGE_COLUMNS = ("what", "result", "phases", "asked")
TIMED_COLUMNS = ("when", "median", "most", "day_phases")
INCIDENT_PAGE_COLUMNS = ("sign", "when", "what")

_SPARED = ("cause", "note", "asked")
_ANSWERS = (Outcome.OK, Outcome.SLOW)


class PageRows:
    """Words records for the pages. `local` writes their moments."""

    def __init__(self, words: Words, local: LocalTime) -> None:
        self._words = words
        self._local = local

    def incidents(
        self, recorded: Iterable[RecordedIncident], status: Status, *, in_full: bool = True
    ) -> list[Row]:
        """A line for each, in their order, as told beside this status; if not in full, with a mark in place
        of a note."""
        return [self._incident(each, status, in_full=in_full) for each in recorded]

    def _incident(self, recorded: RecordedIncident, status: Status, *, in_full: bool) -> Row:
        words, incident = self._words, recorded.incident
        texts = (
            words.window.incident_state(incident),
            words.window.incident_cause(incident),
            self._local.moment(incident.begin),
            words.history.lasted(incident, out_of_sight(recorded, status)),
            self._note(recorded, in_full=in_full),
        )
        return Row(
            ("incident", incident.begin),
            texts,
            verdict=incident.verdict,
            opens=IncidentPage(incident.begin),
        )

    def _note(self, recorded: RecordedIncident, *, in_full: bool) -> str:
        words, count = self._words, recurrence(recorded)
        remark = ""
        if not recorded.is_counted:
            remark = words.gettext("not counted")
        elif not recorded.incident.confirmed:
            remark = words.gettext("unsure")
        elif count is not None and count > 1:  # a first one is no news
            remark = words.window.which_in_a_week(count)
        note = plain(" ".join(recorded.note.split()))
        return " · ".join(
            filter(None, [remark, note if in_full or not note else words.gettext("with a note")])
        )

    def segments(self, segments: Sequence[Segment]) -> list[Row]:
        """A line for each, the newest first."""
        return [self._segment(each, is_first=each is segments[0]) for each in reversed(segments)]

    def _segment(self, segment: Segment, *, is_first: bool) -> Row:
        # The first one begins where the span does, which moves from look to look: its end is its key.
        key = segment.end if is_first else segment.begin
        words, incident = self._words, segment.incident
        what, cause, opens = words.window.state(segment.verdict), "", None
        if incident is not None:
            what, cause = words.window.incident_state(incident), words.window.incident_cause(incident)
            opens = IncidentPage(incident.begin)
        begin, length = self._local.moment(segment.begin), words.length(segment.end - segment.begin)
        return Row(("segment", key), (begin, length, what, cause), opens=opens)

    def timed(self, timed: Timed) -> list[Row]:
        """A line for each stretch that was timed, the newest first; phases stand once a day."""
        of_days, rows = dict(timed.phases), []
        for cell in reversed(timed.cells):
            if cell.times is None:
                continue
            times = cell.times
            is_day = cell.end - cell.begin > timedelta(hours=20)
            when = self._local.day(cell.begin) if is_day else self._local.moment(cell.begin)
            most = self._words.gettext(
                "{low} to {high} ms", low=f"{times.p10_ms:.0f}", high=f"{times.p90_ms:.0f}"
            )
            phases = of_days.pop(cell.begin.astimezone(UTC).date(), Phases())
            text, seen = self._phases(phases)
            rows.append(
                Row(("timed", cell.begin), (when, f"{times.median_ms:.0f} ms", most, text), phases=seen)
            )
        return rows

    def timed_facts(self, timed: Timed, days: int) -> str:
        """Of which span they are, and what is usual."""
        words = self._words
        if all(cell.times is None for cell in timed.cells):
            return words.gettext("Nothing was timed in this span.")
        facts = [words.gettext("The last {span}", span=words.days(days))]
        if timed.usual_ms is not None:
            facts.append(words.gettext("usually {median} ms", median=f"{timed.usual_ms:.0f}"))
        if timed.phases:
            facts.append(words.window.bars())
        return " · ".join(facts)

    def check_facts(self, judged: JudgedCheck, remark: str) -> str:
        """What it may come from, when it was, and what else to know of it."""
        words, at = self._words, judged.check.at
        when = words.gettext("{day}, {time}", day=self._local.day(at), time=words.moment(at))
        facts = [words.verdicts.explanation(judged), words.gettext("The check of {when}.", when=when)]
        if any(result.via_proxy for result in judged.check.surfaces):
            facts.append(words.verdicts.seen_through_proxy())
        return " ".join(filter(None, [*facts, remark]))

    def check_page(self, seen: CheckDetails, status: Status) -> list[Row]:
        """Reasons for and against, what was asked, and what sources say.

        If it is the check of this status, with what is known by now of parts and sources that it did not ask.
        """
        judged = seen.judged
        if judged is None:
            return []
        asked = ((judged, each) for each in judged.check.surfaces)
        parts = tuple(parts_of(judged, asked, self._words))
        silent: Sequence[SourceHealth] = ()
        if status.judged is judged:  # not of an earlier check: what is known by now says nothing of that
            parts, silent = status.parts, status.sources
        return [
            *self._reasons(judged),
            *self._parts(parts),
            *self._line(judged.check),
            *self._sources(judged.evidence, seen.reports, silent),
        ]

    def _reasons(self, judged: JudgedCheck) -> Iterator[Row]:
        for title, facts in self._words.verdicts.justification(judged.verdict):
            yield _title(title)
            for number, fact in enumerate(facts):
                yield Row(("reason", title, number), (capital(fact),))

    def _parts(self, parts: Sequence[Part]) -> Iterator[Row]:
        has_bars = False
        if parts:
            yield _title(self._words.gettext("Parts of X"))
        for part in parts:
            phases = Phases() if part.seen is None else part.seen.phases
            row = self._result(("part", part.name), (part.name, part.result, part.asked), phases)
            has_bars = has_bars or row.phases is not None
            yield row
        if has_bars:
            yield Row("key", (capital(self._words.window.bars()),))

    def _line(self, check: Check) -> Iterator[Row]:
        words = self._words
        _ = words.gettext
        yield _title(_("Your own connection"))
        names, again = words.names, _("{host}, asked again")
        asked = [(names.control(each.id), each) for each in check.controls]
        # A second look asks hosts that were asked before: named apart, and keys of rows are unique.
        asked += [(again.format(host=names.control(each.id)), each) for each in check.second_look]
        for name, control in asked:
            texts = (name, words.names.part(control), "")
            yield self._result(("control", name), texts, control.phases)
        if not asked:  # on a calm day no control is
            has_x_answered = any(result.outcome in _ANSWERS for result in check.surfaces)
            text = _("Nobody was asked: X answered.") if has_x_answered else _("Nobody was asked.")
            yield Row("own line", (text,))

    def _result(self, key: Hashable, texts: tuple[str, str, str], phases: Phases) -> Row:
        name, result, asked = texts
        text, seen = self._phases(phases)
        if not text and not asked:  # what came of it has all the room
            return Row(key, (capital(name), result))
        return Row(key, (capital(name), result, text, asked), phases=seen)

    def _phases(self, phases: Phases) -> tuple[str, Phases | None]:
        """In words and as they are; nothing of what was not timed."""
        times = [(name, ms) for name in PHASES if (ms := getattr(phases, name)) is not None]
        return (self._words.window.phases_of(times, total_ms(phases)), phases) if times else ("", None)

    def _sources(
        self, evidence: Sequence[Evidence], reports: Sequence[Report], silent: Sequence[SourceHealth]
    ) -> Iterator[Row]:
        words = self._words
        _ = words.gettext
        yield _title(_("Other sources"))
        in_full = {report.evidence.source: report for report in reports}  # the newest of each
        known = {each.source for each in evidence}
        also = [report.evidence for source, report in in_full.items() if source not in known]
        for each in (*evidence, *also):
            report = in_full.get(each.source)
            when = "" if each.at is None else words.moment(each.at)
            key = ("source", each.source)
            yield Row(key, (words.sources.witness(each), words.sources.evidence(each), "", when))
            yield from self._in_full(key, each, report)
        heard = known | set(in_full)
        others = [health for health in silent if health.source not in heard and health.says is not None]
        for health in others:
            when = "" if health.asked_at is None else words.moment(health.asked_at)
            texts = (words.names.source(health.source), words.sources.state(health), "", when)
            yield Row(("source", health.source), texts)
        if not (heard or others):
            yield Row("no sources", (_("Nobody was asked."),))

    def _in_full(
        self,
        key: tuple[object, ...],
        evidence: Evidence,
        report: Report | None,
        before: Sequence[str] = ("",),
    ) -> Iterator[Row]:
        """What stands behind evidence: its own text, places, links. `before` are columns left empty."""
        if report is not None and report.text:
            yield Row((*key, "text"), (*before, self._words.sources.quoted(report.text)))
        if report is not None and report.vantages:
            yield Row((*key, "places"), (*before, self._words.sources.vantages(report.vantages)))
        links = [evidence.url or "", *(report.links if report is not None else ())]
        # Each once, in their order. A source may have written anything: nothing but pages is opened.
        for address in dict.fromkeys(link for link in links if https_link(link)):
            text = self._words.gettext("Open {address}", address=address)
            yield Row((*key, address), (*before, text), opens=Link(address))

    def incident_facts(self, told: Digest, now: datetime, *, is_marked: bool) -> str:
        """ "Thu 26 Nov, 13:02 to 13:24 · 23 min · third in 7 days · seen by: you, NetBlocks", and its parts.

        `is_marked`: the user saw an error in it.
        """
        from trayapp.sharing.sentences import named, parts_lines  # the first page does without

        words, local = self._words, self._local
        incident, begin = told.incident, told.incident.begin
        length = words.history.lasted(incident, told.seen_until)
        if incident.end is not None:
            when = local.span(begin, incident.end)
        elif told.seen_until is not None:
            when = local.seen(begin, told.seen_until)
        else:
            when = words.gettext("since {when}", when=local.moment(begin))
            length = words.gettext("{duration} so far", duration=words.length(now - begin))
        facts = [when, length]
        if told.recurrence is not None and told.recurrence > 1:
            facts.append(words.window.which_in_a_week(told.recurrence))
        if not told.is_counted:
            facts.append(words.gettext("not counted"))
        elif not incident.confirmed:
            facts.append(words.gettext("unsure"))
        own = [words.gettext("you")] if is_marked or told.concerned else []
        if seen := [*own, *filter(None, [named(told.witnesses, words)])]:
            facts.append(words.gettext("seen by: {who}", who=", ".join(seen)))
        return "\n".join(filter(None, [capital(" · ".join(facts)), " ".join(parts_lines(told, words))]))

    def incident_page(self, told: IncidentDetails) -> list[Row]:
        """All that is known of it, oldest first, under the days on which it happened."""
        rows: list[Row] = []
        # By the moment alone: what shares one stays in the order of `_moments`, and rows have none.
        moments = sorted(self._moments(told), key=lambda pair: pair[0])
        for day, of_day in groupby(moments, lambda pair: self._local.day(pair[0])):
            rows.append(_title(day))
            for _, row in of_day:
                rows += [row, *self._links(row, told)]
        return rows

    def _moments(self, told: IncidentDetails) -> Iterator[tuple[datetime, Row]]:
        words, incident = self._words, told.recorded.incident
        _ = words.gettext
        yield from self._turns(told.recorded)
        for notice in told.notices:
            text = words.window.told_notice(notice.kind, incident, is_shown=notice.is_shown)
            yield self._moment(f"notice {notice.kind}", notice.at, text)
        for mark in told.marks:
            yield self._moment("mark", mark, _("You saw an error"))
        for gap in told.gaps:
            text = _("Nobody watched until {until}", until=self._local.moment(gap.end))
            yield self._moment("gap", gap.begin, text)
        for run in told.runs:
            text = words.window.told_run(run.count, run.verdict, run.cause)
            # Of a run of checks the first one is opened: a line for each would bury all else.
            at, row = self._moment("run", run.begin, text)
            yield at, row._replace(verdict=run.verdict, opens=CheckPage(at))
        for report in news(told.reports):
            if (said_at := report.evidence.at) is not None:
                witness = words.sources.witness(report.evidence)
                said = words.sources.evidence(report.evidence)
                text = words.gettext("{source}: {said}", source=witness, said=said)
                yield self._moment(f"report {report.evidence.source}", said_at, text)

    def _turns(self, recorded: RecordedIncident) -> Iterator[tuple[datetime, Row]]:
        """Its begin, what it became and its end: when that was seen first, and since when it is sure."""
        words, incident, changes = self._words, recorded.incident, recorded.changes
        first = {Change.OPENED: incident.begin, Change.CLOSED: incident.end}
        kinds = {change.change for change in changes}
        if Change.OPENED not in kinds:  # it had begun before its file was lost
            yield self._moment("begin", incident.begin, words.gettext("The first failed check"))
        if Change.CLOSED not in kinds and incident.end is not None:
            yield self._moment("end", incident.end, words.gettext("The first good check again"))
        for before, change in zip((None, *changes), changes, strict=False):  # each with the one before it
            at = first.get(change.change) or change.at
            text = words.window.told_change(change, before)
            # What it meant was judged by the check that made it sure: its reasons are those to read.
            moment, row = self._moment("turn", at, text)
            yield moment, row._replace(key=(change.change, change.at), opens=CheckPage(change.at))

    def _moment(self, key: str, at: datetime, text: str) -> tuple[datetime, Row]:
        return at, Row((key, at), ("", self._words.moment(at), text))

    def _links(self, row: Row, told: IncidentDetails) -> Iterator[Row]:
        for report in told.reports:
            evidence = report.evidence
            if row.key == (f"report {evidence.source}", evidence.at):  # only below its own line
                yield from self._in_full((row.key,), evidence, report, ("", ""))


def out_of_sight(recorded: RecordedIncident, status: Status) -> datetime | None:
    """Until when an open one was seen to go on, where the last check does not say that it does now."""
    return recorded.seen_until if status.incident is None else None


def spared(columns: Sequence[str]) -> list[int]:
    """Those that a list can do without where there is no room for all: each line leads to them."""
    return [number for number, column in enumerate(columns) if column in _SPARED]


def news(reports: Iterable[Report]) -> Iterator[Report]:
    """What each source said first, and whenever it said something else."""
    last: dict[str, object] = {}
    for report in reports:
        evidence = report.evidence
        if last.get(evidence.source) is not evidence.says:
            last[evidence.source] = evidence.says
            yield report


def _title(text: str) -> Row:
    return Row(("title", text), (text,), is_title=True)
