"""What NetBox is told of cameras: two fields of each, and a journal entry where something is new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from altyapi.camera.look import Problem
from altyapi.camera.standing import Change, Standing
from netbox_sync.canonical import canonical_line, sha256
from netbox_sync.model import Snapshot
from netbox_sync.writeback.journal import JournalEntry, Level

STATE_FIELD: Final = "kamera_durumu"
SINCE_FIELD: Final = "kamera_durum_tarihi"
GOOD, IMPAIRED, DOWN = "calisiyor", "sorunlu", "ulasilamiyor"
"""Values of the choice set `Kamera durumu`."""
SHOWN: Final = 12
"""Cameras behind one switch that its journal entry names."""


def fields(standings: Mapping[str, Standing]) -> dict[str, dict[str, Any]]:
    """Device to field to value; of cameras in doubt nothing is said."""
    found: dict[str, dict[str, Any]] = {}
    for name, one in sorted(standings.items()):
        if one.state != "unsure":
            value = DOWN if one.state == "down" else IMPAIRED if one.problems else GOOD
            found[name] = {STATE_FIELD: value, SINCE_FIELD: one.since[:10]}
    return found


def entries(
    changes: Sequence[Change], standings: Mapping[str, Standing], snapshot: Snapshot
) -> tuple[JournalEntry, ...]:
    """One on each camera of which there is news; where a switch or a line is the cause, one on that device for all behind it."""
    made: list[JournalEntry] = []
    behind: dict[str, list[Change]] = {}
    for change in changes:
        after = standings[change.camera]
        if after.cause and change.after == "down":
            behind.setdefault(after.cause, []).append(change)
        else:
            made.append(_entry(snapshot, change.camera, _level(after), _lines(change, after), after.seen))
    for device, cut in sorted(behind.items()):
        names = sorted(change.camera for change in cut)
        more = f", … (+{len(names) - SHOWN})" if len(names) > SHOWN else ""
        since = min((standings[name].since for name in names), key=datetime.fromisoformat)
        kind = "line of the site" if standings[names[0]].cause_kind == "line" else "device"
        lines = [
            f"**altyapi: {kind} not reachable, cameras behind it down: {len(names)}**",
            "",
            f"- since {_second(since)}",
            f"- cameras: {', '.join(names[:SHOWN])}{more}",
        ]
        seen = max((standings[name].seen for name in names), key=datetime.fromisoformat)
        made.append(_entry(snapshot, device, "danger", lines, seen))
    return tuple(made)


def _lines(change: Change, after: Standing) -> list[str]:
    word = (
        "down"
        if after.state == "down"
        else "up again"
        if change.before == "down"
        else "impaired"
        if after.problems
        else "well again"
    )
    lines = [f"**altyapi: camera {word}**", "", f"- since {_second(after.since)}"]
    lines += [f"- {_told(one)}" for one in after.problems]
    if change.gone:
        lines.append(f"- gone: {', '.join(change.gone)}")
    return lines


def _told(one: Problem) -> str:
    """Details come from cameras: as code, on one line."""
    detail = one.detail.replace("`", "'")
    return f"{one.code}: `{detail}`" if detail else one.code


def _second(moment: str) -> str:
    return datetime.fromisoformat(moment).isoformat(timespec="seconds")


def _level(after: Standing) -> Level:
    return "danger" if after.state == "down" else "warning" if after.problems else "success"


def _entry(snapshot: Snapshot, name: str, level: Level, lines: Iterable[str], seen: str) -> JournalEntry:
    """`seen` is the check's time: the same trouble that comes back later is news again, as it is in a NetBox that was made anew,
    where the device has another id."""
    comments = "\n".join(lines)
    number = snapshot.device_by_name[name].id
    digest = sha256(canonical_line([name, number, seen, comments]))
    return JournalEntry(
        key=f"altyapi:camera-{digest[:12]}:{name}",
        device=name,
        device_id=number,
        level=level,
        comments=comments,
    )
