"""The control socket: change knobs and look into devices while they run.

One JSON object per line in, one per line out, over a Unix socket. Requests: `{"do": "list"}`,
`{"do": "inspect", "device": NAME}`, `{"do": "set", "device": NAME, "knobs": {…}}` (`"device": "*"` sets all),
`{"do": "running"|"startup"|"log"|"cut"|"reload", "device": NAME}`. Answers carry `"ok"`, and `"error"` when it is false.
"""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lab.devices.server import DeviceHost, Fleet

_LINE_LIMIT = 1 << 20


class Control:
    """Serves the control socket of a fleet."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._server: asyncio.Server | None = None

    async def open(self, path: Path) -> None:
        """Listen at `path`; only this user may connect."""
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(path))
        path.chmod(0o600)
        self._server = await asyncio.start_unix_server(self._serve, sock=listener, limit=_LINE_LIMIT)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(json.dumps(self.answer(line)).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):
            pass
        finally:
            writer.close()

    def answer(self, line: bytes) -> dict[str, Any]:
        """The answer to one request line."""
        try:
            request = json.loads(line)
            return {"ok": True, **self._do(request)}
        except ValidationError as error:
            return {"ok": False, "error": "; ".join(f"{e['loc'][0]}: {e['msg']}" for e in error.errors())}
        except (KeyError, TypeError, ValueError) as error:
            return {"ok": False, "error": str(error)}

    def _do(self, request: dict[str, Any]) -> dict[str, Any]:
        what = request["do"]
        if what == "list":
            return {"devices": [_summary(host) for host in self._fleet.hosts.values()]}
        hosts = self._named(request["device"])
        if what == "set":
            for host in hosts:
                _set(host, request["knobs"])
            return {"changed": [host.spec.name for host in hosts]}
        return _look(hosts[0], what, request)

    def _named(self, name: str) -> list[DeviceHost]:
        if name == "*":
            return list(self._fleet.hosts.values())
        if name not in self._fleet.hosts:
            raise ValueError(f"no device named {name!r}")
        return [self._fleet.hosts[name]]


def _look(host: DeviceHost, what: str, request: dict[str, Any]) -> dict[str, Any]:
    device = host.device
    if what == "inspect":
        state = {"knobs": device.knobs.model_dump(), "timers": device.timers(), "commands": len(device.log)}
        answer: dict[str, Any] = {**_summary(host), **state, "counters": device.counters.model_dump()}
    elif what == "running":
        answer = {"text": device.running_text()}
    elif what == "startup":
        answer = {"text": device.startup_text()}
    elif what == "log":
        answer = {"lines": device.log[int(request.get("from", 0)) :]}
    elif what in ("cut", "reload"):
        (host.cut if what == "cut" else device.reload)()
        answer = {}
    else:
        raise ValueError(f"no such request: {what!r}")
    return answer


def _summary(host: DeviceHost) -> dict[str, Any]:
    spec = host.spec
    return {
        "name": spec.name,
        "platform": spec.platform,
        "host": host.host,
        "port": host.port,
        "host_key": host.host_key(),
        "sessions": len(host.connections),
        "reachable": host.device.reachable(),
    }


def _set(host: DeviceHost, knobs: dict[str, Any]) -> None:
    for name, value in knobs.items():
        setattr(host.device.knobs, name, value)
    if not host.device.reachable():
        host.cut()
