"""What things are called: verdicts, causes, parts of X, outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from trayapp.domain.records import (
    PROXY_DETAIL,
    UNSIGNED_DETAIL,
    Cause,
    Confidence,
    Outcome,
    SurfaceResult,
    VerdictName,
)
from trayapp.i18n.catalogue import Catalogue, plain

_LONGEST_HOST_NAME = 253  # RFC 1035; a redirect may lead to any text, of any length


class Names(Catalogue):
    """Words for codes, as they stand in lists and inside sentences."""

    def verdict(self, name: VerdictName, cause: Cause | None = None) -> str:
        """What a verdict is called in a list or legend. For the one at hand see `headline`.

        Of some causes the name of their verdict would say what nobody knows.
        """
        if cause is Cause.POOR_LINE:
            return self._("Cannot tell from here")
        if cause is Cause.HTTPS_BROKEN:
            return self._("No secure connection")
        return {
            VerdictName.UP: self._("X is up"),
            VerdictName.DEGRADED: self._("X has problems"),
            VerdictName.DOWN: self._("X is down"),
            VerdictName.BLOCKED: self._("X is blocked here"),
            VerdictName.OFFLINE: self._("You are offline"),
            VerdictName.UNKNOWN: self._("Not known"),
        }[name]

    def claim(self, name: VerdictName, confidence: Confidence | None, cause: Cause | None = None) -> str:
        """A verdict with how sure it is: of down, degraded and blocked alone that is said."""
        hedged: dict[tuple[VerdictName, Confidence | None], str] = {
            (VerdictName.DEGRADED, Confidence.MEDIUM): self._("X probably has problems"),
            (VerdictName.DEGRADED, Confidence.LOW): self._("X may have problems"),
            (VerdictName.DOWN, Confidence.MEDIUM): self._("X is probably down"),
            (VerdictName.DOWN, Confidence.LOW): self._("X may be down"),
            (VerdictName.BLOCKED, Confidence.MEDIUM): self._("X is probably blocked here"),
            (VerdictName.BLOCKED, Confidence.LOW): self._("X may be blocked here"),
        }
        return hedged.get((name, confidence)) or self.verdict(name, cause)

    def cause(self, cause: Cause) -> str:
        """A cause in a few words, as it stands beside its verdict in a list."""
        return {
            Cause.NOT_WATCHED: self._("nothing asked"),
            Cause.OWN_TROUBLE: self._("trayapp's own trouble"),
            Cause.CLOCK_WRONG: self._("wrong clock"),
            Cause.PROXY: self._("proxy fails"),
            Cause.PROXY_REFUSES: self._("refused by the proxy"),
            Cause.CAPTIVE_PORTAL: self._("network wants a login"),
            Cause.OWN_DNS: self._("own name service (DNS) fails"),
            Cause.NO_NETWORK: self._("no internet"),
            Cause.HTTPS_BROKEN: self._("https fails for all"),
            Cause.POOR_LINE: self._("poor connection"),
            Cause.DNS_BLOCKED: self._("blocked by the name service (DNS)"),
            Cause.TLS_INTERCEPTED: self._("wrong certificate"),
            Cause.PATH_BLOCKED: self._("blocked on the way"),
            Cause.EDGE_OUTAGE: self._("Cloudflare fails"),
            Cause.DNS_GONE: self._("names gone (DNS)"),
            Cause.UNREACHABLE: self._("out of reach"),
            Cause.SOME_USERS: self._("fails for some"),
            Cause.SERVER_ERRORS: self._("servers fail"),
            Cause.POSTS_UNREADABLE: self._("posts unreadable"),
            Cause.PART_FAILING: self._("parts failing"),
            Cause.OTHERS_REPORT: self._("reported by others"),
            Cause.SLOW: self._("slow"),
            Cause.LIMITED: self._("requests limited"),
            Cause.REFUSED: self._("turned away"),
            Cause.UNCLEAR: self._("no clear picture"),
            Cause.UNSTABLE: self._("comes and goes"),
        }[cause]

    def surface(self, surface_id: str) -> str:
        """A part of X, as it stands in a list or sentence."""
        names = {
            "web": self._("website"),
            "posts": self._("posts"),
            "images": self._("pictures"),
            "assets": self._("page files"),
            "video": self._("videos"),
            "links": self._("links"),
            "api": self._("programming interface"),
            "custom": self._("your own address"),
        }
        return names.get(surface_id) or plain(surface_id)

    def parts(self, surfaces: Iterable[str]) -> str:
        """Several parts of X in a row: "website, posts and pictures"."""
        names = [self.surface(surface) for surface in surfaces]
        if len(names) < 2:
            return "".join(names)
        return self._("{parts} and {last_part}").format(parts=", ".join(names[:-1]), last_part=names[-1])

    def control(self, control_id: str) -> str:
        """A host that is not X's. Most are names already."""
        names = {
            "apple": "Apple",
            "google": "Google",
            "mozilla": "Mozilla",
            "microsoft": "Microsoft",
            "cloudflare": "Cloudflare",
            "doh_cloudflare": self._("Cloudflare's name service"),
            "doh_google": self._("Google's name service"),
        }
        operator = control_id.removesuffix("_tls")
        name = names.get(operator) or plain(operator)
        return name if operator == control_id else f"{name} (https)"

    def source(self, source_id: str) -> str:
        """An outside voice. Most are names already."""
        names = {
            "globalping": self._("Globalping's vantage points"),
            "netblocks": "NetBlocks",
            "mastodon": "Mastodon",
            "bluesky": "Bluesky",
            "reddit": "Reddit",
            "threads": "Threads",
            "downdetector": self._("Downdetector"),
            "cloudflare_status": self._("Cloudflare's status page"),
        }
        return names.get(source_id) or plain(source_id)

    def outcome(self, outcome: Outcome) -> str:
        return {
            Outcome.OK: self._("fine"),
            Outcome.SLOW: self._("slow"),
            Outcome.SERVER_ERROR: self._("server error"),
            Outcome.SOFT_FAILURE: self._("unexpected answer"),
            Outcome.DNS_FAILED: self._("no address found"),
            Outcome.CONNECT_FAILED: self._("no connection"),
            Outcome.TIMEOUT: self._("no answer in time"),
            Outcome.TLS_FAILED: self._("no secure connection"),
            Outcome.PROTOCOL_ERROR: self._("broken answer"),
            Outcome.REFUSED: self._("turns this program away"),
            Outcome.LIMITED: self._("limits our requests"),
            Outcome.UNRECOGNIZED: self._("unknown kind of answer"),
            Outcome.CACHED: self._("answer out of a cache only"),
            Outcome.REDIRECTED: self._("redirects elsewhere"),
        }[outcome]

    def filtered(self) -> str:
        """In the place of an outcome: this part of X is kept away here, by whomever."""
        return self._("filtered out here; not counted")

    def lost(self) -> str:
        """In the place of an outcome: no answer came, and that proves nothing of X."""
        return self._("lost; not counted: your own connection may be why")

    def left_alone(self) -> str:
        """In the place of an outcome: it was not asked."""
        return self._("left alone for now; asked again later")

    def not_available_here(self) -> str:
        """In the place of an outcome: the line in use never lets this part of X through."""
        return self._("never reached on this network; not counted")

    def detail(self, outcome: Outcome, detail: str | None) -> str:
        """A detail code in words; foreign hosts and codes without words stand as they are, made plain."""
        if detail is None:
            return ""
        if outcome is Outcome.REDIRECTED:  # the detail is a host, be it called "proxy"
            return plain(detail[:_LONGEST_HOST_NAME])
        known: dict[tuple[Outcome, str], Callable[[], str]] = {
            (Outcome.SERVER_ERROR, "edge"): lambda: self._("the server behind Cloudflare fails"),
            (Outcome.SERVER_ERROR, "edge_page"): lambda: self._("Cloudflare's own error page"),
            (Outcome.SERVER_ERROR, "origin"): lambda: self._("from the server itself"),
            (Outcome.DNS_FAILED, "nxdomain"): lambda: self._("the name is unknown"),
            (Outcome.DNS_FAILED, "servfail"): lambda: self._("the name service fails"),
            (Outcome.DNS_FAILED, "no_answer"): lambda: self._("the name service is silent"),
            (Outcome.DNS_FAILED, "bogus"): lambda: self._("the address given is unusable"),
            (Outcome.CONNECT_FAILED, "refused"): lambda: self._("refused"),
            (Outcome.CONNECT_FAILED, "reset"): lambda: self._("cut off"),
            (Outcome.CONNECT_FAILED, "proxy_refused"): lambda: self._("refused by the proxy"),
            (Outcome.CONNECT_FAILED, "unreachable"): lambda: self._("unreachable"),
            (Outcome.TIMEOUT, "dns"): lambda: self._("while looking up the name"),
            (Outcome.TIMEOUT, "connect"): lambda: self._("while connecting"),
            (Outcome.TIMEOUT, "tls"): lambda: self._("while securing the connection"),
            (Outcome.TIMEOUT, "first_byte"): lambda: self._("while waiting for the answer"),
            (Outcome.TIMEOUT, "body"): lambda: self._("in the middle of the answer"),
            (Outcome.TLS_FAILED, "expired"): lambda: self._("certificate expired"),
            (Outcome.TLS_FAILED, "not_yet_valid"): lambda: self._("certificate not yet valid"),
            (Outcome.TLS_FAILED, "wrong_host"): lambda: self._("certificate of another name"),
            (Outcome.TLS_FAILED, "untrusted"): lambda: self._("certificate not trusted"),
            (Outcome.TLS_FAILED, "handshake"): lambda: self._("broken off before the certificate"),
            (Outcome.PROTOCOL_ERROR, "no_answer"): lambda: self._("closed without an answer"),
            (Outcome.PROTOCOL_ERROR, "framing"): lambda: self._("not proper HTTP"),
            (Outcome.PROTOCOL_ERROR, "cut_short"): lambda: self._("cut short"),
            (Outcome.PROTOCOL_ERROR, "too_long"): lambda: self._("too long"),
            (Outcome.PROTOCOL_ERROR, "encoding"): lambda: self._("broken compression"),
            (Outcome.PROTOCOL_ERROR, "redirect_loop"): lambda: self._("redirects in a circle"),
            (Outcome.PROTOCOL_ERROR, "redirect_to_http"): lambda: self._(
                "redirects to an unprotected address"
            ),
            (Outcome.PROTOCOL_ERROR, "redirect_without_place"): lambda: self._("redirects to nowhere"),
            (Outcome.PROTOCOL_ERROR, "redirect"): lambda: self._("redirects unasked"),
            (Outcome.REFUSED, "challenge"): lambda: self._("wants to see a browser"),
            (Outcome.REFUSED, "empty"): lambda: self._("empty answer"),
        }
        if detail == PROXY_DETAIL:
            return self._("at the proxy")
        if detail == UNSIGNED_DETAIL:
            return self._("without a sign of X: somebody else answered")
        words = known.get((outcome, detail))
        if words is not None:
            return words()
        return plain(f"HTTP {detail.removeprefix('http_')}" if detail.startswith("http_") else detail)

    def part(self, result: SurfaceResult, *, is_counted: bool) -> str:
        """What came of a part of X, or of a control; and why it decides nothing, if it does not."""
        if result.filtered:
            return self.filtered()
        is_at_proxy = result.detail == PROXY_DETAIL  # which is known, and nobody's guess
        return self.result(result) if is_counted or is_at_proxy else self.lost()

    def result(self, result: SurfaceResult) -> str:
        """What came of one probe: "server error (from the server itself, HTTP 503)"."""
        remarks = [self.detail(result.outcome, result.detail)]
        if result.http_status is not None and not (result.detail or "").startswith("http_"):
            remarks.append(f"HTTP {result.http_status}")
        said = ", ".join(remark for remark in remarks if remark)
        is_plain = result.outcome in (Outcome.OK, Outcome.SLOW) or not said
        outcome = self.outcome(result.outcome)
        return outcome if is_plain else f"{outcome} ({said})"
