"""One HTTP request under one deadline, timed by phase, redirects and all."""

from __future__ import annotations

import asyncio
import logging
import ssl
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

import h11
import httpx

from trayapp.about import USER_AGENT
from trayapp.domain.codes import Outcome, OwnTrouble
from trayapp.domain.records import Phases
from trayapp.net import sockets
from trayapp.net.answers import REDIRECTS, Answer, redirect_target
from trayapp.net.backoff import HostBackoff
from trayapp.net.failures import BrokenProtocolError, Finding, OwnTroubleError, ProxyRefusedError, classify
from trayapp.net.own_trouble import own_trouble_of
from trayapp.net.proxies import Proxies
from trayapp.net.stopwatch import Phase, Stopwatch
from trayapp.net.transport import Transport
from trayapp.settings.declarations import Settings

MOST_BODY_BYTES = 64 * 1024
"""Few answers that we ask for need more, and whatever a host sends, no more is kept."""

# How much more of a body must have come before it is looked through for its marks again: a host that sends
# it byte by byte would have us do nothing else.
_LOOKED_AT_EVERY_BYTES = 512

_log = logging.getLogger(__name__)

_MOST_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to ask."""

    url: str
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    """Not shown by `repr`, as the body is not: passwords and tokens are among them."""
    body: bytes | None = field(default=None, repr=False)
    """Sent by POST, under the `content-type` among the headers; `None` asks by GET."""
    is_enough: Callable[[bytes], bool] | None = None
    """Told the body so far: true ends the reading. Without it the whole body is read."""
    may_follow: Callable[[str], bool] | None = None
    """Told a host: whether a redirect may lead there. Without it redirects are answers like others."""
    body_wanted_with: frozenset[int] = frozenset()
    """Statuses beside 2xx whose body is read. Other answers are told by status and headers alone."""
    addresses: tuple[str, ...] = ()
    """Connect to these instead of looking the host up; the certificate must still be the host's."""
    is_private_suspicious: bool = False
    """Whether private addresses must prove themselves by a verified handshake: true for X's hosts."""
    is_any_address_fine: bool = False
    """Whether loopback is as good as any address: true for the user's own surface alone."""
    accepts_gzip: bool = False
    """For long answers of hosts that are not being timed; it is unpacked under the same cap."""
    most_body_bytes: int = MOST_BODY_BYTES
    """The cap, in bytes as they are after unpacking."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What became of one request: an answer, or the finding why there is none."""

    result: Answer | Finding
    phases: Phases
    address: str | None
    """The address that took the last connection: behind a proxy, the proxy's."""
    via_proxy: bool
    status: int | None = None
    """The last status that came, even where no answer followed."""


class Client:
    """Asks hosts, on a fresh connection each, from one event loop.

    `trust` gives the context, the same each time; where it raises, it is asked again with the next request.
    `backoff` remembers who wants to be asked less often; heeding it is up to whoever asks, and so is having
    `proxies` look again what the system says. `resolve` and `dial` are the system's unless a test brings its
    own internet.
    """

    def __init__(
        self,
        trust: Callable[[], ssl.SSLContext],
        backoff: HostBackoff,
        proxies: Proxies | None = None,
        resolve: sockets.Resolve | None = None,
        dial: sockets.Dial = sockets.dial,
    ) -> None:
        self.backoff = backoff
        self.proxies = proxies or Proxies(Settings(proxy="none"))
        self._trust = trust
        self._resolve = resolve or sockets.Resolver()
        self._dial = dial

    async def ask(self, request: Request, deadline_s: float) -> Exchange:
        """Carry out one request, redirects and all, within `deadline_s` seconds.

        Never raises for anything the network does. Cancelling it closes its connection at once.

        Raises:
            OwnTroubleError: this computer or this program is in trouble; nothing was learnt of the host.
        """
        try:
            context = self._trust()  # before the watch runs: the first time it takes its time
        except Exception as error:
            raise OwnTroubleError(own_trouble_of(error) or OwnTrouble.BUG) from error
        watch = Stopwatch()
        proxy = self.proxies(request.url)
        transport = Transport(watch, request, context, self._resolve, self._dial, proxy)
        try:
            async with asyncio.timeout(deadline_s):
                result = await self._ask(request, transport)
        except Exception as error:  # whatever a host makes the libraries raise
            trouble = own_trouble_of(error)
            found = None if trouble is not None else _finding(error, transport)
            if found is None:
                raise OwnTroubleError(trouble or OwnTrouble.BUG) from error
            result = found
        return Exchange(
            result, watch.phases(), transport.address, via_proxy=proxy is not None, status=watch.status
        )

    async def _ask(self, request: Request, transport: Transport) -> Answer | Finding:
        """The result, after every private address was given its chance to prove itself."""
        while True:
            transport.watch.hops = 0
            try:
                # A client for each request: no cookie outlives it, and no connection.
                async with httpx.AsyncClient(
                    transport=transport,
                    headers={
                        "user-agent": USER_AGENT,
                        "accept-encoding": "gzip" if request.accepts_gzip else "identity",
                    },
                    timeout=None,  # noqa: S113 - the deadline bounds the whole exchange
                    trust_env=False,  # proxy and trust store are chosen by us
                ) as client:
                    return await _follow(client, request, transport.watch)
            except Exception:
                if not transport.drop_unproven():
                    raise


def _finding(error: Exception, transport: Transport) -> Finding | None:
    """What this means for the host; `None` where nobody knows."""
    if isinstance(error, ProxyRefusedError):
        transport.watch.status = error.status  # the proxy's own: the host never said one
    found = classify(error, transport.watch, is_at_proxy=transport.is_at_proxy)
    if found is None:
        # A fault of ours or of a library's must neither end the check nor be laid at anybody's door.
        _log.error("an exchange failed in a way nobody expected", exc_info=error)
        return None
    if found.outcome is Outcome.DNS_FAILED and transport.watch.hops > 1:
        # The name that was asked for did resolve; its host sent us to one that does not.
        return Finding(Outcome.PROTOCOL_ERROR, "redirect_without_place")
    # None of its private addresses proved itself: the name led nowhere.
    return Finding(Outcome.DNS_FAILED, "bogus") if transport.is_unproven else found


async def _follow(client: httpx.AsyncClient, request: Request, watch: Stopwatch) -> Answer | Finding:
    """The answer at the end of the redirects that may be followed."""
    url = request.url
    method = "GET" if request.body is None else "POST"
    # The client keeps cookies meanwhile: x.com sends who brings none round in a circle.
    for _ in range(_MOST_REDIRECTS + 1):
        try:
            async with client.stream(method, url, headers=request.headers, content=request.body) as response:
                headers = dict(response.headers.items())  # which joins those of one name
                watch.status = status = response.status_code
                if request.may_follow is None or status not in REDIRECTS:
                    body = b""
                    if 200 <= status <= 299 or status in request.body_wanted_with:
                        body = await _read_body(response, headers, request, watch)
                    return Answer(url, status, headers, body)
        except (h11.ProtocolError, httpx.ProtocolError, httpx.InvalidURL) as error:
            raise BrokenProtocolError("framing") from error
        except UnicodeEncodeError:
            if watch.hops == 0:  # a header of ours
                raise
            raise BrokenProtocolError("framing") from None  # a cookie that httpx cannot give back
        target = redirect_target(url, headers, request.may_follow)
        if isinstance(target, Finding):
            return target
        url = target
    return Finding(Outcome.PROTOCOL_ERROR, "redirect_loop")


async def _read_body(
    response: httpx.Response, headers: dict[str, str], request: Request, watch: Stopwatch
) -> bytes:
    """The body as far as it is wanted, and never more than the cap."""
    watch.enter(Phase.BODY)
    # Even where we ask for no encoding, some middlebox may compress all the same. httpx would unpack a whole
    # piece at once (1,000 times its size, for a bomb), so it is unpacked here under the cap.
    is_enough, most = request.is_enough, request.most_body_bytes
    unpack = None
    if headers.get("content-encoding", "").lower() in ("gzip", "x-gzip", "deflate"):
        unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # 32: zlib finds out which it is
    body = bytearray()
    look_again_at = 1
    async for piece in response.aiter_raw():
        body += unpack.decompress(piece, most + 1 - len(body)) if unpack else piece  # 0 would be no cap
        if is_enough is not None and len(body) >= look_again_at:
            look_again_at = len(body) + _LOOKED_AT_EVERY_BYTES
            if is_enough(bytes(body[:most])):
                return bytes(body[:most])
        if len(body) > most:
            raise BrokenProtocolError("too_long")
    return bytes(body)
