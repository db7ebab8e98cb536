"""One check without the proxy, beside the watching: is it the proxy that fails?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from trayapp.checks.checker import Depth
from trayapp.clock import utc_now
from trayapp.domain.records import JudgedCheck
from trayapp.settings.declarations import Settings
from trayapp.sources.crowd_baseline import CrowdBaseline
from trayapp.watch.assembly import host_backoff, make_checker
from trayapp.watch.baselines import Baselines


async def check_without_proxy(settings: Settings, folder: Path) -> JudgedCheck:
    """A full check under these settings but for the proxy. It is recorded nowhere; `folder` is the history's.

    Raises:
        TrayappError: no checks can be made, say without a trust store.
    """
    settings = replace(settings, proxy="none")
    backoff = host_backoff(folder, settings, utc_now)
    checks = make_checker(settings, utc_now, Baselines(folder).mark_slow, CrowdBaseline(), backoff)
    with backoff.overridden():  # who wants to be left alone said so to the proxy
        return await checks.check(Depth.EVERYTHING)
