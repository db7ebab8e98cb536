"""Where the parts are joined: from the settings to what makes checks."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from trayapp.clock import Now
from trayapp.key_store import KeyStore
from trayapp.owed_store import OwedStore
from trayapp.probing.checker import Adapt, Checker
from trayapp.probing.exchange import Client
from trayapp.probing.manners import Manners
from trayapp.probing.proxies import Proxies
from trayapp.probing.trust import system_trust
from trayapp.settings import Settings
from trayapp.sources import chosen as chosen_sources
from trayapp.sources.habits import Habits
from trayapp.sources.voices import Voices
from trayapp.surfaces import chosen


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
