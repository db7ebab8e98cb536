"""One look at X through a browser: it is started, shown two public pages, and ended, whatever comes."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from trayapp.browser.devtools import DevTools
from trayapp.browser.process import BrowserProcess
from trayapp.browser.reading import Drawn, Part, Request, Sight, read
from trayapp.domain.codes import Outcome
from trayapp.domain.records import SurfaceResult
from trayapp.errors import BrowserError
from trayapp.net.answers import CHALLENGE, Answer, is_signed, read_status
from trayapp.net.x_hosts import is_x_host
from trayapp.paths import resource

VISIT_S = 7.0
"""At most, for one page."""

_LOOKED_AT_EVERY_S = 0.25

# A page that draws its error waits before it tries again, or says so: 1.5 s were seen.
_SETTLED_AFTER_S = 2.5
_SETTLED_WITH_ERROR_AFTER_S = 1.0

# Of what comes over the line: a page of X's is some megabytes.
_MOST_BYTES = 25_000_000
_MOST_PAGES = 6  # that lead on to the next

_PARTS = {
    "Document": Part.PAGE,
    "Script": Part.SCRIPT,
    "XHR": Part.API,
    "Fetch": Part.API,
    "Preflight": Part.API,
}
_LARGEST_PICTURE = 200_000  # bytes

# What the page broke off itself, or we did, is no answer that is missing.
_OURS = ("net::ERR_ABORTED", "net::ERR_BLOCKED_BY_CLIENT", "net::ERR_BLOCKED_BY_ORB")


class Visit:
    """Follows one page. One event loop."""

    def __init__(self, devtools: DevTools, frame: str) -> None:
        self._devtools = devtools
        self._frame = frame
        self._asked: dict[str, Request] = {}
        self._bytes = 0
        self._pages = 0
        self._changed_at = time.monotonic()
        self._broken_off = ""
        self._has_crashed = False
        devtools.on_event = self._follow

    async def see(self, url: str) -> Sight:
        """Load it and look at it, until it has settled or the time is over.

        Raises:
            BrowserError: the browser fails, which says nothing of the page.
        """
        ends_at = time.monotonic() + VISIT_S
        self._devtools.tell("Page.navigate", url=url)
        drawn = Drawn()
        while time.monotonic() < ends_at and not (self._broken_off or self._has_settled(drawn)):
            await asyncio.sleep(_LOOKED_AT_EVERY_S)
            # Until a page has come, the browser lets whoever asks for it wait.
            if any(asked.part is Part.PAGE and asked.status for asked in self._asked.values()):
                drawn = await self._drawn()
        return Sight(tuple(self._asked.values()), drawn, self._broken_off)

    async def picture(self) -> bytes:
        """A screenshot as PNG; empty if there is none, or none of a bearable size."""
        with suppress(BrowserError):  # a page that has not come cannot be taken
            for scale in (1, 0.6, 0.35):
                clip = {"x": 0, "y": 0, "width": 800, "height": 900, "scale": scale}
                taken = await self._devtools.ask("Page.captureScreenshot", format="png", clip=clip)
                picture = base64.b64decode(taken.get("data", ""))
                if len(picture) <= _LARGEST_PICTURE:
                    return picture
        return b""

    def _has_settled(self, drawn: Drawn) -> bool:
        if drawn.posts:
            return True
        if not self._asked or any(not asked.is_over for asked in self._asked.values()):
            return False
        has_error = drawn.has_error_block or drawn.has_error_words or self._is_page_refused()
        quiet_s = _SETTLED_WITH_ERROR_AFTER_S if has_error else _SETTLED_AFTER_S
        return time.monotonic() - self._changed_at >= quiet_s

    def _is_page_refused(self) -> bool:
        return any(a.part is Part.PAGE and (a.status or 0) >= 400 for a in self._asked.values())

    async def _drawn(self) -> Drawn:
        """What can be seen just now; nothing while one page gives way to the next.

        Raises:
            BrowserError: it does not let itself be looked at: its scripts run on and on, or it has crashed.
        """
        if self._has_crashed:
            raise BrowserError("browser_failed")
        try:
            return await self._seen()
        except BrowserError:
            if all(asked.is_over for asked in self._asked.values() if asked.part is Part.PAGE):
                raise
            return Drawn()

    async def _seen(self) -> Drawn:
        ask = self._devtools.ask
        world = await ask("Page.createIsolatedWorld", frameId=self._frame, worldName="trayapp")
        if "executionContextId" not in world:
            return Drawn()
        script = resource("browser", "drawn.js").read_text("utf-8")
        context = world["executionContextId"]
        seen = await ask("Runtime.evaluate", expression=script, contextId=context, returnByValue=True)
        value = seen.get("result", {}).get("value") or {}
        return Drawn(**{f.name: value[f.name] for f in fields(Drawn) if f.name in value})

    def _follow(self, method: str, told: dict[str, Any]) -> None:
        """One event of the page's."""
        match method:
            case "Fetch.requestPaused":
                self._let_pass(told)
            case "Network.requestWillBeSent":
                self._begin(told)
            case "Network.responseReceived":
                self._take(told["requestId"], told["response"]["status"], told["response"]["headers"])
            case "Network.responseReceivedExtraInfo":  # of answers, too, that the page may not read
                self._take(told["requestId"], told["statusCode"], told["headers"])
            case "Network.loadingFinished":
                self._end(told["requestId"])
            case "Network.loadingFailed":
                self._end(told["requestId"], told["errorText"])
            case "Network.dataReceived":
                self._bytes += max(told["encodedDataLength"], told["dataLength"])
                if self._bytes > _MOST_BYTES:
                    self._broken_off = "too_long"
            case "Page.javascriptDialogOpening":
                self._devtools.tell("Page.handleJavaScriptDialog", accept=False)
            case "Page.downloadWillBegin":
                self._broken_off = "download"
            case "Inspector.targetCrashed":
                self._has_crashed = True

    def _let_pass(self, told: dict[str, Any]) -> None:
        """Each request is stopped before it is sent: only X's hosts are asked, and over https."""
        url = urlsplit(told["request"]["url"])
        is_page = told["resourceType"] == "Document" and told["frameId"] == self._frame
        is_in_page = url.scheme in ("data", "blob")  # nobody is asked
        if is_in_page or (url.scheme == "https" and is_x_host(url.hostname or "")):
            self._pages += is_page
            if self._pages <= _MOST_PAGES:
                self._devtools.tell("Fetch.continueRequest", requestId=told["requestId"])
                return
            self._broken_off = "circle"
        elif is_page:
            self._broken_off = "elsewhere"
        self._devtools.tell("Fetch.failRequest", requestId=told["requestId"], errorReason="BlockedByClient")

    def _begin(self, told: dict[str, Any]) -> None:
        part = _PARTS.get(told.get("type", ""))
        host = urlsplit(told["request"]["url"]).hostname or ""
        if part is Part.PAGE and told.get("frameId") != self._frame:
            return  # a frame inside the page
        if part is not None and is_x_host(host):
            self._changed_at = time.monotonic()
            self._asked[told["requestId"]] = Request(part, host)  # anew where it was redirected

    def _take(self, number: str, status: int, headers: dict[str, str]) -> None:
        asked = self._asked.get(number)
        if asked is None:
            return
        self._changed_at = time.monotonic()
        answer = Answer("", status, {name.lower(): value for name, value in headers.items()}, b"")
        asked.status = status
        asked.signed |= is_signed(answer)  # one of the two events knows all headers
        asked.is_challenge |= read_status(answer) is CHALLENGE

    def _end(self, number: str, error: str = "") -> None:
        asked = self._asked.get(number)
        if asked is None:
            return
        self._changed_at = time.monotonic()
        asked.is_over = True
        if error.startswith(_OURS) and asked.status is None:
            del self._asked[number]
        elif asked.status is None:
            asked.error = error


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
