"""What Prometheus is told: of good times, of trouble, of our own line, and of nobody watching."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from tests.domain.made import NOW, evidence_of
from tests.history.made import judged
from trayapp.checks.surfaces import chosen
from trayapp.domain.codes import Outcome, Says, VerdictName
from trayapp.domain.records import Phases, SurfaceResult
from trayapp.domain.reports import SourceHealth
from trayapp.domain.tracker import Incident
from trayapp.domain.update import Update
from trayapp.metrics.figures import Figures
from trayapp.settings.declarations import SOURCES, Settings

MOST_SERIES = 200

Told = dict[tuple[str, frozenset[tuple[str, str]]], float]


def told(figures: Figures) -> Told:
    """Each series by its name and labels, as Prometheus reads it."""
    families = text_string_to_metric_families(generate_latest(figures).decode())
    return {
        (s.name.removeprefix("trayapp_"), frozenset(s.labels.items())): s.value
        for family in families
        for s in family.samples
    }


def value(figures: Figures, name: str, **labels: str) -> float | None:
    """`None` if there is no such series."""
    return told(figures).get((name, frozenset(labels.items())))


def that_holds(figures: Figures, name: str) -> list[str]:
    """Of a figure with one series for each choice: those that are 1."""
    found = [(dict(labels), at) for (each, labels), at in told(figures).items() if each == name]
    assert {at for _, at in found} <= {0, 1}
    return [next(iter(labels.values())) for labels, at in found if at == 1]


def figures_at(*, after: timedelta = timedelta(seconds=5), site: str = "") -> Figures:
    return Figures(lambda: NOW + after, site)


def down_since(at: datetime) -> Incident:
    return Incident(at, VerdictName.DOWN, None, confirmed=True)


@pytest.mark.parametrize(
    ("kind", "verdict", "cause", "confidence", "line"),
    [
        ("u", ["up"], [], [], 1),
        ("d", ["down"], ["server_errors"], ["high"], 1),
        ("l", ["down"], ["unreachable"], ["low"], 1),
        ("b", ["blocked"], ["dns_blocked"], ["high"], 1),
        ("o", ["offline"], ["no_network"], [], 0),
        ("?", ["unknown"], ["refused"], [], None),
    ],
)
def test_a_check_is_told(
    kind: str, verdict: list[str], cause: list[str], confidence: list[str], line: float | None
) -> None:
    figures = figures_at()
    figures.record_check(Update(judged(kind)))

    assert that_holds(figures, "verdict") == verdict
    assert that_holds(figures, "cause") == cause
    assert that_holds(figures, "confidence") == confidence
    assert value(figures, "own_line_ok") == line
    assert value(figures, "last_check_timestamp_seconds") == NOW.timestamp()
    assert value(figures, "check_interval_seconds") == 60


@pytest.mark.parametrize(
    "after", [timedelta(seconds=121), timedelta(hours=-1)], ids=["too old", "the clock was set back"]
)
def test_of_a_check_that_says_nothing_of_now_it_is_told_that_nobody_watches(after: timedelta) -> None:
    figures = figures_at(after=after)
    figures.record_check(Update(judged("d"), incident=down_since(NOW), recurrence=1))

    assert that_holds(figures, "verdict") == ["unknown"]
    assert that_holds(figures, "cause") == ["not_watched"]
    assert that_holds(figures, "incident_open") == []
    assert value(figures, "incident_begin_timestamp_seconds") is None
    assert value(figures, "surface_outcome", surface="web", outcome="server_error") is None
    assert value(figures, "last_check_timestamp_seconds") == NOW.timestamp()


def test_before_the_first_check_nobody_watches() -> None:
    assert that_holds(figures_at(), "verdict") == ["unknown"]


def test_an_incident_is_told_until_it_is_over() -> None:
    figures, begin = figures_at(), NOW - timedelta(minutes=7)
    figures.record_check(Update(judged("d"), incident=down_since(begin), recurrence=2))

    assert that_holds(figures, "incident_open") == ["down"]
    assert value(figures, "incident_begin_timestamp_seconds") == begin.timestamp()
    assert value(figures, "incident_recurrence") == 2

    figures.record_check(Update(judged("u")))
    assert that_holds(figures, "incident_open") == []
    assert value(figures, "incident_begin_timestamp_seconds") is None
    assert value(figures, "incident_recurrence") is None


def test_checks_and_times_are_counted_but_those_of_an_earlier_start_and_of_failures() -> None:
    figures, ok = figures_at(), judged("u")
    timed = SurfaceResult("web", Outcome.OK, phases=Phases(4, 11, 21, 80, 118))
    figures.record_check(Update(replace(ok, check=replace(ok.check, surfaces=(timed,))), is_old=True))
    assert value(figures, "checks_total", verdict="up") is None

    figures.record_check(Update(replace(ok, check=replace(ok.check, surfaces=(timed,)))))
    figures.record_check(Update(judged("d")))

    assert value(figures, "checks_total", verdict="up") == 1
    assert value(figures, "checks_total", verdict="down") == 1
    assert value(figures, "checks_total", verdict="offline") == 0
    assert value(figures, "response_duration_seconds_sum", surface="web") == pytest.approx(0.118)
    assert value(figures, "response_duration_seconds_bucket", surface="web", le="0.1") == 0
    assert value(figures, "response_duration_seconds_bucket", surface="web", le="0.25") == 1
    assert value(figures, "phase_duration_seconds_sum", surface="web", phase="tls") == pytest.approx(0.021)


def test_what_a_part_answered_last_stands_until_it_is_asked_or_left_out() -> None:
    figures = figures_at()
    figures.record_check(Update(judged("g")))
    figures.record_check(Update(judged("u"), missing=("video",)))

    answered = [dict(labels) for name, labels in told(figures) if name == "surface_outcome"]
    assert {each["surface"]: each["outcome"] for each in answered} == {
        "web": "ok",
        "posts": "ok",
        "images": "server_error",
    }


def test_sources_are_told_by_whether_they_answer_and_what_they_say() -> None:
    figures = figures_at()
    health = (
        SourceHealth("netblocks", Says.TROUBLE),
        SourceHealth("globalping", Says.UNAVAILABLE),
        SourceHealth("mastodon"),  # not asked yet
    )
    figures.record_check(Update(judged("u"), sources=health))

    assert value(figures, "source_up", source="netblocks") == 1
    assert value(figures, "source_trouble", source="netblocks") == 1
    assert value(figures, "source_up", source="globalping") == 0
    assert value(figures, "source_up", source="mastodon") is None


def test_the_site_stands_in_every_series() -> None:
    figures = figures_at(site='Frankfurt "Süd"')
    figures.record_check(Update(judged("d"), incident=down_since(NOW), recurrence=1))

    assert {dict(labels)["site"] for _, labels in told(figures)} == {'Frankfurt "Süd"'}


def test_a_desk_has_two_hundred_series_at_most_and_names_no_address() -> None:
    """Everything that can be switched on is, all of it has answered, and an incident is open."""
    figures = figures_at(site="Frankfurt")
    switches = Settings(api=True, custom_url="https://secret.example/", custom_text="secret")
    surfaces = tuple(
        SurfaceResult(
            surface.id, Outcome.OK, "secret.example", 200, "192.88.99.1", phases=Phases(1, 1, 1, 1, 1)
        )
        for surface in chosen(switches)
    )
    heard = tuple(SourceHealth(source, Says.TROUBLE) for source in (*SOURCES, "user"))
    full = replace(judged("d"), evidence=(evidence_of("crowd"),))
    full = replace(full, check=replace(full.check, surfaces=surfaces))
    figures.record_check(Update(full, incident=down_since(NOW), recurrence=1, sources=heard))

    assert len(surfaces) == 8
    assert len(told(figures)) <= MOST_SERIES
    written = generate_latest(figures).decode()
    assert "secret" not in written
    assert "192.88" not in written
