"""One look at X through a browser: it is started, shown two public pages, and ended, whatever comes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from trayapp.browser.devtools import DevTools
from trayapp.browser.process import BrowserProcess
from trayapp.browser.reading import Sight, read
from trayapp.browser.visit import Visit
from trayapp.domain.records import Outcome, SurfaceResult
from trayapp.errors import BrowserError

# A profile and a post that have been there since 2006.
PAGES = ("https://x.com/jack", "https://x.com/jack/status/20")

# With the end of its processes it is over within 20 s.
_LOOK_S = 17.0

_OF_USE = frozenset({Outcome.OK, Outcome.REFUSED, Outcome.LIMITED})


@dataclass(frozen=True, slots=True)
class Look:
    """What came of a look."""

    result: SurfaceResult
    """Of the surface `page`."""
    picture: bytes = b""
    """A screenshot of the page that was looked at last, PNG; empty if none could be taken."""


async def look(browser: Path, proxy: str | None = "") -> Look:
    """Look at X through this browser, logged out, for 20 s at most. `proxy` as for `command_line`.

    Raises:
        BrowserError: it fails or is ended, which says nothing of X.
    """
    process = BrowserProcess(browser, proxy)
    devtools = DevTools(process.to_browser)
    try:
        async with asyncio.timeout(_LOOK_S):
            watching = [
                asyncio.create_task(devtools.listen(process.from_browser)),
                asyncio.create_task(process.look_after()),
                looking := asyncio.create_task(_look(devtools, process)),
            ]
            try:
                done, _ = await asyncio.wait(watching, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in watching:
                    task.cancel()
                await asyncio.gather(*watching, return_exceptions=True)
        for task in done - {looking}:
            task.result()
        return looking.result()
    except TimeoutError:
        raise BrowserError("browser_hung") from None
    finally:
        await process.end()


async def _look(devtools: DevTools, process: BrowserProcess) -> Look:
    sights: list[Sight] = []
    while True:
        # Connections are a context's own: what the network has lost of one page is not lost of the other.
        context = (await devtools.ask("Target.createBrowserContext")).get("browserContextId", "")
        visit = await _begin(devtools, context)
        process.check_sandbox()
        sights.append(await visit.see(PAGES[len(sights)]))
        result = read(sights)
        # Posts that are drawn are enough; and who turns us away on one page is not asked for another.
        if result.outcome in _OF_USE or len(sights) == len(PAGES):
            return Look(result, await visit.picture())
        devtools.detach()
        await devtools.ask("Target.disposeBrowserContext", browserContextId=context)


async def _begin(devtools: DevTools, context: str) -> Visit:
    """An empty page, which takes nothing along and asks for nothing that is not X's."""
    ask = devtools.ask
    await ask("Browser.setDownloadBehavior", behavior="deny", browserContextId=context)
    await ask("Browser.grantPermissions", permissions=[], browserContextId=context)  # all others are refused
    target = (await ask("Target.createTarget", url="about:blank", browserContextId=context)).get(
        "targetId", ""
    )
    await devtools.attach(target)
    for domain in ("Page", "Network", "Inspector"):
        await ask(f"{domain}.enable")
    await ask("Network.setBypassServiceWorker", bypass=True)
    await ask("Fetch.enable", patterns=[{"urlPattern": "*"}])
    return Visit(devtools, frame=target)
