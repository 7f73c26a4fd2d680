"""A snapshot as an Ansible inventory: hosts with variables, groups, and which group lies in which. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from netbox_sync import faults
from netbox_sync.inventory.groups import Grouping
from netbox_sync.inventory.options import Options
from netbox_sync.inventory.shape import shape
from netbox_sync.inventory.values import Host, Values
from netbox_sync.model import Device, Snapshot


@dataclass
class Inventory:
    """Hosts in the snapshot's order, devices first. Values are shared between hosts and must not be changed."""

    hosts: dict[str, dict[str, Any]] = field(default_factory=dict)
    shapes: dict[str, dict[str, Any]] = field(default_factory=dict)  # the hosts as NetBox's API tells them, if asked
    members: dict[str, list[str]] = field(default_factory=dict)  # group -> hosts directly in it
    children: dict[str, list[str]] = field(default_factory=dict)  # group -> groups directly in it


def build(
    snapshot: Snapshot,
    names: Sequence[str],
    options: Options,
    *,
    machines: Iterable[int] = (),
    shapes: bool = False,
    now: datetime | None = None,
) -> Inventory:
    """The inventory of these devices (by name) and virtual machines (by id).

    Raises InventoryMisconfigured for a `hostname_field` that a host does not have, InventoryHostsClash where one name
    would stand for several hosts.
    """
    values = Values(snapshot, options, now)
    grouping = Grouping(snapshot, options)
    made = Inventory(members=grouping.groups.members, children=grouping.groups.children)
    owners: dict[str, list[Host]] = {}
    for host in _chosen(snapshot, names, frozenset(machines)):
        name = _name(host, options)
        owners.setdefault(name, []).append(host)
        found = values.groupings(host)
        made.hosts[name] = values.variables(host, found)
        grouping.join(host, name, found)
        if shapes:
            made.shapes[name] = shape(host, values)
    _refuse_clashes(owners)
    return made


def _chosen(snapshot: Snapshot, names: Sequence[str], machines: frozenset[int]) -> Iterator[Host]:
    """A virtual chassis is one host: its master."""
    wanted = frozenset(names)
    for device in snapshot.tables.devices:
        if device.name in wanted and device.vc_master in {None, device.name}:
            yield device
    for machine in snapshot.tables.virtual_machines:
        if machine.id in machines:
            yield machine


def _name(host: Host, options: Options) -> str:
    if options.virtual_chassis_name and isinstance(host, Device) and host.vc_master and host.virtual_chassis:
        return host.virtual_chassis
    if options.hostname_field is None:
        return host.name
    given = host.custom_fields.get(options.hostname_field)
    if not isinstance(given, str) or not given:
        detail = f"{options.hostname_field}: {host.name}"
        raise faults.InventoryMisconfigured(
            option="hostname_field", en_detail=f"no text in {detail}", tr_detail=f"metin yok: {detail}"
        )
    return given


def _refuse_clashes(owners: dict[str, list[Host]]) -> None:
    clashes = [
        f"{name} ({', '.join(f'{_kind(host)} {host.id}' for host in hosts)})"
        for name, hosts in owners.items()
        if len(hosts) > 1
    ]
    if clashes:
        raise faults.InventoryHostsClash(listing="; ".join(clashes))


def _kind(host: Host) -> str:
    return "dcim.device" if isinstance(host, Device) else "virtualization.virtualmachine"
