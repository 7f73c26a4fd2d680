"""What changed between two snapshots, and the snapshot as YAML."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
import yaml

from netbox_sync import comparison, export
from netbox_sync.masking import MASK, masked
from netbox_sync.model import Device, Interface, IPAddress, Site, Snapshot, Source, Tables, Vlan


def snapshot_of(**tables: object) -> Snapshot:
    source = Source(url="http://nb", version="4.4.10", taken="2026-11-22T01:00:00+00:00", duration_ms=1)
    return Snapshot(source=source, digest="", tables=Tables(**tables))


def device(number: int, **fields: object) -> Device:
    kind = {"status": "active", "site": "mrk", "role": "access", "device_type": "t", "manufacturer": "m"}
    return Device(**{"id": number, "name": f"sw{number}", **kind, **fields})


SITE = Site(id=1, name="Merkez", slug="mrk", status="active")


def test_a_change_says_which_field_of_which_object_and_where() -> None:
    port = Interface(id=7, device="sw1", name="Gi0/1", type="1000base-t", enabled=True, untagged_vlan=3)
    vlans = (Vlan(id=3, vid=10, name="yönetim", status="active"), Vlan(id=4, vid=20, name="kamera", status="active"))
    before = snapshot_of(sites=(SITE,), devices=(device(1),), interfaces=(port,), vlans=vlans)
    moved = port.model_copy(update={"untagged_vlan": 4})
    after = snapshot_of(sites=(SITE,), devices=(device(1),), interfaces=(moved,), vlans=vlans)
    (change,) = comparison.compare(before, after)
    assert (change.kind, change.action, change.name, change.site, change.device) == (
        *("interfaces", "changed", "sw1 Gi0/1", "mrk", "sw1"),
    )
    assert [each.model_dump() for each in change.fields] == [
        {"field": "untagged_vlan", "before": "10 yönetim", "after": "20 kamera"}
    ]
    assert comparison.compare(after, after) == ()


def test_what_came_and_went_is_told_by_name() -> None:
    before, after = snapshot_of(devices=(device(1), device(2))), snapshot_of(devices=(device(2), device(3)))
    assert [(each.action, each.name) for each in comparison.compare(before, after)] == [
        ("added", "sw3"),
        ("removed", "sw1"),
    ]


def test_the_same_change_of_many_is_told_once() -> None:
    before = snapshot_of(devices=tuple(device(number) for number in range(1, 12)))
    after = snapshot_of(devices=tuple(device(number, status="planned") for number in range(1, 12)))
    (group,) = comparison.grouped(comparison.compare(before, after))
    assert group.names == tuple(f"sw{number}" for number in range(1, 12))  # by number, not sw1, sw10, sw11, sw2
    assert [each.field for each in group.fields] == ["status"]


def test_custom_fields_are_compared_one_by_one() -> None:
    before = snapshot_of(devices=(device(1, custom_fields={"a": 1, "b": 2}),))
    after = snapshot_of(devices=(device(1, custom_fields={"a": 1, "b": 3}),))
    (change,) = comparison.compare(before, after)
    assert [(each.field, each.before, each.after) for each in change.fields] == [("custom_fields.b", 2, 3)]


def test_an_export_is_stable_and_leaves_out_ids(tmp_path: Path) -> None:
    address = IPAddress(id=9, address="10.0.0.1/24", status="active", device="sw1", interface="Vlan10")
    taken = snapshot_of(sites=(SITE,), devices=(device(2), device(1)), ip_addresses=(address,))
    assert export.write(taken, tmp_path) == (2, 0)
    held = yaml.safe_load((tmp_path / "sites" / "mrk.yml").read_text(encoding="utf-8"))
    assert [each["name"] for each in held["devices"]] == ["sw1", "sw2"]
    assert held["devices"][0]["ip_addresses"] == [{"address": "10.0.0.1/24", "interface": "Vlan10", "status": "active"}]
    assert "id" not in held["devices"][0]
    assert export.write(taken, tmp_path) == (0, 0)


def test_an_export_takes_away_what_is_gone_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "own.yml").write_text("mine: true\n", encoding="utf-8")
    export.write(snapshot_of(sites=(SITE,), devices=(device(1),)), tmp_path)
    assert export.write(snapshot_of(sites=(SITE,)), tmp_path) == (0, 1)
    assert sorted(each.name for each in tmp_path.rglob("*.yml")) == ["own.yml", "sites.yml"]


def test_an_export_holds_no_secret() -> None:
    context = {"snmp": {"community": "acik", "port": 161}, "users": [{"name": "ops", "password": "gizli"}]}
    taken = snapshot_of(devices=(device(1, config_context=context, custom_fields={"wifi_parola": "x", "not": "y"}),))
    (text,) = export.files(taken).values()
    assert "acik" not in text
    assert "gizli" not in text
    held = yaml.safe_load(text)["devices"][0]
    assert held["config_context"]["snmp"] == {"community": MASK, "port": 161}
    assert held["custom_fields"] == {"wifi_parola": MASK, "not": "y"}


def test_a_secret_that_changed_is_told_as_changed_and_not_shown() -> None:
    def taken(word: str) -> Snapshot:
        context = {"snmp": {"communities": [word]}, "radius": {"key": word, "port": 1812}, "secrets": {"enable": word}}
        return snapshot_of(devices=(device(1, config_context=context, custom_fields={"WIFI_ŞİFRE": word}),))

    (change,) = comparison.compare(taken("bir"), taken("iki"))
    assert [(each.field, each.before, each.after) for each in change.fields] == [
        ("config_context.radius.key", MASK, MASK),
        ("config_context.secrets.enable", MASK, MASK),
        ("config_context.snmp.communities", [MASK], [MASK]),
        ("custom_fields.WIFI_ŞİFRE", MASK, MASK),
    ]


def test_what_is_below_a_secret_key_is_masked_and_what_is_beside_it_is_not() -> None:
    assert masked("secrets", {"a": ["x", {"b": 1234}], "on": True, "none": None}) == {
        "a": [MASK, {"b": MASK}],
        "on": True,
        "none": None,
    }
    beside = {"monkey": "a", "keyboard": "b", "switch_anahtarlari": "c"}
    assert masked("context", beside) == beside


@pytest.mark.parametrize(
    "key",
    [
        "pass",
        "root_pass",
        "wifiPass",
        "enable-pass",
        "pin",
        "pw",
        "snmp_ro",
        "topluluk",
        "key_string",
        "preshared",
        "private_pem",
        "authorization",
        "anahtarlar",
        unicodedata.normalize("NFD", "şifre"),
        "PAROLA",
        "WİFİ_ŞİFRESİ",
    ],
)
def test_a_key_that_speaks_of_a_secret_is_known_however_it_is_written(key: str) -> None:
    assert masked(key, "Parola1") == MASK


@pytest.mark.parametrize("key", ["passive", "bypass", "spin", "pinned", "compass", "pwm", "keyboard", "yazıcı"])
def test_a_key_that_only_looks_like_one_is_shown(key: str) -> None:
    assert masked(key, "on") == "on"


def test_a_password_in_an_address_is_masked_wherever_it_stands() -> None:
    told = masked("rtsp_url", "rtsp://admin:Parola1@198.51.100.7/1 ya da https://op:p:w@kamera.example/")
    assert told == f"rtsp://admin:{MASK}@198.51.100.7/1 ya da https://op:{MASK}@kamera.example/"
    assert masked("url", "https://kamera.example:8443/a@b") == "https://kamera.example:8443/a@b"


def test_an_export_beside_files_of_any_kind(tmp_path: Path) -> None:
    (tmp_path / "latin5.yml").write_bytes("ad: Çınarlı\n".encode("iso-8859-9"))
    (tmp_path / "folder.yml").mkdir()
    export.write(snapshot_of(sites=(SITE,)), tmp_path)
    assert (tmp_path / "latin5.yml").read_bytes() == "ad: Çınarlı\n".encode("iso-8859-9")


def test_a_site_by_any_name_has_a_file_of_its_own() -> None:
    nowhere = Vlan(id=3, vid=10, name="hiçbir yerde", status="active")
    here = Vlan(id=4, vid=20, name="burada", status="active", site="none")
    files = export.files(snapshot_of(sites=(SITE.model_copy(update={"slug": "none"}),), vlans=(nowhere, here)))
    assert [name for name in files if name.startswith("sites/")] == ["sites/none.yml", "sites/~none.yml"]
