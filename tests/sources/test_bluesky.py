"""Bluesky: one login for weeks, whatever happens to the session, and a door that is closed to guests."""

from __future__ import annotations

import json

import pytest

from tests.computer.keys import FailingKeys, FakeKeys
from tests.servers import reply
from tests.sources.crowds import (
    ACCOUNTS,
    BURST,
    MURMUR,
    SECRET,
    Asked,
    BlueskyWorld,
    Hosts,
    as_answer,
    key_store,
    keys_with,
    minutes,
    replies,
    session,
)
from tests.sources.made import setup
from trayapp.about import APP_ID
from trayapp.domain.codes import Says, UnavailableReason
from trayapp.domain.reports import Report
from trayapp.sources import bluesky
from trayapp.sources.base import Reply, Source, Unavailable
from trayapp.sources.bluesky import is_server, read_session

LOGIN = "POST /xrpc/com.atproto.server.createSession"
REFRESH = "POST /xrpc/com.atproto.server.refreshSession"
SEARCH = "GET /xrpc/app.bsky.feed.searchPosts"
SEARCHES = 3

GUESTS = reply(
    403,
    "<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>",
    {"content-type": "text/html"},
)


def source(keys: FakeKeys) -> Source:
    """As after a start of the program."""
    return bluesky.source(setup(key_store(keys)))


def says(said: Reply) -> str:
    if isinstance(said, Unavailable):
        return said.reason
    assert isinstance(said, Report)
    return said.evidence.says


def test_it_logs_in_once_and_searches_at_the_users_own_server() -> None:
    world = BlueskyWorld(BURST)

    said = replies(source(keys_with("bluesky")), world, minutes(0, 20, 40))

    assert [says(reply) for reply in said] == [Says.TROUBLE, Says.NOTHING, Says.NOTHING]  # the burst is over
    assert world.paths() == [LOGIN, *[SEARCH] * 3 * SEARCHES]
    assert {asked.query["q"] for asked in world.asked[1:]} == {"twitter down", "x down", "twitter störung"}
    assert {asked.query["sort"] for asked in world.asked[1:]} == {"latest"}


def test_the_session_outlives_the_program() -> None:
    world, keys = BlueskyWorld(MURMUR), keys_with("bluesky")

    for start in range(5):
        replies(source(keys), world, minutes(start * 60))

    assert world.paths().count(LOGIN) == 1


def test_an_expired_session_is_refreshed_and_the_new_one_kept() -> None:
    world, keys = BlueskyWorld(MURMUR), keys_with("bluesky")
    replies(source(keys), world)
    world.is_expired = True
    world.asked.clear()

    said = replies(source(keys), world, minutes(60)) + replies(source(keys), world, minutes(65))

    assert [says(reply) for reply in said] == [Says.NOTHING, Says.NOTHING]
    assert world.paths() == [SEARCH, REFRESH, *[SEARCH] * 2 * SEARCHES]


def test_a_session_that_cannot_be_refreshed_is_begun_anew() -> None:
    world, keys = BlueskyWorld(MURMUR), keys_with("bluesky")
    replies(source(keys), world)
    world.is_expired, world.is_refresh_taken = True, False
    world.asked.clear()

    (said,) = replies(source(keys), world, minutes(60))

    assert says(said) == Says.NOTHING
    assert world.paths() == [SEARCH, REFRESH, LOGIN, *[SEARCH] * SEARCHES]


def test_five_logins_a_day_are_the_most_however_often_it_is_started() -> None:
    """Each session is refused at once, which no working service does."""
    world, keys = BlueskyWorld(MURMUR), keys_with("bluesky")
    world.is_refresh_taken = False
    said = []
    for start in range(10):
        world.sessions += 1  # none of the old ones is taken any more
        said += replies(source(keys), world, minutes(start))

    assert world.paths().count(LOGIN) == 5
    last = said[-1]
    assert isinstance(last, Unavailable)
    assert last.reason is UnavailableReason.LIMITED
    assert last.wait_s == 24 * 3600 - 9 * 60
    assert says(replies(source(keys), world, minutes(24 * 60))[0]) == Says.NOTHING


def test_a_wrong_password_is_tried_once_until_there_is_another() -> None:
    world, keys = BlueskyWorld(MURMUR), keys_with("bluesky")
    world.password = "the right one"
    asked = source(keys)

    wrong = replies(asked, world, minutes(0, 5, 10))
    keys.kept[APP_ID, "bluesky"] = json.dumps({**ACCOUNTS["bluesky"], "app_password": "the right one"})
    (right,) = replies(asked, world, minutes(15))

    assert wrong == [Unavailable(UnavailableReason.LOGIN)] * 3
    assert world.paths().count(LOGIN) == 2
    assert says(right) == Says.NOTHING


def test_another_account_does_not_take_over_the_session() -> None:
    world, keys = BlueskyWorld(MURMUR), keys_with("bluesky")
    replies(source(keys), world)
    keys.kept[APP_ID, "bluesky"] = json.dumps({**ACCOUNTS["bluesky"], "handle": "you.bsky.social"})

    assert says(replies(source(keys), world, minutes(5))[0]) == UnavailableReason.LOGIN


def test_without_an_account_nobody_is_asked() -> None:
    world = BlueskyWorld(BURST)

    assert replies(source(keys_with()), world) == [Unavailable(UnavailableReason.NO_ACCOUNT)]
    assert world.asked == []


def test_a_key_store_that_fails_is_the_reason() -> None:
    world = BlueskyWorld(BURST)

    assert replies(source(FailingKeys(OSError)), world) == [Unavailable(UnavailableReason.KEY_STORE)]
    assert world.asked == []


def test_the_page_for_guests_is_known() -> None:
    closed = Hosts(
        lambda asked: GUESTS if "search" in asked.path else as_answer(session(1)),
        ("bsky.social", "pds.host.bsky.network"),
    )

    assert replies(source(keys_with("bluesky")), closed) == [Unavailable(UnavailableReason.GUESTS)]
    assert len(closed.asked) == 2


OWN = "https://pds.own.example"
DID = "did:plc:abc123"


def document(server: str = OWN, did: str = DID, name: str = "at://me.example") -> dict[str, object]:
    service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": server}
    return {"id": did, "alsoKnownAs": [name], "service": [service]}


def own_server(identity: object, did: str = DID) -> Hosts:
    """Somebody's own server, and those who say where it is."""

    def answer(asked: Asked) -> bytes:
        match asked.host, asked.path.rpartition(".")[2]:
            case "bsky.social", "resolveHandle":
                assert asked.query == {"handle": "me.example"}
                return as_answer({"did": did})
            case "plc.directory" | "me.example", _:
                return as_answer(identity)
            case host, "createSession":
                assert json.loads(asked.request.body)["identifier"] == "me.example"
                return as_answer({**session(1), "didDoc": document(f"https://{host}")})
            case "pds.own.example" | "bsky.social", "searchPosts":
                return as_answer({"posts": []})
        raise AssertionError(asked)

    return Hosts(answer, ("bsky.social", "plc.directory", "me.example", "pds.own.example"))


def keys_of(handle: str) -> FakeKeys:
    keys = keys_with("bluesky")
    keys.kept[APP_ID, "bluesky"] = json.dumps({**ACCOUNTS["bluesky"], "handle": handle})
    return keys


@pytest.mark.parametrize(
    ("did", "where"), [(DID, "plc.directory"), ("did:web:me.example", "me.example")], ids=["plc", "web"]
)
def test_an_account_on_a_server_of_its_own_logs_in_there(did: str, where: str) -> None:
    world = own_server(document(did=did), did)

    assert [says(said) for said in replies(source(keys_of("me.example")), world)] == [Says.NOTHING]
    assert [asked.host for asked in world.asked] == ["bsky.social", where, *["pds.own.example"] * 4]


def test_an_account_of_bluesky_s_under_its_own_domain_logs_in_at_bluesky_s() -> None:
    world = own_server(document("https://morel.us-east.host.bsky.network"))

    replies(source(keys_of("me.example")), world)
    assert [asked.host for asked in world.asked if asked.path.endswith("createSession")] == ["bsky.social"]


@pytest.mark.parametrize(
    "identity",
    [
        document(did="did:plc:another"),
        document(name="at://you.example"),
        document("http://pds.own.example"),
        document("https://127.0.0.1"),
        {"id": DID, "alsoKnownAs": ["at://me.example"]},
        [],
    ],
    ids=["another", "another's name", "http", "address", "no server", "no document"],
)
def test_a_password_goes_to_no_server_that_the_identity_does_not_name(identity: object) -> None:
    world = own_server(identity)

    assert replies(source(keys_of("me.example")), world) == [Unavailable(UnavailableReason.UNREADABLE)]
    assert not any(asked.request.body for asked in world.asked)


@pytest.mark.parametrize("did", ["did:key:abc", "did:web:127.0.0.1", "did:web:localhost", "nonsense", ""])
def test_an_identity_of_another_kind_is_not_followed(did: str) -> None:
    world = own_server({}, did)

    assert replies(source(keys_of("me.example")), world) == [Unavailable(UnavailableReason.UNREADABLE)]
    assert [asked.host for asked in world.asked] == ["bsky.social"]


def test_a_handle_that_nobody_has_is_a_wrong_account() -> None:
    unknown = {"error": "InvalidRequest", "message": "Unable to resolve handle"}
    world = Hosts(lambda _: as_answer(unknown, 400), ("bsky.social",))
    asked = source(keys_of("nobody.example"))

    assert replies(asked, world, minutes(0, 5)) == [Unavailable(UnavailableReason.LOGIN)] * 2
    assert len(world.asked) == 1


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://pds.example",
        "https://127.0.0.1",
        "https://localhost",
        "https://pds.example:8443",
        "https://pds.example/x",
        "https://user@pds.example",
        "https://[::1]",
        "https://pds.example\r\nx: y",
        "",
        7,
        None,
    ],
)
def test_a_token_goes_to_no_odd_place(endpoint: object) -> None:
    document = {"service": [{"type": "AtprotoPersonalDataServer", "serviceEndpoint": endpoint}]}

    read = read_session({**session(1), "didDoc": document}, "https://bsky.social")

    assert read is not None
    assert read.server == "https://bsky.social"
    assert not is_server(str(endpoint))


@pytest.mark.parametrize("token", ["", "two\r\nlines", "ümlaut", "x" * 5000, 3, None])
def test_what_cannot_be_a_token_is_none(token: object) -> None:
    assert read_session({**session(1), "accessJwt": token}, "https://bsky.social") is None


def test_the_session_shows_itself_to_nobody_who_prints_it() -> None:
    assert SECRET not in f"{read_session(session(1), 'https://bsky.social')!r}"
