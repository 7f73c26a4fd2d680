"""The `q` parameter: which fields of a model its words are looked for in."""

from __future__ import annotations

import ipaddress

from lab.netbox import ipam
from lab.netbox.schema import Model
from lab.netbox.store import Row, Store
from lab.netbox.values import interface, network

_TEXT = frozenset({"text", "slug", "email", "url", "mac"})
_CHANGES = ["user_name", "object_repr", "message"]
_RELATED = {
    "dcim.device": (("primary_ip4", "ipam.ipaddress", "address"), ("primary_ip6", "ipam.ipaddress", "address")),
    "virtualization.virtualmachine": (
        ("primary_ip4", "ipam.ipaddress", "address"),
        ("primary_ip6", "ipam.ipaddress", "address"),
    ),
}


def search(store: Store, model: Model, words: str) -> set[int]:
    """Ids of the rows that contain the words, whatever their case; addresses also by what they lie in."""
    folded = words.lower()
    names = [item.name for item in model.stored if item.kind in _TEXT and "secret" not in item.flags]
    if model.label == "core.objectchange":
        names = _CHANGES
    found: set[int] = set()
    for each, row in store.rows[model.label].items():
        texts = [str(row[name]).lower() for name in names if row[name]]
        if any(folded in text for text in texts) or _numbers(model, row, words) or _address(model, row, words):
            found.add(each)
        for name, target, field in _RELATED.get(model.label, ()):
            other = store.get(target, row[name])
            if other and str(other[field]).startswith(words):
                found.add(each)
    return found


def _numbers(model: Model, row: Row, words: str) -> bool:
    if not words.isdigit():
        return False
    return (model.label == "ipam.vlan" and row["vid"] == int(words)) or (
        model.label == "ipam.asn" and row["asn"] == int(words)
    )


def _address(model: Model, row: Row, words: str) -> bool:
    if model.label == "ipam.ipaddress":
        return str(row["address"]).startswith(words)
    if model.label not in {"ipam.prefix", "ipam.aggregate"}:
        return False
    if str(row["prefix"]).startswith(words):
        return True
    try:
        asked = ipaddress.ip_interface(words)
    except ValueError:
        return False
    held = network(row["prefix"])
    return ipam.within(interface(str(asked)), (held.version, int(held.network_address), int(held.broadcast_address)))
