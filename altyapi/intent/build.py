"""From a snapshot to the complete description of one switch."""

from __future__ import annotations

from altyapi import platforms
from altyapi.intent import kinds
from altyapi.intent.addresses import DeviceAddresses
from altyapi.intent.context import SwitchContext
from altyapi.intent.faults import Faults
from altyapi.intent.interfaces import InterfaceBuilder, natural
from altyapi.intent.locks import locks
from altyapi.intent.model import (
    Aaa,
    Dot1x,
    LocalUserIntent,
    Ntp,
    Snmp,
    SnmpUserIntent,
    Ssh,
    Stp,
    SwitchIntent,
    Syslog,
)  # fmt: skip
from altyapi.intent.row import banner, check_name, context_of, examined, networks, servers, snmp_location, words
from altyapi.intent.text import limited
from altyapi.intent.vlans import SiteVlans
from altyapi.platforms import Platform
from altyapi.platforms.platform import SwitchTraits, UnknownPlatform
from netbox_sync.model import Device, Interface, Snapshot


def build(snapshot: Snapshot, device: str) -> SwitchIntent:
    """The intent of that device. Raises UnknownDevice, or IntentError with every fault of the device's data at once."""
    row, faults = examined(snapshot, device)
    platform, context = _platform(row, faults), context_of(row, SwitchContext, faults)
    check_name(row, faults)
    if platform is None or platform.switch is None or context is None:
        raise faults.error()
    intent = _Builder(snapshot, row, platform, platform.switch, context, faults).build()
    if faults or intent is None:
        raise faults.error()
    return intent


def _platform(row: Device, faults: Faults) -> Platform | None:
    if row.platform is None:
        faults.of_device(kinds.NO_PLATFORM, "platform")
        return None
    supported = [name for name in platforms.names() if platforms.load(name).switch is not None]
    try:
        platform = platforms.load(row.platform)
    except UnknownPlatform:
        platform = None
    if platform is None or platform.switch is None:
        faults.of_device(kinds.PLATFORM, "platform", value=row.platform, supported=", ".join(supported))
        return None
    return platform


class _Builder:
    def __init__(
        self,
        snapshot: Snapshot,
        row: Device,
        platform: Platform,
        traits: SwitchTraits,
        context: SwitchContext,
        faults: Faults,
    ) -> None:
        self.snapshot, self.row, self.platform, self.traits = snapshot, row, platform, traits
        self.context, self.faults = context, faults
        self.place = f"dcim.device {row.name}"

    def build(self) -> SwitchIntent | None:
        context = self.context
        vlans = SiteVlans(self.snapshot, self.row.site, self.traits, self.faults)
        addresses = DeviceAddresses(self.snapshot, self.row, self.faults)
        rows = self._rows()
        vlans.by_vid(context.management.vlan, self.place, "config_context.management.vlan")
        locked = locks(self.snapshot, rows.values(), frozenset(context.ports.locked_roles))
        builder = InterfaceBuilder(self.platform, self.traits, context, vlans, addresses, self.faults, rows, locked)
        interfaces = builder.build()
        management = addresses.management(context.management.vlan, context.management.gateway, self.traits, rows)
        if management is None or builder.quarantine_vlan is None:
            return None
        return SwitchIntent(
            device=self.row.name,
            hostname=self.row.name,
            domain_name=context.domain_name,
            platform=self.platform.name,
            role=self.row.role,
            site=self.row.site,
            vlans=vlans.intents(),
            interfaces=interfaces,
            management=management,
            ntp=self._ntp(),
            syslog=Syslog(servers=words(context.syslog.servers), level=context.syslog.level),
            snmp=self._snmp(),
            aaa=self._aaa(),
            ssh=self._ssh(),
            banner=banner(context.banner.login, self.faults, self.place, self.traits.banner_forbidden),
            stp=Stp(mode=context.stp.mode, priority=context.stp.priority),
            dot1x=self._dot1x(),
            quarantine_vlan=builder.quarantine_vlan,
        )

    def _rows(self) -> dict[str, Interface]:
        """The device's interfaces by name; the device knows no case, NetBox does."""
        rows: dict[str, Interface] = {}
        seen: dict[str, str] = {}
        listed = self.snapshot.interfaces_by_device.get(self.row.name, ())
        for interface in sorted(listed, key=lambda one: natural(one.name)):
            other = seen.setdefault(interface.name.lower(), interface.name)
            if interface.name in rows or other != interface.name:
                self.faults.interface(kinds.NAME_TWICE, interface.name, "name", other=other)
            rows[interface.name] = interface
        return rows

    def _ntp(self) -> Ntp:
        zone = self.context.ntp.timezone
        return Ntp(servers=words(self.context.ntp.servers), zone=zone.name, hours=zone.hours, minutes=zone.minutes)

    def _snmp(self) -> Snmp | None:
        snmp = self.context.snmp
        if snmp is None:
            return None
        self._distinct("config_context.snmp.users", [user.name for user in snmp.users])
        location = snmp_location(snmp.location, self.snapshot, self.row)
        return Snmp(
            contact=limited(snmp.contact, 200, self.faults, self.place, "config_context.snmp.contact"),
            location=limited(location, 200, self.faults, self.place, "config_context.snmp.location"),
            group=snmp.group,
            users=tuple(SnmpUserIntent.model_validate(user.model_dump()) for user in snmp.users),
            trap_hosts=words(snmp.trap_hosts),
            allowed=networks(snmp.allowed),
        )

    def _aaa(self) -> Aaa:
        aaa = self.context.aaa
        self._distinct("config_context.aaa.local_users", [user.name for user in aaa.local_users])
        tacacs = aaa.tacacs.servers if aaa.tacacs else ()
        self._distinct("config_context.aaa.tacacs.servers", [server.name for server in tacacs])
        return Aaa(
            local_users=tuple(LocalUserIntent.model_validate(user.model_dump()) for user in aaa.local_users),
            enable_secret=aaa.enable_secret,
            tacacs_servers=servers(tacacs),
            tacacs_key=aaa.tacacs.key if aaa.tacacs else None,
        )

    def _dot1x(self) -> Dot1x | None:
        dot1x = self.context.dot1x
        if not dot1x.enabled:
            return None
        if not dot1x.servers:
            self.faults.of_device(kinds.DOT1X_INCOMPLETE, "config_context.dot1x.servers", what="servers")
        if dot1x.key is None:
            self.faults.of_device(kinds.DOT1X_INCOMPLETE, "config_context.dot1x.key", what="key")
            return None
        self._distinct("config_context.dot1x.servers", [server.name for server in dot1x.servers])
        return Dot1x(servers=servers(dot1x.servers), key=dot1x.key)

    def _ssh(self) -> Ssh:
        ssh = self.context.ssh
        return Ssh(
            allowed=networks(ssh.allowed), idle_minutes=ssh.idle_minutes, timeout_s=ssh.timeout_s, retries=ssh.retries
        )

    def _distinct(self, field: str, names: list[str]) -> None:
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.faults.of_device(kinds.DUPLICATE_NAME, field, name=name)
