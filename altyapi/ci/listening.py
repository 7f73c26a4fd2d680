"""The endpoint that NetBox calls, and what follows: nothing but signed events come in, and many of them make one plan.

aiohttp's server, which the cameras bring along, for its bounds: on a body, on a header, and on a client that never ends its request
or never begins one.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from altyapi.ci.events import HEADER, Event, EventRefused, Queue
from altyapi.errors import EngineError, ToolkitError

PATH = "/netbox"
BODY_MOST = 64 * 1024
"""Bytes. What our webhook sends has some hundred; one with the whole object would still pass."""
READ_S = 10.0
AGAIN_S = 60.0
"""After what was to follow failed (NetBox down, a policy that can't be read): events wait so long for the next try."""
STOPS = (signal.SIGINT, signal.SIGTERM)


class NotListening(EngineError):
    code = "CIP-011"
    en = "Can't listen at {host}:{port}: {problem}."
    tr = "Dinlenemiyor: {host}:{port}: {problem}."
    en_remedy = (
        "Another listener may be running there; give another --host or --port, and netbox.views the same in listen_url."
    )
    tr_remedy = (
        "Orada başka bir dinleyici çalışıyor olabilir; başka --host ya da --port verin, listen_url ile aynı olsun."
    )


class NotFollowed(EngineError):
    code = "CIP-012"
    en = "Nothing could be made of the events: {file}: {problem}."
    tr = "Olaylardan sonuç üretilemedi: {file}: {problem}."
    en_remedy = "Make room, or the folder writable; the events wait, and it is tried again by itself."
    tr_remedy = "Yer açılmalı ya da klasör yazılabilir olmalı; olaylar bekler, kendiliğinden yeniden denenir."


@dataclass
class Listener:
    """`follow` is called with the events that came, in a thread, one call at a time; `told` with whatever is to be said."""

    queue: Queue
    follow: Callable[[tuple[Event, ...]], object]
    taken: Callable[[Event], None]
    refused: Callable[[str, ToolkitError], None]
    quiet_s: float = 5.0
    again_s: float = AGAIN_S
    silent_s: float = READ_S
    _came: asyncio.Event = field(default_factory=asyncio.Event)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, host: str, port: int, ready: Callable[[str, int], None]) -> int:
        """Until Ctrl-C or SIGTERM; how many events wait then. What has begun is ended first. Raises NotListening."""
        application = web.Application(client_max_size=BODY_MOST)
        application.router.add_post(PATH, self._hear)
        # what aiohttp calls keep-alive runs from the connection's first moment, until a request's headers are whole
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=2.0, keepalive_timeout=self.silent_s)
        await runner.setup()
        loop = asyncio.get_running_loop()
        try:
            try:
                await web.TCPSite(runner, host, port).start()
            except OSError as error:
                raise NotListening(host=host, port=port, problem=error.strerror or str(error)) from error
            for one in STOPS:
                loop.add_signal_handler(one, self._stop.set)
            ready(host, int(runner.addresses[0][1]))
            await self._followed()
        finally:
            for one in STOPS:
                loop.remove_signal_handler(one)
            await runner.cleanup()
        return len(self.queue.waiting())

    def stop(self) -> None:
        self._stop.set()

    async def _hear(self, request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(READ_S):
                body = await request.read()
        except (TimeoutError, web.HTTPRequestEntityTooLarge):
            return web.Response(status=413, text="too large or too slow\n")
        try:
            event = self.queue.take(body, request.headers.get(HEADER, ""), datetime.now(UTC))
        except EventRefused as error:
            self.refused(request.remote or "-", error)
            # the answer says no more than a stranger may know
            return web.Response(status=error.status, text=f"{error.code}\n")
        except OSError as error:
            self.refused(request.remote or "-", _unkept(error))
            return web.Response(status=507, text="not kept\n")
        self.taken(event)
        self._came.set()
        return web.Response(status=202, text="taken\n")

    async def _followed(self) -> None:
        """Rounds of events until it is stopped; those that a killed one left are the first."""
        while not self._stop.is_set():
            files = self.queue.waiting()
            if not files:
                await self._either(self._came.wait(), None)
                self._came.clear()
                continue
            # a form in NetBox changes many objects: all of them make one plan
            await self._either(asyncio.sleep(self.quiet_s), None)
            files = self.queue.waiting()
            if self._stop.is_set():
                return
            if not await self._round(files):
                self._came.clear()
                await self._either(self._came.wait(), self.again_s)

    async def _round(self, files: Sequence[Path]) -> bool:
        try:
            await asyncio.to_thread(self.follow, self.queue.read(files))
            self.queue.finish(files, datetime.now(UTC))
        except ToolkitError as error:
            self.refused("-", error)
        except (
            OSError
        ) as error:  # a full disk, a folder that is gone: one day it is mended, and what waits is there still
            self.refused("-", NotFollowed(file=error.filename or "-", problem=error.strerror or str(error)))
        else:
            return True
        return False

    async def _either(self, waited: object, most_s: float | None) -> None:
        """Until that is over, or it is stopped, or so long."""
        tasks = {asyncio.ensure_future(waited), asyncio.ensure_future(self._stop.wait())}  # type: ignore[call-overload]
        _, left = await asyncio.wait(tasks, timeout=most_s, return_when=asyncio.FIRST_COMPLETED)
        for one in left:
            one.cancel()
            with suppress(asyncio.CancelledError):
                await one


def _unkept(error: OSError) -> EventRefused:
    problem = error.strerror or str(error)
    return EventRefused(status=507, en_problem=f"it can't be kept: {problem}", tr_problem=f"saklanamıyor: {problem}")
