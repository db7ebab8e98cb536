"""Cloudflare's status page."""

from __future__ import annotations

import pytest

from tests.servers import answers_json
from tests.sources.made import NOW, report_of, setup
from tests.sources.samples import status_page
from trayapp.domain.codes import Says
from trayapp.sources import cloudflare_status
from trayapp.sources.cloudflare_status import read_status_page


@pytest.mark.parametrize(
    ("indicator", "says"),
    [
        ("none", "fine"),
        ("minor", "nothing"),
        ("maintenance", "nothing"),
        ("major", "trouble"),
        ("critical", "trouble"),
    ],
)
def test_minor_is_its_everyday_state_and_says_nothing(indicator: str, says: str) -> None:
    report = report_of(
        cloudflare_status.source(setup()), {"www.cloudflarestatus.com": answers_json(status_page(indicator))}
    )
    assert (report.evidence.says, report.evidence.kind, report.evidence.at) == (Says(says), "status", NOW)
    assert report.text == "Partial System Outage"


@pytest.mark.parametrize(
    "value", [None, [], {}, {"status": "none"}, status_page("quite new"), {"status": {}}]
)
def test_what_is_no_status_page_says_nothing(value: object) -> None:
    assert read_status_page(value, NOW) is None
