"""A source's account: fetched from the key store once, and again when the service does not take it.

And what an application gets for its client id and secret, by OAuth 2.0 (RFC 6749).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from trayapp.computer.key_store import KeyStore, Secret
from trayapp.domain.check_json import read_number
from trayapp.domain.codes import UnavailableReason
from trayapp.errors import KeyStoreError
from trayapp.net.answers import Answer
from trayapp.net.exchange import Client, Request
from trayapp.settings.declarations import ACCOUNTS
from trayapp.sources.base import UnavailableError, fetch
from trayapp.sources.payload import is_token, part, read_json

# A token that does not say how long it lasts is used for so long.
_TOKEN_LIFE_S = 3600.0
_LONGEST_TOKEN_LIFE_S = 24 * 3600.0  # whatever it says of itself


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
        identity = "\0".join([self._name, *(self._found.values.get(name, "") for name in names)])
        # As it stands in a file: 64 bits tell accounts apart, and give none away.
        return hashlib.sha256(identity.encode()).hexdigest()[:16]

    async def get(self) -> Secret:
        """The account. One that was refused is not tried again until there is another in its place."""
        if self._found is None:
            try:
                self._found = await self._keys.read(self._name)
            except KeyStoreError:
                raise UnavailableError(UnavailableReason.KEY_STORE) from None
        if self._found is None:
            raise UnavailableError(UnavailableReason.NO_ACCOUNT)
        if self._found == self._refused:
            self._found = None
            raise UnavailableError(UnavailableReason.LOGIN)
        return self._found

    def refuse(self) -> UnavailableError:
        """The service does not take what was found: the caller has this to raise."""
        if self._found is not None:  # of several requests at once, each may be refused
            self._refused, self._found = self._found, None
        return UnavailableError(UnavailableReason.LOGIN)


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """What opens a service, until a moment. It shows itself to nobody who prints it."""

    value: str
    until: datetime


class TokenAccount(Account):
    """An application's account: its id and secret give a token, which opens the service for a while."""

    def __init__(
        self, keys: KeyStore, name: str, login: Request, ask: Callable[..., Awaitable[Answer]] = fetch
    ) -> None:
        super().__init__(keys, name)
        self._login = login
        self._ask = ask
        self._token: Token | None = None

    async def log_in(self, client: Client, at: datetime) -> None:
        """Have a token (section 4.4)."""
        account = await self.get()
        if self._token is not None and at < self._token.until:
            return
        pair = base64.b64encode(f"{account['client_id']}:{account['client_secret']}".encode()).decode()
        headers = {**self._login.headers, "authorization": f"Basic {pair}"}
        try:
            answer = await self._ask(client, replace(self._login, headers=headers), at, account=self.identity)
        except UnavailableError as error:
            if error.reply.reason is UnavailableReason.LOGIN:
                raise self.refuse() from None
            raise
        self._token = read_json(answer, lambda value: read_token(value, at))

    async def fetch(self, client: Client, url: str, at: datetime) -> Answer:
        """What the token opens. For one that is no longer taken there is a new one the next time."""
        token = "" if self._token is None else self._token.value
        request = Request(url, {"authorization": f"Bearer {token}"})
        try:
            return await self._ask(client, request, at, account=self.identity)
        except UnavailableError as error:
            if error.reply.reason is UnavailableReason.LOGIN:
                self._token = None
            raise


def read_token(value: Any, at: datetime) -> Token | None:
    """What a login gave (section 5.1), or the bare token. It is used a minute less than it lasts."""
    fields = value if isinstance(value, dict) else {"access_token": value}
    token = part(str, fields, "access_token")
    if not is_token(token):
        return None
    life_s = read_number(fields.get("expires_in"))
    life_s = _TOKEN_LIFE_S if life_s is None else life_s
    return Token(token, at + timedelta(seconds=min(max(life_s - 60, 0.0), _LONGEST_TOKEN_LIFE_S)))
