"""Downdetector: its own reckoning against its numbers, with credentials; the page without."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from tests.servers import Internet, read_whole_request, reply
from tests.sources.crowds import SECRET, Asked, Hosts, as_answer, key_store, keys_with, minutes, replies
from tests.sources.made import NOW, setup
from trayapp.domain.codes import Says, UnavailableReason
from trayapp.domain.reports import Report
from trayapp.sources import downdetector
from trayapp.sources.account import Token, read_token
from trayapp.sources.base import Reply, Source, Unavailable
from trayapp.sources.downdetector import (
    judge,
    read_company,
    read_count,
    read_incidents,
    read_status,
)
from trayapp.sources.downdetector_pages import page

CALM: Mapping[str, Any] = {
    "/v2/companies/search": [{"id": 7, "name": "Twitch", "slug": "twitch"}, {"id": 10232, "slug": "twitter"}],
    "/v2/companies/10232/status": "success",
    "/v2/companies/10232/last_15": 22,
    "/v2/companies/10232/baseline/current": 30,
    "/v2/companies/10232/incidents": [],
}
OUTAGE = {
    **CALM,
    "/v2/companies/10232/status": "danger",
    "/v2/companies/10232/last_15": 4200,
    "/v2/companies/10232/incidents": [{"id": 1, "is_active": True, "peak_attribution": 3}],
}


def source(country: str | None = "DE") -> Source:
    return downdetector.source(setup(key_store(keys_with("downdetector")), country))


def world(values: Mapping[str, Any], secret: str = SECRET) -> Hosts:
    pair = base64.b64encode(f"me:{secret}".encode()).decode()

    def answer(asked: Asked) -> bytes:
        if asked.path == "/v2/tokens":
            assert asked.query == {"grant_type": "client_credentials"}
            if asked.request.headers.get("authorization") != f"Basic {pair}":
                return as_answer({"error": True, "message": "Unauthorized"}, 401)
            return as_answer({"access_token": "dd", "token_type": "Bearer", "expires_in": 3600})
        assert asked.bearer == "dd"
        value = values.get(asked.path, reply(404))
        return value if isinstance(value, bytes) else as_answer(value)

    return Hosts(answer, ("downdetectorapi.com",))


@pytest.mark.parametrize(
    ("values", "says", "count"), [(CALM, Says.FINE, 22), (OUTAGE, Says.TROUBLE, 4200)], ids=["calm", "outage"]
)
def test_what_it_says_is_told_with_the_page_of_the_country(
    values: Mapping[str, Any], says: Says, count: int
) -> None:
    (said,) = replies(source(), world(values))

    assert isinstance(said, Report)
    evidence = said.evidence
    assert (evidence.says, evidence.kind, evidence.count, evidence.at) == (says, "crowd", count, NOW)
    assert said.links == (page("DE"),)


def test_a_number_that_does_not_come_in_time_does_not_cost_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("trayapp.sources.base.PLACE_DEADLINE_S", 0.5)
    answering = world(OUTAGE)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await read_whole_request(reader)
        if "baseline" in request.target:
            await asyncio.Event().wait()
        writer.write(answering.answer(Asked("downdetectorapi.com", request)))

    async def scenario() -> Reply:
        async with Internet() as internet:
            await internet.host("downdetectorapi.com", answer)
            return await source().ask(internet.client(), NOW)

    said = asyncio.run(scenario())
    assert isinstance(said, Report)
    assert (said.evidence.says, said.evidence.count) == (Says.TROUBLE, 4200)


S, W, D = "success", "warning", "danger"


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ((S, 22, 30, 0), Says.FINE),
        ((S, 22, 30, 1), Says.NOTHING),
        ((S,), Says.FINE),
        ((W, 60, 30, 0), Says.NOTHING),
        ((W, 150, 30, 0), Says.TROUBLE),
        ((W, 20, 1, 0), Says.NOTHING),
        ((W, 60, 30, 1), Says.TROUBLE),
        ((W, 29, 30, 1), Says.NOTHING),
        ((D, 400, 30, 1), Says.TROUBLE),
        ((D, 400), Says.TROUBLE),
        ((D,), Says.TROUBLE),
        ((D, 29, 30, 1), Says.NOTHING),
    ],
    ids=str,
)
def test_its_reckoning_decides_unless_its_numbers_contradict(state: tuple[Any, ...], says: Says) -> None:
    assert judge(*state) is says


def test_it_logs_in_and_finds_x_once_an_hour_and_asks_for_four_numbers() -> None:
    hosts = world(CALM)

    replies(source(), hosts, minutes(0, 10, 20, 58, 59.5))

    asked = hosts.paths()
    assert asked.count("POST /v2/tokens") == 2
    assert asked.count("GET /v2/companies/search") == 1
    assert len(asked) == 2 + 1 + 5 * 4
    assert hosts.asked[1].query["country"] == "DE"


def test_where_a_country_does_not_know_x_it_is_looked_for_anywhere() -> None:
    def answer(asked: Asked) -> bytes:
        if asked.path == "/v2/companies/search" and "country" in asked.query:
            return as_answer([])
        return CALM_WORLD.answer(asked)

    (said,) = replies(source("LI"), Hosts(answer, ("downdetectorapi.com",)))

    assert isinstance(said, Report)


CALM_WORLD = world(CALM)


def test_wrong_credentials_are_tried_once() -> None:
    hosts = world(CALM, secret="another")

    assert replies(source(), hosts, minutes(0, 10)) == [Unavailable(UnavailableReason.LOGIN)] * 2
    assert hosts.paths() == ["POST /v2/tokens"]


@pytest.mark.parametrize(
    ("path", "answer", "reason"),
    [
        ("status", reply(401), UnavailableReason.LOGIN),
        ("status", reply(404), UnavailableReason.CLOSED),
        ("last_15", reply(500), UnavailableReason.SERVER_ERROR),
        (
            "status",
            {"error": True, "message": "Please check your input values"},
            UnavailableReason.UNREADABLE,
        ),
        ("status", reply(429, "", {"retry-after": "60"}), UnavailableReason.LIMITED),
    ],
)
def test_without_its_status_it_has_said_nothing(path: str, answer: Any, reason: UnavailableReason) -> None:
    (said,) = replies(source(), world({**OUTAGE, f"/v2/companies/10232/{path}": answer}))

    assert isinstance(said, Unavailable)
    assert said.reason is reason


@pytest.mark.parametrize("path", ["baseline/current", "incidents"])
def test_the_rest_may_be_missing(path: str) -> None:
    (said,) = replies(source(), world({**OUTAGE, f"/v2/companies/10232/{path}": reply(500)}))

    assert isinstance(said, Report)
    assert said.evidence.says is Says.TROUBLE


def test_a_token_that_is_no_longer_taken_is_fetched_anew_the_next_time() -> None:
    values = {**CALM, "/v2/companies/10232/status": reply(401)}
    hosts = world(values)

    replies(source(), hosts, minutes(0, 10))

    assert hosts.paths().count("POST /v2/tokens") == 2


TOKEN = Token("dd", NOW + timedelta(minutes=59))


@pytest.mark.parametrize(
    ("read", "bare", "wrapped", "value"),
    [
        (
            lambda value: read_token(value, NOW),
            "t",
            {"access_token": "t"},
            Token("t", NOW + timedelta(minutes=59)),
        ),
        (read_status, "danger", {"status": "danger"}, "danger"),
        (read_count, 4, {"last_15": 4}, 4),
        (read_company, [{"id": 3, "slug": "x"}], {"data": [{"id": 3, "slug": "x"}]}, 3),
        (read_incidents, [{"is_active": True}], {"data": [{"is_active": True}]}, 1),
    ],
)
def test_bare_values_are_taken_as_well_as_objects(read: Any, bare: Any, wrapped: Any, value: Any) -> None:
    assert read(bare) == value
    assert read(wrapped) == value


def test_an_incident_whose_cause_is_elsewhere_is_not_xs() -> None:
    assert read_incidents([{"is_active": True, "peak_attribution": 2}, {"is_active": False}]) == 0
