"""Sources, who are asked how X is: one file each.

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
    from trayapp.sources.base import Setup, Source
    from trayapp.sources.crowd_baseline import CrowdBaseline


def chosen(settings: Settings, baseline: CrowdBaseline, keys: KeyStore) -> tuple[Source, ...]:
    """The sources that are switched on; those of them that need an account find it in `keys`."""
    if not settings.sources:
        return ()
    setup = _setup(settings, baseline, keys)
    return tuple(_source(name, setup) for name in SOURCES if getattr(settings, name))


def source_of_account(name: str, settings: Settings, keys: KeyStore) -> Source:
    """The source that uses this account, whatever is switched on."""
    from trayapp.sources.crowd_baseline import CrowdBaseline

    return _source(name, _setup(replace(settings, globalping_account=True), CrowdBaseline(), keys))


def _setup(settings: Settings, baseline: CrowdBaseline, keys: KeyStore) -> Setup:
    # Not above: the address of a page is had without loading what asks hosts.
    from trayapp.sources.base import Setup

    return Setup(settings, settings.country or system_country(), keys, baseline)


def _source(name: str, setup: Setup) -> Source:
    """The source of the module of this name. Those of sources that are off are not loaded."""
    source: Source = import_module(f"trayapp.sources.{name}").source(setup)
    return source
