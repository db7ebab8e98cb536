"""What of X is watched, how often, and what else."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSlider

from trayapp.domain.codes import CUSTOM_SURFACE
from trayapp.i18n import Words
from trayapp.settings.declarations import Loaded, Page
from trayapp.ui.settings_dialog.field import Remark
from trayapp.ui.settings_dialog.page import SettingsPage, Surroundings
from trayapp.ui.status.board import Status
from trayapp.ui.window.style import push_button

_PACES_S = (30, 45, 60, 90, 120, 180, 300, 600, 900, 1800, 3600)
"""Where the slider stops. Any other number can be typed."""


class WatchedPage(SettingsPage):
    def __init__(self, words: Words, around: Surroundings) -> None:
        super().__init__(Page.WATCHED, words, around)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, len(_PACES_S) - 1)
        self._slider.setPageStep(1)
        self._slider.setMinimumWidth(16 * self.fontMetrics().averageCharWidth())
        self._slider.setAccessibleName(words.settings.label("checks.interval_s"))
        self._slider.valueChanged.connect(self._show_pace)
        self._slider.sliderReleased.connect(self._choose_pace)
        self._traffic = Remark()
        self._try = push_button(words.gettext("Try"), self._ask)
        self.add("checks.interval_s")
        self.add_below(self._slider)
        self.add_below(self._traffic)
        self.add_gap()
        own = [key for key in self.fields if key.startswith("custom.")]
        self.add_rest(["checks.interval_s", *own])
        for key in own:
            self.add(key)
        self.add_below(self._try)
        self.add_below(self._answer)

    def show_settings(self, loaded: Loaded, status: Status) -> None:
        super().show_settings(loaded, status)
        self._try.setEnabled(bool(self._settings.custom_url))
        if not self._slider.isSliderDown():
            nearest = min(_PACES_S, key=lambda pace_s: abs(pace_s - self._settings.interval_s))
            self._slider.blockSignals(True)  # it shows what is so, and wants nothing
            self._slider.setValue(_PACES_S.index(nearest))
            self._slider.blockSignals(False)
            self._traffic.say(self._words.settings.daily_traffic(self._settings.interval_s))

    @Slot(int)
    def _show_pace(self, place: int) -> None:
        self._traffic.say(self._words.settings.daily_traffic(_PACES_S[place]))
        if not self._slider.isSliderDown():
            self._choose_pace()

    @Slot()
    def _choose_pace(self) -> None:
        pace_s = _PACES_S[self._slider.value()]
        if pace_s != self._settings.interval_s:
            self.fields["checks.interval_s"].chosen.emit("checks.interval_s", pace_s)

    @Slot()
    def _ask(self) -> None:
        self.ask_once(CUSTOM_SURFACE, self._settings, self._words.settings.address_trial)
