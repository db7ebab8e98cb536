"""NetBlocks: two places, one source; what its notes mean, and for how long."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.servers import (
    PlayedRequest,
    Serve,
    answers,
    answers_json,
    hangs_after_reading,
    hangs_before_reading,
    plays,
    reply,
)
from tests.sources.made import NOW, replies, reply_of, report_of, setup
from tests.sources.samples import ABOUT_SOMETHING_ELSE, ACCOUNT, OUTAGE, ago, feed, post, status
from trayapp.domain.codes import Says, UnavailableReason
from trayapp.domain.reports import Report
from trayapp.sources import netblocks
from trayapp.sources.base import Source, Unavailable
from trayapp.sources.netblocks import judge, read_author_feed, read_statuses

MASTODON, BLUESKY = "mastodon.social", "public.api.bsky.app"
APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
BACK = "Update: X (formerly Twitter) is back online after some two hours of international outages"


def source() -> Source:
    return netblocks.source(setup())


def mastodon(*statuses: dict[str, Any], seen: list[PlayedRequest] | None = None) -> Serve:
    def answer(request: PlayedRequest) -> bytes:
        is_lookup = request.target.startswith("/api/v1/accounts/lookup?acct=netblocks")
        return reply(200, json.dumps(ACCOUNT if is_lookup else statuses))

    return plays(answer, seen)


def hosts(*statuses: dict[str, Any], posts: tuple[dict[str, Any], ...] = ()) -> dict[str, Serve]:
    return {MASTODON: mastodon(*statuses), BLUESKY: answers_json(feed(*posts))}


def said(*notes: tuple[str, float]) -> Report:
    """What these notes come to, each so many minutes old."""
    read = read_statuses([status(text, minutes) for text, minutes in notes])
    assert read is not None
    return judge(read, NOW)


def test_the_same_note_in_both_places_is_one_source_with_two_links() -> None:
    report = report_of(source(), hosts(status(OUTAGE, 12), posts=(post(OUTAGE, 11),)))

    assert (report.evidence.source, report.evidence.kind) == ("netblocks", "expert")
    assert (report.evidence.says, report.evidence.at) == (Says.TROUBLE, NOW)
    assert report.links == (
        "https://bsky.app/profile/netblocks.org/post/3kabc",
        "https://mastodon.social/@netblocks/111",
    )
    assert report.evidence.url == report.links[0]
    assert report.text == OUTAGE


def test_it_is_polled_without_an_account_and_the_number_is_looked_up_once() -> None:
    seen: list[PlayedRequest] = []
    replies(source(), {MASTODON: mastodon(seen=seen), BLUESKY: answers_json(feed())}, times=2)

    assert [request.target.split("?")[0] for request in seen] == [
        "/api/v1/accounts/lookup",
        "/api/v1/accounts/195383/statuses",
        "/api/v1/accounts/195383/statuses",
    ]
    assert (
        source().standing_interval_s,
        source().suspicion_interval_s,
    ) == (600, 120)


@pytest.mark.parametrize("broken", [MASTODON, BLUESKY])
def test_one_place_that_fails_leaves_the_other(broken: str) -> None:
    both = hosts(status(OUTAGE), posts=(post(OUTAGE),))
    report = report_of(source(), {**both, broken: answers(503)})
    assert report.evidence.says is Says.TROUBLE


@pytest.mark.parametrize("hangs", [hangs_before_reading, hangs_after_reading])
@pytest.mark.parametrize("broken", [MASTODON, BLUESKY])
def test_one_place_that_hangs_leaves_the_other(
    broken: str, hangs: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trayapp.sources.base.PLACE_DEADLINE_S", 0.5)
    both = hosts(status(OUTAGE), posts=(post(OUTAGE),))
    report = report_of(source(), {**both, broken: hangs})
    assert report.evidence.says is Says.TROUBLE


def test_if_both_places_hang_it_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trayapp.sources.base.PLACE_DEADLINE_S", 0.1)
    both = {MASTODON: hangs_after_reading, BLUESKY: hangs_after_reading}
    assert reply_of(source(), both) == Unavailable(UnavailableReason.NO_ANSWER)


def test_if_both_places_fail_it_is_unavailable() -> None:
    both = {MASTODON: answers(503), BLUESKY: answers(403)}
    assert reply_of(source(), both) == Unavailable(UnavailableReason.SERVER_ERROR)


def test_an_account_that_is_gone_is_looked_up_anew() -> None:
    seen: list[PlayedRequest] = []

    def answer(request: PlayedRequest) -> bytes:
        return reply(200, json.dumps(ACCOUNT)) if "lookup" in request.target else reply(404)

    replies(source(), {MASTODON: plays(answer, seen), BLUESKY: answers_json(feed())}, times=2)
    assert sum("lookup" in request.target for request in seen) == 2


@pytest.mark.parametrize(
    "text",
    [
        OUTAGE,
        "X is experiencing a global outage",
        "Twitter: worldwide service outage",
        "X has been experiencing outages internationally",
        "Note: #TwitterDown International outage reported",
        "X has not yet been restored amid an international outage",
        f"X{APOSTROPHE}s international outage hasn{APOSTROPHE}t been resolved",
    ],
)
def test_a_note_of_an_international_outage_of_x_is_trouble(text: str) -> None:
    assert said((text, 10)).evidence.says is Says.TROUBLE


@pytest.mark.parametrize(
    "text",
    [
        ABOUT_SOMETHING_ELSE,
        BACK,
        "Instagram is experiencing international outages #InstagramDown",
        "SpaceX is experiencing a global outage",
        "Our measurements of X are down for maintenance",
        "X is down for some users",
        "Update: international outages of X (formerly Twitter) have been resolved",
        "",
    ],
)
def test_any_other_note_says_nothing(text: str) -> None:
    report = said((text, 10))
    assert (report.evidence.says, report.country) == (Says.NOTHING, None)


@pytest.mark.parametrize(
    ("minutes", "says"), [(179, "trouble"), (180, "nothing"), (-4, "trouble"), (-6, "nothing")]
)
def test_a_note_counts_for_three_hours(minutes: float, says: str) -> None:
    assert said((OUTAGE, minutes)).evidence.says is Says(says)


def test_the_last_word_on_x_counts() -> None:
    assert said((OUTAGE, 60), (BACK, 5), (ABOUT_SOMETHING_ELSE, 1)).evidence.says is Says.NOTHING
    assert said((BACK, 60), (OUTAGE, 5), (ABOUT_SOMETHING_ELSE, 1)).evidence.says is Says.TROUBLE
    again = "X is operational again after international outages"
    assert said((OUTAGE, 60), (again, 5)).evidence.says is Says.NOTHING
    another_s = "WhatsApp service restored after worldwide outage; X unaffected"
    assert said((OUTAGE, 60), (another_s, 5)).evidence.says is Says.TROUBLE


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Confirmed: X (formerly Twitter) has been restricted in Turkey", "TR"),
        ("X (formerly Twitter) is now blocked in Guinea-Bissau on several providers", "GW"),
        ("Twitter filtered in the UK", "GB"),
        ("#Venezuela: access to X has been cut off", "VE"),
    ],
)
def test_a_block_in_one_country_is_shown_and_no_outage(text: str, country: str) -> None:
    report = said((text, 10))
    assert (report.evidence.says, report.country, report.text) == (Says.NOTHING, country, text)
    assert report.links == ("https://mastodon.social/@netblocks/111",)


def test_blocks_in_several_countries_are_all_told() -> None:
    report = said(
        ("X (formerly Twitter) is now restricted in Iraq", 90),
        ("X restricted in Turkey and Azerbaijan", 10),
        ("Access to X has been restored in Azerbaijan", 5),
    )
    assert report.country == "TR"
    assert (
        report.text
        == "X restricted in Turkey and Azerbaijan · X (formerly Twitter) is now restricted in Iraq"
    )
    assert len(report.links) == 1  # both notes of these samples have one address
    assert report.evidence.says is Says.NOTHING


@pytest.mark.parametrize(("home", "country"), [("IQ", "IQ"), ("DE", "TR"), (None, "TR")])
def test_of_several_blocks_the_user_s_own_is_the_one_that_counts(home: str | None, country: str) -> None:
    notes = read_statuses([status("X restricted in Turkey", 10), status("X restricted in Iraq", 90)])
    assert notes is not None
    assert judge(notes, NOW, home).country == country


@pytest.mark.parametrize(
    "text",
    [
        "Meta platforms are experiencing international outages; X (formerly Twitter) is unaffected",
        "Facebook and Instagram suffer global outages. X is not affected",
        "Cloudflare is experiencing international outages; X remains largely unaffected",
        "Telegram is experiencing international outages, incident does not affect X",
        "International outages at several platforms; Twitter remains available",
        "Worldwide outage of WhatsApp; unaffected: X",
        "Unlike X, Instagram is experiencing international outages",
        "International outage of Instagram; no impact on X",
        "Facebook is having a worldwide outage as users turn to X (formerly Twitter)",
    ],
)
def test_another_s_outage_that_spares_x_is_no_trouble(text: str) -> None:
    assert said((text, 5)).evidence.says is Says.NOTHING


@pytest.mark.parametrize(
    "text",
    [
        "X (formerly Twitter) is experiencing international outages; other platforms are unaffected",
        "X is experiencing international outages; Facebook is not affected",
        "X is not available to many users amid international outages",
        "Note: X is experiencing international outages; incident does not affect other services",
    ],
)
def test_an_outage_that_spares_others_is_trouble(text: str) -> None:
    assert said((text, 5)).evidence.says is Says.TROUBLE


def test_a_block_that_was_lifted_is_none() -> None:
    report = said(("X restricted in Turkey", 60), ("Update: access to X has been restored in Turkey", 5))
    assert report.country is None


def test_a_block_that_was_lifted_elsewhere_ends_no_outage() -> None:
    report = said((OUTAGE, 20), ("Access to X has been restored in Turkey", 5))
    assert report.evidence.says is Says.TROUBLE


def test_boosts_are_left_out() -> None:
    assert read_statuses([{**status(OUTAGE), "reblog": status(OUTAGE)}]) == []
    assert read_author_feed({"feed": [{"post": post(OUTAGE), "reason": {"$type": "repost"}}]}) == []


def test_the_time_that_counts_is_the_service_s_not_the_writer_s() -> None:
    claimed = post(OUTAGE, 500)
    claimed["record"]["createdAt"] = ago(1)
    notes = read_author_feed(feed(claimed))
    assert notes is not None
    assert judge(notes, NOW).evidence.says is Says.NOTHING


def test_markup_is_taken_off() -> None:
    markup = (
        '<p>X &amp; others<br />international outages</p><p><a href="https://a.example/" class="mention">'
        '#<span>TwitterDown</span></a> <span class="invisible">https://</span></p><script>'
    )
    [note] = read_statuses([{**status(""), "content": markup}]) or []
    assert note.text == "X & others international outages #TwitterDown https://"


@pytest.mark.parametrize(
    "url", ["http://mastodon.social/@netblocks/1", "javascript:alert(1)", "https://", None, 7]
)
def test_only_links_that_a_browser_may_be_sent_to_are_kept(url: object) -> None:
    [note] = read_statuses([{**status(OUTAGE), "url": url}]) or []
    assert note.link is None
