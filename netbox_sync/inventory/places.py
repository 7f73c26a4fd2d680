"""Where things stand: the chains of regions, site groups and locations, and what a rack's role is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from netbox_sync.inventory.labels import choice
from netbox_sync.inventory.nested import Nested
from netbox_sync.model import Device, Location, Prefix, Rack, Site, Snapshot

Shape = dict[str, Any]


class Places:
    """`now` is the moment whose UTC offsets count: they change with summer time."""

    def __init__(self, snapshot: Snapshot, nested: Nested, now: datetime | None = None) -> None:
        self._snapshot = snapshot
        self._nested = nested
        self._now = now or datetime.now(UTC)
        self.locations = {(row.site, row.slug): row for row in snapshot.tables.locations}
        self._groups = {row.slug: row.parent for row in snapshot.tables.site_groups}
        self._regions = {row.slug: row.parent for row in snapshot.tables.regions}

    def regions(self, site: Site | None) -> list[str]:
        """The site's region, then the one above it, and so on."""
        return [] if site is None else _upwards(site.region, self._regions.get)

    def site_groups(self, site: Site | None) -> list[str]:
        return [] if site is None else _upwards(site.group, self._groups.get)

    def locations_of(self, device: Device) -> list[str]:
        def above(slug: str) -> str | None:
            row = self.locations.get((device.site, slug))
            return None if row is None else row.parent

        return _upwards(device.location, above)

    def location(self, device: Device) -> Location | None:
        return None if device.location is None else self.locations.get((device.site, device.location))

    def rack(self, device: Device) -> Rack | None:
        """The device's rack; None where several of that name stand in one place."""
        if device.rack is None:
            return None
        named = self._racks.get((device.site, device.rack), [])
        near = [row for row in named if row.location == device.location] or named
        return near[0] if len(near) == 1 else None

    @cached_property
    def _racks(self) -> dict[tuple[str, str], list[Rack]]:
        named: dict[tuple[str, str], list[Rack]] = {}
        for row in self._snapshot.tables.racks:
            named.setdefault((row.site, row.name), []).append(row)
        return named

    def time_zone(self, site: Site | None) -> str | None:
        """`Europe_Istanbul`"""
        return None if site is None or site.time_zone is None else site.time_zone.replace("/", "_", 2)

    def utc_offset(self, site: Site | None) -> str | None:
        """Whole hours: `plus_3`, `minus_7`; None for a time zone that this machine does not know."""
        if site is None or site.time_zone is None:
            return None
        try:
            offset = self._now.astimezone(ZoneInfo(site.time_zone)).utcoffset()
        except (ZoneInfoNotFoundError, ValueError):
            return None
        hours = 0 if offset is None else round(offset.total_seconds() / 3600)
        return f"minus_{-hours}" if hours < 0 else f"plus_{hours}"

    def site(self, site: Site, *, prefixes: bool) -> Shape:
        """The site as NetBox's API tells it, as far as the snapshot holds it, with its prefixes where asked."""
        shape = {
            "id": site.id,
            "url": self._nested.url("dcim/sites", site.id),
            "display_url": self._nested.page("dcim/sites", site.id),
            "display": site.name,
            "name": site.name,
            "slug": site.slug,
            "status": choice("site_status", site.status),
            "region": self._nested.slug("regions", site.region),
            "group": self._nested.slug("site_groups", site.group),
            "tenant": self._nested.slug("tenants", site.tenant),
            "facility": site.facility,
            "time_zone": site.time_zone,
            "custom_fields": site.custom_fields,
        }
        if prefixes:
            shape["prefixes"] = [self._prefix(row, site) for row in self._prefixes.get(site.slug, ())]
        return shape

    @cached_property
    def _prefixes(self) -> dict[str, list[Prefix]]:
        placed: dict[str, list[Prefix]] = {}
        for row in self._snapshot.tables.prefixes:
            if row.site is not None:
                placed.setdefault(row.site, []).append(row)
        return placed

    def _prefix(self, row: Prefix, site: Site) -> Shape:
        family = 6 if ":" in row.prefix else 4
        return {
            "id": row.id,
            "url": self._nested.url("ipam/prefixes", row.id),
            "display_url": self._nested.page("ipam/prefixes", row.id),
            "display": row.prefix,
            "family": {"value": family, "label": f"IPv{family}"},
            "prefix": row.prefix,
            "vrf": self._nested.vrf(row.vrf),
            "scope_type": "dcim.site",
            "scope_id": site.id,
            "scope": self._nested.slug("sites", site.slug),
            "vlan": self._nested.vlan_by_id(row.vlan),
            "status": choice("prefix_status", row.status),
            "is_pool": row.is_pool,
            "description": row.description,
        }


def _upwards(first: str | None, above: Callable[[str], str | None]) -> list[str]:
    found: list[str] = []
    while first is not None and first not in found:
        found.append(first)
        first = above(first)
    return found
