"""Groups of an inventory, by nb_inventory's names: which hosts are in each, and which group lies in which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from netbox_sync.inventory.options import Options
from netbox_sync.model import Device, Snapshot, VirtualMachine


@dataclass
class Groups:
    """Names are raw: Ansible may transform them. Groups, members and children are in the order they came."""

    members: dict[str, list[str]] = field(default_factory=dict)  # group -> hosts directly in it
    children: dict[str, list[str]] = field(default_factory=dict)  # group -> groups directly in it

    def group(self, name: str) -> list[str]:
        self.children.setdefault(name, [])
        return self.members.setdefault(name, [])

    def nest(self, parent: str, child: str) -> None:
        self.group(parent)
        self.group(child)
        if child not in self.children[parent]:
            self.children[parent].append(child)


class Grouping:
    """Fills the groups that `group_by` asks for."""

    def __init__(self, snapshot: Snapshot, options: Options) -> None:
        self.groups = Groups()
        self._options = options
        self._site = options.name("site")
        self._by_site = bool({self._site, "region", "site_group", "location"}.intersection(options.group_by))
        self._known_locations = {(row.site, row.slug) for row in snapshot.tables.locations}
        if self._by_site:
            self._make_nested(snapshot)

    def _make_nested(self, snapshot: Snapshot) -> None:
        made, tables, group_by = self.groups, snapshot.tables, self._options.group_by
        for site in tables.sites:
            made.group(self._named(self._site, site.slug))
        if "location" in group_by:
            for location in tables.locations:
                parent = self._named(self._site, location.site)
                if location.parent is not None:
                    parent = self._named("location", location.parent)
                made.nest(parent, self._named("location", location.slug))
        for grouping, rows in (("region", tables.regions), ("site_group", tables.site_groups)):
            if grouping not in group_by:
                continue
            for row in rows:
                made.group(self._named(grouping, row.slug))
                if row.parent is not None:
                    made.nest(self._named(grouping, row.parent), self._named(grouping, row.slug))
            for site in tables.sites:
                above = site.region if grouping == "region" else site.group
                if above is not None:
                    made.nest(self._named(grouping, above), self._named(self._site, site.slug))

    def join(self, host: Device | VirtualMachine, name: str, values: Mapping[str, Any]) -> None:
        """Puts the host under `name` into its groups; `values` by the groupings' singular names."""
        options = self._options
        for grouping in options.group_by:
            if grouping in {"region", "site_group", "location", self._site}:
                continue
            value = values.get(self._singular(grouping))
            for each in value if isinstance(value, list) else [value]:
                group = self._group_of(grouping, each)
                if group:
                    self.groups.group(group).append(name)
        if self._by_site and host.site is not None:
            self.groups.group(self._home(host, host.site)).append(name)

    def _home(self, host: Device | VirtualMachine, site: str) -> str:
        """The location's group where it is known, else the site's."""
        if "location" in self._options.group_by and isinstance(host, Device) and host.location is not None:
            group = self._named("location", host.location)
            if (site, host.location) not in self._known_locations:
                self.groups.nest(self._named(self._site, site), group)
            return group
        return self._named(self._site, site)

    def _singular(self, grouping: str) -> str:
        return self._singulars.get(grouping, grouping)

    @property
    def _singulars(self) -> dict[str, str]:
        if not self._options.plurals:
            return {}
        return {self._options.name(each): each for each in _NAMED}

    def _group_of(self, grouping: str, value: Any) -> str | None:
        if value is None or value == "" or value is False:
            return None
        if value is True:
            return grouping
        if grouping == "services":
            return self._named("service", value["name"])
        if grouping == "status":
            value = value["value"]
        return self._named(grouping, value)

    def _named(self, grouping: str, value: str) -> str:
        return value if self._options.group_names_raw else f"{grouping}_{value}"


_NAMED = ("site", "tenant", "rack", "tag", "role", "platform", "device_type", "manufacturer")
