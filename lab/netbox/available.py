"""What is still free: addresses and prefixes in a prefix, addresses in a range, VLAN ids in a group.

The store's lock is held for the whole request, so no two requests get the same.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from lab.netbox import ipam
from lab.netbox.call import Call, limits
from lab.netbox.errors import InvalidError, detail
from lab.netbox.permissions import Access
from lab.netbox.schema import MODELS, Model
from lab.netbox.store import Row
from lab.netbox.values import interface

if TYPE_CHECKING:
    from lab.netbox.api import Answer, Api

ACTIONS = {
    ("ipam.prefix", "available-ips"): "ipam.ipaddress",
    ("ipam.iprange", "available-ips"): "ipam.ipaddress",
    ("ipam.prefix", "available-prefixes"): "ipam.prefix",
    ("ipam.vlangroup", "available-vlans"): "ipam.vlan",
}
EXHAUSTED = "Insufficient resources are available to satisfy the request"


def answer(api: Api, call: Call, access: Access, parent_model: Model, identifier: int, action: str) -> Answer:
    """List what is free, or take some of it."""
    target = ACTIONS.get((parent_model.label, action))
    if target is None:
        raise detail(404, "Not found.")
    model = MODELS[target]
    if call.method not in {"GET", "HEAD", "POST"}:
        raise detail(405, f'Method "{call.method}" not allowed.')
    access.require(call.method, model)
    parent = api.find(parent_model, identifier, access.require("GET", parent_model))
    if call.method != "POST":
        return 200, _listed(api, call, parent_model, parent, action)
    data = call.data()
    many = isinstance(data, list)
    wanted: list[dict[str, Any]] = [dict(each) for each in data] if many else [dict(data)]
    _assign(api, parent_model, parent, action, wanted)
    author = api.author(call, access)
    with api.store.transaction():
        rows = (
            api.objects.create_many(model, wanted, author) if many else [api.objects.create(model, wanted[0], author)]
        )
        api.still_allowed(call, access, model, rows)
    shown = [api.serializer(call.base).full(model, row, fresh=True) for row in rows]
    return 201, shown if many else shown[0]


def _listed(api: Api, call: Call, parent_model: Model, parent: Row, action: str) -> list[dict[str, Any]]:
    to = api.serializer(call.base)
    limit = limits(call)[0]
    if action == "available-vlans":
        group = to.brief("ipam.vlangroup", parent["id"])
        return [{"vid": vid, "group": group} for vid in ipam.free_vids(api.store, parent)[:limit]]
    vrf = to.brief("ipam.vrf", parent["vrf"])
    if action == "available-prefixes":
        blocks = ipam.free_prefixes(api.store, parent)
        return [{"family": block.version, "prefix": str(block), "vrf": vrf} for block in blocks]
    mask = ipam.mask_of(parent_model.label, parent)
    found = islice(ipam.free_addresses(api.store, parent_model.label, parent), limit)
    text = parent["prefix"] if parent_model.label == "ipam.prefix" else parent["start_address"]
    family = interface(text).version
    return [{"family": family, "address": f"{each}/{mask}", "vrf": vrf} for each in found]


def _assign(api: Api, parent_model: Model, parent: Row, action: str, wanted: list[dict[str, Any]]) -> None:
    store = api.store
    if action == "available-vlans":
        errors = [{} if each.get("name") else {"name": ["This field is required."]} for each in wanted]
        if any(errors):
            raise InvalidError(errors)
        vids = ipam.free_vids(store, parent)
        if len(vids) < len(wanted):
            raise detail(409, EXHAUSTED)
        for each, vid in zip(wanted, vids, strict=False):
            each.update(vid=vid, group=parent["id"])
        return
    if action == "available-prefixes":
        lengths = [_length(each, parent) for each in wanted]
        if any(isinstance(length, dict) for length in lengths):
            raise InvalidError([length if isinstance(length, dict) else {} for length in lengths])
        free = ipam.free_prefixes(store, parent)
        for each, length in zip(wanted, lengths, strict=True):
            taken = ipam.take_prefix(free, int(length)) if isinstance(length, int) else None
            if taken is None:
                raise detail(409, EXHAUSTED)
            each.update(prefix=str(taken), vrf=parent["vrf"])
        return
    mask = ipam.mask_of(parent_model.label, parent)
    addresses = list(islice(ipam.free_addresses(store, parent_model.label, parent), len(wanted)))
    if len(addresses) < len(wanted):
        raise detail(409, EXHAUSTED)
    for each, address in zip(wanted, addresses, strict=True):
        each.update(address=f"{address}/{mask}", vrf=parent["vrf"])


def _length(each: dict[str, Any], parent: Row) -> int | dict[str, Any]:
    length = each.get("prefix_length")
    if length is None:
        return {"prefix_length": "this field can not be missing"}
    if isinstance(length, bool) or not str(length).isdigit():
        return {"prefix_length": ["A valid integer is required."]}
    longest = interface(parent["prefix"]).max_prefixlen
    if int(length) > longest:
        return {"prefix_length": f"Invalid prefix length ({length}) for IPv{interface(parent['prefix']).version}"}
    return int(length)
