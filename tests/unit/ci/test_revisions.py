"""The project's folder as a revision has it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from altyapi.ci import revisions
from altyapi.ci.revisions import NotBefore, RevisionUnknown


def git(folder: Path, *words: str) -> str:
    own = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", "-C", str(folder), *own, *words], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository whose project lies in a folder of it, with a branch `change` and what came to `main` meanwhile."""
    folder = tmp_path / "repository" / "project"
    folder.mkdir(parents=True)
    git(folder.parent, "init")
    (folder / "a.yml").write_text("one\n")
    (folder.parent / "outside.txt").write_text("not the project's\n")
    git(folder.parent, "add", ".")
    git(folder.parent, "commit", "-m", "first")
    git(folder.parent, "checkout", "-b", "change")
    (folder / "a.yml").write_text("two\n")
    git(folder.parent, "commit", "-am", "change")
    git(folder.parent, "checkout", "main")
    (folder / "b.yml").write_text("somebody else's\n")
    git(folder.parent, "add", ".")
    git(folder.parent, "commit", "-m", "meanwhile")
    return folder


def test_a_revision_is_unpacked_without_what_lies_outside_the_project(project: Path) -> None:
    with revisions.unpacked(project, "change") as folder:
        assert {path.name: path.read_text() for path in folder.iterdir()} == {"a.yml": "two\n"}
    assert not folder.exists()
    assert (project / "a.yml").read_text() == "one\n"
    assert git(project, "status", "--porcelain") == ""


def test_what_came_to_the_base_meanwhile_is_not_the_changes_doing(project: Path) -> None:
    with revisions.unpacked(project, revisions.fork_of(project, "main", "change")) as folder:
        assert [path.name for path in folder.iterdir()] == ["a.yml"]


@pytest.mark.parametrize("revision", ["nope", "--output=/tmp/x", ""])
def test_an_unknown_revision_is_named(project: Path, revision: str) -> None:
    with pytest.raises(RevisionUnknown, match=f"project: {re.escape(revision)} "):
        revisions.fork_of(project, revision)


def test_a_folder_that_is_no_repository_is_named(tmp_path: Path) -> None:
    with pytest.raises(RevisionUnknown, match="not a git repository"):
        revisions.commit(tmp_path, "HEAD")


def test_a_base_from_which_the_head_does_not_come_is_refused(project: Path) -> None:
    revisions.require_before(project, "change~1", "change")
    for base in ("main", git(project, "commit-tree", "-m", "of nobody", "HEAD^{tree}").strip()):
        with pytest.raises(NotBefore, match=base):
            revisions.require_before(project, base, "change")
