"""Settings from several sources: a token goes to the NetBox that it was given for."""

from __future__ import annotations

from pathlib import Path

import pytest

from altyapi import settings
from altyapi.cli import config, frame
from altyapi.cli.init import init
from altyapi.settings import NoProject, SettingMissing

LAB = "NETBOX_URL=http://127.0.0.1:8000\nNETBOX_TOKEN=lab-token\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project while a lab is up."""
    (tmp_path / "inventory").mkdir()
    (tmp_path / "var" / "lab").mkdir(parents=True)
    (tmp_path / "var" / "lab" / "env").write_text(LAB, "utf-8")
    return tmp_path


def test_while_a_lab_is_up_its_netbox_and_its_token_are_used(root: Path) -> None:
    assert settings.load({}, root).need_netbox() == ("http://127.0.0.1:8000", "lab-token")


def test_the_labs_token_is_not_sent_to_another_netbox(root: Path) -> None:
    with pytest.raises(SettingMissing, match="NETBOX_TOKEN"):
        settings.load({"NETBOX_URL": "https://netbox.example"}, root).need_netbox()
    own = {"NETBOX_URL": "https://netbox.example", "NETBOX_TOKEN": "own-token"}
    assert settings.load(own, root).need_netbox() == ("https://netbox.example", "own-token")


def test_the_same_address_said_once_more_keeps_its_token(root: Path) -> None:
    assert settings.load({"NETBOX_URL": "http://127.0.0.1:8000/"}, root).need_netbox()[1] == "lab-token"


def test_the_address_may_stand_in_the_projects_file_and_the_token_in_the_environment(root: Path) -> None:
    (root / "var" / "lab" / "env").unlink()
    (root / "inventory" / "altyapi.yml").write_text("netbox_url: https://netbox.example\n", "utf-8")
    assert settings.load({"NETBOX_TOKEN": "own-token"}, root).need_netbox() == ("https://netbox.example", "own-token")


def test_an_installed_package_keeps_nothing_beside_its_own_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    installed, here = tmp_path / "site-packages", tmp_path / "here"
    installed.mkdir()
    here.mkdir()
    monkeypatch.setattr(settings, "PACKAGE_ROOT", installed)
    monkeypatch.delenv("ALTYAPI_ROOT", raising=False)
    monkeypatch.chdir(here)
    with pytest.raises(NoProject, match=str(here)):
        settings.load({})
    assert frame.run(config.runs.body.__wrapped__) == frame.ERROR
    assert "SET-003" in capsys.readouterr().err
    assert frame.run(init.body.__wrapped__, directory="belediye") == frame.DONE  # which needs no project yet
    monkeypatch.chdir(here / "belediye")
    assert settings.load({}).root == here / "belediye"
    assert not list(installed.iterdir())
