"""Hosts of the roles' scenarios: what can be said of them without starting one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lab.hosts import engine
from lab.hosts.image import OWN, own, sources
from lab.hosts.instance import OS_RELEASE, container, os_release, platforms

HOST = """\
Types: deb
URIs: http://depo.orneksehir.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://depo.orneksehir.example/baska
Suites: stable
Components: main
"""


def test_the_machine_s_own_sources_are_said_of_another_suite_and_foreign_ones_left_out(tmp_path: Path) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list.d" / "debian.sources").write_text(HOST, "utf-8")
    said = sources(tmp_path, "trixie")
    assert "Suites: trixie trixie-updates" in said
    assert ("bookworm" in said, "baska" in said) == (False, False)
    assert "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg" in said


def test_a_machine_without_debian_sources_leaves_the_choice_to_mmdebstrap(tmp_path: Path) -> None:
    assert sources(tmp_path, "bookworm") == ""


@pytest.mark.parametrize(
    ("given", "bookworm", "trixie"),
    [
        ("", "", ""),
        ("localhost/pardus:23", "localhost/pardus:23", "localhost/pardus:23"),
        ("bookworm=localhost/a:1, trixie=localhost/b:2", "localhost/a:1", "localhost/b:2"),
        ("trixie=localhost/b:2", "", "localhost/b:2"),
    ],
)
def test_images_of_one_s_own_are_for_every_host_or_for_those_of_a_suite(
    monkeypatch: pytest.MonkeyPatch, given: str, bookworm: str, trixie: str
) -> None:
    monkeypatch.setenv(OWN, given)
    assert (own("bookworm"), own("trixie")) == (bookworm, trixie)


def test_both_names_that_pardus_has_used_are_played() -> None:
    given = json.dumps(
        [{"name": f"p{n}", "suite": "trixie", "os_release": key, "x": 1} for n, key in enumerate(OS_RELEASE)]
    )
    written = [os_release(one) for one in platforms(given)]
    assert all("\nID=pardus\n" in text for text in written)
    assert ['NAME="Pardus GNU/Linux"\n' in text for text in written] == [True, False]


def test_runs_side_by_side_have_containers_of_their_own(tmp_path: Path) -> None:
    assert container(tmp_path / "a", "pardus23") != container(tmp_path / "b", "pardus23")


def test_without_an_engine_the_reason_names_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(engine.NoEngine) as told:
        engine.find(tmp_path)
    assert "podman is not installed; docker is not installed" in str(told.value)


def test_an_engine_that_answers_nothing_usable_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "docker"
    program.write_text("#!/bin/sh\necho 'Cannot connect to the daemon' >&2\nexit 1\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(engine.NoEngine, match="Cannot connect to the daemon"):
        engine.find(tmp_path)


@pytest.mark.parametrize("unified", [True, False])
def test_without_root_an_engine_is_taken_only_where_systemd_can_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, unified: bool
) -> None:
    program = tmp_path / "podman"
    program.write_text("""#!/bin/sh\necho '{"host": {"security": {"rootless": true}}}'\n""", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    marker = tmp_path / "cgroup.controllers"
    if unified:
        marker.touch()
    monkeypatch.setattr(engine, "UNIFIED", marker)
    if unified:
        assert engine.find(tmp_path).rootless
    else:
        with pytest.raises(engine.NoEngine, match="cgroups of version 2"):
            engine.find(tmp_path)
