"""Where the user is, as their locale says."""

from __future__ import annotations

import pytest

from trayapp.computer.country import system_country


@pytest.mark.parametrize(
    ("environment", "country"),
    [
        ("LANG=de_DE.UTF-8", "DE"),
        ("LANG=en_US.UTF-8 LC_TIME=de_AT.UTF-8", "AT"),
        ("LANG=de_DE LC_TIME=de_AT LC_ALL=de_CH", "CH"),
        ("LANG=de", None),
        ("LANG=C.UTF-8", None),
        ("LANG=POSIX", None),
        ("", None),
    ],
)
def test_the_part_for_dates_says_best_where_people_live(
    environment: str, country: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_TIME", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for assignment in environment.split():
        monkeypatch.setenv(*assignment.split("=", 1))
    assert system_country() == country
