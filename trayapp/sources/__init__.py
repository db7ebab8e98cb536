"""Outside voices: what others say of X. One file each."""

from __future__ import annotations

from trayapp.country import system_country
from trayapp.settings import Settings
from trayapp.sources.cloudflare_status import CLOUDFLARE_STATUS
from trayapp.sources.globalping import globalping
from trayapp.sources.netblocks import netblocks
from trayapp.sources.source import Source


def chosen(settings: Settings) -> tuple[Source, ...]:
    """The sources that are switched on."""
    if not settings.sources:
        return ()
    country = settings.country or system_country()
    switches = (
        (settings.globalping, globalping(country, settings.globalping_per_hour)),
        (settings.netblocks, netblocks()),
        (settings.cloudflare_status, CLOUDFLARE_STATUS),
    )
    return tuple(source for is_on, source in switches if is_on)
