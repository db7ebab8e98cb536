"""The user's own accounts with sources: what each asks for, and what the key store keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Field(NamedTuple):
    """One thing that a service wants to know of its user."""

    name: str
    is_secret: bool = True
    """Whether nobody may read it over the user's shoulder."""


LONGEST_VALUE = 4096
"""Characters of one value: some tokens have a thousand, and key stores of some systems take no more."""


@dataclass(frozen=True, slots=True)
class Secret:
    """What the key store keeps under one name. It shows itself to nobody who prints it."""

    values: Mapping[str, str] = field(repr=False)

    def __getitem__(self, name: str) -> str:
        return self.values[name]
