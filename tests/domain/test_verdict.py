"""The table of verdicts, row by row: when each fits, what keeps it from fitting, how sure it is and why."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from tests.domain.made import (
    CARRIES,
    DEAD,
    DENIED,
    FINE,
    KNOWN,
    NAMELESS,
    NOW,
    check,
    control,
    controls_of,
    doh,
    evidence_of,
    old_controls,
    surface,
)
from trayapp.domain.codes import Cause, Confidence, OwnTrouble
from trayapp.domain.records import Check, ControlResult, Evidence, Phases, Reason, SurfaceResult, Verdict
from trayapp.domain.verdict import decide

DAY_S = 24 * 3600

GONE = "dns_failed:nxdomain"
STRANGER = "tls_failed:untrusted"
REFUSED = "connect_failed:refused"
PROXY_REFUSES = "connect_failed:proxy_refused"
BROKEN = "server_error:origin"
LOGIN = "redirected:login.hotel.example"
TIMEOUT = "timeout:connect"

ELSEWHERE_FINE = evidence_of("vantage", "fine")
ELSEWHERE_FAILS = evidence_of("vantage")


def said(verdict: Verdict) -> str:
    return f"{verdict.name} {verdict.cause}" if verdict.cause else str(verdict.name)


def case(name: str, verdict: str, seen: Check, *evidence: Evidence) -> Any:
    return pytest.param(seen, evidence, verdict, id=name)


def without_clock(name: str) -> Any:
    return control(name, "ok", skew_s=None)


WELL = (control("google_tls", "ok"), control("apple_tls", "ok"))
"""A second look whose hosts were all well."""


def looked_again(seen: Check, beside: tuple[ControlResult, ...] = WELL, **lost: int) -> Check:
    """With so many requests of these surfaces lost, both looks taken together."""
    surfaces = tuple(replace(result, lost=lost.get(result.id)) for result in seen.surfaces)
    return replace(seen, surfaces=surfaces, second_look=beside)


def signed(seen: Check, *names: str) -> Check:
    """With X's own sign on the answers of these surfaces."""
    surfaces = (replace(result, signed=result.id in names) for result in seen.surfaces)
    return replace(seen, surfaces=tuple(surfaces))


def filtered(seen: Check, *names: str) -> Check:
    surfaces = (replace(result, filtered=result.id in names) for result in seen.surfaces)
    return replace(seen, surfaces=tuple(surfaces))


def through_proxy(text: str) -> tuple[ControlResult, ...]:
    return tuple(replace(control, via_proxy=True) for control in old_controls(text))


def beside_proxy(seen: Check) -> Check:
    """With the last surface asked past the proxy."""
    return replace(seen, surfaces=(*seen.surfaces[:-1], replace(seen.surfaces[-1], via_proxy=False)))


Result = TypeVar("Result", bound=SurfaceResult)


def connected(result: Result) -> Result:
    """With a connection that was made, whatever came of it."""
    return replace(result, phases=Phases(connect=12.0))


def since(minutes: float, seen: Check) -> Check:
    """With a trouble that began so many minutes after the check."""
    return replace(seen, trouble_since=NOW + timedelta(minutes=minutes))


def pages(got: int | None, of: int | None = 6, says: str = "fine", minutes: float = 0) -> Evidence:
    return replace(evidence_of("vantage", says, minutes=minutes), pages=got, of=of)


def with_part(part: str, text: str) -> Check:
    """A healthy X but for one part."""
    seen = check(FINE, web="ok", posts="ok")
    return replace(seen, surfaces=(*seen.surfaces, surface(part, text)))


NOT_WATCHED = [
    case("nothing was asked", "unknown not_watched", check()),
    case("controls alone say nothing of X", "unknown not_watched", check(DEAD)),
    case("the user's own address is not X", "unknown not_watched", check(FINE, custom="ok")),
    case("nor is it when it fails", "unknown not_watched", check(DEAD, custom=REFUSED)),
    case(
        "what our own filter takes away was asked", "unknown unclear", filtered(check(images=GONE), "images")
    ),
    case(
        "sources alone do not watch",
        "unknown not_watched",
        check(FINE),
        evidence_of("crowd"),
        evidence_of("expert"),
    ),
]

OWN_TROUBLE = [
    *(
        case(f"nothing could be asked: {what}", "unknown own_trouble", replace(check(), own_trouble=what))
        for what in (*OwnTrouble, "gremlins, which a later version knows")
    ),
    case("the network does not matter", "unknown own_trouble", replace(check(DEAD), own_trouble="memory")),
    case(
        "some parts could be asked",
        "unknown own_trouble",
        replace(check(FINE, images="ok", links=BROKEN), own_trouble="bug"),
    ),
    case(
        "two kinds of others report trouble, but we know nothing",
        "unknown own_trouble",
        replace(check(), own_trouble="threads"),
        evidence_of("crowd"),
        evidence_of("expert"),
    ),
    case("a post could be read", "up", replace(check(posts="ok"), own_trouble="descriptors")),
    case(
        "the site could be asked, and fails",
        "down server_errors",
        replace(check(FINE, web=BROKEN), own_trouble="descriptors"),
    ),
]

EXPIRED, TOO_EARLY = "tls_failed:expired", "tls_failed:not_yet_valid"
CLOCK_WRONG = [
    case(
        "our clock is ahead, certificates look expired",
        "unknown clock_wrong",
        check(old_controls("ok", skew_s=-DAY_S - 1), web=EXPIRED, posts=EXPIRED),
    ),
    case(
        "our clock is behind, certificates look too early",
        "unknown clock_wrong",
        check(old_controls("ok", skew_s=DAY_S + 1), web=TOO_EARLY, posts=TOO_EARLY),
    ),
    case(
        "of X without core surfaces all count",
        "unknown clock_wrong",
        check(old_controls("ok", skew_s=9 * DAY_S), images=TOO_EARLY, video=EXPIRED),
    ),
    case(
        "a day exactly is not over a day",
        "down server_errors",
        check(old_controls("ok", skew_s=-DAY_S), web=EXPIRED, posts=EXPIRED),
    ),
    case(
        "the median counts, so one odd clock does not",
        "down server_errors",
        check(
            (control("a", "ok", skew_s=0.2), control("b", "ok", skew_s=0.4), control("c", "ok", skew_s=1e9)),
            web=EXPIRED,
            posts=EXPIRED,
        ),
    ),
    case(
        "controls without a date are left out of the median",
        "unknown clock_wrong",
        check(
            (without_clock("a"), without_clock("b"), control("c", "ok", skew_s=2 * DAY_S)),
            web=EXPIRED,
            posts=EXPIRED,
        ),
    ),
    case(
        "between two the median is their mean",
        "unknown clock_wrong",
        check(
            (control("a", "ok", skew_s=0), control("b", "ok", skew_s=2 * DAY_S + 2)),
            web=EXPIRED,
            posts=EXPIRED,
        ),
    ),
    case(
        "another host's certificate is out of its time, too, so a clock need not be told",
        "unknown clock_wrong",
        check(controls_of("ok", google_tls=TOO_EARLY), web=EXPIRED, posts=EXPIRED),
    ),
    case(
        "another host's certificate is a stranger's, which is no matter of the clock",
        "down server_errors",
        check(controls_of("ok", google_tls=STRANGER), web=EXPIRED, posts=EXPIRED),
    ),
    case(
        "what was lost and does not count is absent",
        "unknown clock_wrong",
        looked_again(check(old_controls("ok", skew_s=9 * DAY_S), web=EXPIRED, posts="timeout:tls"), posts=1),
    ),
    case(
        "but there must be something",
        "offline poor_line",
        looked_again(
            check(old_controls("ok", skew_s=9 * DAY_S), web="timeout:tls", posts="timeout:tls"),
            web=1,
            posts=1,
        ),
    ),
    case("nobody told the time", "down server_errors", check(FINE, web=EXPIRED, posts=EXPIRED)),
    case(
        "a clock that is no number tells no time",
        "down server_errors",
        check(old_controls("ok", skew_s=float("inf")), web=EXPIRED, posts=EXPIRED),
    ),
    case(
        "one of X fails otherwise, and by a wrong clock no certificate of X's has expired",
        "degraded posts_unreadable",
        check(old_controls("ok", skew_s=9 * DAY_S), web=EXPIRED, posts="timeout:body"),
    ),
    case(
        "a part fails otherwise, and by a wrong clock no certificate of X's has expired",
        "unknown limited",
        check(old_controls("ok", skew_s=9 * DAY_S), web=EXPIRED, posts="limited", images=BROKEN),
    ),
    case(
        "posts were read, and by a wrong clock no certificate of X's has expired",
        "up",
        check(old_controls("ok", skew_s=9 * DAY_S), web=EXPIRED, posts="ok"),
    ),
    case(
        "only the core counts where it was asked",
        "unknown clock_wrong",
        check(old_controls("ok", skew_s=9 * DAY_S), web=EXPIRED, images="ok"),
    ),
    case(
        "another host's certificate is out of its time when it is asked again",
        "unknown clock_wrong",
        looked_again(
            check(CARRIES, web=EXPIRED, posts="timeout:tls"), (control("google_tls", EXPIRED),), posts=1
        ),
    ),
]

PROXY = [
    case(
        "nothing listens where the proxy should",
        "offline proxy",
        check(DEAD, web="connect_failed:proxy", posts="connect_failed:proxy"),
    ),
    case(
        "the proxy wants a login",
        "offline proxy",
        check(FINE, web="refused:proxy", posts="refused:proxy"),
    ),
    case(
        "the proxy's name cannot be looked up",
        "offline proxy",
        check(NAMELESS, via_proxy=True, web="dns_failed:proxy", posts="dns_failed:proxy"),
    ),
    case(
        "the proxy speaks no HTTP, which is not X's fault",
        "offline proxy",
        check(FINE, web="protocol_error:proxy", posts="timeout:proxy"),
    ),
    case(
        "nor does it make X fail where the proxy lets some through",
        "unknown unclear",
        check(FINE, web="protocol_error:proxy", posts="connect_failed:unreachable"),
    ),
    case(
        "a post was read past the proxy, whose failing is not X's",
        "up",
        check(FINE, web="connect_failed:proxy", posts="ok"),
    ),
    case(
        "one of X fails behind the proxy",
        "down server_errors",
        check(FINE, web=BROKEN, posts="connect_failed:proxy"),
    ),
    case(
        "a proxy that turns us away is no answer of the site's",
        "unknown refused",
        check(FINE, web="refused:proxy", posts="connect_failed:unreachable"),
    ),
    case(
        "what was lost and does not count is absent",
        "offline proxy",
        looked_again(check(CARRIES, web="refused:proxy", posts="timeout:tls"), posts=1),
    ),
    case(
        "the proxy lets no https through at all",
        "offline proxy",
        check(controls_of("ok", PROXY_REFUSES), via_proxy=True, web=PROXY_REFUSES, posts=PROXY_REFUSES),
    ),
    case(
        "a host called proxy is a host",
        "offline captive_portal",
        check(old_controls("redirected:proxy"), web="redirected:proxy", posts="redirected:proxy"),
    ),
    case(
        "a healthy answer has no culprit",
        "unknown unclear",
        check(FINE, images="ok:proxy"),
    ),
    case(
        "what the proxy lost is the proxy's, whether it counts or not",
        "offline proxy",
        looked_again(check(CARRIES, web="connect_failed:proxy", posts="timeout:proxy"), web=2, posts=2),
    ),
    case(
        "it fails for one of X, and all else is lost behind it",
        "offline proxy",
        check(through_proxy("connect_failed:reset"), via_proxy=True, web="refused:proxy", posts=TIMEOUT),
    ),
    case(
        "one of X is lost beside it",
        "offline no_network",
        beside_proxy(
            check(through_proxy("connect_failed:reset"), via_proxy=True, web=TIMEOUT, posts=TIMEOUT)
        ),
    ),
    case(
        "no core surface is asked, and one that is filtered does not matter",
        "offline proxy",
        filtered(check(FINE, images="connect_failed:proxy", links=GONE), "links"),
    ),
    case(
        "it refuses X, and nobody else was asked",
        "unknown unclear",
        check(via_proxy=True, web=PROXY_REFUSES, posts=PROXY_REFUSES),
    ),
    case(
        "it refuses all others, but X says no itself, past it",
        "offline https_broken",
        check(controls_of("ok", PROXY_REFUSES), web=REFUSED, posts=REFUSED),
    ),
]

PROXY_REFUSES_X = [
    case(
        "https to others passes",
        "blocked proxy_refuses",
        check(CARRIES, via_proxy=True, web=PROXY_REFUSES, posts=PROXY_REFUSES),
    ),
    case(
        "to one other",
        "blocked proxy_refuses",
        check(
            controls_of("ok", PROXY_REFUSES, apple_tls="ok"),
            via_proxy=True,
            web=PROXY_REFUSES,
            posts=PROXY_REFUSES,
        ),
    ),
    case(
        "to a source alone",
        "blocked proxy_refuses",
        check(controls_of("ok", "timeout:tls"), via_proxy=True, web=PROXY_REFUSES, posts=PROXY_REFUSES),
        evidence_of("crowd", "fine"),
    ),
    case(
        "elsewhere X fails, too: the proxy may not reach it either",
        "down unreachable",
        check(CARRIES, via_proxy=True, web=PROXY_REFUSES, posts=PROXY_REFUSES),
        ELSEWHERE_FAILS,
    ),
    case(
        "one of X is let through",
        "degraded part_failing",
        check(CARRIES, via_proxy=True, web=PROXY_REFUSES, posts="ok"),
    ),
    case(
        "one of X fails otherwise",
        "down unreachable",
        check(CARRIES, via_proxy=True, web=PROXY_REFUSES, posts=REFUSED),
    ),
    case(
        "no https was seen to pass",
        "unknown unclear",
        check(
            (control("google", "ok"), control("apple_tls", BROKEN)), web=PROXY_REFUSES, posts=PROXY_REFUSES
        ),
    ),
]

CAPTIVE_PORTAL = [
    case(
        "a login page that lets most check hosts pass, and stands in the place of others",
        "offline captive_portal",
        check(
            (
                control("google", LOGIN),
                *(control(name, "ok") for name in ("mozilla", "microsoft", "google_tls", "mozilla_tls")),
                *(control(name, "tls_failed:wrong_host") for name in ("cloudflare", "apple_tls")),
            ),
            web="tls_failed:wrong_host",
            posts="tls_failed:wrong_host",
        ),
    ),
    case(
        "two controls are redirected",
        "offline captive_portal",
        check(
            (control("a", LOGIN), control("b", LOGIN), control("c", "ok"), control("d", "ok")),
            web=STRANGER,
            posts=STRANGER,
        ),
    ),
    case(
        "two controls answer something else",
        "offline captive_portal",
        check((control("a", "soft_failure"), control("b", "redirected")), web=REFUSED, posts=REFUSED),
    ),
    case(
        "one control does not make a portal",
        "unknown unclear",
        check((control("a", LOGIN), control("b", REFUSED), control("c", "ok")), web=REFUSED, posts=REFUSED),
    ),
    case(
        "an error of a control's own does not either",
        "down unreachable",
        check(
            (control("a", LOGIN), control("b", BROKEN), control("c", "ok"), control("d", "ok"), *FINE),
            web=REFUSED,
            posts=REFUSED,
        ),
    ),
    case(
        "all of X and one control lead to one host",
        "offline captive_portal",
        check((control("a", LOGIN), control("b", "ok"), control("c", "ok")), web=LOGIN, posts=LOGIN),
    ),
    case(
        "all of X and a control lead to two hosts",
        "unknown unclear",
        check(
            (control("a", "redirected:elsewhere.example"), control("b", "ok"), control("c", "ok")),
            web=LOGIN,
            posts=LOGIN,
        ),
    ),
    case(
        "X alone leads elsewhere",
        "unknown unclear",
        check(FINE, web=LOGIN, posts=LOGIN),
    ),
    case(
        "X leads to two hosts",
        "unknown unclear",
        check((control("a", LOGIN), *FINE), web=LOGIN, posts="redirected:elsewhere.example"),
    ),
    case(
        "redirects without a host are not to one host",
        "unknown unclear",
        check((control("a", "redirected"), *FINE), web="redirected", posts="redirected"),
    ),
    case(
        "posts were read, so nobody is locked in",
        "degraded part_failing",
        check(old_controls(LOGIN), web=LOGIN, posts="ok"),
    ),
    case(
        "a slow answer is an answer",
        "degraded part_failing",
        check(old_controls("soft_failure"), web="slow", posts="ok", images=BROKEN),
    ),
    case(
        "X's own word proves the network, whatever the check hosts show (it was taken for a portal once)",
        "down server_errors",
        check(old_controls("soft_failure"), web=BROKEN, posts=BROKEN),
    ),
    case(
        "the edge's own word, too",
        "down server_errors",
        check(old_controls(LOGIN), web="server_error:edge", posts=STRANGER),
    ),
    case(
        "a filter shows its page for two check hosts, but the network carries",
        "down unreachable",
        check(controls_of("ok", mozilla=LOGIN, microsoft="soft_failure"), web=REFUSED, posts=REFUSED),
    ),
    case(
        "two hosts of one operator are one",
        "offline poor_line",
        check(
            (control("google", LOGIN), control("google_tls", "soft_failure"), *CARRIES[1:3]),
            web="timeout:tls",
            posts="timeout:tls",
        ),
    ),
    case(
        "what was lost and does not count is absent",
        "offline captive_portal",
        looked_again(check(controls_of("ok", google=LOGIN), web=LOGIN, posts="timeout:tls"), posts=1),
    ),
    case(
        "one control leads elsewhere, one shows a stranger's certificate, but the network carries",
        "blocked tls_intercepted",
        check(controls_of("ok", google=LOGIN, apple_tls=STRANGER), web=STRANGER, posts=STRANGER),
    ),
    case(
        "a resolver under a verified certificate is no sign of a login page",
        "unknown unclear",
        check(
            (control("a", LOGIN), control("b", REFUSED), control("c", "ok"), *doh("soft_failure")),
            web=REFUSED,
            posts=REFUSED,
        ),
    ),
    case(
        "all of X and the only control that was asked lead to one host",
        "offline captive_portal",
        check((control("a", LOGIN),), web=LOGIN, posts=LOGIN),
    ),
]

OWN_DNS = [
    case(
        "no name resolves, an address answers",
        "offline own_dns",
        check((*NAMELESS, *KNOWN), web="dns_failed:no_answer", posts="dns_failed:no_answer"),
    ),
    case(
        "any answer by address will do",
        "offline own_dns",
        check((*NAMELESS, *doh("server_error:origin")), web=GONE, posts=GONE),
    ),
    case(
        "resolvers were asked by address, whatever the record says",
        "offline own_dns",
        check((*NAMELESS, control("doh_google", "ok:knows")), web=GONE, posts=GONE),
    ),
    case(
        "a control by address answers",
        "offline own_dns",
        check((*NAMELESS, control("gateway", "ok", by_address=True)), web=GONE, posts=GONE),
    ),
    case(
        "nothing answers by address either",
        "offline no_network",
        check((*NAMELESS, *doh(REFUSED, "timeout:connect")), web=GONE, posts=GONE),
    ),
    case(
        "names that a filter took away are names that do not resolve",
        "offline own_dns",
        check((*controls_of("dns_failed:bogus"), *KNOWN), web="dns_failed:bogus", posts=GONE),
    ),
    case(
        "X's own names count though they were lost",
        "offline own_dns",
        looked_again(
            check((*NAMELESS, *KNOWN), web="dns_failed:no_answer", posts="dns_failed:no_answer"),
            (),
            web=1,
            posts=1,
        ),
    ),
    case(
        "a control's name resolves (something was lost: the network is poor)",
        "offline poor_line",
        check((*NAMELESS[:3], control("d", REFUSED), *KNOWN), web=GONE, posts=GONE),
    ),
    case(
        "another name of X resolves (something was lost: the network is poor)",
        "offline poor_line",
        check((*NAMELESS, *KNOWN), web=GONE, posts=GONE, images=REFUSED),
    ),
    case(
        "no control by name was asked (the resolvers answer: the network carries)",
        "blocked dns_blocked",
        check(KNOWN, web=GONE, posts=GONE),
    ),
    case(
        "behind a proxy names are the proxy's (something was lost: the network is poor)",
        "offline poor_line",
        check((*NAMELESS, *KNOWN), via_proxy=True, web=GONE, posts=GONE),
    ),
    case(
        "behind a proxy no name resolves, which is not a filter's doing",
        "unknown unclear",
        check((*controls_of(GONE), *KNOWN), via_proxy=True, web=GONE, posts=GONE),
    ),
]

HTTPS_ALONE = (control("google_tls", "timeout:tls"), control("apple_tls", "timeout:tls"))
NO_NETWORK = [
    case("all fails", "offline no_network", check(DEAD, web=REFUSED, posts="timeout:connect", images=GONE)),
    case("one control suffices", "offline no_network", check([control("a", GONE)], web=GONE, posts=GONE)),
    case("behind a proxy, too", "offline no_network", check(DEAD, via_proxy=True, web=REFUSED, posts=GONE)),
    case("no control was asked", "unknown unclear", check(web=REFUSED, posts=REFUSED)),
    case(
        "one control answers (something was lost: the network is poor)",
        "offline poor_line",
        check((*DEAD[:3], control("d", "ok")), web=REFUSED, posts=REFUSED),
    ),
    case(
        "a resolver by address answers (something was lost: the network is poor)",
        "offline poor_line",
        check((*DEAD, *KNOWN), web=REFUSED, posts=REFUSED),
    ),
    case(
        "one of X was lost after the handshake (on a dead network that is no sign of X's)",
        "offline poor_line",
        check(DEAD, web="timeout:first_byte", posts=REFUSED),
    ),
    case(
        "another part of X answers (something was lost: the network is poor)",
        "offline poor_line",
        check(DEAD, web=REFUSED, posts=REFUSED, images="ok"),
    ),
    case(
        "another part of X says something itself",
        "unknown unclear",
        check(DEAD, web=REFUSED, posts=REFUSED, images=BROKEN),
    ),
    case(
        "all was lost, none of which counts",
        "offline no_network",
        looked_again(
            check(controls_of("timeout:connect"), web="timeout:connect", posts="timeout:first_byte"),
            (),
            web=5,
            posts=5,
        ),
    ),
    case(
        "a part that our own filter takes away does not matter",
        "offline no_network",
        filtered(check(DEAD, web=REFUSED, posts=REFUSED, images="ok"), "images"),
    ),
    case(
        "the user's own address answers (something was lost: the network is poor)",
        "offline poor_line",
        check(DEAD, web=REFUSED, posts=REFUSED, custom="ok"),
    ),
    case(
        "a spared network is asked over https alone, and connects nowhere",
        "offline no_network",
        check(HTTPS_ALONE, web="timeout:tls", posts="timeout:tls"),
    ),
    case(
        "a spared network connects to one host, so it is there",
        "offline https_broken",
        check((*HTTPS_ALONE, connected(control("mozilla_tls", "timeout:tls"))), web="timeout:tls"),
    ),
    case(
        "a spared network connects to X, so it is there",
        "offline https_broken",
        replace(check(HTTPS_ALONE), surfaces=(connected(surface("web", "timeout:tls")),)),
    ),
    case(
        "a network that connects, but answers nobody in plain either",
        "offline no_network",
        check((*map(connected, HTTPS_ALONE), control("google", "timeout:first_byte")), web="timeout:tls"),
    ),
]

HANGING = controls_of("ok", "timeout:tls")
SHUT = controls_of("dns_failed:no_answer")
HTTPS_BROKEN = [
    case("a packet size", "offline https_broken", check(HANGING, web="timeout:tls", posts="timeout:tls")),
    case(
        "a login page that lets the check hosts pass",
        "offline https_broken",
        check(controls_of("ok", STRANGER), web=STRANGER, posts=STRANGER),
    ),
    case(
        "whatever X's failure looks like",
        "offline https_broken",
        check(HANGING, web=REFUSED, posts="refused:unsigned"),
    ),
    case(
        "older records ask too few",
        "down unreachable",
        check(
            (*FINE[:3], control("cloudflare", "timeout:tls"), *doh("", "timeout:tls")),
            web=REFUSED,
            posts=REFUSED,
        ),
    ),
    case(
        "a record that counts its losses is none of the older ones",
        "offline poor_line",
        looked_again(check(FINE[:3], web=REFUSED, posts=REFUSED, images="timeout:tls"), (), images=1),
    ),
    case(
        "one operator was tried, with two hosts",
        "offline poor_line",
        check(
            (*CARRIES[:3], control("google_tls", "timeout:tls"), *doh("", "timeout:tls")),
            web=REFUSED,
            posts=REFUSED,
        ),
    ),
    case(
        "a host answers over https, be it an error",
        "offline poor_line",
        check(controls_of("ok", "timeout:tls", apple_tls=BROKEN), web=REFUSED, posts=REFUSED),
    ),
    case(
        "a resolver answers over https: what is lost may be a filter's doing",
        "unknown unclear",
        check((*HANGING, *doh("ok:knows")), web="timeout:tls", posts="timeout:tls"),
    ),
    case(
        "a resolver answers over https, and X turns us away",
        "down unreachable",
        check((*HANGING, *doh("ok:knows")), web=REFUSED, posts=REFUSED),
    ),
    case(
        "a source answers over https",
        "down unreachable",
        check(HANGING, web=REFUSED, posts=REFUSED),
        evidence_of("crowd", "nothing"),
    ),
    case(
        "a source that could not be asked does not",
        "offline https_broken",
        check(HANGING, web=REFUSED, posts=REFUSED),
        evidence_of("crowd", "unavailable"),
    ),
    case(
        "nor does one that answered before this check",
        "offline https_broken",
        check(HANGING, web=REFUSED, posts=REFUSED),
        evidence_of("crowd", "nothing", minutes=-1),
    ),
    case(
        "nor does the user",
        "offline https_broken",
        check(HANGING, web=REFUSED, posts=REFUSED),
        evidence_of("user"),
    ),
    case("X itself answers", "unknown limited", signed(check(HANGING, web="limited", posts="cached"), "web")),
    case("a post is read", "degraded part_failing", check(HANGING, web=REFUSED, posts="ok")),
    case(
        "nothing answers in plain either",
        "offline no_network",
        check(controls_of("timeout:tls"), web=REFUSED),
    ),
    case(
        "two operators were tried",
        "offline https_broken",
        check((*CARRIES[:3], *HTTPS_ALONE), web="timeout:tls", posts="timeout:tls"),
    ),
    case(
        "not every name is found",
        "offline https_broken",
        check(HANGING, web="timeout:tls", posts="dns_failed:servfail"),
    ),
    case(
        "no name is found, and the proxy wants a login: that is more than https",
        "offline poor_line",
        check((*SHUT, *doh(REFUSED)), web="refused:proxy", posts="dns_failed:no_answer"),
    ),
    case(
        "a name is found, X's",
        "offline https_broken",
        check((*SHUT, *doh(REFUSED)), web="refused:unsigned", posts="dns_failed:no_answer"),
    ),
]

POOR = controls_of("timeout:connect", cloudflare="ok", google_tls="ok")
POOR_LINE = [
    case("too few operators answer, and X is lost", "offline poor_line", check(POOR, web="timeout:tls")),
    case("too few operators answer, and X's host says no", "offline poor_line", check(POOR, web=REFUSED)),
    case(
        "half of the operators are not more than half",
        "offline poor_line",
        check(
            (
                *(control(name, "ok") for name in ("google", "cloudflare")),
                *(control(name, "timeout:connect") for name in ("mozilla", "microsoft")),
            ),
            web=REFUSED,
        ),
    ),
    case(
        "nobody was asked, and X is lost", "offline poor_line", check(web="timeout:tls", posts="timeout:dns")
    ),
    case("nobody was asked, and X's host says no", "unknown unclear", check(web=REFUSED, posts=REFUSED)),
    case(
        "too few operators answer, but nothing was lost",
        "unknown unclear",
        check(
            (control("a", REFUSED), control("b", REFUSED), control("c_tls", "ok")), web=REFUSED, posts=GONE
        ),
    ),
    case(
        "the losses of X may well be the network's",
        "offline poor_line",
        looked_again(check(CARRIES, web="timeout:tls", posts="timeout:tls"), web=2, posts=2),
    ),
    case(
        "so may be the loss of one",
        "offline poor_line",
        looked_again(check(CARRIES, web="limited", posts="timeout:tls"), posts=2),
    ),
    case(
        "X itself said it, though the other was lost",
        "down server_errors",
        looked_again(check(POOR, web=BROKEN, posts="timeout:tls"), posts=2),
    ),
    case(
        "X itself turns us away, though the other was lost",
        "unknown limited",
        signed(looked_again(check(POOR, web="limited", posts="timeout:tls"), posts=2), "web"),
    ),
    case(
        "a post was read: then the network is no matter, and the site is not known",
        "unknown unclear",
        looked_again(check(POOR, web="timeout:tls", posts="ok"), web=2),
    ),
    case(
        "the site answers, and posts is not known",
        "unknown unclear",
        looked_again(check(CARRIES, web="ok", posts="timeout:first_byte"), posts=2),
    ),
    case(
        "a part that was lost is not known, X is up",
        "up",
        looked_again(check(CARRIES, web="ok", posts="ok", images="timeout:tls"), images=2),
    ),
]

DNS_BLOCKED = [
    case("others know X", "blocked dns_blocked", check((*FINE, *KNOWN), web=GONE, posts=GONE)),
    case(
        "even if posts was read",
        "blocked dns_blocked",
        check((*FINE, *KNOWN), web="dns_failed:bogus", posts="ok"),
    ),
    case(
        "one knows, the other fails",
        "blocked dns_blocked",
        check((*FINE, *doh("ok:servfail", "ok:knows")), web=GONE, posts=GONE),
    ),
    case(
        "one knows, the other is silent",
        "blocked dns_blocked",
        check((*FINE, *doh("timeout:connect", "ok:knows")), web=GONE, posts=GONE),
    ),
    case(
        "one knows, the other denies",
        "down unreachable",
        check((*FINE, *doh("ok:nxdomain", "ok:knows")), web=GONE, posts=GONE),
    ),
    case(
        "the network does not carry",
        "offline poor_line",
        check((*FINE[:1], *DEAD[1:], *KNOWN), web=GONE, posts=GONE),
    ),
    case(
        "its own resolver is silent, which says nothing of others",
        "down unreachable",
        check((*FINE, *KNOWN), web="dns_failed:no_answer", posts=GONE),
    ),
    case(
        "the address that others know fails, too",
        "down unreachable",
        check((*FINE, *doh("ok:knows", "ok:knows", handshake=False)), web=GONE, posts=GONE),
    ),
    case(
        "elsewhere X fails, too",
        "down unreachable",
        check((*FINE, *KNOWN), web=GONE, posts=GONE),
        ELSEWHERE_FAILS,
    ),
    case(
        "the resolver says SERVFAIL, and it counts",
        "blocked dns_blocked",
        looked_again(check((*CARRIES, *KNOWN), web="dns_failed:servfail", posts=GONE), web=5),
    ),
    case(
        "the resolver says SERVFAIL, and it does not count",
        "offline poor_line",
        looked_again(check((*CARRIES, *KNOWN), web="dns_failed:servfail", posts=GONE), web=1),
    ),
    case(
        "more than half of the controls will do",
        "blocked dns_blocked",
        check((*FINE[:3], *DEAD[3:], *KNOWN), web=GONE, posts=GONE),
    ),
    case(
        "resolvers count for their operators (once they were no controls)",
        "blocked dns_blocked",
        check((*FINE[:1], *DEAD[3:], *KNOWN), web=GONE, posts=GONE),
    ),
    case(
        "and answer over https themselves",
        "blocked dns_blocked",
        check(KNOWN, web=GONE, posts=GONE),
    ),
    case(
        "the site resolves, posts does not",
        "degraded posts_unreadable",
        check((*FINE, *KNOWN), web="ok", posts=GONE),
    ),
    case(
        "a stranger answers, and elsewhere X itself does",
        "blocked dns_blocked",
        check((*FINE, *doh("ok:knows", handshake=True)), web="tls_failed:wrong_host", posts=STRANGER),
    ),
    case(
        "a stranger answers at X's true address, too",
        "blocked tls_intercepted",
        check((*FINE, *doh("ok:knows", "ok:knows", handshake=False)), web=STRANGER, posts=STRANGER),
    ),
    case(
        "a stranger on a network that does not carry (something was lost: the network is poor)",
        "offline poor_line",
        check((*DEAD, *doh("ok:knows", handshake=True)), web=STRANGER, posts=STRANGER),
    ),
    case(
        "behind a proxy names are the proxy's",
        "down unreachable",
        check((*FINE, *KNOWN), via_proxy=True, web=GONE, posts=GONE),
    ),
    case(
        "a post was read, and the network does not carry",
        "degraded part_failing",
        check((*DEAD, control("more", TIMEOUT), *KNOWN), web=GONE, posts="ok"),
    ),
]

TLS_INTERCEPTED = [
    case("untrusted", "blocked tls_intercepted", check(FINE, web=STRANGER, posts=STRANGER)),
    case("another name", "blocked tls_intercepted", check(FINE, web="tls_failed:wrong_host", posts="ok")),
    case(
        "posts alone is not the site",
        "degraded posts_unreadable",
        check(FINE, web="ok", posts=STRANGER),
    ),
    case(
        "elsewhere X fails, too: then it is out of reach for all",
        "down unreachable",
        check(FINE, web=STRANGER, posts="tls_failed:wrong_host"),
        ELSEWHERE_FAILS,
    ),
    case(
        "a company's portal is met first",
        "offline captive_portal",
        check(old_controls(LOGIN), web=STRANGER, posts=STRANGER),
    ),
    case(
        "behind a proxy certificates are the proxy's",
        "unknown unclear",
        check(FINE, via_proxy=True, web=STRANGER, posts=STRANGER),
    ),
    case(
        "nothing answers but strangers",
        "offline no_network",
        check(old_controls(STRANGER), web=STRANGER, posts=STRANGER),
    ),
]

PATH_BLOCKED = [
    *(
        case(f"web {lost}", "blocked path_blocked", check(FINE, web=lost, posts=posts), ELSEWHERE_FINE)
        for posts in ("ok", REFUSED)
        for lost in (
            REFUSED,
            "connect_failed:reset",
            "connect_failed:unreachable",
            "dns_failed:servfail",
            "tls_failed:handshake",
            "timeout:dns",
            "timeout:connect",
            "timeout:tls",
            "timeout:first_byte",
            "timeout:body",
            "protocol_error:no_answer",
            "protocol_error:cut_short",
            "refused:unsigned",
            "server_error:unsigned",
            "redirected:notice.example",
        )
    ),
    case(
        "lost after the handshake, and it counts",
        "blocked path_blocked",
        looked_again(check(CARRIES, web="timeout:first_byte", posts="ok"), web=5),
        ELSEWHERE_FINE,
    ),
    case(
        "lost after the handshake, and it does not count",
        "unknown unclear",
        looked_again(check(CARRIES, web="timeout:first_byte", posts="ok"), web=2),
        ELSEWHERE_FINE,
    ),
    case(
        "somebody sends us away from the site, and answers for the posts",
        "unknown unclear",
        check(CARRIES, web="redirected:filter.example", posts="soft_failure"),
    ),
    case(
        "not out of reach: X speaks no HTTP",
        "degraded part_failing",
        check(FINE, web="protocol_error:framing", posts="ok"),
        ELSEWHERE_FINE,
    ),
    case(
        "it was reached elsewhere before this trouble began",
        "down unreachable",
        since(-1, check(FINE, web=REFUSED, posts=REFUSED)),
        evidence_of("vantage", "fine", minutes=-2),
    ),
    *(
        case(
            f"{failing} of {of} elsewhere fail, asked {-minutes} min after it began",
            told,
            since(-3, check(FINE, web=REFUSED, posts=REFUSED)),
            replace(evidence_of("vantage", "nothing", minutes=-3 - minutes), count=failing, of=of),
        )
        for failing, of, minutes, told in (
            (0, 3, 0, "blocked path_blocked"),
            (1, 3, 0, "blocked path_blocked"),
            (2, 3, 0, "down unreachable"),
            (2, 4, 0, "down unreachable"),
            (None, 3, 0, "down unreachable"),
            (0, None, 0, "down unreachable"),
            (0, 2, 0, "down unreachable"),
            (0, 3, 1, "down unreachable"),
        )
    ),
    case(
        "it is reached elsewhere as this trouble begins",
        "blocked path_blocked",
        since(-1, check(FINE, web=REFUSED, posts=REFUSED)),
        evidence_of("vantage", "fine", minutes=-1),
    ),
    case(
        "somebody answers in X's place, elsewhere, too",
        "down unreachable",
        check(FINE, web="redirected:notice.example", posts="refused:unsigned"),
        ELSEWHERE_FAILS,
    ),
    case(
        "not out of reach: its certificate has expired",
        "down server_errors",
        check(FINE, web=EXPIRED, posts=REFUSED),
        ELSEWHERE_FINE,
    ),
    case(
        "the network does not carry (something was lost: it is poor)",
        "offline poor_line",
        check((*DEAD[:2], *FINE[2:]), web=REFUSED, posts=REFUSED),
        ELSEWHERE_FINE,
    ),
    case(
        "nobody looked from elsewhere",
        "degraded part_failing",
        check(FINE, web=REFUSED, posts="ok"),
    ),
    case(
        "experts are no vantage points",
        "degraded part_failing",
        check(FINE, web=REFUSED, posts="ok"),
        evidence_of("expert", "fine"),
    ),
    case(
        "vantage points were asked too long ago",
        "degraded part_failing",
        check(FINE, web=REFUSED, posts="ok"),
        evidence_of("vantage", "fine", minutes=-15.1),
    ),
    case(
        "behind a proxy the path is the proxy's",
        "unknown unclear",
        check(FINE, via_proxy=True, web=REFUSED, posts=REFUSED),
        ELSEWHERE_FINE,
    ),
    case(
        "posts alone says nothing of the path to the site",
        "degraded posts_unreadable",
        check(FINE, posts=REFUSED),
        ELSEWHERE_FINE,
    ),
    case(
        "a post was read, and the network does not carry",
        "degraded part_failing",
        check(DEAD, web=REFUSED, posts="ok"),
        ELSEWHERE_FINE,
    ),
]

SICK_EDGE = (*FINE[:3], control("cloudflare", "server_error:edge_page"))
EDGE_OUTAGE = [
    case(
        "both fail",
        "down edge_outage",
        check(SICK_EDGE, web="server_error:edge_page", posts="server_error:edge_page"),
    ),
    case(
        "however the control fails by an answer",
        "down edge_outage",
        check((control("cloudflare", REFUSED),), web="server_error:edge_page", posts=REFUSED),
    ),
    case(
        "the control was lost twice",
        "down edge_outage",
        check(
            (replace(control("cloudflare", "timeout:tls"), lost=2),),
            web="server_error:edge_page",
            posts=REFUSED,
        ),
    ),
    case(
        "lost once, which the network may have done (it was enough once)",
        "down server_errors",
        check((control("cloudflare", "timeout:tls"),), web="server_error:edge_page", posts=REFUSED),
    ),
    case(
        "a filter took the control away",
        "down server_errors",
        check(
            (*FINE[:3], control("cloudflare", "dns_failed:bogus")), web="server_error:edge_page", posts=BROKEN
        ),
    ),
    case(
        "the proxy keeps us from the control",
        "down server_errors",
        check(
            (*FINE[:3], control("cloudflare", PROXY_REFUSES)),
            via_proxy=True,
            web="server_error:edge_page",
            posts=BROKEN,
        ),
    ),
    case(
        "even if posts was read",
        "down edge_outage",
        check(SICK_EDGE, web="server_error:edge_page", posts="ok"),
    ),
    case(
        "the control is well", "down server_errors", check(FINE, web="server_error:edge_page", posts=BROKEN)
    ),
    case(
        "the control only turns us away",
        "down server_errors",
        check((control("cloudflare", "refused:http_403"),), web="server_error:edge_page", posts=BROKEN),
    ),
    case(
        "the edge cannot reach X",
        "down server_errors",
        check(SICK_EDGE, web="server_error:edge", posts=BROKEN),
    ),
    case("another control fails", "down server_errors", check(DEAD[:3], web="server_error:edge_page")),
    case(
        "of posts it says nothing",
        "degraded posts_unreadable",
        check(SICK_EDGE, web="ok", posts="server_error:edge_page"),
    ),
    case(
        "another control says that it fails",
        "down server_errors",
        check((*FINE[1:], control("google", BROKEN)), web="server_error:edge_page", posts=BROKEN),
    ),
    *(
        case(
            f"the control was {how}, {count} times",
            "down server_errors",
            check(
                (*FINE[:3], replace(control("cloudflare", text), lost=count)),
                web="server_error:edge_page",
                posts=BROKEN,
            ),
        )
        for how, text, count in (("lost", "timeout:tls", 1), ("kept away by the proxy", "timeout:proxy", 2))
    ),
]

DNS_GONE = [
    case("nobody knows X", "down dns_gone", check((*FINE, *DENIED), web=GONE, posts="dns_failed:servfail")),
    case(
        "one answered",
        "down dns_gone",
        check((*FINE, *doh("timeout:tls", "ok:nxdomain")), web=GONE, posts=GONE),
    ),
    case("posts alone is X", "down dns_gone", check((*FINE, *DENIED), posts=GONE)),
    case("no core surface is asked", "down dns_gone", check((*FINE, *DENIED), images=GONE, video=GONE)),
    case(
        "none of the resolvers answered",
        "down unreachable",
        check((*FINE, *doh("timeout:tls", REFUSED)), web=GONE, posts=GONE),
    ),
    case(
        "an answer without a meaning is none of these",
        "down unreachable",
        check((*FINE, *doh("ok")), web=GONE, posts=GONE),
    ),
    case(
        "the network does not carry (something was lost: it is poor)",
        "offline poor_line",
        check((*DEAD[:3], *FINE[3:], *DENIED), web=GONE, posts=GONE),
    ),
    case("one of X has an address", "down unreachable", check((*FINE, *DENIED), web=GONE, posts=REFUSED)),
    case(
        "the user's own address does not count",
        "down dns_gone",
        check((*FINE, *DENIED), web=GONE, posts=GONE, custom="ok"),
    ),
    case(
        "behind a proxy names are the proxy's",
        "down unreachable",
        check((*FINE, *DENIED), via_proxy=True, web=GONE, posts=GONE),
    ),
    case(
        "a resolver's no is an answer of its operator",
        "down dns_gone",
        check((*FINE[:1], *DEAD[3:], *DENIED), web=GONE, posts=GONE),
    ),
    case(
        "too few operators answer, be nothing lost",
        "unknown unclear",
        check((*old_controls(REFUSED), control("more", REFUSED), *doh("ok:nxdomain")), web=GONE, posts=GONE),
    ),
]

HALF_SILENT = (*FINE, control("google_tls", "timeout:tls"))
UNREACHABLE = [
    case(
        "elsewhere, too", "down unreachable", check(FINE, web=REFUSED, posts="timeout:tls"), ELSEWHERE_FAILS
    ),
    case("nobody could be asked", "down unreachable", check(FINE, web=REFUSED, posts="tls_failed:handshake")),
    case(
        "sources that cannot be heard weigh nothing",
        "down unreachable",
        check(FINE, web=REFUSED, posts=REFUSED),
        evidence_of("vantage", "unavailable"),
        evidence_of("crowd", "nothing"),
    ),
    case("posts alone is X", "down unreachable", check(FINE, posts=REFUSED)),
    case("no core surface is asked", "down unreachable", check(FINE, images=REFUSED, links=REFUSED)),
    case(
        "the core alone counts",
        "down unreachable",
        check(FINE, web=REFUSED, posts=REFUSED, images="ok"),
    ),
    case(
        "the user's own address does not count",
        "down unreachable",
        check(FINE, web=REFUSED, posts=REFUSED, custom="ok"),
    ),
    case("one of X can be reached", "degraded part_failing", check(FINE, web=REFUSED, posts="ok")),
    case("one of X turns us away", "unknown refused", check(FINE, web=REFUSED, posts="refused:http_403")),
    case(
        "the network does not carry (something was lost: it is poor)",
        "offline poor_line",
        check((*DEAD[:2], *FINE[2:]), web=REFUSED, posts=REFUSED),
    ),
    case(
        "operators are counted, not hosts",
        "down unreachable",
        check(
            (
                control("a", "timeout:tls"),
                control("a_tls", "ok"),
                *doh("timeout:tls", "timeout:tls")[:1],
                control("cloudflare", "ok"),
                control("b", "timeout:tls"),
            ),
            web=REFUSED,
            posts=REFUSED,
        ),
    ),
    case(
        "controls that a filter took away count for nothing",
        "down unreachable",
        check(
            controls_of("dns_failed:bogus", "dns_failed:nxdomain", google="ok", google_tls="ok"),
            web=REFUSED,
            posts=REFUSED,
        ),
    ),
    case(
        "controls whose resolver is silent do count",
        "offline poor_line",
        check(
            controls_of("dns_failed:no_answer", google="ok", google_tls="ok"),
            web=REFUSED,
            posts=REFUSED,
        ),
    ),
    case(
        "no https host but a source answers",
        "down unreachable",
        check((*controls_of("ok")[:3], control("google_tls", "timeout:tls")), web=REFUSED, posts=REFUSED),
        evidence_of("expert", "nothing"),
    ),
    case(
        "all requests were lost, and the network can hardly have done it",
        "down unreachable",
        looked_again(check(CARRIES, web="timeout:tls", posts="timeout:connect"), web=5, posts=5),
    ),
    case(
        "a part that was lost does not matter",
        "down unreachable",
        looked_again(check(CARRIES, web=REFUSED, posts=REFUSED, images="timeout:tls"), images=2),
    ),
    case(
        "somebody else answers in X's place, whatever the status",
        "down unreachable",
        check(CARRIES, web="refused:unsigned", posts="limited:unsigned"),
    ),
    case(
        "the crowd alone complains",
        "down unreachable",
        check(FINE, web=REFUSED, posts=REFUSED),
        evidence_of("crowd"),
    ),
    case(
        "the crowd is content, and no vantage point was asked",
        "down unreachable",
        check(FINE, web=REFUSED, posts=REFUSED),
        evidence_of("crowd", "fine"),
    ),
    case(
        "a filter took all controls away but the resolvers, and X's names are found",
        "down unreachable",
        check((*controls_of(GONE), *KNOWN), web=REFUSED, posts=REFUSED),
    ),
    case(
        "a filter took most controls away, and X's names are not found",
        "down unreachable",
        check(controls_of(GONE, google="ok", google_tls="ok"), web=GONE, posts=GONE),
    ),
    case(
        "X is silent, and so is half of what is asked over https",
        "unknown unclear",
        check(HALF_SILENT, web="timeout:tls", posts="timeout:tls"),
    ),
    case(
        "so it is, but a source answers over https",
        "down unreachable",
        check(HALF_SILENT, web="timeout:tls", posts="timeout:tls"),
        evidence_of("expert", "nothing"),
    ),
    case(
        "so it is, but others say trouble",
        "down unreachable",
        check(HALF_SILENT, web="timeout:tls", posts="timeout:tls"),
        evidence_of("crowd", minutes=-1),
    ),
    case(
        "X is silent, and older records ask too few over https",
        "down unreachable",
        check((*FINE[:3], control("cloudflare", "timeout:tls")), web="timeout:tls", posts="timeout:tls"),
    ),
]

ON_X_SIDE = (
    "server_error:origin",
    "server_error:edge",
    "server_error:edge_page",
    "soft_failure",
    "protocol_error:framing",
    "tls_failed:expired",
    "timeout:first_byte",
    "timeout:body",
)
SOME_USERS = [
    case(
        "most get the page elsewhere", "degraded some_users", check(FINE, web=BROKEN, posts=BROKEN), pages(4)
    ),
    case(
        "on any network, for X itself said it",
        "degraded some_users",
        check(DEAD, web=BROKEN, posts="timeout:tls"),
        pages(4),
    ),
    case("even if posts was read", "degraded some_users", check(FINE, web=BROKEN, posts="ok"), pages(6)),
    case(
        "any failure with X's sign",
        "degraded some_users",
        signed(check(FINE, web="soft_failure", posts=BROKEN), "web"),
        pages(4),
    ),
    case(
        "a failure without X's sign",
        "down server_errors",
        check(FINE, web="soft_failure", posts="soft_failure"),
        pages(4),
    ),
    case(
        "half is not most: the edge alone answers there",
        "down server_errors",
        check(FINE, web=BROKEN, posts=BROKEN),
        pages(3),
    ),
    case(
        "nobody noted who got the page",
        "down server_errors",
        check(FINE, web=BROKEN, posts=BROKEN),
        pages(None),
    ),
    case(
        "nobody noted of how many",
        "down server_errors",
        check(FINE, web=BROKEN, posts=BROKEN),
        pages(4, of=None),
    ),
    case(
        "they got the page before this trouble began",
        "down server_errors",
        since(-1, check(FINE, web=BROKEN, posts=BROKEN)),
        pages(6, minutes=-2),
    ),
    case("posts alone fail", "degraded posts_unreadable", check(FINE, web="ok", posts=BROKEN), pages(6)),
    case(
        "X itself turns us away, which is no failure",
        "unknown limited",
        signed(check(FINE, web="limited", posts="cached"), "web"),
        pages(6),
    ),
]

SERVER_ERRORS = [
    *(case(f"web {how}", "down server_errors", check(FINE, web=how, posts=REFUSED)) for how in ON_X_SIDE),
    *(case(f"posts {how}", "down server_errors", check(FINE, web=REFUSED, posts=how)) for how in ON_X_SIDE),
    *(
        case(f"posts is not ok: {how}", "down server_errors", check(FINE, web=BROKEN, posts=how))
        for how in ("limited", "refused:empty", "cached", None)
    ),
    case("no control is needed", "down server_errors", check(web=BROKEN, posts=BROKEN)),
    case("posts was read", "degraded part_failing", check(FINE, web=BROKEN, posts="ok")),
    case(
        "posts was read, but elsewhere X fails, too",
        "down server_errors",
        check(FINE, web=BROKEN, posts="ok"),
        ELSEWHERE_FAILS,
    ),
    case(
        "on a dead network, for X itself said it",
        "down server_errors",
        check(DEAD, web=BROKEN, posts=REFUSED),
    ),
    case(
        "somebody else said it",
        "down unreachable",
        check(FINE, web="server_error:unsigned", posts="soft_failure:unsigned"),
    ),
    case(
        "lost after the handshake, and it counts",
        "down server_errors",
        looked_again(
            check(CARRIES, web="timeout:first_byte", posts="protocol_error:no_answer"), web=5, posts=5
        ),
    ),
    case(
        "lost after the handshake, and it does not count",
        "offline poor_line",
        looked_again(
            check(CARRIES, web="timeout:first_byte", posts="protocol_error:cut_short"), web=1, posts=1
        ),
    ),
    *(
        case(f"somebody else answers, and posts {how}", told, signed(check(FINE, web=web, posts=text), who))
        for web in ("server_error:unsigned", LOGIN)
        for how, text, who, told in (
            ("fails without a sign", "soft_failure", "", "unknown unclear"),
            ("fails by its own word", "soft_failure", "posts", "down server_errors"),
            ("was lost after the handshake", "timeout:body", "", "down server_errors"),
        )
    ),
    case("posts was read slowly", "degraded part_failing", check(FINE, web=BROKEN, posts="slow")),
    case("web does not fail", "degraded posts_unreadable", check(FINE, web="limited", posts=BROKEN)),
    case("neither fails on X's side", "unknown unclear", check(FINE, web=LOGIN, posts=REFUSED)),
    case(
        "a certificate not yet valid is nobody's",
        "unknown unclear",
        check(FINE, web=TOO_EARLY, posts=STRANGER),
    ),
]

POSTS_UNREADABLE = [
    *(
        case(
            f"web {web}, nobody confirms",
            "degraded posts_unreadable",
            check(FINE, web=web, posts="soft_failure"),
        )
        for web in ("ok", "slow", "refused:challenge", "limited", None)
    ),
    *(
        case(
            f"web {web}, a source confirms",
            "down posts_unreadable",
            check(FINE, web=web, posts=BROKEN),
            evidence_of("crowd"),
        )
        for web in ("ok", "slow", "refused:challenge", "limited", None)
    ),
    *(
        case(f"posts {how}", "degraded posts_unreadable", check(FINE, web="ok", posts=how))
        for how in (*ON_X_SIDE, REFUSED, GONE, "timeout:connect", STRANGER, LOGIN)
    ),
    *(
        case(
            f"a source of kind {kind} confirms",
            "down posts_unreadable",
            check(web="ok", posts=BROKEN),
            evidence_of(kind),
        )
        for kind in ("vantage", "expert", "crowd", "astrologers")
    ),
    *(
        case(
            f"a source of kind {kind} does not confirm",
            "degraded posts_unreadable",
            check(web="ok", posts=BROKEN),
            evidence_of(kind),
        )
        for kind in ("status", "user")
    ),
    *(
        case(
            f"a source that says {says} does not confirm",
            "degraded posts_unreadable",
            check(web="ok", posts=BROKEN),
            evidence_of("crowd", says),
        )
        for says in ("fine", "nothing", "unavailable")
    ),
    *(
        case(
            f"asked {minutes} minutes off, a source counts",
            "down posts_unreadable",
            check(web="ok", posts=BROKEN),
            evidence_of("crowd", minutes=minutes),
        )
        for minutes in (-15, 0, 15)
    ),
    *(
        case(
            f"asked {minutes} minutes off, a source does not count",
            "degraded posts_unreadable",
            check(web="ok", posts=BROKEN),
            evidence_of("crowd", minutes=minutes),
        )
        for minutes in (-15.01, 15.01, -60 * 24 * 365)
    ),
    case(
        "asked at no known time, a source does not count",
        "degraded posts_unreadable",
        check(web="ok", posts=BROKEN),
        evidence_of("crowd", at=None),
    ),
    case(
        "web is changed, not failed",
        "degraded posts_unreadable",
        check(FINE, web="unrecognized", posts=BROKEN),
    ),
    case(
        "somebody else answers in the site's place",
        "unknown refused",
        check(FINE, web="refused:unsigned", posts=STRANGER),
    ),
    case(
        "web was lost without its counting: that is not reached",
        "unknown unclear",
        signed(looked_again(check(CARRIES, web="timeout:tls", posts=LOGIN), web=1), "posts"),
    ),
    case(
        "posts was lost without its counting: that is no failure",
        "unknown unclear",
        looked_again(check(CARRIES, web="ok", posts="timeout:tls"), posts=2),
        evidence_of("crowd"),
    ),
    case(
        "posts came when they were asked again: what they say counts",
        "degraded posts_unreadable",
        looked_again(check(CARRIES, web="ok", posts=BROKEN), posts=1),
    ),
    case("a post out of a cache does not fail", "up", check(FINE, web="ok", posts="cached")),
    case("a refusal does not fail", "up", check(FINE, web="ok", posts="refused:empty")),
]

UNPROVEN_PICTURES = replace(surface("images", BROKEN), unproven=True)
PART_FAILING = [
    *(
        case(f"{part} fails", "degraded part_failing", with_part(part, BROKEN))
        for part in ("images", "assets", "video", "links", "api", "custom")
    ),
    case(
        "a part that our own filter takes away",
        "up",
        filtered(check(FINE, web="ok", posts="ok", images=GONE, links=REFUSED), "images", "links"),
    ),
    case(
        "another part than the filtered one",
        "degraded part_failing",
        filtered(check(FINE, web="ok", posts="ok", images=GONE, links=REFUSED), "images"),
    ),
    case(
        "a record in which the site was fine and filtered says nothing of the site",
        "unknown unclear",
        filtered(check(FINE, web="ok", images=BROKEN), "web"),
    ),
    case(
        "a record in which anything but a page was not fine lately",
        "degraded part_failing",
        replace(check(), surfaces=(surface("web", "ok"), UNPROVEN_PICTURES)),
    ),
    case(
        "a part that was lost, and it counts",
        "degraded part_failing",
        looked_again(check(CARRIES, web="ok", posts="ok", images="timeout:body"), images=5),
    ),
    case("any failure counts", "degraded part_failing", check(FINE, web="ok", posts="ok", images=REFUSED)),
    case("web alone is lost", "degraded part_failing", check(FINE, web=STRANGER, posts="ok", via_proxy=True)),
    case("with posts switched off", "degraded part_failing", check(web="ok", images=BROKEN)),
    case(
        "sources change nothing",
        "degraded part_failing",
        check(web="ok", posts="ok", images=BROKEN),
        evidence_of("crowd"),
    ),
    case("no core surface is ok", "unknown refused", check(web="refused", posts="refused", images=BROKEN)),
    case("no core surface is asked", "unknown unclear", check(FINE, images=BROKEN, video="ok")),
    case(
        "X says that posts fail, and the site was lost without its counting",
        "degraded part_failing",
        looked_again(check(CARRIES, web="timeout:tls", posts=BROKEN), web=1),
    ),
]

OTHERS_REPORT = [
    case(
        "two kinds",
        "degraded others_report",
        check(web="ok", posts="ok"),
        evidence_of("crowd"),
        evidence_of("expert"),
    ),
    case(
        "an unknown kind",
        "degraded others_report",
        check(web="ok", posts="ok"),
        evidence_of("crowd"),
        evidence_of("seers"),
    ),
    case(
        "the user's own click is none of the others (it counted once)",
        "up",
        check(web="ok", posts="ok"),
        evidence_of("user"),
        evidence_of("crowd"),
    ),
    case(
        "X is not ok here either (that was degraded once)",
        "down others_report",
        check(web="refused", posts="limited"),
        evidence_of("crowd"),
        evidence_of("expert"),
    ),
    case(
        "X is not ok here, and the user is none of the others",
        "unknown limited",
        check(web="refused", posts="limited"),
        evidence_of("crowd"),
        evidence_of("user"),
    ),
    case(
        "X cannot be told here",
        "down others_report",
        check(FINE, web=LOGIN, posts="cached", images=BROKEN),
        evidence_of("crowd"),
        evidence_of("expert"),
    ),
    case(
        "a post that was lost is no failure",
        "degraded others_report",
        looked_again(check(CARRIES, web="ok", posts="timeout:tls"), posts=2),
        evidence_of("crowd"),
        evidence_of("expert"),
    ),
    case(
        "nor is X blamed for what others say on a poor network",
        "offline poor_line",
        check(POOR, web="timeout:tls", posts="timeout:tls"),
        evidence_of("crowd"),
        evidence_of("expert"),
    ),
    case("one kind", "up", check(web="ok", posts="ok"), evidence_of("crowd")),
    case(
        "two of one kind are one",
        "up",
        check(web="ok", posts="ok"),
        evidence_of("crowd", source="mastodon"),
        evidence_of("crowd", source="reddit"),
    ),
    case(
        "a status page explains only",
        "up",
        check(web="ok", posts="ok"),
        evidence_of("crowd"),
        evidence_of("status"),
    ),
    case(
        "the user and a status page",
        "up",
        check(web="ok", posts="ok"),
        evidence_of("user"),
        evidence_of("status"),
    ),
    case("the user alone", "up", check(web="ok", posts="ok"), evidence_of("user")),
    case(
        "one of two is too old",
        "up",
        check(web="ok", posts="ok"),
        evidence_of("crowd"),
        evidence_of("expert", minutes=-16),
    ),
    case(
        "a surface fails, too",
        "degraded part_failing",
        check(web="ok", posts="ok", video=BROKEN),
        evidence_of("crowd"),
        evidence_of("expert"),
    ),
]

SLOW = [
    case("web", "degraded slow", check(web="slow", posts="ok")),
    case("posts", "degraded slow", check(web="ok", posts="slow")),
    case("beside a refusal", "degraded slow", check(web="slow", posts="refused:empty")),
    case("pictures alone are not the core", "up", check(web="ok", posts="ok", images="slow")),
]

NOT_KNOWN = [
    case(
        "the core is left alone",
        "unknown limited",
        replace(check(FINE, images="ok"), left_alone=("web", "posts")),
    ),
    case("all is left alone", "unknown limited", replace(check(), left_alone=("web", "posts", "images"))),
    case(
        "one is left alone, the other turns us away",
        "unknown limited",
        replace(check(FINE, posts="refused:empty"), left_alone=("web",)),
    ),
    case("one is left alone, the other is read", "up", replace(check(FINE, posts="ok"), left_alone=("web",))),
    case(
        "a part is left alone",
        "unknown refused",
        replace(check(FINE, web="refused", posts="cached"), left_alone=("images",)),
    ),
    case(
        "what has changed is not trouble", "unknown unclear", check(web="unrecognized", posts="unrecognized")
    ),
    case("limited goes first", "unknown limited", check(web="refused:http_403", posts="limited")),
    case("then refused", "unknown refused", check(web="cached", posts="refused:empty")),
    case("then unclear", "unknown unclear", check(web="cached", posts="cached")),
    case(
        "refused is known beside a failure", "unknown refused", check(FINE, web=LOGIN, posts="refused:empty")
    ),
    case("pictures alone are not the core", "unknown unclear", check(images="limited")),
    case(
        "nothing of the core was asked", "unknown unclear", check(FINE, images="ok", video="ok", links="ok")
    ),
]

UP = [
    case("both", "up", check(web="ok", posts="ok")),
    case(
        "all",
        "up",
        check(FINE, web="ok", posts="ok", images="ok", assets="ok", video="ok", links="ok", api="ok"),
    ),
    case("web has changed, and posts is read", "up", check(web="unrecognized", posts="ok")),
    case("web, and posts is not known", "up", check(web="ok", posts="refused:empty")),
    case("web alone", "up", check(web="ok")),
    case("posts alone", "up", check(posts="ok")),
    case("with a dead network, for X answers", "up", check(DEAD, web="ok", posts="ok")),
    case("with a refusal of another part", "up", check(web="ok", posts="ok", images="refused:http_404")),
    case("with the wrong time", "up", check(old_controls("ok", skew_s=9 * DAY_S), web="ok", posts="ok")),
    case("posts, and the site wants us to wait", "up", check(web="limited", posts="ok")),
]

TABLE = [
    *NOT_WATCHED,
    *OWN_TROUBLE,
    *CLOCK_WRONG,
    *PROXY,
    *PROXY_REFUSES_X,
    *CAPTIVE_PORTAL,
    *OWN_DNS,
    *NO_NETWORK,
    *HTTPS_BROKEN,
    *POOR_LINE,
    *DNS_BLOCKED,
    *TLS_INTERCEPTED,
    *PATH_BLOCKED,
    *EDGE_OUTAGE,
    *DNS_GONE,
    *UNREACHABLE,
    *SOME_USERS,
    *SERVER_ERRORS,
    *POSTS_UNREADABLE,
    *PART_FAILING,
    *OTHERS_REPORT,
    *SLOW,
    *NOT_KNOWN,
    *UP,
]


@pytest.mark.parametrize(("seen", "evidence", "verdict"), TABLE)
def test_first_row_that_fits_is_the_verdict(
    seen: Check, evidence: tuple[Evidence, ...], verdict: str
) -> None:
    assert said(decide(seen, evidence)) == verdict


@pytest.mark.parametrize(
    ("seen", "evidence", "confidence"),
    [
        case("two surfaces agree", "high", check(web=BROKEN, posts=BROKEN)),
        case(
            "a surface and a source agree", "high", check(web=BROKEN, posts="limited"), evidence_of("crowd")
        ),
        case("one surface", "low", check(web=BROKEN, posts="limited")),
        case(
            "a surface and a control",
            "medium",
            check(SICK_EDGE, web="server_error:edge_page", posts="limited"),
        ),
        case(
            "two surfaces, but a source against",
            "low",
            check(web=BROKEN, posts=BROKEN),
            evidence_of("crowd", "fine"),
        ),
        case("a status page does not add", "low", check(web="ok", posts=BROKEN), evidence_of("status")),
        case(
            "a status page does not take away",
            "high",
            check(web=BROKEN, posts=BROKEN),
            evidence_of("status", "fine"),
        ),
        case("the user does not add", "low", check(web="ok", posts=BROKEN), evidence_of("user")),
        case("silence does not add", "low", check(web="ok", posts=BROKEN), evidence_of("crowd", "nothing")),
        case(
            "no word is no all clear",
            "high",
            check(web=BROKEN, posts=BROKEN),
            evidence_of("crowd", "unavailable"),
        ),
        case(
            "vantage points see the site alone, so say nothing of posts",
            "high",
            check(web="ok", posts=BROKEN),
            evidence_of("vantage", "fine"),
            evidence_of("crowd"),
        ),
        case(
            "vantage points that reach the site speak against its failing",
            "low",
            check(web=BROKEN, posts=BROKEN),
            evidence_of("vantage", "fine"),
        ),
        case(
            "both of X lost, and elsewhere, too",
            "high",
            check(FINE, web=REFUSED, posts=GONE),
            ELSEWHERE_FAILS,
        ),
        case("both of X lost, and nobody to ask", "low", check(FINE, web=REFUSED, posts=GONE)),
        case("blocked, and posts was read", "low", check((*FINE, *KNOWN), web=GONE, posts="ok")),
        case("blocked, both of X", "high", check((*FINE, *KNOWN), web=GONE, posts=GONE)),
        case(
            "blocked, though sources report trouble",
            "low",
            check((*FINE, *KNOWN), web=GONE, posts=GONE),
            evidence_of("crowd"),
        ),
        case(
            "two sources, and nothing seen",
            "medium",
            check(web="cached"),
            evidence_of("crowd"),
            evidence_of("expert"),
        ),
        case(
            "two sources, but X answers", "low", check(web="ok"), evidence_of("crowd"), evidence_of("expert")
        ),
        case(
            "both of X lost on a network that carried, and nobody says so elsewhere",
            "medium",
            looked_again(check(CARRIES, web="timeout:body", posts="timeout:body"), web=5, posts=5),
        ),
        case(
            "both of X lost on a network that carried, and a source says trouble",
            "high",
            looked_again(check(CARRIES, web="timeout:body", posts="timeout:body"), web=5, posts=5),
            evidence_of("expert"),
        ),
        case(
            "both of X lost on a network that carried, and only the user sees it",
            "medium",
            looked_again(check(CARRIES, web="timeout:body", posts="timeout:body"), web=5, posts=5),
            evidence_of("user"),
        ),
        case(
            "two parts say so themselves, a third was lost",
            "high",
            check(FINE, web="ok", images=BROKEN, links=BROKEN, video="timeout:body"),
        ),
        case(
            "one of X says so itself, the other was lost, and nobody says so elsewhere",
            "medium",
            check(FINE, web=BROKEN, posts="timeout:body"),
        ),
        case("out of reach, an expert says trouble", "high", check(FINE, web=REFUSED), evidence_of("expert")),
        case(
            "out of reach, the crowd alone complains",
            "low",
            check(FINE, web=REFUSED, posts=GONE),
            evidence_of("crowd"),
        ),
        case(
            "out of reach, vantage points say trouble, an expert not",
            "low",
            check(FINE, web=REFUSED, posts=GONE),
            ELSEWHERE_FAILS,
            evidence_of("expert", "fine"),
        ),
        case("the path is blocked", "high", check(FINE, web=REFUSED, posts=REFUSED), ELSEWHERE_FINE),
        case(
            "the path is blocked, which rests on losses",
            "medium",
            check(FINE, web="timeout:connect", posts="timeout:connect"),
            ELSEWHERE_FINE,
        ),
        case("a stranger answers for both of X", "medium", check(CARRIES, web=STRANGER, posts=STRANGER)),
        case(
            "a stranger answers for another host, too",
            "high",
            check(controls_of("ok", apple_tls=STRANGER), web=STRANGER, posts=STRANGER),
        ),
        case(
            "a stranger answers for all hosts but in plain: that is no block of X's",
            "None",
            check(controls_of("ok", STRANGER), web=STRANGER, posts=STRANGER),
        ),
        case(
            "a stranger answers for another host when it is asked again",
            "high",
            looked_again(
                check(CARRIES, web=STRANGER, posts=STRANGER, images="timeout:tls"),
                (control("apple_tls", STRANGER),),
                images=1,
            ),
        ),
        case(
            "a stranger answers for the site, and posts was read",
            "low",
            check(FINE, web=STRANGER, posts="ok"),
        ),
        *(
            case(
                f"two parts: {name}",
                confidence,
                check(web="ok", posts="ok", images=images, links=links),
                *evidence,
            )
            for name, confidence, images, links, *evidence in (
                ("a filter's page and its certificate are one fact", "low", "soft_failure", STRANGER),
                ("that others see, too", "high", "soft_failure", STRANGER, evidence_of("crowd")),
                ("of which one is no filter's", "high", "soft_failure", BROKEN),
            )
        ),
        case(
            "two parts, whose pages bear X's sign",
            "high",
            signed(
                check(web="ok", posts="ok", images="soft_failure", links="soft_failure"), "images", "links"
            ),
        ),
        case(
            "the site and a part show another page",
            "high",
            check(web="soft_failure", posts="ok", images="soft_failure"),
        ),
        case("for some: X says so, and others get the page", "high", check(FINE, web=BROKEN), pages(4)),
        case(
            "an outdated word speaks for nothing",
            "high",
            since(-1, check(FINE, web=BROKEN, posts=BROKEN)),
            evidence_of("vantage", "fine", minutes=-2),
        ),
    ],
)
def test_confidence_is_how_many_facts_agree(
    seen: Check, evidence: tuple[Evidence, ...], confidence: str
) -> None:
    assert str(decide(seen, evidence).confidence) == confidence


@pytest.mark.parametrize(("seen", "evidence", "verdict"), TABLE)
def test_only_a_claim_about_x_is_more_or_less_sure(
    seen: Check, evidence: tuple[Evidence, ...], verdict: str
) -> None:
    is_claim = verdict.partition(" ")[0] in ("down", "degraded", "blocked")

    assert (decide(seen, evidence).confidence is not None) is is_claim


def hosts(count: int, **others: str) -> tuple[ControlResult, ...]:
    """So many hosts of as many operators that are well, the last one asked over https, and some others."""
    names = [*(f"op{place}" for place in range(count - 1)), "last_tls"]
    return (*(control(name, "ok") for name in names), *(control(n, text) for n, text in others.items()))


@pytest.mark.parametrize(
    ("seen", "counts"),
    [
        # ((0 + 1) / (n + 2)) ** k, n with the second look's one.
        pytest.param(
            looked_again(check(hosts(8), web=TIMEOUT), WELL[:1], web=5), True, id="n 9, k 5: 1/161,051"
        ),
        pytest.param(
            looked_again(check(hosts(8), web=TIMEOUT), WELL[:1], web=4), False, id="n 9, k 4: 1/14,641"
        ),
        pytest.param(
            looked_again(check(hosts(12), web=TIMEOUT), WELL[:1], web=4), True, id="n 13, k 4: 1/50,625"
        ),
        pytest.param(
            looked_again(check(hosts(11), web=TIMEOUT), WELL[:1], web=4), False, id="n 12, k 4: 1/38,416"
        ),
        pytest.param(
            looked_again(check(hosts(3), web=TIMEOUT), WELL[:1], web=6), False, id="n 4, k 6: 1/46,656"
        ),
        pytest.param(
            looked_again(check(hosts(14, lost=TIMEOUT), web=TIMEOUT), WELL[:1], web=5),
            True,
            id="one of 16 lost, k 5: 1/59,049",
        ),
        pytest.param(
            looked_again(check(hosts(13, lost=TIMEOUT), web=TIMEOUT), WELL[:1], web=5),
            False,
            id="one of 15 lost, k 5: 1/44,370",
        ),
        pytest.param(
            looked_again(
                check(hosts(14, lost=TIMEOUT, lost_tls="timeout:tls", doh_lost=TIMEOUT), web=TIMEOUT),
                WELL[:1],
                web=5,
            ),
            True,
            id="an operator lost whole is one",
        ),
        pytest.param(
            looked_again(check(hosts(14, op1_tls=TIMEOUT, op2_tls=TIMEOUT), web=TIMEOUT), WELL[:1], web=5),
            False,
            id="an operator lost in part is not",
        ),
        pytest.param(
            looked_again(
                check(hosts(8, gone="dns_failed:bogus", away="dns_failed:nxdomain"), web=TIMEOUT),
                WELL[:1],
                web=5,
            ),
            True,
            id="what a filter took away is not lost",
        ),
        pytest.param(
            looked_again(
                check(hosts(11, gone="dns_failed:bogus", away="dns_failed:nxdomain"), web=TIMEOUT),
                WELL[:1],
                web=4,
            ),
            False,
            id="nor was it there",
        ),
        pytest.param(
            looked_again(check(hosts(11, no=REFUSED), web=TIMEOUT), WELL[:1], web=4),
            True,
            id="a host that says no has answered",
        ),
        pytest.param(
            looked_again(check(hosts(12), web=TIMEOUT), (), web=9), False, id="nobody was asked beside it"
        ),
        pytest.param(
            looked_again(check(hosts(12), web=TIMEOUT), (WELL[0], control("apple_tls", TIMEOUT)), web=9),
            False,
            id="somebody beside it was lost",
        ),
        pytest.param(
            looked_again(check(hosts(12), web=TIMEOUT), (WELL[0], control("apple_tls", LOGIN)), web=9),
            False,
            id="somebody beside it was not well",
        ),
        pytest.param(
            looked_again(check(hosts(8), web=TIMEOUT, posts="timeout:tls"), WELL[:1], web=2, posts=3),
            True,
            id="the core's requests count together",
        ),
        pytest.param(
            looked_again(check(hosts(8), web=TIMEOUT, posts="timeout:tls"), WELL[:1], web=2, posts=2),
            False,
            id="the core's requests, too few together",
        ),
        pytest.param(
            looked_again(
                check(hosts(8), web="dns_failed:servfail", posts="dns_failed:servfail"),
                WELL[:1],
                web=1,
                posts=1,
            ),
            False,
            id="lookups that all requests shared are one, so they are never enough alone",
        ),
        pytest.param(
            looked_again(check(hosts(8), web=TIMEOUT, images=TIMEOUT), WELL[:1], web=4, images=4),
            False,
            id="a part's requests do not count for the core",
        ),
        pytest.param(
            looked_again(check(hosts(14, op1_tls=TIMEOUT), web=TIMEOUT), WELL[:1], web=5),
            True,
            id="an operator lost in part is as many as it lost: one of 16",
        ),
        pytest.param(
            looked_again(
                check((*hosts(14), replace(control("op1_tls", TIMEOUT), lost=2)), web=TIMEOUT),
                WELL[:1],
                web=5,
            ),
            False,
            id="an operator lost in part is as many as it lost: two of 17",
        ),
        pytest.param(
            looked_again(check(hosts(13), web=TIMEOUT, images="ok"), WELL[:1], web=5, images=1),
            True,
            id="a surface that answered when asked again is two: one of 16 lost",
        ),
        pytest.param(
            looked_again(check(hosts(12), web=TIMEOUT, images="ok"), WELL[:1], web=5, images=1),
            False,
            id="a surface that answered when asked again is two: one of 15 lost",
        ),
        pytest.param(
            looked_again(check(hosts(10), web=TIMEOUT, images="ok"), WELL[:1], web=4),
            False,
            id="a surface that answered at once is one",
        ),
        pytest.param(
            looked_again(check(hosts(11), web=TIMEOUT, custom="ok"), WELL[:1], web=4),
            False,
            id="the user's own address may be near, so its answer is none of the network's",
        ),
        pytest.param(check(hosts(8), web=TIMEOUT), True, id="a record of before there was a second look"),
    ],
)
def test_a_loss_counts_only_if_the_line_can_hardly_have_done_it(seen: Check, counts: bool) -> None:
    assert said(decide(seen)) == ("down unreachable" if counts else "offline poor_line")


def test_a_surface_that_answered_is_an_exchange_of_the_line() -> None:
    seen = looked_again(check(hosts(11), web=TIMEOUT, posts="ok"), WELL[:1], web=4)
    lossy = looked_again(check(hosts(11), web=TIMEOUT, posts="ok"), WELL[:1], web=4, posts=1)

    assert said(decide(seen)) == "degraded part_failing"
    assert said(decide(lossy)) == "unknown unclear"


def test_a_part_counts_for_itself() -> None:
    """Two more exchanges than its own: the core answered."""
    seen = check(hosts(6), web="ok", posts="ok", images=TIMEOUT, video=TIMEOUT)
    verdict = decide(looked_again(seen, WELL[:1], images=5, video=4))

    assert said(verdict) == "degraded part_failing"
    assert reasons(verdict, speaking_for=True)[0] == "surface_failed images"
    assert "surface_failed video" not in reasons(verdict, speaking_for=True)
    assert said(decide(looked_again(seen, WELL[:1], images=4, video=4))) == "up"


@pytest.mark.parametrize(
    ("began", "asked", "counts"),
    [
        pytest.param(-5, -5, True, id="as it began"),
        pytest.param(-5, 0, True, id="since it began"),
        pytest.param(-5, -5.01, False, id="before it began"),
        pytest.param(None, -15, True, id="it is not known when it began"),
        pytest.param(None, -15.01, False, id="too long ago"),
    ],
)
def test_vantage_points_asked_since_it_began_make_a_loss_count(
    began: float | None, asked: float, counts: bool
) -> None:
    seen = looked_again(check(CARRIES, web=TIMEOUT, posts=TIMEOUT), (), web=1, posts=1)
    seen = seen if began is None else since(began, seen)
    verdict = decide(seen, [evidence_of("vantage", minutes=asked)])

    assert said(verdict) == ("down unreachable" if counts else "offline poor_line")
    assert verdict.confidence is (Confidence.HIGH if counts else None)


@pytest.mark.parametrize("kind", ["expert", "crowd", "status", "user", "seers"])
def test_nobody_elses_word_makes_a_loss_count(kind: str) -> None:
    seen = looked_again(check(CARRIES, web=TIMEOUT, posts=TIMEOUT), (), web=1, posts=1)
    assert said(decide(seen, [evidence_of(kind)])) == "offline poor_line"


def test_a_word_that_a_newer_one_outweighs_makes_no_loss_count() -> None:
    seen = looked_again(check(CARRIES, web=TIMEOUT, posts=TIMEOUT), (), web=1, posts=1)
    assert (
        said(decide(seen, [evidence_of("vantage", minutes=-4), evidence_of("crowd", "fine")]))
        == "offline poor_line"
    )


def test_no_voice_makes_the_loss_of_a_part_count() -> None:
    seen = looked_again(check(CARRIES, web="ok", posts="ok", images=TIMEOUT), (), images=1)
    assert said(decide(seen, [ELSEWHERE_FAILS])) == "up"


@pytest.mark.parametrize(
    ("evidence", "verdict"),
    [
        pytest.param(
            [evidence_of("crowd", minutes=-3.01), evidence_of("expert", "fine")],
            "degraded",
            id="3 min older and more",
        ),
        pytest.param(
            [evidence_of("crowd", minutes=-3), evidence_of("expert", "fine")], "down", id="3 min older"
        ),
        pytest.param([evidence_of("crowd"), evidence_of("expert", "fine", minutes=-9)], "down", id="newer"),
        pytest.param(
            [evidence_of("crowd", minutes=-9), evidence_of("crowd", "fine")],
            "down",
            id="its own kind does not",
        ),
        pytest.param(
            [evidence_of("crowd", minutes=-9), evidence_of("status", "fine")],
            "down",
            id="a status page does not",
        ),
        pytest.param(
            [evidence_of("crowd", minutes=-9), evidence_of("user", "fine")], "down", id="the user does not"
        ),
        pytest.param(
            [evidence_of("crowd", minutes=-9), evidence_of("expert", "nothing")],
            "down",
            id="no word does not",
        ),
        pytest.param(
            [
                evidence_of("crowd", minutes=-9),
                evidence_of("expert", "fine"),
                evidence_of("vantage", minutes=-1),
            ],
            "down",
            id="another is as new",
        ),
    ],
)
def test_trouble_weighs_nothing_once_another_kind_has_said_fine(
    evidence: list[Evidence], verdict: str
) -> None:
    assert decide(check(FINE, web="ok", posts=BROKEN), evidence).name == verdict


def test_fine_of_before_this_trouble_began_outweighs_nothing() -> None:
    seen = since(-2, check(FINE, web="ok", posts=BROKEN))
    evidence = [evidence_of("crowd", minutes=-9), evidence_of("expert", "fine", minutes=-2.01)]

    assert said(decide(seen, evidence)) == "down posts_unreadable"
    assert said(decide(replace(seen, trouble_since=None), evidence)) == "degraded posts_unreadable"


def test_what_weighs_nothing_is_shown_with_its_age() -> None:
    seen = since(-2, check(FINE, web="ok", posts=BROKEN))
    evidence = [
        evidence_of("crowd", minutes=-9),
        evidence_of("vantage", "fine", minutes=-4),
        evidence_of("seers", minutes=1),
        evidence_of("expert", "fine", minutes=5),
    ]
    outdated = [dict(r.values) for r in decide(seen, evidence).reasons if r.code == "voice_outdated"]

    assert outdated == [
        {"source": "crowd", "kind": "crowd", "says": "trouble", "age_s": 540},
        {"source": "vantage", "kind": "vantage", "says": "fine", "age_s": 240},
        {"source": "seers", "kind": "seers", "says": "trouble", "age_s": 0},
    ]


def reasons(verdict: Verdict, *, speaking_for: bool) -> list[str]:
    def shown(reason: Reason) -> str:
        values = dict(reason.values)
        who = values.get("surface") or values.get("control") or values.get("source") or ""
        return f"{reason.code} {who}".strip()

    return [shown(reason) for reason in verdict.reasons if reason.speaks_for is speaking_for]


def test_reasons_name_what_failed_and_that_the_line_works() -> None:
    verdict = decide(
        check(FINE, web=BROKEN, posts=BROKEN, images="ok"), [evidence_of("crowd", source="mastodon")]
    )

    assert reasons(verdict, speaking_for=True) == [
        "surface_failed web",
        "surface_failed posts",
        "voice_trouble mastodon",
        "line_works",
    ]
    assert reasons(verdict, speaking_for=False) == []


def test_reasons_carry_the_values_that_words_need() -> None:
    seen = check(FINE[:3] + DEAD[3:], web=BROKEN)
    seen = replace(seen, surfaces=(replace(seen.surfaces[0], http_status=503),))
    globalping = replace(evidence_of("vantage", source="globalping"), count=5, of=6)

    verdict = decide(seen, [globalping])

    assert [(reason.code, dict(reason.values)) for reason in verdict.reasons] == [
        (
            "surface_failed",
            {"surface": "web", "outcome": "server_error", "detail": "origin", "http_status": 503},
        ),
        ("voice_trouble", {"source": "globalping", "kind": "vantage", "count": 5, "of": 6}),
        ("line_works", {"fine": 3, "asked": 4}),
    ]


def test_a_post_that_was_read_speaks_against_being_blocked() -> None:
    verdict = decide(check((*FINE, *KNOWN), web=GONE, posts="ok"))

    assert reasons(verdict, speaking_for=True) == [
        "surface_failed web",
        "resolver_says doh_cloudflare",
        "resolver_says doh_google",
        "line_works",
    ]
    assert reasons(verdict, speaking_for=False) == ["surface_ok posts"]


def test_trouble_elsewhere_speaks_against_being_blocked() -> None:
    verdict = decide(check(FINE, web=REFUSED, posts=REFUSED), [ELSEWHERE_FINE, evidence_of("crowd")])

    assert said(verdict) == "blocked path_blocked"
    assert reasons(verdict, speaking_for=False) == ["voice_trouble crowd"]


def test_reasons_of_a_part_name_the_part_alone() -> None:
    verdict = decide(check(web="ok", posts="ok", images=BROKEN, links=REFUSED))

    assert reasons(verdict, speaking_for=True) == ["surface_failed images", "surface_failed links"]


def test_nobody_could_be_asked_is_said_where_nobody_answered() -> None:
    alone = decide(check(FINE, web=REFUSED, posts=REFUSED), [evidence_of("crowd", "unavailable")])
    contradicted = decide(check(FINE, web=REFUSED, posts=REFUSED), [evidence_of("expert", "fine")])

    assert reasons(alone, speaking_for=False) == ["others_not_asked"]
    assert reasons(contradicted, speaking_for=False) == ["voice_fine expert"]


def test_reports_against_a_healthy_x_stand_among_the_reasons() -> None:
    verdict = decide(check(web="ok", posts="ok"), [evidence_of("crowd")])

    assert reasons(verdict, speaking_for=True) == ["surface_ok web", "surface_ok posts"]
    assert reasons(verdict, speaking_for=False) == ["voice_trouble crowd"]


def test_a_wrong_clock_is_told_with_how_wrong_it_is() -> None:
    verdict = decide(check(old_controls("ok", skew_s=3 * DAY_S + 0.4), web=EXPIRED, posts=EXPIRED))

    assert ("clock_skew", (("seconds", 3 * DAY_S),)) in [(r.code, r.values) for r in verdict.reasons]


def test_evidence_counts_by_the_moment_of_the_check_and_not_of_now() -> None:
    seen = check(web="ok", posts=BROKEN)
    long_ago = replace(seen, at=NOW - timedelta(days=3))

    assert said(decide(seen, [evidence_of("crowd")])) == "down posts_unreadable"
    assert said(decide(long_ago, [evidence_of("crowd")])) == "degraded posts_unreadable"
    assert said(decide(long_ago, [evidence_of("crowd", at=long_ago.at)])) == "down posts_unreadable"


def test_a_surface_through_a_proxy_is_told_from_one_beside_it() -> None:
    """Some proxies are for some hosts only: the site's own way decides the rows about the site."""
    seen = check(FINE, posts="ok")
    beside = replace(seen, surfaces=(surface("web", STRANGER), replace(seen.surfaces[0], via_proxy=True)))

    assert said(decide(beside)) == "blocked tls_intercepted"


@pytest.mark.parametrize(
    ("controls", "cause"),
    [
        (through_proxy("timeout:first_byte"), Cause.PROXY),
        (through_proxy("connect_failed:reset"), Cause.PROXY),
        (through_proxy("ok"), Cause.UNREACHABLE),
        (old_controls("timeout:connect"), Cause.NO_NETWORK),
        ((*through_proxy("timeout:connect")[:3], control("cloudflare", "timeout:connect")), Cause.NO_NETWORK),
        ((), Cause.POOR_LINE),
    ],
    ids=[
        "nothing gets through",
        "it cuts all off",
        "others get through",
        "the network itself is dead",
        "what goes past it is lost, too",
        "nobody else was asked",
    ],
)
def test_a_proxy_that_lets_nothing_through_is_what_fails(
    controls: tuple[ControlResult, ...], cause: Cause
) -> None:
    lost = check(controls, via_proxy=True, web="timeout:connect", posts="connect_failed:reset")
    assert decide(lost).cause is cause


@pytest.mark.parametrize(
    ("web", "is_proxied", "verdict"),
    [
        ("timeout:connect", True, "offline proxy"),
        ("timeout:connect", False, "offline no_network"),
        ("soft_failure", True, "offline poor_line"),
    ],
    ids=["X is lost behind it", "X is lost beside it", "X was reached behind it"],
)
def test_a_proxy_that_lets_no_control_through_is_at_fault_if_it_kept_x_away(
    web: str, is_proxied: bool, verdict: str
) -> None:
    seen = check(through_proxy("connect_failed:reset"), web=web)
    through = replace(seen, surfaces=(replace(seen.surfaces[0], via_proxy=is_proxied),))
    assert said(decide(through)) == verdict


def test_a_proxy_that_nothing_of_x_was_asked_through_is_not_what_fails() -> None:
    seen = replace(check(through_proxy("timeout:connect")), left_alone=("web", "posts"))
    assert said(decide(seen)) == "offline no_network"


def test_resolvers_that_answer_nonsense_are_no_portal() -> None:
    nonsense = doh("soft_failure", "redirected:filter.example")
    lost = check((*FINE, *nonsense), web="connect_failed:refused", posts="connect_failed:refused")
    assert decide(lost).cause is Cause.UNREACHABLE


def test_a_post_that_was_read_speaks_against_an_outage_of_the_edge() -> None:
    edge = (*old_controls("ok")[:-1], control("cloudflare", "server_error:edge_page"))
    verdict = decide(check(edge, web="server_error:edge_page", posts="ok"))
    assert (verdict.cause, verdict.confidence) == (Cause.EDGE_OUTAGE, Confidence.LOW)


def test_a_poor_line_names_what_was_lost_and_how_often() -> None:
    seen = looked_again(check(POOR, web="timeout:tls", posts="timeout:connect"), web=2, posts=3)
    verdict = decide(seen)
    lost = [
        (dict(r.values)["surface"], dict(r.values)["lost"])
        for r in verdict.reasons
        if r.code == "surface_lost"
    ]

    assert said(verdict) == "offline poor_line"
    assert sorted(lost) == [("posts", 3), ("web", 2)]
    assert "control_failed apple_tls" in reasons(verdict, speaking_for=True)


def test_broken_https_says_how_many_operators_were_tried() -> None:
    verdict = decide(check(HANGING, web="timeout:tls", posts="timeout:tls"))

    assert ("https_none", (("operators", 4),)) in [(r.code, r.values) for r in verdict.reasons]


def test_our_own_trouble_is_named() -> None:
    verdict = decide(replace(check(), own_trouble="descriptors"))

    assert verdict.reasons == (Reason("own_trouble", True, (("trouble", "descriptors"),)),)


def test_others_that_get_the_page_speak_for_its_failing_for_some() -> None:
    verdict = decide(check(FINE, web=BROKEN), [replace(pages(4), source="globalping")])

    values = {"source": "globalping", "pages": 4, "of": 6}
    assert ("vantage_pages", values) in [(r.code, dict(r.values)) for r in verdict.reasons]
    assert reasons(verdict, speaking_for=False) == []


def test_a_crowd_that_complains_is_no_reason_to_say_that_nobody_was_asked() -> None:
    verdict = decide(check(FINE, web=REFUSED, posts=REFUSED), [evidence_of("crowd")])

    assert reasons(verdict, speaking_for=False) == []
    assert "voice_trouble crowd" in reasons(verdict, speaking_for=True)


def test_a_loss_that_does_not_count_is_shown() -> None:
    verdict = decide(looked_again(check(CARRIES, web="ok", posts="timeout:tls"), posts=2))

    assert said(verdict) == "unknown unclear"
    assert reasons(verdict, speaking_for=True) == ["surface_lost posts"]
