"""The records that cross threads and modules: one check, what was seen, what is claimed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from trayapp.domain.codes import PROXY_DETAIL, UNSIGNED_DETAIL, Cause, Confidence, Outcome, Says, VerdictName

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


@dataclass(frozen=True, slots=True)
class Phases:
    """How long each phase of a probe took, in milliseconds; `None` where it was not reached.

    The phases of all hops of a redirect chain are added up. Behind a proxy, `dns` and `connect` are the
    proxy's.
    """

    dns: float | None = None
    connect: float | None = None
    tls: float | None = None
    first_byte: float | None = None
    total: float | None = None


@dataclass(frozen=True, slots=True)
class SurfaceResult:
    """What one surface answered in one check."""

    id: str
    outcome: Outcome
    detail: str | None = None
    """Which kind of this outcome, such as `edge`, `nxdomain`, `http_404` or a foreign host's name."""
    http_status: int | None = None
    address: str | None = None
    """The address that took the connection; `None` if none did."""
    phases: Phases = field(default=Phases(), kw_only=True)
    via_proxy: bool = field(default=False, kw_only=True)
    """Whether it was asked through a proxy: names, certificates and paths are then the proxy's."""
    signed: bool = field(default=False, kw_only=True)
    """X's own word: whether the answer came over verified TLS with a sign of X or of its edge."""
    filtered: bool = field(default=False, kw_only=True)
    """Whether the user's own filter takes this part away: shown as that, it decides nothing."""
    unproven: bool = field(default=False, kw_only=True)
    """Of `page` only: whether it has not been fine here lately, so that its failing decides nothing."""
    lost: int | None = field(default=None, kw_only=True)
    """How many of its requests were lost, those of the second look included; lookups they shared are one.

    `None` if none was, and in what was recorded before there was a second look: a loss then counts.
    """

    @property
    def fails(self) -> bool:
        """Whether this answer, or its absence, is a failure."""
        return self.outcome in _FAILING

    @property
    def is_ok(self) -> bool:
        """Whether it answered as it must; slowly counts."""
        return self.outcome in _OK

    @property
    def is_proxy_at_fault(self) -> bool:
        """Whether the proxy itself failed or wants a login, so that X was never asked."""
        # The detail of a redirect is a host, which may bear any name.
        return self.detail == PROXY_DETAIL and self.outcome not in _OK | {Outcome.REDIRECTED}

    @property
    def is_refused_by_proxy(self) -> bool:
        """Whether the proxy works, but does not let us through to this host."""
        return self.outcome is Outcome.CONNECT_FAILED and self.detail == "proxy_refused"

    @property
    def is_unsigned(self) -> bool:
        """Whether somebody else answered in X's place."""
        return self.detail == UNSIGNED_DETAIL and self.outcome is not Outcome.REDIRECTED

    @property
    def is_lost(self) -> bool:
        """Whether no answer came. It may be the host's fault or the network's: alone it proves nothing."""
        if self.outcome is Outcome.TIMEOUT or self.is_proxy_at_fault:
            # A proxy that wants a login (407) has answered.
            return self.outcome is not Outcome.REFUSED
        return self.detail in _LOST_BY_DETAIL.get(self.outcome, ())

    @property
    def fails_on_x_side(self) -> bool:
        """Whether the failure can only be X's: it said so, or was lost after the handshake and counts."""
        if self.is_proxy_at_fault or self.is_unsigned:  # X was not asked, or not heard
            return False
        match self.outcome:
            case Outcome.SERVER_ERROR | Outcome.SOFT_FAILURE | Outcome.PROTOCOL_ERROR:
                return True
            case Outcome.TLS_FAILED:
                return self.detail == "expired"  # a clock that is wrong has an earlier row
            case Outcome.TIMEOUT:
                return self.detail in _AFTER_HANDSHAKE
            case _:
                return False

    @property
    def is_reached(self) -> bool:
        """Whether X itself was reached, whatever it then said."""
        if self.is_proxy_at_fault or self.is_unsigned:
            return False
        return self.is_ok or self.outcome in _REACHED_WITHOUT_VERDICT or self.fails_on_x_side

    @property
    def is_out_of_reach(self) -> bool:
        """Whether no verified connection to X itself came about, and not for its proxy's fault."""
        if self.is_unsigned or self.is_proxy_at_fault:
            return self.is_unsigned  # somebody else was reached; at a proxy's fault nobody was
        match self.outcome:
            case Outcome.CONNECT_FAILED | Outcome.DNS_FAILED:
                return True
            case Outcome.TLS_FAILED:
                return self.detail == "handshake"
            case Outcome.TIMEOUT:
                return self.detail in _BEFORE_HANDSHAKE
            case _:
                return False

    @property
    def is_kept_away(self) -> bool:
        """Whether no answer of X itself came, or somebody sent us elsewhere: it may be kept from us alone."""
        is_cut = self.is_lost and self.fails_on_x_side  # or ran dry: verified, but no whole answer came
        return self.is_out_of_reach or is_cut or self.outcome is Outcome.REDIRECTED

    @property
    def is_own_word(self) -> bool:
        """Whether X or its edge said this, over verified TLS: it proves the network, whatever else fails."""
        return self.signed or (self.outcome is Outcome.SERVER_ERROR and self.detail in _SIGNED_ERRORS)

    @property
    def has_foreign_certificate(self) -> bool:
        """Whether somebody else's certificate was shown."""
        return self.outcome is Outcome.TLS_FAILED and self.detail in _CERTIFICATE_FOREIGN

    @property
    def has_dated_certificate(self) -> bool:
        """Whether the certificate is out of its time, by our clock."""
        return self.outcome is Outcome.TLS_FAILED and self.detail in _CERTIFICATE_OUT_OF_DATE

    @property
    def has_answered(self) -> bool:
        """Whether anything at all came back, be it another answer than the right one."""
        return self.outcome in _ANSWERED and not self.is_lost and not self.is_proxy_at_fault


@dataclass(frozen=True, slots=True)
class ControlResult(SurfaceResult):
    """What one host that is not X's answered: is it the user's own network?"""

    by_address: bool = field(default=False, kw_only=True)
    """Whether it was asked without looking up a name."""
    date_skew_s: float | None = field(default=None, kw_only=True)
    """Its `Date` header minus our clock, in seconds; `None` without a readable header."""
    handshake: bool | None = field(default=None, kw_only=True)
    """DNS over HTTPS only: whether an address that it gave for X completes a verified TLS handshake."""

    @property
    def is_doh(self) -> bool:
        """Whether this control is a DNS over HTTPS resolver."""
        return self.id.startswith("doh_")

    @property
    def is_by_address(self) -> bool:
        """Whether it was asked without looking up a name. DNS over HTTPS always is."""
        return self.by_address or self.is_doh

    @property
    def is_https(self) -> bool:
        """Whether it was asked as X is, over https."""
        # Cloudflare's was asked over https before there was a suffix for that, and ids stand in records.
        return self.is_doh or self.id == "cloudflare" or self.id.endswith("_tls")

    @property
    def operator(self) -> str:
        """Who runs this host: several of one operator are one."""
        return self.id.removeprefix("doh_").removesuffix("_tls")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one source says."""

    source: str
    says: Says
    kind: str
    """`vantage`, `expert`, `crowd`, `status`, `user`; an unknown kind counts as a kind of its own."""
    at: datetime | None
    """When the source was asked, aware; it counts for checks within 15 minutes of this."""
    count: int | None = None
    of: int | None = None
    url: str | None = None
    pages: int | None = field(default=None, kw_only=True)
    """Of vantage points: how many got the page itself. Any other answer of X's proves its edge alone."""


@dataclass(frozen=True, slots=True)
class Check:
    """All probes of one moment."""

    at: datetime
    """When the check began: aware, UTC."""
    interval_s: float
    """The pace in force, in seconds to the next check."""
    surfaces: tuple[SurfaceResult, ...] = ()
    controls: tuple[ControlResult, ...] = ()
    second_look: tuple[ControlResult, ...] = field(default=(), kw_only=True)
    """Hosts that are not X's, asked again beside what was lost of X: does the network carry just then?"""
    trouble_since: datetime | None = field(default=None, kw_only=True)
    """The first check since the last `up`, this one included; `None` if that is not known."""
    own_trouble: str | None = field(default=None, kw_only=True)
    """What kept us from asking some of it, an `OwnTrouble`; later versions may know others."""
    left_alone: tuple[str, ...] = field(default=(), kw_only=True)
    """Surfaces that were not asked, since their hosts want to be left alone just now."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact that speaks for or against a verdict: a code with its values, worded only for people."""

    code: str
    speaks_for: bool
    values: tuple[tuple[str, str | int | float], ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one check and the evidence mean."""

    name: VerdictName
    cause: Cause | None
    confidence: Confidence | None
    """`None` where nothing is claimed of X: unknown, offline and up."""
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedCheck:
    """A check with the evidence that was at hand and the verdict on both: what is shown and stored."""

    check: Check
    evidence: tuple[Evidence, ...]
    verdict: Verdict
