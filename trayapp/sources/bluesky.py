"""Bluesky: what people write, by its search. It is closed to guests; an app password of the user's opens it.

docs.bsky.app, "Rate limits" and "API hosts and auth": an account may log in 300 times a day, so a session is
kept, in the key store, and refreshed. The search is asked at the user's own server (PDS), and on suspicion
only: its operators want no standing polls of it (bluesky-social/atproto#3423).

Built from its documentation, never run against the live service.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from trayapp.computer.key_store import KeyStore, Secret
from trayapp.crowd.burst import Post
from trayapp.domain.check_json import read_moment
from trayapp.domain.codes import UnavailableReason
from trayapp.errors import KeyStoreError
from trayapp.net.answers import Answer
from trayapp.net.exchange import Client, Request
from trayapp.net.known_hosts import BLUESKY, BLUESKY_IDENTITIES
from trayapp.settings.declarations import SESSION
from trayapp.sources.account import Account
from trayapp.sources.base import Setup, Source, UnavailableError, fetch
from trayapp.sources.crowd_source import search_each, searches, source_of_posts
from trayapp.sources.payload import bluesky_link, is_token, one_line, part, posting, read_each, read_json

ID = "bluesky"

# A crowd takes some minutes to gather: asked more often, it would hardly say anything new.
_SUSPICION_INTERVAL_S = 300.0

_ENTRY = BLUESKY.url
_ENTRY_HANDLES = ".bsky.social"
_ENTRY_SERVERS = ".host.bsky.network"
# The session's name in the key store.
_SESSION = SESSION.format(account=ID)

# Of the 300 that are allowed. A session lasts for weeks, so that one a month would be usual.
_MOST_LOGINS_A_DAY = 5
_DAY = timedelta(days=1)

# With these comes a body that says why.
_EXPLAINED = frozenset({400, 401, 403})

_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,5}[a-z][a-z0-9-]{1,62}", re.IGNORECASE)
_DID = re.compile(r"did:[a-z]{1,10}:[A-Za-z0-9.:_-]{1,200}")


@dataclass(frozen=True, slots=True, repr=False)
class Session:
    """What a login gives. It shows itself to nobody who prints it."""

    access: str
    refresh: str
    server: str
    """The user's own, as an https address without a path."""


class _Bluesky:
    """Logs in, keeps the session, and searches."""

    def __init__(self, keys: KeyStore, country: str | None) -> None:
        self._keys = keys
        self._account = Account(keys, ID)
        self._searches = searches(country)
        self._of: Secret | None = None  # whose session it is
        self._session: Session | None = None
        self._logins: tuple[datetime, ...] = ()

    async def posts(self, client: Client, at: datetime) -> list[Post]:
        """The newest posts with our words."""
        account = await self._account.get()
        if self._of != account:
            await self._resume(account)
        if self._session is None:
            await self._log_in(client, at, account)
        return await search_each(lambda words: self._search(client, at, account, words), self._searches)

    async def _search(self, client: Client, at: datetime, account: Secret, words: str) -> list[Post]:
        """One search; with a new session, if the old one has expired."""
        for renew in (self._refresh, self._log_in):
            session = self._session
            if session is None:
                break
            url = f"{session.server}/xrpc/app.bsky.feed.searchPosts?q={quote(words)}&sort=latest&limit=100"
            answer = await self._fetch(client, _asking(url, session.access), at)
            if answer.status not in _EXPLAINED:
                return read_json(answer, read_posts)
            if not _is_about_session(answer):
                raise _closed(answer)
            await renew(client, at, account)
        raise UnavailableError(UnavailableReason.LOGIN)

    async def _log_in(self, client: Client, at: datetime, account: Secret) -> None:
        """Open a new session."""
        home = await self._home(client, at, account["handle"])
        # A login of a later moment is one of a clock that was set back.
        recent = tuple(login for login in self._logins if timedelta() <= at - login < _DAY)
        if len(recent) >= _MOST_LOGINS_A_DAY:
            raise UnavailableError(UnavailableReason.LIMITED, (recent[0] + _DAY - at).total_seconds())
        self._logins = (*recent, at)
        self._session = None
        await self._keep()  # before it is tried: whatever happens, it was one
        wanted = posting({"identifier": account["handle"], "password": account["app_password"]})
        url = f"{home}/xrpc/com.atproto.server.createSession"
        request = Request(url, body_wanted_with=_EXPLAINED, **wanted)
        try:
            answer = await self._fetch(client, request, at)
        except UnavailableError as error:
            if error.reply.reason in (UnavailableReason.LIMITED, UnavailableReason.UNREACHABLE):
                self._logins = recent  # it was none
            raise
        if answer.status in _EXPLAINED:
            raise _closed(answer) if answer.status == 403 else self._account.refuse()
        self._session = read_json(answer, lambda value: read_session(value, home))
        await self._keep()

    async def _home(self, client: Client, at: datetime, handle: str) -> str:
        """Where this account logs in: at Bluesky's entry, or at a server of the user's own.

        By the document of its identity (atproto.com, "Handle", "DID"): the password is sent nowhere else.
        """
        handle = handle.lower().removeprefix("@")
        if handle.endswith(_ENTRY_HANDLES) or not (_HOST.fullmatch(handle) or _DID.fullmatch(handle)):
            return _ENTRY  # which takes addresses of mail, too
        did = handle
        if not _DID.fullmatch(handle):
            asked = Request(f"{_ENTRY}/xrpc/com.atproto.identity.resolveHandle?handle={quote(handle)}")
            answer = await fetch(client, asked, at, expects=frozenset({400}))
            if answer.status == 400:
                raise self._account.refuse()  # nobody is called so
            did = read_json(answer, lambda value: part(str, value, "did"))
        address = address_of_document(did)
        if address is None:
            raise UnavailableError(UnavailableReason.UNREADABLE)
        answer = await fetch(client, Request(address), at)
        server = read_json(answer, lambda value: read_home(value, did, handle))
        return _ENTRY if server.endswith(_ENTRY_SERVERS) else server

    async def _refresh(self, client: Client, at: datetime, account: Secret) -> None:
        """Make the session young again, or open a new one if it cannot be."""
        session = self._session
        if session is not None:
            url = f"{session.server}/xrpc/com.atproto.server.refreshSession"
            request = _asking(url, session.refresh, body=b"")  # a POST without a word
            answer = await self._fetch(client, request, at)
            if answer.status not in _EXPLAINED:
                self._session = read_session(answer.json, session.server)  # unreadable: log in anew
                if self._session is not None:
                    await self._keep()
                    return
        await self._log_in(client, at, account)

    async def _fetch(self, client: Client, request: Request, at: datetime) -> Answer:
        return await fetch(client, request, at, expects=_EXPLAINED, account=self._account.identity)

    async def _resume(self, account: Secret) -> None:
        """Take up the session of an earlier run, if it was this account's."""
        self._of, self._session, kept = account, None, None
        with suppress(KeyStoreError):
            kept = await self._keys.read(_SESSION)
        if kept is None:
            return
        times = (read_moment(time) for time in kept.values.get("logins", "").split())
        self._logins = tuple(time for time in times if time is not None)
        access, refresh, server = (kept.values.get(name, "") for name in ("access", "refresh", "server"))
        if kept.values.get("handle") == account["handle"] and access and refresh and is_server(server):
            self._session = Session(access, refresh, server)

    async def _keep(self) -> None:
        """Keep session and logins for the next run. What cannot be kept holds for this one."""
        values = {"logins": " ".join(login.isoformat() for login in self._logins)}
        if self._session is not None and self._of is not None:
            values |= {"handle": self._of["handle"], **asdict(self._session)}
        with suppress(KeyStoreError):
            await self._keys.write(_SESSION, Secret(values))


def _asking(url: str, token: str, body: bytes | None = None) -> Request:
    return Request(url, {"authorization": f"Bearer {token}"}, body, body_wanted_with=_EXPLAINED)


def _is_about_session(answer: Answer) -> bool:
    """Whether it is the session that is refused. It is a 400 that has expired; a 403 is the door itself."""
    code = part(str, answer.json, "error")
    return answer.status == 401 or code in ("ExpiredToken", "InvalidToken", "AuthMissing")


def _closed(answer: Answer) -> UnavailableError:
    """Why the search stays closed. What stands before it turns guests away with a page of its own."""
    if answer.status == 403:
        is_page = answer.json is None and "administrative rules" in answer.text
        return UnavailableError(UnavailableReason.GUESTS if is_page else UnavailableReason.CLOSED)
    return UnavailableError(UnavailableReason.LOGIN if answer.status == 401 else UnavailableReason.UNREADABLE)


def source(setup: Setup) -> Source:
    """The source. The country tells in which languages to search."""
    return source_of_posts(ID, _Bluesky(setup.keys, setup.country).posts, _SUSPICION_INTERVAL_S)


def read_session(value: Any, server: str) -> Session | None:
    """The session that a login or a refreshing gave; `server` is whose it is unless it names another."""
    access, refresh = part(str, value, "accessJwt"), part(str, value, "refreshJwt")
    if not is_token(access) or not is_token(refresh):
        return None
    return Session(access, refresh, _read_server(part(dict, value, "didDoc")) or server)


def address_of_document(did: str) -> str | None:
    """Where the document of an identity stands: of the methods `plc` and `web`; `None` of others."""
    if not _DID.fullmatch(did):
        return None
    if did.startswith("did:plc:"):
        return f"{BLUESKY_IDENTITIES.url}/{did}"
    server = f"https://{did.removeprefix('did:web:')}"
    return f"{server}/.well-known/did.json" if did.startswith("did:web:") and is_server(server) else None


def read_home(value: Any, did: str, handle: str) -> str | None:
    """The server of an identity, by its document, if that is this `did`'s and calls itself `handle`."""
    names = part(list, value, "alsoKnownAs") or []
    is_this = part(str, value, "id") == did and (handle == did or f"at://{handle}" in names)
    return _read_server(value) if is_this else None


def _read_server(document: Any) -> str | None:
    """The user's own server, by the document of their identity."""
    for service in part(list, document, "service") or ():
        endpoint = (part(str, service, "serviceEndpoint") or "").rstrip("/")
        if part(str, service, "type") == "AtprotoPersonalDataServer" and is_server(endpoint):
            return endpoint
    return None


def is_server(address: str) -> bool:
    """Whether a token may be sent there: https, and a name that a public host may have."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    # Nothing of the address may lead elsewhere: no login, port or path.
    return address == f"https://{parts.hostname}" and _HOST.fullmatch(parts.hostname or "") is not None


def read_posts(value: Any) -> list[Post] | None:
    """The posts that a search found; `None` if it is none."""
    return read_each(part(list, value, "posts"), _read_post)


def _read_post(post: Any) -> Post | None:
    did, text = part(str, post, "author", "did"), part(str, post, "record", "text")
    at = read_moment(part(str, post, "indexedAt"))  # `createdAt` is whatever the writer's program claims
    if at is None or text is None or did is None or not _DID.fullmatch(did):
        return None
    languages = part(list, post, "record", "langs") or [None]
    labels = part(list, post, "author", "labels") or ()
    return Post(
        account=did,
        at=at,
        text=one_line(text),
        language=part(str, languages[0]),
        link=bluesky_link(did, part(str, post, "uri")),
        is_bot=any(part(str, label, "val") == "bot" for label in labels),
    )
