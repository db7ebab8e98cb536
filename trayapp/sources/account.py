"""A source's account: fetched from the key store once, and again when the service does not take it."""

from __future__ import annotations

import hashlib

from trayapp.computer.key_store import KeyStore
from trayapp.domain.reports import UnavailableReason
from trayapp.errors import KeyStoreError
from trayapp.settings.accounts import ACCOUNTS, Secret
from trayapp.sources.base import Unavailable


class Account:
    """One account in the key store. What was found is remembered: a locked store asks its user each time."""

    def __init__(self, keys: KeyStore, name: str) -> None:
        self._keys = keys
        self._name = name
        self._found: Secret | None = None
        self._refused: Secret | None = None

    @property
    def identity(self) -> str:
        """Whose account was found last, as a short hash; empty if none was.

        Of its name with the service, or of the token of one without a name, which is too long to be guessed.
        """
        if self._found is None:
            return ""
        names = [f.name for f in ACCOUNTS[self._name] if not f.is_secret] or list(self._found.values)
        told = "\0".join([self._name, *(self._found.values.get(name, "") for name in names)])
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    async def get(self) -> Secret | Unavailable:
        """The account. One that was refused is not tried again until there is another in its place."""
        if self._found is None:
            try:
                self._found = await self._keys.read(self._name)
            except KeyStoreError:
                return Unavailable(UnavailableReason.KEY_STORE)
        if self._found is None:
            return Unavailable(UnavailableReason.NO_ACCOUNT)
        if self._found == self._refused:
            self._found = None
            return Unavailable(UnavailableReason.LOGIN)
        return self._found

    def refuse(self) -> Unavailable:
        """The service does not take what was found."""
        if self._found is not None:  # of several requests at once, each may be told so
            self._refused, self._found = self._found, None
        return Unavailable(UnavailableReason.LOGIN)
