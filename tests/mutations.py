"""Breaks one line of the rules at a time and sees whether the tests notice.

    python -m tests.mutations [--count N] [--seed N] [SUBJECT…]

Of each subject as many faults as are asked for, drawn by a seed that is printed; each in a process of its
own, one for each core at a time. Fails if one goes unnoticed for which `mutations.txt` gives no reason.
"""

from __future__ import annotations

import argparse
import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import CodeType, ModuleType
from typing import Any

import pytest

_ROOT = Path(__file__).parents[1]
_REASONS = Path(__file__).with_suffix(".txt")
_LONGEST_S = 180
"""Whoever takes longer is in a loop without end: noticed."""

_VERDICT_TESTS = (
    "tests/domain/test_verdict.py",
    "tests/domain/test_reasons.py",
    "tests/domain/test_page.py",
    "tests/domain/test_verdict_walk.py",
)
_OUTCOME_TESTS = (
    "tests/domain/test_records.py",
    "tests/checks/test_probe.py",
    "tests/checks/test_doh.py",
    "tests/checks/test_controls.py",
    "tests/checks/test_surfaces.py",
    "tests/checks/test_every_surface.py",
    "tests/checks/test_left_alone.py",
    "tests/checks/test_second_look.py",
    "tests/domain/test_verdict.py",
)
_SUBJECTS: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "verdict": (
        [f"domain/{name}" for name in ("verdict", "failing", "offline", "blocked", "facts", "network")],
        _VERDICT_TESTS,
    ),
    "tracker": (
        ["domain/tracker"],
        [
            "tests/domain/test_tracker.py",
            "tests/domain/test_tracker_machine.py",
            "tests/domain/test_tracker_json.py",
        ],
    ),
    "alerts": (
        ["domain/alerts"],
        [
            "tests/domain/test_alerts.py",
            "tests/domain/test_alerts_machine.py",
            "tests/domain/test_alerts_json.py",
        ],
    ),
    "outcomes": (["checks/controls", "checks/probe", "domain/records"], _OUTCOME_TESTS),
}
"""By name: the modules that are broken, and the tests that are to notice, the quickest first."""

_SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
}


@dataclass(frozen=True)
class Fault:
    """One change of one module."""

    module: str
    line: int
    statement: str
    """The first line of it, as the parser has it."""
    before: str
    after: str
    number: int
    """Of all that can be made of this module."""

    @property
    def key(self) -> str:
        """What stays the same when lines move."""
        return f"{self.module}: {self.statement} | {self.before} -> {self.after}"


class _Breaker(ast.NodeTransformer):
    """Makes the fault of this number, or, without one, notes what faults there are."""

    def __init__(self, number: int = -1) -> None:
        self.found: list[tuple[int, str, str, str]] = []
        self._number = number
        self._statement = ""

    def visit(self, node: ast.AST) -> Any:
        if not isinstance(node, ast.stmt):
            return super().visit(node)
        around, self._statement = self._statement, ast.unparse(node).splitlines()[0]
        node = super().visit(node)
        self._statement = around
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        node = super().generic_visit(node)
        for made in self._faults(node):
            line = getattr(node, "lineno", 0)
            self.found.append((line, self._statement, ast.unparse(node), ast.unparse(made)))
            if len(self.found) - 1 == self._number:
                return ast.copy_location(made, node)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        body = [each for each in node.body if not _is_docstring(each)]
        node.body = [self.visit(each) for each in body] or [ast.Pass()]
        return node  # neither what it says of its arguments nor its decorators

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.body = [self.visit(each) for each in node.body if not _is_docstring(each)] or [ast.Pass()]
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        # Who may be named by place is for mypy and for readers.
        return node if node.arg == "kw_only" else self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST:
        return node if ast.unparse(node.test) == "TYPE_CHECKING" else self.generic_visit(node)

    @staticmethod
    def _faults(node: ast.AST) -> Iterator[ast.AST]:
        match node:
            case ast.Compare(left, [op], comparators) if type(op) in _SWAPPED:
                yield ast.Compare(left, [_SWAPPED[type(op)]()], comparators)  # type: ignore[list-item]
            case ast.BoolOp(op, values):
                yield ast.BoolOp(_SWAPPED[type(op)](), values)  # type: ignore[arg-type]
                for left_out in range(len(values)):
                    kept = [value for at, value in enumerate(values) if at != left_out]
                    yield kept[0] if len(kept) == 1 else ast.BoolOp(op, kept)
            case ast.BinOp(left, op, right) if type(op) in _SWAPPED:
                yield ast.BinOp(left, _SWAPPED[type(op)](), right)  # type: ignore[arg-type]
            case ast.UnaryOp(ast.Not(), operand):
                yield operand
            case ast.IfExp(_, body, orelse):
                yield body
                yield orelse
            case ast.Constant(bool(value)):
                yield ast.Constant(not value)
            case ast.Constant(int(value) | float(value)):
                yield ast.Constant(value + 1)
            case ast.Return(ast.expr() as value) if not isinstance(value, ast.Constant):
                yield ast.Return(ast.Constant(None))


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _source(module: str) -> str:
    return (_ROOT / "trayapp" / f"{module}.py").read_text(encoding="utf-8")


def faults(module: str) -> list[Fault]:
    breaker = _Breaker()
    breaker.visit(ast.parse(_source(module)))
    return [Fault(module, *found, number) for number, found in enumerate(breaker.found)]


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, fault: Fault, name: str, path: str) -> None:
        super().__init__(name, path)
        self._fault = fault

    def get_code(self, fullname: str) -> CodeType:
        tree = _Breaker(self._fault.number).visit(ast.parse(_source(self._fault.module)))
        code: CodeType = compile(ast.fix_missing_locations(tree), self.path, "exec")
        return code


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the broken module in place of the sound one."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self._name = f"trayapp.{fault.module.replace('/', '.')}"

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        location = str(_ROOT / "trayapp" / f"{self._fault.module}.py")
        return importlib.util.spec_from_file_location(
            fullname, location, loader=_Loader(self._fault, fullname, location)
        )


def _try(fault: Fault | None, tests: Sequence[str]) -> int:
    """In a child: the tests' exit status, by the tests with this fault."""
    signal.alarm(_LONGEST_S)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    if fault is not None:
        sys.meta_path.insert(0, _Finder(fault))
    return int(pytest.main(["-x", "-q", "-n0", "-p", "no:cacheprovider", "--assert=plain", *tests]))


def _outcomes(drawn: Sequence[tuple[Fault | None, Sequence[str]]]) -> Iterator[tuple[Fault | None, int]]:
    """Each with the wait status of its process; as many at a time as there are cores."""
    waiting, running = list(drawn), dict[int, Fault | None]()
    while waiting or running:
        while waiting and len(running) < (os.cpu_count() or 1):
            fault, tests = waiting.pop(0)
            child = os.fork()
            if child == 0:
                os._exit(_try(fault, tests))
            running[child] = fault
        child, status = os.wait()
        yield running.pop(child), status


def _reasons() -> set[str]:
    lines = _REASONS.read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith((" ", "#"))}


def main() -> int:
    """What is to be the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument(
        "subjects", nargs="*", metavar="SUBJECT", help=f"of {', '.join(_SUBJECTS)}; all without"
    )
    parser.add_argument("--count", type=int, default=150, help="how many faults of each; default 150")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    os.chdir(_ROOT)
    random, excused = Random(options.seed), _reasons()
    print(f"seed {options.seed}")
    unexcused = 0
    for subject in options.subjects or _SUBJECTS:
        modules, tests = _SUBJECTS[subject]
        began = time.monotonic()
        every = [fault for module in modules for fault in faults(module)]
        drawn = random.sample(every, min(options.count, len(every)))
        ((_, sound),) = _outcomes([(None, tests)])
        assert sound == 0, f"the tests of {subject} fail as it is"
        noticed = 0
        for fault, status in _outcomes([(fault, tests) for fault in drawn]):
            if fault is None or status != 0:
                noticed += 1
                continue
            why = "excused" if fault.key in excused else "UNNOTICED"
            unexcused += why == "UNNOTICED"
            print(f"  {why} (line {fault.line}) {fault.key}", flush=True)
        minutes = (time.monotonic() - began) / 60
        print(
            f"{subject}: {noticed} of {len(drawn)} noticed (of {len(every)}), {minutes:.1f} min", flush=True
        )
    return int(unexcused > 0)


if __name__ == "__main__":
    sys.exit(main())
