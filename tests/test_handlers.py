"""Who catches everything and goes on: few, and each says why."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "trayapp"


def handlers() -> Iterator[tuple[ast.ExceptHandler, str]]:
    """All there are, each with its first line."""
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ExceptHandler):
                yield node, text.splitlines()[node.lineno - 1]


def swallows_everything(handler: ast.ExceptHandler) -> bool:
    kinds = [node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)] if handler.type else []
    catches_everything = handler.type is None or {"Exception", "BaseException"} & set(kinds)
    return bool(catches_everything) and not any(isinstance(node, ast.Raise) for node in ast.walk(handler))


def test_of_a_hundred_handlers_five_at_most_swallow_everything_and_each_says_why() -> None:
    all_of_them = list(handlers())
    swallowing = [line for handler, line in all_of_them if swallows_everything(handler)]
    assert len(swallowing) <= 0.05 * len(all_of_them), swallowing
    assert [line for line in swallowing if "# noqa: BLE001 - " not in line] == []
