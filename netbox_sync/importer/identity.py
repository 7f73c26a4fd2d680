"""Which object of NetBox a row stands for: its natural key, found before any row refers to another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from netbox_sync.importer.kinds import cell_faults, row_faults
from netbox_sync.importer.known import vlan_key
from netbox_sync.importer.names import Entry
from netbox_sync.importer.records import Record
from netbox_sync.importer.town import Key, Town
from netbox_sync.text import EmptySlug, slugify

PARENTS: Final = {"regions", "site_groups", "department_groups", "contact_groups", "device_roles", "locations"}
_SLUGGED: Final = frozenset(
    {"tags", "regions", "site_groups", "department_groups", "departments", "sites", "rack_roles", "contact_groups"}
    | {"contact_roles", "manufacturers", "platforms", "device_roles", "ipam_roles", "providers", "circuit_types"}
    | {"cluster_types", "vlan_groups"}
)


def identify(town: Town, record: Record) -> None:
    """Sets the record's key, tells a key that another row has, and lets other rows find it."""
    sheet = record.layout.sheet
    found = (
        _slugged(town, record)
        if sheet in _SLUGGED
        else _IDENTITIES[sheet](town, record)
        if sheet in _IDENTITIES
        else None
    )
    if found is None:
        return
    record.key, record.scope = found.key, found.scope
    found.record = record
    town.names.add("devices" if sheet == "cameras" else sheet, found)


def _slugged(town: Town, record: Record) -> Entry | None:
    name = record.get("name")
    slug = _slug(town, record, str(name or ""), name)
    if slug is None or not _name_is_free(town, record, slug, name):
        return None
    more = {"site": _site(town, record)} if record.layout.sheet == "vlan_groups" else {}
    return Entry({"slug": slug}, _names(slug, name), more=more)


def _slug(town: Town, record: Record, source: str, name: Any, scope: str | None = None) -> str | None:
    """The slug that a row has or gets; None where none can be told."""
    sheet = record.layout.sheet
    slug = record.get("slug")
    if slug is None:
        if not source or "slug" in record.broken or "name" in record.broken:
            return None
        known = [one for one in town.names.in_netbox(sheet).exact.get(str(name), ()) if scope in {None, one.scope}]
        try:
            slug = str(known[0].key["slug"]) if len(known) == 1 else slugify(source)
        except EmptySlug:
            town.tell(cell_faults.BAD_SLUG, record, "name", name, mended="-")
            return None
        holders = [one for one in town.names.in_netbox(sheet).exact.get(slug, ()) if scope in {None, one.scope}]
        if not known and holders and name not in holders[0].names:
            other = holders[0].names[-1]
            town.tell(row_faults.SLUG_COLLISION, record, "name", name, slug=slug, other=other, first="NetBox")
            return None
    first = town.taken.setdefault((sheet, scope, slug), record)
    if first is not record:
        other = first.get("name") or first.get("model")
        if other != name:
            field = "slug" if record.get("slug") else "name"
            town.tell(row_faults.SLUG_COLLISION, record, field, name, slug=slug, other=other, first=first.at)
        else:
            town.tell(row_faults.DUPLICATE, record, "name", name or slug, first=first.at)
        return None
    return str(slug)


def _name_is_free(town: Town, record: Record, slug: str, name: Any) -> bool:
    """NetBox takes a name once too, beside a slug of its own: of some kinds under one parent."""
    sheet = record.layout.sheet
    scope = _parents(record) if sheet in _NAMED_WITHIN else ""
    if name is None:
        return True
    if not town.take(row_faults.DUPLICATE, record, "name", name, sheet, "name", scope, str(name)):
        return False
    holders = [one for one in town.names.in_netbox(sheet).exact.get(str(name), ()) if name in one.names[1:]]
    if sheet not in _NAMED_WITHIN and holders and all(one.key["slug"] != slug for one in holders):
        other = str(holders[0].key["slug"])
        town.tell(row_faults.NAME_HELD, record, "name", name, slug=slug, other=other)
        return False
    return True


_NAMED_WITHIN: Final = frozenset({"regions", "site_groups", "contact_groups", "departments", "vlan_groups"})
"""Whose names count within a parent, a group or a site."""


def _parents(record: Record) -> str:
    return str(record.get("parent") or record.get("group") or record.get("site") or "")


def _names(slug: str, name: Any) -> tuple[str, ...]:
    return (slug,) if name is None else (slug, str(name))


def _site(town: Town, record: Record) -> str:
    """Slug; empty where the row names none or a wrong one."""
    entry = town.resolve(record, "site")
    return "" if entry is None else str(entry.key["slug"])


def _location(town: Town, record: Record) -> Entry | None:
    site = _site(town, record)
    name = record.get("name")
    slug = _slug(town, record, str(name or ""), name, site) if site else None
    return None if slug is None else Entry({"site": {"slug": site}, "slug": slug}, _names(slug, name), site)


def _rack(town: Town, record: Record) -> Entry | None:
    site, name = _site(town, record), record.get("name")
    if not site or name is None or not town.take(row_faults.DUPLICATE, record, "name", name, "racks", site, name):
        return None
    more = {"u_height": record.get("u_height"), "starting_unit": record.get("starting_unit")}
    held = [one for one in town.names.in_netbox("racks").exact.get(name, ()) if one.scope == site]
    for column, usual in (("u_height", 42), ("starting_unit", 1)):  # what NetBox gives a rack that says nothing
        if more[column] is None:
            more[column] = held[0].more.get(column) if held else usual if record.get("rack_type") is None else None
    return Entry({"site": {"slug": site}, "name": name}, (name,), site, more=more)


def _device_type(town: Town, record: Record) -> Entry | None:
    maker, model = town.resolve(record, "manufacturer"), record.get("model")
    if maker is None or model is None:
        return None
    maker_name = maker.names[-1]
    slug = _type_slug(town, record, maker, str(model))
    if slug is None:
        return None
    names = (slug, str(model), f"{maker_name} {model}")
    more = {"u_height": record.get("u_height"), "is_full_depth": record.get("is_full_depth")}
    return Entry({"slug": slug}, names, str(maker.key["slug"]), more=more)


def _type_slug(town: Town, record: Record, maker: Entry, model: str) -> str | None:
    if record.get("slug") is None:
        same = [
            one for one in town.names.in_netbox("device_types").exact.get(model, ()) if one.scope == maker.key["slug"]
        ]
        if len(same) == 1:
            record.values["slug"] = same[0].key["slug"]
    return _slug(town, record, f"{maker.names[-1]} {model}", model)


def _by_name(sheet: str) -> Callable[[Town, Record], Entry | None]:
    def identity(town: Town, record: Record) -> Entry | None:
        name = record.get("name")
        if name is None or not town.take(row_faults.DUPLICATE, record, "name", name, sheet, name):
            return None
        return Entry({"name": name}, (str(name),))

    return identity


def _device(town: Town, record: Record) -> Entry | None:
    site, name = _site(town, record), record.get("name")
    if name is None or not town.take(row_faults.DUPLICATE, record, "name", name, "devices", str(name).casefold()):
        return None
    more = {"serial": record.get("serial"), "asset_tag": record.get("asset_tag")}
    return Entry({"name": name}, (str(name),), site, more=more)


def _camera(town: Town, record: Record) -> Entry | None:
    found = _device(town, record)
    if found is not None:
        port = str(record.get("interface") or "eth0")
        town.names.add(
            "interfaces",
            Entry({"device": found.key, "name": port}, (port,), found.names[0], record, {"type": "1000base-t"}),
        )
    return found


def _interface(town: Town, record: Record) -> Entry | None:
    return _port(town, record, "device", {"type": record.get("type")})


def _vm_interface(town: Town, record: Record) -> Entry | None:
    return _port(town, record, "virtual_machine", {})


def _port(town: Town, record: Record, owner_field: str, more: Mapping[str, Any]) -> Entry | None:
    owner, name = town.resolve(record, owner_field), record.get("name")
    if owner is None or name is None:
        return None
    if not town.take(
        row_faults.DUPLICATE, record, "name", f"{owner.names[0]} {name}", owner_field, owner.names[0], name
    ):
        return None
    return Entry({owner_field: owner.key, "name": name}, (str(name),), owner.names[0], more=more)


def _virtual_machine(town: Town, record: Record) -> Entry | None:
    cluster, name = town.resolve(record, "cluster"), record.get("name")
    if name is None or not town.take(row_faults.DUPLICATE, record, "name", name, "virtual_machines", name):
        return None
    return Entry({"name": name} | ({"cluster": cluster.key} if cluster else {}), (str(name),), _site(town, record))


def _vlan(town: Town, record: Record) -> Entry | None:
    vid, name = record.get("vid"), record.get("name")
    if vid is None or name is None:
        return None
    group, site = town.resolve(record, "group"), _site(town, record)
    if {"group", "site"} & (record.broken | {one for one in ("group",) if record.get(one) and group is None}):
        return None
    group_slug = "" if group is None else str(group.key["slug"])
    place = site or ("" if group is None else str(group.more.get("site") or ""))
    key = vlan_key(vid, str(name), group_slug, site)
    identity = ("vlans", group_slug, "" if group_slug else site, vid)
    if not town.take(row_faults.DUPLICATE, record, "vid", f"{group_slug or site} {vid}".strip(), *identity):
        return None
    return Entry(key, (str(name),), place, more={"vid": vid, "group": group_slug})


def _circuit(town: Town, record: Record) -> Entry | None:
    provider, cid = town.resolve(record, "provider"), record.get("cid")
    if provider is None or cid is None:
        return None
    slug = str(provider.key["slug"])
    if not town.take(row_faults.DUPLICATE, record, "cid", cid, "circuits", slug, cid):
        return None
    return Entry({"provider": {"slug": slug}, "cid": cid}, (str(cid),), slug)


_IDENTITIES: Final[Mapping[str, Callable[[Town, Record], Entry | None]]] = {
    "locations": _location,
    "racks": _rack,
    "device_types": _device_type,
    "devices": _device,
    "cameras": _camera,
    "interfaces": _interface,
    "vm_interfaces": _vm_interface,
    "virtual_machines": _virtual_machine,
    "vlans": _vlan,
    "circuits": _circuit,
    "contacts": _by_name("contacts"),
    "vrfs": _by_name("vrfs"),
    "clusters": _by_name("clusters"),
}


def parent_of(town: Town, record: Record) -> Key | None:
    """The parent's key; a chain that comes back to the row is told."""
    scope = record.scope if record.layout.sheet == "locations" else None
    parent = town.resolve(record, "parent", scope)
    if parent is None:
        return None
    seen, above = {id(record)}, parent.record
    while above is not None:
        if id(above) in seen:
            town.tell(row_faults.LOOP, record, "parent", record.get("parent"))
            return None
        seen.add(id(above))
        text = above.get("parent")
        entries = town.names.find(above.layout.sheet, str(text), scope) if text else []
        above = entries[0].record if len(entries) == 1 else None
    return parent.key
