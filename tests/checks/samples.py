"""Answers of X's hosts in the shapes they really have, written for the tests."""

from __future__ import annotations

import json
from typing import Any

from trayapp.checks.surfaces import chosen
from trayapp.settings.declarations import Settings

CHALLENGE = {"server": "cloudflare", "cf-mitigated": "challenge"}

ROBOTS = "# a note\nUser-agent: *\nAllow: /i/api/\nDisallow: /i/u\n" + "# more\n" * 300

_SCRIPT_FAILURE = (
    '<div id="ScriptLoadFailure" style="display:none"><span>Something went wrong, but do not fret — '
    "let us give it another shot.</span></div>"
)
SHELL = (
    '<!DOCTYPE html><html dir="ltr" lang="en"><head>'
    '<link rel="preconnect" href="//abs.twimg.com" /><link rel="preconnect" href="//api.x.com" />'
    '<link rel="preload" href="https://abs.twimg.com/responsive-web/client-web/main.0a1b2c3d.js" />'
    '<meta content="X (formerly Twitter)" property="og:site_name" /></head><body>'
    f'<div id="react-root"><div id="placeholder"></div>{_SCRIPT_FAILURE}</div></body></html>'
)
SHELL_2021 = SHELL.replace("client-web/main.0a1b2c3d", "client-web-legacy/vendors~main.0a1b2c3d")
SHELL_GERMAN = SHELL.replace("Something went wrong, but do not fret", "Etwas ist schiefgelaufen, keine Sorge")
SHELL_FOR_PREVIEWS = (
    '<!DOCTYPE html><html><head><meta property="og:title" content="X" />'
    '<meta property="al:ios:url" content="twitter://timeline" /></head>'
    '<body><div id="react-root"></div></body></html>'
)
ERROR_PAGE = (
    "<!DOCTYPE html><html><head><title>X / Error</title>"
    '<link rel="shortcut icon" href="//abs.twimg.com/favicons/twitter.3.ico"></head>'
    '<body><img src="https://abs.twimg.com/errors/logo46x38.png">Technically wrong.</body></html>'
)

OEMBED_POST: dict[str, Any] = {
    "url": "https://twitter.com/jack/status/20",
    "author_name": "jack",
    "author_url": "https://twitter.com/jack",
    "html": '<blockquote class="twitter-tweet"><p lang="en" dir="ltr">a few words</p>&mdash; jack (@jack) '
    '<a href="https://twitter.com/jack/status/20">March 21, 2006</a></blockquote>\n',
    "type": "rich",
    "cache_age": "3153600000",
    "provider_name": "X",
    "version": "1.0",
}
OEMBED_TIMELINE: dict[str, Any] = {
    "url": "https://x.com/XDevelopers",
    "title": "",
    "html": '<a class="twitter-timeline" href="https://x.com/XDevelopers">Posts by XDevelopers</a>\n',
    "type": "rich",
    "version": "1.0",
}
TWEET: dict[str, Any] = {
    "__typename": "Tweet",
    "id_str": "20",
    "text": "a few words",
    "created_at": "2006-03-21T20:50:14.000Z",
    "user": {"id_str": "12", "name": "jack", "screen_name": "jack"},
}
TOMBSTONE: dict[str, Any] = {
    "__typename": "TweetTombstone",
    "tombstone": {"text": {"text": "This Post was deleted by the Post author."}},
}

Sample = tuple[int, dict[str, str], bytes]
"""Status, headers, body."""

HTML, JSON, TEXT = (
    {"content-type": f"{kind}; charset=utf-8"} for kind in ("text/html", "application/json", "text/plain")
)
SIGNS = {
    "server": "cloudflare envoy",
    "cf-ray": "8f00aa11bb22cc33-FRA",
    "cf-cache-status": "DYNAMIC",
    "x-transaction-id": "0a1b2c3d4e5f6071",
    "set-cookie": "guest_id=v1%3A177; Max-Age=63072000; Domain=.x.com; Secure",
}
_PICTURE = b"\xff" * 1024

WELL: dict[str, Sample] = {
    "x.com/robots.txt": (200, SIGNS | TEXT, ROBOTS.encode()),
    "x.com/": (200, SIGNS | HTML, f"{SHELL}{'<script>0</script>' * 1200}".encode()),
    "publish.x.com": (200, SIGNS | JSON, json.dumps(OEMBED_POST).encode()),
    "cdn.syndication.twimg.com": (200, JSON, json.dumps(TWEET).encode()),
    "pbs.twimg.com": (206, {"content-type": "image/jpeg"}, _PICTURE),
    "abs.twimg.com": (206, {"content-type": "image/png"}, _PICTURE),
    "video.twimg.com": (206, {"content-type": "video/mp4"}, b"\xff"),
    "t.co": (301, {"location": "https://x.com/"}, b""),
    "api.x.com": (401, SIGNS | JSON, b'{"title":"Unauthorized","status":401}'),
}
"""What each of X's hosts answers while all is well: by host, or by host and path where that matters."""

CORE = ("x.com", "publish.x.com", "cdn.syndication.twimg.com")
PARTS = tuple(host for surface in chosen(Settings()) if not surface.is_core for host in surface.hosts)
"""The hosts of all other parts that are watched as it comes."""
X = (*CORE, *PARTS)
