"""Every sentence that people read, in their language: one catalogue for window, notices and commands.

The domain and the settings speak in codes; here each code has its words, in tables of the modules: `causes`,
`surfaces`, `sources`, `settings` hold a record for each. English is the language of the source;
`resources/translations` holds the others. A label that never changes stands where it is shown:
`words.gettext("Quit")`.

May import: domain, settings.
"""

from __future__ import annotations

from trayapp.i18n.accounts import Accounts
from trayapp.i18n.catalogue import Catalogue, plain, system_language
from trayapp.i18n.glance import Glance
from trayapp.i18n.history import History
from trayapp.i18n.hosts import Hosts
from trayapp.i18n.names import Names
from trayapp.i18n.notices import Notices
from trayapp.i18n.settings import SettingsWords
from trayapp.i18n.sources import Sources
from trayapp.i18n.troubles import Troubles
from trayapp.i18n.verdicts import Verdicts
from trayapp.i18n.window import Window
from trayapp.paths import LANGUAGES

__all__ = ["LANGUAGES", "Words", "plain", "system_language"]


class Words(Catalogue):
    """All words in one language. Any thread.

    Attributes:
        names: what verdicts, causes, parts of X and the like are called.
        verdicts: what one check means, and why.
        glance: what is said of this moment at a glance.
        history: what happened over time.
        sources: what others say, or why they say nothing.
        troubles: what is wrong around the program.
        settings, accounts, hosts, window, notices: what each of these says.
    """

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.names = Names(self)
        self.verdicts = Verdicts(self)
        self.glance = Glance(self)
        self.history = History(self)
        self.sources = Sources(self)
        self.troubles = Troubles(self)
        self.settings = SettingsWords(self)
        self.accounts = Accounts(self)
        self.hosts = Hosts(self)
        self.window = Window(self)
        self.notices = Notices(self)

    def app_name(self) -> str:
        return self.gettext("X availability")
