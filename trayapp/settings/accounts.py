"""The user's own accounts with sources: what they consist of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a service wants to know of its user."""

    name: str
    is_secret: bool = True
    """Whether nobody may read it over the user's shoulder."""


ACCOUNTS: Mapping[str, tuple[Field, ...]] = {
    "bluesky": (Field("handle", is_secret=False), Field("app_password")),
    "reddit": (Field("client_id", is_secret=False), Field("client_secret")),
    "threads": (Field("token"),),
    "downdetector": (Field("client_id", is_secret=False), Field("client_secret")),
    "globalping": (Field("token"),),
}
"""What each account consists of."""

LONGEST_VALUE = 4096
"""Characters of one value: some tokens have a thousand, and key stores of some systems take no more."""


BESIDE: Mapping[str, tuple[str, ...]] = {"bluesky": ("bluesky session",)}
"""What the key store keeps for an account under other names: it goes when the account does."""


@dataclass(frozen=True, slots=True)
class Secret:
    """What the key store keeps under one name. It shows itself to nobody who prints it."""

    values: Mapping[str, str] = field(repr=False)

    def __getitem__(self, name: str) -> str:
        return self.values[name]
