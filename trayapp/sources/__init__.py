"""Sources, who are asked how X is: one file each.

Which there are is said once, by the `_source` fields of settings/declarations.py. Only those that are
switched on are loaded, by name: whoever freezes the program names its tool those in `SOURCES`.

May import: computer, crowd, domain, net, settings.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from trayapp.computer.country import system_country
from trayapp.settings.declarations import SOURCES

if TYPE_CHECKING:
    from trayapp.computer.key_store import KeyStore
    from trayapp.settings.declarations import Settings
    from trayapp.sources.base import Source
    from trayapp.sources.crowd_baseline import CrowdBaseline


def chosen(settings: Settings, baseline: CrowdBaseline, keys: KeyStore) -> tuple[Source, ...]:
    """The sources that are switched on; those of them that need an account find it in `keys`."""
    if not settings.sources:
        return ()
    return tuple(_source(name, settings, baseline, keys) for name in SOURCES if getattr(settings, name))


def source_of_account(name: str, settings: Settings, keys: KeyStore) -> Source:
    """The source that uses this account, whatever is switched on."""
    from trayapp.sources.crowd_baseline import CrowdBaseline

    # To test an account is to use it; the switch for Globalping's is off by default.
    return _source(name, replace(settings, globalping_account=True), CrowdBaseline(), keys)


def _source(name: str, settings: Settings, baseline: CrowdBaseline, keys: KeyStore) -> Source:
    # Not above: the address of a page is had without loading what asks hosts.
    from trayapp.sources.base import Setup

    setup = Setup(settings, settings.country or system_country(), keys, baseline)
    source: Source = import_module(f"trayapp.sources.{name}").source(setup)
    return source
