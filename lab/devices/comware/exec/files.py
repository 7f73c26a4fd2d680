"""Saving, and the files of the flash."""

from __future__ import annotations

from lab.devices.commandline.syntax import Match
from lab.devices.comware.exec.registry import execute
from lab.devices.comware.shell import Refused, Shell

_VALIDATING = "Validating file. Please wait...\n"
_SAVED = "Saved the current configuration to mainboard device successfully.\n"


@execute("save")
async def save(shell: Shell, match: Match) -> str | None:
    if "force" not in match.words:
        if not await shell.confirm("The current configuration will be written to the device. Are you sure? [Y/N]:"):
            return None
        question = (
            "Please input the file name(*.cfg)[flash:/startup.cfg]\n"
            "(To leave the existing filename unchanged, press the enter key):"
        )
        name = await shell.ask(question)
        if name and name.removeprefix("flash:/") != "startup.cfg":
            return await _to_file(shell, name)
        if not await shell.confirm("flash:/startup.cfg exists, overwrite? [Y/N]:"):
            return None
    shell.terminal.write(_VALIDATING)
    shell.device.save(shell.username)
    return _SAVED


@execute("save_file")
async def save_file(shell: Shell, match: Match) -> str | None:
    name = match.words[1].removeprefix("flash:/")
    if not name.endswith(".cfg"):
        raise Refused("The file name must end with .cfg.")
    if not await shell.confirm(f"The current configuration will be saved to flash:/{name}. Continue? [Y/N]:"):
        return None
    return await _to_file(shell, name)


async def _to_file(shell: Shell, name: str) -> str | None:
    name = name.removeprefix("flash:/")
    files = shell.device.files
    if name in files and not await shell.confirm(f"flash:/{name} exists, overwrite? [Y/N]:"):
        return None
    files[name] = shell.device.config.text().encode()
    return (
        "Now saving current configuration to the device.\n"
        f"Saving configuration flash:/{name}.Please wait...\nConfiguration is saved to device successfully.\n"
    )


@execute("dir")
async def directory(shell: Shell, _match: Match) -> str | None:
    files = {"startup.cfg": shell.device.startup.encode(), **shell.device.files}
    rows = [
        f"   {at} -rw- {len(content):>11} Jan 01 2026 00:00:00   {name}"
        for at, (name, content) in enumerate(sorted(files.items()))
    ]
    return "\n".join(["Directory of flash:", *rows, "", "524288 KB total (384264 KB free)", ""])


@execute("more")
async def more(shell: Shell, match: Match) -> str | None:
    content = shell.device.files.get(match.words[1].removeprefix("flash:/"))
    if content is None:
        raise Refused("The file does not exist.")
    return content.decode()


@execute("delete")
async def delete(shell: Shell, match: Match) -> str | None:
    name = match.words[-1].removeprefix("flash:/")
    if name not in shell.device.files:
        raise Refused("The file does not exist.")
    if await shell.confirm(f"Delete flash:/{name}? [Y/N]:"):
        del shell.device.files[name]
        return f"Deleting file flash:/{name}... Done.\n"
    return None
