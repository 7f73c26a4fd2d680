"""What changed between two snapshots, object by object, and the same change of many objects told once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from netbox_sync.masking import is_secret, masked
from netbox_sync.model import Frozen, Snapshot
from netbox_sync.text import sort_key

Action = Literal["added", "changed", "removed"]
_IDS: Final = frozenset({"id", "interface_id", "cable"})
_NOT_A_NAME: Final = "#"


class FieldChange(Frozen):
    """One field before and after. VLANs stand as `10 name`, far ends as `device interface`; secrets are masked."""

    field: str
    before: Any
    after: Any


class ObjectChange(Frozen):
    """One object. `place`: the site's slug and the device's name, as far as it has them."""

    kind: str  # the snapshot's table
    action: Action
    name: str
    site: str | None = None
    device: str | None = None
    fields: tuple[FieldChange, ...] = ()  # of a changed one


class Group(Frozen):
    """Objects of one kind at one site to which the same happened."""

    kind: str
    action: Action
    site: str | None
    names: tuple[str, ...]
    fields: tuple[FieldChange, ...] = ()


def compare(before: Snapshot, after: Snapshot) -> tuple[ObjectChange, ...]:
    """Every object that came, changed or went, by kind and NetBox's id; sorted by site, kind and name."""
    old, new = _Told(before), _Told(after)
    found: list[ObjectChange] = []
    for kind in type(after.tables).model_fields:
        was = {row.id: row for row in getattr(before.tables, kind)}
        now = {row.id: row for row in getattr(after.tables, kind)}
        if was == now:
            continue
        for number in was.keys() | now.keys():
            one, other = was.get(number), now.get(number)
            if one is None and other is not None:
                found.append(new.change(kind, other, "added", ()))
            elif other is None and one is not None:
                found.append(old.change(kind, one, "removed", ()))
            elif one is not None and other is not None and one != other:
                fields = _fields(old.plain(one), new.plain(other))
                if fields:
                    found.append(new.change(kind, other, "changed", fields))
    return tuple(sorted(found, key=_place))


def grouped(changes: tuple[ObjectChange, ...]) -> tuple[Group, ...]:
    """The same change of several objects of one kind at one site is told once."""
    groups: dict[tuple[Any, ...], list[str]] = {}
    for each in changes:
        key = (each.site, each.kind, each.action, repr(each.fields))
        groups.setdefault(key, []).append(each.name)
    fields = {(each.site, each.kind, each.action, repr(each.fields)): each.fields for each in changes}
    return tuple(
        Group(kind=kind, action=action, site=site, names=tuple(names), fields=fields[site, kind, action, told])
        for (site, kind, action, told), names in groups.items()
    )


def _place(change: ObjectChange) -> tuple[Any, ...]:
    return (change.site or "", change.kind, change.action, sort_key(change.name))


def _fields(one: Mapping[str, Any], other: Mapping[str, Any], *, below_secret: bool = False) -> tuple[FieldChange, ...]:
    """Dictionaries (custom fields, config contexts) are compared key by key; a secret that changed is told as changed."""
    found: list[FieldChange] = []
    for field in sorted(one.keys() | other.keys()):
        before, after = one.get(field), other.get(field)
        if before == after or field in _IDS:
            continue
        if isinstance(before, dict) and isinstance(after, dict) and field != "connected":
            nested = _fields(before, after, below_secret=below_secret or is_secret(field))
            found.extend(
                FieldChange(field=f"{field}.{each.field}", before=each.before, after=each.after) for each in nested
            )
        else:
            shown = (masked(field, value, below_secret=below_secret) for value in (before, after))
            found.append(FieldChange(field=field, before=next(shown), after=next(shown)))
    return tuple(found)


class _Told:
    """A snapshot's objects as a person calls them."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._site_of = {device.name: device.site for device in snapshot.tables.devices}
        self._machines = {each.id: each.name for each in snapshot.tables.virtual_machines}
        self._circuits = {each.id: f"{each.provider} {each.cid}" for each in snapshot.tables.circuits}
        self._tunnels = {each.id: each.name for each in snapshot.tables.tunnels}
        self._contacts = {each.id: each.name for each in snapshot.tables.contacts}

    def change(self, kind: str, row: Any, action: Action, fields: tuple[FieldChange, ...]) -> ObjectChange:
        device = row.name if kind == "devices" else getattr(row, "device", None)
        site = row.slug if kind == "sites" else getattr(row, "site", None) or self._site_of.get(device or "")
        return ObjectChange(
            kind=kind, action=action, name=self.name(kind, row), site=site, device=device, fields=fields
        )

    def name(self, kind: str, row: Any) -> str:  # noqa: PLR0911  # one return per kind
        """What a person calls the object; one that lies on another begins with that one's name."""
        match kind:
            case "interfaces":
                return f"{row.device} {row.name}"
            case "vm_interfaces":
                return f"{self._machines.get(row.virtual_machine, _NOT_A_NAME)} {row.name}"
            case "services":
                return f"{row.device or row.virtual_machine} {row.name}"
            case "vlans":
                return f"{row.vid} {row.name}"
            case "prefixes":
                return str(row.prefix) if row.vrf is None else f"{row.prefix} ({row.vrf})"
            case "ip_addresses":
                return str(row.address) if row.vrf is None else f"{row.address} ({row.vrf})"
            case "device_types":
                return f"{row.manufacturer} {row.model}"
            case "circuits":
                return f"{row.provider} {row.cid}"
            case "circuit_terminations":
                return f"{self._circuits.get(row.circuit, _NOT_A_NAME)} {row.side}"
            case "tunnel_terminations":
                tunnel = self._tunnels.get(row.tunnel, _NOT_A_NAME)
                return f"{tunnel}: {row.device or row.virtual_machine} {row.interface}"
            case "contact_assignments":
                return f"{self._contacts.get(row.contact, _NOT_A_NAME)} → {row.object_type} {row.object_id}"
            case _:
                return str(row.name)

    def plain(self, row: Any) -> dict[str, Any]:
        """The fields as they are told: ids of VLANs by number and name."""
        fields: dict[str, Any] = row.model_dump()
        for field in ("untagged_vlan", "vlan"):
            if isinstance(fields.get(field), int):
                fields[field] = self._vlan(fields[field])
        if fields.get("tagged_vlans"):
            fields["tagged_vlans"] = tuple(self._vlan(each) for each in fields["tagged_vlans"])
        if isinstance(fields.get("connected"), dict):
            fields["connected"] = f"{fields['connected']['device']} {fields['connected']['interface']}"
        return fields

    def _vlan(self, object_id: int) -> str:
        vlan = self._snapshot.vlan_by_id.get(object_id)
        return _NOT_A_NAME if vlan is None else f"{vlan.vid} {vlan.name}"
