"""What shall become of fields of one device, and what NetBox holds in them.

A field is named in one of three ways, none of which can be mistaken for another:

```
son_yedek                    a custom field of the device
device.serial                a field of the device itself, one of NATIVE
mac@GigabitEthernet1/0/1     the primary MAC address of one of its interfaces
```
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from netbox_sync.client import NetBox, Row
from netbox_sync.model import Frozen

NATIVE: Final = ("serial", "asset_tag")
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


def is_custom(name: str) -> bool:
    """Whether a field is a custom one."""
    return _CUSTOM.fullmatch(name) is not None


class FieldChange(Frozen):
    """Fields of one device: `before` is what was seen when the change was made, `after` what it should become.

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

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        for name in (*self.before, *self.after):
            own = name.partition(".")[2] in NATIVE and name.startswith("device.")
            if not (own or interface_of(name) or is_custom(name)):
                raise ValueError(f"no field that can be written: {name}")
        for name, value in self.after.items():
            if interface_of(name) and not (isinstance(value, str) and _MAC.fullmatch(value)):
                raise ValueError(f"no MAC address as NetBox writes it: {name} {value!r}")
        return self

    @property
    def interfaces(self) -> tuple[str, ...]:
        """The interfaces whose MAC address it sets."""
        return tuple(found for name in self.after if (found := interface_of(name)))

    def without(self, names: Collection[str]) -> FieldChange:
        """The same without these fields."""
        after = {name: value for name, value in self.after.items() if name not in names}
        return self.model_copy(update={"after": after}) if names else self


DEVICE_FIELDS: Final = ",".join(("id", "name", *NATIVE, "custom_fields"))
"""What must be read of a device to tell its fields."""


class Port(NamedTuple):
    """An interface as far as its MAC addresses go."""

    id: int
    primary: str | None
    macs: dict[str, int]  # all that are assigned to it: address to the id of its object


def ports(netbox: NetBox, device_id: int) -> dict[str, Port]:
    """Every interface of the device, by name."""
    found: dict[str, Port] = {}
    last = 0
    while True:
        query: dict[str, str | int | list[str] | list[int]] = {
            "device_id": device_id,
            "id__gt": last,
            "fields": "id,name,device,mac_address,mac_addresses",
            "ordering": "id",
            "limit": PAGE,
        }
        count, rows = netbox.page("dcim/interfaces", query)
        before = last
        for row in rows:
            last = max(last, int(row["id"]))
            if row["device"]["id"] == device_id:  # a filter may be looser than it says
                macs = {each["mac_address"]: int(each["id"]) for each in row["mac_addresses"]}
                found[row["name"]] = Port(int(row["id"]), row["mac_address"], macs)
        if last == before or len(rows) >= count:
            return found


def present(change: FieldChange, device: Row, interfaces: Mapping[str, Port]) -> dict[str, Any]:
    """What NetBox holds in each field of the change; a field that it does not have is left out."""
    custom: dict[str, Any] = device["custom_fields"]
    held: dict[str, Any] = {native(name): device[name] for name in NATIVE}
    held |= {mac(name): port.primary for name, port in interfaces.items()}
    held |= custom
    return {name: held[name] for name in change.after if name in held}


def update_device(netbox: NetBox, change: FieldChange, device_id: int, names: Mapping[str, Any]) -> None:
    """Writes these of the change's device fields, native and custom, in one request; none of them, no request."""
    custom = {name: value for name, value in names.items() if is_custom(name)}
    own = {name.removeprefix("device."): value for name, value in names.items() if name.startswith("device.")}
    body: dict[str, Any] = own | ({"custom_fields": custom} if custom else {})
    if body:
        netbox.update("dcim/devices", device_id, body | _message(change))


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
