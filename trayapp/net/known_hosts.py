"""What is known of the hosts that are asked: addresses, right answers and marks, with the day each was seen.

Data, and the one place to mend when an operator changes something. Whoever mends a mark sets its day;
`trayapp doctor` prints what a maintainer needs for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Mark:
    """One sign by which a true answer is known, never by its words: those follow the reader's language.

    Every pattern is linear in what a host may send: re holds the interpreter, and so the icon, meanwhile.
    """

    name: str
    pattern: re.Pattern[bytes]
    seen: date

    def is_in(self, body: bytes) -> bool:
        """Whether the sign stands in what has come of a body."""
        return self.pattern.search(body) is not None


SHELL_SCRIPT = Mark(
    "script",
    # The page's own scripts: /responsive-web/client-web[-legacy]/main.f7ac183a.js
    re.compile(rb"abs\.twimg\.com/responsive-web/client-web[\w-]{0,40}/[\w~/.-]{1,100}\.js"),
    date(2026, 3, 31),
)
# The second healthy shell has no scripts: an app link and the page's root.
SHELL_APP_LINK = Mark("app_link", re.compile(rb"[\"']al:ios:url[\"']"), date(2024, 11, 1))
SHELL_ROOT = Mark("root", re.compile(rb"id=[\"']react-root[\"']"), date(2026, 3, 31))
SHELL = (SHELL_SCRIPT, SHELL_APP_LINK, SHELL_ROOT)


def is_shell(body: bytes) -> bool:
    """Whether this is the beginning of either page of X's, whatever it says."""
    return SHELL_SCRIPT.is_in(body) or (SHELL_APP_LINK.is_in(body) and SHELL_ROOT.is_in(body))


ROBOTS_RULE = Mark(
    "rule",
    re.compile(rb"^[ \t]{0,8}(?:user-agent|allow|disallow)[ \t]{0,8}:", re.IGNORECASE | re.MULTILINE),
    date(2026, 9, 23),
)

# What an oembed answer quotes of a post: a paragraph that is not empty.
POST_WORDS = Mark("words", re.compile(rb"<p\b[^<>]{0,200}>\s{0,20}(?!\s|</p>)"), date(2026, 9, 3))


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A public post that has stood for years, by an account that will stay."""

    author: str
    id: str


# Several, so that one that goes is no outage and no cache keeps them all warm. From memory: replace what
# answers 404.
POSTS = (
    KnownPost("jack", "20"),
    KnownPost("Interior", "463440424141459456"),
    KnownPost("TheEllenShow", "440322224407314432"),
    KnownPost("BarackObama", "266031293945503744"),
    KnownPost("CIA", "474971393852182528"),
    KnownPost("Twitter", "1445078208190291973"),
)


@dataclass(frozen=True, slots=True)
class KnownControl:
    """A host that is not X's, and the one right answer to a question about the user's network."""

    id: str
    """An operator, and `_tls` if it is asked over https (`cloudflare` is that as well)."""
    url: str
    status: int
    body: str | None
    """The pattern of the whole body, without blanks around it; `None` where status alone tells."""
    seen: date


# Plain http on purpose: a portal cannot rewrite https. And https, without which nobody knows whether the
# network carries what X needs. These are what operating systems and browsers ask to find out whether they are
# online, of five operators, for each is filtered somewhere. Cloudflare's trace runs on the same edge as X:
# its failing beside X's says that the edge is sick.
CONTROLS = (
    KnownControl("google", "http://connectivitycheck.gstatic.com/generate_204", 204, None, date(2026, 9, 1)),
    KnownControl("mozilla", "http://detectportal.firefox.com/success.txt", 200, "success", date(2026, 9, 1)),
    KnownControl(
        "microsoft",
        "http://www.msftconnecttest.com/connecttest.txt",
        200,
        "Microsoft Connect Test",
        date(2026, 9, 1),
    ),
    KnownControl(
        "cloudflare",
        "https://www.cloudflare.com/cdn-cgi/trace",
        200,
        r"(?s)(?:.*\n)?colo=.*",  # the edge's city
        date(2026, 9, 1),
    ),
    KnownControl("google_tls", "https://www.google.com/generate_204", 204, None, date(2026, 9, 1)),
    KnownControl(
        "apple_tls",
        "https://captive.apple.com/hotspot-detect.html",
        200,
        r"(?is).{0,400}<body>\s*success\s*</body>.{0,400}",
        date(2026, 9, 1),
    ),
    KnownControl(
        "mozilla_tls", "https://detectportal.firefox.com/success.txt", 200, "success", date(2026, 9, 1)
    ),
)


@dataclass(frozen=True, slots=True)
class KnownResolver:
    """DNS over HTTPS, asked by address."""

    id: str
    addresses: tuple[str, ...]
    """The first is the host of the URL, for which the certificate is issued as for the others."""
    path: str
    seen: date


RESOLVERS = (
    KnownResolver("doh_cloudflare", ("1.1.1.1", "2606:4700:4700::1111"), "/dns-query", date(2026, 9, 1)),
    KnownResolver("doh_google", ("8.8.8.8", "2001:4860:4860::8888"), "/resolve", date(2026, 9, 1)),
)


@dataclass(frozen=True, slots=True)
class KnownSource:
    """Where a source is asked; what a right answer is, its reader in `sources` knows."""

    url: str
    """What all that is asked there begins with."""
    seen: date


GLOBALPING = KnownSource("https://api.globalping.io/v1/measurements", date(2026, 9, 1))
NETBLOCKS_ON_MASTODON = KnownSource("https://mastodon.social/api/v1/accounts", date(2026, 8, 2))
# Cached, and open to guests (docs.bsky.app, "Rate limits").
NETBLOCKS_ON_BLUESKY = KnownSource(
    "https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed", date(2026, 6, 1)
)
BLUESKY = KnownSource("https://bsky.social", date(2026, 6, 1))
BLUESKY_IDENTITIES = KnownSource("https://plc.directory", date(2026, 6, 1))
REDDIT_FEED = KnownSource("https://www.reddit.com/r/Twitter/new/.rss", date(2026, 8, 12))
REDDIT_LOGIN = KnownSource("https://www.reddit.com/api/v1/access_token", date(2026, 5, 22))
REDDIT_SEARCH = KnownSource("https://oauth.reddit.com/r/all/search", date(2026, 5, 22))
THREADS = KnownSource("https://graph.threads.net/v1.0", date(2026, 1, 21))
DOWNDETECTOR = KnownSource("https://downdetectorapi.com/v2", date(2026, 9, 1))
CLOUDFLARE_STATUS_PAGE = KnownSource("https://www.cloudflarestatus.com/api/v2/status.json", date(2026, 9, 1))
