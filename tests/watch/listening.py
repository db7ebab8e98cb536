"""Hears of a watching, in tests: each hook is what the test wants to know of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from trayapp.domain.alerts import Modes, Notice
from trayapp.domain.records import JudgedCheck, SurfaceResult
from trayapp.domain.update import Update
from trayapp.errors import HistoryEvent, TrayappError


def ignore(_: object) -> None:
    """Not of interest."""


@dataclass
class Listening:
    """A `Listener` of these hooks."""

    on_check: Callable[[Update], None] = ignore
    on_history_event: Callable[[HistoryEvent], None] = ignore
    notify: Callable[[Notice], None] | None = None
    on_modes: Callable[[Modes], None] = ignore
    on_check_without_proxy: Callable[[JudgedCheck | TrayappError], None] = ignore
    on_look: Callable[[SurfaceResult | TrayappError], None] = ignore
    on_history_changed: Callable[[], None] = lambda: None

    def on_check_begin(self) -> None:
        """Not of interest."""
