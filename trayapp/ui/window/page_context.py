"""What all pages of one window share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from trayapp.clock import Now
from trayapp.i18n import Words
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.status.actions import Actions
from trayapp.ui.window.local_time import LocalTime


class PageContext(NamedTuple):
    """In one language, with one set of icons."""

    words: Words
    icons: StatusIcons
    local: LocalTime
    actions: Actions
    folder: Path
    """Where the history lies."""
    now: Now
    country: Callable[[], str | None]
    """Where X is watched, as far as that may be passed on."""
