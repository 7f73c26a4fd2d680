"""Feed, pages and plain objects: one snapshot, whichever way it was read, and a feed that is used only where it is right."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from lab.netbox import running
from netbox_sync import faults, snapshot
from netbox_sync.client import OBJECT_TYPES, NetBox, Row
from netbox_sync.pull import feed, stamps, tables, template, tiers
from netbox_sync.pull.entries import ENTRIES, REFERRED
from netbox_sync.pull.refresh import refresh
from tests.unit.netbox_sync.netbox_front import Front, front
from tests.unit.netbox_sync.netbox_ground import Ground, Server, Yard

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def installed(server: Server, ground: Ground) -> Iterator[dict[str, int]]:
    """The feed's templates in NetBox: name → id."""
    del ground
    with NetBox(server.url, server.token) as netbox:
        yard = Yard(netbox)
        made = {each.key["name"]: yard.make(each.endpoint, **each.key, **each.body)["id"] for each in feed.templates()}
        yield made
        yard.clear()


@pytest.fixture
def custom(yard: Yard, ground: Ground) -> None:
    """Custom fields that are set, unset, and of a type that REST gives in its own form."""
    kinds = ["dcim.device"]
    yard.make("extras/custom-fields", name=f"{yard.prefix}_note", type="text", object_types=kinds)
    yard.make("extras/custom-fields", name=f"{yard.prefix}_end", type="date", object_types=kinds)
    pointing = {"object_types": kinds, "related_object_type": "dcim.device"}
    yard.make("extras/custom-fields", name=f"{yard.prefix}_keeper", type="object", **pointing)
    yard.make("extras/custom-fields", name=f"{yard.prefix}_keepers", type="multiobject", **pointing)
    first, second = (each["id"] for each in ground.devices[:2])
    held = {"end": "2027-03-01", "keeper": second, "keepers": [second, first]}
    fields = {f"{yard.prefix}_{name}": value for name, value in held.items()}
    yard.netbox.update("dcim/devices", first, {"custom_fields": fields})


@pytest.fixture(scope="module")
def whole(server: Server, ground: Ground) -> Mapping[str, list[Row]]:
    """All rows of NetBox."""
    del ground
    with NetBox(server.url, server.token) as netbox:
        return tiers.read(netbox, tier="pages").rows


@pytest.mark.usefixtures("installed", "custom")
def test_every_way_gives_the_same_snapshot(netbox: NetBox) -> None:
    taken = {tier: snapshot.pull(netbox, tier=tier) for tier in tiers.ORDER}
    assert {tier: one.source.tier for tier, one in taken.items()} == {each: each for each in tiers.ORDER}
    assert taken["feed"].tables == taken["pages"].tables == taken["plain"].tables
    first, second = taken["feed"].tables.devices[:2]
    told = {name.rpartition("_")[2]: value for name, value in first.custom_fields.items()}
    assert told["keeper"] == {"id": second.id}
    assert told["keepers"] == [{"id": first.id}, {"id": second.id}]


@pytest.mark.usefixtures("installed", "ground")
def test_the_fastest_way_that_serves_is_taken(netbox: NetBox) -> None:
    assert snapshot.pull(netbox).source.tier == "feed"


@pytest.mark.usefixtures("ground")
def test_without_templates_pages_serve_and_one_note_says_why(netbox: NetBox) -> None:
    read = tiers.read(netbox)
    assert (read.tier, [note.code for note in read.notes]) == ("pages", ["NBX-014"])
    assert "not used for any list: " in str(read.notes[0])
    assert "kullanılamadı: bütün listeler: " in read.notes[0].message("tr")
    assert "not installed" in read.notes[0].message("en")


def test_a_template_of_another_version_is_not_used(netbox: NetBox, installed: dict[str, int], yard: Yard) -> None:
    name = feed.template_of("vlans").name
    old = feed.template_of("vlans").code.replace(feed.template_of("vlans").version, "00000000")
    yard.netbox.update(template.ENDPOINT, installed[name], {"template_code": old})
    read = tiers.read(netbox)
    assert read.tier == "pages"
    assert [note.message("en") for note in read.notes] == [
        "The feed is not used for vlans: its template is of another version: 00000000 ≠ "
        + feed.template_of("vlans").version
    ]


@pytest.mark.usefixtures("installed", "ground")
@pytest.mark.parametrize(
    "damage",
    [
        lambda answer: {**answer, "rows": [row[:-1] for row in answer["rows"]]},
        lambda answer: {**answer, "texts": answer["texts"][:1]},
        lambda answer: {**answer, "texts": [f"{each}\nmore" for each in answer["texts"]]},
        lambda answer: {"feed": answer["feed"]},
    ],
    ids=["a column less", "a text less", "a line more", "no rows"],
)
def test_rows_of_another_shape_are_not_used(
    netbox: NetBox, line: Front, damage: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    line.on("dcim/sites.*export=", times=None, after=lambda told: json.dumps(damage(json.loads(told))).encode())
    read = tiers.read(netbox)
    assert (read.tier, [note.fields["table"] for note in read.notes]) == ("pages", ["sites"])


@pytest.mark.usefixtures("installed")
def test_a_row_that_changes_after_the_feed_gave_it_is_read_again(
    netbox: NetBox, line: Front, ground: Ground, yard: Yard
) -> None:
    device = yard.make("dcim/devices", name=f"{yard.prefix}-old", **ground.kind)
    new = {"name": f"{yard.prefix}-new"}
    line.on("export=altyapi-feed-stamps")  # the look before anything is read
    line.on("export=altyapi-feed-stamps", before=lambda: yard.netbox.update("dcim/devices", device["id"], new))
    taken = snapshot.pull(netbox)
    assert taken.source.tier == "feed"
    assert new["name"] in taken.device_by_name


@pytest.mark.usefixtures("ground", "installed")
def test_without_the_template_that_tells_of_all_lists_each_is_looked_at(netbox: NetBox, line: Front) -> None:
    taken = snapshot.pull(netbox)
    assert line.count("ordering=-last_updated") == 0
    line.fails(f"export={stamps.TEMPLATE.name}", 404, times=None, body={"detail": "Not found."})
    read = tiers.read(netbox)
    assert (read.tier, [note.fields["table"] for note in read.notes]) == ("feed", ["stamps"])
    assert line.count("ordering=-last_updated") > 1
    assert snapshot.pull(netbox).tables == taken.tables


def test_a_list_that_holds_nothing_is_not_asked_for() -> None:
    with running() as own, front(own.url) as line, NetBox(line.url, own.token) as netbox:
        for each in feed.templates():
            netbox.create(each.endpoint, {**each.key, **each.body})
        netbox.create("dcim/manufacturers", {"name": "Huawei", "slug": "huawei"})
        taken = snapshot.pull(netbox)
        assert (taken.source.tier, [each.slug for each in taken.tables.manufacturers]) == ("feed", ["huawei"])
        assert {name for name in tables.QUERIES if line.count(f"export={feed.template_of(name).name}$")} == {
            "manufacturers"
        }


@pytest.mark.parametrize("table", ENTRIES)
def test_a_table_can_be_made_of_those_that_its_entries_refer_to(table: str, whole: Mapping[str, list[Row]]) -> None:
    some = {name: rows for name, rows in whole.items() if name in {table, *REFERRED[table]}}
    building = tables.Building[Any](tuple)
    building.take(some, [table])
    assert building.made[table] == tables.Building[Any](tuple).finish(whole)[0][table]


@pytest.mark.usefixtures("installed", "ground")
@pytest.mark.parametrize(
    ("hidden", "constraint"),
    [
        ("dcim.device", {"serial": "S1"}),
        ("dcim.interface", {"name": "Gi0/1"}),
        ("extras.tag", {"slug": "none"}),
        ("ipam.prefix", {"status": "none"}),  # nothing refers to them, and no counter of NetBox's counts them
        ("ipam.ipaddress", {"dns_name": "sw1.example"}),
    ],
)
@pytest.mark.parametrize("tier", tiers.ORDER)
def test_a_token_that_sees_a_part_is_an_error_by_every_way(
    user: Callable[..., NetBox], hidden: str, constraint: dict[str, Any], tier: tiers.Name
) -> None:
    permissions = _seeing_all()
    permissions[hidden] = {"constraints": constraint}
    with user(permissions) as netbox, pytest.raises(faults.PartialView):
        snapshot.pull(netbox, tier=tier)


@pytest.mark.usefixtures("installed", "ground")
def test_a_pull_by_changes_does_not_pass_over_what_came_and_is_hidden(
    user: Callable[..., NetBox], yard: Yard, tmp_path: Path
) -> None:
    path = tmp_path / "snapshot.json"
    with user({**_seeing_all(), "ipam.prefix": {"constraints": {"description": ""}}}) as limited:
        first = refresh(limited, path)
        yard.make("ipam/prefixes", prefix="198.51.100.0/24", description="hidden")
        with pytest.raises(faults.PartialView):
            refresh(limited, path)
    assert snapshot.load(path).digest == first.digest


def _seeing_all() -> dict[str, dict[str, Any]]:
    kinds = {OBJECT_TYPES[path] for query in tables.QUERIES.values() for path in (query.path, *query.guards)}
    return {kind: {} for kind in (*kinds, "core.objectchange")}


@pytest.mark.usefixtures("ground")
def test_a_server_that_keeps_no_order_is_read_as_plain_objects(netbox: NetBox, line: Front, taken: Any) -> None:
    def reverse(told: bytes) -> bytes:
        answer = json.loads(told)
        return json.dumps({**answer, "results": answer["results"][::-1]}).encode()

    line.on("ordering=id", times=None, after=reverse)
    pulled = snapshot.pull(netbox)
    assert (pulled.source.tier, pulled.tables) == ("plain", taken.tables)


@pytest.mark.parametrize(
    ("told", "tier"),
    [
        ({"errors": [{"message": "no such field"}]}, "pages"),
        ({"data": {"tag_list": []}}, "pages"),
        ({"data": {"tag_list": [], "interface_list": []}}, "pages"),
        ({"data": {"tag_list": [], "interface_list": []}}, "feed"),
    ],
    ids=["refused", "no list", "a list that lacks rows", "one beside a feed, which tells stamps of all that there is"],
)
def test_graphql_that_gives_no_whole_list_of_interfaces_is_not_used(told: dict[str, Any], tier: tiers.Name) -> None:
    with running() as own, front(own.url) as line, NetBox(line.url, own.token) as netbox:
        yard = Yard(netbox)
        place = {kind: yard.named(f"dcim/{kind}s")["id"] for kind in ("site", "manufacturer", "device-role")}
        kind = yard.make("dcim/device-types", model="S5735", slug="s5735", manufacturer=place["manufacturer"])["id"]
        on = {"site": place["site"], "role": place["device-role"], "device_type": kind}
        device = yard.make("dcim/devices", name="sw1", **on)["id"]
        yard.make("dcim/interfaces", device=device, name="GE0/0/1", type="1000base-t")
        no_ends: dict[str, Any] = {"count": 0, "next": None, "previous": None, "results": []}  # there is no cable
        line.on("GET /api/dcim/cable-terminations/", times=None, answer=(200, JSON, json.dumps(no_ends).encode()))
        line.on("POST /graphql/", times=None, answer=(200, JSON, json.dumps(told).encode()))
        for each in feed.templates() if tier == "feed" else ():
            if each.key["name"] != "altyapi-feed-interfaces":
                yard.make(each.endpoint, **each.key, **each.body)
        pulled = snapshot.pull(netbox, tier=tier)
        assert line.count("POST /graphql/") > 0
        assert [each.name for each in pulled.tables.interfaces] == ["GE0/0/1"]
        assert pulled.tables == snapshot.pull(netbox, tier="plain").tables


def test_every_template_is_for_the_list_it_is_named_after() -> None:
    wanted = feed.templates()
    lists = [[OBJECT_TYPES[one.path]] for one in tables.QUERIES.values() if one.fed]
    assert [each.body["object_types"] for each in wanted] == [*lists, ["extras.tag"]]
    assert all(each.body["as_attachment"] is False for each in wanted)
    assert len({each.key["name"] for each in wanted}) == len(wanted)
