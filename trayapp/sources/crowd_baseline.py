"""How many people usually complain, remembered from run to run."""

from __future__ import annotations

from datetime import datetime

from trayapp.crowd.baseline import Baseline

MEMORY = "crowd"
"""The name under which the history keeps it."""


class CrowdBaseline:
    """What is usual for the crowd of the standing poll. One event loop."""

    def __init__(self) -> None:
        self.baseline = self._saved = Baseline()

    def load(self, remembered: str | None) -> None:
        """Go on from what is remembered. Where that comes late, what was learned meanwhile is forgotten."""
        if remembered is not None:
            self.baseline = self._saved = Baseline.from_json(remembered)

    def learn(self, at: datetime, accounts: int) -> None:
        """One more poll found so many accounts."""
        self.baseline = self.baseline.learned(at, accounts)

    def unsaved(self) -> tuple[tuple[str, str], ...]:
        """What is to be stored from now on, if it is not what is stored already."""
        if self.baseline is self._saved:
            return ()
        self._saved = self.baseline
        return ((MEMORY, self.baseline.to_json()),)
