"""One object that NetBox should hold."""

from __future__ import annotations

from typing import Any

from netbox_sync.model import Frozen


class Origin(Frozen):
    """Where somebody said so: shown beside every difference and every refusal."""

    file: str
    sheet: str = ""  # empty for a file without sheets
    row: int | None = None  # as the file's own program numbers it


class Wanted(Frozen):
    """An object by its natural key, and the fields that are ours to set.

    `endpoint` is the list's path below /api/ (`dcim/devices`). `key` names the object in NetBox: `{"slug": "mrk-ahb01"}`,
    `{"device": {"name": "…"}, "name": "GigabitEthernet1/0/1"}`. `body` holds the other fields as NetBox's POST takes them,
    except that a relation is always the other object's natural key, also where NetBox itself takes only an id, and that a
    choice is its value. A field that `body` does not name is left as it is; None empties it. `custom_fields` names only
    those it sets; `tags` (natural keys) are added to those that are there.
    """

    endpoint: str
    key: dict[str, Any]
    body: dict[str, Any] = {}
    origin: Origin
