"""What the lists of the history window say: from records to lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from trayapp.domain.records import (
    Check,
    Evidence,
    JudgedCheck,
    Outcome,
    Phases,
    VerdictName,
)
from trayapp.domain.reports import Report, SourceHealth
from trayapp.domain.segments import Segment
from trayapp.domain.tracker import Incident
from trayapp.history.summary import RecordedIncident
from trayapp.i18n import Words
from trayapp.ui.status.board import Part, Status, parts_of
from trayapp.ui.window.local_time import LocalTime
from trayapp.ui.window.phase_bars import PHASES, total_ms
from trayapp.ui.window.routes import CheckDetails, CheckPage, IncidentDetails, IncidentPage, Link
from trayapp.ui.window.rows import Row

INCIDENT_COLUMNS = ("what", "cause", "when", "duration", "note")
SEGMENT_COLUMNS = ("when", "until", "duration", "what", "cause")
CHECK_PAGE_COLUMNS = ("what", "result", "phases", "asked")
INCIDENT_PAGE_COLUMNS = ("sign", "when", "what")


_NEVER_MET = frozenset({"mastodon", "bluesky", "reddit", "threads", "downdetector"})
"""Sources that were built from their documentation alone."""


_ANSWERS = (Outcome.OK, Outcome.SLOW)


class PageRows:
    """Words records for the pages. `local` writes their moments."""

    def __init__(self, words: Words, local: LocalTime) -> None:
        self._words = words
        self._local = local

    def incidents(self, recorded: Iterable[RecordedIncident]) -> list[Row]:
        """A line for each, in their order."""
        return [
            Row(
                ("incident", each.incident.begin),
                (
                    self._words.window.incident_state(each.incident),
                    self._cause(each.incident),
                    self._local.moment(each.incident.begin),
                    self._words.gettext("not over yet")
                    if each.incident.end is None
                    else self._length(each.incident),
                    self._note(each),
                ),
                verdict=each.incident.verdict,
                opens=IncidentPage(each.incident.begin),
            )
            for each in recorded
        ]

    def _cause(self, incident: Incident) -> str:
        return self._words.window.incident_cause(incident)

    def _length(self, incident: Incident) -> str:
        return self._words.length((incident.end or incident.begin) - incident.begin)

    def _note(self, recorded: RecordedIncident) -> str:
        if not recorded.incident.confirmed:
            return self._words.gettext("unconfirmed")
        count = recurrence(recorded)
        return "" if count is None or count < 2 else self._words.window.nth_outage(count)

    def segments(self, segments: Sequence[Segment]) -> list[Row]:
        """A line for each, the newest first."""
        return [
            Row(
                ("segment", segment.end if segment is segments[0] else segment.begin),
                (
                    self._local.moment(segment.begin),
                    self._local.moment(segment.end),
                    self._words.length(segment.end - segment.begin),
                    self._words.window.state(segment.verdict)
                    if segment.incident is None
                    else self._words.window.incident_state(segment.incident),
                    "" if segment.incident is None else self._cause(segment.incident),
                ),
                opens=None if segment.incident is None else IncidentPage(segment.incident.begin),
            )
            for segment in reversed(segments)
        ]

    def check_page(self, seen: CheckDetails, status: Status) -> list[Row]:
        """Reasons for and against, what was asked, and what sources say.

        If it is the check of this status, with what is known by now of parts and sources that it did not ask.
        """
        judged = seen.judged
        if judged is None:
            return []
        words = self._words
        parts = parts_of(judged, words)
        silent: Sequence[SourceHealth] = ()
        if status.judged is judged:
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
                yield Row(("reason", title, number), (fact,))

    def _parts(self, parts: Sequence[Part]) -> Iterator[Row]:
        if parts:
            yield _title(self._words.gettext("Parts of X"))
        for part in parts:
            phases = Phases() if part.seen is None else part.seen.phases
            yield self._result(("part", part.name), (part.name, part.result, part.asked), phases)
        if any(part.seen is not None and self._phases(part.seen.phases) for part in parts):
            yield Row("key", (self._words.gettext("The bars:"),), is_key=True)

    def _line(self, check: Check) -> Iterator[Row]:
        words = self._words
        _ = words.gettext
        yield _title(_("Your own connection"))
        again = [(words.window.asked_again(words.names.control(each.id)), each) for each in check.second_look]
        for name, control in (*((words.names.control(each.id), each) for each in check.controls), *again):
            texts = (name, words.names.part(control), "")
            yield self._result(("control", name), texts, control.phases)
        if not check.controls and not again:
            has_x_answered = any(result.outcome in _ANSWERS for result in check.surfaces)
            yield Row(
                "own line",
                (_("Nobody was asked: X answered.") if has_x_answered else _("Nobody was asked."),),
            )

    def _result(self, key: tuple[str, str], texts: tuple[str, str, str], phases: Phases) -> Row:
        name, result, asked = texts
        text = self._phases(phases)
        return Row(key, (name, result, text, asked), phases=phases if text else None)

    def _phases(self, phases: Phases) -> str:
        times = [(name, ms) for name in PHASES if (ms := getattr(phases, name)) is not None]
        return self._words.window.phases_of(times, total_ms(phases)) if times else ""

    def _sources(
        self, evidence: Sequence[Evidence], reports: Sequence[Report], silent: Sequence[SourceHealth]
    ) -> Iterator[Row]:
        words = self._words
        _ = words.gettext
        yield _title(_("Outside voices"))
        in_full = {report.evidence.source: report for report in reports}  # the newest of each
        known = {each.source for each in evidence}
        also = [report.evidence for source, report in in_full.items() if source not in known]
        for each in (*evidence, *also):
            report = in_full.get(each.source)
            when = "" if each.at is None else words.moment(each.at)
            key = ("source", each.source)
            yield Row(key, (words.sources.witness(each), words.sources.evidence(each), "", when))
            yield from self._in_full(key, each, report, ("",))
        heard = known | set(in_full)
        others = [health for health in silent if health.source not in heard and health.says is not None]
        for health in others:
            when = "" if health.asked_at is None else words.moment(health.asked_at)
            texts = (words.names.source(health.source), words.sources.state(health), "", when)
            yield Row(("source", health.source), texts)
        if not (heard or others):
            yield Row("no sources", (words.gettext("Nobody was asked."),))
        if _NEVER_MET & (heard | {health.source for health in others}):
            yield Row(
                "never met",
                (
                    _(
                        "Mastodon, Bluesky, Reddit, Threads and Downdetector are built from their "
                        "documentation, never run against the live services."
                    ),
                ),
            )

    def _in_full(
        self, key: tuple[object, ...], evidence: Evidence, report: Report | None, before: tuple[str, ...]
    ) -> Iterator[Row]:
        """What stands behind evidence: its own text, places, links. `before` are columns left empty."""
        if report is not None and report.text:
            yield Row((*key, "text"), (*before, self._words.sources.quoted(report.text)))
        if report is not None and report.vantages:
            yield Row((*key, "places"), (*before, self._words.sources.vantages(report.vantages)))
        links = [evidence.url or "", *(report.links if report is not None else ())]
        for address in dict.fromkeys(link for link in links if link.startswith("https://")):
            yield Row((*key, address), (*before, self._words.window.opens_link(address)), opens=Link(address))

    def incident_page(self, told: IncidentDetails) -> list[Row]:
        """All that is known of it, oldest first, under the days on which it happened."""
        rows: list[Row] = []
        day = ""
        for at, row in sorted(self._moments(told), key=lambda pair: pair[0]):
            if (on := self._local.day(at)) != day:
                day = on
                rows.append(_title(day))
            rows.append(row)
            rows += self._links(row, told)
        return rows

    def _moments(self, told: IncidentDetails) -> Iterator[tuple[datetime, Row]]:
        words, incident = self._words, told.recorded.incident
        _ = words.gettext
        yield self._moment("begin", incident.begin, _("The first failed check"))
        if incident.end is not None:
            yield self._moment("end", incident.end, _("The first good check again"))
        changes = told.recorded.changes
        for before, change in zip((None, *changes), changes, strict=False):
            yield self._moment("change", change.at, words.window.told_change(change, before))
        for notice in told.notices:
            text = words.window.told_notice(notice.kind, incident, is_shown=notice.is_shown)
            yield self._moment(f"notice {notice.kind}", notice.at, text)
        for mark in told.marks:
            yield self._moment("mark", mark, _("You said that you see an error"))
        for gap in told.gaps:
            yield self._moment("gap", gap.begin, words.window.told_gap(self._local.moment(gap.end)))
        for run in told.runs:
            text = words.window.told_run(run.count, run.verdict, run.cause)
            yield self._moment("run", run.begin, text, verdict=run.verdict, opens=CheckPage(run.begin))
        for report in news(told.reports):
            if report.evidence.at is not None:
                yield self._moment(
                    f"report {report.evidence.source}",
                    report.evidence.at,
                    words.window.told_voice(report.evidence),
                )

    def _moment(
        self,
        key: str,
        at: datetime,
        text: str,
        *,
        verdict: VerdictName | None = None,
        opens: CheckPage | None = None,
    ) -> tuple[datetime, Row]:
        return at, Row((key, at), ("", self._words.moment(at), text), verdict=verdict, opens=opens)

    def _links(self, row: Row, told: IncidentDetails) -> Iterator[Row]:
        for report in told.reports:
            evidence = report.evidence
            if row.key == (f"report {evidence.source}", evidence.at):
                yield from self._in_full((row.key,), evidence, report, ("", ""))


def recurrence(recorded: RecordedIncident) -> int | None:
    """The how-manieth outage within 7 days it was, as far as its changes say."""
    counts = [change.recurrence for change in recorded.changes if change.recurrence is not None]
    return counts[-1] if counts else None


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
