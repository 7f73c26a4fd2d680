"""Rules of interfaces, in NetBox's words."""

from __future__ import annotations

from lab.netbox.display import display, show
from lab.netbox.errors import InvalidError, broken
from lab.netbox.schema import MODELS
from lab.netbox.store import Row, Store

WIRELESS = "ieee802.11"
VIRTUAL_TYPES = frozenset({"virtual", "bridge", "lag"})


def _vlan_allowed(store: Store, row: Row, site: int | None, parent: str) -> None:
    vlan = store.get("ipam.vlan", row["untagged_vlan"])
    if vlan and vlan["site"] not in {None, site}:
        raise broken(
            f"The untagged VLAN ({display(store, 'ipam.vlan', vlan)}) must belong to the same site as the interface's "
            f"parent {parent}, or it must be global.",
            "untagged_vlan",
        )


def _tagged(store: Store, row: Row, before: Row | None, site: int | None, parent: str) -> None:
    if before and row["tagged_vlans"] == before["tagged_vlans"]:
        return
    for each in row["tagged_vlans"]:
        vlan = store.rows["ipam.vlan"][each]
        if vlan["site"] not in {None, site}:
            shown = display(store, "ipam.vlan", vlan)
            text = (
                f"VLAN {shown} must belong to the same site as the interface's parent {parent}, or it must be global."
            )
            raise broken(text, "tagged_vlans")


def _modes(row: Row) -> None:
    errors = {}
    if not row["mode"] and row["untagged_vlan"]:
        errors["untagged_vlan"] = ["Interface mode does not support untagged vlan"]
    if row["mode"] not in {"tagged", "q-in-q"} and row["tagged_vlans"]:
        errors["tagged_vlans"] = ["Interface mode does not support tagged vlans"]
    if row["mode"] != "q-in-q" and row["qinq_svlan"]:
        errors["qinq_svlan"] = ["Interface mode does not support q-in-q service vlan"]
    if errors:
        raise InvalidError(errors)


def _mac(store: Store, label: str, row: Row, before: Row | None) -> None:
    mac = store.get("dcim.macaddress", row["primary_mac_address"])
    if mac and mac["assigned_object_id"] is not None:
        holder = (mac["assigned_object_type"], mac["assigned_object_id"])
        if before is None or holder != (label, before["id"]):
            shown = show(store, *holder)
            raise broken(
                f"MAC address {mac['mac_address']} is assigned to a different interface ({shown}).",
                "primary_mac_address",
            )


def interface(store: Store, row: Row, before: Row | None) -> None:
    """A device's interface: mode and VLANs, kind, and what it is part of."""
    device = store.rows["dcim.device"][row["device"]]
    _modes(row)
    _tagged(store, row, before, device["site"], "device")
    kind = MODELS["dcim.interface"].fields["type"].choices.get(row["type"], "")
    _mac(store, "dcim.interface", row, before)
    if before and row["bridge"] == before["id"]:
        raise broken("An interface cannot be bridged to itself.", "bridge")
    for name, words in (("poe_mode", "mode"), ("poe_type", "type")):
        if row[name] and row["type"] in VIRTUAL_TYPES:
            raise broken(f"Virtual interfaces cannot have a PoE {words}.", name)
    if row["poe_type"] and not row["poe_mode"]:
        raise broken("Must specify PoE mode when designating a PoE type.", "poe_type")
    if row["rf_role"] and not row["type"].startswith(WIRELESS):
        raise broken("Wireless role may be set only on wireless interfaces.", "rf_role")
    if row["type"] in VIRTUAL_TYPES and row.get("cable"):
        raise broken(f"{kind} interfaces cannot have a cable attached.", "type")
    if row["type"] in VIRTUAL_TYPES and row["mark_connected"]:
        raise broken(f"{kind} interfaces cannot be marked as connected.", "mark_connected")
    if before and row["parent"] == before["id"]:
        raise broken("An interface cannot be its own parent.", "parent")
    if row["type"] != "virtual" and row["parent"] is not None:
        raise broken("Only virtual interfaces may be assigned to a parent interface.", "parent")
    for name, words in (("parent", "parent interface"), ("bridge", "bridge interface"), ("lag", "LAG interface")):
        _beside(store, row, before, device, name, words)
    if row["type"] == "virtual" and row["lag"] is not None:
        raise broken("Virtual interfaces cannot have a parent LAG interface.", "lag")
    _vlan_allowed(store, row, device["site"], "device")


def _beside(store: Store, row: Row, before: Row | None, device: Row, name: str, words: str) -> None:
    other = store.get("dcim.interface", row[name])
    if other is None:
        return
    if name == "lag" and before and other["id"] == before["id"]:
        raise broken("A LAG interface cannot be its own parent.", "lag")
    if other["device"] == device["id"]:
        return
    owner = store.rows["dcim.device"][other["device"]]
    shown = display(store, "dcim.device", owner)
    if device["virtual_chassis"] is None:
        raise broken(
            f"The selected {words} ({display(store, 'dcim.interface', other)}) belongs to a different device ({shown})"
            + ("." if name != "parent" else ""),
            name,
        )
    if owner["virtual_chassis"] != device["virtual_chassis"]:
        chassis = show(store, "dcim.virtualchassis", device["virtual_chassis"])
        raise broken(
            f"The selected {words} ({display(store, 'dcim.interface', other)}) belongs to {shown}, which is not part "
            f"of virtual chassis {chassis}.",
            name,
        )


def vm_interface(store: Store, row: Row, before: Row | None) -> None:
    """A virtual machine's interface: mode and VLANs."""
    machine = store.rows["virtualization.virtualmachine"][row["virtual_machine"]]
    _modes(row)
    _tagged(store, row, before, machine["site"], "virtual machine")
    _mac(store, "virtualization.vminterface", row, before)
    _vlan_allowed(store, row, machine["site"], "virtual machine")
