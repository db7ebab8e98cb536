"""Looking at X through the user's own browser: at their wish, or unasked if they have allowed that."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from trayapp.clock import Now
from trayapp.domain.page import PageMemory
from trayapp.domain.records import Evidence, JudgedCheck, SurfaceResult
from trayapp.errors import BrowserError
from trayapp.history.page_folder import PageFolder
from trayapp.net.proxies import Proxies
from trayapp.settings.declarations import Settings

if TYPE_CHECKING:  # nothing of a browser is loaded before somebody asks for one
    from trayapp.browser.look import Look


class PageLooks:
    """Looks, and remembers what came of it for all trayapps of a user. One event loop.

    Where nothing can be written, it is remembered until this run ends.
    """

    def __init__(self, folder: PageFolder, now: Now) -> None:
        self._folder = folder
        self._now = now
        self._memory = self._folder.memory() or PageMemory()
        self._deletions = 0
        self._is_kept = True  # whether the folder has what we know

    async def look(self, settings: Settings, *, is_asked_for: bool) -> Look:
        """Look now. What came of it is added to the next check. 20 s at most.

        Of one during which all is deleted nothing is kept, and the picture is not handed out.

        Raises:
            BrowserError: no browser could be used, which says nothing of X.
        """
        from trayapp.browser.program import find

        deletions = self._deletions
        if not is_asked_for:  # it counts, whatever becomes of us
            self._remember(self._known().begun(self._now()))
        try:  # where there is no browser, too, it is not tried with each check
            browser = find(settings.browser_program)
            from trayapp.browser.look import look  # where none is found it cannot be loaded, perhaps

            proxies = Proxies(settings)
            await proxies.refresh()
            proxy = proxies("https://x.com/")
            if settings.proxy == "system":  # the browser knows of scripts, too: what it finds is its own
                proxy = urlsplit(proxy or "").hostname or ""
            seen = await look(browser, proxy)
        except BrowserError:
            if deletions == self._deletions:
                self._remember(self._known().after(self._now(), None))
            raise
        if deletions != self._deletions:
            return replace(seen, picture=b"")
        self._remember(self._known().after(self._now(), seen.result))
        return seen

    def is_due(self, judged: JudgedCheck, incident_begin: datetime | None) -> bool:
        """Whether to look of our own accord after this check."""
        return self._memory.is_due(judged, incident_begin)

    def added_to(
        self, at: datetime, surfaces: tuple[SurfaceResult, ...], evidence: tuple[Evidence, ...] = ()
    ) -> tuple[SurfaceResult, ...]:
        """The surfaces of a check of this moment, and what the last look adds to them."""
        memory, result = self._memory.in_check(at, surfaces, evidence)
        if memory is not self._memory:  # it was counted
            self._remember(replace(self._known(), counted_at=at))
        return surfaces if result is None else (*surfaces, result)

    def delete_all(self) -> None:
        """Delete all that was kept and remembered."""
        self._deletions += 1
        self._memory = PageMemory()
        self._folder.delete_all()

    def _known(self) -> PageMemory:
        """Another trayapp may have looked meanwhile."""
        return (self._folder.memory() if self._is_kept else None) or self._memory

    def _remember(self, memory: PageMemory) -> None:
        self._memory = memory
        self._is_kept = self._folder.remember(memory)
