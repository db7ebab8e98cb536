"""What there is to see, made up: one status for each verdict, in each language."""

from __future__ import annotations

from tests.domain.made import DEAD, FINE, KNOWN, NOW, check, judged
from trayapp.domain.codes import Confidence, VerdictName
from trayapp.domain.records import JudgedCheck
from trayapp.domain.tracker import SEVERITY, Incident
from trayapp.domain.update import Update
from trayapp.i18n import Words
from trayapp.ui.desktop_session.open import outage_page
from trayapp.ui.status.actions import Actions
from trayapp.ui.status.board import Status, StatusBoard
from trayapp.ui.tray.tray import TrayMenu

V = VerdictName

_CHECKS: dict[VerdictName, JudgedCheck] = {
    V.UP: judged(check(web="ok", posts="ok", images="ok")),
    V.DEGRADED: judged(check(FINE, web="ok", posts="ok", images="server_error:origin")),
    V.DOWN: judged(check(FINE, web="server_error:origin", posts="server_error:origin")),
    V.BLOCKED: judged(check(FINE + KNOWN, web="dns_failed:bogus", posts="dns_failed:bogus")),
    V.OFFLINE: judged(check(DEAD, web="connect_failed:unreachable", posts="connect_failed:unreachable")),
    V.UNKNOWN: judged(check(FINE, web="refused:challenge", posts="limited")),
}


def _news(judged: JudgedCheck) -> Update:
    verdict = judged.verdict
    if verdict.name not in SEVERITY:
        return Update(judged)
    is_confirmed = verdict.confidence is not Confidence.LOW
    return Update(judged, (), Incident(NOW, verdict.name, verdict.cause, confirmed=is_confirmed))


NEWS = {verdict: _news(judged) for verdict, judged in _CHECKS.items()}
"""A check that leads to each verdict, and to the incident that it is a part of."""


def status(verdict: VerdictName, language: str = "en") -> Status:
    board = StatusBoard(Words(language))
    board.record_check(NEWS[verdict])
    return board.status


def first_status(language: str = "en") -> Status:
    """Before the first check."""
    return StatusBoard(Words(language)).status


def actions(shown: Status, language: str = "en") -> Actions:
    return Actions(Words(language), shown, outage_page("DE"), lambda: NOW)


def tray_menu(
    shown: Status, language: str = "en", *, does: Actions | None = None, is_on_bus: bool = False
) -> TrayMenu:
    used = does or actions(shown, language)
    made = TrayMenu(Words(language), shown, used, is_on_bus=is_on_bus)
    if does is None:
        used.setParent(made)  # they live as long as it does
    return made
