"""The complete description of one firewall, free of NetBox and of any vendor's syntax: what render turns into text.

Its rules are a model of their own (altyapi/firewall/model.py), which comes along where the policy has a gateway for the device.
"""

from __future__ import annotations

from typing import Literal

from altyapi.firewall.model import DevicePolicy
from altyapi.intent.model import Address, AuthServer, LocalUserIntent, Network, SnmpUserIntent, Syslog
from altyapi.intent.tunnels import TunnelIntent
from netbox_sync.model import Frozen


class FirewallInterface(Frozen):
    """One interface. `parent` and `vid` where it is a VLAN on a trunk; `members` where it is a LAG."""

    name: str
    kind: Literal["physical", "vlan", "lag", "loopback"]
    enabled: bool = True
    description: str = ""
    addresses: tuple[Address, ...] = ()
    parent: str | None = None
    vid: int | None = None
    members: tuple[str, ...] = ()
    mtu: int | None = None  # none: the platform's default
    managed: bool = False  # administrators log in by it


class FirewallManagement(Frozen):
    """How administrators reach the device."""

    interface: str
    address: str
    netmask: str
    vlan: int | None = None
    gateway: str | None = None  # none: not by a default route that is set here


class DefaultRoute(Frozen):
    gateway: str
    interface: str


class StaticRoute(Frozen):
    prefix: str
    gateway: str


class OspfNetwork(Frozen):
    prefix: str
    area: int


class Ospf(Frozen):
    router_id: str | None
    networks: tuple[OspfNetwork, ...]
    passive: tuple[str, ...]  # interfaces


class BgpNeighbour(Frozen):
    address: str
    asn: int
    description: str
    accepts: tuple[str, ...]  # prefixes
    announces: tuple[str, ...]


class Bgp(Frozen):
    asn: int
    router_id: str | None
    networks: tuple[str, ...]
    neighbours: tuple[BgpNeighbour, ...]  # by address


class Routing(Frozen):
    static: tuple[StaticRoute, ...] = ()  # by prefix
    ospf: Ospf | None = None
    bgp: Bgp | None = None


class FirewallSnmp(Frozen):
    contact: str
    location: str
    users: tuple[SnmpUserIntent, ...]
    trap_hosts: tuple[str, ...]


class FirewallIntent(Frozen):
    """Everything that is to be true of one firewall."""

    device: str
    hostname: str
    domain_name: str
    platform: str  # name of the platform, e.g. fortinet_fortios
    role: str  # slug
    site: str  # slug
    timezone: str | None  # as the device writes it; none: left alone
    interfaces: tuple[FirewallInterface, ...]  # in natural order, VLANs after what they are on
    management: FirewallManagement
    default_route: DefaultRoute | None
    routing: Routing | None = None  # none: left alone
    dns: tuple[str, ...]  # at most two servers; none: left alone
    ntp: tuple[str, ...]
    syslog: Syslog
    snmp: FirewallSnmp | None
    users: tuple[LocalUserIntent, ...]
    tacacs: tuple[AuthServer, ...]
    tacacs_key: str | None  # name in the secret store
    allowed: tuple[Network, ...]  # from where administrators may log in
    idle_minutes: int
    banner: tuple[str, ...]  # lines
    tunnels: tuple[TunnelIntent, ...] = ()  # WireGuard's, by name
    policy: DevicePolicy | None = (
        None  # none: the firewall policy has no gateway for this device, its rules are left alone
    )

    @property
    def secrets(self) -> frozenset[str]:
        """The names of all secrets that the config of this firewall may refer to."""
        users = self.snmp.users if self.snmp else ()
        names = {name for user in users for name in (user.auth_secret, user.priv_secret)}
        names.update(user.secret for user in self.users)
        names.add(self.tacacs_key or "")
        return frozenset(names - {""})
