"""From one check and the evidence to a verdict: the table of rows, first row that fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from trayapp.domain.facts import (
    Facts,
    confirms,
    fails,
    fails_on_x_side,
    has_dated_certificate,
    has_foreign_certificate,
    is_by_address,
    is_doh,
    is_ok,
    is_out_of_reach,
    is_proxy_at_fault,
    is_reached,
)
from trayapp.domain.grounds import (
    Grounds,
    blocked_grounds,
    control_reason,
    doh_reason,
    line_works,
    posts_read,
    saying,
    surface_reason,
    trouble_grounds,
    voice_reason,
)
from trayapp.domain.records import (
    Cause,
    Check,
    Confidence,
    ControlResult,
    Evidence,
    Outcome,
    Reason,
    Says,
    SurfaceResult,
    Verdict,
    VerdictName,
)

_CLAIMS = frozenset({VerdictName.DOWN, VerdictName.DEGRADED, VerdictName.BLOCKED})
"""Verdicts that claim something of X: of these alone it is said how sure they are."""

_CLOCK_WRONG_FROM = timedelta(days=1)


def decide(check: Check, evidence: Iterable[Evidence] = ()) -> Verdict:
    """What this check and the evidence at hand mean. Pure and total: reads no clock, never raises."""
    facts = Facts(check, tuple(evidence))
    # Nearly every check finds all well: no row of trouble need be tried for it.
    row = _UP if facts.is_all_well else next(row for row in _ROWS if row.fits(facts))
    grounds = row.grounds(facts)
    return Verdict(
        name=row.name,
        cause=row.cause,
        confidence=grounds.confidence() if row.name in _CLAIMS else None,
        reasons=tuple(grounds.reasons()),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    name: VerdictName
    cause: Cause | None
    fits: Callable[[Facts], bool]
    grounds: Callable[[Facts], Grounds]


def _clock_is_wrong(facts: Facts) -> bool:
    return (
        not facts.is_a_core_surface_ok
        and all(has_dated_certificate(r) for r in facts.x)
        and abs(facts.clock_skew_s) > _CLOCK_WRONG_FROM.total_seconds()
    )


def _clock_grounds(facts: Facts) -> Grounds:
    return Grounds(facts.x, controls=(Reason("clock_skew", True, (("seconds", round(facts.clock_skew_s)),)),))


def _proxy_fails(facts: Facts) -> bool:
    """The proxy says so itself, or it lets nothing at all through."""
    if facts.is_a_core_surface_ok:
        return False
    if all(is_proxy_at_fault(r) for r in facts.x):
        return True
    return (
        all(r.via_proxy and (is_proxy_at_fault(r) or is_out_of_reach(r)) for r in facts.x)
        and bool(facts.controls)
        and all(c.via_proxy and fails(c) for c in facts.controls)
    )


def _portal_signs(facts: Facts) -> tuple[ControlResult, ...]:
    """Controls that answer something else than they must."""
    # No portal can speak for a resolver that is asked by address under a verified certificate.
    return tuple(c for c in facts.named_controls if c.outcome in (Outcome.REDIRECTED, Outcome.SOFT_FAILURE))


def _is_captive_portal(facts: Facts) -> bool:
    if facts.is_a_core_surface_ok:
        return False
    if len(_portal_signs(facts)) >= 2:
        return True
    hosts = {r.detail if r.outcome is Outcome.REDIRECTED else None for r in facts.x}
    return (
        len(hosts) == 1
        and None not in hosts
        and any(c.outcome is Outcome.REDIRECTED and c.detail in hosts for c in facts.controls)
    )


def _answered(control: ControlResult) -> bool:
    """Whether anything at all came back, be it another answer than the right one."""
    return not fails(control) or control.outcome in (
        Outcome.SERVER_ERROR,
        Outcome.SOFT_FAILURE,
        Outcome.PROTOCOL_ERROR,
        Outcome.REDIRECTED,
    )


def _answering_by_address(facts: Facts) -> tuple[ControlResult, ...]:
    return tuple(c for c in facts.controls if is_by_address(c) and _answered(c))


def _is_own_dns(facts: Facts) -> bool:
    looked_up = [c for c in facts.controls if not is_by_address(c)]
    names = [*facts.surfaces.values(), *looked_up]
    return (
        not facts.is_a_core_surface_ok
        and not facts.is_x_behind_proxy
        and bool(looked_up)
        and all(r.outcome is Outcome.DNS_FAILED for r in names)
        and bool(_answering_by_address(facts))
    )


def _is_no_network(facts: Facts) -> bool:
    return (
        not facts.is_a_core_surface_ok
        and bool(facts.controls)
        and all(fails(c) for c in facts.controls)
        and all(fails(r) and not fails_on_x_side(r) for r in facts.surfaces.values())
    )


def _offline_grounds(facts: Facts) -> Grounds:
    """The line's own trouble: what fails, and the controls that show it."""
    shown = _portal_signs(facts) or tuple(c for c in facts.controls if fails(c))
    return Grounds(
        tuple(r for r in facts.x if fails(r) or is_proxy_at_fault(r)),
        controls=tuple(control_reason(c) for c in shown),
    )


def _own_dns_grounds(facts: Facts) -> Grounds:
    return Grounds(
        facts.x, controls=tuple(control_reason(c) for c in facts.controls if not fails(c) or is_doh(c))
    )


def _is_web_direct(facts: Facts) -> bool:
    """Whether the site was asked without a proxy: behind one, names, certificates and paths are its own."""
    return facts.web is not None and not facts.web.via_proxy


def _is_dns_blocked(facts: Facts) -> bool:
    if facts.web is None or not _is_web_direct(facts):
        return False
    if has_foreign_certificate(facts.web):
        return any(c.handshake for c in facts.doh)
    return (
        facts.web.outcome is Outcome.DNS_FAILED
        and facts.are_controls_fine
        and any(c.detail == "knows" for c in facts.doh)
        and not any(c.detail == "nxdomain" for c in facts.doh)
    )


def _dns_blocked_grounds(facts: Facts) -> Grounds:
    shown = tuple(c for c in facts.doh if c.detail == "knows" or c.handshake)
    same = (r for r in facts.x if r.outcome is Outcome.DNS_FAILED or has_foreign_certificate(r))
    return blocked_grounds(facts, same, tuple(doh_reason(c) for c in shown))


def _is_tls_intercepted(facts: Facts) -> bool:
    return facts.web is not None and _is_web_direct(facts) and has_foreign_certificate(facts.web)


def _is_path_blocked(facts: Facts) -> bool:
    return (
        facts.web is not None
        and _is_web_direct(facts)
        and (is_out_of_reach(facts.web) or facts.web.outcome is Outcome.REDIRECTED)
        and facts.are_controls_fine
        and facts.is_x_reached_elsewhere
    )


def _cloudflare_failing(facts: Facts) -> tuple[ControlResult, ...]:
    return tuple(c for c in facts.controls if c.id == "cloudflare" and fails(c))


def _is_edge_outage(facts: Facts) -> bool:
    return (
        facts.web is not None
        and facts.web.outcome is Outcome.SERVER_ERROR
        and facts.web.detail == "edge_page"
        and bool(_cloudflare_failing(facts))
    )


def _edge_grounds(facts: Facts) -> Grounds:
    same = (r for r in facts.x if r.outcome is Outcome.SERVER_ERROR and r.detail in ("edge", "edge_page"))
    grounds = trouble_grounds(facts, same, tuple(control_reason(c) for c in _cloudflare_failing(facts)))
    return replace(grounds, against=grounds.against + posts_read(facts))


def _is_dns_gone(facts: Facts) -> bool:
    return (
        all(r.outcome is Outcome.DNS_FAILED for r in facts.x)
        and not facts.is_x_behind_proxy
        and facts.are_controls_fine
        and bool(facts.doh)
        and all(c.detail in ("nxdomain", "servfail") for c in facts.doh)
    )


def _is_unreachable(facts: Facts) -> bool:
    return (
        all(is_out_of_reach(r) for r in facts.x)
        and facts.are_controls_fine
        and (facts.is_trouble_confirmed or not facts.is_x_reached_elsewhere)
    )


def _unreachable_grounds(facts: Facts) -> Grounds:
    if facts.is_trouble_confirmed:
        return trouble_grounds(facts, facts.x)
    could_nobody_say = not any(confirms(voice) for voice in saying(facts, Says.FINE))
    return trouble_grounds(
        facts,
        facts.x,
        fixed=Confidence.LOW,
        remarks=(Reason("others_not_asked", False),) if could_nobody_say else (),
    )


def _are_server_errors(facts: Facts) -> bool:
    return (
        facts.web is not None
        and fails(facts.web)
        and (facts.posts is None or not is_ok(facts.posts))
        and any(fails_on_x_side(r) for r in facts.core)
    )


def _are_posts_unreadable(facts: Facts) -> bool:
    return (facts.web is None or is_reached(facts.web)) and facts.posts is not None and fails(facts.posts)


def _posts_grounds(facts: Facts) -> Grounds:
    return trouble_grounds(facts, (r for r in facts.core if r.id == "posts"))


def _is_part_failing(facts: Facts) -> bool:
    return bool(facts.failing) and any(is_ok(r) or fails_on_x_side(r) for r in facts.core)


def _do_others_report(facts: Facts) -> bool:
    return not facts.failing and facts.is_trouble_confirmed and len(facts.troubled_kinds) >= 2


def _others_grounds(facts: Facts) -> Grounds:
    return Grounds(
        voices=saying(facts, Says.TROUBLE),
        against=tuple(surface_reason(r, speaks_for=False) for r in facts.core if is_ok(r)),
    )


def _with_outcome(facts: Facts, outcome: Outcome) -> tuple[SurfaceResult, ...]:
    return tuple(r for r in facts.core if r.outcome is outcome)


def _is_undecided(facts: Facts, outcome: Outcome) -> bool:
    return not facts.is_a_core_surface_ok and bool(_with_outcome(facts, outcome))


def _unclear_grounds(facts: Facts) -> Grounds:
    return Grounds(
        tuple(r for r in facts.surfaces.values() if fails(r)),
        remarks=line_works(facts),
        fixed=Confidence.LOW,
    )


def _up_grounds(facts: Facts) -> Grounds:
    return Grounds(
        tuple(r for r in facts.core if is_ok(r)),
        saying(facts, Says.FINE),
        against=tuple(voice_reason(v, speaks_for=False) for v in saying(facts, Says.TROUBLE)),
    )


_V, _C = VerdictName, Cause

_UP = _Row(_V.UP, None, lambda _: True, _up_grounds)

_ROWS = (
    _Row(_V.UNKNOWN, _C.NOT_WATCHED, lambda f: not f.x, lambda _: Grounds(fixed=Confidence.LOW)),
    _Row(_V.UNKNOWN, _C.CLOCK_WRONG, _clock_is_wrong, _clock_grounds),
    _Row(_V.OFFLINE, _C.PROXY, _proxy_fails, _offline_grounds),
    _Row(_V.OFFLINE, _C.CAPTIVE_PORTAL, _is_captive_portal, _offline_grounds),
    _Row(_V.OFFLINE, _C.OWN_DNS, _is_own_dns, _own_dns_grounds),
    _Row(_V.OFFLINE, _C.NO_NETWORK, _is_no_network, _offline_grounds),
    _Row(_V.BLOCKED, _C.DNS_BLOCKED, _is_dns_blocked, _dns_blocked_grounds),
    _Row(
        _V.BLOCKED,
        _C.TLS_INTERCEPTED,
        _is_tls_intercepted,
        lambda f: blocked_grounds(f, (r for r in f.x if has_foreign_certificate(r))),
    ),
    _Row(
        _V.BLOCKED,
        _C.PATH_BLOCKED,
        _is_path_blocked,
        lambda f: blocked_grounds(
            f, (r for r in f.x if is_out_of_reach(r) or r.outcome is Outcome.REDIRECTED)
        ),
    ),
    _Row(_V.DOWN, _C.EDGE_OUTAGE, _is_edge_outage, _edge_grounds),
    _Row(
        _V.DOWN,
        _C.DNS_GONE,
        _is_dns_gone,
        lambda f: trouble_grounds(f, f.x, tuple(doh_reason(c) for c in f.doh)),
    ),
    _Row(_V.DOWN, _C.UNREACHABLE, _is_unreachable, _unreachable_grounds),
    _Row(
        _V.DOWN,
        _C.SERVER_ERRORS,
        _are_server_errors,
        lambda f: trouble_grounds(f, (r for r in f.core if fails(r))),
    ),
    _Row(
        _V.DOWN,
        _C.POSTS_UNREADABLE,
        lambda f: _are_posts_unreadable(f) and f.is_trouble_confirmed,
        _posts_grounds,
    ),
    _Row(_V.DEGRADED, _C.POSTS_UNREADABLE, _are_posts_unreadable, _posts_grounds),
    _Row(_V.DEGRADED, _C.PART_FAILING, _is_part_failing, lambda f: trouble_grounds(f, f.failing)),
    _Row(_V.DEGRADED, _C.OTHERS_REPORT, _do_others_report, _others_grounds),
    _Row(
        _V.DEGRADED,
        _C.SLOW,
        lambda f: bool(_with_outcome(f, Outcome.SLOW)),
        lambda f: trouble_grounds(f, _with_outcome(f, Outcome.SLOW)),
    ),
    _Row(
        _V.UNKNOWN,
        _C.LIMITED,
        lambda f: _is_undecided(f, Outcome.LIMITED),
        lambda f: Grounds(_with_outcome(f, Outcome.LIMITED)),
    ),
    _Row(
        _V.UNKNOWN,
        _C.REFUSED,
        lambda f: _is_undecided(f, Outcome.REFUSED),
        lambda f: Grounds(_with_outcome(f, Outcome.REFUSED)),
    ),
    _Row(_V.UNKNOWN, _C.UNCLEAR, lambda f: not f.is_a_core_surface_ok, _unclear_grounds),
    _UP,
)
