"""The running configs of many devices: one process, a bounded thread pool, one device's fault never another's."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from queue import SimpleQueue

from altyapi.device.connecting import open_session
from altyapi.device.contract import Target
from altyapi.errors import ToolkitError
from netbox_sync.model import Frozen

MAX_WORKERS = 64  # beyond this, one process only waits for its own interpreter lock


class Fetched(Frozen):
    """One device's running config, complete. Times are seconds; `fallback` says why netmiko's own reads were needed."""

    device: str
    text: str
    login_s: float
    fetch_s: float
    fallback: str | None = None


Result = Fetched | ToolkitError


def fetch(target: Target) -> Fetched:
    """Log in, read the running config, log out. Raises ToolkitError."""
    started = time.perf_counter()
    session = open_session(target)
    try:
        logged_in = time.perf_counter()
        text = session.running_config()
        fetched = time.perf_counter()
    finally:
        session.close()
    return Fetched(
        device=target.name,
        text=text,
        login_s=logged_in - started,
        fetch_s=fetched - logged_in,
        fallback=session.fallback,
    )


def fetch_many(
    targets: Iterable[Target],
    *,
    workers: int = 32,
    on_result: Callable[[str, Result], None] = lambda _name, _result: None,
) -> dict[str, Result]:
    """Fetch from all targets, at most `workers` (and never more than 64) at a time.

    `on_result` is called in the caller's thread as each device ends. A KeyboardInterrupt goes to the caller at once:
    devices not begun are given up, and the threads of those under way do not hold up the end of the process.
    """
    waiting: deque[Target] = deque(targets)
    total = len(waiting)
    ended: SimpleQueue[tuple[str, Result | BaseException]] = SimpleQueue()

    def work() -> None:
        while True:
            try:
                target = waiting.popleft()
            except IndexError:
                return
            try:
                ended.put((target.name, fetch(target)))
            except BaseException as error:  # noqa: BLE001  a thread's fault must reach the caller, whatever it is
                ended.put((target.name, error))

    results: dict[str, Result] = {}
    for number in range(max(1, min(workers, MAX_WORKERS, total))):
        threading.Thread(target=work, name=f"fetch-{number}", daemon=True).start()
    try:
        for _ in range(total):
            name, result = ended.get()
            if not isinstance(result, (Fetched, ToolkitError)):
                raise result
            results[name] = result
            on_result(name, result)
    finally:
        waiting.clear()
    return results
