"""Who changed a device since its last backup, as far as the logs tell; the same evidence that drift goes by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from altyapi import connection
from altyapi.backup.configs import Difference, Origin
from altyapi.backup.register import Register
from altyapi.drift import attribution
from altyapi.drift.model import DeviceDrift, Line, Who
from netbox_sync.model import Snapshot


class Logs(NamedTuple):
    """What attribution goes by."""

    files: Sequence[Path]
    zone: ZoneInfo
    snapshot: Snapshot
    register: Register


def of(logs: Logs, differences: Sequence[Difference], now: datetime) -> Mapping[str, Origin]:
    """Of each device that a log tells something of: who, how surely, from where and when. Empty where there are no logs."""
    if not logs.files:
        return {}
    last = _last(logs.register, frozenset(one.device.name for one in differences))
    stamp = now.isoformat(timespec="seconds")
    drifted = [_drift(one, stamp, last.get(one.device.name, "")) for one in differences]
    names = {
        one.device.name: attribution.known_as(one.device, connection.of(one.device).host, logs.snapshot)
        for one in differences
    }
    found, _ = attribution.attribute(drifted, names, logs.files, logs.zone, now)
    return {one.device: _origin(one.who) for one in found if one.who.users}


def _drift(one: Difference, now: str, before: str) -> DeviceDrift:
    """As drift has it, the last backup being what is expected: `-` runs and is not in it."""
    added = tuple(Line(sign="-", text=text, since=now, after=before) for text in one.added)
    removed = tuple(Line(sign="+", text=text, since=now, after=before) for text in one.removed)
    device = one.device
    return DeviceDrift(
        device=device.name, netbox_id=device.id, site=device.site, role=device.role, platform=one.system.name, diff="",
        managed=(*added, *removed),
    )  # fmt: skip


def _last(register: Register, wanted: frozenset[str]) -> dict[str, str]:
    """When each was last backed up."""
    found: dict[str, str] = {}
    for result in register.results(newest_first=True):
        if result.job == "backup" and result.ok and result.system in wanted:
            found.setdefault(result.system, result.time)
            if len(found) == len(wanted):
                break
    return found


def _origin(who: Who) -> Origin:
    told = f"by {', '.join(who.users)} ({who.certainty})"
    if who.origins:
        told += f" from {', '.join(who.origins)}"
    return Origin(author=who.users[0], told=f"{told} at {who.at}, {Path(who.source).name}")
