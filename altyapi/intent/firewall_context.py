"""The schema of a firewall's config context. What is true of all network devices is said once, as for switches; what only
switches use (spanning tree, ports, their management VLAN) does not concern a firewall."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from altyapi.intent.context import (
    AaaContext,
    BannerContext,
    ConnectionContext,
    NtpContext,
    SnmpContext,
    SshContext,
    SwitchContext,
    SyslogContext,
    Word,
)
from netbox_sync.model import Frozen

SYSLOG_SERVERS = 4
"""At most so many on a firewall."""


def _few(servers: SyslogContext) -> SyslogContext:
    if len(servers.servers) > SYSLOG_SERVERS:
        raise ValueError(f"at most {SYSLOG_SERVERS} syslog servers on a firewall")
    return servers


class RouteContext(Frozen):
    """The default route."""

    gateway: IPv4Address
    interface: Word


class StaticContext(Frozen):
    prefix: IPv4Network
    gateway: IPv4Address


class OspfNetworkContext(Frozen):
    prefix: IPv4Network
    area: int = Field(0, ge=0, le=4294967295)


class OspfContext(Frozen):
    """OSPF on the interfaces whose addresses lie in these networks; no neighbours are looked for on `passive` ones."""

    router_id: IPv4Address | None = None
    networks: tuple[OspfNetworkContext, ...] = Field(min_length=1)
    passive: tuple[Word, ...] = ()


class BgpNeighbourContext(Frozen):
    """`accepts` and `announces` are whole lists: what is in neither is not taken, and not told."""

    address: IPv4Address
    asn: int = Field(ge=1, le=4294967295)
    description: Word | None = None
    accepts: tuple[IPv4Network, ...] = Field(min_length=1)
    announces: tuple[IPv4Network, ...] = Field(min_length=1)


class BgpContext(Frozen):
    asn: int = Field(ge=1, le=4294967295)
    router_id: IPv4Address | None = None
    networks: tuple[IPv4Network, ...] = ()
    neighbours: tuple[BgpNeighbourContext, ...] = ()


class RoutingContext(Frozen):
    """How packets find their way beyond the default route."""

    static: tuple[StaticContext, ...] = ()
    ospf: OspfContext | None = None
    bgp: BgpContext | None = None


class FirewallPart(Frozen):
    """What only firewalls have."""

    timezone: Word | None = None  # as the device writes it: `Europe/Istanbul`, or a number on older releases
    dns: tuple[IPv4Address, ...] = Field((), max_length=2)
    default_route: RouteContext | None = None
    routing: RoutingContext | None = None


class FirewallContext(Frozen):
    """The whole config context of a firewall, as NetBox merges it."""

    connection: ConnectionContext = ConnectionContext()
    domain_name: Annotated[str, Field(pattern=r"^[a-z0-9.-]+$")]
    ntp: NtpContext
    syslog: Annotated[SyslogContext, AfterValidator(_few)]
    snmp: SnmpContext | None = None
    aaa: AaaContext
    ssh: SshContext
    banner: BannerContext
    firewall: FirewallPart = FirewallPart()

    @model_validator(mode="before")
    @classmethod
    def _without_the_switches_own(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        foreign = SwitchContext.model_fields.keys() - cls.model_fields.keys()
        return {name: content for name, content in value.items() if name not in foreign}
