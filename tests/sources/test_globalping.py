"""Globalping: what is asked for, how it is read, and who votes."""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import Callable, Iterable

import pytest

from tests import servers
from tests.keys import FailingKeys, FakeKeys
from tests.servers import PlayedRequest, Serve, plays, reply
from tests.sources.crowds import SECRET, key_store, keys_with
from tests.sources.made import NOW, at_once, replies, reply_of, report_of
from tests.sources.samples import CREATED, everywhere, measurement
from trayapp.domain.records import Says
from trayapp.domain.reports import Hindrance, Report, Vantage
from trayapp.sources.account import Account
from trayapp.sources.globalping import globalping, read_ident, read_measurement
from trayapp.sources.source import Source, Unavailable, Unfinished

MODULE = importlib.import_module("trayapp.sources.globalping")  # its package has a function of that name
HOST = "api.globalping.io"
MIXED = [("DE", "503"), ("US", "200"), ("GB", "target"), ("JP", "403"), ("BR", "in-progress")]


def source(country: str | None = "DE", per_hour: int = 50, keys: FakeKeys | None = None) -> Source:
    account = None if keys is None else Account(key_store(keys), "globalping")
    return globalping(country, per_hour, account, sleep=at_once)


def service(*readings: bytes, seen: list[PlayedRequest] | None = None) -> dict[str, Serve]:
    """A service that takes any measurement and answers its readings in turn, the last one again."""
    left = list(readings)

    def answer(request: PlayedRequest) -> bytes:
        if request.method == "POST":
            return reply(202, json.dumps(CREATED))
        return left.pop(0) if len(left) > 1 else left[0]

    return {HOST: plays(answer, seen)}


def reading(seen: Iterable[tuple[str, str]], status: str = "finished", **headers: str) -> bytes:
    return reply(200, json.dumps(measurement(list(seen), status)), headers)


def test_a_measurement_asks_for_x_s_page_as_a_browser_would_in_the_user_s_country_first() -> None:
    seen: list[PlayedRequest] = []
    report_of(source(keys=keys_with("globalping")), service(reading(everywhere("200")), seen=seen))

    made, read = seen
    assert (made.method, made.target) == ("POST", "/v1/measurements")
    wanted = json.loads(made.body)
    assert (wanted["type"], wanted["target"]) == ("http", "x.com")
    assert wanted["measurementOptions"] == {
        "protocol": "HTTPS",
        "port": 443,
        "request": {"method": "GET", "path": "/"},
    }
    assert wanted["locations"][0] == {"country": "DE", "limit": 2}
    assert (read.method, read.target) == ("GET", "/v1/measurements/m1")
    for request in seen:
        assert request.headers["authorization"] == f"Bearer {SECRET}"
        assert request.headers["accept-encoding"] == "gzip"
        assert request.headers["user-agent"].startswith("trayapp/")


@pytest.mark.parametrize("country", ["DE", "US", "ZA", None])
def test_six_to_eight_vantage_points_in_four_countries_or_more_are_asked(country: str | None) -> None:
    seen: list[PlayedRequest] = []
    report_of(source(country), service(reading(everywhere("200")), seen=seen))

    locations = json.loads(seen[0].body)["locations"]
    countries = [place["country"] for place in locations]
    assert 6 <= sum(place["limit"] for place in locations) <= 8
    assert len(countries) == len(set(countries)) >= 4
    assert country is None or countries[0] == country
    assert "authorization" not in seen[0].headers


@pytest.mark.parametrize(("per_hour", "interval_s"), [(32, 787.5), (50, 504), (500, 300)])
def test_what_may_be_used_in_an_hour_is_spread_over_it(per_hour: int, interval_s: float) -> None:
    seen: list[PlayedRequest] = []
    hosts = service(reading(everywhere("200")), seen=seen)

    said = replies(source(per_hour=per_hour), hosts, times=5, every_s=interval_s / 2)

    assert [request.method for request in seen] == ["POST", "GET"] * 3
    assert said[0] is said[1]
    assert said[2] is said[3]
    assert said[0] != said[2] != said[4]
    assert source().standing_interval_s is None


def test_a_measurement_that_could_not_be_read_is_read_later_and_not_paid_for_twice() -> None:
    seen: list[PlayedRequest] = []
    hosts = service(reply(500), reading(everywhere("200")), seen=seen)

    first, second = replies(source(), hosts, times=2, every_s=240)

    assert first == Unavailable(Hindrance.SERVER_ERROR)
    assert isinstance(second, Report)
    assert (second.evidence.says, second.evidence.at) == (Says.FINE, NOW)
    assert [request.method for request in seen] == ["POST", "GET", "GET"]


def test_a_measurement_that_we_did_not_hear_of_may_have_been_paid_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(MODULE, "_READ_FOR_S", 0.2)
    hosts = {HOST: servers.hangs_after_reading}
    first, second = replies(source(), hosts, times=2, every_s=240)
    assert first == Unavailable(Hindrance.NO_ANSWER)
    assert second == Unavailable(Hindrance.LIMITED, 504 - 240)


@pytest.mark.parametrize(
    ("seen", "says", "count", "of"),
    [
        pytest.param(everywhere("200"), "fine", 0, 7, id="reached everywhere"),
        pytest.param(everywhere("403"), "fine", 0, 7, id="turned away is reached"),
        pytest.param(everywhere("429"), "fine", 0, 7, id="limited is reached"),
        pytest.param(everywhere("503"), "trouble", 7, 7, id="errors everywhere"),
        pytest.param(everywhere("target"), "trouble", 7, 7, id="out of reach everywhere"),
        pytest.param(everywhere("internal"), "nothing", 0, 0, id="the vantage points fail"),
        pytest.param(everywhere("resolver"), "nothing", 0, 0, id="their name services fail"),
        pytest.param(everywhere("offline"), "nothing", 0, 0, id="they are offline"),
        pytest.param(MIXED, "trouble", 2, 4, id="half of four"),
        pytest.param([*MIXED, ("AU", "200")], "fine", 2, 5, id="less than half"),
        pytest.param([*MIXED[:3], ("JP", "offline")], "nothing", 2, 3, id="too few"),
        pytest.param([("DE", "503"), ("US", "503")] * 3, "nothing", 6, 6, id="too few countries"),
        pytest.param([], "nothing", 0, 0, id="none"),
    ],
)
def test_the_votes(seen: list[tuple[str, str]], says: str, count: int, of: int) -> None:
    evidence = report_of(source(), service(reading(seen))).evidence
    assert (evidence.says, evidence.count, evidence.of) == (Says(says), count, of)
    assert (evidence.source, evidence.kind, evidence.at) == ("globalping", "vantage", NOW)


def test_a_challenge_is_reached_whatever_its_status() -> None:
    challenged = measurement(everywhere("503"))
    for entry in challenged["results"]:
        entry["result"]["headers"] = {"cf-mitigated": "challenge"}
    report = report_of(source(), service(reply(200, json.dumps(challenged))))
    assert report.evidence.says is Says.FINE


def test_rows_and_a_page_to_read_more_are_kept() -> None:
    report = report_of(source(), service(reading(MIXED)))
    assert report.vantages == (
        Vantage("DE", "target", 503, 180),
        Vantage("US", "reached", 200, 180),
        Vantage("GB", "target", None, None),
        Vantage("JP", "reached", 403, 180),
        Vantage("BR", "in-progress", None, None),
    )
    assert report.links == ("https://globalping.io/?measurement=m1",)
    assert report.evidence.url == report.links[0]


def test_it_is_read_until_it_is_finished_without_being_sent_what_is_known() -> None:
    seen: list[PlayedRequest] = []
    hosts = service(
        reading(everywhere("in-progress"), "in-progress", etag='"1"'),
        reply(304),
        reply(429, "", {"retry-after": "0"}),
        reading(everywhere("200")),
        seen=seen,
    )
    assert report_of(source(), hosts).evidence.says is Says.FINE
    assert [request.headers.get("if-none-match") for request in seen[1:]] == [None, '"1"', '"1"', '"1"']


def test_what_has_come_counts_before_the_whole_is_finished_and_the_rest_is_read_the_next_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(MODULE, "_READ_FOR_S", 0.3)
    seen: list[PlayedRequest] = []
    hangs = True

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal hangs
        request = await servers.read_whole_request(reader)
        seen.append(request)
        reads = sum(asked.method == "GET" for asked in seen)
        if request.method == "POST":
            writer.write(reply(202, json.dumps(CREATED)))
        elif reads == 1:
            writer.write(reading([*everywhere("target")[:5], ("BR", "in-progress")], "in-progress"))
        elif reads == 2:
            await asyncio.Event().wait()
        else:
            writer.write(reading(everywhere("target")))

    first, second = replies(source(), {HOST: serve}, times=2)

    assert isinstance(first, Unfinished)
    assert (first.report.evidence.says, first.report.evidence.of) == (Says.TROUBLE, 5)
    assert isinstance(second, Report)
    assert (second.evidence.says, second.evidence.of) == (Says.TROUBLE, 7)
    assert [request.method for request in seen].count("POST") == 1


def test_a_service_that_takes_no_measurement_in_time_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MODULE, "_READ_FOR_S", 0.2)
    reply_ = reply_of(source(), {HOST: servers.hangs_after_reading})
    assert reply_ == Unavailable(Hindrance.NO_ANSWER)


def test_a_budget_that_is_used_up_is_heeded_but_what_was_paid_for_is_read() -> None:
    seen: list[PlayedRequest] = []

    def answer(request: PlayedRequest) -> bytes:
        if request.method == "POST":  # three are left, and one measurement takes seven
            left = {"x-ratelimit-remaining": "3", "x-ratelimit-reset": "1200"}
            return reply(202, json.dumps(CREATED), left)
        return reading(everywhere("200"))

    first, second = replies(source(), {HOST: plays(answer, seen)}, times=2, every_s=504)

    assert isinstance(first, Report)
    assert first.evidence.says is Says.FINE
    assert isinstance(second, Unavailable)
    assert second.hindrance is Hindrance.LIMITED
    assert 1100 < second.wait_s <= 1200
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("answer", "hindrance"),
    [
        (reply(404, json.dumps({"error": {"type": "not_found"}})), Hindrance.CLOSED),
        (reply(500), Hindrance.SERVER_ERROR),
        (reply(200, "[]"), Hindrance.UNREADABLE),
        (reply(200, '{"status": "finished"}'), Hindrance.UNREADABLE),
    ],
    ids=["gone", "server error", "a list", "without results"],
)
def test_a_measurement_that_cannot_be_read_says_nothing(answer: bytes, hindrance: Hindrance) -> None:
    assert reply_of(source(), service(answer)) == Unavailable(hindrance)


def test_what_was_read_before_the_service_failed_counts_if_it_is_enough() -> None:
    partly = reading([*everywhere("200")[:6], ("AU", "in-progress")], "in-progress")
    report = report_of(source(), service(partly, reply(500)))
    assert (report.evidence.says, report.evidence.of) == (Says.FINE, 6)


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry["probe"].pop("country"),
        lambda entry: entry["probe"].update(country="Germany"),
        lambda entry: entry["probe"].update(country=49),
        lambda entry: entry.pop("probe"),
        lambda entry: entry.update(result="finished"),
    ],
)
def test_a_row_without_a_place_or_result_is_no_vote(change: Callable[[dict[str, object]], object]) -> None:
    entries = measurement([("DE", "503")])
    change(entries["results"][0])
    assert read_measurement(entries) == (True, ())


@pytest.mark.parametrize("status", [None, True, 99, 600, "503", 1e400, [503]])
def test_a_status_that_is_none_is_no_vote(status: object) -> None:
    entries = measurement([("DE", "503")])
    entries["results"][0]["result"]["statusCode"] = status
    assert read_measurement(entries) == (True, (Vantage("DE", "internal", None, 180),))


@pytest.mark.parametrize(
    "value", [None, {}, {"id": ""}, {"id": "a/../b"}, {"id": 7}, {"id": "a" * 65}, ["id"]]
)
def test_a_name_that_fits_into_no_address_is_none(value: object) -> None:
    assert read_ident(value) is None


@pytest.mark.parametrize("keys", [FakeKeys(), FailingKeys(OSError)], ids=["no account", "no key store"])
def test_without_its_token_it_is_a_guest(keys: FakeKeys) -> None:
    seen: list[PlayedRequest] = []

    report_of(source(keys=keys), service(reading(everywhere("200")), seen=seen))

    assert not any("authorization" in request.headers for request in seen)


def test_a_token_that_is_refused_is_tried_once() -> None:
    seen: list[PlayedRequest] = []
    refused = plays(lambda _: reply(401, "{}"), seen)

    assert (
        replies(source(keys=keys_with("globalping")), {HOST: refused}, times=2)
        == [Unavailable(Hindrance.LOGIN)] * 2
    )
    assert len(seen) == 1
