"""A place for a real browser: a network of its own, with X on this machine, as a user without rights.

Nothing that the browser asks leaves the machine, and its certificate checks, its sandbox and its switches are
those that everybody has. Linux; as root it becomes another user, as any other user it needs user namespaces.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.browser import worlds
from trayapp.browser.program import KNOWN

_NOBODY = 65534

# The mounts and the network are gone with the last process inside.
_PREPARE = """
set -e
folder=$1 user=$2
shift 2
mount --bind "$folder/resolv.conf" /etc/resolv.conf
mount --bind "$folder/hosts" /etc/hosts
ip link add outside type veth peer name far  # with the loopback alone browsers call themselves offline
ip address add 192.88.99.1/24 dev outside
ip link set outside up
ip link set far up
ip link set lo up
echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start
if [ "$user" = root ]; then
    # Whatever the folders on the way to this Python allow.
    exec setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+dac_read_search \\
        --ambient-caps=+dac_read_search -- "$@"
fi
# Without a group of its own the browser finds no sandbox that it could use.
exec unshare --user --map-user="$user" --map-group="$user" -- "$@"
"""


def why_not() -> str:
    """Why no browser can be driven here, in a sentence; empty where one can."""
    if sys.platform != "linux":
        return "browsers are driven on Linux alone"
    for needed in ("certutil", "unshare", "setpriv", "mount", "ip"):
        if shutil.which(needed) is None:
            return f"no {needed} is installed, with which a browser is given a network of its own"
    if not any(map(shutil.which, KNOWN)):
        return "no browser of Chromium's family is installed"
    tried = subprocess.run(_unshared("true"), capture_output=True, text=True, check=False)
    return "" if tried.returncode == 0 else f"no namespaces are to be had: {tried.stderr.strip()}"


def _unshared(*command: str) -> list[str]:
    as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
    return ["unshare", *as_root, "--net", "--mount", "--", *command]


def make(folder: Path) -> None:
    """All that stands in the folder: certificates, a home whose browsers trust them, names."""
    worlds.write_certificates(folder)
    store = f"sql:{folder / 'home' / '.pki' / 'nssdb'}"
    (folder / "home" / ".pki" / "nssdb").mkdir(parents=True)
    (folder / "tmp").mkdir()
    (folder / "hosts").write_text("127.0.0.1 localhost\n")
    (folder / "resolv.conf").write_text("nameserver 127.0.0.1\n")
    for arguments in (
        ("-N", "--empty-password"),
        ("-A", "-t", "C,,", "-n", "test", "-i", str(folder / "ca.pem")),
    ):
        subprocess.run(["certutil", "-d", store, *arguments], check=True, capture_output=True)
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, _NOBODY, _NOBODY)
        for above in folder.parents:
            if above.stat().st_mode & 0o005 != 0o005:  # pytest's folders are their owner's alone
                above.chmod(above.stat().st_mode | 0o055)


def run(folder: Path, *command: str, timeout_s: float = 110) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments in there."""
    user = "root" if os.geteuid() == 0 else str(os.geteuid())
    environment = {
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SSL_CERT_FILE": str(folder / "ca.pem"),
        "XDG_STATE_HOME": str(folder / "home" / "state"),
        "LANG": "C.UTF-8",
    }
    inside = ["sh", "-c", _PREPARE, "sh", str(folder), user, sys.executable, "-P", *command]
    return subprocess.run(
        _unshared(*inside),
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=timeout_s,
        cwd="/",
    )
