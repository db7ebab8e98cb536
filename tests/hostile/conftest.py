"""What several kinds of cases begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.history.made import Life


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a history with two outages, the second not over yet; to be copied."""
    life = Life(tmp_path_factory.mktemp("lived"))
    life.live("uuudddduuuudddd")
    life.store.close()
    return life.folder
