"""What a table config may name: the table that NetBox shows of a kind of object, and its columns."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lab.netbox.customfields import CustomFields
from lab.netbox.errors import broken, conflict
from lab.netbox.schema import MODELS
from lab.netbox.store import Row, Store
from netbox_sync import yamltext


@cache
def _columns() -> dict[str, frozenset[str]]:
    read = yamltext.read(Path(__file__).with_name("tables.yml").read_bytes())
    return {label: frozenset(words.split()) for label, words in read.items()}


def check(store: Store, row: Row, _: Row | None) -> None:
    """Raises InvalidError, and the server error that NetBox gives where no order is sent."""
    label = row["object_type"]
    if label not in _columns() or row["table"] != f"{MODELS[label].object_name}Table":
        raise broken(f"Unknown table: {row['table']}", "table")
    if row["ordering"] is None:
        raise conflict("TypeError", "'NoneType' object is not iterable")
    links = store.having("extras.customlink", "object_types", label)
    known = _columns()[label] | {f"cf_{field['name']}" for field in CustomFields(store).of(label)}
    known |= {f"cl_{store.rows['extras.customlink'][each]['name']}" for each in links}
    for field in ("ordering", "columns"):
        for name in row[field]:
            column = name.removeprefix("-") if field == "ordering" else name
            if column not in known:
                raise broken(f"Unknown column: {column}", field)
