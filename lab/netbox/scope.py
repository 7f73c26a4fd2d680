"""Scopes: prefixes, clusters, wireless LANs and circuit terminations that belong to a region, site group, site or location."""

from __future__ import annotations

from collections.abc import Collection

from lab.netbox.store import Row, Store

RELATION = {
    "ipam.prefix": "scope",
    "virtualization.cluster": "scope",
    "wireless.wirelesslan": "scope",
    "circuits.circuittermination": "termination",
}


def scoped(store: Store, label: str, target: str, identifiers: Collection[int]) -> set[int]:
    """Ids of the model's objects whose scope is one of these places or lies in one of them.

    A site lies in its region and its site group, a location in its site; what is below a region is not in it.
    """
    relation = RELATION[label]
    wanted = {(target, each) for each in identifiers}
    if target == "dcim.region":
        sites = {site for each in identifiers for site in store.having("dcim.site", "region", each)}
    elif target == "dcim.sitegroup":
        sites = {site for each in identifiers for site in store.having("dcim.site", "group", each)}
    else:
        sites = set(identifiers) if target == "dcim.site" else set()
    wanted |= {("dcim.site", site) for site in sites}
    wanted |= {("dcim.location", each) for site in sites for each in store.having("dcim.location", "site", site)}
    return {each for key in wanted for each in store.having(label, relation, key)}


def place(store: Store, row: Row, name: str, target: str) -> int | None:
    """The region, site group, site or location that NetBox keeps beside a scope: its own, or what it lies in."""
    kind, identifier = row[f"{name}_type"], row[f"{name}_id"]
    if kind == target:
        return int(identifier)
    held = store.get(kind, identifier) if kind in {"dcim.location", "dcim.site"} else None
    if held is None:
        return None
    site = held if kind == "dcim.site" else store.rows["dcim.site"][held["site"]]
    found = {"dcim.site": site["id"], "dcim.region": site["region"], "dcim.sitegroup": site["group"]}.get(target)
    return int(found) if found is not None else None
