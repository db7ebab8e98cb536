"""Where the parts are joined: from the settings to what makes checks."""

from __future__ import annotations

import time
from functools import cache

from trayapp.clock import Now
from trayapp.key_store import KeyStore
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


def asking(settings: Settings, now: Now, proxies: Proxies) -> Client:
    """What asks hosts under these settings, for use on one event loop, through these proxies."""
    manners = Manners(time.monotonic, now, settings.interval_s)
    return Client(cache(system_trust), manners, proxies)


def checker(settings: Settings, now: Now, adapt: Adapt, habits: Habits) -> Checker:
    """What makes checks under these settings, for use on one event loop; `adapt` as for `Checker`.

    `habits` is what is usual for the crowd; it learns.
    """
    client = asking(settings, now, Proxies(settings))
    others = Voices(client, chosen_sources(settings, habits, KeyStore()), now)
    return Checker(client, chosen(settings), others, now, settings.interval_s, adapt)
