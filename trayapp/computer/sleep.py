"""Notices that the computer goes to sleep and wakes up."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from trayapp.computer.system_bus import NOT_HEARD, system_bus

_log = logging.getLogger(__name__)

# Less than this the two clocks may drift apart, or the machine may have slept without anybody noticing.
_SLEPT_FROM_S = 5.0


class SleepClock:
    """Tells afterwards whether the computer slept, announced or not: one clock counts sleep, the other none.

    Linux; elsewhere it never slept. Nothing is polled or listened to: whoever asks finds out.
    """

    def __init__(self) -> None:
        self._difference_s = _boottime_ahead_s()

    def has_slept(self) -> bool:
        """Whether it has slept since this was asked last."""
        before, self._difference_s = self._difference_s, _boottime_ahead_s()
        return self._difference_s - before > _SLEPT_FROM_S


def _boottime_ahead_s() -> float:
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return 0.0  # Linux alone has it
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)


async def follow_sleep(slept: Callable[[bool], None]) -> None:
    """Call `slept` with true before the computer sleeps and with false when it is awake again.

    As logind announces it (org.freedesktop.login1.Manager, PrepareForSleep). Until cancelled; ends at once
    where there is no system bus, and when that ends.
    """
    is_asleep = False
    try:
        from jeepney import HeaderFields, MatchRule

        announcements = MatchRule(
            type="signal",
            sender="org.freedesktop.login1",
            interface="org.freedesktop.login1.Manager",
            member="PrepareForSleep",
            path="/org/freedesktop/login1",
        )
        async with system_bus(announcements) as bus:
            while True:
                message = await bus.receive()
                match message.header.fields.get(HeaderFields.member), message.body:
                    case "PrepareForSleep", (bool(is_asleep),):
                        slept(is_asleep)
    except NOT_HEARD as error:
        _log.info("sleep is not announced here: %s", error)
    finally:
        if is_asleep:  # nobody is left to announce the waking
            slept(False)
