"""Services that are crowds, played by a local server: what each was asked, and how posts look at each."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from tests.computer.keys import FakeKeys
from tests.servers import Internet, PlayedRequest, Serve, plays, reply
from tests.sources.made import NOW
from trayapp.about import APP_ID
from trayapp.computer.key_store import KeyStore
from trayapp.settings import declarations
from trayapp.sources.base import Reply, Source

SECRET = "abcd-efgh-ijkl-mnop"
"""In every account that tests keep: whatever shows this leaks."""

_NAMES = {"handle": "me.bsky.social"}
ACCOUNTS = {
    name: {f.name: SECRET if f.is_secret else _NAMES.get(f.name, "me") for f in fields}
    for name, fields in declarations.ACCOUNTS.items()
}


@dataclass(frozen=True)
class Asked:
    """One request, as a service sees it."""

    host: str
    request: PlayedRequest

    @property
    def path(self) -> str:
        return urlsplit(self.request.target).path

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.request.target).query).items()}

    @property
    def bearer(self) -> str:
        return self.request.headers.get("authorization", "").removeprefix("Bearer ")


Answering = Callable[[Asked], bytes]
"""What a service answers: a whole HTTP answer."""


@dataclass
class Hosts:
    """All hosts of one service, and what they were asked."""

    answer: Answering
    names: tuple[str, ...]
    asked: list[Asked] = field(default_factory=list)

    async def join(self, internet: Internet) -> None:
        for name in self.names:
            await internet.host(name, self._serve(name))

    def _serve(self, name: str) -> Serve:
        def answer(request: PlayedRequest) -> bytes:
            asked = Asked(name, request)
            self.asked.append(asked)
            return self.answer(asked)

        return plays(answer, [])

    def paths(self) -> list[str]:
        """Method and path of each request."""
        return [f"{asked.request.method} {asked.path}" for asked in self.asked]


def as_answer(value: Any, status: int = 200, **headers: str) -> bytes:
    return reply(status, json.dumps(value), {"content-type": "application/json", **headers})


def replies(source: Source, hosts: Hosts, at: Iterable[datetime] = (NOW,)) -> list[Reply]:
    """What a source says at these moments."""

    async def scenario() -> list[Reply]:
        async with Internet() as internet:
            await hosts.join(internet)
            client = internet.client()
            return [await source.ask(client, moment) for moment in at]

    return asyncio.run(scenario())


def minutes(*later: float) -> list[datetime]:
    return [NOW + timedelta(minutes=minute) for minute in later]


def keys_with(*names: str) -> FakeKeys:
    """A key store with these accounts."""
    keys = FakeKeys()
    for name in names:
        keys.kept[APP_ID, name] = json.dumps(ACCOUNTS[name])
    return keys


def key_store(keys: FakeKeys) -> KeyStore:
    return KeyStore(lambda: keys)


@dataclass(frozen=True)
class Said:
    """One post, before it takes the form of a service."""

    who: str
    text: str = "Twitter is down again, nothing loads"
    minutes_ago: float = 3.0
    is_bot: bool = False

    @property
    def at(self) -> datetime:
        return NOW - timedelta(minutes=self.minutes_ago)


MURMUR = (
    Said("ann", "Remember when Twitter was down for a whole day in 2016?", 4),
    Said("bea", "I like it here better than on Twitter", 9),
    Said("cem", "X is down", 40),
    Said("dan", "My wifi is down again", 2),
    Said("eve", "Twitter is down for me", 6),
)
"""A calm quarter of an hour."""

_OWN_WORDS = (
    "Twitter is down again, nothing loads",
    "X is down",
    "is Twitter down for anyone else?",
    "x.com gives me a 503",
    "my timeline on X hasn't moved since lunch, X is broken",
    "Twitter won't open on the train",
    "X stopped loading here in Leeds",
    "can't get on Twitter at all",
    "X outage in Ireland, app and website",
    "pictures on X don't load",
    "Twitter crashed, back to the garden",
    "why is X not working??",
)
BURST = tuple(Said(f"user{n}", text, minutes_ago=n / 2) for n, text in enumerate(_OWN_WORDS))
ONE_ACCOUNT = tuple(Said("loud", minutes_ago=n / 2) for n in range(12))


def mastodon_status(said: Said, n: int, **more: Any) -> dict[str, Any]:
    return {
        "id": str(n),
        "created_at": said.at.isoformat().replace("+00:00", "Z"),
        "content": f"<p>{escape(said.text)}</p>",
        "language": "en",
        "spoiler_text": "",
        "url": f"https://mastodon.social/@{said.who}/{n}",
        "reblog": None,
        "account": {"id": f"1{n}", "acct": f"{said.who}@home.example", "bot": said.is_bot},
        **more,
    }


def bluesky_post(said: Said, n: int) -> dict[str, Any]:
    return {
        "uri": f"at://did:plc:{said.who}/app.bsky.feed.post/3k{n}",
        "author": {
            "did": f"did:plc:{said.who}",
            "handle": f"{said.who}.bsky.social",
            "labels": [{"val": "bot"}] if said.is_bot else [],
        },
        "record": {"text": said.text, "createdAt": "2020-01-01T00:00:00Z", "langs": ["en"]},
        "indexedAt": said.at.isoformat(),
    }


def reddit_child(said: Said, n: int) -> dict[str, Any]:
    author = f"{said.who}_bot" if said.is_bot else said.who
    data = {
        "author": author,
        "title": said.text,
        "selftext": "",
        "created_utc": said.at.timestamp(),
        "permalink": f"/r/Twitter/comments/{n}/",
    }
    return {"kind": "t3", "data": data}


def reddit_feed(posts: Iterable[Said]) -> str:
    entries = "".join(
        f"<entry><author><name>/u/{said.who}{'_bot' if said.is_bot else ''}</name></author><id>t3_{n}</id>"
        f'<link href="https://www.reddit.com/r/Twitter/comments/{n}/"/>'
        f"<published>{said.at.isoformat()}</published><updated>{said.at.isoformat()}</updated>"
        f"<title>{escape(said.text)}</title>"
        f'<content type="html">&lt;p&gt;see title&lt;/p&gt;</content></entry>'
        for n, said in enumerate(posts)
    )
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>new</title>{entries}</feed>'
    )


def threads_post(said: Said, n: int) -> dict[str, Any]:
    return {
        "id": str(n),
        "text": said.text,
        "permalink": f"https://www.threads.net/@{said.who}/post/{n}",
        "timestamp": said.at.strftime("%Y-%m-%dT%H:%M:%S+0000"),
        "username": said.who,
    }


PDS = "https://pds.host.bsky.network"


def mastodon_world(posts: Iterable[Said]) -> Hosts:
    timeline = [mastodon_status(said, n) for n, said in enumerate(posts)]

    def answer(asked: Asked) -> bytes:
        if asked.path == "/api/v2/instance":
            return as_answer(instance("public"))
        return as_answer(timeline)

    return Hosts(answer, ("mastodon.social", "mstdn.social"))


def instance(access: str) -> dict[str, Any]:
    feeds = {"local": access, "remote": access}
    return {"domain": "mastodon.social", "configuration": {"timelines_access": {"hashtag_feeds": feeds}}}


def session(number: int) -> dict[str, Any]:
    service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": PDS}
    return {
        "did": "did:plc:me",
        "handle": "me.bsky.social",
        "accessJwt": f"access-{number}-{SECRET}",
        "refreshJwt": f"refresh-{number}-{SECRET}",
        "didDoc": {"id": "did:plc:me", "service": [service]},
    }


EXPIRED = as_answer({"error": "ExpiredToken", "message": "Token has expired"}, 400)


class BlueskyWorld(Hosts):
    """Takes one password, and the latest of the sessions it gave."""

    def __init__(self, posts: Iterable[Said] = ()) -> None:
        super().__init__(self._answer, ("bsky.social", PDS.removeprefix("https://")))
        self._posts = [bluesky_post(said, n) for n, said in enumerate(posts)]
        self.password = SECRET
        self.sessions = 0
        self.is_expired = False
        """Whether the last access token is no longer taken."""
        self.is_refresh_taken = True

    def _answer(self, asked: Asked) -> bytes:
        match asked.path.rpartition(".")[2]:
            case "createSession":
                given = json.loads(asked.request.body)
                if given != {"identifier": "me.bsky.social", "password": self.password}:
                    return as_answer({"error": "AuthenticationRequired", "message": "Invalid"}, 401)
            case "refreshSession":
                if asked.bearer != f"refresh-{self.sessions}-{SECRET}" or not self.is_refresh_taken:
                    return EXPIRED
            case "searchPosts":
                assert f"https://{asked.host}" == PDS
                if asked.bearer != f"access-{self.sessions}-{SECRET}" or self.is_expired:
                    return EXPIRED
                return as_answer({"posts": self._posts, "hitsTotal": len(self._posts)})
            case other:
                raise AssertionError(other)
        self.sessions += 1
        self.is_expired = False
        return as_answer(session(self.sessions))


def reddit_feed_world(posts: Iterable[Said]) -> Hosts:
    feed = reddit_feed(posts)
    return Hosts(lambda _: reply(200, feed, {"content-type": "application/atom+xml"}), ("www.reddit.com",))


def reddit_search_world(posts: Iterable[Said]) -> Hosts:
    children = [reddit_child(said, n) for n, said in enumerate(posts)]
    listing = {"kind": "Listing", "data": {"children": children}}
    pair = base64.b64encode(f"me:{SECRET}".encode()).decode()

    def answer(asked: Asked) -> bytes:
        if asked.path == "/api/v1/access_token":
            assert asked.request.body == b"grant_type=client_credentials"
            if asked.request.headers.get("authorization") != f"Basic {pair}":
                return as_answer({"error": 401}, 401)
            return as_answer({"access_token": f"reddit-{SECRET}", "token_type": "bearer", "expires_in": 3600})
        return as_answer(listing if asked.bearer == f"reddit-{SECRET}" else {"error": 401})

    return Hosts(answer, ("www.reddit.com", "oauth.reddit.com"))


def threads_world(posts: Iterable[Said]) -> Hosts:
    found = {"data": [threads_post(said, n) for n, said in enumerate(posts)]}

    def answer(asked: Asked) -> bytes:
        if asked.bearer != SECRET:
            return as_answer({"error": {"message": "bad", "type": "OAuthException", "code": 190}}, 400)
        return as_answer({"username": "me"} if asked.path.endswith("/me") else found)

    return Hosts(answer, ("graph.threads.net",))
