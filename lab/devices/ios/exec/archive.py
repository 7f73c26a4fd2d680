"""The configuration archive: rollback confirmed changes, replacing, differences."""

from __future__ import annotations

from datetime import timedelta

from lab.devices.commandline.syntax import Match
from lab.devices.ios.config import IosConfig
from lab.devices.ios.differences import contextual, incremental
from lab.devices.ios.exec.files import config_text
from lab.devices.ios.exec.registry import execute
from lab.devices.ios.shell import Refused, Shell

_NONE_PENDING = "%No Rollback Confirmed Change pending\n"


@execute("configure_confirm")
async def configure_confirm(shell: Shell, _match: Match) -> str | None:
    if not shell.device.cancel_revert():
        raise Refused(_NONE_PENDING)
    shell.device.syslog(
        f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_CONFIRM: User: {shell.username}: Confirm the configuration change"
    )
    return None


@execute("configure_revert")
async def configure_revert(shell: Shell, match: Match) -> str | None:
    device = shell.device
    if device.revert is None:
        raise Refused(_NONE_PENDING)
    if match.words[2] == "timer":
        device.restart_revert(device.revert, int(match.words[-1]))
        return None
    url = device.revert.name
    shell.terminal.write(f"Rollback Confirmed Change: rolling to:{url}\n\n")
    device.revert_now()
    return "Total number of passes: 1\nRollback Done\n\n"


@execute("configure_replace")
async def configure_replace(shell: Shell, match: Match) -> str | None:
    device = shell.device
    words = match.words
    minutes = int(words[-1]) if words[-2] in ("time", "timer") else None
    text = config_text(device, words[2])
    if text is None:
        raise Refused(f"%Error opening {words[2]} (No such file or directory)\n")
    if minutes is not None and device.archive_path is None:
        raise Refused("%Please turn config archive on before using this feature.\n")
    if not text.rstrip().endswith("end"):
        raise Refused("%The input file is not a valid config file.\n")
    if "force" not in words:
        shell.terminal.write(
            "This will apply all necessary additions and deletions\n"
            "to replace the current running configuration with the\n"
            "contents of the specified configuration file, which is\n"
            "assumed to be a complete configuration, not a partial\n"
            "configuration. Enter Y if you are sure you want to proceed. ? [no]: "
        )
        if not (await shell.terminal.line()).text.strip().lower().startswith("y"):
            return None
    refused = unknown_lines(device.config, text)
    if refused:
        shell.terminal.write(f"% Invalid input detected at '^' marker.\n\n% Failed to apply: {refused[0]}\n")
        if "trigger" in words:
            return "Rollback aborted\nThe original configuration has been successfully restored.\n\n"
        return "Total number of passes: 5\nRollback aborted after 5 passes\n\n"
    if minutes is not None:
        url = device.arm_revert(minutes, shell.username)
        shell.terminal.write(f"Rollback Confirmed Change: Backing up current running config to {url}\n\n")
    device.roll_to(text, shell.username)
    return "Total number of passes: 1\nRollback Done\n\n"


def unknown_lines(config: IosConfig, text: str) -> list[str]:
    """Lines of `text` that this device does not know and does not have."""
    profile = config.profile
    candidate = IosConfig(text, model=profile.model, version=profile.version)
    have = {node.text for node in config.root.walk() if node.spec is None}
    strange = [node.text for node in candidate.root.walk() if node.spec is None and node.text not in have]
    return strange + [f"interface {name}" for name in sorted(candidate.physical - config.physical)]


@execute("archive_config")
async def archive_config(shell: Shell, _match: Match) -> str | None:
    if shell.device.archive_path is None:
        raise Refused("Archive feature not enabled\n")
    shell.device.archive_now()
    return None


@execute("show_archive")
async def show_archive(shell: Shell, _match: Match) -> str | None:
    device = shell.device
    if device.archive_path is None:
        return "Archive feature not enabled\n"
    lines = [
        "The maximum archive configurations allowed is 10.",
        f"There are currently {len(device.archived)} archive configurations saved.",
        f"The next archive file will be named {device.archive_path}-<timestamp>-{len(device.archived)}",
        " Archive #  Name",
    ]
    lines += [
        f"   {number:<8} {url}{' <- Most Recent' if number == len(device.archived) else ''}"
        for number, (url, _) in enumerate(device.archived, 1)
    ]
    return "\n".join([*lines, ""])


@execute("show_rollback_timer")
async def show_rollback_timer(shell: Shell, _match: Match) -> str | None:
    device = shell.device
    if device.archive_path is None and device.revert is None:
        return "Archive feature not enabled\n"
    pending = device.revert
    if pending is None:
        return _NONE_PENDING
    left = device.left_minutes(pending.handle)
    seconds = round(left * 60)
    return (
        f"Time configured(or reconfigured): {device.stamp(pending.since)}\n"
        f"Timer type: {pending.kind} timer\nTimer value: {pending.minutes} min\n"
        f"Timer expires: {device.stamp(device.now() + timedelta(seconds=seconds))}\n"
        f"User: {pending.user}\n"
    )


@execute("show_differences")
async def show_differences(shell: Shell, match: Match) -> str | None:
    device = shell.device
    names = match.words[4:] or ["nvram:startup-config", "system:running-config"]
    if len(names) == 1:
        names.append("system:running-config")
    texts = []
    for name in names[:2]:
        text = config_text(device, name)
        if text is None:
            raise Refused(f"%Error opening {name} (No such file or directory)\n")
        texts.append(text)
    lines = contextual(*texts)
    return "!Contextual Config Diffs:\n" + ("".join(f"{line}\n" for line in lines) or "!No changes were found\n")


@execute("show_incremental")
async def show_incremental(shell: Shell, match: Match) -> str | None:
    text = config_text(shell.device, match.words[4])
    if text is None:
        raise Refused(f"%Error opening {match.words[4]} (No such file or directory)\n")
    lines = incremental(shell.device.config.text(), text)
    return (
        "!List of Commands:\n"
        + "".join(f"{line}\n" for line in lines)
        + "end\n"
        + ("" if lines else "!No changes were found\n")
    )


@execute("show_archive_log")
async def show_archive_log(shell: Shell, _match: Match) -> str | None:
    lines = [" idx   sess           user@line      Logged command"]
    return (
        "\n".join(
            lines
            + [
                f"{at:>5}      1        {shell.username}@vty0     |  {line}"
                for at, line in enumerate(shell.device.log[-100:], 1)
            ]
        )
        + "\n"
    )


@execute("show_configuration_lock")
async def show_configuration_lock(_shell: Shell, _match: Match) -> str | None:
    return "Parser Configure Lock\n---------------------\nOwner PID             : -1\nUser                  : unknown\n"
