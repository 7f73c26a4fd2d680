"""The same work on many devices: one process, a bounded thread pool, one device's fault never another's."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeVar, cast

from altyapi.device.connecting import Read, in_one_loop, open_session
from altyapi.device.contract import Session, Target
from altyapi.device.errors import CommandRefused
from altyapi.errors import ToolkitError
from netbox_sync.model import Frozen

MAX_WORKERS = 64  # beyond this, one process only waits for its own interpreter lock


class Fetched(Frozen):
    """One device's running config, complete. Times are seconds; `fallback` says why netmiko's own reads were needed."""

    device: str
    text: str
    serial: str = ""  # where it was asked for and the device told it
    login_s: float
    fetch_s: float
    fallback: str | None = None


Result = Fetched | ToolkitError
T = TypeVar("T")
Ended = SimpleQueue[tuple[str, T | None, BaseException | None]]


def fetch(target: Target, *, identify: bool = False) -> Fetched:
    """Log in, read the running config (and, to identify the device, its serial number), log out. Raises ToolkitError."""
    started = time.perf_counter()
    session = open_session(target)
    try:
        logged_in = time.perf_counter()
        text = session.running_config()
        fetched = time.perf_counter()
        serial = _serial(session) if identify else ""
    finally:
        session.close()
    return Fetched(
        device=target.name,
        text=text,
        serial=serial,
        login_s=logged_in - started,
        fetch_s=fetched - logged_in,
        fallback=session.fallback,
    )


def _serial(session: Session) -> str:
    """As the device tells it; empty where the login may not ask."""
    try:
        return session.facts().serial
    except CommandRefused:
        return ""


def fetch_many(
    targets: Iterable[Target],
    *,
    workers: int = 32,
    identify: bool = False,
    on_result: Callable[[str, Result], None] = lambda _name, _result: None,
) -> dict[str, Result]:
    """Fetch the running configs of all targets; see `fetch` and `each`. Those whose driver can are read in one event loop, which
    costs less than a thread and a loop for each."""
    alone: list[Target] = []
    together: list[tuple[Target, Read]] = []
    for target in targets:
        read = in_one_loop(target)
        if read is None:
            alone.append(target)
        else:
            together.append((target, read))
    ended: Ended[Fetched] = SimpleQueue()
    waiting = deque(alone)
    many = deque(together)
    _threads(waiting, partial(fetch, identify=identify), workers, ended)
    if many:
        threading.Thread(
            target=_loop, args=(many, workers, identify, ended), name="devices-together", daemon=True
        ).start()
    return _results(len(alone) + len(together), ended, on_result, (waiting, many))


def _loop(waiting: deque[tuple[Target, Read]], workers: int, identify: bool, ended: Ended[Fetched]) -> None:
    async def take() -> None:
        while True:
            try:
                target, read = waiting.popleft()
            except IndexError:
                return
            try:
                ended.put((target.name, await read(target, identify=identify), None))
            except BaseException as error:  # noqa: BLE001  as with a thread's
                ended.put((target.name, None, error))

    async def every() -> None:
        await asyncio.gather(*(take() for _ in range(max(1, min(workers, MAX_WORKERS, len(waiting))))))

    asyncio.run(every())


def each(
    targets: Iterable[Target],
    work: Callable[[Target], T],
    *,
    workers: int = 32,
    on_result: Callable[[str, T | ToolkitError], None] = lambda _name, _result: None,
) -> dict[str, T | ToolkitError]:
    """What `work` gives for each target, or the expected error that it raised, at most `workers` (and never more than 64)
    at a time; any other error is raised.

    `on_result` is called in the caller's thread as each device ends. A KeyboardInterrupt goes to the caller at once:
    devices not begun are given up, and the threads of those under way do not hold up the end of the process.
    """
    waiting: deque[Target] = deque(targets)
    ended: Ended[T] = SimpleQueue()
    total = len(waiting)
    _threads(waiting, work, workers, ended)
    return _results(total, ended, on_result, (waiting,))


def _threads(waiting: deque[Target], work: Callable[[Target], T], workers: int, ended: Ended[T]) -> None:
    def take() -> None:
        while True:
            try:
                target = waiting.popleft()
            except IndexError:
                return
            try:
                ended.put((target.name, work(target), None))
            except BaseException as error:  # noqa: BLE001  a thread's fault must reach the caller, whatever it is
                ended.put((target.name, None, error))

    for number in range(min(max(1, workers), MAX_WORKERS, len(waiting))):
        threading.Thread(target=take, name=f"device-{number}", daemon=True).start()


def _results(
    total: int, ended: Ended[T], on_result: Callable[[str, T | ToolkitError], None], waiting: Iterable[deque[Any]]
) -> dict[str, T | ToolkitError]:
    results: dict[str, T | ToolkitError] = {}
    try:
        for _ in range(total):
            name, value, error = ended.get()
            if error is not None and not isinstance(error, ToolkitError):
                raise error
            results[name] = cast("T", value) if error is None else error
            on_result(name, results[name])
    finally:
        for one in waiting:
            one.clear()
    return results
