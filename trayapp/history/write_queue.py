"""What could not be written yet: kept in memory, and not more of it than memory can bear."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace

from trayapp.history.database import Entry
from trayapp.history.extras import NO_EXTRAS

MOST_CHECKS = 1440
"""A day, at one check a minute."""


class WriteQueue:
    """Entries in the order in which they were made: the newest checks, and all that any of them changed."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque()
        self.checks = 0
        self.lost = 0
        """Checks that there was no room for since this was last set to 0."""

    def __bool__(self) -> bool:
        return bool(self._entries)

    @property
    def first(self) -> Entry:
        return self._entries[0]

    def add(self, entry: Entry) -> None:
        """One more. Where there is no room for its check, the oldest one goes, but not what that changed."""
        self._entries.append(entry)
        self.checks += entry.judged is not None
        if self.checks <= MOST_CHECKS:
            return
        # Those without a check in front of it are few: most checks change nothing.
        index, oldest = next((i, e) for i, e in enumerate(self._entries) if e.judged is not None)
        if oldest.events or oldest.extras != NO_EXTRAS:
            self._entries[index] = replace(oldest, judged=None)
        else:
            del self._entries[index]
        self.checks -= 1
        self.lost += 1

    def put_back(self, entries: Sequence[Entry]) -> None:
        """Have these written again, before all others: where they were written they are lost."""
        self._entries.extendleft(reversed(entries))  # it puts each before the one before
        self.checks += sum(entry.judged is not None for entry in entries)

    def replace(self, anew: Callable[[Entry], Entry]) -> None:
        """Put another entry in the place of each."""
        self._entries = deque(map(anew, self._entries))

    def remove_first(self) -> None:
        self.checks -= self._entries.popleft().judged is not None
