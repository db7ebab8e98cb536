"""What an exception of the network means: the one table from exceptions to outcomes."""

from __future__ import annotations

import socket
import ssl
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import anyio

from trayapp.domain.records import PROXY_DETAIL, Outcome, OwnTrouble
from trayapp.probing.network import NoAnswerError, NoUsableAddressError


class Phase(StrEnum):
    """Where an exchange stands; the name is the detail of a timeout."""

    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    FIRST_BYTE = "first_byte"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Finding:
    """How one answer or its absence was read."""

    outcome: Outcome
    detail: str | None = None


class OwnTroubleError(Exception):
    """This computer or this program is in trouble, so nothing was learnt of any host."""

    def __init__(self, trouble: OwnTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class BrokenProtocolError(Exception):
    """What came was not HTTP as it should be; the text is the detail code."""


class ProxyRefusedError(Exception):
    """The proxy answered, but does not let us through."""

    def __init__(self, reply: str) -> None:
        super().__init__(reply)
        self.wants_login = reply.startswith("407") or "auth" in reply.lower()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the exchange knew when it failed."""

    phase: Phase
    has_answer_begun: bool = False
    """Whether a byte of the answer had come."""
    is_at_proxy: bool = False
    """Whether the connection to X's own host had not begun: the proxy was still being spoken to."""


_CERTIFICATE_DETAILS = {
    # OpenSSL's X509_V_ERR_ numbers, x509_vfy.h
    9: "not_yet_valid",
    10: "expired",
    62: "wrong_host",
    63: "wrong_host",
    64: "wrong_host",
}


_Meaning = Callable[[Any, Circumstances], Finding]


def _certificate(error: Any, _: Circumstances) -> Finding:
    return Finding(Outcome.TLS_FAILED, _CERTIFICATE_DETAILS.get(error.verify_code, "untrusted"))


def _lookup(error: Any, _: Circumstances) -> Finding:
    # EAI_NODATA (no address of either kind) is -5 in glibc and not in Python's socket module everywhere.
    has_no_address = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None))
    return Finding(Outcome.DNS_FAILED, "nxdomain" if has_no_address else "servfail")


def _deadline(_: BaseException, at: Circumstances) -> Finding:
    if at.phase is Phase.DNS:
        return Finding(Outcome.DNS_FAILED, "no_answer")
    return Finding(Outcome.TIMEOUT, at.phase.value)


def _ended(_: BaseException, at: Circumstances) -> Finding:
    if at.phase is Phase.TLS:
        return Finding(Outcome.TLS_FAILED, "handshake")
    if at.has_answer_begun:
        return Finding(Outcome.PROTOCOL_ERROR, "cut_short")
    return Finding(Outcome.CONNECT_FAILED, "reset")


def _broken(error: BaseException, at: Circumstances) -> Finding:
    if not at.has_answer_begun:
        return _ended(error, at)
    return Finding(Outcome.PROTOCOL_ERROR, str(error))


def _proxy_refused(error: Any, _: Circumstances) -> Finding:
    if error.wants_login:
        return Finding(Outcome.REFUSED, PROXY_DETAIL)
    # 502, 504 and the like: the proxy works, X cannot be reached through it.
    return Finding(Outcome.CONNECT_FAILED, "unreachable")


def _always(outcome: Outcome, detail: str) -> _Meaning:
    return lambda _error, _at: Finding(outcome, detail)


# First row that any link of the chain of causes is an instance of. Subclasses before their bases, and what
# says most first: in a group of one error per address a refusal (somebody is there) tells more than "no
# route", which only says that this machine lacks one of the two IP versions.
_TABLE: tuple[tuple[type[BaseException], _Meaning], ...] = (
    (ProxyRefusedError, _proxy_refused),
    (NoUsableAddressError, _always(Outcome.DNS_FAILED, "bogus")),
    (NoAnswerError, _always(Outcome.DNS_FAILED, "no_answer")),
    (socket.gaierror, _lookup),
    (UnicodeError, _always(Outcome.DNS_FAILED, "nxdomain")),
    (ssl.SSLCertVerificationError, _certificate),
    (ssl.SSLError, _ended),
    (zlib.error, _always(Outcome.PROTOCOL_ERROR, "encoding")),
    (BrokenProtocolError, _broken),
    (TimeoutError, _deadline),
    (ConnectionRefusedError, _always(Outcome.CONNECT_FAILED, "refused")),
    (ConnectionError, _ended),
    (anyio.BrokenResourceError, _ended),
    (anyio.ClosedResourceError, _ended),
    (anyio.EndOfStream, _ended),
    (OSError, _always(Outcome.CONNECT_FAILED, "unreachable")),
)


def classify(error: BaseException, at: Circumstances) -> Finding | None:
    """What this exception means, by the whole chain of its causes; `None` where no row knows it."""
    chain = list(_chain(error))
    for kind, meaning in _TABLE:
        for link in chain:
            if isinstance(link, kind):
                found = meaning(link, at)
                if at.is_at_proxy and kind is not ProxyRefusedError:
                    return Finding(found.outcome, PROXY_DETAIL)
                return found
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, its causes, and the members of groups.

    Causes only, no contexts: while a read waits for more, "more is wanted" (an SSLError) is the context of
    whatever ends the waiting.
    """
    waiting: list[BaseException | None] = [error]
    while waiting:
        link = waiting.pop(0)
        if link is None:
            continue
        yield link
        if isinstance(link, BaseExceptionGroup):
            waiting.extend(link.exceptions)
        waiting.append(link.__cause__)
