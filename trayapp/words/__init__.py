"""Every sentence that people read, in their language: one catalogue for window, notices and commands.

The domain and the settings speak in codes; here each code has its words. English is the language of the
source; `resources/translations` holds the others.
"""

from __future__ import annotations

from trayapp.words.accounts import Accounts
from trayapp.words.catalogue import LANGUAGES, plain, system_language
from trayapp.words.desktop import Desktop, FirstRun
from trayapp.words.notices import Notices
from trayapp.words.program import CommandLine, Menu, Troubles
from trayapp.words.settings import SettingWords
from trayapp.words.verdicts import Verdicts

__all__ = ["LANGUAGES", "Words", "plain", "system_language"]


class Words(Verdicts, Notices, Accounts, Menu, Desktop, FirstRun, SettingWords, CommandLine, Troubles):
    """All words in one language. Any thread."""
