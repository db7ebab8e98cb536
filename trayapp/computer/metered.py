"""Notices that the network is metered: that what is sent costs money, or uses up what there is of it.

Linux with NetworkManager; elsewhere no network is known to be metered.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from trayapp.computer.system_bus import NOT_HEARD, system_bus

if TYPE_CHECKING:
    from jeepney import Message

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
