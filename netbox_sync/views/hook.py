"""How NetBox tells of its changes: a webhook and the event rule that calls it, as `inv ci.listen` takes them.

The body is short and the same for every kind of object, whatever the object holds: the listener reads NetBox itself.
"""

from __future__ import annotations

from typing import Final

from netbox_sync.desired.wanted import Origin, Wanted
from netbox_sync.views.wanted import KINDS, marked

NAME: Final = "altyapi ci.listen"
TYPES: Final = (
    "dcim.cable", "dcim.device", "dcim.devicerole", "dcim.devicetype", "dcim.frontport", "dcim.interface", "dcim.location",
    "dcim.platform", "dcim.rearport", "dcim.region", "dcim.site", "dcim.sitegroup", "dcim.virtualchassis",
    "ipam.ipaddress", "ipam.prefix", "ipam.role", "ipam.service", "ipam.vlan", "ipam.vlangroup", "ipam.vrf",
    "virtualization.virtualmachine", "virtualization.vminterface", "vpn.tunnel", "vpn.tunneltermination",
)  # fmt: skip
"""Kinds of objects of which a device's config is made. Config contexts are none of them: NetBox has no events of theirs."""
EVENTS: Final = ("object_created", "object_updated", "object_deleted")
BODY: Final = (
    '{{ {"event": event, "timestamp": timestamp, "object_type": object_type, "id": data.id, "name": data.display, '
    '"username": username, "request_id": request_id | string} | tojson }}'
)


def wanted(url: str, secret: str) -> list[Wanted]:
    """`url` is where the listener is reached, `secret` what NetBox signs with."""
    here = Origin(file="netbox_sync/views/hook.py")
    description = marked("Tells altyapi of changes.", "ci.listen")
    return [
        Wanted(
            endpoint=KINDS["webhooks"],
            key={"name": NAME},
            body={
                "description": description,
                "payload_url": url,
                "http_method": "POST",
                "http_content_type": "application/json",
                "body_template": BODY,
                "secret": secret,
                "ssl_verification": True,
            },
            origin=here,
        ),
        Wanted(
            endpoint=KINDS["rules"],
            key={"name": NAME},
            body={
                "description": description,
                "object_types": list(TYPES),
                "event_types": list(EVENTS),
                "enabled": True,
                "action_type": "webhook",
                "action_object_type": "extras.webhook",
                "action_object_id": {"name": NAME},
            },
            origin=here,
        ),
    ]
