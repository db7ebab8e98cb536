"""Questions beside the watching: does this proxy work, does this address answer, does the proxy fail?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from trayapp.checks.checker import Depth
from trayapp.checks.surfaces import chosen
from trayapp.clock import utc_now
from trayapp.domain.records import JudgedCheck, SurfaceResult
from trayapp.errors import TrayappError
from trayapp.net.failures import OwnTroubleError
from trayapp.settings.declarations import Settings
from trayapp.sources.crowd_baseline import CrowdBaseline
from trayapp.watch.assembly import host_backoff, make_checker, make_client
from trayapp.watch.baselines import Baselines


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


async def check_without_proxy(settings: Settings, folder: Path) -> JudgedCheck:
    """A full check under these settings but for the proxy. It is recorded nowhere; `folder` is the history's.

    Raises:
        TrayappError: no checks can be made, say without a trust store.
    """
    settings = replace(settings, proxy="none")
    backoff = host_backoff(folder, settings, utc_now)
    checks = make_checker(settings, utc_now, Baselines(folder).mark_slow, CrowdBaseline(), backoff)
    with backoff.overridden():  # who wants to be left alone said so to the proxy
        return await checks.check(Depth.EVERYTHING)
