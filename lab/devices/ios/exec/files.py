"""The file systems: directory, copies, checksums, and tclsh as far as clients use it to send files."""

from __future__ import annotations

import hashlib
import re

from lab.devices.commandline.syntax import Match
from lab.devices.ios.device import IosDevice, file_name
from lab.devices.ios.exec.registry import execute
from lab.devices.ios.shell import Refused, Shell

_FREE = 1_000_000_000
_TOTAL = 2_000_000_000
_RUNNING = frozenset({"running-config", "system:running-config", "system:/running-config"})
_STARTUP = frozenset({"startup-config", "nvram:startup-config", "nvram:/startup-config"})


def config_text(device: IosDevice, url: str) -> str | None:
    """The configuration text behind a URL; None when there is no such file."""
    name = url.rstrip()
    if _abbreviates(name, _RUNNING):
        return device.config.text()
    if _abbreviates(name, _STARTUP):
        return device.startup
    for archived, text in device.archived:
        if file_name(archived) == file_name(name):
            return text
    held = device.files.get(file_name(name))
    return None if held is None else held.decode("utf-8", "replace")


def _abbreviates(name: str, full: frozenset[str]) -> bool:
    return name in full or (len(name) >= 3 and any(one.startswith(name) for one in full if ":" not in one))


@execute("copy")
async def copy(shell: Shell, match: Match) -> str | None:
    device = shell.device
    source, target = match.words[-2:]
    quiet = device.config.root.words("file", "prompt")[-1:] == ["quiet"]
    to_running, to_startup = _abbreviates(target, _RUNNING), _abbreviates(target, _STARTUP)
    if source.rstrip(":/") == "null":
        name = await _target(shell, target, quiet=quiet)
        device.files[name] = b""
        return "0 bytes copied in 0.001 secs\n"
    if _abbreviates(source, _RUNNING) and to_startup:
        if not quiet:
            await shell.ask("Destination filename [startup-config]? ")
        shell.terminal.write("Building configuration...\n")
        device.save(shell.username)
        return "[OK]\n"
    if not _abbreviates(source, _RUNNING) and not _abbreviates(source, _STARTUP) and not quiet and not to_running:
        await shell.ask(f"Source filename [{file_name(source)}]? ")
    text = config_text(device, source)
    if text is None:
        raise Refused(f"%Error opening {source} (No such file or directory)\n")
    size = len(text.encode())
    if to_running:
        if not quiet:
            await shell.ask("Destination filename [running-config]? ")
        await _merge(shell, text)
        return f"{size} bytes copied in 0.210 secs ({size * 5} bytes/sec)\n"
    if to_startup:
        if not quiet:
            await shell.ask("Destination filename [startup-config]? ")
        device.replace_startup(text)
        return f"[OK]\n{size} bytes copied in 0.210 secs ({size * 5} bytes/sec)\n"
    name = await _target(shell, target, quiet=quiet)
    if (
        name in device.files
        and not quiet
        and not await shell.confirm(
            "%Warning:There is a file already existing with this name \nDo you want to over write? [confirm]"
        )
    ):
        return None
    device.files[name] = text.encode()
    return f"{size} bytes copied in 0.210 secs ({size * 5} bytes/sec)\n"


async def _target(shell: Shell, target: str, *, quiet: bool) -> str:
    name = file_name(target)
    if not quiet:
        name = file_name(await shell.ask(f"Destination filename [{name}]? ") or name)
    if not name:
        raise Refused("%Error parsing filename (No such file or directory)\n")
    return name


async def _merge(shell: Shell, text: str) -> None:
    """Feed a file into the running config, line by line, as the parser does: faults are printed, the rest goes on."""
    device = shell.device
    session = device.config.session()
    before = device.config.revision
    for line in text.splitlines():
        reply = session.enter(line)
        if reply.caret is not None:
            shell.terminal.write(f"{line}\n{' ' * reply.caret}^\n")
        if reply.text:
            shell.terminal.write(f"{reply.text}\n")
        while reply.question:
            reply = session.answer(await shell.confirm(reply.question))
        if reply.left:
            session.end()
            if line.strip() == "end":
                break
    if device.config.revision != before:
        device.touched(shell.username)
        device.syslog(f"%SYS-5-CONFIG_I: Configured from memory by {shell.username}")
        device.check_management()


@execute("dir")
async def directory(shell: Shell, match: Match) -> str | None:
    url = match.words[1] if len(match.words) > 1 else "flash:"
    system = url.partition(":")[0] if ":" in url else "flash"
    if system not in ("flash", "flash0", "bootflash", "nvram"):
        raise Refused(f"%Error opening {url} (No such device)\n")
    wanted = file_name(url)
    files = {name: data for name, data in shell.device.files.items() if not wanted or name == wanted}
    if wanted and not files:
        raise Refused(f"%Error opening {system}:/{wanted} (No such file or directory)\n")
    stamp = shell.device.now().strftime("%b %d %Y %H:%M:%S +00:00")
    lines = [f"Directory of {system}:/{wanted}", ""]
    lines += [
        f"  {at:>3}  -rw-  {len(data):>10}  {stamp}  {name}" for at, (name, data) in enumerate(sorted(files.items()), 2)
    ]
    return "\n".join([*lines, "", f"{_TOTAL} bytes total ({_FREE} bytes free)", ""])


@execute("show_flash")
async def show_flash(shell: Shell, match: Match) -> str | None:
    match.words[1:] = ["flash:"]
    return await directory(shell, match)


@execute("show_file_systems")
async def show_file_systems(_shell: Shell, _match: Match) -> str | None:
    return (
        "File Systems:\n\n       Size(b)       Free(b)      Type  Flags  Prefixes\n"
        f"*   {_TOTAL}    {_FREE}     flash     rw   flash:\n        524288        500000     nvram     rw   nvram:\n"
    )


@execute("verify_md5")
async def verify_md5(shell: Shell, match: Match) -> str | None:
    url = match.words[2]
    data = shell.device.files.get(file_name(url))
    if data is None:
        raise Refused(f"%Error opening {url} (No such file or directory)\n")
    digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
    out = f"{'.' * (len(data) // 65536 + 1)}MD5 of {url} Done!\n"
    if len(match.words) > 3:
        good = match.words[3].lower() == digest
        return out + (
            f"Verified ({url}) = {digest}\n"
            if good
            else f"%Error verifying {url}\nComputed signature  = {digest}\nSubmitted signature = {match.words[3].lower()}\n"
        )
    return out + f"verify /md5 ({url}) = {digest}\n"


@execute("more")
async def more(shell: Shell, match: Match) -> str | None:
    text = config_text(shell.device, match.words[1])
    if text is None:
        raise Refused(f"%Error opening {match.words[1]} (No such file or directory)\n")
    return text


@execute("delete")
async def delete(shell: Shell, match: Match) -> str | None:
    url = match.words[-1]
    name = file_name(url)
    if name not in shell.device.files:
        raise Refused(f"%Error deleting {url} (No such file or directory)\n")
    if "/force" not in match.words:
        name = file_name(await shell.ask(f"Delete filename [{name}]? ") or name)
        if not await shell.confirm(f"Delete {url}? [confirm]"):
            return None
    shell.device.files.pop(name, None)
    return None


@execute("erase")
async def erase(shell: Shell, _match: Match) -> str | None:
    if await shell.confirm("Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]"):
        shell.device.erase_startup()
        return "[OK]\nErase of nvram: complete\n"
    return None


_OPEN = re.compile(r'\s*puts\s+\[open\s+"([^"]+)"\s+w\+?\]\s*\{(.*)\Z', re.DOTALL)


@execute("tclsh")
async def tclsh(shell: Shell, _match: Match) -> str | None:
    """Only what file transfer by pasting uses: `puts [open "URL" w+] {TEXT}` and `tclquit`."""
    shell.tcl = True
    typed: list[str] = []
    try:
        while True:
            if not typed:
                shell.terminal.write(shell.prompt())
            else:
                shell.terminal.write("+>(tcl)#")
            line = (await shell.terminal.line()).text
            if not typed and line.strip() in ("tclquit", "exit", "quit"):
                return None
            typed.append(line)
            whole = "\n".join(typed)
            if whole.count("{") > whole.count("}"):
                continue
            typed = []
            found = _OPEN.match(whole)
            if found:
                shell.device.files[file_name(found.group(1))] = found.group(2).rsplit("}", 1)[0].encode()
            elif whole.strip():
                await shell.execute(whole)
    finally:
        shell.tcl = False
