"""The commands of EXEC mode, and what `show` commands say as values (eAPI's JSON), after the EOS User Manual."""

from __future__ import annotations

import difflib
import hashlib
import time
from typing import Any

from lab.devices import hearing
from lab.devices.commandline.reply import Refusal
from lab.devices.commandline.shell import ExecHandlers, Left, Refused
from lab.devices.commandline.syntax import Match
from lab.devices.commandline.tree import Node
from lab.devices.eos.names import kind, short
from lab.devices.eos.shell import Shell

_HANDLERS = ExecHandlers()
HANDLERS = _HANDLERS.table
execute = _HANDLERS.execute

Model = dict[str, Any]


@execute("enable")
async def enable(shell: Shell, _match: Match) -> str | None:
    if shell.device.spec.enable_secret is not None or shell.device.config.root.has("enable", "password"):
        if not shell.device.check_enable(await shell.password()):
            raise Refused("% Bad secret")
    elif shell.device.privilege(shell.username) < 2:
        raise Refused("% Authorization denied for command 'enable'")
    shell.level = 15
    return None


@execute("disable")
async def disable(shell: Shell, _match: Match) -> str | None:
    shell.level = 1
    return None


@execute("length")
async def length(shell: Shell, match: Match) -> str | None:
    shell.length = int(match.words[2])
    return f"Pagination {'disabled.' if not shell.length else f'set to {shell.length} lines.'}\n"


@execute("width")
async def width(shell: Shell, match: Match) -> str | None:
    shell.width = int(match.words[2])
    return f"Width set to {shell.width} columns.\n"


@execute("write")
async def write(shell: Shell, _match: Match) -> str | None:
    shell.device.save(shell.username)
    return "Copy completed successfully.\n"


@execute("copy_startup")
async def copy_startup(shell: Shell, match: Match) -> str | None:
    shell.device.files[match.words[2]] = shell.device.startup.encode()
    return "Copy completed successfully.\n"


@execute("reload")
async def reload(shell: Shell, _match: Match) -> str | None:
    shell.device.reload()
    raise Left


# -- configuration sessions


@execute("session")
async def session(shell: Shell, match: Match) -> str | None:
    name = match.words[2] if len(match.words) > 2 else f"sess-{int(time.time())}"
    try:
        shell.enter_session(name)
    except Refusal as refusal:
        raise Refused(refusal.text) from refusal
    return None


@execute("session_commit")
async def session_commit(shell: Shell, match: Match) -> str | None:
    return _committed(shell, match.words[2], None)


@execute("session_timer")
async def session_timer(shell: Shell, match: Match) -> str | None:
    parts = match.words[5].split(":")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        raise Refused("% Invalid input")
    hours, minutes, seconds = (int(part) for part in parts)
    return _committed(shell, match.words[2], hours * 60 + minutes + seconds / 60)


def _committed(shell: Shell, name: str, minutes: float | None) -> str | None:
    why = shell.device.commit(name, shell.username, minutes)
    if why:
        raise Refused(why)
    return None


@execute("session_abort")
async def session_abort(shell: Shell, match: Match) -> str | None:
    shell.device.abort(match.words[2])
    return None


def sessions(shell: Shell) -> Model:
    device = shell.device
    pending = device.revert
    new = device.release >= (4, 32)  # since then the timer stands beside the sessions
    rows: Model = {}
    for name, one in device.sessions.items():
        row: Model = {"state": one.state, "description": "", "commitUser": "", "instances": {}}
        if one.state == "pendingCommitTimer":
            row["commitUser"] = one.user
            if new:
                row["state"] = "committed"
            elif pending is not None:
                row["commitBy"] = _uptime(shell) + pending.handle.when() - device.loop.time()
        rows[name] = row
    told: Model = {
        "sessions": rows,
        "maxSavedSessions": 1,
        "maxOpenSessions": 5,
        "mergeOnCommit": False,
        "saveToStartupConfigOnCommit": False,
    }
    if new and pending is not None:
        told["commitTimerSessionName"] = pending.name
        told["commitTimerExpireTime"] = _uptime(shell) + pending.handle.when() - device.loop.time()
    return told


@execute("show_sessions")
async def show_sessions(shell: Shell, _match: Match) -> str | None:
    lines = ["Maximum number of completed sessions: 1", "Maximum number of pending sessions: 5", ""]
    lines += ["  Name       State             User     Terminal", "  ---------- ----------------- -------- --------"]
    lines += [f"  {name:<10} {one.state:<17} {one.user}" for name, one in shell.device.sessions.items()]
    return "\n".join(lines) + "\n"


def _candidate(shell: Shell, name: str) -> str:
    found = shell.device.sessions.get(name)
    if found is None or found.state != "pending":
        raise Refused("% Cannot find session")
    return found.config.text()


@execute("show_session_config")
async def show_session_config(shell: Shell, match: Match) -> str | None:
    return f"! Command: show session-configuration named {match.words[3]}\n{_head(shell)}{_candidate(shell, match.words[3])}"


@execute("show_session_diffs")
async def show_session_diffs(shell: Shell, match: Match) -> str | None:
    old, new = shell.device.config.text(), _candidate(shell, match.words[3])
    return "".join(
        f"{line}\n"
        for line in difflib.unified_diff(
            old.splitlines(), new.splitlines(), "system:/running-config", f"session:/{match.words[3]}-session-config",
            lineterm="",
        )
    )  # fmt: skip


# -- what the switch says of itself


def _uptime(shell: Shell) -> float:
    return round(time.time() - shell.device.booted, 2)


def _head(shell: Shell) -> str:
    device = shell.device
    return f"! device: {device.hostname} ({device.spec.model}, EOS-{device.spec.version})\n!\n! boot system flash:/EOS.swi\n"


@execute("show_running")
async def show_running(shell: Shell, _match: Match) -> str | None:
    device = shell.device
    return device.shown_running(f"! Command: show running-config\n{_head(shell)}{device.config.text()}")


@execute("show_startup")
async def show_startup(shell: Shell, _match: Match) -> str | None:
    changed = "Startup-config last modified at Mon Jan  5 09:00:00 2026 by admin"
    return f"! Command: show startup-config\n! {changed}\n{_head(shell)}{shell.device.startup}"


def version(shell: Shell) -> Model:
    spec = shell.device.spec
    return {
        "mfgName": "Arista", "modelName": spec.model, "hardwareRevision": "12.00", "serialNumber": spec.serial,
        "systemMacAddress": mac(shell, "system"), "hwMacAddress": mac(shell, "system"), "configMacAddress": "00:00:00:00:00:00",
        "version": spec.version, "architecture": "i686", "internalVersion": f"{spec.version}-28837868.4283M",
        "internalBuildId": "0e7f1a40-6d0b-4d3c-9f1f-9a5d0c0a0f2e", "imageFormatVersion": "3.0", "imageOptimization": "Default",
        "bootupTimestamp": shell.device.booted, "uptime": _uptime(shell), "memTotal": 8099732, "memFree": 5579888,
        "isIntlVersion": False,
    }  # fmt: skip


@execute("show_version")
async def show_version(shell: Shell, _match: Match) -> str | None:
    told = version(shell)
    return (
        f"Arista {told['modelName']}\nHardware version: {told['hardwareRevision']}\nSerial number: {told['serialNumber']}\n"
        f"Hardware MAC address: {told['systemMacAddress']}\nSystem MAC address: {told['systemMacAddress']}\n\n"
        f"Software image version: {told['version']}\nArchitecture: i686\nInternal build version: {told['internalVersion']}\n"
        f"Internal build ID: {told['internalBuildId']}\nImage format version: 3.0\n\nUptime: 0 weeks, 0 days, 1 hours and 3 minutes\n"
        "Total memory: 8099732 kB\nFree memory: 5579888 kB\n\n"
    )


def hostname(shell: Shell) -> Model:
    name = shell.device.hostname
    domain = shell.device.config.root.value("dns", "domain")
    return {"hostname": name, "fqdn": f"{name}.{domain}" if domain else name}


@execute("show_hostname")
async def show_hostname(shell: Shell, _match: Match) -> str | None:
    told = hostname(shell)
    return f"Hostname: {told['hostname']}\nFQDN:     {told['fqdn']}\n"


@execute("show_clock")
async def show_clock(shell: Shell, _match: Match) -> str | None:
    now = shell.device.now()
    return f"{now:%a %b} {now.day:2d} {now:%H:%M:%S} {now.year}\nTimezone: UTC\nClock source: local\n"


def mac(shell: Shell, interface: str) -> str:
    digits = hashlib.sha256(f"{shell.device.hostname} {interface}".encode()).hexdigest()[:6]
    return f"00:1c:73:{digits[:2]}:{digits[2:4]}:{digits[4:6]}"


def _up(shell: Shell, node: Node) -> bool:
    name, cabled = node.key[1], shell.device.spec.up_interfaces
    return not node.has("shutdown") and (kind(name) != "Ethernet" or cabled is None or name in cabled)


def interfaces(shell: Shell) -> Model:
    rows: Model = {}
    for node in shell.device.config.interfaces():
        name, up = node.key[1], _up(shell, node)
        rows[name] = {
            "name": name, "hardware": "ethernet", "description": node.value("description") or "", "mtu": 1500,
            "bandwidth": 1000000000, "interfaceStatus": "connected" if up else "disabled" if node.has("shutdown") else "notconnect",
            "lineProtocolStatus": "up" if up else "down", "physicalAddress": mac(shell, name), "burnedInAddress": mac(shell, name),
            "lastStatusChangeTimestamp": shell.device.booted, "interfaceAddress": [], "forwardingModel": "bridged",
        }  # fmt: skip
    return {"interfaces": rows}


@execute("show_interfaces")
async def show_interfaces(shell: Shell, _match: Match) -> str | None:
    return "".join(
        f"{name} is {'up' if row['lineProtocolStatus'] == 'up' else 'down'}, line protocol is {row['lineProtocolStatus']} "
        f"({row['interfaceStatus']})\n  Hardware is Ethernet, address is {row['physicalAddress']}\n  Description: {row['description']}\n"
        for name, row in interfaces(shell)["interfaces"].items()
    )


@execute("show_status")
async def show_status(shell: Shell, _match: Match) -> str | None:
    rows = interfaces(shell)["interfaces"]
    head = "Port       Name               Status       Vlan     Duplex Speed  Type            Flags Encapsulation\n"
    return head + "".join(
        f"{short(name):<10} {row['description'][:18]:<18} {row['interfaceStatus']:<12} 1        full   1G     1000BASE-T\n"
        for name, row in rows.items()
        if kind(name) in ("Ethernet", "Management", "Port-Channel")
    )


def lldp(shell: Shell) -> Model:
    rows = [
        {"port": near.interface, "neighborDevice": near.name, "neighborPort": near.remote_interface, "ttl": 120}
        for near in shell.device.spec.neighbours
    ]
    return {
        "tablesLastChangeTime": shell.device.booted,
        "tablesAgeOuts": 0,
        "tablesInserts": len(rows),
        "lldpNeighbors": rows,
    }


@execute("show_lldp")
async def show_lldp(shell: Shell, _match: Match) -> str | None:
    head = f"Port       Neighbor Device ID       Neighbor Port ID       TTL\n{'-' * 10} {'-' * 24} {'-' * 22} ---\n"
    return head + "".join(
        f"{short(row['port']):<10} {row['neighborDevice']:<24} {row['neighborPort']:<22} {row['ttl']}\n"
        for row in lldp(shell)["lldpNeighbors"]
    )


def mac_table(shell: Shell) -> Model:
    nodes = {node.key[1]: node for node in shell.device.config.interfaces()}

    def untagged(port: str) -> int | None:
        node = nodes.get(port)
        if node is None or not _up(shell, node):
            return None
        trunk = node.words("switchport", "mode")[-1:] == ["trunk"]
        words = (
            node.words("switchport", "trunk", "native", "vlan") if trunk else node.words("switchport", "access", "vlan")
        )
        return int((words or ["1"])[-1])

    lines = [node.text.split() for node in shell.device.config.root.under("mac")]
    fixed = {words[3]: words for words in lines if words[:3] == ["mac", "address-table", "static"]}
    rows: list[Model] = [
        {
            "vlanId": row.vlan, "macAddress": row.spelled(2, ":"), "entryType": "dynamic", "interface": row.port, "moves": 1,
            "lastMove": shell.device.booted,
        }
        for row in hearing.rows(shell.device.spec, untagged)
        if row.spelled(4, ".") not in fixed
    ]  # fmt: skip
    rows += [
        {"vlanId": int(words[5]), "macAddress": address, "entryType": "static", "interface": words[7]}
        for address, words in fixed.items()
    ]
    return {"unicastTable": {"tableEntries": rows}, "multicastTable": {"tableEntries": []}}


@execute("show_mac")
async def show_mac(shell: Shell, _match: Match) -> str | None:
    rows = mac_table(shell)["unicastTable"]["tableEntries"]
    head = "          Mac Address Table\n" + "-" * 66 + "\n\nVlan    Mac Address       Type        Ports\n"
    return head + "".join(
        f"{row['vlanId']:>4}    {row['macAddress']}    {row['entryType'].upper():<8}    {short(row['interface'])}\n"
        for row in rows
    )


@execute("show_vlan")
async def show_vlan(shell: Shell, _match: Match) -> str | None:
    head = "VLAN  Name                             Status    Ports\n----- -------------------------------- --------- -------\n"
    return head + "".join(
        f"{vid:<5} {node.value('name') or f'VLAN{vid:04d}':<32} active\n"
        for vid, node in shell.device.config.vlans().items()
    )


@execute("show_logging")
async def show_logging(shell: Shell, _match: Match) -> str | None:
    return "".join(f"{line}\n" for line in shell.device.logged) or "Log Buffer:\n"


MODELS = {
    "show_version": version,
    "show_hostname": hostname,
    "show_interfaces": interfaces,
    "show_lldp": lldp,
    "show_mac": mac_table,
    "show_sessions": sessions,
}
"""What commands say as values, by the name that their table uses."""
