"""Commands as lines: what is sent is what arrives, and nothing else does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trayapp.ui.desktop_session.single_instance import LONGEST_LINE
from trayapp.watch.commands import FOREVER, Mute, Pause
from trayapp.watch.steering import LONGEST, from_line, to_line

NOW = datetime(2026, 2, 16, 13, 27, tzinfo=UTC)

moments = st.none() | st.datetimes(NOW.replace(tzinfo=None), (NOW + LONGEST).replace(tzinfo=None)).map(
    lambda at: at.replace(tzinfo=UTC)
)
commands = moments.map(Pause) | moments.map(Mute) | st.just(Mute(FOREVER))


@given(commands)
def test_what_is_sent_arrives(command: Pause | Mute) -> None:
    line = to_line(command)

    assert from_line(line, NOW) == command
    assert line.isprintable()
    assert len(line) < LONGEST_LINE


@given(st.text())
def test_nothing_else_is_a_command(line: str) -> None:
    assert from_line(line, NOW) is None


@pytest.mark.parametrize(
    "line",
    [
        "",
        "pause",
        "pause soon",
        "pause 2026-02-16T14:00:00",
        "Pause -",
        "checknow -",
        to_line(Pause(FOREVER)),
        to_line(Pause(NOW + LONGEST + timedelta(seconds=1))),
        "mute 9999-12-31T23:59:59-12:00",
    ],
)
def test_what_nobody_could_mean_is_no_command(line: str) -> None:
    assert from_line(line, NOW) is None
