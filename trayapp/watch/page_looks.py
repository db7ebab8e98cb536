"""Looking at X through the user's own browser: at their wish, or unasked if they have allowed that."""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from trayapp.clock import Now
from trayapp.domain.page import PageMemory
from trayapp.domain.records import JudgedCheck, SurfaceResult
from trayapp.net.proxies import Proxies
from trayapp.private_files import make_private_folder, open_private_file
from trayapp.settings.declarations import Settings

if TYPE_CHECKING:  # nothing of a browser is loaded before somebody asks for one
    from trayapp.browser.look import Look

_log = logging.getLogger(__name__)


class PageLooks:
    """Looks, and remembers what came of it in a file that all trayapps of a user share. One event loop.

    A file that cannot be read is empty; where none can be written, it is remembered until this run ends.
    """

    def __init__(self, folder: Path, now: Now) -> None:
        """`folder` is the history's."""
        self._file = folder / "browser" / "page.json"
        self._now = now
        self._memory = PageMemory()
        self._is_new = False
        self._read()

    async def look(self, settings: Settings, *, is_asked_for: bool) -> Look:
        """Look now. What came of it is added to the next check. 20 s at most.

        Raises:
            BrowserError: no browser could be used, which says nothing of X.
        """
        from trayapp.browser.look import look
        from trayapp.browser.program import find

        result: SurfaceResult | None = None
        try:  # where there is no browser, too, it is not tried with each check
            browser = find(settings.browser_program)
            proxies = Proxies(settings)
            await proxies.refresh()
            proxy_host = urlsplit(proxies("https://x.com/") or "").hostname or ""
            seen = await look(browser, proxy_host)
            result = seen.result
        finally:
            self._read()  # another trayapp may have looked meanwhile
            self._memory = self._memory.after(self._now(), result, is_asked_for=is_asked_for)
            self._is_new = True
            self._write()
        return seen

    def is_due(self, judged: JudgedCheck) -> bool:
        """Whether to look of our own accord after this check."""
        return self._memory.is_due(judged)

    def added_to(self, at: datetime, surfaces: tuple[SurfaceResult, ...]) -> tuple[SurfaceResult, ...]:
        """The surfaces of a check of this moment, and what the last look adds to them."""
        result = self._memory.result_for(at, is_new=self._is_new)
        self._is_new = False
        return surfaces if result is None else (*surfaces, result)

    def forget(self) -> None:
        """All that was remembered is deleted."""
        self._memory, self._is_new = PageMemory(), False

    def _read(self) -> None:
        with suppress(OSError, ValueError, RecursionError):
            self._memory = PageMemory.from_json(json.loads(self._file.read_bytes()))

    def _write(self) -> None:
        new = self._file.with_suffix(".new")
        try:
            make_private_folder(self._file.parent)
            with os.fdopen(open_private_file(new), "w", encoding="utf-8") as file:
                file.truncate()
                json.dump(self._memory.to_json(), file)
            new.replace(self._file)
        except OSError as error:
            _log.warning("what a browser showed is kept in memory alone: %s", error)
