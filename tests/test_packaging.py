"""The files around the package: locks, launcher, desktop entry, and how resources are found."""

import configparser
import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PySide6.QtGui import QImage

import trayapp
from hatch_desktop import ICON_SIZES_PX, releases, write_desktop
from trayapp import about, paths
from trayapp.paths import resource

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WITHOUT_QT = [r for r in PROJECT["project"]["dependencies"] if not r.startswith("PySide6")]
LOCKS = ("run", "watch", "notify", "build", "dev")
DESKTOP_ENTRY = f"{about.APP_ID}.desktop"
METAINFO = f"{about.APP_ID}.metainfo.xml"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

posix_shell = pytest.mark.skipif(sys.platform == "win32", reason="./run needs a POSIX shell")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="libraries are looked up on Linux only")


def _lock_text(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def _locked(name: str) -> list[Requirement]:
    lines = _lock_text(name).replace("\\\n", " ").splitlines()
    return [Requirement(line.partition(" --hash=")[0].strip()) for line in lines]


def _environment(python: str) -> dict[str, str]:
    """The one a marker is read in; platforms are the resolver's care, the Python version is ours."""
    return {"python_version": python, "python_full_version": f"{python}.4"}


@pytest.mark.parametrize("name", LOCKS)
def test_lock_pins_exactly_and_hashes_everything(name: str) -> None:
    for line in _lock_text(name).replace("\\\n", " ").splitlines():
        assert re.match(r"[a-z0-9._-]+==\S+ ", line), line
        assert " --hash=sha256:" in line, line


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_no_address_and_no_path(name: str) -> None:
    assert [
        line for line in _lock_text(name).splitlines() if re.search(r"//|index|find-links|#|@", line)
    ] == []


@pytest.mark.parametrize("name", ["run", "watch", "notify", "build"])
def test_locks_agree(name: str) -> None:
    """What is tested is what people get."""
    developed = {str(r.specifier) + r.name for r in _locked("dev")}

    assert {str(r.specifier) + r.name for r in _locked(name)} <= developed


def test_servers_are_spared_qt_and_nothing_else() -> None:
    run, watch = ({str(r.name): str(r) for r in _locked(name)} for name in ("run", "watch"))

    assert run.keys() - watch.keys() == {"pyside6-essentials", "shiboken6"}
    assert watch.keys() - run.keys() == {"prometheus-client"}
    assert {name: watch[name] for name in run.keys() & watch.keys()}.items() <= run.items()


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize(
    ("name", "declared"),
    [
        ("run", PROJECT["project"]["dependencies"]),
        ("watch", WITHOUT_QT + PROJECT["project"]["optional-dependencies"]["metrics"]),
        ("notify", PROJECT["project"]["optional-dependencies"]["notify"]),
        ("build", PROJECT["dependency-groups"]["build"] + PROJECT["build-system"]["requires"]),
        ("dev", [r for r in PROJECT["dependency-groups"]["dev"] if isinstance(r, str)]),
    ],
)
def test_lock_satisfies_what_is_declared(name: str, declared: list[str], python: str) -> None:
    environment = _environment(python)
    locked = {
        canonicalize_name(r.name): str(r.specifier).removeprefix("==")
        for r in _locked(name)
        if r.marker is None or r.marker.evaluate(environment)
    }
    for wanted in map(Requirement, declared):
        if wanted.marker is None or wanted.marker.evaluate(environment):
            version = locked.get(canonicalize_name(wanted.name))
            assert version is not None, f"{wanted} is not in requirements/{name}.txt"
            assert wanted.specifier.contains(version), f"{wanted}, but {version} in requirements/{name}.txt"


def test_installed_version_is_the_packages() -> None:
    assert metadata.version("trayapp") == trayapp.__version__


def test_resources_are_found() -> None:
    assert resource(DESKTOP_ENTRY).is_file()
    assert resource().is_dir()
    assert resource("icons", "up.svg") == resource() / "icons" / "up.svg"


def test_resources_inside_the_package_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the wheel, where nothing lies beside the package but other people's packages."""
    (tmp_path / "trayapp" / "resources").mkdir(parents=True)
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr(paths, "_PACKAGE", tmp_path / "trayapp")

    assert resource("x") == tmp_path / "trayapp" / "resources" / "x"


def test_desktop_entry_starts_the_console_script() -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # keys keep their case
    parser.read_string(resource(DESKTOP_ENTRY).read_text(encoding="utf-8"))
    entry = parser["Desktop Entry"]

    assert entry["TryExec"] == entry["Exec"]  # an entry that was left behind is not shown
    assert entry["Exec"] in PROJECT["project"]["scripts"]
    assert entry["Icon"] == about.APP_ID
    assert resource("icons", f"{entry['Icon']}.svg").is_file()
    assert {"Comment[de]", "GenericName[de]"} <= set(entry)


@pytest.mark.parametrize(("name", "px"), [(about.APP_ID, 64), (f"{about.APP_ID}-symbolic", 16)])
def test_icon_is_square_and_needs_nothing_from_elsewhere(name: str, px: int) -> None:
    """As icon themes want it: they take scripts, links and texts in a font for what they are."""
    drawing = ET.parse(resource("icons", f"{name}.svg")).getroot()

    assert drawing.get("viewBox") == f"0 0 {px} {px}"
    assert {element.tag.rpartition("}")[2] for element in drawing.iter()} <= {"svg", "title", "rect"}
    assert not [name for element in drawing.iter() for name in element.attrib if "href" in name]


def test_metainfo_is_about_the_same_program() -> None:
    component = ET.parse(resource(METAINFO)).getroot()

    assert component.findtext("id") == about.APP_ID
    assert component.findtext("launchable") == DESKTOP_ENTRY
    assert component.findtext("icon") == about.APP_ID
    assert component.findtext("url") == about.HOMEPAGE
    assert component.findtext("project_license") == PROJECT["project"]["license"]


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("share")
    write_desktop(folder)
    return folder


@on_linux
@pytest.mark.parametrize(
    "command",
    [
        ["desktop-file-validate", f"applications/{DESKTOP_ENTRY}"],
        ["appstreamcli", "validate", "--no-net", f"metainfo/{METAINFO}"],
    ],
    ids=lambda command: command[0],
)
def test_validators_find_no_fault(command: list[str], share: Path) -> None:
    done = subprocess.run(command, cwd=share, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_software_centres_know_each_release_in_both_languages(share: Path) -> None:
    component = ET.parse(share / "metainfo" / METAINFO).getroot()
    known = [release.get("version") for release in component.iter("release")]

    assert known == list(dict.fromkeys([trayapp.__version__, *releases()]))
    for words in ("summary", "description/p", "description/ul/li", "screenshots/screenshot/caption"):
        count = len(component.findall(words))
        assert [element.get(LANG) for element in component.findall(words)] == [None, "de"] * (count // 2)
    for image in component.iter("image"):
        assert image.text is not None
        assert resource("screenshots", image.text.rpartition("/")[2]).is_file()


def test_the_icon_is_there_in_every_size_as_it_is_drawn(share: Path) -> None:
    for px in ICON_SIZES_PX:
        picture = QImage(str(share / f"icons/hicolor/{px}x{px}/apps/{about.APP_ID}.png"))
        assert (picture.width(), picture.height()) == (px, px)
        assert picture.pixelColor(0, 0).alpha() == 0  # the corners are round
        at = [picture.pixelColor(round(px * part), px // 2 + px // 8).name() for part in (0.28, 0.5, 0.72)]
        assert at == ["#3cc463", "#ffb81c", "#3cc463"]


def test_the_same_sources_give_the_same_files(share: Path, tmp_path: Path) -> None:
    write_desktop(tmp_path)

    files = [path.relative_to(share) for path in share.rglob("*") if path.is_file()]
    assert len(files) == len([path for path in tmp_path.rglob("*") if path.is_file()])
    assert [name for name in files if (share / name).read_bytes() != (tmp_path / name).read_bytes()] == []


def test_packages_take_along_the_modules_of_qt_that_are_imported() -> None:
    named = runpy.run_path(str(ROOT / "packaging" / "qt_parts.py"))["MODULES"]
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "trayapp" / "ui").rglob("*.py")]

    assert set(named) == {name for text in sources for name in re.findall(r"PySide6\.(Qt\w+)", text)}


@posix_shell
@pytest.mark.parametrize("path", sorted((ROOT / "packaging").iterdir()), ids=lambda path: path.name)
def test_commands_that_make_packages_can_be_started(path: Path) -> None:
    if path.read_text(encoding="utf-8").startswith("#!"):
        assert os.access(path, os.X_OK)
        subprocess.run(["sh", "-n", path], check=True)


def _start(
    checkout: Path, *, path: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """`./run` with a PATH of ours; PYTHON and the like come from `environment` alone."""
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHON"}
    return subprocess.run(
        [checkout / "run", "--version"],
        env=inherited | environment | ({"PATH": path} if path else {}),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def _command(folder: Path, name: str, script: str) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return file


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A fresh one, as far as `./run` looks at it, in a folder whose name has a space."""
    folder = tmp_path / "a checkout"
    folder.mkdir()
    for name in (
        "run",
        "pyproject.toml",
        "hatch_build.py",
        "requirements",
        "resources/translations",
        "trayapp/__init__.py",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, folder / name)
    return folder


@posix_shell
@pytest.mark.parametrize("name", ["run", ".ci/run", "requirements/refresh"])
def test_scripts_can_be_started(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)
    subprocess.run(["sh" if name != ".ci/run" else "bash", "-n", ROOT / name], check=True)


def test_readme_begins_with_the_two_commands() -> None:
    block = re.search(r"```\w*\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)

    assert block is not None
    assert block[1].split("\n") == ["./run", "./run test", ""]


@posix_shell
def test_run_wants_a_new_enough_python(checkout: Path, tmp_path: Path) -> None:
    old = _command(tmp_path / "bin", "oldpython", "case $2 in *exit*) exit 1 ;; *) echo 3.9.2 ;; esac")

    done = _start(checkout, PYTHON=str(old))

    assert done.returncode == 69
    assert done.stderr.count("\n") == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert "is 3.9.2" in done.stderr
    assert not (checkout / ".venv").exists()


@posix_shell
def test_run_says_when_there_is_no_python(checkout: Path) -> None:
    done = _start(checkout, PYTHON="no-such-python")

    assert done.returncode == 69
    assert done.stderr.count("\n") == 1
    assert "there is no no-such-python here" in done.stderr


@posix_shell
@on_linux
def test_run_names_missing_packages_to_a_plain_user(checkout: Path, tmp_path: Path) -> None:
    """In one sentence, on stderr, and before anything is made."""
    fakes = tmp_path / "bin"
    _command(fakes, "ldconfig", "echo '0 libs found in cache'")
    _command(fakes, "id", "echo 1000")
    _command(fakes, "apt-get", "echo called >&2")

    done = _start(checkout, path=f"{fakes}:{os.environ['PATH']}", PYTHON=sys.executable)

    assert done.returncode == 69
    assert done.stdout == ""
    assert "this system lacks libglib-2.0.so.0 " in done.stderr
    assert "xcb-util-wm" in done.stderr or "libxcb-icccm4" in done.stderr
    assert "called" not in done.stderr
    assert not (checkout / ".venv").exists()


@pytest.fixture
def ready_checkout(checkout: Path, tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """One whose environment is finished, and a PATH on which the system lacks nothing."""
    fakes = tmp_path / "bin"
    names = re.findall(r"lib[\w.+-]+\.so\.\d+", (checkout / "run").read_text(encoding="utf-8"))
    listing = "\n".join(f"{name} (libc6,{abi}) => x" for name in names for abi in ("x86-64", "AArch64"))
    _command(fakes, "ldconfig", f"cat <<'END'\n{listing}\nEND")
    bin_ = checkout / ".venv" / "bin"
    bin_.mkdir(parents=True)
    (bin_ / "python").symlink_to(sys.executable)
    _command(bin_, "trayapp", 'echo "$PWD: $*"; exit 3')
    real = os.path.realpath(sys.executable)
    (checkout / ".venv" / "made-for").write_text(f"{checkout.resolve()}\npython3\n{real}\n", encoding="utf-8")
    stamp = [
        (checkout / name).read_text(encoding="utf-8")
        for name in (
            "pyproject.toml",
            "hatch_build.py",
            "trayapp/__init__.py",
            "requirements/build.txt",
            "requirements/run.txt",
        )
    ]
    (checkout / ".venv" / "set-up-run").write_text("".join(stamp), encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if key != "PYTHON"}
    return checkout, environment | {"PATH": f"{fakes}:{os.environ['PATH']}"}


@posix_shell
@on_linux
def test_run_passes_arguments_and_exit_status_and_the_folder_on(
    ready_checkout: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    """A finished environment is used as it is: no pip, no apt, nothing said."""
    checkout, environment = ready_checkout

    done = subprocess.run(
        [checkout / "run", "check", "--json", "a b"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 3, done.stderr
    assert done.stdout == f"{tmp_path}: check --json a b\n"
    assert done.stderr == ""


@posix_shell
@on_linux
@pytest.mark.parametrize("is_there", [False, True], ids=["missing", "older than its words"])
def test_run_compiles_what_was_translated(
    ready_checkout: tuple[Path, dict[str, str]], *, is_there: bool
) -> None:
    checkout, environment = ready_checkout
    catalogue = checkout / "resources" / "translations" / "de.mo"
    right = catalogue.read_bytes()
    catalogue.write_bytes(b"as it was")
    os.utime(catalogue, (0, 0))
    if not is_there:
        catalogue.unlink()
    libraries = os.pathsep.join(sys.path)  # the environment is none of its own

    for said in ("trayapp: compiling translations …\n", ""):
        done = subprocess.run(
            [checkout / "run"],
            env=environment | {"PYTHONPATH": libraries},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 3, done.stderr
        assert done.stderr == said

    assert catalogue.read_bytes() == right
