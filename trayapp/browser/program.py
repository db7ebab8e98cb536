"""Which browser is here, and with which switches it is started."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from trayapp.errors import BrowserError
from trayapp.net.x_hosts import X_DOMAINS

KNOWN = (
    "google-chrome-stable",
    "google-chrome",
    "chromium",
    "chromium-browser",
    "chromium-headless-shell",
    "microsoft-edge-stable",
    "brave-browser",
    "vivaldi-stable",
)
"""All of one family, which speaks the DevTools protocol. Firefox speaks another."""

_SWITCHES = (
    "--remote-debugging-pipe",  # a port would be open to every user of this computer
    "--headless=new",
    "--disable-gpu",
    "--window-size=800,900",
    "--block-new-web-contents",
    # Only the page is to ask anybody, not the browser: for updates, field trials, bad addresses, icons.
    "--disable-background-networking",
    "--disable-client-side-phishing-detection",
    "--disable-component-extensions-with-background-pages",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-field-trial-config",
    "--disable-sync",
    "--disable-features=DnsOverHttpsUpgrade,MediaRouter,OptimizationHints,Translate",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    # Neither the key store nor a crash reporter, which would outlive it, is any business of this visit's.
    "--password-store=basic",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--mute-audio",
    # A page that takes more than this is none of X's.
    "--js-flags=--max-old-space-size=256",
    "--renderer-process-limit=2",
)

_UNSAFE = frozenset(
    {
        "--no-sandbox",
        "--disable-setuid-sandbox",
        "--disable-namespace-sandbox",
        "--disable-seccomp-filter-sandbox",
    }
)

# By these, Debian's and others' start scripts take further switches.
_FLAG_VARIABLES = ("CHROMIUM_FLAGS", "CHROMIUM_USER_FLAGS", "CHROME_FLAGS")


def find(named: str = "") -> Path:
    """The browser to start: the one that the settings name, by its name or path, or else a known one.

    Raises:
        BrowserError: there is none here, or we are root, as whom no browser runs with its sandbox on.
    """
    if os.name != "posix":  # descriptors are handed over as POSIX has it
        raise BrowserError("browser_missing")
    if os.geteuid() == 0:
        raise BrowserError("browser_as_root")
    for name in (named,) if named else KNOWN:
        if found := shutil.which(name):
            return Path(found)
    raise BrowserError("browser_not_there", name=named) if named else BrowserError("browser_missing")


def command_line(program: Path, profile: Path, proxy_host: str = "") -> list[str]:
    """What starts it, without its sandbox never. `profile` is a folder that holds nothing yet."""
    # Whatever a page or the browser itself wants to reach: no name but X's, and the proxy's, leads anywhere.
    known = [host for domain in X_DOMAINS for host in (domain, f"*.{domain}")] + [proxy_host] * bool(
        proxy_host
    )
    rules = ",".join(["MAP * ~NOTFOUND", *(f"EXCLUDE {host}" for host in known)])
    own = f"--host-resolver-rules={rules}", f"--user-data-dir={profile}", "about:blank"
    return [str(program), *_SWITCHES, *own]


def environment() -> dict[str, str]:
    """Ours, but for what would add switches."""
    return {name: value for name, value in os.environ.items() if name not in _FLAG_VARIABLES}


def is_unsafe(command_line: bytes) -> bool:
    """Whether a running browser's own command line, as /proc has it, takes its sandbox away: a start script
    may have added that."""
    arguments = command_line.decode(errors="replace").split("\0")
    # Its helpers are sandboxed by the one that has no type; some of theirs say so in their own words.
    return not any(a.startswith("--type=") for a in arguments) and not _UNSAFE.isdisjoint(arguments)
