"""Cloudflare's status page: X stands behind Cloudflare, so its trouble explains X's. It confirms nothing.

The page is of Statuspage's common form: `indicator` is none, minor, major or critical.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from trayapp.domain.codes import Says
from trayapp.domain.records import Evidence
from trayapp.domain.reports import Report
from trayapp.net.exchange import Client, Request
from trayapp.net.known_hosts import CLOUDFLARE_STATUS_PAGE
from trayapp.sources.base import Reply, Setup, Source, fetch
from trayapp.sources.payload import one_line, part, read_json, shortened

ID = "cloudflare_status"
KIND = "status"

_SAYS = {
    "none": Says.FINE,
    "minor": Says.NOTHING,  # its everyday state: of 300 places some are always under repair
    "maintenance": Says.NOTHING,  # on some pages of this form
    "major": Says.TROUBLE,
    "critical": Says.TROUBLE,
}
_PAGE = "https://www.cloudflarestatus.com/"


async def _ask(client: Client, at: datetime) -> Reply:
    answer = await fetch(client, Request(CLOUDFLARE_STATUS_PAGE.url), at)
    return read_json(answer, lambda value: read_status_page(value, at))


def read_status_page(value: Any, at: datetime) -> Report | None:
    """What the page says; `None` if it is none."""
    says = _SAYS.get(part(str, value, "status", "indicator") or "")
    if says is None:
        return None
    text = shortened(one_line(part(str, value, "status", "description") or ""))
    return Report(Evidence(ID, says, KIND, at, url=_PAGE), links=(_PAGE,), text=text)


def source(_: Setup) -> Source:
    """The source."""
    return Source(ID, KIND, _ask, suspicion_interval_s=60.0)
