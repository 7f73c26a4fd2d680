"""Query parameters of lists: which rows they leave. Unknown ones are ignored, as NetBox does; wrong values are errors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from lab.netbox import special
from lab.netbox.customfields import CustomFields
from lab.netbox.errors import FieldError, InvalidError, conflict
from lab.netbox.paths import holders, target_of
from lab.netbox.schema import MODELS, Field, Filter, Model
from lab.netbox.search import search
from lab.netbox.store import Row, Store
from lab.netbox.trees import descendants
from lab.netbox.values import interface, mac_address, network, stamp

Params = Mapping[str, list[str]]
Test = Callable[[Any], bool]

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
_CUSTOM_KINDS = {
    "text": "text",
    "longtext": "text",
    "url": "text",
    "integer": "int",
    "decimal": "decimal",
    "boolean": "bool",
    "date": "date",
    "datetime": "datetime",
    "select": "text",
    "multiselect": "text",
    "object": "int",
    "multiobject": "int",
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
            errors[name] = error.messages
            continue
        if found is not None:
            left = found if left is None else left & found
    if errors:
        raise InvalidError(errors)
    if (words := params.get("q", [""])[0].strip()) and model.label != "core.objectchange":
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
        return _custom(store, model, name[3:], lookup, values)
    if found is None:
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
    "time": "datetime",
    "user_name": "text",
    "request_id": "text",
    "action": "text",
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
        return {number for value in values if (number := _whole(value)) in rows}
    test, negative = _test(wanted, item, lookup, values)
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


def _test(wanted: Filter, item: Field | None, lookup: str, values: list[str]) -> tuple[Test, bool]:  # noqa: PLR0911 - one return per kind of value
    """A test for one stored value, and whether its outcome is to be turned round."""
    if lookup == "empty":
        truth = _truth(values[-1])
        if truth is None:
            return (lambda _: True), False
        return (lambda value: value in (None, "", []) if truth else value not in (None, "", [])), False
    if wanted.kind in {"int", "decimal"}:
        return _number_test(wanted, lookup, values)
    if wanted.kind == "bool":
        truth = _truth(values[-1])
        if truth is None:
            return (lambda _: True), False
        if wanted.lookup == "isnull":
            return (lambda value: (value is not None) == truth), False
        return (lambda value: value is not None and bool(value) == truth), lookup == "n"
    if wanted.kind in {"datetime", "date"}:
        return _time_test(wanted.kind, lookup, values)
    if wanted.kind == "mac":
        return _mac_test(lookup, values)
    if wanted.kind == "choice":
        return _choice_test(item, lookup, values)
    return _text_test(wanted, lookup, values)


def _truth(value: str) -> bool | None:
    return {"true": True, "false": False}.get(value.lower())


def _whole(value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise FieldError("Enter a whole number.") from None


def _number_test(wanted: Filter, lookup: str, values: list[str]) -> tuple[Test, bool]:
    numbers: list[float] = []
    for value in values:
        if wanted.kind == "int":
            numbers.append(_whole(value))
        else:
            try:
                numbers.append(float(value))
            except ValueError:
                raise FieldError("Enter a number.") from None
    if wanted.lookup == "range_contains":
        return (lambda ranges: any(low <= number <= high for number in numbers for low, high in ranges)), lookup == "n"
    if lookup in {"gt", "gte", "lt", "lte"}:
        compare = _COMPARE[lookup]
        return (lambda value: value is not None and any(compare(value, number) for number in numbers)), False
    if wanted.lookup == "contains":
        return (lambda held: any(number in held for number in numbers)), lookup == "n"
    return (lambda value: value in numbers), lookup == "n"


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "gt": lambda left, right: left > right,
    "gte": lambda left, right: left >= right,
    "lt": lambda left, right: left < right,
    "lte": lambda left, right: left <= right,
}


def _time_test(kind: str, lookup: str, values: list[str]) -> tuple[Test, bool]:
    moments = []
    for value in values:
        try:
            # a plus sign in a query string arrives as a space
            moment = datetime.fromisoformat(value.strip().replace(" 0", "+0") if "T" in value else value.strip())
        except ValueError:
            raise FieldError("Enter a valid date/time." if kind == "datetime" else "Enter a valid date.") from None
        full = stamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
        moments.append(full if kind == "datetime" else full[:10])
    if lookup in _COMPARE:
        compare = _COMPARE[lookup]
        return (lambda value: value is not None and any(compare(_moment(value), _moment(m)) for m in moments)), False
    return (lambda value: value is not None and any(_moment(value) == _moment(m) for m in moments)), lookup == "n"


def _moment(text: str) -> str:
    # times of day with and without microseconds sort as text once both have them
    return text.replace("Z", ".000000Z") if len(text) == 20 else text


def _mac_test(lookup: str, values: list[str]) -> tuple[Test, bool]:
    if lookup in {"", "n"}:
        try:
            wanted = {mac_address(value) for value in values}
        except FieldError:
            wanted = set(values)
        return (lambda value: value in wanted), lookup == "n"
    return _text_test(Filter("text", ()), lookup, values)


def _choice_test(item: Field | None, lookup: str, values: list[str]) -> tuple[Test, bool]:
    if lookup not in {"", "n"}:
        return _text_test(Filter("text", ()), lookup, values)
    known = item.choices if item else {}
    wanted: set[Any] = set()
    for value in values:
        if value == "null":
            wanted |= {None, ""}
        elif known and value not in known and not (value.isdigit() and int(value) in known):
            raise FieldError(f"Select a valid choice. {value} is not one of the available choices.")
        else:
            wanted.add(int(value) if value not in known and value.isdigit() else value)
    return (lambda value: value in wanted), lookup == "n"


def _text_test(wanted: Filter, lookup: str, values: list[str]) -> tuple[Test, bool]:
    folded = [value.lower() for value in values]

    def some(check: Callable[[str], bool]) -> Test:
        def test(value: Any) -> bool:
            if isinstance(value, list):
                return any(check(str(each)) for each in value)
            return value is not None and check(str(value))

        return test

    if lookup in {"", "n"}:
        if wanted.lookup == "iexact" and not lookup:
            return some(lambda text: text.lower() in folded), False
        return some(lambda text: text in values), lookup == "n"
    if lookup in {"regex", "iregex"}:
        flags = re.IGNORECASE if lookup == "iregex" else 0
        patterns = [re.compile(value, flags) for value in values]
        return some(lambda text: any(pattern.search(text) for pattern in patterns)), False
    if lookup in _COMPARE:
        return some(lambda text: any(_COMPARE[lookup](text, value) for value in values)), False
    bare = lookup.removeprefix("n")
    checks: dict[str, Callable[[str, str], bool]] = {
        "ic": lambda text, value: value in text,
        "isw": lambda text, value: text.startswith(value),
        "iew": lambda text, value: text.endswith(value),
        "ie": lambda text, value: text == value,
    }
    check = checks[bare]
    return some(lambda text: any(check(text.lower(), value) for value in folded)), lookup.startswith("n")


# --- custom fields


def _custom(store: Store, model: Model, name: str, lookup: str, values: list[str]) -> set[int] | None:
    field = next((row for row in CustomFields(store).of(model.label) if row["name"] == name), None)
    if field is None or field["filter_logic"] == "disabled" or field["type"] == "json":
        return None
    loose = field["filter_logic"] == "loose" and field["type"] in {"text", "longtext", "url"}
    if loose and lookup:
        return None
    wanted = Filter(_CUSTOM_KINDS.get(field["type"], "text"), (name,))
    test, negative = _test(wanted, None, "ic" if loose else lookup, values)
    rows: Iterable[tuple[int, Row]] = store.rows[model.label].items()
    if wanted.kind == "int" and field["type"] == "multiobject":
        numbers = {_whole(value) for value in values}
        found = {each for each, row in rows if numbers & set(row["custom_fields"].get(name) or ())}
    else:
        found = {each for each, row in rows if test(row["custom_fields"].get(name))}
        if lookup in {"lt", "lte"} and wanted.kind in {"int", "decimal"}:
            # PostgreSQL sorts JSON's null before every number
            found |= {each for each, row in store.rows[model.label].items() if _is_null(row, name)}
    return set(store.rows[model.label]) - found if negative else found


def _is_null(row: Row, name: str) -> bool:
    return name in row["custom_fields"] and row["custom_fields"][name] is None
