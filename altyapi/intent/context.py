"""The schema of a switch's config context: every key that NetBox may hold, its unit and its default.

A context says what is true of many switches at once; what differs per port is in NetBox's own tables. Unknown keys are
errors, so a misspelt key can't be a silent default. Secrets stand here only as references, `secret:<name>`.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from altyapi import hosts
from altyapi.secrets.reference import NAME, reserved
from netbox_sync.model import Frozen

REFERENCE = re.compile(rf"secret:{NAME}")


def _reference(value: Any) -> str:
    if not isinstance(value, str) or not REFERENCE.fullmatch(value):
        # the value itself may be a secret: it's never repeated
        raise ValueError("a reference like secret:group/name is needed, never the secret itself")
    name = value.removeprefix("secret:")
    if reserved(name):
        raise ValueError("this secret is the toolkit's own; no config may refer to it")
    return name


def _jump(value: str) -> str:
    hosts.jump(value)
    return value


def _options(options: dict[Option, str]) -> dict[Option, str]:
    try:
        holds_ascii = "a".encode(options.get("encoding", "utf-8")) == b"a"
    except (LookupError, ValueError):
        holds_ascii = False
    if not holds_ascii:
        raise ValueError("encoding: one that holds ASCII is needed, such as utf-8 or iso8859-9")
    if options.get("forget_sessions", "false") not in {"true", "false"}:
        raise ValueError("forget_sessions: true or false")
    if options.get("tls", "false") not in {"true", "false"}:
        raise ValueError("tls: true or false")
    if options.get("revert_method") == "none":
        raise ValueError("revert_method: without a timed revert nothing is applied")
    return options


def _no_space(value: str) -> str:
    if not re.fullmatch(r"[!-~]+", value):
        raise ValueError("printable ASCII without spaces is needed")
    return value


SecretName = Annotated[str, BeforeValidator(_reference)]
"""The name of a secret in the store, without the prefix that marks it as a reference in NetBox."""
Word = Annotated[str, AfterValidator(_no_space)]
Option = Literal["encoding", "revert_method", "forget_sessions", "tls"]
"""What may differ from device to device: the terminal's encoding (default utf-8), the timed revert (default: the strongest), and
whether a Linux gateway forgets its connections with each confirmed change (`true`; default: they outlive a tighter policy), and
whether a camera is spoken to by HTTPS (`true`; default: on port 443)."""
VlanId = Annotated[int, Field(ge=1, le=4094)]
Severity = Literal[
    "emergencies", "alerts", "critical", "errors", "warnings", "notifications", "informational", "debugging"
]


class ConnectionContext(Frozen):
    """How the device is reached; altyapi.connection adds the primary address.

    Nothing here names a file or a program of the operator's machine: whoever edits NetBox has no say there.
    """

    host: Annotated[str, AfterValidator(hosts.host)] | None = None  # overrides the primary address
    port: int = Field(22, ge=1, le=65535)
    credential: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")] = "network"  # entry `credentials/<name>`
    jump: Annotated[str, AfterValidator(_jump)] | None = None
    options: Annotated[dict[Option, str], AfterValidator(_options)] = {}


class ManagementContext(Frozen):
    vlan: VlanId
    gateway: IPv4Address | None = None  # none: the first host of the management prefix


class TimeZone(Frozen):
    name: Annotated[str, Field(pattern=r"^[A-Za-z]{1,7}$")]
    hours: int = Field(ge=-12, le=14)
    minutes: int = Field(0, ge=0, le=59)


class NtpContext(Frozen):
    servers: tuple[IPv4Address, ...] = Field(min_length=1)
    timezone: TimeZone


class SyslogContext(Frozen):
    servers: tuple[IPv4Address, ...] = Field(min_length=1)
    level: Severity = "informational"


class SnmpUser(Frozen):
    name: Word
    auth: Literal["md5", "sha"] = "sha"
    auth_secret: SecretName
    priv: Literal["des", "3des", "aes128", "aes192", "aes256"] = "aes128"
    priv_secret: SecretName


class SnmpContext(Frozen):
    """SNMPv3 with privacy, read only; v1 and v2c are not offered."""

    contact: str = ""
    location: str | None = None  # none: the site's name
    group: Word
    users: tuple[SnmpUser, ...] = Field(min_length=1)
    trap_hosts: tuple[IPv4Address, ...] = ()
    allowed: tuple[IPv4Network, ...] = Field(min_length=1)


class Server(Frozen):
    name: Word
    address: IPv4Address


class TacacsContext(Frozen):
    servers: tuple[Server, ...] = Field(min_length=1)
    key: SecretName


class LocalUser(Frozen):
    name: Word
    privilege: int = Field(15, ge=0, le=15)
    secret: SecretName
    algorithm: Literal["md5", "sha256", "scrypt"] | None = None  # none: the device's own default


class AaaContext(Frozen):
    tacacs: TacacsContext | None = None
    local_users: tuple[LocalUser, ...] = Field(min_length=1)
    enable_secret: SecretName | None = None


class SshContext(Frozen):
    allowed: tuple[IPv4Network, ...] = Field(min_length=1)
    idle_minutes: int = Field(10, ge=1, le=35791)
    timeout_s: int = Field(60, ge=1, le=120)
    retries: int = Field(3, ge=0, le=5)


class BannerContext(Frozen):
    login: str = Field(min_length=1)


class StpContext(Frozen):
    mode: Literal["pvst", "rapid-pvst", "mst"] = "rapid-pvst"
    priority: int = Field(32768, ge=0, le=61440, multiple_of=4096)


class StormControlContext(Frozen):
    """Highest share of a port's bandwidth, in percent; applied to access ports."""

    broadcast_percent: float | None = Field(None, ge=0, le=100)
    multicast_percent: float | None = Field(None, ge=0, le=100)


class Dot1xContext(Frozen):
    enabled: bool = False
    servers: tuple[Server, ...] = ()
    key: SecretName | None = None
    exempt_tag: str = "dot1x-muaf"  # slug of the NetBox tag on interfaces that stay without 802.1X


class PortsContext(Frozen):
    quarantine_vlan: VlanId
    voice_vlan: VlanId | None = None
    voice_tag: str = "voice"  # slug of the NetBox tag on access ports that carry the voice VLAN too
    voice_with: tuple[VlanId, ...] = ()  # access VLANs whose ports all carry it, tagged or not
    unused_description: str = "KULLANILMIYOR"
    locked_roles: tuple[
        str, ...
    ] = ()  # slugs of device roles: an access port takes the attached device's MAC address alone


class SwitchContext(Frozen):
    """The whole config context of a switch, as NetBox merges it."""

    connection: ConnectionContext = ConnectionContext()
    domain_name: Annotated[
        str, Field(pattern=r"^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$")
    ]
    management: ManagementContext
    ntp: NtpContext
    syslog: SyslogContext
    snmp: SnmpContext | None = None
    aaa: AaaContext
    ssh: SshContext
    banner: BannerContext
    stp: StpContext = StpContext()
    storm_control: StormControlContext | None = None
    dot1x: Dot1xContext = Dot1xContext()
    ports: PortsContext
