"""inv firewall.* as a person runs them, over the practice municipality's snapshot and its policy."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from altyapi import settings
from altyapi.cli import firewall, planning
from altyapi.cli.frame import run
from altyapi.firewall import planned
from altyapi.view.output import Output
from lab.orneksehir import registers
from netbox_sync import snapshot
from tests.support.estates import taken

pytestmark = pytest.mark.e2e
DAY = "2026-04-20"


@pytest.fixture(scope="session")
def common_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """One for all processes of the run."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture
def project(tmp_path: Path, common_folder: Path) -> Path:
    registers.write(tmp_path / "inventory" / "policy")
    snapshot.save(taken(common_folder, "small"), tmp_path / "var" / "snapshot.json")
    return tmp_path


class Desk:
    """Runs commands in this process: their words as invoke would hand them over, their output and exit code."""

    def __init__(self, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.project, self.capsys, self.monkeypatch = project, capsys, monkeypatch
        monkeypatch.chdir(project)
        for name in [name for name in os.environ if name.startswith("ALTYAPI_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("ALTYAPI_ROOT", str(project))
        monkeypatch.setenv("ALTYAPI_NO_LAB", "1")
        monkeypatch.setenv("COLUMNS", "80")

    def __call__(self, name: str, /, code: int = 0, language: str = "en", **values: object) -> str:
        self.monkeypatch.setenv("ALTYAPI_LANG", language)
        self.capsys.readouterr()
        given = run(getattr(firewall, name).body.__wrapped__, **values)
        told = self.capsys.readouterr()
        assert given == code, told.out + told.err
        assert "CLI-099" not in told.err
        return told.out + told.err


@pytest.fixture
def desk(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(project, monkeypatch, capsys)


def folder(desk: Desk) -> Path:
    return desk.project / "inventory" / "policy" / "firewall"


def test_the_check_tells_file_line_and_remedy_in_both_languages(desk: Desk) -> None:
    told = desk("check", on=DAY, code=2, language="tr")
    assert "● hata inventory/policy/firewall/30-yonetim.yml:85  YON-110: amacı yazılmamış" in told
    assert "Hata: 7, uyarı: 0" in told
    assert max(map(len, told.splitlines()[1:])) <= 110
    found = json.loads(desk("check", on=DAY, format_="json", code=2).split("\nSnapshot")[0])
    assert sorted({one["kind"] for one in found["findings"]}) == ["expired", "no-purpose"]
    assert "| error | inventory/policy/firewall/30-yonetim.yml:85 | YON-110 |" in desk(
        "check", on=DAY, format_="markdown", code=2
    )


def test_a_sound_policy_gives_exit_code_0(desk: Desk) -> None:
    for file in folder(desk).glob("*.yml"):
        if file.name != "10-bolgeler.yml":
            file.unlink()
    file = folder(desk) / "10-bolgeler.yml"
    file.write_text(file.read_text("utf-8").split("management:")[0], "utf-8")
    assert "The policy is sound: 0 rules, 21 zones" in desk("check", on=DAY)


def test_a_file_with_faults_is_told_with_its_lines(desk: Desk) -> None:
    (folder(desk) / "70-yeni.yml").write_text("rules:\n  - {id: X, frm: [a]}\n")
    told = desk("check", code=1)
    assert "YML-001" in told
    assert "line 2: rules[1].frm: no such key" in told


def test_a_camera_and_a_guest_are_answered_for(desk: Desk) -> None:
    def ask(source: str, target: str, port: str, code: int = 0) -> str:
        return desk("flow", from_=source, to=target, port=port, at=DAY, code=code)

    passing = ask("10.64.48.20", "10.64.0.5", "udp/123")
    assert "SAA-010" in passing
    assert "obb-mrk-ahb01-gvd01" in passing  # the device that lets it through
    assert "KAM-900" in ask("10.64.48.20", "192.0.2.1", "tcp/443", 2)
    assert "MIS-010" in ask("172.20.0.9", "192.0.2.1", "https")
    assert "PARTLY" in ask("misafir", "any", "https", 2)
    assert "FWL-012" in ask("kamra", "ntp", "tcp/1", 1)
    assert "FWL-013" in ask("kamera", "ntp", "httpss", 1)


def test_the_book_is_written_for_print_and_for_programs(desk: Desk) -> None:
    page, table = desk.project / "defter.html", desk.project / "defter.csv"
    desk("book", on=DAY, out_=str(page), evrak="E-9", language="tr")
    text = page.read_text("utf-8")
    assert "Güvenlik duvarı kural defteri" in text
    assert "SÜRESİ DOLDU" in text
    desk("book", on=DAY, out_=str(table), language="tr")
    assert "KAM-010" in table.read_text("utf-8-sig")
    assert "52 rows" in desk("book", on=DAY)


def test_a_block_reaches_the_generated_rules_and_goes_again(desk: Desk) -> None:
    told: dict[str, Any] = {"reason": "Tarama", "evrak": "E-99999999-934-17"}
    names = desk.project / "liste.txt"
    names.write_text("192.0.2.7  # tarayıcı\n198.18.0.0/24\n")
    desk("block", address=f"@{names}", hours=48, **told)

    def rendered() -> str:
        return desk("render", device="obb-mrk-ahb01-gvd01", on=DAY)

    assert "elements = { 192.0.2.7, 198.18.0.0/24 }" in rendered()
    told_tr = desk("flow", at=DAY, from_="kullanici", to="192.0.2.7", port="https", code=2, language="tr")
    assert "engelli adres" in told_tr
    assert "2 blocked, 0 of them over." in desk("list_")
    assert "FWL-006" in desk("block", address="10.0.0.0/8", code=1, **told)
    assert "PLN-013" in desk("block", address="192.0.2.9", reason="Tarama", code=1)
    assert "FWL-010" in desk("block", address="192.0.2.9", hours=0, code=1, **told)
    assert "CLI-004" in desk("unblock", address="192.0.2.7", reason=" ", code=1)
    told_back = desk("unblock", address="192.0.2.7", reason="Yanlış alarm")
    assert (
        '--limit role:firewall --reason "Yanlış alarm" --evrak E-99999999-934-17' in told_back
    )  # the block's document
    assert "elements = { 198.18.0.0/24 }" in rendered()
    assert "No block is over; 1 stand." in desk("expire")

    register = folder(desk) / "blocks.jsonl"
    whole = register.read_bytes()
    register.write_bytes(whole.splitlines(keepends=True)[0])  # the unblocking is lost
    assert "FWL-016" in desk("list_", code=1)
    assert "FWL-016" in desk("render", device="obb-mrk-ahb01-gvd01", on=DAY, code=1)
    assert "FWL-016" in desk("block", address="192.0.2.9", code=1, **told)
    register.write_bytes(whole)
    assert "1 blocked, 0 of them over." in desk("list_")


def test_without_a_policy_it_is_said_where_one_would_stand(desk: Desk) -> None:
    for file in folder(desk).glob("*.yml"):
        file.unlink()
    assert "FWL-014" in desk("check", code=1)


def test_a_plan_gets_each_firewalls_rules_and_none_that_would_cut_its_way(desk: Desk, project: Path) -> None:
    taken_ = snapshot.load(project / "var" / "snapshot.json")
    now = datetime.fromisoformat(f"{DAY}T09:00:00+03:00")
    names = {"obb-mrk-ahb01-gvd01", "obb-mrk-ot01-gvd01", "obb-mrk-ahb01-omr01"}
    found = planned.policies(folder(desk), taken_, names, now)
    assert set(found) == names - {"obb-mrk-ahb01-omr01"}
    assert len(found["obb-mrk-ahb01-gvd01"].rules) > len(found["obb-mrk-ot01-gvd01"].rules)
    file = folder(desk) / "30-yonetim.yml"
    file.write_text(
        file.read_text("utf-8").replace("  - id: YON-010\n", "  - id: YON-010\n    enabled: false\n"), "utf-8"
    )
    with pytest.raises(planned.ManagementCut, match="YON-900"):
        planned.policies(folder(desk), taken_, names, now)
    assert planned.policies(project / "none", taken_, names, now) == {}


@pytest.mark.parametrize("damage", ["  - id: YON-010\n    enabled: false\n", "  - id: YON-010\n    enabeld: false\n"])
def test_a_fault_of_the_firewall_policy_refuses_firewalls_and_no_other_device(
    desk: Desk, project: Path, damage: str
) -> None:
    file = folder(desk) / "30-yonetim.yml"
    file.write_text(file.read_text("utf-8").replace("  - id: YON-010\n", damage), "utf-8")
    taken_ = snapshot.load(project / "var" / "snapshot.json")
    names = ("obb-mrk-ahb01-gvd01", "obb-mrk-ahb01-omr01")
    rendered, refused = planning.render(Output("text", "en"), settings.load(), taken_, names)
    assert [one.device.name for one in rendered] == ["obb-mrk-ahb01-omr01"]
    assert [(one.device, one.code) for one in refused] == [
        ("obb-mrk-ahb01-gvd01", "YML-001" if "enabeld" in damage else "FWL-015")
    ]
