"""Outside voices: what others say of X. One file each."""

from __future__ import annotations

from trayapp.country import system_country
from trayapp.key_store import KeyStore
from trayapp.settings import Settings
from trayapp.sources.habits import Habits
from trayapp.sources.source import Source


def chosen(settings: Settings, habits: Habits, keys: KeyStore) -> tuple[Source, ...]:
    """The sources that are switched on; those of them that need an account find it in `keys`."""
    if not settings.sources:
        return ()
    # Not above: one of them alone, such as a page's address, is had without the others.
    from trayapp.sources.bluesky import bluesky
    from trayapp.sources.cloudflare_status import CLOUDFLARE_STATUS
    from trayapp.sources.downdetector import downdetector
    from trayapp.sources.globalping import globalping
    from trayapp.sources.mastodon import mastodon
    from trayapp.sources.netblocks import netblocks
    from trayapp.sources.reddit import reddit
    from trayapp.sources.threads import threads

    country = settings.country or system_country()
    switches = (
        (settings.globalping, globalping(country, settings.globalping_per_hour)),
        (settings.netblocks, netblocks()),
        (settings.mastodon, mastodon(settings.mastodon_servers, habits)),
        (settings.bluesky, bluesky(keys, country)),
        (settings.reddit, reddit(keys, country)),
        (settings.threads, threads(keys, country)),
        (settings.downdetector, downdetector(keys, country)),
        (settings.cloudflare_status, CLOUDFLARE_STATUS),
    )
    return tuple(source for is_on, source in switches if is_on)
