"""Query parameters of lists: which rows they leave. Unknown ones are ignored, as NetBox does; wrong values are errors."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lab.netbox import customfilters, special
from lab.netbox.comparing import takes, value_test, whole
from lab.netbox.errors import FieldError, InvalidError, conflict
from lab.netbox.paths import holders, target_of
from lab.netbox.schema import MODELS, Filter, Model
from lab.netbox.search import search
from lab.netbox.store import Row, Store
from lab.netbox.trees import descendants
from lab.netbox.values import interface, network

Params = Mapping[str, list[str]]

IGNORED = frozenset({"limit", "offset", "ordering", "brief", "fields", "exclude", "format", "q", "omit", "export"})
_LOOKUP = re.compile(r"(?P<name>.+?)__(?P<lookup>n|ic|nic|isw|nisw|iew|niew|ie|nie|empty|regex|iregex|gt|gte|lt|lte)\Z")
_KINDS = {
    "text": "text",
    "slug": "text",
    "email": "text",
    "url": "text",
    "timezone": "text",
    "int": "int",
    "decimal": "decimal",
    "bool": "bool",
    "choice": "choice",
    "type": "type",
    "types": "type",
    "date": "date",
    "datetime": "datetime",
    "mac": "mac",
}


def select(store: Store, model: Model, params: Params) -> set[int] | None:
    """Ids of the rows that every parameter leaves; None where no parameter filters. Raises InvalidError."""
    left: set[int] | None = None
    errors: dict[str, list[str]] = {}
    for name, values in params.items():
        if name in IGNORED:
            continue
        try:
            found = _one(store, model, name, values)
        except FieldError as error:
            errors["time" if name in {"time_after", "time_before"} else name] = error.messages
            continue
        if found is not None:
            left = found if left is None else left & found
    if errors:
        raise InvalidError(errors)
    if words := params.get("q", [""])[0].strip():
        found = search(store, model, words)
        left = found if left is None else left & found
    return left


def with_saved(store: Store, params: Params) -> Params:
    """The request's parameters with those of the saved filters that it names (`filter=<slug>`, `filter_id=<id>`)."""
    if "filter" not in params and "filter_id" not in params:
        return params
    merged = {name: list(values) for name, values in params.items() if name not in {"filter", "filter_id"}}
    found = {each for slug in params.get("filter", ()) for each in store.having("extras.savedfilter", "slug", slug)}
    for each in params.get("filter_id", ()):
        if not each.isdigit():
            raise conflict("ValueError", f"Field 'id' expected a number but got '{each}'.")
        found.add(int(each))
    table = store.rows["extras.savedfilter"]
    for row in sorted((table[each] for each in found if each in table), key=lambda row: (row["weight"], row["name"])):
        for name, value in row["parameters"].items():
            merged.setdefault(name, []).extend(str(each) for each in (value if isinstance(value, list) else [value]))
    return merged


def joins(model: Model, params: Params) -> bool:
    """Whether a parameter filters by several values, for which NetBox asks the database for distinct rows."""
    for name in params:
        match = _LOOKUP.match(name)
        found = _declared(model, name) or (_declared(model, match["name"]) if match else None)
        if found is not None and found.kind != "bool" and name not in IGNORED:
            return True
    return False


def parameters(model: Model) -> list[str]:
    """The names of all query parameters that mean something on a list of this kind, lookups apart."""
    own = {"id", "created", "last_updated", *model.fields, *model.filters}
    if model.tags:
        own |= {"tag", "tag_id"}
    methods = {name for label, name in special.METHODS if label in {"", model.label}}
    return sorted({name for name in own if _declared(model, name)} | methods | IGNORED)


def _one(store: Store, model: Model, name: str, values: list[str]) -> set[int] | None:
    if method := special.METHODS.get((model.label, name)) or special.METHODS.get(("", name)):
        return method(store, model, values)
    lookup = ""
    found = _declared(model, name)
    if found is None and (match := _LOOKUP.match(name)):
        lookup = match["lookup"]
        found = _declared(model, match["name"])
        if found is None and lookup == "n" and (method := special.METHODS.get((model.label, match["name"]))):
            return set(store.rows[model.label]) - method(store, model, values)
        name = match["name"]
    if found is None and name.startswith("cf_") and model.custom:
        return customfilters.select(store, model, name[3:], lookup, values)
    if found is None or not takes(found.kind, lookup):
        return None
    if found.kind in {"ref", "tree"}:
        return _relation(store, model, found, lookup, values)
    return _plain(store, model, found, lookup, values)


def _declared(model: Model, name: str) -> Filter | None:  # noqa: PLR0911 - one return per source of filters
    if found := model.filters.get(name):
        return found
    if name == "id":
        return Filter("int", ("id",))
    if name in {"created", "last_updated"} and (model.stamps or model.label == "users.token"):
        return Filter("datetime", (name,))
    if model.tags and name in {"tag", "tag_id"}:
        return Filter("ref", ("tags",), "slug" if name == "tag" else "", "extras.tag")
    item = model.fields.get(name)
    if item is None or name in {"comments"}:
        return None
    if model.label == "core.objectchange" and item.kind == "computed" and name in _CHANGE_KINDS:
        return Filter(_CHANGE_KINDS[name], (name,))
    if item.kind in _KINDS and "secret" not in item.flags:
        return Filter(_KINDS[item.kind], (name,), lookup="exact")
    return None


_CHANGE_KINDS = {
    "user_name": "text",
    "changed_object_type": "type",
}


# --- relations


def _relation(store: Store, model: Model, wanted: Filter, lookup: str, values: list[str]) -> set[int] | None:
    targets: set[int] = set()
    empty = False
    for value in values:
        if value == "null":
            empty = True
        else:
            targets |= _targets(store, wanted, value)
    if wanted.kind == "tree":
        targets = descendants(store, wanted.of, targets)
    if wanted.path == ("tags",):
        if lookup == "n":
            return set(store.rows[model.label]) - {
                each for tag in targets for each in store.having(model.label, "tags", tag)
            }
        groups = [_targets(store, wanted, value) for value in values if value != "null"]
        sets = [{each for tag in group for each in store.having(model.label, "tags", tag)} for group in groups]
        # several tags must all be there
        return set.intersection(*sets) if sets else None
    found = holders(store, model.label, wanted.path, targets)
    if found is None:
        return None
    if empty:
        everything = set(store.rows[wanted.of])
        found = found | (set(store.rows[model.label]) - (holders(store, model.label, wanted.path, everything) or set()))
    return set(store.rows[model.label]) - found if lookup == "n" else found


def _targets(store: Store, wanted: Filter, value: str) -> set[int]:
    bad = FieldError(f"Select a valid choice. {value} is not one of the available choices.")
    if not wanted.by:
        if not value.lstrip("-").isdigit():
            raise FieldError(f"“{value}” is not a valid value.")
        if store.get(wanted.of, int(value)) is None:
            raise bad
        return {int(value)}
    typed = int(value) if value.isdigit() and MODELS[wanted.of].fields[wanted.by].kind == "int" else value
    if store.indexed(wanted.of, wanted.by):
        found = set(store.having(wanted.of, wanted.by, typed))
    else:
        found = {each for each, row in store.rows[wanted.of].items() if row[wanted.by] == typed}
    if not found:
        raise bad
    return found


# --- values


def _plain(store: Store, model: Model, wanted: Filter, lookup: str, values: list[str]) -> set[int] | None:
    *hops, name = wanted.path
    label = target_of(model.label, tuple(hops))
    if label is None:
        return None
    rows = store.rows[label]
    item = MODELS[label].fields.get(name)
    if wanted.kind == "int" and name == "id" and not lookup:
        return {number for value in values if (number := whole(value)) in rows}
    test, negative = value_test(wanted, item, lookup, values)
    derived = wanted.lookup in _DERIVED
    found = {each for each, row in rows.items() if test(_derived(wanted, name, row) if derived else row.get(name))}
    if negative:
        found = set(rows) - found
    return holders(store, model.label, tuple(hops), found)


_DERIVED = frozenset({"family", "net_mask_length"})


def _derived(wanted: Filter, name: str, row: Row) -> int:
    text = row[name]
    if wanted.lookup == "family":
        return 6 if ":" in text else 4
    return (network(text) if name == "prefix" else interface(text).network).prefixlen
