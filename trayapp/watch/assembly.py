"""Where the parts are joined: from the settings to what makes checks, or asks one thing beside them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from trayapp.checks.checker import Adapt, Checker, Depth
from trayapp.checks.surfaces import chosen
from trayapp.clock import Now, utc_now
from trayapp.computer.key_store import KeyStore
from trayapp.domain.records import JudgedCheck, SurfaceResult
from trayapp.errors import TrayappError
from trayapp.net.backoff import HostBackoff
from trayapp.net.exchange import Client
from trayapp.net.failures import OwnTroubleError
from trayapp.net.limits_file import LimitsFile
from trayapp.net.proxies import Proxies
from trayapp.net.trust import system_trust
from trayapp.settings.declarations import Settings
from trayapp.sources import chosen as chosen_sources
from trayapp.sources.crowd_baseline import CrowdBaseline
from trayapp.sources.pool import SourcePool
from trayapp.watch.baselines import Baselines


def host_backoff(folder: Path, settings: Settings, now: Now) -> HostBackoff:
    """What is owed to those who are asked, as the history's folder keeps it for all processes."""
    return HostBackoff(now, settings.interval_s, LimitsFile(folder, now))


def make_client(backoff: HostBackoff, settings: Settings) -> Client:
    """What asks hosts on one event loop, through the proxies of these settings."""
    # Once, and when it is first needed: the certificate authorities take their time to read.
    return Client(cache(system_trust), backoff, Proxies(settings))


def make_checker(
    settings: Settings, now: Now, adapt: Adapt, baseline: CrowdBaseline, backoff: HostBackoff
) -> Checker:
    """What makes checks under these settings, for use on one event loop; `adapt` as for `Checker`.

    `baseline` is what is usual for the crowd; it learns. So does `backoff`, who wants to be left alone.
    """
    client = make_client(backoff, settings)
    sources = SourcePool(client, chosen_sources(settings, baseline, KeyStore()), now)
    return Checker(client, chosen(settings), sources, now, settings.interval_s, adapt)


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
