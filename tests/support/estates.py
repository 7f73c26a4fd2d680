"""The practice municipality as an audit sees it: read from the lab's NetBox like any other, once for all processes of a test run."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from altyapi.audit import policy, registers
from altyapi.audit.estate import Estate
from altyapi.settings import PACKAGE_ROOT
from lab.netbox import load, running
from lab.orneksehir import Profile, generate
from lab.orneksehir import registers as kept
from lab.orneksehir.loader import numbered
from netbox_sync import snapshot
from netbox_sync.client import NetBox
from netbox_sync.files import held
from netbox_sync.model import Snapshot

DAY = date(2026, 4, 20)
"""The demo's clock: the municipality's dates are relative to it."""


@cache
def taken(folder: Path, profile: Profile) -> Snapshot:
    """The snapshot, pulled by whichever process comes first; `folder` is the run's, common to its processes."""
    file = folder / f"orneksehir-{profile}.json"
    with held(folder / f"orneksehir-{profile}.lock"):
        if not file.exists():
            database = folder / f"orneksehir-{profile}.sqlite3"
            load(database, numbered(generate(profile)))
            with running(database) as stand_in, NetBox(stand_in.url, stand_in.token) as netbox:
                snapshot.save(snapshot.pull(netbox), file)
    return snapshot.load(file)


def estate(folder: Path, profile: Profile) -> Estate:
    """With the municipality's registers and the policy as it is shipped."""
    with held(folder / "registers.lock"):
        if not (folder / "registers").exists():
            kept.write(folder / "registers.new")
            (folder / "registers.new").rename(folder / "registers")
    return Estate(
        taken(folder, profile),
        registers.load(folder / "registers"),
        policy.load(PACKAGE_ROOT / "inventory" / "policy"),
        DAY,
    )
