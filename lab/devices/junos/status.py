"""What a Junos switch says of itself, as the answers of its XML API."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from lab.devices import hearing

if TYPE_CHECKING:
    from lab.devices.junos.device import JunosDevice


def ports(device: JunosDevice) -> dict[str, bool]:
    """Ports and bundles that the configuration names, and whether they are up."""
    found: dict[str, bool] = {}
    for name, node in device.active.below("interfaces").items():
        if name == "interface-range":
            continue
        physical = "-" in name
        shut = "disable" in node.children
        wired = device.spec.up_interfaces is None or name in device.spec.up_interfaces
        found[name] = not shut and (wired or not physical)
    return found


def mac(device: JunosDevice, port: str) -> str:
    digest = hashlib.sha256(f"{device.spec.name} {port}".encode()).hexdigest()
    return ":".join(["2c", "6b", "f5", digest[:2], digest[2:4], digest[4:6]])


def _tags(**values: object) -> str:
    return "".join(
        f"<{name.replace('_', '-')}>{escape(str(value))}</{name.replace('_', '-')}>" for name, value in values.items()
    )


def _moment(name: str, moment: float) -> str:
    shown = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(moment))
    return f'<{name} junos:seconds="{int(moment)}">{shown}</{name}>'


def system_information(device: JunosDevice) -> str:
    spec = device.spec
    said = _tags(
        hardware_model=spec.model,
        os_name="junos",
        os_version=spec.version,
        serial_number=spec.serial,
        host_name=device.hostname,
    )
    return f"<system-information>{said}</system-information>"


def software_information(device: JunosDevice) -> str:
    spec = device.spec
    said = _tags(
        host_name=device.hostname, product_model=spec.model, product_name=spec.model, junos_version=spec.version
    )
    package = _tags(name="junos", comment=f"Junos: {spec.version}")
    return f"<software-information>{said}<package-information>{package}</package-information></software-information>"


def uptime_information(device: JunosDevice) -> str:
    now = f"<current-time>{_moment('date-time', time.time())}</current-time>"
    booted = f"<system-booted-time>{_moment('date-time', device.booted)}</system-booted-time>"
    up = f'<uptime-information><up-time junos:seconds="{device.uptime_s}">{device.uptime_s // 60} mins</up-time></uptime-information>'
    return f"<system-uptime-information>{now}{booted}{up}</system-uptime-information>"


def commit_information(device: JunosDevice) -> str:
    rows = "".join(
        f"<commit-history>{_tags(sequence_number=number, user=one.user, client=one.client)}{_moment('date-time', one.moment)}"
        f"{_tags(comment=one.comment) if one.comment else ''}</commit-history>"
        for number, one in enumerate(device.history)
    )
    return f"<commit-information>{rows}</commit-information>"


def commit_revision(device: JunosDevice) -> str:
    newest = device.history[0]
    said = _tags(revision=f"re0-{int(newest.moment)}-{device.revision}", user=newest.user, client=newest.client)
    comment = _tags(comment=newest.comment) if newest.comment else ""
    return f"<commit-revision-information>{said}{_moment('date-time', newest.moment)}{comment}</commit-revision-information>"


def interface_information(device: JunosDevice) -> str:
    return f"<interface-information>{''.join(_port(device, name, up) for name, up in ports(device).items())}</interface-information>"


def _port(device: JunosDevice, name: str, up: bool) -> str:
    node = device.active.below("interfaces")[name]
    admin = "down" if "disable" in node.children else "up"
    text = _tags(description=node.children["description"].values[0]) if "description" in node.children else ""
    address = mac(device, name)
    mtu = node.children["mtu"].values[0] if "mtu" in node.children else 1514
    said = _tags(name=name) + f'<admin-status junos:format="Enabled">{admin}</admin-status>'
    said += (
        _tags(oper_status="up" if up else "down")
        + text
        + _tags(mtu=mtu, speed="1000mbps" if "-" in name else "Unspecified")
    )
    said += _tags(current_physical_address=address, hardware_physical_address=address)
    said += '<interface-flapped junos:seconds="3600">2026-11-22 06:00:00 UTC (01:00:00 ago)</interface-flapped>'
    units = node.children.get("unit")
    for number in units.children if units is not None else ():
        said += f"<logical-interface>{_tags(name=f'{name}.{number}')}<if-config-flags><iff-up/></if-config-flags></logical-interface>"
    return f"<physical-interface>{said}</physical-interface>"


def lldp_neighbours(device: JunosDevice) -> str:
    known = device.active.below("protocols", "lldp", "interface")
    up = ports(device)
    rows = "".join(
        "<lldp-neighbor-information>"
        + _tags(
            lldp_local_port_id=near.interface,
            lldp_local_parent_interface_name="-",
            lldp_remote_chassis_id_subtype="Mac address",
            lldp_remote_chassis_id=mac(device, near.name),
            lldp_remote_port_id_subtype="Interface name",
            lldp_remote_port_id=near.remote_interface,
            lldp_remote_system_name=near.name,
        )
        + "</lldp-neighbor-information>"
        for near in device.spec.neighbours
        if up.get(near.interface) and ("all" in known or near.interface in known or f"{near.interface}.0" in known)
    )
    return f'<lldp-neighbors-information junos:style="brief">{rows}</lldp-neighbors-information>'


def switching_table(device: JunosDevice) -> str:
    up = ports(device)
    vlans = device.active.below("vlans")
    numbers = {
        name: int(node.children["vlan-id"].values[0]) for name, node in vlans.items() if "vlan-id" in node.children
    }

    def untagged(port: str) -> int | None:
        if not up.get(port):
            return None
        switching = device.active.below("interfaces", port, "unit", "0", "family", "ethernet-switching")
        members = switching["vlan"].children.get("members") if "vlan" in switching else None
        named = members.values[0] if members is not None and members.values else "default"
        return numbers.get(named, int(named) if named.isdigit() else 1)

    names = {number: name for name, number in numbers.items()}
    found = "".join(
        '<l2ng-l2ald-mac-entry-vlan junos:style="extensive">'
        + _tags(
            l2ng_l2_mac_address=row.spelled(2, ":"), l2ng_l2_mac_routing_instance="default-switch",
            l2ng_l2_mac_vlan_name=names.get(row.vlan, "default"), l2ng_l2_vlan_id=row.vlan,
            l2ng_l2_mac_logical_interface=f"{row.port}.0",
            l2ng_l2_mac_entry_flags="in_hash,in_ifd,in_ifl,in_vlan,in_rtt,kernel,in_ifbd",
        )
        + "</l2ng-l2ald-mac-entry-vlan>"
        for row in hearing.rows(device.spec, untagged)
    )  # fmt: skip
    return f"<l2ng-l2ald-rtb-macdb>{found}</l2ng-l2ald-rtb-macdb>"


def virtual_chassis(device: JunosDevice) -> str:
    member = _tags(
        member_status="Prsnt", member_id=0, fpc_slot="(FPC 0)", member_serial_number=device.spec.serial,
        member_model=device.spec.model, member_priority=128, member_role="Master*",
    )  # fmt: skip
    return (
        "<virtual-chassis-information><preprovisioned-virtual-chassis-information/>"
        f"<member-list><member>{member}</member></member-list></virtual-chassis-information>"
    )


def route_engine(device: JunosDevice) -> str:
    said = _tags(
        slot=0, mastership_state="master", status="OK", model=device.spec.model, serial_number=device.spec.serial
    )
    return f"<route-engine-information><route-engine>{said}</route-engine></route-engine-information>"


def chassis_inventory(device: JunosDevice) -> str:
    said = _tags(name="Chassis", serial_number=device.spec.serial, description=device.spec.model.upper())
    return f"<chassis-inventory><chassis>{said}</chassis></chassis-inventory>"


REPLIES: dict[str, Callable[[JunosDevice], str]] = {
    "get-system-information": system_information,
    "get-software-information": software_information,
    "get-system-uptime-information": uptime_information,
    "get-commit-information": commit_information,
    "get-commit-revision-information": commit_revision,
    "get-interface-information": interface_information,
    "get-lldp-neighbors-information": lldp_neighbours,
    "get-virtual-chassis-information": virtual_chassis,
    "get-ethernet-switching-table-information": switching_table,
    "get-route-engine-information": route_engine,
    "get-chassis-inventory": chassis_inventory,
}
