"""The device service of an emulated camera (ONVIF Core Specification, "Device management")."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from ipaddress import AddressValueError, IPv4Address
from typing import Any

from lab.devices.onvif.operations import NAMESPACES, Fault, operation, said, said_flag, said_number, tag
from lab.devices.onvif.state import Camera, Protocol

INTERFACE = "eth0"
_HOSTNAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_PASSWORD_LENGTH = 64
_USERS = 10


@operation("tds:GetSystemDateAndTime", "")
def _time(camera: Camera, _asked: Any, _origin: str) -> str:
    now = camera.now()
    inside = "".join(
        f"<tt:{kind}DateTime>{tag_time(moment)}</tt:{kind}DateTime>"
        for kind, moment in (("UTC", now), ("Local", now.astimezone()))
    )
    return (
        f"<tds:SystemDateAndTime>{tag('tt:DateTimeType', camera.held.clock)}{tag('tt:DaylightSavings', False)}"
        f"<tt:TimeZone>{tag('tt:TZ', camera.held.zone)}</tt:TimeZone>{inside}</tds:SystemDateAndTime>"
    )


def tag_time(moment: datetime) -> str:
    return (
        f"<tt:Time>{tag('tt:Hour', moment.hour)}{tag('tt:Minute', moment.minute)}{tag('tt:Second', moment.second)}</tt:Time>"
        f"<tt:Date>{tag('tt:Year', moment.year)}{tag('tt:Month', moment.month)}{tag('tt:Day', moment.day)}</tt:Date>"
    )


@operation("tds:SetSystemDateAndTime", "Administrator")
def _set_time(camera: Camera, asked: Any, _origin: str) -> str:
    kind = said(asked, "tds:DateTimeType")
    if kind not in ("Manual", "NTP"):
        raise Fault("InvalidArgVal", "InvalidDateTime", why=kind)
    zone = said(asked, "tds:TimeZone/tt:TZ", camera.held.zone)
    nothing = asked.find("tds:TimeZone", NAMESPACES) is None or (camera.knobs.takes_nothing and not zone)
    if not nothing and not re.fullmatch(r"(?:<[+-]?\w{2,8}>|[A-Za-z]{3,8})[+-]?\d{1,2}(?::\d{2}){0,2}.*", zone):
        raise Fault("InvalidArgVal", "InvalidTimeZone", why=zone)
    if kind == "Manual" and asked.find("tds:UTCDateTime", NAMESPACES) is not None:
        parts = [said_number(asked, f"tds:UTCDateTime/tt:Date/tt:{part}") for part in ("Year", "Month", "Day")]
        parts += [said_number(asked, f"tds:UTCDateTime/tt:Time/tt:{part}") for part in ("Hour", "Minute", "Second")]
        try:
            wanted = datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]
        except ValueError as error:
            raise Fault("InvalidArgVal", "InvalidDateTime", why=str(error)) from error
        camera.set_by_hand = wanted - datetime.now(UTC) - timedelta(seconds=camera.knobs.skew_s)
    camera.held.clock = "NTP" if kind == "NTP" else "Manual"
    camera.held.zone = zone
    return ""


@operation("tds:GetDeviceInformation", "User")
def _information(camera: Camera, _asked: Any, _origin: str) -> str:
    held = camera.held
    return (
        tag("tds:Manufacturer", held.manufacturer)
        + tag("tds:Model", held.model)
        + tag("tds:FirmwareVersion", held.firmware)
        + tag("tds:SerialNumber", held.serial)
        + tag("tds:HardwareId", "1.0")
    )


@operation("tds:GetCapabilities", "")
def _capabilities(camera: Camera, _asked: Any, origin: str) -> str:
    origin = told(camera, origin)
    media = "<tt:StreamingCapabilities/>"
    return (
        f"<tds:Capabilities><tt:Device>{tag('tt:XAddr', origin + '/onvif/device_service')}</tt:Device>"
        f"<tt:Media>{tag('tt:XAddr', origin + '/onvif/media_service')}{media}</tt:Media></tds:Capabilities>"
    )


@operation("tds:GetServices", "")
def _services(camera: Camera, _asked: Any, origin: str) -> str:
    origin = told(camera, origin)
    version = "<tds:Version><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></tds:Version>"
    paths = {"tds": "device_service", "trt": "media_service", "tr2": "media2_service", "tse": "search_service"}
    return "".join(
        f"<tds:Service>{tag('tds:Namespace', NAMESPACES[prefix])}{tag('tds:XAddr', f'{origin}/onvif/{path}')}{version}</tds:Service>"
        for prefix, path in paths.items()
        if prefix in camera.services
    )


def told(camera: Camera, origin: str) -> str:
    """Where it says that it is."""
    if "address" in camera.knobs.lies:
        return "http://[::1"
    return "http://203.0.113.66" if "host" in camera.knobs.lies else origin


@operation("tds:GetServiceCapabilities", "")
def _service_capabilities(_camera: Camera, _asked: Any, _origin: str) -> str:
    return (
        '<tds:Capabilities><tds:Network/><tds:Security UsernameToken="true" HttpDigest="true" MaxUsers="10"/>'
        '<tds:System HttpFirmwareUpgrade="true"/></tds:Capabilities>'
    )


@operation("tds:GetScopes", "User")
def _scopes(camera: Camera, _asked: Any, _origin: str) -> str:
    held = camera.held
    items = ("type/video_encoder", f"hardware/{held.model}", f"name/{held.manufacturer}", "Profile/Streaming")
    return "".join(
        f"<tds:Scopes>{tag('tt:ScopeDef', 'Fixed')}{tag('tt:ScopeItem', f'onvif://www.onvif.org/{item}')}</tds:Scopes>"
        for item in items
    )


@operation("tds:GetHostname", "User")
def _hostname(camera: Camera, _asked: Any, _origin: str) -> str:
    inside = tag("tt:FromDHCP", False) + tag("tt:Name", camera.held.hostname)
    return f"<tds:HostnameInformation>{inside}</tds:HostnameInformation>"


@operation("tds:SetHostname", "Administrator")
def _set_hostname(camera: Camera, asked: Any, _origin: str) -> str:
    name = said(asked, "tds:Name")
    if not _HOSTNAME.fullmatch(name) and not (camera.knobs.takes_nothing and not name):
        raise Fault("InvalidArgVal", "InvalidHostname", why=name)
    camera.held.hostname = name
    return ""


def _host(address: str) -> str:
    try:
        return tag("tt:Type", "IPv4") + tag("tt:IPv4Address", IPv4Address(address))
    except AddressValueError:
        return tag("tt:Type", "DNS") + tag("tt:DNSname", address)


def _said_hosts(asked: Any, path: str) -> tuple[str, ...]:
    found: list[str] = []
    for one in asked.iterfind(path, NAMESPACES):
        kind = said(one, "tt:Type")
        text = said(one, {"IPv4": "tt:IPv4Address", "IPv6": "tt:IPv6Address", "DNS": "tt:DNSname"}[kind])
        if kind == "IPv4":
            _address(text)
        found.append(text)
    return tuple(found)


def _address(text: str) -> str:
    try:
        return str(IPv4Address(text))
    except AddressValueError as error:
        raise Fault("InvalidArgVal", "InvalidIPv4Address", why=text) from error


@operation("tds:GetNTP", "User")
def _ntp(camera: Camera, _asked: Any, _origin: str) -> str:
    hosts = "".join(f"<tt:NTPManual>{_host(one)}</tt:NTPManual>" for one in camera.held.ntp)
    return f"<tds:NTPInformation>{tag('tt:FromDHCP', False)}{hosts}</tds:NTPInformation>"


@operation("tds:SetNTP", "Administrator")
def _set_ntp(camera: Camera, asked: Any, _origin: str) -> str:
    said_flag(asked, "tds:FromDHCP")
    camera.held.ntp = _said_hosts(asked, "tds:NTPManual")
    return ""


@operation("tds:GetDNS", "User")
def _dns(camera: Camera, _asked: Any, _origin: str) -> str:
    domain = "".join(tag("tt:SearchDomain", one) for one in camera.held.domain.split())
    hosts = "".join(f"<tt:DNSManual>{_host(one)}</tt:DNSManual>" for one in camera.held.dns)
    return f"<tds:DNSInformation>{tag('tt:FromDHCP', False)}{domain}{hosts}</tds:DNSInformation>"


@operation("tds:SetDNS", "Administrator")
def _set_dns(camera: Camera, asked: Any, _origin: str) -> str:
    said_flag(asked, "tds:FromDHCP")
    camera.held.domain = " ".join((one.text or "").strip() for one in asked.iterfind("tds:SearchDomain", NAMESPACES))
    camera.held.dns = _said_hosts(asked, "tds:DNSManual")
    return ""


@operation("tds:GetNetworkInterfaces", "User")
def _interfaces(camera: Camera, _asked: Any, _origin: str) -> str:
    held = camera.held
    address, _, length = held.address.partition("/")
    kind = "FromDHCP" if held.dhcp else "Manual"
    four = f"<tt:{kind}>{tag('tt:Address', address)}{tag('tt:PrefixLength', length)}</tt:{kind}>{tag('tt:DHCP', held.dhcp)}"
    return (
        f'<tds:NetworkInterfaces token="{INTERFACE}">{tag("tt:Enabled", True)}<tt:Info>{tag("tt:Name", INTERFACE)}'
        f"{tag('tt:HwAddress', held.mac)}{tag('tt:MTU', 1500)}</tt:Info><tt:IPv4>{tag('tt:Enabled', True)}"
        f"<tt:Config>{four}</tt:Config></tt:IPv4></tds:NetworkInterfaces>"
    )


@operation("tds:SetNetworkInterfaces", "Administrator")
def _set_interfaces(camera: Camera, asked: Any, _origin: str) -> str:
    if said(asked, "tds:InterfaceToken") != INTERFACE:
        raise Fault("InvalidArgVal", "InvalidNetworkInterface", why="no such interface")
    four = "tds:NetworkInterface/tt:IPv4"
    dhcp = said_flag(asked, f"{four}/tt:DHCP", "false")
    if not dhcp:
        address = _address(said(asked, f"{four}/tt:Manual/tt:Address"))
        length = said_number(asked, f"{four}/tt:Manual/tt:PrefixLength")
        if not 1 <= length <= 30:
            raise Fault("InvalidArgVal", "InvalidPrefixLength", why=str(length))
        camera.held.address = f"{address}/{length}"
    camera.held.dhcp = dhcp
    return tag("tds:RebootNeeded", False)


@operation("tds:GetNetworkDefaultGateway", "User")
def _gateway(camera: Camera, _asked: Any, _origin: str) -> str:
    inside = tag("tt:IPv4Address", camera.held.gateway) if camera.held.gateway else ""
    return f"<tds:NetworkGateway>{inside}</tds:NetworkGateway>"


@operation("tds:SetNetworkDefaultGateway", "Administrator")
def _set_gateway(camera: Camera, asked: Any, _origin: str) -> str:
    address = said(asked, "tds:IPv4Address", "" if camera.knobs.takes_nothing else None)
    camera.held.gateway = _address(address) if address else ""
    return ""


@operation("tds:GetNetworkProtocols", "User")
def _protocols(camera: Camera, _asked: Any, _origin: str) -> str:
    return "".join(
        f"<tds:NetworkProtocols>{tag('tt:Name', name)}{tag('tt:Enabled', one.enabled)}{tag('tt:Port', one.port)}</tds:NetworkProtocols>"
        for name, one in camera.held.protocols.items()
    )


@operation("tds:SetNetworkProtocols", "Administrator")
def _set_protocols(camera: Camera, asked: Any, _origin: str) -> str:
    for one in asked.iterfind("tds:NetworkProtocols", NAMESPACES):
        name = said(one, "tt:Name")
        if name not in camera.held.protocols:
            raise Fault("InvalidArgVal", "ServiceNotSupported", why=name)
        camera.held.protocols[name] = Protocol(enabled=said_flag(one, "tt:Enabled"), port=said_number(one, "tt:Port"))
    return ""


@operation("tds:GetDiscoveryMode", "User")
def _discovery(camera: Camera, _asked: Any, _origin: str) -> str:
    return tag("tds:DiscoveryMode", "Discoverable" if camera.held.discoverable else "NonDiscoverable")


@operation("tds:SetDiscoveryMode", "Administrator")
def _set_discovery(camera: Camera, asked: Any, _origin: str) -> str:
    mode = said(asked, "tds:DiscoveryMode")
    if mode not in ("Discoverable", "NonDiscoverable"):
        raise Fault("InvalidArgVal", why=mode)
    camera.held.discoverable = mode == "Discoverable"
    return ""


@operation("tds:GetUsers", "Administrator")
def _users(camera: Camera, _asked: Any, _origin: str) -> str:
    return "".join(
        f"<tds:User>{tag('tt:Username', name)}{tag('tt:UserLevel', level)}</tds:User>"
        for name, (_, level) in camera.held.users.items()
    )


def _new_password(camera: Camera, user: Any) -> str:
    password = said(user, "tt:Password")
    rule = camera.knobs.password_rule
    if not 1 <= len(password) <= _PASSWORD_LENGTH or (rule and not re.fullmatch(rule, password)):
        raise Fault("OperationProhibited", "PasswordTooWeak", why="the password is too weak")
    return password


@operation("tds:CreateUsers", "Administrator")
def _create_users(camera: Camera, asked: Any, _origin: str) -> str:
    for user in asked.iterfind("tds:User", NAMESPACES):
        name, level = said(user, "tt:Username"), said(user, "tt:UserLevel")
        if name in camera.held.users:
            raise Fault("OperationProhibited", "UsernameClash", why=name)
        if len(camera.held.users) >= _USERS:
            raise Fault("OperationProhibited", "TooManyUsers", why=name)
        if level not in ("Administrator", "Operator", "User"):
            raise Fault("InvalidArgVal", why=level)
        camera.held.users[name] = (_new_password(camera, user), level)  # type: ignore[assignment]
    return ""


@operation("tds:SetUser", "Administrator")
def _set_user(camera: Camera, asked: Any, _origin: str) -> str:
    for user in asked.iterfind("tds:User", NAMESPACES):
        name, level = said(user, "tt:Username"), said(user, "tt:UserLevel")
        if name not in camera.held.users:
            raise Fault("InvalidArgVal", "UsernameMissing", why=name)
        if user.find("tt:Password", NAMESPACES) is not None:
            camera.set_password(name, _new_password(camera, user))
        camera.held.users[name] = (camera.held.users[name][0], level)  # type: ignore[assignment]
    return ""


@operation("tds:DeleteUsers", "Administrator")
def _delete_users(camera: Camera, asked: Any, _origin: str) -> str:
    for element in asked.iterfind("tds:Username", NAMESPACES):
        name = (element.text or "").strip()
        if name not in camera.held.users:
            raise Fault("InvalidArgVal", "UsernameMissing", why=name)
        if sum(level == "Administrator" for _, level in camera.held.users.values()) == 1 and (
            camera.held.users[name][1] == "Administrator"
        ):
            raise Fault("InvalidArgVal", "FixedUser", why=name)
        del camera.held.users[name]
    return ""


@operation("tds:SystemReboot", "Administrator")
def _reboot(_camera: Camera, _asked: Any, _origin: str) -> str:
    return tag("tds:Message", "Rebooting")
