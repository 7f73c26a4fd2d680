"""The pages are true where that can be checked: links, commands, files, generated parts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from invoke.collection import Collection

from altyapi.cli import error_pages, namespace, pages
from altyapi.settings import PACKAGE_ROOT

PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "inventory/*.md", "roles/*/README.md", "playbooks/**/README.md")
    for path in PACKAGE_ROOT.glob(pattern)
    if path.parent != PACKAGE_ROOT / error_pages.FOLDER  # made of what test_errors.py holds to the same
)
TREES = ("altyapi", "docs", "inventory", "lab", "netbox_sync", "playbooks", "roles", "tests")
NOT_OURS = {
    "altyapi/digest-key", "altyapi/webhook-key", "inventory/approvers", "inventory/known_hosts", "inventory/secrets.yml",
    "inventory/policy/remediation/cisco_ios.yml",
}  # fmt: skip
"""A secret's name, and files that an institution writes for itself."""


def _name(path: Path) -> str:
    return str(path.relative_to(PACKAGE_ROOT))


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\((?!https?://|#)([^)#\s]+)", page.read_text("utf-8")):
        assert (page.parent / link).exists(), link


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_files_of_the_project_that_are_named_are_there(page: Path) -> None:
    for word in re.findall(r"`([\w./-]+/[\w./-]+)`", page.read_text("utf-8")):
        if word.split("/")[0] in TREES and word not in NOT_OURS:
            assert (PACKAGE_ROOT / word).exists() or (PACKAGE_ROOT / f"{word}.py").is_file(), word


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_commands_and_their_options_are_there(page: Path) -> None:
    collection: Collection = namespace()
    known = collection.task_names
    for command, rest in re.findall(r"\./inv ([a-z][a-z.-]*)((?:(?!&&)[^\n`#])*)", page.read_text("utf-8")):
        assert command in known, command
        flags = {name for argument in collection[command].get_arguments() for name in argument.names}
        words = re.sub(r'"[^"]*"', "", rest)
        for option in re.findall(r"(?<!\S)--([a-z-]+)", words):
            assert option in {*flags, *(flag.replace("_", "-") for flag in flags), "help"}, f"{command} --{option}"


def test_generated_pages_are_up_to_date() -> None:
    assert list(pages.stale(PACKAGE_ROOT)) == [], "./inv dev.docs writes them anew"


def test_the_readme_names_every_command() -> None:
    text = (PACKAGE_ROOT / "README.md").read_text("utf-8")
    for command in namespace().task_names:
        assert re.search(rf"`(?:\./inv )?{re.escape(command)}\b", text) or f"./inv {command}" in text, command


@pytest.mark.parametrize("package", ["altyapi", "netbox_sync"])
def test_the_map_names_every_package(package: str) -> None:
    text = (PACKAGE_ROOT / "docs" / "architecture.md").read_text("utf-8")
    parts = sorted(file.parent.name for file in (PACKAGE_ROOT / package).glob("*/__init__.py"))
    assert [part for part in parts if f"{package}/{part}" not in text and f"`{part}`" not in text] == []
