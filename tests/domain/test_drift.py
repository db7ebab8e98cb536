"""What has changed: X's pages for over a day, controls for a week."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.made import NOW, check, control, evidence_of
from trayapp.domain.check_json import timestamp
from trayapp.domain.drift import Drift
from trayapp.domain.records import Check, ControlResult, Evidence

NEW_PAGE = check(web="unrecognized", posts="ok", images="ok")
OLD_PAGE = check(web="ok", posts="ok", images="ok")
LIGHT = check(web="ok", posts="ok")
"""Of the site it asks the rules for robots alone."""


class Days:
    """Check after check, every so many minutes."""

    def __init__(self, at: datetime = NOW) -> None:
        self.drift = Drift()
        self.at = at
        self.news = 0

    def go_by(self, hours: float, *checks: Check, minutes: float = 5, heard: Iterable[Evidence] = ()) -> None:
        """These checks in turn, for so long."""
        end = self.at + timedelta(hours=hours)
        turn = 0
        while self.at < end:
            seen = replace(checks[turn % len(checks)], at=self.at)
            self.news += self.drift.record_pages(seen, heard)
            self.at += timedelta(minutes=minutes)
            turn += 1

    def ask(self, controls: str, *, hours: float = 0) -> None:
        """All controls, once: `google` answers as written, the others well unless written, too."""
        told = dict(pair.split("=") for pair in controls.split())
        others = {"mozilla": "ok", "cloudflare": "ok"}
        self.news += self.drift.record_controls(self.at, answers(others | told))
        self.at += timedelta(hours=hours)

    def needs_update(self) -> bool:
        return self.drift.needs_update(self.at)

    def restart(self) -> None:
        self.drift = Drift.from_json(json.loads(json.dumps(self.drift.to_json())))


def answers(told: dict[str, str]) -> list[ControlResult]:
    return [control(name, text) for name, text in told.items()]


def test_a_page_that_has_changed_is_an_update_to_get_after_a_day() -> None:
    days = Days()
    days.go_by(24, NEW_PAGE)
    assert not days.needs_update()  # 23:55
    days.go_by(0.1, NEW_PAGE)
    assert days.needs_update()


def test_the_calm_pace_asks_for_the_page_in_every_fifth_check_only() -> None:
    days = Days()
    days.go_by(24.5, NEW_PAGE, LIGHT, LIGHT, LIGHT, LIGHT)
    assert days.needs_update()


@pytest.mark.parametrize(
    "between",
    [
        (OLD_PAGE, ()),
        (check(web="slow", posts="ok", images="ok"), ()),
        (NEW_PAGE, [evidence_of("expert")]),
        (NEW_PAGE, [evidence_of("crowd")]),
        (NEW_PAGE, [evidence_of("vantage")]),
        (NEW_PAGE, [evidence_of("status")]),
    ],
    ids=[
        "the page was read",
        "slowly",
        "an expert reports trouble",
        "many do",
        "vantages do",
        "a status page does",
    ],
)
def test_a_day_is_a_whole_one_in_which_it_was_never_read_and_nobody_reported_trouble(
    between: tuple[Check, list[Evidence]],
) -> None:
    seen, heard = between
    days = Days()
    days.go_by(20, NEW_PAGE)
    days.go_by(0.05, seen, heard=heard)
    days.go_by(24, NEW_PAGE)
    assert not days.needs_update()
    days.go_by(0.1, NEW_PAGE)
    assert days.needs_update()


@pytest.mark.parametrize(
    ("seen", "heard"),
    [
        (NEW_PAGE, [evidence_of("user")]),
        (NEW_PAGE, [evidence_of("vantage", "fine")]),
        (check(web="timeout:connect", posts="ok", images="ok"), ()),
        (check(web="refused:http_403", posts="ok", images="ok"), ()),
        (check(posts="ok", images="ok"), ()),
    ],
    ids=["the user sees an error", "others see it well", "lost", "turned away", "not asked"],
)
def test_what_says_nothing_of_the_page_changes_nothing(seen: Check, heard: list[Evidence]) -> None:
    days = Days()
    days.go_by(20, NEW_PAGE)
    days.go_by(0.5, seen, heard=heard)
    days.go_by(4, NEW_PAGE)
    assert days.needs_update()


def test_it_is_over_once_the_page_is_read() -> None:
    days = Days()
    days.go_by(30, NEW_PAGE)
    assert days.needs_update()
    days.go_by(0.05, OLD_PAGE)
    assert not days.needs_update()


def test_neither_few_checks_nor_long_pauses_make_a_day() -> None:
    days = Days()
    days.go_by(25, NEW_PAGE, minutes=12 * 60)
    assert not days.needs_update()  # three

    days = Days()
    days.go_by(20, NEW_PAGE)
    days.at += timedelta(days=2)  # switched off
    days.go_by(20, NEW_PAGE)
    assert not days.needs_update()


def test_the_posts_are_told_apart_from_the_page() -> None:
    days = Days()
    days.go_by(20, NEW_PAGE)
    days.go_by(20, check(web="ok", posts="unrecognized", images="ok"))
    assert not days.needs_update()
    days.go_by(5, check(web="ok", posts="unrecognized", images="ok"))
    assert days.needs_update()


def test_a_control_that_answers_wrongly_for_a_week_is_distrusted() -> None:
    days = Days()
    for _ in range(7):
        days.ask("google=refused:http_404", hours=24)
        assert days.drift.distrusted == frozenset()
    days.ask("google=refused:http_404")
    assert days.drift.distrusted == {"google"}


@pytest.mark.parametrize(
    "wrong",
    [
        "soft_failure",
        "redirected:portal.example",
        "refused:http_410",
        "server_error:origin",
        "dns_failed:nxdomain",
    ],
)
def test_whatever_it_answers_if_it_is_not_what_it_must(wrong: str) -> None:
    days = Days()
    for _ in range(9):
        days.ask(f"google={wrong}", hours=24)
    assert days.drift.distrusted == {"google"}


@pytest.mark.parametrize(
    "lost",
    [
        "timeout:connect",
        "timeout:body",
        "dns_failed:no_answer",
        "dns_failed:servfail",
        "dns_failed:bogus",
        "connect_failed:unreachable",
        "tls_failed:handshake",
        "tls_failed:expired",
        "tls_failed:untrusted",
        "protocol_error:cut_short",
        "limited",
        "refused:proxy",
    ],
)
def test_what_is_no_answer_of_the_host_is_not_held_against_it(lost: str) -> None:
    days = Days()
    for _ in range(20):
        days.ask(f"google={lost}", hours=24)
    assert days.drift.distrusted == frozenset()


def test_one_right_answer_redeems_it_on_any_network() -> None:
    days = Days()
    for _ in range(9):
        days.ask("google=soft_failure", hours=24)
    assert days.drift.distrusted == {"google"}
    days.ask("google=ok", hours=1)
    assert days.drift.distrusted == frozenset()
    days.ask("google=soft_failure")
    assert days.drift.distrusted == frozenset()


def test_distrusted_it_stays_however_long_nobody_asks() -> None:
    days = Days()
    for _ in range(9):
        days.ask("google=soft_failure", hours=24)
    days.at += timedelta(days=200)
    days.restart()
    days.ask("google=soft_failure")
    assert days.drift.distrusted == {"google"}


@pytest.mark.parametrize(
    "controls",
    [
        "google=soft_failure mozilla=soft_failure cloudflare=soft_failure",
        "google=redirected:login.example mozilla=timeout:tls cloudflare=timeout:tls",
        "google=soft_failure mozilla=soft_failure cloudflare=soft_failure doh_google=ok:knows",
    ],
    ids=["a portal", "a login page", "a portal that lets resolvers pass"],
)
def test_behind_a_portal_no_host_is_to_blame(controls: str) -> None:
    days = Days()
    for _ in range(20):
        days.ask(controls, hours=24)
    assert days.drift.distrusted == frozenset()


def test_a_few_wrong_answers_of_one_bad_hour_are_no_week() -> None:
    days = Days()
    for _ in range(30):
        days.ask("google=server_error:origin", hours=0.02)
    days.at += timedelta(days=6.9)
    days.ask("google=server_error:origin")
    assert days.drift.distrusted == frozenset()


@pytest.mark.parametrize("wrong", [datetime(1970, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)])
def test_a_clock_that_was_far_off_makes_no_row_of_years(wrong: datetime) -> None:
    days = Days(wrong)
    days.go_by(2, NEW_PAGE)
    for _ in range(9):
        days.ask("google=soft_failure", hours=1)
    days.at = NOW
    days.go_by(2, NEW_PAGE)
    for _ in range(9):
        days.ask("google=soft_failure", hours=1)
    assert not days.needs_update()
    assert days.drift.distrusted == frozenset()
    days.go_by(15, NEW_PAGE)
    days.go_by(8, NEW_PAGE)
    for _ in range(9):
        days.ask("google=soft_failure", hours=24)
    assert days.drift.distrusted == {"google"}


def test_a_clock_that_is_set_back_a_little_changes_nothing() -> None:
    days = Days()
    days.go_by(20, NEW_PAGE)
    days.at -= timedelta(hours=1)
    days.go_by(6, NEW_PAGE)
    assert days.needs_update()


def test_it_is_remembered_to_the_hour() -> None:
    days = Days()
    for _ in range(9):
        days.go_by(24, NEW_PAGE, minutes=10)
        days.ask("google=soft_failure")
        days.restart()
    assert days.needs_update()
    assert days.drift.distrusted == {"google"}
    assert days.news <= 9 * 24 + 9  # of 1,296 checks

    days.news = 0
    days.go_by(3, OLD_PAGE, LIGHT)
    assert days.news == 1


def test_there_is_an_end_to_what_is_remembered() -> None:
    drift = Drift()
    for number in range(100):
        drift.record_controls(NOW, answers({"mozilla": "ok", f"host {number}": "soft_failure"}))
    written = drift.to_json()
    assert len(written["controls"]) == 32
    written["controls"] |= {f"more {number}": [timestamp(NOW), timestamp(NOW), 1] for number in range(100)}
    assert len(Drift.from_json(written).to_json()["controls"]) == 32


@pytest.mark.parametrize("value", [None, {"pages": 5, "controls": {"google": ["then"], "mozilla": 1}}])
def test_what_cannot_be_read_was_never_seen(value: object) -> None:
    assert Drift.from_json(value).to_json() == Drift().to_json()


_moments = st.sampled_from((None, "2026-02-16T13:27:40.120Z", "0001-01-01T00:00:00+14:00", "then", 7))
_anything = st.recursive(
    st.none() | st.integers() | st.floats() | st.text(max_size=4) | _moments,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(("pages", "controls", "google", "web in full")), inner, max_size=4)
    ),
    max_leaves=12,
)
_row = st.tuples(_moments, _moments, st.integers(-9, 9)).map(list)
_written = st.fixed_dictionaries(
    {},
    optional={
        "pages": st.dictionaries(st.just("web"), _row),
        "controls": st.dictionaries(st.just("google"), _row),
    },
)


@given(_anything | _written)
def test_whatever_is_remembered_can_be_taken(value: object) -> None:
    drift = Drift.from_json(value)

    assert Drift.from_json(json.loads(json.dumps(drift.to_json()))).to_json() == drift.to_json()
    drift.needs_update(NOW)
    drift.record_controls(NOW, answers({"google": "soft_failure", "mozilla": "ok"}))
    drift.record_pages(replace(LIGHT, surfaces=check(web="unrecognized").surfaces), ())
    assert drift.distrusted <= {"google"}


_steps = st.tuples(
    st.sampled_from(("new", "old", "light", "trouble", "restart")),
    st.integers(-100 * 24 * 60, 40 * 24 * 60) | st.integers(0, 300),  # minutes
)


@given(st.lists(_steps, max_size=60))
def test_no_row_of_checks_needs_an_update_sooner_than_after_a_day(steps: list[tuple[str, int]]) -> None:
    """Whatever the clock does: since the page was read, or trouble reported, over a day of it was seen."""
    days = Days()
    seen: list[datetime] = []
    for kind, minutes in steps:
        days.at += timedelta(minutes=minutes)
        match kind:
            case "restart":
                days.restart()
                continue
            case "new":
                seen.append(days.at)
                days.drift.record_pages(replace(NEW_PAGE, at=days.at), ())
            case "old":
                seen.clear()
                days.drift.record_pages(replace(OLD_PAGE, at=days.at), ())
            case "trouble":
                seen.clear()
                days.drift.record_pages(replace(NEW_PAGE, at=days.at), [evidence_of("expert")])
            case "light":
                days.drift.record_pages(replace(LIGHT, at=days.at), ())
        if days.needs_update():
            assert len(seen) >= 5
            assert max(seen) - min(seen) >= timedelta(days=1)
