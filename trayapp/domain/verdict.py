"""From one check and the evidence to a verdict: the table of rows, first row that fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from trayapp.domain import blocked, failing, offline
from trayapp.domain.codes import Cause, Outcome, VerdictName
from trayapp.domain.facts import Facts
from trayapp.domain.justification import Justification, doh_reason, justify_blocked, justify_trouble
from trayapp.domain.records import Check, Evidence, Verdict

# Verdicts that claim something of X: of these alone it is said how sure they are.
_CLAIMS = frozenset({VerdictName.DOWN, VerdictName.DEGRADED, VerdictName.BLOCKED})


def decide(check: Check, evidence: Iterable[Evidence] = ()) -> Verdict:
    """What this check and the evidence at hand mean. Pure and total: reads no clock, never raises."""
    facts = Facts(check, tuple(evidence))
    row = next(row for row in ROWS if row.fits(facts))
    justification = row.justification(facts)
    return Verdict(
        name=row.name,
        cause=row.cause,
        confidence=justification.confidence() if row.name in _CLAIMS else None,
        reasons=tuple(justification.reasons()),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: the verdict that it gives, when it fits, and why."""

    name: VerdictName
    cause: Cause | None
    fits: Callable[[Facts], bool]
    justification: Callable[[Facts], Justification]


def _while_x_is_silent(*rows: Row) -> Iterator[Row]:
    """These rows, but never where X said something itself: that proves the network, whatever else fails."""

    def only_then(fits: Callable[[Facts], bool]) -> Callable[[Facts], bool]:
        return lambda facts: not facts.is_a_core_surface_ok and not facts.has_x_spoken and fits(facts)

    return (replace(row, fits=only_then(row.fits)) for row in rows)


def _showing(outcome: Outcome) -> Callable[[Facts], Justification]:
    return lambda facts: Justification(failing.with_outcome(facts, outcome))


_V, _C = VerdictName, Cause

# What keeps us from telling, the user's network, a block, X itself, what others say: in this order.
ROWS = (
    Row(_V.UNKNOWN, _C.NOT_WATCHED, lambda f: f.is_nothing_asked, lambda _: Justification()),
    Row(_V.UNKNOWN, _C.OWN_TROUBLE, lambda f: f.own_trouble is not None, offline.justify_own_trouble),
    *_while_x_is_silent(
        Row(_V.UNKNOWN, _C.CLOCK_WRONG, offline.is_clock_wrong, offline.justify_clock),
        Row(_V.OFFLINE, _C.PROXY, offline.does_proxy_fail, offline.justify_offline),
        Row(_V.BLOCKED, _C.PROXY_REFUSES, blocked.does_proxy_refuse, lambda f: justify_blocked(f, f.x)),
        Row(_V.OFFLINE, _C.CAPTIVE_PORTAL, offline.is_captive_portal, offline.justify_offline),
        Row(_V.OFFLINE, _C.OWN_DNS, offline.is_own_dns, offline.justify_own_dns),
        Row(_V.OFFLINE, _C.NO_NETWORK, offline.is_no_network, offline.justify_offline),
        Row(_V.OFFLINE, _C.HTTPS_BROKEN, offline.is_https_broken, offline.justify_https_broken),
        Row(_V.OFFLINE, _C.POOR_LINE, offline.is_network_poor, offline.justify_poor_network),
    ),
    # Before certificates: where the name leads elsewhere, a stranger's is what is shown there.
    Row(_V.BLOCKED, _C.DNS_BLOCKED, blocked.is_dns_blocked, blocked.justify_dns_blocked),
    Row(_V.BLOCKED, _C.TLS_INTERCEPTED, blocked.is_tls_intercepted, blocked.justify_tls_intercepted),
    Row(
        _V.BLOCKED,
        _C.PATH_BLOCKED,
        blocked.is_path_blocked,
        lambda f: justify_blocked(f, (r for r in f.x if r.is_kept_away)),
    ),
    Row(_V.DOWN, _C.EDGE_OUTAGE, failing.is_edge_outage, failing.justify_edge),
    Row(
        _V.DOWN,
        _C.DNS_GONE,
        failing.is_dns_gone,
        lambda f: justify_trouble(f, f.x, tuple(doh_reason(c) for c in f.network.doh)),
    ),
    Row(_V.DOWN, _C.UNREACHABLE, failing.is_unreachable, failing.justify_unreachable),
    # Before server errors, which do not ask whether others get the page.
    Row(_V.DEGRADED, _C.SOME_USERS, failing.does_x_fail_for_some, failing.justify_some_users),
    Row(
        _V.DOWN,
        _C.SERVER_ERRORS,
        failing.are_server_errors,
        lambda f: justify_trouble(f, (r for r in f.core if r.fails)),
    ),
    Row(
        _V.DOWN,
        _C.POSTS_UNREADABLE,
        lambda f: (
            failing.are_posts_unreadable(f)
            and (f.evidence.is_trouble_confirmed or failing.does_page_show_none(f))
        ),
        failing.justify_posts,
    ),
    Row(_V.DEGRADED, _C.POSTS_UNREADABLE, failing.are_posts_unreadable, failing.justify_posts),
    Row(_V.DEGRADED, _C.PART_FAILING, failing.is_part_failing, failing.justify_parts),
    Row(
        _V.DEGRADED,
        _C.OTHERS_REPORT,
        lambda f: f.is_a_core_surface_ok and failing.do_others_report(f),
        failing.justify_others,
    ),
    Row(
        _V.DEGRADED,
        _C.SLOW,
        lambda f: bool(failing.with_outcome(f, Outcome.SLOW)),
        lambda f: justify_trouble(f, failing.with_outcome(f, Outcome.SLOW)),
    ),
    Row(_V.DOWN, _C.OTHERS_REPORT, failing.do_others_report, failing.justify_others),
    Row(_V.UNKNOWN, _C.LIMITED, failing.is_limited, _showing(Outcome.LIMITED)),
    Row(_V.UNKNOWN, _C.REFUSED, failing.is_refused, _showing(Outcome.REFUSED)),
    Row(
        _V.UNKNOWN,
        _C.UNCLEAR,
        lambda f: not f.is_a_core_surface_ok or f.is_core_uncounted,
        failing.justify_unclear,
    ),
    Row(_V.UP, None, lambda _: True, failing.justify_up),
)
