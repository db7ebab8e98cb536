"""What we owe to others: whom to leave alone until when, what was used of a budget, what a source said last.

Pure. Several processes share it in one file, so a change is a function from what is there to what shall be.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any, Self, TypeVar

from trayapp.domain.records import Evidence
from trayapp.domain.reports import Report, UnavailableReason
from trayapp.domain.wire import read_moment, read_number, report_from_json, report_to_json, timestamp

HOUR = timedelta(hours=1)
"""Budgets are of any hour. For as long is remembered what is over, such as how often somebody refused us."""

LONGEST_WAIT = timedelta(days=1)

# What is of later than this is of a clock that was set back since. It does not hold, or somebody would be
# left alone until the clock has caught up.
_SET_BACK_FROM = timedelta(minutes=1)

# Of each sort. A process owes something to some thirty at most; a file may hold anything.
_MOST_ENTRIES = 200
_LONGEST_NAME = 300

_VERSION = 1

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody is to be left alone."""

    said_at: datetime
    until: datetime
    pause_s: float = 0.0
    """How long it was left alone of our own accord, for the next time to be twice as long."""
    was_lifted: bool = False
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
class Said:
    """A source was asked."""

    at: datetime
    hindrance: UnavailableReason | None = None
    """Why it said nothing then."""
    evidence: Evidence | None = None
    """What it said when it was heard last."""
    since: datetime | None = None
    """From when on it has said this without a break."""


@dataclass(frozen=True, slots=True)
class HostLimits:
    """All that is owed, by names: of hosts with accounts, of budgets, of sources."""

    waits: Mapping[str, Wait] = field(default_factory=dict)
    uses: Mapping[str, tuple[Use, ...]] = field(default_factory=dict)
    said: Mapping[str, Said] = field(default_factory=dict)

    def told_to_wait(self, whom: str, wait: Wait, *, despite: bool) -> Self:
        """It is to be left alone. An earlier promise holds, too, unless this is its word `despite` that."""
        before = self.waits.get(whom)
        if before is not None and not despite and before.left_s(wait.said_at) > 0:
            wait = replace(wait, until=max(wait.until, before.until), was_lifted=before.was_lifted)
        return replace(self, waits={**self.waits, whom: wait})

    def welcomed(self, whom: str, at: datetime, *, despite: bool) -> Self:
        """It may be asked as ever, as soon as what it was promised is over; `despite`: at once."""
        before = self.waits.get(whom)
        if before is None or (not despite and before.left_s(at) > 0):
            return self
        return replace(self, waits=_without(self.waits, whom))

    def lifted(self, asked: Collection[str]) -> Self:
        """These were asked all the same: that is not to be done again before their waits are over."""
        waits = {w: replace(wait, was_lifted=True) if w in asked else wait for w, wait in self.waits.items()}
        return replace(self, waits=waits)

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
        return tuple(u for u in self.uses.get(budget, ()) if _is_past(u.at, at) and at - u.at < HOUR)

    def with_said(self, source: str, said: Said) -> Self:
        """A source was asked."""
        before = self.said.get(source)
        return self if before and before.at > said.at else replace(self, said={**self.said, source: said})

    def without_source(self, source: str) -> Self:
        """This one is another from now on: it has another account."""
        waits = _without(self.waits, source_name(source))
        return replace(self, waits=waits, said=_without(self.said, source))

    def pruned(self, now: datetime) -> Self:
        """Without what is over, or of a clock that was set back; of what is too much, the latest."""
        waits = {
            w: wait
            for w, wait in self.waits.items()
            if _is_past(wait.said_at, now) and now - wait.until < HOUR
        }
        uses = {b: used for b in self.uses if (used := self.recent_uses(b, now)[-_MOST_ENTRIES:])}
        said = {s: word for s, word in self.said.items() if _is_past(word.at, now) and now - word.at < HOUR}
        return replace(
            self,
            waits=_latest(waits, lambda wait: wait.until),
            uses=_latest(uses, lambda used: used[-1].at),
            said=_latest(said, lambda word: word.at),
        )


def source_name(source: str) -> str:
    """The name of a source among those who are to be left alone."""
    return f"source {source}"


def _is_past(at: datetime, now: datetime) -> bool:
    return at - now <= _SET_BACK_FROM


def _without(entries: Mapping[str, _T], name: str) -> dict[str, _T]:
    return {other: entry for other, entry in entries.items() if other != name}


def _latest(entries: Mapping[str, _T], moment: Callable[[_T], datetime]) -> dict[str, _T]:
    if len(entries) <= _MOST_ENTRIES:
        return dict(entries)
    names = sorted(entries, key=lambda name: moment(entries[name]))
    return {name: entries[name] for name in names[-_MOST_ENTRIES:]}


# ---- as JSON


def limits_to_json(limits: HostLimits) -> dict[str, Any]:
    """The object that a file holds."""
    return {"version": _VERSION, **{f.name: _written(getattr(limits, f.name)) for f in fields(limits)}}


def _written(value: Any) -> Any:
    match value:
        case datetime():
            return timestamp(value)
        case Evidence():
            return report_to_json(Report(value))
        case Wait() | Use() | Said():
            return {f.name: _written(getattr(value, f.name)) for f in fields(value)}
        case tuple():
            return [_written(each) for each in value]
        case dict():
            return {name: _written(each) for name, each in value.items()}
        case _:
            return value


def limits_from_json(value: Any) -> HostLimits | None:
    """What `limits_to_json` wrote, without what cannot be read of it; `None` if it is none. Never raises."""
    if not isinstance(value, dict) or value.get("version") != _VERSION:
        return None
    return HostLimits(
        _read_each(value.get("waits"), _read_wait),
        _read_each(value.get("uses"), _read_uses),
        _read_each(value.get("said"), _read_said),
    )


def _read_each(value: Any, read: Callable[[Any], _T | None]) -> dict[str, _T]:
    entries = value.items() if isinstance(value, dict) else ()
    found = ((name, read(entry)) for name, entry in entries if len(name) <= _LONGEST_NAME)
    return {name: entry for name, entry in found if entry is not None}


def _read_wait(value: Any) -> Wait | None:
    match value:
        case {"said_at": said_at, "until": until, "pause_s": pause_s, "was_lifted": bool(was_lifted)}:
            said, end, pause = read_moment(said_at), read_moment(until), read_number(pause_s)
            if said is not None and end is not None and pause is not None:
                # Compared, not added: a moment may be the last one that there is.
                end = end if end - said <= LONGEST_WAIT else said + LONGEST_WAIT
                return Wait(said, end, min(max(pause, 0.0), LONGEST_WAIT.total_seconds()), was_lifted)
    return None


def _read_uses(value: Any) -> tuple[Use, ...]:
    uses = HostLimits({}, {"": ()})
    for entry in value[-_MOST_ENTRIES:] if isinstance(value, list) else ():
        match entry:
            case {"at": at, "cost": int(cost), "name": str(name), "measurement": str(measurement)}:
                if (moment := read_moment(at)) is not None and 0 < cost <= _MOST_ENTRIES:
                    uses = uses.with_use("", Use(moment, int(cost), name, measurement))
    return uses.uses[""]


def _read_said(value: Any) -> Said | None:
    at = read_moment(value.get("at")) if isinstance(value, dict) else None
    if at is None:
        return None
    report, hindrance = report_from_json(value.get("evidence")), value.get("hindrance")
    return Said(
        at,
        UnavailableReason(hindrance) if hindrance in list(UnavailableReason) else None,
        None if report is None else report.evidence,
        read_moment(value.get("since")),
    )
