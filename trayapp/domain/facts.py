"""What the rows of the verdict table ask of a check, worked out once: pure, from records to plain sets."""

from __future__ import annotations

import math
from datetime import timedelta
from functools import cached_property

from trayapp.domain.records import (
    CORE_SURFACES,
    CUSTOM_SURFACE,
    PROXY_DETAIL,
    Check,
    ControlResult,
    Evidence,
    Outcome,
    Says,
    SurfaceResult,
)

EVIDENCE_COUNTS_FOR = timedelta(minutes=15)
"""How far a check may lie from the moment a voice was asked, for its word to count."""

# Status pages explain an outage but are written late and by hand, and the user's own word is what trayapp
# was asked to check: neither confirms that X is in trouble.
_NEVER_CONFIRMS = frozenset({"status", "user"})

_FAILING = frozenset(
    {
        Outcome.SERVER_ERROR,
        Outcome.SOFT_FAILURE,
        Outcome.DNS_FAILED,
        Outcome.CONNECT_FAILED,
        Outcome.TIMEOUT,
        Outcome.TLS_FAILED,
        Outcome.PROTOCOL_ERROR,
        Outcome.REDIRECTED,
    }
)
_OK = frozenset({Outcome.OK, Outcome.SLOW})
_REACHED_WITHOUT_VERDICT = frozenset({Outcome.REFUSED, Outcome.LIMITED, Outcome.CACHED})
_BEFORE_HANDSHAKE = frozenset({"dns", "connect", "tls"})
_AFTER_HANDSHAKE = frozenset({"first_byte", "body"})
_CERTIFICATE_OUT_OF_DATE = frozenset({"expired", "not_yet_valid"})
_CERTIFICATE_FOREIGN = frozenset({"untrusted", "wrong_host"})


def fails(result: SurfaceResult) -> bool:
    """Whether this answer, or its absence, is a failure."""
    return result.outcome in _FAILING


def is_ok(result: SurfaceResult) -> bool:
    """Whether it answered as it must; slowly counts."""
    return result.outcome in _OK


def is_proxy_at_fault(result: SurfaceResult) -> bool:
    """Whether the proxy itself failed or turned us away, so that X was never asked.

    The detail of a redirect is a host, which may bear any name.
    """
    return result.detail == PROXY_DETAIL and result.outcome not in _OK | {Outcome.REDIRECTED}


def fails_on_x_side(result: SurfaceResult) -> bool:
    """Whether the failure can only be X's: the connection to X was made and verified before it failed.

    A certificate that has expired is X's too (a wrong clock is ruled out by an earlier row). What a proxy
    did is never X's.
    """
    if is_proxy_at_fault(result):
        return False
    match result.outcome:
        case Outcome.SERVER_ERROR | Outcome.SOFT_FAILURE | Outcome.PROTOCOL_ERROR:
            return True
        case Outcome.TLS_FAILED:
            return result.detail == "expired"
        case Outcome.TIMEOUT:
            return result.detail in _AFTER_HANDSHAKE
        case _:
            return False


def is_reached(result: SurfaceResult) -> bool:
    """Whether X itself was reached, whatever it then said."""
    if is_proxy_at_fault(result):
        return False
    return is_ok(result) or result.outcome in _REACHED_WITHOUT_VERDICT or fails_on_x_side(result)


def is_out_of_reach(result: SurfaceResult) -> bool:
    """Whether no verified connection to X came about."""
    match result.outcome:
        case Outcome.CONNECT_FAILED | Outcome.DNS_FAILED:
            return True
        case Outcome.TLS_FAILED:
            return result.detail == "handshake"
        case Outcome.TIMEOUT:
            return result.detail in _BEFORE_HANDSHAKE
        case _:
            return False


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


def _median(numbers: list[float]) -> float:
    """As `statistics.median`, whose module takes 4 ms to load before the icon can be shown."""
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def confirms(evidence: Evidence) -> bool:
    """Whether this voice's word can confirm trouble or its absence."""
    return evidence.kind not in _NEVER_CONFIRMS


class Facts:
    """One check and the evidence that counts for it, with the terms that the verdict table is written in.

    What every check is asked for is worked out at once, the rest when a row asks for it.
    """

    def __init__(self, check: Check, evidence: tuple[Evidence, ...]) -> None:
        self.surfaces = {result.id: result for result in check.surfaces}
        self.controls = check.controls
        self.evidence = tuple(
            voice
            for voice in evidence
            if voice.at is not None and abs(check.at - voice.at) <= EVIDENCE_COUNTS_FOR
        )
        self.web = self.surfaces.get("web")
        self.posts = self.surfaces.get("posts")
        self.core = tuple(self.surfaces[name] for name in CORE_SURFACES if name in self.surfaces)
        """The core surfaces that were asked."""
        self.x = self.core or tuple(r for r in self.surfaces.values() if r.id != CUSTOM_SURFACE)
        """What stands for X: its core surfaces, or all that were asked of it if none of those was."""
        self.failing = tuple(r for r in self.surfaces.values() if fails(r))
        """Every surface that fails, the user's own included."""
        self.is_a_core_surface_ok = any(is_ok(r) for r in self.core)

    @property
    def is_all_well(self) -> bool:
        """Whether every surface answers in good time, the core among them, and no voice reports trouble."""
        are_answers_fine = all(r.outcome is Outcome.OK for r in self.surfaces.values())
        are_voices_calm = all(voice.says is not Says.TROUBLE for voice in self.evidence)
        return are_answers_fine and self.is_a_core_surface_ok and are_voices_calm

    @cached_property
    def is_x_behind_proxy(self) -> bool:
        """Whether any of X was asked through a proxy, which then looks up names and chooses the path."""
        return any(r.via_proxy for r in self.x)

    @cached_property
    def named_controls(self) -> tuple[ControlResult, ...]:
        """The controls that are not DNS over HTTPS."""
        return tuple(c for c in self.controls if not is_doh(c))

    @cached_property
    def doh(self) -> tuple[ControlResult, ...]:
        """The DNS over HTTPS resolvers that answered."""
        return tuple(c for c in self.controls if is_doh(c) and is_ok(c))

    @cached_property
    def fine_controls(self) -> tuple[ControlResult, ...]:
        return tuple(c for c in self.named_controls if is_ok(c))

    @cached_property
    def are_controls_fine(self) -> bool:
        """Whether more than half of the controls asked answered as they must."""
        return 2 * len(self.fine_controls) > len(self.named_controls)

    @cached_property
    def clock_skew_s(self) -> float:
        """The controls' clocks minus ours, in seconds; 0 where none told the time."""
        skews = [s for c in self.controls if (s := c.date_skew_s) is not None and math.isfinite(s)]
        return _median(skews) if skews else 0.0

    @cached_property
    def troubled_kinds(self) -> frozenset[str]:
        """The kinds of voices that report trouble, status pages apart. Two of one kind are one."""
        return frozenset(v.kind for v in self.evidence if v.says is Says.TROUBLE and v.kind != "status")

    @cached_property
    def is_trouble_confirmed(self) -> bool:
        """Whether at least one outside voice reports trouble."""
        return any(v.says is Says.TROUBLE and confirms(v) for v in self.evidence)

    @cached_property
    def is_x_reached_elsewhere(self) -> bool:
        """Whether vantage points in other places reach x.com."""
        return any(v.says is Says.FINE and v.kind == "vantage" for v in self.evidence)
