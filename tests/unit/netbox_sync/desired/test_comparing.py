"""What differs is told before anything is written, and what is written once never differs again."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.orneksehir import generate
from lab.orneksehir.wanted import wanted as municipality
from netbox_sync import faults
from netbox_sync.client import NetBox
from netbox_sync.desired import Prune, compare
from netbox_sync.desired.faults import NotComparable
from netbox_sync.desired.normal import equal, plain, sendable
from tests.unit.netbox_sync.desired.conftest import (
    SITE,
    bring,
    cable,
    contents,
    device,
    ground,
    held,
    interface,
    network,
    one,
)
from tests.unit.netbox_sync.netbox_front import Front


def changes(netbox: NetBox, *wanted: Any) -> dict[str, tuple[Any, Any]]:
    (operation,) = compare(netbox, wanted).operations
    assert operation.action == "update"
    return {change.field: (change.before, change.after) for change in operation.changes}


def test_the_whole_municipality_is_made_once_and_a_second_run_changes_nothing(direct: NetBox, journal: Path) -> None:
    wanted = municipality(generate("tiny"))
    outcome = bring(direct, wanted, journal, chunk=100)
    assert (outcome.whole, sum(outcome.created.values())) == (True, len(wanted))
    newest = max(held(direct, "core/object-changes", "id"))
    again = compare(direct, wanted)
    assert (again.empty, again.count("unchanged")) == (True, len(wanted))
    assert bring(direct, wanted, journal).whole
    assert max(held(direct, "core/object-changes", "id")) == newest


def test_an_empty_netbox_gets_everything_in_an_order_that_can_be_made(direct: NetBox) -> None:
    difference = compare(direct, network(3))
    assert difference.count("create") == len(network(3))
    levels = {operation.number: operation.level for operation in difference.operations}
    for operation in difference.operations:
        assert all(levels[number] < operation.level for number in operation.needs)
    late = [operation.label for operation in difference.operations if operation.late]
    assert late == ["sw01", "sw02", "sw03"]  # a device before its address, the address before it is primary


def test_nothing_is_asked_for_each_object(netbox: NetBox, line: Front, direct: NetBox, journal: Path) -> None:
    bring(direct, network(12), journal)
    line.seen.clear()
    assert compare(netbox, network(12)).empty
    assert len(line.seen) == 2 * 11  # a page and a stamp of each kind


def test_a_field_says_what_was_and_what_will_be(direct: NetBox, journal: Path) -> None:
    bring(direct, network(2), journal)
    assert changes(direct, device("sw01", serial="FOC9")) == {"serial": ("FOC0001", "FOC9")}
    assert changes(direct, device("sw01", status="planned")) == {"status": ("active", "planned")}
    assert changes(direct, device("sw01", serial=None)) == {"serial": ("FOC0001", None)}
    other = [
        one("dcim/sites", {"slug": "ili"}, name="Ilıca", status="active"),
        one("dcim/devices", {"name": "sw01"}, site={"slug": "ili"}),
    ]
    made, moved = compare(direct, other).operations
    assert (made.action, moved.needs) == ("create", (made.number,))
    assert [(change.field, change.before, change.after) for change in moved.changes] == [("site", "mrk", "ili")]


def test_what_is_not_named_is_left_as_it_is(direct: NetBox, journal: Path) -> None:
    bring(direct, [*network(1), device("sw01", comments="elle yazıldı", tags=[{"slug": "kritik"}])], journal)
    bring(direct, [device("sw01", serial="FOC9")], journal)
    (row,) = direct.page("dcim/devices", {"name": "sw01"})[1]
    assert (row["comments"], row["serial"], [tag["slug"] for tag in row["tags"]]) == (
        "elle yazıldı",
        "FOC9",
        ["kritik"],
    )


def test_tags_are_added_to_those_that_are_there(direct: NetBox, journal: Path) -> None:
    more = one("extras/tags", {"slug": "yedekli"}, name="Yedekli")
    bring(direct, [*network(1), device("sw01", tags=[{"slug": "kritik"}]), more], journal)
    wanted = device("sw01", tags=[{"slug": "yedekli"}])
    assert changes(direct, wanted) == {"tags": (["kritik"], ["kritik", "yedekli"])}
    bring(direct, [wanted], journal)
    assert compare(direct, [wanted, device("sw01", tags=[])]).empty
    assert [sorted(tag["slug"] for tag in tags) for tags in held(direct, "dcim/devices", "tags")] == [
        ["kritik", "yedekli"]
    ]


def test_custom_fields_are_compared_one_by_one(direct: NetBox, journal: Path) -> None:
    fields = [
        one("extras/custom-fields", {"name": "son_yedek"}, type="date", object_types=["dcim.device"]),
        one("extras/custom-fields", {"name": "doluluk"}, type="integer", object_types=["dcim.device"]),
        one(
            "extras/custom-fields",
            {"name": "yedegi"},
            type="object",
            object_types=["dcim.device"],
            related_object_type="dcim.device",
        ),
    ]
    wanted = device("sw01", custom_fields={"son_yedek": datetime.date(2026, 4, 20), "doluluk": 40})
    bring(direct, [*network(2), *fields, wanted], journal)
    assert compare(direct, [wanted]).empty
    later = device("sw01", custom_fields={"doluluk": 41, "yedegi": {"name": "sw02"}})
    assert changes(direct, later) == {"custom_fields.doluluk": (40, 41), "custom_fields.yedegi": (None, "sw02")}
    bring(direct, [later], journal)
    assert compare(direct, [wanted.model_copy(update={"body": {**wanted.body, "custom_fields": {}}}), later]).empty
    (there, _) = held(direct, "dcim/devices", "custom_fields")
    assert there["son_yedek"] == "2026-04-20"


def test_a_cable_is_the_same_whichever_way_round_it_is_named(direct: NetBox, journal: Path) -> None:
    bring(direct, network(3), journal)
    assert compare(direct, [cable("sw02", "Gi1/0/1", "sw01", "Gi1/0/2")]).empty
    ports = [interface(name, "Gi1/0/9") for name in ("sw01", "sw03")]
    moved = cable("sw01", "Gi1/0/2", "sw03", "Gi1/0/9")
    bring(direct, ports, journal)
    (operation,) = compare(direct, [moved]).operations
    assert operation.action == "update"  # a port has one cable: this is the one, laid to another port
    bring(direct, [moved], journal)
    assert compare(direct, [moved]).empty
    assert ["sw01 Gi1/0/2", "sw03 Gi1/0/9"] in contents(direct)["cables"]
    assert len(contents(direct)["cables"]) == 2


def test_every_fault_is_told_at_once_with_its_place(direct: NetBox, journal: Path) -> None:
    bring(direct, [*network(1), one("ipam/ip-addresses", {"address": "10.0.0.1/24"}, row=1)][:-1], journal)
    twice = [one("ipam/ip-addresses", {"address": "10.9.9.9/32"}, row=1)]
    bring(direct, twice, journal)
    direct.create("ipam/vrfs", {"name": "MISAFIR", "enforce_unique": False})
    direct.create("ipam/ip-addresses", {"address": "10.9.9.9/32", "vrf": {"name": "MISAFIR"}})
    wanted = [
        device("sw05", role={"slug": "erişim-yok"}).model_copy(update={"origin": ground()[0].origin}),
        device("sw06", platform={"slug": "ios-yok"}),
        one("ipam/ip-addresses", {"address": "10.9.9.9/32"}, row=7, description="hangisi"),
        device("sw01", serial="A"),
        device("sw01", serial="B"),
        one("dcim/sites", SITE, row=9, custom_fields={"yok": 1}),
    ]
    with pytest.raises(NotComparable) as caught:
        compare(direct, wanted)
    told = [(problem.label, problem.field) for problem in caught.value.problems]
    assert sorted(told) == [
        ("10.9.9.9/32", ""),
        ("mrk", "custom_fields.yok"),
        ("sw01", "serial"),
        ("sw05", "role"),
        ("sw06", "platform"),
    ]
    assert {problem.origin.row for problem in caught.value.problems} >= {7, 9}
    for language in ("en", "tr"):
        assert all(problem.message(language) for problem in caught.value.problems)
        assert "sw06" in caught.value.message(language)


def test_what_two_places_say_of_one_object_is_put_together(direct: NetBox, journal: Path) -> None:
    bring(direct, ground(), journal)
    both = [device("sw01", serial="FOC1"), one("dcim/devices", {"name": "sw01"}, comments="depoda")]
    (operation,) = compare(direct, both).operations
    assert (operation.body["serial"], operation.body["comments"]) == ("FOC1", "depoda")


def test_an_object_that_needs_itself_is_a_fault(direct: NetBox) -> None:
    ring = [
        one("dcim/regions", {"slug": "a"}, name="A", parent={"slug": "b"}),
        one("dcim/regions", {"slug": "b"}, name="B", parent={"slug": "a"}),
    ]
    with pytest.raises(NotComparable, match="needs itself"):
        compare(direct, ring)


def test_parents_of_any_depth_come_first(direct: NetBox, journal: Path) -> None:
    chain = [one("dcim/regions", {"slug": "r0"}, name="R0")]
    chain += [one("dcim/regions", {"slug": f"r{n}"}, name=f"R{n}", parent={"slug": f"r{n - 1}"}) for n in range(1, 30)]
    assert bring(direct, chain[::-1], journal).whole
    assert compare(direct, chain).empty


def test_a_kind_that_is_not_known_is_a_fault(direct: NetBox) -> None:
    with pytest.raises(NotComparable, match="dcim/teleporters"):
        compare(direct, [one("dcim/teleporters", {"name": "x"})])


def test_a_page_that_changes_while_it_is_read_is_read_again(
    netbox: NetBox, line: Front, direct: NetBox, journal: Path
) -> None:
    bring(direct, network(2), journal)

    def somebody_works() -> None:
        row = direct.page("dcim/devices", {"name": "sw02"})[1][0]
        direct.update("dcim/devices", row["id"], {"serial": "ELLE"})

    line.on(r"GET /api/dcim/devices/.*ordering=-last_updated", before=somebody_works)
    assert changes(netbox, device("sw02", serial="FOC0002")) == {"serial": ("ELLE", "FOC0002")}


def test_beside_somebody_who_goes_on_writing_an_import_compares_all_the_same(
    netbox: NetBox, line: Front, direct: NetBox, journal: Path
) -> None:
    bring(direct, network(), journal)
    site, numbers = held(direct, "dcim/sites", "id")[0], iter(range(1000))

    def write() -> None:
        direct.create("ipam/vlans", {"vid": 100 + next(numbers), "name": "başkasının", "site": site})

    line.on("GET /api/", times=None, before=write)
    assert compare(netbox, network()).empty
    with pytest.raises(faults.KeepsChanging):  # what would be deleted is worked out of one moment alone
        compare(netbox, network(), prune=Prune())


@pytest.mark.parametrize(
    ("field", "wanted", "there"),
    [
        ("mac_address", "00-11-22-aa-bb-cc", "00:11:22:AA:BB:CC"),
        ("mac_address", "0011.22aa.bbcc", "00:11:22:AA:BB:CC"),
        ("address", "10.0.0.1", "10.0.0.1/32"),
        ("address", "2001:DB8:0::1/64", "2001:db8::1/64"),
        ("prefix", "10.0.0.7/24", "10.0.0.0/24"),
        ("status", "active", {"value": "active", "label": "Active"}),
        ("latitude", Decimal("41.008200"), 41.0082),
        ("u_height", 1, 1.0),
        ("vcpus", "2.50", 2.5),
        ("dns_name", "SW01.Ornek.Example", "sw01.ornek.example"),
        ("description", "  Merkez  ", "Merkez"),
        ("description", None, ""),
        ("install_date", datetime.date(2026, 4, 20), "2026-04-20"),
        ("expires", "2026-04-20T10:00:00+03:00", "2026-04-20T07:00:00Z"),
        ("object_types", ["dcim.site", "dcim.device"], ["dcim.device", "dcim.site"]),
        ("vid_ranges", [[1, 4094]], [[1, 4094]]),
        ("local_context_data", {"a": 1.0}, {"a": 1}),
        ("tags", [], None),
    ],
)
def test_what_netbox_writes_otherwise_is_the_same(field: str, wanted: Any, there: Any) -> None:
    assert equal(field, wanted, there)


@pytest.mark.parametrize(
    ("field", "wanted", "there"),
    [
        ("enabled", True, 1),
        ("enabled", False, None),
        ("description", "Kırlı", "Kirli"),
        ("serial", "007", "7"),
        ("columns", ["name", "id"], ["id", "name"]),
        ("mac_address", "00:11:22:AA:BB:CC", None),
        ("local_context_data", {"a": " x"}, {"a": "x"}),
    ],
)
def test_what_differs_is_not_the_same(field: str, wanted: Any, there: Any) -> None:
    assert not equal(field, wanted, there)


@given(field=st.sampled_from(["description", "serial", "comments", "name"]), text=st.text(max_size=40))
def test_text_is_what_it_is_sent_as(field: str, text: str) -> None:
    assert equal(field, text, sendable(field, text))
    assert plain(field, sendable(field, text)) == plain(field, text)


def test_names_that_differ_in_capitals_alone_are_one_object_told_twice(direct: NetBox, journal: Path) -> None:
    bring(direct, network(1), journal)
    with pytest.raises(NotComparable) as caught:
        compare(
            direct, [device("SW01"), interface("sw01", "gi1/0/1"), interface("sw01", "Te1"), interface("sw01", "TE1")]
        )
    problems: Any = caught.value.fields["problems"]
    told = [(one.endpoint, one.label) for one in problems]
    assert sorted(told) == [
        ("dcim/devices", "SW01"), ("dcim/interfaces", "sw01 TE1"), ("dcim/interfaces", "sw01 gi1/0/1"),
    ]  # fmt: skip
