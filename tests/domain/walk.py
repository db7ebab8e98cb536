"""Every answer of the core surfaces in every kind of circumstances: what walks through the verdicts visit.

An answer is a text, as in `made`, and may go on: "timeout:connect/5" lost five requests, both looks taken
together, "limited+" carries a sign of X, "dns_failed:bogus~" was taken away by the user's own filter.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import product
from typing import NamedTuple

from tests.domain.made import (
    CARRIES,
    DEAD,
    DENIED,
    FINE,
    KNOWN,
    NAMELESS,
    NOW,
    control,
    doh,
    evidence_of,
    line,
    line_of,
    surface,
)
from trayapp.domain.records import Check, ControlResult, Evidence, SurfaceResult

LOGIN = "redirected:login.hotel.example"

# What the table tells apart, details included, and `None` for a surface that was not asked.
ANSWERS = (
    None,
    "ok",
    "slow",
    "server_error:origin",
    "server_error:origin+",
    "server_error:edge_page+",
    "server_error:unsigned",
    "soft_failure+",
    "dns_failed:nxdomain",
    "dns_failed:servfail/5",
    "connect_failed:refused",
    "connect_failed:proxy",
    "connect_failed:proxy_refused",
    "timeout:connect",
    "timeout:connect/5",
    "timeout:connect/1",
    "timeout:first_byte",
    "timeout:first_byte/5",
    "tls_failed:expired",
    "tls_failed:not_yet_valid",
    "tls_failed:untrusted",
    "tls_failed:handshake",
    "protocol_error:framing+",
    "protocol_error:no_answer/1",
    "refused:http_403",
    "refused:unsigned",
    "refused:proxy",
    "limited",
    "limited+",
    "unrecognized+",
    "cached",
    LOGIN,
    "redirected:notice.example",
)

# And with the details that should make no difference, or none to the rows of the site.
MORE_ANSWERS = (
    "server_error:edge",
    "server_error:edge_page",
    "soft_failure",
    "soft_failure:unsigned",
    "dns_failed:servfail",
    "dns_failed:no_answer",
    "dns_failed:no_answer/1",
    "dns_failed:bogus",
    "connect_failed:reset",
    "connect_failed:reset/5",
    "connect_failed:unreachable",
    "connect_failed:unreachable/1",
    "timeout:dns",
    "timeout:tls",
    "timeout:tls/5",
    "timeout:body",
    "timeout:body/1",
    "tls_failed:wrong_host",
    "tls_failed:handshake/1",
    "tls_failed:handshake/5",
    "protocol_error:framing",
    "protocol_error:redirect_loop",
    "protocol_error:no_answer",
    "protocol_error:no_answer/5",
    "protocol_error:cut_short/1",
    "protocol_error:cut_short/5",
    "refused:challenge+",
    "refused:empty",
    "limited:unsigned",
    "unrecognized",
)
ALL_ANSWERS = (*ANSWERS, *MORE_ANSWERS)


# On older lines, too, the table tells whether there were losses to count, and whose sign an answer bears.
OF_OLD_LINES = ("timeout:connect/1", "limited+")
IN_ALL_CIRCUMSTANCES = "carries, second look"


class Line(NamedTuple):
    """The controls of a check, and what a reader of the design sees in them.

    `up`: more than half of the operators answered as they must; `https`: an https exchange was completed;
    `old`: there was no https control yet; `lost`: something was lost; `counts:5`: with so many requests lost
    the second look and its odds count a loss; `https-fails`: two operators were tried, and none completed.
    """

    controls: tuple[ControlResult, ...]
    seen: str
    second_look: tuple[ControlResult, ...] = ()


def _through_proxy(controls: tuple[ControlResult, ...]) -> tuple[ControlResult, ...]:
    return tuple(replace(control, via_proxy=True) for control in controls)


_WELL = (control("google_tls", "ok"), control("apple_tls", "ok"))
_HANDSHAKE = doh("ok:knows", handshake=True)
_SILENT = doh("timeout:tls", "timeout:tls")
_HANGING = line_of("ok", "timeout:tls")
_EDGE_LOST = line_of("ok", cloudflare="timeout:tls")
_EDGE_LOST_TWICE = tuple(replace(c, lost=2) if c.id == "cloudflare" else c for c in _EDGE_LOST)
_APPLE_LOST = line_of("ok", apple_tls="timeout:tls")
_CLOSED = line_of("connect_failed:unreachable")

LINES: dict[str, Line] = {
    "nobody was asked": Line((), "old"),
    # As older records have them: no https control but the edge, and no second look.
    "fine": Line(FINE, "old up https"),
    "fine, X is known": Line((*FINE, *KNOWN), "old up https known"),
    "fine, X cannot be looked up": Line(
        (*FINE, *doh("ok:servfail", "timeout:tls")), "old up https lost gone"
    ),
    "fine, resolvers disagree": Line((*FINE, *doh("ok:knows", "ok:nxdomain")), "old up https"),
    "fine but for the edge": Line((*FINE[:3], control("cloudflare", "soft_failure")), "old up edge-fails"),
    "fine but for the clock": Line(line("ok", skew_s=-90_000), "old up https clock"),
    "half": Line((*FINE[:2], *DEAD[2:]), "old names lost"),
    "dead": Line((*DEAD, *doh("timeout:connect")), "old names all-fail lost"),
    "nameless": Line((*NAMELESS, *KNOWN), "old known nameless https lost"),
    "portal": Line(line(LOGIN), "old names portal to-login all-fail edge-fails"),
    # As they are asked now.
    "carries": Line(CARRIES, "up https"),
    "carries, second look": Line(CARRIES, "up https counts:5", _WELL),
    "carries, X completes a handshake": Line(
        (*CARRIES, *_HANDSHAKE), "up https known handshake counts:5", _WELL
    ),
    "carries, X's address fails": Line((*CARRIES, *doh("ok:knows", handshake=False)), "up https"),
    "carries, X is denied": Line((*CARRIES, *DENIED), "up https gone counts:5", _WELL),
    "carries, resolvers are silent": Line((*CARRIES, *_SILENT), "up https lost"),
    "carries, the second look does not": Line(
        CARRIES, "up https lost", (control("google_tls", "ok"), control("apple_tls", "timeout:connect"))
    ),
    "carries, one operator is lost": Line(
        _APPLE_LOST, "up https lost counts:7", (control("google_tls", "ok"),)
    ),
    "carries, the edge is sick": Line(
        line_of("ok", cloudflare="server_error:edge_page"), "up https edge-fails counts:5", _WELL
    ),
    "carries, the edge is lost twice": Line(_EDGE_LOST_TWICE, "up https lost edge-fails"),
    "carries, the edge is lost once": Line(_EDGE_LOST, "up https lost"),
    "carries, two filtered": Line(
        line_of("ok", mozilla="dns_failed:bogus", microsoft="dns_failed:nxdomain"),
        "up https counts:5",
        _WELL,
    ),
    "carries, one for a login": Line(line_of("ok", google=LOGIN), "up https to-login counts:5", _WELL),
    "carries, two for a login": Line(line_of("ok", google=LOGIN, mozilla=LOGIN), "up https to-login"),
    "https hangs": Line(_HANGING, "up names lost https-fails"),
    "https hangs but to a resolver": Line((*_HANGING, *doh("", "ok:knows")), "up https known lost"),
    "https is out of date": Line(
        line_of("ok", "tls_failed:expired"), "up names out-of-date edge-fails https-fails"
    ),
    "poor": Line(
        line_of("timeout:connect", cloudflare="ok", google_tls="ok"),
        "https lost",
        (control("google_tls", "ok"), control("cloudflare", "timeout:tls")),
    ),
    "closed": Line(_CLOSED, "names all-fail lost https-fails"),
    "nameless and closed": Line(
        (*line_of("dns_failed:no_answer"), *doh("connect_failed:unreachable")), "all-fail lost https-fails"
    ),
    "nameless, filtered": Line((*line_of("dns_failed:bogus"), *KNOWN), "up https known nameless"),
    "portal, everything intercepted": Line(
        line_of(LOGIN, "tls_failed:untrusted"),
        "names portal to-login all-fail edge-fails https-fails",
    ),
    "through the proxy": Line(_through_proxy(CARRIES), "up https counts:5", _through_proxy(_WELL)),
    "through a proxy that lets no https pass": Line(
        _through_proxy(line_of("ok", "connect_failed:proxy_refused")), "up names https-fails no-https"
    ),
    "through a proxy that lets nothing pass": Line(
        _through_proxy(line_of("timeout:first_byte")), "names all-fail lost https-fails shut"
    ),
}


class OthersSay(NamedTuple):
    """What others say, and what a reader of the design hears in it.

    `reach`: vantage points reach the site; `page`: most get the page; `since`: they say trouble, asked since
    this trouble began; `answered`: a source answered in this check, so https was completed.
    """

    evidence: tuple[Evidence, ...]
    heard: str
    began: float | None = None
    """When this trouble began, in minutes after the check."""


EVIDENCE: dict[str, OthersSay] = {
    "": OthersSay((), ""),
    "reached elsewhere": OthersSay((evidence_of("vantage", "fine"),), "answered reach"),
    "the page elsewhere": OthersSay(
        (replace(evidence_of("vantage", "fine"), of=6, pages=4),), "answered reach page"
    ),
    "half get the page": OthersSay(
        (replace(evidence_of("vantage", "fine"), of=6, pages=3),), "answered reach"
    ),
    "not reached elsewhere": OthersSay((evidence_of("vantage"),), "answered trouble confirmed since"),
    "not reached since then": OthersSay((evidence_of("vantage", minutes=-4),), "trouble confirmed since", -5),
    "not reached before": OthersSay((evidence_of("vantage", minutes=-6),), "trouble confirmed", -5),
    "reached before": OthersSay((evidence_of("vantage", "fine", minutes=-6),), "", -5),
    "reached elsewhere, the crowd complains": OthersSay(
        (evidence_of("vantage", "fine"), evidence_of("crowd")), "answered reach confirmed"
    ),
    "reached after the crowd complained": OthersSay(
        (evidence_of("vantage", "fine", minutes=-1), evidence_of("crowd", minutes=-5)), "reach", -9
    ),
    "not reached, but the crowd is content": OthersSay(
        (evidence_of("vantage", minutes=-5), evidence_of("crowd", "fine", minutes=-1)), "", -9
    ),
    "an expert": OthersSay((evidence_of("expert"),), "answered confirmed"),
    "the crowd alone": OthersSay((evidence_of("crowd", minutes=-1),), "confirmed"),
    "two kinds": OthersSay(
        (evidence_of("expert"), evidence_of("crowd"), evidence_of("crowd")), "answered confirmed two-kinds"
    ),
    "the user and the crowd": OthersSay((evidence_of("user"), evidence_of("crowd", minutes=-2)), "confirmed"),
    "not reached, and the crowd": OthersSay(
        (evidence_of("vantage"), evidence_of("crowd")), "answered trouble confirmed since two-kinds"
    ),
    "none that counts": OthersSay(
        (
            evidence_of("user"),
            evidence_of("status"),
            evidence_of("crowd", minutes=-16),
            evidence_of("expert", "unavailable"),
            evidence_of("vantage", "nothing"),
        ),
        "answered",
    ),
}

OTHERS = (
    (("images", "ok"),),
    (("images", "connect_failed:refused"),),
    (("images", "dns_failed:nxdomain"), ("custom", "ok")),
    (("images", "server_error:origin+"),),
    (("images", "dns_failed:bogus~"), ("links", "connect_failed:refused~")),
    (("images", "timeout:connect/1"),),
    (("images", "timeout:connect/10"),),
    (("custom", "soft_failure"),),
)


class Step(NamedTuple):
    """One check of a walk, as texts; see LINES and EVIDENCE."""

    web: str | None
    posts: str | None
    line: str
    said: str = ""
    others: tuple[tuple[str, str], ...] = ()
    via_proxy: bool = False
    own_trouble: str | None = None
    core_left_alone: bool = False
    """Whether a core surface that was not asked is one that we leave alone just now."""

    def check(self) -> Check:
        core = (("web", self.web), ("posts", self.posts))
        asked = [_surface(name, text, self.via_proxy) for name, text in core if text is not None]
        asked += [_surface(name, text, False) for name, text in self.others]
        began = EVIDENCE[self.said].began
        return Check(
            NOW,
            60,
            tuple(asked),
            LINES[self.line].controls,
            second_look=LINES[self.line].second_look,
            trouble_since=None if began is None else NOW + timedelta(minutes=began),
            own_trouble=self.own_trouble,
            left_alone=tuple(name for name, text in core if text is None) if self.core_left_alone else (),
        )

    def evidence(self) -> tuple[Evidence, ...]:
        return EVIDENCE[self.said].evidence


@cache
def _surface(name: str, text: str, via_proxy: bool) -> SurfaceResult:
    said, _, lost = text.rstrip("+~").partition("/")
    return surface(
        name,
        said,
        via_proxy=via_proxy,
        signed=text.endswith("+"),
        filtered=text.endswith("~"),
        lost=int(lost) if lost else None,
    )


def _is_proxied(line_name: str) -> bool:
    return any(control.via_proxy for control in LINES[line_name].controls)


def circumstances(line_name: str) -> Iterator[Step]:
    """Steps without core surfaces: this line with all evidence, with every other surface, behind a proxy."""
    bare = Step(None, None, line_name, via_proxy=_is_proxied(line_name))
    yield from (bare._replace(said=said) for said in EVIDENCE)
    yield from (bare._replace(others=others) for others in OTHERS)
    yield bare._replace(own_trouble="authorities")
    yield bare._replace(others=OTHERS[0], own_trouble="descriptors")
    yield bare._replace(via_proxy=True)
    yield bare._replace(via_proxy=True, said="reached elsewhere")
    yield bare._replace(via_proxy=True, said="not reached elsewhere")
    yield bare._replace(core_left_alone=True)
    yield bare._replace(others=OTHERS[0], core_left_alone=True)


def answers_on(line_name: str) -> tuple[str | None, ...]:
    """Those that a record with these controls may hold: older ones know neither losses counted nor signs."""
    if "old" not in LINES[line_name].seen.split():
        return ANSWERS
    return tuple(text for text in ANSWERS if text is None or not {"/", "+"} & set(text)) + OF_OLD_LINES


def steps(line_name: str) -> Iterator[Step]:
    """All answers of the core surfaces on a line, then some in its circumstances, which take turns.

    Over all lines each circumstance meets most answers; on the line that carries and was asked twice it meets
    every pair of them. Further details are tried beside a few answers.
    """
    all_around = tuple(circumstances(line_name))
    bare = all_around[0]
    turn = list(LINES).index(line_name)
    yield from all_around
    for place, (web, posts) in enumerate(product(answers_on(line_name), repeat=2)):
        yield bare._replace(web=web, posts=posts)
        if line_name == IN_ALL_CIRCUMSTANCES:
            yield from (around._replace(web=web, posts=posts) for around in all_around[1:])
        elif place % 3 == turn % 3:
            yield all_around[(place // 3 + turn) % len(all_around)]._replace(web=web, posts=posts)
    for more, beside in product(MORE_ANSWERS, (None, "ok", "timeout:connect/5")):
        yield bare._replace(web=more, posts=beside)
        yield bare._replace(web=beside, posts=more)
    for more in MORE_ANSWERS:
        yield bare._replace(web=more, posts=more, said="reached elsewhere")
