"""The first bytes of the database and its size: whether somebody cut it short or wrote over it in place."""

from __future__ import annotations

import os
from dataclasses import dataclass

# Places and sizes: sqlite.org/fileformat.html#the_database_header.
_SIZE = 100
# What a file of SQLite begins with, and the size of its pages: as long as it is open neither changes.
_KIND = slice(0, 18)
_COUNTER = slice(24, 28)  # of changes; of those that go through the WAL not each
_PAGES = slice(28, 32)


@dataclass(frozen=True, slots=True)
class Header:
    """As the file is now, whatever SQLite still remembers of it."""

    size: int
    head: bytes

    @classmethod
    def of(cls, handle: int) -> Header:
        """Read it. Closing another handle would end the locks that SQLite holds: it must be kept."""
        os.lseek(handle, 0, os.SEEK_SET)
        return cls(os.fstat(handle).st_size, os.read(handle, _SIZE))

    def may_follow(self, before: Header) -> bool:
        """Whether SQLite can have made this of what was there before.

        It makes a file smaller only if somebody has it packed anew (VACUUM), and then counts that.
        """
        if self.head[_KIND] != before.head[_KIND]:
            return False
        if self.size >= before.size:
            return True
        page_size = int.from_bytes(self.head[16:18], "big")  # 1 stands for 65536, too large for two bytes
        is_whole = self.size == self._number(_PAGES) * (65536 if page_size == 1 else page_size)
        return is_whole and self._number(_COUNTER) > before._number(_COUNTER)

    def _number(self, where: slice) -> int:
        return int.from_bytes(self.head[where], "big")
