"""Finds in a snapshot what the policy's selections mean, and tells which of their words NetBox does not know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from altyapi.firewall.model import Ports
from altyapi.firewall.selections import Addresses, Hosts, Places, Prefixes
from netbox_sync.model import Device, Prefix, Snapshot, VirtualMachine

NONE = "-"
Host = Device | VirtualMachine
Values = Callable[[Any], Collection[str | None]]
"""What a row has of one kind."""


class Unknown(NamedTuple):
    """A word for which NetBox has nothing: what kind of thing it names, and what there is of that kind."""

    what: str
    word: str
    known: frozenset[str]


class Lookup:
    """Over one snapshot. `unknown` collects the words for which NetBox has nothing."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.unknown: list[Unknown] = []
        tables = snapshot.tables
        self._roles = {one.id: one.role for one in tables.vlans}
        self._site = {one.slug: one for one in tables.sites}
        self._region_parent = {one.slug: one.parent for one in tables.regions}
        of_ipam = {one.role for one in tables.prefixes} | {one.role for one in tables.vlans}
        tagged: tuple[Sequence[Any], ...] = (
            tables.prefixes,
            tables.devices,
            tables.virtual_machines,
            tables.ip_addresses,
        )
        self._known: dict[str, frozenset[str]] = {
            "site": frozenset(self._site),
            "site group": frozenset(one.slug for one in tables.site_groups),
            "region": frozenset(self._region_parent),
            "role of prefixes": frozenset(role for role in of_ipam if role),
            "device role": frozenset(one.slug for one in tables.roles),
            "platform": frozenset(one.slug for one in tables.platforms),
            "tenant": frozenset(one.slug for one in tables.tenants),
            "VRF": frozenset((NONE, *(one.name for one in tables.vrfs))),
            "tag": frozenset(tag for rows in tagged for one in rows for tag in one.tags),
            "service": frozenset(one.name for one in tables.services),
        }

    def prefixes(self, wanted: Prefixes) -> list[Prefix]:
        tests = [
            self._named("role of prefixes", wanted.roles, lambda one: (one.role,)),
            self._named("role of prefixes", wanted.vlan_roles, lambda one: (self._roles.get(one.vlan or 0),)),
            self._named("VRF", wanted.vrfs, lambda one: (one.vrf or NONE,)),
            self._named("tag", wanted.tags, lambda one: one.tags),
            self._named("tenant", wanted.tenants, lambda one: (self._site[one.site].tenant if one.site else None,)),
            _matching(wanted.descriptions, lambda one: (one.description,)),
            *self._places(wanted, lambda one: one.site),
        ]
        return [
            one
            for one in self.snapshot.tables.prefixes
            if one.status in wanted.statuses
            and (not wanted.vids or self.vid(one) in wanted.vids)
            and all(test(one) for test in tests)
        ]

    def vid(self, prefix: Prefix) -> int | None:
        vlan = self.snapshot.vlan_by_id.get(prefix.vlan or 0)
        return vlan.vid if vlan else None

    def sites(self, places: Iterable[Places]) -> frozenset[str]:
        """The sites in any of those places."""
        alternatives = [self._places(one, lambda site: site.slug) for one in places]
        rows = self.snapshot.tables.sites
        return frozenset(one.slug for one in rows if any(all(test(one) for test in tests) for tests in alternatives))

    def devices(self, wanted: Hosts) -> list[str]:
        """Their addresses, without lengths."""
        names = {one.name for one in self._hosts(wanted, self.snapshot.tables.devices)}
        return self._addresses(wanted, names, self.snapshot.tables.devices, lambda one: one.device)

    def machines(self, wanted: Hosts) -> list[str]:
        names = {one.name for one in self._hosts(wanted, self.snapshot.tables.virtual_machines)}
        return self._addresses(wanted, names, self.snapshot.tables.virtual_machines, lambda one: one.virtual_machine)

    def ip_addresses(self, wanted: Addresses) -> list[str]:
        tests = [
            self._named("tag", wanted.tags, lambda one: one.tags),
            self._named("VRF", wanted.vrfs, lambda one: (one.vrf or NONE,)),
            _matching(wanted.roles, lambda one: (one.role,)),
            _matching(wanted.dns_names, lambda one: (one.dns_name,)),
            _matching(wanted.descriptions, lambda one: (one.description,)),
        ]
        rows = self.snapshot.tables.ip_addresses
        return [
            _bare(one.address) for one in rows if one.status in wanted.statuses and all(test(one) for test in tests)
        ]

    def hosts_of(self, service: str) -> list[str]:
        """Of every device and machine on which NetBox has a service of that name."""
        rows = [one for one in self.snapshot.tables.services if fnmatchcase(one.name, service)]
        self._look("service", service)
        devices, machines = {one.device for one in rows}, {one.virtual_machine for one in rows}
        found: list[Host] = [one for one in self.snapshot.tables.devices if one.name in devices]
        return _primary([*found, *(one for one in self.snapshot.tables.virtual_machines if one.name in machines)])

    def service(self, name: str) -> tuple[Ports, ...]:
        """The ports of NetBox's services of that name."""
        self._look("service", name)
        rows = [one for one in self.snapshot.tables.services if fnmatchcase(one.name, name)]
        ports = sorted({(one.protocol, port) for one in rows for port in one.ports})
        return tuple(
            Ports.model_validate({"protocol": protocol, "first": port, "last": port}) for protocol, port in ports
        )

    def _hosts(self, wanted: Hosts, rows: Sequence[Any]) -> list[Any]:
        tests = [
            _matching(wanted.names, lambda one: (one.name,)),
            self._named("device role", wanted.roles, lambda one: (one.role,)),
            self._named("tag", wanted.tags, lambda one: one.tags),
            self._named("tenant", wanted.tenants, lambda one: (one.tenant,)),
            self._named("platform", wanted.platforms, lambda one: (one.platform,)),
            *self._places(wanted, lambda one: one.site),
        ]
        return [one for one in rows if one.status in wanted.statuses and all(test(one) for test in tests)]

    def _addresses(
        self, wanted: Hosts, names: set[str], hosts: Sequence[Any], owner: Callable[[Any], str | None]
    ) -> list[str]:
        if wanted.every_address:
            return [_bare(one.address) for one in self.snapshot.tables.ip_addresses if owner(one) in names]
        return _primary([one for one in hosts if one.name in names])

    def _places(self, wanted: Places, site_of: Callable[[Any], str | None]) -> list[Callable[[Any], bool]]:
        def group(one: Any) -> tuple[str | None, ...]:
            site = self._site.get(site_of(one) or "")
            return (site.group,) if site else ()

        def regions(one: Any) -> list[str]:
            site = self._site.get(site_of(one) or "")
            found: list[str] = []
            region = site.region if site else None
            while region is not None and region not in found:
                found.append(region)
                region = self._region_parent.get(region)
            return found

        return [
            self._named("site", wanted.sites, lambda one: (site_of(one),)),
            self._named("site group", wanted.site_groups, group),
            self._named("region", wanted.regions, regions),
        ]

    def _named(self, what: str, words: Sequence[str], values: Values) -> Callable[[Any], bool]:
        """A test by words of which NetBox should know each."""
        for word in words:
            self._look(what, word)
        return _matching(words, values)

    def _look(self, what: str, word: str) -> None:
        known = self._known[what]
        if word not in known and not (_is_glob(word) and any(fnmatchcase(one, word) for one in known)):
            miss = Unknown(what, word, known)
            if miss not in self.unknown:
                self.unknown.append(miss)


def _matching(words: Sequence[str], values: Values) -> Callable[[Any], bool]:
    """Whether a row has any of those words; no words fit everything."""
    if not words:
        return lambda _one: True
    plain = frozenset(word for word in words if not _is_glob(word))
    globs = [word for word in words if _is_glob(word)]
    if not globs:
        return lambda one: not plain.isdisjoint(values(one))
    return lambda one: any(
        value in plain or any(fnmatchcase(value, glob) for glob in globs) for value in values(one) if value is not None
    )


def _is_glob(word: str) -> bool:
    return any(letter in word for letter in "*?[")


def _bare(address: str) -> str:
    return address.partition("/")[0]


def _primary(rows: Iterable[Host]) -> list[str]:
    return [_bare(address) for one in rows for address in (one.primary_ip4, one.primary_ip6) if address is not None]
