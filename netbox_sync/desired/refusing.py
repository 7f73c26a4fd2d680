"""Why an object was not written, in NetBox's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from netbox_sync import faults
from netbox_sync.client import Row
from netbox_sync.desired.difference import Operation
from netbox_sync.desired.kinds import KINDS
from netbox_sync.desired.sending import holds


def conflict(row: Row, operation: Operation, body: Mapping[str, Any]) -> str:
    """The fields of a conflict with what NetBox holds there now."""
    kind = KINDS[operation.endpoint]
    differing = [name for name, value in body.items() if not holds(kind, row, {name: value})]
    return "; ".join(f"{name}: {_shown(row.get(name))}" for name in differing)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("display") or value.get("label") or value.get("value") or value)
    return str(value)


def words(error: faults.NetBoxError) -> str:
    """NetBox's own words."""
    if isinstance(error, faults.ValidationRefused):
        return str(error.fields["faults"])
    return str(error.fields.get("detail") or error)


def line(said: Any) -> str:
    if isinstance(said, dict):
        return "; ".join(f"{name}: {line(words)}" for name, words in said.items())
    return ", ".join(line(words) for words in said) if isinstance(said, list) else str(said)
