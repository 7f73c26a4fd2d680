"""Every error that a user can see is told whole, in both languages, and what it points to is there."""

from __future__ import annotations

import re
import string
from collections import defaultdict

import pytest
from invoke.collection import Collection

from altyapi.cli import error_pages, namespace
from altyapi.errors import ToolkitError
from altyapi.settings import PACKAGE_ROOT

TEXTS = ("en", "tr", "en_remedy", "tr_remedy")
ENGLISH_ONLY = {"meaning"}
"""Options' help is English, as invoke prints it; Turkish messages leave it out."""
COMMAND = re.compile(r"\./inv ([a-z]+\.[a-z-]+)")
GROUPS = re.compile(r"(?<![./\w-])inv ([a-z]+\.[a-z-]+)")
PAGE = re.compile(r"docs/[\w/.-]+\.md")


ERRORS = error_pages.errors()
KINDS = error_pages.kinds()
TOLD = error_pages.told()


def _name(told: error_pages.Told) -> str:
    return error_pages.name(told) or told.code


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
def test_it_is_told_in_both_languages_with_a_next_step(told: error_pages.Told) -> None:
    for name in TEXTS:
        assert getattr(told, name).strip(), name
    assert _fields(told.en) == _fields(told.tr)
    assert _fields(told.en_remedy) == _fields(told.tr_remedy)
    own_message = getattr(told, "message", ToolkitError.message) is not ToolkitError.message
    assert own_message or told.en != told.tr


def _commands(collection: Collection) -> set[str]:
    return set(collection.task_names)


@pytest.mark.parametrize("told", TOLD, ids=_name)
def test_the_pages_and_commands_it_names_are_there(told: error_pages.Told) -> None:
    text = _text(told)
    for page in PAGE.findall(text):
        assert (PACKAGE_ROOT / page).is_file(), page
    known = _commands(namespace())
    for command in (*COMMAND.findall(text), *GROUPS.findall(text)):
        assert command in known, command


def test_causes_stand_for_codes_that_there_are_in_both_languages() -> None:
    known = error_pages.causes()
    codes = {told.code for told in TOLD}
    assert set(known["codes"]) <= codes
    assert set(known["families"]) == {code[:3] for code in codes}
    for texts in (*known["families"].values(), *known["codes"].values()):
        assert set(texts) == {"en", "tr"}
        assert all(text.endswith(".") for text in texts.values())
