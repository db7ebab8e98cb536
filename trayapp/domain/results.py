"""How one result is read: what an outcome and its detail say of the host that was asked. Pure."""

from __future__ import annotations

from trayapp.domain.codes import PROXY_DETAIL, UNSIGNED_DETAIL, Outcome
from trayapp.domain.records import ControlResult, SurfaceResult

_FAILING = frozenset(
    {
        Outcome.SERVER_ERROR,
        Outcome.SOFT_FAILURE,
        Outcome.DNS_FAILED,
        Outcome.CONNECT_FAILED,
        Outcome.TIMEOUT,
        Outcome.TLS_FAILED,
        Outcome.PROTOCOL_ERROR,
        Outcome.REDIRECTED,  # somebody else answered
    }
)
_OK = frozenset({Outcome.OK, Outcome.SLOW})
_REACHED_WITHOUT_VERDICT = frozenset({Outcome.REFUSED, Outcome.LIMITED, Outcome.UNRECOGNIZED, Outcome.CACHED})
_ANSWERED = (
    _OK
    | _REACHED_WITHOUT_VERDICT
    | {Outcome.SERVER_ERROR, Outcome.SOFT_FAILURE, Outcome.REDIRECTED, Outcome.PROTOCOL_ERROR}
)
# Failures whose detail tells a host that said no, which is an answer, from one that nothing came of.
_LOST_BY_DETAIL = {
    Outcome.DNS_FAILED: frozenset({"no_answer", "servfail"}),  # nxdomain is an answer
    Outcome.CONNECT_FAILED: frozenset({"reset", "unreachable"}),  # refused: somebody is there
    Outcome.TLS_FAILED: frozenset({"handshake"}),  # ended before a certificate came
    Outcome.PROTOCOL_ERROR: frozenset({"no_answer", "cut_short"}),  # the others came whole, if broken
}
_BEFORE_HANDSHAKE = frozenset({"dns", "connect", "tls"})
_AFTER_HANDSHAKE = frozenset({"first_byte", "body"})
_CERTIFICATE_OUT_OF_DATE = frozenset({"expired", "not_yet_valid"})
_CERTIFICATE_FOREIGN = frozenset({"untrusted", "wrong_host"})
_SIGNED_ERRORS = frozenset({"edge", "edge_page", "origin"})


def fails(result: SurfaceResult) -> bool:
    """Whether this answer, or its absence, is a failure."""
    return result.outcome in _FAILING


def is_ok(result: SurfaceResult) -> bool:
    """Whether it answered as it must; slowly counts."""
    return result.outcome in _OK


def is_proxy_at_fault(result: SurfaceResult) -> bool:
    """Whether the proxy itself failed or wants a login, so that X was never asked."""
    # The detail of a redirect is a host, which may bear any name.
    return result.detail == PROXY_DETAIL and result.outcome not in _OK | {Outcome.REDIRECTED}


def is_refused_by_proxy(result: SurfaceResult) -> bool:
    """Whether the proxy works, but does not let us through to this host."""
    return result.outcome is Outcome.CONNECT_FAILED and result.detail == "proxy_refused"


def is_unsigned(result: SurfaceResult) -> bool:
    """Whether somebody else answered in X's place."""
    return result.detail == UNSIGNED_DETAIL and result.outcome is not Outcome.REDIRECTED


def is_lost(result: SurfaceResult) -> bool:
    """Whether no answer came. It may be the host's fault or the network's: alone it proves nothing."""
    if result.outcome is Outcome.TIMEOUT or is_proxy_at_fault(result):
        # A proxy that wants a login (407) has answered.
        return result.outcome is not Outcome.REFUSED
    return result.detail in _LOST_BY_DETAIL.get(result.outcome, ())


def fails_on_x_side(result: SurfaceResult) -> bool:
    """Whether the failure can only be X's: it said so itself, or was lost after the handshake and counts."""
    if is_proxy_at_fault(result) or is_unsigned(result):  # X was not asked, or not heard
        return False
    match result.outcome:
        case Outcome.SERVER_ERROR | Outcome.SOFT_FAILURE | Outcome.PROTOCOL_ERROR:
            return True
        case Outcome.TLS_FAILED:
            return result.detail == "expired"  # a clock that is wrong has an earlier row
        case Outcome.TIMEOUT:
            return result.detail in _AFTER_HANDSHAKE
        case _:
            return False


def is_reached(result: SurfaceResult) -> bool:
    """Whether X itself was reached, whatever it then said."""
    if is_proxy_at_fault(result) or is_unsigned(result):
        return False
    return is_ok(result) or result.outcome in _REACHED_WITHOUT_VERDICT or fails_on_x_side(result)


def is_out_of_reach(result: SurfaceResult) -> bool:
    """Whether no verified connection to X itself came about, and not for its proxy's fault."""
    if is_unsigned(result) or is_proxy_at_fault(result):
        return is_unsigned(result)  # somebody else was reached; at a proxy's fault nobody was
    match result.outcome:
        case Outcome.CONNECT_FAILED | Outcome.DNS_FAILED:
            return True
        case Outcome.TLS_FAILED:
            return result.detail == "handshake"
        case Outcome.TIMEOUT:
            return result.detail in _BEFORE_HANDSHAKE
        case _:
            return False


def is_kept_away(result: SurfaceResult) -> bool:
    """Whether no answer of X itself came, or somebody sent us elsewhere: it may be kept from us alone."""
    is_cut = is_lost(result) and fails_on_x_side(result)  # or ran dry: verified, but no whole answer came
    return is_out_of_reach(result) or is_cut or result.outcome is Outcome.REDIRECTED


def is_own_word(result: SurfaceResult) -> bool:
    """Whether X or its edge said this, over verified TLS: that proves the network, whatever else fails."""
    return result.signed or (result.outcome is Outcome.SERVER_ERROR and result.detail in _SIGNED_ERRORS)


def has_foreign_certificate(result: SurfaceResult) -> bool:
    """Whether somebody else's certificate was shown."""
    return result.outcome is Outcome.TLS_FAILED and result.detail in _CERTIFICATE_FOREIGN


def has_dated_certificate(result: SurfaceResult) -> bool:
    """Whether the certificate is out of its time, by our clock."""
    return result.outcome is Outcome.TLS_FAILED and result.detail in _CERTIFICATE_OUT_OF_DATE


def is_doh(control: ControlResult) -> bool:
    """Whether this control is a DNS over HTTPS resolver."""
    return control.id.startswith("doh_")


def is_by_address(control: ControlResult) -> bool:
    """Whether it was asked without looking up a name. DNS over HTTPS always is."""
    return control.by_address or is_doh(control)


def is_https(control: ControlResult) -> bool:
    """Whether it was asked as X is, over https."""
    # Cloudflare's was asked over https before there was a suffix for that, and ids stand in records.
    return is_doh(control) or control.id == "cloudflare" or control.id.endswith("_tls")


def operator(control: ControlResult) -> str:
    """Who runs this host: several of one operator are one."""
    return control.id.removeprefix("doh_").removesuffix("_tls")


def has_answered(result: SurfaceResult) -> bool:
    """Whether anything at all came back, be it another answer than the right one."""
    return result.outcome in _ANSWERED and not is_lost(result) and not is_proxy_at_fault(result)
