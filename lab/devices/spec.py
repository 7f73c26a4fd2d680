"""What a fleet file says about each device."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from lab.devices.knobs import Knobs


class DeviceSpec(BaseModel):
    """One emulated device."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    platform: str = "cisco_ios"
    host: str = "127.0.0.1"
    port: int = 0  # 0: any free port
    hostname: str | None = None  # default: what the configuration says
    model: str = ""  # of these three each platform has its own default
    serial: str = ""
    version: str = ""
    username: str = "admin"
    password: str | None = "admin"
    privilege: int = 15  # the level that this user logs in with
    enable_secret: str | None = None
    authorized_keys: tuple[str, ...] = ()  # public keys in OpenSSH's format
    running_config: str = ""
    startup_config: str | None = None  # default: the running config
    host_key_file: Path | None = None  # made when missing; default: a new key in memory
    state_dir: Path | None = None  # keeps startup and running config across restarts of the process
    up_interfaces: tuple[str, ...] | None = None  # which physical ports have a cable; default: all that are not shut
    neighbours: tuple[Neighbour, ...] = ()
    stations: tuple[Station, ...] = ()
    knobs: Knobs = Knobs()

    def filled(self, *, model: str, version: str, serial: str, neighbour: str = "") -> DeviceSpec:
        """With a platform's defaults in place of fields that are empty; `neighbour` is the platform of neighbours."""
        near = tuple(one.model_copy(update={"platform": one.platform or neighbour}) for one in self.neighbours)
        return self.model_copy(
            update={
                "model": self.model or model,
                "version": self.version or version,
                "serial": self.serial or serial,
                "neighbours": near,
            }
        )


class Neighbour(BaseModel):
    """A device at the other end of a port's cable, as CDP and LLDP show it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    interface: str
    name: str
    remote_interface: str
    platform: str = ""  # default: what such a device of the platform says
    address: str | None = None


class Station(BaseModel):
    """Somebody who sends frames that come in at a port, from its cable's far end or from further on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    interface: str  # long name; of a bundle the bundle's
    mac: str  # AA:BB:CC:DD:EE:FF
    vlan: int | None = None  # of its tag; default: untagged, in whatever VLAN the port takes it


DeviceSpec.model_rebuild()
_FLEET = TypeAdapter(tuple[DeviceSpec, ...])


def load_fleet(path: Path) -> tuple[DeviceSpec, ...]:
    """The devices of a fleet file. Raises pydantic.ValidationError with the place of each fault."""
    return _FLEET.validate_json(path.read_bytes())


def as_specs(specs: Sequence[DeviceSpec | dict[str, Any]]) -> tuple[DeviceSpec, ...]:
    return tuple(spec if isinstance(spec, DeviceSpec) else DeviceSpec.model_validate(spec) for spec in specs)
