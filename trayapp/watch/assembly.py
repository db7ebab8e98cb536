"""Where the parts are joined: from the settings to what makes checks."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from trayapp.checks.checker import Adapt, Checker
from trayapp.checks.surfaces import chosen
from trayapp.clock import Now
from trayapp.computer.key_store import KeyStore
from trayapp.net.backoff import HostBackoff
from trayapp.net.exchange import Client
from trayapp.net.limits_file import LimitsFile
from trayapp.net.proxies import Proxies
from trayapp.net.trust import system_trust
from trayapp.settings.declarations import Settings
from trayapp.sources import chosen as chosen_sources
from trayapp.sources.crowd_baseline import CrowdBaseline
from trayapp.sources.pool import SourcePool


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
