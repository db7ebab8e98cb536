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


def chosen(settings: Settings) -> tuple[Surface, ...]:
    """The surfaces that are switched on, core ones first."""
    switches = (
        (settings.web, WEB),
        (settings.posts, rotating_posts()),
        (settings.images, IMAGES),
        (settings.assets, ASSETS),
        (settings.video, VIDEO),
        (settings.links, LINKS),
        (settings.api, API),
    )
    surfaces = [surface for is_on, surface in switches if is_on]
    if settings.custom_url:
        surfaces.append(custom(settings.custom_url, settings.custom_status, settings.custom_text))
    return tuple(surfaces)
