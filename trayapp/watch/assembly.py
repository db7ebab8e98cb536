"""Where the parts are joined: from the settings to what makes checks."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from trayapp.checks.checker import Adapt, Checker
from trayapp.checks.surfaces import chosen
from trayapp.clock import Now
from trayapp.computer.key_store import KeyStore
from trayapp.net.backoff import Manners
from trayapp.net.exchange import Client
from trayapp.net.limits_file import OwedStore
from trayapp.net.proxies import Proxies
from trayapp.net.trust import system_trust
from trayapp.settings.declarations import Settings
from trayapp.sources import chosen as chosen_sources
from trayapp.sources.crowd_baseline import Habits
from trayapp.sources.pool import Voices


def owed_in(folder: Path, settings: Settings, now: Now) -> Manners:
    """What is owed to those who are asked, as the history's folder keeps it for all processes."""
    return Manners(now, settings.interval_s, OwedStore(folder, now))


def asking(manners: Manners, proxies: Proxies) -> Client:
    """What asks hosts on one event loop, through these proxies."""
    return Client(cache(system_trust), manners, proxies)


def checker(settings: Settings, now: Now, adapt: Adapt, habits: Habits, manners: Manners) -> Checker:
    """What makes checks under these settings, for use on one event loop; `adapt` as for `Checker`.

    `habits` is what is usual for the crowd; it learns. So does `manners`, who wants to be left alone.
    """
    proxies = Proxies(settings)
    client = asking(manners, proxies)
    others = Voices(client, chosen_sources(settings, habits, KeyStore()), now)
    return Checker(client, chosen(settings), others, now, settings.interval_s, adapt, proxies)
