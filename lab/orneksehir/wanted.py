"""The municipality as objects that a NetBox should hold: what an import of its spreadsheets comes to."""

from __future__ import annotations

from typing import Any

from lab.orneksehir import remote
from lab.orneksehir.municipality import Body, Municipality
from netbox_sync.desired.wanted import Origin, Wanted

FILE = "orneksehir"
KEYS: dict[str, tuple[str, ...]] = {
    "extras/custom-field-choice-sets": ("name",),
    "extras/custom-fields": ("name",),
    "extras/config-contexts": ("name",),
    "dcim/locations": ("site", "slug"),
    "dcim/racks": ("site", "name"),
    "dcim/devices": ("name",),
    "dcim/interfaces": ("device", "name"),
    "dcim/cables": ("a_terminations", "b_terminations"),
    "ipam/vrfs": ("name",),
    "ipam/vlans": ("group", "vid"),
    "ipam/prefixes": ("vrf", "prefix"),
    "ipam/ip-addresses": ("vrf", "address"),
    "circuits/circuits": ("provider", "cid"),
    "circuits/circuit-terminations": ("circuit", "term_side"),
    "virtualization/clusters": ("name",),
    "virtualization/virtual-machines": ("cluster", "name"),
}
"""Natural keys; all other kinds have a slug."""


def wanted(town: Municipality) -> list[Wanted]:
    """Everything of it, each object once; rows are numbered through."""
    late: dict[tuple[str, str], Body] = {}
    for update in town.updates():
        (name,) = update.key.values()
        late.setdefault((update.endpoint, name), {}).update(
            {field: {"vrf": None, **value} if "address" in value else value for field, value in update.body.items()}
        )
    found: list[Wanted] = []
    objects = ((endpoint, body) for endpoint, body in town.objects() if not remote.by_hand(endpoint, body))
    for row, (endpoint, body) in enumerate(objects, start=2):
        fields = KEYS.get(endpoint, ("slug",))
        key: dict[str, Any] = {field: body.get(field) for field in fields}
        rest = {field: value for field, value in body.items() if field not in fields}
        rest |= late.get((endpoint, str(body.get("name"))), {})
        found.append(Wanted(endpoint=endpoint, key=key, body=rest, origin=Origin(file=FILE, sheet=endpoint, row=row)))
    return found
