"""What the firewall policy of a municipality costs, and a list of many blocked addresses: reading, resolving, checking, keeping."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from altyapi.firewall import blocks, check, policy, resolve
from lab.bench.figure import Row, Subject, measured
from lab.orneksehir import registers
from netbox_sync.model import Snapshot

DAY = date(2026, 4, 20)
NOON = datetime(2026, 4, 20, 9, tzinfo=UTC)


def subjects(snapshot: Snapshot, addresses: int) -> tuple[Subject, Subject]:
    """The lab's own policy over the snapshot; a list of so many addresses, none of them the municipality's."""
    with tempfile.TemporaryDirectory(prefix="altyapi-bench-") as name:
        folder = Path(name)
        registers.write(folder)
        return _policy(snapshot, folder / "firewall"), _list(folder, addresses)


def _policy(snapshot: Snapshot, folder: Path) -> Subject:
    rules = len(policy.load(folder).rules)
    read, held = measured("read", rules, lambda: policy.load(folder))
    resolved, whole = measured("resolved", rules, lambda: resolve.resolve(held, snapshot, DAY))
    checked, _ = measured("checked", rules, lambda: check.check(whole))
    sites = len(snapshot.tables.sites)
    return Subject(
        title=f"The firewall policy of {sites} sites, {rules} rules", unit="rule", rows=(read, resolved, checked)
    )


def _list(folder: Path, addresses: int) -> Subject:
    file = folder / "blocked.txt"
    numbers = range(addresses)
    file.write_text("".join(f"198.{18 + n // 65536}.{n // 256 % 256}.{n % 256}\n" for n in numbers), "utf-8")
    register = blocks.Register(folder)
    rows: list[Row] = []
    read, networks = measured("the list read", addresses, lambda: blocks.read_list(file))
    rows.append(read)
    kept, _ = measured(
        "blocked: a line of the register", addresses,
        lambda: register.block(networks, now=NOON, hours=24, by="bench", reason="bench", evrak="1", list_file=file),
    )  # fmt: skip
    rows.append(kept)
    later = NOON + timedelta(hours=1)
    stands, found = measured("what is in force", addresses, lambda: blocks.effective(register.active().values(), later))
    rows.append(stands)
    if len(found) != addresses:
        raise RuntimeError(f"in force: {len(found)} of {addresses}")
    return Subject(title=f"A list of {addresses} addresses blocked", unit="address", rows=tuple(rows))
