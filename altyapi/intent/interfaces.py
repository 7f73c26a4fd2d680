"""The interfaces of a switch: what each is to be, from NetBox's rows and the config context."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from altyapi.intent import kinds
from altyapi.intent.addresses import DeviceAddresses
from altyapi.intent.context import StormControlContext, SwitchContext
from altyapi.intent.faults import Faults
from altyapi.intent.model import InterfaceIntent, InterfaceKind, StormControl
from altyapi.intent.text import limited
from altyapi.intent.vlans import PortVlans, SiteVlans
from altyapi.platforms.platform import Platform, SwitchTraits
from netbox_sync.model import Interface

VRF_NAME = re.compile(r"[!-~]{1,32}")  # one word; IOS's own limit of its length


def kind_of(interface: Interface, traits: SwitchTraits) -> InterfaceKind | None:
    """What the platform takes an interface of that name and type for; none where they don't fit."""
    name, type_ = interface.name, interface.type
    if name in traits.management_ports and interface.mgmt_only:
        return "management"
    if type_ == "lag" and re.fullmatch(traits.lag, name):
        return "lag"
    if type_ == "virtual" and re.fullmatch(traits.svi, name):
        return "svi"
    if type_ == "virtual" and re.fullmatch(traits.loopback, name):
        return "loopback"
    if type_ not in {"lag", "virtual", "bridge"} and re.fullmatch(traits.physical, name):
        return "physical"
    return None


def number(pattern: str, name: str) -> int:
    """The number that the platform's pattern finds in the name of a LAG, an SVI or a loopback."""
    match = re.fullmatch(pattern, name)
    if match is None:
        raise ValueError(f"{name!r} does not match {pattern!r}")
    return int(match["number"])


@lru_cache(maxsize=65536)  # thousands of switches have ports of the same few hundred names
def natural(name: str) -> tuple[str, tuple[int, ...]]:
    """Sorts GigabitEthernet1/0/2 before GigabitEthernet1/0/10."""
    return re.split(r"\d", name, maxsplit=1)[0], tuple(int(digits) for digits in re.findall(r"\d+", name))


_KIND_ORDER: dict[InterfaceKind, int] = {"loopback": 0, "lag": 1, "management": 2, "physical": 3, "svi": 4}


@dataclass
class InterfaceBuilder:
    """Builds the interfaces of one device; faults go to `faults`."""

    platform: Platform
    traits: SwitchTraits
    context: SwitchContext
    vlans: SiteVlans
    addresses: DeviceAddresses
    faults: Faults
    rows: dict[str, Interface]
    locked: Mapping[str, str]  # by port, the MAC address that alone may send there

    def __post_init__(self) -> None:
        self.ports = {name: PortVlans(row, self.vlans, self.faults) for name, row in self.rows.items()}
        self.quarantine_vlan = self._context_vlan("quarantine_vlan", self.context.ports.quarantine_vlan)

    @cached_property
    def voice_vlan(self) -> int | None:
        """Looked up when the first port wants it: a switch without phones need not carry it."""
        return self._context_vlan("voice_vlan", self.context.ports.voice_vlan)

    @cached_property
    def storm_control(self) -> StormControl | None:
        """What every access port gets."""
        return _storm_control(self.context.storm_control)

    def _context_vlan(self, field: str, vid: int | None) -> int | None:
        if vid is None:
            return None
        place = f"dcim.device {self.faults.device}"
        return self.vlans.by_vid(vid, place, f"config_context.ports.{field}")

    def build(self) -> tuple[InterfaceIntent, ...]:
        found = []
        for name, row in self.rows.items():
            kind = kind_of(row, self.traits)
            if kind is None:
                self.faults.interface(kinds.NAME_UNKNOWN, name, "name", platform=self.platform.name, type=row.type)
            else:
                found.append(self._interface(row, kind))
        default = self.traits.default_svi
        if default is not None and default not in self.rows:
            found.append(InterfaceIntent(name=default, kind="svi", enabled=False, mode="routed"))
        return tuple(sorted(found, key=lambda one: (_KIND_ORDER[one.kind], natural(one.name))))

    def _interface(self, row: Interface, kind: InterfaceKind) -> InterfaceIntent:
        if kind == "physical" and self._unused(row):
            return self._quarantined(row)
        place = f"dcim.interface {self.faults.device}/{row.name}"
        fields: dict[str, object] = {
            "name": row.name,
            "kind": kind,
            "enabled": row.enabled,
            "description": limited(row.description, self.traits.description_length, self.faults, place, "description"),
            "mtu": self._mtu(row),
            "poe": "auto" if row.poe_mode == "pse" else None,
        }
        if kind in {"svi", "loopback", "management"}:
            fields |= self._addressed(row, kind)
        elif row.lag is not None:
            fields |= self._member(row, kind)
        else:
            fields |= self._port(row, kind)
        return InterfaceIntent.model_validate(fields)  # made once: copies of models are slow

    def _unused(self, row: Interface) -> bool:
        return (
            not _plugged(row)
            and not row.mgmt_only
            and row.mode is None
            and row.untagged_vlan is None
            and not row.tagged_vlans
            and row.lag is None
            and not self.addresses.has(row.name)
        )

    def _quarantined(self, row: Interface) -> InterfaceIntent:
        place = f"dcim.device {self.faults.device}"
        field = "config_context.ports.unused_description"
        text = self.context.ports.unused_description
        return InterfaceIntent(
            name=row.name,
            kind="physical",
            enabled=False,
            description=limited(text, self.traits.description_length, self.faults, place, field),
            mode="access",
            access_vlan=self.quarantine_vlan,
            poe="never" if row.poe_mode == "pse" else None,
            quarantined=True,
        )

    def _mtu(self, row: Interface) -> int | None:
        if row.mtu is None or row.mtu == self.traits.mtu_default:
            return None
        if not self.traits.mtu_minimum <= row.mtu <= self.traits.mtu_maximum:
            self.faults.interface(
                kinds.MTU_RANGE, row.name, "mtu",
                mtu=row.mtu, low=self.traits.mtu_minimum, high=self.traits.mtu_maximum,
            )  # fmt: skip
        return row.mtu

    def _addressed(self, row: Interface, kind: InterfaceKind) -> dict[str, object]:
        if kind == "svi":
            self._check_svi(row)
        elif row.mode is not None:
            self.faults.interface(kinds.MODE_UNSUPPORTED, row.name, "mode", mode=row.mode)
        vrf = self._vrf(row) or self.traits.management_ports.get(row.name)
        return {"mode": "routed", "vrf": vrf, "addresses": self.addresses.of(row.name), "poe": None}

    def _vrf(self, row: Interface) -> str | None:
        if row.vrf is not None and not VRF_NAME.fullmatch(row.vrf):
            self.faults.interface(kinds.VRF_NAME, row.name, "vrf", vrf=row.vrf)
        return row.vrf

    def _check_svi(self, row: Interface) -> None:
        vid = number(self.traits.svi, row.name)
        place = f"dcim.interface {self.faults.device}/{row.name}"
        if vid != 1 or row.enabled or self.addresses.has(row.name):
            self.vlans.by_vid(vid, place, "name", missing=kinds.SVI_WITHOUT_VLAN)
        untagged = self.ports[row.name].untagged
        if untagged not in (None, vid):
            self.faults.interface(kinds.SVI_VLAN_DIFFERS, row.name, "untagged_vlan", found=untagged)

    def _member(self, row: Interface, kind: InterfaceKind) -> dict[str, object]:
        lag = self.rows.get(row.lag or "")
        if lag is None:
            self.faults.interface(kinds.LAG_MISSING, row.name, "lag", lag=row.lag)
            return {}
        if kind_of(lag, self.traits) != "lag":
            self.faults.interface(kinds.LAG_NOT_LAG, row.name, "lag", lag=lag.name, type=lag.type)
            return {}
        if kind != "physical":
            self.faults.interface(kinds.LAG_MEMBER_KIND, row.name, "lag")
            return {}
        if self.addresses.has(row.name):
            address = self.addresses.first(row.name)
            self.faults.interface(kinds.ADDRESS_ON_SWITCHED, row.name, "ip_addresses", address=address)
        self._check_member(row, lag)
        shared = self.ports[lag.name].fields() if lag.mode is not None else {"mode": "routed"}
        if lag.mode is None and not self.addresses.has(lag.name):
            shared = {}
        return {**shared, "mtu": self._mtu(lag), "lag": number(self.traits.lag, lag.name)}

    def _check_member(self, row: Interface, lag: Interface) -> None:
        mine, its = self.ports[row.name], self.ports[lag.name]
        pairs: list[tuple[str, object, object]] = [
            ("mode", mine.mode, its.mode),
            ("untagged_vlan", mine.untagged, its.untagged),
            ("tagged_vlans", mine.tagged or None, its.tagged or None),
            ("mtu", row.mtu, lag.mtu),
        ]
        for field, found, expected in pairs:
            if found is not None and found != expected:
                self.faults.interface(
                    kinds.LAG_MEMBER_DIFFERS, row.name, field, what=field, found=_shown(found), lag=lag.name,
                    expected=_shown(expected),
                )  # fmt: skip

    def _port(self, row: Interface, kind: InterfaceKind) -> dict[str, object]:
        if self.addresses.has(row.name):
            if row.mode is not None:
                address = self.addresses.first(row.name)
                self.faults.interface(kinds.ADDRESS_ON_SWITCHED, row.name, "ip_addresses", address=address)
            return {"mode": "routed", "vrf": self._vrf(row), "addresses": self.addresses.of(row.name)}
        if row.mode is None:
            if _plugged(row) or kind == "lag":
                self.faults.interface(kinds.CONNECTED_WITHOUT_MODE, row.name, "mode")
            return {}
        fields = self.ports[row.name].fields()
        if fields["mode"] != "access":
            return fields
        vid = self.ports[row.name].untagged
        if vid is not None and vid == self.quarantine_vlan and row.enabled:
            self.faults.interface(kinds.QUARANTINE_IN_USE, row.name, "untagged_vlan", vid=vid)
        return fields | self._access(row, vid)

    def _access(self, row: Interface, vid: int | None) -> dict[str, object]:
        ports = self.context.ports
        with_voice = ports.voice_tag in row.tags or vid in ports.voice_with
        dot1x = self.context.dot1x
        examined = dot1x.enabled and dot1x.exempt_tag not in row.tags
        return {
            "voice_vlan": self.voice_vlan if with_voice else None,
            "edge": True,
            "storm_control": self.storm_control,
            "dot1x": examined,
            # no switch does both on one port: what RADIUS lets in is not held back a second time
            "locked_to": None if examined or with_voice else self.locked.get(row.name),
        }


def _plugged(row: Interface) -> bool:
    """Whether something is at the other end, be it a panel, a circuit or a radio; not only what NetBox can trace."""
    return row.cabled or row.connected is not None or row.mark_connected


def _storm_control(context: StormControlContext | None) -> StormControl | None:
    if context is None or (context.broadcast_percent is None and context.multicast_percent is None):
        return None
    return StormControl(broadcast=_percent(context.broadcast_percent), multicast=_percent(context.multicast_percent))


def _percent(value: float | None) -> str | None:
    return None if value is None else f"{value:.2f}"


def _shown(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
