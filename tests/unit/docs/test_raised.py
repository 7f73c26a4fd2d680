"""Every error that there is, is raised by a test: one that nothing raises is a promise that nobody has seen kept.

A test proves it by what it expects: the error's class (in `pytest.raises`, `isinstance`, `except`, a table of cases), or its
code, as a command prints it. To make an error by hand, to import it or to annotate with it proves nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from altyapi.cli import error_pages
from altyapi.settings import PACKAGE_ROOT

TESTS = PACKAGE_ROOT / "tests"
CODE = re.compile(r"\b[A-Z]{3}-\d{3}\b")
BAD_INPUTS = {".yml", ".yaml", ".json", ".txt"}
"""Fixtures that carry the message which they must produce."""


@cache
def expected() -> frozenset[str]:
    """Names of classes and codes that tests expect; this file's own examples count for nothing."""
    found: set[str] = set()
    for file in TESTS.rglob("*"):
        if file == Path(__file__) or not file.is_file():
            continue
        if file.suffix == ".py":
            found.update(_of(ast.parse(file.read_text("utf-8"))))
        elif file.suffix in BAD_INPUTS:
            found.update(CODE.findall(file.read_text("utf-8")))
    return frozenset(found)


def _of(tree: ast.Module) -> Iterator[str]:
    nodes = list(ast.walk(tree))
    aside = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    for node in nodes:
        for part in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if isinstance(part, ast.AST):
                aside.update(id(one) for one in ast.walk(part))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            aside.update(id(first.value) for first in node.body[:1] if isinstance(first, ast.Expr))
    for node in nodes:
        if id(node) in aside:
            continue
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from CODE.findall(node.value)


@cache
def _names_of_kinds() -> dict[str, frozenset[str]]:
    """What faults of a device's data are called in the modules that add them."""
    found: dict[str, set[str]] = {}
    for module in error_pages.modules():
        for name, value in vars(module).items():
            if isinstance(value, error_pages.Kind):
                found.setdefault(value.code, set()).add(name)
    return {code: frozenset(names) for code, names in found.items()}


@pytest.mark.parametrize("told", error_pages.told(), ids=lambda told: told.code)
def test_a_test_raises_it(told: error_pages.Told) -> None:
    names = {told.__name__} if isinstance(told, type) else _names_of_kinds()[told.code]
    assert expected() & {told.code, *names}, f"no test expects {told.code} {' '.join(names)}"


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("with pytest.raises(PlanExpired): pass", True),
        ("with pytest.raises(plan.PlanExpired): pass", True),
        ("CASES = [('a', PlanExpired)]", True),
        ("try: pass\nexcept PlanExpired: pass", True),
        ("assert 'APL-011' in told", True),
        ("from altyapi.apply import PlanExpired", False),
        ("error = PlanExpired(file='x')", False),
        ("def test(error: PlanExpired) -> PlanExpired: pass", False),
        ('def test():\n    """What APL-011 says."""', False),
    ],
)
def test_only_what_is_expected_counts(text: str, counts: bool) -> None:
    assert bool(set(_of(ast.parse(text))) & {"PlanExpired", "APL-011"}) is counts
