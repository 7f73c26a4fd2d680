"""The same work on many devices: one process, a bounded thread pool, one device's fault never another's."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from queue import SimpleQueue
from typing import TypeVar, cast

from altyapi.device.connecting import open_session
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
    """Fetch the running configs of all targets; see `fetch` and `each`."""
    return each(targets, partial(fetch, identify=identify), workers=workers, on_result=on_result)


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
    total = len(waiting)
    ended: SimpleQueue[tuple[str, T | None, BaseException | None]] = SimpleQueue()

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

    results: dict[str, T | ToolkitError] = {}
    for number in range(max(1, min(workers, MAX_WORKERS, total))):
        threading.Thread(target=take, name=f"device-{number}", daemon=True).start()
    try:
        for _ in range(total):
            name, value, error = ended.get()
            if error is not None and not isinstance(error, ToolkitError):
                raise error
            results[name] = cast("T", value) if error is None else error
            on_result(name, results[name])
    finally:
        waiting.clear()
    return results
