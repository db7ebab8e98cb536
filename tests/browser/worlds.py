"""Worlds for a browser: X's pages as people get them, well and in each way in which they fail.

Each host of X's is served on this machine's own port 443, in a network namespace of its own. The pages are
built as X's are: a shell with a hidden sentence of failure, a script, and an interface that brings the posts.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import trustme

from tests.checks.samples import WELL, X
from tests.servers import PlayedRequest, read_whole_request, reply

_OTHERS = {
    "connectivitycheck.gstatic.com": reply(204),
    "detectportal.firefox.com": reply(200, "success\n"),
    "www.msftconnecttest.com": reply(200, "Microsoft Connect Test"),
    "www.cloudflare.com": reply(200, "h=x\ncolo=FRA\n"),
    "www.google.com": reply(204),
    "captive.apple.com": reply(200, "<HTML><BODY>Success</BODY></HTML>"),
}
"""Hosts that are not X's, which a check asks beside it."""

ADDRESS = (192, 88, 99, 1)
"""Of all hosts: public by its form, as checks want it, and assigned to nobody."""

NAMES = (*X, "api.x.com", "twitter.com", "elsewhere.example", *_OTHERS)

SIGNED = {"x-transaction-id": "0123456789abcdef", "cf-ray": "8f-FRA", "server": "cloudflare envoy"}
_OPEN = {"access-control-allow-origin": "https://x.com", "access-control-allow-credentials": "true"}

SENTENCES = {
    "en": ("Something went wrong. Try reloading.", "Retry"),
    "de": ("Etwas ist schiefgelaufen. Probiere, es erneut zu laden.", "Erneut versuchen"),
    "fr": ("Une erreur s'est produite. Essayez de recharger.", "Réessayer"),
    "ja": ("問題が発生しました。やりなおしてください。", "やりなおす"),
    "fi": ("Jokin meni pieleen. Yritä ladata uudelleen.", "Yritä uudelleen"),  # words that nobody has listed
}

_SHELL = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>X</title>
<link rel="preconnect" href="//abs.twimg.com"><meta content="X (formerly Twitter)" property="og:site_name">
<script src="https://abs.twimg.com/responsive-web/client-web/main.f7ac183a.js" crossorigin></script>
</head><body><noscript><h1>JavaScript is not available.</h1></noscript>
<div id="ScriptLoadFailure" style="display:none"><p>Something went wrong, but don&rsquo;t fret
&mdash; let&rsquo;s give it another shot.</p><button>Try again</button></div>
<div id="react-root"><header><a href="/">X</a></header><main role="main"><div id="top"><div>
<img src="https://pbs.twimg.com/a.png" width="20" height="20"><a href="/jack">jack</a>
<button>Follow</button></div></div><div id="posts"></div></main></div>@EXTRA@</body></html>"""

_SCRIPT = """
addEventListener("DOMContentLoaded", async () => {
  const place = document.getElementById("posts");
  const fail = () => { place.innerHTML =
    `<div><div><span>@SENTENCE@</span></div><div role="button"><span>@RETRY@</span></div></div>`; };
  const ask = async (path, how) => {
    const answer = await fetch("https://api.x.com" + path, {credentials: "include", ...how});
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  };
  try {
    await ask("/1.1/guest/activate.json", {method: "POST"});
    const [timeline] = await Promise.all([ask("/graphql/a/UserTweets"), ask("/graphql/b/Sidebar")]);
    if (timeline.error) return fail();
    place.innerHTML = timeline.posts.map((text) => `<article data-testid="tweet"><a href="/jack/status/20">
      <time datetime="2006-03-21">21 Mar 2006</time></a><div data-testid="tweetText" lang="en">${text}</div>
      </article>`).join("") || "<p>There are no posts here yet</p>";
  } catch (error) { setTimeout(fail, 300); }
});
"""

Serve = Callable[[PlayedRequest, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class World:
    """How X behaves towards a browser, and what it is to be read as."""

    expected: str
    """The outcome, with its detail if there is one to be told: `server_error api`; or a code of an error. Of
    several, between bars, any will do."""
    answers: dict[str, bytes | Serve] = field(default_factory=dict)
    """By a part of host and target; the first that fits goes before what is usual."""
    language: str = "en"
    extra: str = ""
    """HTML at the end of the page."""
    script: str = ""
    """In place of X's."""
    hosts: tuple[str, ...] = NAMES
    """Those that have an address."""
    command: tuple[str, ...] = ()
    """Of trayapp's, in place of a look alone; what is expected is a verdict and its cause."""
    disturbance: str = ""
    """What befalls the browser, or us."""

    def is_read_right(self, found: str) -> bool:
        return found.startswith(tuple(self.expected.split("|")))

    def usual(self, where: str) -> bytes:
        sentence, retry = SENTENCES[self.language]
        script = self.script or _SCRIPT.replace("@SENTENCE@", sentence).replace("@RETRY@", retry)
        api = {**SIGNED, **_OPEN, "content-type": "application/json"}
        known = {
            "x.com/jack": reply(
                200, _SHELL.replace("@EXTRA@", self.extra), {**SIGNED, "content-type": "text/html"}
            ),
            "client-web/main": reply(200, script, {**_OPEN_TO_ALL, "content-type": "text/javascript"}),
            "guest/activate": reply(200, '{"guest_token": "1"}', api),
            "UserTweets": reply(200, json.dumps({"posts": ["just setting up my twttr", "hello"]}), api),
            "Sidebar": reply(200, "{}", api),
        }
        known |= {host: reply(status, body, headers) for host, (status, headers, body) in WELL.items()}
        # The others first: "firefox.com" has "x.com" in it.
        return next((a for part, a in (_OTHERS | known).items() if part in where), reply(404, "", SIGNED))


_OPEN_TO_ALL = {"access-control-allow-origin": "*"}


def refusing(status: int, **headers: str) -> bytes:
    return reply(status, "{}", {**SIGNED, **_OPEN, "content-type": "application/json", **headers})


async def hangs(request: PlayedRequest, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def closes(request: PlayedRequest, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def floods(request: PlayedRequest, writer: asyncio.StreamWriter) -> None:
    writer.write(reply(200, "<p>", {**SIGNED, "content-type": "text/html"}, length=100_000_003))
    for _ in range(1000):
        writer.write(b"<p>post</p>" * 9090)
        await writer.drain()


async def loses_one_in_five(request: PlayedRequest, writer: asyncio.StreamWriter) -> None:
    """As a poor line does, in a way that is the same each time."""
    loses_one_in_five.count += 1  # type: ignore[attr-defined]
    if loses_one_in_five.count % 5 == 0:  # type: ignore[attr-defined]
        writer.transport.abort()
    else:
        writer.write(World("").usual(request.headers["host"] + request.target))
        await writer.drain()


loses_one_in_five.count = 0  # type: ignore[attr-defined]


def _cached(host: str) -> bytes:
    status, headers, body = WELL[host]
    return reply(status, body, {**headers, "cf-cache-status": "HIT"})


_ERROR = json.dumps({"error": 1})
_API = {**SIGNED, **_OPEN, "content-type": "application/json"}
_HTML = {**SIGNED, "content-type": "text/html"}

WORLDS: dict[str, World] = {
    "healthy": World("ok"),
    "bare-page": World(
        "ok",
        {"x.com/jack": reply(200, "<article data-testid=tweet><time>2006</time> hello</article>", _HTML)},
    ),
    "api-503": World("server_error api", {"api.x.com/graphql": refusing(503)}),
    "page-503": World("server_error page", {"x.com/jack": reply(503, "Over capacity", SIGNED)}),
    "scripts-503": World("server_error script", {"client-web/main": reply(503, "", _OPEN_TO_ALL)}),
    "error-shown": World("soft_failure error_shown", {"UserTweets": reply(200, _ERROR, _API)}),
    **{
        f"error-shown-{language}": World(
            "soft_failure error_shown", {"UserTweets": reply(200, _ERROR, _API)}, language
        )
        for language in SENTENCES
        if language != "en"
    },
    "api-403": World("refused http_403", {"api.x.com/graphql": refusing(403)}),
    "api-429": World("limited", {"api.x.com/graphql": refusing(429)}),
    "guest-token-refused": World("refused http_401", {"guest/activate": refusing(401)}),
    "challenge": World(
        "refused challenge",
        {"x.com/jack": reply(403, "Just a moment", {**_HTML, "cf-mitigated": "challenge"})},
    ),
    "login-wall": World(
        "refused login",
        {
            "x.com/jack": reply(302, "", {**SIGNED, "location": "https://x.com/i/flow/login"}),
            "flow/login": reply(
                200, '<main><input autocomplete="username"><button>Next</button></main>', _HTML
            ),
        },
    ),
    "api-hangs": World("timeout api", {"api.x.com/graphql": hangs}),
    "api-resets": World("timeout api", {"api.x.com/graphql": closes}),
    "page-hangs": World("timeout page", {"x.com/jack": hangs}),
    "api-filtered": World(
        "unrecognized kept_away filtered", hosts=tuple(n for n in NAMES if n != "api.x.com")
    ),
    "filters-page": World(
        "unrecognized unsigned filtered",
        {"x.com/jack": reply(200, "<main><p>This is not allowed here.</p><button>Ask</button></main>", {})},
    ),
    "scripts-missing": World("unrecognized", {"client-web/main": reply(404, "", _OPEN_TO_ALL)}),
    "empty-timeline": World("unrecognized", {"UserTweets": reply(200, '{"posts": []}', _API)}),
    "cookie-banner": World(
        "ok",
        extra='<div style="position:fixed;inset:0;background:#fff"><p>We use cookies, as all do.</p>'
        '<button>Accept all</button><button>Refuse</button><a href="/privacy">Privacy</a></div>',
    ),
    "redirects-on-and-on": World(
        "unrecognized circle",
        {"x.com/jack": reply(200, "<script>location.href = '/jack?' + Math.random()</script>", _HTML)},
    ),
    "redirects-in-a-circle": World(
        "unrecognized circle", {"x.com/jack": reply(302, "", {**SIGNED, "location": "https://x.com/jack"})}
    ),
    "leads-elsewhere": World(
        "unrecognized elsewhere",
        {"x.com/jack": reply(302, "", {**SIGNED, "location": "https://elsewhere.example/"})},
    ),
    "download": World(
        "unrecognized",
        {
            "x.com/jack": reply(
                200, "x" * 1000, {**SIGNED, "content-disposition": "attachment; filename=a.bin"}
            )
        },
    ),
    "alert": World("ok", extra="<script>alert('hello'); confirm('sure?')</script>"),
    "popup": World(
        "ok", extra="<script>open('https://x.com/jack'); Notification.requestPermission()</script>"
    ),
    "reaches-out": World(
        "unrecognized",
        {"UserTweets": reply(200, '{"posts": []}', _API)},  # or it would be over before all is tried
        extra="""<link rel="preconnect" href="//elsewhere.example">
        <link rel="preconnect" href="//192.88.99.1">
        <script>for (const place of ["elsewhere.example", "192.88.99.1", "x.com.elsewhere.example"]) {
          const out = "https://" + place + "/out";
          fetch(out, {mode: "no-cors"}).catch(() => 0); navigator.sendBeacon(out); new Image().src = out;
          new WebSocket("wss://" + place + "/out"); new WebTransport(out).ready.catch(() => 0);
          const calls = new RTCPeerConnection({iceServers: [{urls: "stun:" + place}]});
          calls.createDataChannel("a"); calls.createOffer().then((offer) => calls.setLocalDescription(offer));
        } </script>""",
    ),
    "100-MB": World("browser_memory|browser_hung|unrecognized too_long", {"x.com/jack": floods}),
    "line-loses": World("ok|timeout|unrecognized", {"": loses_one_in_five}),
    "script-runs-on": World("browser_hung", script="while (true) {}"),
    "browser-killed": World("browser_failed", disturbance="kill"),
    "browser-hangs": World("browser_hung", disturbance="stop"),
    "trayapp-killed": World("killed", {"x.com/jack": hangs}, disturbance="kill us"),
    "trayapp-grows": World("grown", disturbance="measure us"),
    "without-sandbox": World("browser_unsafe", disturbance="no sandbox"),
    "without-sandbox-apart": World("browser_unsafe", disturbance="no sandbox, apart"),
    "in-one-process": World("browser_unsafe|browser_failed", disturbance="one process"),
    "start-script-leaves": World("ok", disturbance="apart"),
    # Chromium of today copes with either; another may not, which is no word of X.
    "no-shared-memory": World("ok|browser_failed", disturbance="no shared memory"),
    "full-disk": World("ok|browser_failed", disturbance="a full disk"),
    "check-well": World("up", command=("check", "--browser", "--screenshot")),
    "check-seed": World(
        "degraded part_failing",
        {
            "api.x.com/graphql": refusing(503),
            # Out of a cache, as in an outage of X's: fine, and no proof of anything behind it.
            "publish.x.com": _cached("publish.x.com"),
            "cdn.syndication.twimg.com": _cached("cdn.syndication.twimg.com"),
        },
        command=("check", "--browser", "--screenshot"),
    ),
    "check-api-hangs": World(
        "degraded part_failing", {"api.x.com/graphql": hangs}, command=("check", "--browser", "--screenshot")
    ),
    "no-posts-but-503-and-429": World("limited", {"UserTweets": refusing(503), "Sidebar": refusing(429)}),
}


class _Names(asyncio.DatagramProtocol):
    """The name service: this machine is all there is."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, query: bytes, sender: Any) -> None:
        labels, at = [], 12
        while length := query[at]:
            labels.append(query[at + 1 : at + 1 + length].decode())
            at += length + 1
        name, is_address = ".".join(labels), query[at + 1 : at + 3] == b"\0\x01"
        self._play.names.add(name)
        is_known = name in self._play.world.hosts
        record = b"\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04" + bytes(ADDRESS) if is_known and is_address else b""
        status = b"\x81\x80" if is_known else b"\x81\x83"  # 3: there is no such name
        counts = b"\0\x01" + (b"\0\x01" if record else b"\0\0") + b"\0\0\0\0"
        assert self._transport is not None
        self._transport.sendto(query[:2] + status + counts + query[12 : at + 5] + record, sender)


class _Strays(asyncio.DatagramProtocol):
    """What comes by UDP: X is asked over TCP, and nobody else is asked at all."""

    def __init__(self, play: Play) -> None:
        self._play = play

    def datagram_received(self, data: bytes, sender: Any) -> None:
        self._play.asked.append("UDP /out")


class Play:
    """X, and who else there is, on this machine's port 443. One event loop."""

    def __init__(self, folder: Path) -> None:
        self.world = WORLDS["healthy"]
        self.asked: list[str] = []
        self.names: set[str] = set()
        """Those that were looked up."""
        self._folder = folder
        self._servers: list[asyncio.Server] = []
        self._tasks: set[Any] = set()

    async def __aenter__(self) -> Play:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._folder / "server.pem")
        here = ".".join(map(str, ADDRESS))
        self._servers = [
            await asyncio.start_server(self._serve, here, 443, ssl=context),
            await asyncio.start_server(self._serve, here, 80),
        ]
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: _Names(self), local_addr=("127.0.0.1", 53))
        for port in (443, 3478):  # QUIC, STUN
            await loop.create_datagram_endpoint(lambda: _Strays(self), local_addr=(here, port))
        return self

    async def __aexit__(self, *_: object) -> None:
        for server in self._servers:
            server.close()
        for task in self._tasks:
            task.cancel()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(asyncio.current_task())
        with contextlib.suppress(
            ConnectionError, asyncio.IncompleteReadError, ssl.SSLError, asyncio.CancelledError
        ):
            request = await read_whole_request(reader)
            where = request.headers.get("host", "") + request.target
            self.asked.append(f"{request.method} {where}")
            if request.method == "OPTIONS":
                allowed = {
                    **_API,
                    "access-control-allow-headers": "*",
                    "access-control-allow-methods": "GET, POST",
                }
                writer.write(reply(204, "", allowed))
            else:
                answers = self.world.answers.items()
                answer = next((a for part, a in answers if part in where), None) or self.world.usual(where)
                if isinstance(answer, bytes):
                    writer.write(answer)
                else:
                    await answer(request, writer)
            await writer.drain()
        writer.close()


def write_certificates(folder: Path) -> None:
    """The test authority as `ca.pem`, and what the hosts show as `server.pem`."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    certificate = authority.issue_cert(*NAMES, "*.x.com", "*.twimg.com")
    certificate.private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
