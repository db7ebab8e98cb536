"""One probe: how long it takes at most, whose word its answer is, and what several say together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import combinations

import pytest

from tests import servers, virtual_time
from tests.checks.samples import SHELL
from tests.checks.test_surfaces import look
from tests.domain.made import surface
from tests.servers import answers, one_host
from trayapp.checks.probe import Probing, combine
from trayapp.checks.surfaces import every_surface
from trayapp.checks.surfaces.custom import custom
from trayapp.checks.surfaces.links import LINKS
from trayapp.checks.surfaces.web import WEB
from trayapp.domain.codes import Outcome
from trayapp.net.exchange import Client

BEST_FIRST = (
    "ok",
    "server_error:origin",
    "connect_failed:refused",
    "timeout:tls",
    "refused:http_403",
    "limited",
    "unrecognized",
    "cached",
)
"""Of several requests for one part: fine is enough, what X says itself weighs most, a loss proves least."""


@pytest.mark.parametrize(("said", "outweighed"), list(combinations(BEST_FIRST, 2)), ids=str)
def test_of_several_answers_the_one_that_weighs_most_is_the_part_s(said: str, outweighed: str) -> None:
    both = surface("posts", said), surface("posts", outweighed)
    assert combine(both) == combine(both[::-1]) == both[0]


@pytest.mark.parametrize(
    ("lost", "together"), [((None, None), None), ((2, None), 2), ((1, 2), 3)], ids=["none", "one", "both"]
)
def test_what_several_requests_lost_is_added_up(lost: tuple[int | None, ...], together: int | None) -> None:
    assert combine([surface("web", "timeout:tls", lost=count) for count in lost]).lost == together


def test_what_x_signed_once_it_signed() -> None:
    unsigned, signed = surface("web", "ok"), surface("web", "timeout:tls", signed=True)
    assert combine([unsigned, signed]).signed
    assert not combine([unsigned, unsigned]).signed


@pytest.mark.parametrize(
    ("ask", "seconds"),
    [(lambda client: WEB.ask(client, True), 10), (lambda client: WEB.ask_again(client, True, 0), 6)],
    ids=["a probe", "once more"],
)
def test_a_host_that_keeps_silent_is_waited_for_so_long(
    ask: Callable[[Client], Probing], seconds: float
) -> None:
    async def scenario() -> None:
        async with one_host(servers.hangs_after_reading) as internet:
            result = await ask(internet.client())
            assert (result.lost, result.signed) == (1, False)
            assert asyncio.get_running_loop().time() == pytest.approx(seconds, abs=0.1)

    virtual_time.run(scenario())


def test_the_core_is_the_site_and_its_posts() -> None:
    assert [part.id for part in every_surface() if part.is_core] == ["web", "posts"]


def test_what_has_no_lighter_question_is_asked_the_same_on_calm_days() -> None:
    assert look(LINKS, {"t.co": answers(200)}, full=False).outcome is Outcome.OK


def test_an_answer_that_came_is_no_loss() -> None:
    assert look(WEB, {"x.com": answers(200, SHELL)}).lost is None


def test_no_answer_of_the_user_s_own_address_is_x_s_word() -> None:
    of_x = answers(500, "", {"x-transaction-id": "1"})
    assert not look(custom("https://my.example/", 200, ""), {"my.example": of_x}).signed
