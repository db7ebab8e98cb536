"""Sources, who are asked how X is: one file each.

May import: computer, crowd, domain, net, settings.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from trayapp.computer.country import system_country

if TYPE_CHECKING:
    from trayapp.computer.key_store import KeyStore
    from trayapp.settings.declarations import Settings
    from trayapp.sources.base import Source
    from trayapp.sources.crowd_baseline import CrowdBaseline


def chosen(settings: Settings, baseline: CrowdBaseline, keys: KeyStore) -> tuple[Source, ...]:
    """The sources that are switched on; those of them that need an account find it in `keys`."""
    if not settings.sources:
        return ()
    # Not above: the address of a page is had without loading what asks hosts.
    from trayapp.sources.account import Account
    from trayapp.sources.bluesky import bluesky
    from trayapp.sources.cloudflare_status import CLOUDFLARE_STATUS
    from trayapp.sources.downdetector import downdetector
    from trayapp.sources.globalping import globalping
    from trayapp.sources.mastodon import mastodon
    from trayapp.sources.netblocks import netblocks
    from trayapp.sources.reddit import reddit
    from trayapp.sources.threads import threads

    country = settings.country or system_country()
    own = Account(keys, "globalping") if settings.globalping_account else None
    switches = (
        (settings.globalping, globalping(country, settings.globalping_per_hour, own)),
        (settings.netblocks, netblocks()),
        (settings.mastodon, mastodon(settings.mastodon_servers, baseline)),
        (settings.bluesky, bluesky(keys, country)),
        (settings.reddit, reddit(keys, country)),
        (settings.threads, threads(keys, country)),
        (settings.downdetector, downdetector(keys, country)),
        (settings.cloudflare_status, CLOUDFLARE_STATUS),
    )
    return tuple(source for is_on, source in switches if is_on)


def one_with_account(name: str, settings: Settings, keys: KeyStore) -> Source:
    """The source that uses this account, whatever is switched on."""
    from trayapp.sources.crowd_baseline import CrowdBaseline

    switched_on: dict[str, Any] = {"sources": True, name: True}
    if name == "globalping":
        switched_on["globalping_account"] = True
    every = chosen(replace(settings, **switched_on), CrowdBaseline(), keys)
    return next(source for source in every if source.id == name)
