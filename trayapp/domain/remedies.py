"""What a person can do about a cause by one click. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from trayapp.domain.codes import CUSTOM_SURFACE, Cause, VerdictName

if TYPE_CHECKING:  # the icon does not wait for records
    from trayapp.domain.records import Verdict


class Remedy(StrEnum):
    """One step, offered beside the advice."""

    LOGIN_PAGE = "login_page"
    """Open a page without encryption: the network leads it to its login."""
    CLOCK = "clock"
    """Set this computer's clock."""
    WITHOUT_PROXY = "without_proxy"
    """Make one check without the proxy."""
    OUTAGE_PAGE = "outage_page"
    """See what others report."""
    SETTINGS = "settings"
    """Open the settings."""


# Only where one click does something; elsewhere the advice alone helps.
_REMEDIES = {
    Cause.NOT_WATCHED: Remedy.SETTINGS,
    Cause.CLOCK_WRONG: Remedy.CLOCK,
    Cause.PROXY: Remedy.WITHOUT_PROXY,
    Cause.PROXY_REFUSES: Remedy.WITHOUT_PROXY,
    Cause.CAPTIVE_PORTAL: Remedy.LOGIN_PAGE,
    Cause.HTTPS_BROKEN: Remedy.LOGIN_PAGE,
}


def remedy(verdict: Verdict) -> Remedy | None:
    """The one step that a verdict calls for; `None` where only the advice helps."""
    if verdict.name in (VerdictName.DOWN, VerdictName.DEGRADED):
        # X's own trouble nobody mends from here: what is left is to see how others fare.
        return Remedy.OUTAGE_PAGE if is_about_x(verdict) else None
    return _REMEDIES.get(verdict.cause) if verdict.cause else None


def is_about_x(verdict: Verdict) -> bool:
    """Whether it tells of X or the way there, not of the user's own address alone."""
    return verdict.cause is not Cause.PART_FAILING or set(named_surfaces(verdict)) != {CUSTOM_SURFACE}


def named_surfaces(verdict: Verdict) -> list[str]:
    """The surfaces that speak for a verdict: what a sentence about it names.

    Those that do not count are only shown beside them.
    """
    codes = ("surface_failed", "surface_ok", "surface_slow", "surface_undecided")
    reasons = (r for r in verdict.reasons if r.speaks_for and r.code in codes)
    found = (dict(reason.values).get("surface") for reason in reasons)
    return [surface for surface in found if isinstance(surface, str)]
