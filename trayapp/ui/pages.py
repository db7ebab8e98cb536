"""Pages that the user's own browser opens, and only when they say so."""

from __future__ import annotations

from typing import Final, NamedTuple

X_STATUS: Final = "https://developer.x.com/status"
NETBLOCKS: Final = "https://netblocks.org/"

LOGIN: Final = "http://detectportal.firefox.com/canonical.html"
"""Without encryption: only so can a network put its login page in place of it."""


class Page(NamedTuple):
    name: str
    url: str


_DOWNDETECTOR: Final = Page("Downdetector", "https://downdetector.com/status/twitter/")

# The same service under the names that people know it by.
_BY_COUNTRY: Final = {
    "AT": Page("Allestörungen", "https://xn--allestrungen-9ib.at/stoerung/twitter/"),
    "CH": Page("Allestörungen", "https://xn--allestrungen-9ib.ch/stoerung/twitter/"),
    "DE": Page("Allestörungen", "https://xn--allestrungen-9ib.de/stoerung/twitter/"),
    "GB": Page("Downdetector", "https://downdetector.co.uk/status/twitter/"),
    "NL": Page("Allestoringen", "https://allestoringen.nl/storing/twitter/"),
}


def outage_page(country: str | None) -> Page:
    """Where people of a country (ISO 3166-1 alpha-2) report outages."""
    return _BY_COUNTRY.get(country or "", _DOWNDETECTOR)
