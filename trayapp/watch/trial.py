"""One question beside the watching: does this proxy work, does this address answer?"""

from __future__ import annotations

from pathlib import Path

from trayapp.checks.surfaces import chosen
from trayapp.clock import utc_now
from trayapp.domain.records import SurfaceResult
from trayapp.errors import TrayappError
from trayapp.net.failures import OwnTroubleError
from trayapp.settings.declarations import Settings
from trayapp.watch.assembly import host_backoff, make_client


async def ask_once(surface_id: str, settings: Settings, folder: Path) -> SurfaceResult:
    """What one surface, which is switched on in these settings, answers now. It is recorded nowhere.

    `folder` is the history's.

    Raises:
        TrayappError: nothing could be asked, for a reason of this computer's.
    """
    surface = next(each for each in chosen(settings) if each.id == surface_id)
    backoff = host_backoff(folder, settings, utc_now)
    client = make_client(backoff, settings)
    await client.proxies.refresh()
    try:
        with backoff.overridden():  # its user asks, whoever wants to be left alone
            return await surface.ask(client, True)
    except OwnTroubleError as error:
        if isinstance(error.__cause__, TrayappError):  # it says what to do
            raise error.__cause__ from None
        raise TrayappError("checks_failed") from error
