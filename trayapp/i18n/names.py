"""What things are called: verdicts, causes, parts of X, outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from trayapp.domain.codes import (
    PAGE_SURFACE,
    PROXY_DETAIL,
    UNSIGNED_DETAIL,
    Cause,
    Confidence,
    Outcome,
    VerdictName,
)
from trayapp.i18n.catalogue import N_, Group, plain
from trayapp.i18n.causes import CAUSES

if TYPE_CHECKING:
    from trayapp.domain.records import SurfaceResult


_LONGEST_HOST_NAME = 253  # RFC 1035; a redirect may lead to any text, of any length

_VERDICTS = {
    VerdictName.UP: N_("X is up"),
    VerdictName.DEGRADED: N_("X has problems"),
    VerdictName.DOWN: N_("X is down"),
    VerdictName.BLOCKED: N_("X is blocked here"),
    VerdictName.OFFLINE: N_("You are offline"),
    VerdictName.UNKNOWN: N_("Not known"),
}
_HEDGED: dict[tuple[VerdictName, Confidence | None], str] = {
    (VerdictName.DEGRADED, Confidence.MEDIUM): N_("X probably has problems"),
    (VerdictName.DEGRADED, Confidence.LOW): N_("X may have problems"),
    (VerdictName.DOWN, Confidence.MEDIUM): N_("X is probably down"),
    (VerdictName.DOWN, Confidence.LOW): N_("X may be down"),
    (VerdictName.BLOCKED, Confidence.MEDIUM): N_("X is probably blocked here"),
    (VerdictName.BLOCKED, Confidence.LOW): N_("X may be blocked here"),
}

_CONTROLS = {
    "apple": "Apple",
    "google": "Google",
    "mozilla": "Mozilla",
    "microsoft": "Microsoft",
    "cloudflare": "Cloudflare",
    "doh_cloudflare": N_("Cloudflare's name service"),
    "doh_google": N_("Google's name service"),
}
"""Hosts that are not X's. Most are names already."""

_OF_A_PAGE = {
    "page": N_("the page itself"),
    "script": N_("its scripts"),
    "api": N_("what brings its posts"),
}
"""Which of the requests of a page in the user's browser."""

_OUTCOMES: dict[Outcome, tuple[str, dict[str, str]]] = {
    Outcome.OK: (N_("fine"), {}),
    Outcome.SLOW: (N_("slow"), {}),
    Outcome.SERVER_ERROR: (
        N_("server error"),
        {
            "edge": N_("the server behind Cloudflare fails"),
            "edge_page": N_("Cloudflare's own error page"),
            "origin": N_("from the server itself"),
            **_OF_A_PAGE,
        },
    ),
    Outcome.SOFT_FAILURE: (
        N_("unexpected answer"),
        {"error_shown": N_("it shows an error in place of posts")},
    ),
    Outcome.DNS_FAILED: (
        N_("no address found"),
        {
            "nxdomain": N_("the name is unknown"),
            "servfail": N_("the name service fails"),
            "no_answer": N_("the name service is silent"),
            "bogus": N_("the address given is unusable"),
        },
    ),
    Outcome.CONNECT_FAILED: (
        N_("no connection"),
        {
            "refused": N_("refused"),
            "reset": N_("cut off"),
            "proxy_refused": N_("refused by the proxy"),
            "unreachable": N_("unreachable"),
        },
    ),
    Outcome.TIMEOUT: (
        N_("no answer in time"),
        {
            "dns": N_("while looking up the name"),
            "connect": N_("while connecting"),
            "tls": N_("while securing the connection"),
            "first_byte": N_("while waiting for the answer"),
            "body": N_("in the middle of the answer"),
            **_OF_A_PAGE,
        },
    ),
    Outcome.TLS_FAILED: (
        N_("no secure connection"),
        {
            "expired": N_("certificate expired"),
            "not_yet_valid": N_("certificate not yet valid"),
            "wrong_host": N_("certificate of another name"),
            "untrusted": N_("certificate not trusted"),
            "handshake": N_("broken off before the certificate"),
        },
    ),
    Outcome.PROTOCOL_ERROR: (
        N_("broken answer"),
        {
            "no_answer": N_("closed without an answer"),
            "framing": N_("not proper HTTP"),
            "cut_short": N_("cut short"),
            "too_long": N_("too long"),
            "encoding": N_("broken compression"),
            "redirect_loop": N_("redirects in a circle"),
            "redirect_to_http": N_("redirects to an unprotected address"),
            "redirect_without_place": N_("redirects to nowhere"),
            "redirect": N_("redirects unasked"),
        },
    ),
    Outcome.REFUSED: (
        N_("access refused"),
        {
            "challenge": N_("wants to see a browser"),
            "empty": N_("empty answer"),
            "login": N_("it wants a login"),
        },
    ),
    Outcome.LIMITED: (N_("limits our requests"), {}),
    Outcome.UNRECOGNIZED: (
        N_("unknown kind of answer"),
        {
            "circle": N_("redirects in a circle"),
            "elsewhere": N_("leads to a host that is not X's"),
            "too_long": N_("too long"),
            "download": N_("a download"),
        },
    ),
    Outcome.CACHED: (N_("answer out of a cache only"), {}),
    Outcome.REDIRECTED: (N_("redirects elsewhere"), {}),
}
"""What each is called, and its details by their codes. Those without words stand as they are."""


class WatchedWords(NamedTuple):
    """Of something that is asked how X is: a part of X, or somebody else."""

    name: str
    """As it stands in a list or sentence."""
    switch: str = ""
    """What the setting is called that has it asked."""
    explanation: str = ""
    """What that does."""
    sent: str = ""
    """Of a source: what it is sent about the user; empty for nothing."""


SURFACES = {
    "web": WatchedWords(N_("website"), N_("Watch the website"), N_("Whether x.com itself answers.")),
    "posts": WatchedWords(N_("posts"), N_("Watch posts"), N_("Whether a public post can be read.")),
    "images": WatchedWords(N_("pictures"), N_("Watch pictures"), N_("Whether a picture comes.")),
    "assets": WatchedWords(
        N_("page files"), N_("Watch page files"), N_("Without them the page stays empty.")
    ),
    "video": WatchedWords(N_("videos"), N_("Watch videos"), N_("Whether a video begins.")),
    "links": WatchedWords(N_("links"), N_("Watch links"), N_("Whether t.co redirects.")),
    "api": WatchedWords(
        N_("programming interface"),
        N_("Watch the programming interface"),
        N_("Off by default: X's developer terms forbid measuring it for commercial use or benchmarks."),
    ),
    "page": WatchedWords(N_("page in your browser")),  # looked at only when somebody asks for it
    "custom": WatchedWords(N_("your own address")),  # its switch is the address itself, custom.url
}


class Names(Group):
    """Words for codes, as they stand in lists and inside sentences."""

    def verdict(self, name: VerdictName, cause: Cause | None = None) -> str:
        """What a verdict is called in a list or legend. For the one at hand see `Verdicts.headline`."""
        return self._((CAUSES[cause].verdict if cause else "") or _VERDICTS[name])

    def claim(self, name: VerdictName, confidence: Confidence | None) -> str:
        """A verdict with how sure it is: of down, degraded and blocked alone that is said."""
        return self._(_HEDGED.get((name, confidence)) or _VERDICTS[name])

    def cause(self, cause: Cause) -> str:
        """A cause in a few words, as it stands beside its verdict in a list."""
        return self._(CAUSES[cause].short)

    def surface(self, surface_id: str) -> str:
        """A part of X, as it stands in a list or sentence."""
        words = SURFACES.get(surface_id)
        return self._(words.name) if words else plain(surface_id)

    def parts(self, surfaces: Iterable[str]) -> str:
        """Several parts of X in a row: "website, posts and pictures"."""
        return self.listed([self.surface(surface) for surface in surfaces])

    def listed(self, names: Sequence[str]) -> str:
        """Anything in a row: "Globalping and Mastodon"; empty if there is nothing."""
        if len(names) < 2:
            return "".join(names)
        return self._("{parts} and {last_part}", parts=", ".join(names[:-1]), last_part=names[-1])

    def control(self, control_id: str) -> str:
        """A host that is not X's."""
        operator = control_id.removesuffix("_tls")
        name = self._(_CONTROLS[operator]) if operator in _CONTROLS else plain(operator)
        return name if operator == control_id else f"{name} (https)"

    def source(self, source_id: str) -> str:
        """Somebody who is asked how X is."""
        from trayapp.i18n.sources import SOURCES  # the icon, which waits for all above, needs none

        words = SOURCES.get(source_id)
        return self._(words.name) if words else plain(source_id)

    def outcome(self, outcome: Outcome) -> str:
        return self._(_OUTCOMES[outcome][0])

    def left_alone(self) -> str:
        """In the place of an outcome: it was not asked."""
        return self._("left alone for now; asked again later")

    def detail(self, outcome: Outcome, detail: str | None) -> str:
        """A detail code in words; foreign hosts and codes without words stand as they are, made plain."""
        if detail is None:
            return ""
        if outcome is Outcome.REDIRECTED:  # the detail is a host, be it called "proxy"
            return plain(detail[:_LONGEST_HOST_NAME])
        if detail == PROXY_DETAIL:
            return self._("at the proxy")
        if detail == UNSIGNED_DETAIL:
            return self._("not from X itself")
        if known := _OUTCOMES[outcome][1].get(detail):
            return self._(known)
        return plain(f"HTTP {detail.removeprefix('http_')}" if detail.startswith("http_") else detail)

    def part(self, result: SurfaceResult) -> str:
        """What came of a part of X, or of a control, unless a filter took it away."""
        if result.filtered:
            return self._("filtered out here; not counted")
        if result.id == PAGE_SURFACE:
            match result.outcome:
                case Outcome.OK:
                    return self._("posts, as it must")
                case Outcome.REFUSED | Outcome.LIMITED:
                    return self._("X does not show its posts to this browser: nothing can be told from it")
                case Outcome.UNRECOGNIZED:
                    what = self.detail(result.outcome, result.detail)
                    return self._(
                        "{what}, which tells nothing", what=what or self._("neither posts nor an error")
                    )
        text = self.result(result)
        if result.unproven:
            return self._("{text}; not counted: it was never fine on this computer lately", text=text)
        return text

    def result(self, result: SurfaceResult) -> str:
        """What came of one probe: "server error (from the server itself, HTTP 503)"."""
        remarks = [self.detail(result.outcome, result.detail)]
        if result.http_status is not None and not (result.detail or "").startswith("http_"):
            remarks.append(f"HTTP {result.http_status}")
        said = ", ".join(filter(None, remarks))
        is_plain = result.outcome in (Outcome.OK, Outcome.SLOW) or not said
        outcome = self.outcome(result.outcome)
        return outcome if is_plain else f"{outcome} ({said})"
