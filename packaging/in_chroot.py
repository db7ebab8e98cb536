"""Makes the Debian package inside the chroot of its release; `packaging/deb` calls it there.

    python3 in_chroot.py WHEEL WHEELS OUT     # our wheel; the folder of those that the lock names; where to

What the release has in a wanted version is depended on. The rest is unpacked into /usr/lib/trayapp from
WHEELS, which were downloaded with the hashes of the lock checked.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from email.parser import HeaderParser
from email.utils import format_datetime
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name, parse_wheel_filename
from qt_parts import MODULES, parts

LIBRARY = "usr/lib/trayapp"
MAINTAINER = "trayapp contributors <trayapp@users.noreply.github.com>"
OTHER_NAMES = {
    "jaraco-classes": ["python3-jaraco.classes"],
    "jaraco-context": ["python3-jaraco.context"],
    "jaraco-functools": ["python3-jaraco.functools"],
    "pyside6-essentials": [f"python3-pyside6.{module.lower()}" for module in MODULES],
}
"""Where Debian's name is not python3-NAME."""

RECOMMENDED = ["chromium | google-chrome-stable", "gnome-keyring | kwalletmanager | keepassxc"]
OF_DEBIANS_QT = ["qt6-wayland", "qt6-svg-plugins"]  # which PySide6's wheel has inside

COMMAND = """#!/usr/bin/python3 -I
import sys

sys.path.insert(0, "/usr/lib/trayapp")
from trayapp.__main__ import main

sys.exit(main())
"""
POSTINST = '#!/bin/sh\nset -e\nif [ "$1" = configure ]; then py3compile -p trayapp /usr/lib/trayapp; fi\n'
PRERM = "#!/bin/sh\nset -e\npy3clean -p trayapp\n"

OVERRIDES = """\
# Debian 12 has no PySide6, and Qt 6.4 at most: its parts come from PySide6's own wheel, with the ICU that
# they were linked to, find each other by $ORIGIN, and are nobody's but trayapp's.
trayapp: embedded-library
trayapp: custom-library-search-path
trayapp: library-not-linked-against-libc
trayapp: shared-library-is-executable
trayapp: unstripped-binary-or-object
trayapp: binary-from-other-architecture
# Data of ICU, which is a library without code.
trayapp: shared-library-lacks-prerequisites
# Never uploaded: whoever wants it builds it.
trayapp: initial-upload-closes-no-bugs
"""


def candidate(name: str) -> str | None:
    """The version of a package that this release has, without Debian's own part; `None` if there is none."""
    said = subprocess.run(["apt-cache", "policy", name], capture_output=True, text=True, check=True).stdout
    found = re.search(r"Candidate: (?:\d+:)?(\d[\d.]*)", said)
    return found[1] if found else None


class Wheels:
    """Those that were downloaded, by their canonical names."""

    def __init__(self, folder: Path) -> None:
        self._files = {parse_wheel_filename(file.name)[0]: file for file in folder.glob("*.whl")}

    def __getitem__(self, name: str) -> Path:
        return self._files[canonicalize_name(name)]

    def metadata(self, wheel: Path) -> Message:
        with zipfile.ZipFile(wheel) as packed:
            (file,) = (n for n in packed.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", n))
            return HeaderParser().parsestr(packed.read(file).decode())


def resolve(own: Path, wheels: Wheels) -> tuple[list[str], list[Path]]:
    """Debian's packages to depend on, and the wheels for all else.

    What one wants may rule out Debian's version after another was content with it: it begins anew until
    nothing changes.
    """
    wanted: dict[str, SpecifierSet] = {}
    while True:
        before = dict(wanted)
        depends: set[str] = set()
        bundled: dict[str, Path] = {}
        waiting = [own]
        while waiting:
            for line in wheels.metadata(waiting.pop()).get_all("Requires-Dist") or ():
                requirement = Requirement(line)
                if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
                    continue
                name = canonicalize_name(requirement.name)
                wanted[name] = wanted.get(name, SpecifierSet()) & requirement.specifier
                packages = OTHER_NAMES.get(name, [f"python3-{name}"])
                versions = [candidate(package) for package in packages]
                if all(version is not None and version in wanted[name] for version in versions):
                    least = [s.version for s in wanted[name] if s.operator in (">=", "~=", "==")]
                    depends |= {f"{package} (>= {least[0]})" if least else package for package in packages}
                elif name not in bundled:
                    bundled[name] = wheels[name]
                    waiting.append(wheels[name])
        if wanted == before:
            return sorted(depends), [bundled[name] for name in sorted(bundled)]


def unpack(wheel: Path, into: Path) -> None:
    """A wheel as pip unpacks it, into one folder; what it has for elsewhere stays below its `.data`."""
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(into)
    for file in into.rglob("*.so*"):
        file.chmod(0o644)


def lay_out(root: Path, own: Path, bundled: list[Path]) -> None:
    """Everything but what dpkg wants to know, in its place below `root`."""
    library = root / LIBRARY
    for wheel in [*bundled, own]:
        unpack(wheel, library)
    if (library / "PySide6").exists():
        kept = parts(library / "PySide6")
        for file in (library / "PySide6").rglob("*"):
            if file.is_file() and file not in kept:
                file.unlink()
        for file in [*(library / "shiboken6").rglob("*.pyi"), *library.rglob("RECORD")]:
            file.unlink()
        for folder in sorted((library / "PySide6").rglob("*"), reverse=True):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
    (data,) = library.glob("trayapp-*.data")
    shutil.copytree(data / "data" / "share", root / "usr/share")
    shutil.rmtree(data)
    for tool in ("translations/refresh", "container/build"):  # of a checkout
        (library / "trayapp/resources" / tool).unlink()
    for unneeded in [*library.glob("*.data"), *library.rglob("tests"), library / "bin"]:
        shutil.rmtree(unneeded, ignore_errors=True)
    (root / "usr/share/systemd").rename(root / "usr/lib/systemd")
    for unit in (root / "usr/lib/systemd/user").glob("*.service"):
        unit.write_text(unit.read_text().replace("ExecStart=trayapp", "ExecStart=/usr/bin/trayapp"))
    (root / "usr/share/zsh/site-functions").rename(root / "usr/share/zsh/vendor-completions")
    for page in (root / "usr/share/man").rglob("*.1"):
        _gzip(page)
    command = root / "usr/bin/trayapp"
    command.parent.mkdir()
    command.write_text(COMMAND)
    command.chmod(0o755)


def _gzip(path: Path) -> None:
    path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    path.unlink()


def libraries(root: Path, work: Path) -> list[str]:
    """What the bundled libraries need of the system, by dpkg-shlibdeps. GTK's theme is used where it is."""
    objects = [
        file for file in (root / LIBRARY).rglob("*.so*") if file.is_file() and file.name != "libqgtk3.so"
    ]
    if not objects:
        return []
    (work / "debian").mkdir(exist_ok=True)
    (work / "debian" / "control").write_text("Source: trayapp\n\nPackage: trayapp\nArchitecture: any\n")
    own = {str(file.parent) for file in objects}
    said = subprocess.run(
        [
            "dpkg-shlibdeps",
            "-O",
            "--ignore-missing-info",
            *(f"-l{folder}" for folder in sorted(own)),
            *objects,
        ],
        cwd=work,
        capture_output=True,
        text=True,
        check=False,
    )
    if said.returncode:
        sys.exit(said.stderr)
    return said.stdout.strip().removeprefix("shlibs:Depends=").split(", ")


def copyright_of(wheels: Wheels, bundled: list[Path], library: Path) -> Iterator[str]:
    yield "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
    yield "Upstream-Name: trayapp\nSource: https://trayapp.github.io/\n"
    yield "\nFiles: *\nCopyright: 2026 trayapp contributors\nLicense: Expat\n"
    for wheel in bundled:
        told = wheels.metadata(wheel)
        name = told["Name"]
        licence = (
            told["License-Expression"]
            or told["License"]
            or next(
                (c.split(" :: ")[-1] for c in told.get_all("Classifier") or () if c.startswith("License ::")),
                "see",
            )
        )
        stem = "-".join(wheel.name.split("-")[:2])
        texts = sorted(
            path.relative_to(library).as_posix()
            for path in (library / f"{stem}.dist-info").rglob("*")
            if re.match(r"(?i)(licen[cs]e|copying|notice)", path.name) and path.is_file()
        )
        where = (
            "".join(f"\n /usr/lib/trayapp/{text}" for text in texts) or "\n /usr/share/common-licenses/LGPL-3"
        )
        author = told["Author"] or told["Author-email"] or told["Maintainer"] or f"the authors of {name}"
        files = f"usr/lib/trayapp/{stem.split('-')[0].lower()}*"
        yield f"\nFiles: {files}\nComment: {name} {told['Version']}\nCopyright: {author}\n"
        yield f"License: {licence.splitlines()[0]}-of-{name}\n {licence.splitlines()[0]}. The text:{where}\n"
    expat = (library / "trayapp/resources/licences/MIT.txt").read_text().strip().splitlines()[2:]
    yield "\nLicense: Expat\n" + "".join(f" {line.strip() or '.'}\n" for line in expat)


def main(own: Path, folder: Path, out: Path) -> None:
    wheels, release = Wheels(folder), Path("/etc/debian_version").read_text().split(".")[0].strip()
    when = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
    upstream = re.sub(r"\.?(dev|a|b|rc)(\d+)$", r"~\1\2", str(parse_wheel_filename(own.name)[1]))
    version = f"{upstream}-1~deb{release}"
    depends, bundled = resolve(own, wheels)
    work = out / "work"
    shutil.rmtree(work, ignore_errors=True)
    root = work / "root"
    root.mkdir(parents=True)
    lay_out(root, own, bundled)
    needed = libraries(root, work)
    # Of libraries that only plugins open, nobody but Qt knows.
    needed += [] if not needed else ["libxcb-cursor0"] if not any("xcb-cursor" in n for n in needed) else []
    architecture = "all"
    if needed:
        told = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
        architecture = told.stdout.strip()

    doc = root / "usr/share/doc/trayapp"
    doc.mkdir(parents=True)
    (doc / "copyright").write_text("".join(copyright_of(wheels, bundled, root / LIBRARY)))
    entry = f"trayapp ({version}) unstable; urgency=medium\n\n  * See the changelog of trayapp.\n\n"
    (doc / "changelog.Debian").write_text(f"{entry} -- {MAINTAINER}  {format_datetime(when)}\n")
    (doc / "changelog").write_bytes(Path(__file__).with_name("CHANGELOG.md").read_bytes())
    _gzip(doc / "changelog.Debian")
    _gzip(doc / "changelog")
    if needed:
        overrides = root / "usr/share/lintian/overrides/trayapp"
        overrides.parent.mkdir(parents=True)
        overrides.write_text(OVERRIDES)

    for path in [root, *root.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)
        elif path != root / "usr/bin/trayapp":
            path.chmod(0o644)
        os.utime(path, (when.timestamp(), when.timestamp()), follow_symlinks=False)
    files = sorted(path for path in root.rglob("*") if path.is_file())
    control = root / "DEBIAN"
    control.mkdir()
    size = sum((path.stat().st_size + 1023) // 1024 for path in files)
    least = "python3 (>= 3.11)"
    (control / "control").write_text(
        f"Package: trayapp\nVersion: {version}\nArchitecture: {architecture}\n"
        "Section: net\nPriority: optional\n"
        f"Maintainer: {MAINTAINER}\nInstalled-Size: {size}\nHomepage: https://trayapp.github.io/\n"
        f"Depends: {', '.join([least, 'ca-certificates', *depends, *needed])}\n"
        f"Recommends: {', '.join(RECOMMENDED + (OF_DEBIANS_QT if not needed else []))}\n"
        "Suggests: gnome-shell-extension-appindicator\n"
        "Description: tray icon that says whether X (x.com) is available\n"
        " It asks X's public hosts and a few others once a minute and says by shape and\n"
        " colour whether X is down, or has problems, or is blocked here, or whether it\n"
        " is the user's own connection. A window says since when, why, and how often.\n"
        " .\n It needs no account with X and reports to nobody.\n"
    )
    sums = (f"{hashlib.md5(p.read_bytes()).hexdigest()}  {p.relative_to(root)}\n" for p in files)  # noqa: S324
    (control / "md5sums").write_text("".join(sums))
    for name, script in (("postinst", POSTINST), ("prerm", PRERM)):
        (control / name).write_text(script)
        (control / name).chmod(0o755)
    built = out / f"trayapp_{version}_{architecture}.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", root, built], check=True)
    print(f"depended on: {', '.join(depends)}")
    print(f"bundled: {', '.join('-'.join(wheel.name.split('-')[:2]) for wheel in bundled)}")
    shutil.rmtree(work)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
