"""Nothing that was recorded is lost, whenever the process is killed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.history import kill_slices
from tests.history.kill import kill_again_and_again

LIVES = int(os.environ.get("TRAYAPP_KILL_LIVES", "20"))


@pytest.mark.timeout(60 + LIVES)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_kill_at_any_moment_loses_at_most_the_check_under_way(tmp_path: Path) -> None:
    witness = kill_again_and_again(tmp_path, LIVES, seed=LIVES)

    assert witness.reported > LIVES


@pytest.mark.timeout(120)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_what_goes_through_a_history_in_slices_may_be_killed_at_any_moment(tmp_path: Path) -> None:
    victims = kill_slices.kill_again_and_again(1, LIVES, tmp_path, checks=200)

    assert all(victim.found for victim in victims.values())
