"""Emulated cameras on ports of their own, all in one event loop in a thread."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from aiohttp import web

from lab.beside import Loop, beside
from lab.devices.onvif import soap
from lab.devices.onvif.state import Camera, CameraSpec
from lab.devices.tls import Certificate

T = TypeVar("T")
_BACKLOG = 256


class CameraHost:
    """One camera and the socket it listens on."""

    def __init__(self, spec: CameraSpec) -> None:
        self.camera = Camera(spec)
        self.host, self.port = spec.host, spec.port
        self.certificate = Certificate(None, spec.name) if spec.tls else None
        self._server: web.Server | None = None
        self._listener: asyncio.Server | None = None

    async def open(self) -> None:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((self.host, self.port))
        self.port = listener.getsockname()[1]
        context = self.certificate.context if self.certificate else None
        loop = asyncio.get_running_loop()
        if self._server is None:
            self._server = web.Server(self._serve, access_log=None, keepalive_timeout=75)
        self._listener = await loop.create_server(self._server, sock=listener, ssl=context, backlog=_BACKLOG)

    async def close(self) -> None:
        self.camera.knobs.hangs, self.camera.knobs.endless = False, ""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        if self._server is not None:
            await self._server.shutdown(0.01)  # zero would be for ever

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        return await soap.serve(self.camera, request, self.restart)

    def restart(self) -> None:
        """Go down, and come back after a while."""
        self.camera.restarted()
        loop = asyncio.get_running_loop()
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        for connection in list(self._server.connections if self._server else ()):
            if connection.transport is not None:
                loop.call_later(0.01, connection.transport.abort)
        loop.call_later(self.camera.knobs.downtime_s, lambda: loop.create_task(self.open()))


class RunningCamera:
    """A camera of a running fleet, to be used from any thread."""

    def __init__(self, host: CameraHost, loop: Loop) -> None:
        self._host = host
        self._loop = loop

    def call(self, function: Callable[[Camera], T]) -> T:
        """Run `function` on the camera, in the cameras' loop."""
        return self._loop.call(lambda: function(self._host.camera))

    @property
    def name(self) -> str:
        return self._host.camera.spec.name

    @property
    def host(self) -> str:
        return self._host.host

    @property
    def port(self) -> int:
        return self._host.port

    @property
    def known_hosts_line(self) -> str:
        certificate = self._host.certificate
        return f"[{self.host}]:{self.port} {certificate.pin}\n" if certificate else ""

    @property
    def held(self) -> CameraSpec:
        """What the camera holds now."""
        return self.call(lambda camera: camera.held.model_copy(deep=True))

    @property
    def log(self) -> list[str]:
        """Every request so far, by name."""
        return self.call(lambda camera: list(camera.log))

    @property
    def failed_logins(self) -> int:
        return self.call(lambda camera: camera.failed_logins)

    @property
    def restarts(self) -> int:
        return self.call(lambda camera: camera.restarts)

    def set(self, **knobs: Any) -> None:
        """Change knobs. Raises pydantic.ValidationError for a value that does not fit."""

        def change(camera: Camera) -> None:
            for name, value in knobs.items():
                setattr(camera.knobs, name, value)

        self.call(change)


@contextmanager
def running_cameras(specs: Sequence[CameraSpec | dict[str, Any]]) -> Iterator[dict[str, RunningCamera]]:
    """Run the cameras in a thread; yields them by name."""
    hosts = [CameraHost(spec if isinstance(spec, CameraSpec) else CameraSpec.model_validate(spec)) for spec in specs]
    with beside("lab-cameras", _All(hosts)) as loop:
        yield {host.camera.spec.name: RunningCamera(host, loop) for host in hosts}


class _All:
    def __init__(self, hosts: Sequence[CameraHost]) -> None:
        self._hosts = hosts

    async def open(self) -> None:
        for host in self._hosts:
            await host.open()

    async def close(self) -> None:
        await asyncio.gather(*(host.close() for host in self._hosts))
