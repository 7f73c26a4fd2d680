"""Sessions, saving, reboots."""

from __future__ import annotations

import re
from datetime import timedelta

from lab.devices.commandline.syntax import Match
from lab.devices.vrp.exec.registry import execute
from lab.devices.vrp.shell import Left, Refused, Shell

_FILE = "flash:/vrpcfg.zip"


@execute("system_view")
async def system_view(shell: Shell, match: Match) -> str | None:
    if shell.device.two_stage:
        shell.immediate = "immediately" in match.words
        shell.terminal.write("Enter system view, return user view with return command.\n")
    else:
        shell.terminal.write("Enter system view, return user view with Ctrl+Z.\n")
    shell.enter_configuration()
    return None


@execute("screen_length")
async def screen_length(shell: Shell, match: Match) -> str | None:
    shell.length = int(match.words[1])
    return (
        "Info: The configuration takes effect on the current user terminal interface only.\n"
        if shell.length == 0
        else None
    )


@execute("screen_off")
async def screen_off(shell: Shell, _match: Match) -> str | None:
    shell.length = 0
    return None


@execute("screen_on")
async def screen_on(shell: Shell, _match: Match) -> str | None:
    shell.length = 24
    return None


@execute("screen_width")
async def screen_width(shell: Shell, match: Match) -> str | None:
    if await shell.confirm("Warning: This command will change the default screen width. Continue? [Y/N]:"):
        shell.width = int(match.words[1])
    return None


@execute("monitor")
async def monitor(shell: Shell, _match: Match) -> str | None:
    shell.monitor = True
    return "Info: Current terminal monitor is on.\n"


@execute("monitor_off")
async def monitor_off(shell: Shell, _match: Match) -> str | None:
    shell.monitor = False
    return "Info: Current terminal monitor is off.\n"


@execute("ping")
async def ping(shell: Shell, match: Match) -> str | None:
    target = match.words[-1].split()[-1]
    up = shell.device.answers(target)
    replies = "".join(
        f"    Reply from {target}: bytes=56 Sequence={n} ttl=255 time=1 ms\n" if up else "    Request time out\n"
        for n in range(1, 6)
    )
    return (
        f"  PING {target}: 56  data bytes, press CTRL_C to break\n{replies}\n  --- {target} ping statistics ---\n"
        f"    5 packet(s) transmitted\n    {5 if up else 0} packet(s) received\n"
        f"    {'0.00' if up else '100.00'}% packet loss\n"
    )


@execute("save")
async def save(shell: Shell, _match: Match) -> str | None:
    if shell.device.two_stage:
        question = "Warning: The current configuration will be written to the device.\nAre you sure to continue? [Y/N]:"
    else:
        question = f"The current configuration will be written to {_FILE}.\nAre you sure to continue?[Y/N]"
    if not await shell.confirm(question):
        return None
    return await save_force(shell, _match)


@execute("save_force")
async def save_force(shell: Shell, _match: Match) -> str | None:
    shell.device.save(shell.username)
    return "Now saving the current configuration to the slot 0.\nInfo: Save the configuration successfully.\n"


async def _save_first(shell: Shell) -> None:
    shell.terminal.write("Info: The system is now comparing the configuration, please wait.\n")
    if shell.device.unsaved and await shell.confirm(
        f"Warning: All the configuration will be saved to the configuration file for the next startup:{_FILE}, Continue?[Y/N]:"
    ):
        shell.device.save(shell.username)


@execute("reboot")
async def reboot(shell: Shell, match: Match) -> str | None:
    if match.words[-1] != "fast":
        await _save_first(shell)
    if not await shell.confirm("System will reboot! Continue?[Y/N]:"):
        return None
    shell.device.reload()
    raise Left


@execute("schedule_reboot")
async def schedule_reboot(shell: Shell, match: Match) -> str | None:
    found = re.fullmatch(r"(?:(\d{1,3}):)?(\d{1,5})", match.words[3])
    minutes = int(found[1] or 0) * 60 + int(found[2]) if found else 0
    if not found or not 1 <= minutes <= 43200:
        raise Refused("Error: The delay time is invalid.")
    device = shell.device
    if match.words[-1] != "force":
        await _save_first(shell)
        due = device.now() + timedelta(minutes=minutes)
        question = (
            f"Info: Reboot system at {due.strftime('%H:%M:%S %Y/%m/%d')} UTC "
            f"(in {minutes // 60} hours and {minutes % 60} minutes)\nconfirm?[Y/N]:"
        )
        if not await shell.confirm(question):
            return None
    device.arm_reload(minutes, shell.username)
    return None


@execute("undo_schedule")
async def undo_schedule(shell: Shell, _match: Match) -> str | None:
    if not shell.device.cancel_reload():
        raise Refused("Error: The reboot schedule does not exist.")
    return "Info: Reboot schedule is cancelled.\n"


@execute("display_schedule")
async def display_schedule(shell: Shell, _match: Match) -> str | None:
    pending = shell.device.reload_at
    if pending is None:
        return "Info: System is not configured with scheduled restart.\n"
    due = pending.since + timedelta(minutes=pending.minutes)
    left = round(shell.device.left_minutes(pending.handle))
    return (
        f"Info: System will reboot at {due.strftime('%H:%M:%S %Y/%m/%d')} UTC "
        f"(in {left // 60} hours and {left % 60} minutes).\n"
    )


@execute("reset_saved")
async def reset_saved(shell: Shell, _match: Match) -> str | None:
    if await shell.confirm("Warning: The action will delete the saved configuration in the device.\nContinue? [Y/N]:"):
        shell.device.replace_startup("")
        return "Info: Delete the configuration successfully.\n"
    return None


@execute("directory")
async def directory(shell: Shell, _match: Match) -> str | None:
    rows = [
        f"  {at:>3}  -rw-  {len(data):>12,}  {name}"
        for at, (name, data) in enumerate(sorted(shell.device.files.items()))
    ]
    return "\n".join(["Directory of flash:/", "", *rows, "", "509,256 KB total available (349,244 KB free)", ""])
