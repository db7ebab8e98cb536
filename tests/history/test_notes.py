"""What the user says of an incident stays with it, and one that shall not count is in no figure."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from tests.domain.made import NOW
from tests.history.made import LONG_AGO, Life
from trayapp.domain.uptime import Totals
from trayapp.errors import TrayappError
from trayapp.history.file.folder import Folder
from trayapp.history.incidents import RecordedIncident
from trayapp.history.summary import Summary

OUTAGE = "u" + "dddd" + "uu"
BEGIN = NOW + timedelta(minutes=1)


@pytest.fixture
def life(tmp_path: Path) -> Life:
    life = Life(tmp_path)
    life.live(OUTAGE)
    return life


def seen(life: Life) -> tuple[RecordedIncident, Totals]:
    with Summary(life.folder) as summary:
        return summary.incidents(LONG_AGO)[0], summary.totals(LONG_AGO)


def test_a_note_can_be_written_changed_and_taken_away(life: Life) -> None:
    for note in ("the router", "  no, the provider \n", ""):
        life.store.annotate(BEGIN, note)
        assert seen(life)[0].note == note.strip()
    life.store.annotate(NOW, "of an incident that there never was")
    life.store.close()
    assert life.told == []


def test_one_that_does_not_count_is_listed_and_in_no_figure(life: Life) -> None:
    before = seen(life)
    life.store.count(BEGIN, is_counted=False)

    incident, totals = seen(life)
    assert (incident.is_counted, incident.incident) == (False, before[0].incident)
    assert totals == Totals(2 * 60, 0, 0, 0)

    life.store.count(BEGIN, is_counted=True)
    assert seen(life) == before
    life.store.close()


def test_it_counts_again_when_its_checks_are_long_gone(life: Life) -> None:
    before = seen(life)
    life.store.count(BEGIN, is_counted=False)
    for _ in range(2):
        life.store.prune(life.at + timedelta(days=200))
    assert seen(life)[1] == Totals(2 * 60, 0, 0, 0)

    life.store.count(BEGIN, is_counted=True)

    assert seen(life)[1] == before[1]
    life.store.close()


def test_one_that_goes_on_can_be_said_not_to_count(life: Life) -> None:
    life.live("uuudddd")
    life.store.count(life.judged[-4].check.at, is_counted=False)
    life.live("dddduu")

    assert seen(life)[1].down_s == 4 * 60
    life.store.close()


def test_it_makes_no_later_one_the_second(life: Life) -> None:
    life.store.count(BEGIN, is_counted=False)
    life.restart()
    life.live("u" * 60 + OUTAGE)

    with Summary(life.folder) as summary:
        first, second = summary.incidents(LONG_AGO)
    assert [recorded.changes[-1].recurrence for recorded in (first, second)] == [1, 1]
    life.store.close()


def test_what_was_said_follows_when_an_incident_turns_out_to_be_part_of_another(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.live("dddduu" * 3)
    second = life.judged[6].check.at
    life.store.annotate(NOW, "the first")
    life.store.annotate(second, "the second")
    life.store.count(second, is_counted=False)
    life.live("ddd")  # it flaps

    incident, totals = seen(life)
    assert incident.incident.cause == "unstable"
    assert (incident.note, incident.is_counted) == ("the first\nthe second", False)
    assert (totals.down_s, totals.incidents) == (0, 0)
    life.store.annotate(second, "as one")  # by the begin that it had
    life.store.count(second, is_counted=True)
    incident, totals = seen(life)
    assert (incident.note, incident.is_counted, totals.incidents) == ("as one", True, 1)
    assert totals.down_s == (3 * 4 + 2) * 60
    life.store.close()


def test_what_is_said_while_the_file_is_locked_is_written_later(life: Life) -> None:
    with closing(sqlite3.connect(life.folder / "history.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        life.store.annotate(BEGIN, "the router")
        life.store.count(BEGIN, is_counted=False)
        other.execute("ROLLBACK")
    life.uptime_s += 3600
    life.live("u")

    assert (seen(life)[0].note, seen(life)[0].is_counted) == ("the router", False)
    life.store.close()


def test_all_can_be_deleted_while_it_watches(life: Life) -> None:
    aside = life.folder / "history.broken-20260101T000000Z.sqlite3"
    aside.write_bytes(b"what was set aside")
    life.live("dddd")
    with Summary(life.folder) as reader:  # the window looks on
        reader.last()
        life.store.delete_all()

    begin = life.tracker.state.open.begin if life.tracker.state.open else None
    with Summary(life.folder) as summary:
        assert summary.last() is None
        assert [recorded.incident.begin for recorded in summary.incidents(LONG_AGO)] == [begin]
    assert not aside.exists()
    life.live("duu")
    with Summary(life.folder) as summary:
        assert summary.last() == life.judged[-1]
        assert [bool(recorded.incident.end) for recorded in summary.incidents(LONG_AGO)] == [True]
    life.store.close()
    assert life.told == []


def test_where_the_file_cannot_be_deleted_whoever_wants_that_hears_so_and_nothing_is_lost(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Folder) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Folder, "delete_all", refuse)
    with pytest.raises(TrayappError, match="in use"):
        life.store.delete_all()

    life.uptime_s += 3600
    life.live("u")
    with Summary(life.folder) as summary:
        assert summary.last() == life.judged[-1]
        assert len(summary.incidents(LONG_AGO)) == 1
    life.store.close()
