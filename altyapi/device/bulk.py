"""The running configs of many devices: one process, a bounded thread pool, one device's fault never another's."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from altyapi.device.connecting import open_session
from altyapi.device.contract import Target
from altyapi.device.errors import Cancelled
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

    `on_result` is called in the caller's thread as each device ends. On KeyboardInterrupt, devices not begun are given up,
    those under way are left to end by themselves, and the interrupt goes on to the caller.
    """
    results: dict[str, Result] = {}
    stop = threading.Event()

    def one(target: Target) -> Result:
        if stop.is_set():
            return Cancelled(device=target.name)
        try:
            return fetch(target)
        except ToolkitError as error:
            return error

    pool = ThreadPoolExecutor(max_workers=max(1, min(workers, MAX_WORKERS)), thread_name_prefix="fetch")
    try:
        pending: dict[Future[Result], str] = {pool.submit(one, target): target.name for target in targets}
        while pending:
            ended, _ = wait(pending, return_when=FIRST_COMPLETED)
            for future in ended:
                name = pending.pop(future)
                results[name] = future.result()
                on_result(name, results[name])
    finally:
        stop.set()
        pool.shutdown(wait=False, cancel_futures=True)
    return results
