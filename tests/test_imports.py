"""Who may import whom: Qt in `ui` only, HTTP in one module only, and all arrows point one way.

Modules are found by walking the package, so a new one is held to the same rules; a new top-level name has to
be given a place in `LAYERS` first.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import trayapp

PACKAGE = Path(trayapp.__file__).parent

# From the bottom up: a module imports from every layer below its own.
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"domain"}),
    frozenset(
        {"about", "accounts", "clock", "country", "errors", "key_store", "log", "paths"}
        | {"owed_store", "private_files", "settings", "settings_file", "words"}
    ),
    frozenset({"history", "notices", "probing", "sources", "surfaces"}),
    frozenset({"assembly", "telling", "usual"}),
    frozenset({"watching"}),
    frozenset({"ui"}),
    frozenset({"cli"}),  # starts ui, but only inside a function: the Qt test below would notice
    frozenset({"__main__"}),
)
# Inside a layer most are strangers to each other. The small helpers are not, and surfaces and sources are
# made of what probing offers.
NEIGHBOURS = dict.fromkeys(LAYERS[1], LAYERS[1]) | {"surfaces": {"probing"}, "sources": {"probing"}}

HTTP = {"httpx", "httpcore"}
HTTP_MODULE = "trayapp.probing.exchange"
QT = {"PySide6", "shiboken6"}


def _modules() -> dict[str, Path]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = _modules()
QT_FREE = [name for name in MODULES if not name.startswith("trayapp.ui")]


def _imports(module: str, path: Path) -> Iterator[tuple[str, int]]:
    """Full names of what a module imports, wherever in it, and the line; types only counts as well."""
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                yield f"{source}.{alias.name}", node.lineno


def _part(name: str) -> str | None:
    """`trayapp.history.store` is part of `history`; `trayapp` itself and `trayapp.__version__` of none."""
    parts = name.split(".")
    if parts[0] != "trayapp" or len(parts) == 1:
        return None
    known = ".".join(parts[:2]) in MODULES
    return parts[1] if known else None


def _layer(part: str) -> int:
    for number, members in enumerate(LAYERS):
        if part in members:
            return number
    pytest.fail(f"trayapp.{part} has no place in LAYERS: say what it may import")


def _loaded_after(imports: list[str]) -> list[str]:
    """What a fresh interpreter has loaded after these imports, each done as if it came first."""
    code = """
import importlib, json, sys
before = set(sys.modules)
for name in sys.argv[1:]:
    for loaded in [m for m in sys.modules if m.partition(".")[0] == "trayapp"]:
        del sys.modules[loaded]
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


def test_domain_needs_nothing_but_the_standard_library() -> None:
    loaded = _loaded_after([name for name in MODULES if name.startswith("trayapp.domain")])

    stdlib = sys.stdlib_module_names
    assert [name for name in loaded if name.split(".")[0] not in stdlib | {"trayapp"}] == []
    assert [name for name in loaded if name.startswith("trayapp.") and _part(name) != "domain"] == []


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_one_way(module: str) -> None:
    importer = _part(module)
    wrong = []
    for name, line in _imports(module, MODULES[module]):
        imported = _part(name)
        if imported is None or imported == importer:
            continue
        if importer is None:  # trayapp/__init__.py holds the version and nothing else
            wrong.append(f"line {line}: {name}")
            continue
        downwards = _layer(imported) < _layer(importer)
        if not downwards and imported not in NEIGHBOURS.get(importer, ()):
            wrong.append(f"line {line}: {name}")

    assert wrong == []


@pytest.mark.parametrize("module", MODULES)
def test_qt_and_http_stay_in_their_places(module: str) -> None:
    allowed = (QT if _part(module) == "ui" else set()) | (HTTP if module == HTTP_MODULE else set())

    imported = {name.split(".")[0] for name, _ in _imports(module, MODULES[module])}
    assert imported & (QT | HTTP) <= allowed
