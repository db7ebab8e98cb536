"""The records that cross threads and modules: one check, what was seen, what is claimed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

CORE_SURFACES = ("web", "posts")
"""The surfaces that stand for "X works": its site, and a public post that can be read."""

CUSTOM_SURFACE = "custom"
"""The user's own address: shown and judged as a part, but never taken for X."""

PAGE_SURFACE = "page"
"""A public page of X's in the user's own browser: looked at only when somebody asks for that."""


class Outcome(StrEnum):
    """How one answer was read. Details are free text codes beside it (`Outcome.TIMEOUT`, "tls")."""

    OK = "ok"
    SLOW = "slow"
    SERVER_ERROR = "server_error"
    SOFT_FAILURE = "soft_failure"
    DNS_FAILED = "dns_failed"
    CONNECT_FAILED = "connect_failed"
    TIMEOUT = "timeout"
    TLS_FAILED = "tls_failed"
    PROTOCOL_ERROR = "protocol_error"
    REFUSED = "refused"
    LIMITED = "limited"
    UNRECOGNIZED = "unrecognized"
    """X answered, and of a kind that it has, but without any mark we know: it has changed, not failed."""
    CACHED = "cached"
    REDIRECTED = "redirected"


UNSIGNED_DETAIL = "unsigned"
"""Detail of an answer in X's place that carries no sign of X or its edge: somebody else gave it."""

PROXY_DETAIL = "proxy"
"""Detail of any outcome whose culprit is the proxy itself: X was never asked."""


class VerdictName(StrEnum):
    """What a check means, as the icon shows it."""

    UP = "up"
    DEGRADED = "degraded"
    DOWN = "down"
    BLOCKED = "blocked"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


class Cause(StrEnum):
    """Why the verdict is what it is. `up` has none."""

    NOT_WATCHED = "not_watched"
    OWN_TROUBLE = "own_trouble"
    CLOCK_WRONG = "clock_wrong"
    PROXY = "proxy"
    PROXY_REFUSES = "proxy_refuses"
    CAPTIVE_PORTAL = "captive_portal"
    OWN_DNS = "own_dns"
    NO_NETWORK = "no_network"
    HTTPS_BROKEN = "https_broken"
    POOR_LINE = "poor_line"
    DNS_BLOCKED = "dns_blocked"
    TLS_INTERCEPTED = "tls_intercepted"
    PATH_BLOCKED = "path_blocked"
    EDGE_OUTAGE = "edge_outage"
    DNS_GONE = "dns_gone"
    UNREACHABLE = "unreachable"
    SOME_USERS = "some_users"
    SERVER_ERRORS = "server_errors"
    POSTS_UNREADABLE = "posts_unreadable"
    PART_FAILING = "part_failing"
    OTHERS_REPORT = "others_report"
    SLOW = "slow"
    LIMITED = "limited"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    UNSTABLE = "unstable"
    """Of incidents only, never of one check: it came and went several times."""


def cause_or_none(value: str | None) -> Cause | None:
    """A cause, where there is one. Raises ValueError if it is none that we know."""
    return None if value is None else Cause(value)


class Confidence(StrEnum):
    """How sure a verdict is: by how many independent facts agree."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class OwnTrouble(StrEnum):
    """What keeps this program itself from asking. It is never X's fault."""

    DESCRIPTORS = "descriptors"
    MEMORY = "memory"
    THREADS = "threads"
    AUTHORITIES = "authorities"
    """No certificate authorities that can be used: nothing could be verified."""
    BUG = "bug"


class Says(StrEnum):
    """What a source says. `UNAVAILABLE` and `NOTHING` weigh nothing."""

    TROUBLE = "trouble"
    FINE = "fine"
    NOTHING = "nothing"
    UNAVAILABLE = "unavailable"


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
