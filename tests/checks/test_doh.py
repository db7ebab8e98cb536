"""DNS over HTTPS: what other resolvers know of names that turned out to be lost."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import servers, virtual_time
from tests.servers import Internet, Serve, answers, answers_json, reply
from trayapp.checks.controls import DohInquiry, read_answer
from trayapp.domain.codes import Outcome
from trayapp.domain.records import ControlResult
from trayapp.net.answers import Answer

NOW = datetime(2026, 2, 16, 13, 27, 40, tzinfo=UTC)
X_ADDRESS = "192.88.99.77"


def doh_reply(status: int = 0, *addresses: str, record_type: int = 1) -> dict[str, Any]:
    records = [{"name": "x.com", "type": record_type, "TTL": 60, "data": a} for a in addresses]
    return {"Status": status, "Answer": records} if records else {"Status": status}


def doh(
    cloudflare: Serve,
    google: Serve,
    *,
    names: tuple[str, ...] = ("x.com",),
    parts: tuple[str, ...] = (),
    leads_there: bool = False,
    x: Serve | None = None,
    **how: Any,
) -> dict[str, ControlResult]:
    async def scenario() -> tuple[ControlResult, ...]:
        async with Internet() as internet:
            await internet.host("1.1.1.1", cloudflare, addresses=("1.1.1.1",))
            await internet.host("8.8.8.8", google, addresses=("8.8.8.8",))
            if x is not None:
                await internet.host("x.com", x, addresses=(X_ADDRESS,), **how)
            async with asyncio.TaskGroup() as group:
                inquiry = DohInquiry(internet.client(), group)
                inquiry.ask_about(names, is_core=True)
                inquiry.ask_about(names, is_core=True)  # again: must not ask twice
                inquiry.ask_about(parts, is_core=False)
            assert internet.asked_names == []
            assert inquiry.leads_there("x.com") is leads_there
            return inquiry.results(lambda: NOW)

    return {result.id: result for result in asyncio.run(scenario())}


def test_a_resolver_that_knows_an_address_that_proves_itself() -> None:
    knows = answers_json(doh_reply(0, X_ADDRESS))
    results = doh(knows, knows, x=answers(200), leads_there=True)
    assert [(r.outcome, r.detail, r.handshake, r.by_address) for r in results.values()] == [
        (Outcome.OK, "knows", True, True)
    ] * 2


@pytest.mark.parametrize("certificate", ["wrong_host", "untrusted", "expired"])
def test_an_address_with_a_stranger_s_certificate_completes_no_handshake(certificate: str) -> None:
    knows = answers_json(doh_reply(0, X_ADDRESS))
    results = doh(knows, knows, x=answers(200), certificate=certificate)
    assert [r.handshake for r in results.values()] == [False, False]


def test_a_handshake_counts_even_if_no_answer_follows() -> None:
    knows = answers_json(doh_reply(0, X_ADDRESS))
    results = doh(knows, knows, x=servers.closes_after_reading, leads_there=True)
    assert results["doh_google"].handshake is True


@pytest.mark.parametrize(
    ("said", "outcome", "detail"),
    [
        (doh_reply(3), Outcome.OK, "nxdomain"),
        (doh_reply(0), Outcome.OK, "nxdomain"),
        (doh_reply(0, "0.0.0.0"), Outcome.OK, "nxdomain"),
        (doh_reply(0, "10.0.0.1"), Outcome.OK, "nxdomain"),
        (doh_reply(0, "elsewhere.example"), Outcome.OK, "nxdomain"),
        (doh_reply(0, "elsewhere.example", record_type=5), Outcome.OK, "nxdomain"),
        (doh_reply(0, X_ADDRESS, record_type=16), Outcome.OK, "nxdomain"),
        ({"Status": 0, "Answer": [1, {"type": 1}, {"type": 1, "data": 3227017985}]}, Outcome.OK, "nxdomain"),
        (doh_reply(2), Outcome.OK, "servfail"),
        (doh_reply(5), Outcome.OK, "servfail"),
        ({}, Outcome.SOFT_FAILURE, None),
        ([1], Outcome.SOFT_FAILURE, None),
        ({"Status": "0"}, Outcome.SOFT_FAILURE, None),
    ],
    ids=str,
)
def test_what_a_resolver_says(said: Any, outcome: Outcome, detail: str | None) -> None:
    result = doh(answers_json(said), answers_json(said))["doh_cloudflare"]
    assert (result.outcome, result.detail, result.handshake) == (outcome, detail, None)


def test_a_resolver_knows_only_if_it_knows_every_name() -> None:
    by_name = servers.by_path(
        {
            "name=x.com": reply(200, json.dumps(doh_reply(0, X_ADDRESS))),
            "name=publish": reply(200, json.dumps(doh_reply(3))),
        }
    )
    names = ("x.com", "publish.x.com")
    result = doh(by_name, by_name, names=names, x=answers(200), leads_there=True)["doh_cloudflare"]
    assert (result.detail, result.handshake) == ("nxdomain", True)


def test_what_a_resolver_knows_of_a_part_says_nothing_of_the_core() -> None:
    """Else a picture host that it knows would speak for x.com, and one that it denies against it."""
    by_name = servers.by_path(
        {
            "name=x.com": reply(200, json.dumps(doh_reply(0, X_ADDRESS))),
            "name=pbs": reply(200, json.dumps(doh_reply(3))),
        }
    )
    both = doh(by_name, by_name, parts=("pbs.twimg.com",), x=answers(200), leads_there=True)["doh_google"]
    assert (both.detail, both.handshake) == ("knows", True)
    part_alone = doh(by_name, by_name, names=(), parts=("x.com",), x=answers(200), leads_there=True)
    assert (part_alone["doh_google"].outcome, part_alone["doh_google"].detail) == (Outcome.OK, None)
    assert part_alone["doh_google"].handshake is None


def test_a_part_that_nobody_could_be_asked_about_is_no_answer_either() -> None:
    result = doh(answers(503), servers.resets_at_once, names=(), parts=("x.com",))
    assert [r.outcome for r in result.values()] == [Outcome.SERVER_ERROR, Outcome.PROTOCOL_ERROR]


def test_a_resolver_that_we_cannot_ask_hides_nothing_of_the_other() -> None:
    async def scenario() -> None:
        async with Internet() as internet:
            internet.address_fails("1.1.1.1", MemoryError())
            await internet.host("8.8.8.8", answers_json(doh_reply(0, X_ADDRESS)), addresses=("8.8.8.8",))
            await internet.host("x.com", answers(200), addresses=(X_ADDRESS,))
            async with asyncio.TaskGroup() as group:
                inquiry = DohInquiry(internet.client(), group)
                inquiry.ask_about(["x.com"], is_core=True)
            assert inquiry.leads_there("x.com")
            assert [r.id for r in inquiry.results(lambda: NOW)] == ["doh_google"]

    asyncio.run(scenario())


async def after_two_seconds(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(2)
    await answers_json(doh_reply(0, X_ADDRESS))(reader, writer)


@pytest.mark.parametrize(
    ("resolver", "host", "leads_there", "seconds"),
    [
        (servers.hangs_after_reading, answers(200), False, 3),
        (after_two_seconds, servers.hangs_before_reading, True, 5),
        (after_two_seconds, servers.hangs_in_the_body, True, 2),
    ],
    ids=["a silent resolver", "a silent host at its address", "a host that has shown who it is"],
)
def test_nobody_is_waited_for_longer_than(
    resolver: Serve, host: Serve, leads_there: bool, seconds: float
) -> None:
    async def scenario() -> None:
        async with Internet() as internet:
            for address in ("1.1.1.1", "8.8.8.8"):
                await internet.host(address, resolver, addresses=(address,))
            await internet.host("x.com", host, addresses=(X_ADDRESS,))
            async with asyncio.TaskGroup() as group:
                inquiry = DohInquiry(internet.client(), group)
                inquiry.ask_about(["x.com"], is_core=True)
            assert asyncio.get_running_loop().time() == pytest.approx(seconds, abs=0.1)
            assert inquiry.leads_there("x.com") is leads_there

    virtual_time.run(scenario())


def test_a_resolver_that_cannot_be_reached_is_no_answer() -> None:
    result = doh(servers.resets_at_once, answers(503))
    assert (result["doh_cloudflare"].outcome, result["doh_cloudflare"].detail) == (
        Outcome.PROTOCOL_ERROR,
        "no_answer",
    )
    assert result["doh_google"].outcome is Outcome.SERVER_ERROR


@given(st.binary() | st.from_regex(r"\A[\[{]{0,50000}\Z").map(str.encode))
def test_any_bytes_are_read_without_an_exception(body: bytes) -> None:
    detail, addresses = read_answer(Answer("https://1.1.1.1/", 200, {}, body))
    assert detail is None or detail in ("knows", "nxdomain", "servfail")
    assert not addresses


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["Status", "Answer", "type", "data"]), inner)
    ),
    max_leaves=10,  # what is read lies three deep
)


@given(JSON)
def test_any_json_is_read_without_an_exception(value: Any) -> None:
    read_answer(Answer("https://1.1.1.1/", 200, {}, json.dumps(value).encode()))
