"""Accounts with sources: what they consist of, and where that is to be had."""

from __future__ import annotations

from trayapp.i18n.catalogue import N_, Group
from trayapp.settings.declarations import TEAM

_FIELDS = {
    "handle": N_("Handle, such as name.bsky.social"),
    "app_password": N_("App password"),
    "client_id": N_("Client id"),
    "client_secret": N_("Client secret"),
    "token": N_("Access token"),
    "address": N_("Address, as Apprise takes it"),
}

_ORIGINS = {
    "globalping": N_("From Globalping's dashboard, dash.globalping.io."),
    "bluesky": N_(
        "In Bluesky: Settings, Privacy and security, App passwords. Never the account's own password."
    ),
    "reddit": N_("Reddit gives out new client ids on request only."),
    "threads": N_(
        "From Meta, for an app whose “threads_keyword_search” was reviewed; "
        "without that it finds your own posts only."
    ),
    "downdetector": N_("Client id and secret come with a contract for the Downdetector Enterprise API."),
}
"""Where what an account consists of is to be had."""

_TEAM_ORIGIN = N_(
    "Such as slack://…, mmost://…, ntfys://… or mailtos://…: how each service writes its own stands at "
    "github.com/caronc/apprise. Whoever has it can write to your team."
)


class Accounts(Group):
    """Words for the command and the window."""

    def service(self, name: str) -> str:
        """Who an account is with; Globalping's source is called by what it has: vantage points."""
        if name in TEAM:
            return self._("your team ({name})", name=name)
        return "Globalping" if name == "globalping" else self._words.names.source(name)

    def title(self, name: str) -> str:
        """An account by whom it is with."""
        if name in TEAM:
            return self._("Your team's address ({name})", name=name)
        return self._("Your account with {service}", service=self.service(name))

    def field(self, name: str) -> str:
        """What is to be typed in."""
        return self._(_FIELDS[name])

    def origin(self, name: str) -> str:
        """Where its user gets what is asked for."""
        return self._(_TEAM_ORIGIN if name in TEAM else _ORIGINS[name])

    def value_refused(self, name: str, most: int) -> str:
        """What was typed in cannot be one."""
        return self._(
            "{field}: one line of 1 to {most} plain characters (ASCII) is needed. Nothing was changed.",
            field=self.field(name),
            most=most,
        )
