"""The netbox.netbox Ansible collection, unmodified, against a NetBox: modules that write, and its inventory."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from . import parity
from .client import Api, NetBox, Yard
from .plant import Plant, interface, vrf

PYTHON = parity.python()
LIMIT_S = 300

pytestmark = pytest.mark.skipif(PYTHON is None, reason=parity.MISSING)


class Ansible:
    """The commands of the parity environment, in a folder of their own and with a NetBox in the environment."""

    def __init__(self, folder: Path, netbox: NetBox) -> None:
        assert PYTHON is not None
        self.folder = folder
        self.netbox = netbox
        self.bin = PYTHON.parent
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("ANSIBLE_", "PYTHONPATH"))},
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_HOME": str(folder / "home"),
            "ANSIBLE_LOCAL_TEMP": str(folder / "tmp"),
            "ANSIBLE_STDOUT_CALLBACK": "ansible.posix.json",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_FAILED": "true",
            "NETBOX_API": netbox.url,
            "NETBOX_TOKEN": netbox.token,
        }

    def run(self, command: str, *arguments: str) -> Any:
        """The JSON that a command prints; its exit code must be 0."""
        done = subprocess.run(
            [str(self.bin / command), *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=False,
        )
        assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
        return json.loads(done.stdout[done.stdout.index("{") :], object_hook=_plain)

    def play(self, tasks: list[dict[str, Any]]) -> list[bool]:
        """Runs tasks on this machine and tells of each whether it changed anything."""
        access = {"netbox_url": self.netbox.url, "netbox_token": self.netbox.token}
        play = {
            "hosts": "localhost",
            "connection": "local",
            "gather_facts": False,
            "vars": {"ansible_python_interpreter": str(PYTHON)},
            "tasks": [
                {f"netbox.netbox.{module}": {**access, **arguments}}
                for task in tasks
                for module, arguments in task.items()
            ],
        }
        path = self.folder / "play.yml"
        path.write_text(yaml.safe_dump([play]), encoding="utf-8")
        report = self.run("ansible-playbook", "-i", "localhost,", str(path))
        return [task["hosts"]["localhost"]["changed"] for task in report["plays"][0]["tasks"]]


def _plain(part: dict[str, Any]) -> Any:
    """Takes off the wrapper that Ansible puts around text from outside."""
    return part["__ansible_unsafe"] if set(part) == {"__ansible_unsafe"} else part


@pytest.fixture
def ansible(tmp_path: Path, netbox: NetBox) -> Ansible:
    return Ansible(tmp_path, netbox)


def test_its_modules_create_once_change_and_delete(ansible: Ansible, api: Api, yard: Yard, plant: Plant) -> None:
    ground = vrf(yard)
    site, vlan = yard.name("site"), yard.name("vlan")
    device = {"name": yard.name("sw01"), "site": site, "device_role": plant.prefix, "device_type": plant.prefix}
    port = {"device": device["name"], "name": "Vlan10"}
    address = {"address": "192.0.2.1/24", "vrf": ground["name"], "assigned_object": port}
    tasks: list[dict[str, Any]] = [
        {"netbox_site": {"data": {"name": site, "slug": site, "status": "active"}}},
        {"netbox_vlan": {"data": {"name": vlan, "vid": 10, "site": site}}},
        {"netbox_device": {"data": {**device, "status": "planned"}}},
        {"netbox_device_interface": {"data": {**port, "type": "Virtual", "mode": "Access"}}},
        {"netbox_ip_address": {"data": address}},
    ]
    try:
        assert ansible.play(tasks) == [True] * 5
        [made] = api.found("dcim/devices", name=device["name"])
        assert (made["site"]["name"], made["status"]["value"]) == (site, "planned")
        [there] = api.found("ipam/ip-addresses", device=device["name"])
        assert (there["address"], there["vrf"]["id"]) == ("192.0.2.1/24", ground["id"])
        assert ansible.play(tasks) == [False] * 5
        changes: list[dict[str, Any]] = [
            {"netbox_site": {"data": {"name": site, "slug": site, "facility": "B2"}}},
            {"netbox_device": {"data": {**device, "status": "active", "serial": "AB12"}}},
            {"netbox_ip_address": {"data": {**address, "dns_name": "sw01.example"}}},
        ]
        assert ansible.play(changes) == [True] * 3
        assert api.found("dcim/sites", name=site)[0]["facility"] == "B2"
        [made] = api.found("dcim/devices", name=device["name"])
        assert (made["status"]["value"], made["serial"]) == ("active", "AB12")
    finally:
        gone = [
            {module: {**arguments, "state": "absent"}} for task in reversed(tasks) for module, arguments in task.items()
        ]
        assert ansible.play(gone) == [True] * 5
    assert api.found("dcim/devices", name=device["name"]) == api.found("ipam/vlans", name=vlan) == []


def test_its_inventory_tells_devices_with_groups_context_and_interfaces(
    ansible: Ansible, api: Api, yard: Yard, plant: Plant
) -> None:
    site = yard.named("dcim/sites")
    tag = yard.named("extras/tags")
    device = plant.device(yard, site=site["id"], tags=[tag["id"]], local_context_data={"ntp": ["10.64.0.5"]})
    plant.device(yard, "sw02", site=site["id"], status="planned")
    port = interface(yard, device, "Vlan10", type="virtual")
    here = {"assigned_object_type": "dcim.interface", "assigned_object_id": port["id"]}
    address = yard.make("ipam/ip-addresses", address="192.0.2.1/24", vrf=vrf(yard)["id"], **here)
    api.patch(f"dcim/devices/{device['id']}", {"primary_ip4": address["id"]})
    config = {
        "plugin": "netbox.netbox.nb_inventory",
        "api_endpoint": ansible.netbox.url,
        "token": ansible.netbox.token,
        "config_context": True,
        "interfaces": True,
        "group_by": ["sites", "device_roles", "status", "tags"],
        "device_query_filters": [{"site": site["slug"]}],
        "fetch_all": False,
    }
    path = ansible.folder / "netbox_inventory.yml"
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    told = ansible.run("ansible-inventory", "-i", str(path), "--list")
    hosts = told["_meta"]["hostvars"]
    assert set(hosts) == {device["name"], yard.name("sw02")}
    one = hosts[device["name"]]
    assert one["ansible_host"] == one["primary_ip4"] == "192.0.2.1"
    assert one["config_context"] in ({"ntp": ["10.64.0.5"]}, [{"ntp": ["10.64.0.5"]}])
    assert (one["sites"], one["device_roles"], one["tags"]) == ([site["slug"]], [plant.prefix], [tag["slug"]])
    [told_port] = one["interfaces"]
    assert (told_port["name"], told_port["ip_addresses"][0]["address"]) == ("Vlan10", "192.0.2.1/24")
    groups = {name: set(group["hosts"]) for name, group in told.items() if "hosts" in group}
    assert any(members == {device["name"]} for name, members in groups.items() if name.startswith("status_active"))
    assert any(members == set(hosts) for name, members in groups.items() if name.startswith("sites_"))
