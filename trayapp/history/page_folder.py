"""The folder beside the history of what a browser showed: pictures of it, and what is remembered of it.

Pictures hold what others have posted, so they are few, they go when the checks of their time go, and nothing
but the user takes them anywhere.
"""

from __future__ import annotations

import json
import logging
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from trayapp.domain.page import PageMemory
from trayapp.private_files import make_private_folder, replace_private_file
from trayapp.reading import read_json_file

_log = logging.getLogger(__name__)

_NAME = "%Y%m%dT%H%M%S%fZ.png"
_MOST_OF_INCIDENT = 4
_MOST_BYTES = 50_000_000

_LONGEST_MEMORY = 64 * 1024  # it has some hundreds


class PageFolder:
    """All that is kept, by all trayapps of a user. Any thread, though one alone writes. Never raises."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the history's."""
        self._folder = folder / "browser"
        self._memory = self._folder / "page.json"

    def memory(self) -> PageMemory | None:
        """What is remembered; nothing of what cannot be read."""
        with suppress(OSError, ValueError):
            return PageMemory.from_json(read_json_file(self._memory, _LONGEST_MEMORY))
        return None

    def remember(self, memory: PageMemory) -> bool:
        """Whether that could be written."""
        return self._write(self._memory, json.dumps(memory.to_json()).encode())

    def add(self, at: datetime, picture: bytes, begin: datetime | None) -> None:
        """Keep a picture of this moment. `begin`: of the incident that goes on, whose last one gives way if
        it has enough of them, so that the first and the newest can be seen."""
        of_incident = [] if begin is None else self.between(begin, at)
        for _, path in of_incident[_MOST_OF_INCIDENT - 1 :]:
            _delete(path)
        self._write(self._folder / f"{at.astimezone(UTC):{_NAME}}", picture)
        self._shrink()

    def _write(self, path: Path, content: bytes) -> bool:
        try:
            make_private_folder(self._folder)
            replace_private_file(path, content)
        except OSError as error:
            _log.warning("what a browser showed cannot be kept: %s", error)
            return False
        return True

    def _shrink(self) -> None:
        with suppress(OSError):
            sizes = [(path, path.stat().st_size) for path in sorted(self._folder.glob("*.png"))]
            too_much = sum(size for _, size in sizes) - _MOST_BYTES
            for path, size in sizes:  # the oldest first
                if too_much <= 0:
                    return
                _delete(path)
                too_much -= size

    def between(self, since: datetime, until: datetime) -> list[tuple[datetime, Path]]:
        """The pictures of this time, the oldest first, with their moments."""
        found = []
        with suppress(OSError):
            for path in sorted(self._folder.glob("*.png")):
                with suppress(ValueError):  # not ours
                    at = datetime.strptime(path.name, _NAME).replace(tzinfo=UTC)
                    if since <= at <= until and path.is_file():  # a pipe would keep who looks at it waiting
                        found.append((at, path))
        return found

    def prune(self, before: datetime) -> None:
        """Delete pictures that are older, and what was left by one who was killed while writing one."""
        halves = list(self._folder.glob("*Z.new"))
        for path in [*halves, *(path for _, path in self.between(datetime.min.replace(tzinfo=UTC), before))]:
            _delete(path)

    def delete_all(self) -> None:
        """Delete the pictures, and what is remembered."""
        shutil.rmtree(self._folder, ignore_errors=True)


def _delete(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)
