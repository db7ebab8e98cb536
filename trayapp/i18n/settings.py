"""What each setting is called and what it does, and the commented file that is made of it."""

from __future__ import annotations

from trayapp.i18n.catalogue import N_, Group
from trayapp.i18n.sources import SOURCES
from trayapp.i18n.surfaces import SURFACES
from trayapp.settings.declarations import Declaration, declared

SETTINGS: dict[str, tuple[str, str]] = {
    "language": (N_("Language"), N_('Of everything that is shown; "system" follows the desktop.')),
    "country": (
        N_("Country"),
        N_(
            "Two letters, for the page of outage reports and for what is seen near you; "
            "empty for that of the desktop's language."
        ),
    ),
    "checks.interval_s": (
        N_("Time between checks"),
        N_("In good times; in trouble the next checks come sooner."),
    ),
    "history.keep_days": (N_("How long checks are kept"), N_("Older ones become figures for each hour.")),
    "proxy.mode": (
        N_("Proxy"),
        N_('"system": the desktop\'s or the environment\'s; "manual": the one below.'),
    ),
    "proxy.url": (N_("Address of the proxy"), N_("Counts only with a manual proxy.")),
    "icons.style": (
        N_("Look of the icon"),
        N_('"mono_light": light, for dark panels; "mono_dark": dark, for light panels.'),
    ),
    "notices.enabled": (
        N_("Popups"),
        N_("Off: what changes is recorded all the same, and shown by the icon."),
    ),
    "notices.quiet_from": (
        N_("Quiet hours from"),
        N_("Nothing pops up then; one summary follows. Empty for none."),
    ),
    "notices.quiet_until": (N_("Quiet hours until"), N_("On the next day, if it is before their beginning.")),
    "sources.enabled": (
        N_("Ask other sources"),
        N_("Off: nobody but X and the controls is asked, and nobody can confirm an outage."),
    ),
    "sources.globalping_per_hour": (
        N_("Globalping's computers used in an hour"),
        N_("It grants 250 to an address, which others may share."),
    ),
    "sources.globalping_account": (
        N_("Use your account with Globalping"),
        N_('It grants more computers an hour. See "trayapp accounts".'),
    ),
    "sources.mastodon_servers": (
        N_("Mastodon's servers"),
        N_("One to five; large ones see most of what is written on the others."),
    ),
    "custom.url": (
        N_("An address of your own"),
        N_("Watched beside X and never taken for it; empty for none."),
    ),
    "custom.status": (N_("Its HTTP status"), N_("What it answers when all is well.")),
    "custom.text": (N_("Its text"), N_("What must be in its answer; empty for any.")),
    **{f"surfaces.{name}": (w.switch, w.explanation) for name, w in SURFACES.items()},
    **{f"sources.{name}": (w.switch, w.explanation) for name, w in SOURCES.items()},
}
"""What each is called, and what it does in a sentence or two."""

_UNITS = {"": "", "s": N_("seconds"), "days": N_("days")}


class SettingsWords(Group):
    """Words for settings, by their keys."""

    def label(self, key: str) -> str:
        """What a setting is called."""
        return self._(SETTINGS[key][0])

    def explanation(self, key: str) -> str:
        """What it does, in a sentence or two."""
        return self._(SETTINGS[key][1])

    def file(self) -> str:
        """A settings file in which everything is explained and nothing is set."""
        head = (
            self._('Settings of trayapp. Take the "#" away from the line of a setting to change it.'),
            self._("What is saved here counts at once."),
        )
        blocks = ["\n".join(f"# {line}" for line in head)]
        group = ""
        for declaration in declared():
            heading = [f"[{declaration.group}]"] if declaration.group != group else []
            group = declaration.group
            blocks.append("\n".join([*heading, *self._setting_lines(declaration)]))
        return "\n\n".join(blocks) + "\n"

    def _setting_lines(self, declaration: Declaration) -> list[str]:
        takes = " ".join(filter(None, [declaration.allowed, self._(_UNITS[declaration.unit])]))
        label = self.label(declaration.key) + (f" ({takes})" if takes else "")
        return [
            f"# {label}",
            f"# {self.explanation(declaration.key)}",
            f"#{declaration.key.rpartition('.')[2]} = {_toml(declaration.default)}",
        ]


def _toml(value: str | int | tuple[str, ...]) -> str:
    """A default, as TOML writes it; none of them needs an escape."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case str():
            return f'"{value}"'
        case tuple():
            return f"[{', '.join(map(_toml, value))}]"
