"""The user's own accounts with sources: what each asks for."""

from typing import NamedTuple


class Field(NamedTuple):
    """One thing that a service wants to know of its user."""

    name: str
    is_secret: bool = True
    """Whether nobody may read it over the user's shoulder."""


LONGEST_VALUE = 4096
"""Characters of one value: some tokens have a thousand, and key stores of some systems take no more."""
