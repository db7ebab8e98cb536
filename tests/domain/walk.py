"""Every answer of the core surfaces in every kind of circumstances: what walks through the verdicts visit."""

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import NamedTuple

from tests.domain.made import (
    DEAD,
    DENIED,
    FINE,
    KNOWN,
    NAMELESS,
    NOW,
    control,
    doh,
    line,
    surface,
    voice,
)
from trayapp.domain.records import Check, ControlResult, Evidence, SurfaceResult

LOGIN = "redirected:login.hotel.example"

# What the table tells apart, details included, and `None` for a surface that was not asked.
ANSWERS = (
    None,
    "ok",
    "slow",
    "server_error:origin",
    "server_error:edge_page",
    "soft_failure",
    "dns_failed:nxdomain",
    "connect_failed:refused",
    "connect_failed:proxy",
    "timeout:connect",
    "timeout:first_byte",
    "tls_failed:expired",
    "tls_failed:not_yet_valid",
    "tls_failed:untrusted",
    "tls_failed:handshake",
    "protocol_error:framing",
    "refused:http_403",
    "refused:proxy",
    "limited",
    "cached",
    LOGIN,
    "redirected:notice.example",
)

# And with the details that should make no difference.
ALL_ANSWERS = (
    *ANSWERS,
    "server_error:edge",
    "dns_failed:servfail",
    "dns_failed:no_answer",
    "dns_failed:bogus",
    "connect_failed:reset",
    "connect_failed:unreachable",
    "timeout:dns",
    "timeout:tls",
    "timeout:body",
    "tls_failed:wrong_host",
    "protocol_error:redirect_loop",
    "refused:challenge",
    "refused:empty",
)

# The controls of each line, and what a reader of the design sees in them.
LINES: dict[str, tuple[tuple[ControlResult, ...], str]] = {
    "nobody was asked": ((), ""),
    "fine": (FINE, "fine"),
    "fine, X is known": ((*FINE, *KNOWN), "fine known"),
    "fine, X completes a handshake": ((*FINE, *doh("ok:knows", handshake=True)), "fine known handshake"),
    "fine, X is denied": ((*FINE, *DENIED), "fine gone"),
    "fine, X cannot be looked up": ((*FINE, *doh("ok:servfail", "timeout:tls")), "fine gone"),
    "fine, resolvers disagree": ((*FINE, *doh("ok:knows", "ok:nxdomain")), "fine"),
    "fine, resolvers are silent": ((*FINE, *doh("timeout:tls", "timeout:tls")), "fine"),
    "fine but for the edge": ((*FINE[:3], control("cloudflare", "soft_failure")), "fine edge-fails"),
    "fine but for a redirect": ((control("google", LOGIN), *FINE[1:]), "fine to-login"),
    "fine but for the clock": (line("ok", skew_s=-90_000), "fine clock"),
    "half": ((*FINE[:2], *DEAD[2:]), "edge-fails"),
    "dead": ((*DEAD, *doh("timeout:connect")), "all-fail edge-fails"),
    "nameless": ((*NAMELESS, *KNOWN), "known nameless edge-fails"),
    "nameless and dead": ((*NAMELESS, *doh("connect_failed:unreachable")), "all-fail edge-fails"),
    "portal": (line(LOGIN), "portal to-login all-fail edge-fails"),
}

VOICES: dict[str, tuple[tuple[Evidence, ...], str]] = {
    "reached elsewhere": ((voice("vantage", "fine"),), "elsewhere"),
    "not reached elsewhere": ((voice("vantage"),), "confirmed"),
    "reached elsewhere, the crowd complains": (
        (voice("vantage", "fine"), voice("crowd")),
        "elsewhere confirmed",
    ),
    "two kinds": ((voice("expert"), voice("crowd"), voice("crowd")), "confirmed two-kinds"),
    "the user and the crowd": ((voice("user"), voice("crowd")), "confirmed two-kinds"),
    "none that counts": (
        (
            voice("user"),
            voice("status"),
            voice("crowd", minutes=-16),
            voice("expert", "unavailable"),
            voice("vantage", "nothing"),
        ),
        "",
    ),
}

OTHERS = (
    (("images", "ok"),),
    (("images", "connect_failed:refused"),),
    (("images", "dns_failed:nxdomain"), ("custom", "ok")),
    (("images", "server_error:origin"),),
    (("custom", "soft_failure"),),
)


class Step(NamedTuple):
    """One check of a walk, as texts; see LINES and VOICES."""

    web: str | None
    posts: str | None
    line: str
    voices: str = ""
    others: tuple[tuple[str, str], ...] = ()
    via_proxy: bool = False

    def check(self) -> Check:
        core = (("web", self.web), ("posts", self.posts))
        asked = [_surface(name, text, self.via_proxy) for name, text in core if text is not None]
        asked += [_surface(name, text, False) for name, text in self.others]
        return Check(NOW, 60, tuple(asked), LINES[self.line][0])

    def evidence(self) -> tuple[Evidence, ...]:
        return VOICES[self.voices][0] if self.voices else ()


@cache
def _surface(name: str, text: str, via_proxy: bool) -> SurfaceResult:
    return surface(name, text, via_proxy=via_proxy)


def circumstances(line_name: str) -> Iterator[Step]:
    """Steps without core surfaces: this line with every voice, with every other surface, behind a proxy."""
    bare = Step(None, None, line_name)
    yield bare
    yield from (bare._replace(voices=voices) for voices in VOICES)
    yield from (bare._replace(others=others) for others in OTHERS)
    yield bare._replace(via_proxy=True)
    yield bare._replace(via_proxy=True, voices="reached elsewhere")


def steps(line_name: str) -> Iterator[Step]:
    """All answers of the core surfaces in all circumstances of a line, then all details on the bare line."""
    for around in circumstances(line_name):
        for web, posts in product(ANSWERS, repeat=2):
            yield around._replace(web=web, posts=posts)
    for web, posts in product(ALL_ANSWERS, repeat=2):
        yield Step(web, posts, line_name)
