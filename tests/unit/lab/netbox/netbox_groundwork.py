"""What the tests of the stand-in build on: a site and the kinds that a device needs."""

from __future__ import annotations

from typing import Any

Objects = list[tuple[str, dict[str, Any]]]

GROUNDWORK: Objects = [
    ("dcim/regions", {"name": "Merkez", "slug": "merkez"}),
    ("dcim/regions", {"name": "Alt", "slug": "alt", "parent": {"slug": "merkez"}}),
    ("dcim/sites", {"name": "Bina", "slug": "bina", "region": {"slug": "alt"}}),
    ("dcim/manufacturers", {"name": "Üretici", "slug": "uretici"}),
    ("dcim/device-types", {"manufacturer": {"slug": "uretici"}, "model": "M1", "slug": "m1"}),
    ("dcim/device-roles", {"name": "Erişim", "slug": "erisim"}),
]


def device(name: str, **more: Any) -> tuple[str, dict[str, Any]]:
    body = {"name": name, "device_type": {"slug": "m1"}, "role": {"slug": "erisim"}, "site": {"slug": "bina"}}
    return "dcim/devices", {**body, **more}
