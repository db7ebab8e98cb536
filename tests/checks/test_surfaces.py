"""Each part of X against real answers: which of them are truly its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests import servers
from tests.checks.samples import (
    CHALLENGE,
    ERROR_PAGE,
    OEMBED_POST,
    OEMBED_TIMELINE,
    ROBOTS,
    SHELL,
    SHELL_2021,
    SHELL_FOR_PREVIEWS,
    SHELL_GERMAN,
    TOMBSTONE,
    TWEET,
)
from tests.servers import Internet, Serve, answers, answers_json, reply
from trayapp.checks.probe import DEADLINE_S, Surface
from trayapp.checks.surfaces import chosen
from trayapp.checks.surfaces.api import API
from trayapp.checks.surfaces.custom import custom
from trayapp.checks.surfaces.files import ASSETS, IMAGES, VIDEO
from trayapp.checks.surfaces.links import LINKS
from trayapp.checks.surfaces.posts import (
    _READERS,
    read_oembed,
    read_one,
    read_tweet_result,
    syndication_token,
)
from trayapp.checks.surfaces.web import WEB, read_robots, read_shell
from trayapp.domain.codes import Outcome
from trayapp.domain.records import SurfaceResult
from trayapp.net.answers import Answer
from trayapp.net.exchange import MOST_BODY_BYTES
from trayapp.net.known_hosts import POSTS
from trayapp.net.x_hosts import is_x_host
from trayapp.settings.declarations import Settings

EDGE = {"server": "cloudflare", "cf-ray": "1"}
ORIGIN = {"server": "cloudflare envoy", "x-transaction-id": "1"}
PLAIN = {"content-type": "text/plain; charset=utf-8"}
HTML = {"content-type": "text/html; charset=utf-8"}
PNG = {"content-type": "image/png"}


def look(surface: Surface, hosts: Mapping[str, Serve], *, full: bool = True) -> SurfaceResult:
    """What a surface says of an internet of these hosts."""

    async def scenario() -> SurfaceResult:
        async with Internet() as internet:
            for name, serve in hosts.items():
                await internet.host(name, serve)
            return await surface.ask(internet.client(), full)

    return asyncio.run(scenario())


def said(result: SurfaceResult) -> tuple[Outcome, str | None]:
    return result.outcome, result.detail


@pytest.mark.parametrize(
    ("serve", "outcome", "detail"),
    [
        pytest.param(answers(500, "", ORIGIN), Outcome.SERVER_ERROR, "origin", id="500 of X"),
        pytest.param(answers(500, "", EDGE), Outcome.SERVER_ERROR, "edge_page", id="500 of the edge"),
        pytest.param(
            answers(502, "", {**EDGE, "x-transaction-id": "1"}),
            Outcome.SERVER_ERROR,
            "origin",
            id="502 passed on",
        ),
        *(
            pytest.param(answers(status, "", EDGE), Outcome.SERVER_ERROR, "edge", id=str(status))
            for status in (520, 521, 522, 523, 524, 525, 526, 530)
        ),
        *(
            pytest.param(answers(status, "", ORIGIN), Outcome.REFUSED, f"http_{status}", id=str(status))
            for status in (400, 401, 402, 403, 404, 410, 418, 451)
        ),
        pytest.param(answers(403, "", CHALLENGE), Outcome.REFUSED, "challenge", id="challenge as 403"),
        pytest.param(answers(429, "", CHALLENGE), Outcome.REFUSED, "challenge", id="challenge as 429"),
        pytest.param(answers(503, "", CHALLENGE), Outcome.REFUSED, "challenge", id="challenge as 503"),
        pytest.param(answers(200, SHELL, CHALLENGE), Outcome.REFUSED, "challenge", id="challenge as 200"),
        pytest.param(answers(429, "", ORIGIN), Outcome.LIMITED, None, id="429"),
        pytest.param(answers(304, "", EDGE), Outcome.PROTOCOL_ERROR, "http_304", id="304 unasked for"),
        pytest.param(answers(700, "", EDGE), Outcome.PROTOCOL_ERROR, "http_700", id="700"),
    ],
)
def test_a_status_is_read_alike_everywhere(serve: Serve, outcome: Outcome, detail: str | None) -> None:
    result = look(WEB, {"x.com": serve})
    assert said(result) == (outcome, detail)


@pytest.mark.parametrize(
    "page",
    [SHELL, SHELL_2021, SHELL_FOR_PREVIEWS, SHELL_GERMAN],
    ids=["today's", "2021's", "for previews", "German"],
)
def test_a_healthy_shell_is_known_by_its_marks_though_it_says_something_went_wrong(page: str) -> None:
    assert said(look(WEB, {"x.com": answers(200, page)})) == (Outcome.OK, None)


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<html><title>Twitter / Over capacity</title></html>",
        ERROR_PAGE,
        "<html>Something went wrong. Try reloading.</html>",
        SHELL_FOR_PREVIEWS.replace('id="react-root"', ""),
        "<html>abs.twimg.com and main.js</html>",
    ],
    ids=["empty", "over capacity", "error page", "words alone", "half a preview", "names alone"],
)
def test_a_page_without_the_marks_is_a_soft_failure(page: str) -> None:
    assert said(look(WEB, {"x.com": answers(200, page, {**ORIGIN, **HTML})})) == (Outcome.SOFT_FAILURE, None)


PAGE = "<!DOCTYPE html><title>X of tomorrow</title>" + "x" * 9000


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        (PAGE, Outcome.UNRECOGNIZED),
        (PAGE + "x" * 237_000, Outcome.UNRECOGNIZED),
        (PAGE + "x" * MOST_BODY_BYTES + SHELL, Outcome.UNRECOGNIZED),
        (PAGE[:8191], Outcome.SOFT_FAILURE),
    ],
    ids=["9 KB", "246 KB", "marks beyond the cap", "under 8 KB"],
)
@pytest.mark.parametrize("full", [True, False], ids=["the shell", "the rules"])
def test_a_page_of_x_s_size_without_any_mark_is_unrecognized(page: str, outcome: Outcome, full: bool) -> None:
    """X has changed, and has not failed."""
    result = look(WEB, {"x.com": answers(200, page, {**ORIGIN, **HTML})}, full=full)
    assert said(result) == (outcome, None)
    assert result.signed


@pytest.mark.parametrize(
    "answer",
    [answers(200, PAGE, {**ORIGIN, **PLAIN}), answers(200, PAGE, ORIGIN)],
    ids=["text", "untyped"],
)
def test_what_is_no_page_is_none_of_tomorrow_s(answer: Serve) -> None:
    assert look(WEB, {"x.com": answer}).outcome is Outcome.SOFT_FAILURE


@pytest.mark.parametrize(
    ("serve", "outcome"),
    [
        *(
            pytest.param(answers(status, "<html>Blocked</html>"), Outcome.REFUSED, id=str(status))
            for status in (400, 401, 403, 404, 451)
        ),
        *(
            pytest.param(answers(status, "<html>Blocked</html>"), Outcome.SERVER_ERROR, id=str(status))
            for status in (500, 502, 503, 520, 522, 530)
        ),
        pytest.param(answers(200, "<html>Blocked</html>"), Outcome.SOFT_FAILURE, id="200"),
        pytest.param(answers(200, PAGE, HTML), Outcome.SOFT_FAILURE, id="200, as large as a page"),
        pytest.param(answers(204), Outcome.SOFT_FAILURE, id="204"),
        pytest.param(answers(304), Outcome.PROTOCOL_ERROR, id="304"),
        pytest.param(answers(429), Outcome.LIMITED, id="429"),
        pytest.param(answers(700), Outcome.PROTOCOL_ERROR, id="700"),
        pytest.param(answers(503, "", {"server": "nginx"}), Outcome.SERVER_ERROR, id="another server"),
        pytest.param(answers(503, "", {"set-cookie": "id=1"}), Outcome.SERVER_ERROR, id="another cookie"),
        pytest.param(answers(403, "", {"x-cache": "HIT"}), Outcome.REFUSED, id="a cache"),
    ],
)
@pytest.mark.parametrize("full", [True, False], ids=["the shell", "the rules"])
def test_an_answer_of_the_site_without_a_sign_is_somebody_else_s(
    serve: Serve, outcome: Outcome, full: bool
) -> None:
    result = look(WEB, {"x.com": serve}, full=full)
    assert said(result) == (outcome, "unsigned")
    assert not result.signed


SIGNS = {
    "of X": {"x-transaction-id": "1"},
    "of the edge": {"cf-ray": "8a1b-FRA"},
    "the edge's server": {"server": "cloudflare"},
    "X behind the edge": {"server": "cloudflare envoy"},
    "a cookie of X": {"set-cookie": "guest_id=v1; Path=/"},
    "a cookie of the edge": {"set-cookie": "a=1, __cf_bm=2; Secure"},
}


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
@pytest.mark.parametrize("status", [200, 403, 503])
def test_one_sign_is_enough(status: int, sign: dict[str, str]) -> None:
    result = look(WEB, {"x.com": answers(status, SHELL, sign)})
    assert result.detail != "unsigned"
    assert result.signed


def test_marks_are_a_sign_whoever_took_the_headers_away() -> None:
    for full, serve in ((True, answers(200, SHELL)), (False, answers(200, ROBOTS, PLAIN))):
        result = look(WEB, {"x.com": serve}, full=full)
        assert (said(result), result.signed) == ((Outcome.OK, None), False)


@pytest.mark.parametrize("status", [403, 429, 503])
@pytest.mark.parametrize(
    ("surface", "host"),
    [(IMAGES, "pbs.twimg.com"), (ASSETS, "abs.twimg.com"), (VIDEO, "video.twimg.com"), (LINKS, "t.co")],
    ids=["images", "assets", "video", "links"],
)
def test_hosts_behind_other_networks_sign_nothing(surface: Surface, host: str, status: int) -> None:
    result = look(surface, {host: answers(status)})
    assert result.detail != "unsigned"
    assert not result.signed


def test_of_the_readers_one_has_to_sign() -> None:
    forbidden = answers(403)
    assert said(look(posts_surface(), {OEMBED: forbidden, TWEET_RESULT: BROKEN})) == (
        Outcome.SERVER_ERROR,
        None,
    )
    assert said(look(posts_surface(), {OEMBED: BROKEN, TWEET_RESULT: forbidden})) == (
        Outcome.SERVER_ERROR,
        "unsigned",
    )


def test_the_shell_is_read_no_further_than_its_marks() -> None:
    endless = servers.greets_then_floods(reply(200, SHELL, length=10_000_000))
    assert look(WEB, {"x.com": endless}).outcome is Outcome.OK


@pytest.mark.parametrize(
    ("serve", "outcome"),
    [
        (answers(200, ROBOTS, PLAIN), Outcome.OK),
        (answers(200, SHELL, {"content-type": "text/html"}), Outcome.SOFT_FAILURE),
        (answers(200, ROBOTS, {"content-type": "text/html"}), Outcome.SOFT_FAILURE),
        (answers(200, "# nothing but a comment\n", PLAIN), Outcome.SOFT_FAILURE),
        (answers(200, "", PLAIN), Outcome.SOFT_FAILURE),
    ],
    ids=["rules", "the shell", "rules as a page", "no rules", "empty"],
)
def test_a_light_look_at_the_site_reads_its_rules_for_robots(serve: Serve, outcome: Outcome) -> None:
    assert look(WEB, {"x.com": serve}, full=False).outcome is outcome


def test_the_site_may_redirect_to_itself_and_to_nobody_else() -> None:
    seen: list[tuple[str, dict[str, str]]] = []
    to_www = servers.by_path({"/": reply(301, "", {"location": "https://www.x.com/"})}, seen)
    assert look(WEB, {"x.com": to_www, "www.x.com": answers(200, SHELL)}).outcome is Outcome.OK
    away = answers(302, "", {"location": "https://login.hotel.example/"})
    assert said(look(WEB, {"x.com": away})) == (Outcome.REDIRECTED, "login.hotel.example")


@pytest.mark.parametrize(
    ("surface", "host"),
    [(IMAGES, "pbs.twimg.com"), (ASSETS, "abs.twimg.com"), (VIDEO, "video.twimg.com")],
    ids=["images", "assets", "video"],
)
@pytest.mark.parametrize(
    ("serve", "outcome"),
    [
        (answers(200, b"\x89PNG...", PNG), Outcome.OK),
        (answers(206, b"x", {"content-type": "video/mp4"}), Outcome.OK),
        (answers(200, b"bytes"), Outcome.OK),
        (answers(200, b"", PNG), Outcome.SOFT_FAILURE),
        (answers(200, "<html>blocked</html>", {"content-type": "text/html"}), Outcome.SOFT_FAILURE),
        (answers(404), Outcome.REFUSED),
    ],
    ids=["picture", "part", "untyped", "empty", "page", "404"],
)
def test_a_file_is_there_when_its_bytes_come(
    surface: Surface, host: str, serve: Serve, outcome: Outcome
) -> None:
    assert look(surface, {host: serve}).outcome is outcome


def test_a_picture_that_stops_half_way_is_no_picture() -> None:
    result = look(IMAGES, {"pbs.twimg.com": servers.CUT_SHORT})
    assert result.outcome is Outcome.PROTOCOL_ERROR


def test_of_a_film_one_byte_is_asked_for_and_one_is_enough() -> None:
    seen: list[tuple[str, dict[str, str]]] = []
    look(VIDEO, {"video.twimg.com": servers.by_path({"": reply(206, "x")}, seen)})
    assert seen[0][1]["range"] == "bytes=0-0"
    assert look(VIDEO, {"video.twimg.com": servers.never_ends}).outcome is Outcome.OK


@pytest.mark.parametrize(
    ("serve", "outcome", "detail"),
    [
        (answers(200, "<html></html>"), Outcome.OK, None),
        (answers(200), Outcome.OK, None),
        (answers(302, "", {"location": "https://x.com/"}), Outcome.OK, None),
        (answers(301, "", {"location": "https://twitter.com/"}), Outcome.OK, None),
        (answers(302, "", {"location": "https://ads.example/"}), Outcome.REDIRECTED, "ads.example"),
        (answers(302), Outcome.PROTOCOL_ERROR, "redirect_without_place"),
        (answers(302, "", {"location": "http://t.co/"}), Outcome.PROTOCOL_ERROR, "redirect_to_http"),
        (answers(503), Outcome.SERVER_ERROR, None),
        (answers(503, "", ORIGIN), Outcome.SERVER_ERROR, "origin"),
    ],
)
def test_links_are_fine_with_a_page_or_a_redirect_of_their_own(
    serve: Serve, outcome: Outcome, detail: str | None
) -> None:
    assert said(look(LINKS, {"t.co": serve})) == (outcome, detail)


@pytest.mark.parametrize(
    ("serve", "outcome", "detail"),
    [
        (answers(401, '{"title":"Unauthorized"}', ORIGIN), Outcome.OK, None),
        (answers(401, "", CHALLENGE), Outcome.REFUSED, "challenge"),
        (answers(401, '{"title":"Unauthorized"}'), Outcome.REFUSED, "unsigned"),
        (answers(200, "{}", EDGE), Outcome.SOFT_FAILURE, None),
        (answers(403, "", EDGE), Outcome.REFUSED, "http_403"),
        (answers(503, "Service Unavailable", ORIGIN), Outcome.SERVER_ERROR, "origin"),
    ],
)
def test_the_interface_is_alive_when_it_turns_us_away(
    serve: Serve, outcome: Outcome, detail: str | None
) -> None:
    assert said(look(API, {"api.x.com": serve})) == (outcome, detail)


@pytest.mark.parametrize(
    ("status", "text", "serve", "outcome", "detail"),
    [
        (200, "", answers(200, "anything"), Outcome.OK, None),
        (200, "all good", answers(200, "we say all good here"), Outcome.OK, None),
        (200, "all good", answers(200, "we say nothing"), Outcome.SOFT_FAILURE, None),
        (200, "", answers(204), Outcome.SOFT_FAILURE, None),
        (200, "", answers(500), Outcome.SERVER_ERROR, None),
        (404, "", answers(404), Outcome.OK, None),
        (404, "", answers(200), Outcome.SOFT_FAILURE, None),
        (302, "", answers(302, "", {"location": "https://sso.example/"}), Outcome.OK, None),
        (200, "", answers(302, "", {"location": "https://sso.example/"}), Outcome.REDIRECTED, "sso.example"),
    ],
)
def test_the_user_s_own_address_is_fine_as_the_user_said(
    status: int, text: str, serve: Serve, outcome: Outcome, detail: str | None
) -> None:
    surface = custom("https://my.example/status", status, text)
    assert said(look(surface, {"my.example": serve})) == (outcome, detail)


OEMBED = "publish.x.com"
TWEET_RESULT = "cdn.syndication.twimg.com"


def posts_surface() -> Surface:
    return next(surface for surface in chosen(Settings()) if surface.id == "posts")


def look_at_posts(oembed: Serve, tweet_result: Serve, *, full: bool = True) -> SurfaceResult:
    return look(posts_surface(), {OEMBED: oembed, TWEET_RESULT: tweet_result}, full=full)


BROKEN = answers(503)


@pytest.mark.parametrize(
    ("tweet_result", "outcome", "detail"),
    [
        (answers_json(TWEET), Outcome.OK, None),
        (answers_json(TOMBSTONE), Outcome.OK, None),
        (answers_json({}), Outcome.SOFT_FAILURE, None),
        (answers_json([]), Outcome.SOFT_FAILURE, None),
        (answers_json(None), Outcome.SOFT_FAILURE, None),
        (answers_json({"error": "over capacity"}), Outcome.SOFT_FAILURE, None),
        (answers_json({"errors": [{"code": 130}]}), Outcome.SOFT_FAILURE, None),
        (answers_json({**TWEET, "errors": []}), Outcome.OK, None),
        (answers_json({**TWEET, "text": "  "}), Outcome.UNRECOGNIZED, None),
        (answers_json({**TWEET, "user": {}}), Outcome.UNRECOGNIZED, None),
        (answers_json({**TWEET, "user": "jack"}), Outcome.UNRECOGNIZED, None),
        (answers_json({"data": {"post": {"words": "a few"}}}), Outcome.UNRECOGNIZED, None),
        (answers(200, "<html>no</html>"), Outcome.SOFT_FAILURE, None),
        (answers(200, "[" * 50_000), Outcome.SOFT_FAILURE, None),
        (answers(200), Outcome.REFUSED, "empty"),
        (answers(404), Outcome.REFUSED, "http_404"),
        (answers(429), Outcome.LIMITED, None),
        (answers_json(TWEET, {"age": "121"}), Outcome.CACHED, None),
        (answers_json(TWEET, {"age": "120"}), Outcome.OK, None),
        (answers_json(TWEET, {"age": "very old"}), Outcome.OK, None),
        (answers_json(TWEET, {"age": "9" * 5000}), Outcome.CACHED, None),
        (answers_json(TWEET, {"cf-cache-status": "HIT"}), Outcome.CACHED, None),
        (answers_json(TWEET, {"cf-cache-status": "DYNAMIC"}), Outcome.OK, None),
        (answers_json(TWEET, {"x-cache": "MISS, HIT"}), Outcome.CACHED, None),
        (answers_json(TWEET, {"x-cache": "TCP_HIT from a-b-c"}), Outcome.CACHED, None),
        (answers_json(TWEET, {"x-cache": "MISS"}), Outcome.OK, None),
        (answers_json({}, {"x-cache": "HIT"}), Outcome.SOFT_FAILURE, None),
    ],
)
def test_a_post_counts_when_it_was_truly_read(
    tweet_result: Serve, outcome: Outcome, detail: str | None
) -> None:
    async def scenario() -> SurfaceResult:
        async with Internet() as internet:
            await internet.host(TWEET_RESULT, tweet_result)
            return await read_one(internet.client(), _READERS[1], POSTS, DEADLINE_S)

    assert said(asyncio.run(scenario())) == (outcome, detail)


@pytest.mark.parametrize(
    ("oembed", "outcome"),
    [
        (OEMBED_POST, Outcome.OK),
        (OEMBED_TIMELINE, Outcome.SOFT_FAILURE),
        ({**OEMBED_POST, "html": OEMBED_TIMELINE["html"]}, Outcome.SOFT_FAILURE),
        ({**OEMBED_POST, "author_name": ""}, Outcome.SOFT_FAILURE),
        ({**OEMBED_POST, "html": 7}, Outcome.SOFT_FAILURE),
        (
            {**OEMBED_POST, "html": '<p lang="en"> </p> <a href="https://x.com/a/status/20">x</a>'},
            Outcome.SOFT_FAILURE,
        ),
        ({"errors": [{"message": "Over capacity", "code": 130}]}, Outcome.SOFT_FAILURE),
    ],
    ids=["post", "timeline", "timeline's words", "no author", "no html", "no words", "errors"],
)
def test_oembed_must_show_author_and_words_of_the_post(oembed: Any, outcome: Outcome) -> None:
    assert look_at_posts(answers_json(oembed), answers(403)).outcome is outcome


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        (reply(404), reply(200, '{"__typename": "TweetTombstone"}'), Outcome.OK),
        (reply(200, "{}"), reply(200, '{"__typename": "TweetTombstone"}'), Outcome.OK),
        (reply(404), reply(404), Outcome.REFUSED),
        (reply(404), reply(200, "{}"), Outcome.SOFT_FAILURE),
        (reply(200, "{}"), reply(503), Outcome.SERVER_ERROR),
        (reply(503), reply(200, '{"__typename": "TweetTombstone"}'), Outcome.SERVER_ERROR),
    ],
    ids=["404", "{}", "both 404", "404, {}", "{}, 503", "503 is not asked again"],
)
def test_a_post_that_may_be_gone_is_asked_again_with_another(
    first: bytes, second: bytes, outcome: Outcome
) -> None:
    tweet_result = servers.in_turn(servers.sends(first), servers.sends(second))
    assert look_at_posts(answers(403), tweet_result).outcome is outcome


def test_the_second_try_asks_for_another_post() -> None:
    seen: list[tuple[str, dict[str, str]]] = []
    look_at_posts(answers(403), servers.by_path({"": reply(200, "{}")}, seen))
    first, second = (target for target, _ in seen)
    assert first != second


@pytest.mark.parametrize(
    ("oembed", "tweet_result", "outcome"),
    [
        (answers_json(OEMBED_POST), BROKEN, Outcome.OK),
        (BROKEN, answers_json(TWEET), Outcome.OK),
        (answers(403), BROKEN, Outcome.SERVER_ERROR),
        (servers.resets_at_once, BROKEN, Outcome.SERVER_ERROR),
        (servers.resets_at_once, answers(429), Outcome.PROTOCOL_ERROR),
        (answers(429), answers_json({"new": 1}), Outcome.LIMITED),
        (answers_json({"new": 1}, EDGE), answers_json(TWEET, {"age": "999"}), Outcome.UNRECOGNIZED),
        (answers_json({"new": 1}, EDGE), BROKEN, Outcome.SERVER_ERROR),
        (answers(429), answers(403), Outcome.REFUSED),
        (answers(429), answers_json(TWEET, {"age": "999"}), Outcome.LIMITED),
    ],
)
def test_readers_combine(oembed: Serve, tweet_result: Serve, outcome: Outcome) -> None:
    assert look_at_posts(oembed, tweet_result).outcome is outcome


@pytest.mark.parametrize("broken", [OEMBED, TWEET_RESULT])
def test_a_reader_that_is_gone_for_good_is_no_trouble_on_calm_days_either(broken: str) -> None:
    works = {OEMBED: answers_json(OEMBED_POST), TWEET_RESULT: answers_json(TWEET)}
    surface = posts_surface()
    for _ in range(2):
        assert look(surface, {**works, broken: BROKEN}, full=False).outcome is Outcome.OK


@pytest.mark.parametrize(
    ("post", "token"),
    [
        ("20", "6dq1a2xwd93"),
        ("463440424141459456", "14fxvks611f"),
        ("266031293945503744", "n7rfhxzwhkd"),
        ("474971393852182528", "15g5zytvsfi"),
    ],
)
def test_the_embed_service_s_token_is_what_javascript_makes_of_it(post: str, token: str) -> None:
    assert syndication_token(post) == token


def test_light_checks_take_turns_with_readers_and_posts() -> None:
    seen: list[tuple[str, dict[str, str]]] = []
    serve = servers.by_path(
        {
            "/oembed": reply(200, json.dumps(OEMBED_POST)),
            "/tweet-result": reply(200, '{"__typename": "TweetTombstone"}'),
        },
        seen,
    )
    surface = posts_surface()

    async def scenario() -> None:
        async with Internet() as internet:
            for host in (OEMBED, TWEET_RESULT):
                await internet.host(host, serve)
            for _ in range(24):
                await surface.ask(internet.client(), False)

    asyncio.run(scenario())
    targets = [target for target, _ in seen]
    read = [target for target in targets if "tweet-result" in target]
    assert len(read) == 12
    assert len(set(read)) >= 5


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        ("x.com", True),
        ("www.x.com", True),
        ("X.COM.", True),
        ("pbs.twimg.com", True),
        ("t.co", True),
        ("notx.com", False),
        ("x.com.evil.example", False),
        ("twimg.com.evil.example", False),
    ],
)
def test_which_hosts_are_x_s(host: str, is_own: bool) -> None:
    assert is_x_host(host) is is_own


HOSTILE = [
    b"\n",
    b" ",
    b"<p",
    b"<p ",
    b"<p>",
    b"<p> ",
    b"abs.twimg.com/responsive-web/client-web/",
    b"a/abs.twimg.com/responsive-web/client-web-",
    b"[",
    b"user-agent ",
]


@pytest.mark.timeout(30)  # quadratic patterns took up to 47 s, these take milliseconds
@pytest.mark.parametrize("piece", HOSTILE, ids=repr)
def test_no_body_holds_up_whoever_reads_it(piece: bytes) -> None:
    """While a pattern is searched for nothing else runs, the icon included."""
    text = (piece * MOST_BODY_BYTES)[:MOST_BODY_BYTES]
    answer = Answer("https://x.com/", 200, {"content-type": "text/plain"}, text)
    post = json.dumps({**OEMBED_POST, "html": "/status/" + text.decode()}).encode()
    for read in (read_robots, read_shell, read_oembed, read_tweet_result):
        read(answer)
    read_oembed(replace(answer, body=post))
