"""What there is to see at this moment, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from trayapp.clock import local
from trayapp.domain.codes import VerdictName
from trayapp.domain.remedies import Remedy, is_about_x, named_surfaces, remedy
from trayapp.errors import HistoryEvent, SettingsError, TrayappError
from trayapp.i18n import Words
from trayapp.i18n.glance import AT_FIRST, tips_for
from trayapp.settings.declarations import Problem
from trayapp.settings.file import Loaded
from trayapp.ui.status.qt_text import wrapped
from trayapp.watch.commands import FOREVER

if TYPE_CHECKING:  # what made it is loaded by the worker: the icon does not wait for that
    from trayapp.domain.alerts import Modes
    from trayapp.domain.records import JudgedCheck, SurfaceResult
    from trayapp.domain.reports import SourceHealth
    from trayapp.domain.tracker import Incident
    from trayapp.domain.update import Update

# The verdicts that incidents are made of.
_TROUBLE = (VerdictName.DEGRADED, VerdictName.DOWN, VerdictName.BLOCKED)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of X and what came of it when it was last asked."""

    name: str
    result: str
    asked: str = ""
    """When that was, in local time; empty for the last check. Most checks ask for the core parts only."""
    seen: SurfaceResult | None = None
    """The same as a record, with the time that each phase took."""


@dataclass(frozen=True, slots=True)
class Noted:
    """That the user sees an error, and what is said to that."""

    at: datetime
    answer: str
    tips: str = ""
    """What they can try; empty where it is not in their hands."""


@dataclass(frozen=True, slots=True)
class Status:
    """All text is plain text."""

    verdict: VerdictName
    """`unknown`, too, while there is none."""
    headline: str
    """What is so, in a few words, with how sure that is."""
    sentence: str
    """Why: one or two whole sentences, to stand under the headline."""
    explanation: str = ""
    """What it may come from, or what to do; mostly empty."""
    remark: str = ""
    """What else to know of it; mostly empty."""
    incident: Incident | None = None
    """The one that the trouble is a part of; `None` while all is well, and while it is not confirmed."""
    open: Incident | None = None
    """The one that was open at the last check, even where that says nothing of now."""
    unseen_since: datetime | None = None
    """Since when X cannot be seen from here; `None` while it can."""
    recurrence: str = ""
    """Which outage within 7 days it is; empty of a first one."""
    is_settling: bool = False
    """Whether it is another one than before, and the next checks are to confirm it."""
    checked_at: datetime | None = None
    """When the last check was; `None` before the first of this start, and of what does not count now."""
    next_at: datetime | None = None
    """When the next one comes; `None` if that is not known."""
    last_check: str = ""
    """When the last one was, in words; empty before the first."""
    parts: tuple[Part, ...] = ()
    is_checking: bool = False
    modes: Modes | None = None
    """What the user has asked for; `None` while that is not known."""
    judged: JudgedCheck | None = None
    """The last check, with the reasons for its verdict; `None` before the first."""
    sources: tuple[SourceHealth, ...] = ()
    """How the sources are doing."""
    advice: str = ""
    """What helps; empty while nothing is wrong, or nothing is known of it."""
    remedy: Remedy | None = None
    """The one step that can be offered beside the advice."""
    noted: Noted | None = None
    """The error that the user sees; `None` once that is too long ago to be answered."""

    @property
    def is_paused(self) -> bool:
        """Nothing is checked at present: `verdict` is what was found last."""
        return self.modes is not None and self.modes.paused_until is not None


def first_line(status: Status, words: Words) -> str:
    """What is so, and since when: the menu's first line, and the tooltip's."""
    since = status.unseen_since if status.incident is None else status.incident.begin
    if since is None:
        return status.headline
    return words.glance.with_since(status.headline, words.clock_time(since), is_same=is_same(status))


def is_same(status: Status) -> bool:
    """Whether it has been this since it began, and nothing milder or worse."""
    return status.incident is None or status.incident.verdict is status.verdict


def tooltip(status: Status, words: Words) -> str:
    """A few short lines: trays neither wrap nor cut them."""
    texts = (first_line(status, words), status.sentence, status.remark, status.last_check)
    return "\n".join(line for text in texts for line in wrapped(text))


_TOLD_FOR = timedelta(hours=1)  # how long it is said what befell the history, once that is over
_LEARNED_NOTHING = (VerdictName.OFFLINE, VerdictName.UNKNOWN)
_ANSWERED_FOR = timedelta(minutes=15)  # how long what the user saw is answered: as long as it is evidence


class StatusBoard(QObject):
    """Takes the worker's news and words them.

    Attributes:
        status: what there is to see.

    Signals:
        changed: there is something else to see; argument: the Status.
    """

    changed = Signal(object)

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._last: Update | None = None
        self._failure: TrayappError | None = None  # why there is no last check to show
        self._history: HistoryEvent | None = None
        self._history_at: datetime | None = None  # the first check after that
        # What came of each part of X when it was asked last.
        self._asked: dict[str, tuple[JudgedCheck, SurfaceResult]] = {}
        self._is_checking = False
        self._modes: Modes | None = None
        self._problems: tuple[Problem, ...] = ()
        self._settings_error: SettingsError | None = None
        self._hitch = ""
        self._seen_error_at: datetime | None = None
        self._answered_by: JudgedCheck | None = None  # the last check that tells something of that error
        self.status = self._worded()

    @Slot()
    def record_check_begin(self) -> None:
        self._is_checking = True
        self._update()

    def set_words(self, words: Words) -> None:
        """Say everything in another language from now on."""
        self._words = words
        self._hitch = ""  # it was said in the other language
        self._update()

    @Slot(object)
    def record_check(self, update: Update) -> None:
        if update.is_old and self._last is not None:
            return  # the watching has begun anew: what was seen before that is newer than any record
        self._answer(update.judged)
        self._last, self._failure = update, None
        check = update.judged.check
        self._forget_history(check.at)
        self._asked.update({each.id: (update.judged, each) for each in check.surfaces})
        for surface in (*update.missing, *check.left_alone):  # they are told as such, not by an older result
            self._asked.pop(surface, None)
        self._is_checking = self._is_checking and update.is_old  # an old one does not end the first check
        self._update()

    @Slot(object)
    def record_history_event(self, event: HistoryEvent) -> None:
        self._history, self._history_at = event, None
        self._update()

    @Slot(object)
    def record_failure(self, error: TrayappError) -> None:
        self._last, self._failure = None, error  # what was seen before says nothing of now
        self._is_checking = False
        self._update()

    @Slot(object)
    def record_modes(self, modes: Modes) -> None:
        self._modes = modes
        self._update()

    def record_settings(self, loaded: Loaded, error: SettingsError | None) -> None:
        """What in the settings file was passed over, or why it cannot be read at all."""
        self._problems, self._settings_error = loaded.problems, error
        self._update()

    def record_hitch(self, text: str) -> None:
        """Something the user wanted did not come about, or what came of it; an empty text takes it back."""
        self._hitch = text
        self._update()

    def record_user_error(self, at: datetime | None) -> None:
        """The user sees an error, and wants an answer; `None`: they take it back."""
        self._seen_error_at, self._answered_by = at, None
        self._update()

    def _answer(self, judged: JudgedCheck) -> None:
        seen_at, at = self._seen_error_at, judged.check.at
        if seen_at is None or at < seen_at:
            return
        from trayapp.domain.tracker import SEVERITY  # the icon waits for no tracker

        last = self._last
        before = self._answered_by
        if before is None and last is not None and last.incident is not None and not last.is_old:
            before = last.judged
        was_trouble = before is not None and before.verdict.name in SEVERITY
        # What was seen in an outage was X's and is over with it: that X is up now blames nobody for it.
        if (was_trouble and judged.verdict.name is VerdictName.UP) or at - seen_at > _ANSWERED_FOR:
            self._seen_error_at = None
        # After the check that was made for it, one that learns nothing of X tells nothing of that moment.
        elif self._answered_by is None or judged.verdict.name not in _LEARNED_NOTHING:
            self._answered_by = judged

    def _forget_history(self, at: datetime) -> None:
        """What befell it and is over would fill the menu until the next start."""
        self._history_at = self._history_at or at
        if self._history is not None and self._history.is_over and at - self._history_at > _TOLD_FOR:
            self._history = None

    def _update(self) -> None:
        status = self._worded()
        if status != self.status:  # panels are woken by each change, even one to the same
            self.status = status
            self.changed.emit(status)

    def _worded(self) -> Status:
        words, last = self._words, self._last
        if last is None:
            sentence = words.gettext("The first check is running.")
            if self._failure is not None:
                sentence = words.troubles.error(self._failure)
            status = Status(VerdictName.UNKNOWN, words.names.verdict(VerdictName.UNKNOWN), sentence)
        else:
            status = self._worded_update(last)
        remark = " ".join(filter(None, self._remarks()))
        status = replace(
            status,
            remark=remark,
            is_checking=self._is_checking,
            modes=self._modes,
            noted=self._noted(status),
        )
        until = self._modes.paused_until if self._modes is not None else None
        if until is None:
            return status
        headline = words.gettext("Paused until {until}", until=words.clock_time(until))
        seen = words.gettext("Nothing is checked.") if last is None else self._last_seen(last)
        return _as_past(status, headline=headline, sentence=seen)

    def _last_seen(self, update: Update) -> str:
        """What was the matter when it was looked at last."""
        words, judged = self._words, update.judged
        return words.history.last_seen(words.clock_time(judged.check.at), words.verdicts.summary(judged))

    def _noted(self, status: Status) -> Noted | None:
        """What to say to an error that the user sees: at once by what is known, then by what was asked."""
        at, words, judged = self._seen_error_at, self._words, status.judged
        if at is None:
            return None
        if status.checked_at is None:  # what an earlier start saw, or before a pause, says nothing of now
            judged = None
        elif self._answered_by is not None and judged is not self._answered_by:
            return None  # it learned nothing: beside it, what was true before would say the opposite
        is_asked, judged = self._answered_by is not None, self._answered_by or judged
        tips = tips_for(judged)
        answer = words.glance.noted(f"{local(at):%H:%M}", judged, is_asked=is_asked)
        return Noted(at, answer, words.gettext(tips.value) if tips is not None else "")

    def _worded_update(self, update: Update) -> Status:
        words, judged = self._words, update.judged
        at, verdict = judged.check.at, judged.verdict
        not_counted = words.gettext("never reached on this network; not counted")
        # Most checks ask for the core alone: what was filtered when it was asked last still is.
        filtered = words.verdicts.filtered(result for _, result in self._asked.values())
        seen = (words.verdicts.detail(judged), words.verdicts.others(judged), filtered)
        missing = (Part(words.names.surface(surface), not_counted) for surface in update.missing)
        status = Status(
            verdict.name,
            words.verdicts.headline(verdict),
            " ".join(filter(None, seen)),
            words.verdicts.explanation(judged),
            checked_at=at,
            next_at=update.next_at,
            last_check=words.history.last_check(at),
            parts=(*parts_of(judged, self._asked.values(), words), *missing),
            open=update.incident,
            judged=judged,
            sources=update.sources,
            advice=words.verdicts.advice(verdict.cause, named_surfaces(verdict))
            if verdict.cause and is_about_x(verdict)
            else "",
            remedy=remedy(verdict),
        )
        if not update.is_old:
            return self._over_time(status, update)
        # What was recorded before this start is shown as that: the icon claims nothing of today.
        unknown = VerdictName.UNKNOWN
        headline = words.names.verdict(unknown)
        return _as_past(status, verdict=unknown, headline=headline, sentence=self._last_seen(update))

    def _remarks(self) -> Iterator[str]:
        words, last = self._words, self._last
        if last is not None:
            if any(result.via_proxy for result in last.judged.check.surfaces):
                yield words.verdicts.seen_through_proxy()
            if last.needs_update:
                yield words.gettext("X has changed its pages: trayapp needs an update to read them.")
            if last.proxy_trouble is not None:
                yield words.troubles.problem(Problem("proxy.mode", *last.proxy_trouble))
            if last.metrics_trouble is not None:
                yield words.troubles.error(last.metrics_trouble)
            if last.message_trouble is not None:
                yield words.troubles.problem(Problem(*last.message_trouble))
            yield words.verdicts.own_trouble(last.judged)
        if self._history is not None:
            yield words.troubles.history_event(self._history)
        if self._modes is not None and self._modes.muted_until is not None:
            yield _muted(self._modes.muted_until, words)
        # Why the file cannot be read, or the first setting that was passed over: no list in a menu.
        if self._settings_error is not None:
            yield words.troubles.error(self._settings_error)
        elif self._problems:
            first, *others = self._problems
            yield words.troubles.problem(first)
            if others:
                yield words.ngettext("({count} more)", "({count} more)", len(others))
        yield self._hitch

    def _over_time(self, status: Status, update: Update) -> Status:
        """With since when it has been so, or that the next checks are still to confirm it."""
        words, incident = self._words, update.incident
        if status.verdict in _TROUBLE and incident is None:
            headline = words.gettext(AT_FIRST[status.verdict])
            return replace(status, headline=headline, is_settling=True, advice="", remedy=None)
        if status.verdict is VerdictName.UP and incident is not None:
            return replace(status, headline=words.gettext("X answers again"), is_settling=True)
        if status.verdict not in _TROUBLE:  # an incident may still be open, but it says nothing of now
            return replace(status, unseen_since=update.unseen_since)
        if incident is None:
            return status
        recurrence = ""
        # A first one is no recurrence. It always says how much of the time was watched.
        is_down = status.verdict is incident.verdict is VerdictName.DOWN
        if is_down and update.recurrence is not None and update.recurrence > 1 and update.lately is not None:
            recurrence = words.history.recurrence(update.recurrence, update.lately.watched_s)
        return replace(status, incident=incident, recurrence=recurrence)


def parts_of(
    last: JudgedCheck, asked: Iterable[tuple[JudgedCheck, SurfaceResult]], words: Words
) -> Iterator[Part]:
    """The parts of X that were asked, each in its check, and those that the last one left alone."""
    for judged, result in asked:
        when = "" if judged.check.at == last.check.at else words.moment(judged.check.at)
        yield Part(words.names.surface(result.id), words.verdicts.part(judged, result), when, result)
    for surface in last.check.left_alone:
        yield Part(words.names.surface(surface), words.names.left_alone())


def _as_past(status: Status, **shown: Any) -> Status:
    """With nothing that is true of this moment only."""
    now = {"explanation": "", "last_check": "", "advice": "", "recurrence": ""}
    gone = dict.fromkeys(("incident", "unseen_since", "checked_at", "next_at", "remedy"))
    return replace(status, **{**now, **gone, "is_settling": False, **shown})


def _muted(until: datetime, words: Words) -> str:
    """Why nothing pops up."""
    if until == FOREVER:
        return words.gettext("Popups are muted.")
    return words.gettext("Popups are muted until {until}.", until=words.clock_time(until))
