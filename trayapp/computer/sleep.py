"""Notices that the computer goes to sleep and wakes up."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress

from trayapp.computer.system_bus import NOT_HEARD, system_bus

_log = logging.getLogger(__name__)

# Less than this the two clocks may drift apart, or the machine may have slept without anybody noticing.
_SLEPT_FROM_S = 5.0


class SleepClock:
    """Tells afterwards whether the computer slept: one clock counts sleep, the other does not (Linux)."""

    def __init__(self) -> None:
        self._difference_s = _boottime_ahead_s()

    def has_slept(self) -> bool:
        """Whether it has slept since this was asked last."""
        before, self._difference_s = self._difference_s, _boottime_ahead_s()
        return self._difference_s - before > _SLEPT_FROM_S


def _boottime_ahead_s() -> float:
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return 0.0
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)


class Wakings:
    """Calls `woke` on the event loop once the computer has slept, whether anybody announced it or not. Linux.

    The kernel interrupts a timer of this kind when the computer wakes up and when somebody sets the clock, so
    nothing is polled; which of the two it was, the clocks tell.
    """

    def __init__(self, woke: Callable[[], None]) -> None:
        self._woke = woke
        self._clock = SleepClock()
        self._timer: int | None = None

    def start(self) -> None:
        """Begin to listen, on the running loop."""
        if sys.platform != "linux":
            return
        try:
            self._timer = _interruptible_timer()
        except OSError as error:  # a sandbox may forbid it
            _log.info("waking up is noticed at the next check only: %s", error)
            return
        asyncio.get_running_loop().add_reader(self._timer, self._read)

    def stop(self) -> None:
        """Stop listening."""
        if self._timer is not None:
            asyncio.get_running_loop().remove_reader(self._timer)
            os.close(self._timer)
            self._timer = None

    def _read(self) -> None:
        if self._timer is not None:
            with suppress(OSError):  # ECANCELED is what it is there for
                os.read(self._timer, 8)
        if self._clock.has_slept():
            self._woke()


def _interruptible_timer() -> int:
    """A descriptor of timerfd_create(2) that never expires, but can be read once the clock makes a leap.

    Raises:
        OSError: as the kernel says.
    """
    import ctypes  # Python knows these calls from 3.13 on

    class Times(ctypes.Structure):
        _fields_ = [(name, ctypes.c_long) for name in ("every_s", "every_ns", "at_s", "at_ns")]

    libc = ctypes.CDLL(None, use_errno=True)
    timer: int = libc.timerfd_create(time.CLOCK_REALTIME, os.O_NONBLOCK | os.O_CLOEXEC)
    if timer < 0:
        raise OSError(ctypes.get_errno(), "timerfd_create")
    absolute, cancel_on_set = 1, 2
    never = Times(at_s=2 ** (8 * ctypes.sizeof(ctypes.c_long) - 1) - 1)
    if libc.timerfd_settime(timer, absolute | cancel_on_set, ctypes.byref(never), None) < 0:
        os.close(timer)
        raise OSError(ctypes.get_errno(), "timerfd_settime")
    return timer


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
                if message.header.fields.get(HeaderFields.member) == "PrepareForSleep":
                    is_asleep = bool(message.body[0])
                    slept(is_asleep)
    except NOT_HEARD as error:
        _log.info("sleep is not announced here: %s", error)
    finally:
        if is_asleep:  # nobody is left to announce the waking
            slept(False)
