"""What shall become of fields of one device, or of custom fields of one virtual machine, and what NetBox holds in them.

A field is named in one of five ways, none of which can be mistaken for another:

```
son_yedek                    a custom field of the device
device.serial                a field of the device itself, one of NATIVE
mac@GigabitEthernet1/0/1     the primary MAC address of one of its interfaces
enabled@GigabitEthernet1/0/1 a field of one of its interfaces, one of PORT_FIELDS; VLANs by the ids of their objects
name@vlan:17                 the name of the VLAN with that object id
```
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from netbox_sync.client import NetBox, Row
from netbox_sync.faults import ObjectMissing
from netbox_sync.model import Frozen

Holder = Literal["device", "machine"]
ENDPOINTS: Final[Mapping[Holder, str]] = {"device": "dcim/devices", "machine": "virtualization/virtual-machines"}
NATIVE: Final = ("serial", "asset_tag")
PORT_FIELDS: Final = ("description", "enabled", "mode", "untagged_vlan", "tagged_vlans")
VLAN: Final = "name@vlan:"
_CUSTOM: Final = re.compile(r"[A-Za-z0-9_]+")
_MAC: Final = re.compile(r"[0-9A-F]{2}(?::[0-9A-F]{2}){5}")
PAGE: Final = 1000
CHUNK: Final = 50
"""Objects in one request: NetBox writes some ten in a second, and the answer must come within the client's time limit."""
MESSAGE_LENGTH: Final = 200
"""NetBox fails with a 500 at a longer one."""


def native(name: str) -> str:
    """How a field of the device itself is named here."""
    return f"device.{name}"


def mac(interface: str) -> str:
    """How an interface's primary MAC address is named here."""
    return f"mac@{interface}"


def interface_of(name: str) -> str | None:
    """The interface whose MAC address a field is; None for any other field."""
    return name.removeprefix("mac@") if name.startswith("mac@") else None


def port_field(name: str) -> tuple[str, str] | None:
    """Field and interface of a name like `enabled@GigabitEthernet1/0/1`; None for any other field."""
    field, at, interface = name.partition("@")
    return (field, interface) if at and interface and field in PORT_FIELDS else None


def vlan_of(name: str) -> int | None:
    """The object id of the VLAN whose name a field is; None for any other field."""
    number = name.removeprefix(VLAN)
    return int(number) if name.startswith(VLAN) and number.isdigit() else None


def is_custom(name: str) -> bool:
    """Whether a field is a custom one."""
    return _CUSTOM.fullmatch(name) is not None


class FieldChange(Frozen):
    """Fields of one device, or of the virtual machine that `device` and `device_id` then name: `before` is what was seen when the change
    was made, `after` what it should become.

    Only fields that differ are written; one that meanwhile holds something else than `before` is somebody's entry and is
    left alone: the change becomes a conflict, and none of it is written. A custom field may also hold what this outbox
    wrote last, as changes of ours follow each other.
    """

    item: Literal["fields"] = "fields"
    key: str
    device_id: int
    device: str
    before: dict[str, Any]
    after: dict[str, Any]
    message: str = Field("", max_length=MESSAGE_LENGTH)  # for NetBox's change log, which keeps one from 4.4 on
    holder: Holder = "device"

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        for name in (*self.before, *self.after):
            own = name.partition(".")[2] in NATIVE and name.startswith("device.")
            if not (own or interface_of(name) or port_field(name) or vlan_of(name) is not None or is_custom(name)):
                raise ValueError(f"no field that can be written: {name}")
            if self.holder == "machine" and not is_custom(name):
                raise ValueError(f"no field of a virtual machine that can be written: {name}")
        for name, value in self.after.items():
            if interface_of(name) and not (isinstance(value, str) and _MAC.fullmatch(value)):
                raise ValueError(f"no MAC address as NetBox writes it: {name} {value!r}")
        return self

    @property
    def interfaces(self) -> tuple[str, ...]:
        """The interfaces whose MAC address it sets."""
        return tuple(found for name in self.after if (found := interface_of(name)))

    @property
    def touches_ports(self) -> bool:
        """Whether it is about interfaces at all."""
        return any(interface_of(name) or port_field(name) for name in self.after)

    @property
    def vlans(self) -> tuple[int, ...]:
        """The object ids of the VLANs whose name it sets."""
        return tuple(found for name in self.after if (found := vlan_of(name)) is not None)

    def without(self, names: Collection[str]) -> FieldChange:
        """The same without these fields."""
        after = {name: value for name, value in self.after.items() if name not in names}
        return self.model_copy(update={"after": after}) if names else self


READ: Final[Mapping[Holder, str]] = {
    "device": ",".join(("id", "name", *NATIVE, "custom_fields")), "machine": "id,name,custom_fields"
}  # fmt: skip
"""What must be read of a device or a virtual machine to tell its fields."""


class Port(NamedTuple):
    """An interface as far as its MAC addresses and PORT_FIELDS go."""

    id: int
    primary: str | None
    macs: dict[str, int]  # all that are assigned to it: address to the id of its object
    values: Mapping[str, Any] = MappingProxyType({})  # by field; VLANs by id, tagged ones sorted


def ports(netbox: NetBox, device_id: int) -> dict[str, Port]:
    """Every interface of the device, by name."""
    found: dict[str, Port] = {}
    last = 0
    while True:
        query: dict[str, str | int | list[str] | list[int]] = {
            "device_id": device_id,
            "id__gt": last,
            "fields": ",".join(("id", "name", "device", "mac_address", "mac_addresses", *PORT_FIELDS)),
            "ordering": "id",
            "limit": PAGE,
        }
        count, rows = netbox.page("dcim/interfaces", query)
        before = last
        for row in rows:
            last = max(last, int(row["id"]))
            if row["device"]["id"] == device_id:  # a filter may be looser than it says
                macs = {each["mac_address"]: int(each["id"]) for each in row["mac_addresses"]}
                found[row["name"]] = Port(int(row["id"]), row["mac_address"], macs, _values(row))
        if last == before or len(rows) >= count:
            return found


def _values(row: Row) -> dict[str, Any]:
    mode, untagged = row.get("mode"), row.get("untagged_vlan")
    return {
        "description": row.get("description"),
        "enabled": row.get("enabled"),
        "mode": mode["value"] if mode else None,
        "untagged_vlan": int(untagged["id"]) if untagged else None,
        "tagged_vlans": sorted(int(each["id"]) for each in row.get("tagged_vlans") or ()),
    }


def vlan_names(netbox: NetBox, ids: Collection[int]) -> dict[int, str]:
    """The names of these VLANs; one that is gone is left out."""
    found: dict[int, str] = {}
    for number in ids:
        with suppress(ObjectMissing):
            found[number] = str(netbox.get(f"ipam/vlans/{number}", {"fields": "id,name"})["name"])
    return found


def present(
    change: FieldChange, device: Row, interfaces: Mapping[str, Port], vlans: Mapping[int, str] = MappingProxyType({})
) -> dict[str, Any]:
    """What NetBox holds in each field of the change; a field that it does not have is left out."""
    custom: dict[str, Any] = device["custom_fields"]
    held: dict[str, Any] = {native(name): device[name] for name in NATIVE if change.holder == "device"}
    held |= {mac(name): port.primary for name, port in interfaces.items()}
    held |= {f"{field}@{name}": value for name, port in interfaces.items() for field, value in port.values.items()}
    held |= {f"{VLAN}{number}": name for number, name in vlans.items()}
    held |= custom
    return {name: held[name] for name in change.after if name in held}


def update_device(netbox: NetBox, change: FieldChange, device_id: int, names: Mapping[str, Any]) -> None:
    """Writes these of the change's device fields, native and custom, in one request; none of them, no request."""
    custom = {name: value for name, value in names.items() if is_custom(name)}
    own = {name.removeprefix("device."): value for name, value in names.items() if name.startswith("device.")}
    body: dict[str, Any] = own | ({"custom_fields": custom} if custom else {})
    if body:
        netbox.update(ENDPOINTS[change.holder], device_id, body | _message(change))


def update_ports(netbox: NetBox, change: FieldChange, names: Mapping[str, Any], ports: Mapping[str, Port]) -> None:
    """Writes these of the change's interface fields, each interface once; none of them, no request."""
    rows: dict[int, dict[str, Any]] = {}
    for name, value in names.items():
        found = port_field(name)
        if found is not None:
            field, interface = found
            row = rows.setdefault(ports[interface].id, {"id": ports[interface].id, **_message(change)})
            row[field] = value
    for chunk in _chunks(list(rows.values())):
        netbox.update_many("dcim/interfaces", chunk)


def update_vlans(netbox: NetBox, change: FieldChange, names: Mapping[str, Any]) -> None:
    """Writes these of the change's VLAN names."""
    for name, value in names.items():
        number = vlan_of(name)
        if number is not None:
            netbox.update("ipam/vlans", number, {"name": value} | _message(change))


def create_macs(
    netbox: NetBox, change: FieldChange, addresses: Mapping[str, str], ports: Mapping[str, Port]
) -> dict[str, Port]:
    """Makes a MAC address object on each of these interfaces, not yet the primary one; gives the ports with theirs."""
    rows = [
        {
            "mac_address": address,
            "assigned_object_type": "dcim.interface",
            "assigned_object_id": ports[name].id,
            **_message(change),
        }
        for name, address in addresses.items()
    ]
    made: dict[int, tuple[str, int]] = {}
    for chunk in _chunks(rows):
        for row in netbox.create_many("dcim/mac-addresses", chunk):
            made[row["assigned_object_id"]] = row["mac_address"], row["id"]
    return {
        name: port._replace(macs=port.macs | dict([made[port.id]])) if port.id in made else port
        for name, port in ports.items()
    }


def make_primary(netbox: NetBox, change: FieldChange, addresses: Mapping[str, str], ports: Mapping[str, Port]) -> None:
    """Makes an address that is assigned to an interface its primary one. What was primary before stays assigned."""
    rows = [
        {"id": ports[name].id, "primary_mac_address": ports[name].macs[address], **_message(change)}
        for name, address in addresses.items()
    ]
    for chunk in _chunks(rows):
        netbox.update_many("dcim/interfaces", chunk)


def _chunks(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for at in range(0, len(rows), CHUNK):
        yield rows[at : at + CHUNK]


def _message(change: FieldChange) -> dict[str, str]:
    return {"changelog_message": change.message} if change.message else {}
