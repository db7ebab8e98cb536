"""What an exception of the network means: the one table from exceptions to outcomes."""

from __future__ import annotations

import socket
import ssl
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from trayapp.domain.codes import PROXY_DETAIL, Outcome, OwnTrouble
from trayapp.net.own_trouble import causes
from trayapp.net.sockets import NoAnswerError, NoUsableAddressError
from trayapp.net.stopwatch import Phase, Stopwatch


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
    """The proxy answered, but does not let us through.

    Attributes:
        finding: what it means.
        status: what an HTTP proxy said to a CONNECT; `None` of SOCKS.
    """

    def __init__(self, finding: Finding, status: int | None = None) -> None:
        super().__init__(finding, status)
        self.finding = finding
        self.status = status


_CERTIFICATE_DETAILS = {
    # OpenSSL's X509_V_ERR_ numbers, x509_vfy.h
    9: "not_yet_valid",
    10: "expired",
    62: "wrong_host",
    64: "wrong_host",
}

_Meaning = Callable[[Any, Stopwatch], Finding | None]
"""Told the error, and where the exchange stood."""


def _certificate(error: Any, _: Stopwatch) -> Finding:
    return Finding(Outcome.TLS_FAILED, _CERTIFICATE_DETAILS.get(error.verify_code, "untrusted"))


def _lookup(error: Any, _: Stopwatch) -> Finding:
    # EAI_NODATA (no address of either kind) is -5 in glibc and not in Python's socket module everywhere.
    has_no_address = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None))
    return Finding(Outcome.DNS_FAILED, "nxdomain" if has_no_address else "servfail")


def _deadline(_: BaseException, at: Stopwatch) -> Finding:
    if at.phase is Phase.DNS:
        return Finding(Outcome.DNS_FAILED, "no_answer")  # silent is the resolver, no host
    return Finding(Outcome.TIMEOUT, at.phase.value)


def _ended(_: BaseException, at: Stopwatch) -> Finding:
    if at.phase is Phase.TLS:
        return Finding(Outcome.TLS_FAILED, "handshake")
    if at.has_answer_begun:
        return Finding(Outcome.PROTOCOL_ERROR, "cut_short")
    if at.phase in (Phase.FIRST_BYTE, Phase.BODY):  # the host had been reached, and went without a word
        return Finding(Outcome.PROTOCOL_ERROR, "no_answer")
    return Finding(Outcome.CONNECT_FAILED, "reset")


def _broken(error: BaseException, at: Stopwatch) -> Finding:
    if not at.has_answer_begun or at.is_closed:  # cut short, whatever the parser says
        return _ended(error, at)
    return Finding(Outcome.PROTOCOL_ERROR, str(error))


def _bad_name(error: BaseException, at: Stopwatch) -> Finding | None:
    """IDNA refuses names that cannot be; anywhere else this is a fault of ours."""
    if at.phase is Phase.DNS:
        return Finding(Outcome.DNS_FAILED, "nxdomain")
    # httpx looks at the name of each place that an answer names, whether it shall go there or not.
    is_idna = type(error).__module__.partition(".")[0] == "idna"
    return Finding(Outcome.PROTOCOL_ERROR, "redirect_without_place") if is_idna else None


# First row that any link of the chain of causes is an instance of. Subclasses before their bases, and what
# says most first: in a group of one error per address a refusal (somebody is there) tells more than "no
# route", which only says that this machine lacks one of the two IP versions.
_TABLE: tuple[tuple[type[BaseException], _Meaning | Finding], ...] = (
    (ProxyRefusedError, lambda error, _: error.finding),
    (NoUsableAddressError, Finding(Outcome.DNS_FAILED, "bogus")),
    (NoAnswerError, Finding(Outcome.DNS_FAILED, "no_answer")),
    (socket.gaierror, _lookup),
    (UnicodeError, _bad_name),
    (ssl.SSLCertVerificationError, _certificate),
    (ssl.SSLError, _ended),
    (zlib.error, Finding(Outcome.PROTOCOL_ERROR, "encoding")),
    (BrokenProtocolError, _broken),
    (TimeoutError, _deadline),
    (ConnectionRefusedError, Finding(Outcome.CONNECT_FAILED, "refused")),
    (ConnectionError, _ended),
    (OSError, Finding(Outcome.CONNECT_FAILED, "unreachable")),
)


def classify(error: BaseException, at: Stopwatch, *, is_at_proxy: bool) -> Finding | None:
    """What this exception means, by the whole chain of its causes; `None` where no row knows it.

    `is_at_proxy`: the connection to X's own host had not begun, the proxy was still being spoken to.
    """
    chain = list(causes(error))
    for kind, meaning in _TABLE:
        for link in chain:
            if isinstance(link, kind):
                found = meaning if isinstance(meaning, Finding) else meaning(link, at)
                # What the proxy itself answered has been read as such already.
                if found is not None and is_at_proxy and kind is not ProxyRefusedError:
                    return Finding(found.outcome, PROXY_DETAIL)
                return found
    return None
