"""Where the user's files lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from trayapp.paths import config_file, state_folder


@pytest.mark.parametrize(
    ("value", "config", "state"),
    [
        (None, "/home/me/.config/trayapp/settings.toml", "/home/me/.local/state/trayapp"),
        ("", "/home/me/.config/trayapp/settings.toml", "/home/me/.local/state/trayapp"),
        ("relative", "/home/me/.config/trayapp/settings.toml", "/home/me/.local/state/trayapp"),
        ("/elsewhere", "/elsewhere/trayapp/settings.toml", "/elsewhere/trayapp"),
    ],
)
def test_the_folders_follow_the_base_directory_specification(
    value: str | None, config: str, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("HOME", "/home/me")
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        if value is None:
            monkeypatch.delenv(variable, raising=False)
        else:
            monkeypatch.setenv(variable, value)
    assert config_file() == Path(config)
    assert state_folder() == Path(state)


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_elsewhere_the_system_s_own_rules_hold(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", system)
    assert config_file().name == "settings.toml"
    assert state_folder().name == "trayapp"
