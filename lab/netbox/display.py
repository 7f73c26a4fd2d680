"""The text that NetBox shows for an object (`display`), by model."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lab.netbox.schema import MODELS
from lab.netbox.store import Row, Store


def display(store: Store, label: str, row: Row) -> str:
    """An object's text, as NetBox's `str()` gives it."""
    special = _SPECIAL.get(label)
    return special(store, row) if special else str(row.get("name") or row.get("model") or row["id"])


def _of(store: Store, label: str, identifier: int | None) -> str:
    row = store.get(label, identifier)
    return display(store, label, row) if row else "None"


def show(store: Store, label: str, identifier: int | None) -> str:
    """The text of an object that may not be there."""
    return _of(store, label, identifier)


def _generic(store: Store, row: Row, name: str) -> str:
    return _of(store, row[f"{name}_type"], row[f"{name}_id"])


def spans(numbers: Iterable[int]) -> str:
    """Numbers as NetBox lists ports: `22, 80-82`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{low}" if low == high else f"{low}-{high}" for low, high in runs)


def _choice(label: str, name: str, value: str) -> str:
    return MODELS[label].fields[name].choices.get(value, value)


def _device(store: Store, row: Row) -> str:
    if row["name"]:
        return f"{row['name']} ({row['asset_tag']})" if row["asset_tag"] else str(row["name"])
    kind = store.rows["dcim.devicetype"][row["device_type"]]
    maker = store.rows["dcim.manufacturer"][kind["manufacturer"]]
    if row["virtual_chassis"]:
        chassis = _of(store, "dcim.virtualchassis", row["virtual_chassis"])
        suffix = f" ({row['asset_tag']})" if row["asset_tag"] else ""
        return f"{chassis}:{row['vc_position']}{suffix}"
    suffix = f" ({row['asset_tag']})" if row["asset_tag"] else f" ({row['id']})"
    return f"{maker['name']} {kind['model']}{suffix}"


def _labelled(_: Store, row: Row) -> str:
    return f"{row['name']} ({row['label']})" if row.get("label") else str(row["name"])


def _contact_assignment(store: Store, row: Row) -> str:
    contact, target = _of(store, "tenancy.contact", row["contact"]), _generic(store, row, "object")
    if row["priority"]:
        return f"{contact} ({_choice('tenancy.contactassignment', 'priority', row['priority'])}) -> {target}"
    return f"{contact} -> {target}"


def _range(_: Store, row: Row) -> str:
    start, mask = row["start_address"].split("/")
    end = row["end_address"].split("/")[0]
    separator = ":" if ":" in start else "."
    left, right = start.split(separator), end.split(separator)
    shared = next((at for at, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]), len(left) - 1)
    if ":" in start:
        return f"{start}-{end}/{mask}"
    return f"{start}-{separator.join(right[shared:])}/{mask}"


def _change(_: Store, row: Row) -> str:
    kind = row["changed_object_type"]
    name = MODELS[kind].name if kind in MODELS else kind
    return f"{app_title(kind.split('.')[0])} | {name} {row['object_repr']} {row['action']}d by {row['user_name']}"


def app_title(app: str) -> str:
    """An app's name as NetBox shows it."""
    return app.upper() if app in {"dcim", "ipam", "vpn"} else app.capitalize()


def _journal(_: Store, row: Row) -> str:
    created = row["created"][:16].replace("T", " ")
    return f"{created} ({_choice('extras.journalentry', 'kind', row['kind'])})"


_SPECIAL: dict[str, Callable[[Store, Row], str]] = {
    "dcim.device": _device,
    "dcim.interface": _labelled,
    "dcim.frontport": _labelled,
    "dcim.rearport": _labelled,
    "dcim.interfacetemplate": _labelled,
    "dcim.inventoryitem": _labelled,
    "dcim.macaddress": lambda _, row: row["mac_address"],
    "dcim.rack": lambda _, row: f"{row['name']} ({row['facility_id']})" if row["facility_id"] else row["name"],
    "dcim.cable": lambda _, row: row["label"] or f"#{row['id']}",
    "dcim.virtualdevicecontext": lambda store, row: f"{row['name']} ({_of(store, 'dcim.device', row['device'])})",
    "ipam.vlan": lambda _, row: f"{row['name']} ({row['vid']})",
    "ipam.vrf": lambda _, row: f"{row['name']} ({row['rd']})" if row["rd"] else row["name"],
    "ipam.prefix": lambda _, row: row["prefix"],
    "ipam.aggregate": lambda _, row: row["prefix"],
    "ipam.ipaddress": lambda _, row: row["address"],
    "ipam.iprange": _range,
    "ipam.asn": lambda _, row: f"AS{row['asn']}",
    "ipam.service": lambda _, row: (
        f"{row['name']} ({_choice('ipam.service', 'protocol', row['protocol'])}/{spans(row['ports'])})"
    ),
    "tenancy.contactassignment": _contact_assignment,
    "circuits.provideraccount": lambda _, row: f"{row['account']} ({row['name']})" if row["name"] else row["account"],
    "circuits.circuit": lambda _, row: row["cid"],
    "circuits.circuittermination": lambda store, row: (
        f"{_of(store, 'circuits.circuit', row['circuit'])}: Termination {row['term_side']}"
    ),
    "wireless.wirelesslan": lambda _, row: row["ssid"],
    "vpn.tunneltermination": lambda store, row: f"{_of(store, 'vpn.tunnel', row['tunnel'])}: Termination {row['id']}",
    "extras.customfield": lambda _, row: row["label"] or row["name"].replace("_", " ").capitalize(),
    "extras.journalentry": _journal,
    "users.user": lambda _, row: row["username"],
    "users.token": lambda _, row: "*" * 34 + row["key"][-6:],
    "core.objectchange": _change,
}
