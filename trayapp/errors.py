"""Trouble around the program that its user can mend: a code for the catalogue of words, with its values."""

from __future__ import annotations

from dataclasses import dataclass


class TrayappError(Exception):
    """Something the user has to know, and can do something about."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(f"{code} {values}" if values else code)  # for tracebacks: people read the catalogue
        self.code = code
        self.values = values


class SettingsError(TrayappError):
    """The settings file as a whole cannot be used."""


class TrustStoreError(TrayappError):
    """The system has no certificate authorities, so no answer could be believed."""


class HistoryError(TrayappError):
    """The history cannot be read."""


class HistoryLockedError(TrayappError):
    """Another trayapp writes this history."""


class BrowserError(TrayappError):
    """No browser can be used to look at X: there is none, or it failed. It is never X's fault."""


NO_BROWSER = frozenset({"browser_missing", "browser_not_there", "browser_as_root"})
"""Codes of a BrowserError for which none was started: the next attempt will fare no better."""


class KeyStoreError(TrayappError):
    """The system's key store cannot be used."""


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """What befell the history while it was being written: watching goes on all the same."""

    code: str
    values: tuple[tuple[str, str], ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether it is past and mended: worth knowing for a while, and not for ever."""
        return self.code in _OVER


# The file is in order again, or another one is, and nothing is left to do.
_OVER = {
    "history_corrupt",
    "history_deleted",
    "history_replaced",
    "history_resumed",
    "history_resumed_with_loss",
}
