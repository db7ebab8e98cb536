"""What a report may lead to."""

import pytest

from trayapp.domain.reports import https_link


@pytest.mark.parametrize(
    ("url", "is_fit"),
    [
        ("https://a.example/1?b#c", True),
        ("https://a.example:8443/", True),
        ("http://a.example/", False),
        ("https://x.com@a.example/", False),
        ("https://х.com/", False),  # noqa: RUF001 - a Cyrillic letter is what is tried
        ("https://a.example/" + "a" * 500, False),
        (None, False),
    ],
)
def test_a_link_leads_where_it_seems_to(url: object, is_fit: bool) -> None:
    assert https_link(url) == (url if is_fit else None)
