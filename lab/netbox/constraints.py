"""Constraints of object permissions: Django's lookups (`name__startswith`, `site__region__slug__in`), any of several sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lab.netbox.orm.paths import Conditions
from lab.netbox.schema import Model
from lab.netbox.store import Row, Store


def permitted(store: Store, model: Model, sets: Sequence[Mapping[str, Any]]) -> Callable[[Row], bool]:
    """Whether a row meets all conditions of one of the sets. Raises NetBox's server error for a path to nowhere."""
    alternatives = [Conditions(store, model.label, each) for each in sets]
    return lambda row: any(each.matches(row) for each in alternatives)
