"""Config contexts are asked for with few devices, and are what NetBox gives for each."""

from __future__ import annotations

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


def asked(netbox: NetBox, rows: list[dict[str, Any]], pool: ThreadPoolExecutor) -> int:
    """Fills in the contexts; how many devices were asked for."""
    gets, ids = netbox.get, []

    def get(path: str, parameters: Any = None) -> Any:
        ids.extend((parameters or {}).get("id", ()))
        return gets(path, parameters)

    netbox.get = get  # type: ignore[method-assign]
    assert contexts.fill_some(netbox, pool, "devices", rows)
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
    rows = tiers.read(netbox, tier="pages").rows["devices"]
    given = {row["id"]: row.pop("config_context") for row in rows}
    with user(permissions) as reader, ThreadPoolExecutor(2) as pool:
        count, _ = reader.page(contexts.PATH, {"limit": 1})
        assert (count == netbox.page(contexts.PATH, {"limit": 1})[0]) is seen
        asked(reader, rows, pool)
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
    rows = [row for row in tiers.read(netbox, tier="pages").rows["devices"] if str(row["name"]).startswith(yard.prefix)]
    assert len(rows) == 4
    with ThreadPoolExecutor(1) as pool:
        assert asked(netbox, rows, pool) < 4
