"""What this computer or this program lacks is never laid at anybody's door."""

from __future__ import annotations

import errno
import os

import pytest

from tests.checks.samples import CORE, PARTS
from tests.checks.seen import Seen, see, serving
from tests.checks.test_checker import Change
from tests.checks.test_controls import HOSTS
from tests.servers import Internet, answers
from trayapp.domain.codes import Outcome

THREADS = RuntimeError("can't start new thread")


def lacking(number: int) -> OSError:
    return OSError(number, os.strerror(number))


def dialling(error: BaseException, *names: str) -> Change:
    async def change(internet: Internet) -> None:
        for name in names:
            internet.address_fails(internet.address_of(name), error)

    return change


def looking_up(error: BaseException, *names: str) -> Change:
    async def change(internet: Internet) -> None:
        for name in names:
            internet.lookup_fails(name, error)

    return change


LACKS = [
    pytest.param(dialling(lacking(errno.EMFILE), *CORE, *PARTS), "descriptors", id="no descriptor to dial"),
    pytest.param(looking_up(lacking(errno.EMFILE), *CORE, *PARTS), "descriptors", id="none to look up"),
    pytest.param(looking_up(THREADS, *CORE, *PARTS), "threads", id="no thread"),
    pytest.param(looking_up(MemoryError(), *CORE, *PARTS), "memory", id="no memory to look up"),
    pytest.param(dialling(MemoryError(), *CORE, *PARTS), "memory", id="no memory to dial"),
    pytest.param(dialling(lacking(errno.ENOBUFS), *CORE, *PARTS), "memory", id="no buffers"),
    pytest.param(dialling(ZeroDivisionError("a bug"), *CORE, *PARTS), "bug", id="a bug"),
]


@pytest.mark.parametrize(("change", "trouble"), LACKS)
def test_without_an_answer_of_x_for_a_reason_of_our_own_nothing_is_known(
    change: Change, trouble: str
) -> None:
    seen = see(change)
    assert seen.check.surfaces == ()
    assert seen.check.own_trouble == trouble
    assert seen.verdict == "unknown own_trouble"


@pytest.mark.parametrize(
    "error", [lacking(errno.EMFILE), MemoryError(), ZeroDivisionError("a bug")], ids=repr
)
def test_a_surface_that_could_not_be_asked_is_absent_and_the_others_count(error: BaseException) -> None:
    seen = see(dialling(error, "x.com"))
    assert "web" not in {result.id for result in seen.check.surfaces}
    assert seen.check.own_trouble is not None
    assert seen.verdict == "up"


def test_a_host_that_is_not_x_s_and_could_not_be_asked_is_absent_too() -> None:
    seen = see(
        dialling(lacking(errno.EMFILE), *HOSTS.values()), serving(answers(503, "", {"cf-ray": "1"}), "x.com")
    )
    assert seen.check.controls == ()
    assert seen.check.own_trouble == "descriptors"
    assert seen.verdict == "degraded part_failing"


def test_with_nothing_left_to_ask_with_nobody_is_blamed() -> None:
    everything = dialling(lacking(errno.EMFILE), *CORE, *PARTS, *HOSTS.values())
    seen = see(everything)
    assert (seen.check.surfaces, seen.check.controls) == ((), ())
    assert seen.verdict == "unknown own_trouble"


def test_trouble_of_our_own_in_a_second_look_is_no_loss_of_x_s() -> None:
    """The first look was lost; the four of the second could not be made."""

    async def no_more_descriptors(internet: Internet) -> None:
        async def serve(reader: object, writer: object) -> None:
            internet.address_fails(internet.address_of("x.com"), lacking(errno.EMFILE))

        await internet.host("x.com", serve)

    seen: Seen = see(no_more_descriptors)
    assert (seen["web"].outcome, seen["web"].lost) == (Outcome.PROTOCOL_ERROR, 1)
    assert seen.check.own_trouble == "descriptors"
    assert seen.judged.verdict.name not in ("down", "degraded", "blocked")
