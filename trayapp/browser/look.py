"""One look at X through a browser: it is started, shown two public pages, and ended, whatever comes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from trayapp.browser.devtools import DevTools
from trayapp.browser.process import BrowserProcess
from trayapp.browser.reading import Sight, read
from trayapp.browser.visit import Visit
from trayapp.domain.codes import Outcome
from trayapp.domain.records import SurfaceResult
from trayapp.errors import BrowserError

_T = TypeVar("_T")

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
    return await _through(browser, proxy, _look)


async def try_out(browser: Path) -> None:
    """See whether this browser starts, and its sandbox is on. It is shown nothing.

    Raises:
        BrowserError: it does not, or it is not.
    """
    await _through(browser, None, _open)


async def _through(
    browser: Path, proxy: str | None, do: Callable[[DevTools, BrowserProcess], Coroutine[Any, Any, _T]]
) -> _T:
    process = BrowserProcess(browser, proxy)
    devtools = DevTools(process.to_browser)
    try:
        async with asyncio.timeout(_LOOK_S), asyncio.TaskGroup() as group:
            beside = [devtools.listen(process.from_browser), process.look_after()]
            tasks = [group.create_task(each) for each in beside]
            done = await do(devtools, process)
            for task in tasks:
                task.cancel()
        return done
    except TimeoutError:
        raise BrowserError("browser_hung") from None
    except ExceptionGroup as failures:  # the first is why the others were cancelled
        raise failures.exceptions[0] from None
    finally:
        await process.end()


async def _look(devtools: DevTools, process: BrowserProcess) -> Look:
    sights: list[Sight] = []
    while True:
        context, visit = await _open(devtools, process)
        sights.append(await visit.see(PAGES[len(sights)]))
        result = read(sights)
        # Posts that are drawn are enough; and who turns us away on one page is not asked for another.
        if result.outcome in _OF_USE or len(sights) == len(PAGES):
            # What was broken off is an empty page.
            return Look(result, b"" if sights[-1].broken_off else await visit.picture())
        await devtools.ask("Target.disposeBrowserContext", browserContextId=context)


async def _open(devtools: DevTools, process: BrowserProcess) -> tuple[str, Visit]:
    """An empty page that takes nothing along, and its context: what the network loses of the connections of
    one is not lost of another's."""
    ask = devtools.ask
    context = (await ask("Target.createBrowserContext")).get("browserContextId", "")
    await ask("Browser.setDownloadBehavior", behavior="deny", browserContextId=context)
    await ask("Browser.grantPermissions", permissions=[], browserContextId=context)  # all others are refused
    made = await ask("Target.createTarget", url="about:blank", browserContextId=context)
    target = made.get("targetId", "")
    await devtools.attach(target)
    for domain in ("Page", "Network", "Inspector"):
        await ask(f"{domain}.enable")
    process.check_sandbox()
    await ask("Network.setBypassServiceWorker", bypass=True)
    await ask("Fetch.enable", patterns=[{"urlPattern": "*"}])
    return context, Visit(devtools, frame=target)
