"""Which page the menu opens."""

import pytest

from trayapp.domain.reports import https_link
from trayapp.sources.downdetector_pages import page


@pytest.mark.parametrize(
    ("country", "address"),
    [
        ("DE", "https://xn--allestrungen-9ib.de/stoerung/twitter/"),
        ("AT", "https://xn--allestrungen-9ib.at/stoerung/twitter/"),
        ("FR", "https://downdetector.fr/statut/twitter/"),
        ("US", "https://downdetector.com/status/twitter/"),
        ("AQ", "https://downdetector.com/status/twitter/"),
        (None, "https://downdetector.com/status/twitter/"),
    ],
)
def test_each_country_has_its_page(country: str | None, address: str) -> None:
    assert page(country) == address


def test_every_page_is_a_plain_address() -> None:
    """A browser may be sent there as it stands: no letters that only look like others."""
    codes = [a + b for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]

    assert [code for code in codes if https_link(page(code)) is None] == []
