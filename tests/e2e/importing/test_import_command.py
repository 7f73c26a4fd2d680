"""inv netbox.import as it is typed: faults, difference, application, nothing more to do."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from altyapi.settings import PACKAGE_ROOT
from netbox_sync import licences
from netbox_sync.client import NetBox
from tests.support import processes

CAMERAS = {
    "Yerleşkeler": "Ad;Kısa ad\nMerkez;merkez\n",
    "Üreticiler": "Ad\nAxis\nCisco\n",
    "Cihaz modelleri": "Üretici;Model\nAxis;P3245\nCisco;C9200\n",
    "Cihaz rolleri": "Ad;Kısa ad\nIP kamera;camera\nKenar anahtarı;access-switch\n",
    "Cihazlar": "Ad;Yerleşke;Rol;Model\nsw1;Merkez;access-switch;C9200\n",
    "Arayüzler": "Cihaz;Ad;Tür\nsw1;Gi1;1G\nsw1;Gi2;1G\n",
    "Önekler": "Önek;Yerleşke\n10.64.48.0/22;Merkez\n",
    "Kameralar": "Ad;Bina;Model;IP;MAC;Anahtar;Switch port\n"
    "kam1;Merkez;P3245;10.64.48.11;001b.4411.3ab7;sw1;Gi1\nkam2;Merkez;P3245;10.64.48.12;;;\n",
    "Lisanslar": "Lisans no;Ürün;Yayıncı;Adet;Bitiş\nLIS-1;Ofis paketi;Örnek Yazılım;120;31.05.2026\n",
}

EVRAK = "E-99999999-755.02-118"


class Told(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


class Desk(NamedTuple):
    """A NetBox of its own and a folder with the files."""

    url: str
    token: str
    folder: Path

    def inv(self, *words: str, **variables: str) -> Told:
        environment = {
            **os.environ,
            "NETBOX_URL": self.url,
            "NETBOX_TOKEN": self.token,
            "ALTYAPI_STATE_DIR": str(self.folder / "state"),
            "ALTYAPI_REGISTERS_DIR": str(self.folder / "registers"),
            "ALTYAPI_NO_LAB": "1",
            "ALTYAPI_LANG": "en",
            **variables,
        }
        done = processes.inv(*words, environment=environment, folder=PACKAGE_ROOT)
        return Told(done.returncode, done.stdout, done.stderr)

    def files(self, sheets: dict[str, str], name: str) -> list[str]:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        for title, text in sheets.items():
            (folder / f"{title}.csv").write_text(text, "utf-8-sig")
        return [str(folder / f"{title}.csv") for title in sheets]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    from lab.netbox import running  # noqa: PLC0415  # only these tests need it

    with running() as stand_in:
        yield Desk(stand_in.url, stand_in.token, tmp_path_factory.mktemp("desk"))


def test_faults_change_nothing_and_leave_a_marked_copy(desk: Desk) -> None:
    bad = CAMERAS | {"Kameralar": CAMERAS["Kameralar"].replace("Gi1", "Gi9").replace("10.64.48.12", "10.99.0.1")}
    files = desk.files(bad, "bad")
    copy = desk.folder / "bad.xlsx"
    told = desk.inv("netbox.import", *files, "--fixup", str(copy))
    assert told.code == 1
    assert "IMP-083 Kameralar.csv Kameralar G2 (Switch port)" in told.out
    assert "The device has no such interface: sw1: Gi9. Nearest: Gi" in told.out
    assert "IMP-106 Kameralar.csv Kameralar D3 (IP)" in told.out
    assert max(len(line) for line in told.out.replace(str(copy), "").splitlines() if "./inv" not in line) <= 100
    assert [row[0] for row in openpyxl.load_workbook(copy)["#Faults"].iter_rows(min_row=2, values_only=True)] == [
        "IMP-083",
        "IMP-106",
    ]
    as_data = desk.inv("netbox.import", *files, "--fixup", str(copy), "--format", "json", "--lang", "tr").data
    assert [fault["code"] for fault in as_data["faults"]] == ["IMP-083", "IMP-106"]
    with NetBox(desk.url, desk.token) as netbox:
        assert netbox.page("dcim/sites", {"limit": 1})[0] == 0


def test_the_difference_is_shown_applied_and_then_there_is_none(desk: Desk) -> None:
    files = desk.files(CAMERAS, "good")
    shown = desk.inv("netbox.import", *files)
    assert shown.code == 2
    assert "Nothing is changed yet" in shown.out
    assert "+ LIS-1: Ofis paketi" in shown.out
    assert not (desk.folder / "registers" / "licences.yml").exists()
    refused = desk.inv("netbox.import", *files, "--apply")
    assert (refused.code, "CLI-004" in refused.err) == (1, True)
    applied = desk.inv(
        "netbox.import", *files, "--apply", "--reason", "new cameras", "--evrak", EVRAK, "--format", "json"
    )
    assert applied.code == 0, applied.err
    assert applied.data["outcome"]["refusals"] == []
    again = desk.inv("netbox.import", *files, "--apply", "--reason", "new cameras")
    assert (again.code, "No changes: NetBox holds everything" in again.out) == (0, True)
    assert [one.product for one in licences.load(desk.folder / "registers" / "licences.yml").licences] == [
        "Ofis paketi"
    ]
    with NetBox(desk.url, desk.token) as netbox:
        camera = netbox.page("dcim/devices", {"name": "kam1"})[1][0]
        port = netbox.page("dcim/interfaces", {"device": "kam1"})[1][0]
        change = netbox.page("core/object-changes", {"limit": 1})[1][0]
    assert camera["role"]["slug"] == "camera"
    assert camera["primary_ip4"]["address"] == "10.64.48.11/22"
    assert port["primary_mac_address"]["mac_address"] == "00:1B:44:11:3A:B7"
    assert port["connected_endpoints"][0]["name"] == "Gi1"
    assert change["message"].startswith(f"new cameras ({EVRAK})")
    ended = desk.files(
        {"Lisanslar": "Lisans no;Ürün;Yayıncı;Adet;Başlangıç\nLIS-1;Ofis paketi;Örnek Yazılım;120;01.06.2026\n"},
        "ended",
    )
    contradicted = desk.inv("netbox.import", *ended, "--apply", "--reason", "renewed")
    assert (contradicted.code, "CLI-014" in contradicted.err) == (1, True)
    assert licences.load(desk.folder / "registers" / "licences.yml").licences[0].start is None


def test_a_document_number_that_the_policy_refuses_changes_nothing(desk: Desk) -> None:
    files = desk.files({"Bölgeler": "Ad\nIlıca\n"}, "region")
    refused = desk.inv("netbox.import", *files, "--apply", "--reason", "x", "--evrak", "soon")
    assert (refused.code, "PLN-" in refused.err) == (1, True)
    with NetBox(desk.url, desk.token) as netbox:
        assert netbox.page("dcim/regions", {"limit": 1})[0] == 0


def test_offline_asks_no_netbox_and_can_apply_nothing(desk: Desk) -> None:
    assert desk.inv("netbox.pull").code == 0
    files = desk.files(
        {"Yerleşkeler": "Ad\nMerkez\n", "Kameralar": "Ad;Bina;Model;Rol\nkam9;Merkezz;P3245;camera\n"}, "offline"
    )
    told = desk.inv(
        "netbox.import", *files, "--offline", "--fixup", str(desk.folder / "o.xlsx"), NETBOX_URL="http://127.0.0.1:1"
    )
    assert (told.code, "Nearest: Merkez" in told.out) == (1, True)
    assert "CLI-013" in desk.inv("netbox.import", *files, "--offline", "--apply", "--reason", "x").err


def test_a_template_is_written_and_reads_as_nothing(desk: Desk) -> None:
    path = desk.folder / "t.xlsx"
    assert desk.inv("netbox.template", "--out", str(path), "--lang", "tr").code == 0
    told = desk.inv("netbox.import", str(path))
    assert (told.code, "No changes" in told.out) == (0, True)
    assert "CLI-012" in desk.inv("netbox.template", "--out", str(path), "--lang", "de").err


def test_a_workbook_that_may_have_been_filled_in_is_not_written_over(desk: Desk) -> None:
    path = desk.folder / "filled.xlsx"
    path.write_bytes(b"work of a day")
    assert "CLI-016" in desk.inv("netbox.template", "--out", str(path)).err
    assert "CLI-016" in desk.inv("netbox.import", str(path), "--fixup", str(path)).err
    assert path.read_bytes() == b"work of a day"
    assert "--out filled.xlsx" in desk.inv("netbox.template", "--out", "filled.csv").err


def test_what_to_type_next_holds_the_options_and_is_quoted(desk: Desk) -> None:
    (path,) = desk.files({"Yeni bölgeler": "Ad\nÇınarlı\n"}, "steps")
    shown = desk.inv("netbox.import", path, "--sheet", "Bölgeler", "--prune", "--prune-limit", "7")
    assert shown.code == 2, shown.err
    words = shlex.split(shown.out.split("Next: ")[1].strip())
    assert words[words.index("./inv") :] == [
        *("./inv", "netbox.import", path, "--sheet", "Bölgeler", "--prune", "--prune-limit=7"),
        *("--apply", "--reason", "…"),
    ]


def test_no_copy_is_offered_of_files_that_can_not_be_read(desk: Desk) -> None:
    told = desk.inv("netbox.import", str(desk.folder / "none.xlsx"), ALTYAPI_LANG="tr")
    assert (told.code, "IMP-001" in told.out) == (1, True)
    assert "İşaretli kopya" not in told.out
    assert not (desk.folder / "none-duzelt.xlsx").exists()


def test_files_that_can_not_be_used_are_told_before_any_netbox_is_asked(desk: Desk) -> None:
    (desk.folder / "belge.xlsx").write_bytes(b"%PDF-1.7 not a workbook")
    files = [str(desk.folder / "none.xlsx"), str(desk.folder / "belge.xlsx")]
    for url in ("", "http://127.0.0.1:1"):
        told = desk.inv("netbox.import", *files, "--format", "json", NETBOX_URL=url)
        assert told.code == 1
        assert [(one["code"], one["file"]) for one in told.data["faults"]] == list(
            zip(("IMP-001", "IMP-003"), files, strict=True)
        )


def test_without_a_netbox_the_last_snapshot_is_offered(desk: Desk) -> None:
    assert desk.inv("netbox.pull").code == 0
    (path,) = desk.files({"regions": "Ad\nIlıca\n"}, "unset")
    told = desk.inv("netbox.import", path, NETBOX_URL="")
    assert (told.code, "SET-002" in told.err) == (1, True)
    assert f"./inv netbox.import {path} --offline" in told.err
    assert (
        "--offline" not in desk.inv("netbox.import", path, NETBOX_URL="", ALTYAPI_STATE_DIR=str(desk.folder / "x")).err
    )


def test_a_csv_whose_name_is_no_sheet_is_asked_which_it_is_and_not_copied(desk: Desk) -> None:
    (path,) = desk.files({"liste": "Ad;Üst bölge\nIlıca;\n"}, "untold")
    told = desk.inv("netbox.import", path, ALTYAPI_LANG="tr")
    assert (told.code, "IMP-020" in told.out) == (1, True)
    assert f"./inv netbox.import {path} --sheet …" in told.out
    assert "İşaretli kopya" not in told.out
    assert [one.name for one in Path(path).parent.iterdir()] == ["liste.csv"]
    assert desk.inv("netbox.import", path, "--sheet", "Bölgeler").code == 2


def test_past_the_limit_of_deletion_what_would_go_is_shown_before_the_refusal(desk: Desk) -> None:
    names = [f"silinen{number}" for number in range(12)]
    rows = "".join(f"{name};Depo;sunucu;R750\n" for name in names)
    ground = {
        "Yerleşkeler": "Ad;Kısa ad\nDepo;depo\n",
        "Üreticiler": "Ad\nDell\n",
        "Cihaz modelleri": "Üretici;Model\nDell;R750\n",
        "Cihaz rolleri": "Ad;Kısa ad\nSunucu;sunucu\n",
    }
    files = desk.files({**ground, "Cihazlar": f"Ad;Yerleşke;Rol;Model\n{rows}"}, "all")
    assert desk.inv("netbox.import", *files, "--apply", "--reason", "x").code == 0
    few = desk.files({"Cihazlar": "Ad;Yerleşke;Rol;Model\nsilinen0;depo;sunucu;R750\n"}, "few")
    told = desk.inv("netbox.import", *few, "--prune", ALTYAPI_LANG="tr")
    assert told.code == 1
    assert "- silinen1" in told.out
    assert "…ve 1 tane daha" in told.out
    assert "DES-002" in told.err
    assert "cihazlar: 11/12" in told.err
    whole = desk.inv("netbox.import", *few, "--prune", "--format", "json").data
    assert [one["label"] for one in whole["removals"]] == sorted(names[1:], key=lambda name: int(name[7:]))
    assert whole["error"]["code"] == "DES-002"
