"""What NetBox deletes along with an object: its parts and their parts; and the cables on them, which it does not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

from netbox_sync import faults
from netbox_sync.client import NetBox, Row
from netbox_sync.desired.difference import Removal
from netbox_sync.desired.holdings import held
from netbox_sync.desired.kinds import KINDS, Kind
from netbox_sync.desired.looking import rows_of

CABLES: Final = "dcim/cables"
_GENERIC_FILTERS: Final = {
    ("ipam/ip-addresses", "dcim/interfaces"): "interface_id",
    ("ipam/ip-addresses", "virtualization/interfaces"): "vminterface_id",
    ("dcim/mac-addresses", "dcim/interfaces"): "interface_id",
    ("dcim/mac-addresses", "virtualization/interfaces"): "vminterface_id",
    ("ipam/fhrp-group-assignments", "dcim/interfaces"): "interface_id",
    ("tenancy/contact-assignments", ""): "object_id",
}
_CABLED: Final = frozenset(
    {"dcim/interfaces", "dcim/front-ports", "dcim/rear-ports", "dcim/console-ports", "dcim/console-server-ports"}
    | {"dcim/power-ports", "dcim/power-outlets", "circuits/circuit-terminations"}
)

Found = dict[int, set[tuple[str, int]]]


class Along(NamedTuple):
    """What goes with an object and is no removal of its own: how many of each list, and the cables by id."""

    takes: dict[str, int]
    cables: frozenset[int]


def along(netbox: NetBox, going: Sequence[Removal]) -> dict[tuple[str, int], Along]:
    """For each of these removals, by list's path and id; what goes by itself anyway is not counted twice."""
    ids: dict[str, list[int]] = defaultdict(list)
    for one in going:
        ids[one.endpoint].append(one.id)
    listed = {(one.endpoint, one.id) for one in going}
    found: dict[tuple[str, int], Along] = {}
    for endpoint, some in ids.items():
        for object_id, parts in dependents(netbox, endpoint, some).items():
            others = parts - listed
            counts = Counter(path for path, _ in others if path != CABLES)
            cables = frozenset(number for path, number in others if path == CABLES)
            found[endpoint, object_id] = Along(dict(sorted(counts.items())), cables)
        for path, (type_field, id_field) in _BESIDE.items():
            for object_id, number in _beside(netbox, path, type_field, id_field, endpoint, some).items():
                found[endpoint, object_id].takes[path] = number
    return found


_BESIDE: Final = {
    "extras/journal-entries": ("assigned_object_type", "assigned_object_id"),
    "extras/image-attachments": ("object_type", "object_id"),
}
"""What people and this toolkit have written beside an object: it goes with it, and nothing else holds it."""


def _beside(
    netbox: NetBox, path: str, type_field: str, id_field: str, endpoint: str, ids: Sequence[int]
) -> Counter[int]:
    kind, wanted = KINDS[endpoint].object_type, set(ids)
    rows = _rows(netbox, path, id_field, ids, [type_field, id_field])
    return Counter(int(row[id_field]) for row in rows if row[type_field] == kind and row[id_field] in wanted)


def dependents(netbox: NetBox, endpoint: str, ids: Sequence[int]) -> Found:
    """For each of these objects, the list's path and id of everything that goes with it."""
    found: Found = {one: set() for one in ids}
    for part in KINDS.values():
        for field in part.part_of:
            for owner, parts in _parts(netbox, part, field, endpoint, ids).items():
                found[owner].update((part.endpoint, one) for one in parts)
                for one, beneath in dependents(netbox, part.endpoint, sorted(parts)).items():
                    found[owner].update(beneath)
                    found[owner].add((part.endpoint, one))
    if endpoint in _CABLED and ids:
        for row in rows_of(netbox, endpoint, "id", ids, ("cable",)):
            if row.get("cable") and int(row["id"]) in found:
                found[int(row["id"])].add((CABLES, int(row["cable"]["id"])))
    return found


def _parts(netbox: NetBox, part: Kind, field: str, endpoint: str, ids: Sequence[int]) -> dict[int, set[int]]:
    """Owner -> its parts of one kind. A filter that NetBox does not know gives everything: each row is looked at."""
    if not ids:
        return {}
    if field in part.one:
        if part.one[field] != endpoint:
            return {}
        parameter, type_field = f"{field}_id", ""
    else:
        known = _GENERIC_FILTERS.get((part.endpoint, endpoint)) or _GENERIC_FILTERS.get((part.endpoint, ""))
        if known is None:
            return {}
        parameter, type_field = known, part.generic[field]
    wanted = set(ids)
    found: dict[int, set[int]] = defaultdict(set)
    for row in _rows(netbox, part.endpoint, parameter, ids, [name for name in (field, type_field) if name]):
        owner = held(part, row, field)
        if owner in wanted and (not type_field or row[type_field] == KINDS[endpoint].object_type):
            found[int(owner)].add(int(row["id"]))
    return found


def _rows(netbox: NetBox, endpoint: str, parameter: str, ids: Sequence[int], fields: Sequence[str]) -> list[Row]:
    """None where this NetBox has no such list: versions differ in the rarer kinds."""
    try:
        return list(rows_of(netbox, endpoint, parameter, ids, fields))
    except faults.UnexpectedAnswer as error:
        if str(error.fields["detail"]).startswith("HTTP 404"):
            return []
        raise
