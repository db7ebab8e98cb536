"""How long each phase of an exchange takes."""

from __future__ import annotations

import time
from enum import StrEnum

from trayapp.domain.records import Phases


class Phase(StrEnum):
    """Where an exchange stands; the name is the detail of a timeout."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    FIRST_BYTE = "first_byte"
    BODY = "body"


class Stopwatch:
    """The phases of one exchange. Those of several hops are added up: the user waits for them all.

    Attributes:
        phase: where the exchange stands.
        has_answer_begun: whether a byte of the answer has come, on this hop.
        is_closed: whether the other side has closed the connection: what is missing then will never come.
        status: the last HTTP status that came.
        hops: how many connections were begun.
    """

    def __init__(self) -> None:
        self.phase = Phase.DNS
        self.has_answer_begun = self.is_closed = False
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

    def note(self, piece: bytes) -> None:
        """This has come; it is the answer's if the answer was what we waited for. Empty, it is the end."""
        self.is_closed = not piece
        self.has_answer_begun |= bool(piece) and self.phase is Phase.FIRST_BYTE

    def phases(self) -> Phases:
        """What each phase took so far, in milliseconds; `None` for one that did not end."""
        # A body counts in the total alone: how much of it is read depends on where its marks stand.
        spent = {phase.value: round(ms, 1) for phase, ms in self._spent_ms.items() if phase is not Phase.BODY}
        return Phases(**spent, total=round((time.perf_counter() - self._began) * 1000, 1))
