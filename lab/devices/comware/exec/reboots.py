"""Rebooting, at once and scheduled. Comware 7 says `scheduler reboot`, Comware 5 `schedule reboot`."""

from __future__ import annotations

import re
from datetime import timedelta

from lab.devices.commandline.syntax import Match
from lab.devices.comware.exec.registry import execute
from lab.devices.comware.shell import Left, Refused, Shell

_CHECKING = "Start to check configuration with next startup configuration file, please wait.........DONE!\n"


def _spoken(shell: Shell, match: Match) -> None:
    """Refuse the other generation's word."""
    config = shell.device.config
    other = "schedule" if config.generation >= 7 else "scheduler"
    if other in match.words[:2]:
        refusal = config.language.refusal("invalid", match.text, 0)
        raise Refused(f"{' ' * len(shell.prompt())}^\n{refusal.text}")


def _stamp(shell: Shell, minutes: float) -> str:
    return (shell.device.now() + timedelta(minutes=minutes)).strftime("%H:%M:%S %m/%d/%Y")


@execute("reboot_delay")
async def reboot_delay(shell: Shell, match: Match) -> str | None:
    _spoken(shell, match)
    found = re.fullmatch(r"(?:(\d{1,3}):)?(\d{1,5})", match.words[3])
    minutes = int(found[1] or 0) * 60 + int(found[2]) if found else 0
    if not 1 <= minutes <= 43200:
        raise Refused(shell.device.config.language.refusal("invalid", match.text, 0).text)
    span = f"{minutes // 60} hours and {minutes % 60} minutes"
    if await shell.confirm(f"Reboot system at {_stamp(shell, minutes)} (in {span}). Confirm? [Y/N]:"):
        shell.device.arm_reload(minutes, shell.username)
    return None


@execute("reboot_undo")
async def reboot_undo(shell: Shell, match: Match) -> str | None:
    _spoken(shell, match)
    return None if shell.device.cancel_reload() else "No reboot schedule has been set.\n"


@execute("show_reboot")
async def show_reboot(shell: Shell, match: Match) -> str | None:
    _spoken(shell, match)
    pending = shell.device.reload_at
    if pending is None:
        return "No reboot schedule has been set.\n"
    left = shell.device.left_minutes(pending.handle)
    return f"System will reboot at {_stamp(shell, left)} (in {int(left) // 60} hours and {int(left) % 60} minutes).\n"


@execute("reboot")
async def reboot(shell: Shell, _match: Match) -> str | None:
    shell.terminal.write(_CHECKING)
    device = shell.device
    if device.unsaved and await shell.confirm(
        "Current configuration will be lost after the reboot, save current configuration? [Y/N]:"
    ):
        device.save(shell.username)
    if not await shell.confirm("This command will reboot the device. Continue? [Y/N]:"):
        return None
    shell.terminal.write("Now rebooting, please wait...\n")
    device.reload()
    raise Left
