"""Every sentence that people read, in their language: one catalogue for window, notices and commands.

The domain and the settings speak in codes; here each code has its words, in tables of the modules: `causes`,
`surfaces`, `sources`, `settings` hold a record for each. English is the language of the source;
`resources/translations` holds the others. A label that never changes stands where it is shown:
`words.gettext("Quit")`.

May import: domain, settings.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from trayapp.i18n.catalogue import Catalogue, plain, system_language
from trayapp.paths import LANGUAGES

if TYPE_CHECKING:
    from trayapp.i18n.accounts import Accounts
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

__all__ = ["LANGUAGES", "Words", "plain", "system_language"]


class Words(Catalogue):
    """All words in one language. Any thread.

    Each group is loaded when it is first spoken of: the icon in the tray has little to say.

    Attributes:
        names: what verdicts, causes, parts of X and the like are called.
        verdicts: what one check means, and why.
        glance: what is said of this moment at a glance.
        history: what happened over time.
        sources: what others say, or why they say nothing.
        troubles: what is wrong around the program.
        settings, accounts, hosts, window, notices: what each of these says.
    """

    names: Names
    verdicts: Verdicts
    glance: Glance
    history: History
    sources: Sources
    troubles: Troubles
    settings: SettingsWords
    accounts: Accounts
    hosts: Hosts
    window: Window
    notices: Notices

    if not TYPE_CHECKING:  # it would take any name for one that is there

        def __getattr__(self, name: str) -> Any:
            """The group of the module of this name, by its class, which stands above."""
            if name not in Words.__annotations__:
                raise AttributeError(name)
            words = getattr(import_module(f"trayapp.i18n.{name}"), Words.__annotations__[name])(self)
            setattr(self, name, words)
            return words

    def app_name(self) -> str:
        return self.gettext("X availability")
