"""For how long a host asks us to wait, in each form that is in use."""

from __future__ import annotations

import pytest

from tests.sources.made import NOW
from trayapp.net.retry_after import parse_retry_after


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"retry-after": "90"}, 90),
        ({"retry-after": "Mon, 16 Feb 2026 13:29:40 GMT"}, 120),
        ({"retry-after": "Mon, 16 Feb 2026 12:00:00 GMT"}, 0),
        ({"retry-after": "soon"}, 0),
        ({"retry-after": "-5"}, 0),
        ({"retry-after": "9" * 400}, 86_400),
        ({"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(int(NOW.timestamp()) + 300)}, 300),
        ({"x-rate-limit-remaining": "7", "x-rate-limit-reset": str(int(NOW.timestamp()) + 300)}, 0),
        ({"x-rate-limit-remaining": "0", "x-rate-limit-reset": "9" * 400}, 0),
        ({"x-rate-limit-remaining": "0"}, 0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-02-16T13:32:40.500000Z"}, 300.5),
        ({"x-ratelimit-remaining": "9", "x-ratelimit-reset": "2026-02-16T13:32:40.500000Z"}, 0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-02-16T12:00:00Z"}, 0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-02-16T13:32:40"}, 0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "tomorrow"}, 0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "3599"}, 3599),
        ({"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "123"}, 123),
        ({"x-ratelimit-remaining": "98.0", "x-ratelimit-reset": "123"}, 0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "12", "retry-after": "4"}, 12),
        ({"ratelimit-remaining": "0", "ratelimit-reset": str(int(NOW.timestamp()) + 60)}, 60),
    ],
    ids=str,
)
def test_what_a_host_asks_for(headers: dict[str, str], seconds: float) -> None:
    assert parse_retry_after(headers, NOW) == seconds


def test_what_is_left_must_be_enough_for_what_one_request_costs() -> None:
    headers = {"x-ratelimit-remaining": "6", "x-ratelimit-reset": "600"}
    assert parse_retry_after(headers, NOW, cost=6) == 0
    assert parse_retry_after(headers, NOW, cost=7) == 600


def test_once_we_are_limited_what_is_left_is_not_for_us() -> None:
    headers = {"x-ratelimit-remaining": "6", "x-ratelimit-reset": "600"}
    assert parse_retry_after(headers, NOW, is_limited=True) == 600
