"""What the system announces on its message bus (D-Bus): sleep, and that the network is metered.

Linux with logind and NetworkManager; elsewhere nobody announces either.
"""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jeepney import MatchRule, Message
    from jeepney.io.asyncio import DBusConnection


NOT_HEARD = (OSError, EOFError, ValueError, ImportError)
"""What is raised where there is no such bus, when it ends, and when what comes is not D-Bus."""


@asynccontextmanager
async def system_bus(*signals: MatchRule) -> AsyncIterator[DBusConnection]:
    """A connection on which such signals arrive. The bus passes on only what their senders broadcast.

    Raises one of `NOT_HEARD`, as does reading from it.
    """
    from jeepney import message_bus
    from jeepney.io.asyncio import open_dbus_connection

    try:
        connection = await open_dbus_connection("SYSTEM")
    except (KeyError, RuntimeError) as error:  # an address that is none, or none that is understood
        raise ConnectionError(f"no bus at such an address: {error}") from error
    try:
        for signal in signals:
            await connection.send(message_bus.AddMatch(signal))
        yield connection
    finally:
        await connection.close()


_log = logging.getLogger(__name__)

_MANAGER = "org.freedesktop.NetworkManager"
_PATH = "/org/freedesktop/NetworkManager"

# NMMetered: "yes" and "guess-yes". The others are unknown (0), no (2) and guess-no (4).
_METERED = (1, 3)


async def follow_metered(changed: Callable[[bool], None]) -> None:
    """Call `changed` with true once the network is metered, and with false once it no longer is.

    As NetworkManager knows or guesses it. Until cancelled; ends at once where there is no system bus, and
    when that ends.
    """
    is_metered = False

    def on_value(value: int) -> None:
        nonlocal is_metered
        if (value in _METERED) != is_metered:
            is_metered = not is_metered
            changed(is_metered)

    try:
        await _follow(on_value)
    except NOT_HEARD as error:
        _log.info("metered networks are not announced here: %s", error)
    finally:
        on_value(0)  # nobody is left to tell


async def _follow(on_value: Callable[[int], None]) -> None:
    """Call `on_value` with each value that NetworkManager tells, and with 0 while it does not run."""
    from jeepney import HeaderFields, MatchRule

    values = MatchRule(
        type="signal",
        sender=_MANAGER,
        interface="org.freedesktop.DBus.Properties",
        member="PropertiesChanged",
        path=_PATH,
    )
    values.add_arg_condition(0, _MANAGER)
    # After a restart it need not announce what it knows as a change, so it is asked.
    comings = MatchRule(type="signal", sender="org.freedesktop.DBus", member="NameOwnerChanged")
    comings.add_arg_condition(0, _MANAGER)
    async with system_bus(values, comings) as bus:
        asked = next(bus.outgoing_serial)
        await bus.send(_question(), serial=asked)
        while True:
            message = await bus.receive()
            fields = message.header.fields
            is_answer = fields.get(HeaderFields.reply_serial) == asked
            # In other forms than its own it says nothing. An error of it has text in its body, or nothing.
            match fields.get(HeaderFields.member), message.body:
                case None, ((_, int(value)),) if is_answer:
                    on_value(value)
                case None, _ if is_answer:
                    on_value(0)
                case "NameOwnerChanged", _:
                    asked = next(bus.outgoing_serial)
                    await bus.send(_question(), serial=asked)
                case "PropertiesChanged", (_, {"Metered": (_, int(value))}, *_):
                    on_value(value)


def _question() -> Message:
    from jeepney import DBusAddress, MessageFlag, Properties

    question = Properties(DBusAddress(_PATH, _MANAGER, _MANAGER)).get("Metered")
    question.header.flags |= MessageFlag.no_auto_start  # who has switched it off shall not get it from us
    return question


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
