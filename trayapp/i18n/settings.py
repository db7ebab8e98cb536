"""What each setting is called and what it does, and the commented file that is made of it."""

from __future__ import annotations

from trayapp.i18n.catalogue import Catalogue
from trayapp.settings.declarations import Declaration, declared


class SettingWords(Catalogue):
    """Words for settings, by their keys."""

    def setting(self, key: str) -> str:
        """What a setting is called."""
        return self._setting_words(key)[0]

    def setting_explanation(self, key: str) -> str:
        """What it does, in a sentence or two."""
        return self._setting_words(key)[1]

    def _setting_words(self, key: str) -> tuple[str, str]:
        return {
            "language": (
                self._("Language"),
                self._('Of everything that is shown; "system" follows the desktop.'),
            ),
            "country": (
                self._("Country"),
                self._(
                    "Two letters, for the page of outage reports and for what is seen near you; "
                    "empty for that of the desktop's language."
                ),
            ),
            "checks.interval_s": (
                self._("Time between checks"),
                self._("In good times; in trouble the next checks come sooner."),
            ),
            "history.keep_days": (
                self._("How long checks are kept"),
                self._("Older ones become figures for each hour."),
            ),
            "proxy.mode": (
                self._("Proxy"),
                self._('"system": the desktop\'s or the environment\'s; "manual": the one below.'),
            ),
            "proxy.url": (self._("Address of the proxy"), self._("Counts only with a manual proxy.")),
            "surfaces.web": (self._("Watch the website"), self._("Whether x.com itself answers.")),
            "surfaces.posts": (self._("Watch posts"), self._("Whether a public post can be read.")),
            "surfaces.images": (self._("Watch pictures"), self._("Whether a picture comes.")),
            "surfaces.assets": (self._("Watch page files"), self._("Without them the page stays empty.")),
            "surfaces.video": (self._("Watch videos"), self._("Whether a video begins.")),
            "surfaces.links": (self._("Watch links"), self._("Whether t.co leads on.")),
            "surfaces.api": (
                self._("Watch the programming interface"),
                self._(
                    "Off as it comes: X's developer terms forbid measuring it for commercial use "
                    "or benchmarks."
                ),
            ),
            "icons.style": (
                self._("Look of the icon"),
                self._('"mono_light": light, for dark panels; "mono_dark": dark, for light panels.'),
            ),
            "notices.enabled": (
                self._("Popups"),
                self._("Off: what changes is recorded all the same, and shown by the icon."),
            ),
            "notices.quiet_from": (
                self._("Quiet hours from"),
                self._("Nothing pops up then; one summary follows. Empty for none."),
            ),
            "notices.quiet_until": (
                self._("Quiet hours until"),
                self._("On the next day, if it is before their beginning."),
            ),
            "sources.enabled": (
                self._("Ask outside voices"),
                self._("Off: nobody but X and the controls is asked, and nobody can confirm an outage."),
            ),
            "sources.globalping": (
                self._("Ask Globalping"),
                self._("On suspicion: whether computers in other countries reach x.com."),
            ),
            "sources.globalping_per_hour": (
                self._("Globalping's computers used in an hour"),
                self._("It grants 250 to an address, which others may share."),
            ),
            "sources.globalping_account": (
                self._("Use your account with Globalping"),
                self._('It grants more computers an hour. See "trayapp accounts".'),
            ),
            "sources.mastodon": (
                self._("Ask Mastodon"),
                self._("Whether many people write there that X is down. No account is needed."),
            ),
            "sources.mastodon_servers": (
                self._("Mastodon's servers"),
                self._("One to five; large ones see most of what is written on the others."),
            ),
            "sources.bluesky": (
                self._("Ask Bluesky"),
                self._('On suspicion, with your app password: see "trayapp accounts".'),
            ),
            "sources.reddit": (
                self._("Ask Reddit"),
                self._("On suspicion: the feed of r/Twitter, or its search if you have credentials."),
            ),
            "sources.threads": (
                self._("Ask Threads"),
                self._('On suspicion, with your token: see "trayapp accounts".'),
            ),
            "sources.downdetector": (
                self._("Ask Downdetector"),
                self._("How many report disturbances, with your contract's credentials."),
            ),
            "sources.netblocks": (
                self._("Ask NetBlocks"),
                self._("Its notes on Mastodon and Bluesky about outages and blocks in whole countries."),
            ),
            "sources.cloudflare_status": (
                self._("Ask Cloudflare's status page"),
                self._("On suspicion: it explains an outage, and never counts as a proof."),
            ),
            "custom.url": (
                self._("An address of your own"),
                self._("Watched beside X and never taken for it; empty for none."),
            ),
            "custom.status": (self._("Its HTTP status"), self._("What it answers when all is well.")),
            "custom.text": (self._("Its text"), self._("What must be in its answer; empty for any.")),
        }[key]

    def settings_file(self) -> str:
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
        takes = " ".join(filter(None, [declaration.allowed, self._unit(declaration.unit)]))
        label = self.setting(declaration.key) + (f" ({takes})" if takes else "")
        return [
            f"# {label}",
            f"# {self.setting_explanation(declaration.key)}",
            f"#{declaration.key.rpartition('.')[2]} = {_toml(declaration.default)}",
        ]

    def _unit(self, unit: str) -> str:
        return {"": "", "s": self._("seconds"), "days": self._("days")}[unit]


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
