"""What a --limit means: the grammar, and that nothing is ever selected by a slip."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netbox_sync import faults, snapshot
from netbox_sync.model import Device, DeviceType, Platform, Region, Role, Site, Snapshot, Source, Tables, Tenant
from netbox_sync.selection import select


def device(number: int, name: str, site: str, role: str, **fields: object) -> Device:
    kind = {"device_type": "c2960x", "manufacturer": "cisco", "status": "active", **fields}
    return Device.model_validate({"id": number, "name": name, "site": site, "role": role, **kind})


def town() -> Snapshot:
    tables = Tables(
        regions=(
            Region(id=1, name="Örnekşehir", slug="orneksehir"),
            Region(id=2, name="Merkezkent", slug="merkezkent", parent="orneksehir"),
            Region(id=3, name="Çınarlı", slug="cinarli", parent="orneksehir"),
        ),
        sites=(
            Site(id=1, name="AHB", slug="mrk-ahb01", status="active", region="merkezkent"),
            Site(id=2, name="HB", slug="cin-hb01", status="active", region="cinarli"),
            Site(id=3, name="Depo", slug="depo", status="planned"),
        ),
        tenants=(Tenant(id=1, name="Bilgi İşlem", slug="bilgi-islem"),),
        roles=(Role(id=1, name="Access", slug="access-switch"), Role(id=2, name="Core", slug="core-switch")),
        platforms=(Platform(id=1, name="IOS", slug="cisco-ios"), Platform(id=2, name="VRP", slug="huawei-vrp")),
        device_types=(DeviceType(id=1, model="C2960X", slug="c2960x", manufacturer="cisco"),),
        devices=(
            device(1, "obb-mrk-ahb01-omr01", "mrk-ahb01", "core-switch", platform="cisco-ios", tags=("kritik",)),
            device(2, "obb-mrk-ahb01-ers01", "mrk-ahb01", "access-switch", platform="cisco-ios", tenant="bilgi-islem"),
            device(3, "obb-mrk-ahb01-ers02", "mrk-ahb01", "access-switch", status="planned", location="kat-2"),
            device(4, "obb-cin-hb01-ers01", "cin-hb01", "access-switch", tags=("kritik", "pilot")),
            device(5, "depo-1", "depo", "access-switch", status="yok-boyle"),
        ),
    )
    source = Source(url="https://netbox.example", version="4.4.10", taken="2026-04-20T09:00:00+03:00", duration_ms=1)
    return Snapshot(source=source, digest=snapshot.digest(tables), tables=tables)


TOWN = town()
CORE, ERS1, ERS2, CIN, DEPO = (each.name for each in TOWN.tables.devices)
ALL = {CORE, ERS1, ERS2, CIN, DEPO}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("all", ALL),
        ("*", ALL),
        ("site:mrk-ahb01", {CORE, ERS1, ERS2}),
        ("site:*-hb01", {CIN}),
        ("role:access-switch", {ERS1, ERS2, CIN, DEPO}),
        ("region:merkezkent", {CORE, ERS1, ERS2}),
        ("region:orneksehir", {CORE, ERS1, ERS2, CIN}),
        ("tag:kritik", {CORE, CIN}),
        ("tenant:bilgi-islem", {ERS1}),
        ("platform:cisco-ios", {CORE, ERS1}),
        ("status:planned", {ERS2}),
        ("status:yok-boyle", {DEPO}),
        ("type:c2960x", ALL),
        ("manufacturer:cisco", ALL),
        ("location:kat-2", {ERS2}),
        (ERS1, {ERS1}),
        (f"device:{ERS1}", {ERS1}),
        ("obb-mrk-*", {CORE, ERS1, ERS2}),
        ("obb-???-*-ers0[12]", {ERS1, ERS2, CIN}),
        ("site:depo,tag:pilot", {DEPO, CIN}),
        ("role:access-switch&region:merkezkent", {ERS1, ERS2}),
        (f"role:access-switch&region:merkezkent&!{ERS2}", {ERS1}),
        (f" role:access-switch & region: merkezkent & ! {ERS2} ", {ERS1}),
        ("site:depo,role:access-switch&region:merkezkent", {DEPO, ERS1, ERS2}),
        # as Ansible's patterns: exclusions and intersections of their own apply to the union of all other parts
        (f"site:mrk-ahb01,!{ERS1}", {CORE, ERS2}),
        (f"!{ERS1},site:mrk-ahb01", {CORE, ERS2}),
        ("site:mrk-ahb01,site:cin-hb01,&tag:kritik", {CORE, CIN}),
        ("&tag:kritik,site:mrk-ahb01", {CORE}),
        ("!site:mrk-ahb01", {CIN, DEPO}),
        ("!site:mrk-ahb01,!depo-1", {CIN}),
        ("!tag:pilot&tag:kritik", {CORE}),
        ("all,!role:core-switch", ALL - {CORE}),
    ],
)
def test_selects_what_the_expression_says(expression: str, expected: set[str]) -> None:
    assert select(TOWN, expression) == tuple(sorted(expected))


@pytest.mark.parametrize(
    "expression",
    [
        *(
            "",
            " ",
            ",",
            "site:depo,",
            "&",
            "!",
            "site:depo&",
            "&&depo-1",
            "!!depo-1",
            "!&depo-1",
            "site:",
            ":depo",
            "@",
        ),
        *("sites:depo", "(site:depo)", "site:depo,(tag:pilot&depo-1)"),
    ],
)
def test_what_is_no_expression_is_refused(expression: str) -> None:
    with pytest.raises(faults.SelectionSyntax) as caught:
        select(TOWN, expression)
    assert caught.value.message("tr")


def test_an_unknown_kind_is_answered_with_the_kinds() -> None:
    with pytest.raises(faults.SelectionSyntax, match=r"no kind bolge; there are: site, role, .*region"):
        select(TOWN, "bolge:merkezkent")


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("site:mrk-ahb1", r"site:mrk-ahb1 \(≈ mrk-ahb01\)"),
        ("region:Merkezkent", r"region:Merkezkent \(≈ merkezkent\)"),
        ("obb-mrk-ahb01-ers03", r"device:obb-mrk-ahb01-ers03 \(≈ obb-mrk-ahb01-ers02"),
        ("tag:zzz", r"tag:zzz$"),
        ("site:xyz-*", "site:xyz-*"),
        ("status:activ", r"status:activ \(≈ active\)"),
        ("site:mrk-ahb01,!depo-2", r"device:depo-2 \(≈ depo-1\)"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(expression: str, told: str) -> None:
    with pytest.raises(faults.UnknownName, match=told):
        select(TOWN, expression)


def test_all_unknown_names_are_told_at_once() -> None:
    with pytest.raises(faults.UnknownName) as caught:
        select(TOWN, "site:x1,role:y2&tag:z3,!depo-9")
    assert [kind in str(caught.value) for kind in ("site:x1", "role:y2", "tag:z3", "device:depo-9")] == [True] * 4


@pytest.mark.parametrize("expression", ["status:offline", "site:depo&tag:kritik", "all,!*", "platform:huawei-vrp"])
def test_known_names_that_no_device_fits_are_an_error(expression: str) -> None:
    with pytest.raises(faults.EmptySelection, match="none of the 5 devices"):
        select(TOWN, expression)


def test_a_file_holds_names_and_comments(tmp_path: Path) -> None:
    (tmp_path / "pilot.txt").write_text(f"\ufeff# pilot\n{ERS1}  # first floor\r\n\n  {CIN}\n", encoding="utf-8")
    assert select(TOWN, "@pilot.txt", folder=tmp_path) == tuple(sorted((ERS1, CIN)))
    assert select(TOWN, "site:mrk-ahb01,!@pilot.txt", folder=tmp_path) == tuple(sorted((CORE, ERS2)))
    assert select(TOWN, f"@{tmp_path / 'pilot.txt'}&tag:kritik") == (CIN,)


def test_a_file_with_unknown_names_tells_all_of_them(tmp_path: Path) -> None:
    (tmp_path / "list").write_text(f"{ERS1}\nfoo-1\nbar-2\n")
    with pytest.raises(faults.UnknownName, match=r"device:bar-2.*device:foo-1"):
        select(TOWN, "@list", folder=tmp_path)


@pytest.mark.parametrize("content", [None, b"", b"# nothing\n", b"\xff\xfe\x00"])
def test_a_file_that_is_missing_empty_or_no_text_is_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "list").write_bytes(content)
    with pytest.raises(faults.NameFileUnreadable):
        select(TOWN, "@list", folder=tmp_path)


TERMS = st.sampled_from(["site:mrk-ahb01", "role:access-switch", "tag:kritik", "obb-*", ERS1, CIN, "status:active"])


def chosen(expression: str) -> set[str]:
    try:
        return set(select(TOWN, expression))
    except faults.EmptySelection:
        return set()


@given(TERMS, TERMS, TERMS)
def test_operators_are_those_of_sets_whatever_the_terms(a: str, b: str, c: str) -> None:
    assert chosen(f"{a},{b}") == chosen(a) | chosen(b)
    assert chosen(f"{a}&{b}") == chosen(a) & chosen(b)
    assert chosen(f"{a}&!{b}") == chosen(f"{a},!{b}") == chosen(a) - chosen(b)
    assert chosen(f"{a},{b}&{c}") == chosen(a) | (chosen(b) & chosen(c))
    assert chosen(f"{a},{b},!{c}") == (chosen(a) | chosen(b)) - chosen(c)
