"""From one check and the evidence to a verdict: the table of rows, first row that fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from trayapp.domain.facts import (
    Facts,
    confirms,
    fails,
    fails_on_x_side,
    has_answered,
    has_dated_certificate,
    has_foreign_certificate,
    is_by_address,
    is_doh,
    is_https,
    is_kept_away,
    is_lost,
    is_ok,
    is_out_of_reach,
    is_own_word,
    is_proxy_at_fault,
    is_reached,
    is_refused_by_proxy,
    operator,
)
from trayapp.domain.justification import (
    Justification,
    control_reason,
    doh_reason,
    justify_blocked,
    justify_trouble,
    line_works,
    lost_reasons,
    outdated_reasons,
    posts_read,
    saying,
    surface_reason,
    user_reasons,
    voice_reason,
)
from trayapp.domain.records import (
    CORE_SURFACES,
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


def decide(check: Check, evidence: Iterable[Evidence] = ()) -> Verdict:
    """What this check and the evidence at hand mean. Pure and total: reads no clock, never raises."""
    facts = Facts(check, tuple(evidence))
    # Nearly every check finds all well: no row of trouble need be tried for it.
    row = _UP if facts.is_all_well else next(row for row in _ROWS if row.fits(facts))
    justification = row.justification(facts)
    return Verdict(
        name=row.name,
        cause=row.cause,
        confidence=justification.confidence() if row.name in _CLAIMS else None,
        reasons=tuple(justification.reasons()),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    name: VerdictName
    cause: Cause | None
    fits: Callable[[Facts], bool]
    justification: Callable[[Facts], Justification]


# ---- is it us, or the line? Asked only while X itself has said nothing


def _is_own_trouble(facts: Facts) -> bool:
    return facts.own_trouble is not None


def _justify_own_trouble(facts: Facts) -> Justification:
    return Justification(remarks=(Reason("own_trouble", True, (("trouble", facts.own_trouble or ""),)),))


def _while_x_is_silent(fits: Callable[[Facts], bool]) -> Callable[[Facts], bool]:
    """What X said itself proves the line, whatever else fails."""
    return lambda facts: not facts.is_a_core_surface_ok and not facts.has_x_spoken and fits(facts)


def _is_all_of_x(facts: Facts, is_so: Callable[[SurfaceResult], bool]) -> bool:
    """Of what decides. Where all was lost and nothing counts, nothing is so."""
    return bool(facts.x) and all(map(is_so, facts.x))


def _is_clock_wrong(facts: Facts) -> bool:
    return _is_all_of_x(facts, has_dated_certificate) and facts.is_clock_wrong


def _justify_clock(facts: Facts) -> Justification:
    skew = (
        (Reason("clock_skew", True, (("seconds", round(facts.clock_skew_s)),)),) if facts.clock_skew_s else ()
    )
    return Justification(facts.x, controls=(*skew, *map(control_reason, facts.dated_controls)))


def _does_proxy_fail(facts: Facts) -> bool:
    """The proxy says so itself, or it lets nothing at all through, or no https at all."""
    decided = [r for r in facts.asked_x if is_proxy_at_fault(r) or r.id not in facts.uncounted]
    if decided and all(map(is_proxy_at_fault, decided)):
        return True
    https = tuple(c for c in facts.controls if is_https(c))
    if _is_all_of_x(facts, is_refused_by_proxy) and all(map(is_refused_by_proxy, https)):
        return bool(https)
    # What is lost behind a dead proxy does not count, but is what shows that it is dead.
    return (
        bool(facts.asked_x)
        and all(r.via_proxy and (is_proxy_at_fault(r) or is_out_of_reach(r)) for r in facts.asked_x)
        and bool(facts.controls)
        and all(c.via_proxy and fails(c) for c in facts.controls)
    )


def _does_proxy_refuse(facts: Facts) -> bool:
    return (
        _is_all_of_x(facts, is_refused_by_proxy)
        and facts.is_https_completed
        and not facts.do_vantages_say_trouble
    )


def _portal_signs(facts: Facts) -> tuple[ControlResult, ...]:
    """Controls that answer something else than they must."""
    # No portal can speak for a resolver that is asked by address under a verified certificate.
    return tuple(c for c in facts.named_controls if c.outcome in (Outcome.REDIRECTED, Outcome.SOFT_FAILURE))


def _is_captive_portal(facts: Facts) -> bool:
    signs = _portal_signs(facts)
    # A login page may let most of the hosts pass by which devices look for one: beside one that it answers
    # for, its certificate in others' place shows it, too.
    strangers = {operator(c) for c in facts.foreign_controls} if signs else set()
    answering = {operator(c) for c in signs} | strangers
    if len(answering) >= 2 and (len(strangers) >= 2 or not facts.does_line_carry):
        return True
    hosts = {r.detail if r.outcome is Outcome.REDIRECTED else None for r in facts.x}
    return (
        len(hosts) == 1
        and None not in hosts
        and any(c.outcome is Outcome.REDIRECTED and c.detail in hosts for c in facts.controls)
    )


def _is_own_dns(facts: Facts) -> bool:
    looked_up = [c for c in facts.controls if not is_by_address(c)]
    names = [*facts.asked.values(), *looked_up]
    return (
        not facts.is_x_behind_proxy
        and bool(looked_up)
        and all(r.outcome is Outcome.DNS_FAILED for r in names)
        and any(is_by_address(c) and has_answered(c) for c in facts.controls)
    )


def _justify_own_dns(facts: Facts) -> Justification:
    return Justification(
        facts.asked_x, controls=tuple(control_reason(c) for c in facts.controls if not fails(c) or is_doh(c))
    )


def _is_no_network(facts: Facts) -> bool:
    # Of a network that is spared only https is asked; that it carries a connection is known all the same.
    is_plain_asked = any(not is_https(c) for c in facts.controls)
    is_connected = any(r.phases.connect is not None for r in (*facts.asked.values(), *facts.controls))
    return (
        bool(facts.controls)
        and (is_plain_asked or not is_connected)
        and all(fails(c) for c in facts.controls)
        and all(
            fails(r) and (r.id in facts.uncounted or not fails_on_x_side(r))
            for r in facts.asked.values()
            if not r.filtered
        )
    )


def _is_https_broken(facts: Facts) -> bool:
    return facts.silent_https_operators >= 2 and facts.does_plain_answer


def _is_line_poor(facts: Facts) -> bool:
    return facts.is_core_uncounted or (facts.is_anything_lost and not facts.does_line_carry)


def _justify_offline(facts: Facts) -> Justification:
    """The line's own trouble: what fails, and the controls that show it."""
    shown = _portal_signs(facts) or tuple(c for c in facts.controls if fails(c))
    return Justification(
        tuple(r for r in facts.asked_x if fails(r) or is_proxy_at_fault(r)),
        controls=tuple(control_reason(c) for c in shown),
    )


def _justify_https_broken(facts: Facts) -> Justification:
    justification = _justify_offline(facts)
    count = Reason("https_none", True, (("operators", facts.silent_https_operators),))
    return replace(justification, controls=(count, *justification.controls))


def _justify_poor_line(facts: Facts) -> Justification:
    lost = tuple(control_reason(c) for c in facts.line_controls if is_lost(c))
    return Justification(controls=lost, remarks=lost_reasons(facts) + outdated_reasons(facts))


# ---- is it only here? Not while vantage points see trouble, too


def _is_web_direct(facts: Facts) -> bool:
    """Whether the site was asked without a proxy: behind one, names, certificates and paths are its own."""
    return facts.web is not None and not facts.web.via_proxy and not facts.do_vantages_say_trouble


def _is_dns_blocked(facts: Facts) -> bool:
    if facts.web is None or not _is_web_direct(facts):
        return False
    if has_foreign_certificate(facts.web):
        return any(c.handshake for c in facts.doh)
    return (
        facts.web.outcome is Outcome.DNS_FAILED
        and facts.web.detail != "no_answer"
        and facts.does_line_carry
        and any(c.detail == "knows" and c.handshake is not False for c in facts.doh)
        and not any(c.detail == "nxdomain" for c in facts.doh)
    )


def _justify_dns_blocked(facts: Facts) -> Justification:
    shown = tuple(c for c in facts.doh if c.detail == "knows" or c.handshake)
    same = (r for r in facts.x if r.outcome is Outcome.DNS_FAILED or has_foreign_certificate(r))
    return justify_blocked(facts, same, tuple(doh_reason(c) for c in shown))


def _is_tls_intercepted(facts: Facts) -> bool:
    return facts.web is not None and _is_web_direct(facts) and has_foreign_certificate(facts.web)


def _justify_tls_intercepted(facts: Facts) -> Justification:
    same = tuple(r for r in facts.x if has_foreign_certificate(r))
    justification = justify_blocked(facts, same, tuple(map(control_reason, facts.foreign_controls)))
    if justification.confidence() is Confidence.HIGH and not facts.foreign_controls:
        return replace(justification, fixed=Confidence.MEDIUM)
    return justification


def _is_path_blocked(facts: Facts) -> bool:
    return (
        facts.web is not None
        and _is_web_direct(facts)
        and is_kept_away(facts.web)
        and facts.does_line_carry
        and bool(facts.vantages_reaching)
    )


# ---- is it X?


def _cloudflare_failing(facts: Facts) -> tuple[ControlResult, ...]:
    """By an answer of its own; or twice by none, which once may be the line's doing."""
    return tuple(
        c
        for c in facts.line_controls
        if c.id == "cloudflare"
        and fails(c)
        and not (is_proxy_at_fault(c) or is_refused_by_proxy(c))
        and (not is_lost(c) or (c.lost or 0) >= 2)
    )


def _is_edge_outage(facts: Facts) -> bool:
    return (
        facts.web is not None
        and facts.web.outcome is Outcome.SERVER_ERROR
        and facts.web.detail == "edge_page"
        and bool(_cloudflare_failing(facts))
    )


def _justify_edge(facts: Facts) -> Justification:
    same = (r for r in facts.x if r.outcome is Outcome.SERVER_ERROR and r.detail in ("edge", "edge_page"))
    justification = justify_trouble(facts, same, tuple(control_reason(c) for c in _cloudflare_failing(facts)))
    return replace(justification, against=justification.against + posts_read(facts))


def _is_dns_gone(facts: Facts) -> bool:
    return (
        _is_all_of_x(facts, lambda r: r.outcome is Outcome.DNS_FAILED)
        and not facts.is_x_behind_proxy
        and facts.does_line_carry
        and bool(facts.doh)
        and all(c.detail in ("nxdomain", "servfail") for c in facts.doh)
    )


def _is_unreachable(facts: Facts) -> bool:
    def is_away(result: SurfaceResult) -> bool:
        is_elsewhere_too = facts.do_vantages_say_trouble
        is_other = has_foreign_certificate(result) or result.outcome is Outcome.REDIRECTED
        return is_out_of_reach(result) or (is_elsewhere_too and is_other)

    is_only_silent = _is_all_of_x(facts, is_lost) and not facts.does_https_carry
    return (
        _is_all_of_x(facts, is_away)
        and facts.does_line_carry
        and (facts.is_trouble_confirmed or not (is_only_silent or facts.vantages_reaching))
    )


def _justify_unreachable(facts: Facts) -> Justification:
    if facts.troubled_kinds & {"vantage", "expert"}:
        justification = justify_trouble(facts, facts.x)
        return justification if justification.against else replace(justification, fixed=Confidence.HIGH)
    could_nobody_say = not facts.is_trouble_confirmed and not any(
        confirms(voice) for voice in saying(facts, Says.FINE)
    )
    return justify_trouble(
        facts,
        facts.x,
        fixed=Confidence.LOW,
        remarks=(Reason("others_not_asked", False),) if could_nobody_say else (),
    )


def _does_x_fail_for_some(facts: Facts) -> bool:
    return facts.web is not None and fails(facts.web) and is_own_word(facts.web) and bool(facts.page_vantages)


def _justify_some_users(facts: Facts) -> Justification:
    pages = tuple(
        Reason("vantage_pages", True, (("source", v.source), ("pages", v.pages or 0), ("of", v.of or 0)))
        for v in facts.page_vantages
    )
    return Justification(
        tuple(r for r in facts.core if fails(r)),
        facts.page_vantages,
        pages,
        remarks=user_reasons(facts) + outdated_reasons(facts),
    )


def _are_server_errors(facts: Facts) -> bool:
    are_posts_unread = facts.posts is None or not is_ok(facts.posts)
    return (
        facts.web in facts.failing
        and (are_posts_unread or facts.do_vantages_say_trouble)
        and any(map(facts.fails_on_x_side, facts.core))
    )


def _are_posts_unreadable(facts: Facts) -> bool:
    is_web_reached = "web" not in facts.uncounted if facts.web is None else is_reached(facts.web)
    return is_web_reached and facts.posts in facts.failing


def _justify_posts(facts: Facts) -> Justification:
    return justify_trouble(facts, (r for r in facts.core if r.id == "posts"))


def _is_part_failing(facts: Facts) -> bool:
    return bool(facts.failing) and any(is_ok(r) or facts.fails_on_x_side(r) for r in facts.core)


def _justify_parts(facts: Facts) -> Justification:
    """A filter's page, or its certificate, in place of several parts is one fact: nobody signs theirs."""
    found = justify_trouble(facts, facts.failing)
    may_be_a_filter = all(
        (r.outcome is Outcome.SOFT_FAILURE and not r.signed) or has_foreign_certificate(r)
        for r in facts.failing
        if r.id not in CORE_SURFACES
    )
    is_parts_alone = not any(r.id in CORE_SURFACES for r in facts.failing)
    if is_parts_alone and may_be_a_filter and not facts.is_trouble_confirmed:
        return replace(found, fixed=Confidence.LOW)
    return found


def _do_others_report(facts: Facts) -> bool:
    return not facts.failing and facts.is_a_core_surface_ok and len(facts.troubled_kinds) >= 2


def _do_others_report_it_down(facts: Facts) -> bool:
    return not facts.is_a_core_surface_ok and len(facts.troubled_kinds) >= 2


def _justify_others(facts: Facts) -> Justification:
    return Justification(
        voices=tuple(v for v in saying(facts, Says.TROUBLE) if confirms(v)),
        against=tuple(surface_reason(r, speaks_for=False) for r in facts.core if is_ok(r)),
        remarks=user_reasons(facts) + outdated_reasons(facts),
    )


def _with_outcome(facts: Facts, outcome: Outcome) -> tuple[SurfaceResult, ...]:
    return tuple(r for r in facts.core if r.outcome is outcome)


def _is_undecided(facts: Facts, outcome: Outcome) -> bool:
    return not facts.is_a_core_surface_ok and bool(_with_outcome(facts, outcome))


def _is_limited(facts: Facts) -> bool:
    is_kept = not facts.is_a_core_surface_ok and facts.is_core_left_alone
    return is_kept or _is_undecided(facts, Outcome.LIMITED)


def _justify_unclear(facts: Facts) -> Justification:
    lost = lost_reasons(facts)
    return Justification(facts.failing, remarks=(lost or line_works(facts)) + outdated_reasons(facts))


def _justify_up(facts: Facts) -> Justification:
    return Justification(
        tuple(r for r in facts.core if is_ok(r)),
        saying(facts, Says.FINE),
        against=tuple(voice_reason(v, speaks_for=False) for v in saying(facts, Says.TROUBLE)),
        remarks=outdated_reasons(facts),
    )


_V, _C = VerdictName, Cause

_UP = _Row(_V.UP, None, lambda _: True, _justify_up)

_ROWS = (
    _Row(_V.UNKNOWN, _C.NOT_WATCHED, lambda f: f.is_nothing_asked, lambda _: Justification()),
    _Row(_V.UNKNOWN, _C.OWN_TROUBLE, _is_own_trouble, _justify_own_trouble),
    _Row(_V.UNKNOWN, _C.CLOCK_WRONG, _while_x_is_silent(_is_clock_wrong), _justify_clock),
    _Row(_V.OFFLINE, _C.PROXY, _while_x_is_silent(_does_proxy_fail), _justify_offline),
    _Row(
        _V.BLOCKED,
        _C.PROXY_REFUSES,
        _while_x_is_silent(_does_proxy_refuse),
        lambda f: justify_blocked(f, f.x),
    ),
    _Row(_V.OFFLINE, _C.CAPTIVE_PORTAL, _while_x_is_silent(_is_captive_portal), _justify_offline),
    _Row(_V.OFFLINE, _C.OWN_DNS, _while_x_is_silent(_is_own_dns), _justify_own_dns),
    _Row(_V.OFFLINE, _C.NO_NETWORK, _while_x_is_silent(_is_no_network), _justify_offline),
    _Row(_V.OFFLINE, _C.HTTPS_BROKEN, _while_x_is_silent(_is_https_broken), _justify_https_broken),
    _Row(_V.OFFLINE, _C.POOR_LINE, _while_x_is_silent(_is_line_poor), _justify_poor_line),
    _Row(_V.BLOCKED, _C.DNS_BLOCKED, _is_dns_blocked, _justify_dns_blocked),
    _Row(_V.BLOCKED, _C.TLS_INTERCEPTED, _is_tls_intercepted, _justify_tls_intercepted),
    _Row(
        _V.BLOCKED,
        _C.PATH_BLOCKED,
        _is_path_blocked,
        lambda f: justify_blocked(f, (r for r in f.x if is_kept_away(r))),
    ),
    _Row(_V.DOWN, _C.EDGE_OUTAGE, _is_edge_outage, _justify_edge),
    _Row(
        _V.DOWN,
        _C.DNS_GONE,
        _is_dns_gone,
        lambda f: justify_trouble(f, f.x, tuple(doh_reason(c) for c in f.doh)),
    ),
    _Row(_V.DOWN, _C.UNREACHABLE, _is_unreachable, _justify_unreachable),
    _Row(_V.DEGRADED, _C.SOME_USERS, _does_x_fail_for_some, _justify_some_users),
    _Row(
        _V.DOWN,
        _C.SERVER_ERRORS,
        _are_server_errors,
        lambda f: justify_trouble(f, (r for r in f.core if fails(r))),
    ),
    _Row(
        _V.DOWN,
        _C.POSTS_UNREADABLE,
        lambda f: _are_posts_unreadable(f) and f.is_trouble_confirmed,
        _justify_posts,
    ),
    _Row(_V.DEGRADED, _C.POSTS_UNREADABLE, _are_posts_unreadable, _justify_posts),
    _Row(_V.DEGRADED, _C.PART_FAILING, _is_part_failing, _justify_parts),
    _Row(_V.DEGRADED, _C.OTHERS_REPORT, _do_others_report, _justify_others),
    _Row(
        _V.DEGRADED,
        _C.SLOW,
        lambda f: bool(_with_outcome(f, Outcome.SLOW)),
        lambda f: justify_trouble(f, _with_outcome(f, Outcome.SLOW)),
    ),
    _Row(_V.DOWN, _C.OTHERS_REPORT, _do_others_report_it_down, _justify_others),
    _Row(
        _V.UNKNOWN,
        _C.LIMITED,
        _is_limited,
        lambda f: Justification(_with_outcome(f, Outcome.LIMITED)),
    ),
    _Row(
        _V.UNKNOWN,
        _C.REFUSED,
        lambda f: _is_undecided(f, Outcome.REFUSED),
        lambda f: Justification(_with_outcome(f, Outcome.REFUSED)),
    ),
    _Row(
        _V.UNKNOWN,
        _C.UNCLEAR,
        lambda f: not f.is_a_core_surface_ok or f.is_core_uncounted,
        _justify_unclear,
    ),
    _UP,
)
