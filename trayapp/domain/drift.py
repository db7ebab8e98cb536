"""What has changed since this program was made: X's own pages, and hosts that are asked as controls. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from trayapp.domain.codes import PAGE_SURFACE, Outcome, Says
from trayapp.domain.latency import is_full
from trayapp.domain.records import Check, ControlResult, Evidence
from trayapp.domain.state_json import read_each, to_plain

# So many answers make a row of them; fewer may be chance.
_AT_LEAST = 5
_MOST_NAMES = 32  # a file may hold anything; ours are a dozen at most
_WORTH_WRITING_EVERY = timedelta(hours=1)  # a restart loses no more of a row of days

# Neither losses, which are no answers, nor certificates: where the clock is wrong those all fail.
_WRONG = frozenset({Outcome.SOFT_FAILURE, Outcome.REDIRECTED, Outcome.REFUSED, Outcome.SERVER_ERROR})


class Drift:
    """Remembers what has been answered wrongly for long, over restarts and on whatever network.

    One surface in full and lightly are two: X's page may have changed while its rules for robots have not.
    """

    def __init__(self) -> None:
        # Whoever watches sees each page of X's several times a day; a pause of more says nothing.
        self._pages = _Rows(lasts_from=timedelta(days=1), pause_at_most=timedelta(days=1))
        # Controls are asked in trouble only. And a clock that was years away makes no row of years.
        self._controls = _Rows(lasts_from=timedelta(days=7), pause_at_most=timedelta(days=30))

    def record_controls(self, at: datetime, controls: Iterable[ControlResult]) -> bool:
        """Take in what all controls answered, distrusted ones too. Whether that is worth remembering.

        Wrong answers count only beside a right one: where none is, the network is what answers.
        """
        controls = tuple(controls)
        # Resolvers are asked by address: they may answer where every name leads to a login page.
        does_network_answer = any(control.is_ok and not control.is_doh for control in controls)
        is_news = False
        for control in controls:
            if control.is_ok:
                is_news |= self._controls.end(control.id)
            elif does_network_answer and _is_wrong(control):
                is_news |= self._controls.add(control.id, at)
        return is_news

    def record_pages(self, check: Check, evidence: Iterable[Evidence]) -> bool:
        """Take in one check and what others say. Whether that is worth remembering.

        While a source reports trouble, what X answers may be that trouble.
        """
        if any(e.says is Says.TROUBLE and e.kind != "user" for e in evidence):  # which is to be checked
            return self._pages.end_all()
        is_news = False
        for result in check.surfaces:
            name = f"{result.id} in full" if is_full(check.surfaces) else result.id
            if result.outcome is Outcome.UNRECOGNIZED and result.id != PAGE_SURFACE:  # there it may be a wall
                is_news |= self._pages.add(name, check.at)
            elif result.is_ok:
                is_news |= self._pages.end(name)
        return is_news

    def needs_update(self, at: datetime) -> bool:
        """Whether X has answered for over a day, up to lately, in a way that this version does not know."""
        return any(self._pages.goes_on(name, at) for name in self._pages.lasting())

    @property
    def distrusted(self) -> frozenset[str]:
        """Controls that have not answered as they must on any network for 7 days, though asked.

        They count for nothing, and are asked all the same: one right answer redeems them.
        """
        return self._controls.lasting()

    def to_json(self) -> dict[str, Any]:
        """All of it in plain types."""
        return {"pages": self._pages.to_json(), "controls": self._controls.to_json()}

    @classmethod
    def from_json(cls, value: Any) -> Drift:
        """What was written; what cannot be read of it was never seen. Never raises."""
        drift = cls()
        if isinstance(value, dict):
            drift._pages.take(value.get("pages"))
            drift._controls.take(value.get("controls"))
        return drift


def _is_wrong(control: ControlResult) -> bool:
    """Whether it answered otherwise than it must, or has no name any more."""
    if control.outcome is Outcome.DNS_FAILED:
        return control.detail == "nxdomain"
    return control.outcome in _WRONG and not control.is_proxy_at_fault


@dataclass(slots=True)
class _Row:
    """The same answer again and again."""

    since: datetime
    last: datetime
    count: int = 1
    written: datetime = field(init=False)
    """Up to when it is remembered beyond this run."""

    def __post_init__(self) -> None:
        self.written = self.last


class _Rows:
    """By name, who has been answering alike for how long."""

    def __init__(self, lasts_from: timedelta, pause_at_most: timedelta) -> None:
        self._lasts_from = lasts_from
        self._pause_at_most = pause_at_most
        self._rows: dict[str, _Row] = {}

    def add(self, name: str, at: datetime) -> bool:
        """One more of it. Whether that is worth writing down: it is, to the hour."""
        row = self._rows.get(name)
        # One that has lasted outlasts any pause, too: only a right answer ends it.
        if row is None or not (self.goes_on(name, at) or name in self.lasting()):
            self._rows.pop(name, None)  # so that it goes to the end: the oldest are dropped
            self._rows[name] = _Row(at, at)
            while len(self._rows) > _MOST_NAMES:
                del self._rows[next(iter(self._rows))]
            return True
        row.last = at
        row.count += 1
        if abs(at - row.written) < _WORTH_WRITING_EVERY:  # abs: a clock that was set back
            return False
        row.written = at
        return True

    def end(self, name: str) -> bool:
        """It answered otherwise. Whether that is worth writing down."""
        return self._rows.pop(name, None) is not None

    def end_all(self) -> bool:
        """Nothing of it stands. Whether that is worth writing down."""
        had_some = bool(self._rows)
        self._rows.clear()
        return had_some

    def goes_on(self, name: str, at: datetime) -> bool:
        """Whether it has been so up to lately; a clock that was set far back or ahead breaks the row."""
        row = self._rows[name]
        return row.since <= at and abs(at - row.last) <= self._pause_at_most

    def lasting(self) -> frozenset[str]:
        """Those that have answered so for long enough, and often enough."""
        return frozenset(
            name
            for name, row in self._rows.items()
            if row.count >= _AT_LEAST and row.last - row.since >= self._lasts_from
        )

    def to_json(self) -> dict[str, Any]:
        written: dict[str, Any] = to_plain(self._rows)
        return written

    def take(self, value: Any) -> None:
        """Read what was written. Never raises."""
        self._rows = dict(islice(read_each(value, _Row).items(), _MOST_NAMES))
