"""The parts of X that can be seen from outside without logging in: one file each.

May import: checks, domain, net, settings.
"""

from __future__ import annotations

from trayapp.checks.probe import Surface
from trayapp.checks.surfaces.api import API
from trayapp.checks.surfaces.custom import custom
from trayapp.checks.surfaces.files import ASSETS, IMAGES, VIDEO
from trayapp.checks.surfaces.links import LINKS
from trayapp.checks.surfaces.posts import rotating_posts
from trayapp.checks.surfaces.web import WEB
from trayapp.settings.declarations import Settings


def every_surface() -> tuple[Surface, ...]:
    """All there are but the user's own, core ones first. The settings hold a switch of each one's name.

    What else a new one needs (its row in the README, its words, a sample) a test names.
    """
    return (WEB, rotating_posts(), IMAGES, ASSETS, VIDEO, LINKS, API)


def chosen(settings: Settings) -> tuple[Surface, ...]:
    """The surfaces that are switched on, core ones first, the user's own last; none without a switch."""
    surfaces = [surface for surface in every_surface() if getattr(settings, surface.id, False)]
    if settings.custom_url:
        surfaces.append(custom(settings.custom_url, settings.custom_status, settings.custom_text))
    return tuple(surfaces)
