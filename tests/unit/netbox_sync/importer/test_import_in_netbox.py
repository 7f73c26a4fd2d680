"""Faults that depend on what NetBox holds already, or on what can't be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from netbox_sync.importer.known import KnownRow, NothingKnown
from netbox_sync.importer.reading import Reading
from tests.unit.netbox_sync.importer.conftest import Holding, Sheets, told

Read = Callable[..., Reading]
SITES: Sequence[Sequence[Any]] = (("Ad",), ("A",))
TOWN: Sheets = {
    "Yerleşkeler": SITES,
    "Üreticiler": (("Ad",), ("Cisco",)),
    "Cihaz rolleri": (("Ad",), ("Anahtar",)),
    "Cihaz modelleri": (("Üretici", "Model"), ("Cisco", "C9200")),
}
SWITCH = ("sw1", "A", "Anahtar", "C9200")


class Offline(NothingKnown):
    """A snapshot that does not hold these."""

    def rows(self, sheet: str) -> Sequence[KnownRow]:
        return None if sheet == "regions" else super().rows(sheet)  # type: ignore[return-value]  # as Known has it


def _slugged(slug: str, name: str) -> KnownRow:
    return KnownRow({"slug": slug}, (slug, name))


def _vlan(group: str) -> KnownRow:
    key = {"group": {"slug": group}, "vid": 10}
    return KnownRow(key, ("YONETIM",), "a", {"vid": 10, "group": group, "site": "a"})


@pytest.mark.parametrize(("sheets", "held", "expected"), [
    ({"Yerleşkeler": (("bir", "iki"), ("üç", "dört"))}, {}, "IMP-025 Yerleşkeler"),
    ({"Yerleşkeler": (("Ad", "cf:yok"), ("A", "x"))}, {}, "IMP-028 Yerleşkeler B1"),
    (
        {"Konumlar": (("Yerleşke", "Ad"), ("Merkez", "Oda"))},
        {"sites": [_slugged("m-1", "Merkez"), _slugged("m-2", "Merkez")]},
        "IMP-081 Konumlar A2",
    ),
    (
        TOWN | {
            "Cihazlar": (("Ad", "Yerleşke", "Rol", "Model"), SWITCH),
            "Arayüzler": (("Cihaz", "Ad", "Tür", "Kip", "Etiketsiz VLAN"), ("sw1", "Gi1", "1G", "erişim", "10")),
        },
        {"vlans": [_vlan("bina"), _vlan("kampus")]},
        "IMP-085 Arayüzler E2",
    ),
    (
        TOWN | {"Cihazlar": (("Ad", "Yerleşke", "Rol", "Model", "Seri no"), (*SWITCH, "FOC1"))},
        {"devices": [KnownRow({"name": "sw9"}, ("sw9",), "a", {"serial": "FOC1", "asset_tag": None})]},
        "IMP-102 Cihazlar E2",
    ),
    (
        {"Yerleşkeler": (("Ad", "Kısa ad"), ("Belediye Sarayı", "saray"))},
        {"sites": [_slugged("bel-saray", "Belediye Sarayı")]},
        "IMP-103 Yerleşkeler A2",
    ),
])  # fmt: skip
def test_it_is_told_where_it_stands(
    reading: Read, sheets: Sheets, held: dict[str, list[KnownRow]], expected: str
) -> None:
    assert told(reading(sheets, Holding(held))) == [expected]


def test_what_the_snapshot_does_not_hold_is_noticed_and_stops_nothing(reading: Read) -> None:
    found = reading({"Bölgeler": (("Ad", "Üst"), ("Kuzey", "Merkez"))}, Offline())
    assert [(one.code, one.level) for one in (*found.faults, *found.notices)] == [("IMP-086", "notice")]


def test_an_address_is_a_devices_or_a_virtual_machines_and_never_both(reading: Read) -> None:
    header = ("Adres", "Cihaz", "Sanal makine", "Arayüz")
    found = reading({"IP adresleri": (header, ("10.0.0.5/24", "sw1", "vm1", "Gi1"))})
    assert "IMP-120 IP adresleri C2" in told(found)
