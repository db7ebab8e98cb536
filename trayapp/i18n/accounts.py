"""Accounts with sources: what is asked for, and what came of it."""

from __future__ import annotations

from trayapp.domain.reports import UnavailableReason
from trayapp.i18n.catalogue import N_, Group

_FIELDS = {
    "handle": N_("Handle, such as name.bsky.social"),
    "app_password": N_("App password (Settings, Privacy and security; not the account's own)"),
    "client_id": N_("Client id"),
    "client_secret": N_("Client secret"),
    "token": N_("Access token"),
}

_SWITCHES = {"globalping": "globalping_account"}
"""Where the setting that makes use of an account has another name."""


class Accounts(Group):
    """What `trayapp accounts` says."""

    def _service(self, name: str) -> str:
        """Who an account is with; Globalping's source is called by what it has: vantage points."""
        return "Globalping" if name == "globalping" else self._words.names.source(name)

    def field(self, name: str) -> str:
        """What is to be typed in."""
        return self._(_FIELDS[name])

    def kept(self, name: str) -> str:
        text = self._("The account for {service} is in the key store. It is used once this is set: {line}")
        setting = f"sources.{_SWITCHES.get(name, name)} = true"
        return text.format(service=self._service(name), line=setting)

    def removed(self, name: str, *, was_there: bool) -> str:
        text = self._("There is no account for {service} in the key store.")
        if was_there:
            text = self._("The account for {service} was removed from the key store.")
        return text.format(service=self._service(name))

    def works(self, name: str) -> str:
        return self._("{service} answers to this account.", service=self._service(name))

    def fails(self, name: str, reason: UnavailableReason) -> str:
        text = self._("{service} does not answer to this account: {reason}.")
        if reason is UnavailableReason.LOGIN:
            text = self._("{service} does not take this account. Is it typed right, and still valid?")
        return text.format(service=self._service(name), reason=self._words.sources.unavailable(reason))

    def value_refused(self, name: str, most: int) -> str:
        """What was typed in cannot be one."""
        return self._(
            "{field}: one line of 1 to {most} plain characters (ASCII) is needed. Nothing was changed."
        ).format(field=self.field(name), most=most)
