"""How a lean row becomes the snapshot's type: relations are joined by NetBox's ids among the rows that were read.

Never by the names nested in them: so a site that is renamed while we read can't leave a device pointing to a name that
the snapshot does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from netbox_sync.model import Frozen
from netbox_sync.pull.columns import Row
from netbox_sync.pull.entries import equipment, network, places, tunnels
from netbox_sync.pull.entries.joined import Joined

ENTRIES: Final[Mapping[str, Callable[[Row, Joined], Frozen | None]]] = {
    "regions": places.region,
    "sites": places.site,
    "tenants": places.tenant,
    "roles": equipment.role,
    "platforms": equipment.platform,
    "device_types": equipment.device_type,
    "devices": equipment.device,
    "interfaces": equipment.interface,
    "vlans": network.vlan,
    "prefixes": network.prefix,
    "ip_addresses": network.address,
    "site_groups": places.site_group,
    "locations": places.location,
    "racks": places.rack,
    "tenant_groups": places.tenant_group,
    "manufacturers": equipment.manufacturer,
    "vrfs": network.vrf,
    "vlan_groups": network.vlan_group,
    "circuits": network.circuit,
    "circuit_terminations": network.circuit_termination,
    "clusters": equipment.cluster,
    "virtual_machines": equipment.virtual_machine,
    "vm_interfaces": equipment.vm_interface,
    "services": equipment.service,
    "contacts": places.contact,
    "contact_assignments": places.contact_assignment,
    "providers": network.provider,
    "circuit_types": network.circuit_type,
    "tunnel_groups": tunnels.group,
    "tunnels": tunnels.tunnel,
    "tunnel_terminations": tunnels.termination,
}
"""How each of the snapshot's tables is made of its rows; None for an object that is left out."""

_TAGGED: Final = frozenset({"tags"})
REFERRED: Final[Mapping[str, frozenset[str]]] = {
    "regions": frozenset({"regions"}),
    "sites": _TAGGED | {"regions", "site_groups", "tenants"},
    "tenants": frozenset({"tenant_groups"}),
    "roles": frozenset(),
    "platforms": frozenset({"manufacturers"}),
    "device_types": frozenset({"manufacturers"}),
    "devices": _TAGGED
    | {"devices", "device_types", "manufacturers", "sites", "roles", "platforms", "tenants", "locations", "racks"}
    | {"ip_addresses", "clusters", "virtual_chassis"},
    "interfaces": _TAGGED | {"devices", "interfaces", "vlans", "vrfs"},
    "vlans": _TAGGED | {"sites", "vlan_groups", "ipam_roles"},
    "prefixes": _TAGGED | {"sites", "vlans", "vrfs", "ipam_roles"},
    "ip_addresses": _TAGGED | {"devices", "interfaces", "virtual_machines", "vm_interfaces", "vrfs", "tenants"},
    "site_groups": frozenset({"site_groups"}),
    "locations": frozenset({"locations", "sites"}),
    "racks": frozenset({"locations", "sites", "rack_roles"}),
    "tenant_groups": frozenset({"tenant_groups"}),
    "manufacturers": frozenset(),
    "vrfs": frozenset(),
    "vlan_groups": frozenset({"sites"}),
    "circuits": _TAGGED | {"providers", "circuit_types", "tenants"},
    "circuit_terminations": frozenset({"circuits", "locations", "sites"}),
    "clusters": frozenset({"cluster_types", "cluster_groups", "sites", "tenants"}),
    "virtual_machines": _TAGGED
    | {"clusters", "devices", "ip_addresses", "platforms", "roles", "sites", "tenants", "virtual_machines"},
    "vm_interfaces": _TAGGED | {"virtual_machines", "vlans", "vm_interfaces", "vrfs"},
    "services": _TAGGED | {"devices", "virtual_machines"},
    "contacts": frozenset({"contact_groups"}),
    "contact_assignments": frozenset({"contacts", "contact_roles"}),
    "providers": frozenset(),
    "circuit_types": frozenset(),
    "tunnel_groups": frozenset(),
    "tunnels": _TAGGED | {"tunnel_groups", "tenants"},
    "tunnel_terminations": _TAGGED
    | {"tunnels", "devices", "interfaces", "virtual_machines", "vm_interfaces", "ip_addresses"},
}
"""The tables that entries refer to: those without which a table can't be made."""
