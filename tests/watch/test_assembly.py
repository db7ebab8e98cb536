"""From the settings to what makes checks: which of them it goes by."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from trayapp.clock import utc_now
from trayapp.net.backoff import HostBackoff
from trayapp.settings.declarations import CHANGES_CHECKS, SOURCES, Settings
from trayapp.sources.crowd_baseline import CrowdBaseline
from trayapp.watch.assembly import make_checker, make_client

READ: set[str] = set()


class Noting(Settings):
    """Settings that note which of them are read."""

    def __getattribute__(self, name: str) -> Any:
        READ.add(name)
        return super().__getattribute__(name)


def test_a_setting_changes_checks_if_whoever_makes_them_reads_it() -> None:
    """One that is read and not declared so would count at the next start alone; the other way round, saving
    it would make a check for nothing.
    """
    everything: dict[str, Any] = dict.fromkeys((*SOURCES, "globalping_account"), True)
    settings = Noting(**everything, proxy="manual", proxy_url="http://p:1", custom_url="https://example.org/")
    READ.clear()
    backoff = HostBackoff(utc_now, 60)
    make_checker(settings, utc_now, lambda _, surfaces, __: surfaces, CrowdBaseline(), backoff)
    make_client(backoff, settings).proxies("https://x.com/")
    read = READ & {setting.name for setting in fields(Settings)}
    assert read - {"interval_s"} == set(CHANGES_CHECKS)  # the pace is the loop's, which hands it on
