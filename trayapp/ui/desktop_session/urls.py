"""Pages that the user's own browser opens, and only when they say so."""

from __future__ import annotations

from typing import Final, NamedTuple

from trayapp.sources.downdetector_pages import page

X_SITE: Final = "https://x.com/"
X_STATUS: Final = "https://developer.x.com/status"
NETBLOCKS: Final = "https://netblocks.org/"

LOGIN: Final = "http://detectportal.firefox.com/canonical.html"
"""Without encryption: only so can a network put its login page in place of it."""


class Page(NamedTuple):
    name: str
    url: str


# The same service under the names that people know it by.
_NAMES: Final = {"allestrungen": "Allestörungen", "allestoringen": "Allestoringen"}


def outage_page(country: str | None) -> Page:
    """Where people of a country (ISO 3166-1 alpha-2) report outages."""
    url = page(country)
    return Page(next((name for part, name in _NAMES.items() if part in url), "Downdetector"), url)
