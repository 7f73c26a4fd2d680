"""From a snapshot to the complete description of one firewall."""

from __future__ import annotations

from typing import Literal

from altyapi import platforms
from altyapi.firewall.model import DevicePolicy
from altyapi.intent import kinds
from altyapi.intent.addresses import DeviceAddresses
from altyapi.intent.faults import Faults
from altyapi.intent.firewall_context import FirewallContext
from altyapi.intent.firewall_kinds import FIREWALL_PLATFORM, ROUTING, TUNNELS, VLAN_PARENT
from altyapi.intent.firewall_model import (
    DefaultRoute,
    FirewallIntent,
    FirewallInterface,
    FirewallManagement,
    FirewallSnmp,
    Routing,
)
from altyapi.intent.firewall_routing import routing
from altyapi.intent.interfaces import natural
from altyapi.intent.model import LocalUserIntent, SnmpUserIntent, Syslog
from altyapi.intent.row import banner, check_name, context_of, examined, networks, servers, snmp_location, words
from altyapi.intent.text import limited
from altyapi.intent.tunnels import TunnelIntent
from altyapi.platforms.platform import FirewallTraits, UnknownPlatform
from netbox_sync.model import Device, Interface, Snapshot

Kind = Literal["physical", "vlan", "lag", "loopback"]
LAG_TYPE = "lag"
VIRTUAL = frozenset({"virtual", "bridge"})


def build(
    snapshot: Snapshot, device: str, policy: DevicePolicy | None = None, tunnels: tuple[TunnelIntent, ...] = ()
) -> FirewallIntent:
    """The intent of that firewall; `policy` is what it enforces, none where its rules are not managed here. Raises
    UnknownDevice, or IntentError with every fault of the device's data at once."""
    row, faults = examined(snapshot, device)
    traits, context = _traits(row, faults), context_of(row, FirewallContext, faults)
    check_name(row, faults)
    if traits is None or context is None:
        raise faults.error()
    if tunnels and not traits.tunnels:
        faults.of_device(TUNNELS, "platform", platform=row.platform or "-")
    intent = _Builder(snapshot, row, traits, context, faults).build(policy, tunnels)
    if faults or intent is None:
        raise faults.error()
    return intent


def _traits(row: Device, faults: Faults) -> FirewallTraits | None:
    if row.platform is None:
        faults.of_device(kinds.NO_PLATFORM, "platform")
        return None
    try:
        traits = platforms.load(row.platform).firewall
    except UnknownPlatform:
        traits = None
    if traits is None:
        supported = [name for name in platforms.names() if platforms.load(name).firewall is not None]
        faults.of_device(FIREWALL_PLATFORM, "platform", value=row.platform, supported=", ".join(supported))
    return traits


class _Builder:
    def __init__(
        self, snapshot: Snapshot, row: Device, traits: FirewallTraits, context: FirewallContext, faults: Faults
    ) -> None:
        self.snapshot, self.row, self.traits, self.context, self.faults = snapshot, row, traits, context, faults
        self.place = f"dcim.device {row.name}"
        self.addresses = DeviceAddresses(snapshot, row, faults)
        listed = snapshot.interfaces_by_device.get(row.name, ())
        self.rows = {one.name: one for one in sorted(listed, key=lambda one: natural(one.name))}

    def build(self, policy: DevicePolicy | None, tunnels: tuple[TunnelIntent, ...]) -> FirewallIntent | None:
        context = self.context
        management = self._management()
        if management is None:
            return None
        found = [self._interface(one, management.interface) for one in self.rows.values()]
        interfaces = [one for one in found if one is not None]
        interfaces += self._of_policy(policy, {one.name for one in interfaces})
        interfaces.sort(key=lambda one: one.kind == "vlan")  # what they are on has to be there before
        route, tacacs = context.firewall.default_route, context.aaa.tacacs
        return FirewallIntent(
            device=self.row.name,
            hostname=self.row.name,
            domain_name=context.domain_name,
            platform=platforms.load(self.row.platform or "").name,
            role=self.row.role,
            site=self.row.site,
            timezone=context.firewall.timezone,
            interfaces=tuple(interfaces),
            management=management,
            default_route=self._route() if route is not None else None,
            routing=self._routing(),
            dns=words(context.firewall.dns),
            ntp=words(context.ntp.servers),
            syslog=Syslog(servers=words(context.syslog.servers), level=context.syslog.level),
            snmp=self._snmp(),
            users=tuple(LocalUserIntent.model_validate(user.model_dump()) for user in context.aaa.local_users),
            tacacs=servers(tacacs.servers if tacacs else ()),
            tacacs_key=tacacs.key if tacacs else None,
            allowed=networks(context.ssh.allowed),
            idle_minutes=context.ssh.idle_minutes,
            banner=banner(context.banner.login, self.faults, self.place),
            tunnels=tunnels,
            policy=policy,
        )

    def _management(self) -> FirewallManagement | None:
        primary = self.row.primary_ip4
        if primary is None:
            self.faults.of_device(kinds.NO_PRIMARY, "primary_ip4")
            return None
        for name, interface in self.rows.items():
            for one in self.addresses.of(name) if self.addresses.has(name) else ():
                if one.address == primary.partition("/")[0]:
                    if not interface.enabled:
                        self.faults.interface(kinds.MANAGEMENT_DISABLED, name, "enabled")
                    return FirewallManagement(
                        interface=name, address=one.address, netmask=one.netmask, vlan=self._vid(interface)
                    )
        names = ", ".join(name for name in self.rows if self.addresses.has(name)) or "-"
        self.faults.of_device(kinds.PRIMARY_UNASSIGNED, "primary_ip4", address=primary, interface=names)
        return None

    def _interface(self, row: Interface, management: str) -> FirewallInterface | None:
        if row.mgmt_only or row.name in self.traits.own_interfaces:
            return None
        kind = self._kind(row)
        if kind is None:
            return None
        if len(row.name) > self.traits.interface_name_length:
            self.faults.interface(
                kinds.TEXT_TOO_LONG, row.name, "name", length=len(row.name), limit=self.traits.interface_name_length
            )
        place = f"dcim.interface {self.row.name}/{row.name}"
        members = tuple(one.name for one in self.rows.values() if one.lag == row.name)
        return FirewallInterface(
            name=row.name,
            kind=kind,
            enabled=row.enabled,
            description=limited(row.description, self.traits.description_length, self.faults, place, "description"),
            addresses=self.addresses.of(row.name),
            parent=row.parent if kind == "vlan" else None,
            vid=self._vid(row) if kind == "vlan" else None,
            members=members if kind == "lag" else (),
            mtu=row.mtu,
            managed=row.name == management,
        )

    def _kind(self, row: Interface) -> Kind | None:
        if row.type == LAG_TYPE:
            return "lag"
        if row.type not in VIRTUAL:
            return "physical"
        if row.parent is None and self._vid(row) is None:
            return "loopback"
        if row.parent not in self.rows or self._vid(row) is None:
            self.faults.interface(VLAN_PARENT, row.name, "parent", parent=row.parent or "-")
            return None
        return "vlan"

    def _vid(self, row: Interface) -> int | None:
        """The VLAN of a virtual interface: its untagged one, or the only tagged one."""
        ids = [row.untagged_vlan] if row.untagged_vlan is not None else list(row.tagged_vlans)
        if row.type not in VIRTUAL or len(ids) != 1 or ids[0] is None:
            return None
        found = self.snapshot.vlan_by_id.get(ids[0])
        if found is None:
            self.faults.interface(kinds.VLAN_MISSING, row.name, "vlan", id=ids[0])
            return None
        return found.vid

    def _of_policy(self, policy: DevicePolicy | None, known: set[str]) -> list[FirewallInterface]:
        """VLAN interfaces that the firewall policy counts on and NetBox does not hold: without an address, so that rules can
        name them."""
        if policy is None:
            return []
        return [
            FirewallInterface(name=one.name, kind="vlan", parent=one.parent, vid=one.vid)
            for one in policy.interfaces
            if one.vid is not None and one.parent in known and one.name not in known
        ]

    def _route(self) -> DefaultRoute | None:
        route = self.context.firewall.default_route
        if route is None:
            return None
        if route.interface not in self.rows:
            self.faults.of_device(
                kinds.NO_MANAGEMENT_INTERFACE,
                "config_context.firewall.default_route.interface",
                interface=route.interface,
            )
        return DefaultRoute(gateway=str(route.gateway), interface=route.interface)

    def _routing(self) -> Routing | None:
        wanted = self.context.firewall.routing
        if wanted is None:
            return None
        place = "config_context.firewall.routing"
        if not self.traits.routing:
            self.faults.of_device(ROUTING, place, platform=self.row.platform or "-")
            return None
        for name in wanted.ospf.passive if wanted.ospf else ():
            if name not in self.rows:
                self.faults.of_device(kinds.NO_MANAGEMENT_INTERFACE, f"{place}.ospf.passive", interface=name)
        return routing(wanted, self.traits.description_length, self.faults, self.place)

    def _snmp(self) -> FirewallSnmp | None:
        snmp = self.context.snmp
        if snmp is None:
            return None
        location = snmp_location(snmp.location, self.snapshot, self.row)
        length = self.traits.description_length
        return FirewallSnmp(
            contact=limited(snmp.contact, length, self.faults, self.place, "config_context.snmp.contact"),
            location=limited(location, length, self.faults, self.place, "config_context.snmp.location"),
            users=tuple(SnmpUserIntent.model_validate(user.model_dump()) for user in snmp.users),
            trap_hosts=words(snmp.trap_hosts),
        )
