"""Attributes that NetBox's models work out by themselves, as far as templates read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from lab.netbox import cabling, ipam
from lab.netbox.cabling import CABLED, CIRCUIT, FRONT, REAR
from lab.netbox.computed import COMPUTED
from lab.netbox.contexts import contexts
from lab.netbox.customfields import CustomFields
from lab.netbox.ordering import arrange
from lab.netbox.orm.columns import CONTENT_TYPE
from lab.netbox.orm.queryset import Kind, QuerySet
from lab.netbox.orm.record import Record, held, instance
from lab.netbox.schema import MODELS
from lab.netbox.store import Key, Row, Store
from lab.netbox.trees import ancestors, depth, descendants
from lab.netbox.utilization import addresses_in, utilization

Property = Callable[[Record], Any]


# --- custom fields


def _fields(of: Record) -> list[Row]:
    return CustomFields(of._store).of(of._label) if MODELS[of._label].custom else []


_TIMES: dict[str, Callable[[str], date]] = {"date": date.fromisoformat, "datetime": datetime.fromisoformat}


def _deserialized(store: Store, field: Row, value: Any) -> Any:
    if value is None:
        return None
    kind, target = field["type"], field["related_object_type"]
    if kind in _TIMES:
        try:
            return _TIMES[kind](value)
        except ValueError:
            return value
    if kind == "object":
        return held(store, (target, value))
    if kind == "multiobject":
        rows = [row for each in value if (row := store.get(target, each))]
        return QuerySet(store, target, arrange(store, MODELS[target], rows, None))
    return value


def _cf(of: Record) -> dict[str, Any]:
    values = of._row["custom_fields"]
    return {field["name"]: _deserialized(of._store, field, values.get(field["name"])) for field in _fields(of)}


def _custom_fields(of: Record) -> QuerySet:
    return QuerySet(of._store, "extras.customfield", _fields(of))


def _get_custom_fields(of: Record) -> Callable[..., dict[Record, Any]]:
    def get(omit_hidden: bool = False) -> dict[Record, Any]:
        shown: dict[Record, Any] = {}
        for field in _fields(of):
            value = of._row["custom_fields"].get(field["name"])
            hidden = field["ui_visible"] == "hidden" or (field["ui_visible"] == "if-set" and not value)
            if not (omit_hidden and hidden):
                shown[instance(of._store, "extras.customfield", field)] = _deserialized(of._store, field, value)
        return shown

    return get


# --- addresses and networks


def _primary_ip(of: Record) -> Any:
    row = of._row
    return held(of._store, ("ipam.ipaddress", row["primary_ip6"] or row["primary_ip4"]))


def _family(name: str) -> Property:
    return lambda of: 6 if ":" in of._row[name] else 4


def _utilization(of: Record) -> Callable[[], float]:
    return lambda: utilization(of._store, of._row)


def _child_addresses(of: Record) -> Callable[[], QuerySet]:
    def get() -> QuerySet:
        store, row = of._store, of._row
        ids = addresses_in(store, row, any_vrf=row["vrf"] is None and row["status"] == "container")
        table = store.rows["ipam.ipaddress"]
        rows = [table[each] for each in ids]
        return QuerySet(store, "ipam.ipaddress", arrange(store, MODELS["ipam.ipaddress"], rows, None))

    return get


# --- cables


def _objects(store: Store, keys: list[Key]) -> list[Record]:
    return [found for key in keys if (found := held(store, key))]


def _link_peers(of: Record) -> list[Record]:
    return _objects(of._store, cabling.peers(of._store, of._label, of._row))


def _connected_endpoints(of: Record) -> list[Record]:
    path = cabling.trace(of._store, of._label, of._row)
    return _objects(of._store, path.destinations) if path else []


def _ends(side: str) -> Property:
    return lambda of: _objects(of._store, [(kind, each) for kind, each in of._row[f"{side}_terminations"]])


def _cable(of: Record) -> Record | None:
    return held(of._store, ("dcim.cable", of._row.get("cable")))


# --- trees


def _line(of: Record) -> Callable[..., QuerySet]:
    def get(ascending: bool = False, include_self: bool = False) -> QuerySet:
        line = ancestors(of._store, of._label, of._row["id"])[0 if include_self else 1 :]
        rows = [of._store.rows[of._label][each] for each in (line if ascending else reversed(line))]
        return QuerySet(of._store, of._label, rows)

    return get


def _below(of: Record) -> Callable[..., QuerySet]:
    def get(include_self: bool = False) -> QuerySet:
        found = descendants(of._store, of._label, [of._row["id"]]) - (set() if include_self else {of._row["id"]})
        rows = [of._store.rows[of._label][each] for each in found]
        return QuerySet(of._store, of._label, arrange(of._store, MODELS[of._label], rows, None))

    return get


def _url(of: Record) -> Callable[[], str]:
    return lambda: f"/{MODELS[of._label].endpoint}/{of._row['id']}/"


def _context(of: Record) -> Callable[[], dict[str, Any]]:
    return lambda: contexts(of._store).render(of._label, of._row)


def _mac(of: Record) -> Any:
    mac = of._store.get("dcim.macaddress", of._row["primary_mac_address"])
    return mac["mac_address"] if mac else None


def _owner(name: str, label: str) -> Property:
    return lambda of: held(of._store, (label, of._row[name]))


def _model_class(of: Record) -> Callable[[], Kind]:
    return lambda: Kind(of._store, f"{of._row['app_label']}.{of._row['model']}")


_COMPONENTS = ("dcim.interface", FRONT, REAR, "dcim.inventoryitem", "dcim.macaddress")
PROPERTIES: dict[tuple[str, str], Property] = {
    ("", "cf"): _cf,
    ("", "custom_fields"): _custom_fields,
    ("", "get_custom_fields"): _get_custom_fields,
    ("", "get_absolute_url"): _url,
    (CONTENT_TYPE, "model_class"): _model_class,
    ("dcim.device", "primary_ip"): _primary_ip,
    ("virtualization.virtualmachine", "primary_ip"): _primary_ip,
    ("dcim.virtualdevicecontext", "primary_ip"): _primary_ip,
    ("dcim.device", "get_config_context"): _context,
    ("virtualization.virtualmachine", "get_config_context"): _context,
    ("dcim.interface", "mac_address"): _mac,
    ("virtualization.vminterface", "mac_address"): _mac,
    ("dcim.interface", "connected_endpoints"): _connected_endpoints,
    ("dcim.interface", "path"): lambda of: of._path,
    ("dcim.cable", "a_terminations"): _ends("a"),
    ("dcim.cable", "b_terminations"): _ends("b"),
    ("virtualization.vminterface", "parent_object"): _owner("virtual_machine", "virtualization.virtualmachine"),
    (CIRCUIT, "parent_object"): _owner("circuit", "circuits.circuit"),
    ("ipam.prefix", "family"): _family("prefix"),
    ("ipam.aggregate", "family"): _family("prefix"),
    ("ipam.ipaddress", "family"): _family("address"),
    ("ipam.iprange", "family"): _family("start_address"),
    ("ipam.iprange", "size"): lambda of: COMPUTED["ipam.iprange", "size"](of, of._row),  # type: ignore[arg-type]
    ("ipam.prefix", "depth"): lambda of: ipam.prefix_depth(of._store, of._row)[0],
    ("ipam.prefix", "children"): lambda of: ipam.prefix_depth(of._store, of._row)[1],
    ("ipam.prefix", "get_utilization"): _utilization,
    ("ipam.prefix", "get_child_ips"): _child_addresses,
    ("ipam.service", "parent"): lambda of: held(
        of._store, (of._row["parent_object_type"], of._row["parent_object_id"])
    ),
}
PROPERTIES |= {(label, "link_peers"): _link_peers for label in CABLED}
PROPERTIES |= {(label, "link"): _cable for label in CABLED}
PROPERTIES |= {(label, "parent_object"): _owner("device", "dcim.device") for label in _COMPONENTS[:3]}
for _label, _model in MODELS.items():
    if _model.tree:
        PROPERTIES[_label, "level"] = lambda of: depth(of._store, of._label, of._row)
        PROPERTIES[_label, "get_ancestors"] = _line
        PROPERTIES[_label, "get_descendants"] = _below
