"""The complete description of one switch, free of NetBox and of any vendor's syntax: what render turns into text."""

from __future__ import annotations

from typing import Literal

from netbox_sync.model import Frozen

InterfaceKind = Literal["physical", "lag", "svi", "loopback", "management"]
InterfaceMode = Literal["access", "trunk", "routed", "member"]


class VlanIntent(Frozen):
    vid: int
    name: str


class Address(Frozen):
    """An IPv4 address of an interface."""

    address: str
    netmask: str
    secondary: bool = False


class StormControl(Frozen):
    """Percent of the port's bandwidth, with two decimals."""

    broadcast: str | None = None
    multicast: str | None = None


class InterfaceIntent(Frozen):
    """One interface. A member of a LAG carries the LAG's VLAN settings, as the device itself shows them on both."""

    name: str
    kind: InterfaceKind
    enabled: bool
    description: str = ""
    mode: InterfaceMode | None = None  # none: no layer 2 or 3 settings of its own
    access_vlan: int | None = None
    voice_vlan: int | None = None
    all_vlans: bool = False  # a trunk without a list of allowed VLANs
    tagged_vlans: tuple[int, ...] = ()  # what a trunk carries, native VLAN included, sorted
    native_vlan: int | None = None
    mtu: int | None = None  # none: the platform's default
    lag: int | None = None  # number of the LAG that it is a member of
    poe: Literal["auto", "never"] | None = None  # none: no PoE, or not known
    storm_control: StormControl | None = None
    dot1x: bool = False
    locked_to: str | None = None  # the one MAC address that may send here, as NetBox writes it: 00:1A:2B:00:00:01
    edge: bool = False  # an end device is attached: forward at once, refuse BPDUs
    quarantined: bool = False
    vrf: str | None = None
    addresses: tuple[Address, ...] = ()


class Management(Frozen):
    vlan: int
    interface: str
    address: str
    netmask: str
    gateway: str | None = None  # none: this switch is the gateway of its management network
    routing: bool = False  # it routes between its own addressed interfaces


class Ntp(Frozen):
    servers: tuple[str, ...]
    zone: str
    hours: int
    minutes: int


class Syslog(Frozen):
    servers: tuple[str, ...]
    level: str


class SnmpUserIntent(Frozen):
    name: str
    auth: str
    auth_secret: str  # name in the secret store, as every `*_secret` and `key` below
    priv: str
    priv_secret: str


class Network(Frozen):
    address: str
    wildcard: str  # inverted netmask


class Snmp(Frozen):
    contact: str
    location: str
    group: str
    users: tuple[SnmpUserIntent, ...]
    trap_hosts: tuple[str, ...]
    allowed: tuple[Network, ...]


class AuthServer(Frozen):
    name: str
    address: str


class LocalUserIntent(Frozen):
    name: str
    privilege: int
    secret: str
    algorithm: str | None = None


class Aaa(Frozen):
    local_users: tuple[LocalUserIntent, ...]
    enable_secret: str | None = None
    tacacs_servers: tuple[AuthServer, ...] = ()
    tacacs_key: str | None = None


class Dot1x(Frozen):
    servers: tuple[AuthServer, ...]
    key: str


class Ssh(Frozen):
    allowed: tuple[Network, ...]
    idle_minutes: int
    timeout_s: int
    retries: int


class Stp(Frozen):
    mode: str
    priority: int


class SwitchIntent(Frozen):
    """Everything that is to be true of one switch."""

    device: str
    hostname: str
    domain_name: str
    platform: str  # name of the platform, e.g. cisco_ios
    role: str  # slug
    site: str  # slug
    vlans: tuple[VlanIntent, ...]  # sorted by id
    interfaces: tuple[InterfaceIntent, ...]  # in the device's natural order
    management: Management
    ntp: Ntp
    syslog: Syslog
    snmp: Snmp | None
    aaa: Aaa
    ssh: Ssh
    banner: tuple[str, ...]  # lines
    stp: Stp
    dot1x: Dot1x | None
    quarantine_vlan: int

    @property
    def secrets(self) -> frozenset[str]:
        """The names of all secrets that the config of this switch may refer to."""
        users = self.snmp.users if self.snmp else ()
        names = {name for user in users for name in (user.auth_secret, user.priv_secret)}
        names.update(user.secret for user in self.aaa.local_users)
        names.update((self.aaa.enable_secret or "", self.aaa.tacacs_key or "", self.dot1x.key if self.dot1x else ""))
        return frozenset(names - {""})
