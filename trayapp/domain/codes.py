"""The codes of outcomes, verdicts and causes: what is written down, and worded for people elsewhere.

The icon waits for them, and for none of the records that hold them.
"""

from __future__ import annotations

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


class UnavailableReason(StrEnum):
    """Why a source says nothing. It is never X's fault."""

    NO_ANSWER = "no_answer"
    """Not in time."""
    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"
    """It answered, but not in the form that is known of it."""
    SERVER_ERROR = "server_error"
    LIMITED = "limited"
    """We have asked as often as we may for now."""
    LOGIN = "login"
    """It wants credentials, or does not take those it got."""
    CLOSED = "closed"
    """It turns this program away, or no longer exists."""
    NO_ACCOUNT = "no_account"
    """It answers those alone who have an account, and there is none in the key store."""
    KEY_STORE = "key_store"
    """There may be an account, but the key store is missing, locked or silent."""
    GUESTS = "guests"
    """What is asked for is closed to everybody who is not logged in."""
    NETWORK = "network"
    """It turns this network away, whoever asks."""
    REVIEW = "review"
    """The account may not search what others write: its operator has not approved that."""
    REDIRECTED = "redirected"
    FAULT = "fault"
    """A bug of ours."""
