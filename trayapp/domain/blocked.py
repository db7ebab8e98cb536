"""Is it only here? The rows of the verdict table that say `blocked`: X is kept from the user. Pure."""

from __future__ import annotations

from dataclasses import replace

from trayapp.domain.codes import Confidence, Outcome
from trayapp.domain.facts import Facts
from trayapp.domain.justification import Justification, control_reason, doh_reason, justify_blocked
from trayapp.domain.records import SurfaceResult


def does_proxy_refuse(facts: Facts) -> bool:
    return (
        facts.is_all_of_x(lambda r: r.is_refused_by_proxy)
        and facts.network.is_https_completed  # so it is not all https that the proxy refuses
        and not facts.evidence.do_vantages_say_trouble  # else X fails for others, too
    )


def _direct_web(facts: Facts) -> SurfaceResult | None:
    """The site, if it may be blocked here: not where others fail to reach it, too, and not behind a proxy."""
    # Behind a proxy, names, certificates and paths are the proxy's.
    is_direct = facts.web is not None and not facts.web.via_proxy
    return facts.web if is_direct and not facts.evidence.do_vantages_say_trouble else None


def is_dns_blocked(facts: Facts) -> bool:
    web = _direct_web(facts)
    if web is not None and web.has_foreign_certificate:
        # The names lead elsewhere, if an address that DNS over HTTPS gives for X does show X's certificate.
        return any(c.handshake for c in facts.network.doh)
    return (
        web is not None
        and web.outcome is Outcome.DNS_FAILED
        and web.detail != "no_answer"  # a silent resolver may be the network's loss
        and facts.network.does_carry
        # None: not tried, so it may be X's.
        and any(c.detail == "knows" and c.handshake is not False for c in facts.network.doh)
        and not any(c.detail == "nxdomain" for c in facts.network.doh)  # then the name may be gone for all
    )


def justify_dns_blocked(facts: Facts) -> Justification:
    shown = tuple(c for c in facts.network.doh if c.detail == "knows" or c.handshake)
    same = (r for r in facts.x if r.outcome is Outcome.DNS_FAILED or r.has_foreign_certificate)
    return justify_blocked(facts, same, tuple(map(doh_reason, shown)))


def is_tls_intercepted(facts: Facts) -> bool:
    web = _direct_web(facts)
    return web is not None and web.has_foreign_certificate


def justify_tls_intercepted(facts: Facts) -> Justification:
    same = tuple(r for r in facts.x if r.has_foreign_certificate)
    # This computer's list of authorities may be too old for X alone: others' certificates must fail, too.
    justification = justify_blocked(facts, same, tuple(map(control_reason, facts.network.foreign_controls)))
    if justification.confidence() is Confidence.HIGH and not facts.network.foreign_controls:
        return replace(justification, fixed=Confidence.MEDIUM)
    return justification


def is_path_blocked(facts: Facts) -> bool:
    web = _direct_web(facts)
    return (
        web is not None
        and web.is_kept_away
        and facts.network.does_carry
        and bool(facts.evidence.vantages_reaching)  # others get there: it is only the way from here
    )
