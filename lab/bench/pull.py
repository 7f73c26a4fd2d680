"""How long a snapshot takes: by feed, by pages, as plain objects, and by what has changed; beside pynetbox reading less.

pynetbox reads devices, interfaces and addresses alone, with `all()`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from lab.bench.figure import Row, Subject, measured
from lab.bench.processes import cpu_s, listeners
from netbox_sync.client import NetBox
from netbox_sync.pull import feed
from netbox_sync.pull.refresh import refresh
from netbox_sync.pull.tiers import ORDER

PYNETBOX: Final = "pynetbox, all() of three lists"
GOAL: Final = "5,000 devices: feed 3 s, pages 20 s, after ten changes 0.3 s"
CHANGED: Final = 10
TRIES: Final = 7  # the median is told
TIMEOUT_S: Final = 300.0


def install_feed(url: str, token: str) -> None:
    """The templates that the fastest way of reading needs."""
    with NetBox(url, token, timeout_s=TIMEOUT_S) as netbox:
        for each in feed.templates():
            netbox.create(each.endpoint, {**each.key, **each.body})


def subject(url: str, token: str, progress: Callable[[str], None], *, changes: bool) -> Subject:
    """Measures the NetBox at `url`. `changes`: ten devices' descriptions there may be changed and put back."""
    server = listeners(url)
    rows: list[Row] = []
    with NetBox(url, token, timeout_s=TIMEOUT_S) as netbox, tempfile.TemporaryDirectory(prefix="altyapi-") as place:
        path = Path(place) / "snapshot.json"

        def add(name: str, work: Callable[[], object]) -> None:
            progress(name)
            before = cpu_s(server)
            row, _ = measured(name, devices, work)
            rows.append(row.model_copy(update={"server_cpu_s": cpu_s(server) - before if server else None}))

        devices = max(1, netbox.page("dcim/devices", {"limit": 1, "fields": "id"})[0])
        add(PYNETBOX, lambda: _with_pynetbox(url, token))
        for tier in reversed(ORDER):
            add(f"altyapi, {tier}", lambda tier=tier: refresh(netbox, path, full=True, tier=tier))  # type: ignore[misc]
        add("altyapi, nothing changed", lambda: refresh(netbox, path))
        if changes:
            tries = [_after_changes(netbox, path, devices, server) for _ in range(TRIES)]
            rows.append(sorted(tries, key=lambda row: row.wall_s)[TRIES // 2])
    return Subject(title=f"Snapshot of {devices} devices", unit="device", rows=tuple(rows), peer=PYNETBOX, goal=GOAL)


def _after_changes(netbox: NetBox, path: Path, devices: int, server: tuple[int, ...]) -> Row:
    """One pull of ten changes. They are put back, and that pulled too: the next try's log holds its own ten alone."""
    _, some = netbox.page("dcim/devices", {"limit": CHANGED, "fields": "id,description"})
    netbox.update_many("dcim/devices", [{"id": row["id"], "description": "bench"} for row in some])
    try:
        before = cpu_s(server)
        row, _ = measured(f"altyapi, after {len(some)} changes", devices, lambda: refresh(netbox, path))
        return row.model_copy(update={"server_cpu_s": cpu_s(server) - before if server else None})
    finally:
        netbox.update_many("dcim/devices", some)
        refresh(netbox, path)


def _with_pynetbox(url: str, token: str) -> int:
    import pynetbox  # noqa: PLC0415  # loading it is no part of the other benches

    netbox = pynetbox.api(url, token=token)
    lists = (netbox.dcim.devices, netbox.dcim.interfaces, netbox.ipam.ip_addresses)
    return sum(len(list(each.all())) for each in lists)
