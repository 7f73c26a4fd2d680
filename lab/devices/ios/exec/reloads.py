"""Reloading, at once and scheduled."""

from __future__ import annotations

import re
from datetime import timedelta

from lab.devices.commandline.syntax import Match
from lab.devices.ios.exec.registry import execute
from lab.devices.ios.shell import Left, Refused, Shell


async def _save_first(shell: Shell) -> None:
    """The question that IOS asks when the running config is not the startup config."""
    if not shell.device.unsaved:
        return
    if await shell.confirm("\nSystem configuration has been modified. Save? [yes/no]: "):
        shell.terminal.write("Building configuration...\n")
        shell.device.save(shell.username)
        shell.terminal.write("[OK]\n")


@execute("reload")
async def reload(shell: Shell, match: Match) -> str | None:
    await _save_first(shell)
    if not await shell.confirm("Proceed with reload? [confirm]"):
        return None
    reason = match.words[1] if len(match.words) > 1 else "Reload Command"
    shell.device.syslog(f"%SYS-5-RELOAD: Reload requested by {shell.username} on vty0. Reload Reason: {reason}.")
    shell.device.reload()
    raise Left


@execute("reload_in")
async def reload_in(shell: Shell, match: Match) -> str | None:
    found = re.fullmatch(r"(?:(\d{1,3}):)?(\d{1,3})", match.words[2])
    if not found:
        raise Refused("% Invalid time\n")
    minutes = int(found.group(1) or 0) * 60 + int(found.group(2))
    if not 1 <= minutes <= 34560:
        raise Refused("% Invalid time\n")
    await _save_first(shell)
    device = shell.device
    due = device.now() + timedelta(minutes=minutes)
    shell.terminal.write(
        f"Reload scheduled for {device.stamp(due)} (in {_span(minutes)}) by {shell.username} on vty0 (127.0.0.1)\n"
    )
    shell.terminal.write("Reload reason: Reload Command\n")
    if await shell.confirm("Proceed with reload? [confirm]"):
        device.arm_reload(minutes, shell.username)
        device.syslog(
            f"%SYS-5-SCHEDULED_RELOAD: Reload requested for {device.stamp(due)} at {device.stamp(device.now())} by "
            f"{shell.username} on vty0 (127.0.0.1). Reload Reason: Reload Command."
        )
    return None


@execute("reload_at")
async def reload_at(_shell: Shell, _match: Match) -> str | None:
    raise Refused("% The clock is not authoritative; use 'reload in'\n")


@execute("reload_cancel")
async def reload_cancel(shell: Shell, _match: Match) -> str | None:
    if not shell.device.cancel_reload():
        raise Refused("%No reload is scheduled.\n")
    shell.device.syslog(
        f"%SYS-5-SCHEDULED_RELOAD_CANCELLED:  Scheduled reload cancelled at {shell.device.stamp(shell.device.now())}"
    )
    return "\n\n***\n*** --- SHUTDOWN ABORTED ---\n***\n\n"


def _span(minutes: float) -> str:
    seconds = round(minutes * 60)
    hours, rest = divmod(seconds, 3600)
    parts = [f"{hours} hour{'s' if hours != 1 else ''}"] if hours else []
    parts.append(f"{rest // 60} minute{'s' if rest // 60 != 1 else ''}")
    if rest % 60:
        parts.append(f"{rest % 60} seconds")
    return " and ".join(parts)


@execute("show_reload")
async def show_reload(shell: Shell, _match: Match) -> str | None:
    pending = shell.device.reload_at
    if pending is None:
        return "No reload is scheduled.\n"
    due = pending.since + timedelta(minutes=pending.minutes)
    left = shell.device.left_minutes(pending.handle)
    return (
        f"Reload scheduled for {shell.device.stamp(due)} (in {_span(left)}) by {pending.user} on vty0 (127.0.0.1)\n"
        f"Reload reason: {pending.reason}\n"
    )
