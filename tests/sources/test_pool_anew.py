"""Sources that are asked anew, whatever their pace, once what they saw before does not answer."""

from __future__ import annotations

import pytest

from tests.sources.made import NOW, Clock
from tests.sources.scripted import FAILED, Scripted, Vantage, later, run
from trayapp.domain.codes import Says
from trayapp.sources.base import Unavailable
from trayapp.sources.pool import SourcePool


def test_trouble_that_began_since_has_them_asked_anew_once() -> None:
    vantage = Vantage(Says.FINE)

    async def scenario(pool: SourcePool, clock: Clock) -> None:
        await pool.ask_on_suspicion(later(0))
        for began_s in (None, 0, 30, 30, 30, None, 90):
            clock.pass_s(15)
            await pool.ask_on_suspicion(None if began_s is None else later(began_s))

    run(scenario, vantage.source())
    assert vantage.anew == [(0, 0), (45, 30), (105, 90)]
    assert len(vantage.asked_at) == 3


def test_where_it_is_not_known_when_trouble_began_they_keep_their_pace() -> None:
    vantage = Vantage(Says.FINE)

    async def scenario(pool: SourcePool, clock: Clock) -> None:
        for _ in range(30):
            await pool.ask_on_suspicion()
            clock.pass_s(60)

    run(scenario, vantage.source(600))
    assert vantage.anew == []
    assert len(vantage.asked_at) == 3


@pytest.mark.parametrize(
    ("seen", "said", "kind", "is_contradicted"),
    [
        (Says.FINE, Says.TROUBLE, "expert", True),
        (Says.FINE, Says.TROUBLE, "crowd", True),
        (Says.TROUBLE, Says.FINE, "crowd", True),
        (Says.TROUBLE, Says.TROUBLE, "expert", False),
        (Says.FINE, Says.NOTHING, "expert", False),
        (Says.FINE, FAILED, "expert", False),
        (Says.FINE, Says.TROUBLE, "status", False),
        (Says.NOTHING, Says.TROUBLE, "expert", False),
    ],
)
def test_whoever_begins_to_say_the_opposite_has_them_asked_anew_once(
    seen: Says, said: Says | Unavailable, kind: str, is_contradicted: bool
) -> None:
    vantage, other = Vantage(seen), Scripted(Says.NOTHING, said)

    async def scenario(pool: SourcePool, clock: Clock) -> None:
        pool.record_user_error(clock())  # who contradicts nobody: it is to be found out what they see
        for _ in range(9):
            await pool.ask_on_suspicion()
            clock.pass_s(60)

    run(scenario, vantage.source(3600), other.source(120, kind=kind))
    assert vantage.anew == ([(180, 120)] if is_contradicted else [])


def test_who_goes_back_on_it_and_says_it_again_contradicts_again() -> None:
    vantage = Vantage(Says.FINE)
    other = Scripted(Says.TROUBLE, Says.NOTHING, Says.TROUBLE, Says.TROUBLE, Says.TROUBLE)

    async def scenario(pool: SourcePool, clock: Clock) -> None:
        for _ in range(9):
            await pool.ask_on_suspicion()
            clock.pass_s(60)

    run(scenario, vantage.source(3600), other.source(120))
    assert vantage.anew == [(300, 240)]


def test_what_is_new_is_tried_once_though_they_failed_before_and_then_half_as_often() -> None:
    vantage = Vantage(FAILED)

    async def scenario(pool: SourcePool, clock: Clock) -> None:
        for second in range(0, 1200, 30):
            await pool.ask_on_suspicion(later(0 if second < 90 else 90))
            clock.pass_s(30)

    run(scenario, vantage.source(120))
    assert [at for at, _ in vantage.anew] == [0, 90, 570]


def test_one_that_answers_what_is_new_is_asked_as_ever_from_then_on() -> None:
    vantage = Vantage(FAILED, Says.FINE)

    async def scenario(pool: SourcePool, clock: Clock) -> None:
        for second in range(0, 300, 30):
            await pool.ask_on_suspicion(later(0 if second < 90 else 90))
            clock.pass_s(30)

    run(scenario, vantage.source(120))
    assert [(at - NOW).total_seconds() for at in vantage.asked_at] == [0, 90, 210]
