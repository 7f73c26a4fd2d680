"""How long a snapshot takes: by feed, by pages, as plain objects, and by what has changed; beside pynetbox reading less.

pynetbox reads devices, interfaces and addresses alone, with `all()`. The stand-in works in this process, so its CPU
counts as the client's; a NetBox of its own on this machine has it told apart.

`python -m lab.bench.pull [profile] [--changes]` measures the NetBox of NETBOX_URL and NETBOX_TOKEN, else the lab's own with
that profile. `--changes`: ten devices' descriptions there may be changed and put back, to measure the pull after it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from lab.bench.figure import Row, Subject, measured
from lab.bench.inventory import _cpu_s, _listeners
from lab.netbox import load, running
from lab.orneksehir import generate
from lab.orneksehir.loader import numbered
from netbox_sync.client import NetBox
from netbox_sync.pull import feed
from netbox_sync.pull.refresh import refresh
from netbox_sync.pull.tiers import ORDER

PYNETBOX: Final = "pynetbox, all() of three lists"
GOAL: Final = "5,000 devices: feed 3 s, pages 20 s, after ten changes 0.3 s"
CHANGED: Final = 10
TIMEOUT_S: Final = 300.0


def subject(
    profile: str, progress: Callable[[str], None], url: str = "", token: str = "", changes: bool = False
) -> Subject:
    """Measures the NetBox at `url`, else the lab's with this profile, where `changes` are always made."""
    if url:
        return _subject(progress, url, token, changes)
    with running() as stand_in:
        load(stand_in.store, numbered(generate(profile)))  # type: ignore[arg-type]  # a profile's name
        with NetBox(stand_in.url, stand_in.token) as netbox:
            for each in feed.templates():
                netbox.create(each.endpoint, {**each.key, **each.body})
        return _subject(progress, stand_in.url, stand_in.token, True)


def _subject(progress: Callable[[str], None], url: str, token: str, changes: bool) -> Subject:
    server = tuple(process for process in _listeners(url) if process != os.getpid())
    rows: list[Row] = []
    with NetBox(url, token, timeout_s=TIMEOUT_S) as netbox, tempfile.TemporaryDirectory(prefix="altyapi-") as place:
        path = Path(place) / "snapshot.json"

        def add(name: str, work: Callable[[], object]) -> None:
            progress(name)
            before = _cpu_s(server)
            row, _ = measured(name, devices, work)
            rows.append(row.model_copy(update={"server_cpu_s": _cpu_s(server) - before if server else None}))

        devices = max(1, netbox.page("dcim/devices", {"limit": 1, "fields": "id"})[0])
        add(PYNETBOX, lambda: _with_pynetbox(url, token))
        for tier in reversed(ORDER):
            add(f"altyapi, {tier}", lambda tier=tier: refresh(netbox, path, full=True, tier=tier))  # type: ignore[misc]
        add("altyapi, nothing changed", lambda: refresh(netbox, path))
        if changes:
            _, some = netbox.page("dcim/devices", {"limit": CHANGED, "fields": "id,description"})
            netbox.update_many("dcim/devices", [{"id": row["id"], "description": "bench"} for row in some])
            try:
                add(f"altyapi, after {len(some)} changes", lambda: refresh(netbox, path))
            finally:
                netbox.update_many("dcim/devices", some)
    return Subject(title=f"Snapshot of {devices} devices", unit="device", rows=tuple(rows), peer=PYNETBOX, goal=GOAL)


def _with_pynetbox(url: str, token: str) -> int:
    import pynetbox  # noqa: PLC0415  # loading it is no part of the other benches

    netbox = pynetbox.api(url, token=token)
    lists = (netbox.dcim.devices, netbox.dcim.interfaces, netbox.ipam.ip_addresses)
    return sum(len(list(each.all())) for each in lists)


def main() -> None:
    """Prints the rows as they stand."""
    profile = next((one for one in sys.argv[1:] if not one.startswith("-")), "tiny")
    url, token = os.environ.get("NETBOX_URL", ""), os.environ.get("NETBOX_TOKEN", "")
    found = subject(
        profile,
        lambda title: print(f"… {title}", file=sys.stderr),  # noqa: T201  # a bench by hand
        url,
        token,
        "--changes" in sys.argv,
    )
    for row in found.rows:
        server = "" if row.server_cpu_s is None else f"  server CPU {row.server_cpu_s:.2f} s"
        print(f"{row.name}: wall {row.wall_s:.2f} s  client CPU {row.cpu_s:.2f} s{server}")  # noqa: T201  # a bench by hand


if __name__ == "__main__":
    main()
