"""The ground that most tests stand on: one site, one kind of device, and short ways to more of the same."""

from __future__ import annotations

from typing import Any

from .client import Yard


class Plant:
    """A site, a manufacturer, a device type and a device role, made once per NetBox and changed by nobody."""

    def __init__(self, yard: Yard) -> None:
        self.prefix = yard.prefix
        self.site = yard.named("dcim/sites")
        self.manufacturer = yard.named("dcim/manufacturers")
        self.device_type = yard.make(
            "dcim/device-types", manufacturer=self.manufacturer["id"], model=yard.prefix, slug=yard.prefix
        )
        self.role = yard.named("dcim/device-roles")

    def device(self, yard: Yard, suffix: str = "sw01", **fields: Any) -> dict[str, Any]:
        """Makes a device of the plant's kind, at its site unless told otherwise."""
        return yard.make("dcim/devices", **self.device_fields(yard.name(suffix), **fields))

    def device_fields(self, name: str, **fields: Any) -> dict[str, Any]:
        """The fields of a device that the plant's kind needs."""
        kind = {"device_type": self.device_type["id"], "role": self.role["id"], "site": self.site["id"]}
        return {"name": name, **kind, **fields}


def interface(yard: Yard, device: dict[str, Any], name: str = "Gi1/0/1", **fields: Any) -> dict[str, Any]:
    """Makes an interface; a gigabit copper port unless told otherwise."""
    return yard.make("dcim/interfaces", **{"device": device["id"], "name": name, "type": "1000base-t", **fields})


def vrf(yard: Yard, suffix: str = "vrf", *, unique: bool = True) -> dict[str, Any]:
    """Makes a VRF, so that prefixes and addresses of a test meet nobody else's."""
    return yard.make("ipam/vrfs", name=yard.name(suffix), rd=f"{yard.prefix}:{suffix}"[:21], enforce_unique=unique)


def prefix(yard: Yard, network: str, in_vrf: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return yard.make("ipam/prefixes", prefix=network, vrf=in_vrf["id"], **fields)
