"""Accounts with outside voices: what is asked for, and what came of it."""

from __future__ import annotations

from trayapp.domain.reports import UnavailableReason
from trayapp.i18n.sources import Sources


class Accounts(Sources):
    """What `trayapp accounts` says."""

    def _service(self, name: str) -> str:
        """Who an account is with, which is not the voice in every case."""
        return "Globalping" if name == "globalping" else self.source(name)

    def account_field(self, name: str) -> str:
        """What is to be typed in."""
        return {
            "handle": self._("Handle, such as name.bsky.social"),
            "app_password": self._("App password (Settings, Privacy and security; not the account's own)"),
            "client_id": self._("Client id"),
            "client_secret": self._("Client secret"),
            "token": self._("Access token"),
        }[name]

    def account_kept(self, name: str) -> str:
        return self._(
            "The account for {service} is in the key store. It is used once this is set: {line}"
        ).format(service=self._service(name), line=f"sources.{_SWITCHES.get(name, name)} = true")

    def account_removed(self, name: str, *, was_there: bool) -> str:
        text = (
            self._("The account for {service} was removed from the key store.")
            if was_there
            else self._("There is no account for {service} in the key store.")
        )
        return text.format(service=self._service(name))

    def account_works(self, name: str) -> str:
        return self._("{service} answers to this account.").format(service=self._service(name))

    def account_fails(self, name: str, hindrance: UnavailableReason) -> str:
        if hindrance is UnavailableReason.LOGIN:
            return self._("{service} does not take this account. Is it typed right, and still valid?").format(
                service=self._service(name)
            )
        return self._("{service} does not answer to this account: {reason}.").format(
            service=self._service(name), reason=self.hindrance(hindrance)
        )

    def account_value_refused(self, name: str, most: int) -> str:
        """What was typed in cannot be one."""
        return self._(
            "{field}: one line of 1 to {most} plain characters (ASCII) is needed. Nothing was changed."
        ).format(field=self.account_field(name), most=most)


# Where the setting that makes use of an account has another name.
_SWITCHES = {"globalping": "globalping_account"}
