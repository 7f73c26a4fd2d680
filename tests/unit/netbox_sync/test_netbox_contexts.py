"""Config contexts are asked for with few devices, and are what NetBox gives for each."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from netbox_sync.client import NetBox
from netbox_sync.pull import contexts, tiers
from tests.unit.netbox_sync.netbox_ground import Ground, Yard

READABLE = ("dcim.device", "extras.configcontext")


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contexts, "FEW", 0)


Tables = dict[str, list[dict[str, Any]]]


def asked(netbox: NetBox, rows: list[dict[str, Any]], tables: Tables, pool: ThreadPoolExecutor) -> int:
    """Fills in the contexts of devices, beside the rows of all tables; how many devices were asked for."""
    gets, ids = netbox.get, []

    def get(path: str, parameters: Any = None) -> Any:
        ids.extend((parameters or {}).get("id", ()))
        return gets(path, parameters)

    netbox.get = get  # type: ignore[method-assign]
    assert contexts.fill_some(netbox, pool, "devices", rows, tables.__getitem__)
    return len(ids)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("seen", [True, False], ids=["all contexts seen", "one hidden"])
def test_each_device_has_what_netbox_gives_for_it(
    user: Callable[..., NetBox], ground: Ground, yard: Yard, netbox: NetBox, seen: bool
) -> None:
    tag = yard.named("extras/tags", "-hidden")
    for number in range(3):
        marked = {"tags": [tag["id"]]} if number == 1 else {"local_context_data": {"own": 1}} if number == 2 else {}
        yard.make("dcim/devices", name=f"{yard.prefix}-c{number}", **ground.kind, **marked)
    yard.make("extras/config-contexts", name=yard.prefix, weight=2000, tags=[tag["slug"]], data={"share": yard.prefix})
    permissions: dict[str, Any] = {kind: {} for kind in READABLE}
    if not seen:
        permissions["extras.configcontext"] = {"constraints": {"weight": 1000}}
    tables = tiers.read(netbox, tier="pages").rows
    rows = tables["devices"]
    given = {row["id"]: row.pop("config_context") for row in rows}
    with user(permissions) as reader, ThreadPoolExecutor(2) as pool:
        count, _ = reader.page(contexts.PATH, {"limit": 1})
        assert (count == netbox.page(contexts.PATH, {"limit": 1})[0]) is seen
        asked(reader, rows, tables, pool)
    one_by_one = {row["id"]: netbox.get(f"dcim/devices/{row['id']}")["config_context"] for row in rows}
    assert {row["id"]: row["config_context"] for row in rows} == one_by_one == given
    assert any(each.get("share") == yard.prefix for each in given.values())


@pytest.mark.usefixtures("many")
def test_what_no_context_is_assigned_by_asks_for_no_more_devices(netbox: NetBox, ground: Ground, yard: Yard) -> None:
    roles = [yard.named("dcim/device-roles", f"-r{number}", color="aa1409") for number in range(2)]
    platforms = [yard.named("dcim/platforms", f"-p{number}") for number in range(2)]
    for number, (role, platform) in enumerate((role, platform) for role in roles for platform in platforms):
        fields = {**ground.kind, "role": role["id"], "platform": platform["id"]}
        yard.make("dcim/devices", name=f"{yard.prefix}-n{number}", **fields)
    tables = tiers.read(netbox, tier="pages").rows
    rows = [row for row in tables["devices"] if str(row["name"]).startswith(yard.prefix)]
    assert len(rows) == 4
    with ThreadPoolExecutor(1) as pool:
        assert asked(netbox, rows, tables, pool) < 4


@pytest.mark.usefixtures("many")
def test_what_a_device_lies_in_and_its_own_data_ask_for_few_devices(netbox: NetBox, ground: Ground, yard: Yard) -> None:
    """Twelve devices at six sites of two regions, of which one lies in the region that a context is assigned to."""
    outer = yard.named("dcim/regions", "-o")
    regions = [yard.named("dcim/regions", "-i", parent=outer["id"]), yard.named("dcim/regions", "-f")]
    sites = [yard.named("dcim/sites", f"-s{number}", region=regions[number % 2]["id"]) for number in range(6)]
    under = {"keep": {"one": 1, "two": 2}, "gone": {"one": 1}, "list": [1, 2]}
    yard.make("extras/config-contexts", name=yard.prefix, weight=2000, regions=[outer["id"]], data=under)
    for number in range(12):
        own = {"keep": {"two": number, "deep": {"n": number}}, "gone": {}, "list": [number]} if number % 3 else None
        where = {**ground.kind, "site": sites[number % 6]["id"], "local_context_data": own}
        yard.make("dcim/devices", name=f"{yard.prefix}-o{number}", **where)
    tables = tiers.read(netbox, tier="pages").rows
    rows = [row for row in tables["devices"] if str(row["name"]).startswith(yard.prefix)]
    given = {row["id"]: row.pop("config_context") for row in rows}
    with ThreadPoolExecutor(1) as pool:
        # one of each site, and one whose own data we merge
        assert asked(netbox, rows, tables, pool) <= 7
    one_by_one = {row["id"]: netbox.get(f"dcim/devices/{row['id']}")["config_context"] for row in rows}
    assert {row["id"]: row["config_context"] for row in rows} == one_by_one == given
    assert {json.dumps(each["keep"]) for each in given.values() if "list" in each and each["gone"]} == {
        json.dumps(under["keep"])
    }


@pytest.mark.usefixtures("many")
def test_when_contexts_reach_further_than_they_should_devices_are_told_apart_by_more(
    netbox: NetBox, ground: Ground, yard: Yard
) -> None:
    """A role that lies in the named one has its contexts, and nothing that was read says that it lies there."""
    outer = yard.named("dcim/device-roles", "-o", color="aa1409")
    inner = yard.named("dcim/device-roles", "-i", color="aa1409", parent=outer["id"])
    other = yard.named("dcim/device-roles", "-x", color="aa1409")
    yard.make("extras/config-contexts", name=yard.prefix, weight=2000, roles=[outer["id"]], data={"by": "role"})
    for number, role in enumerate((inner, other, other, inner)):
        yard.make("dcim/devices", name=f"{yard.prefix}-r{number}", **{**ground.kind, "role": role["id"]})
    tables = tiers.read(netbox, tier="pages").rows
    rows = [row for row in tables["devices"] if str(row["name"]).startswith(yard.prefix)]
    with ThreadPoolExecutor(1) as pool:
        asked(netbox, rows, tables, pool)
    assert [row["config_context"].get("by") for row in rows] == ["role", None, None, "role"]
