"""Addresses of a prefix, each known by a key of its own: a custom field that no two addresses may share.

NetBox hands a free address out in the request that stores the object, so that no two get the same. An answer that is lost leaves
it open whether the object is there: it is looked up by its key before anything is asked for again.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from threading import Event
from typing import Any, Final

from netbox_sync import faults
from netbox_sync.client import NetBox, Row, never_sent
from netbox_sync.ipam.faults import AnswerLost, PoolExhausted

PATH: Final = "ipam/ip-addresses"
PREFIXES: Final = "ipam/prefixes"
AT_ONCE: Final = 100
"""Objects in one request: more make NetBox's own time limits come near."""
LOOKED_UP: Final = 40
"""Keys in one query, so that its address stays short."""
GRACE_S: Final = 30.0
"""So long a request whose answer was lost may still be at work in NetBox."""
ATTEMPTS: Final = 3
_POLL_S: Final = 0.5


def take(
    netbox: NetBox, prefix: Row, bodies: Sequence[Mapping[str, Any]], *, key: str, grace_s: float = GRACE_S
) -> list[Row]:
    """The addresses as NetBox stored them, in the order of `bodies`; all of them or none. `key` names the custom field that tells
    them from all others.

    Raises PoolExhausted; AnswerLost where it can't be told whether they are there; else what the client raises, and then nothing
    was taken.
    """
    wanted = [str(body["custom_fields"][key]) for body in bodies]
    path = f"{PREFIXES}/{prefix['id']}/available-ips"
    pause = Event()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            rows = netbox.create_many(path, bodies)
        except faults.NetBoxFailing:  # it answered; what it had begun is rolled back, or done
            if (found := _all(netbox, key, wanted)) is not None:
                return found
            if attempt == ATTEMPTS:
                raise
            pause.wait(attempt * _POLL_S)
        except faults.NetBoxUnreachable as error:
            if not never_sent(error):
                return _awaited(netbox, key, wanted, error, grace_s)
            if attempt == ATTEMPTS:
                raise
            pause.wait(attempt * _POLL_S)
        except faults.PermissionMissing as error:  # it is told of the pool, and lacks on what is made there
            raise faults.PermissionMissing(action="add", object_type="ipam.ipaddress") from error
        except faults.ValidationRefused as error:
            if attempt > 1 and (found := _all(netbox, key, wanted)) is not None:
                return found  # the attempt before arrived after all, and its keys are taken
            if "nsufficient" in str(error.faults_by_field):
                raise PoolExhausted(prefix=prefix["prefix"], wanted=len(bodies)) from error
            raise
        else:
            return rows
    raise AssertionError("the last attempt returns or raises")


def find(netbox: NetBox, field: str, values: Iterable[str | int]) -> list[Row]:
    """The addresses that hold one of these values in that custom field, by id."""
    found: dict[int, Row] = {}
    remaining = iter(dict.fromkeys(values))
    while chunk := list(islice(remaining, LOOKED_UP)):
        for row in every(netbox, {f"cf_{field}": [str(one) for one in chunk]}):
            if _held(row, field) in chunk:  # a filter may be looser than it says
                found[row["id"]] = row
    return [found[number] for number in sorted(found)]


def every(netbox: NetBox, query: Mapping[str, Any]) -> Iterator[Row]:
    """All that match, page by page; by id, so that no page slips."""
    last = 0
    while True:
        _, rows = netbox.page(PATH, {**query, "ordering": "id", "limit": 500, "id__gt": last})
        yield from rows
        if len(rows) < 500:
            return
        last = rows[-1]["id"]


def give_back(netbox: NetBox, rows: Iterable[Row]) -> None:
    """Deletes what was taken and never used; gone already is as good."""
    for row in rows:
        try:
            netbox.delete(PATH, row["id"])
        except faults.ObjectMissing:
            continue


def _all(netbox: NetBox, key: str, wanted: Sequence[str]) -> list[Row] | None:
    """The addresses of all these keys, in their order; None where one is missing."""
    try:
        held = {str(_held(row, key)): row for row in reversed(find(netbox, key, wanted))}
    except faults.NetBoxDown:
        return None
    return [held[one] for one in wanted] if held.keys() >= set(wanted) else None


def _awaited(
    netbox: NetBox, key: str, wanted: Sequence[str], error: faults.NetBoxUnreachable, grace_s: float
) -> list[Row]:
    deadline = time.monotonic() + grace_s
    pause = Event()
    while True:
        found = _all(netbox, key, wanted)
        if found is not None:
            return found
        if time.monotonic() >= deadline:
            raise AnswerLost(url=error.fields["url"], reason=error.fields["reason"]) from error
        pause.wait(_POLL_S)


def _held(row: Row, field: str) -> Any:
    value = row["custom_fields"].get(field)
    return value["id"] if isinstance(value, dict) else value
