"""A host as NetBox's API tells it: `site.slug`, `device_type.manufacturer.name`, `status.value`, ...

This is what expressions in nb_inventory's `compose`, `groups` and `keyed_groups` see. What the snapshot does not hold
(comments, times, counters, who is in a rack) is not in it.
"""

from __future__ import annotations

from typing import Any

from netbox_sync.inventory.nested import display_of, status
from netbox_sync.inventory.values import Host, Values
from netbox_sync.model import Device, VirtualMachine

Shape = dict[str, Any]


def shape(host: Host, values: Values) -> Shape:
    nested = values.nested
    primary = values.primary(host)
    virtual = isinstance(host, VirtualMachine)
    path = "virtualization/virtual-machines" if virtual else "dcim/devices"
    cluster = values.clusters.get(host.cluster or "")
    known: Shape = {
        "id": host.id,
        "url": nested.url(path, host.id),
        "display_url": nested.page(path, host.id),
        "display": display_of(host) if isinstance(host, Device) else host.name,
        "name": host.name,
        "role": nested.slug("roles", host.role),
        "tenant": nested.slug("tenants", host.tenant),
        "platform": nested.slug("platforms", host.platform),
        "serial": host.serial,
        "site": nested.slug("sites", host.site),
        "status": status(host),
        "primary_ip": nested.address(primary, host.name),
        "primary_ip4": nested.address(host.primary_ip4, host.name),
        "primary_ip6": nested.address(host.primary_ip6, host.name),
        "cluster": None if cluster is None else nested.cluster(cluster),
        "tags": [{"slug": tag} for tag in host.tags],
        "custom_fields": host.custom_fields,
        "config_context": host.config_context,
        "local_context_data": host.local_context_data,
        "is_virtual": virtual,
    }
    if isinstance(host, Device):
        location, rack = values.places.location(host), values.places.rack(host)
        known |= {
            "device_type": nested.device_type(host.manufacturer, host.device_type),
            "asset_tag": host.asset_tag,
            "location": None if location is None else nested.location(location),
            "rack": None if rack is None else nested.rack(rack),
            "oob_ip": nested.address(host.oob_ip, host.name),
            "virtual_chassis": None if host.virtual_chassis is None else {"name": host.virtual_chassis},
            "vc_position": host.vc_position,
            "description": host.description,
        }
    else:
        device = values.device(host.device)
        known |= {
            "device": None if device is None else nested.device(device),
            "vcpus": host.vcpus,
            "memory": host.memory_mb,
            "disk": host.disk_mb,
        }
    return known
