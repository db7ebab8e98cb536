"""The model of all lists: it changes without moving what somebody looks at."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPalette
from pytestqt.modeltest import ModelTester

from tests.ui.test_icons import contrast, luminance
from trayapp.domain.codes import VerdictName
from trayapp.ui.icons.icons import StatusIcons
from trayapp.ui.window.ribbon_paint import link_colour
from trayapp.ui.window.rows import Row, RowsModel


def rows(keys: str, text: str = "") -> list[Row]:
    return [Row(key, (key + text, "x"), VerdictName.UP) for key in keys]


@pytest.fixture
def model(qtmodeltester: ModelTester, qapp: object) -> RowsModel:
    made = RowsModel(("one", "two"), StatusIcons())
    qtmodeltester.check(made)  # type: ignore[no-untyped-call]
    return made


def shown(model: RowsModel) -> str:
    return "".join(model.row(index).texts[0] for index in range(model.rowCount()))


@pytest.mark.parametrize("before", ["", "a", "abc", "cdefg"])
@pytest.mark.parametrize("after", ["", "abc", "zabc", "ac", "xyz", "azb", "bcd", "cba"])
def test_whatever_comes_after_whatever(
    model: RowsModel, qtmodeltester: ModelTester, before: str, after: str
) -> None:
    model.show(rows(before))
    model.show(rows(after))

    assert shown(model) == after
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(("after", "place"), [("bc", 0), ("xabc", 2), ("b", 0), ("axbyc", 2)])
def test_who_looks_at_a_row_goes_on_looking_at_it(model: RowsModel, after: str, place: int) -> None:
    model.show(rows("abc"))
    looked_at = QPersistentModelIndex(model.index(1, 0))

    model.show(rows(after))

    assert looked_at.row() == place
    assert looked_at.data() == "b"


def test_a_row_that_says_something_else_is_told(model: RowsModel) -> None:
    changed: list[int] = []
    model.dataChanged.connect(lambda first, last: changed.extend(range(first.row(), last.row() + 1)))
    model.show(rows("abc"))

    model.show([*rows("a"), *rows("b", "!"), *rows("c")])

    assert shown(model) == "ab!c"
    assert changed == [1]


def test_it_has_texts_icons_and_titles(model: RowsModel) -> None:
    model.show([*rows("a"), Row("t", ("all across",), is_title=True)])

    assert model.index(0, 1).data() == "x"
    assert not model.index(0, 0).data(Qt.ItemDataRole.DecorationRole).isNull()
    assert model.index(1, 0).data() == "all across"
    assert model.index(1, 1).data() == ""
    assert model.headerData(1, Qt.Orientation.Horizontal) == "two"


@pytest.mark.parametrize("window", ["#323232", "#1e1e1e", "#2a2e32"])
@pytest.mark.parametrize("link", ["#0000ff", "#15539e", "#4a90d9", "#8ab4f8"])
def test_links_can_be_read_on_dark_windows_whatever_blue_the_theme_has(window: str, link: str) -> None:
    palette = QPalette(QColor("#353535"), QColor(window))
    palette.setColor(QPalette.ColorRole.Link, QColor(link))

    shown = link_colour(palette)

    pair = (luminance(each.red(), each.green(), each.blue()) for each in (shown, QColor(window)))
    assert contrast(*pair) >= 4.5


def test_on_light_windows_links_have_the_theme_s_colour() -> None:
    palette = QPalette(QColor("#f0f0f0"), QColor("#f0f0f0"))
    palette.setColor(QPalette.ColorRole.Link, QColor("#15539e"))

    assert link_colour(palette) == QColor("#15539e")
