"""Who made a difference, as far as the logs tell: by the very line that was typed, or by the time and the device alone.

A log that says nothing says nothing: no entry means unknown, never nobody.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from altyapi.drift import logs
from altyapi.drift.logs import Entry
from altyapi.drift.model import DeviceDrift, Line, LogRead, Who
from altyapi.platforms.changes import changes_of
from netbox_sync.model import Device, Snapshot


class Told(NamedTuple):
    """A log entry that tells of a change of one device."""

    at: datetime
    user: str
    origin: str
    command: str
    source: str


def known_as(device: Device, host: str, snapshot: Snapshot) -> frozenset[str]:
    """Every name and address that a log may know a device by; `host` is where it is reached."""
    addresses = (one.address.partition("/")[0] for one in snapshot.addresses_by_device.get(device.name, ()))
    return frozenset(name.casefold() for name in (device.name, host, device.dns_name, *addresses) if name)


def attribute(
    drifted: Sequence[DeviceDrift],
    names: Mapping[str, frozenset[str]],
    files: Sequence[Path],
    zone: ZoneInfo,
    now: datetime,
) -> tuple[tuple[DeviceDrift, ...], tuple[LogRead, ...]]:
    """The same devices with who changed them. `names`: of each device every name and address that a log may know it by.

    A log that can't be read is told with no entry.
    """
    owner = {name: device for device, found in names.items() for name in found}
    told: dict[str, list[Told]] = {}
    platforms = {one.device: one.platform for one in drifted}
    read: list[LogRead] = []
    for file in files:
        first, last, lines = "", "", 0
        try:
            for entry in logs.read(file, zone, now):
                lines += 1
                stamp = entry.at.isoformat(timespec="seconds")
                first, last = first or stamp, stamp
                device = owner.get(entry.host.casefold()) or owner.get(entry.host.partition(".")[0].casefold())
                change = _change(entry, platforms[device]) if device in platforms else None
                if device is not None and change is not None:
                    told.setdefault(device, []).append(change)
        except (OSError, EOFError, zlib.error):
            pass  # a log that rotates away, or is being compressed, while it is read: what was read of it counts
        read.append(LogRead(file=str(file), first=first, last=last, lines=lines))
    found = tuple(one.model_copy(update={"who": _who(one, told.get(one.device, []), read)}) for one in drifted)
    return found, tuple(read)


def _change(entry: Entry, platform: str) -> Told | None:
    if entry.accounted:
        if not entry.command or logs.HARMLESS.match(entry.command):
            return None
        return Told(entry.at, entry.user, entry.origin, entry.command, entry.source)
    for pattern in changes_of(platform).logs:
        found = pattern.regex.search(entry.message)
        if found:
            groups = {name: value or "" for name, value in found.groupdict().items()}
            command = groups.get("command", "").strip()
            if command and logs.HARMLESS.match(command):
                return None
            return Told(entry.at, groups.get("user", ""), groups.get("origin", ""), command, entry.source)
    return None


def _who(one: DeviceDrift, told: Iterable[Told], read: Sequence[LogRead]) -> Who:
    if not any(log.lines for log in read):
        return Who(why="no-log")
    ordered = sorted(told, key=lambda each: each.at, reverse=True)
    typed = [
        each
        for each in ordered
        if each.command and any(_is(each.command, line) and _within(each.at, line) for line in one.managed)
    ]
    if typed:
        return _named(typed, "typed")
    begins = min((datetime.fromisoformat(log.first) for log in read if log.first), default=None)
    fresh = [line for line in one.managed if line.since]
    near = [each for each in ordered if each.user or each.origin if any(_within(each.at, line) for line in fresh)]
    if near:
        return _named(near, "near")
    after = min((datetime.fromisoformat(line.after) for line in fresh if line.after), default=None)
    covered = begins is not None and after is not None and begins <= after
    return Who(why="nothing" if covered else "not-covered")


def _within(at: datetime, line: Line) -> bool:
    """Between the last reading without the line and the first one with it; the first reading of all has no beginning.

    To the second, both ends included: readings and most logs are stamped so, and a change in the second of a reading may
    have come before or after it.
    """
    second = at.replace(microsecond=0)
    if second > datetime.fromisoformat(line.since):
        return False
    return not line.after or second >= datetime.fromisoformat(line.after)


def _is(command: str, line: Line) -> bool:
    """Whether a typed command is the line that differs, or what takes it away."""
    said, wanted = " ".join(command.split()), " ".join(line.text.rpartition(" / ")[2].split())
    if line.sign == "-":
        return said == wanted
    return any(said == f"{word} {wanted}" for word in ("no", "undo", "unset", "delete"))


def _named(entries: Sequence[Told], certainty: str) -> Who:
    last = entries[0]
    return Who.model_validate(
        {
            "certainty": certainty,
            "users": tuple(dict.fromkeys(each.user for each in entries if each.user)),
            "origins": tuple(dict.fromkeys(each.origin for each in entries if each.origin)),
            "at": last.at.isoformat(timespec="seconds"),
            "source": last.source,
        }
    )
