"""How old the snapshot may be, and a new one when it is older: pulled once, whoever else waits for it.

NetBox out of reach is no reason to have no inventory: the last snapshot serves, and a warning says how old it is.
Anything that a person has to mend (a refused token, a permission that is missing) is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from netbox_sync import faults
from netbox_sync.files import held

if TYPE_CHECKING:
    from netbox_sync.client import NetBox

_UNITS: Final = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}


class Header(NamedTuple):
    """What the first line of a snapshot's file says, read without the rest."""

    digest: str
    url: str
    taken: datetime


class Fresh(NamedTuple):
    header: Header
    warning: faults.SnapshotStale | None = None
    pulled: bool = False


def seconds(text: str | float) -> float:
    """`90`, `90s`, `15m`, `2h`, `1d` in seconds. Raises InventoryMisconfigured."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(s|m|min|h|d)?\s*", str(text))
    if found is None:
        told = f"{text!r}: 90s, 15m, 2h, 1d"
        raise faults.InventoryMisconfigured(
            option="max_age", en_detail=f"not a duration: {told}", tr_detail=f"süre değil: {told}"
        )
    return float(found[1]) * _UNITS[found[2] or ""]


def header(path: Path) -> Header:
    """Raises SnapshotMissing or SnapshotDamaged. That the rest has the digest is `snapshot.load`'s to check."""
    try:
        with path.open("rb") as stream:
            told = json.loads(stream.readline())
        return Header(told["digest"], told["source"]["url"], datetime.fromisoformat(told["source"]["taken"]))
    except FileNotFoundError as error:
        raise faults.SnapshotMissing(path=path) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        detail = str(error)
        raise faults.SnapshotDamaged(path=path, en_detail=detail, tr_detail=detail) from error


def fresh(
    path: Path,
    connect: Callable[[], NetBox],
    *,
    max_age_s: float | None = None,
    refresh: bool = False,
    reconcile_hours: float = 24.0,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Fresh:
    """The snapshot's header, after a pull where one was due.

    `connect` is called only then. A pull is due when told (`refresh`), when the snapshot is older than `max_age_s`, or
    when there is none and an age was asked for. Of several processes that find one due, one pulls and the others take
    what it brought. `reconcile_hours`: as `pull.refresh` has it. Raises what `snapshot.pull` raises, except that NetBox
    being down, or busy changing, is a warning as long as there is a snapshot.
    """
    seen = _last(path)
    started = clock()
    if not _due(seen, started, max_age_s, refresh):
        return Fresh(header(path))
    with held(path.with_name(f".{path.name}.pull")):  # whoever waits for a pull finds what it has made
        now = _last(path)
        if now is not None and (seen is None or now.taken != seen.taken) and not _due(now, clock(), max_age_s, False):
            return Fresh(now, pulled=True)
        try:
            _pull(path, connect, reconcile_hours)
        except (faults.NetBoxDown, faults.KeepsChanging) as error:
            if now is None:
                raise
            age = timedelta(seconds=max(0, int((clock() - now.taken).total_seconds())))
            return Fresh(now, warning=faults.SnapshotStale(age=age, taken=now.taken.isoformat(), cause=error))
    return Fresh(header(path), pulled=True)


def _due(last: Header | None, now: datetime, max_age_s: float | None, refresh: bool) -> bool:
    if refresh:
        return True
    if max_age_s is None:
        return False
    # one of the future was taken while a clock was wrong: it would never grow old
    return last is None or abs((now - last.taken).total_seconds()) > max_age_s


def _last(path: Path) -> Header | None:
    """None too for a file that is damaged: a pull makes a new one."""
    try:
        return header(path)
    except faults.SnapshotError:
        return None


def _pull(path: Path, connect: Callable[[], NetBox], reconcile_hours: float) -> None:
    """What has changed since the last pull, where that can be proved."""
    from netbox_sync.pull.refresh import refresh  # noqa: PLC0415  brings the HTTP client: half a second that few runs need

    with connect() as netbox:
        refresh(netbox, path, reconcile_hours=reconcile_hours)
