"""The commands of the manager and operator levels."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from lab.devices import hearing
from lab.devices.commandline.shell import ExecHandlers, Left, Refused
from lab.devices.commandline.syntax import Match
from lab.devices.procurve.config import TAGGED, UNTAGGED
from lab.devices.procurve.ports import place
from lab.devices.procurve.shell import Shell
from lab.devices.terminal import Gone

_HANDLERS = ExecHandlers()
HANDLERS = _HANDLERS.table
execute = _HANDLERS.execute


@execute("enable")
async def enable(shell: Shell, _match: Match) -> str | None:
    if shell.level > 1:
        return None
    username = await shell.ask("Username: ")
    given = await shell.password()
    if given != shell.device.spec.enable_secret:
        raise Refused("Unable to verify password" if username is not None else "")
    shell.level = 15
    return None


@execute("exit")
async def leave(shell: Shell, _match: Match) -> str | None:
    if shell.level > 1:
        shell.level = 1
        return None
    return await logout(shell, _match)


@execute("logout")
async def logout(shell: Shell, _match: Match) -> str | None:
    if not await shell.confirm("Do you want to log out [y/n]? "):
        return None
    if shell.device.unsaved and await shell.confirm("Do you want to save current configuration [y/n/^C]? "):
        shell.device.save(shell.username)
    raise Left


@execute("page")
async def page(shell: Shell, match: Match) -> str | None:
    shell.length = 0 if match.words[0] == "no" else 24
    return None


@execute("terminal")
async def terminal(shell: Shell, match: Match) -> str | None:
    if match.words[1] == "width":
        shell.width = int(match.words[2])
    elif shell.length:
        shell.length = int(match.words[2])
    return None


@execute("write")
async def write(shell: Shell, _match: Match) -> str | None:
    shell.device.save(shell.username)
    return None


# -- restarts and restoring


@execute("reload")
async def reload(shell: Shell, _match: Match) -> str | None:
    if not await shell.confirm("System will be rebooted from primary image. Do you want to continue [y/n]?  "):
        return None
    if shell.device.unsaved and await shell.confirm("Do you want to save current configuration [y/n/^C]?  "):
        shell.device.save(shell.username)
    shell.device.reload()
    raise Gone


@execute("reload_after")
async def reload_after(shell: Shell, match: Match) -> str | None:
    found = re.fullmatch(r"(?:(?:(\d{1,2}):)?(\d{1,2}):)?(\d{1,2})", match.words[2])
    if found is None:
        raise Refused(f"Invalid input: {match.words[2]}")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    shell.device.arm_reload(days * 1440 + hours * 60 + minutes, shell.username)
    return f"Reload scheduled in {days} days, {hours} hours, {minutes} minutes\n"


@execute("no_reload")
async def no_reload(shell: Shell, _match: Match) -> str | None:
    shell.device.cancel_reload()
    return None


@execute("show_reload")
async def show_reload(shell: Shell, _match: Match) -> str | None:
    pending = shell.device.reload_at
    if pending is None:
        return " Reload is not scheduled.\n"
    left = round(shell.device.left_minutes(pending.handle))
    when = datetime.now(UTC) + timedelta(minutes=left)
    return f" Reload scheduled for {when:%H:%M:%S %m/%d/%Y}\n (in {left // 1440} days, {left // 60 % 24} hours, {left % 60} minutes)\n"


@execute("restore")
async def restore(shell: Shell, match: Match) -> str | None:
    device, name = shell.device, match.words[2]
    if not device.restores:
        raise Refused("Invalid input: cfg-restore")
    if name != "config":
        raise Refused(f"File not found: {name}")
    if not await shell.confirm(f"Current running-configuration will be replaced with '{name}'.\nContinue (y/n)? "):
        return None
    shell.terminal.write("\nConfiguration restore is in progress, configuration changes are\n temporarily disabled.\n")
    device.counters.reverts += 1
    device.config.replace(device.startup)
    device.touched(shell.username)
    device.check_management()
    return f"Successfully applied configuration '{name}' to running configuration.\n"


@execute("show_files")
async def show_files(_shell: Shell, _match: Match) -> str | None:
    return (
        "\nConfiguration files:\n\n id | act pri sec | name\n ---+-------------+------------------------------------------------\n"
        "  1 |  *   *   *  | config\n  2 |             |\n  3 |             |\n"
    )


@execute("show_status_of_config")
async def show_status_of_config(shell: Shell, _match: Match) -> str | None:
    if shell.device.unsaved:
        return "Running configuration has been changed and needs to be saved.\n"
    return "Running configuration is same as the startup configuration.\n"


# -- what it shows


@execute("show_running")
async def show_running(shell: Shell, _match: Match) -> str | None:
    return f"\nRunning configuration:\n\n{shell.device.config.text()}\n"


@execute("show_startup")
async def show_startup(shell: Shell, _match: Match) -> str | None:
    return f"\nStartup configuration: {1 + shell.device.counters.saves}\n\n{shell.device.startup}\n"


@execute("show_system")
async def show_system(shell: Shell, _match: Match) -> str | None:
    device = shell.device
    return (
        "\n Status and Counters - General System Information\n\n"
        f"  System Name        : {device.hostname:<30}\n  System Contact     :{'':<30}\n  System Location    :{'':<30}\n\n"
        "  MAC Age Time (sec) : 300\n\n  Time Zone          : 180\n  Daylight Time Rule : None\n\n"
        f"  Software revision  : {device.spec.version:<20} Base MAC Addr      : 3821c7-000000\n"
        f"  ROM Version        : WB.16.03             Serial Number      : {device.spec.serial}\n\n"
        "  Up Time            : 15 days              Memory   - Total   : 340,164,608\n"
        "  CPU Util (%)       : 2                               Free    : 204,214,016\n\n"
        "  IP Mgmt  - Pkts Rx : 39,808,402           Packet   - Total   : 6750\n"
        "             Pkts Tx : 4,524,902            Buffers    Free    : 5086\n"
        "                                                       Lowest  : 3416\n"
        "                                                       Missed  : 0\n\n"
    )


@execute("show_version")
async def show_version(shell: Shell, _match: Match) -> str | None:
    version = shell.device.spec.version
    return (
        "Image stamp:    /ws/swbuildm/rel_ajanta_qaoff/code/build/anm(swbuildm_rel_ajanta_qaoff_rel_ajanta)\n"
        f"                Jul 27 2020 08:04:19\n                {version}\n                130\n"
        "Boot Image:     Primary\n\nBoot ROM Version:    WB.16.03\nActive Boot ROM:     Primary\n"
    )


@execute("show_time")
async def show_time(_shell: Shell, _match: Match) -> str | None:
    return f"{datetime.now(UTC):%a %b %d %H:%M:%S %Y}\n"


def _up(shell: Shell, port: str) -> bool:
    wired = shell.device.spec.up_interfaces
    node = shell.device.config.root.get("interface", port)
    off = node is not None and node.has("disable")
    return not off and (wired is None or port in wired)


def _ports(shell: Shell) -> list[str]:
    return sorted(shell.device.config.ports() - set(shell.device.config.bundles()), key=place)


@execute("show_brief")
async def show_brief(shell: Shell, _match: Match) -> str | None:
    bundles = {port: name for name, ports in shell.device.config.bundles().items() for port in ports}
    rows = [
        " Status and Counters - Port Status\n",
        "                          | Intrusion                           MDI  Flow Bcast",
        "  Port         Type       | Alert     Enabled Status Mode       Mode Ctrl Limit",
        "  ------------ ---------- + --------- ------- ------ ---------- ---- ---- -----",
    ]
    for port in _ports(shell):
        node = shell.device.config.root.get("interface", port)
        enabled = "No" if node is not None and node.has("disable") else "Yes"
        shown = f"{port}-{bundles[port]}" if port in bundles else port
        status = "Up" if _up(shell, port) else "Down"
        rows.append(f"  {shown:<12} 100/1000T  | No        {enabled:<7} {status:<6} 1000FDx    Auto off  0")
    return "\n".join(rows) + "\n\n"


@execute("show_status")
async def show_status(shell: Shell, _match: Match) -> str | None:
    rows = [
        "  Port         Name       Status Config-mode   Speed    Type       Tagged   Untagged",
        "  ------------ ---------- ------ ------------- -------- ---------- -------- --------",
    ]
    for port in _ports(shell):
        config = shell.device.config
        vlans = config.vlans()
        untagged = next((str(vid) for vid, node in vlans.items() if port in config.members(node, UNTAGGED)), "No")
        tagged = [str(vid) for vid, node in vlans.items() if port in config.members(node, TAGGED)]
        said = "multi" if len(tagged) > 1 else tagged[0] if tagged else "No"
        status = "Up" if _up(shell, port) else "Down"
        rows.append(f"  {port:<12}            {status:<6} Auto          1000FDx  100/1000T  {said:<8} {untagged}")
    return "\n".join(rows) + "\n\n"


@execute("show_vlans")
async def show_vlans(shell: Shell, _match: Match) -> str | None:
    rows = [
        "\n Status and Counters - VLAN Information\n\n  Maximum VLANs to support : 256",
        "  Primary VLAN : DEFAULT_VLAN\n  Management VLAN :\n",
        "  VLAN ID Name                             | Status     Voice Jumbo",
        "  ------- -------------------------------- + ---------- ----- -----",
    ]
    for vid, node in sorted(shell.device.config.vlans().items()):
        name = (node.value("name") or "").strip('"')
        voice, jumbo = ("Yes" if node.has(word) else "No" for word in ("voice", "jumbo"))
        rows.append(f"  {vid:<7} {name:<32} | Port-based {voice:<5} {jumbo}")
    return "\n".join(rows) + "\n\n"


@execute("show_trunks")
async def show_trunks(shell: Shell, _match: Match) -> str | None:
    rows = [
        "\n Load Balancing Method:  L3-based (default)\n",
        "  Port | Name                             Type      | Group  Type",
        "  ---- + -------------------------------- --------- + ------ --------",
    ]
    for name, ports in shell.device.config.bundles().items():
        rows += [
            f"  {port:<4} |                                  100/1000T | {name:<6} LACP"
            for port in sorted(ports, key=place)
        ]
    return "\n".join(rows) + "\n\n"


@execute("show_local")
async def show_local(shell: Shell, _match: Match) -> str | None:
    device = shell.device
    return (
        "\n LLDP Local Device Information\n\n  Chassis Type : mac-address\n  Chassis Id   : 38 21 c7 00 00 00\n"
        f"  System Name  : {device.hostname}\n"
        f"  System Description : HP {device.spec.model}, revision {device.spec.version}, ROM WB.16.03 (/ws/swbuildm/...)\n"
        "  System Capabilities Supported:bridge, router\n  System Capabilities Enabled:bridge\n\n"
        "  Management Address  1:\n     Type:ipv4\n     Address:10.0.0.2\n\n"
    )


@execute("show_remote")
async def show_remote(shell: Shell, _match: Match) -> str | None:
    rows = [
        "\n LLDP Remote Devices Information\n",
        "  LocalPort | ChassisId                 PortId PortDescr SysName",
        "  --------- + ------------------------- ------ --------- ----------------------",
    ]
    rows += [
        f"  {one.interface:<9} | 38 21 c7 c1 cd 00         {one.remote_interface:<6} {one.remote_interface:<9} {one.name[:22]}"
        for one in shell.device.spec.neighbours
    ]
    return "\n".join(rows) + "\n\n"


@execute("show_remote_detail")
async def show_remote_detail(shell: Shell, _match: Match) -> str | None:
    if not shell.device.spec.neighbours:
        return "\n LLDP Remote Device Information Detail\n\n"
    said = [
        f"  Local Port   : {one.interface}\n  ChassisType  : mac-address\n  ChassisId    : 3821c7-c1cd00\n"
        f"  PortType     : local\n  PortId       : {one.remote_interface:<40}\n  SysName      : {one.name:<40}\n"
        f"  System Descr : {one.platform[:56]}\n  PortDescr    : {one.remote_interface}\n  Pvid         : 1\n\n"
        "  System Capabilities Supported  : bridge, router\n  System Capabilities Enabled    : bridge\n\n"
        f"  Remote Management Address\n     Type    : ipv4\n     Address : {one.address or '10.0.0.1'}\n\n"
        for one in shell.device.spec.neighbours
    ]
    return "\n LLDP Remote Device Information Detail\n\n" + f"{'-' * 78}\n".join(said)


@execute("show_mac")
async def show_mac(shell: Shell, _match: Match) -> str | None:
    config = shell.device.config
    bundles = config.bundles()

    def untagged(port: str) -> int | None:
        if not any(_up(shell, one) for one in bundles.get(port, {port})):
            return None
        return next((vid for vid, node in config.vlans().items() if port in config.members(node, UNTAGGED)), 1)

    rows = [
        f"  {row.spelled(6, '-'):<13} {row.port:<6} {row.vlan:<4}\n"
        for row in hearing.rows(shell.device.spec, untagged)
    ]
    head = "\n Status and Counters - Port Address Table\n\n  MAC Address   Port   VLAN\n  ------------- ------ ----\n"
    return f"{head}{''.join(rows)}\n"


@execute("walk")
async def walk(shell: Shell, _match: Match) -> str | None:
    pairs = ((port, shell.device.mac(int(port))) for port in _ports(shell) if port.isdigit())
    return "".join(
        f"ifPhysAddress.{port} = {' '.join(text[at : at + 2] for at in range(0, 12, 2))}\n" for port, text in pairs
    )
