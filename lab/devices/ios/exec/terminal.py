"""Session commands: enable, terminal settings, configuration mode, saving."""

from __future__ import annotations

from lab.devices.commandline.syntax import Match
from lab.devices.ios.commands.aaa import new_model
from lab.devices.ios.exec.registry import execute
from lab.devices.ios.shell import Refused, Shell


@execute("enable")
async def enable(shell: Shell, match: Match) -> str | None:
    level = int(match.words[1]) if len(match.words) > 1 else 15
    if shell.level >= level:
        return None
    if not shell.device.has_enable():
        raise Refused("% Error in authentication.\n")
    # AAA asks once, the old way three times
    with_aaa = new_model(shell.device.config)
    for _ in range(1 if with_aaa else 3):
        if shell.device.check_enable(await shell.password()):
            shell.level = level
            return None
    raise Refused("% Access denied\n" if with_aaa else "% Bad secrets\n")


@execute("disable")
async def disable(shell: Shell, match: Match) -> str | None:
    shell.level = int(match.words[1]) if len(match.words) > 1 else 1
    return None


@execute("monitor_off")
async def monitor_off(shell: Shell, _match: Match) -> str | None:
    shell.monitor = False
    return None


@execute("ping")
async def ping(shell: Shell, match: Match) -> str | None:
    target = match.words[1]
    up = shell.device.answers(target)
    marks, percent = ("!!!!!", 100) if up else (".....", 0)
    tail = ", round-trip min/avg/max = 1/1/2 ms" if up else ""
    return (
        f"Type escape sequence to abort.\nSending 5, 100-byte ICMP Echos to {target}, timeout is 2 seconds:\n{marks}\n"
        f"Success rate is {percent} percent ({5 if up else 0}/5){tail}\n"
    )


@execute("send_log")
async def send_log(shell: Shell, match: Match) -> str | None:
    shell.device.syslog(f"%SYS-7-USERLOG_DEBUG: Message from tty1(user id: {shell.username}): {match.words[2]}")
    return None


@execute("configure_terminal")
async def configure_terminal(shell: Shell, match: Match) -> str | None:
    words = match.words
    if "revert" in words:
        device = shell.device
        if device.archive_path is None:
            raise Refused("%Please turn config archive on before using this feature.\n")
        if device.revert is not None:
            raise Refused("%Rollback Confirmed Change already pending. Confirm or revert it first.\n")
        minutes = int(words[-1])
        kind = "idle" if "idle" in words else "absolute"
        url = device.arm_revert(minutes, shell.username, kind)
        shell.terminal.write(f"Rollback Confirmed Change: Backing up current running config to {url}\n\n")
        if minutes == 1:
            shell.terminal.write(
                "Rollback Confirmed Change: Rollback will begin in one minute.\n"
                'Enter "configure confirm" if you wish to keep what you\'ve configured\n\n'
            )
    shell.terminal.write("Enter configuration commands, one per line.  End with CNTL/Z.\n")
    shell.enter_configuration()
    return None


@execute("write")
async def write(shell: Shell, match: Match) -> str | None:
    what = match.words[1] if len(match.words) > 1 else "memory"
    if what == "terminal":
        from lab.devices.ios.exec.show import running  # noqa: PLC0415

        return running(shell)
    if what == "erase":
        if await shell.confirm("Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]"):
            shell.device.erase_startup()
            return "[OK]\nErase of nvram: complete\n"
        return None
    shell.terminal.write("Building configuration...\n")
    shell.device.save(shell.username)
    return "[OK]\n"
