"""How the policy says which objects of NetBox it means. Keys narrow one another, the values of a key widen it."""

from __future__ import annotations

from netbox_sync.model import Frozen

Words = tuple[str, ...]


class Places(Frozen):
    """Where: keys narrow one another, the values of a key widen it. Slugs as in NetBox; `*` and `?` as in file names."""

    sites: Words = ()
    site_groups: Words = ()
    regions: Words = ()  # with the regions below


class Prefixes(Places):
    """Prefixes of NetBox, by anything that NetBox knows of them."""

    roles: Words = ()  # the prefix's own role
    vlan_roles: Words = ()  # its VLAN's role
    vids: tuple[int, ...] = ()
    tags: Words = ()
    vrfs: Words = ()  # names; `-` for none
    tenants: Words = ()  # of the prefix's site
    descriptions: Words = ()
    statuses: Words = ("active", "reserved")


class Hosts(Places):
    """Devices or virtual machines of NetBox: their primary addresses."""

    names: Words = ()
    roles: Words = ()
    tags: Words = ()
    tenants: Words = ()
    platforms: Words = ()
    statuses: Words = ("active", "staged", "offline", "failed", "planned")
    every_address: bool = False  # all of their addresses, not the primary ones alone


class Addresses(Frozen):
    """Addresses of NetBox's IPAM."""

    dns_names: Words = ()
    tags: Words = ()
    roles: Words = ()
    vrfs: Words = ()
    descriptions: Words = ()
    statuses: Words = ("active", "reserved", "dhcp", "slaac")
