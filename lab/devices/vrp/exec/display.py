"""Display commands of the system."""

from __future__ import annotations

import time

from lab.devices.commandline.syntax import Match
from lab.devices.vrp import render
from lab.devices.vrp.exec.registry import execute
from lab.devices.vrp.names import is_virtual
from lab.devices.vrp.shell import Refused, Shell


@execute("display_current")
async def display_current(shell: Shell, match: Match) -> str | None:
    device = shell.device
    body = device.config.text()
    if match.words[2:3] == ["configuration"]:
        wanted = match.words[3]
        node = next((one for one in device.config.root.ordered() if one.key[0] == wanted.split()[0]), None)
        if node is None:
            return None
        return "\n".join(["#", *render.node_lines(device.config, node), "#", "return", ""])
    head = [f"!Software Version {device.spec.version}"]
    if device.two_stage:
        changed, saved = device.changed, device.saved
        head.append(f"!Last configuration was updated at {device.stamp(changed[0] if changed else device.now())}")
        head.append(f"!Last configuration was saved at {device.stamp(saved[0] if saved else device.now())}")
    return device.shown_running("\n".join(head) + "\n" + body)


@execute("display_interface_configuration")
async def display_interface_configuration(shell: Shell, match: Match) -> str | None:
    node = shell.device.config.interface(match.words[3])
    if node is None:
        raise Refused("Error: The interface does not exist.")
    return "\n".join(["#", *render.node_lines(shell.device.config, node), "#", "return", ""])


@execute("display_saved")
async def display_saved(shell: Shell, _match: Match) -> str | None:
    device = shell.device
    if not device.startup:
        raise Refused("Error: There is no configuration file for the next startup.")
    return f"!Software Version {device.spec.version}\n{device.startup}"


@execute("display_this")
async def display_this(shell: Shell, _match: Match) -> str | None:
    if shell.configuring is None:
        return None
    config, node = shell.configuring.config, shell.configuring.frames[-1].nodes[0]
    if node is config.root:
        text: str = config.text()
        return text
    return "\n".join(["#", *render.node_lines(config, node), "#", "return", ""])


@execute("display_candidate")
async def display_candidate(shell: Shell, _match: Match) -> str | None:
    return shell.candidate.text() if shell.candidate is not None else None


@execute("display_trial")
async def display_trial(shell: Shell, _match: Match) -> str | None:
    device = shell.device
    if not device.two_stage:
        raise Refused("Error: Unrecognized command found at '^' position.")
    if device.revert is None:
        return "Trial status: INACTIVE\nTrial time left (sec): 0\n"
    persist = f"Persist id: {device.trial_persist}\n" if device.trial_persist else ""
    left = round(device.left_minutes(device.revert.handle) * 60)
    return f"Trial status: ACTIVE\n{persist}Trial time left (sec): {left}\n"


@execute("display_version")
async def display_version(shell: Shell, _match: Match) -> str | None:
    device, spec = shell.device, shell.device.spec
    seconds = int(time.time() - device.booted)
    days, rest = divmod(seconds, 86400)
    series = spec.model.split("-")[0]
    uptime = f"{days // 7} weeks, {days % 7} days, {rest // 3600} hours, {rest % 3600 // 60} minutes"
    kind = "" if device.two_stage else " Routing Switch"
    return (
        "Huawei Versatile Routing Platform Software\n"
        f"VRP (R) software, Version {device.generation} ({series} {spec.version})\n"
        "Copyright (C) 2000-2022 HUAWEI TECH Co., Ltd.\n"
        f"HUAWEI {spec.model}{kind} uptime is {uptime}\n\n"
        f"ES5D2T28S002 0(Master)  : uptime is {uptime}\n"
        "DDR             Memory Size : 1024  M bytes\n"
        "FLASH Total     Memory Size : 512   M bytes\n"
        "Pcb           Version : VER.A\n"
        "BootROM       Version : 0000.0553\n"
    )


@execute("display_device")
async def display_device(shell: Shell, _match: Match) -> str | None:
    model = shell.device.spec.model
    return (
        f"{model}'s Device status:\n"
        "Slot Sub  Type                   Online    Power    Register     Status   Role\n"
        "-------------------------------------------------------------------------------\n"
        f"0    -    {model:<22} Present   PowerOn  Registered   Normal   Master\n"
    )


@execute("display_manufacture")
async def display_manufacture(shell: Shell, _match: Match) -> str | None:
    serial = shell.device.spec.serial
    return (
        "Slot  Sub  Serial-number          Manu-date\n- - - - - - - - - - - - - - - - - - - - - -\n"
        f"0     -    {serial:<22} 2022-08-14\n"
    )


@execute("display_elabel")
async def display_elabel(shell: Shell, _match: Match) -> str | None:
    if not await shell.confirm("Warning: It may take a long time to excute this command. Continue? [Y/N]:"):
        return None
    spec = shell.device.spec
    return (
        "Info: It is executing, please wait...\n[Slot_0]\n\n[Main_Board]\n\n[Board Properties]\n"
        f"BoardType={spec.model}\nBarCode={spec.serial}\nItem=02353VUF\nManufactured=2022-08-14\nVendorName=Huawei\n"
    )


@execute("display_esn")
async def display_esn(shell: Shell, _match: Match) -> str | None:
    return f"ESN of slot 0: {shell.device.spec.serial}\n"


@execute("display_startup")
async def display_startup(_shell: Shell, _match: Match) -> str | None:
    return (
        "MainBoard:\n  Configured startup system software:        flash:/s5735.cc\n"
        "  Startup saved-configuration file:          flash:/vrpcfg.zip\n"
        "  Next startup saved-configuration file:     flash:/vrpcfg.zip\n"
    )


@execute("display_clock")
async def display_clock(shell: Shell, _match: Match) -> str | None:
    now = shell.device.now()
    return f"{now.strftime('%Y-%m-%d %H:%M:%S')}+00:00\n{now.strftime('%A')}\nTime Zone(DefaultZoneName) : UTC\n"


@execute("display_users")
async def display_users(shell: Shell, _match: Match) -> str | None:
    rows = [
        f"{'+' if one is shell else ' '} {34 + at:<4} VTY {at:<4} 00:00:00  SSH    127.0.0.1       pass    {one.username}"
        for at, one in enumerate(shell.device.shells)
    ]
    return "\n".join(["  User-Intf    Delay    Type   Network Address     AuthenStatus    AuthorcmdFlag", *rows, ""])


@execute("display_logbuffer")
async def display_logbuffer(shell: Shell, _match: Match) -> str | None:
    return "\n".join(["Logging buffer configuration and contents: enabled", "", *shell.device.logged, ""])


@execute("display_vlan")
async def display_vlan(shell: Shell, _match: Match) -> str | None:
    config = shell.device.config
    rows = [f"{number:<5} common       enable       default  enable disable" for number in sorted({1, *config.vlans})]
    ports = sum(not is_virtual(node.key[1]) for node in config.interfaces())
    return "\n".join([f"The total number of VLANs is: {len(rows)}", f"Ports: {ports}", *rows, ""])
