"""Every error that a user can see is told whole, in both languages, and what it points to is there."""

from __future__ import annotations

import importlib
import pkgutil
import re
import string
from collections import defaultdict
from types import ModuleType

import pytest
from invoke.collection import Collection

import altyapi
import lab
import netbox_sync
from altyapi.cli import namespace
from altyapi.errors import EngineError, ToolkitError
from altyapi.intent.faults import FaultKind
from altyapi.settings import PACKAGE_ROOT

TEXTS = ("en", "tr", "en_remedy", "tr_remedy")
ENGLISH_ONLY = {"meaning"}
"""Options' help is English, as invoke prints it; Turkish messages leave it out."""
COMMAND = re.compile(r"\./inv ([a-z]+\.[a-z-]+)")
GROUPS = re.compile(r"(?<![./\w-])inv ([a-z]+\.[a-z-]+)")
PAGE = re.compile(r"docs/[\w/.-]+\.md")


def _modules(*packages: ModuleType) -> list[ModuleType]:
    names = [
        info.name
        for package in packages
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not info.name.endswith("__main__")
    ]
    return [*packages, *map(importlib.import_module, names)]


def _errors(root: type[ToolkitError]) -> set[type[ToolkitError]]:
    return {root}.union(*(_errors(child) for child in root.__subclasses__()))


MODULES = _modules(netbox_sync, altyapi, lab)
ERRORS = sorted(
    (
        error
        for error in _errors(ToolkitError)
        if error.__module__.split(".")[0] in {"netbox_sync", "altyapi", "lab"}
        and not error.__subclasses__()
        and error not in {ToolkitError, EngineError}
    ),
    key=lambda error: (error.code, error.__name__),
)
KINDS = sorted(
    {
        value.code: value for module in MODULES for value in vars(module).values() if isinstance(value, FaultKind)
    }.values(),
    key=lambda kind: kind.code,
)
TOLD: list[type[ToolkitError] | FaultKind] = [*ERRORS, *KINDS]


def _name(told: object) -> str:
    return getattr(told, "__name__", None) or str(getattr(told, "code", told))


def _fields(template: str) -> set[str]:
    """Names of the fields; `en_detail` and `tr_detail` are one field in two languages."""
    names = {re.split(r"[.\[]", name)[0] for _, name, _, _ in string.Formatter().parse(template) if name}
    return {re.sub("^(?:en|tr)_", "", name) for name in names} - ENGLISH_ONLY


def _text(told: object) -> str:
    return " ".join(str(getattr(told, name)) for name in TEXTS)


def test_the_walk_finds_errors_and_faults() -> None:
    assert len(ERRORS) > 50
    assert len(KINDS) > 30


def test_codes_are_unique_and_well_formed() -> None:
    by_code = defaultdict(set)
    for told in TOLD:
        assert re.fullmatch(r"[A-Z]{3}-\d{3}", told.code), _name(told)
        by_code[told.code].add(_name(told))
    assert {code: names for code, names in by_code.items() if len(names) > 1} == {}


@pytest.mark.parametrize("told", TOLD, ids=_name)
def test_it_is_told_in_both_languages_with_a_next_step(told: object) -> None:
    for name in TEXTS:
        assert getattr(told, name).strip(), name
    assert _fields(told.en) == _fields(told.tr)  # type: ignore[attr-defined]
    assert _fields(told.en_remedy) == _fields(told.tr_remedy)  # type: ignore[attr-defined]
    own_message = getattr(told, "message", ToolkitError.message) is not ToolkitError.message
    assert own_message or told.en != told.tr  # type: ignore[attr-defined]


def _commands(collection: Collection) -> set[str]:
    return set(collection.task_names)


@pytest.mark.parametrize("told", TOLD, ids=_name)
def test_the_pages_and_commands_it_names_are_there(told: object) -> None:
    text = _text(told)
    for page in PAGE.findall(text):
        assert (PACKAGE_ROOT / page).is_file(), page
    known = _commands(namespace())
    for command in (*COMMAND.findall(text), *GROUPS.findall(text)):
        assert command in known, command
