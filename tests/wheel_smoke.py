"""The wheel, as a user gets it: built, installed from the lock into a fresh environment, and started there.

Not part of the ordinary tests: `./run test` runs it last, by name. It finds what no test in the checkout can:
a dependency that only the development set brings, a file that never got into the wheel.
"""

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

import trayapp
from trayapp import about

pytestmark = pytest.mark.timeout(1200)  # on a slow line the download takes its time

ROOT = Path(__file__).resolve().parents[1]
QT = ("PySide6-Essentials", "shiboken6")
PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet")


def _run(*command: str | Path, cwd: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


def _must(*command: str | Path, cwd: Path, env: Mapping[str, str]) -> str:
    done = _run(*command, cwd=cwd, env=env)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


class Installed:
    """A fresh environment with the wheel in it, and a home folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.home.mkdir()
        scripts = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
        self.python = scripts / "python"
        self.trayapp = scripts / "trayapp"
        # Nothing of the checkout or of the desktop it is tried on.
        dropped = ("PYTHON", "XDG_", "QT_", "DISPLAY", "WAYLAND_", "VIRTUAL_ENV", "DBUS_", "COVERAGE")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
        self.env = kept | {"HOME": str(self.home), "USERPROFILE": str(self.home)}

    def run(self, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
        return _run(self.trayapp, *arguments, cwd=self.home, env=self.env | env)

    def python_says(self, code: str, **env: str) -> str:
        return _must(self.python, "-c", code, cwd=self.home, env=self.env | env)


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    build = ("-m", "hatchling", "build", "--target", "sdist", "--directory", str(folder))
    _must(sys.executable, *build, cwd=ROOT, env=os.environ)
    (built,) = folder.glob("*.tar.gz")
    return built


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from what is handed on, as distributions do, and from nothing that lies in the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(sdist))
    _must(sys.executable, *PIP, *build, cwd=folder, env=os.environ)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """With its extras, so that all of it can be loaded."""
    folder = tmp_path_factory.mktemp("fresh")
    _must(sys.executable, "-m", "venv", folder / "venv", cwd=folder, env=os.environ)
    fresh = Installed(folder)
    # pip's own cache makes this quick; its settings are the user's, so it keeps the user's home.
    files = [part for name in ("run", "watch") for part in ("-r", str(ROOT / "requirements" / f"{name}.txt"))]
    lock = ("--require-hashes", "--only-binary", ":all:", *files)
    install = (*PIP, "install", "--no-compile")
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | {"PIP_USER": "0"}
    _must(fresh.python, *install, *lock, cwd=folder, env=env)
    _must(fresh.python, *install, "--no-deps", str(wheel), cwd=folder, env=env)
    return fresh


def test_wheel_holds_the_package_and_all_resources(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    files = [path for path in (ROOT / "resources").rglob("*") if path.is_file() and path.suffix != ".pot"]
    sources = [p for p in (ROOT / "trayapp").rglob("*") if p.is_file() and "__pycache__" not in p.parts]

    assert "trayapp/py.typed" in names
    assert {f"trayapp/resources/{f.relative_to(ROOT / 'resources').as_posix()}" for f in files} <= names
    assert {f.relative_to(ROOT).as_posix() for f in sources} <= names
    assert {name.split("/")[0] for name in names} == {
        "trayapp",
        *(f"trayapp-{trayapp.__version__}.{part}" for part in ("dist-info", "data")),
    }
    assert any(name.endswith("/licenses/LICENSE") for name in names)


def test_catalogues_are_compiled_by_the_build_of_the_wheel(sdist: Path, wheel: Path) -> None:
    with tarfile.open(sdist) as packed:
        handed_on = {Path(name).name for name in packed.getnames()}
    held = {Path(name).name for name in zipfile.ZipFile(wheel).namelist()}
    written = {path.name for path in (ROOT / "resources" / "translations").glob("*.po")}

    assert written
    assert written <= handed_on
    assert not [name for name in handed_on if name.endswith((".mo", ".pot"))]
    assert {name.replace(".po", ".mo") for name in written} <= held


def test_the_lock_is_all_it_needs(installed: Installed) -> None:
    _must(installed.python, *PIP, "check", cwd=installed.home, env=installed.env)


def test_it_is_the_wheel_that_is_imported(installed: Installed) -> None:
    printed = json.loads(
        installed.python_says("import json, sys, trayapp; print(json.dumps([trayapp.__file__, sys.path]))")
    )

    assert "site-packages" in Path(printed[0]).parts
    assert str(ROOT) not in printed[1]


def test_every_module_can_be_imported(installed: Installed) -> None:
    code = """
import importlib, pkgutil, trayapp
def stop(name): raise
names = [m.name for m in pkgutil.walk_packages(trayapp.__path__, "trayapp.", stop)]
for name in names: importlib.import_module(name)
print(len(names))
"""
    count = int(installed.python_says(code, QT_QPA_PLATFORM="offscreen"))

    assert count >= len(list((ROOT / "trayapp").rglob("*.py"))) - 1


def test_resources_are_found(installed: Installed) -> None:
    code = f"from trayapp.paths import resource; print(resource('{about.APP_ID}.desktop').read_text('utf-8'))"

    assert "[Desktop Entry]" in installed.python_says(code)


@pytest.mark.parametrize(
    "path",
    [
        "man/man1/trayapp.1",
        "man/de/man1/trayapp.1",
        "bash-completion/completions/trayapp",
        "zsh/site-functions/_trayapp",
        "fish/vendor_completions.d/trayapp.fish",
    ],
)
def test_shells_and_man_find_their_files(installed: Installed, path: str) -> None:
    assert "accounts" in (installed.python.parents[1] / "share" / path).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path",
    [
        f"applications/{about.APP_ID}.desktop",
        f"metainfo/{about.APP_ID}.metainfo.xml",
        f"icons/hicolor/16x16/apps/{about.APP_ID}.png",
        f"icons/hicolor/symbolic/apps/{about.APP_ID}-symbolic.svg",
        "systemd/user/trayapp-watch.service",
    ],
)
def test_desktops_and_systemd_find_their_files(installed: Installed, path: str) -> None:
    assert (installed.python.parents[1] / "share" / path).stat().st_size > 0


@pytest.mark.skipif(sys.platform != "linux", reason="other desktops have no such entries")
def test_a_menu_gets_its_entry_from_the_installed_command(installed: Installed) -> None:
    entry = installed.home / ".local/share/applications" / f"{about.APP_ID}.desktop"

    assert installed.run("desktop", "install").returncode == 0
    assert f"\nExec={installed.trayapp}\n" in entry.read_text(encoding="utf-8")
    assert installed.run("desktop", "remove").returncode == 0
    assert not entry.exists()


def test_version(installed: Installed) -> None:
    done = installed.run("--version")

    assert done.returncode == 0, done.stderr
    assert trayapp.__version__ in done.stdout


def test_help_of_check(installed: Installed) -> None:
    done = installed.run("check", "--help")

    assert done.returncode == 0, done.stderr
    assert "--json" in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_without_a_display_it_says_one_sentence(installed: Installed) -> None:
    """Qt alone would abort with a core dump and a misleading remark on a library."""
    done = installed.run()

    assert done.returncode not in (0, -6), done.stderr
    said = (done.stdout + done.stderr).strip().splitlines()
    assert len(said) == 1, said
    assert "trayapp check" in said[0]


def test_a_server_needs_no_qt(installed: Installed) -> None:
    """The last of these tests: Qt is taken away from the others. All else is in its lock, as a test says."""
    _must(installed.python, *PIP, "uninstall", "-y", *QT, cwd=installed.home, env=installed.env)

    with_a_screen = """
import sys, trayapp.cli, trayapp.ui.app
trayapp.ui.app.require_display = lambda: None
sys.exit(trayapp.cli.main([]))
"""
    tray = _run(installed.python, "-c", with_a_screen, cwd=installed.home, env=installed.env)
    help_ = installed.run("watch", "--help")
    status = installed.run("status", "--format", "prometheus")

    assert tray.stderr == (
        "trayapp: The tray needs Qt, which is not installed here: pip install PySide6-Essentials. "
        "To watch without it, use: trayapp watch\n"
    )
    assert "--metrics" in help_.stdout, help_.stderr
    assert 'trayapp_verdict{verdict="unknown"} 1.0' in status.stdout, status.stderr
