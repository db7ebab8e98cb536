"""Which browser is here, with which switches it is started, and whether its sandbox is on."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit

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
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # which asks addresses, and needs no name
    # Neither the key store nor a crash reporter, which would outlive it, is any business of this visit's.
    "--password-store=basic",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--mute-audio",
    # A page that takes more than this is none of X's.
    "--js-flags=--max-old-space-size=256",
    "--renderer-process-limit=2",
)

# By these, Debian's and others' start scripts take further switches.
_FLAG_VARIABLES = ("CHROMIUM_FLAGS", "CHROMIUM_USER_FLAGS", "CHROME_FLAGS")


def find(named: str = "") -> Path:
    """The browser to start: the one that the settings name, by its name or path, or else a known one.

    Raises:
        BrowserError: there is none here, or we are root, as whom no browser runs with its sandbox on.
    """
    if sys.platform != "linux":  # by whose /proc it is seen that its sandbox is on, and what memory it takes
        raise BrowserError("browser_missing")
    if os.geteuid() == 0:
        raise BrowserError("browser_as_root")
    for name in (named,) if named else KNOWN:
        if found := shutil.which(name):
            return Path(found)
    raise BrowserError("browser_not_there", name=named) if named else BrowserError("browser_missing")


def command_line(program: Path, profile: Path, proxy: str | None = "") -> list[str]:
    """What starts it, without its sandbox never. `profile` is a folder that holds nothing yet.

    `proxy` is an address, as `http://proxy.example:3128`; `None` for none. One without a scheme, or an empty
    one, is what the browser finds out for itself.
    """
    found = urlsplit(proxy if proxy and "://" in proxy else f"//{proxy or ''}")
    # Whatever a page or the browser itself wants to reach: no name but X's, and the proxy's, leads anywhere.
    known = [host for domain in X_DOMAINS for host in (domain, f"*.{domain}")]
    known += filter(None, [found.hostname])
    rules = ",".join(["MAP * ~NOTFOUND", *(f"EXCLUDE {host}" for host in known)])
    own = f"--host-resolver-rules={rules}", f"--user-data-dir={profile}", "about:blank"
    chosen = []
    if proxy is None:
        chosen = ["--no-proxy-server"]
    elif found.scheme:  # without a login: all can read this line
        scheme = found.scheme.replace("socks5h", "socks5")
        chosen = [f"--proxy-server={scheme}://{found.netloc.rpartition('@')[2]}"]
    return [str(program), *_SWITCHES, *chosen, *own]


def environment(profile: Path) -> dict[str, str]:
    """Ours, but for what would add switches; and what it lays aside goes with its profile."""
    ours = {name: value for name, value in os.environ.items() if name not in _FLAG_VARIABLES}
    return {**ours, "TMPDIR": str(profile)}


def is_sandboxed(status: bytes, ours: bytes) -> bool:
    """Whether a process that draws pages is kept from this computer, as its status in /proc says beside ours.

    Its switches would not tell: start scripts, files and variables of many names may add some.
    """
    filters, names = _in_status(status, b"Seccomp"), _in_status(status, b"NSpid")
    # What it may ask of the kernel is filtered (mode 2), and it sees no other process: it is numbered anew.
    return filters == [b"2"] and len(names) > len(_in_status(ours, b"NSpid"))


def _in_status(status: bytes, name: bytes) -> list[bytes]:
    lines = (line.partition(b":") for line in status.splitlines())
    return next((said.split() for found, _, said in lines if found == name), [])
