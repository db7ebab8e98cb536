"""What there is to see at this moment, in words: tray and window show the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Signal, Slot

from trayapp.domain.records import JudgedCheck, SurfaceResult, VerdictName
from trayapp.errors import TrayappError
from trayapp.words import Words


@dataclass(frozen=True, slots=True)
class Part:
    """One part of X and what came of it when it was last asked."""

    name: str
    result: str
    asked: str
    """When that was, in local time; empty for the last check. Most checks ask for the core parts only."""


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
    last_check: str = ""
    """When that was; empty before the first."""
    parts: tuple[Part, ...] = ()
    is_checking: bool = False


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
        self._news: JudgedCheck | TrayappError | None = None
        self._asked: dict[str, tuple[SurfaceResult, datetime]] = {}
        self._is_checking = False
        self.status = self._worded()

    @Slot()
    def note_beginning(self) -> None:
        self._is_checking = True
        self._update()

    @Slot(object)
    def note_check(self, judged: JudgedCheck) -> None:
        self._news = judged
        self._asked.update({result.id: (result, judged.check.at) for result in judged.check.surfaces})
        self._is_checking = False
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
        is_via_proxy = any(result.via_proxy for result in news.check.surfaces)
        return Status(
            news.verdict.name,
            words.headline(news.verdict),
            words.summary(news),
            words.seen_through_proxy() if is_via_proxy else "",
            words.last_check(news.check.at),
            tuple(self._part(result, at, news.check.at) for result, at in self._asked.values()),
            self._is_checking,
        )

    def _part(self, result: SurfaceResult, asked_at: datetime, last_at: datetime) -> Part:
        return Part(
            self._words.surface(result.id),
            self._words.result(result),
            "" if asked_at == last_at else self._words.moment(asked_at),
        )
