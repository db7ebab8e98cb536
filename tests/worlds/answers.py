"""The hosts that are asked, and what they answer when they are well, in the shapes they really have."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.checks import samples
from trayapp.net.known_hosts import CONTROLS, RESOLVERS

Reply = samples.Sample
HTML, JSON, TEXT, SIGNS = samples.HTML, samples.JSON, samples.TEXT, samples.SIGNS
CORE, PARTS, X = samples.CORE, samples.PARTS, samples.X

SITE = "x.com"
READERS = ("publish.x.com", "cdn.syndication.twimg.com")
DOH = {resolver.addresses[0]: resolver.id.removeprefix("doh_") for resolver in RESOLVERS}
SOURCE_HOSTS = ("api.globalping.io", "mastodon.social", "public.api.bsky.app", "crowd.example")

_OPERATOR_OF = {urlsplit(control.url).netloc: control.id.removesuffix("_tls") for control in CONTROLS} | DOH
OPERATORS = {
    operator: tuple(host for host, its in _OPERATOR_OF.items() if its == operator)
    for operator in sorted(set(_OPERATOR_OF.values()))
}
"""Of each operator the hosts that controls and other resolvers are."""
PLAIN = tuple(urlsplit(control.url).netloc for control in CONTROLS if control.url.startswith("http:"))
"""Controls that are asked over plain http, one or the other over https as well."""
EVERYBODY = (*X, *_OPERATOR_OF, *SOURCE_HOSTS)

EDGE_SIGNS = {"server": "cloudflare", "cf-ray": "8f00aa11bb22cc33-FRA"}


def reply(status: int, headers: dict[str, str], body: str = "") -> Reply:
    return status, headers, body.encode()


def reply_json(value: Any, **headers: str) -> Reply:
    return reply(200, JSON | headers, json.dumps(value))


WELL: dict[str, Reply] = {
    **samples.WELL,
    "connectivitycheck.gstatic.com": reply(204, {}),
    "www.google.com": reply(204, {}),
    "detectportal.firefox.com": reply(200, TEXT, "success\n"),
    "www.msftconnecttest.com": reply(200, TEXT, "Microsoft Connect Test"),
    "www.cloudflare.com": reply(200, EDGE_SIGNS | TEXT, "fl=4f1\nh=www.cloudflare.com\ncolo=FRA\nloc=DE\n"),
    "captive.apple.com": reply(200, HTML, "<HTML><HEAD></HEAD><BODY>Success</BODY></HTML>"),
}


def doh(url: str, x_says: str) -> Reply:
    """Another resolver's answer about one of X's names: `knows`, `nxdomain` or `servfail`."""
    if x_says != "knows":
        return reply_json({"Status": 3 if x_says == "nxdomain" else 2})
    name = parse_qs(urlsplit(url).query)["name"][0]
    record = {"name": name, "type": 1, "TTL": 300, "data": "172.66.0.227"}
    return reply_json({"Status": 0, "Answer": [record]})
