"""Sources, as a check and the watching see them: this room asks them, and knows none of them."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, Self

from trayapp.domain.records import Evidence
from trayapp.domain.reports import Report, SourceHealth


class Sources(Protocol):
    """All sources together; `trayapp.sources.pool` has them. Used from one event loop, and never raise."""

    def evidence(self, at: datetime) -> tuple[Evidence, ...]:
        """What they said that counts at this moment, an aware time."""

    def is_trouble_reported(self, at: datetime) -> bool:
        """Whether one of them reports trouble, the user included."""

    async def ask_on_suspicion(self, trouble_since: datetime | None = None) -> None:
        """Ask them all, each as its limits allow, about a trouble that began then."""

    async def poll(self) -> None:
        """Ask some of them now and then, until cancelled."""

    def record_user_error(self, at: datetime | None) -> None:
        """The user saw an error then; `None`: they take it back."""

    def go_on_from(self, former: Self) -> None:
        """Remember what these were told, whose place they take under other settings."""

    def health(self) -> tuple[SourceHealth, ...]:
        """How each of them is doing."""

    def reports_since_last_check(self) -> tuple[Report, ...]:
        """What is worth keeping of what they said since this was called last."""
