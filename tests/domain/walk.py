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
    controls_of,
    doh,
    evidence_of,
    old_controls,
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


# On older networks, too, the table tells whether there were losses to count, and whose sign an answer bears.
OF_OLD_NETWORKS = ("timeout:connect/1", "limited+")
IN_ALL_CIRCUMSTANCES = "carries, second look"


class Case(NamedTuple):
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
_HANGING = controls_of("ok", "timeout:tls")
_EDGE_LOST = controls_of("ok", cloudflare="timeout:tls")
_EDGE_LOST_TWICE = tuple(replace(c, lost=2) if c.id == "cloudflare" else c for c in _EDGE_LOST)
_APPLE_LOST = controls_of("ok", apple_tls="timeout:tls")
_CLOSED = controls_of("connect_failed:unreachable")

NETWORKS: dict[str, Case] = {
    "nobody was asked": Case((), "old"),
    # As older records have them: no https control but the edge, and no second look.
    "fine": Case(FINE, "old up https"),
    "fine, X is known": Case((*FINE, *KNOWN), "old up https known"),
    "fine, X cannot be looked up": Case(
        (*FINE, *doh("ok:servfail", "timeout:tls")), "old up https lost gone"
    ),
    "fine, resolvers disagree": Case((*FINE, *doh("ok:knows", "ok:nxdomain")), "old up https"),
    "fine but for the edge": Case((*FINE[:3], control("cloudflare", "soft_failure")), "old up edge-fails"),
    "fine but for the clock": Case(old_controls("ok", skew_s=-90_000), "old up https clock"),
    "half": Case((*FINE[:2], *DEAD[2:]), "old names lost"),
    "dead": Case((*DEAD, *doh("timeout:connect")), "old names all-fail lost"),
    "nameless": Case((*NAMELESS, *KNOWN), "old known nameless https lost"),
    "portal": Case(old_controls(LOGIN), "old names portal to-login all-fail edge-fails"),
    # As they are asked now.
    "carries": Case(CARRIES, "up https"),
    "carries, second look": Case(CARRIES, "up https counts:5", _WELL),
    "carries, X completes a handshake": Case(
        (*CARRIES, *_HANDSHAKE), "up https known handshake counts:5", _WELL
    ),
    "carries, X's address fails": Case((*CARRIES, *doh("ok:knows", handshake=False)), "up https"),
    "carries, X is denied": Case((*CARRIES, *DENIED), "up https gone counts:5", _WELL),
    "carries, resolvers are silent": Case((*CARRIES, *_SILENT), "up https lost"),
    "carries, the second look does not": Case(
        CARRIES, "up https lost", (control("google_tls", "ok"), control("apple_tls", "timeout:connect"))
    ),
    "carries, one operator is lost": Case(
        _APPLE_LOST, "up https lost counts:7", (control("google_tls", "ok"),)
    ),
    "carries, the edge is sick": Case(
        controls_of("ok", cloudflare="server_error:edge_page"), "up https edge-fails counts:5", _WELL
    ),
    "carries, the edge is lost twice": Case(_EDGE_LOST_TWICE, "up https lost edge-fails"),
    "carries, the edge is lost once": Case(_EDGE_LOST, "up https lost"),
    "carries, two filtered": Case(
        controls_of("ok", mozilla="dns_failed:bogus", microsoft="dns_failed:nxdomain"),
        "up https counts:5",
        _WELL,
    ),
    "carries, one for a login": Case(controls_of("ok", google=LOGIN), "up https to-login counts:5", _WELL),
    "carries, two for a login": Case(controls_of("ok", google=LOGIN, mozilla=LOGIN), "up https to-login"),
    "https hangs": Case(_HANGING, "up names lost https-fails"),
    "https hangs but to a resolver": Case((*_HANGING, *doh("", "ok:knows")), "up https known lost"),
    "https is out of date": Case(
        controls_of("ok", "tls_failed:expired"), "up names out-of-date edge-fails https-fails"
    ),
    "poor": Case(
        controls_of("timeout:connect", cloudflare="ok", google_tls="ok"),
        "https lost",
        (control("google_tls", "ok"), control("cloudflare", "timeout:tls")),
    ),
    "closed": Case(_CLOSED, "names all-fail lost https-fails"),
    "nameless and closed": Case(
        (*controls_of("dns_failed:no_answer"), *doh("connect_failed:unreachable")),
        "all-fail lost https-fails",
    ),
    "nameless, filtered": Case((*controls_of("dns_failed:bogus"), *KNOWN), "up https known nameless"),
    "portal, everything intercepted": Case(
        controls_of(LOGIN, "tls_failed:untrusted"),
        "names portal to-login all-fail edge-fails https-fails",
    ),
    "through the proxy": Case(_through_proxy(CARRIES), "up https counts:5", _through_proxy(_WELL)),
    "through a proxy that lets no https pass": Case(
        _through_proxy(controls_of("ok", "connect_failed:proxy_refused")), "up names https-fails no-https"
    ),
    "through a proxy that lets nothing pass": Case(
        _through_proxy(controls_of("timeout:first_byte")), "names all-fail lost https-fails shut"
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
    """One check of a walk, as texts; see NETWORKS and EVIDENCE."""

    web: str | None
    posts: str | None
    network: str
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
            NETWORKS[self.network].controls,
            second_look=NETWORKS[self.network].second_look,
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


def _is_proxied(network_name: str) -> bool:
    return any(control.via_proxy for control in NETWORKS[network_name].controls)


def circumstances(network_name: str) -> Iterator[Step]:
    """Steps without core surfaces: with all evidence, with every other surface, behind a proxy."""
    bare = Step(None, None, network_name, via_proxy=_is_proxied(network_name))
    yield from (bare._replace(said=said) for said in EVIDENCE)
    yield from (bare._replace(others=others) for others in OTHERS)
    yield bare._replace(own_trouble="authorities")
    yield bare._replace(others=OTHERS[0], own_trouble="descriptors")
    yield bare._replace(via_proxy=True)
    yield bare._replace(via_proxy=True, said="reached elsewhere")
    yield bare._replace(via_proxy=True, said="not reached elsewhere")
    yield bare._replace(core_left_alone=True)
    yield bare._replace(others=OTHERS[0], core_left_alone=True)


def answers_on(network_name: str) -> tuple[str | None, ...]:
    """Those that a record with these controls may hold: older ones know neither losses counted nor signs."""
    if "old" not in NETWORKS[network_name].seen.split():
        return ANSWERS
    return tuple(text for text in ANSWERS if text is None or not {"/", "+"} & set(text)) + OF_OLD_NETWORKS


def steps(network_name: str) -> Iterator[Step]:
    """All answers of the core surfaces on a network, then some in its circumstances, which take turns.

    Over all networks each circumstance meets most answers; on the one that carries, asked twice, it meets
    every pair of them. Further details are tried beside a few answers.
    """
    all_around = tuple(circumstances(network_name))
    bare = all_around[0]
    turn = list(NETWORKS).index(network_name)
    yield from all_around
    for place, (web, posts) in enumerate(product(answers_on(network_name), repeat=2)):
        yield bare._replace(web=web, posts=posts)
        if network_name == IN_ALL_CIRCUMSTANCES:
            yield from (around._replace(web=web, posts=posts) for around in all_around[1:])
        elif place % 3 == turn % 3:
            yield all_around[(place // 3 + turn) % len(all_around)]._replace(web=web, posts=posts)
    for more, beside in product(MORE_ANSWERS, (None, "ok", "timeout:connect/5")):
        yield bare._replace(web=more, posts=beside)
        yield bare._replace(web=beside, posts=more)
    for more in MORE_ANSWERS:
        yield bare._replace(web=more, posts=more, said="reached elsewhere")
