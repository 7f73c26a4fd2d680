"""What one cell means, by its column's type."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netbox_sync.importer import kinds, values
from netbox_sync.importer.faults import FaultKind
from netbox_sync.importer.layout import Column, Type, fold, layouts
from netbox_sync.importer.raw import Padded, Raw
from netbox_sync.importer.records import layout_of
from netbox_sync.importer.values import MISSING


def _column(kind: Type, **more: Any) -> Column:
    return Column(field="x", tr="X", en="X", type=kind, **more)


def _convert(column: Column, raw: Raw) -> tuple[Any, list[str]]:
    told: list[str] = []

    def report(kind: FaultKind, value: object = "", **fields: object) -> None:
        kind.en.format(value=value, header="", **{name.removeprefix("en_"): one for name, one in fields.items()})
        told.append(kind.code)

    return values.convert(column, raw, report), told


GOOD: list[tuple[Column, Raw, Any]] = [
    (_column("text"), "  Çınarlı\u00a0 ilçesi ", "Çınarlı ilçesi"),
    (_column("text"), "S\u0327ahin", "Şahin"),
    (_column("text"), "Isı 10\u03bcm\u2003\u03a9", "Isı 10\u03bcm \u03a9"),
    (_column("text"), "\u041c\u043e\u0441\u043a\u0432\u0430", "\u041c\u043e\u0441\u043a\u0432\u0430"),
    (_column("text"), 12.0, "12"),
    (_column("text"), 1.5, "1.5"),
    (_column("text"), "(boş)", None),
    (_column("text"), "(BOŞ)", None),
    (_column("serial"), 869000000000000, "869000000000000"),
    (_column("serial"), Padded("00042"), "00042"),
    (_column("serial"), "8E12", "8E12"),  # a serial number may look so
    (_column("integer"), "12,0", 12),
    (_column("integer"), 12.0, 12),
    (_column("integer"), "0012", 12),
    (_column("decimal", digits=6), "41,0123456", 41.012346),
    (_column("decimal"), "2", 2),
    (_column("boolean"), "EVET", True),
    (_column("boolean"), "hayır", False),
    (_column("boolean"), "HAYIR", False),
    (_column("boolean"), "✓", True),
    (_column("boolean"), 0, False),
    (_column("boolean"), True, True),
    (_column("date"), datetime(2026, 12, 31), "2026-12-31"),  # noqa: DTZ001
    (_column("date"), date(2026, 1, 2), "2026-01-02"),
    (_column("date"), "1.2.2026", "2026-02-01"),
    (_column("date"), "2026-02-01", "2026-02-01"),
    (_column("choice", choices="device_status"), "AKTİF", "active"),
    (_column("choice", choices="device_status"), "Planlanan", "planned"),
    (_column("choice", choices="interface_type"), "2.5G", "2.5gbase-t"),
    (_column("choice", choices="interface_type"), "25G", "25gbase-x-sfp28"),
    (_column("choice", choices="interface_type"), "SFP+ (10GE)", "10gbase-x-sfpp"),
    (_column("mac"), "001b.4411.3ab7", "00:1B:44:11:3A:B7"),
    (_column("mac"), "00-1b-44-11-3a-b7", "00:1B:44:11:3A:B7"),
    (_column("mac"), "001B44113AB7", "00:1B:44:11:3A:B7"),
    (_column("address"), "10.0.0.1 / 24", "10.0.0.1/24"),
    (_column("address"), "10.0.0.1 255.255.255.0", "10.0.0.1/24"),
    (_column("address"), "10.0.0.1", "10.0.0.1"),
    (_column("address"), "2001:DB8::1/64", "2001:db8::1/64"),
    (_column("prefix"), "10.0.0.0/8", "10.0.0.0/8"),
    (_column("colour"), "#AA1409", "aa1409"),
    (_column("colour"), 112233, "112233"),
    (_column("json"), '{"a": 1}', {"a": 1}),
    (_column("time_zone"), "Europe/Istanbul", "Europe/Istanbul"),
    (_column("hostname"), "obb-mrk-ahb01.example", "obb-mrk-ahb01.example"),
    (_column("refs"), "a, b;a\nc", ("a", "b", "c")),
    (_column("vlan"), 30.0, "30"),
    (_column("text"), None, MISSING),
    (_column("text"), "   ", MISSING),
]


@pytest.mark.parametrize(("column", "raw", "expected"), GOOD, ids=lambda one: str(one)[:40])
def test_a_cell_gives_its_value(column: Column, raw: Raw, expected: Any) -> None:
    found, told = _convert(column, raw)
    assert found == expected
    assert set(told) <= {"IMP-071"}


BAD: list[tuple[Column, Raw, str]] = [
    (_column("text", max=5), "altı harf", "IMP-043"),
    (_column("text"), "sw\u202e10-ahb", "IMP-062"),  # turns the rest of the line round
    (_column("text"), "\u2066abc", "IMP-062"),
    (_column("text"), "sw\u115f1", "IMP-062"),  # a letter that shows nothing
    (_column("text"), "sw\ue0001", "IMP-062"),
    (_column("integer"), "100.000", "IMP-044"),
    (_column("integer"), "12 adet", "IMP-044"),
    (_column("integer"), 1.5, "IMP-044"),
    (_column("integer"), True, "IMP-044"),
    (_column("integer", min=1, max=4094), 4095, "IMP-045"),
    (_column("serial"), "8.69E+14", "IMP-046"),
    (_column("serial"), 8.69e17, "IMP-046"),
    (_column("mac"), "1,23E+11", "IMP-046"),
    (_column("date"), "31.02.2026", "IMP-047"),
    (_column("date"), 46112, "IMP-047"),
    (_column("boolean"), "belki", "IMP-048"),
    (_column("choice", choices="device_status"), "uçuyor", "IMP-049"),
    (_column("mac"), "00:1B:44:11:3A", "IMP-050"),
    (_column("mac"), "01:00:5e:00:00:01", "IMP-050"),
    (_column("mac"), "00:00:00:00:00:00", "IMP-050"),
    (_column("address"), "10.0.0.256", "IMP-051"),
    (_column("address"), "10.064.0.1/22", "IMP-051"),
    (_column("address"), 10.64, "IMP-051"),
    (_column("address", version=4), "2001:db8::1/64", "IMP-051"),
    (_column("prefix"), "10.0.0.0", "IMP-052"),
    (_column("prefix"), "10.0.0.1/24", "IMP-053"),
    (_column("slug"), "Ağ Odası", "IMP-054"),
    (_column("hostname"), "Ağ anahtarı 1", "IMP-055"),
    (_column("hostname"), "-sw1", "IMP-055"),
    (_column("hostname"), "a" * 64, "IMP-055"),
    (_column("colour"), "kırmızı", "IMP-056"),
    (_column("email"), "kul0001", "IMP-057"),
    (_column("json"), "[1]", "IMP-058"),
    (_column("time_zone"), "Istanbul", "IMP-059"),
    (_column("decimal"), "1.000,5", "IMP-060"),
    (_column("text"), datetime(2026, 2, 1), "IMP-061"),  # noqa: DTZ001
    (_column("refs"), datetime(2026, 2, 1), "IMP-061"),  # noqa: DTZ001
    (_column("text"), "a\x07b", "IMP-062"),
    (_column("text"), "Ã‡Ä±narlÄ±", "IMP-073"),
]


@pytest.mark.parametrize(("column", "raw", "code"), BAD, ids=lambda one: str(one)[:40])
def test_a_cell_that_says_nothing_usable_is_told(column: Column, raw: Raw, code: str) -> None:
    assert _convert(column, raw) == (MISSING, [code])


def test_look_alikes_are_told_and_kept() -> None:
    assert _convert(_column("text"), "\u0455w1") == ("\u0455w1", ["IMP-070"])
    assert _convert(_column("text"), "Güvenliđi") == ("Güvenliđi", ["IMP-070"])


@given(st.integers(0, 2**40 - 1), st.sampled_from([":", "-", "", ".", "upper"]))
def test_any_form_of_a_mac_address_is_the_same_address(low: int, form: str) -> None:
    digits = f"00{low:010x}"
    pairs = [digits[at : at + 2] for at in range(0, 12, 2)]
    written = {
        ":": ":".join(pairs),
        "-": "-".join(pairs),
        "": digits,
        ".": f"{digits[:4]}.{digits[4:8]}.{digits[8:]}",
        "upper": ":".join(pairs).upper(),
    }[form]
    expected = ":".join(pairs).upper() if low else None
    assert values.mac(written) == expected


HEADERS = [
    (layout.sheet, column.field, word)
    for layout in layouts().values()
    for column in layout.columns
    for word in (column.tr, column.en)
]


@given(st.sampled_from(HEADERS), st.sampled_from([" ", "_", "-", ".", ""]), st.booleans())
def test_a_header_is_known_in_any_case_spacing_and_without_dots(
    header: tuple[str, str, str], space: str, capitals: bool
) -> None:
    from netbox_sync.text import to_ascii, tr_upper  # noqa: PLC0415

    _, _, word = header
    written = word.replace(" ", space)
    for form in (tr_upper(written) if capitals else written, to_ascii(written), f" {written} *"):
        assert fold(form) == fold(word)


@given(st.sampled_from(sorted(layouts())), st.sampled_from(["", " (2)", "-2026", " 2026-04-20", "_01"]))
def test_a_sheet_is_known_behind_a_copys_number_or_a_date(sheet: str, tail: str) -> None:
    found = layout_of(layouts()[sheet].tr + tail)
    assert found is not None
    assert found.sheet == sheet


def test_each_kind_of_fault_has_a_code_of_its_own() -> None:
    codes = [one.code for one in kinds.ALL]
    assert len(codes) > 80
    assert len(set(codes)) == len(codes)
