"""One whole check against an internet of our own: what is asked when, and what it comes to."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests import servers
from tests.checks.samples import WELL
from tests.checks.test_controls import HOSTS, healthy_controls
from tests.servers import Internet, Serve, answers, answers_json
from tests.sources.made import nobody_else
from trayapp.checks.checker import Checker, Depth
from trayapp.checks.controls import ask_control
from trayapp.checks.surfaces import chosen
from trayapp.checks.surfaces.files import VIDEO
from trayapp.domain.codes import Cause, Confidence, Outcome, OwnTrouble, VerdictName
from trayapp.domain.records import ControlResult, JudgedCheck, SurfaceResult
from trayapp.net.exchange import Client
from trayapp.settings.declarations import Settings

NOW = datetime(2026, 2, 16, 13, 27, 40, tzinfo=UTC)
SURFACES = [surface.id for surface in chosen(Settings())]
Change = Callable[[Internet], Awaitable[object]]


def well(host: str) -> Serve:
    """What this host of X's serves while all is well."""
    return servers.by_path(
        {
            place.removeprefix(host) or "/": servers.reply(status, body, headers)
            for place, (status, headers, body) in WELL.items()
            if place.partition("/")[0] == host
        }
    )


SITE = well("x.com")


async def healthy(internet: Internet) -> None:
    for host in dict.fromkeys(place.partition("/")[0] for place in WELL):
        await internet.host(host, well(host))
    await healthy_controls(internet)


async def doh_answers(internet: Internet, status: int = 3) -> None:
    for address in ("1.1.1.1", "8.8.8.8"):
        await internet.host(address, answers_json({"Status": status}), addresses=(address,))


def check(*changes: Change, depth: Depth = Depth.EVERYTHING) -> tuple[JudgedCheck, list[str]]:
    """A check of a healthy internet with these changes, and the names that were looked up for it."""

    async def scenario() -> tuple[JudgedCheck, list[str]]:
        async with Internet() as internet:
            await healthy(internet)
            for change in changes:
                await change(internet)
            checker = Checker(
                internet.client(), chosen(Settings()), nobody_else(), lambda: NOW, interval_s=60
            )
            return await checker.check(depth), internet.asked_names

    return asyncio.run(scenario())


def outcomes(judged: JudgedCheck) -> dict[str, Outcome]:
    return {result.id: result.outcome for result in (*judged.check.surfaces, *judged.check.controls)}


async def site_is_broken(internet: Internet) -> None:
    await internet.host("x.com", answers(503, "", {"x-transaction-id": "1"}))


async def x_is_swallowed(internet: Internet) -> None:
    for name in ("x.com", "publish.x.com", "cdn.syndication.twimg.com"):
        internet.name(name, "192.88.99.200")
    internet.address_fails("192.88.99.200", "refused")


async def x_has_no_name(internet: Internet) -> None:
    for name in ("x.com", "publish.x.com", "cdn.syndication.twimg.com"):
        internet.lookup_fails(name, socket.gaierror(socket.EAI_NONAME, "unknown"))


def test_a_whole_check_asks_everything_but_dns_over_https() -> None:
    judged, _ = check()
    assert outcomes(judged) == dict.fromkeys([*SURFACES, *HOSTS], Outcome.OK)
    assert (judged.verdict.name, judged.verdict.confidence) == (VerdictName.UP, None)
    assert (judged.check.at, judged.check.interval_s) == (NOW, 60)


def test_a_light_check_asks_the_site_s_rules_and_one_reader() -> None:
    judged, names = check(depth=Depth.LIGHT)
    assert outcomes(judged) == {"web": Outcome.OK, "posts": Outcome.OK}
    assert len(names) == 2
    assert judged.verdict.name is VerdictName.UP


def test_on_a_calm_day_a_full_look_asks_no_controls() -> None:
    judged, _ = check(depth=Depth.SURFACES)
    assert set(outcomes(judged)) == set(SURFACES)


def test_a_light_check_with_trouble_goes_on_with_the_controls() -> None:
    judged, _ = check(site_is_broken, depth=Depth.LIGHT)
    assert set(outcomes(judged)) == {"web", "posts", *HOSTS}
    assert judged.verdict.cause is Cause.PART_FAILING


@pytest.mark.parametrize("depth", [d for d in Depth if d not in (Depth.SPARING, Depth.GENTLE)], ids=str)
def test_other_resolvers_are_asked_once_a_core_surface_is_lost(depth: Depth) -> None:
    judged, names = check(x_has_no_name, doh_answers, depth=depth)
    assert outcomes(judged)["doh_cloudflare"] is Outcome.OK
    assert judged.verdict.cause is Cause.DNS_GONE
    assert not {"1.1.1.1", "8.8.8.8"} & set(names)


def test_other_resolvers_are_not_asked_about_a_server_s_errors() -> None:
    judged, _ = check(site_is_broken)
    assert not {name for name in outcomes(judged) if name.startswith("doh_")}


def test_an_unreachable_x_is_told_with_little_confidence_while_nobody_else_was_asked() -> None:
    judged, _ = check(x_is_swallowed, doh_answers)
    assert (judged.verdict.name, judged.verdict.cause) == (VerdictName.DOWN, Cause.UNREACHABLE)
    assert judged.verdict.confidence is Confidence.LOW


def test_without_a_network_everything_fails_and_nobody_blames_x() -> None:
    async def scenario() -> JudgedCheck:
        async with Internet() as internet:
            checker = Checker(
                internet.client(), chosen(Settings()), nobody_else(), lambda: NOW, interval_s=60
            )
            return await checker.check(Depth.EVERYTHING)

    judged = asyncio.run(scenario())
    assert judged.verdict.name is VerdictName.OFFLINE


def test_nothing_is_asked_where_every_surface_is_off() -> None:
    async def scenario() -> tuple[JudgedCheck, list[str]]:
        async with Internet() as internet:
            await healthy_controls(internet)
            checker = Checker(internet.client(), (), nobody_else(), lambda: NOW, interval_s=60)
            return await checker.check(Depth.EVERYTHING), internet.asked_names

    judged, names = asyncio.run(scenario())
    assert judged.verdict.cause is Cause.NOT_WATCHED
    assert names == []


def test_a_bug_in_one_surface_costs_that_surface_alone(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(client: Client, full: bool) -> SurfaceResult:
        raise ZeroDivisionError("a bug")

    async def scenario() -> JudgedCheck:
        async with Internet() as internet:
            await healthy(internet)
            surfaces = (*chosen(Settings()), replace(VIDEO, ask=broken))
            return await Checker(internet.client(), surfaces, nobody_else(), lambda: NOW, 60).check(
                Depth.SURFACES
            )

    assert asyncio.run(scenario()).verdict.name is VerdictName.UP
    assert "a bug" in caplog.text


def test_a_bug_over_one_control_costs_that_control_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*given: Any) -> ControlResult:
        if given[1].id == "mozilla":
            raise ZeroDivisionError("a bug")
        return await ask_control(*given)

    monkeypatch.setattr("trayapp.checks.wave.ask_control", broken)
    judged, _ = check(depth=Depth.EVERYTHING)
    assert judged.verdict.name is VerdictName.UP
    assert judged.check.own_trouble is OwnTrouble.BUG
    assert "mozilla" not in [control.id for control in judged.check.controls]
    assert "a bug" in caplog.text


def test_a_check_over_which_the_network_changed_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = iter([("192.0.2.1", None), (None, None)])
    monkeypatch.setattr("trayapp.checks.checker.own_addresses", lambda: next(addresses))
    judged, names = check(depth=Depth.LIGHT)
    assert judged.verdict.name is VerdictName.UP
    assert names.count("x.com") == 2
