"""Who may import whom: each room says so in the docstring of its `__init__.py`, and holds to it.

Rooms are the package's folders, found by walking. The modules beside them at the top are the ground on which
all may stand, but for the program's entry.
"""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import trayapp

PACKAGE = Path(trayapp.__file__).parent
ENTRY = "trayapp.__main__"

HTTP = {"httpx", "h11"}
HTTP_MODULES = ("trayapp.net.exchange", "trayapp.net.http1", "trayapp.net.transport")
QT = {"PySide6", "shiboken6"}


def _modules() -> dict[str, Path]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = _modules()
QT_FREE = [name for name in MODULES if not name.startswith("trayapp.ui")]
ROOMS = {
    name.removeprefix("trayapp."): path
    for name, path in MODULES.items()
    if path.name == "__init__.py" and name != "trayapp"
}


def _room(name: str) -> str:
    """The folder in which a module stands, or a name of it."""
    parts = name.split(".")[1:]
    inside = (".".join(parts[:n]) for n in range(len(parts), 0, -1))
    return next((room for room in inside if room in ROOMS), "the ground")


@cache
def may_import(room: str) -> set[str]:
    """What the room's own words allow."""
    doc = ast.get_docstring(ast.parse(ROOMS[room].read_text())) or ""
    said = re.search(r"^May import: (.+?)\.$", doc, re.MULTILINE | re.DOTALL)
    assert said is not None, f"trayapp/{room}: its docstring says what lives there, then 'May import: …'"
    return set(said[1].replace("\n", " ").split(", ")) - {"nothing but the ground"}


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def _named(module: str, node: ast.AST) -> list[str]:
    """Full names of what such a statement imports; nothing for any other."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    package = module.split(".") if MODULES[module].name == "__init__.py" else module.split(".")[:-1]
    above = package[: len(package) - node.level + 1] if node.level else []
    source = ".".join([*above, *([node.module] if node.module else [])])
    return [f"{source}.{alias.name}" for alias in node.names]


@cache
def _imports(module: str) -> list[tuple[str, int]]:
    """Full names of what a module imports, wherever in it, and the line; types only counts as well."""
    nodes = (node for node in ast.walk(_tree(module)) if isinstance(node, ast.Import | ast.ImportFrom))
    return [(name, node.lineno) for node in nodes for name in _named(module, node)]


def _at_load(node: ast.AST) -> Iterator[ast.AST]:
    """The statements below it that run while the module loads, or may."""
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(part, ast.If) and ast.unparse(part.test) == "TYPE_CHECKING":
            continue
        yield part
        yield from _at_load(part)


def _loads(module: str) -> set[str]:
    """The modules of the package that loading this one loads; the packages around it are there before."""
    found = set()
    for name in (name for node in _at_load(_tree(module)) for name in _named(module, node)):
        target = name if name in MODULES else name.rpartition(".")[0]
        around = (target[:at] for at, letter in enumerate(target) if letter == ".")
        found |= {target} | {package for package in around if not f"{module}.".startswith(f"{package}.")}
    return found & MODULES.keys()


def _loaded_after(imports: list[str]) -> list[str]:
    """What a fresh interpreter has loaded after these imports."""
    code = """
import importlib, json, sys
before = set(sys.modules)
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps(sorted(set(sys.modules) - before)))
"""
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, *imports], capture_output=True, text=True, check=False, cwd="/"
    )
    assert done.returncode == 0, done.stderr
    loaded: list[str] = json.loads(done.stdout)
    return loaded


def test_the_walk_finds_the_package() -> None:
    assert {"trayapp", "trayapp.paths", "trayapp.domain"} <= MODULES.keys()


def test_everything_outside_ui_loads_without_qt() -> None:
    loaded = _loaded_after(QT_FREE)

    assert [name for name in loaded if name.split(".")[0] in QT] == []


@pytest.mark.parametrize(
    ("used", "unused"),
    [
        ("trayapp.watch.live_session", ("trayapp.browser",)),
        ("trayapp.ui.tray_app", ("trayapp.ui.settings_dialog", "trayapp.ui.help", "tomlkit", "tomllib")),
        ("trayapp.ui.tray_app", ("trayapp.domain.records", "trayapp.domain.tracker")),  # the icon waits
        (
            "trayapp.watch.live_session",
            ("click", "pygments", "rich", "apprise", "prometheus_client", "trayapp.browser"),
        ),
        ("trayapp.ui.settings_dialog.dialog", ("tomlkit", "keyring", "httpx", "trayapp.watch.assembly")),
    ],
)
def test_what_is_not_in_use_is_not_loaded(used: str, unused: tuple[str, ...]) -> None:
    assert [name for name in _loaded_after([used]) if name.startswith(unused)] == []


def test_any_module_can_be_loaded_first() -> None:
    """Whoever is loaded loads what it needs, and nobody waits for somebody who waits for it."""
    assert set(TopologicalSorter({module: _loads(module) for module in MODULES}).static_order()) == set(
        MODULES
    )


def test_domain_needs_nothing_but_the_standard_library() -> None:
    loaded = _loaded_after([name for name in MODULES if name.startswith("trayapp.domain")])

    stdlib = sys.stdlib_module_names
    assert [name for name in loaded if name.split(".")[0] not in stdlib | {"trayapp"}] == []
    assert {_room(name) for name in loaded if name.startswith("trayapp.")} == {"domain"}


@cache
def _imported(module: str) -> list[tuple[str, str]]:
    """The other rooms from which a module imports, and where it does so."""
    names = [found for found in _imports(module) if found[0].startswith("trayapp.")]
    here = _room(module)
    return [(room, f"line {line}: {name}") for name, line in names if (room := _room(name)) != here]


@pytest.mark.parametrize("module", [name for name in MODULES if name != ENTRY])
def test_a_module_imports_what_its_room_allows(module: str) -> None:
    room = _room(module)
    allowed = may_import(room) | {"the ground"} if room in ROOMS else set()
    assert [where for imported, where in _imported(module) if imported not in allowed] == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_names_no_other_that_it_does_not_use(room: str) -> None:
    used = {imported for module in MODULES if _room(module) == room for imported, _ in _imported(module)}
    assert may_import(room) <= used


def test_no_arrow_runs_in_a_circle() -> None:
    floors = list(TopologicalSorter({room: may_import(room) for room in ROOMS}).static_order())
    assert set(floors) == set(ROOMS)


def test_the_entry_starts_the_command_line_and_nothing_else() -> None:
    assert {room for room, _ in _imported(ENTRY)} == {"cli"}


@pytest.mark.parametrize("module", MODULES)
def test_qt_and_http_stay_in_their_places(module: str) -> None:
    allowed = (QT if module.startswith("trayapp.ui") else set()) | (HTTP if module in HTTP_MODULES else set())

    imported = {name.split(".")[0] for name, _ in _imports(module)}
    assert imported & (QT | HTTP) <= allowed
