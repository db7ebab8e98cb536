"""The message bus on which the system's own services speak (D-Bus), where there is one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jeepney import MatchRule
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
