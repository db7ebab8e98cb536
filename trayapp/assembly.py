"""Where the parts are joined: from the settings to what makes checks."""

from __future__ import annotations

from pathlib import Path

from trayapp.clock import Now
from trayapp.key_store import KeyStore
from trayapp.owed_store import OwedStore
from trayapp.probing.checker import Adapt, Checker
from trayapp.probing.exchange import Client
from trayapp.probing.manners import Manners
from trayapp.probing.proxies import proxy_chooser
from trayapp.probing.trust import system_trust
from trayapp.settings import Settings
from trayapp.sources import chosen as chosen_sources
from trayapp.sources.habits import Habits
from trayapp.sources.voices import Voices
from trayapp.surfaces import chosen


def owed_in(folder: Path, settings: Settings, now: Now) -> Manners:
    """What is owed to those who are asked, as the history's folder keeps it for all processes."""
    return Manners(now, settings.interval_s, OwedStore(folder, now))


def asking(settings: Settings, manners: Manners) -> Client:
    """What asks hosts under these settings, for use on one event loop.

    Raises:
        TrustStoreError: this system trusts nobody, so nothing can be asked.
    """
    return Client(system_trust(), manners, proxy_chooser(settings))


def checker(settings: Settings, now: Now, adapt: Adapt, habits: Habits, manners: Manners) -> Checker:
    """What makes checks under these settings, for use on one event loop; `adapt` as for `Checker`.

    `habits` is what is usual for the crowd; it learns. So does `manners`, who wants to be left alone.

    Raises:
        TrustStoreError: this system trusts nobody, so nothing can be asked.
    """
    client = asking(settings, manners)
    others = Voices(client, chosen_sources(settings, habits, KeyStore()), now)
    return Checker(client, chosen(settings), others, now, settings.interval_s, adapt)
