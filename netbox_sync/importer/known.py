"""What NetBox holds already, as far as an import needs it: names to resolve, and what must not come twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol

from netbox_sync.client import NetBox, Row
from netbox_sync.model import Frozen, Snapshot

_PAGE: Final = 1000


class KnownRow(NamedTuple):
    """One object: its natural key, what people call it, and the name of what it belongs to (a site's slug, a device)."""

    key: dict[str, Any]
    names: tuple[str, ...]
    scope: str = ""
    more: Mapping[str, Any] = {}


class CustomField(Frozen):
    """A custom field, as far as a cell's value needs it. `type` and `object_types` are NetBox's words."""

    name: str
    label: str = ""
    type: str
    object_types: tuple[str, ...]
    choices: dict[str, str] = {}  # value to label
    related: str | None = None  # of an object field: its type


class Known(Protocol):
    """Asked by the name of a sheet; None means that the source can't tell."""

    def rows(self, sheet: str) -> Sequence[KnownRow] | None: ...

    def custom_fields(self) -> Sequence[CustomField] | None: ...


class NothingKnown:
    """An empty NetBox, but for the custom fields given."""

    def __init__(self, custom_fields: Sequence[CustomField] = ()) -> None:
        self._fields = tuple(custom_fields)

    def rows(self, sheet: str) -> Sequence[KnownRow]:
        del sheet
        return ()

    def custom_fields(self) -> Sequence[CustomField]:
        return self._fields


class _Table(NamedTuple):
    path: str
    fields: str
    read: Callable[[Row], KnownRow]


def _slugged(row: Row) -> KnownRow:
    return KnownRow({"slug": row["slug"]}, (row["slug"], row["name"]))


def _named(row: Row) -> KnownRow:
    return KnownRow({"name": row["name"]}, (row["name"],))


def _slug(nested: Row | None) -> str:
    return "" if nested is None else str(nested.get("slug") or "")


def _location(row: Row) -> KnownRow:
    site = _slug(row["site"])
    return KnownRow({"site": {"slug": site}, "slug": row["slug"]}, (row["slug"], row["name"]), site)


def _rack(row: Row) -> KnownRow:
    site = _slug(row["site"])
    more = {"u_height": row["u_height"], "starting_unit": row["starting_unit"]}
    return KnownRow({"site": {"slug": site}, "name": row["name"]}, (row["name"],), site, more)


def _device_type(row: Row) -> KnownRow:
    maker = row["manufacturer"]
    names = (row["slug"], row["model"], f"{maker['name']} {row['model']}")
    more = {"u_height": row["u_height"], "is_full_depth": row["is_full_depth"]}
    return KnownRow({"slug": row["slug"]}, names, _slug(maker), more)


def _device(row: Row) -> KnownRow:
    more = {"serial": row["serial"], "asset_tag": row["asset_tag"]}
    return KnownRow({"name": row["name"]}, (row["name"] or "",), _slug(row["site"]), more)


def _interface(row: Row) -> KnownRow:
    device = str(row["device"]["name"])
    kind = row["type"]["value"] if isinstance(row["type"], dict) else row["type"]
    return KnownRow({"device": {"name": device}, "name": row["name"]}, (row["name"],), device, {"type": kind})


def _vm_interface(row: Row) -> KnownRow:
    machine = str(row["virtual_machine"]["name"])
    return KnownRow({"virtual_machine": {"name": machine}, "name": row["name"]}, (row["name"],), machine)


def _vlan(row: Row) -> KnownRow:
    group, site = _slug(row["group"]), _slug(row["site"])
    return KnownRow(
        vlan_key(row["vid"], row["name"], group, site), (row["name"],), site, {"vid": row["vid"], "group": group}
    )


def _vlan_group(row: Row) -> KnownRow:
    site = _slug(row["scope"]) if row["scope_type"] == "dcim.site" else ""
    return KnownRow({"slug": row["slug"]}, (row["slug"], row["name"]), "", {"site": site})


def _prefix(row: Row) -> KnownRow:
    site = _slug(row["scope"]) if row["scope_type"] == "dcim.site" else ""
    status = row["status"]["value"] if isinstance(row["status"], dict) else row["status"]
    vrf = row["vrf"]["name"] if row["vrf"] else None
    more = {"vrf": vrf, "status": status, "is_pool": row["is_pool"], "site": site}
    return KnownRow({"prefix": row["prefix"]}, (row["prefix"],), "", more)


def _address(row: Row) -> KnownRow:
    held = row["assigned_object"] or {}
    owner = held.get("device") or held.get("virtual_machine") or {}
    kind = "virtual_machine" if held.get("virtual_machine") else "device"
    vrf = row["vrf"]["name"] if row["vrf"] else None
    more = {"vrf": vrf, "owner": (kind, owner.get("name")), "interface": held.get("name")}
    return KnownRow({"address": row["address"]}, (row["address"],), "", more)


def _circuit(row: Row) -> KnownRow:
    provider = _slug(row["provider"])
    return KnownRow({"provider": {"slug": provider}, "cid": row["cid"]}, (row["cid"],), provider)


def vlan_key(vid: int, name: str, group: str, site: str) -> dict[str, Any]:
    """A VLAN's natural key: by its group, else its site, else its name."""
    if group:
        return {"group": {"slug": group}, "vid": vid}
    return {"site": {"slug": site}, "vid": vid} if site else {"vid": vid, "name": name}


_TABLES: Final[Mapping[str, _Table]] = {
    **{
        sheet: _Table(path, "name,slug", _slugged)
        for sheet, path in {
            "tags": "extras/tags",
            "regions": "dcim/regions",
            "site_groups": "dcim/site-groups",
            "department_groups": "tenancy/tenant-groups",
            "departments": "tenancy/tenants",
            "sites": "dcim/sites",
            "rack_roles": "dcim/rack-roles",
            "contact_groups": "tenancy/contact-groups",
            "contact_roles": "tenancy/contact-roles",
            "manufacturers": "dcim/manufacturers",
            "platforms": "dcim/platforms",
            "device_roles": "dcim/device-roles",
            "ipam_roles": "ipam/roles",
            "providers": "circuits/providers",
            "circuit_types": "circuits/circuit-types",
            "cluster_types": "virtualization/cluster-types",
        }.items()
    },
    "contacts": _Table("tenancy/contacts", "name", _named),
    "vrfs": _Table("ipam/vrfs", "name", _named),
    "clusters": _Table("virtualization/clusters", "name", _named),
    "virtual_machines": _Table("virtualization/virtual-machines", "name", _named),
    "locations": _Table("dcim/locations", "name,slug,site", _location),
    "racks": _Table("dcim/racks", "name,site,u_height,starting_unit", _rack),
    "device_types": _Table("dcim/device-types", "model,slug,manufacturer,u_height,is_full_depth", _device_type),
    "devices": _Table("dcim/devices", "name,site,serial,asset_tag", _device),
    "interfaces": _Table("dcim/interfaces", "name,device,type", _interface),
    "vm_interfaces": _Table("virtualization/interfaces", "name,virtual_machine", _vm_interface),
    "vlan_groups": _Table("ipam/vlan-groups", "name,slug,scope_type,scope", _vlan_group),
    "vlans": _Table("ipam/vlans", "vid,name,site,group", _vlan),
    "prefixes": _Table("ipam/prefixes", "prefix,vrf,status,is_pool,scope_type,scope", _prefix),
    "addresses": _Table("ipam/ip-addresses", "address,vrf,assigned_object", _address),
    "circuits": _Table("circuits/circuits", "cid,provider", _circuit),
}


class FromNetBox:
    """NetBox itself, asked for one list at a time, and only when something is looked for in it."""

    def __init__(self, netbox: NetBox) -> None:
        self._netbox = netbox
        self._rows: dict[str, tuple[KnownRow, ...]] = {}
        self._fields: tuple[CustomField, ...] | None = None

    def rows(self, sheet: str) -> Sequence[KnownRow]:
        """Raises the errors of `netbox_sync.faults`."""
        if sheet not in self._rows:
            table = _TABLES[sheet]
            self._rows[sheet] = tuple(table.read(row) for row in self._all(table.path, f"id,{table.fields}"))
        return self._rows[sheet]

    def custom_fields(self) -> Sequence[CustomField]:
        if self._fields is None:
            sets = {
                row["id"]: {str(value): str(label) for value, label in row["extra_choices"] or ()}
                for row in self._all("extras/custom-field-choice-sets", "id,extra_choices")
            }
            names = "id,name,label,type,object_types,choice_set,related_object_type"
            self._fields = tuple(
                CustomField(
                    name=row["name"],
                    label=row["label"] or "",
                    type=row["type"]["value"] if isinstance(row["type"], dict) else row["type"],
                    object_types=tuple(row["object_types"]),
                    choices=sets.get(row["choice_set"]["id"], {}) if row["choice_set"] else {},
                    related=row["related_object_type"] or None,
                )
                for row in self._all("extras/custom-fields", names)
            )
        return self._fields

    def _all(self, path: str, fields: str) -> list[Row]:
        found: list[Row] = []
        while True:
            parameters: dict[str, str | int] = {
                "fields": fields,
                "ordering": "id",
                "limit": _PAGE,
                "offset": len(found),
            }
            count, rows = self._netbox.page(path, parameters)
            found += rows
            if not rows or len(found) >= count:
                return found


class FromSnapshot:
    """The last snapshot, for a check without NetBox."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._rows: dict[str, tuple[KnownRow, ...]] = _from_snapshot(snapshot)

    def rows(self, sheet: str) -> Sequence[KnownRow] | None:
        return self._rows.get(sheet)

    def custom_fields(self) -> None:
        return None


def _from_snapshot(snapshot: Snapshot) -> dict[str, tuple[KnownRow, ...]]:
    tables = snapshot.tables
    slugged = {
        "regions": tables.regions,
        "site_groups": tables.site_groups,
        "department_groups": tables.tenant_groups,
        "departments": tables.tenants,
        "sites": tables.sites,
        "manufacturers": tables.manufacturers,
        "platforms": tables.platforms,
        "device_roles": tables.roles,
    }
    found = {
        sheet: tuple(KnownRow({"slug": one.slug}, (one.slug, one.name)) for one in rows)  # type: ignore[attr-defined]
        for sheet, rows in slugged.items()
    }
    makers = {one.slug: one.name for one in tables.manufacturers}
    groups = {one.slug: one.site or "" for one in tables.vlan_groups}
    return found | {
        "locations": tuple(
            KnownRow({"site": {"slug": one.site}, "slug": one.slug}, (one.slug, one.name), one.site)
            for one in tables.locations
        ),
        "racks": tuple(
            KnownRow({"site": {"slug": one.site}, "name": one.name}, (one.name,), one.site) for one in tables.racks
        ),
        "device_types": tuple(
            KnownRow(
                {"slug": one.slug},
                (one.slug, one.model, f"{makers.get(one.manufacturer, '')} {one.model}"),
                one.manufacturer,
            )
            for one in tables.device_types
        ),
        "devices": tuple(
            KnownRow({"name": one.name}, (one.name,), one.site, {"serial": one.serial, "asset_tag": one.asset_tag})
            for one in tables.devices
        ),
        "interfaces": tuple(
            KnownRow({"device": {"name": one.device}, "name": one.name}, (one.name,), one.device, {"type": one.type})
            for one in tables.interfaces
        ),
        "vrfs": tuple(KnownRow({"name": one.name}, (one.name,)) for one in tables.vrfs),
        "vlan_groups": tuple(
            KnownRow({"slug": one.slug}, (one.slug, one.name), "", {"site": one.site or ""})
            for one in tables.vlan_groups
        ),
        "vlans": tuple(
            KnownRow(
                vlan_key(one.vid, one.name, one.group or "", one.site or ""),
                (one.name,),
                one.site or groups.get(one.group or "", ""),
                {"vid": one.vid, "group": one.group or ""},
            )
            for one in tables.vlans
        ),
        "prefixes": tuple(
            KnownRow(
                {"prefix": one.prefix},
                (one.prefix,),
                "",
                {"vrf": one.vrf, "status": one.status, "is_pool": one.is_pool, "site": one.site or ""},
            )
            for one in tables.prefixes
        ),
        "addresses": tuple(
            KnownRow(
                {"address": one.address},
                (one.address,),
                "",
                {
                    "vrf": one.vrf,
                    "owner": (
                        ("virtual_machine", one.virtual_machine) if one.virtual_machine else ("device", one.device)
                    ),
                    "interface": one.interface,
                },
            )
            for one in tables.ip_addresses
        ),
        "clusters": tuple(KnownRow({"name": one.name}, (one.name,)) for one in tables.clusters),
        "virtual_machines": tuple(KnownRow({"name": one.name}, (one.name,)) for one in tables.virtual_machines),
        "contacts": tuple(KnownRow({"name": one.name}, (one.name,)) for one in tables.contacts),
        "circuits": tuple(
            KnownRow({"provider": {"slug": one.provider}, "cid": one.cid}, (one.cid,), one.provider)
            for one in tables.circuits
        ),
    }
