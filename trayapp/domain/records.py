"""The records that cross threads and modules: one check, what was seen, what is claimed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from trayapp.domain.codes import Cause, Confidence, Outcome, Says, VerdictName


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


@dataclass(frozen=True, slots=True)
class ControlResult(SurfaceResult):
    """What one host that is not X's answered: is it the user's own network?"""

    by_address: bool = field(default=False, kw_only=True)
    """Whether it was asked without looking up a name."""
    date_skew_s: float | None = field(default=None, kw_only=True)
    """Its `Date` header minus our clock, in seconds; `None` without a readable header."""
    handshake: bool | None = field(default=None, kw_only=True)
    """DNS over HTTPS only: whether an address that it gave for X completes a verified TLS handshake."""


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
