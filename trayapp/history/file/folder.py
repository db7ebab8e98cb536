"""The folder of the history: what lies in it, and where a broken file goes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

# What SQLite keeps beside a database: what is not yet in it, and how readers find that;
# what was in it before, where it was taken out of the mode that we use.
_COMPANIONS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Folder:
    """Where the history lies."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "history.sqlite3"

    @property
    def lock(self) -> Path:
        return self.path / "history.lock"

    @property
    def damage_mark(self) -> Path:
        """There while a reader has found damage, and no writer has looked for it yet."""
        return self.path / "history.damaged"

    def copy_of(self, version: int) -> Path:
        """Where the file of this version is kept before a step that rewrites data."""
        return self.path / f"history.version-{version}.sqlite3"

    def parts(self) -> list[Path]:
        """The database and its companions, whether they exist or not."""
        return [self.database, *(_beside(self.database, suffix) for suffix in _COMPANIONS)]

    def has_unmerged_writes(self) -> bool:
        """Whether something was written that is not in the database itself yet."""
        wal = _beside(self.database, "-wal")
        return wal.exists() and wal.stat().st_size > 0

    def kept_copies(self) -> list[Path]:
        """What was set aside, and what is kept of earlier versions: databases and their companions."""
        return sorted([*self.path.glob("history.broken-*"), *self.path.glob("history.version-*")])

    def delete_all(self) -> None:
        """Delete the database, which nobody must have open, and every copy that is kept of it."""
        # The database first: without it nobody takes what lies beside it for a part of it.
        for part in (*self.parts(), *self.kept_copies()):
            part.unlink(missing_ok=True)

    def set_aside(self, at: datetime, *, companions_only: bool = False) -> Path:
        """Put the database out of the way under a new name, which is given back; with it its companions.

        Nothing must have it open (Windows would not let it go). Only the holder of the writer's lock may do
        this: between the look for a free name and the renaming nobody else must take it.
        """
        stem = f"history.broken-{at:%Y%m%dT%H%M%SZ}"
        number = 1
        aside = self.path / f"{stem}.sqlite3"
        # lexists(): a link that leads nowhere has the name all the same.
        while any(os.path.lexists(part) for part in (aside, *(_beside(aside, s) for s in _COMPANIONS))):
            number += 1
            aside = self.path / f"{stem}-{number}.sqlite3"
        # The companions first: should the renaming end half way, no new database must meet old ones.
        for suffix in _COMPANIONS if companions_only else (*_COMPANIONS, ""):
            if os.path.lexists(part := _beside(self.database, suffix)):
                part.rename(_beside(aside, suffix))
        return aside


def _beside(database: Path, suffix: str) -> Path:
    return database.with_name(database.name + suffix)


def is_there(folder: Path) -> bool:
    """Whether anything was ever recorded in this folder."""
    return Folder(folder).database.exists()
