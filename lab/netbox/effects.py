"""What NetBox does by itself when an object is saved or deleted: components of a new device, ends of a cable, defaults."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lab.netbox.cabling import CABLED
from lab.netbox.errors import InvalidError
from lab.netbox.passwords import password_hash
from lab.netbox.schema import MODELS
from lab.netbox.store import Row, Store
from lab.netbox.values import stamp

if TYPE_CHECKING:
    from lab.netbox.changes import Author
    from lab.netbox.objects import Objects

_COPIED = ("name", "label", "type", "enabled", "mgmt_only", "description", "poe_mode", "poe_type", "rf_role")


def prepare(store: Store, label: str, row: Row, before: Row | None, sent: Mapping[str, Any]) -> None:
    """Set what follows from the row's own values, before it is checked."""
    if label == "users.token":
        row["key"] = row["key"] or secrets.token_hex(20)
    elif label == "users.user":
        row.setdefault("is_superuser", False)
        row["date_joined"] = row["date_joined"] or stamp(datetime.now(UTC))
        if sent.get("password"):
            row["password"] = password_hash(str(sent["password"]))
    elif label == "dcim.cable":
        row["a_terminations"] = [list(end) for end in row["a_terminations"]]
        row["b_terminations"] = [list(end) for end in row["b_terminations"]]
    elif label == "ipam.ipaddress":
        row["dns_name"] = row["dns_name"].lower()
    elif label == "virtualization.virtualmachine" and not row["site"] and row["cluster"]:
        cluster = store.rows["virtualization.cluster"][row["cluster"]]
        row["site"] = cluster["scope_id"] if cluster["scope_type"] == "dcim.site" else None
    elif label == "dcim.device" and before is None:
        kind = store.rows["dcim.devicetype"][row["device_type"]]
        row["airflow"] = row["airflow"] or kind["airflow"]
        row["platform"] = row["platform"] or kind["default_platform"]
        rack = store.get("dcim.rack", row["rack"])
        if rack and rack["location"] and not row["location"]:
            row["location"] = rack["location"]
    elif label == "extras.customfield" and before and row["type"] != before["type"]:
        raise InvalidError({"type": ["Changing the type of custom fields is not supported."]})


def created(objects: Objects, label: str, row: Row, author: Author) -> None:
    """What follows from a new object."""
    store = objects.store
    if label == "dcim.device":
        for each in sorted(store.having("dcim.interfacetemplate", "device_type", row["device_type"])):
            template = store.rows["dcim.interfacetemplate"][each]
            sent = {name: template[name] for name in _COPIED}
            objects.create(MODELS["dcim.interface"], {"device": row["id"], **sent}, author)
    elif label == "dcim.cable":
        _connect(objects, row, author)
    elif label == "dcim.virtualchassis" and row["master"]:
        _join(objects, row, author)
    elif label == "extras.journalentry" and row["created_by"] is None and author.user:
        store.update(label, row["id"], {"created_by": author.user["id"]})
    elif label == "extras.customfield":
        _fill(store, row, row["object_types"])
    elif label == "users.objectpermission":
        _grant(objects, row, author)
    elif label in {"users.user", "users.group"}:
        _hold(objects, label, row, author)


def updated(objects: Objects, label: str, row: Row, before: Row, author: Author) -> None:
    """What follows from a change."""
    store = objects.store
    if label == "dcim.cable":
        if (row["a_terminations"], row["b_terminations"]) != (before["a_terminations"], before["b_terminations"]):
            _disconnect(objects, before, author)
            _connect(objects, row, author)
    elif label == "extras.customfield":
        _empty(store, before, [each for each in before["object_types"] if each not in row["object_types"]])
        _fill(store, row, [each for each in row["object_types"] if each not in before["object_types"]])
    elif label == "dcim.interface" and row["mode"] != before["mode"]:
        cleared: Row = {}
        if not row["mode"]:
            cleared["untagged_vlan"] = None
        if row["mode"] != "tagged":
            cleared["tagged_vlans"] = []
        store.update(label, row["id"], cleared)
    elif label == "users.objectpermission":
        _grant(objects, row, author)
    elif label in {"users.user", "users.group"}:
        _hold(objects, label, row, author)


def deleting(objects: Objects, label: str, row: Row, author: Author) -> None:
    """What must happen before an object goes."""
    if label == "dcim.cable":
        _disconnect(objects, row, author)
    elif label == "extras.customfield":
        _empty(objects.store, row, row["object_types"])
    elif label == "dcim.virtualchassis":
        for each in list(objects.store.having("dcim.device", "virtual_chassis", row["id"])):
            objects.patch("dcim.device", each, {"vc_position": None, "vc_priority": None}, author)
    elif label in CABLED and row.get("cable"):
        cable = objects.store.get("dcim.cable", row["cable"])
        if cable:
            end = [label, row["id"]]
            sides = {
                name: [each for each in cable[name] if each != end] for name in ("a_terminations", "b_terminations")
            }
            objects.store.update("dcim.cable", cable["id"], sides)


def _fill(store: Store, field: Row, labels: list[str]) -> None:
    """Objects that exist already get a new field's default."""
    for label in labels:
        for each, row in list(store.rows.get(label, {}).items()):
            if field["name"] not in row["custom_fields"]:
                store.update(label, each, {"custom_fields": {**row["custom_fields"], field["name"]: field["default"]}})


def _empty(store: Store, field: Row, labels: list[str]) -> None:
    """A field that is gone leaves no values behind."""
    for label in labels:
        for each, row in list(store.rows.get(label, {}).items()):
            if field["name"] in row["custom_fields"]:
                left = {name: value for name, value in row["custom_fields"].items() if name != field["name"]}
                store.update(label, each, {"custom_fields": left})


def _connect(objects: Objects, cable: Row, author: Author) -> None:
    for end, name in (("A", "a_terminations"), ("B", "b_terminations")):
        for kind, each in cable[name]:
            objects.patch(kind, each, {"cable": cable["id"], "cable_end": end}, author)


def _disconnect(objects: Objects, cable: Row, author: Author) -> None:
    for name in ("a_terminations", "b_terminations"):
        for kind, each in cable[name]:
            if objects.store.get(kind, each):
                objects.patch(kind, each, {"cable": None, "cable_end": ""}, author)


def _join(objects: Objects, chassis: Row, author: Author) -> None:
    master = objects.store.rows["dcim.device"][chassis["master"]]
    position = 1 if master["vc_position"] is None else master["vc_position"]
    objects.patch("dcim.device", master["id"], {"virtual_chassis": chassis["id"], "vc_position": position}, author)


def _grant(objects: Objects, permission: Row, author: Author) -> None:
    """A permission's users and groups are the same relation as their permissions."""
    for label, name in (("users.user", "users"), ("users.group", "groups")):
        for each, holder in list(objects.store.rows[label].items()):
            held = permission["id"] in holder["permissions"]
            if held != (each in permission[name]):
                left = [other for other in holder["permissions"] if other != permission["id"]]
                objects.patch(label, each, {"permissions": left + [permission["id"]] * (not held)}, author)


def _hold(objects: Objects, label: str, holder: Row, author: Author) -> None:
    name = "users" if label == "users.user" else "groups"
    for each, permission in list(objects.store.rows["users.objectpermission"].items()):
        has = holder["id"] in permission[name]
        if has != (each in holder["permissions"]):
            left = [other for other in permission[name] if other != holder["id"]]
            objects.patch("users.objectpermission", each, {name: left + [holder["id"]] * (not has)}, author)
