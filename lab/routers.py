"""The municipality's routers: emulated, and holding what somebody once typed. The toolkit does not manage them; it backs them up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from ipaddress import IPv4Interface
from typing import Any

from lab.orneksehir import LabDevice, Municipality
from lab.orneksehir import addressing as plan
from lab.orneksehir.generate import lab_connection

ROLE = "router"
PLATFORMS = {"cisco-ios": "cisco_ios", "huawei-vrp": "huawei_vrp", "mikrotik-routeros": "mikrotik_routeros"}
"""By NetBox's slug, the name of the emulated device's platform."""
NTP, SYSLOG, MANAGERS = "10.64.0.5", "10.64.0.6", "10.64.0.0"
COMMUNITY, PASSWORD = "Lab-Okuma-{}", "Lab-Yonlendirici-{}"  # guard nothing


def addresses(town: Municipality) -> list[str]:
    """Where they come to listen."""
    return [str(plan.loopback_twin(address.ip)) for _, address in _found(town)]


def add(town: Municipality) -> list[LabDevice]:
    """Give each an emulated device, and tell NetBox how it is reached."""
    port = town.fleet()[0].port
    types = {body["slug"]: body["model"] for body in town.bodies["dcim/device-types"]}
    found: list[LabDevice] = []
    for body, address in _found(town):
        made = LabDevice(
            name=body["name"],
            platform=PLATFORMS[body["platform"]["slug"]],
            model=types[body["device_type"]["slug"]],
            serial=body["serial"],
            role=ROLE,
            site=body["site"]["slug"],
            management=str(address.ip),
            loopback=str(plan.loopback_twin(address.ip)),
            port=port,
        )
        body["local_context_data"] = {"connection": lab_connection(made)}
        found.append(made)
    return found


def running(town: Municipality, router: LabDevice) -> str:
    """What it runs."""
    ports = [body for body in town.bodies["dcim/interfaces"] if body["device"]["name"] == router.name]
    return _CONFIGS[router.platform](router, [body for body in ports if body["type"] != "virtual"])


def _found(town: Municipality) -> list[tuple[dict[str, Any], IPv4Interface]]:
    primary = {update.key["name"]: update.body["primary_ip4"]["address"] for update in town.updates()}
    return [
        (body, IPv4Interface(primary[body["name"]]))
        for body in town.bodies["dcim/devices"]
        if body["role"]["slug"] == ROLE
        and body.get("platform", {}).get("slug") in PLATFORMS
        and body["name"] in primary
    ]


def _line(router: LabDevice) -> tuple[str, str]:
    """This router's end of its line to the centre, and the far one: a /31 by its loopback's last byte."""
    number = int(router.management.rpartition(".")[2]) * 2
    return f"10.66.{16 + number // 256}.{number % 256}", f"10.66.{16 + number // 256}.{number % 256 + 1}"


def _told(port: Mapping[str, Any], first: bool) -> str:
    return str(port.get("description") or ("Yerel ag" if first else ""))


def _cisco(router: LabDevice, ports: Sequence[Mapping[str, Any]]) -> str:
    near, far = _line(router)
    out = [
        "service timestamps log datetime msec localtime show-timezone", "service password-encryption", "!",
        f"hostname {router.name}", "!", "ip domain name orneksehir.example", "!",
        f"username acil privilege 15 secret {PASSWORD.format(router.serial[-4:])}", "!",
        "interface Loopback0", " description Yonetim", f" ip address {router.management} 255.255.255.255", "!",
    ]  # fmt: skip
    for number, port in enumerate(ports):
        out.append(f"interface {port['name']}")
        if told := _told(port, number == 0):
            out.append(f" description {told}")
        if number == 1:
            out.append(f" ip address {near} 255.255.255.254")
        out.append("!")
    out += [
        f"ip route 0.0.0.0 0.0.0.0 {far}", "!", f"logging host {SYSLOG}", "!",
        f"snmp-server community {COMMUNITY.format(router.site)} RO", "!", f"ntp server {NTP}", "!",
        "line con 0", "line vty 0 4", " transport input ssh", "!", "end",
    ]  # fmt: skip
    return "".join(f"{line}\n" for line in out)


def _huawei(router: LabDevice, ports: Sequence[Mapping[str, Any]]) -> str:
    near, far = _line(router)
    out = ["#", f"sysname {router.name}", "#", f"info-center loghost {SYSLOG}", "#"]
    out += ["aaa", f" local-user acil password irreversible-cipher {PASSWORD.format(router.serial[-4:])}"]
    out += [" local-user acil privilege level 15", " local-user acil service-type ssh", "#"]
    for number, port in enumerate(ports):
        out.append(f"interface {port['name']}")
        if told := _told(port, number == 0):
            out.append(f" description {told}")
        if number == 1:
            out += [" undo portswitch", f" ip address {near} 255.255.255.254"]
        out.append("#")
    out += ["interface LoopBack0", " description Yonetim", f" ip address {router.management} 255.255.255.255", "#"]
    out += [f"ip route-static 0.0.0.0 0.0.0.0 {far}", "#"]
    out += [f"ntp-service unicast-server {NTP}", "#", "return"]
    return "".join(f"{line}\n" for line in out)


def _mikrotik(router: LabDevice, ports: Sequence[Mapping[str, Any]]) -> str:
    near, far = _line(router)
    out = ['/interface bridge add name=lo-yonetim comment="Y\\C3\\B6netim"']
    for number, port in enumerate(ports):
        if told := _told(port, number == 0):
            out.append(f'/interface ethernet set [ find default-name={port["name"]} ] comment="{told}"')
    out += [
        f"/interface vlan add interface=sfp-sfpplus1 name=yonetim vlan-id={plan.MANAGEMENT}",
        f"/snmp community set [ find default=yes ] addresses={MANAGERS}/24 name={COMMUNITY.format(router.site)}",
        f"/ip address add address={router.management}/32 interface=lo-yonetim",
        f"/ip address add address={near}/31 interface=sfp-sfpplus2",
        f"/ip route add dst-address=0.0.0.0/0 gateway={far}",
        "/ip service set telnet disabled=yes", "/ip service set ftp disabled=yes",
        "/ip service set www disabled=yes", f"/ip service set ssh address={MANAGERS}/24",
        "/snmp set contact=rol-ag-yoneticisi enabled=yes",
        "/system clock set time-zone-name=Europe/Istanbul", f"/system identity set name={router.name}",
        f"/system logging action add name=merkez remote={SYSLOG} target=remote",
        "/system logging add action=merkez topics=info", "/system ntp client set enabled=yes",
        f"/system ntp client servers add address={NTP}",
    ]  # fmt: skip
    return "".join(f"{line}\n" for line in out)


_CONFIGS: dict[str, Callable[[LabDevice, Sequence[Mapping[str, Any]]], str]] = {
    "cisco_ios": _cisco,
    "huawei_vrp": _huawei,
    "mikrotik_routeros": _mikrotik,
}
