"""Where files lie. Standard library only: everything else may import this."""

import os
import sys
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent


def _resource_folder() -> Path:
    """`resources/`: inside the package once installed, beside it in the checkout."""
    inside = _PACKAGE / "resources"
    return inside if inside.is_dir() else _PACKAGE.parent / "resources"


def resource(*parts: str) -> Path:
    """The path of a file or folder that comes with trayapp, say `resource("icons", "up.svg")`."""
    return _resource_folder().joinpath(*parts)


def readme() -> Path:
    """The README that comes with trayapp: among its resources once installed, at the top of the checkout."""
    inside = _resource_folder() / "README.md"
    return inside if inside.is_file() else _PACKAGE.parent / "README.md"


LANGUAGES: Final = ("en", *sorted(words.stem for words in (_resource_folder() / "translations").glob("*.po")))
"""English, in which everything is written, and whatever it was translated into."""


def config_file() -> Path:
    """The user's settings file, whether it exists or not."""
    return _user_folder("XDG_CONFIG_HOME", ".config", "user_config_path") / "settings.toml"


def state_folder() -> Path:
    """The folder of the user's history, whether it exists or not."""
    return _user_folder("XDG_STATE_HOME", ".local/state", "user_state_path")


def _user_folder(variable: str, default: str, elsewhere: str) -> Path:
    """By the XDG base directory specification; other systems' rules are platformdirs' to know."""
    if sys.platform != "linux":
        import platformdirs  # 5 ms, for which the icon would have to wait

        folder: Path = getattr(platformdirs, elsewhere)("trayapp", appauthor=False)
        return folder
    return user_base(variable, default) / "trayapp"


def user_base(variable: str, default: str) -> Path:
    """The user's folder of a kind, as `XDG_DATA_HOME` names it, else `default` in their home."""
    home = os.environ.get(variable, "")
    # A relative path is to be ignored, says the specification.
    return Path(home) if home.startswith("/") else Path.home() / default
