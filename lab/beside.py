"""An event loop in a thread of its own: emulators beside a test, or beside a program that wants them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Final, Protocol, TypeVar

T = TypeVar("T")
_PATIENCE_S: Final = 60.0


class Opened(Protocol):
    """What is opened in the loop, and closed in it at the end."""

    def open(self) -> Awaitable[None]: ...

    def close(self) -> Awaitable[None]: ...


class Loop:
    """To be used from any thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_PATIENCE_S)

    def call(self, function: Callable[[], T]) -> T:
        """Run `function` in the loop, where nothing else happens meanwhile."""

        async def run() -> T:
            return function()

        return self.run(run())


@contextmanager
def beside(name: str, what: Opened) -> Iterator[Loop]:
    """`what` is open while the block runs; tasks that it leaves are cancelled."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name=name, daemon=True)
    thread.start()
    found = Loop(loop)

    async def opened() -> None:
        await what.open()

    async def closed() -> None:
        await what.close()

    try:
        found.run(opened())
        yield found
    finally:
        found.run(closed())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_PATIENCE_S)
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
