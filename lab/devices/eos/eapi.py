"""eAPI: JSON-RPC 2.0 over HTTPS (Arista, "eAPI Command API Guide"; error codes there).

One request is a list of commands, carried out in one command-line session until the first that fails.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
from typing import TYPE_CHECKING, Any

from lab.devices.commandline.shell import Left
from lab.devices.commandline.syntax import Match
from lab.devices.eos.execution import MODELS
from lab.devices.terminal import Gone, Terminal, pause
from lab.devices.tls import Channel, Gate, Request

if TYPE_CHECKING:
    from lab.devices.eos.device import EosDevice

_FAILED, _UNCONVERTED, _INVALID_REQUEST, _NO_METHOD = 1002, 1003, -32600, -32601


async def serve(device: EosDevice, channel: Channel, gate: Gate) -> None:
    """Answer requests until the connection ends."""
    with contextlib.suppress(Gone):
        await _serve(device, channel, gate)


async def _serve(device: EosDevice, channel: Channel, gate: Gate) -> None:
    entered: set[str] = set()
    while (request := await channel.request()) is not None:
        user = _login(device, request, gate)
        if user is None:
            await channel.answer(
                401, "Unauthorized", b"Unable to authenticate user: Bad username/password combination\n"
            )
            continue
        if user not in entered:
            entered.add(user)
            device.counters.logins += 1
        if request.path.split("?")[0] != "/command-api":
            await channel.answer(404, "Not Found", b"")
            continue
        answer = await _answer(device, channel, user, request.body)
        await channel.answer(200, "OK", json.dumps(answer).encode())


def _login(device: EosDevice, request: Request, gate: Gate) -> str | None:
    kind, _, blob = request.headers.get("authorization", "").partition(" ")
    try:
        user, _, password = base64.b64decode(blob).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    if kind.lower() == "basic" and gate.allows() and device.check_password(user, password):
        return user
    device.counters.failed_logins += 1
    return None


async def _answer(device: EosDevice, channel: Channel, user: str, body: bytes) -> dict[str, Any]:
    try:
        call = json.loads(body)
        params = call["params"]
        commands, form = list(params["cmds"]), params.get("format") or "json"
    except (ValueError, KeyError, TypeError):
        return {"jsonrpc": "2.0", "id": None, "error": {"code": _INVALID_REQUEST, "message": "Invalid Request"}}
    head = {"jsonrpc": "2.0", "id": call.get("id")}
    if call.get("method") != "runCmds":
        return {**head, "error": {"code": _NO_METHOD, "message": "Method not found"}}
    await pause(device.knobs.latency_s)
    results, fault = await _run(device, channel, user, commands, form)
    return {**head, "result": results} if fault is None else {**head, "error": {**fault, "data": results}}


async def _run(
    device: EosDevice, channel: Channel, user: str, commands: list[Any], form: str
) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    printed = _Printed(channel)
    shell = device.new_shell(Terminal(printed), user, None)
    shell.length = 0
    device.shells.add(shell)
    results: list[dict[str, Any]] = []
    try:
        for number, command in enumerate(commands, 1):
            line, text = (
                (command, None) if isinstance(command, str) else (str(command["cmd"]), command.get("input", ""))
            )
            printed.taken()
            printed.typed = [] if text is None else [*text.split("\n")]
            shell.faults.clear()
            model = _model(shell, line) if form == "json" else None
            if line != "enable":
                device.log.append(line)
            if model is not None and not shell.injected(line):
                results.append(model)
                continue
            unconverted = model is None and form == "json" and shell.configuring is None and line.startswith("show ")
            await _carry_out(shell, line, text)
            said = printed.taken()
            faults = [*shell.faults, *(row.strip() for row in said.splitlines()[:3] if row.startswith("% "))]
            if faults or unconverted:
                reason = (
                    "unconverted command"
                    if not faults
                    else "invalid command"
                    if "nvalid" in faults[0]
                    else "could not run command"
                )
                why = f"CLI command {number} of {len(commands)} '{line}' failed: {reason}"
                results.append({"errors": faults or ["Command cannot be used over the API at this time."]})
                return results, {"code": _FAILED if faults else _UNCONVERTED, "message": why}
            results.append({"output": said} if form == "text" else {"messages": [said]} if said.strip() else {})
    except Left:
        pass
    finally:
        device.shells.discard(shell)
        shell.closed()
    return results, None


async def _carry_out(shell: Any, line: str, text: str | None) -> None:
    await shell.take_line(line)
    if text is not None and shell.gathering():
        for row in [*text.rstrip("\n").split("\n"), "EOF"]:
            await shell.take_line(row)


def _model(shell: Any, line: str) -> dict[str, Any] | None:
    if shell.configuring is not None:
        return None
    parsed = shell.device.config.grammar.mode("exec").parse(line)
    if isinstance(parsed, Match) and parsed.spec.do in MODELS and shell.allowed(parsed):
        return MODELS[parsed.spec.do](shell)
    return None


class _Printed:
    """A terminal's raw side: what is printed is kept, what is asked (a secret) is answered by the command's input."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._out = bytearray()
        self.typed: list[str] = []

    def taken(self) -> str:
        text = self._out.decode("utf-8", "replace").replace("\r\n", "\n")
        self._out.clear()
        return text

    async def read(self) -> bytes:
        return f"{self.typed.pop(0) if self.typed else ''}\r".encode()

    def write(self, data: bytes) -> None:
        self._out += data

    async def drain(self) -> None:
        """All of it is sent at the end."""

    def abort(self) -> None:
        self._channel.abort()
