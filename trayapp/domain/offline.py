"""Is it us, or the user's network? The rows of the verdict table that come first. Pure.

Most of them say `offline`; a wrong clock and own trouble leave it `unknown`.
"""

from __future__ import annotations

from dataclasses import replace

from trayapp.domain.codes import Outcome
from trayapp.domain.facts import Facts
from trayapp.domain.justification import Justification, control_reason, lost_reasons, outdated_reasons
from trayapp.domain.records import ControlResult, Reason, SurfaceResult


def justify_own_trouble(facts: Facts) -> Justification:
    return Justification(remarks=(Reason("own_trouble", True, (("trouble", str(facts.own_trouble)),)),))


def is_clock_wrong(facts: Facts) -> bool:
    return facts.is_all_of_x(lambda r: r.has_dated_certificate) and facts.network.is_clock_wrong


def justify_clock(facts: Facts) -> Justification:
    skew_s = facts.network.clock_skew_s
    skew = (Reason("clock_skew", True, (("seconds", round(skew_s)),)),) if skew_s else ()
    return Justification(facts.x, controls=(*skew, *map(control_reason, facts.network.dated_controls)))


def does_proxy_fail(facts: Facts) -> bool:
    """The proxy says so itself, or it lets nothing at all through, or no https at all."""
    # A loss that does not count decides nothing here either, unless the proxy says that it is its own.
    decided = [r for r in facts.asked_x if r.is_proxy_at_fault or r.id not in facts.uncounted]
    if decided and all(r.is_proxy_at_fault for r in decided):
        return True
    refused = [c.is_refused_by_proxy for c in facts.network.asked if c.is_https]
    # It refuses everybody's https: that is no block of X.
    if refused and all(refused) and facts.is_all_of_x(lambda r: r.is_refused_by_proxy):
        return True
    # What is lost behind a dead proxy does not count, but is what shows that it is dead.
    return (
        bool(facts.asked_x)
        and all(r.via_proxy and (r.is_proxy_at_fault or r.is_out_of_reach) for r in facts.asked_x)
        and bool(facts.network.asked)
        and all(c.via_proxy and c.fails for c in facts.network.asked)
    )


def _portal_signs(facts: Facts) -> tuple[ControlResult, ...]:
    """Controls that answer something else than they must."""
    # No portal can speak for a resolver that is asked by address under a verified certificate.
    wrong = (Outcome.REDIRECTED, Outcome.SOFT_FAILURE)
    return tuple(c for c in facts.network.controls if c.outcome in wrong and not c.is_doh)


def is_captive_portal(facts: Facts) -> bool:
    signs = _portal_signs(facts)
    # A login page may let most of the hosts pass by which devices look for one: beside one that it answers
    # for, its certificate in others' place shows it, too.
    strangers = {c.operator for c in facts.network.foreign_controls} if signs else set()
    answering = {c.operator for c in signs} | strangers
    # So many hosts pass some login pages that the network seems to carry; two strangers say enough.
    if len(answering) >= 2 and (len(strangers) >= 2 or not facts.network.does_carry):
        return True
    # Or all of X, and a control beside it, are sent to one and the same foreign host.
    hosts = set(map(_redirected_to, facts.x))
    return len(hosts) == 1 and None not in hosts and hosts <= set(map(_redirected_to, facts.network.asked))


def _redirected_to(result: SurfaceResult) -> str | None:
    return result.detail if result.outcome is Outcome.REDIRECTED else None


def is_own_dns(facts: Facts) -> bool:
    looked_up = [c for c in facts.network.asked if not c.is_by_address]  # those a filter took away, too
    names = [*facts.asked.values(), *looked_up]
    return (
        not facts.is_x_behind_proxy  # there the proxy looks names up
        and bool(looked_up)
        and all(r.outcome is Outcome.DNS_FAILED for r in names)
        and any(r.has_answered for r in facts.network.asked)  # by its address, then: the way is there
    )


def justify_own_dns(facts: Facts) -> Justification:
    shown = (c for c in facts.network.asked if not c.fails or c.is_doh)
    return Justification(facts.asked_x, controls=tuple(map(control_reason, shown)))


def is_no_network(facts: Facts) -> bool:
    # Of a network that is spared only https is asked; that it carries a connection is known all the same.
    is_plain_asked = any(not c.is_https for c in facts.network.asked)
    is_connected = any(r.phases.connect is not None for r in (*facts.asked.values(), *facts.network.asked))
    return (
        bool(facts.network.asked)
        and (is_plain_asked or not is_connected)
        and all(c.fails for c in facts.network.asked)
        and all(
            # What fails on X's side, and counts, came through this network.
            r.fails and (r.id in facts.uncounted or not r.fails_on_x_side)
            for r in facts.asked.values()
            if not r.filtered
        )
    )


def is_https_broken(facts: Facts) -> bool:
    # One operator alone may be filtered.
    return facts.network.silent_https_operators >= 2 and facts.network.does_plain_answer


def is_network_poor(facts: Facts) -> bool:
    return facts.is_core_uncounted or (facts.is_anything_lost and not facts.network.does_carry)


def justify_offline(facts: Facts) -> Justification:
    """The network's own trouble: what fails, and the controls that show it."""
    shown = _portal_signs(facts) or tuple(c for c in facts.network.asked if c.fails)
    return Justification(
        tuple(r for r in facts.asked_x if r.fails or r.is_proxy_at_fault),
        controls=tuple(map(control_reason, shown)),
    )


def justify_https_broken(facts: Facts) -> Justification:
    justification = justify_offline(facts)
    count = Reason("https_none", True, (("operators", facts.network.silent_https_operators),))
    return replace(justification, controls=(count, *justification.controls))


def justify_poor_network(facts: Facts) -> Justification:
    lost = tuple(map(control_reason, facts.network.lost_controls))
    return Justification(controls=lost, remarks=lost_reasons(facts) + outdated_reasons(facts))
