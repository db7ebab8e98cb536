"""The table of verdicts, row by row: when each fits, what keeps it from fitting, how sure it is and why."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.domain.made import (
    DEAD,
    DENIED,
    FINE,
    KNOWN,
    NAMELESS,
    NOW,
    check,
    control,
    doh,
    line,
    surface,
    voice,
)
from trayapp.domain.records import Cause, Check, Confidence, ControlResult, Evidence, Reason, Verdict
from trayapp.domain.verdict import decide

DAY_S = 24 * 3600

GONE = "dns_failed:nxdomain"
STRANGER = "tls_failed:untrusted"
REFUSED = "connect_failed:refused"
BROKEN = "server_error:origin"
LOGIN = "redirected:login.hotel.example"

ELSEWHERE_FINE = voice("vantage", "fine")
ELSEWHERE_FAILS = voice("vantage")


def said(verdict: Verdict) -> str:
    return f"{verdict.name} {verdict.cause}" if verdict.cause else str(verdict.name)


def case(name: str, verdict: str, seen: Check, *voices: Evidence) -> Any:
    return pytest.param(seen, voices, verdict, id=name)


def without_clock(name: str) -> Any:
    return control(name, "ok", skew_s=None)


def with_part(part: str, text: str) -> Check:
    """A healthy X but for one part."""
    seen = check(FINE, web="ok", posts="ok")
    return replace(seen, surfaces=(*seen.surfaces, surface(part, text)))


NOT_WATCHED = [
    case("nothing was asked", "unknown not_watched", check()),
    case("controls alone say nothing of X", "unknown not_watched", check(DEAD)),
    case("the user's own address is not X", "unknown not_watched", check(FINE, custom="ok")),
    case("nor is it when it fails", "unknown not_watched", check(DEAD, custom=REFUSED)),
    case("voices alone do not watch", "unknown not_watched", check(FINE), voice("crowd"), voice("expert")),
]

EXPIRED, TOO_EARLY = "tls_failed:expired", "tls_failed:not_yet_valid"
CLOCK_WRONG = [
    case(
        "our clock is ahead, certificates look expired",
        "unknown clock_wrong",
        check(line("ok", skew_s=-DAY_S - 1), web=EXPIRED, posts=EXPIRED),
    ),
    case(
        "our clock is behind, certificates look too early",
        "unknown clock_wrong",
        check(line("ok", skew_s=DAY_S + 1), web=TOO_EARLY, posts=TOO_EARLY),
    ),
    case(
        "of X without core surfaces all count",
        "unknown clock_wrong",
        check(line("ok", skew_s=9 * DAY_S), images=TOO_EARLY, video=EXPIRED),
    ),
    case(
        "a day exactly is not over a day",
        "down server_errors",
        check(line("ok", skew_s=-DAY_S), web=EXPIRED, posts=EXPIRED),
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
    case("nobody told the time", "down server_errors", check(FINE, web=EXPIRED, posts=EXPIRED)),
    case(
        "a clock that is no number tells no time",
        "down server_errors",
        check(line("ok", skew_s=float("inf")), web=EXPIRED, posts=EXPIRED),
    ),
    case(
        "one of X fails otherwise",
        "down server_errors",
        check(line("ok", skew_s=9 * DAY_S), web=EXPIRED, posts="timeout:body"),
    ),
    case(
        "posts were read, so the clock will do",
        "degraded part_failing",
        check(line("ok", skew_s=9 * DAY_S), web=EXPIRED, posts="ok"),
    ),
    case(
        "only the core counts where it was asked",
        "unknown clock_wrong",
        check(line("ok", skew_s=9 * DAY_S), web=EXPIRED, images="ok"),
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
        "a post was read past the proxy",
        "degraded part_failing",
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
        "a host called proxy is a host",
        "offline captive_portal",
        check(line("redirected:proxy"), web="redirected:proxy", posts="redirected:proxy"),
    ),
    case(
        "a healthy answer has no culprit",
        "unknown unclear",
        check(FINE, images="ok:proxy"),
    ),
]

CAPTIVE_PORTAL = [
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
        check(line(LOGIN), web=LOGIN, posts="ok"),
    ),
    case(
        "a slow answer is an answer",
        "degraded part_failing",
        check(line("soft_failure"), web="slow", posts="ok", images=BROKEN),
    ),
    case(
        "X's own outage does not hide a portal",
        "offline captive_portal",
        check(line("soft_failure"), web=BROKEN, posts=BROKEN),
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
        "a control's name resolves",
        "unknown unclear",
        check((*NAMELESS[:3], control("d", REFUSED), *KNOWN), web=GONE, posts=GONE),
    ),
    case(
        "another name of X resolves",
        "unknown unclear",
        check((*NAMELESS, *KNOWN), web=GONE, posts=GONE, images=REFUSED),
    ),
    case(
        "no control by name was asked",
        "unknown unclear",
        check(KNOWN, web=GONE, posts=GONE),
    ),
    case(
        "behind a proxy names are the proxy's",
        "unknown unclear",
        check((*NAMELESS, *KNOWN), via_proxy=True, web=GONE, posts=GONE),
    ),
]

NO_NETWORK = [
    case("all fails", "offline no_network", check(DEAD, web=REFUSED, posts="timeout:connect", images=GONE)),
    case("one control suffices", "offline no_network", check([control("a", GONE)], web=GONE, posts=GONE)),
    case("behind a proxy, too", "offline no_network", check(DEAD, via_proxy=True, web=REFUSED, posts=GONE)),
    case("no control was asked", "unknown unclear", check(web=REFUSED, posts=REFUSED)),
    case(
        "one control answers",
        "unknown unclear",
        check((*DEAD[:3], control("d", "ok")), web=REFUSED, posts=REFUSED),
    ),
    case(
        "a resolver by address answers",
        "unknown unclear",
        check((*DEAD, *KNOWN), web=REFUSED, posts=REFUSED),
    ),
    case(
        "one of X fails on X's side",
        "down server_errors",
        check(DEAD, web="timeout:first_byte", posts=REFUSED),
    ),
    case(
        "another part of X answers",
        "unknown unclear",
        check(DEAD, web=REFUSED, posts=REFUSED, images="ok"),
    ),
    case(
        "another part of X fails on X's side",
        "unknown unclear",
        check(DEAD, web=REFUSED, posts=REFUSED, images=BROKEN),
    ),
    case(
        "the user's own address answers",
        "unknown unclear",
        check(DEAD, web=REFUSED, posts=REFUSED, custom="ok"),
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
        "controls are not fine",
        "unknown unclear",
        check((*FINE[:2], *DEAD[2:], *KNOWN), web=GONE, posts=GONE),
    ),
    case(
        "more than half of the controls will do",
        "blocked dns_blocked",
        check((*FINE[:3], *DEAD[3:], *KNOWN), web=GONE, posts=GONE),
    ),
    case(
        "resolvers do not count as controls",
        "unknown unclear",
        check((*FINE[:1], *DEAD[3:], *KNOWN), web=GONE, posts=GONE),
    ),
    case(
        "without a control none is fine",
        "unknown unclear",
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
        "a stranger's line need not be fine",
        "blocked dns_blocked",
        check((*DEAD, *doh("ok:knows", handshake=True)), web=STRANGER, posts=STRANGER),
    ),
    case(
        "behind a proxy names are the proxy's",
        "down unreachable",
        check((*FINE, *KNOWN), via_proxy=True, web=GONE, posts=GONE),
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
        "a company's portal is met first",
        "offline captive_portal",
        check(line(LOGIN), web=STRANGER, posts=STRANGER),
    ),
    case(
        "behind a proxy certificates are the proxy's",
        "unknown unclear",
        check(FINE, via_proxy=True, web=STRANGER, posts=STRANGER),
    ),
    case(
        "nothing answers but strangers",
        "offline no_network",
        check(line(STRANGER), web=STRANGER, posts=STRANGER),
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
            "redirected:notice.example",
        )
    ),
    case(
        "not out of reach: it fails after the handshake",
        "degraded part_failing",
        check(FINE, web="timeout:first_byte", posts="ok"),
        ELSEWHERE_FINE,
    ),
    case(
        "not out of reach: its certificate has expired",
        "down server_errors",
        check(FINE, web=EXPIRED, posts=REFUSED),
        ELSEWHERE_FINE,
    ),
    case(
        "controls are not fine",
        "unknown unclear",
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
        voice("expert", "fine"),
    ),
    case(
        "vantage points were asked too long ago",
        "degraded part_failing",
        check(FINE, web=REFUSED, posts="ok"),
        voice("vantage", "fine", minutes=-15.1),
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
]

SICK_EDGE = (*FINE[:3], control("cloudflare", "server_error:edge_page"))
EDGE_OUTAGE = [
    case(
        "both fail",
        "down edge_outage",
        check(SICK_EDGE, web="server_error:edge_page", posts="server_error:edge_page"),
    ),
    case(
        "however the control fails",
        "down edge_outage",
        check((control("cloudflare", "timeout:tls"),), web="server_error:edge_page", posts=REFUSED),
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
        "controls are not fine",
        "unknown unclear",
        check((*DEAD[:2], *FINE[:2], *DENIED), web=GONE, posts=GONE),
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
]

UNREACHABLE = [
    case(
        "elsewhere, too", "down unreachable", check(FINE, web=REFUSED, posts="timeout:tls"), ELSEWHERE_FAILS
    ),
    case("nobody could be asked", "down unreachable", check(FINE, web=REFUSED, posts="tls_failed:handshake")),
    case(
        "voices that cannot be heard weigh nothing",
        "down unreachable",
        check(FINE, web=REFUSED, posts=REFUSED),
        voice("vantage", "unavailable"),
        voice("crowd", "nothing"),
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
        "controls are not fine", "unknown unclear", check((*DEAD[:2], *FINE[:2]), web=REFUSED, posts=REFUSED)
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
SERVER_ERRORS = [
    *(case(f"web {how}", "down server_errors", check(FINE, web=how, posts=REFUSED)) for how in ON_X_SIDE),
    *(case(f"posts {how}", "down server_errors", check(FINE, web=REFUSED, posts=how)) for how in ON_X_SIDE),
    *(
        case(f"posts is not ok: {how}", "down server_errors", check(FINE, web=BROKEN, posts=how))
        for how in ("limited", "refused:empty", "cached", None)
    ),
    case("no control is needed", "down server_errors", check(web=BROKEN, posts=BROKEN)),
    case("posts was read", "degraded part_failing", check(FINE, web=BROKEN, posts="ok")),
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
            f"web {web}, a voice confirms",
            "down posts_unreadable",
            check(FINE, web=web, posts=BROKEN),
            voice("crowd"),
        )
        for web in ("ok", "slow", "refused:challenge", "limited", None)
    ),
    *(
        case(f"posts {how}", "degraded posts_unreadable", check(FINE, web="ok", posts=how))
        for how in (*ON_X_SIDE, REFUSED, GONE, "timeout:connect", STRANGER, LOGIN)
    ),
    *(
        case(
            f"a voice of kind {kind} confirms",
            "down posts_unreadable",
            check(web="ok", posts=BROKEN),
            voice(kind),
        )
        for kind in ("vantage", "expert", "crowd", "astrologers")
    ),
    *(
        case(
            f"a voice of kind {kind} does not confirm",
            "degraded posts_unreadable",
            check(web="ok", posts=BROKEN),
            voice(kind),
        )
        for kind in ("status", "user")
    ),
    *(
        case(
            f"a voice that says {says} does not confirm",
            "degraded posts_unreadable",
            check(web="ok", posts=BROKEN),
            voice("crowd", says),
        )
        for says in ("fine", "nothing", "unavailable")
    ),
    *(
        case(
            f"asked {minutes} minutes off, a voice counts",
            "down posts_unreadable",
            check(web="ok", posts=BROKEN),
            voice("crowd", minutes=minutes),
        )
        for minutes in (-15, 0, 15)
    ),
    *(
        case(
            f"asked {minutes} minutes off, a voice does not count",
            "degraded posts_unreadable",
            check(web="ok", posts=BROKEN),
            voice("crowd", minutes=minutes),
        )
        for minutes in (-15.01, 15.01, -60 * 24 * 365)
    ),
    case(
        "asked at no known time, a voice does not count",
        "degraded posts_unreadable",
        check(web="ok", posts=BROKEN),
        voice("crowd", at=None),
    ),
    case("a post out of a cache does not fail", "up", check(FINE, web="ok", posts="cached")),
    case("a refusal does not fail", "up", check(FINE, web="ok", posts="refused:empty")),
]

PART_FAILING = [
    *(
        case(f"{part} fails", "degraded part_failing", with_part(part, BROKEN))
        for part in ("images", "assets", "video", "links", "api", "custom")
    ),
    case("any failure counts", "degraded part_failing", check(FINE, web="ok", posts="ok", images=REFUSED)),
    case("web alone is lost", "degraded part_failing", check(FINE, web=STRANGER, posts="ok", via_proxy=True)),
    case("with posts switched off", "degraded part_failing", check(web="ok", images=BROKEN)),
    case(
        "voices change nothing",
        "degraded part_failing",
        check(web="ok", posts="ok", images=BROKEN),
        voice("crowd"),
    ),
    case("no core surface is ok", "unknown refused", check(web="refused", posts="refused", images=BROKEN)),
    case("no core surface is asked", "unknown unclear", check(FINE, images=BROKEN, video="ok")),
]

OTHERS_REPORT = [
    case("two kinds", "degraded others_report", check(web="ok", posts="ok"), voice("crowd"), voice("expert")),
    case(
        "an unknown kind",
        "degraded others_report",
        check(web="ok", posts="ok"),
        voice("crowd"),
        voice("seers"),
    ),
    case(
        "the user and a voice",
        "degraded others_report",
        check(web="ok", posts="ok"),
        voice("user"),
        voice("crowd"),
    ),
    case(
        "X is not ok here either",
        "degraded others_report",
        check(web="refused", posts="limited"),
        voice("crowd"),
        voice("expert"),
    ),
    case("one kind", "up", check(web="ok", posts="ok"), voice("crowd")),
    case(
        "two of one kind are one",
        "up",
        check(web="ok", posts="ok"),
        voice("crowd", source="mastodon"),
        voice("crowd", source="reddit"),
    ),
    case("a status page explains only", "up", check(web="ok", posts="ok"), voice("crowd"), voice("status")),
    case("the user and a status page", "up", check(web="ok", posts="ok"), voice("user"), voice("status")),
    case("the user alone", "up", check(web="ok", posts="ok"), voice("user")),
    case(
        "one of two is too old",
        "up",
        check(web="ok", posts="ok"),
        voice("crowd"),
        voice("expert", minutes=-16),
    ),
    case(
        "a surface fails, too",
        "degraded part_failing",
        check(web="ok", posts="ok", video=BROKEN),
        voice("crowd"),
        voice("expert"),
    ),
]

SLOW = [
    case("web", "degraded slow", check(web="slow", posts="ok")),
    case("posts", "degraded slow", check(web="ok", posts="slow")),
    case("beside a refusal", "degraded slow", check(web="slow", posts="refused:empty")),
    case("pictures alone are not the core", "up", check(web="ok", posts="ok", images="slow")),
]

NOT_KNOWN = [
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
    case("web, and posts is not known", "up", check(web="ok", posts="refused:empty")),
    case("web alone", "up", check(web="ok")),
    case("posts alone", "up", check(posts="ok")),
    case("with a dead line, for X answers", "up", check(DEAD, web="ok", posts="ok")),
    case("with a refusal of another part", "up", check(web="ok", posts="ok", images="refused:http_404")),
    case("with the wrong time", "up", check(line("ok", skew_s=9 * DAY_S), web="ok", posts="ok")),
]

TABLE = [
    *NOT_WATCHED,
    *CLOCK_WRONG,
    *PROXY,
    *CAPTIVE_PORTAL,
    *OWN_DNS,
    *NO_NETWORK,
    *DNS_BLOCKED,
    *TLS_INTERCEPTED,
    *PATH_BLOCKED,
    *EDGE_OUTAGE,
    *DNS_GONE,
    *UNREACHABLE,
    *SERVER_ERRORS,
    *POSTS_UNREADABLE,
    *PART_FAILING,
    *OTHERS_REPORT,
    *SLOW,
    *NOT_KNOWN,
    *UP,
]


@pytest.mark.parametrize(("seen", "voices", "verdict"), TABLE)
def test_first_row_that_fits_is_the_verdict(seen: Check, voices: tuple[Evidence, ...], verdict: str) -> None:
    assert said(decide(seen, voices)) == verdict


# --- how sure ---


@pytest.mark.parametrize(
    ("seen", "voices", "confidence"),
    [
        case("two surfaces agree", "high", check(web=BROKEN, posts=BROKEN)),
        case("a surface and a voice agree", "high", check(web=BROKEN, posts="limited"), voice("crowd")),
        case("one surface", "low", check(web=BROKEN, posts="limited")),
        case(
            "a surface and a control",
            "medium",
            check(SICK_EDGE, web="server_error:edge_page", posts="limited"),
        ),
        case(
            "two surfaces, but a voice against",
            "low",
            check(web=BROKEN, posts=BROKEN),
            voice("crowd", "fine"),
        ),
        case("a status page does not add", "low", check(web="ok", posts=BROKEN), voice("status")),
        case(
            "a status page does not take away",
            "high",
            check(web=BROKEN, posts=BROKEN),
            voice("status", "fine"),
        ),
        case("the user does not add", "low", check(web="ok", posts=BROKEN), voice("user")),
        case("silence does not add", "low", check(web="ok", posts=BROKEN), voice("crowd", "nothing")),
        case(
            "no word is no all clear", "high", check(web=BROKEN, posts=BROKEN), voice("crowd", "unavailable")
        ),
        case(
            "vantage points see the site alone, so say nothing of posts",
            "high",
            check(web="ok", posts=BROKEN),
            voice("vantage", "fine"),
            voice("crowd"),
        ),
        case(
            "vantage points that reach the site speak against its failing",
            "low",
            check(web=BROKEN, posts=BROKEN),
            voice("vantage", "fine"),
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
            "blocked, though voices report trouble",
            "low",
            check((*FINE, *KNOWN), web=GONE, posts=GONE),
            voice("crowd"),
        ),
        case("two voices, and nothing seen", "medium", check(web="cached"), voice("crowd"), voice("expert")),
        case("two voices, but X answers", "low", check(web="ok"), voice("crowd"), voice("expert")),
        case("site and posts answer", "high", check(web="ok", posts="ok")),
        case("the site answers", "low", check(web="ok", posts="limited")),
        case("site and posts answer, but a voice", "low", check(web="ok", posts="ok"), voice("crowd")),
        case("no network", "high", check(DEAD, web=REFUSED, posts=REFUSED)),
        case("unclear", "low", check(FINE, web=LOGIN, posts=REFUSED)),
        case("not watched", "low", check(FINE)),
    ],
)
def test_confidence_is_how_many_facts_agree(
    seen: Check, voices: tuple[Evidence, ...], confidence: str
) -> None:
    assert decide(seen, voices).confidence is Confidence(confidence)


# --- why ---


def reasons(verdict: Verdict, *, speaking_for: bool) -> list[str]:
    def shown(reason: Reason) -> str:
        values = dict(reason.values)
        who = values.get("surface") or values.get("control") or values.get("source") or ""
        return f"{reason.code} {who}".strip()

    return [shown(reason) for reason in verdict.reasons if reason.speaks_for is speaking_for]


def test_reasons_name_what_failed_and_that_the_line_works() -> None:
    verdict = decide(check(FINE, web=BROKEN, posts=BROKEN, images="ok"), [voice("crowd", source="mastodon")])

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
    globalping = replace(voice("vantage", source="globalping"), count=5, of=6)

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
    verdict = decide(check(FINE, web=REFUSED, posts=REFUSED), [ELSEWHERE_FINE, voice("crowd")])

    assert said(verdict) == "blocked path_blocked"
    assert reasons(verdict, speaking_for=False) == ["voice_trouble crowd"]


def test_reasons_of_a_part_name_the_part_alone() -> None:
    verdict = decide(check(web="ok", posts="ok", images=BROKEN, links=REFUSED))

    assert reasons(verdict, speaking_for=True) == ["surface_failed images", "surface_failed links"]


def test_nobody_could_be_asked_is_said_where_nobody_answered() -> None:
    alone = decide(check(FINE, web=REFUSED, posts=REFUSED), [voice("crowd", "unavailable")])
    contradicted = decide(check(FINE, web=REFUSED, posts=REFUSED), [voice("expert", "fine")])

    assert reasons(alone, speaking_for=False) == ["others_not_asked"]
    assert reasons(contradicted, speaking_for=False) == ["voice_fine expert"]


def test_reports_against_a_healthy_x_stand_among_the_reasons() -> None:
    verdict = decide(check(web="ok", posts="ok"), [voice("crowd")])

    assert reasons(verdict, speaking_for=True) == ["surface_ok web", "surface_ok posts"]
    assert reasons(verdict, speaking_for=False) == ["voice_trouble crowd"]


def test_a_wrong_clock_is_told_with_how_wrong_it_is() -> None:
    verdict = decide(check(line("ok", skew_s=3 * DAY_S), web=EXPIRED, posts=EXPIRED))

    assert ("clock_skew", (("seconds", 3 * DAY_S),)) in [(r.code, r.values) for r in verdict.reasons]


def test_evidence_counts_by_the_moment_of_the_check_and_not_of_now() -> None:
    seen = check(web="ok", posts=BROKEN)
    long_ago = replace(seen, at=NOW - timedelta(days=3))

    assert said(decide(seen, [voice("crowd")])) == "down posts_unreadable"
    assert said(decide(long_ago, [voice("crowd")])) == "degraded posts_unreadable"
    assert said(decide(long_ago, [voice("crowd", at=long_ago.at)])) == "down posts_unreadable"


def test_a_surface_through_a_proxy_is_told_from_one_beside_it() -> None:
    """Some proxies are for some hosts only: the site's own way decides the rows about the site."""
    seen = check(FINE, posts="ok")
    beside = replace(seen, surfaces=(surface("web", STRANGER), replace(seen.surfaces[0], via_proxy=True)))

    assert said(decide(beside)) == "blocked tls_intercepted"


def through_proxy(text: str) -> tuple[ControlResult, ...]:
    return tuple(replace(control, via_proxy=True) for control in line(text))


@pytest.mark.parametrize(
    ("controls", "cause"),
    [
        (through_proxy("timeout:first_byte"), Cause.PROXY),
        (through_proxy("connect_failed:reset"), Cause.PROXY),
        (through_proxy("ok"), Cause.UNREACHABLE),
        (line("timeout:connect"), Cause.NO_NETWORK),
    ],
    ids=["nothing gets through", "it cuts all off", "others get through", "the line itself is dead"],
)
def test_a_proxy_that_lets_nothing_through_is_what_fails(
    controls: tuple[ControlResult, ...], cause: Cause
) -> None:
    lost = check(controls, via_proxy=True, web="timeout:connect", posts="connect_failed:reset")
    assert decide(lost).cause is cause


def test_resolvers_that_answer_nonsense_are_no_portal() -> None:
    nonsense = doh("soft_failure", "redirected:filter.example")
    lost = check((*FINE, *nonsense), web="connect_failed:refused", posts="connect_failed:refused")
    assert decide(lost).cause is Cause.UNREACHABLE


def test_a_post_that_was_read_speaks_against_an_outage_of_the_edge() -> None:
    edge = (*line("ok")[:-1], control("cloudflare", "server_error:edge_page"))
    verdict = decide(check(edge, web="server_error:edge_page", posts="ok"))
    assert (verdict.cause, verdict.confidence) == (Cause.EDGE_OUTAGE, Confidence.LOW)
