"""Globalping: what is asked for, how it is read, and who votes."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from tests import servers
from tests.computer.keys import FailingKeys, FakeKeys
from tests.servers import Internet, PlayedRequest, Serve, plays, reply
from tests.sources.crowds import SECRET, key_store, keys_with
from tests.sources.made import NOW, Clock, at_once, replies, reply_of, report_of, setup
from tests.sources.samples import CREATED, everywhere, measurement
from trayapp.domain.codes import Says, UnavailableReason
from trayapp.domain.records import Evidence
from trayapp.domain.reports import Report, Vantage
from trayapp.net.backoff import HostBackoff
from trayapp.net.limits import HostLimits, LastAnswer, Use
from trayapp.net.limits_file import LimitsFile
from trayapp.sources import globalping
from trayapp.sources.base import Reply, Source, Unavailable, Unfinished
from trayapp.sources.globalping import read_ident, read_measurement

HOST = "api.globalping.io"
TOKEN_HASH = hashlib.sha256(f"globalping\0{SECRET}".encode()).hexdigest()[:16]
MIXED = [("DE", "503"), ("US", "200"), ("GB", "target"), ("JP", "403"), ("BR", "in-progress")]


def source(country: str | None = "DE", per_hour: int = 50, keys: FakeKeys | None = None) -> Source:
    store, has_account = key_store(keys or FakeKeys()), keys is not None
    made_of = setup(store, country, globalping_per_hour=per_hour, globalping_account=has_account)
    return globalping.source(made_of, sleep=at_once)


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


@pytest.mark.parametrize(("per_hour", "interval_s"), [(32, 900), (50, 600), (500, 300)])
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

    assert first == Unavailable(UnavailableReason.SERVER_ERROR)
    assert isinstance(second, Report)
    assert (second.evidence.says, second.evidence.at) == (Says.FINE, NOW)
    assert [request.method for request in seen] == ["POST", "GET", "GET"]


def test_a_measurement_that_we_did_not_hear_of_may_have_been_paid_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(globalping, "_READ_FOR_S", 0.2)
    hosts = {HOST: servers.hangs_after_reading}
    first, second = replies(source(), hosts, times=2, every_s=240)
    assert first == Unavailable(UnavailableReason.NO_ANSWER)
    assert second == Unavailable(UnavailableReason.LIMITED, 600 - 240, was_asked=False)


Asked = tuple[float, float | None]
"""When it is asked, and since when what was seen before does not answer; in seconds from the begin."""


def lived(
    *asked: Asked, per_hour: int = 50, clock: Clock | None = None, backoff: HostBackoff | None = None
) -> tuple[list[Reply], list[int]]:
    """What is replied, asked at these moments by one process; and the moments at which it was paid for."""
    clock = clock or Clock()
    paid_s: list[int] = []
    replied: list[Reply] = []
    source_ = source(per_hour=per_hour)
    ask_anew = source_.ask_anew
    assert ask_anew is not None

    def answer(request: PlayedRequest) -> bytes:
        if request.method == "POST":
            paid_s.append(round((clock() - NOW).total_seconds()))
            return reply(202, json.dumps({"id": f"m{len(paid_s)}"}))
        return reading(everywhere("200"))

    async def scenario() -> None:
        async with Internet() as internet:
            await internet.host(HOST, plays(answer))
            client = internet.client(backoff=backoff or HostBackoff(clock, 60))
            for at_s, since_s in asked:
                clock.at = NOW + timedelta(seconds=at_s)
                if since_s is None:
                    replied.append(await source_.ask(client, clock()))
                else:
                    since = NOW + timedelta(seconds=since_s)
                    replied.append(await ask_anew(client, clock(), since))

    asyncio.run(scenario())
    return replied, paid_s


def test_trouble_that_is_new_is_looked_at_at_once_and_one_look_answers_for_it() -> None:
    said, paid_s = lived((0, None), (30, 20), (45, 20), (60, 50), (90, None))
    assert paid_s == [0, 30, 60]
    assert said[1] is said[2]
    assert said[3] is said[4]


@pytest.mark.parametrize("per_hour", [32, 35, 50, 250])
def test_one_measurement_is_kept_back_for_what_is_new(per_hour: int) -> None:
    """Asked as often as may be for an hour; then there is new trouble, and again."""
    calm: list[Asked] = [(at_s, None) for at_s in range(0, 3600, 60)]
    said, paid_s = lived(*calm, (3590, 3590), (3595, 3595), per_hour=per_hour)
    cost = 7 if per_hour >= 35 else 6
    assert cost * (len(paid_s) - 1) <= per_hour - cost
    assert 3590 in paid_s
    gaps_s = [later - earlier for earlier, later in pairwise(paid_s[:-1])]
    assert max(gaps_s) <= 900  # what it says would be too old
    if per_hour < 250:
        assert said[-1] == Unavailable(UnavailableReason.LIMITED, 3600 + paid_s[0] - 3595, was_asked=False)


def test_in_no_hour_is_more_used_than_is_granted_however_often_there_is_new_trouble() -> None:
    _, paid_s = lived(*((at_s, at_s) for at_s in range(0, 3 * 3600, 100)))
    assert paid_s[:8] == [0, 100, 200, 300, 400, 500, 600, 3600]
    assert all(later - earlier >= 3600 for earlier, later in zip(paid_s, paid_s[7:], strict=False))


def test_the_budget_s_hour_slides_over_processes(tmp_path: Path) -> None:
    clock = Clock()
    before = LimitsFile(tmp_path, clock)
    for minutes in range(54, 60):
        use = Use(NOW - timedelta(minutes=minutes), 7, str(minutes))
        before.change(partial(HostLimits.with_use, budget="globalping", use=use))
    said, paid_s = lived(
        (0, None),
        (30, None),
        (90, None),
        clock=clock,
        backoff=HostBackoff(clock, 60, LimitsFile(tmp_path, clock)),
    )
    assert said[:2] == [
        Unavailable(UnavailableReason.LIMITED, left_s, was_asked=False) for left_s in (60, 30)
    ]
    assert paid_s == [90]


def test_a_guest_and_who_has_a_token_have_budgets_of_their_own(tmp_path: Path) -> None:
    clock, seen = Clock(), list[PlayedRequest]()
    hosts = service(reading(everywhere("200")), seen=seen)

    async def scenario() -> None:
        async with Internet() as internet:
            await internet.host(HOST, hosts[HOST])
            for keys in (None, keys_with("globalping"), None):
                backoff = HostBackoff(clock, 60, LimitsFile(tmp_path, clock))
                assert isinstance(await source(keys=keys).ask(internet.client(backoff=backoff), NOW), Report)

    asyncio.run(scenario())
    assert [request.headers.get("authorization") for request in seen if request.method == "POST"] == [
        None,
        f"Bearer {SECRET}",
    ]
    written = (tmp_path / "owed.json").read_text()
    assert SECRET not in written
    assert set(json.loads(written)["uses"]) == {"globalping", f"globalping {TOKEN_HASH}"}


def test_what_one_process_began_and_paid_for_another_reads(tmp_path: Path) -> None:
    """The first one is cancelled in the middle: what has come by then counts."""
    clock, seen, has_read = Clock(), list[PlayedRequest](), asyncio.Event()
    readings = [reading([*everywhere("503")[:5], ("BR", "in-progress")], "in-progress")]

    async def scenario() -> tuple[Reply | None, Reply]:
        async def sleep(_: float) -> None:
            await asyncio.sleep(0)
            if len(seen) > 1:  # the first reading is read
                has_read.set()
                await asyncio.Event().wait()

        async with Internet() as internet:
            await internet.host(HOST, service(*readings, seen=seen)[HOST])
            clients = [
                internet.client(backoff=HostBackoff(clock, 60, LimitsFile(tmp_path, clock))) for _ in range(2)
            ]
            first = globalping.source(setup(), sleep=sleep)
            asking = asyncio.ensure_future(first.ask(clients[0], clock()))
            await has_read.wait()
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            clock.pass_s(60)
            await internet.host(HOST, service(reading(everywhere("503")), seen=seen)[HOST])
            return first.so_far(), await source().ask(clients[1], clock())

    first, second = asyncio.run(scenario())
    assert isinstance(first, Unfinished)
    assert (first.report.evidence.says, first.report.evidence.of) == (Says.TROUBLE, 5)
    assert isinstance(second, Report)
    assert (second.evidence.says, second.evidence.of, second.evidence.at) == (Says.TROUBLE, 7, NOW)
    assert [request.method for request in seen].count("POST") == 1


@pytest.mark.parametrize(
    ("known", "says", "asked"),
    [(Says.FINE, Says.FINE, []), (Says.NOTHING, Says.TROUBLE, ["GET"])],
    ids=["its word", "too little so far"],
)
def test_what_another_process_knows_of_it_is_told_again_if_it_is_enough(
    known: Says, says: Says, asked: list[str]
) -> None:
    clock, seen = Clock(), list[PlayedRequest]()
    backoff = HostBackoff(clock, 60)
    said = LastAnswer(NOW, None, Evidence("globalping", known, "vantage", NOW), NOW)
    use = Use(NOW, 7, "one", "m1")
    backoff.store.change(lambda limits: limits.with_use("globalping", use).with_answer("globalping", said))

    async def scenario() -> Reply:
        async with Internet() as internet:
            await internet.host(HOST, service(reading(everywhere("503")), seen=seen)[HOST])
            return await source().ask(internet.client(backoff=backoff), clock.after(30))

    report = asyncio.run(scenario())
    assert isinstance(report, Report)
    assert report.evidence.says is says
    assert [request.method for request in seen] == asked


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


@pytest.mark.parametrize("status", ["200", "403", "429", "503"])
def test_a_challenge_is_reached_whatever_its_status_but_no_page(status: str) -> None:
    challenged = measurement(everywhere(status))
    for entry in challenged["results"]:
        entry["result"]["headers"] = {"cf-mitigated": "challenge"}
    report = report_of(source(), service(reply(200, json.dumps(challenged))))
    assert (report.evidence.says, report.evidence.pages) == (Says.FINE, 0)


@pytest.mark.parametrize(
    ("status", "location", "pages"),
    [
        ("200", None, 7),
        ("204", None, 7),
        ("301", "https://x.com/home", 7),
        ("302", "/home", 7),
        ("307", "//twitter.com/", 7),
        ("302", "https://login.example/?to=https://x.com/", 0),
        ("302", "https://notx.com/", 0),
        ("302", "https://[x.com/", 0),
        ("302", "", 0),
        ("302", ["https://x.com/"], 0),
        ("302", None, 0),
        *((status, "https://x.com/", 0) for status in ("401", "403", "429", "503")),
        ("target", None, 0),
        ("internal", None, 0),
    ],
)
def test_the_page_itself_came_or_x_led_the_way_to_it(status: str, location: object, pages: int) -> None:
    seen = measurement(everywhere(status))
    for entry in seen["results"]:
        entry["result"]["headers"] = {} if location is None else {"location": location}
    report = report_of(source(), service(reply(200, json.dumps(seen))))
    assert report.evidence.pages == pages


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
    monkeypatch.setattr(globalping, "_READ_FOR_S", 0.3)
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
    monkeypatch.setattr(globalping, "_READ_FOR_S", 0.2)
    reply_ = reply_of(source(), {HOST: servers.hangs_after_reading})
    assert reply_ == Unavailable(UnavailableReason.NO_ANSWER)


def test_a_budget_that_is_used_up_is_heeded_but_what_was_paid_for_is_read() -> None:
    seen: list[PlayedRequest] = []

    def answer(request: PlayedRequest) -> bytes:
        if request.method == "POST":  # three are left, and one measurement takes seven
            left = {"x-ratelimit-remaining": "3", "x-ratelimit-reset": "1200"}
            return reply(202, json.dumps(CREATED), left)
        return reading(everywhere("200"))

    first, second = replies(source(), {HOST: plays(answer, seen)}, times=2, every_s=600)

    assert isinstance(first, Report)
    assert first.evidence.says is Says.FINE
    assert second == Unavailable(UnavailableReason.LIMITED, 600, was_asked=False)
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (reply(404, json.dumps({"error": {"type": "not_found"}})), UnavailableReason.CLOSED),
        (reply(500), UnavailableReason.SERVER_ERROR),
        (reply(200, "[]"), UnavailableReason.UNREADABLE),
        (reply(200, '{"status": "finished"}'), UnavailableReason.UNREADABLE),
    ],
    ids=["gone", "server error", "a list", "without results"],
)
def test_a_measurement_that_cannot_be_read_says_nothing(answer: bytes, reason: UnavailableReason) -> None:
    assert reply_of(source(), service(answer)) == Unavailable(reason)


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
    assert read_measurement(entries) == (True, (), 0)


@pytest.mark.parametrize("status", [None, True, 99, 600, "503", 1e400, [503]])
def test_a_status_that_is_none_is_no_vote(status: object) -> None:
    entries = measurement([("DE", "503")])
    entries["results"][0]["result"]["statusCode"] = status
    assert read_measurement(entries) == (True, (Vantage("DE", "internal", None, 180),), 0)


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
        == [Unavailable(UnavailableReason.LOGIN)] * 2
    )
    assert len(seen) == 1
