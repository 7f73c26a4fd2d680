"""Many endpoints in one process: beside a test in a thread of their own, or as a program (`python -m lab.cameras`)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from aiohttp import web

from lab.beside import beside
from lab.cameras import discovery, onvif, rtsp
from lab.cameras.endpoint import Endpoint


class Field:
    """Listens for all of them; ports that were 0 are then what they became. `http` and `probes`: with ONVIF, with WS-Discovery."""

    def __init__(self, endpoints: Sequence[Endpoint], *, http: bool = True, probes: int = 0) -> None:
        self.endpoints = endpoints
        self._http, self._probes = http, probes
        self._servers: list[asyncio.Server] = []
        self._runners: list[web.AppRunner] = []
        self._responders: list[asyncio.BaseTransport] = []

    async def open(self) -> None:
        loop = asyncio.get_running_loop()
        for one in self.endpoints:
            server = await loop.create_server(rtsp.protocol(one), one.host, one.rtsp_port, backlog=64)
            one.rtsp_port = server.sockets[0].getsockname()[1]
            if one.behaviour == "dead":  # its port is known now, and nobody listens there any more
                server.close()
                one.onvif_port = one.onvif_port or one.rtsp_port
                continue
            self._servers.append(server)
            if self._http:
                await self._open_http(one)
            if self._probes:
                transport, _ = await loop.create_datagram_endpoint(
                    discovery.protocol(one), local_addr=(one.host, self._probes)
                )
                self._responders.append(transport)

    async def _open_http(self, one: Endpoint) -> None:
        runner = web.AppRunner(onvif.application(one), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, one.host, one.onvif_port)
        await site.start()
        self._runners.append(runner)
        one.onvif_port = runner.addresses[0][1]

    async def close(self) -> None:
        for server in self._servers:
            server.close()
        for responder in self._responders:
            responder.close()
        for runner in self._runners:
            await runner.cleanup()


@contextmanager
def running(endpoints: Sequence[Endpoint], *, http: bool = True, probes: int = 0) -> Iterator[Field]:
    """In a thread beside the caller."""
    field = Field(endpoints, http=http, probes=probes)
    with beside("lab.cameras", field):
        yield field
