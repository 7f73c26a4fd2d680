"""A snapshot as sorted YAML for review in git: the same content gives the same files, byte for byte.

A file for each kind of object; devices with their interfaces and addresses, and VLANs and prefixes, stand in a file for
each site. Object ids are left out: relations stand by name. What a key's name says is a secret is masked.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import yaml

from netbox_sync.files import write_atomically
from netbox_sync.masking import masked
from netbox_sync.model import Snapshot
from netbox_sync.text import sort_key

_AT_A_SITE: Final = ("devices", "interfaces", "ip_addresses", "vlans", "prefixes")
_NOWHERE: Final = "~none"  # no site's slug
_IDS: Final = frozenset({"id", "interface_id", "cable"})


def files(snapshot: Snapshot) -> dict[str, str]:
    """Path below the export's folder → content."""
    told = _Told(snapshot)
    found: dict[str, Any] = {}
    for kind in type(snapshot.tables).model_fields:
        rows = getattr(snapshot.tables, kind)
        if kind not in _AT_A_SITE and rows:
            found[f"{kind.replace('_', '-')}.yml"] = {kind: _sorted(told.plain(row) for row in rows)}
    for site, content in _by_site(snapshot, told).items():
        found[f"sites/{site}.yml"] = content
    return {path: _yaml(content) for path, content in sorted(found.items())}


def write(snapshot: Snapshot, folder: Path) -> tuple[int, int]:
    """Makes `folder` hold this export; files of an earlier one that are no longer in it go. How many were written, gone.

    Other files in the folder are left alone.
    """
    wanted = files(snapshot)
    written = gone = 0
    for path, content in wanted.items():
        file = folder / path
        data = content.encode()
        if not file.is_file() or file.read_bytes() != data:
            write_atomically(file, data)
            written += 1
    for file in (*folder.glob("*.yml"), *folder.glob("sites/*.yml")):
        if file.relative_to(folder).as_posix() not in wanted and _is_ours(file):
            file.unlink()
            gone += 1
    return written, gone


_HEAD: Final = "# inv netbox.export; changes belong in NetBox\n"


def _is_ours(file: Path) -> bool:
    return file.is_file() and file.read_bytes().startswith(_HEAD.encode())


def _yaml(content: Any) -> str:
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return _HEAD + yaml.dump(content, Dumper=dumper, allow_unicode=True, sort_keys=True, width=120)


def _by_site(snapshot: Snapshot, told: _Told) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for device in snapshot.tables.devices:
        plain = told.plain(device)
        ports = [told.plain(port) for port in snapshot.interfaces_by_device.get(device.name, ())]
        addresses = [told.plain(each) for each in snapshot.addresses_by_device.get(device.name, ())]
        for each in (*ports, *addresses):
            each.pop("device", None)
        for name, rows in (("interfaces", ports), ("ip_addresses", addresses)):
            if rows:
                plain[name] = _sorted(rows)
        found.setdefault(device.site, {}).setdefault("devices", []).append(plain)
    for vlan in snapshot.tables.vlans:
        found.setdefault(vlan.site or _NOWHERE, {}).setdefault("vlans", []).append(told.plain(vlan))
    for prefix in snapshot.tables.prefixes:
        found.setdefault(prefix.site or _NOWHERE, {}).setdefault("prefixes", []).append(told.plain(prefix))
    for address in snapshot.tables.ip_addresses:
        if address.device is None:
            found.setdefault(_NOWHERE, {}).setdefault("ip_addresses", []).append(told.plain(address))
    return {site: {kind: _sorted(rows) for kind, rows in kinds.items()} for site, kinds in found.items()}


def _sorted(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    def key(row: dict[str, Any]) -> tuple[Any, ...]:
        name = next(
            (str(row[each]) for each in ("name", "slug", "model", "address", "prefix", "cid") if each in row), ""
        )
        return (sort_key(name), repr(sorted(row.items(), key=lambda item: item[0])))

    return sorted(rows, key=key)


class _Told:
    """Objects without ids."""

    def __init__(self, snapshot: Snapshot) -> None:
        tables = snapshot.tables
        self._vlans = {each.id: f"{each.vid} {each.name}" for each in tables.vlans}
        self._by_field = {
            "circuit": {each.id: f"{each.provider} {each.cid}" for each in tables.circuits},
            "contact": {each.id: each.name for each in tables.contacts},
            "virtual_machine": {each.id: each.name for each in tables.virtual_machines},
            "untagged_vlan": self._vlans,
            "vlan": self._vlans,
        }

    def plain(self, row: Any) -> dict[str, Any]:
        fields: dict[str, Any] = row.model_dump(mode="json", exclude_defaults=True)
        for name, known in self._by_field.items():
            if isinstance(fields.get(name), int):
                fields[name] = known[fields[name]]
        if "tagged_vlans" in fields:
            fields["tagged_vlans"] = sorted((self._vlans[each] for each in fields["tagged_vlans"]), key=sort_key)
        return {name: masked(name, value) for name, value in fields.items() if name not in _IDS}
