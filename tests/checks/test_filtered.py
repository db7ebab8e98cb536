"""A part that the user's own filter takes away is shown as that, and decides nothing."""

from __future__ import annotations

import json
import socket

import pytest

from tests import servers
from tests.checks.samples import SHELL
from tests.checks.seen import see, serving
from tests.checks.test_checker import Change
from tests.servers import Internet, PlayedRequest, Serve, answers, reply
from trayapp.checks.checker import Depth
from trayapp.domain.codes import Outcome

PICTURES = "pbs.twimg.com"


async def resolvers_know(internet: Internet) -> None:
    """DNS over HTTPS tells where hosts are before any later change."""
    true = {name: internet.address_of(name) for name in internet.names}

    def answer(request: PlayedRequest) -> bytes:
        name = request.target.partition("name=")[2].partition("&")[0]
        records = [{"name": name, "type": 1, "TTL": 60, "data": true[name]}] if name in true else []
        return reply(200, json.dumps({"Status": 0 if records else 3, "Answer": records}))

    for address in ("1.1.1.1", "8.8.8.8"):
        await internet.host(address, servers.plays(answer), addresses=(address,))


def leading_to(address: str) -> Change:
    async def change(internet: Internet) -> None:
        internet.name(PICTURES, address)

    return change


async def no_such_name(internet: Internet) -> None:
    internet.lookup_fails(PICTURES, socket.gaierror(socket.EAI_NONAME, "unknown"))


async def page_of_the_filter(internet: Internet) -> None:
    address = await internet.host("filter.example", answers(200, "Blocked."), certificate="wrong_host")
    internet.name(PICTURES, address)


async def sinkhole(internet: Internet) -> None:
    internet.name(PICTURES, "192.88.99.200")
    internet.address_fails("192.88.99.200", "refused")


async def x_has_no_name_either(internet: Internet) -> None:
    internet.name("x.com", "0.0.0.0")


FILTERS = [leading_to("0.0.0.0"), leading_to("127.0.0.1"), no_such_name, page_of_the_filter, sinkhole]
IDS = ["unspecified", "loopback", "no such name", "its own page", "a sinkhole"]


@pytest.mark.parametrize("change", FILTERS, ids=IDS)
def test_a_part_without_its_name_or_way_that_another_resolver_leads_to_is_filtered_here(
    change: Change,
) -> None:
    seen = see(resolvers_know, change)
    assert seen["images"].filtered
    assert seen["images"].outcome is not Outcome.OK
    assert seen.verdict == "up"
    assert [r.id for r in seen.check.surfaces if r.filtered] == ["images"]


BLOCK_PAGE = answers(200, "<html>not at work", {"content-type": "text/html"})
AWAY = answers(302, "", {"location": "https://filter.example/"})


@pytest.mark.parametrize(
    "change",
    [
        serving(BLOCK_PAGE, PICTURES),
        serving(AWAY, PICTURES),
        serving(answers(200), PICTURES, certificate="untrusted"),
    ],
    ids=["a page", "a redirect", "a certificate that nobody knows"],
)
def test_a_part_in_whose_place_a_filter_answers_is_filtered_here(change: Change) -> None:
    """A company's filter, whose certificate this computer may trust, stands on the way to every address."""
    seen = see(resolvers_know, change)
    assert seen["images"].filtered
    assert seen.verdict == "up"


@pytest.mark.parametrize("names", [("x.com",), ("x.com", "publish.x.com", "cdn.syndication.twimg.com")])
def test_a_core_surface_in_whose_place_a_filter_answers_is_not_x_s_word(names: tuple[str, ...]) -> None:
    seen = see(serving(AWAY, "x.com"), *(serving(BLOCK_PAGE, name) for name in names[1:]))
    assert seen.verdict.split()[0] != "down"


@pytest.mark.parametrize("change", FILTERS[2:3], ids=IDS[2:3])
def test_it_is_not_while_no_resolver_leads_there(change: Change) -> None:
    async def resolvers_deny(internet: Internet) -> None:
        for address in ("1.1.1.1", "8.8.8.8"):
            await internet.host(address, servers.answers_json({"Status": 3}), addresses=(address,))

    seen = see(resolvers_deny, change)
    assert not seen["images"].filtered
    assert seen.verdict == "degraded part_failing"


def test_it_is_not_where_its_own_address_is_somebody_else_s_too() -> None:
    seen = see(serving(answers(200), PICTURES, certificate="wrong_host"), resolvers_know, no_such_name)
    assert not seen["images"].filtered
    assert seen.verdict == "degraded part_failing"


@pytest.mark.parametrize(
    "serve",
    [servers.hangs_after_reading, servers.resets_after_reading, answers(503)],
    ids=["hangs", "resets", "fails"],
)
def test_a_part_that_was_reached_is_not_filtered(serve: Serve) -> None:
    seen = see(resolvers_know, serving(serve, PICTURES))
    assert not seen["images"].filtered
    assert seen.verdict == "degraded part_failing"


def test_the_core_is_never_filtered_but_blocked() -> None:
    seen = see(resolvers_know, x_has_no_name_either)
    assert not seen["web"].filtered
    assert seen.verdict == "blocked dns_blocked"


@pytest.mark.parametrize("depth", [Depth.SURFACES, Depth.EVERYTHING])
def test_resolvers_that_lead_to_a_filtered_part_are_no_witnesses_of_x(depth: Depth) -> None:
    """X itself says that it is down; of x.com nobody was asked."""
    errors = serving(answers(503, SHELL, {"x-transaction-id": "1"}), "x.com", "publish.x.com")
    seen = see(
        resolvers_know,
        no_such_name,
        errors,
        serving(answers(503), "cdn.syndication.twimg.com"),
        depth=depth,
    )
    assert seen["images"].filtered
    resolvers = [seen.control(name) for name in ("doh_cloudflare", "doh_google")]
    assert [(resolver.detail, resolver.handshake) for resolver in resolvers] == [(None, None)] * 2
    assert seen.verdict == "down server_errors"
