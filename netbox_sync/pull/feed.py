"""The fastest way to read NetBox: export templates that give a whole list as JSON, straight from the database's columns.

An administrator installs one template for each list (`templates()`, by `inv netbox.views --apply`). Whoever may list the
objects may run it; NetBox narrows its queryset to what the token may see, as it does for REST. The columns are fixed
here: of other objects they give ids alone (and a cable's label, a MAC address), which REST shows beside the object just
so, whatever else the token may see.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Mapping
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from netbox_sync.client import OBJECT_TYPES, NetBox, Parameters
from netbox_sync.pull import stamps
from netbox_sync.pull.columns import CUSTOM_FIELDS, FED, QUERIES, Column, Kind, Query, Row
from netbox_sync.pull.template import Template

if TYPE_CHECKING:
    from netbox_sync.desired.wanted import Wanted

PLAIN_FIELDS: Final = frozenset(
    {"text", "longtext", "integer", "decimal", "boolean", "date", "url", "json", "select", "multiselect"}
)
"""Types of custom fields that REST gives as they are stored."""
REFERRING: Final = frozenset({"object", "multiobject"})
"""Those that hold ids, which a lean row says as `columns.lean_field` makes them of REST's answer."""

CustomFields = Mapping[str, Collection[tuple[str, str]]]
"""Object type → names and types of its custom fields."""

_TEXT_KINDS: Final[frozenset[Kind]] = frozenset({"text", "decimal"})
_PAIRED_KINDS: Final[frozenset[Kind]] = frozenset({"refs"})


def templates() -> list[Wanted]:
    """What must stand in NetBox for the feed to be used, for `inv netbox.views`."""
    return [each.wanted() for each in (*map(template_of, FED), stamps.TEMPLATE)]


@functools.cache
def template_of(table: str) -> Template:
    """Its answer: `{"feed": version, "ids": [id, …], "texts": [each column's texts, a line each, …], "rows": [[id,
    columns…], …], "lists": {column: [[id, other id], …]}}`, all by id. The first text is `last_updated`.

    Columns that JSON can hold are made JSON of at once, which takes half the time of doing so row by row; times and the
    like are not among those and come by a statement of their own. It is the first, so that a row that changes between the
    two is older than it should be, which the last look at its list shows.
    """
    query = QUERIES[table]
    values, texts, lists = _parts(query)
    told = ",".join(f'{{{{ t|map(attribute={at})|join("\\n")|tojson }}}}' for at in range(1, len(texts)))
    pairs = ",".join(
        f'"{name}":{{{{ queryset.filter({name}__isnull=False).order_by("id").values_list("id","{name}")|list|tojson }}}}'
        for name in lists
    )
    return Template(
        table=table,
        path=query.path,
        before=f'{{% set t = queryset.order_by("id").values_list({_quoted(texts)})|list %}}',
        body=(
            f'"ids":{{{{ t|map("first")|list|tojson }}}},"texts":[{told}],'
            f'"rows":{{{{ queryset.order_by("id").values_list({_quoted(values)})|list|tojson }}}},"lists":{{{pairs}}}'
        ),
    )


def _quoted(lookups: tuple[str, ...]) -> str:
    return ",".join(f'"{each}"' for each in lookups)


def _parts(query: Query) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Lookups of the columns that JSON can hold, of those given as text, and the names of relations to many."""
    columns = (*query.columns, *query.counts)
    values = [each for one in columns if one.kind not in _TEXT_KINDS | _PAIRED_KINDS for each in one.lookups]
    texts = [each for one in columns if one.kind in _TEXT_KINDS for each in one.lookups]
    lists = [one.name for one in columns if one.kind in _PAIRED_KINDS]
    return ("id", *values), ("id", "last_updated", *texts), tuple(lists)


def _asked(query: Query) -> dict[str, str]:
    """Spares NetBox to prepare what the template does not use. What it counts beside objects must be named."""
    fields = ",".join(("id", *(each.field for each in query.counts)))
    return {"fields": fields, **({"exclude": "config_context"} if query.has_context else {})}


def left_to_rest(query: Query, custom_fields: CustomFields) -> Query | None:
    """What the feed does not give of this list, as a list to be read by pages; None where it gives all."""
    kinds = {kind for _, kind in custom_fields.get(OBJECT_TYPES[query.path], ())}
    columns = tuple(each for each in query.columns if each.kind == "fields" and not kinds <= PLAIN_FIELDS | REFERRING)
    return Query(query.path, columns) if columns else None


def referring(query: Query, custom_fields: CustomFields) -> dict[str, bool]:
    """The names of the list's custom fields, and whether they refer to objects."""
    return {name: kind in REFERRING for name, kind in custom_fields.get(OBJECT_TYPES[query.path], ())}


def read(
    netbox: NetBox,
    table: str,
    custom_fields: Callable[[], CustomFields],
    where: Parameters | None = None,
) -> list[Row] | None:
    """The lean rows of one list, or of those of its objects that `where` finds, sorted by id; None where some came or went
    while NetBox gave them. Raises FeedUnusable, and what the client raises."""
    query, template = QUERIES[table], template_of(table)
    answer = template.answer(netbox, {**(where or {}), **_asked(query)})
    fields = referring(query, custom_fields())
    try:
        return _rows(query, answer, fields)
    except (LookupError, TypeError, ValueError) as error:
        raise template.misshapen(error) from error


def _rows(query: Query, answer: Mapping[str, Any], fields: Mapping[str, bool]) -> list[Row] | None:
    """`fields`: names of the custom fields, and whether they refer to objects."""
    fed = (*query.columns, *query.counts)
    columns = [each for each in fed if each.kind not in _TEXT_KINDS | _PAIRED_KINDS]
    texts = [each for each in fed if each.kind in _TEXT_KINDS]
    lists = [each.name for each in fed if each.kind in _PAIRED_KINDS]
    plain = [each.name for each in columns if each.kind in {"plain", "ref"}]
    rest = [each for each in columns if each.kind not in {"plain", "ref"}]
    places, width = _places(columns)
    names, pick = ("id", *plain), itemgetter(0, *(places[name] for name in plain))
    given, ids = answer["rows"], answer["ids"]
    if [values[0] for values in given] != ids:
        return None
    told = [each.split("\n") if ids else [] for each in answer["texts"]]
    rows: dict[int, Row] = {}
    for values, changed, *line in zip(given, *told, strict=True):
        if len(values) != width:
            raise ValueError(f"{len(values)} ≠ {width}")
        row: Row = dict(zip(names, pick(values), strict=True))
        row["last_updated"] = None if changed == "None" else changed
        for name, kind, _, _ in rest:
            row[name] = _value(kind, values, places[name], fields)
        for column, text in zip(texts, line, strict=True):
            row[column.name] = None if text in {"None", ""} else float(text) if column.kind == "decimal" else text
        for name in lists:
            row[name] = []
        rows[row["id"]] = row
    for name in lists:
        for object_id, other in answer["lists"][name]:
            # one that came between the statements is no part of these rows: the stamp tells
            if object_id in rows:
                rows[object_id][name].append(other)
        for row in rows.values():
            if len(row[name]) > 1:
                row[name] = sorted(set(row[name]))
    return list(rows.values())


def _places(columns: list[Column]) -> tuple[dict[str, int], int]:
    """Where each column's first value stands in a row, and how many values there are."""
    places, at = {}, 1
    for column in columns:
        places[column.name] = at
        at += len(column.lookups)
    return places, at


def _value(kind: Kind, values: list[Any], at: int, fields: Mapping[str, bool]) -> Any:
    value = values[at]
    if kind == "choice":
        return value or None
    if kind == "label":
        return value or ""
    if kind == "type":
        return None if value is None else f"{value}.{values[at + 1]}"
    if kind == "fields":
        return stored_fields(value, fields)
    return _far_end(bool(value), values[at + 1])


def stored_fields(stored: Mapping[str, Any] | None, fields: Mapping[str, bool]) -> dict[str, Any]:
    """Custom fields as REST gives them, from what is stored. `fields`: those there are, and whether they refer to objects."""
    return {name: _field((stored or {}).get(name), refers) for name, refers in fields.items()}


def _field(stored: Any, refers: bool) -> Any:
    if not refers or stored is None:
        return stored
    return [{"id": each} for each in sorted(stored)] if isinstance(stored, list) else {"id": stored}


def _far_end(complete: bool, path: list[list[str]] | None) -> int | None:
    """A cable path is a list of steps, each of nodes `type:id`; the first step holds the interface itself."""
    if not complete or not path:
        return None
    own = path[0][0].partition(":")[0]
    ends = [node.partition(":") for node in path[-1]]
    return min(int(number) for _, _, number in ends) if ends and ends[0][0] == own else None


def custom_fields_of(netbox: NetBox) -> CustomFields:
    found: dict[str, list[tuple[str, str]]] = {}
    offset = 0
    while True:
        where: Parameters = {"fields": "id,name,type,object_types", "ordering": "id"}
        count, page = netbox.page(CUSTOM_FIELDS, {**where, "limit": 1000, "offset": offset})
        for row in page:
            for object_type in row["object_types"]:
                found.setdefault(object_type, []).append((row["name"], row["type"]["value"]))
        offset += len(page)
        if not page or offset >= count:
            return found
