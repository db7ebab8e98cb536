"""What we owe to others: name to leave alone until when, what was used of a budget, what a source said last.

Pure. Several processes share it in one file, so a change is a function from what is there to what shall be.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self, TypeVar

from trayapp.domain.codes import UnavailableReason
from trayapp.domain.records import Evidence

HOUR = timedelta(hours=1)
"""Budgets are of any hour. For as long is remembered what is over, such as how often somebody refused us."""

LONGEST_WAIT = timedelta(days=1)  # whatever a host says

# What is of later than this is of a clock that was set back since. It does not hold, or somebody would be
# left alone until the clock has caught up.
_SET_BACK_FROM = timedelta(minutes=1)

MOST_ENTRIES = 200
"""Of each sort. A process owes something to some thirty at most; a file may hold anything."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody is to be left alone."""

    said_at: datetime
    until: datetime
    pause_s: float = 0.0
    """How long it was left alone of our own accord, for the next time to be twice as long."""
    was_overridden: bool = False
    """Whether it was asked once all the same, at the user's wish: not again before this is over."""

    def left_s(self, now: datetime) -> float:
        """Seconds for which it is still in force."""
        return max(0.0, (self.until - now).total_seconds()) if _is_past(self.said_at, now) else 0.0


@dataclass(frozen=True, slots=True)
class Use:
    """A part of a budget was used."""

    at: datetime
    cost: int
    name: str
    """Its own, whoever used it: two of one moment are two."""
    measurement: str = ""
    """What was paid for, under the name by which it can be fetched; empty until that is known."""


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """What came of asking a source, and what it said before if it could not be heard then."""

    at: datetime
    """When it was asked."""
    reason: UnavailableReason | None = None
    """Why it said nothing then; `None`: it was heard."""
    evidence: Evidence | None = None
    """What it said when it was heard last."""
    since: datetime | None = None
    """From when on it has said this without a break."""


@dataclass(frozen=True, slots=True)
class HostLimits:
    """All that is owed, by names: of hosts with accounts, of budgets, of sources."""

    waits: Mapping[str, Wait] = field(default_factory=dict)
    uses: Mapping[str, tuple[Use, ...]] = field(default_factory=dict)
    answers: Mapping[str, LastAnswer] = field(default_factory=dict)

    def with_wait(self, name: str, wait: Wait, *, overrides: bool) -> Self:
        """It is to be left alone. An earlier wait holds, too, unless this one overrides it: it was asked
        all the same, and this is what it says to that."""
        before = self.waits.get(name)
        if before is not None and not overrides and before.left_s(wait.said_at) > 0:
            wait = replace(wait, until=max(wait.until, before.until), was_overridden=before.was_overridden)
        return replace(self, waits={**self.waits, name: wait})

    def without_wait(self, name: str, at: datetime, *, overrides: bool) -> Self:
        """It may be asked as ever, as soon as an earlier wait is over; if this overrides it, at once."""
        before = self.waits.get(name)
        if before is None or (not overrides and before.left_s(at) > 0):
            return self
        return replace(self, waits=_without(self.waits, name))

    def with_overridden(self, asked: Collection[str]) -> Self:
        """These were asked all the same: that is not to be done again before their waits are over."""
        overridden = {
            name: replace(wait, was_overridden=True) for name, wait in self.waits.items() if name in asked
        }
        return replace(self, waits={**self.waits, **overridden})

    def with_use(self, budget: str, use: Use) -> Self:
        """A part of the budget was used, or more is known of that."""
        uses = sorted((*self.without_use(budget, use.name).uses[budget], use), key=lambda use: use.at)
        return replace(self, uses={**self.uses, budget: tuple(uses)})

    def without_use(self, budget: str, name: str) -> Self:
        """This part was not used after all."""
        left = tuple(use for use in self.uses.get(budget, ()) if use.name != name)
        return replace(self, uses={**self.uses, budget: left})

    def recent_uses(self, budget: str, at: datetime) -> tuple[Use, ...]:
        """Those of the last hour, the oldest first."""
        return tuple(use for use in self.uses.get(budget, ()) if _is_recent(use.at, use.at, at))

    def with_answer(self, source: str, answer: LastAnswer) -> Self:
        """A source was asked; what another process heard later stands."""
        before = self.answers.get(source)
        if before is not None and before.at > answer.at:
            return self
        return replace(self, answers={**self.answers, source: answer})

    def without_source(self, source: str) -> Self:
        """This one is another from now on: it has another account."""
        waits = _without(self.waits, source_name(source))
        return replace(self, waits=waits, answers=_without(self.answers, source))

    def pruned(self, now: datetime) -> Self:
        """Without what is over, or of a clock that was set back; of what is too much, the latest."""
        waits = {w: wait for w, wait in self.waits.items() if _is_recent(wait.said_at, wait.until, now)}
        uses = {b: used for b in self.uses if (used := self.recent_uses(b, now)[-MOST_ENTRIES:])}
        answers = {
            source: answer for source, answer in self.answers.items() if _is_recent(answer.at, answer.at, now)
        }
        return replace(
            self,
            waits=_latest(waits, lambda wait: wait.until),
            uses=_latest(uses, lambda used: used[-1].at),
            answers=_latest(answers, lambda answer: answer.at),
        )


def source_name(source: str) -> str:
    """The name of a source among those who are to be left alone."""
    return f"source {source}"


def _is_past(at: datetime, now: datetime) -> bool:
    return at - now <= _SET_BACK_FROM


def _is_recent(said_at: datetime, over_at: datetime, now: datetime) -> bool:
    """Whether it was said by a clock that still holds, and has not been over for an hour."""
    return _is_past(said_at, now) and now - over_at < HOUR


def _without(entries: Mapping[str, _T], name: str) -> dict[str, _T]:
    return {other: entry for other, entry in entries.items() if other != name}


def _latest(entries: Mapping[str, _T], moment: Callable[[_T], datetime]) -> dict[str, _T]:
    names = sorted(entries, key=lambda name: moment(entries[name]))
    return {name: entries[name] for name in names[-MOST_ENTRIES:]}
