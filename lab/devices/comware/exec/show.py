"""What tells of the system and the session."""

from __future__ import annotations

import hashlib

from lab.devices.commandline.syntax import Match
from lab.devices.comware.exec.registry import execute
from lab.devices.comware.shell import Refused, Shell


@execute("screen_length")
async def screen_length(shell: Shell, match: Match) -> str | None:
    shell.length = 24 if match.words[0] == "undo" else 0
    return None


@execute("monitor")
async def monitor(shell: Shell, match: Match) -> str | None:
    shell.monitor = match.words[0] != "undo"
    return f"The current terminal is {'enabled' if shell.monitor else 'disabled'} to display logs.\n"


@execute("system_view")
async def system_view(shell: Shell, _match: Match) -> str | None:
    shell.enter_configuration()
    return "System View: return to User View with Ctrl+Z.\n"


@execute("running")
async def running(shell: Shell, _match: Match) -> str | None:
    return shell.device.shown_running(shell.device.config.text())


@execute("startup")
async def startup(shell: Shell, _match: Match) -> str | None:
    if not shell.device.startup:
        raise Refused("The next-startup configuration file does not exist.")
    return shell.device.startup


@execute("show_startup")
async def show_startup(_shell: Shell, _match: Match) -> str | None:
    return (
        "MainBoard:\n  Current startup saved-configuration file: flash:/startup.cfg\n"
        "  Next main startup saved-configuration file: flash:/startup.cfg\n"
        "  Next backup startup saved-configuration file: NULL\n"
    )


@execute("version")
async def version(shell: Shell, _match: Match) -> str | None:
    spec = shell.device.spec
    days = int(shell.device.booted) % 400
    return (
        f"HPE Comware Software, Version {spec.version}\n"
        "Copyright (c) 2010-2018 Hewlett Packard Enterprise Development LP\n"
        f"HPE {spec.model} Switch uptime is {days // 7} weeks, {days % 7} days, 3 hours, 21 minutes\n"
        "Last reboot reason : Power on\n\n"
        "Boot image: flash:/5130ei-cmw710-boot-r3506p02.bin\n"
        "System image: flash:/5130ei-cmw710-system-r3506p02.bin\n\n"
        "Slot 1:\nUptime is 0 weeks,1 day,3 hours,21 minutes\n"
        f"{spec.model} with 1 Processor\nBOARD TYPE:         {spec.model}\nDRAM:               1024M bytes\n"
        "FLASH:              512M bytes\nBootrom Version:    150\n"
    )


@execute("manuinfo")
async def manuinfo(shell: Shell, _match: Match) -> str | None:
    spec = shell.device.spec
    return (
        f"Slot 1 CPU 0:\nDEVICE_NAME          : {spec.model}\nDEVICE_SERIAL_NUMBER : {spec.serial}\n"
        f"MAC_ADDRESS          : {mac(spec.serial).upper()}\nMANUFACTURING_DATE   : 2018-05-30\nVENDOR_NAME          : HPE\n"
        "Fan 1:\nThe operation is not supported on the specified fan.\n"
        "Power 1:\nDEVICE_NAME          : NONE\nDEVICE_SERIAL_NUMBER : CN2ABC123545K\n"
    )


def mac(seed: str) -> str:
    """A MAC address made from a text, in Comware's notation."""
    digits = "5477" + hashlib.sha256(seed.encode()).hexdigest()[:8]
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"


@execute("clock")
async def clock(shell: Shell, _match: Match) -> str | None:
    return shell.device.now().strftime("%H:%M:%S UTC %a %m/%d/%Y\n")


@execute("users")
async def users(shell: Shell, _match: Match) -> str | None:
    rows = [
        f"  {at + 10:<4} VTY {at}   00:00:00   Nov 21 10:00:00   {at + 100}    SSH"
        for at, _ in enumerate(shell.device.shells)
    ]
    return "\n".join(["  Idx  Line     Idle       Time              Pid     Type", *rows, ""])


@execute("logbuffer")
async def logbuffer(shell: Shell, _match: Match) -> str | None:
    return "\n".join(["Log buffer: Enabled", *shell.device.logged, ""])
