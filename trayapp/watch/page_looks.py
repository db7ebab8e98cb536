"""Looking at X through the user's own browser: at their wish, or unasked if they have allowed that."""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from trayapp.clock import Now
from trayapp.domain.page import PageMemory
from trayapp.domain.records import JudgedCheck, SurfaceResult
from trayapp.net.proxies import Proxies
from trayapp.private_files import make_private_folder, replace_private_file
from trayapp.reading import read_json_file
from trayapp.settings.declarations import Settings

if TYPE_CHECKING:  # nothing of a browser is loaded before somebody asks for one
    from trayapp.browser.look import Look

_log = logging.getLogger(__name__)

_MOST_BYTES = 64 * 1024  # it has some hundreds


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
            proxy = proxies("https://x.com/")
            if settings.proxy == "system":  # the browser knows of scripts, too: what it finds is its own
                proxy = urlsplit(proxy or "").hostname or ""
            seen = await look(browser, proxy)
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
        with suppress(OSError, ValueError):
            self._memory = PageMemory.from_json(read_json_file(self._file, _MOST_BYTES))

    def _write(self) -> None:
        try:
            make_private_folder(self._file.parent)
            replace_private_file(self._file, json.dumps(self._memory.to_json()).encode())
        except OSError as error:
            _log.warning("what a browser showed is kept in memory alone: %s", error)
