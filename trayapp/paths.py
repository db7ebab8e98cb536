"""Where files lie. Standard library only: everything else may import this."""

from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent


def _resource_folder() -> Path:
    """`resources/`: inside the package once installed, beside it in the checkout."""
    inside = _PACKAGE / "resources"
    return inside if inside.is_dir() else _PACKAGE.parent / "resources"


def resource(*parts: str) -> Path:
    """The path of a file or folder that comes with trayapp, say `resource("icons", "up.svg")`.

    Whether it exists is for the caller to see.
    Raises ValueError for a path that leaves the folder, however it is written and wherever links lead.
    """
    for part in parts:
        # In Windows' eyes, too, wherever this runs: a stray path shall not first be found there.
        windows = PureWindowsPath(part)
        if windows.anchor or ".." in windows.parts or ".." in PurePosixPath(part).parts or "\0" in part:
            raise ValueError(f"not a path inside the resources: {part!r}")
    folder = _resource_folder()
    path = folder.joinpath(*parts)
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"not a path inside the resources: {'/'.join(parts)!r}")
    return path


def config_file() -> Path:
    """The user's settings file, whether it exists or not."""
    from platformdirs import user_config_path

    return user_config_path("trayapp", appauthor=False) / "settings.toml"


def state_folder() -> Path:
    """The folder of the user's history, whether it exists or not."""
    from platformdirs import user_state_path

    return user_state_path("trayapp", appauthor=False)
