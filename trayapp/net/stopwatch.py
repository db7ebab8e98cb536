"""How long each phase of an exchange takes."""

from __future__ import annotations

import time

from trayapp.domain.records import Phases
from trayapp.net.failures import Phase


class Stopwatch:
    """The phases of one exchange. Those of several hops are added up: the user waits for them all.

    Attributes:
        phase: where the exchange stands.
        has_answer_begun: whether a byte of the answer has come, on this hop.
        status: the last HTTP status that came.
        hops: how many connections were begun.
    """

    def __init__(self) -> None:
        self.phase = Phase.DNS
        self.has_answer_begun = False
        self.is_closed = False
        """Whether the other side has closed the connection."""
        self.status: int | None = None
        self.hops = 0
        self._began = self._entered = time.perf_counter()
        self._spent_ms: dict[Phase, float] = {}

    def enter(self, phase: Phase) -> None:
        """The phase before is over, this one begins, unless it had begun already."""
        if phase is self.phase:
            return
        now = time.perf_counter()
        self._spent_ms[self.phase] = self._spent_ms.get(self.phase, 0.0) + (now - self._entered) * 1000
        self.phase, self._entered = phase, now

    def begin_hop(self) -> None:
        """A new connection: what was between the hops is nobody's phase."""
        self.phase, self._entered = Phase.DNS, time.perf_counter()
        self.has_answer_begun = self.is_closed = False
        self.hops += 1

    def first_byte(self) -> None:
        """Something has come; it is the answer's if the answer was what we waited for."""
        if self.phase is Phase.FIRST_BYTE:
            self.has_answer_begun = True

    def phases(self) -> Phases:
        """What each phase took so far, in milliseconds; `None` for one that did not end."""
        spent = {phase: round(ms, 1) for phase, ms in self._spent_ms.items()}
        total = round((time.perf_counter() - self._began) * 1000, 1)
        return Phases(
            dns=spent.get(Phase.DNS),
            connect=spent.get(Phase.CONNECT),
            tls=spent.get(Phase.TLS),
            first_byte=spent.get(Phase.FIRST_BYTE),
            total=total,
        )
