"""Why a verdict is what it is: the facts that are shown for it and against it, in the order of the table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.domain.made import (
    CARRIES,
    DEAD,
    DENIED,
    FINE,
    NAMELESS,
    check,
    control,
    controls_of,
    doh,
    evidence_of,
    old_controls,
)
from tests.domain.test_verdict import (
    BROKEN,
    DAY_S,
    ELSEWHERE_FAILS,
    ELSEWHERE_FINE,
    EXPIRED,
    GONE,
    HANGING,
    LOGIN,
    POOR,
    PROXY_REFUSES,
    REFUSED,
    STRANGER,
    filtered,
    looked_again,
    pages,
    reasons,
    said,
    through_proxy,
)
from trayapp.domain.records import Check, Evidence
from trayapp.domain.verdict import ROWS, decide

EDGE_SICK = (*FINE[:3], control("cloudflare", "server_error:edge_page"))
PAST_A_PROXY = replace(control("google_tls", "ok"), via_proxy=True)
BY_ADDRESS = control("apple_tls", "ok", by_address=True)


def why(name: str, seen: Check, *evidence: Evidence, verdict: str, speaks_for: str, against: str = "") -> Any:
    """A case: the reasons by their codes and whom they are of, with commas between."""
    return pytest.param(seen, evidence, verdict, speaks_for, against, id=name)


WHY = [
    why(
        "the clock is wrong by other clocks",
        check(old_controls("ok", skew_s=3 * DAY_S), web=EXPIRED, posts=EXPIRED),
        verdict="unknown clock_wrong",
        speaks_for="surface_failed web, surface_failed posts, clock_skew",
    ),
    why(
        "and by others' certificates",
        check(controls_of("ok", "tls_failed:expired"), web=EXPIRED, posts=EXPIRED),
        verdict="unknown clock_wrong",
        speaks_for=(
            "surface_failed web, surface_failed posts, control_failed cloudflare, "
            "control_failed google_tls, control_failed apple_tls, control_failed mozilla_tls"
        ),
    ),
    why(
        "the proxy fails",
        check(
            through_proxy("timeout:first_byte"),
            via_proxy=True,
            web="connect_failed:proxy",
            posts="refused:proxy",
        ),
        verdict="offline proxy",
        speaks_for=(
            "surface_failed web, surface_undecided posts, control_failed google, "
            "control_failed mozilla, control_failed microsoft, control_failed cloudflare"
        ),
    ),
    why(
        "the proxy refuses X",
        check((*through_proxy("ok"), PAST_A_PROXY), via_proxy=True, web=PROXY_REFUSES, posts=PROXY_REFUSES),
        evidence_of("crowd"),
        evidence_of("user"),
        verdict="blocked proxy_refuses",
        speaks_for="surface_failed web, surface_failed posts, line_works, voice_trouble user",
        against="voice_trouble crowd",
    ),
    why(
        "a login page",
        check((*old_controls(LOGIN)[:2], *DEAD[2:]), web=LOGIN, posts="timeout:connect"),
        verdict="offline captive_portal",
        speaks_for=(
            "surface_failed web, surface_failed posts, control_failed google, control_failed mozilla"
        ),
    ),
    why(
        "no name resolves",
        check(
            (*NAMELESS, BY_ADDRESS, *doh("ok:knows", "timeout:tls")),
            web="dns_failed:no_answer",
            posts="dns_failed:no_answer",
        ),
        verdict="offline own_dns",
        speaks_for=(
            "surface_failed web, surface_failed posts, "
            "control_ok apple_tls, control_ok doh_cloudflare, control_failed doh_google"
        ),
    ),
    why(
        "nothing answers: the core is named, and what shows it",
        check(
            DEAD,
            web="connect_failed:unreachable",
            posts="connect_failed:unreachable",
            images="connect_failed:unreachable",
        ),
        verdict="offline no_network",
        speaks_for=(
            "surface_failed web, surface_failed posts, control_failed google, "
            "control_failed mozilla, control_failed microsoft, control_failed cloudflare"
        ),
    ),
    why(
        "https is broken",
        check(HANGING, web="timeout:tls", posts="refused:unsigned"),
        verdict="offline https_broken",
        speaks_for=(
            "surface_failed web, https_none, control_failed cloudflare, "
            "control_failed google_tls, control_failed apple_tls, control_failed mozilla_tls"
        ),
    ),
    why(
        "a poor network: what a filter took away is not named",
        filtered(
            looked_again(
                check(POOR, web="timeout:tls", posts="timeout:connect", images="timeout:tls"),
                web=2,
                posts=3,
                images=5,
            ),
            "images",
        ),
        evidence_of("crowd", minutes=-9),
        evidence_of("vantage", "fine", minutes=-1),
        verdict="offline poor_line",
        speaks_for=(
            "control_failed google, control_failed mozilla, control_failed microsoft, "
            "control_failed apple_tls, control_failed mozilla_tls, surface_lost web, surface_lost posts, "
            "voice_outdated crowd"
        ),
    ),
    why(
        "names are kept from us",
        check((*FINE, *doh("ok:knows", "ok:servfail")), web=GONE, posts="ok"),
        ELSEWHERE_FINE,
        evidence_of("crowd", minutes=-1),
        evidence_of("user"),
        verdict="blocked dns_blocked",
        speaks_for=(
            "surface_failed web, resolver_says doh_cloudflare, "
            "voice_fine vantage, line_works, voice_trouble user"
        ),
        against="surface_ok posts, voice_trouble crowd",
    ),
    why(
        "another host answers at the name",
        check(
            (*FINE, *doh("ok:servfail", "ok:knows", handshake=True)), web=STRANGER, posts="timeout:connect"
        ),
        verdict="blocked dns_blocked",
        speaks_for=("surface_failed web, resolver_says doh_cloudflare, resolver_says doh_google, line_works"),
    ),
    why(
        "somebody listens in",
        check((*FINE, control("apple_tls", STRANGER)), web=STRANGER, posts=STRANGER, images=STRANGER),
        ELSEWHERE_FINE,
        verdict="blocked tls_intercepted",
        speaks_for=(
            "surface_failed web, surface_failed posts, "
            "control_failed apple_tls, voice_fine vantage, line_works"
        ),
    ),
    why(
        "somebody listens in at the site alone",
        check(FINE, web=STRANGER, posts=REFUSED),
        verdict="blocked tls_intercepted",
        speaks_for="surface_failed web, line_works",
    ),
    why(
        "the path is blocked: what is reached is not named",
        check(CARRIES, web="redirected:notice.example", posts="unrecognized"),
        ELSEWHERE_FINE,
        evidence_of("expert"),
        evidence_of("user"),
        evidence_of("status"),
        verdict="blocked path_blocked",
        speaks_for="surface_failed web, voice_fine vantage, line_works, voice_trouble user",
        against="voice_trouble expert",
    ),
    why(
        "nor what X fails with by itself",
        check(CARRIES, web="redirected:notice.example", posts="soft_failure"),
        ELSEWHERE_FINE,
        evidence_of("crowd", minutes=-5),
        verdict="blocked path_blocked",
        speaks_for="surface_failed web, voice_fine vantage, line_works, voice_outdated crowd",
    ),
    why(
        "the edge is sick",
        check(EDGE_SICK, web="server_error:edge_page", posts="ok"),
        evidence_of("crowd"),
        evidence_of("expert", "fine"),
        verdict="down edge_outage",
        speaks_for="surface_failed web, control_failed cloudflare, voice_trouble crowd, line_works",
        against="voice_fine expert, surface_ok posts",
    ),
    why(
        "and cannot reach X",
        check(EDGE_SICK, web="server_error:edge_page", posts="server_error:edge"),
        verdict="down edge_outage",
        speaks_for="surface_failed web, surface_failed posts, control_failed cloudflare, line_works",
    ),
    why(
        "what X fails with by itself is not the edge's",
        check(EDGE_SICK, web="server_error:edge_page", posts=BROKEN),
        evidence_of("status", "fine"),
        verdict="down edge_outage",
        speaks_for="surface_failed web, control_failed cloudflare, line_works",
    ),
    why(
        "X's names are gone",
        check((*FINE, *DENIED), web=GONE, posts=GONE),
        evidence_of("status"),
        evidence_of("expert"),
        verdict="down dns_gone",
        speaks_for=(
            "surface_failed web, surface_failed posts, resolver_says doh_cloudflare, "
            "resolver_says doh_google, voice_trouble expert, status_trouble status, line_works"
        ),
    ),
    why(
        "nobody reaches it",
        check(CARRIES, web=REFUSED, posts=REFUSED),
        ELSEWHERE_FAILS,
        evidence_of("crowd", "fine"),
        verdict="down unreachable",
        speaks_for="surface_failed web, surface_failed posts, voice_trouble vantage, line_works",
        against="voice_fine crowd",
    ),
    why(
        "some get the page",
        check(FINE, web=BROKEN, posts="ok"),
        pages(4),
        evidence_of("user"),
        evidence_of("crowd"),
        evidence_of("seers", minutes=-9),
        verdict="degraded some_users",
        speaks_for=(
            "surface_failed web, vantage_pages vantage, voice_fine vantage, "
            "voice_trouble user, voice_outdated seers"
        ),
    ),
    why(
        "server errors",
        check(FINE, web=BROKEN, posts="refused:http_403"),
        evidence_of("crowd"),
        evidence_of("expert", "fine"),
        evidence_of("status"),
        evidence_of("user"),
        verdict="down server_errors",
        speaks_for=(
            "surface_failed web, voice_trouble crowd, voice_trouble user, status_trouble status, line_works"
        ),
        against="voice_fine expert",
    ),
    why(
        "posts: that the site is reached elsewhere says nothing",
        check(FINE, web="ok", posts="soft_failure"),
        evidence_of("vantage", "fine"),
        evidence_of("crowd"),
        verdict="down posts_unreadable",
        speaks_for="surface_failed posts, voice_trouble crowd, line_works",
    ),
    why(
        "posts, and nobody else complains",
        check(FINE, web="ok", posts="soft_failure"),
        evidence_of("vantage", "fine"),
        evidence_of("expert", "fine"),
        verdict="degraded posts_unreadable",
        speaks_for="surface_failed posts, line_works",
        against="voice_fine expert",
    ),
    why(
        "a part",
        check(FINE, web="ok", posts="ok", images=BROKEN),
        evidence_of("vantage", "fine"),
        evidence_of("crowd", "fine"),
        verdict="degraded part_failing",
        speaks_for="surface_failed images, line_works",
        against="voice_fine crowd",
    ),
    why(
        "others report: X's good answers are against it",
        check(FINE, web="ok", posts="slow"),
        evidence_of("crowd"),
        evidence_of("expert"),
        evidence_of("user"),
        verdict="degraded others_report",
        speaks_for="voice_trouble crowd, voice_trouble expert, voice_trouble user",
        against="surface_ok web, surface_slow posts",
    ),
    why(
        "others report, and X says nothing",
        check(FINE, web="refused:http_403", posts="refused:http_403"),
        evidence_of("crowd"),
        evidence_of("expert"),
        evidence_of("status"),
        evidence_of("user"),
        evidence_of("vantage", minutes=-9),
        evidence_of("seers", "fine", minutes=-2),
        verdict="down others_report",
        speaks_for="voice_trouble crowd, voice_trouble expert, voice_trouble user, voice_outdated vantage",
    ),
    why(
        "slow",
        check(FINE, web="slow", posts="ok"),
        evidence_of("crowd"),
        verdict="degraded slow",
        speaks_for="surface_slow web, voice_trouble crowd, line_works",
    ),
    why(
        "limited",
        check(FINE, web="limited", posts="refused:http_403"),
        evidence_of("crowd"),
        verdict="unknown limited",
        speaks_for="surface_undecided web",
    ),
    why(
        "refused",
        check(FINE, web="refused:http_403", posts="cached"),
        verdict="unknown refused",
        speaks_for="surface_undecided web",
    ),
    why(
        "unclear",
        check(FINE, web="cached", posts="cached", images=BROKEN),
        evidence_of("crowd", minutes=-9),
        evidence_of("expert", "fine"),
        verdict="unknown unclear",
        speaks_for="surface_failed images, line_works, voice_outdated crowd",
    ),
    why(
        "up: what others say is against it; a word is not old because another says the same later",
        check(web="ok", posts="refused:empty", images="ok"),
        evidence_of("vantage", "fine", minutes=-9),
        evidence_of("expert", "fine"),
        evidence_of("seers", minutes=-9),
        evidence_of("crowd"),
        evidence_of("user"),
        evidence_of("status"),
        verdict="up",
        speaks_for="surface_ok web, voice_fine vantage, voice_fine expert, voice_outdated seers",
        against="voice_trouble crowd, voice_trouble user",
    ),
]


@pytest.mark.parametrize(("seen", "evidence", "verdict", "speaks_for", "against"), WHY)
def test_a_verdict_is_shown_with_all_that_speaks_for_it_and_against_it(
    seen: Check, evidence: tuple[Evidence, ...], verdict: str, speaks_for: str, against: str
) -> None:
    decided = decide(seen, evidence)

    assert said(decided) == verdict
    assert ", ".join(reasons(decided, speaking_for=True)) == speaks_for
    assert ", ".join(reasons(decided, speaking_for=False)) == against


def test_a_reason_has_no_values_that_nobody_knows() -> None:
    decided = decide(check(web="ok", posts="ok"), [ELSEWHERE_FINE])

    assert dict(decided.reasons[0].values) == {"surface": "web", "outcome": "ok"}
    assert dict(decided.reasons[-1].values) == {"source": "vantage", "kind": "vantage"}


def test_every_row_is_in_the_table() -> None:
    rows = {f"{row.name} {row.cause}" if row.cause else str(row.name) for row in ROWS}

    assert rows - {case.values[2] for case in WHY} == {"unknown not_watched", "unknown own_trouble"}
