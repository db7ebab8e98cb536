"""Pictures of what a browser showed: how many are kept, and for how long."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from trayapp.history.page_folder import PageFolder

NOW = datetime(2026, 11, 26, 13, 2, tzinfo=UTC)
EVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


def minutes(count: float) -> datetime:
    return NOW + timedelta(minutes=count)


@pytest.fixture
def pictures(tmp_path: Path) -> PageFolder:
    return PageFolder(tmp_path)


def moments(pictures: PageFolder) -> list[float]:
    return [(at - NOW) / timedelta(minutes=1) for at, _ in pictures.between(*EVER)]


def test_of_an_incident_the_first_ones_and_the_newest_are_kept(pictures: PageFolder) -> None:
    pictures.add(minutes(-9), b"before", None)
    for minute in range(7):
        pictures.add(minutes(minute), b"picture", NOW)

    assert moments(pictures) == [-9, 0, 1, 2, 6]


def test_the_oldest_go_when_they_take_too_much(pictures: PageFolder, tmp_path: Path) -> None:
    for minute in range(6):
        pictures.add(minutes(minute), b" " * 9_000_000, None)

    assert moments(pictures) == [1, 2, 3, 4, 5]
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.png")) <= 50_000_000


def test_they_go_with_the_checks_of_their_time(pictures: PageFolder) -> None:
    for minute in range(3):
        pictures.add(minutes(minute), b"picture", None)

    pictures.prune(minutes(1.5))

    assert moments(pictures) == [2]


def test_they_are_found_by_their_time(pictures: PageFolder, tmp_path: Path) -> None:
    pictures.add(minutes(1), b"picture", None)
    (tmp_path / "browser" / "holiday.png").touch()

    assert [path.read_bytes() for _, path in pictures.between(NOW, minutes(2))] == [b"picture"]
    assert pictures.between(minutes(2), minutes(3)) == []


def test_all_of_them_are_deleted(pictures: PageFolder, tmp_path: Path) -> None:
    pictures.add(NOW, b"picture", None)

    pictures.delete_all()

    assert list(tmp_path.iterdir()) == []
    assert moments(pictures) == []


def test_a_folder_that_cannot_be_written_costs_the_picture_alone(
    pictures: PageFolder, tmp_path: Path
) -> None:
    (tmp_path / "browser").touch()

    pictures.add(NOW, b"picture", None)
    pictures.prune(NOW)
    pictures.delete_all()

    assert moments(pictures) == []
