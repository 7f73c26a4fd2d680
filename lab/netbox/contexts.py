"""Config contexts: which apply to a device or a virtual machine, and what they render to."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from lab.netbox.store import Row, Store
from lab.netbox.trees import ancestors

ASSIGNMENTS = (
    "regions",
    "site_groups",
    "sites",
    "locations",
    "device_types",
    "roles",
    "platforms",
    "cluster_types",
    "cluster_groups",
    "clusters",
    "tenant_groups",
    "tenants",
    "tags",
)


def deep_merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Merge as NetBox does: objects merge key by key, anything else (lists and empty objects too) replaces."""
    merged = dict(below)
    for key, value in above.items():
        if value and isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = deep_merge(merged[key], value)
        else:
            merged[key] = value
    return merged


class Contexts:
    """The active contexts as they stand now, lightest first."""

    def __init__(self, store: Store) -> None:
        self._store = store
        rows = [row for row in store.rows["extras.configcontext"].values() if row["is_active"]]
        self._contexts = [
            (row["data"], [(name, frozenset(row[name])) for name in ASSIGNMENTS if row[name]])
            for row in sorted(rows, key=lambda row: (row["weight"], row["name"]))
        ]
        self._used = {name for _, wanted in self._contexts for name, _ in wanted}
        self._merged: dict[tuple[int, ...], dict[str, Any]] = {}

    def _applying(self, label: str, row: Row) -> tuple[int, ...]:
        have = self._attributes(label, row)
        return tuple(
            at
            for at, (_, wanted) in enumerate(self._contexts)
            if all(not assigned.isdisjoint(have[name]) for name, assigned in wanted)
        )

    def data(self, label: str, row: Row) -> list[dict[str, Any]] | None:
        """What every context that applies says by itself, as NetBox's own column has it."""
        return [self._contexts[at][0] for at in self._applying(label, row)] or None

    def render(self, label: str, row: Row) -> dict[str, Any]:
        """The merged data of every context that applies, then the object's own."""
        applying = self._applying(label, row)
        merged = self._merged.get(applying)
        if merged is None:
            merged = {}
            for at in applying:
                merged = deep_merge(merged, self._contexts[at][0])
            self._merged[applying] = merged
        local = row.get("local_context_data")
        return deep_merge(merged, local) if local else merged

    def _attributes(self, label: str, row: Row) -> dict[str, list[int]]:
        rows, used = self._store.rows, self._used
        site = rows["dcim.site"].get(row["site"]) or {}
        cluster = rows["virtualization.cluster"].get(row["cluster"]) or {}
        tenant = rows["tenancy.tenant"].get(row["tenant"]) or {}

        def line(name: str, model: str, identifier: int | None) -> list[int]:
            return ancestors(self._store, model, identifier) if name in used and identifier else []

        have = {
            "regions": line("regions", "dcim.region", site.get("region")),
            "site_groups": line("site_groups", "dcim.sitegroup", site.get("group")),
            "sites": [row["site"]],
            "roles": line("roles", "dcim.devicerole", row["role"]),
            "platforms": [row["platform"]],
            "cluster_types": [cluster.get("type")],
            "cluster_groups": [cluster.get("group")],
            "clusters": [row["cluster"]],
            "tenant_groups": [tenant.get("group")],
            "tenants": [row["tenant"]],
            "tags": row["tags"],
            "locations": [],
            "device_types": [],
        }
        if label == "dcim.device":
            have["locations"] = line("locations", "dcim.location", row["location"])
            have["device_types"] = [row["device_type"]]
        return have


_KEPT: WeakKeyDictionary[Store, tuple[int, Contexts]] = WeakKeyDictionary()


def contexts(store: Store) -> Contexts:
    """The contexts of the store as it is, worked out once for each state of it."""
    version, kept = _KEPT.get(store, (-1, None))
    if kept is None or version != store.version:
        kept = Contexts(store)
        _KEPT[store] = (store.version, kept)
    return kept
