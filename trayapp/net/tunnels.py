"""Through a proxy to a host: HTTP's CONNECT, and SOCKS5.

Raises, beside what the stream and `Http1` raise:
    ProxyRefusedError: the proxy says no.
    BrokenProtocolError: it speaks another protocol.
"""

from __future__ import annotations

import ipaddress
from base64 import b64encode

from trayapp.domain.codes import PROXY_DETAIL, Outcome
from trayapp.net.failures import BrokenProtocolError, Finding, ProxyRefusedError
from trayapp.net.http1 import Headers, Http1
from trayapp.net.streams import Stream

Login = tuple[bytes, bytes] | None
"""The user's name and password with the proxy."""

_WANTS_LOGIN = Finding(Outcome.REFUSED, PROXY_DETAIL)
_FORBIDDEN = Finding(Outcome.CONNECT_FAILED, "proxy_refused")
_NO_WAY = Finding(Outcome.CONNECT_FAILED, "unreachable")
"""It would let us through, and found no way to the host itself."""

_GATEWAY = (502, 503, 504)  # RFC 9110, sections 15.6.3 to 15.6.5


def login_header(login: Login) -> Headers:
    """As an HTTP proxy takes it (RFC 9110, section 11.7.2)."""
    return [(b"Proxy-Authorization", b"Basic " + b64encode(b":".join(login)))] if login else []


async def connect(http: Http1, host: str, port: int, login: Login) -> None:
    """By an HTTP proxy (RFC 9110, section 9.3.6): from here on the stream is the host's."""
    target = f"{f'[{host}]' if ':' in host else host}:{port}".encode()
    response = await http.ask("CONNECT", target, [(b"Host", target), *login_header(login)])
    if not 200 <= response.status_code <= 299:
        raise refusal(response.status_code)


def refusal(status: int) -> ProxyRefusedError:
    """What an HTTP proxy means by this answer to CONNECT."""
    finding = _WANTS_LOGIN if status == 407 else _NO_WAY if status in _GATEWAY else _FORBIDDEN
    return ProxyRefusedError(finding, status)


async def connect_socks(stream: Stream, host: str, port: int, login: Login) -> None:
    """By a SOCKS5 proxy (RFC 1928, RFC 1929), which looks the name up."""
    replies = _Replies(stream)
    method = 2 if login else 0
    await stream.send(bytes([5, 1, method]))
    version, chosen = await replies.next(2)
    if version != 5:
        raise BrokenProtocolError("framing")
    if chosen != method:
        raise ProxyRefusedError(_WANTS_LOGIN)
    if login:
        await stream.send(b"\x01" + b"".join(_sized(part, _WANTS_LOGIN) for part in login))
        if (await replies.next(2))[1]:
            raise ProxyRefusedError(_WANTS_LOGIN)
    await stream.send(b"\x05\x01\x00" + _socks_address(host) + port.to_bytes(2, "big"))
    version, code, _, kind = await replies.next(4)
    if version != 5 or (not code and kind not in (1, 3, 4)):
        raise BrokenProtocolError("framing")
    if code:
        raise ProxyRefusedError(_FORBIDDEN if code == 2 else _NO_WAY)
    size = {1: 4, 4: 16}.get(kind) or (await replies.next(1))[0]
    await replies.next(size + 2)  # where it stands itself


def _socks_address(host: str) -> bytes:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return b"\x03" + _sized(host.encode(), _NO_WAY)
    return bytes([1 if address.version == 4 else 4]) + address.packed


def _sized(text: bytes, too_long: Finding) -> bytes:
    if len(text) > 255:
        raise ProxyRefusedError(too_long)
    return bytes([len(text)]) + text


class _Replies:
    """What a SOCKS proxy says, in parts of a known size."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._come = b""

    async def next(self, size: int) -> bytes:
        while len(self._come) < size:
            piece = await self._stream.receive()
            if not piece:
                raise ConnectionResetError("the proxy closed the connection")
            self._come += piece
        reply, self._come = self._come[:size], self._come[size:]
        return reply
