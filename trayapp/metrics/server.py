"""Where Prometheus asks for figures: a small HTTP server, for this computer alone if nothing else is set."""

from __future__ import annotations

import asyncio
import base64
import errno
import hmac
import http.client
import logging
import os
import socket
import ssl
import stat
from contextlib import suppress
from functools import partial
from io import BytesIO
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from trayapp.clock import utc_now
from trayapp.domain.update import Update
from trayapp.errors import TrayappError
from trayapp.reading import read_file
from trayapp.settings.declarations import Settings, host_and_port

if TYPE_CHECKING:
    from trayapp.metrics.figures import Figures

_log = logging.getLogger(__name__)

# Whoever connects takes no more of this program than that: so many at a time, for so long from the
# handshake on, with a request of at most so much.
_MOST_CONNECTIONS = 8
_DEADLINE_S = 10.0
_MOST_BYTES = 16 * 1024

_TRY_AGAIN_S = 60.0  # the port may be that of a program which ends

_USER = b"trayapp:"

_OF_DOOR = ("metrics_address", "metrics_certificate", "metrics_password_file", "metrics_authority")
"""The settings by which it goes where is listened and who is let in: with others it is done anew."""


class MetricsServer:
    """Answers with figures, as the settings have it. Belongs to one event loop, and ends with it.

    Attributes:
        trouble: why nobody is answered at present; `None` if all is well, or nothing is wanted.
    """

    def __init__(self) -> None:
        self.trouble: TrayappError | None = None
        self._figures: Figures | None = None
        self._settings = Settings()
        self._task: asyncio.Task[None] | None = None

    def use(self, settings: Settings) -> None:
        """Go by these from now on; without an address in them nothing listens."""
        if self._figures is None:
            try:
                from trayapp.metrics.figures import Figures  # 50 ms and 5 MB
            except ImportError:
                self.trouble = TrayappError("metrics_missing") if settings.metrics_address else None
                return
            self._figures = Figures(utc_now)
        self._figures.site = settings.metrics_site
        if [getattr(settings, n) for n in _OF_DOOR] != [getattr(self._settings, n) for n in _OF_DOOR]:
            self._task = asyncio.create_task(self._listen(settings, self._figures, self._task))
        self._settings = settings

    def record_check(self, update: Update) -> None:
        """Tell of it from now on."""
        if self._figures is not None:
            self._figures.record_check(update)

    async def _listen(self, settings: Settings, figures: Figures, former: asyncio.Task[None] | None) -> None:
        if former is not None:
            former.cancel()
            await asyncio.wait({former})  # it may have the same address
        self.trouble = None
        while settings.metrics_address:
            try:
                door = _Door(settings)
            except TrayappError as error:
                if self.trouble is None:  # told once, however often it is tried
                    _log.info("no figures are shown: %s", error.code)
                    self.trouble = error
                await asyncio.sleep(_TRY_AGAIN_S)
            else:
                self.trouble = None
                await door.serve(figures)


class _Door:
    """An address that is listened on, and who is let in there.

    Raises:
        TrayappError: it cannot be listened on, or anybody could come in.
    """

    def __init__(self, settings: Settings) -> None:
        host, port = host_and_port(settings.metrics_address)
        certificate, authority = settings.metrics_certificate, settings.metrics_authority
        self._tls: ssl.SSLContext | None = None
        self._login = b""
        self._connections = 0
        what = authority
        try:
            for what in filter(None, (authority, certificate)):
                if not stat.S_ISREG(Path(what).stat().st_mode):  # OpenSSL would wait for a pipe's writer
                    _refuse(errno.EINVAL)
            what = authority
            if certificate:
                self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=authority or None)
                what = certificate
                self._tls.load_cert_chain(certificate, password="")  # for none is asked on a terminal
            if authority and self._tls is not None:
                self._tls.verify_mode = ssl.CERT_REQUIRED
            if what := settings.metrics_password_file:
                password = read_file(Path(what), _MOST_BYTES, may_be_pipe=True).strip()
                if not password:  # which would let in whoever was to be kept out
                    _refuse(errno.ENODATA)
                self._login = base64.b64encode(_USER + password)
            is_guarded = self._tls is not None and bool(authority or self._login)
            if not is_guarded and (authority or not ip_address(host).is_loopback):
                raise TrayappError("metrics_open", address=settings.metrics_address)
            what = settings.metrics_address
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            self._listening = socket.create_server((host, port), family=family)
        except (OSError, ValueError) as error:  # the latter: a character that no path may have
            # Python adds to the system's own words what it was about to do.
            number = getattr(error, "errno", None)
            why = os.strerror(number) if number and not isinstance(error, ssl.SSLError) else str(error)
            raise TrayappError("metrics_failed", what=what, why=why) from error

    async def serve(self, figures: Figures) -> None:
        """Until cancelled."""
        async with await asyncio.start_server(
            partial(self._serve, figures), sock=self._listening, limit=_MOST_BYTES
        ) as server:
            await server.serve_forever()

    async def _serve(
        self, figures: Figures, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._connections += 1
        # What is no request, or comes too late, is not answered.
        with suppress(OSError, EOFError, ValueError, asyncio.LimitOverrunError, http.client.HTTPException):
            async with asyncio.timeout(_DEADLINE_S if self._connections <= _MOST_CONNECTIONS else 0):
                if self._tls is not None:  # not from the start: handshakes are counted, too
                    await writer.start_tls(self._tls)
                writer.write(self._reply(await reader.readuntil(b"\r\n\r\n"), figures))
                writer.close()
                await writer.wait_closed()
        self._connections -= 1
        writer.transport.abort()

    def _reply(self, request: bytes, figures: Figures) -> bytes:
        from prometheus_client import make_wsgi_app

        line, _, fields = request.partition(b"\r\n")
        method, _, _ = line.decode("latin-1").split(" ")
        headers = http.client.parse_headers(BytesIO(fields))
        said = headers.get("Authorization", "").encode()
        if self._login and not hmac.compare_digest(said, b"Basic " + self._login):
            return b'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="trayapp"\r\n\r\n'
        environ = {"REQUEST_METHOD": method, "PATH_INFO": "/metrics"}
        environ |= {f"HTTP_{n}": headers.get(n.replace("_", "-"), "") for n in ("ACCEPT", "ACCEPT_ENCODING")}
        head: list[str] = []

        def start(status: str, fields: list[tuple[str, str]]) -> None:
            head.extend([f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields)])

        body = b"".join(make_wsgi_app(figures)(environ, start))
        head += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
        return "\r\n".join(head).encode() + body


def _refuse(number: int) -> NoReturn:
    raise OSError(number, os.strerror(number))
