"""Every sentence that people read, in their language: one catalogue for window, notices and commands.

The domain and the settings speak in codes; here each code has its words, in tables of the modules: `causes`,
`names`, `sources`, `settings` hold a record for each. English is the language of the source;
`resources/translations` holds the others. A label that never changes stands where it is shown:
`words.gettext("Quit")`.

May import: domain, settings.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from trayapp.i18n.catalogue import Catalogue, capital, plain, system_language
from trayapp.paths import LANGUAGES

if TYPE_CHECKING:
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

__all__ = ["LANGUAGES", "Words", "capital", "plain", "system_language"]


class Words(Catalogue):
    """All words in one language. Any thread.

    Those on a subject, each in a module of its name, are loaded when the first of them is wanted: an icon
    needs few.
    """

    names: Names
    verdicts: Verdicts
    glance: Glance
    history: History
    sources: Sources
    troubles: Troubles
    settings: SettingsWords
    hosts: Hosts
    window: Window
    notices: Notices

    if not TYPE_CHECKING:  # to whom there would be nothing that `Words` lacks

        def __getattr__(self, name: str) -> object:
            kind = __class__.__annotations__.get(name)  # a class's name, as it stands above
            if kind is None:
                raise AttributeError(name)
            group = getattr(import_module(f"{__name__}.{name}"), kind)(self)
            setattr(self, name, group)
            return group

    def app_name(self) -> str:
        return self.gettext("X availability")
