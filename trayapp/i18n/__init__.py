"""Every sentence that people read, in their language: one catalogue for window, notices and commands.

The domain and the settings speak in codes; here each code has its words. English is the language of the
source; `resources/translations` holds the others.

May import: domain, settings.
"""

from __future__ import annotations

from trayapp.i18n.accounts import Accounts
from trayapp.i18n.catalogue import plain, system_language
from trayapp.i18n.desktop import Desktop, FirstRun
from trayapp.i18n.notices import Notices
from trayapp.i18n.program import CommandLine, Menu, Troubles
from trayapp.i18n.settings import SettingWords
from trayapp.i18n.verdicts import Verdicts
from trayapp.paths import LANGUAGES

__all__ = ["LANGUAGES", "Words", "plain", "system_language"]


class Words(Verdicts, Notices, Accounts, Menu, Desktop, FirstRun, SettingWords, CommandLine, Troubles):
    """All words in one language. Any thread."""
