"""What is usual here, from a real history."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.checks.test_checker import site_is_broken
from tests.domain.made import FINE, NOW, check, control
from tests.history.made import Life, judged, loaded_state
from tests.history.test_unread import taken_by_another_program
from tests.servers import Internet, answers, reply, sends
from tests.watch.test_session import watch
from trayapp.computer.network import network_id
from trayapp.crowd.baseline import Baseline
from trayapp.domain.check_json import timestamp
from trayapp.domain.codes import Outcome, VerdictName
from trayapp.domain.records import JudgedCheck, Phases, SurfaceResult
from trayapp.domain.verdict import decide
from trayapp.history import store as history_store
from trayapp.history.extras import CheckExtras
from trayapp.history.file.reading import connect_read_only
from trayapp.history.store import Store
from trayapp.history.summary import Summary
from trayapp.sources.crowd_baseline import MEMORY, CrowdBaseline
from trayapp.watch.baselines import DRIFT, REACHABILITY, Baselines, distrusted_controls


def live(life: Life, checks: int, total_ms: float, outcome: Outcome = Outcome.OK) -> None:
    """So many checks in which each part of X took so long."""
    for _ in range(checks):
        seen = judged("u", life.at)
        timed = tuple(
            replace(result, outcome=outcome, phases=Phases(total=total_ms)) for result in seen.check.surfaces
        )
        life.record(replace(seen, check=replace(seen.check, surfaces=timed)))
        life.at += timedelta(minutes=1)


def slow_answer(total_ms: float) -> tuple[SurfaceResult, ...]:
    return (SurfaceResult("web", Outcome.OK, phases=Phases(total=total_ms)),)


CHANGED = check(FINE, web="unrecognized", posts="ok", images="ok")
GONE = (control("mozilla", "ok"), control("google", "refused:http_404"))


def outcome_of(life: Life, total_ms: float) -> Outcome:
    quick = (control("google_tls", "ok"),)
    (result,) = Baselines(life.folder).adapt(life.at, slow_answer(total_ms), quick)
    return result.outcome


def test_an_answer_is_slow_beside_those_of_the_week(tmp_path: Path) -> None:
    life = Life(tmp_path)
    live(life, 49, 1500)
    assert outcome_of(life, 9000) is Outcome.OK  # 49 samples are none
    live(life, 1, 1500)
    assert outcome_of(life, 4350) is Outcome.OK
    assert outcome_of(life, 4650) is Outcome.SLOW
    live(life, 60, 30, Outcome.SERVER_ERROR)  # what fails quickly is not what is usual
    assert outcome_of(life, 4350) is Outcome.OK
    life.at += timedelta(days=8)
    assert outcome_of(life, 4650) is Outcome.OK
    life.store.close()


def test_a_slowness_never_moves_its_own_yardstick(tmp_path: Path) -> None:
    """In trouble every check is a full one: soon they outnumber those of calm days."""
    life = Life(tmp_path)
    beside = (control("google_tls", "ok"),)
    outcomes, usual = set(), Baselines(tmp_path)
    for number in range(400):
        is_calm = number < 300
        asked = judged("u" if is_calm and number % 5 else "g").check
        phases = Phases(total=300 if is_calm else 5000)
        answers = tuple(replace(r, outcome=Outcome.OK, phases=phases) for r in asked.surfaces)
        if number % 25 == 0:  # what is usual is found anew
            usual = Baselines(tmp_path)
        marked = usual.mark_slow(life.at, answers, beside)
        if not is_calm:
            outcomes |= {result.outcome for result in marked}
        seen = replace(asked, at=life.at, surfaces=marked)
        life.record(JudgedCheck(seen, (), decide(seen)))
        life.at += timedelta(minutes=1)

    assert outcomes == {Outcome.SLOW}
    with Summary(tmp_path) as summary:
        assert summary.median_ms(NOW)["web", True] == pytest.approx(300, rel=0.025)
    life.store.close()


def test_without_a_history_nothing_is_slow(tmp_path: Path) -> None:
    assert Baselines(tmp_path / "nowhere").adapt(NOW, slow_answer(9000)) == slow_answer(9000)


def test_every_part_and_kind_of_check_has_a_median_of_its_own(tmp_path: Path) -> None:
    life = Life(tmp_path)
    for number in range(300):
        is_full = number % 5 == 0
        seen = judged("g" if is_full else "u", life.at)
        total_ms = 500.0 if is_full else 100.0 + number % 7  # a page takes longer than a few rules
        timed = tuple(
            replace(r, outcome=Outcome.OK, phases=Phases(total=total_ms)) for r in seen.check.surfaces
        )
        life.store.record(replace(seen, check=replace(seen.check, surfaces=timed)), [])
        life.at += timedelta(minutes=1)

    with Summary(tmp_path) as summary:
        median_ms = summary.median_ms(NOW)

    in_full = dict.fromkeys((("web", True), ("posts", True), ("images", True), ("video", True)), 500.0)
    assert median_ms == pytest.approx({("web", False): 103.0, ("posts", False): 103.0} | in_full, rel=0.025)
    life.store.close()


@pytest.mark.parametrize("days", [0.5, 3])
def test_what_this_line_never_lets_through_decides_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: float
) -> None:
    is_missing = days > 1
    since = timestamp(datetime.now(UTC) - timedelta(days=days))
    store = Store(tmp_path, list[object]().append)
    store.save_state(REACHABILITY, json.dumps({network_id(): {"video": [None, since, 60]}}))
    store.close()

    seen, told = asyncio.run(watch(tmp_path, 1, monkeypatch, videos_are_unreachable))

    assert told == []
    assert seen[-1].missing == (("video",) if is_missing else ())
    assert seen[-1].judged.verdict.name is (VerdictName.UP if is_missing else VerdictName.DEGRADED)
    assert ("video" in {r.id for r in seen[-1].judged.check.surfaces}) is not is_missing
    store = Store(tmp_path, list[object]().append)
    remembered = json.loads(loaded_state(store, REACHABILITY) or "")[network_id()]
    store.close()
    assert remembered["video"] == [None, since, 61]
    assert remembered["images"][1:] == [None, 0]


async def videos_are_unreachable(internet: Internet) -> None:
    internet.address_fails(internet.address_of("video.twimg.com"), "refused")


def test_what_has_changed_is_remembered_over_restarts_and_known_to_a_single_check(tmp_path: Path) -> None:
    at, usual = NOW, Baselines(tmp_path)
    for hours in range(0, 8 * 24 + 1, 3):  # the program starts anew every three hours
        at = NOW + timedelta(hours=hours)
        store = Store(tmp_path, list[object]().append)
        usual = Baselines(tmp_path)
        store.load_state(REACHABILITY, usual.load_reachability)
        store.load_state(DRIFT, usual.load_drift)
        seen = replace(CHANGED, at=at, surfaces=usual.adapt(at, CHANGED.surfaces, GONE))
        usual.follow(JudgedCheck(seen, (), decide(seen, ())))
        for name, state in usual.unsaved():
            store.save_state(name, state)
        store.close()
        assert usual.needs_update is (hours >= 24)
        assert usual.distrusted == ({"google"} if hours >= 7 * 24 else frozenset())
        assert distrusted_controls(tmp_path) == usual.distrusted
    usual.adapt(at, CHANGED.surfaces, FINE)
    assert usual.distrusted == frozenset()
    assert [name for name, _ in usual.unsaved()] == [DRIFT]
    assert usual.unsaved() == ()


def save_state(folder: Path, drift: dict[str, dict[str, list[Any]]]) -> None:
    store = Store(folder, list[object]().append)
    store.save_state(DRIFT, json.dumps(drift))
    store.close()


def ago(hours: float) -> str:
    return timestamp(datetime.now(UTC) - timedelta(hours=hours))


@pytest.mark.parametrize("is_right_again", [False, True])
def test_a_control_that_nobody_trusts_counts_for_nothing_until_it_answers_as_it_must(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_right_again: bool
) -> None:
    async def google(internet: Internet) -> None:
        status = 204 if is_right_again else 404
        await internet.host("connectivitycheck.gstatic.com", answers(status), port=80)

    save_state(tmp_path, {"controls": {"google": [ago(200), ago(1), 9]}})

    seen, _ = asyncio.run(watch(tmp_path, 2, monkeypatch, site_is_broken, google))

    counted = ["google" in {c.id for c in update.judged.check.controls} for update in seen]
    assert counted == [False, is_right_again]
    assert distrusted_controls(tmp_path) == (frozenset() if is_right_again else {"google"})


@pytest.mark.parametrize("hours", [20, 30])
def test_an_update_is_needed_once_x_has_been_strange_for_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hours: float
) -> None:
    async def x_has_a_new_page(internet: Internet) -> None:
        page = reply(200, b"<p>new</p>" * 2000, {"content-type": "text/html", "x-transaction-id": "1"})
        await internet.host("x.com", sends(page))

    save_state(tmp_path, {"pages": {"web in full": [ago(hours), ago(0.1), 50]}})

    seen, _ = asyncio.run(watch(tmp_path, 1, monkeypatch, x_has_a_new_page))

    assert seen[-1].judged.verdict.name is VerdictName.UP  # posts are read
    assert seen[-1].needs_update is (hours > 24)


def test_without_a_history_no_control_is_distrusted(tmp_path: Path) -> None:
    assert distrusted_controls(tmp_path / "nowhere") == frozenset()


def test_whatever_was_remembered_the_watching_begins(tmp_path: Path) -> None:
    for remembered in (None, "", "no JSON", "[" * 9000, "[1]"):
        usual = Baselines(tmp_path)
        usual.load_reachability(remembered)
        usual.load_drift(remembered)
        assert usual.adapt(NOW, slow_answer(100)) == slow_answer(100)


def test_a_history_that_is_blocked_at_the_start_loses_nothing_that_was_learned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_store, "connect_read_only", partial(connect_read_only, busy_s=0.01))
    save_state(tmp_path, {"controls": {"google": [ago(200), ago(1), 9]}})
    learned = Baseline()
    for weeks in range(8):
        learned = learned.learned(NOW + timedelta(weeks=weeks), 3)
    life = Life(tmp_path)
    life.store.save_state(MEMORY, learned.to_json())
    life.store.close()

    with taken_by_another_program(tmp_path):
        life.start()
        usual, crowd = Baselines(tmp_path), CrowdBaseline()
        life.store.load_state(DRIFT, usual.load_drift)
        life.store.load_state(MEMORY, crowd.load)
        assert usual.distrusted == frozenset()
        crowd.learn(life.at, 100)
        usual.adapt(life.at, slow_answer(100), GONE)
        seen = judged("u", life.at)
        life.store.record(
            seen, life.tracker.follow(seen), CheckExtras(memory=(*usual.unsaved(), *crowd.unsaved()))
        )
    life.uptime_s += 3600
    life.at += timedelta(minutes=1)
    life.live("u")

    assert usual.distrusted == {"google"}
    assert crowd.baseline == learned
    life.restart()
    assert loaded_state(life.store, MEMORY) == learned.to_json()
    assert json.loads(loaded_state(life.store, DRIFT) or "")["controls"].keys() == {"google"}
    life.store.close()
