"""What there is to see at this moment, in words: tray and window show the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from trayapp.domain.records import JudgedCheck, SurfaceResult, VerdictName
from trayapp.errors import HistoryEvent, TrayappError
from trayapp.words import Words

if TYPE_CHECKING:  # what made it is loaded by the worker: the icon does not wait for that
    from trayapp.domain.reports import SourceHealth
    from trayapp.domain.update import Update


@dataclass(frozen=True, slots=True)
class Part:
    """One part of X and what came of it when it was last asked."""

    name: str
    result: str
    asked: str
    """When that was, in local time; empty for the last check. Most checks ask for the core parts only."""
    seen: SurfaceResult | None = None
    """The same as a record, with the time that each phase took."""


@dataclass(frozen=True, slots=True)
class Status:
    """All text is plain text."""

    verdict: VerdictName
    """`unknown`, too, while there is none."""
    headline: str
    """A few words."""
    sentence: str
    """What is the matter: one or two whole sentences."""
    remark: str = ""
    """What else to know of it; mostly empty."""
    since: tuple[str, ...] = ()
    """Since when it has been so, and the how-manieth time lately; empty while all is well."""
    lately: str = ""
    """How often lately."""
    last_check: str = ""
    """When that was; empty before the first."""
    parts: tuple[Part, ...] = ()
    is_checking: bool = False
    judged: JudgedCheck | None = None
    """The last check, with the reasons for its verdict; `None` before the first."""
    sources: tuple[SourceHealth, ...] = ()
    """How the outside voices are doing."""


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
        self._news: Update | TrayappError | None = None
        self._history: HistoryEvent | None = None
        self._asked: dict[str, tuple[SurfaceResult, datetime]] = {}
        self._is_checking = False
        self.status = self._worded()

    @Slot()
    def note_beginning(self) -> None:
        self._is_checking = True
        self._update()

    @Slot(object)
    def note_check(self, update: Update) -> None:
        self._news = update
        check = update.judged.check
        self._asked.update({result.id: (result, check.at) for result in check.surfaces})
        for surface in update.missing:
            self._asked.pop(surface, None)
        self._is_checking = self._is_checking and update.is_old
        self._update()

    @Slot(object)
    def note_history(self, event: HistoryEvent) -> None:
        self._history = event
        self._update()

    @Slot(object)
    def note_failure(self, error: TrayappError) -> None:
        self._news = error
        self._is_checking = False
        self._update()

    def _update(self) -> None:
        status = self._worded()
        if status != self.status:
            self.status = status
            self.changed.emit(status)

    def _worded(self) -> Status:
        words, news = self._words, self._news
        if news is None:
            return Status(
                VerdictName.UNKNOWN,
                words.verdict(VerdictName.UNKNOWN),
                words.first_check(),
                is_checking=self._is_checking,
            )
        if isinstance(news, TrayappError):
            return Status(
                VerdictName.UNKNOWN,
                words.verdict(VerdictName.UNKNOWN),
                words.error(news),
                is_checking=self._is_checking,
            )
        return self._worded_update(news)

    def _worded_update(self, update: Update) -> Status:
        words, judged = self._words, update.judged
        at = judged.check.at
        # What was recorded before this start is shown as that: the icon claims nothing of today.
        verdict = VerdictName.UNKNOWN if update.is_old else judged.verdict.name
        sentence = words.summary(judged)
        return Status(
            verdict,
            words.verdict(verdict) if update.is_old else words.headline(judged.verdict),
            words.last_seen(words.date_and_time(at), sentence) if update.is_old else sentence,
            self._remark(judged),
            self._since(update),
            words.lately(update.lately) if update.lately else "",
            "" if update.is_old else words.last_check(at),
            tuple(self._part(result, asked_at, at) for result, asked_at in self._asked.values())
            + tuple(self._missing_part(surface) for surface in update.missing),
            self._is_checking,
            judged,
            update.sources,
        )

    def _remark(self, judged: JudgedCheck) -> str:
        is_via_proxy = any(result.via_proxy for result in judged.check.surfaces)
        remarks = [self._words.seen_through_proxy()] if is_via_proxy else []
        if self._history is not None:
            remarks.append(self._words.history_event(self._history))
        return " ".join(remarks)

    def _since(self, update: Update) -> tuple[str, ...]:
        if update.incident is None:
            return ()
        lines = [self._words.since(update.incident)]
        if update.recurrence is not None and update.recurrence > 1 and update.lately is not None:
            lines.append(self._words.recurrence(update.recurrence, update.lately.watched_s))
        return tuple(lines)

    def _missing_part(self, surface: str) -> Part:
        return Part(self._words.surface(surface), self._words.not_available_here(), "")

    def _part(self, result: SurfaceResult, asked_at: datetime, last_at: datetime) -> Part:
        return Part(
            self._words.surface(result.id),
            self._words.result(result),
            "" if asked_at == last_at else self._words.moment(asked_at),
            result,
        )
