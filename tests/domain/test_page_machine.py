"""When a browser looks of its own accord, whatever happens: how often, and never in vain or in need."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.domain.made import CARRIES, NOW, check, controls_of, evidence_of, surface
from trayapp.domain.page import PageMemory
from trayapp.domain.records import Check, Evidence, JudgedCheck, SurfaceResult, Verdict
from trayapp.domain.verdict import decide

_SHOWN = {"ok": "ok", "fails": "server_error:api", "wall": "refused:http_403", "nothing": "unrecognized"}
_SHOWS = st.sampled_from([*_SHOWN, "no browser"])
_QUARTER = timedelta(minutes=15)
_DAY = timedelta(days=1)

_UP, _BAD = check(CARRIES, web="ok", posts="ok"), check(CARRIES, web="ok", posts="server_error:origin")
_LOST = "dns_failed:no_answer"
_OFFLINE = check(controls_of(_LOST), web=_LOST, posts=_LOST)
_CHECKS = [_UP, _BAD, _OFFLINE]


@cache
def _verdict(number: int, page: SurfaceResult | None, *, is_reported: bool) -> Verdict:
    seen = _CHECKS[number]
    made = seen if page is None else replace(seen, surfaces=(*seen.surfaces, page))
    return decide(made, (evidence_of("crowd"),) if is_reported else ())


class Looking(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.memory = PageMemory()
        self.now = NOW
        self.begin: datetime | None = None
        """Of the incident that goes on."""
        self.checked = self.checked_before = NOW
        """The last check, and the last one before that incident."""
        self.unasked: list[datetime] = []
        self.looks: list[tuple[datetime, str]] = []

    @rule(minutes=st.sampled_from([0.5, 1, 5, 14, 15, 16, 60, 400]))
    def time_passes(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def it_is_started_anew(self) -> None:
        self.memory = PageMemory.from_json(self.memory.to_json())

    @rule(shows=_SHOWS)
    def somebody_asks(self, shows: str) -> None:
        self._look(shows)

    @rule(shows=_SHOWS, is_reported=st.booleans())
    def a_check_is_fine(self, shows: str, is_reported: bool) -> None:
        self.begin = None
        self._check(_UP, shows, *([evidence_of("crowd", at=self.now)] if is_reported else []))

    @rule(shows=_SHOWS)
    def a_check_is_bad(self, shows: str) -> None:
        self._check(_BAD, shows)

    @rule(shows=_SHOWS)
    def the_network_is_gone(self, shows: str) -> None:
        self._check(_OFFLINE, shows)

    @initialize(shows=_SHOWS, times=st.integers(0, 14), minutes=st.sampled_from([1, 15, 90]))
    def trouble_goes_on(self, shows: str, times: int, minutes: int) -> None:
        for _ in range(times):
            self.a_check_is_bad(shows)
            self.time_passes(minutes)

    def _check(self, seen: Check, shows: str, *evidence: Evidence) -> None:
        self.now += timedelta(seconds=1)
        if seen is _BAD:
            self.checked_before = self.checked_before if self.begin else self.checked
            self.begin = self.begin or self.now
        self.checked = self.now
        self.memory, page = self.memory.in_check(self.now, seen.surfaces, evidence)
        verdict = _verdict(_CHECKS.index(seen), page, is_reported=bool(evidence))
        if self.memory.is_due(JudgedCheck(replace(seen, at=self.now), evidence, verdict), self.begin):
            self._assert_it_may(seen)
            self.memory = self.memory.begun(self.now)
            self.unasked.append(self.now)
            self._look(shows)
        elif seen is _BAD:
            self._assert_it_need_not()

    def _look(self, shows: str) -> None:
        self.now += timedelta(seconds=3)
        self.looks.append((self.now, shows))
        text = _SHOWN.get(shows)
        self.memory = self.memory.after(self.now, surface("page", text) if text is not None else None)

    def _looks_lately(self) -> list[datetime]:
        return [at for at in self.unasked if self.now - at < _DAY]

    def _has_looked_in_this_quarter(self) -> bool:
        return bool(self.looks) and self.now - self.looks[-1][0] < _QUARTER

    def _is_turned_away(self) -> bool:
        told = [shows for _, shows in self.looks if shows in ("ok", "fails", "wall")]
        return len(told) >= 3 and set(told[-3:]) == {"wall"}

    def _assert_it_may(self, seen: Check) -> None:
        assert seen is not _OFFLINE
        assert len(self._looks_lately()) < 12
        assert not self._is_turned_away()
        if self._has_looked_in_this_quarter():  # then another incident has begun since
            assert self.begin is not None
            assert self.begin > self.looks[-1][0]

    def _assert_it_need_not(self) -> None:
        # A look that ended after the check before was in the first one of the incident.
        is_seen = self._has_looked_in_this_quarter() and self.looks[-1][0] > self.checked_before
        assert is_seen or self._is_turned_away() or len(self._looks_lately()) >= 12


TestLooking = Looking.TestCase
