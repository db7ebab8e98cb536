"""Pictures of what a browser showed, as files beside the history: for their owner's eyes, and not for ever.

They hold what others have posted, so they are few, they go when the checks of their time go, and nothing but
the user takes them anywhere.
"""

from __future__ import annotations

import logging
import os
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from trayapp.private_files import make_private_folder, open_private_file

_log = logging.getLogger(__name__)

_NAME = "%Y%m%dT%H%M%S%fZ.png"
_MOST_OF_INCIDENT = 4
_MOST_BYTES = 50_000_000


class Pictures:
    """All that are kept. Whoever reads may do so in any thread; one alone writes. Never raises."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the history's."""
        self._folder = folder / "browser"

    def add(self, at: datetime, picture: bytes, begin: datetime | None) -> None:
        """Keep one of this moment. `begin`: of the incident that goes on, whose last one gives way if it has
        enough of them, so that the first and the newest can be seen."""
        try:
            of_incident = [] if begin is None else self.between(begin, at)
            for _, path in of_incident[_MOST_OF_INCIDENT - 1 :]:
                path.unlink(missing_ok=True)
            make_private_folder(self._folder)
            with os.fdopen(open_private_file(self._folder / f"{at.astimezone(UTC):{_NAME}}"), "wb") as file:
                file.write(picture)
            self._shrink()
        except OSError as error:
            _log.warning("a picture cannot be kept: %s", error)

    def _shrink(self) -> None:
        sizes = [(path, path.stat().st_size) for path in sorted(self._folder.glob("*.png"))]
        too_much = sum(size for _, size in sizes) - _MOST_BYTES
        for path, size in sizes:  # the oldest first
            if too_much <= 0:
                return
            path.unlink(missing_ok=True)
            too_much -= size

    def between(self, since: datetime, until: datetime) -> list[tuple[datetime, Path]]:
        """Those of this time, the oldest first, with their moments."""
        found = []
        with suppress(OSError):
            for path in sorted(self._folder.glob("*.png")):
                with suppress(ValueError):  # not ours
                    at = datetime.strptime(path.name, _NAME).replace(tzinfo=UTC)
                    if since <= at <= until and path.is_file():  # a pipe would keep who looks at it waiting
                        found.append((at, path))
        return found

    def prune(self, before: datetime) -> None:
        """Delete those that are older."""
        for _, path in self.between(datetime.min.replace(tzinfo=UTC), before):
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def delete_all(self) -> None:
        """Delete them, and what is remembered of the browser."""
        shutil.rmtree(self._folder, ignore_errors=True)
