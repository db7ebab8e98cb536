"""What a page in the user's own browser decides, and when it is looked at without being asked for."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.domain.made import CARRIES, NOW, check, control, controls_of, evidence_of, judged, surface
from trayapp.domain.codes import Confidence
from trayapp.domain.page import PageMemory
from trayapp.domain.records import Check, Evidence, SurfaceResult
from trayapp.domain.verdict import decide

FAILS = "server_error:api"
WALL = "refused:http_403"
BROKEN = "server_error:origin"


def page(
    text: str, *, lost: int | None = None, unproven: bool = False, filtered: bool = False
) -> SurfaceResult:
    return replace(surface("page", text, lost=lost, filtered=filtered), unproven=unproven)


def seen_with(
    result: SurfaceResult | None, web: str = "ok", posts: str | None = "ok", **others: str
) -> Check:
    seen = check(controls_of("ok", **others), web=web, posts=posts)
    return seen if result is None else replace(seen, surfaces=(*seen.surfaces, result))


def beside(result: SurfaceResult, seen: Check) -> Check:
    return replace(seen, surfaces=(result, *seen.surfaces))


@pytest.mark.parametrize(
    ("seen", "evidence", "verdict"),
    [
        pytest.param(seen_with(page(FAILS)), (), "degraded part_failing low", id="alone it is a part"),
        pytest.param(
            seen_with(page(FAILS), posts="cached"), (), "degraded part_failing low", id="posts out of a cache"
        ),
        pytest.param(
            seen_with(page(FAILS), posts="cached"),
            (evidence_of("crowd"),),
            "degraded part_failing high",
            id="a source agrees",
        ),
        pytest.param(
            seen_with(page("soft_failure:error_shown")),
            (),
            "degraded part_failing low",
            id="an error is shown",
        ),
        pytest.param(
            seen_with(page(FAILS), posts=BROKEN), (), "down posts_unreadable high", id="confirms unread posts"
        ),
        pytest.param(
            seen_with(page("soft_failure:error_shown"), posts=BROKEN),
            (),
            "down posts_unreadable high",
            id="so does an error that is shown",
        ),
        pytest.param(
            seen_with(page("ok"), posts=BROKEN),
            (),
            "degraded posts_unreadable low",
            id="posts are drawn there",
        ),
        pytest.param(seen_with(page(WALL)), (), "up", id="a wall says nothing"),
        pytest.param(
            seen_with(page(WALL), posts=BROKEN), (), "degraded posts_unreadable low", id="nor does it confirm"
        ),
        pytest.param(seen_with(page(FAILS, unproven=True)), (), "up", id="never fine here"),
        pytest.param(
            seen_with(page(FAILS, unproven=True), posts=BROKEN),
            (),
            "degraded posts_unreadable low",
            id="so it confirms nothing",
        ),
        pytest.param(seen_with(page("unrecognized:kept_away", filtered=True)), (), "up", id="filtered here"),
        pytest.param(
            seen_with(page("timeout:api", lost=5)), (), "degraded part_failing low", id="lost five times"
        ),
        pytest.param(seen_with(page("timeout:api", lost=4)), (), "up", id="the network may have lost four"),
        pytest.param(seen_with(page("timeout:api")), (), "up", id="nobody counted what was lost"),
        pytest.param(
            beside(surface("images", "timeout:tls", lost=1), seen_with(page(FAILS))),
            (),
            "degraded part_failing low",
            id="pictures were lost beside it",
        ),
        pytest.param(seen_with(page("timeout:page", lost=9)), (), "up", id="the page itself was lost"),
        pytest.param(seen_with(page("timeout:script", lost=9)), (), "up", id="its scripts were lost"),
        pytest.param(
            seen_with(page("timeout:api", lost=9), apple_tls="timeout:connect"),
            (),
            "up",
            id="another host, too",
        ),
        pytest.param(
            replace(seen_with(page("timeout:api", lost=9)), controls=()), (), "up", id="nobody else was asked"
        ),
        pytest.param(
            seen_with(page("timeout:api", lost=9), posts=BROKEN),
            (),
            "degraded posts_unreadable medium",
            id="lost, it is no word of X",
        ),
    ],
)
def test_what_a_page_decides(seen: Check, evidence: tuple[Evidence, ...], verdict: str) -> None:
    found = decide(seen, evidence)

    assert " ".join(filter(None, (found.name, found.cause, found.confidence))) == verdict


def test_posts_that_are_drawn_speak_against_unread_ones() -> None:
    against = [r for r in decide(seen_with(page("ok"), posts=BROKEN)).reasons if not r.speaks_for]

    assert [dict(reason.values)["surface"] for reason in against] == ["page"]


def test_a_page_is_no_exchange_of_this_check() -> None:
    """It may have been looked at some minutes ago: a line that loses is not the better for it."""
    silent = replace(surface("web", "timeout:first_byte"), lost=5)
    beside = (control("google_tls", "ok"), control("apple_tls", "ok"))
    without = replace(check(CARRIES, posts="ok"), second_look=beside)
    seen = replace(without, surfaces=(silent, *without.surfaces))

    assert decide(replace(seen, surfaces=(*seen.surfaces, page("ok")))).name == decide(seen).name


def minutes(count: float) -> datetime:
    return NOW + timedelta(minutes=count)


def looks(*texts: str | None, every: float = 1, is_asked_for: bool = False) -> PageMemory:
    """What is remembered after these looks, the last of them just now, each of them in a check at once."""
    memory = PageMemory()
    for number, text in enumerate(texts, start=1 - len(texts)):
        at = minutes(number * every)
        begun = memory if is_asked_for else memory.begun(at)
        memory, _ = begun.after(at, None if text is None else page(text)).in_check(at, (), ())
    return memory


def new(memory: PageMemory) -> PageMemory:
    """As it was before the last look was in a check."""
    return replace(memory, counted_at=None)


def result_at(
    memory: PageMemory, count: float, seen: Check | None = None, *evidence: Evidence
) -> SurfaceResult | None:
    return memory.in_check(minutes(count), (UP if seen is None else seen).surfaces, evidence)[1]


def test_a_page_that_was_never_fine_here_is_unproven() -> None:
    assert result_at(new(looks(FAILS)), 0) == page(FAILS, unproven=True)


@pytest.mark.parametrize(("days", "unproven"), [(29.9, False), (30.1, True)])
def test_that_it_was_fine_proves_it_for_30_days(days: float, unproven: bool) -> None:
    memory = PageMemory(ok_at=NOW - timedelta(days=days)).after(NOW, page(FAILS))

    assert result_at(memory, 0) == page(FAILS, unproven=unproven)


def test_a_clock_that_was_set_back_proves_nothing() -> None:
    memory = PageMemory(ok_at=minutes(60)).after(NOW, page(FAILS))

    assert result_at(memory, 0) == page(FAILS, unproven=True)


@pytest.mark.parametrize("last", [FAILS, "ok", WALL])
def test_a_look_counts_in_one_check(last: str) -> None:
    memory, first = new(looks("ok", FAILS, last)).in_check(minutes(0.1), UP.surfaces, ())

    assert first == page(last)
    assert result_at(memory, 1) is None


def test_a_check_that_began_before_a_look_ended_leaves_it_to_the_next() -> None:
    memory, first = new(looks("ok", FAILS)).in_check(minutes(-0.1), UP.surfaces, ())

    assert first is None
    assert result_at(memory, 0.1) == page(FAILS)


def test_three_that_failed_count_until_the_next_look() -> None:
    memory = looks("ok", FAILS, FAILS, FAILS)

    assert result_at(memory, 15.9) == page(FAILS)
    assert result_at(memory, 16.1) is None


def test_one_that_was_fine_ends_that_at_once() -> None:
    memory = looks("ok", FAILS, FAILS, FAILS, "ok")

    assert result_at(new(memory), 0.1) == page("ok")
    assert result_at(memory, 1) is None


def test_one_that_failed_counts_as_long_as_others_agree() -> None:
    memory = looks("ok", FAILS)
    crowd = replace(CROWD, at=minutes(10))

    assert result_at(memory, 10) is None
    assert result_at(memory, 10, UP, crowd) == page(FAILS)
    assert result_at(memory, 10, BAD) == page(FAILS)
    assert result_at(memory, 10, UP, replace(crowd, kind="user")) is None
    assert result_at(memory, 10, UP, replace(crowd, kind="status")) is None
    assert result_at(memory, 10, OFFLINE) is None  # lost is no word of X
    assert result_at(memory, 16.1, BAD, crowd) is None
    assert result_at(looks("ok"), 10, BAD, crowd) is None


def test_a_browser_that_fails_leaves_what_is_known() -> None:
    memory = looks("ok", FAILS, None)

    assert result_at(new(memory), 0) is None
    assert memory.failures == 1


UP, BAD = check(CARRIES, web="ok", posts="ok"), check(CARRIES, web="ok", posts=BROKEN)
CROWD = evidence_of("crowd")
OFFLINE = check(controls_of("dns_failed:no_answer"), web="dns_failed:no_answer", posts="dns_failed:no_answer")


@pytest.mark.parametrize(
    ("memory", "seen", "reports", "after_minutes", "is_due"),
    [
        pytest.param(PageMemory(), UP, (), 0, False, id="all is well"),
        pytest.param(PageMemory(), UP, (CROWD,), 0, True, id="a source reports trouble"),
        pytest.param(PageMemory(), UP, (evidence_of("user"),), 0, True, id="the user sees an error"),
        pytest.param(PageMemory(), UP, (evidence_of("status"),), 0, False, id="a status page explains"),
        pytest.param(PageMemory(), BAD, (), 0, True, id="a check with trouble"),
        pytest.param(PageMemory(), OFFLINE, (CROWD,), 0, False, id="offline"),
        pytest.param(PageMemory(), check(CARRIES), (CROWD,), 0, False, id="nothing is watched"),
        pytest.param(looks("ok"), BAD, (), 14.9, False, id="looked at lately"),
        pytest.param(looks("ok"), BAD, (), 15, True, id="a quarter of an hour ago"),
        pytest.param(looks(FAILS), BAD, (), 14.9, False, id="failed, and is not looked at sooner for that"),
        pytest.param(looks(None), BAD, (), 14.9, False, id="nor for a browser that failed"),
        pytest.param(looks(FAILS), UP, (), 15, True, id="failed, and nobody else sees anything"),
        pytest.param(looks(FAILS, "ok"), UP, (), 15, False, id="failed, and was fine since"),
        pytest.param(looks(WALL, WALL), BAD, (), 15, True, id="after two walls"),
        pytest.param(looks(WALL, WALL, WALL), BAD, (), 99, False, id="after three no longer"),
        pytest.param(looks(WALL, WALL, WALL, FAILS), BAD, (), 15, True, id="unless it failed since"),
        pytest.param(looks(WALL, WALL, "unrecognized", WALL), BAD, (), 99, False, id="in a row"),
        pytest.param(looks(*["ok"] * 12, every=60), BAD, (), 60, False, id="twelve in a day"),
        pytest.param(looks(*["ok"] * 12, every=60), BAD, (), 24 * 60 - 600, True, id="of them some are old"),
        pytest.param(looks(*["ok"] * 12, every=60, is_asked_for=True), BAD, (), 60, True, id="asked for"),
        pytest.param(looks(*[None] * 12, every=60), BAD, (), 60, False, id="browsers that failed count, too"),
    ],
)
def test_when_it_is_looked_at_unasked(
    memory: PageMemory, seen: Check, reports: tuple[Evidence, ...], after_minutes: float, is_due: bool
) -> None:
    now = replace(seen, at=minutes(after_minutes))

    assert memory.is_due(judged(now, *reports), None) is is_due


@pytest.mark.parametrize(("begin", "is_due"), [(-1, False), (0, False), (1, True), (5, True), (6, False)])
def test_an_incident_that_began_since_is_looked_at_at_once(begin: float, is_due: bool) -> None:
    """Not one whose first check had the look in it; nor one of a time to come, by a clock that was set."""
    now = judged(replace(BAD, at=minutes(5)))

    assert looks("ok").is_due(now, minutes(begin)) is is_due


def test_an_incident_that_a_look_was_the_begin_of_is_not_looked_at_again_after_a_restart() -> None:
    """Its first check came after the look that was in it."""
    memory, _ = looks(FAILS, every=1).after(NOW, page(FAILS)).in_check(minutes(0.5), BAD.surfaces, ())
    again = PageMemory.from_json(json.loads(json.dumps(memory.to_json())))
    now = judged(replace(BAD, at=minutes(5)))

    assert not again.is_due(now, minutes(0.5))
    assert again.is_due(now, minutes(0.6))


def test_a_look_of_which_an_older_version_wrote_is_taken_for_counted() -> None:
    written = looks("ok", FAILS).to_json()
    del written["counted_at"]

    assert PageMemory.from_json(written).counted_at == NOW


@pytest.mark.parametrize("memory", [PageMemory(), looks("ok", FAILS, WALL), looks(None)])
def test_what_is_remembered_survives_a_restart(memory: PageMemory) -> None:
    assert PageMemory.from_json(json.loads(json.dumps(memory.to_json()))) == memory


@pytest.mark.parametrize(
    "value", [None, [], {}, {"failures": "1"}, {"failures": 1, "walls": 1, "unasked": "soon"}, "text"]
)
def test_what_cannot_be_read_is_empty(value: object) -> None:
    assert PageMemory.from_json(value) == PageMemory()


def test_a_page_alone_is_never_sure() -> None:
    assert decide(seen_with(page(FAILS))).confidence is Confidence.LOW
