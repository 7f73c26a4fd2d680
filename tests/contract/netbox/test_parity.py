"""Our inventory plugin beside nb_inventory: the same hosts, variables and groups from the same NetBox.

Both are run as `ansible-inventory --list`. What is allowed to differ stands in this file by name, and with its reason in
docs/inventory.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.netbox import running
from netbox_sync import client, snapshot

from . import parity
from .client import Api, NetBox, Yard, cleared
from .conftest import REAL
from .town import Town

PYTHON = parity.python()
LIMIT_S = 300
COLLECTIONS = Path(__file__).parents[3] / "playbooks" / "collections"

pytestmark = pytest.mark.skipif(PYTHON is None, reason=parity.MISSING)

# What nb_inventory passes on from NetBox and the snapshot does not hold, by the variable or field it stands in.
_TIMES = {"created", "last_updated"}
NOT_HELD: Mapping[str, set[str]] = {
    "interfaces": {
        *_TIMES,
        *("mac_addresses", "primary_mac_address", "module", "vdcs", "wwn", "l2vpn_termination", "qinq_svlan"),
        *("vlan_translation_policy", "rf_role", "rf_channel", "rf_channel_frequency", "rf_channel_width", "tx_power"),
        *("wireless_link", "wireless_lans", "count_fhrp_groups", "connected_endpoints_reachable"),
    },
    "ip_addresses": {*_TIMES, "comments", "tags", "tenant", "nat_inside", "nat_outside"},
    "services": {*_TIMES, "comments", "tags", "custom_fields", "ipaddresses"},
    "sites": {
        *(*_TIMES, "comments", "description", "tags", "asns", "latitude", "longitude", "physical_address"),
        *("shipping_address", "circuit_count", "device_count", "prefix_count", "rack_count", "vlan_count"),
        "virtualmachine_count",
    },
    "prefixes": {*_TIMES, "comments", "tags", "custom_fields", "tenant", "role", "mark_utilized", "_depth", "children"},
    **{kind: {"description"} for kind in ("vrf", "cable", "parent", "tenant", "scope")},
    "virtual_machine": {"description", "display_url"},
    **{kind: {"description", "_depth", "site_count"} for kind in ("region", "group")},
}
# Lists whose order has no meaning: nb_inventory gives them in the order of NetBox's pages.
UNORDERED = {"tags"}

PLURAL = [
    *("sites", "tenants", "racks", "tags", "device_roles", "platforms", "device_types", "manufacturers", "region"),
    *("site_group", "location", "rack_role", "cluster", "cluster_type", "cluster_group", "services", "status"),
    *("is_virtual", "time_zone", "utc_offset", "facility"),
]
SINGULAR = ["site", "tenant", "rack", "tag", "role", "platform", "device_type", "manufacturer", "region", "location"]
CONSTRUCTED = {
    "compose": {
        "os": "platform.slug",
        "rack_name": "rack.name",
        "first_tag": "tags[0].slug",
        "maker": "device_type.manufacturer.slug",
    },
    "keyed_groups": [
        {"key": "status.value", "prefix": "is"},
        {"key": "tags", "separator": ""},
        {"key": "platforms", "prefix": "os", "parent_group": "systems"},
    ],
    "groups": {"here": "'first' in site.slug", "labelled": "tags | length > 1"},
    "leading_separator": False,
}
CASES: Mapping[str, dict[str, Any]] = {
    "defaults": {},
    "every group, interfaces, contexts": {"group_by": PLURAL, "interfaces": True, "config_context": True},
    "singulars, flat": {
        "plurals": False,
        "group_by": SINGULAR,
        "config_context": True,
        "flatten_config_context": True,
        "flatten_local_context_data": True,
        "flatten_custom_fields": True,
        "dns_name": True,
    },
    "raw names, less of everything": {
        "group_names_raw": True,
        "group_by": ["tags", "sites", "status"],
        "racks": False,
        "services": False,
        "ansible_host_dns_name": True,
        "virtual_chassis_name": True,
    },
    "sites and prefixes": {
        "site_data": True,
        "prefixes": True,
        "group_by": ["sites", "region"],
        "oob_ip_as_primary_ip": True,
        "rename_variables": [{"pattern": "^(?!ansible_)(.*)$", "repl": "netbox_\\1"}],
    },
    "constructed": CONSTRUCTED,
}
ONLY_HERE: Mapping[str, dict[str, Any]] = {"constructed": {"compose_from": "netbox"}}


Told = dict[str, Any]


@pytest.fixture(scope="module", params=["stand-in", *([pytest.param("real", marks=pytest.mark.live)] if REAL else [])])
def parity_netbox(request: pytest.FixtureRequest) -> Iterator[NetBox]:
    """As the suite's own, except that config contexts of the real one's are welcome: both plugins show them."""
    if request.param == "real":
        yield NetBox("real", os.environ["NETBOX_URL"], os.environ["NETBOX_TOKEN"])
        return
    with running() as stand_in:
        yield NetBox("stand-in", stand_in.url, stand_in.token)


@pytest.fixture(scope="module")
def town(parity_netbox: NetBox) -> Iterator[Town]:
    with cleared(Yard(Api(parity_netbox.url, parity_netbox.token))) as yard:
        yield Town(yard)


@pytest.fixture(scope="module")
def told(parity_netbox: NetBox, town: Town, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Told, Told]]:
    """What nb_inventory and ours tell of the town, by case."""
    netbox, folder = parity_netbox, tmp_path_factory.mktemp("parity")
    with client.NetBox(netbox.url, netbox.token) as source:
        snapshot.save(snapshot.pull(source), folder / "snapshot.json")
    places = [{"site": slug} for slug in town.sites]
    limit = ",".join(f"site:{slug}" for slug in town.sites)
    runs: list[tuple[str, str, dict[str, Any], Path]] = []
    for case, options in CASES.items():
        theirs = {"plugin": "netbox.netbox.nb_inventory", "device_query_filters": places, "vm_query_filters": places}
        ours = {"plugin": "altyapi.netops.netbox", "snapshot": "snapshot.json", "limit": limit, "vm_limit": limit}
        assert PYTHON is not None
        runs.append((case, "theirs", {**theirs, **options}, PYTHON))
        runs.append((case, "ours", {**ours, **options, **ONLY_HERE.get(case, {})}, Path(sys.executable)))
    with ThreadPoolExecutor(2) as pool:
        # the first one asks for NetBox's OpenAPI document and leaves it for the others
        first = _listed(folder, netbox, *runs[0])
        results = [first, *pool.map(lambda run: _listed(folder, netbox, *run), runs[1:])]
    return {case: (results[2 * number], results[2 * number + 1]) for number, case in enumerate(CASES)}


def _listed(folder: Path, netbox: NetBox, case: str, side: str, config: dict[str, Any], python: Path) -> Told:
    source = folder / f"{case.replace(' ', '-').replace(',', '')}.{side}.yml"
    source.write_text(yaml.safe_dump(config), encoding="utf-8")
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("ANSIBLE_", "ALTYAPI_"))},
        "LC_ALL": "C.UTF-8",
        "ANSIBLE_HOME": str(folder / "home"),
        "ANSIBLE_LOCAL_TEMP": str(folder / "tmp"),
        "ANSIBLE_INVENTORY_ENABLED": config["plugin"],
        "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true",
        "NETBOX_API": netbox.url,
        "NETBOX_TOKEN": netbox.token,
    }
    if side == "ours":
        environment["ANSIBLE_COLLECTIONS_PATH"] = str(COLLECTIONS)
    else:
        environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        [str(python.with_name("ansible-inventory")), "-i", str(source), "--list"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.returncode == 0, f"{case} {side}: {(done.stdout + done.stderr)[-4000:]}"
    listed: Told = json.loads(done.stdout, object_hook=_plain)
    return listed


def _plain(part: dict[str, Any]) -> Any:
    """Takes off the wrapper that Ansible puts around text from outside."""
    return part["__ansible_unsafe"] if set(part) == {"__ansible_unsafe"} else part


@pytest.mark.parametrize("case", CASES)
def test_hosts_have_the_variables_of_nb_inventory(case: str, told: dict[str, tuple[Told, Told]], town: Town) -> None:
    theirs, ours = (side["_meta"]["hostvars"] for side in told[case])
    names = {town.switch["name"], town.bare["name"], town.machine["name"]}
    names.add(town.chassis["name"] if CASES[case].get("virtual_chassis_name") else town.stack[0]["name"])
    assert set(ours) == set(theirs) == names
    assert {name: _differences(theirs[name], ours[name], ()) for name in names} == {name: [] for name in names}


@pytest.mark.parametrize("case", CASES)
def test_groups_have_the_names_hosts_and_children_of_nb_inventory(
    case: str, told: dict[str, tuple[Told, Told]]
) -> None:
    theirs, ours = (_groups(side) for side in told[case])
    assert ours == theirs


def test_the_town_shows_what_it_was_made_for(told: dict[str, tuple[Told, Told]], town: Town) -> None:
    """Equal emptiness would prove nothing."""
    _, ours = told["every group, interfaces, contexts"]
    switch = ours["_meta"]["hostvars"][town.switch["name"]]
    by_name = {port["name"]: port for port in switch["interfaces"]}
    assert by_name["Gi1/0/1"]["connected_endpoints"][0]["device"]["name"] == town.bare["name"]
    assert by_name["Gi1/0/1"]["lag"]["name"] == "Po1"
    assert [address["address"] for address in by_name["Vlan10"]["ip_addresses"]] == ["192.0.2.1/24", "2001:db8::1/64"]
    assert by_name["br0"]["bridge_interfaces"][0]["name"] == "Gi1/0/4"
    assert switch["ansible_host"] == "2001:db8::1"
    machine = ours["_meta"]["hostvars"][town.machine["name"]]
    assert (machine["is_virtual"], machine["vcpus"], machine["cluster_device"]["name"]) == (
        True,
        2.5,
        town.bare["name"],
    )
    master = ours["_meta"]["hostvars"][town.stack[0]["name"]]
    assert [port["name"] for port in master["interfaces"]] == ["Gi1/0/1", "Gi2/0/1"]
    groups = _groups(ours)
    assert groups["is_virtual"]["hosts"] == {town.machine["name"]}
    assert {group.partition(town.name())[0] for group in groups} >= {"rack_role_", "service_", "cluster_group_"}
    assert {"utc_offset_plus_3", "time_zone_Europe_Istanbul", "facility_bina-4"} <= set(groups)


def test_templates_from_netbox_stay_text(told: dict[str, tuple[Told, Told]], town: Town) -> None:
    _, ours = told["defaults"]
    [context] = ours["_meta"]["hostvars"][town.switch["name"]]["local_context_data"]
    assert context["banner"] == "{{ not a template }}"


def _differences(theirs: Any, ours: Any, path: tuple[str, ...]) -> list[str]:
    """Every place where the two differ and may not."""
    where = ".".join(path)
    if isinstance(theirs, dict) and isinstance(ours, dict):
        allowed = next(
            (NOT_HELD[_kind(part)] for part in reversed(path) if not part.isdigit() and _kind(part) in NOT_HELD), set()
        )
        missing = set(theirs) - set(ours) - (allowed if path else set())
        found = [f"{where}.{name}: not ours, theirs {theirs[name]!r}" for name in sorted(missing)]
        found += [f"{where}.{name}: only ours" for name in sorted(set(ours) - set(theirs))]
        for name in sorted(set(theirs) & set(ours)):
            found += _differences(theirs[name], ours[name], (*path, name))
        return found
    if isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        pairs = zip(_sorted(theirs, path), _sorted(ours, path), strict=True)
        return [
            one for number, (left, right) in enumerate(pairs) for one in _differences(left, right, (*path, str(number)))
        ]
    return [] if theirs == ours and type(theirs) is type(ours) else [f"{where}: theirs {theirs!r}, ours {ours!r}"]


def _kind(part: str) -> str:
    name = part.removeprefix("netbox_")
    return {"site": "sites"}.get(name, name)


def _sorted(values: list[Any], path: tuple[str, ...]) -> list[Any]:
    if values and all(isinstance(value, dict) and "id" in value for value in values):
        return sorted(values, key=lambda value: value["id"])
    return sorted(values) if path and path[-1] in UNORDERED else values


def _groups(listed: Told) -> dict[str, dict[str, set[str]]]:
    """Groups that hold a host, directly or through others; nb_inventory also makes those of every other site."""
    groups = {name: group for name, group in listed.items() if name != "_meta"}

    def held(name: str) -> set[str]:
        group = groups.get(name, {})
        return set(group.get("hosts", ())).union(*(held(child) for child in group.get("children", ())))

    return {
        name: {
            "hosts": set(group.get("hosts", ())),
            "children": {child for child in group.get("children", ()) if held(child)},
        }
        for name, group in groups.items()
        if held(name)
    }
