"""A repository of one's own, laid out."""

from __future__ import annotations

from pathlib import Path

import pytest

from altyapi import settings
from altyapi.ci import checking
from altyapi.starter import layout
from altyapi.starter.layout import NotEmpty


def test_what_is_laid_out_passes_its_own_check(tmp_path: Path) -> None:
    layout.lay_out(tmp_path / "own")
    configured = settings.load({}, tmp_path / "own")
    found = [*checking.policies(configured), *checking.people(configured)]
    assert {one.topic for one in found} >= {"policy change.yml", "policy firewall", "approvers"}
    assert [one.en for one in found if one.severity == "error"] == []


def test_nothing_is_written_where_one_of_the_files_stands(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n")
    with pytest.raises(NotEmpty, match="gitignore"):
        layout.lay_out(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".gitignore"]
    assert (tmp_path / ".gitignore").read_text() == "mine\n"


@pytest.mark.parametrize(("file", "text", "topic"), [
    ("inventory/policy/change.yml", "waves: {canary: 0}\n", "policy change.yml"),
    ("inventory/policy/vpn.yml", "profiles: [\n", "policy vpn.yml"),
    ("inventory/approvers", "nobody\n", "approvers"),
])  # fmt: skip
def test_a_file_that_is_broken_later_is_named(tmp_path: Path, file: str, text: str, topic: str) -> None:
    layout.lay_out(tmp_path)
    (tmp_path / file).write_text(text)
    configured = settings.load({}, tmp_path)
    found = [*checking.policies(configured), *checking.people(configured)]
    assert [one.topic for one in found if one.severity == "error"] == [topic]


def test_what_its_readme_types_asks_for_nothing_more_than_it_gives(tmp_path: Path) -> None:
    layout.lay_out(tmp_path)
    writing = [line for line in (tmp_path / "README.md").read_text().splitlines() if "--apply" in line]
    assert writing
    assert all("--reason" in line for line in writing)
    assert (tmp_path / "requirements.txt").read_text().splitlines()[-1].startswith("altyapi==")
