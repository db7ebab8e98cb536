"""Is it X? The rows of the verdict table that blame it, and those that leave it open. Pure.

The ones say `down` or `degraded`; the others, where X limits or refuses us or nothing is clear, `unknown`.
What speaks for `up` is here, too.
"""

from __future__ import annotations

from dataclasses import replace

from trayapp.domain.codes import CORE_SURFACES, PAGE_SURFACE, Confidence, Outcome, Says
from trayapp.domain.evidence import confirms
from trayapp.domain.facts import Facts
from trayapp.domain.justification import (
    Justification,
    control_reason,
    evidence_reason,
    justify_trouble,
    lost_reasons,
    network_works,
    outdated_reasons,
    pages_reason,
    posts_read,
    surface_reason,
    user_reasons,
)
from trayapp.domain.records import ControlResult, Reason, SurfaceResult


def _cloudflare_failing(facts: Facts) -> tuple[ControlResult, ...]:
    """By an answer of its own; or twice by none, which once may be the network's doing."""
    return tuple(
        c
        for c in facts.network.controls
        if c.id == "cloudflare"
        and c.fails
        and not (c.is_proxy_at_fault or c.is_refused_by_proxy)  # that says nothing of Cloudflare
        and (not c.is_lost or (c.lost is not None and c.lost >= 2))
    )


def is_edge_outage(facts: Facts) -> bool:
    # 52x would be its word on X's origin.
    return facts.web is not None and facts.web.detail == "edge_page" and bool(_cloudflare_failing(facts))


def justify_edge(facts: Facts) -> Justification:
    same = (r for r in facts.x if r.detail in ("edge", "edge_page"))
    justification = justify_trouble(facts, same, tuple(map(control_reason, _cloudflare_failing(facts))))
    # Posts that come through speak against it.
    return replace(justification, against=justification.against + posts_read(facts))


def is_dns_gone(facts: Facts) -> bool:
    return (
        facts.is_all_of_x(lambda r: r.outcome is Outcome.DNS_FAILED)
        and not facts.is_x_behind_proxy  # there the resolver is the proxy's
        and facts.network.does_carry
        and bool(facts.network.doh)  # silence is no denial
        and all(c.detail in ("nxdomain", "servfail") for c in facts.network.doh)
    )


def is_unreachable(facts: Facts) -> bool:
    def is_away(result: SurfaceResult) -> bool:
        # Where X fails for vantage points, too, nobody blocks it: a stranger in its place is X's absence.
        is_elsewhere_too = facts.evidence.do_vantages_say_trouble
        is_other = result.has_foreign_certificate or result.outcome is Outcome.REDIRECTED
        return result.is_out_of_reach or (is_elsewhere_too and is_other)

    # Silence alone may be a filter that lets through whatever is asked to see whether the network is well.
    is_only_silent = facts.is_all_of_x(lambda r: r.is_lost) and not facts.network.does_https_carry
    return (
        facts.is_all_of_x(is_away)
        and facts.network.does_carry
        and (facts.evidence.is_trouble_confirmed or not (is_only_silent or facts.evidence.vantages_reaching))
    )


def justify_unreachable(facts: Facts) -> Justification:
    # These have measured it elsewhere; a crowd complains, perhaps of something else.
    if facts.evidence.troubled_kinds & {"vantage", "expert"}:
        return justify_trouble(facts, facts.x)
    could_nobody_say = not facts.evidence.is_trouble_confirmed and not any(
        confirms(e) for e in facts.evidence.saying(Says.FINE)
    )
    remarks = (Reason("others_not_asked", False),) if could_nobody_say else ()
    return justify_trouble(facts, facts.x, fixed=Confidence.LOW, remarks=remarks)


def does_x_fail_for_some(facts: Facts) -> bool:
    web = facts.web
    # By its own word alone: what is lost here and seen elsewhere is a block, or the network's loss.
    return web is not None and web.fails and web.is_own_word and bool(facts.evidence.vantages_with_page)


def justify_some_users(facts: Facts) -> Justification:
    getting_it = facts.evidence.vantages_with_page
    return Justification(
        tuple(r for r in facts.core if r.fails),
        getting_it,
        tuple(map(pages_reason, getting_it)),
        remarks=user_reasons(facts) + outdated_reasons(facts),
    )


def are_server_errors(facts: Facts) -> bool:
    are_posts_unread = facts.posts is None or not facts.posts.is_ok  # absent, they vouch for nothing
    return (
        facts.web in facts.failing  # None, if it was not asked, is in no tuple
        and (are_posts_unread or facts.evidence.do_vantages_say_trouble)
        and any(map(facts.fails_on_x_side, facts.core))  # else it may be the way there
    )


def are_posts_unreadable(facts: Facts) -> bool:
    # A site that was not asked for is in nobody's way; one that was lost may be the cause.
    is_web_reached = "web" not in facts.uncounted if facts.web is None else facts.web.is_reached
    return is_web_reached and facts.posts in facts.failing


def does_page_show_none(facts: Facts) -> bool:
    """Whether a browser shows no posts, by X's own fault: a second fact, beside posts that cannot be read."""
    page = facts.surfaces.get(PAGE_SURFACE)
    return page is not None and facts.fails_on_x_side(page)


def justify_posts(facts: Facts) -> Justification:
    found = justify_trouble(facts, (r for r in facts.failing if r.id in ("posts", PAGE_SURFACE)))
    page = facts.surfaces.get(PAGE_SURFACE)
    shown = (surface_reason(page, speaks_for=False),) if page is not None and page.is_ok else ()
    return replace(found, against=found.against + shown)


def is_part_failing(facts: Facts) -> bool:
    return bool(facts.failing) and any(r.is_ok or facts.fails_on_x_side(r) for r in facts.core)


def justify_parts(facts: Facts) -> Justification:
    found = justify_trouble(facts, facts.failing)
    # A filter's page, or its certificate, in place of several parts is one fact: nobody signs theirs.
    is_filter_like = not any(r.id in CORE_SURFACES for r in facts.failing) and all(
        (r.outcome is Outcome.SOFT_FAILURE and not r.signed) or r.has_foreign_certificate
        for r in facts.failing
    )
    is_one_fact = is_filter_like and not facts.evidence.is_trouble_confirmed
    return replace(found, fixed=Confidence.LOW) if is_one_fact else found


def do_others_report(facts: Facts) -> bool:
    # Two kinds: one may be wrong, or mean something else.
    return len(facts.evidence.troubled_kinds) >= 2


def justify_others(facts: Facts) -> Justification:
    return Justification(
        evidence=tuple(e for e in facts.evidence.saying(Says.TROUBLE) if confirms(e)),
        against=tuple(surface_reason(r, speaks_for=False) for r in facts.core if r.is_ok),
        remarks=user_reasons(facts) + outdated_reasons(facts),
    )


def with_outcome(facts: Facts, outcome: Outcome) -> tuple[SurfaceResult, ...]:
    return tuple(r for r in facts.core if r.outcome is outcome)


def is_limited(facts: Facts) -> bool:
    # That we leave it alone, for what it said, limits us as much.
    is_limited_now = facts.is_core_left_alone or bool(with_outcome(facts, Outcome.LIMITED))
    return is_limited_now and not facts.is_a_core_surface_ok


def is_refused(facts: Facts) -> bool:
    return not facts.is_a_core_surface_ok and bool(with_outcome(facts, Outcome.REFUSED))


def justify_unclear(facts: Facts) -> Justification:
    # Beside what was lost, "the network works" would be no argument.
    lost = lost_reasons(facts)
    return Justification(facts.failing, remarks=(lost or network_works(facts)) + outdated_reasons(facts))


def justify_up(facts: Facts) -> Justification:
    return Justification(
        tuple(r for r in facts.core if r.is_ok),
        facts.evidence.saying(Says.FINE),
        against=tuple(evidence_reason(e, speaks_for=False) for e in facts.evidence.saying(Says.TROUBLE)),
        remarks=outdated_reasons(facts),
    )
