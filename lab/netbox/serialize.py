"""Rows as the API answers them: whole, brief, nested, or with chosen fields only."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Any

from lab.netbox.computed import COMPUTED, count
from lab.netbox.contexts import Contexts
from lab.netbox.customfields import CustomFields
from lab.netbox.display import display
from lab.netbox.ordering import arrange
from lab.netbox.schema import MODELS, Field, Model
from lab.netbox.store import Row, Store

WITH_CONTEXT = frozenset({"dcim.device", "virtualization.virtualmachine"})
ALWAYS = ("id", "url", "display")

Writer = Callable[["Serializer", Row], Any]


class Serializer:
    """Answers for one base URL. Short forms are kept until the store changes, as they repeat in every list.

    `partial` is the answer to a PATCH, where NetBox leaves out what it would fill with a default.
    """

    store: Store
    base: str

    def __init__(self, store: Store, base: str, *, partial: bool = False) -> None:
        self.store = store
        self.base = base
        self.partial = partial
        self.contexts = Contexts(store)
        self.custom = CustomFields(store)
        self._short: dict[tuple[str, int, bool, bool], dict[str, Any]] = {}
        self._ranks: dict[str, dict[int, int]] = {}
        self._version = -1

    def refresh(self) -> None:
        """Forget what the last change may have made stale; called once per request."""
        if self._version != self.store.version:
            self._version = self.store.version
            self._short.clear()
            self._ranks.clear()
            self.contexts = Contexts(self.store)
            self.custom = CustomFields(self.store)

    def ordered(self, label: str, ids: list[int]) -> list[int]:
        """Related objects in the order of their own list."""
        if len(ids) < 2:
            return ids
        if label not in self._ranks:
            rows = arrange(self.store, MODELS[label], list(self.store.rows[label].values()), None)
            self._ranks[label] = {row["id"]: at for at, row in enumerate(rows)}
        return sorted(ids, key=self._ranks[label].__getitem__)

    def ordered_tags(self, tags: list[int]) -> list[int]:
        """Tags in the order of their weight and name."""
        rows = self.store.rows["extras.tag"]
        return sorted(tags, key=lambda each: (rows[each]["weight"], rows[each]["name"])) if len(tags) > 1 else tags

    def url(self, model: Model, identifier: int) -> str:
        """Where the object is in the API."""
        return f"{self.base}/api/{model.endpoint}/{identifier}/"

    def brief(self, label: str, identifier: int | None) -> dict[str, Any] | None:
        """The short form that stands for an object inside another."""
        return self._shorten(label, identifier, nested=False, zeros=not self.partial)

    def apart(self, label: str, identifier: int | None) -> dict[str, Any] | None:
        """The short form as custom fields hold it, which knows nothing of the answer around it."""
        return self._shorten(label, identifier, nested=False, zeros=True)

    def nested(self, label: str, identifier: int | None) -> dict[str, Any] | None:
        """The still shorter form that NetBox uses for parents, tags and the like."""
        return self._shorten(label, identifier, nested=True, zeros=not MODELS[label].nested)

    def _shorten(self, label: str, identifier: int | None, *, nested: bool, zeros: bool) -> dict[str, Any] | None:
        if identifier is None:
            return None
        key = (label, identifier, nested, zeros)
        if (kept := self._short.get(key)) is not None:
            return kept
        row = self.store.get(label, identifier)
        if row is None:
            return None
        model = MODELS[label]
        wanted = (model.nested if nested else ()) or model.brief
        answer = self._write(model, row, {*ALWAYS, *wanted}, skip={"count", "zero"}, zeros=zeros)
        if nested and label in _OWN_NESTED:
            answer |= _OWN_NESTED[label](self, row)
        self._short[key] = answer
        return answer

    def full(
        self,
        model: Model,
        row: Row,
        *,
        fields: Collection[str] | None = None,
        exclude: Collection[str] = (),
        fresh: bool = False,
    ) -> dict[str, Any]:
        """An object as its own endpoint answers it; `fresh` is the answer to its creation, without counts."""
        if not fresh:
            return self._write(model, row, fields, exclude=exclude)
        answer = self._write(model, row, fields, exclude=exclude, skip={"count", "zero"}, zeros=True)
        return answer | {name: value for name, value in _FRESH.get(model.label, {}).items() if name in answer}

    def _write(
        self,
        model: Model,
        row: Row,
        fields: Collection[str] | None,
        *,
        exclude: Collection[str] = (),
        skip: Collection[str] = (),
        zeros: bool = False,
    ) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        writers = _WRITERS[model.label] if fields is None else _selected(model.label, frozenset(fields))
        for name, writer, kind in writers:
            if name not in exclude:
                if kind not in skip or not kind:
                    answer[name] = writer(self, row)
                elif kind == "zero" and zeros:
                    answer[name] = 0
        return answer


def _ref(item: Field) -> Writer:
    name, target = item.name, item.argument
    if "nested" in item.flags:
        return lambda to, row: to.nested(target, row[name])
    return lambda to, row: to.brief(target, row[name])


def _refs(model: Model, item: Field) -> Writer:
    name, target = item.name, item.argument
    if model.label == "users.objectpermission":
        return lambda to, row: [to.nested(target, each) for each in to.ordered(target, row[name])]
    if "nested" in item.flags:
        return lambda to, row: [to.brief(target, each) for each in to.ordered(target, row[name])]
    other = MODELS[target]
    return lambda to, row: [to.full(other, to.store.rows[target][each]) for each in to.ordered(target, row[name])]


def _choice(item: Field) -> Writer:
    name, choices = item.name, item.choices

    def write(_: Serializer, row: Row) -> Any:
        value = row[name]
        return None if value is None or value == "" else {"value": value, "label": choices.get(value, "")}

    return write


def _terminations(item: Field) -> Writer:
    return lambda to, row: [
        {"object_type": kind, "object_id": identifier, "object": to.brief(kind, identifier)}
        for kind, identifier in row[item.name]
    ]


def _writer(model: Model, item: Field) -> Writer:  # noqa: PLR0911 - one return per kind of field
    name = item.name
    if item.kind == "computed":
        return COMPUTED.get((model.label, name)) or COMPUTED.get(("", name)) or (lambda _, __: None)
    if item.kind == "count":
        target, _, field = item.argument.rpartition(".")
        return lambda to, row: count(to.store, model.label, row, target, field)
    if item.kind == "ref":
        return _ref(item)
    if item.kind == "refs":
        return _refs(model, item)
    if item.kind == "slugs":
        return lambda to, row: [to.store.rows[item.argument][each]["slug"] for each in row[name]]
    if item.kind == "choice" and (model.label, name) not in _BARE_CHOICES:
        return _choice(item)
    if item.kind == "terminations":
        return _terminations(item)
    return lambda _, row: row[name]


# choices that NetBox answers as the bare value
_BARE_CHOICES = frozenset(
    {
        ("dcim.cable", "type"),
        ("circuits.circuittermination", "term_side"),
        ("extras.customlink", "button_class"),
        ("extras.webhook", "http_method"),
    }
)

# counts that NetBox works out with the query, so that a new object's answer is without them
_COUNTED = frozenset({("users.group", "user_count"), ("ipam.vlangroup", "utilization")})

# what a new object's answer says before NetBox has read it again
_FRESH: dict[str, dict[str, Any]] = {
    "ipam.prefix": {"children": 0, "_depth": 0},
    "dcim.device": {"interface_count": 0},
}

_WITHOUT_PAGE = frozenset({"dcim.interfacetemplate", "tenancy.contactassignment"})

# where the page for people is not named as the endpoint
_PAGES = {"extras/custom-field-choice-sets": "extras/custom-field-choices", "core/object-changes": "core/changelog"}

_OWN_NESTED: dict[str, Callable[[Serializer, Row], dict[str, Any]]] = {
    "ipam.ipaddress": lambda _, row: {"family": 6 if ":" in row["address"] else 4},
    "dcim.interface": lambda to, row: {"device": to.nested("dcim.device", row["device"]), "cable": row.get("cable")},
    "virtualization.vminterface": lambda to, row: {
        "virtual_machine": to.nested("virtualization.virtualmachine", row["virtual_machine"])
    },
}


def _writers(model: Model) -> list[tuple[str, Writer, str]]:
    endpoint, label = model.endpoint, model.label
    page = _PAGES.get(endpoint, endpoint)
    writers: list[tuple[str, Writer, str]] = [
        ("id", lambda _, row: row["id"], ""),
        ("url", lambda to, row: f"{to.base}/api/{endpoint}/{row['id']}/", ""),
        ("display_url", lambda to, row: f"{to.base}/{page}/{row['id']}/", ""),
        ("display", lambda to, row: display(to.store, label, row), ""),
    ]
    if model.label in _WITHOUT_PAGE:
        del writers[2]
    for item in model.fields.values():
        if "secret" in item.flags:
            continue
        counted = item.kind == "count" or (label, item.name) in _COUNTED
        skipped = "count" if counted else "zero" if "zero" in item.flags else ""
        writers.append((item.name, _writer(model, item), skipped))
    if model.tags:
        writers.append(
            ("tags", lambda to, row: [to.nested("extras.tag", each) for each in to.ordered_tags(row["tags"])], "")
        )
    if model.custom:
        writers.append(("custom_fields", lambda to, row: to.custom.answer(to, label, row), ""))
    if model.label in WITH_CONTEXT:
        writers.append(("config_context", lambda to, row: to.contexts.render(label, row), ""))
    if model.stamps:
        writers.append(("created", lambda _, row: row["created"], ""))
        writers.append(("last_updated", lambda _, row: row["last_updated"], ""))
    elif model.label == "users.token":
        writers.append(("created", lambda _, row: row["created"], ""))
    return writers


_WRITERS = {label: _writers(model) for label, model in MODELS.items()}


@lru_cache(maxsize=1024)
def _selected(label: str, fields: frozenset[str]) -> list[tuple[str, Writer, str]]:
    return [entry for entry in _WRITERS[label] if entry[0] in fields]
