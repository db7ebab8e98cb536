"""Answers of the outside services in the shapes they really have, written for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.sources.made import NOW

OUTAGE = (
    "\N{INFORMATION SOURCE} Note: Social media platform X (formerly Twitter) is currently experiencing "
    "international outages; incident not related to country-level internet disruptions or filtering "
    "#TwitterDown"
)
ABOUT_SOMETHING_ELSE = "Confirmed: Live metrics show a disruption to internet connectivity in Iran"

CREATED = {"id": "m1", "probesCount": 7}


def vantage(country: str, outcome: str) -> dict[str, Any]:
    """One vantage point of a measurement: an HTTP status, `in-progress`, `offline`, or why it failed."""
    probe = {
        "continent": "EU",
        "country": country,
        "city": "Town",
        "asn": 64500,
        "network": "A Network",
        "tags": ["eyeball-network"],
        "resolvers": ["private"],
    }
    nothing = dict.fromkeys(("total", "dns", "tcp", "tls", "firstByte", "download"))
    if outcome == "in-progress":
        result: dict[str, Any] = {"status": "in-progress", "rawOutput": ""}
    elif outcome.isdecimal():
        result = {
            "status": "finished",
            "resolvedAddress": "172.66.0.227",
            "headers": {"server": "cloudflare envoy"},
            "rawBody": "<!DOCTYPE html>",
            "truncated": True,
            "statusCode": int(outcome),
            "statusCodeName": "Name",
            "timings": {**nothing, "total": 180},
            "tls": {"authorized": True, "protocol": "TLSv1.3"},
        }
    else:
        result = {
            "status": "offline" if outcome == "offline" else "failed",
            "failureSource": outcome,
            "rawOutput": "Request timeout.",
            "statusCode": None,
            "timings": nothing,
            "tls": None,
        }
    return {"probe": probe, "result": result}


def measurement(seen: Sequence[tuple[str, str]], status: str = "finished") -> dict[str, Any]:
    return {
        "id": CREATED["id"],
        "type": "http",
        "status": status,
        "target": "x.com",
        "probesCount": len(seen),
        "results": [vantage(country, outcome) for country, outcome in seen],
    }


def everywhere(outcome: str) -> list[tuple[str, str]]:
    return [(country, outcome) for country in ("DE", "DE", "US", "GB", "JP", "BR", "AU")]


ACCOUNT = {"id": "195383", "username": "netblocks", "acct": "netblocks", "bot": False}


def ago(minutes: float) -> str:
    """A moment so long ago, as services write it."""
    return written(NOW - timedelta(minutes=minutes))


def written(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def status(text: str, minutes: float = 10, number: int = 1) -> dict[str, Any]:
    """A Mastodon status, so many minutes old."""
    return {
        "id": f"11{number}",
        "created_at": ago(minutes),
        "content": f"<p>{text}</p>",
        "language": "en",
        "visibility": "public",
        "url": f"https://mastodon.social/@netblocks/11{number}",
        "tags": [],
        "reblog": None,
        "account": ACCOUNT,
    }


def feed(*posts: dict[str, Any]) -> dict[str, Any]:
    """A Bluesky author's feed."""
    return {"feed": [{"post": post} for post in posts], "cursor": "next"}


def post(text: str, minutes: float = 10, key: str = "3kabc") -> dict[str, Any]:
    """A Bluesky post, so many minutes old."""
    return {
        "uri": f"at://did:plc:author/app.bsky.feed.post/{key}",
        "cid": "bafy1",
        "author": {"did": "did:plc:author", "handle": "netblocks.org"},
        "record": {"$type": "app.bsky.feed.post", "text": text, "createdAt": ago(minutes)},
        "indexedAt": ago(minutes),
        "labels": [],
    }


def status_page(indicator: str) -> dict[str, Any]:
    return {
        "page": {"id": "yh6f0r4529hb", "name": "Cloudflare", "url": "https://www.cloudflarestatus.com"},
        "status": {"indicator": indicator, "description": "Partial System Outage"},
    }
