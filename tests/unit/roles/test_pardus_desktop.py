"""The programs that the role leaves on a desktop: pictures by date, VPN profiles, printers."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pytest
from defusedxml import ElementTree

from altyapi.settings import PACKAGE_ROOT
from tests.unit.roles.playing import play

FILES = PACKAGE_ROOT / "roles" / "pardus_desktop" / "files"
USUAL = {"wallpaper": "kurum.png", "lock": ""}
PICTURES = [
    {"name": "yıl", "from": "2026-01-01", "until": "2026-12-31", "wallpaper": "yil.png", "lock": "yil.png"},
    {"name": "bayram", "from": "2026-04-20", "until": "2026-04-23", "wallpaper": "b.png", "lock": "b.png"},
    {"name": "tören", "from": "2026-04-23T10:00", "until": "2026-04-23T12:00", "wallpaper": "t.png", "lock": "t.png"},
]


def program(name: str) -> ModuleType:
    made = importlib.util.spec_from_file_location(name, FILES / f"{name}.py")
    assert made is not None
    assert made.loader is not None
    module = importlib.util.module_from_spec(made)
    made.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("at", "name"),
    [
        ("2025-12-31T23:59:59", ""),
        ("2026-01-01T00:00:00", "yıl"),
        ("2026-04-20T00:00:00", "bayram"),
        ("2026-04-23T09:59:59", "bayram"),
        ("2026-04-23T10:00:00", "tören"),
        ("2026-04-23T12:00:00", "bayram"),
        ("2026-04-23T23:59:59", "bayram"),
        ("2026-04-24T00:00:00", "yıl"),
        ("2027-01-01T00:00:00", ""),
    ],
)
def test_the_picture_that_began_last_holds_to_the_end_of_its_last_day(at: str, name: str) -> None:
    found = program("altyapi_desktop_picture").holds({"pictures": PICTURES, "usual": USUAL}, datetime.fromisoformat(at))
    assert found["name"] == name


def test_without_a_picture_the_settings_go_and_a_second_run_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = program("altyapi_desktop_picture")
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "b.png").touch()
    for name in ("DCONF", "XFCE", "GREETER", "NOW_SHOWN", "CONFIG"):
        monkeypatch.setattr(module, name, tmp_path / name.lower() / "dosya")
    called: list[list[str]] = []

    def run(words: list[str], **more: object) -> subprocess.CompletedProcess[str]:
        called.append(words)
        return subprocess.CompletedProcess(words, 0, "", "")

    monkeypatch.setattr(module.subprocess, "run", run)
    monkeypatch.setattr(module.sys, "argv", ["altyapi-desktop-picture"])
    module.CONFIG.parent.mkdir()

    def put(pictures: list[dict[str, str]]) -> str:
        config = {
            "folder": str(folder),
            "pictures": pictures,
            "usual": {"wallpaper": "", "lock": ""},
            "monitors": ["monitor0"],
        }
        module.CONFIG.write_text(json.dumps(config), "utf-8")
        assert module.main() == 0
        return capsys.readouterr().out

    always = [
        {"name": "Gün & gece", "from": "2020-01-01", "until": "2099-12-31", "wallpaper": "b.png", "lock": "b.png"}
    ]
    assert put(always) == "Gün & gece\n"
    image = ElementTree.parse(module.XFCE).find(".//property[@name='last-image']")
    assert image is not None
    assert (image.get("value"), image.get("locked")) == (str(folder / "b.png"), "*")
    called.clear()
    assert put(always) == ""
    assert called == [["dconf", "update"]]  # a run may have been cut off before it
    assert put([]) == "usual\n"
    assert not module.XFCE.exists()
    assert "picture-uri" not in (module.DCONF / "00-altyapi").read_text("utf-8")
    assert put([]) == ""


def test_pictures_of_one_file_name_from_two_folders_are_two_files(tmp_path: Path) -> None:
    schedule = tmp_path / "pictures.json"
    done = play(
        tmp_path,
        f"""
- hosts: localhost
  gather_facts: false
  vars:
    pardus_desktop_pictures:
      - {{name: bayram, from: 2026-04-20, until: 2026-04-23, wallpaper: /a/duvar.png}}
      - {{name: ekim, from: 2026-10-28, until: 2026-10-30, wallpaper: /b/duvar.png, lock: /a/duvar.png}}
    pardus_desktop_picture_usual: {{wallpaper: /b/duvar.png}}
  tasks:
    - ansible.builtin.import_role: {{name: pardus_desktop, tasks_from: picture_names.yml}}
    - ansible.builtin.template: {{src: {FILES.parent}/templates/etc/altyapi/pictures.json.j2, dest: {schedule}}}
""",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    config = json.loads(schedule.read_text("utf-8"))
    april, october = config["pictures"]
    assert april["wallpaper"] == april["lock"] == october["lock"] != october["wallpaper"]
    assert {april["wallpaper"][8:], october["wallpaper"][8:]} == {"-duvar.png"}
    usual = {"name": "duvar.png", "wallpaper": october["wallpaper"], "lock": ""}
    assert (april["from"], config["usual"]) == ("2026-04-20", usual)


def test_a_file_of_somebody_else_s_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "xfce4-desktop.xml"
    file.write_text("<channel/>", "utf-8")
    assert program("altyapi_desktop_picture").foreign(file)


def test_a_wireguard_profile_keeps_its_key_and_takes_only_what_it_is_told() -> None:
    module = program("altyapi_desktop_vpn")
    one = {
        "name": "uzak", "title": "Uzaktan çalışma", "kind": "wireguard", "address": "10.66.0.23/32", "user": "ayse",
        "peers": [{"public_key": "K=", "endpoint": "vpn.example:51820", "allowed_ips": ["10.64.0.0/12"]}],
    }  # fmt: skip
    text = module.profile(one, "GIZLI=")
    assert module.KEY.search(text)[1] == "GIZLI="
    for line in ("never-default=true", "permissions=user:ayse:;", "allowed-ips=10.64.0.0/12;", "autoconnect=false"):
        assert line in text.splitlines()
    assert module.profile(one, "GIZLI=") == text


def test_an_openvpn_profile_asks_for_the_password_and_checks_the_server() -> None:
    module = program("altyapi_desktop_vpn")
    text = module.profile({"name": "yedek", "kind": "openvpn", "remote": "vpn.example:1194", "ca": "/ca.pem"}, "")
    for line in ("password-flags=1", "remote-cert-tls=server", "type=vpn", "ca=/ca.pem"):
        assert line in text.splitlines()
    assert "cert=\n" not in text
