"""The commands of the manager and operator contexts."""

from __future__ import annotations

import difflib
import hashlib

from lab.devices import hearing
from lab.devices.aoscx.config import CxConfig
from lab.devices.aoscx.shell import Shell
from lab.devices.commandline.shell import ExecHandlers, Left, Refused
from lab.devices.commandline.syntax import Match
from lab.devices.commandline.tree import Node

_HANDLERS = ExecHandlers()
HANDLERS = _HANDLERS.table
execute = _HANDLERS.execute


@execute("enable")
async def enable(shell: Shell, _match: Match) -> str | None:
    if shell.level == 1:
        raise Refused("Operation not allowed for this user.")
    return None


@execute("page")
async def page(shell: Shell, match: Match) -> str | None:
    words = match.words
    shell.length = 0 if words[0] == "no" else int(words[1]) if len(words) > 1 else 24
    return None


@execute("write")
async def write(shell: Shell, _match: Match) -> str | None:
    shell.device.save(shell.username)
    return "Copying configuration: [Success]\n"


# -- checkpoints


@execute("keep")
async def keep(shell: Shell, match: Match) -> str | None:
    why = "Checkpoint name is too long" if len(match.words[3]) > 32 else shell.device.keep_checkpoint(match.words[3])
    return f"Copying configuration: [Failure]\n\n{why}\n" if why else "Copying configuration: [Success]\n"


@execute("auto")
async def auto(shell: Shell, match: Match) -> str | None:
    if shell.device.revert is not None:
        raise Refused("Auto checkpoint mode is already running.")
    minutes = int(match.words[2])
    shell.device.arm_auto(minutes, shell.username)
    return f"Auto checkpoint mode expires in {minutes} minute(s)\n"


@execute("confirm")
async def confirm(shell: Shell, _match: Match) -> str | None:
    device = shell.device
    if not device.cancel_revert():
        raise Refused("Auto checkpoint mode is not running.")
    name = f"AUTO{device.now():%Y%m%d%H%M%S}"
    device.keep_checkpoint(name)
    return f"checkpoint {name} created\n"


@execute("rollback")
async def rollback(shell: Shell, match: Match) -> str | None:
    found = shell.device.checkpoint(match.words[2])
    if found is None:
        raise Refused(f"Checkpoint {match.words[2]} does not exist")
    shell.device.roll_to(found.text, shell.username)
    return "Success\n"


@execute("diff")
async def diff(shell: Shell, match: Match) -> str | None:
    texts = []
    for name in match.words[2:4]:
        found = shell.device.checkpoint(name)
        if name != "running-config" and found is None:
            raise Refused(f"Checkpoint {name} does not exist")
        texts.append(shell.device.config.text() if found is None else found.text)
    one, other = (text.splitlines() for text in texts)
    lines = difflib.unified_diff(one, other, "checkpoint-1", "checkpoint-2", lineterm="")
    return "".join(f"{line}\n" for line in lines) or "No difference in configs.\n"


@execute("rename")
async def rename(shell: Shell, match: Match) -> str | None:
    found = shell.device.checkpoint(match.words[2])
    if found is None:
        raise Refused(f"Checkpoint {match.words[2]} does not exist")
    found.name = match.words[3]
    return None


@execute("erase")
async def erase(shell: Shell, match: Match) -> str | None:
    found = shell.device.checkpoint(match.words[2])
    if found is None or found not in shell.device.checkpoints:
        raise Refused(f"Checkpoint {match.words[2]} does not exist")
    shell.device.checkpoints.remove(found)
    return None


@execute("boot")
async def boot(shell: Shell, _match: Match) -> str | None:
    if shell.device.unsaved and await shell.confirm("Do you want to save the current configuration (y/n)? "):
        shell.device.save(shell.username)
        shell.terminal.write("The running configuration was saved to the startup configuration.\n\n")
    shell.terminal.write(
        "This will reboot the entire switch and render it unavailable\nuntil the process is complete.\n"
    )
    if await shell.confirm("Continue (y/n)? "):
        shell.terminal.write("The system is going down for reboot.\n")
        shell.device.reload()
        raise Left
    return None


@execute("show_checkpoints")
async def show_checkpoints(shell: Shell, _match: Match) -> str | None:
    device = shell.device
    lines = ["NAME                             TYPE        WRITER  DATE(YYYY/MM/DD)      IMAGE VERSION"]
    for place, one in enumerate(device.checkpoints, 1):
        kind = "latest" if place == len(device.checkpoints) else "checkpoint"
        lines.append(
            f"{one.name:<32} {kind:<11} {one.writer:<7} {one.written:%Y-%m-%dT%H:%M:%SZ}  {device.spec.version}"
        )
    return "\n".join(lines) + "\n"


@execute("show_checkpoint")
async def show_checkpoint(shell: Shell, match: Match) -> str | None:
    found = shell.device.checkpoint(match.words[2])
    if found is None:
        raise Refused(f"Invalid input: {match.words[2]}")
    return f"Checkpoint configuration:\n{found.text}"


@execute("show_accounting")
async def show_accounting(shell: Shell, match: Match) -> str | None:
    records = shell.device.records
    if match.words[-2:-1] == ["last"]:
        records = records[-int(match.words[-1]) :]
    return "Command logs from current boot:\n" + "".join(f"{record}\n----\n" for record in records)


# -- what the switch says of itself


@execute("show_running")
async def show_running(shell: Shell, _match: Match) -> str | None:
    return f"Current configuration:\n{shell.device.config.text()}"


@execute("show_startup")
async def show_startup(shell: Shell, _match: Match) -> str | None:
    return f"Startup configuration:\n{shell.device.startup}"


@execute("show_version")
async def show_version(shell: Shell, _match: Match) -> str | None:
    version = shell.device.spec.version
    rule = "-" * 77
    return (
        f"{rule}\nArubaOS-CX\n(c) Copyright 2017-2023 Hewlett Packard Enterprise Development LP\n{rule}\n"
        f"Version      : {version}\nBuild Date   : 2023-03-01 16:34:34 UTC\nBuild ID     : ArubaOS-CX:{version}:1:2023\n"
        "Active Image : primary\n"
    )


@execute("show_system")
async def show_system(shell: Shell, _match: Match) -> str | None:
    device = shell.device
    config, spec = device.config, device.spec
    label = "ArubaOS-CX Version" if "ArubaOS" in config.text() else "AOS-CX Version"
    rows = (
        ("Hostname", config.hostname()),
        ("System Description", spec.version),
        ("System Contact", config.root.value("snmp-server", "system-contact") or ""),
        ("System Location", config.root.value("snmp-server", "system-location") or ""),
        ("", ""),
        ("Vendor", "Aruba"),
        ("Product Name", spec.model),
        ("Chassis Serial Nbr", spec.serial),
        (
            "Base MAC Address",
            mac(device.hostname, "base").replace(":", "")[:6] + "-" + mac(device.hostname, "base").replace(":", "")[6:],
        ),
        (label, spec.version),
        ("", ""),
        ("Time Zone", "UTC"),
        ("", ""),
        ("Up Time", "1 day, 23 hours, 32 minutes"),
        ("CPU Util (%)", "6"),
        ("Memory Usage (%)", "26"),
    )
    return "".join(f"{name:<18} : {value}\n" if name else "\n" for name, value in rows)


@execute("show_clock")
async def show_clock(shell: Shell, _match: Match) -> str | None:
    now = shell.device.now()
    return f"{now:%a %b} {now.day:2d} {now:%H:%M:%S} UTC {now.year}\nSystem is configured for timezone : UTC\n"


def mac(device: str, interface: str) -> str:
    digits = hashlib.sha256(f"{device} {interface}".encode()).hexdigest()[:6]
    return f"88:3a:30:{digits[:2]}:{digits[2:4]}:{digits[4:6]}"


def _name(node: Node) -> str:
    return "".join(node.key[1:3]) if node.key[1] in ("lag", "vlan", "loopback") else node.key[1]


def _enabled(node: Node) -> bool:
    if node.key[1] in ("vlan", "loopback"):
        return not node.has("shutdown")
    words = node.words("shutdown")
    return words[:1] == ["no"]


def _up(shell: Shell, node: Node) -> bool:
    if not _enabled(node):
        return False
    cabled = shell.device.spec.up_interfaces
    return node.key[1] in ("vlan", "loopback", "lag", "mgmt") or cabled is None or node.key[1] in cabled


def _ports(config: CxConfig) -> list[Node]:
    return [node for node in config.interfaces() if node.key[1] != "mgmt"]


@execute("show_interfaces")
async def show_interfaces(shell: Shell, _match: Match) -> str | None:
    device = shell.device
    said = []
    for node in _ports(device.config):
        name = _name(node)
        said.append(
            f"Interface {name} is {'up' if _up(shell, node) else 'down'} \n"
            f" Admin state is {'up' if _enabled(node) else 'down'}\n"
            f" Description: {node.value('description') or ''}\n"
            f" Hardware: Ethernet, MAC Address: {mac(device.hostname, name)} \n"
            f" MTU {node.value('mtu') or '1500'} \n Type 1GbT\n Full-duplex \n Speed 1000 Mb/s \n"
        )
    return "\n".join(said)


@execute("show_brief")
async def show_brief(shell: Shell, _match: Match) -> str | None:
    rule = "-" * 99
    head = "Port       Native  Mode   Type           Enabled Status  Reason                  Speed   Description"
    lines = [
        rule,
        head,
        "           VLAN                                                                  (Mb/s)",
        rule,
    ]
    for node in _ports(shell.device.config):
        up, enabled = _up(shell, node), _enabled(node)
        vlan = (node.words("vlan", "access") or node.words("vlan", "trunk", "native") or ["--"])[-1]
        mode = "access" if node.has("vlan", "access") else "trunk" if vlan != "--" else "routed"
        reason = "" if up else "Waiting for link" if enabled else "Administratively down"
        lines.append(
            f"{_name(node):<10} {vlan:<7} {mode:<6} {'1GbT':<14} {'yes' if enabled else 'no':<7} "
            f"{'up' if up else 'down':<7} {reason:<23} {1000 if up else '--':<7} {(node.value('description') or '--')[:20]}"
        )
    return "\n".join(lines) + "\n"


_TOTALS = (
    "\nLLDP Neighbor Information \n=========================\n\nTotal Neighbor Entries          : {count}\n"
    "Total Neighbor Entries Deleted  : 0\nTotal Neighbor Entries Dropped  : 0\nTotal Neighbor Entries Aged-Out : 0\n\n"
)


@execute("show_lldp")
async def show_lldp(shell: Shell, _match: Match) -> str | None:
    near = shell.device.spec.neighbours
    lines = [
        "LOCAL-PORT  CHASSIS-ID         PORT-ID                      PORT-DESC                    TTL      SYS-NAME",
        "-" * 100,
    ]
    lines += [
        f"{one.interface:<11} {mac(one.name, 'base')}  {one.remote_interface:<28} {one.remote_interface:<28} 120      {one.name[:20]}"
        for one in near
    ]
    return _TOTALS.format(count=len(near)) + "\n".join(lines) + "\n"


@execute("show_lldp_detail")
async def show_lldp_detail(shell: Shell, _match: Match) -> str | None:
    near = shell.device.spec.neighbours
    said = [
        f"{'-' * 80}\n"
        f"Port                           : {one.interface}\nNeighbor Entries               : 1\n"
        "Neighbor Entries Deleted       : 0\nNeighbor Entries Dropped       : 0\nNeighbor Entries Aged-Out      : 0\n"
        f"Neighbor Chassis-Name          : {one.name}\nNeighbor Chassis-Description   : {one.platform}\n"
        f"Neighbor Chassis-ID            : {mac(one.name, 'base')}\nNeighbor Management-Address    : {one.address or ''}\n"
        "Chassis Capabilities Available : Bridge, Router\nChassis Capabilities Enabled   : Bridge\n"
        f"Neighbor Port-ID               : {one.remote_interface}\nNeighbor Port-Desc             : {one.remote_interface}\n"
        "TTL                            : 120\n"
        for one in near
    ]
    return _TOTALS.format(count=len(near)) + "".join(said)


@execute("show_mac")
async def show_mac(shell: Shell, _match: Match) -> str | None:
    nodes = {_name(node): node for node in _ports(shell.device.config)}

    def untagged(port: str) -> int | None:
        node = nodes.get(port)
        if node is None or not _up(shell, node):
            return None
        return int((node.words("vlan", "access") or node.words("vlan", "trunk", "native") or ["1"])[-1])

    found = hearing.rows(shell.device.spec, untagged)
    if not found:
        return "No MAC entries found.\n"
    rows = [f"{row.spelled(2, ':')}    {row.vlan:<8} {'dynamic':<25} {row.port:<10}\n" for row in found]
    return (
        f"MAC age-time            : 300 seconds\nNumber of MAC addresses : {len(found)}\n\n"
        f"MAC Address          VLAN     Type                      Port\n{'-' * 62}\n{''.join(rows)}"
    )


@execute("show_vlan")
async def show_vlan(shell: Shell, _match: Match) -> str | None:
    rule = "-" * 114
    lines = [
        rule,
        "VLAN  Name                              Status  Reason                  Type        Interfaces",
        rule,
    ]
    for vid, node in sorted(shell.device.config.vlans().items()):
        name = node.value("name") or ("DEFAULT_VLAN_1" if vid == 1 else f"VLAN{vid}")
        lines.append(f"{vid:<5} {name:<33} up      ok                      {'default' if vid == 1 else 'static'}")
    return "\n".join(lines) + "\n"
