"""The plugin inside Ansible, in this process: what it refuses, when it asks NetBox, what its lookups give."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.errors import AnsibleError
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader, lookup_loader
from ansible.template import Templar
from ansible.vars.manager import VariableManager

from netbox_sync import snapshot
from netbox_sync.model import Snapshot
from tests.unit.netbox_sync.netbox_ground import Server

COLLECTIONS = Path(__file__).resolve().parents[3] / "playbooks" / "collections"


@pytest.fixture(scope="session", autouse=True)
def collections() -> None:
    init_plugin_loader([str(COLLECTIONS)])


@pytest.fixture
def place(tmp_path: Path, taken: Snapshot, server: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a snapshot of years ago, and settings that name the NetBox it is of."""
    source = taken.source.model_copy(update={"taken": datetime(2020, 1, 1, tzinfo=UTC).isoformat()})
    snapshot.save(taken.model_copy(update={"source": source}), tmp_path / "snapshot.json")
    for name, value in {
        "NETBOX_URL": server.url,
        "NETBOX_TOKEN": server.token,
        "ALTYAPI_LANG": "en",
        "ALTYAPI_ROOT": str(tmp_path),
        "ALTYAPI_NO_LAB": "1",
        "ALTYAPI_SNAPSHOT_FILE": str(tmp_path / "snapshot.json"),
    }.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def loaded(place: Path, config: dict[str, Any], *, cache: bool = True) -> InventoryManager:
    source = place / "netbox.yml"
    source.write_text(yaml.safe_dump({"plugin": "altyapi.netops.netbox", **config}), encoding="utf-8")
    return InventoryManager(DataLoader(), [str(source)], cache=cache)


def taken_at(place: Path) -> str:
    return snapshot.load(place / "snapshot.json").source.taken


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"interfaces": "maybe"}, "interfaces: true or false, not 'maybe'"),
        ({"grup_by": ["sites"]}, "grup_by: unknown option (here: group_by"),
        ({"limit": ""}, "a name is missing"),
        ({"limit": None}, "limit: without a value"),
        ({"limit": "region:nowhere"}, "region:nowhere"),
        ({"vm_limit": "cluster:nowhere"}, "cluster:nowhere"),
        ({"max_age": "soon"}, "not a duration: 'soon'"),
        ({"profile": "thin"}, "thin"),
        ({"device_query_filters": [{"site": "a"}]}, "device_query_filters: unknown option (here: limit)"),
        ({"group_by": ["site"]}, "group_by: site"),
        ({"group_by": 7}, "group_by"),
        ({"rename_variables": [{"pattern": "("}]}, "rename_variables"),
        ({"keyed_groups": [{"key": "nothing"}], "strict": True}, "nothing"),
        ({"snapshot": "other.json"}, "inv netbox.pull"),
    ],
)
def test_a_bad_configuration_ends_the_run(
    place: Path, config: dict[str, Any], told: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ALTYAPI_SNAPSHOT_FILE")
    with pytest.raises((SystemExit, AnsibleError)) as caught:
        loaded(place, {"snapshot": "snapshot.json", **config})
    shown = f"{capfd.readouterr().err} {caught.value}"
    assert told.replace(" ", "") in "".join(shown.split())


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"grup_by": ["sites"]}, "grup_by: bilinmeyen seçenek (burada: group_by"),
        ({"rename_variables": [{"pattern": "a"}]}, "rename_variables.0.repl: gerekli ama yok. Bakınız:"),
        ({"limit": "site:yok"}, "site:yok. Yazım denetlenmeli"),
    ],
)
def test_a_bad_configuration_is_told_in_turkish_in_sentences(
    place: Path, config: dict[str, Any], told: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALTYAPI_LANG", "tr")
    with pytest.raises((SystemExit, AnsibleError)) as caught:
        loaded(place, config)
    shown = f"{capfd.readouterr().err} {caught.value}"
    assert told.replace(" ", "") in "".join(shown.split())


def test_netbox_is_asked_when_told_when_old_and_when_the_cache_is_flushed(place: Path) -> None:
    kept: list[tuple[dict[str, object], bool]] = [({}, True), ({"max_age": "99999d"}, True)]
    for config, cache in kept:
        loaded(place, config, cache=cache)
        assert taken_at(place).startswith("2020"), config
    asked: list[tuple[dict[str, object], bool]] = [({"refresh": True}, True), ({"max_age": "1d"}, True), ({}, False)]
    for config, cache in asked:
        last = snapshot.load(place / "snapshot.json")
        source = last.source.model_copy(update={"taken": "2020-01-01T00:00:00+00:00"})
        snapshot.save(last.model_copy(update={"source": source}), place / "snapshot.json")
        assert loaded(place, config, cache=cache).hosts
        assert not taken_at(place).startswith("2020"), config


def test_netbox_down_is_a_warning_and_the_hosts_are_there(
    place: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    before = loaded(place, {}).hosts
    monkeypatch.setenv("NETBOX_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("ALTYAPI_INVENTORY_MAX_AGE", "1h")
    assert loaded(place, {}).hosts.keys() == before.keys()
    told = " ".join(capfd.readouterr().err.split())
    assert "NetBox could not be asked" in told
    assert "2020-01-01" in told


def test_text_of_netbox_is_no_template(place: Path, taken: Snapshot) -> None:
    name = taken.tables.devices[0].name
    host = loaded(place, {}).get_host(name)
    host.vars["sly"] = "{{ 6 * 7 }}"  # as our plugin hands text over
    loader = DataLoader()
    variables = VariableManager(loader=loader, inventory=loaded(place, {})).get_vars(host=host)
    assert Templar(loader, variables=variables).template("{{ sly }}") == "{{ sly }}"
    assert variables["serial"] == taken.tables.devices[0].serial


def test_lookups_give_what_a_lean_host_does_not_have(place: Path, taken: Snapshot) -> None:
    name = next(iter(taken.interfaces_by_device))
    lean = loaded(place, {"profile": "lean", "plurals": False})
    full = loaded(place, {"interfaces": True, "config_context": True, "plurals": False})
    assert "interfaces" not in lean.get_host(name).vars
    variables = lean.groups["all"].vars
    [device] = lookup_loader.get("altyapi.netops.netbox_device").run([name], variables)
    wanted = full.get_host(name).vars
    assert device == {key: wanted[key] for key in wanted if key not in {"inventory_file", "inventory_dir"}}
    ports = lookup_loader.get("altyapi.netops.interfaces").run([name], variables)
    assert [port["name"] for port in ports] == [port.name for port in taken.interfaces_by_device[name]]
    with pytest.raises(AnsibleError, match="no such host: nobody"):
        lookup_loader.get("altyapi.netops.netbox_device").run(["nobody"], variables)


def test_lookups_ask_the_toolkit_s_own_snapshot_where_the_inventory_is_another_s(place: Path, taken: Snapshot) -> None:
    assert (place / "snapshot.json").is_file()
    name = next(iter(taken.interfaces_by_device))
    [device] = lookup_loader.get("altyapi.netops.netbox_device").run([name], {})
    assert device["serial"] == taken.device_by_name[name].serial


def test_expressions_see_variables_and_netbox_s_fields(place: Path, taken: Snapshot) -> None:
    device = taken.tables.devices[0]
    config = {
        "virtual_machines": False,
        "compose": {"where": "site.slug", "kind": "device_type.model", "first_role": "device_roles[0]"},
        "strict": True,
    }
    host = loaded(place, config).get_host(device.name)
    assert (host.vars["where"], host.vars["first_role"]) == (device.site, device.role)
    assert host.vars["kind"] == next(
        kind.model for kind in taken.tables.device_types if kind.slug == device.device_type
    )


@pytest.mark.parametrize(
    "path",
    ["site.slug", "device_roles[0]", "status", "status.value", "tags", "tags[9]", "site.nothing", "nothing", "items"],
)
def test_a_plain_path_leads_where_ansible_s_own_evaluation_leads(place: Path, path: str) -> None:
    """In brackets the same path is an expression that Ansible evaluates."""
    config = {"virtual_machines": False, "compose": {"walked": path, "evaluated": f"({path})"}}
    hosts = loaded(place, config).hosts
    assert hosts
    for host in hosts.values():
        assert host.vars.get("walked", "left out") == host.vars.get("evaluated", "left out"), host
